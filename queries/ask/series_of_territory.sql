-- How did these indicators move in this territory over these years?
-- Parameters: $indicators, $territory, $first_year, $last_year, $show_demo
-- One row per indicator and period
SELECT
    figure.indicator, figure.territory, figure.period, figure.value, figure.status, figure.reason, figure.denominator, figure.origin
FROM figure
WHERE
    figure.territory = $territory
    AND list_contains($indicators, figure.indicator)
    AND figure.period BETWEEN make_date($first_year, 1, 1) AND make_date($last_year, 12, 31)
    AND ($show_demo OR figure.origin <> 'demo')
ORDER BY figure.indicator, figure.period;
