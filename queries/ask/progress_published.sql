-- How far had each indicator of these territories come when the figures in force were published?
-- Parameters: $contract, $territories
-- One row per indicator, territory, measure and reference, in no order: of dozens of places a page sorts the one that it shows
SELECT
    progress.indicator, progress.territory, progress.measure, progress.reference, progress.is_demo, progress.read_on,
    progress.baseline_period, progress.baseline_value, progress.baseline_low, progress.baseline_high, progress.current_period,
    progress.current_value, progress.current_low, progress.current_high, progress.current_status, progress.current_denominator,
    progress.later_status, progress.amendment, progress.deadline, progress.target_value, progress.elapsed_ratio,
    progress.milestone_value, progress.starts_at_target, progress.advancement_ratio, progress.advancement_shown_ratio,
    progress.advancement_outside, progress.pace, progress.pace_kind, progress.growth_pace, progress.meets_target, progress.status,
    progress.reason, progress.needed_per_year, progress.recent_per_year, progress.trend_points_count, progress.landing_value,
    progress.landing_low, progress.landing_high, progress.landing_probability, progress.landing_reason,
    progress.landing_condition, progress.landing_break_on, progress.change_value, progress.movement, progress.improves,
    progress.significant, progress.break_on
FROM progress
WHERE progress.contract = $contract AND list_contains($territories, progress.territory);
