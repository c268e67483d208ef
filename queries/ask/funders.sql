-- Who pays how much for the actions of the contract, year by year, as known on a day?
-- Parameters: $contract, $as_of, $show_demo
-- One row per year, funder and kind of credit
SELECT
    funding.year, funding.funder, funding.kind, sum(funding.planned_eur)::DECIMAL(14, 2) AS planned_eur,
    sum(funding.paid_eur)::DECIMAL(14, 2) AS paid_eur,
    count(DISTINCT funding.action) AS actions_count, bool_or(funding.origin = 'demo') AS is_demo
FROM funding_at($as_of) AS funding
WHERE funding.contract = $contract AND ($show_demo OR funding.origin <> 'demo') AND funding.state <> 'cancelled'
GROUP BY funding.year, funding.funder, funding.kind
ORDER BY funding.year, funding.funder, funding.kind;
