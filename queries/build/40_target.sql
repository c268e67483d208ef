-- Targets and their yearly milestones. An amendment to the contract adds rows; the highest amendment is in force.
-- Reads data/contract with the amendments of the ledger that stand: `targets_file`, `milestones_file`.
-- A baseline is an observation written once more: where that one is secret, or the one of the reference that a gap is taken
-- from, the baseline is not written.

CREATE OR REPLACE TABLE target AS
WITH secret_cell AS (
    SELECT indicator, territory, period FROM observation WHERE status = 'secret'
    UNION
    SELECT derivation.indicator, observation.territory, observation.period
    FROM observation
    INNER JOIN derivation ON observation.indicator IN (derivation.numerator, derivation.denominator)
    WHERE observation.status = 'secret'
),

stated AS (
    SELECT * FROM read_csv(
        getvariable('targets_file'), delim = ';', decimal_separator = ',', header = TRUE, quote = '"', escape = '"',
        dateformat = '%Y-%m-%d',
        columns = {
            'contract': 'VARCHAR', 'indicator': 'VARCHAR', 'territory': 'VARCHAR', 'measure': 'VARCHAR', 'reference': 'VARCHAR',
            'baseline_period': 'DATE', 'baseline_value': 'DOUBLE', 'deadline': 'DATE', 'value': 'DOUBLE', 'amendment': 'INTEGER',
            'amended_on': 'DATE', 'origin': 'VARCHAR', 'note_fr': 'VARCHAR'
        }
    )
),

withheld AS (
    SELECT DISTINCT stated.contract, stated.indicator, stated.territory, stated.measure, stated.reference, stated.amendment
    FROM stated
    INNER JOIN secret_cell
        ON
            stated.indicator = secret_cell.indicator AND stated.baseline_period = secret_cell.period
            AND secret_cell.territory IN (stated.territory, stated.reference)
)

SELECT
    stated.* REPLACE (CASE WHEN withheld.indicator IS NULL THEN stated.baseline_value END AS baseline_value),
    CASE WHEN withheld.indicator IS NOT NULL THEN 'secret' END AS baseline_status
FROM stated
LEFT JOIN withheld
    ON
        stated.contract = withheld.contract AND stated.indicator = withheld.indicator AND stated.territory = withheld.territory
        AND stated.measure = withheld.measure AND stated.reference IS NOT DISTINCT FROM withheld.reference
        AND stated.amendment = withheld.amendment;
COMMENT ON TABLE target IS 'Values that a contract wants to reach.';
COMMENT ON COLUMN target.contract IS 'Contract.';
COMMENT ON COLUMN target.indicator IS 'Indicator.';
COMMENT ON COLUMN target.territory IS 'Territory that the target is set for.';
COMMENT ON COLUMN target.measure IS 'level (the value itself) or gap (value minus that of the reference).';
COMMENT ON COLUMN target.reference IS 'Reference territory of a gap; NULL for a level.';
COMMENT ON COLUMN target.baseline_period IS 'Period of the baseline (VI, t0).';
COMMENT ON COLUMN target.baseline_value IS 'Baseline, in the unit of the indicator; NULL when secret.';
COMMENT ON COLUMN target.baseline_status IS 'secret when the figure that the baseline repeats is hidden; NULL otherwise.';
COMMENT ON COLUMN target.deadline IS 'When the target is to be met.';
COMMENT ON COLUMN target.value IS 'Target (VC), in the unit of the indicator.';
COMMENT ON COLUMN target.amendment IS 'Number of the amendment that set it; 0 is the contract as signed.';
COMMENT ON COLUMN target.amended_on IS 'Day of the amendment; NULL for the contract as signed.';
COMMENT ON COLUMN target.origin IS 'local or demo.';
COMMENT ON COLUMN target.note_fr IS 'Remark.';

CREATE OR REPLACE TABLE milestone AS
WITH stated AS (
    SELECT * FROM read_csv(
        -- Files written before the reference of a gap was asked for have no column for it.
        getvariable('milestones_file'), auto_detect = FALSE, null_padding = TRUE,
        delim = ';', decimal_separator = ',', header = TRUE, quote = '"', escape = '"', dateformat = '%Y-%m-%d',
        columns = {
            'contract': 'VARCHAR', 'indicator': 'VARCHAR', 'territory': 'VARCHAR', 'measure': 'VARCHAR', 'amendment': 'INTEGER',
            'period': 'DATE', 'value': 'DOUBLE', 'reference': 'VARCHAR'
        }
    )
),

-- Without a reference a milestone leads to the only target there is; where there are several, it is refused.
sole AS (
    SELECT contract, indicator, territory, measure, amendment, any_value(reference) AS reference
    FROM target
    GROUP BY contract, indicator, territory, measure, amendment
    HAVING count(*) = 1
),

aimed AS (
    SELECT stated.* REPLACE (coalesce(stated.reference, sole.reference) AS reference)
    FROM stated
    LEFT JOIN sole
        ON
            stated.contract = sole.contract AND stated.indicator = sole.indicator AND stated.territory = sole.territory
            AND stated.measure = sole.measure AND stated.amendment = sole.amendment
)

-- Milestones on a straight way from a secret baseline would give it back.
SELECT aimed.* FROM aimed
ANTI JOIN target
    ON
        aimed.contract = target.contract AND aimed.indicator = target.indicator AND aimed.territory = target.territory
        AND aimed.measure = target.measure AND aimed.reference IS NOT DISTINCT FROM target.reference
        AND aimed.amendment = target.amendment AND target.baseline_status = 'secret';
COMMENT ON TABLE milestone IS 'Values expected on the way to a target.';
COMMENT ON COLUMN milestone.contract IS 'Contract.';
COMMENT ON COLUMN milestone.indicator IS 'Indicator.';
COMMENT ON COLUMN milestone.territory IS 'Territory.';
COMMENT ON COLUMN milestone.measure IS 'level or gap.';
COMMENT ON COLUMN milestone.amendment IS 'Amendment of the target that it leads to.';
COMMENT ON COLUMN milestone.period IS 'Period of the milestone.';
COMMENT ON COLUMN milestone.value IS 'Value expected then, in the unit of the indicator.';
COMMENT ON COLUMN milestone.reference IS 'Reference territory of the gap that it leads to; NULL for a level.';
