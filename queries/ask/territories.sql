-- Which territories are known, and what contains them?
-- Parameters: none
-- One row per territory
SELECT
    territory.territory, territory.level, territory.name, territory.generation, territory.population, territory.population_year,
    territory.longitude, territory.latitude,
    list(tp.parent ORDER BY tp.population DESC NULLS LAST, tp.parent ASC) FILTER (tp.parent IS NOT NULL) AS parents
FROM territory
LEFT JOIN territory_parent AS tp ON territory.territory = tp.territory
GROUP BY ALL
ORDER BY territory.territory;
