-- Which figures of an indicator with a value do readers see?
-- Reads the database `earlier`. Parameters: $indicator
-- One row per territory and period
SELECT figure.territory, figure.period, figure.value
FROM earlier.figure AS figure
WHERE figure.indicator = $indicator AND figure.value IS NOT NULL
ORDER BY figure.territory, figure.period;
