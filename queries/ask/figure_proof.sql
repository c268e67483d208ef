-- Where does one figure come from, and since when is it known?
-- Parameters: $indicator, $territory, $period
-- One row per figure, so one or none
SELECT
    figure.value, figure.status, figure.reason, figure.numerator, figure.denominator, figure.origin, figure.source, figure.file,
    figure.row, figure.release, figure.published_at
FROM figure
WHERE figure.territory = $territory AND figure.indicator = $indicator AND figure.period = $period
ORDER BY figure.release;
