-- How figures of one territory are shared among others: from one generation of perimeters to the next, from a whole to its parts.
-- Reads data/territories/passages.csv.

CREATE OR REPLACE TABLE passage AS
SELECT * FROM read_csv(
    getvariable('data') || '/territories/passages.csv', delim = ';', decimal_separator = ',', header = TRUE, quote = '"', escape = '"',
    columns = {
        'from_territory': 'VARCHAR', 'to_territory': 'VARCHAR', 'kind': 'VARCHAR', 'weight': 'DOUBLE', 'weight_kind': 'VARCHAR',
        'covered': 'DOUBLE', 'carries': 'BOOLEAN', 'note_fr': 'VARCHAR', 'note_en': 'VARCHAR'
    }
);
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
