-- The figures in force, in the two orders that readers need, and those that were in force before.

CREATE OR REPLACE TEMPORARY TABLE figure_version AS
SELECT * FROM stated_version
UNION ALL BY NAME
SELECT * EXCLUDE (is_overlapped) FROM passed_version
WHERE NOT is_overlapped;

CREATE OR REPLACE TABLE figure AS
SELECT
    indicator, territory, period, value, status, reason, numerator, denominator, origin, source, file, row, release, published_at,
    known_from
FROM figure_version
WHERE NOT isfinite(known_until)
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
COMMENT ON COLUMN figure.origin IS 'official, local or demo; demo as soon as one part is, else local as soon as one is.';
COMMENT ON COLUMN figure.source IS 'Source; of a computed figure, that of the part that gives it its origin, as are file and row.';
COMMENT ON COLUMN figure.file IS 'File as published by the source.';
COMMENT ON COLUMN figure.row IS 'Line of that file.';
COMMENT ON COLUMN figure.release IS 'Release in force.';
COMMENT ON COLUMN figure.published_at IS 'When its release was published.';
COMMENT ON COLUMN figure.known_from IS 'Since when it is the one in force without a break.';

-- What is secret today stays secret in every past view: a reader must not go back in time to see it.
CREATE OR REPLACE TABLE figure_past AS
SELECT
    past.indicator, past.territory, past.period,
    CASE WHEN figure.status IS NULL THEN past.value END AS value,
    coalesce(figure.status, past.status) AS status, past.reason,
    CASE WHEN figure.status IS NULL THEN past.numerator END AS numerator,
    CASE WHEN figure.status IS NULL THEN past.denominator END AS denominator,
    past.origin, past.source, past.file, past.row, past.release, past.published_at, past.known_from, past.known_until
FROM figure_version AS past
LEFT JOIN figure
    ON
        past.indicator = figure.indicator AND past.territory = figure.territory AND past.period = figure.period
        AND figure.status = 'secret'
WHERE isfinite(past.known_until)
ORDER BY past.territory, past.indicator, past.period, past.known_from;
COMMENT ON TABLE figure_past IS
'Figures that were in force for a time: replaced, withdrawn or computed anew since. With figure, all that was known on any day.';
COMMENT ON COLUMN figure_past.indicator IS 'Indicator.';
COMMENT ON COLUMN figure_past.territory IS 'Territory.';
COMMENT ON COLUMN figure_past.period IS 'Date that the figure is about.';
COMMENT ON COLUMN figure_past.value IS 'Value in the indicator''s unit; NULL when the status hides it, that of then or of today.';
COMMENT ON COLUMN figure_past.status IS 'As in figure; secret when it is so today.';
COMMENT ON COLUMN figure_past.reason IS 'As in figure.';
COMMENT ON COLUMN figure_past.numerator IS 'As in figure.';
COMMENT ON COLUMN figure_past.denominator IS 'As in figure.';
COMMENT ON COLUMN figure_past.origin IS 'As in figure.';
COMMENT ON COLUMN figure_past.source IS 'As in figure.';
COMMENT ON COLUMN figure_past.file IS 'As in figure.';
COMMENT ON COLUMN figure_past.row IS 'As in figure.';
COMMENT ON COLUMN figure_past.release IS 'Release then in force.';
COMMENT ON COLUMN figure_past.published_at IS 'When that release was published.';
COMMENT ON COLUMN figure_past.known_from IS 'Since when it was the one in force.';
COMMENT ON COLUMN figure_past.known_until IS 'From when it was no more.';

CREATE OR REPLACE TABLE figure_overlap AS
SELECT
    overlap.indicator, overlap.territory, overlap.period, overlap.value, overlap.status, overlap.reason, overlap.denominator,
    overlap.origin, overlap.known_from, CASE WHEN isfinite(overlap.known_until) THEN overlap.known_until END AS known_until
FROM passed_version AS overlap
ANTI JOIN figure
    ON
        overlap.indicator = figure.indicator AND overlap.territory = figure.territory AND overlap.period = figure.period
        AND figure.status = 'secret'
