-- Figures carried by passages: counts of the territories that gave way to another, shared by weight, where the receiver has none,
-- and rates made again from two such counts. Columns as in `figure`; what cannot be carried has no value and a reason.
--
-- A carried figure is a figure that everybody may know times a weight that everybody may know: a reader learns nothing by it.
-- Nothing is carried from a figure that is hidden today, nor beside a hidden figure of the receiver, which a carried total
-- or category could give away; and what is carried keeps to the thresholds of its rule.
-- Where the receiver has a figure of its own, that one stands, and the carried one is kept apart (`figure_overlapped`).

CREATE OR REPLACE TABLE secret_figure AS
SELECT indicator, territory, period FROM figure_stated(NULL)
WHERE status = 'secret'
ORDER BY indicator, territory, period;
COMMENT ON TABLE secret_figure IS 'What is confidential today, and is therefore never carried, on no past day either.';
COMMENT ON COLUMN secret_figure.indicator IS 'Indicator.';
COMMENT ON COLUMN secret_figure.territory IS 'Territory.';
COMMENT ON COLUMN secret_figure.period IS 'Date that the figure is about.';

-- Overlap from which two perimeters are comparable, and coverage from which a count may be carried: the product's own convention.
CREATE OR REPLACE MACRO passage_comparable() AS 0.95;

-- Whether a figure, by its reason, was carried from other territories.
CREATE OR REPLACE MACRO is_carried(reason) AS -- noqa: CP05
coalesce(starts_with(reason, 'passage='), FALSE);

-- Whether a number of people or things lies in the range that a rule hides.
CREATE OR REPLACE MACRO is_too_small(number, hidden_from, threshold) AS -- noqa: CP05
coalesce(number > hidden_from - 1 + 1e-9 AND number < threshold - 1e-9, FALSE);

