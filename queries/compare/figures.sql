-- Which figures do readers see otherwise after a publication than before, and which does it leave as they are?
-- Reads two databases, `earlier` and `later`. Parameters: $release, the publication added, or taken back.
-- One row per indicator, territory and period that is new, changed, removed, identical (given, and no news), or absent (in force for
-- an indicator, a period and a level of territory of the publication, and not in it)
WITH given AS (
    SELECT indicator, territory, period, source FROM later.observation WHERE release = $release
    UNION
    -- Taken back, it may take along the indicator or the territory that its figures are about.
    SELECT indicator, territory, period, source FROM earlier.observation WHERE release = $release
),

compared AS (
    SELECT
        coalesce(now.indicator, past.indicator) AS indicator, coalesce(now.territory, past.territory) AS territory,
        coalesce(now.period, past.period) AS period, past.value AS old_value, past.status AS old_status, now.value AS new_value,
        now.status AS new_status, past.origin AS old_origin, now.origin AS new_origin,
        CASE WHEN past.status IS NULL THEN 'new' WHEN now.status IS NULL THEN 'removed' ELSE 'changed' END AS verdict
    FROM earlier.figure AS past
    FULL JOIN later.figure AS now
        ON past.indicator = now.indicator AND past.territory = now.territory AND past.period = now.period
    -- A workbook keeps 15 to 17 digits: a billionth of a thousandth is no change.
    WHERE
        coalesce(abs(past.value - now.value) > 1e-12 * abs(past.value), past.value IS DISTINCT FROM now.value)
        OR past.status IS DISTINCT FROM now.status OR past.origin IS DISTINCT FROM now.origin
),

untouched AS (
    SELECT past.indicator, past.territory, past.period, past.value, past.status, past.origin, 'identical' AS verdict
    FROM earlier.figure AS past
    SEMI JOIN given
        ON past.indicator = given.indicator AND past.territory = given.territory AND past.period = given.period
    UNION ALL
    -- Of a release taken back, nothing can be missing.
    SELECT past.indicator, past.territory, past.period, past.value, past.status, past.origin, 'absent'
    FROM earlier.figure AS past
    INNER JOIN earlier.territory AS past_place ON past.territory = past_place.territory
    ANTI JOIN earlier.release AS known ON known.release = $release
    -- A file about regions says nothing of neighbourhoods.
    SEMI JOIN
        (
            SELECT given.indicator, given.period, given.source, place.level FROM given
            INNER JOIN later.territory AS place ON given.territory = place.territory
        ) AS held
        ON
            past.indicator = held.indicator AND past.period = held.period AND past.source = held.source
            AND past_place.level = held.level
    SEMI JOIN earlier.observation AS delivered
        ON
            past.indicator = delivered.indicator AND past.territory = delivered.territory AND past.period = delivered.period
            AND past.release = delivered.release
    ANTI JOIN given AS mine
        ON past.indicator = mine.indicator AND past.territory = mine.territory AND past.period = mine.period
),

verdict AS (
    SELECT * FROM compared
    UNION ALL BY NAME
    SELECT
        untouched.indicator, untouched.territory, untouched.period, untouched.value AS old_value, untouched.status AS old_status,
        untouched.value AS new_value, untouched.status AS new_status, untouched.origin AS old_origin, untouched.origin AS new_origin,
        untouched.verdict
    FROM untouched
    ANTI JOIN compared
        ON
            untouched.indicator = compared.indicator AND untouched.territory = compared.territory
            AND untouched.period = compared.period
)

SELECT
    verdict.verdict, verdict.indicator, indicator.short_name_fr AS indicator_name_fr, indicator.short_name_en AS indicator_name_en,
    indicator.decimals, verdict.territory, territory.name AS territory_name, verdict.period, verdict.old_value, verdict.old_status,
    verdict.new_value, verdict.new_status, verdict.old_origin, verdict.new_origin,
    mine.indicator IS NOT NULL AS is_given
FROM verdict
INNER JOIN any_indicator AS indicator ON verdict.indicator = indicator.indicator
INNER JOIN any_territory AS territory ON verdict.territory = territory.territory
LEFT JOIN given AS mine
    ON verdict.indicator = mine.indicator AND verdict.territory = mine.territory AND verdict.period = mine.period
ORDER BY
    list_position(['new', 'changed', 'removed', 'absent', 'identical'], verdict.verdict), verdict.indicator,
    verdict.territory, verdict.period;
