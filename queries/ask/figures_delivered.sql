-- Which figures that were delivered are in force?
-- Parameters: none
-- One row per figure in force, those computed from others left out
SELECT
    figure.indicator, figure.territory, figure.period, figure.value, figure.status, figure.reason, figure.numerator, figure.denominator,
    figure.origin, figure.source, figure.file, figure.row
FROM figure
SEMI JOIN observation
    ON
        figure.indicator = observation.indicator AND figure.territory = observation.territory AND figure.period = observation.period
        AND figure.release = observation.release
ORDER BY figure.indicator, figure.territory, figure.period;
