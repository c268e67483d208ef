-- What is the figure of several territories taken together, or why is there none?
-- Parameters: $indicators, $territories, $first_year, $last_year, $show_demo
-- One row per indicator and period
WITH member AS (SELECT DISTINCT unnest($territories::VARCHAR[]) AS territory),

-- Whoever lives in two of the territories would count twice.
shared AS (
    SELECT tp.territory FROM territory_parent AS tp
    WHERE tp.territory IN (FROM member) AND tp.parent IN (FROM member)
    UNION ALL
    SELECT passage.from_territory FROM passage
    WHERE
        passage.from_territory IN (FROM member) AND passage.to_territory IN (FROM member)
        AND passage.from_territory <> passage.to_territory
),

wanted AS (
    SELECT
        indicator.indicator, indicator.summable, derivation.numerator, derivation.denominator,
        derivation.kind IN ('share', 'ratio') AS is_derived,
        CASE
            WHEN derivation.kind = 'ratio' THEN 1
            WHEN indicator.unit IN ('percent', 'per_100') THEN 100
            WHEN indicator.unit IN ('per_mille', 'per_1000') THEN 1000
            WHEN indicator.unit = 'per_10000' THEN 10000
        END AS scale
    FROM indicator
    LEFT JOIN derivation ON indicator.indicator = derivation.indicator
    WHERE indicator.indicator IN (SELECT unnest($indicators::VARCHAR[]))
),

-- Read once: it is joined three times.
known AS MATERIALIZED (
    SELECT
        figure.indicator, figure.territory, figure.period, figure.value, figure.status, figure.numerator, figure.denominator, figure.origin
    FROM figure
    INNER JOIN member ON figure.territory = member.territory
    WHERE
        figure.indicator IN (SELECT unnest([wanted.indicator, wanted.numerator, wanted.denominator]) FROM wanted)
        AND figure.period BETWEEN make_date($first_year, 1, 1) AND make_date($last_year, 12, 31)
        AND ($show_demo OR figure.origin <> 'demo')
),

part AS (
    SELECT
        wanted.indicator, known.territory, known.period, known.value, known.status, known.origin = 'demo' AS is_demo,
        coalesce(above.value, known.numerator) AS numerator, coalesce(below.value, known.denominator) AS denominator
    FROM wanted
    INNER JOIN known ON wanted.indicator = known.indicator
    LEFT JOIN known AS above
        ON wanted.is_derived AND wanted.numerator = above.indicator AND known.territory = above.territory AND known.period = above.period
    LEFT JOIN known AS below
        ON wanted.is_derived AND wanted.denominator = below.indicator AND known.territory = below.territory AND known.period = below.period
),

total AS (
    SELECT
        indicator, period, count(value) AS values_count, sum(value) AS values_sum,
        count(*) FILTER (value IS NOT NULL AND numerator IS NOT NULL AND denominator IS NOT NULL) AS quotients_count,
        sum(numerator) AS numerators_sum, sum(denominator) AS denominators_sum, bool_or(is_demo) AS is_demo,
        list(territory) FILTER (value IS NOT NULL) AS known_territories,
        CASE
            WHEN bool_or(status = 'estimated') THEN 'estimated' WHEN bool_or(status = 'provisional') THEN 'provisional' ELSE 'published'
        END AS status
    FROM part
    GROUP BY indicator, period
),

verdict AS (
    SELECT
        total.*, wanted.summable, wanted.scale, (SELECT count(*) FROM member) AS members_count,
        CASE
            WHEN NOT wanted.summable AND (wanted.scale IS NULL OR total.quotients_count < total.values_count OR total.values_count = 0)
                THEN 'not_summable'
            WHEN EXISTS (FROM shared) THEN 'overlap'
            WHEN total.values_count < (SELECT count(*) FROM member) THEN 'incomplete'
            WHEN NOT wanted.summable AND total.denominators_sum = 0 THEN 'incomplete'
        END AS reason
    FROM total
    INNER JOIN wanted ON total.indicator = wanted.indicator
)

SELECT
    indicator, period,
    CASE
        WHEN reason IS NULL THEN CASE WHEN summable THEN values_sum ELSE scale * numerators_sum / denominators_sum END
    END AS value,
    CASE WHEN reason IS NULL THEN status ELSE 'not_available' END AS status, reason,
    CASE WHEN reason IS NULL THEN CASE WHEN summable THEN 'sum' ELSE 'quotient' END END AS method,
    CASE WHEN reason IS NULL AND NOT summable THEN numerators_sum END AS numerator,
    CASE WHEN reason IS NULL AND NOT summable THEN denominators_sum END AS denominator,
    members_count, values_count AS known_count,
    (
        SELECT list(territory ORDER BY territory) FROM member WHERE NOT list_contains(coalesce(known_territories, []), territory)
    ) AS missing_territories,
    is_demo
FROM verdict
ORDER BY indicator, period;
