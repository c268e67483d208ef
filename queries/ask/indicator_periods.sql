-- Which periods does each indicator have, at each level of territory, everywhere or in some départements?
-- Parameters: $departments, $show_demo
-- One row per indicator, level and period
SELECT ip.indicator, ip.level, ip.period
FROM indicator_period AS ip
WHERE
    CASE
        WHEN $departments IS NULL THEN ip.department IS NULL
        ELSE ip.department IN (SELECT unnest($departments::VARCHAR[]))
    END
    AND CASE WHEN $show_demo THEN ip.values_count > 0 ELSE ip.real_count > 0 END
GROUP BY ip.indicator, ip.level, ip.period
ORDER BY ip.indicator, ip.level, ip.period;
