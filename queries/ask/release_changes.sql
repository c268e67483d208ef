-- What did the figures of each release change in those known before, source by source?
-- Parameters: $show_demo
-- One row per release, source and verdict (new, changed, identical, withdrawn)
WITH dated AS (
    SELECT
        observation.release, observation.source, observation.indicator, observation.territory, observation.period,
        observation.value, observation.status, release.published_at
    FROM observation
    INNER JOIN release ON observation.release = release.release
    WHERE $show_demo OR observation.origin <> 'demo'
),

beside AS (
    SELECT
        dated.release, dated.source, dated.value, dated.status,
        lag(dated.value) OVER earlier AS value_before, lag(dated.status) OVER earlier AS status_before
    FROM dated
    WINDOW
        earlier AS (
            PARTITION BY dated.indicator, dated.territory, dated.period
            ORDER BY dated.published_at, dated.release
        )
),

judged AS (
    SELECT
        beside.release, beside.source,
        CASE
            WHEN beside.status_before IS NULL THEN 'new'
            WHEN beside.value_before IS NOT NULL AND beside.value IS NULL THEN 'withdrawn'
            WHEN
                beside.status = beside.status_before
                AND coalesce(beside.value, 'nan'::DOUBLE) = coalesce(beside.value_before, 'nan'::DOUBLE)
                THEN 'identical'
            ELSE 'changed'
        END AS verdict
    FROM beside
)

SELECT judged.release, judged.source, judged.verdict, count(*) AS figures_count
FROM judged
GROUP BY judged.release, judged.source, judged.verdict
ORDER BY judged.release, judged.source, judged.verdict;
