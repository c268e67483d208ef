-- Which targets did the contracts set, amendment by amendment, up to a day?
-- Parameters: $contracts, $indicators, $territories, $as_of, $show_demo
-- One row per contract, indicator, territory, measure, reference and amendment
WITH known AS (
    SELECT target.*, contract.starts_on
    FROM target
    INNER JOIN contract ON target.contract = contract.contract
    WHERE
        ($contracts IS NULL OR target.contract IN (SELECT unnest($contracts::VARCHAR[])))
        AND ($indicators IS NULL OR target.indicator IN (SELECT unnest($indicators::VARCHAR[])))
        AND ($territories IS NULL OR target.territory IN (SELECT unnest($territories::VARCHAR[])))
        AND ($show_demo OR target.origin <> 'demo')
        AND ($as_of IS NULL OR coalesce(target.amended_on, contract.starts_on) <= $as_of)
)

SELECT
    known.contract, known.indicator, known.territory, known.measure, known.reference, known.baseline_period, known.baseline_value,
    known.deadline, known.value, known.amendment, known.amended_on, known.origin,
    row_number() OVER (
        PARTITION BY known.contract, known.indicator, known.territory, known.measure, known.reference ORDER BY known.amendment DESC
    ) = 1 AS in_force
FROM known
ORDER BY known.contract, known.indicator, known.territory, known.measure, known.reference, known.amendment;
