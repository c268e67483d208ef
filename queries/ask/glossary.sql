-- What do the words of urban policy mean?
-- Parameters: none
-- One row per term
SELECT term_fr, term_en, former_terms_fr, definition_fr, definition_en
FROM glossary
ORDER BY term_fr COLLATE noaccent;
