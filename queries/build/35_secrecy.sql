-- Statistical secrecy, once and for all readers: the rules, and every figure that may be known.
-- Reads data/contract/secrecy_rules.csv. The publisher hands over `hidden_figure`: position, status and reason of the staged
-- figures to hide (observatory/secrecy).

CREATE OR REPLACE TABLE secrecy_rule AS
SELECT * FROM read_csv(
    getvariable('data') || '/contract/secrecy_rules.csv', delim = ';', header = TRUE,
    columns = {
        'rule': 'VARCHAR', 'hidden_from': 'INTEGER', 'threshold_count': 'INTEGER', 'threshold_denominator': 'INTEGER',
        'complement': 'BOOLEAN', 'official': 'BOOLEAN', 'unknown_size': 'VARCHAR', 'status': 'VARCHAR',
        'threshold_dominance': 'INTEGER', 'text_fr': 'VARCHAR', 'text_en': 'VARCHAR'
    }
);
COMMENT ON TABLE secrecy_rule IS 'Rules of statistical secrecy.';
COMMENT ON COLUMN secrecy_rule.rule IS 'Code, as in indicator.secrecy_rule.';
COMMENT ON COLUMN secrecy_rule.hidden_from IS 'Smallest count that is hidden; zero tells of nobody.';
COMMENT ON COLUMN secrecy_rule.threshold_count IS 'A count below this is hidden.';
COMMENT ON COLUMN secrecy_rule.threshold_denominator IS 'A rate or a score over fewer than this is hidden.';
COMMENT ON COLUMN secrecy_rule.complement IS 'Whether those who are in the denominator but not in the numerator are a count too.';
COMMENT ON COLUMN secrecy_rule.official IS 'Whether the rule also bears on figures that an official producer published.';
COMMENT ON COLUMN secrecy_rule.unknown_size IS 'What to do with a rate of unknown denominator: publish or hide.';
COMMENT ON COLUMN secrecy_rule.status IS 'Status of the figures that the rule hides: secret, or not_significant.';
COMMENT ON COLUMN secrecy_rule.threshold_dominance IS 'Largest share of an amount that one unit may have, in %, which the producer checks.';
COMMENT ON COLUMN secrecy_rule.text_fr IS 'The rule in words, in French.';
COMMENT ON COLUMN secrecy_rule.text_en IS 'The rule in words, in English.';

CREATE OR REPLACE TABLE observation AS
WITH judged AS (
    SELECT
        so.*, hf.status AS hiding_status, hf.reason AS hiding_reason,
        hf.position IS NOT NULL OR so.status IN ('secret', 'not_available', 'not_applicable', 'not_significant') AS emptied
    FROM staged_observation AS so
    LEFT JOIN hidden_figure AS hf ON so.position = hf.position
)

SELECT
    indicator, territory, period,
    -- A value that its own status hides is left for the checks to refuse.
    CASE WHEN hiding_status IS NULL THEN value END AS value,
    coalesce(hiding_status, status) AS status, coalesce(hiding_reason, reason) AS reason,
    CASE WHEN NOT emptied THEN numerator END AS numerator, CASE WHEN NOT emptied THEN denominator END AS denominator,
    origin, source, file, row, release
FROM judged
ORDER BY indicator, territory, period;
DROP TABLE staged_observation;
COMMENT ON TABLE observation IS 'Every figure ever published, with its release; what is confidential is not in it.';
COMMENT ON COLUMN observation.indicator IS 'Indicator.';
COMMENT ON COLUMN observation.territory IS 'Territory.';
COMMENT ON COLUMN observation.period IS 'Date that the figure is about.';
COMMENT ON COLUMN observation.value IS 'Value in the indicator''s unit; NULL when the status hides it.';
COMMENT ON COLUMN observation.status IS 'published, provisional, estimated, secret, not_available, not_applicable or not_significant.';
COMMENT ON COLUMN observation.reason IS 'The producer''s own code or remark on the status; rule … or secondary where secrecy hides it.';
COMMENT ON COLUMN observation.numerator IS 'What is above the line of a share, where known.';
COMMENT ON COLUMN observation.denominator IS 'What is below the line of a share, where known.';
COMMENT ON COLUMN observation.origin IS 'official (a published file), local (a partner of the contract) or demo.';
COMMENT ON COLUMN observation.source IS 'Source.';
COMMENT ON COLUMN observation.file IS 'File as published by the source.';
COMMENT ON COLUMN observation.row IS 'Line of that file, the header being line 1.';
COMMENT ON COLUMN observation.release IS 'Release that carried it; NULL when a file belongs to none, which the checks refuse.';
