-- Which actions concern these territories or these objectives, with how much money and for how many people?
-- Parameters: $contract, $territories, $objectives, $show_demo
-- One row per action
WITH money AS (
    SELECT funding.action, sum(funding.planned_eur) AS planned_eur, sum(funding.paid_eur) AS paid_eur
    FROM funding
    GROUP BY funding.action
)

SELECT
    action.action, action.title_fr, action.title_en, action.operator, action.year, action.objectives, action.territories, action.state,
    action.planned_beneficiaries,
    action.actual_beneficiaries, action.resident_beneficiaries, action.women_beneficiaries,
    action.secret,
    action.evaluated_on, action.origin, coalesce(money.planned_eur, 0)::VARCHAR AS planned_eur, money.paid_eur::VARCHAR AS paid_eur
FROM action
LEFT JOIN money ON action.action = money.action
WHERE
    action.contract = $contract
    AND ($territories IS NULL OR list_has_any(action.territories, $territories::VARCHAR[]))
    AND ($objectives IS NULL OR list_has_any(action.objectives, $objectives::VARCHAR[]))
    AND ($show_demo OR action.origin <> 'demo')
ORDER BY action.year DESC, action.action ASC;
