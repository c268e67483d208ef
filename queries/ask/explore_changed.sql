-- Which figures of these indicators, in some territories or in all, are not today what they were on a past day?
-- Parameters: $indicators, $territories, $first_year, $last_year, $origin, $as_of, $show_demo
-- One row per indicator, territory and period; status_then is NULL for what was not, status_now for what is no more
WITH present AS (
    SELECT fm.indicator, fm.territory, fm.period, fm.value, fm.status, fm.origin
    FROM figure_map AS fm
    WHERE
        fm.known_from > moment_of($as_of)
        AND fm.indicator IN (SELECT unnest($indicators))
        AND ($territories IS NULL OR fm.territory IN (SELECT unnest($territories::VARCHAR[])))
        AND fm.period BETWEEN make_date($first_year, 1, 1) AND make_date($last_year, 12, 31)
        AND ($origin IS NULL OR fm.origin = $origin)
        AND ($show_demo OR fm.origin <> 'demo')
),

past AS (
    SELECT fp.indicator, fp.territory, fp.period, fp.value, fp.status, fp.origin
    FROM figure_past AS fp
    WHERE
        fp.known_from <= moment_of($as_of) AND fp.known_until > moment_of($as_of)
        AND fp.indicator IN (SELECT unnest($indicators))
        AND ($territories IS NULL OR fp.territory IN (SELECT unnest($territories::VARCHAR[])))
        AND fp.period BETWEEN make_date($first_year, 1, 1) AND make_date($last_year, 12, 31)
        AND ($origin IS NULL OR fp.origin = $origin)
        AND ($show_demo OR fp.origin <> 'demo')
)

SELECT
    coalesce(present.indicator, past.indicator) AS indicator, coalesce(present.territory, past.territory) AS territory,
    coalesce(present.period, past.period) AS period, past.value AS value_then, past.status AS status_then,
    present.value AS value_now, present.status AS status_now, coalesce(present.origin, past.origin) AS origin
FROM present
FULL JOIN past
    ON present.indicator = past.indicator AND present.territory = past.territory AND present.period = past.period
WHERE past.value IS DISTINCT FROM present.value OR past.status IS DISTINCT FROM present.status
ORDER BY indicator, territory, period;
