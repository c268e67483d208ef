-- Actions of the contract and their funding. Reads the actions as secrecy left them (observatory/secrecy/people.py).
-- `version_of_actions` and `version_of_fundings` are all rows that the two tables ever had, cells as text, set by the publisher.

CREATE OR REPLACE TABLE action AS
SELECT
    stated.* REPLACE (
        string_split(objectives, ' ') AS objectives, string_split(territories, ' ') AS territories,
        coalesce(string_split(secret, ' '), []) AS secret
    ),
    version.known_from, coalesce(version.is_dated, FALSE) AS is_dated
FROM
    read_csv(
        getvariable('actions_file'), delim = ';', header = TRUE, quote = '"', escape = '"',
        dateformat = '%Y-%m-%d',
        columns = {
            'action': 'VARCHAR', 'contract': 'VARCHAR', 'objectives': 'VARCHAR', 'title_fr': 'VARCHAR', 'title_en': 'VARCHAR',
            'operator': 'VARCHAR', 'year': 'INTEGER', 'territories': 'VARCHAR', 'state': 'VARCHAR', 'planned_beneficiaries': 'INTEGER',
            'actual_beneficiaries': 'INTEGER', 'resident_beneficiaries': 'INTEGER', 'women_beneficiaries': 'INTEGER',
            'evaluated_on': 'DATE', 'evaluated_by': 'VARCHAR', 'result_fr': 'VARCHAR', 'origin': 'VARCHAR',
            'secret': 'VARCHAR'
        }
    ) AS stated
LEFT JOIN (
    SELECT vo.action AS version_action, max(vo.known_from) AS known_from, bool_or(vo.is_dated) AS is_dated
    FROM version_of_actions AS vo
    WHERE vo.known_until IS NULL
    GROUP BY vo.action
) AS version ON stated.action = version.version_action;
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
COMMENT ON COLUMN action.known_from IS 'Since when it is so; NULL for as long as there is this data folder.';
COMMENT ON COLUMN action.is_dated IS 'Whether a release brought it and so dates what it says; FALSE for what the data folder says.';

-- What a row of the past speaks of may have gone since, with the release that brought it.
CREATE OR REPLACE TABLE action_past AS
SELECT
    action, contract,
    list_filter(string_split(objectives, ' '), LAMBDA one: list_contains(there_are.objective_codes, one)) AS objectives,
    title_fr, title_en, operator, try_cast(year AS INTEGER) AS year,
    list_filter(string_split(territories, ' '), LAMBDA one: list_contains(there_are.territory_codes, one)) AS territories,
    state, try_cast(planned_beneficiaries AS INTEGER) AS planned_beneficiaries,
    try_cast(actual_beneficiaries AS INTEGER) AS actual_beneficiaries,
    try_cast(resident_beneficiaries AS INTEGER) AS resident_beneficiaries,
    try_cast(women_beneficiaries AS INTEGER) AS women_beneficiaries,
    try_cast(evaluated_on AS DATE) AS evaluated_on, evaluated_by, result_fr, origin,
    coalesce(string_split(secret, ' '), []) AS secret, known_from, is_dated, known_until
FROM version_of_actions
CROSS JOIN (
    SELECT
        (SELECT list(objective.objective) FROM objective) AS objective_codes,
        (SELECT list(territory.territory) FROM territory) AS territory_codes
) AS there_are
WHERE
    known_until IS NOT NULL AND contract IN (SELECT contract.contract FROM contract) AND try_cast(year AS INTEGER) IS NOT NULL
    AND state IN ('planned', 'running', 'done', 'cancelled')
