-- Which figures that a publication adds or changes look like slips?
-- Reads two databases, `earlier` and `later`. Parameters: $release, the publication in `later`; $today
-- One row per figure and kind: tenfold, sign, future, out_of_order, above_denominator, not_its_parts, lost, official; other_value: what it
-- is held against
WITH given AS (
    SELECT
        now.*, past.value AS past_value, past.status AS past_status,
        -- Neither is a carried figure one that a producer published, nor can what was missing be replaced.
        past.origin = 'official' AND now.origin <> 'official' AND (past.value IS NOT NULL OR past.status = 'secret')
        AND NOT starts_with(coalesce(past.reason, ''), 'passage') AS is_over_official,
        CASE
            WHEN indicator.unit IN ('percent', 'per_100') THEN 100
            WHEN indicator.unit IN ('per_mille', 'per_1000') THEN 1000
            WHEN indicator.unit = 'per_10000' THEN 10000
        END AS scale,
        CASE WHEN now.denominator > 0 THEN scale * now.numerator / now.denominator END AS quotient
    FROM later.observation AS now
    INNER JOIN later.indicator AS indicator ON now.indicator = indicator.indicator
    LEFT JOIN earlier.figure AS past
        ON now.indicator = past.indicator AND now.territory = past.territory AND now.period = past.period
    WHERE now.release = $release AND (past.status IS NULL OR past.value IS DISTINCT FROM now.value OR is_over_official)
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
                -- Of nothing everything is ten times more: what falls to 0, or rises from there, must have been or become 10.
                WHEN
                    value * other_value >= 0
                    AND greatest(abs(value), abs(other_value)) > 10 * least(abs(value), abs(other_value))
                    AND (value * other_value > 0 OR greatest(abs(value), abs(other_value)) >= 10)
                    THEN 'tenfold'
            END,
            CASE WHEN value * other_value < 0 THEN 'sign' END,
            CASE WHEN period > $today::DATE THEN 'future' END,
            CASE WHEN past_status IS NULL AND period < last_period THEN 'out_of_order' END,
            CASE WHEN numerator > denominator THEN 'above_denominator' END,
            -- A rate may be rounded to the unit, and what it is made of to one.
            CASE WHEN abs(value - quotient) > greatest(0.5, scale / denominator) THEN 'not_its_parts' END,
            -- A slip that makes a figure small enough for secrecy is not known here, only that nobody would see it any more.
            CASE WHEN past_value IS NOT NULL AND value IS NULL THEN 'lost' END,
            CASE WHEN is_over_official THEN 'official' END
        ]) AS kind
    FROM held
)

SELECT
    judged.kind, judged.indicator, indicator.short_name_fr AS indicator_name_fr,
    indicator.short_name_en AS indicator_name_en, indicator.decimals, judged.territory, territory.name AS territory_name, judged.period,
    judged.value,
    CASE judged.kind WHEN 'not_its_parts' THEN judged.quotient ELSE judged.other_value END AS other_value,
    CASE judged.kind WHEN 'not_its_parts' THEN judged.period ELSE judged.other_period END AS other_period,
    judged.last_period, judged.file, judged.row
FROM judged
INNER JOIN later.indicator AS indicator ON judged.indicator = indicator.indicator
INNER JOIN later.territory AS territory ON judged.territory = territory.territory
WHERE judged.kind IS NOT NULL
ORDER BY ALL;