-- All that passages carry, with a column is_overlapped: whether the receiver has a figure of its own beside it.
CREATE OR REPLACE MACRO figure_passed(as_of, read_indicators := NULL, read_territories := NULL) AS TABLE -- noqa: CP05
    WITH link AS (
        SELECT from_territory, to_territory, kind, weight, covered
        FROM passage
        WHERE carries AND to_territory IS NOT NULL AND weight > 0
        -- A part of a new perimeter that takes after old ones does not also take a share of its whole.
        QUALIFY kind = min(kind) OVER (PARTITION BY to_territory)
    ),

    receiver AS (
        SELECT
            to_territory AS territory, any_value(kind) AS kind, count(*) AS givers_count,
            CASE WHEN count(covered) = count(*) THEN sum(covered) END AS covered,
            string_agg(from_territory || ':' || round(weight, 4), ',' ORDER BY weight DESC, from_territory ASC) AS givers
        FROM link
        GROUP BY to_territory
    ),

    stated AS (
        SELECT * FROM figure_stated(as_of, read_indicators, read_territories)
        WHERE territory IN (SELECT from_territory FROM link) OR territory IN (SELECT to_territory FROM link)
    ),

    secret AS (
        SELECT indicator, territory, period FROM secret_figure
        UNION
        SELECT indicator, territory, period FROM stated
        WHERE status = 'secret'
    ),

    beside AS (SELECT DISTINCT territory, period FROM secret),

    share AS (
        SELECT
            link.to_territory AS territory, link.weight, stated.* EXCLUDE (territory), secret.indicator IS NOT NULL AS is_secret
        FROM link
        INNER JOIN stated ON link.from_territory = stated.territory
        LEFT JOIN secret
            ON stated.indicator = secret.indicator AND stated.territory = secret.territory AND stated.period = secret.period
    ),

    total AS (
        SELECT
            share.indicator, share.territory, share.period, bool_or(own.indicator IS NOT NULL) AS is_overlapped,
            sum(share.weight * share.value) AS value,
            count(share.value) AS values_count, bool_or(share.is_secret) AS is_secret,
            CASE
                WHEN bool_or(share.origin = 'demo') THEN 'demo' WHEN bool_or(share.origin = 'local') THEN 'local' ELSE 'official'
            END AS origin,
            arg_max(share.source, share.weight) AS source, arg_max(share.file, share.weight) AS file,
            arg_max(share.row, share.weight) AS row, max(share.release) AS release, max(share.published_at) AS published_at
        FROM share
        LEFT JOIN stated AS own
            ON share.indicator = own.indicator AND share.territory = own.territory AND share.period = own.period
        -- Nothing stands beside a figure of the receiver's own that is hidden or not available.
        WHERE own.indicator IS NULL OR own.value IS NOT NULL
        GROUP BY share.indicator, share.territory, share.period
        HAVING count(share.value) > 0 OR bool_or(share.is_secret)
    ),

    judged AS (
        SELECT
            total.*, receiver.kind, receiver.givers, indicator.summable,
            CASE
                WHEN total.is_secret THEN 'passage_hidden'
                WHEN NOT indicator.summable THEN 'passage_not_summable'
                WHEN total.values_count < receiver.givers_count THEN 'passage_incomplete'
                WHEN receiver.covered < passage_comparable() THEN 'passage_uncovered'
                WHEN beside.territory IS NOT NULL THEN 'passage_beside_secret'
                WHEN
                    indicator.unit = 'count' AND is_too_small(total.value, secrecy_rule.hidden_from, secrecy_rule.threshold_count)
                    THEN 'passage_small'
            END AS obstacle
        FROM total
        INNER JOIN receiver ON total.territory = receiver.territory
        INNER JOIN indicator ON total.indicator = indicator.indicator
        LEFT JOIN secrecy_rule ON indicator.secrecy_rule = secrecy_rule.rule
        LEFT JOIN beside ON total.territory = beside.territory AND total.period = beside.period
    ),

    -- A rate whose two counts were carried is made again; where they were not, the reason is theirs.
    rate AS (
        SELECT
            judged.indicator, judged.territory, judged.period, above.value AS numerator, below.value AS denominator,
            CASE derivation.kind WHEN 'share' THEN 100 * above.value / below.value ELSE above.value / below.value END AS value,
            CASE
                WHEN
                    below.value < secrecy_rule.threshold_denominator
                    OR (
                        secrecy_rule.complement
                        AND is_too_small(below.value - above.value, secrecy_rule.hidden_from, secrecy_rule.threshold_count)
                    )
                    THEN 'passage_small'
            END AS obstacle
        FROM judged
        INNER JOIN derivation ON judged.indicator = derivation.indicator AND derivation.kind IN ('share', 'ratio')
        INNER JOIN judged AS above
            ON
                derivation.numerator = above.indicator AND judged.territory = above.territory AND judged.period = above.period
                AND judged.is_overlapped = above.is_overlapped
        INNER JOIN judged AS below
            ON
                derivation.denominator = below.indicator AND judged.territory = below.territory AND judged.period = below.period
                AND judged.is_overlapped = below.is_overlapped
        INNER JOIN indicator ON judged.indicator = indicator.indicator
        LEFT JOIN secrecy_rule ON indicator.secrecy_rule = secrecy_rule.rule
        WHERE judged.obstacle = 'passage_not_summable' AND above.obstacle IS NULL AND below.obstacle IS NULL AND below.value > 0
    ),

    settled AS (
        SELECT
            judged.* EXCLUDE (value, obstacle),
            coalesce(rate.value, CASE WHEN judged.summable THEN judged.value END) AS value, rate.numerator, rate.denominator,
            CASE WHEN rate.value IS NULL THEN judged.obstacle ELSE rate.obstacle END AS obstacle
        FROM judged
        LEFT JOIN rate
            ON judged.indicator = rate.indicator AND judged.territory = rate.territory AND judged.period = rate.period
    )

    SELECT
        is_overlapped, indicator, territory, period, CASE WHEN obstacle IS NULL THEN value END AS value,
        CASE
            WHEN obstacle IS NULL THEN 'estimated' WHEN obstacle IN ('passage_hidden', 'passage_small') THEN 'secret' ELSE 'not_available'
        END AS status,
        coalesce(obstacle, 'passage') || '=' || givers AS reason,
        CASE WHEN obstacle IS NULL THEN numerator END AS numerator,
        CASE WHEN obstacle IS NULL THEN denominator END AS denominator,
        origin, source, file, row, release, published_at
    FROM settled
    -- A part without a figure shows that of its whole, and says so: a refusal would hide it.
    WHERE obstacle IS NULL OR kind = 'generation';

-- What passages carry where the receiver has nothing of its own.
CREATE OR REPLACE MACRO figure_carried(as_of, read_indicators := NULL, read_territories := NULL) AS TABLE -- noqa: CP05
    SELECT * EXCLUDE (is_overlapped)
    FROM figure_passed(as_of, read_indicators, read_territories)
    WHERE NOT is_overlapped;

-- What they carry beside a figure of the receiver's own: never judged or added up, only drawn apart.
CREATE OR REPLACE MACRO figure_overlapped(as_of) AS TABLE -- noqa: CP05
    SELECT * EXCLUDE (is_overlapped)
    FROM figure_passed(as_of)
    WHERE is_overlapped AND value IS NOT NULL;
