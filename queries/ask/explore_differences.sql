-- What do we know today that we did not know on a past day, and what did we think then?
-- Parameters: $indicators, $territories, $first_year, $last_year, $origin, $as_of, $show_demo
-- One row per indicator, territory and period whose value or status differs
WITH past AS (
    SELECT known.indicator, known.territory, known.period, known.value, known.status, known.origin
    FROM figure_at($as_of) AS known
    WHERE
        known.indicator IN (SELECT unnest($indicators))
        AND known.territory IN (SELECT unnest($territories))
        AND known.period BETWEEN make_date($first_year, 1, 1) AND make_date($last_year, 12, 31)
        AND ($origin IS NULL OR known.origin = $origin)
        AND ($show_demo OR known.origin <> 'demo')
),

present AS (
    SELECT figure.indicator, figure.territory, figure.period, figure.value, figure.status, figure.origin
    FROM figure
    WHERE
        figure.indicator IN (SELECT unnest($indicators))
        AND figure.territory IN (SELECT unnest($territories))
        AND figure.period BETWEEN make_date($first_year, 1, 1) AND make_date($last_year, 12, 31)
        AND ($origin IS NULL OR figure.origin = $origin)
        AND ($show_demo OR figure.origin <> 'demo')
),

pair AS (
    SELECT
        coalesce(present.indicator, past.indicator) AS indicator, coalesce(present.territory, past.territory) AS territory,
        coalesce(present.period, past.period) AS period, past.value AS value_then, present.value AS value_now,
        past.status AS status_then, present.status AS status_now, coalesce(present.origin, past.origin) AS origin
    FROM present
    FULL JOIN past
        ON present.indicator = past.indicator AND present.territory = past.territory AND present.period = past.period
)

SELECT
    pair.indicator, pair.territory, pair.period, pair.value_then, pair.value_now, pair.status_then, pair.status_now, pair.origin,
    CASE WHEN pair.status_then IS NULL THEN 'new' WHEN pair.status_now IS NULL THEN 'withdrawn' ELSE 'changed' END AS verdict
FROM pair
WHERE pair.value_then IS DISTINCT FROM pair.value_now OR pair.status_then IS DISTINCT FROM pair.status_now
ORDER BY pair.indicator, pair.territory, pair.period;
