-- Which targets and milestones does a publication add, change or take away?
-- Reads two databases, `earlier` and `later`. Parameters: none
-- One row per target of an amendment, or milestone, that is not the same; old_value of a new target: the one in force before
WITH in_force AS (
    SELECT * FROM earlier.target
    QUALIFY rank() OVER (PARTITION BY contract, indicator, territory, measure, reference ORDER BY amendment DESC) = 1
),

goal AS (
    SELECT
        coalesce(now.contract, past.contract) AS contract, coalesce(now.indicator, past.indicator) AS indicator,
        coalesce(now.territory, past.territory) AS territory, coalesce(now.measure, past.measure) AS measure,
        coalesce(now.reference, past.reference) AS reference, coalesce(now.amendment, past.amendment) AS amendment,
        past.deadline AS old_period, past.value AS old_value, now.deadline AS new_period, now.value AS new_value
    FROM earlier.target AS past
    FULL JOIN later.target AS now
        ON
            past.contract = now.contract AND past.indicator = now.indicator AND past.territory = now.territory
            AND past.measure = now.measure AND past.reference IS NOT DISTINCT FROM now.reference
            AND past.amendment = now.amendment
    WHERE past.value IS DISTINCT FROM now.value OR past.deadline IS DISTINCT FROM now.deadline
),

step AS (
    SELECT
        coalesce(now.contract, past.contract) AS contract, coalesce(now.indicator, past.indicator) AS indicator,
        coalesce(now.territory, past.territory) AS territory, coalesce(now.measure, past.measure) AS measure,
        coalesce(now.reference, past.reference) AS reference, coalesce(now.amendment, past.amendment) AS amendment,
        past.period AS old_period, past.value AS old_value,
        now.period AS new_period, now.value AS new_value
    FROM earlier.milestone AS past
    FULL JOIN later.milestone AS now
        ON
            past.contract = now.contract AND past.indicator = now.indicator AND past.territory = now.territory
            AND past.measure = now.measure AND past.reference IS NOT DISTINCT FROM now.reference
            AND past.amendment = now.amendment AND past.period = now.period
    WHERE past.value IS DISTINCT FROM now.value
),

change AS (
    SELECT
        FALSE AS milestone,
        CASE WHEN goal.new_value IS NULL THEN 'removed' WHEN goal.old_value IS NULL THEN 'new' ELSE 'changed' END AS verdict,
        goal.contract, goal.indicator, goal.territory, goal.measure, goal.reference, goal.amendment,
        coalesce(goal.old_period, in_force.deadline) AS old_period, coalesce(goal.old_value, in_force.value) AS old_value,
        goal.new_period, goal.new_value
    FROM goal
    LEFT JOIN in_force
        ON
            goal.contract = in_force.contract AND goal.indicator = in_force.indicator AND goal.territory = in_force.territory
            AND goal.measure = in_force.measure AND goal.reference IS NOT DISTINCT FROM in_force.reference
    UNION ALL BY NAME
    SELECT
        TRUE AS milestone, CASE WHEN new_value IS NULL THEN 'removed' WHEN old_value IS NULL THEN 'new' ELSE 'changed' END AS verdict, *
    FROM step
)

SELECT
    change.milestone, change.verdict, change.contract, change.indicator, indicator.short_name_fr AS indicator_name_fr,
    indicator.short_name_en AS indicator_name_en, coalesce(indicator.decimals, 1) AS decimals, change.territory,
    coalesce(territory.name, change.territory) AS territory_name, change.measure, change.reference, change.amendment, change.old_period,
    change.old_value, change.new_period, change.new_value
FROM change
LEFT JOIN any_indicator AS indicator ON change.indicator = indicator.indicator
LEFT JOIN any_territory AS territory ON change.territory = territory.territory
ORDER BY
    change.milestone, change.contract, change.indicator, change.territory, change.measure, change.reference,
    change.amendment,
    coalesce(change.new_period, change.old_period);
