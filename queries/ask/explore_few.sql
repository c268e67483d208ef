-- Which figures do these indicators have in a few territories?
-- Parameters: $indicators, $territories, $first_year, $last_year, $origin, $show_demo
-- One row per indicator and territory that have figures, each column a list by period
SELECT
    figure.indicator, figure.territory, list(figure.period ORDER BY figure.period) AS periods, list(figure.value ORDER BY figure.period) AS figures,
    list(figure.status ORDER BY figure.period) AS statuses, list(figure.reason ORDER BY figure.period) AS reasons,
    list(figure.denominator ORDER BY figure.period) AS denominators, list(figure.origin ORDER BY figure.period) AS origins
FROM figure
WHERE
    figure.territory IN (SELECT unnest($territories))
    AND figure.indicator IN (SELECT unnest($indicators))
    AND figure.period BETWEEN make_date($first_year, 1, 1) AND make_date($last_year, 12, 31)
    AND ($origin IS NULL OR figure.origin = $origin)
    AND ($show_demo OR figure.origin <> 'demo')
GROUP BY figure.indicator, figure.territory
ORDER BY figure.indicator, figure.territory;
