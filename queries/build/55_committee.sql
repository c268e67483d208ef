-- Sequences of slides that an analyst saved for a committee.

CREATE OR REPLACE TABLE committee AS
SELECT * REPLACE (string_split(territories, ' ') AS territories, coalesce(origin, 'local') AS origin)
FROM read_csv(
    -- Without detection, a file written before there was a column of origins is read too: its sequences are the users' own.
    getvariable('data') || '/contract/committees.csv', auto_detect = FALSE, null_padding = TRUE,
    delim = ';', header = TRUE, quote = '"', escape = '"',
    dateformat = '%Y-%m-%d',
    columns = {
        'sequence': 'VARCHAR', 'contract': 'VARCHAR', 'name': 'VARCHAR', 'as_of': 'DATE', 'territories': 'VARCHAR',
        'reference': 'VARCHAR', 'saved_at': 'TIMESTAMP', 'saved_by': 'VARCHAR', 'origin': 'VARCHAR'
    }
);
COMMENT ON TABLE committee IS 'Saved sequences of slides, one a committee.';
COMMENT ON COLUMN committee.sequence IS 'Code: contract, day and name.';
COMMENT ON COLUMN committee.contract IS 'Contract that the committee steers.';
COMMENT ON COLUMN committee.name IS 'Name that the analyst gave.';
COMMENT ON COLUMN committee.as_of IS 'Day that the sequence stands for: « arrêté au ».';
COMMENT ON COLUMN committee.territories IS 'Neighbourhoods shown, the main one first.';
COMMENT ON COLUMN committee.reference IS 'Territory that neighbourhoods are compared with.';
COMMENT ON COLUMN committee.saved_at IS 'When it was last saved (UTC); two people who save at once are told apart by it.';
COMMENT ON COLUMN committee.saved_by IS 'Who saved it; NULL when unnamed.';
COMMENT ON COLUMN committee.origin IS 'local, or demo for an example.';

CREATE OR REPLACE TABLE committee_slide AS
SELECT * FROM read_csv(
    getvariable('data') || '/contract/committee_slides.csv', delim = ';', header = TRUE, quote = '"', escape = '"',
    columns = {
        'sequence': 'VARCHAR', 'position': 'INTEGER', 'slide': 'VARCHAR', 'message': 'VARCHAR', 'note': 'VARCHAR'
    }
);
COMMENT ON TABLE committee_slide IS 'Slides of the saved sequences.';
COMMENT ON COLUMN committee_slide.sequence IS 'Sequence.';
COMMENT ON COLUMN committee_slide.position IS 'Order in the sequence, from 1.';
COMMENT ON COLUMN committee_slide.slide IS 'What the slide is: title, synthesis, axis:housing, indicator:DE-ABC:QP094027 …';
COMMENT ON COLUMN committee_slide.message IS 'The analyst''s own message; NULL for the sentence made from the figures.';
COMMENT ON COLUMN committee_slide.note IS 'The analyst''s note for whoever speaks; NULL for the one made from the figures.';
