-- Which actions concern these territories or these objectives, with how much money and for how many people?
-- Parameters: $contract, $territories, $objectives, $show_demo
-- One row per action
WITH money AS (
    SELECT funding.action, sum(funding.planned_eur) AS planned_eur, sum(funding.paid_eur) AS paid_eur
    FROM funding
    GROUP BY funding.action
),

-- Beneficiaries follow rule B of secrecy, the rest of a total included: 1 to 4 people are never shown.
people AS (
    SELECT
        action.action,
        action.actual_beneficiaries BETWEEN 1 AND 4 AS few,
        action.resident_beneficiaries BETWEEN 1 AND 4
        OR action.actual_beneficiaries - action.resident_beneficiaries BETWEEN 1 AND 4 AS few_residents,
        action.women_beneficiaries BETWEEN 1 AND 4
        OR action.actual_beneficiaries - action.women_beneficiaries BETWEEN 1 AND 4 AS few_women
    FROM action
)

SELECT
    action.action, action.title_fr, action.title_en, action.operator, action.year, action.objectives, action.territories, action.state,
    action.planned_beneficiaries,
    CASE WHEN NOT coalesce(people.few, FALSE) THEN action.actual_beneficiaries END AS actual_beneficiaries,
    CASE
        WHEN NOT coalesce(people.few OR people.few_residents, FALSE) THEN action.resident_beneficiaries
    END AS resident_beneficiaries,
    CASE WHEN NOT coalesce(people.few OR people.few_women, FALSE) THEN action.women_beneficiaries END AS women_beneficiaries,
    coalesce(people.few, FALSE) AS is_secret,
    action.evaluated_on, action.origin, coalesce(money.planned_eur, 0)::VARCHAR AS planned_eur, money.paid_eur::VARCHAR AS paid_eur
FROM action
INNER JOIN people ON action.action = people.action
LEFT JOIN money ON action.action = money.action
WHERE
    action.contract = $contract
    AND ($territories IS NULL OR list_has_any(action.territories, $territories::VARCHAR[]))
    AND ($objectives IS NULL OR list_has_any(action.objectives, $objectives::VARCHAR[]))
    AND ($show_demo OR action.origin <> 'demo')
ORDER BY action.year DESC, action.action ASC;
