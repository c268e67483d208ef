-- The figures in force: for each indicator, territory and period, the one that the last standing release gives,
-- and the indicators computed from them.

CREATE OR REPLACE TABLE figure AS
WITH standing AS (
    SELECT release, published_at FROM release
    WHERE
        withdraws IS NULL
        AND release NOT IN (SELECT withdraws FROM release WHERE withdraws IS NOT NULL)
),

observed AS (
    SELECT observation.*, standing.published_at
    FROM observation
    INNER JOIN standing ON observation.release = standing.release
    QUALIFY row_number() OVER (
        PARTITION BY observation.indicator, observation.territory, observation.period
        ORDER BY standing.published_at DESC, observation.release DESC
    ) = 1
),

hidden AS (SELECT unnest(['secret', 'not_available', 'not_applicable', 'not_significant']) AS status),

quotient AS (
    SELECT
        derivation.indicator, above.territory, above.period,
        CASE
            WHEN above.value IS NOT NULL AND below.value > 0
                THEN CASE derivation.kind WHEN 'share' THEN 100 * above.value / below.value ELSE above.value / below.value END
        END AS value,
        CASE
            WHEN above.status IN (FROM hidden) THEN above.status
            WHEN below.status IN (FROM hidden) THEN below.status
            WHEN below.value = 0 THEN 'not_applicable'
            WHEN 'estimated' IN (above.status, below.status) THEN 'estimated'
            WHEN 'provisional' IN (above.status, below.status) THEN 'provisional'
            ELSE 'published'
        END AS status,
        coalesce(above.reason, below.reason) AS reason,
        above.value AS numerator, below.value AS denominator,
        CASE WHEN 'demo' IN (above.origin, below.origin) THEN 'demo' ELSE above.origin END AS origin,
        above.source, above.file, above.row, greatest(above.release, below.release) AS release,
        greatest(above.published_at, below.published_at) AS published_at
    FROM derivation
    INNER JOIN observed AS above ON derivation.numerator = above.indicator
    INNER JOIN observed AS below
        ON derivation.denominator = below.indicator AND above.territory = below.territory AND above.period = below.period
    WHERE derivation.kind IN ('share', 'ratio')
),

computed_quotient AS (
    -- A published figure is kept as it is: the producer rounds and protects it better than we can.
    SELECT quotient.* FROM quotient
    ANTI JOIN observed
        ON
            quotient.indicator = observed.indicator AND quotient.territory = observed.territory
            AND quotient.period = observed.period
),

within_department AS (
    SELECT territory_parent.territory, territory_parent.parent AS department
    FROM territory_parent
    INNER JOIN territory ON territory_parent.parent = territory.territory
    WHERE territory.level = 'department'
    UNION
    SELECT child.territory, upper_parent.parent
    FROM territory_parent AS child
    INNER JOIN territory_parent AS upper_parent ON child.parent = upper_parent.territory
    INNER JOIN territory ON upper_parent.parent = territory.territory
    WHERE territory.level = 'department'
),

relative_gap AS (
    SELECT
        derivation.indicator, here.territory, here.period, 100 * (here.value - there.value) / there.value AS value,
        CASE
            WHEN here.status IN (FROM hidden) THEN here.status
            WHEN there.status IN (FROM hidden) THEN there.status
            ELSE 'published'
        END AS status,
        coalesce(here.reason, there.reason) AS reason, here.value AS numerator, there.value AS denominator,
        CASE WHEN 'demo' IN (here.origin, there.origin) THEN 'demo' ELSE here.origin END AS origin,
        here.source, here.file, here.row, greatest(here.release, there.release) AS release,
        greatest(here.published_at, there.published_at) AS published_at
    FROM derivation
    INNER JOIN observed AS here ON derivation.numerator = here.indicator
    INNER JOIN within_department ON here.territory = within_department.territory
    INNER JOIN observed AS there
        ON derivation.denominator = there.indicator AND within_department.department = there.territory AND here.period = there.period
    WHERE derivation.kind = 'relative_gap'
)

SELECT * FROM observed
UNION ALL BY NAME
SELECT * FROM computed_quotient
UNION ALL BY NAME
SELECT * FROM relative_gap
ORDER BY territory, indicator, period;
COMMENT ON TABLE figure IS 'The figure in force for each indicator, territory and period, sorted so that a territory is read in one place.';
COMMENT ON COLUMN figure.indicator IS 'Indicator.';
COMMENT ON COLUMN figure.territory IS 'Territory.';
COMMENT ON COLUMN figure.period IS 'Date that the figure is about.';
COMMENT ON COLUMN figure.value IS 'Value in the indicator''s unit; NULL when the status hides it.';
COMMENT ON COLUMN figure.status IS 'As in observation; of a computed figure, the one that hides or weakens it most.';
COMMENT ON COLUMN figure.reason IS 'The producer''s own code or remark on the status.';
COMMENT ON COLUMN figure.numerator IS 'What is above the line of a share, where known.';
COMMENT ON COLUMN figure.denominator IS 'What is below the line of a share, where known.';
COMMENT ON COLUMN figure.origin IS 'official, local or demo; demo as soon as one part is.';
COMMENT ON COLUMN figure.source IS 'Source.';
COMMENT ON COLUMN figure.file IS 'File as published by the source.';
COMMENT ON COLUMN figure.row IS 'Line of that file.';
COMMENT ON COLUMN figure.release IS 'Release in force.';
COMMENT ON COLUMN figure.published_at IS 'When it became known here.';

CREATE OR REPLACE TABLE figure_map AS
SELECT indicator, period, territory, value, status, reason, origin
FROM figure
ORDER BY indicator, period, territory;
COMMENT ON TABLE figure_map IS 'The figures in force again, sorted so that a map reads one period of one indicator in one place.';
COMMENT ON COLUMN figure_map.indicator IS 'Indicator.';
COMMENT ON COLUMN figure_map.period IS 'Date that the figure is about.';
COMMENT ON COLUMN figure_map.territory IS 'Territory.';
COMMENT ON COLUMN figure_map.value IS 'Value in the indicator''s unit; NULL when the status hides it.';
COMMENT ON COLUMN figure_map.status IS 'As in figure.';
COMMENT ON COLUMN figure_map.reason IS 'As in figure.';
COMMENT ON COLUMN figure_map.origin IS 'As in figure.';

CREATE OR REPLACE TABLE indicator_period AS
SELECT
    figure_map.indicator, territory.level, figure_map.period, count(figure_map.value) AS values_count,
    count(*) FILTER (figure_map.origin <> 'demo') AS real_count
FROM figure_map
INNER JOIN territory ON figure_map.territory = territory.territory
GROUP BY ALL
ORDER BY ALL;
COMMENT ON TABLE indicator_period IS 'Which periods each indicator has, at each level of territory.';
COMMENT ON COLUMN indicator_period.indicator IS 'Indicator.';
COMMENT ON COLUMN indicator_period.level IS 'Level of territory.';
COMMENT ON COLUMN indicator_period.period IS 'Period.';
COMMENT ON COLUMN indicator_period.values_count IS 'Figures with a value.';
COMMENT ON COLUMN indicator_period.real_count IS 'Figures that are not demonstration.';
