-- Which observations must be read to know the figures of some indicators and territories, or of all, on a past day?
-- Parameters: $indicators, $territories
-- One row per question, in no order: indicators and territories of what is stated, and of what a passage carries; NULL for all
WITH stated AS (
    SELECT unnest($indicators::VARCHAR[]) AS indicator
    UNION
    SELECT unnest([numerator, denominator]) FROM derivation
    WHERE indicator IN (SELECT unnest($indicators::VARCHAR[]))
),

link AS (
    SELECT from_territory, to_territory FROM passage
    WHERE
        carries AND weight > 0 AND to_territory IS NOT NULL
        AND ($territories IS NULL OR to_territory IN (SELECT unnest($territories::VARCHAR[])))
),

-- A relative gap is measured to the département.
department AS (SELECT territory FROM territory WHERE level = 'department'),

here AS (
    SELECT unnest($territories::VARCHAR[]) AS territory
    UNION
    FROM department
),

place AS (
    SELECT from_territory AS territory FROM link
    UNION
    SELECT to_territory FROM link
    UNION
    SELECT territory FROM department
    WHERE EXISTS (FROM link)
),

-- Nothing is carried beside a hidden figure: whatever may have been hidden on some day counts, and what is computed from it.
hidden AS (
    SELECT DISTINCT indicator FROM observation
    WHERE status = 'secret' AND territory IN (FROM place)
),

beside AS (
    SELECT indicator FROM stated
    UNION
    SELECT indicator FROM hidden
    UNION
    SELECT unnest([numerator, denominator]) FROM derivation
    WHERE numerator IN (FROM hidden) OR denominator IN (FROM hidden)
)

SELECT
    CASE WHEN $indicators IS NOT NULL THEN (SELECT list(indicator ORDER BY indicator) FROM stated) END AS stated_of,
    CASE WHEN $territories IS NOT NULL THEN (SELECT list(territory ORDER BY territory) FROM here) END AS stated_in,
    CASE
        WHEN NOT EXISTS (FROM link) THEN []
        WHEN $indicators IS NOT NULL THEN (SELECT list(indicator ORDER BY indicator) FROM beside)
    END AS carried_of,
    coalesce((SELECT list(territory ORDER BY territory) FROM place), []) AS carried_in;
