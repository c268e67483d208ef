-- How many figures of these territories do we know today that we did not know on a past day, or knew otherwise?
-- Parameters: $territories, $as_of, $show_demo
-- One row per verdict (new, changed, withdrawn) that has figures
WITH past AS (
    SELECT known.indicator, known.territory, known.period, known.value, known.status
    FROM figure_at($as_of) AS known
    WHERE known.territory IN (SELECT unnest($territories)) AND ($show_demo OR known.origin <> 'demo')
),

present AS (
    SELECT figure.indicator, figure.territory, figure.period, figure.value, figure.status
    FROM figure
    WHERE figure.territory IN (SELECT unnest($territories)) AND ($show_demo OR figure.origin <> 'demo')
),

judged AS (
    SELECT CASE WHEN past.status IS NULL THEN 'new' WHEN present.status IS NULL THEN 'withdrawn' ELSE 'changed' END AS verdict
    FROM present
    FULL JOIN past
        ON present.indicator = past.indicator AND present.territory = past.territory AND present.period = past.period
    WHERE past.value IS DISTINCT FROM present.value OR past.status IS DISTINCT FROM present.status
)

SELECT judged.verdict, count(*) AS figures_count
FROM judged
GROUP BY judged.verdict
ORDER BY judged.verdict;
