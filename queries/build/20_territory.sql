-- Territories, how they contain one another, and their outlines.
-- Reads data/territories, with what releases laid over it; schools come from their own file.

CREATE OR REPLACE TABLE territory AS
WITH place AS (
    SELECT * FROM read_csv(
        getvariable('territories_file'), delim = ';', decimal_separator = ',', header = TRUE, quote = '"', escape = '"',
        columns = {
            'territory': 'VARCHAR', 'level': 'VARCHAR', 'name': 'VARCHAR', 'generation': 'VARCHAR', 'population': 'INTEGER',
            'population_year': 'INTEGER', 'longitude': 'DOUBLE', 'latitude': 'DOUBLE', 'point_confidence': 'VARCHAR'
        }
    )
),

school AS (
    SELECT * FROM read_csv(
        getvariable('data') || '/territories/schools.csv', delim = ';', header = TRUE,
        columns = {
            'territory': 'VARCHAR', 'level': 'VARCHAR', 'name': 'VARCHAR', 'commune': 'VARCHAR', 'sector': 'VARCHAR', 'kind': 'VARCHAR'
        }
    )
)

SELECT *, NULL::VARCHAR AS sector, NULL::VARCHAR AS kind FROM place
UNION ALL BY NAME
SELECT territory, level, name, sector, kind FROM school;
COMMENT ON TABLE territory IS 'Every territory that a figure may be about.';
COMMENT ON COLUMN territory.territory IS 'Code: QP094027, QP094027-94019, COM94019, EPT200058006, DEP94, REG11, FRM, QPV-ALL …';
COMMENT ON COLUMN territory.level IS 'Kind: neighbourhood, neighbourhood_part, commune, ept, department, region, country, school …';
COMMENT ON COLUMN territory.name IS 'Name in French.';
COMMENT ON COLUMN territory.generation IS 'Generation of a neighbourhood''s perimeter: qpv2015 or qpv2024.';
COMMENT ON COLUMN territory.population IS 'Inhabitants.';
COMMENT ON COLUMN territory.population_year IS
'Year of the census of the population. Communes and groupings have the reference populations of 2023 that Etalab takes from Insee.';
COMMENT ON COLUMN territory.longitude IS 'Longitude of a representative point, WGS84 degrees.';
COMMENT ON COLUMN territory.latitude IS 'Latitude of a representative point, WGS84 degrees.';
COMMENT ON COLUMN territory.point_confidence IS 'How sure the point is: high, medium or low.';
COMMENT ON COLUMN territory.sector IS 'For a school: public or private.';
COMMENT ON COLUMN territory.kind IS 'For a school: collège or lycée.';

CREATE OR REPLACE TABLE territory_parent AS
WITH stated AS (
    SELECT * FROM read_csv(
        getvariable('parents_file'), delim = ';', header = TRUE, quote = '"', escape = '"',
        columns = { 'territory': 'VARCHAR', 'parent': 'VARCHAR', 'population': 'INTEGER' }
    )
),

school AS (
    SELECT * FROM read_csv(
        getvariable('data') || '/territories/schools.csv', delim = ';', header = TRUE,
        columns = {
            'territory': 'VARCHAR', 'level': 'VARCHAR', 'name': 'VARCHAR', 'commune': 'VARCHAR', 'sector': 'VARCHAR', 'kind': 'VARCHAR'
        }
    )
)

SELECT * FROM stated
UNION ALL
SELECT territory, commune, NULL FROM school;
COMMENT ON TABLE territory_parent IS 'Which territories contain which, wholly or partly.';
COMMENT ON COLUMN territory_parent.territory IS 'The contained territory.';
COMMENT ON COLUMN territory_parent.parent IS 'A territory that contains it or a part of it.';
COMMENT ON COLUMN territory_parent.population IS 'Inhabitants of the territory who live in that parent, where known.';

-- Outlines are layers: those of the data folder lie lowest, those of a release above the earlier ones, for as long as it stands.
-- `outline_files` are the data folder's and those of every release, the path of which `ledger_release` tells, taken back or not.
CREATE OR REPLACE TEMPORARY TABLE outline_drawn AS
WITH delivered AS (
    SELECT
        (record ->> '$.release')::INTEGER AS release, (record ->> '$.published_at')::TIMESTAMP AS published_at,
        (record ->> '$.withdraws')::INTEGER AS withdraws, outlines
    FROM (SELECT record::JSON AS record, outlines FROM ledger_release) AS later
),

