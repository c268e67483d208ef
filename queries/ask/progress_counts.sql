-- How many indicators have which status, by axis, objective and neighbourhood of a contract?
-- Parameters: $contract, $territories, $measure, $as_of, $first_period, $last_period, $reference, $show_demo
-- One row per scope (contract, axis or objective), code and territory (NULL: all of the contract's, each figure once)
SELECT
    scope, code, territory, indicators_count, result_indicators_count, targets_count, met_count, on_track_count, acceleration_count,
    limited_count, degradation_count, not_assessable_count, no_target_count, no_figure_count, demo_count,
    completeness_ratio
FROM
    progress_counted(
        (
            SELECT list(progress_standing(contract, territory, indicator, measure, reference, status, reason, deadline, is_demo))
            FROM progress_at($as_of, $first_period, $last_period, [$contract], NULL, NULL, $reference, $show_demo)
            WHERE $measure IS NULL OR measure = $measure
        ),
        [$contract], $territories::VARCHAR[]
    )
ORDER BY scope, code, territory NULLS FIRST;
