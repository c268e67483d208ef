-- How far has each indicator come towards its target, and what does the method make of it?
-- Parameters: $contract, $territories, $indicators, $as_of, $first_period, $last_period, $reference, $show_demo
-- One row per indicator, territory, measure and reference
SELECT
    indicator, territory, measure, reference, is_demo, read_on, baseline_period, baseline_value, baseline_low, baseline_high,
    current_period, current_value, current_low, current_high, current_status, current_denominator, later_status, amendment, deadline,
    target_value, elapsed_ratio, milestone_value, starts_at_target, advancement_ratio, advancement_shown_ratio, advancement_outside,
    pace, pace_kind, growth_pace, meets_target, status, reason, needed_per_year, recent_per_year, trend_points_count, landing_value,
    landing_low, landing_high, landing_probability, landing_reason, landing_condition, landing_break_on, change_value, movement, improves,
    significant, break_on
FROM progress_at($as_of, $first_period, $last_period, [$contract], $territories, $indicators, $reference, $show_demo)
ORDER BY indicator, territory, measure, reference;
