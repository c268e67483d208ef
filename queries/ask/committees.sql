-- Which sequences of slides were saved for committees, and what is in them?
-- Parameters: $show_demo
-- One row per sequence and position
SELECT
    committee.sequence, committee.contract, committee.name, committee.as_of, committee.territories, committee.reference,
    committee.saved_at, committee.saved_by, committee.origin, slide.position, slide.slide, slide.message, slide.note
FROM committee
INNER JOIN committee_slide AS slide ON committee.sequence = slide.sequence
WHERE $show_demo OR committee.origin <> 'demo'
ORDER BY committee.as_of DESC, committee.sequence ASC, slide.position ASC;
