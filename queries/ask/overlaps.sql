-- How do neighbourhoods of two successive generations overlap?
-- Parameters: none
-- One row per old and new neighbourhood
SELECT
    passage.from_territory AS old, passage.to_territory AS new, passage.weight, passage.weight_kind, passage.covered,
    passage.note_fr, passage.note_en, passage.carries,
    CASE
        WHEN passage.weight < passage_comparable() THEN FALSE ELSE passage.covered >= passage_comparable()
    END AS is_comparable
FROM passage
WHERE passage.kind = 'generation' AND passage.to_territory IS NOT NULL
ORDER BY old ASC, passage.weight DESC, new ASC;
