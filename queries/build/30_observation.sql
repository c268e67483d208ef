-- Sources, releases, and every figure delivered. A release only adds; nothing is deleted.
-- Figures are staged in a temporary table, which is never part of the database: what is confidential among them is only
-- known there. 35_secrecy.sql writes what may be known.
-- Reads data/releases.csv, data/observations and the ledger. The publisher hands over data/sources.toml as `declared_source` and the
-- releases of the ledger as `ledger_release`: the record of each as JSON, and the path of its figures. `observation_files` are all paths.

CREATE OR REPLACE TABLE source AS
SELECT source, publisher, title_fr, title_en, licence, url, credit_fr, credit_en FROM declared_source;
COMMENT ON TABLE source IS 'Where figures come from.';
COMMENT ON COLUMN source.source IS 'Code of the source in data/sources.toml.';
COMMENT ON COLUMN source.publisher IS 'Producer.';
COMMENT ON COLUMN source.title_fr IS 'Title of the publication in French.';
COMMENT ON COLUMN source.title_en IS 'Title of the publication in English.';
COMMENT ON COLUMN source.licence IS 'Licence of the figures.';
COMMENT ON COLUMN source.url IS 'Public address of the publication.';
COMMENT ON COLUMN source.credit_fr IS 'What to write under a chart, in French.';
COMMENT ON COLUMN source.credit_en IS 'What to write under a chart, in English.';

CREATE OR REPLACE TABLE release AS
SELECT
    release, published_at, author, note_fr, note_en, string_split(files, ' ') AS files, NULL::INTEGER AS withdraws,
    TRUE AS changes_figures
FROM
    read_csv(
        getvariable('data') || '/releases.csv', delim = ';', header = TRUE,
        columns = {
            'release': 'INTEGER', 'published_at': 'TIMESTAMP', 'author': 'VARCHAR', 'note_fr': 'VARCHAR', 'note_en': 'VARCHAR',
            'files': 'VARCHAR'
        }
    )
UNION ALL BY NAME
SELECT
    (record ->> '$.release')::INTEGER AS release, (record ->> '$.published_at')::TIMESTAMP AS published_at, record ->> '$.author' AS author,
    record ->> '$.note' AS note_fr, record ->> '$.note' AS note_en, record ->> '$.files[*].name' AS files,
    (record ->> '$.withdraws')::INTEGER AS withdraws, (record ->> '$.counts.said') IS NULL AS changes_figures
FROM (SELECT record::JSON AS record FROM ledger_release) AS later
ORDER BY release;
COMMENT ON TABLE release IS 'Publications of figures, in order.';
COMMENT ON COLUMN release.release IS 'Number, from 1.';
COMMENT ON COLUMN release.published_at IS 'When the figures became known here.';
COMMENT ON COLUMN release.author IS 'Who published.';
COMMENT ON COLUMN release.note_fr IS 'Why, in French.';
COMMENT ON COLUMN release.note_en IS 'Why, in English.';
COMMENT ON COLUMN release.files IS 'Files that the release carries: of data/observations, or as they were given for the ledger.';
COMMENT ON COLUMN release.withdraws IS 'Number of the release that this one takes back; NULL for none.';
COMMENT ON COLUMN release.changes_figures IS
'Whether it is about figures, targets or the contract; FALSE for what people say: judgements, comments, decisions.';

CREATE OR REPLACE TEMPORARY TABLE staged_observation AS
WITH line AS (
    SELECT * FROM read_csv(
        getvariable('observation_files'), delim = ';', decimal_separator = ',', header = TRUE, filename = TRUE,
        dateformat = '%Y-%m-%d',
        columns = {
            'indicator': 'VARCHAR', 'territory': 'VARCHAR', 'period': 'DATE', 'value': 'DOUBLE', 'status': 'VARCHAR',
            'reason': 'VARCHAR', 'numerator': 'DOUBLE', 'denominator': 'DOUBLE', 'origin': 'VARCHAR', 'source': 'VARCHAR',
            'file': 'VARCHAR', 'row': 'INTEGER'
        }
    )
),

carried AS (
    -- Names given to the ledger are anybody's: its figures are told by their path.
    SELECT release.release, getvariable('data') || '/observations/' || unnest(release.files) AS path
    FROM release
    ANTI JOIN ledger_release ON release.release = (ledger_release.record::JSON ->> '$.release')::INTEGER
    UNION ALL
    SELECT (record::JSON ->> '$.release')::INTEGER, observations FROM ledger_release WHERE observations IS NOT NULL
)

SELECT
    row_number() OVER (ORDER BY line.indicator, line.territory, line.period, carried.release, line.filename, line.row) - 1 AS position,
    line.* EXCLUDE (filename), carried.release
FROM line
LEFT JOIN carried ON line.filename = carried.path
-- A release taken back may have brought the indicator or the territory that its figures are about: they went with it.
WHERE
    carried.release IS NULL
    OR carried.release NOT IN (SELECT withdraws FROM release WHERE withdraws IS NOT NULL)
    OR (line.indicator IN (SELECT indicator FROM indicator) AND line.territory IN (SELECT territory FROM territory))
ORDER BY position;
