-- Which of the figures given are already in force, but for the last digit?
-- Reads the database `earlier` and the frame `given`. Parameters: none
-- One row per position of such a figure
SELECT given.position
FROM given
INNER JOIN earlier.figure AS past
    ON given.indicator = past.indicator AND given.territory = past.territory AND given.period::DATE = past.period
WHERE
    given.status = past.status
    -- A workbook keeps 15 to 17 digits: a billionth of a thousandth is no change.
    AND coalesce(abs(given.value - past.value) <= 1e-12 * abs(past.value), given.value IS NULL AND past.value IS NULL)
    AND coalesce(
        abs(given.numerator - past.numerator) <= 1e-12 * abs(past.numerator), given.numerator IS NULL AND past.numerator IS NULL
    )
    AND coalesce(
        abs(given.denominator - past.denominator) <= 1e-12 * abs(past.denominator),
        given.denominator IS NULL AND past.denominator IS NULL
    )
ORDER BY given.position;
