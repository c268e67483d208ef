-- What people say beside the figures: their judgement of objectives, comments on figures, decisions of committees.

CREATE OR REPLACE TABLE judgement AS
SELECT * FROM read_csv(
    getvariable('judgements_file'), delim = ';', header = TRUE, quote = '"', escape = '"',
    dateformat = '%Y-%m-%d',
    columns = {
        'contract': 'VARCHAR', 'objective': 'VARCHAR', 'territory': 'VARCHAR', 'level': 'VARCHAR', 'judged_on': 'DATE',
        'author': 'VARCHAR', 'comment_fr': 'VARCHAR', 'origin': 'VARCHAR'
    }
);
COMMENT ON TABLE judgement IS 'A person''s judgement of an objective in a neighbourhood (météo); never merged with the computed status.';
COMMENT ON COLUMN judgement.contract IS 'Contract.';
COMMENT ON COLUMN judgement.objective IS 'Objective judged.';
COMMENT ON COLUMN judgement.territory IS 'Neighbourhood.';
COMMENT ON COLUMN judgement.level IS 'secured, reachable, support or compromised.';
COMMENT ON COLUMN judgement.judged_on IS 'Day of the judgement; earlier ones are kept as its history.';
COMMENT ON COLUMN judgement.author IS 'Who signs it.';
COMMENT ON COLUMN judgement.comment_fr IS 'Why, in the author''s words.';
COMMENT ON COLUMN judgement.origin IS 'local or demo.';

CREATE OR REPLACE TABLE figure_comment AS
SELECT * FROM read_csv(
    getvariable('comments_file'), delim = ';', header = TRUE, quote = '"', escape = '"',
    dateformat = '%Y-%m-%d',
    columns = {
        'contract': 'VARCHAR', 'indicator': 'VARCHAR', 'territory': 'VARCHAR', 'period': 'DATE', 'commented_on': 'DATE',
        'author': 'VARCHAR', 'comment_fr': 'VARCHAR', 'origin': 'VARCHAR'
    }
);
COMMENT ON TABLE figure_comment IS 'What a person says of an indicator or of one of its figures.';
COMMENT ON COLUMN figure_comment.contract IS 'Contract.';
COMMENT ON COLUMN figure_comment.indicator IS 'Indicator.';
COMMENT ON COLUMN figure_comment.territory IS 'Territory of the figure.';
COMMENT ON COLUMN figure_comment.period IS 'Period of the figure; NULL for the whole series.';
COMMENT ON COLUMN figure_comment.commented_on IS 'Day of the comment.';
COMMENT ON COLUMN figure_comment.author IS 'Who signs it.';
COMMENT ON COLUMN figure_comment.comment_fr IS 'The comment.';
COMMENT ON COLUMN figure_comment.origin IS 'local or demo.';

CREATE OR REPLACE TABLE decision AS
SELECT * FROM read_csv(
    getvariable('decisions_file'), delim = ';', header = TRUE, quote = '"', escape = '"',
    dateformat = '%Y-%m-%d',
    columns = {
        'contract': 'VARCHAR', 'decision': 'VARCHAR', 'decided_on': 'DATE', 'committee': 'VARCHAR', 'text_fr': 'VARCHAR',
        'owner': 'VARCHAR', 'due_on': 'DATE', 'state': 'VARCHAR', 'closed_on': 'DATE', 'origin': 'VARCHAR'
    }
);
COMMENT ON TABLE decision IS 'Decisions of committees, followed until they are closed.';
COMMENT ON COLUMN decision.contract IS 'Contract.';
COMMENT ON COLUMN decision.decision IS 'Code, unique in a contract.';
COMMENT ON COLUMN decision.decided_on IS 'Day of the committee.';
COMMENT ON COLUMN decision.committee IS 'Name of the committee.';
COMMENT ON COLUMN decision.text_fr IS 'What was decided.';
COMMENT ON COLUMN decision.owner IS 'Who does it.';
COMMENT ON COLUMN decision.due_on IS 'Day by which it is due.';
COMMENT ON COLUMN decision.state IS 'open, done or dropped.';
COMMENT ON COLUMN decision.closed_on IS 'Day on which it was done or dropped; NULL while open.';
COMMENT ON COLUMN decision.origin IS 'local or demo.';
