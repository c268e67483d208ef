-- What shape do territories have on the map?
-- Parameters: none
-- One row per territory that has an outline
SELECT outline.territory, outline.precision, outline.credit_fr, outline.geometry
FROM outline
ORDER BY outline.territory;
