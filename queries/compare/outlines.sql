-- Which outlines does a publication give or change?
-- Reads two databases, `earlier` and `later`. Parameters: $given
-- One row per territory that the publication gives or that is drawn otherwise because of it
WITH pair AS (
    SELECT
        coalesce(now.territory, past.territory) AS territory, past.precision AS old_precision, now.precision AS new_precision,
        past.geometry AS old_geometry, now.geometry AS new_geometry,
        row(past.precision, past.credit_fr, past.geometry) = row(now.precision, now.credit_fr, now.geometry) AS is_same
    FROM earlier.outline AS past
    FULL JOIN later.outline AS now ON past.territory = now.territory
)

SELECT
    pair.territory, place.name AS territory_name,
    CASE
        WHEN pair.old_geometry IS NULL THEN 'new'
        WHEN pair.new_geometry IS NULL THEN 'removed'
        WHEN pair.is_same THEN 'identical'
        ELSE 'changed'
    END AS verdict,
    pair.old_precision, pair.new_precision, pair.old_geometry, pair.new_geometry
FROM pair
LEFT JOIN any_territory AS place ON pair.territory = place.territory
WHERE NOT pair.is_same OR pair.territory IN (SELECT unnest($given))
ORDER BY pair.territory;
