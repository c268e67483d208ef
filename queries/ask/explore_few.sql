-- Which figures do these indicators have in a few territories?
-- Parameters: $indicators, $territories, $first_year, $last_year, $origin, $release, $show_demo
-- One row per indicator, territory and period
SELECT
    figure.indicator, figure.territory, figure.period, figure.value, figure.status, figure.reason, figure.denominator, figure.origin
FROM figure
WHERE
    figure.territory IN (SELECT unnest($territories))
    AND figure.indicator IN (SELECT unnest($indicators))
    AND figure.period BETWEEN make_date($first_year, 1, 1) AND make_date($last_year, 12, 31)
    AND ($origin IS NULL OR figure.origin = $origin)
    AND ($release IS NULL OR figure.release = $release)
    AND ($show_demo OR figure.origin <> 'demo')
ORDER BY figure.indicator, figure.territory, figure.period;
