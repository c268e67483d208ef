-- How figures of one territory are shared among others: from one generation of perimeters to the next, from a whole to its parts.
-- Reads data/territories/passages.csv. The publisher hands over `computed_passage`, shares of ground between the published outlines
-- of two generations (observatory/passages); what the file says of a territory takes the place of what was computed.

CREATE OR REPLACE TABLE passage AS
WITH given AS (
    SELECT * FROM read_csv(
        getvariable('data') || '/territories/passages.csv', delim = ';', decimal_separator = ',', header = TRUE, quote = '"', escape = '"',
        columns = {
            'from_territory': 'VARCHAR', 'to_territory': 'VARCHAR', 'kind': 'VARCHAR', 'weight': 'DOUBLE', 'weight_kind': 'VARCHAR',
            'covered': 'DOUBLE', 'carries': 'BOOLEAN', 'note_fr': 'VARCHAR', 'note_en': 'VARCHAR'
        }
    )
),

-- A new territory that the file speaks of receives nothing else: its share counts as outside.
computed AS (
    SELECT
        cp.from_territory, CASE WHEN named.to_territory IS NULL THEN cp.to_territory END AS to_territory, cp.kind, cp.weight,
        cp.weight_kind, CASE WHEN named.to_territory IS NULL THEN cp.covered END AS covered
    FROM computed_passage AS cp
    LEFT JOIN (SELECT DISTINCT to_territory, kind FROM given) AS named ON cp.to_territory = named.to_territory AND cp.kind = named.kind
    ANTI JOIN given ON cp.from_territory = given.from_territory AND cp.kind = given.kind
)

SELECT * FROM given
UNION ALL BY NAME
SELECT
    from_territory, to_territory, kind, sum(weight)::DOUBLE AS weight, any_value(weight_kind) AS weight_kind,
    any_value(covered)::DOUBLE AS covered, TRUE AS carries, 'Part de la surface, d’après les contours publiés' AS note_fr,
    'Share of the ground, from the published outlines' AS note_en
FROM computed
GROUP BY from_territory, to_territory, kind
ORDER BY from_territory ASC, kind ASC, weight DESC, to_territory ASC;
COMMENT ON TABLE passage IS 'How figures of one territory are shared among others, between generations or from a whole to its parts.';
COMMENT ON COLUMN passage.from_territory IS 'Territory whose figures are shared.';
COMMENT ON COLUMN passage.to_territory IS 'Territory that receives a share; NULL for what no territory of the kind receives.';
COMMENT ON COLUMN passage.kind IS 'generation (from one generation of perimeters to the next) or part (from a whole to its parts).';
COMMENT ON COLUMN passage.weight IS 'Share received, 0 to 1; those of one territory and kind sum to 1, what nobody receives included.';
COMMENT ON COLUMN passage.weight_kind IS
'What the share is a share of: population, area, or identical where the producer says that the perimeter did not change.';
COMMENT ON COLUMN passage.covered IS 'Share of the receiving territory that comes from this one, 0 to 1; NULL where unknown.';
COMMENT ON COLUMN passage.carries IS 'Whether figures are carried by it; otherwise it only says how the territories overlap.';
COMMENT ON COLUMN passage.note_fr IS 'Where the weight comes from, in French.';
COMMENT ON COLUMN passage.note_en IS 'Where the weight comes from, in English.';
