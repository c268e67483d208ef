-- In which years do these indicators have a value in the territories, of an origin or a release?
-- Parameters: $indicators, $territories, $first_year, $last_year, $origin, $release, $show_demo
-- One row per year
SELECT DISTINCT year(fm.period) AS year
FROM figure_map AS fm
WHERE
    fm.indicator IN (SELECT unnest($indicators))
    AND fm.territory IN (SELECT unnest($territories))
    AND fm.period BETWEEN make_date($first_year, 1, 1) AND make_date($last_year, 12, 31)
    AND fm.value IS NOT NULL
    AND ($origin IS NULL OR fm.origin = $origin)
    AND ($release IS NULL OR fm.release = $release)
    AND ($show_demo OR fm.origin <> 'demo')
ORDER BY year;
