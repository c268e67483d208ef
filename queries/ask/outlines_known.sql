-- What shape did territories have on the map on a past day?
-- Parameters: $as_of
-- One row per territory that had an outline
SELECT outline.territory, outline.precision, outline.credit_fr, outline.geometry
FROM outline
WHERE outline.known_from IS NULL OR outline.known_from <= moment_of($as_of)
UNION ALL
SELECT op.territory, op.precision, op.credit_fr, op.geometry
FROM outline_past AS op
WHERE (op.known_from IS NULL OR op.known_from <= moment_of($as_of)) AND op.known_until > moment_of($as_of)
ORDER BY territory;
