-- Actions of the contract and their funding. Reads the actions as secrecy left them (observatory/secrecy/people.py).

CREATE OR REPLACE TABLE action AS
SELECT
    * REPLACE (
        string_split(objectives, ' ') AS objectives, string_split(territories, ' ') AS territories,
        coalesce(string_split(secret, ' '), []) AS secret
    )
FROM read_csv(
    getvariable('actions_file'), delim = ';', header = TRUE, quote = '"', escape = '"',
    dateformat = '%Y-%m-%d',
    columns = {
        'action': 'VARCHAR', 'contract': 'VARCHAR', 'objectives': 'VARCHAR', 'title_fr': 'VARCHAR', 'title_en': 'VARCHAR',
        'operator': 'VARCHAR', 'year': 'INTEGER', 'territories': 'VARCHAR', 'state': 'VARCHAR', 'planned_beneficiaries': 'INTEGER',
        'actual_beneficiaries': 'INTEGER', 'resident_beneficiaries': 'INTEGER', 'women_beneficiaries': 'INTEGER',
        'evaluated_on': 'DATE', 'evaluated_by': 'VARCHAR', 'result_fr': 'VARCHAR', 'origin': 'VARCHAR',
        'secret': 'VARCHAR'
    }
);
COMMENT ON TABLE action IS 'What is done, by whom, for whom, and whether it was evaluated.';
COMMENT ON COLUMN action.action IS 'Code.';
COMMENT ON COLUMN action.contract IS 'Contract.';
COMMENT ON COLUMN action.objectives IS 'Objectives served, the principal one first.';
COMMENT ON COLUMN action.title_fr IS 'Title in French.';
COMMENT ON COLUMN action.title_en IS 'Title in English.';
COMMENT ON COLUMN action.operator IS 'Who carries it out.';
COMMENT ON COLUMN action.year IS 'Year of the programme.';
COMMENT ON COLUMN action.territories IS 'Neighbourhoods concerned.';
COMMENT ON COLUMN action.state IS 'planned, running, done or cancelled.';
COMMENT ON COLUMN action.planned_beneficiaries IS 'Persons expected.';
COMMENT ON COLUMN action.actual_beneficiaries IS 'Persons reached; NULL when unknown or secret.';
COMMENT ON COLUMN action.resident_beneficiaries IS 'Persons reached who live in the neighbourhoods; NULL when unknown or secret.';
COMMENT ON COLUMN action.women_beneficiaries IS 'Women and girls reached; NULL when unknown or secret.';
COMMENT ON COLUMN action.evaluated_on IS 'Day of the evaluation; NULL while there is none.';
COMMENT ON COLUMN action.evaluated_by IS 'Who evaluated.';
COMMENT ON COLUMN action.result_fr IS 'What the evaluation says; NULL when it quotes a secret number.';
COMMENT ON COLUMN action.origin IS 'local or demo.';
COMMENT ON COLUMN action.secret IS 'Columns that secrecy emptied, by name.';

CREATE OR REPLACE TABLE funding AS
SELECT * FROM read_csv(
    getvariable('fundings_file'), delim = ';', decimal_separator = ',', header = TRUE, quote = '"', escape = '"',
    columns = {
        'action': 'VARCHAR', 'funder': 'VARCHAR', 'kind': 'VARCHAR', 'planned_eur': 'DECIMAL(12, 2)', 'paid_eur': 'DECIMAL(12, 2)'
    }
);
COMMENT ON TABLE funding IS 'Who pays how much for an action.';
COMMENT ON COLUMN funding.action IS 'Action.';
COMMENT ON COLUMN funding.funder IS 'Who pays.';
COMMENT ON COLUMN funding.kind IS 'specific (dedicated credits of urban policy) or ordinary (ordinary-law funding).';
COMMENT ON COLUMN funding.planned_eur IS 'Amount planned, in euros.';
COMMENT ON COLUMN funding.paid_eur IS 'Amount paid, in euros; NULL until known.';