layer AS (
    SELECT release, published_at AS known_from, 'infinity'::TIMESTAMP AS known_until FROM delivered
    WHERE release NOT IN (SELECT withdraws FROM delivered WHERE withdraws IS NOT NULL)
    UNION ALL
    SELECT taken.release, taken.published_at, min(withdrawal.published_at)
    FROM delivered AS taken
    INNER JOIN delivered AS withdrawal ON taken.release = withdrawal.withdraws
    GROUP BY taken.release, taken.published_at
    UNION ALL
    SELECT 0, '-infinity'::TIMESTAMP, 'infinity'::TIMESTAMP
),

feature AS (
    SELECT unnest(layer_file.content::JSON -> '$.features[*]') AS feature, coalesce(delivered.release, 0) AS release
    FROM read_text(getvariable('outline_files')) AS layer_file
    LEFT JOIN delivered ON layer_file.filename = delivered.outlines
)

SELECT
    feature.feature ->> '$.properties.territory' AS territory,
    feature.feature ->> '$.properties.precision' AS precision,
    feature.feature ->> '$.properties.credit_fr' AS credit_fr,
    (feature.feature -> '$.geometry')::VARCHAR AS geometry,
    layer.release, layer.known_from, layer.known_until
FROM feature
INNER JOIN layer ON feature.release = layer.release;

CREATE OR REPLACE TEMPORARY TABLE outline_version AS
WITH turn AS (
    SELECT territory, known_from FROM outline_drawn
    UNION
    SELECT territory, known_until FROM outline_drawn
    WHERE isfinite(known_until)
),

highest AS (
    SELECT turn.territory, turn.known_from, max(outline_drawn.release) AS release
    FROM turn
    LEFT JOIN outline_drawn
        ON
            turn.territory IS NOT DISTINCT FROM outline_drawn.territory
            AND turn.known_from >= outline_drawn.known_from AND turn.known_from < outline_drawn.known_until
    GROUP BY turn.territory, turn.known_from
),

reign AS (
    SELECT
        territory, release, known_from, lead(known_from, 1, 'infinity'::TIMESTAMP) OVER (PARTITION BY territory ORDER BY known_from)
            AS known_until
    FROM (
        SELECT * FROM highest
        QUALIFY release IS DISTINCT FROM lag(release) OVER (PARTITION BY territory ORDER BY known_from)
    ) AS change
)

SELECT
    outline_drawn.territory, outline_drawn.precision, outline_drawn.credit_fr, outline_drawn.geometry,
    CASE WHEN isfinite(reign.known_from) THEN reign.known_from END AS known_from, reign.known_until
FROM reign
INNER JOIN outline_drawn ON reign.territory IS NOT DISTINCT FROM outline_drawn.territory AND reign.release = outline_drawn.release;

CREATE OR REPLACE TABLE outline AS
SELECT * EXCLUDE (known_until) FROM outline_version
WHERE NOT isfinite(known_until)
ORDER BY territory;
COMMENT ON TABLE outline IS 'Outlines for maps: those of the last standing release that has the territory, else those of the data folder.';
COMMENT ON COLUMN outline.territory IS 'Territory.';
COMMENT ON COLUMN outline.precision IS 'official, generalised, approximate or circle.';
COMMENT ON COLUMN outline.credit_fr IS 'Credit to show beside the map.';
COMMENT ON COLUMN outline.geometry IS 'GeoJSON geometry, WGS84 degrees.';
COMMENT ON COLUMN outline.known_from IS 'Since when it is the one in force; NULL for those of the data folder, which were always there.';

-- A release taken back may have brought the territory that it drew: that one went with it.
CREATE OR REPLACE TABLE outline_past AS
SELECT * FROM outline_version
WHERE isfinite(known_until) AND territory IN (SELECT territory FROM territory)
ORDER BY territory, known_until;
COMMENT ON TABLE outline_past IS 'Outlines that were in force for a time. With outline, all that was drawn on any day.';
COMMENT ON COLUMN outline_past.territory IS 'Territory.';
COMMENT ON COLUMN outline_past.precision IS 'As in outline.';
COMMENT ON COLUMN outline_past.credit_fr IS 'As in outline.';
COMMENT ON COLUMN outline_past.geometry IS 'As in outline.';
COMMENT ON COLUMN outline_past.known_from IS 'Since when it was the one in force; NULL for those of the data folder.';
COMMENT ON COLUMN outline_past.known_until IS 'From when it was no more.';

DROP TABLE outline_drawn;
DROP TABLE outline_version;
