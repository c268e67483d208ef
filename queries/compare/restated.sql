-- Which of the figures given are already in force, to the last digit?
-- Reads the database `earlier` and the frame `given`. Parameters: none
-- One row per position of such a figure
SELECT given.position
FROM given
INNER JOIN earlier.figure AS past
    ON given.indicator = past.indicator AND given.territory = past.territory AND given.period::DATE = past.period
WHERE
    given.value IS NOT DISTINCT FROM past.value AND given.status = past.status
    AND given.numerator IS NOT DISTINCT FROM past.numerator AND given.denominator IS NOT DISTINCT FROM past.denominator
ORDER BY given.position;
