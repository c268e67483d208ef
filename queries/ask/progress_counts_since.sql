-- How many indicators of a contract had which status when the figures in force were published, older figures than a day left out?
-- Parameters: $contract, $territories, $first_period
-- One row per scope (contract, axis or objective), code and territory (NULL: all of the contract's, each figure once)
SELECT
    scope, code, territory, indicators_count, result_indicators_count, targets_count, met_count, on_track_count, acceleration_count,
    limited_count, degradation_count, not_assessable_count, no_target_count, no_figure_count, demo_count,
    completeness_ratio
FROM
    progress_counted(
        (
            -- Not judged anew: a current figure that is of the period has the same status, and an older one has none.
            SELECT
                list(progress_standing(
                    contract, territory, indicator, measure, reference,
                    CASE WHEN is_older THEN 'not_assessable' ELSE status END,
                    -- What bars a status whatever the figures are goes first, as in `progress_at`.
                    CASE WHEN is_older AND reason IS DISTINCT FROM 'no_target' THEN 'no_figure' ELSE reason END,
                    deadline, is_demo
                ))
            FROM (
                SELECT
                    contract, territory, indicator, measure, reference, status, reason, deadline, is_demo,
                    coalesce(current_period < $first_period::DATE, FALSE) AS is_older
                FROM progress
                WHERE contract = $contract
            ) AS judged
        ),
        [$contract], $territories::VARCHAR[]
    )
ORDER BY scope, code, territory NULLS FIRST;
