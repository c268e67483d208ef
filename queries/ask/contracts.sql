-- Which contracts are followed, and for which neighbourhoods?
-- Parameters: none
-- One row per contract
SELECT
    contract.contract, contract.name_fr, contract.name_en, contract.framework, contract.signatory, contract.starts_on,
    contract.ends_on, contract.reference, contract.origin,
    list(contract_territory.territory ORDER BY contract_territory.position) AS territories
FROM contract
INNER JOIN contract_territory ON contract.contract = contract_territory.contract
GROUP BY ALL
ORDER BY contract.contract;
