-- Which figures does this indicator have in the territories whose codes lie between two?
-- Parameters: $indicator, $first_territory, $last_territory, $first_year, $last_year, $origin, $release, $show_demo
-- One row per territory and period
SELECT
    fm.indicator, fm.territory, fm.period, fm.value, fm.status, fm.reason, NULL::DOUBLE AS denominator, fm.origin
FROM figure_map AS fm
WHERE
    fm.indicator = $indicator
    AND fm.territory BETWEEN $first_territory AND $last_territory
    AND fm.period BETWEEN make_date($first_year, 1, 1) AND make_date($last_year, 12, 31)
    AND ($origin IS NULL OR fm.origin = $origin)
    AND ($release IS NULL OR fm.release = $release)
    AND ($show_demo OR fm.origin <> 'demo')
ORDER BY fm.territory, fm.period;
