-- How many indicators have which status, by axis, objective and neighbourhood of a contract?
-- Parameters: $contract, $territories, $measure, $as_of, $first_period, $last_period, $reference, $show_demo
-- One row per scope (contract, axis or objective), code and territory (NULL: all of the contract's, each figure once)
WITH judged AS (
    SELECT territory AS bearer, indicator, measure, status, reason, deadline IS NULL AS is_aimless, reference
    FROM progress_at($as_of, $first_period, $last_period, [$contract], NULL, NULL, $reference, $show_demo)
    WHERE $measure IS NULL OR measure = $measure
),

neighbourhood AS (
    SELECT ct.territory, contract.framework, contract.signatory
    FROM contract_territory AS ct
    INNER JOIN contract ON ct.contract = contract.contract
    WHERE ct.contract = $contract AND ($territories IS NULL OR ct.territory IN (SELECT unnest($territories::VARCHAR[])))
),

-- Whose figure speaks for a neighbourhood: its own; for a part without, the whole's; else a wider territory's, first one with a target.
-- Which measure: the level where it has a target, else the gap where that has one.
container AS (
    SELECT neighbourhood.territory, tp.parent AS bearer
    FROM neighbourhood
    INNER JOIN territory_parent AS tp ON neighbourhood.territory = tp.territory
    UNION
    SELECT neighbourhood.territory, upper_parent.parent
    FROM neighbourhood
    INNER JOIN territory_parent AS tp ON neighbourhood.territory = tp.territory
    INNER JOIN territory_parent AS upper_parent ON tp.parent = upper_parent.territory
),

candidate AS (
    SELECT territory, territory AS bearer, 0 AS distance FROM neighbourhood
    UNION ALL
    SELECT
        container.territory, container.bearer,
        CASE WHEN whole.level = 'neighbourhood' THEN 1 WHEN container.bearer = neighbourhood.signatory THEN 2 ELSE 3 END
    FROM container
    INNER JOIN neighbourhood ON container.territory = neighbourhood.territory
    INNER JOIN territory AS whole ON container.bearer = whole.territory
),

-- What may have a status at all: no context, a good direction, and either whole or aimed at in its own right.
expected AS (
    SELECT
        neighbourhood.territory, indicator.indicator, indicator.axis, indicator.kind, neighbourhood.framework,
        indicator.finest_level IN ('neighbourhood', 'neighbourhood_part', 'iris', 'school') AS is_local
    FROM neighbourhood
    CROSS JOIN indicator
    WHERE
        indicator.kind <> 'context' AND indicator.direction <> 'none'
        AND (indicator.parent IS NULL OR indicator.indicator IN (SELECT judged.indicator FROM judged WHERE NOT judged.is_aimless))
),

borne AS (
    SELECT DISTINCT ON (expected.territory, expected.indicator)
        expected.territory, expected.indicator, expected.axis, expected.kind, expected.framework,
        coalesce(judged.bearer, expected.territory) AS bearer, coalesce(judged.status, 'not_assessable') AS status,
        CASE WHEN judged.bearer IS NULL THEN 'no_figure' ELSE judged.reason END AS reason,
        coalesce(NOT judged.is_aimless, FALSE) AS is_aimed
    FROM expected
    LEFT JOIN candidate ON expected.territory = candidate.territory AND (candidate.distance < 2 OR NOT expected.is_local)
    LEFT JOIN judged ON candidate.bearer = judged.bearer AND expected.indicator = judged.indicator
    ORDER BY
        expected.territory, expected.indicator, judged.bearer IS NULL, candidate.distance, judged.is_aimless, judged.bearer,
        judged.measure = 'gap', judged.reference
),

-- A part says nothing of its own beside its whole.
is_beside AS (
    SELECT DISTINCT part.territory
    FROM container AS part
    INNER JOIN neighbourhood AS whole ON part.bearer = whole.territory
),

-- A commune's figure that speaks for several neighbourhoods counts once among them all.
spoken AS (
    SELECT DISTINCT NULL::VARCHAR AS territory, bearer, indicator, axis, kind, framework, status, reason, is_aimed
    FROM borne
    WHERE territory NOT IN (SELECT is_beside.territory FROM is_beside)
    UNION ALL
    SELECT territory, bearer, indicator, axis, kind, framework, status, reason, is_aimed FROM borne
),

counted AS (
    SELECT 'contract' AS scope, $contract AS code, territory, indicator, kind, status, reason, is_aimed FROM spoken
    UNION ALL
    SELECT 'axis', axis, territory, indicator, kind, status, reason, is_aimed FROM spoken
    UNION ALL
    SELECT
        'objective', oi.objective, spoken.territory, spoken.indicator, spoken.kind, spoken.status, spoken.reason, spoken.is_aimed
    FROM spoken
    INNER JOIN objective_indicator AS oi ON spoken.framework = oi.framework AND spoken.indicator = oi.indicator
),

named AS (
    SELECT 'contract' AS scope, $contract AS code
    UNION ALL
    SELECT 'axis', axis.axis FROM axis WHERE axis.framework IN (SELECT framework FROM neighbourhood)
    UNION ALL
    SELECT 'objective', objective.objective FROM objective WHERE objective.framework IN (SELECT framework FROM neighbourhood)
),

listed AS (
    SELECT scope, code, NULL::VARCHAR AS territory FROM named
    UNION ALL
    SELECT named.scope, named.code, neighbourhood.territory FROM named CROSS JOIN neighbourhood
)

SELECT
    listed.scope, listed.code, listed.territory,
    count(counted.indicator) AS indicators_count,
    count(DISTINCT counted.indicator) FILTER (counted.kind = 'result') AS result_indicators_count,
    count(*) FILTER (counted.is_aimed) AS targets_count,
    count(*) FILTER (counted.status = 'met') AS met_count,
    count(*) FILTER (counted.status = 'on_track') AS on_track_count,
    count(*) FILTER (counted.status = 'acceleration') AS acceleration_count,
    count(*) FILTER (counted.status = 'limited') AS limited_count,
    count(*) FILTER (counted.status = 'degradation') AS degradation_count,
    count(*) FILTER (counted.status = 'not_assessable') AS not_assessable_count,
    count(*) FILTER (counted.reason = 'no_target') AS no_target_count,
    count(*) FILTER (counted.reason = 'no_figure') AS no_figure_count,
    count(*) FILTER (counted.status <> 'not_assessable') / nullif(count(counted.indicator), 0) AS completeness_ratio
FROM listed
LEFT JOIN counted
    ON listed.scope = counted.scope AND listed.code = counted.code AND listed.territory IS NOT DISTINCT FROM counted.territory
GROUP BY listed.scope, listed.code, listed.territory
ORDER BY listed.scope, listed.code, listed.territory NULLS FIRST;
