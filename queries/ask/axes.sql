-- Which axes does each framework have?
-- Parameters: none
-- One row per framework and axis
SELECT framework, axis, name_fr, name_en, short_name_fr, short_name_en, icon, colour, question_fr, question_en, wording_fr
FROM axis
ORDER BY framework, position;
