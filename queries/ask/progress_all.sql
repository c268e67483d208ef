-- How far had each indicator of the contracts come when the figures in force were published?
-- Parameters: $contracts
-- One row per contract, indicator, territory, measure and reference
SELECT
    progress.contract, progress.indicator, progress.territory, progress.measure, progress.reference, progress.is_demo, progress.read_on,
    progress.baseline_period, progress.baseline_value, progress.current_period, progress.current_value, progress.deadline,
    progress.target_value, progress.amendment, progress.elapsed_ratio, progress.advancement_ratio, progress.pace, progress.status,
    progress.reason, progress.needed_per_year, progress.recent_per_year, progress.landing_value, progress.landing_low,
    progress.landing_high, progress.landing_reason, progress.landing_condition, progress.landing_break_on, progress.change_value,
    progress.improves, progress.significant
FROM progress
WHERE $contracts IS NULL OR progress.contract IN (SELECT unnest($contracts::VARCHAR[]))
ORDER BY progress.contract, progress.indicator, progress.territory, progress.measure, progress.reference;
