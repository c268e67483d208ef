-- How many indicators of a contract had which status when the figures in force were published?
-- Parameters: $contract
-- One row per scope (contract, axis or objective), code and territory (NULL: all of the contract's, each figure once)
SELECT
    scope, code, territory, indicators_count, result_indicators_count, targets_count, met_count, on_track_count, acceleration_count,
    limited_count, degradation_count, not_assessable_count, no_target_count, no_figure_count, demo_count,
    completeness_ratio
FROM progress_count
WHERE contract = $contract
ORDER BY scope, code, territory NULLS FIRST;
