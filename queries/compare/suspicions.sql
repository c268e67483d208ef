-- Which figures that a publication adds or changes look like slips?
-- Reads two databases, `earlier` and `later`. Parameters: $release, the publication in `later`; $today
-- One row per figure and kind: tenfold, sign, future, out_of_order, above_denominator, lost; other_value: what it is held against
WITH given AS (
    SELECT now.*, past.value AS past_value, past.status AS past_status
    FROM later.observation AS now
    LEFT JOIN earlier.figure AS past
        ON now.indicator = past.indicator AND now.territory = past.territory AND now.period = past.period
    WHERE now.release = $release AND (past.status IS NULL OR past.value IS DISTINCT FROM now.value)
),

series AS (
    SELECT indicator, territory, max(period) AS last_period FROM earlier.figure WHERE value IS NOT NULL GROUP BY indicator, territory
),

held AS (
    SELECT
        given.*, series.last_period, coalesce(given.past_value, beside.value) AS other_value,
        CASE WHEN given.past_value IS NULL THEN beside.period ELSE given.period END AS other_period
    FROM given
    ASOF LEFT JOIN (SELECT indicator, territory, period, value FROM later.figure WHERE value IS NOT NULL) AS beside
        ON given.indicator = beside.indicator AND given.territory = beside.territory AND given.period > beside.period
    LEFT JOIN series ON given.indicator = series.indicator AND given.territory = series.territory
),

judged AS (
    SELECT
        *,
        unnest([
            CASE
                WHEN
                    value * other_value > 0 AND (abs(value) > 10 * abs(other_value) OR abs(other_value) > 10 * abs(value))
                    THEN 'tenfold'
            END,
            CASE WHEN value * other_value < 0 THEN 'sign' END,
            CASE WHEN period > $today::DATE THEN 'future' END,
            CASE WHEN past_status IS NULL AND period < last_period THEN 'out_of_order' END,
            CASE WHEN numerator > denominator THEN 'above_denominator' END,
            -- A slip that makes a figure small enough for secrecy is not known here, only that nobody would see it any more.
            CASE WHEN past_value IS NOT NULL AND value IS NULL THEN 'lost' END
        ]) AS kind
    FROM held
)

SELECT
    judged.kind, judged.indicator, indicator.short_name_fr AS indicator_name_fr,
    indicator.short_name_en AS indicator_name_en, indicator.decimals, judged.territory, territory.name AS territory_name, judged.period,
    judged.value, judged.other_value, judged.other_period, judged.last_period, judged.file, judged.row
FROM judged
INNER JOIN later.indicator AS indicator ON judged.indicator = indicator.indicator
INNER JOIN later.territory AS territory ON judged.territory = territory.territory
WHERE judged.kind IS NOT NULL
ORDER BY ALL;