ORDER BY action, known_until;
COMMENT ON TABLE action_past IS 'Actions as they were said to be for a time. With action, all that was known on any day.';
COMMENT ON COLUMN action_past.action IS 'As in action.';
COMMENT ON COLUMN action_past.contract IS 'As in action.';
COMMENT ON COLUMN action_past.objectives IS 'Those of action that there still are.';
COMMENT ON COLUMN action_past.title_fr IS 'As in action.';
COMMENT ON COLUMN action_past.title_en IS 'As in action.';
COMMENT ON COLUMN action_past.operator IS 'As in action.';
COMMENT ON COLUMN action_past.year IS 'As in action.';
COMMENT ON COLUMN action_past.territories IS 'Those of action that there still are.';
COMMENT ON COLUMN action_past.state IS 'As in action.';
COMMENT ON COLUMN action_past.planned_beneficiaries IS 'As in action.';
COMMENT ON COLUMN action_past.actual_beneficiaries IS 'As in action.';
COMMENT ON COLUMN action_past.resident_beneficiaries IS 'As in action.';
COMMENT ON COLUMN action_past.women_beneficiaries IS 'As in action.';
COMMENT ON COLUMN action_past.evaluated_on IS 'As in action.';
COMMENT ON COLUMN action_past.evaluated_by IS 'As in action.';
COMMENT ON COLUMN action_past.result_fr IS 'As in action.';
COMMENT ON COLUMN action_past.origin IS 'As in action.';
COMMENT ON COLUMN action_past.secret IS 'As in action.';
COMMENT ON COLUMN action_past.known_from IS 'Since when it was so; NULL for always.';
COMMENT ON COLUMN action_past.is_dated IS 'As in action.';
COMMENT ON COLUMN action_past.known_until IS 'From when it was so no more.';

CREATE OR REPLACE TABLE funding AS
SELECT stated.*, version.known_from, coalesce(version.is_dated, FALSE) AS is_dated
FROM
    read_csv(
        getvariable('fundings_file'), delim = ';', decimal_separator = ',', header = TRUE, quote = '"', escape = '"',
        columns = {
            'action': 'VARCHAR', 'funder': 'VARCHAR', 'kind': 'VARCHAR', 'planned_eur': 'DECIMAL(12, 2)', 'paid_eur': 'DECIMAL(12, 2)'
        }
    ) AS stated
LEFT JOIN (
    SELECT
        vo.action AS version_action, vo.funder AS version_funder, vo.kind AS version_kind, max(vo.known_from) AS known_from,
        bool_or(vo.is_dated) AS is_dated
    FROM version_of_fundings AS vo
    WHERE vo.known_until IS NULL
    GROUP BY vo.action, vo.funder, vo.kind
) AS version
    ON stated.action = version.version_action AND stated.funder = version.version_funder AND stated.kind = version.version_kind;
COMMENT ON TABLE funding IS 'Who pays how much for an action.';
COMMENT ON COLUMN funding.action IS 'Action.';
COMMENT ON COLUMN funding.funder IS 'Who pays.';
COMMENT ON COLUMN funding.kind IS 'specific (dedicated credits of urban policy) or ordinary (ordinary-law funding).';
COMMENT ON COLUMN funding.planned_eur IS 'Amount planned, in euros.';
COMMENT ON COLUMN funding.paid_eur IS 'Amount paid, in euros; NULL until known.';
COMMENT ON COLUMN funding.known_from IS 'Since when it is so; NULL for as long as there is this data folder.';
COMMENT ON COLUMN funding.is_dated IS 'Whether a release brought it and so dates its payment; FALSE for what the data folder says.';

CREATE OR REPLACE TABLE funding_past AS
SELECT
    action, funder, kind, try_cast(replace(planned_eur, ',', '.') AS DECIMAL(12, 2)) AS planned_eur,
    try_cast(replace(paid_eur, ',', '.') AS DECIMAL(12, 2)) AS paid_eur, known_from, is_dated, known_until
FROM version_of_fundings
WHERE known_until IS NOT NULL AND try_cast(replace(planned_eur, ',', '.') AS DECIMAL(12, 2)) IS NOT NULL
ORDER BY action, funder, kind, known_until;
COMMENT ON TABLE funding_past IS 'Fundings as they were said to be for a time. With funding, all that was known on any day.';
COMMENT ON COLUMN funding_past.action IS 'As in funding.';
COMMENT ON COLUMN funding_past.funder IS 'As in funding.';
COMMENT ON COLUMN funding_past.kind IS 'As in funding.';
COMMENT ON COLUMN funding_past.planned_eur IS 'As in funding.';
COMMENT ON COLUMN funding_past.paid_eur IS 'As in funding.';
COMMENT ON COLUMN funding_past.known_from IS 'Since when it was so; NULL for always.';
COMMENT ON COLUMN funding_past.is_dated IS 'As in funding.';
COMMENT ON COLUMN funding_past.known_until IS 'From when it was so no more.';
