-- Statistical secrecy, once and for all readers: every figure that may be known.
-- The publisher hands over `hidden_figure`: position, status and reason of the staged figures to hide (observatory/secrecy), decided by
-- the rules and the identities of 10_contract.sql.

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
-- What counts persons or places has no decimals, unless it is estimated: 1.454 for 1 454 must not pass. The checks refuse these; they are told
-- here, since such a slip looks like a number small enough to be hidden, and without the number, which may be secret.
CREATE OR REPLACE TEMPORARY TABLE fractional_count AS
SELECT so.indicator, so.territory, so.period, coalesce(so.file, so.source, '') AS file, so.row
FROM staged_observation AS so
INNER JOIN indicator ON so.indicator = indicator.indicator
WHERE indicator.unit = 'count' AND so.status <> 'estimated' AND isfinite(so.value) AND so.value <> floor(so.value);
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
