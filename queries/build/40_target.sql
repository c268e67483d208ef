-- Targets and their yearly milestones. An amendment to the contract adds rows; the highest amendment is in force.

CREATE OR REPLACE TABLE target AS
SELECT * FROM read_csv(
    getvariable('data') || '/contract/targets.csv', delim = ';', decimal_separator = ',', header = TRUE,
    columns = {
        'contract': 'VARCHAR', 'indicator': 'VARCHAR', 'territory': 'VARCHAR', 'measure': 'VARCHAR', 'reference': 'VARCHAR',
        'baseline_period': 'DATE', 'baseline_value': 'DOUBLE', 'deadline': 'DATE', 'value': 'DOUBLE', 'amendment': 'INTEGER',
        'amended_on': 'DATE', 'origin': 'VARCHAR', 'note_fr': 'VARCHAR'
    }
);
COMMENT ON TABLE target IS 'Values that a contract wants to reach.';
COMMENT ON COLUMN target.contract IS 'Contract.';
COMMENT ON COLUMN target.indicator IS 'Indicator.';
COMMENT ON COLUMN target.territory IS 'Territory that the target is set for.';
COMMENT ON COLUMN target.measure IS 'level (the value itself) or gap (value minus that of the reference).';
COMMENT ON COLUMN target.reference IS 'Reference territory of a gap; NULL for a level.';
COMMENT ON COLUMN target.baseline_period IS 'Period of the baseline (VI, t0).';
COMMENT ON COLUMN target.baseline_value IS 'Baseline, in the unit of the indicator.';
COMMENT ON COLUMN target.deadline IS 'When the target is to be met.';
COMMENT ON COLUMN target.value IS 'Target (VC), in the unit of the indicator.';
COMMENT ON COLUMN target.amendment IS 'Number of the amendment that set it; 0 is the contract as signed.';
COMMENT ON COLUMN target.amended_on IS 'Day of the amendment; NULL for the contract as signed.';
COMMENT ON COLUMN target.origin IS 'local or demo.';
COMMENT ON COLUMN target.note_fr IS 'Remark.';

CREATE OR REPLACE TABLE milestone AS
SELECT * FROM read_csv(
    getvariable('data') || '/contract/milestones.csv', delim = ';', decimal_separator = ',', header = TRUE,
    columns = {
        'contract': 'VARCHAR', 'indicator': 'VARCHAR', 'territory': 'VARCHAR', 'measure': 'VARCHAR', 'amendment': 'INTEGER',
        'period': 'DATE', 'value': 'DOUBLE'
    }
);
COMMENT ON TABLE milestone IS 'Values expected on the way to a target.';
COMMENT ON COLUMN milestone.contract IS 'Contract.';
COMMENT ON COLUMN milestone.indicator IS 'Indicator.';
COMMENT ON COLUMN milestone.territory IS 'Territory.';
COMMENT ON COLUMN milestone.measure IS 'level or gap.';
COMMENT ON COLUMN milestone.amendment IS 'Amendment of the target that it leads to.';
COMMENT ON COLUMN milestone.period IS 'Period of the milestone.';
COMMENT ON COLUMN milestone.value IS 'Value expected then, in the unit of the indicator.';
