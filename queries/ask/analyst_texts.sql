-- What did analysts write about neighbourhoods and indicators?
-- Parameters: $show_demo
-- One row per subject_kind, subject, written_on and author
SELECT
    analyst_text.subject_kind, analyst_text.subject, analyst_text.written_on, analyst_text.author, analyst_text.text_fr,
    analyst_text.text_en, analyst_text.origin
FROM analyst_text
WHERE $show_demo OR analyst_text.origin <> 'demo'
ORDER BY analyst_text.subject_kind ASC, analyst_text.subject ASC, analyst_text.written_on DESC, analyst_text.author ASC;
