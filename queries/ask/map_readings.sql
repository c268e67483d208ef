-- What is the figure of each territory of a level for one period?
-- Parameters: $indicator, $period, $levels, $show_demo
-- One row per territory
SELECT fm.territory, fm.value, fm.status, fm.reason, fm.origin
FROM figure_map AS fm
INNER JOIN territory ON fm.territory = territory.territory
WHERE
    fm.indicator = $indicator
    AND fm.period = $period
    AND list_contains($levels, territory.level)
    AND ($show_demo OR fm.origin <> 'demo')
ORDER BY fm.territory;
