-- Which periods does each indicator have, at each level of territory?
-- Parameters: $show_demo
-- One row per indicator, level and period
SELECT ip.indicator, ip.level, ip.period, ip.values_count
FROM indicator_period AS ip
WHERE ip.values_count > 0 AND ($show_demo OR ip.real_count > 0)
ORDER BY ip.indicator, ip.level, ip.period;
