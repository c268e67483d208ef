-- What is the figure of each of these territories for one period?
-- Parameters: $indicator, $period, $territories, $show_demo
-- One row per territory
SELECT fm.territory, fm.value, fm.status, fm.reason, fm.origin
FROM figure_map AS fm
WHERE
    fm.indicator = $indicator
    AND fm.period = $period
    AND fm.territory IN (SELECT unnest($territories))
    AND ($show_demo OR fm.origin <> 'demo')
ORDER BY fm.territory;
