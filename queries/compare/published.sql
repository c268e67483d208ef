-- Which figures with a value do readers see?
-- Reads the database `earlier`. Parameters: none
-- One row per indicator, territory and period
SELECT figure.indicator, figure.territory, figure.period, figure.value
FROM earlier.figure AS figure
WHERE figure.value IS NOT NULL
ORDER BY figure.indicator, figure.territory, figure.period;
