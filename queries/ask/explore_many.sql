-- Which figures do these indicators have in all territories of a level?
-- Parameters: $indicators, $level, $generation, $within, $first_year, $last_year, $origin, $show_demo
-- One row per indicator and territory that have figures, each column a list by period
WITH parent AS (
    SELECT tp.territory, tp.parent FROM territory_parent AS tp
    UNION
    SELECT tp.territory, upper_parent.parent
    FROM territory_parent AS tp
    INNER JOIN territory_parent AS upper_parent ON tp.parent = upper_parent.territory
),

place AS (
    SELECT territory.territory FROM territory
    WHERE
        territory.level = $level
        AND ($generation IS NULL OR territory.generation = $generation)
        AND ($within IS NULL OR territory.territory IN (SELECT parent.territory FROM parent WHERE parent.parent = $within))
)

SELECT
    fm.indicator, fm.territory, list(fm.period ORDER BY fm.period) AS periods, list(fm.value ORDER BY fm.period) AS figures,
    list(fm.status ORDER BY fm.period) AS statuses, list(fm.reason ORDER BY fm.period) AS reasons,
    NULL::DOUBLE[] AS denominators, list(fm.origin ORDER BY fm.period) AS origins
FROM figure_map AS fm
INNER JOIN place ON fm.territory = place.territory
WHERE
    fm.indicator IN (SELECT unnest($indicators))
    AND fm.period BETWEEN make_date($first_year, 1, 1) AND make_date($last_year, 12, 31)
    AND ($origin IS NULL OR fm.origin = $origin)
    AND ($show_demo OR fm.origin <> 'demo')
GROUP BY fm.indicator, fm.territory
ORDER BY fm.indicator, fm.territory;
