-- Which actions did the contract finance as known on a day, with how much money, for whom, and were they evaluated?
-- Parameters: $contract, $as_of, $show_demo
-- One row per action
WITH money AS (
    SELECT
        funding.action, sum(funding.planned_eur)::DECIMAL(14, 2) AS planned_eur, sum(funding.paid_eur)::DECIMAL(14, 2) AS paid_eur,
        -- A payment is compared with the plan of the fundings whose payment is known, never with the whole plan.
        (sum(funding.planned_eur) FILTER (funding.paid_eur IS NOT NULL))::DECIMAL(14, 2) AS planned_of_paid_eur,
        count(*) FILTER (funding.paid_eur IS NULL) AS unpaid_count
    FROM funding_at($as_of) AS funding
    GROUP BY funding.action
)

SELECT
    action.action, action.title_fr, action.title_en, action.operator, action.year, action.objectives, action.territories, action.state,
    action.planned_beneficiaries, action.actual_beneficiaries, action.resident_beneficiaries, action.women_beneficiaries,
    action.evaluated_on, action.evaluated_by, action.result_fr, action.origin, action.secret,
    money.planned_eur, money.paid_eur, money.planned_of_paid_eur, coalesce(money.unpaid_count, 0) AS unpaid_count
FROM action_at($as_of) AS action
LEFT JOIN money ON action.action = money.action
WHERE action.contract = $contract AND ($show_demo OR action.origin <> 'demo')
ORDER BY action.year, action.action;
