-- Who pays how much for the actions of the contract, year by year?
-- Parameters: $contract, $show_demo
-- One row per year, funder and kind of credit
SELECT
    action.year, funding.funder, funding.kind, sum(funding.planned_eur)::DECIMAL(14, 2) AS planned_eur,
    sum(funding.paid_eur)::DECIMAL(14, 2) AS paid_eur,
    count(DISTINCT action.action) AS actions_count, bool_or(action.origin = 'demo') AS is_demo
FROM action
INNER JOIN funding ON action.action = funding.action
WHERE action.contract = $contract AND ($show_demo OR action.origin <> 'demo') AND action.state <> 'cancelled'
GROUP BY action.year, funding.funder, funding.kind
ORDER BY action.year, funding.funder, funding.kind;
