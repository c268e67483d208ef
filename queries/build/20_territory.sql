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

CREATE OR REPLACE TABLE outline AS
WITH layer AS (
    SELECT
        unnest(content::JSON -> '$.features[*]') AS feature,
        list_position(getvariable('outline_files')::VARCHAR[], filename) AS layer
    FROM read_text(getvariable('outline_files'))
),

drawn AS (
    SELECT
        feature ->> '$.properties.territory' AS territory,
        feature ->> '$.properties.precision' AS precision,
        feature ->> '$.properties.credit_fr' AS credit_fr,
        (feature -> '$.geometry')::VARCHAR AS geometry,
        layer
    FROM layer
)

SELECT * EXCLUDE (layer) FROM drawn
QUALIFY layer = max(layer) OVER (PARTITION BY territory)
ORDER BY territory;
COMMENT ON TABLE outline IS 'Outlines for maps: those of the last standing release that has the territory, else those of the data folder.';
COMMENT ON COLUMN outline.territory IS 'Territory.';
COMMENT ON COLUMN outline.precision IS 'official, generalised, approximate or circle.';
COMMENT ON COLUMN outline.credit_fr IS 'Credit to show beside the map.';
COMMENT ON COLUMN outline.geometry IS 'GeoJSON geometry, WGS84 degrees.';
