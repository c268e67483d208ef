-- How did these indicators move in this territory between these days?
-- Parameters: $indicators, $territory, $first_period, $last_period, $show_demo
-- One row per indicator and period, in no order: to sort takes a third of the answer, and less where it is read
SELECT
    figure.indicator, figure.territory, figure.period, figure.value, figure.status, figure.reason, figure.denominator, figure.origin
FROM figure
WHERE
    figure.territory = $territory
    AND list_contains($indicators, figure.indicator)
    AND figure.period BETWEEN $first_period AND $last_period
    AND ($show_demo OR figure.origin <> 'demo');
