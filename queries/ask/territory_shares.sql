-- Which communes is a neighbourhood in, which parts is it made of, and how many of its inhabitants live in each?
-- Parameters: $territory
-- One row per relation and territory
SELECT 'commune' AS relation, tp.parent AS territory, tp.population
FROM territory_parent AS tp
INNER JOIN territory ON tp.parent = territory.territory
WHERE tp.territory = $territory AND territory.level = 'commune'
UNION ALL
SELECT 'part', tp.territory, tp.population
FROM territory_parent AS tp
INNER JOIN territory ON tp.territory = territory.territory
WHERE tp.parent = $territory AND territory.level = 'neighbourhood_part'
ORDER BY relation ASC, population DESC NULLS LAST, territory ASC;