WHERE overlap.is_overlapped AND overlap.value IS NOT NULL
ORDER BY overlap.territory, overlap.indicator, overlap.period, overlap.known_from;
COMMENT ON TABLE figure_overlap IS
'Figures that passages carry from earlier perimeters where the territory has one of its own: drawn apart, never judged.';
COMMENT ON COLUMN figure_overlap.indicator IS 'Indicator.';
COMMENT ON COLUMN figure_overlap.territory IS 'Territory that receives them.';
COMMENT ON COLUMN figure_overlap.period IS 'Date that the figure is about.';
COMMENT ON COLUMN figure_overlap.value IS 'Value in the indicator''s unit.';
COMMENT ON COLUMN figure_overlap.status IS 'estimated.';
COMMENT ON COLUMN figure_overlap.reason IS 'From which territories, by which weights.';
COMMENT ON COLUMN figure_overlap.denominator IS 'What is below the line of a share, where known.';
COMMENT ON COLUMN figure_overlap.origin IS 'official, local or demo; demo as soon as one part is.';
COMMENT ON COLUMN figure_overlap.known_from IS 'Since when it stands there.';
COMMENT ON COLUMN figure_overlap.known_until IS 'From when it stood there no more; NULL while it does.';

CREATE OR REPLACE TABLE figure_map AS
SELECT indicator, period, territory, value, status, reason, denominator, origin, release, known_from
FROM figure
ORDER BY indicator, period, territory;
COMMENT ON TABLE figure_map IS 'The figures in force again, sorted so that a map reads one period of one indicator in one place.';
COMMENT ON COLUMN figure_map.indicator IS 'Indicator.';
COMMENT ON COLUMN figure_map.period IS 'Date that the figure is about.';
COMMENT ON COLUMN figure_map.territory IS 'Territory.';
COMMENT ON COLUMN figure_map.value IS 'Value in the indicator''s unit; NULL when the status hides it.';
COMMENT ON COLUMN figure_map.status IS 'As in figure.';
COMMENT ON COLUMN figure_map.reason IS 'As in figure.';
COMMENT ON COLUMN figure_map.denominator IS 'As in figure.';
COMMENT ON COLUMN figure_map.origin IS 'As in figure.';
COMMENT ON COLUMN figure_map.release IS 'As in figure.';
COMMENT ON COLUMN figure_map.known_from IS 'As in figure.';

CREATE OR REPLACE TABLE indicator_period AS
WITH RECURSIVE within AS (
    SELECT territory, parent FROM territory_parent
    UNION
    SELECT within.territory, above.parent
    FROM within
    INNER JOIN territory_parent AS above ON within.parent = above.territory
),

located AS (
    SELECT within.territory, within.parent AS department
    FROM within
    INNER JOIN territory ON within.parent = territory.territory
    WHERE territory.level = 'department'
)

SELECT
    figure_map.indicator, territory.level, NULL::VARCHAR AS department, figure_map.period,
    count(figure_map.value) AS values_count, count(figure_map.value) FILTER (figure_map.origin <> 'demo') AS real_count
FROM figure_map
INNER JOIN territory ON figure_map.territory = territory.territory
GROUP BY figure_map.indicator, territory.level, figure_map.period
UNION ALL
SELECT
    figure_map.indicator, territory.level, located.department, figure_map.period,
    count(figure_map.value) AS values_count, count(figure_map.value) FILTER (figure_map.origin <> 'demo') AS real_count
FROM figure_map
INNER JOIN territory ON figure_map.territory = territory.territory
INNER JOIN located ON figure_map.territory = located.territory
GROUP BY figure_map.indicator, territory.level, located.department, figure_map.period
ORDER BY ALL;
COMMENT ON TABLE indicator_period IS 'Which periods each indicator has, at each level of territory, everywhere and in each département.';
COMMENT ON COLUMN indicator_period.indicator IS 'Indicator.';
COMMENT ON COLUMN indicator_period.level IS 'Level of territory.';
COMMENT ON COLUMN indicator_period.department IS 'Département that contains the territories; NULL for all there are.';
COMMENT ON COLUMN indicator_period.period IS 'Period.';
COMMENT ON COLUMN indicator_period.values_count IS 'Figures with a value.';
COMMENT ON COLUMN indicator_period.real_count IS 'Those that are not demonstration.';

DROP TABLE figure_version;
DROP TABLE passed_version;
DROP TABLE stated_version;
