-- Who pays how much for each action of the contract, as known on a day?
-- Parameters: $contract, $as_of, $show_demo
-- One row per action, funder and kind of credit
SELECT
    funding.action, funding.funder, funding.kind, sum(funding.planned_eur)::DECIMAL(14, 2) AS planned_eur,
    sum(funding.paid_eur)::DECIMAL(14, 2) AS paid_eur
FROM funding_at($as_of) AS funding
WHERE funding.contract = $contract AND ($show_demo OR funding.origin <> 'demo')
GROUP BY funding.action, funding.funder, funding.kind
ORDER BY funding.action, funding.kind, funding.funder;
