-- Which statuses of the dashboard does a publication change?
-- Reads two databases, `earlier` and `later`. Parameters: none
-- One row per contract, indicator, territory, measure and reference whose status or current value's period is not the same
SELECT
    coalesce(now.contract, past.contract) AS contract, coalesce(now.indicator, past.indicator) AS indicator,
    indicator.short_name_fr AS indicator_name_fr, indicator.short_name_en AS indicator_name_en,
    coalesce(now.territory, past.territory) AS territory, territory.name AS territory_name,
    coalesce(now.measure, past.measure) AS measure, coalesce(now.reference, past.reference) AS reference, past.status AS old_status,
    past.reason AS old_reason, now.status AS new_status, now.reason AS new_reason
FROM earlier.progress AS past
FULL JOIN later.progress AS now
    ON
        past.contract = now.contract AND past.indicator = now.indicator AND past.territory = now.territory
        AND past.measure = now.measure AND past.reference IS NOT DISTINCT FROM now.reference
INNER JOIN any_indicator AS indicator ON indicator.indicator = coalesce(now.indicator, past.indicator)
INNER JOIN any_territory AS territory ON territory.territory = coalesce(now.territory, past.territory)
WHERE past.status IS DISTINCT FROM now.status
ORDER BY contract, indicator.indicator, territory.territory, measure, reference;
