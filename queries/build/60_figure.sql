-- The figures in force, in the two orders that readers need.

CREATE OR REPLACE TABLE figure AS
SELECT * FROM figure_known(NULL)
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

CREATE OR REPLACE TABLE figure_overlap AS
SELECT indicator, territory, period, value, status, reason, denominator, origin
FROM figure_overlapped(NULL)
ORDER BY territory, indicator, period;
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

CREATE OR REPLACE TABLE figure_map AS
SELECT indicator, period, territory, value, status, reason, origin, release
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
COMMENT ON COLUMN figure_map.release IS 'As in figure.';

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
