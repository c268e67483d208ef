-- Which territories of the vintage before does an official file lack?
-- Reads two databases, `earlier` and `later`. Parameters: $release, the publication in `later`; $files, names of its official files
-- One row per file and territory of which the file says nothing, and that the last vintage of one of its indicators had, from the same
-- source, at a level and of a generation of perimeters that the file has
WITH given AS (
    SELECT now.file, now.source, now.indicator, now.territory, now.period, place.level, place.generation
    FROM later.observation AS now
    INNER JOIN later.territory AS place ON now.territory = place.territory
    -- A table in a file bears the file's name, then that of the member of an archive or of the sheet.
    SEMI JOIN (SELECT unnest($files::VARCHAR[]) AS name) AS official
        ON now.file = official.name OR starts_with(now.file, official.name || '/') OR starts_with(now.file, official.name || '[')
    WHERE now.release = $release
),

vintage AS (SELECT DISTINCT file, source, indicator, period, level, generation FROM given),

past AS (
    SELECT DISTINCT
        observation.source, observation.indicator, observation.territory, observation.period, place.level, place.generation, place.name
    FROM earlier.observation AS observation
    INNER JOIN earlier.territory AS place ON observation.territory = place.territory
),

last_vintage AS (
    SELECT
        vintage.file, vintage.source, vintage.indicator, vintage.period, vintage.level, vintage.generation,
        max(past.period) AS last_period
    FROM vintage
    INNER JOIN past
        ON
            vintage.source = past.source AND vintage.indicator = past.indicator AND vintage.level = past.level
            AND vintage.generation IS NOT DISTINCT FROM past.generation AND vintage.period > past.period
    GROUP BY vintage.file, vintage.source, vintage.indicator, vintage.period, vintage.level, vintage.generation
)

SELECT DISTINCT last_vintage.file, past.level, past.territory, past.name AS territory_name
FROM last_vintage
INNER JOIN past
    ON
        last_vintage.source = past.source AND last_vintage.indicator = past.indicator AND last_vintage.level = past.level
        AND last_vintage.generation IS NOT DISTINCT FROM past.generation AND last_vintage.last_period = past.period
ANTI JOIN given ON last_vintage.file = given.file AND past.territory = given.territory
-- Another file of the publication has it, or it was published before.
ANTI JOIN later.observation AS known
    ON past.indicator = known.indicator AND past.territory = known.territory AND last_vintage.period = known.period
ORDER BY last_vintage.file, past.level, past.territory;
