-- How far had each indicator of the contracts come towards its target on a day?
-- Parameters: $contracts, $as_of, $show_demo
-- One row per contract, indicator, territory, measure and reference
SELECT
    contract, indicator, territory, measure, reference, is_demo, read_on, baseline_period, baseline_value, current_period, current_value,
    deadline, target_value, amendment, elapsed_ratio, advancement_ratio, pace, status, reason, needed_per_year, recent_per_year,
    landing_value, landing_low, landing_high, landing_reason, landing_condition, landing_break_on, change_value, improves, significant
FROM progress_at($as_of, NULL, NULL, $contracts, NULL, NULL, NULL, $show_demo)
ORDER BY contract, indicator, territory, measure, reference;
