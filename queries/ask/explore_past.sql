-- What was known of these indicators, in some territories or in all, on a past day, and what is known today?
-- Parameters: $indicators, $territories, $first_year, $last_year, $origin, $as_of, $show_demo, $stated_of, $stated_in, $carried_of, $carried_in
-- One row per indicator, territory and period that was or is known; status is NULL for what was not, status_now for what is no more
WITH past AS (
    SELECT
        known.indicator, known.territory, known.period, known.value, known.status, known.reason, known.denominator, known.origin,
        known.release
    FROM figure_at($as_of, $stated_of, $stated_in, $carried_of, $carried_in) AS known
    WHERE
        known.indicator IN (SELECT unnest($indicators))
        AND ($territories IS NULL OR known.territory IN (SELECT unnest($territories::VARCHAR[])))
        AND known.period BETWEEN make_date($first_year, 1, 1) AND make_date($last_year, 12, 31)
        AND ($origin IS NULL OR known.origin = $origin)
        AND ($show_demo OR known.origin <> 'demo')
),

present AS (
    SELECT fm.indicator, fm.territory, fm.period, fm.value, fm.status, fm.origin
    FROM figure_map AS fm
    WHERE
        fm.indicator IN (SELECT unnest($indicators))
        AND ($territories IS NULL OR fm.territory IN (SELECT unnest($territories::VARCHAR[])))
        AND fm.period BETWEEN make_date($first_year, 1, 1) AND make_date($last_year, 12, 31)
        AND ($origin IS NULL OR fm.origin = $origin)
        AND ($show_demo OR fm.origin <> 'demo')
)

SELECT
    coalesce(past.indicator, present.indicator) AS indicator, coalesce(past.territory, present.territory) AS territory,
    coalesce(past.period, present.period) AS period, past.value, past.status, past.reason, past.denominator,
    coalesce(present.origin, past.origin) AS origin_now, past.origin, past.release, present.value AS value_now,
    present.status AS status_now
FROM past
FULL JOIN present
    ON past.indicator = present.indicator AND past.territory = present.territory AND past.period = present.period
ORDER BY ALL;
