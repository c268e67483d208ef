-- Which figures do these indicators have in all territories of a level?
-- Parameters: $indicators, $level, $generation, $within, $first_year, $last_year, $origin, $show_demo
-- One row per indicator, territory and period
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
    fm.indicator, fm.territory, fm.period, fm.value, fm.status, fm.reason, NULL::DOUBLE AS denominator, fm.origin
FROM figure_map AS fm
INNER JOIN place ON fm.territory = place.territory
WHERE
    fm.indicator IN (SELECT unnest($indicators))
    AND fm.period BETWEEN make_date($first_year, 1, 1) AND make_date($last_year, 12, 31)
    AND ($origin IS NULL OR fm.origin = $origin)
    AND ($show_demo OR fm.origin <> 'demo')
ORDER BY fm.indicator, fm.territory, fm.period;
