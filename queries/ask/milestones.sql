-- Which values does a contract expect on the way to its targets?
-- Parameters: $contract
-- One row per milestone, of all amendments
SELECT
    milestone.indicator, milestone.territory, milestone.measure, milestone.reference, milestone.amendment, milestone.period,
    milestone.value
FROM milestone
WHERE milestone.contract = $contract
ORDER BY milestone.indicator, milestone.territory, milestone.measure, milestone.reference, milestone.amendment, milestone.period;
