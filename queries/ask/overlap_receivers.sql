-- Which territories have, or had, figures carried from earlier perimeters beside their own?
-- Parameters: none
-- One row per territory
SELECT DISTINCT territory
FROM figure_overlap
ORDER BY territory;
