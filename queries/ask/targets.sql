-- What does the contract want to reach in these territories for these indicators?
-- Parameters: $contract, $indicators, $territories, $show_demo
-- One row per indicator, territory, measure and reference, from the amendment in force
WITH in_force AS (
    SELECT * FROM target
    WHERE
        contract = $contract
        AND ($indicators IS NULL OR list_contains($indicators::VARCHAR[], indicator))
        AND ($territories IS NULL OR list_contains($territories::VARCHAR[], territory))
        AND ($show_demo OR origin <> 'demo')
    QUALIFY rank() OVER (PARTITION BY indicator, territory, measure, reference ORDER BY amendment DESC) = 1
)

SELECT
    in_force.indicator, in_force.territory, in_force.measure, in_force.reference, in_force.baseline_period, in_force.baseline_value,
    in_force.deadline, in_force.value, in_force.amendment, in_force.origin,
    list(milestone.period ORDER BY milestone.period) FILTER (milestone.period IS NOT NULL) AS milestone_periods,
    list(milestone.value ORDER BY milestone.period) FILTER (milestone.period IS NOT NULL) AS milestone_values
FROM in_force
LEFT JOIN milestone
    ON
        in_force.contract = milestone.contract AND in_force.indicator = milestone.indicator
        AND in_force.territory = milestone.territory AND in_force.measure = milestone.measure
        AND in_force.amendment = milestone.amendment
GROUP BY ALL
ORDER BY in_force.indicator, in_force.territory, in_force.measure, in_force.reference;
