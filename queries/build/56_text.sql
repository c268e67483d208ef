-- What analysts write about a neighbourhood or an indicator, in their own words.

CREATE OR REPLACE TABLE analyst_text AS
SELECT * FROM read_csv(
    getvariable('texts_file'), delim = ';', header = TRUE, quote = '"', escape = '"',
    dateformat = '%Y-%m-%d',
    columns = {
        'subject_kind': 'VARCHAR', 'subject': 'VARCHAR', 'author': 'VARCHAR', 'written_on': 'DATE', 'text_fr': 'VARCHAR',
        'text_en': 'VARCHAR', 'origin': 'VARCHAR'
    }
);
COMMENT ON TABLE analyst_text IS 'What analysts write about a neighbourhood or an indicator.';
COMMENT ON COLUMN analyst_text.subject_kind IS 'neighbourhood or indicator.';
COMMENT ON COLUMN analyst_text.subject IS 'Code of the territory or of the indicator.';
COMMENT ON COLUMN analyst_text.author IS 'Who signs.';
COMMENT ON COLUMN analyst_text.written_on IS 'Day of writing.';
COMMENT ON COLUMN analyst_text.text_fr IS 'The text in French.';
COMMENT ON COLUMN analyst_text.text_en IS 'The text in English; NULL leaves the French one.';
COMMENT ON COLUMN analyst_text.origin IS 'local, or demo for an example.';
