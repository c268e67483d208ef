-- Which territories that sign a contract, or that one is compared with, have no other figures than demonstration ones?
-- Parameters: none
-- One row per territory
WITH named AS (
    SELECT signatory AS territory FROM contract
    UNION
    SELECT reference FROM contract
)

SELECT named.territory
FROM named
INNER JOIN figure ON named.territory = figure.territory
WHERE figure.value IS NOT NULL
GROUP BY named.territory
HAVING count(*) FILTER (figure.origin <> 'demo') = 0
ORDER BY named.territory;
