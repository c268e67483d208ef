-- One row of `progress` or `progress_at` as `progress_counted` takes it; no deadline says that there is no target.
CREATE OR REPLACE MACRO progress_standing(contract, territory, indicator, measure, reference, status, reason, deadline, is_demo) AS -- noqa: CP05
{
    'contract': contract, 'bearer': territory, 'indicator': indicator, 'measure': measure, 'reference': reference,
    'status': status, 'reason': reason, 'is_aimless': deadline IS NULL, 'is_demo': is_demo
};

-- Counts of statuses and completeness of contracts: one definition, for what publication judged and for any other judgement.
-- standings: LIST of what `progress_standing` gives, where bearer is the territory judged.
CREATE OR REPLACE MACRO progress_counted(standings, only_contracts, only_territories) AS TABLE -- noqa: CP05
    WITH judged AS (SELECT unnest(standings, recursive := TRUE)),

    neighbourhood AS (
        SELECT ct.contract, ct.territory, contract.framework, contract.signatory
        FROM contract_territory AS ct
        INNER JOIN contract ON ct.contract = contract.contract
        WHERE
            (only_contracts IS NULL OR list_contains(only_contracts, ct.contract))
            AND (only_territories IS NULL OR list_contains(only_territories, ct.territory))
    ),

    -- Whose figure speaks for a neighbourhood: its own; for a part without, the whole's; else a wider territory's, first one with a target.
    -- Of the communes that it lies in, that within the signatory, then that with most of it.
    -- Which measure: the level where it has a target, else the gap where that has one.
    container AS (
        SELECT neighbourhood.contract, neighbourhood.territory, tp.parent AS bearer, tp.population
        FROM neighbourhood
        INNER JOIN territory_parent AS tp ON neighbourhood.territory = tp.territory
        UNION
        SELECT neighbourhood.contract, neighbourhood.territory, upper_parent.parent, NULL
        FROM neighbourhood
        INNER JOIN territory_parent AS tp ON neighbourhood.territory = tp.territory
        INNER JOIN territory_parent AS upper_parent ON tp.parent = upper_parent.territory
    ),

    candidate AS (
        SELECT contract, territory, territory AS bearer, 0 AS distance, FALSE AS is_outside, NULL AS population FROM neighbourhood
        UNION ALL
        SELECT
            container.contract, container.territory, container.bearer,
            CASE WHEN whole.level = 'neighbourhood' THEN 1 WHEN container.bearer = neighbourhood.signatory THEN 2 ELSE 3 END,
            (container.bearer, neighbourhood.signatory) NOT IN (SELECT (tp.territory, tp.parent) FROM territory_parent AS tp),
            max(container.population)
        FROM container
        INNER JOIN neighbourhood ON container.contract = neighbourhood.contract AND container.territory = neighbourhood.territory
        INNER JOIN territory AS whole ON container.bearer = whole.territory
        GROUP BY ALL
    ),

    -- What may have a status at all: no context, a good direction, and either whole or aimed at in its own right.
    expected AS (
        SELECT
            neighbourhood.contract, neighbourhood.territory, neighbourhood.framework, indicator.indicator, indicator.axis, indicator.kind,
            indicator.finest_level IN ('neighbourhood', 'neighbourhood_part', 'iris') AS is_local
        FROM neighbourhood
        CROSS JOIN indicator
        WHERE
            indicator.kind <> 'context' AND indicator.direction <> 'none'
            AND (
                indicator.parent IS NULL
                OR (neighbourhood.contract, indicator.indicator)
                IN (SELECT (judged.contract, judged.indicator) FROM judged WHERE NOT judged.is_aimless)
            )
    ),

    borne AS (
        SELECT DISTINCT ON (expected.contract, expected.territory, expected.indicator)
            expected.contract, expected.territory, expected.indicator, expected.axis, expected.kind, expected.framework,
            coalesce(judged.bearer, expected.territory) AS bearer, coalesce(judged.status, 'not_assessable') AS status,
            CASE WHEN judged.bearer IS NULL THEN 'no_figure' ELSE judged.reason END AS reason,
            coalesce(NOT judged.is_aimless, FALSE) AS is_aimed, coalesce(judged.is_demo, FALSE) AS is_demo
        FROM expected
        INNER JOIN candidate ON expected.contract = candidate.contract AND expected.territory = candidate.territory
        LEFT JOIN judged
            ON expected.contract = judged.contract AND candidate.bearer = judged.bearer AND expected.indicator = judged.indicator
        WHERE candidate.distance < 2 OR NOT expected.is_local
        ORDER BY
            expected.contract, expected.territory, expected.indicator, judged.bearer IS NULL, candidate.distance,
            judged.is_aimless, candidate.is_outside, -candidate.population, judged.bearer, judged.measure = 'gap',
            judged.reference
    ),

    -- A part says nothing of its own beside its whole.
    is_beside AS (
        SELECT DISTINCT part.contract, part.territory
        FROM container AS part
        INNER JOIN neighbourhood AS whole ON part.contract = whole.contract AND part.bearer = whole.territory
    ),

    -- A commune's figure that speaks for several neighbourhoods counts once among them all.
    spoken AS (
        SELECT DISTINCT
            borne.contract, NULL::VARCHAR AS territory, borne.bearer, borne.indicator, borne.axis, borne.kind, borne.framework,
            borne.status, borne.reason, borne.is_aimed, borne.is_demo
        FROM borne
        ANTI JOIN is_beside ON borne.contract = is_beside.contract AND borne.territory = is_beside.territory
        UNION ALL
        SELECT contract, territory, bearer, indicator, axis, kind, framework, status, reason, is_aimed, is_demo FROM borne
    ),

    counted AS (
        SELECT contract, 'contract' AS scope, contract AS code, territory, indicator, kind, status, reason, is_aimed, is_demo
        FROM spoken
        UNION ALL
        SELECT contract, 'axis', axis, territory, indicator, kind, status, reason, is_aimed, is_demo FROM spoken
        UNION ALL
        SELECT
            spoken.contract, 'objective', oi.objective, spoken.territory, spoken.indicator, spoken.kind, spoken.status, spoken.reason,
            spoken.is_aimed, spoken.is_demo
        FROM spoken
        INNER JOIN objective_indicator AS oi ON spoken.framework = oi.framework AND spoken.indicator = oi.indicator
    ),

    named AS (
        SELECT contract, 'contract' AS scope, contract AS code FROM neighbourhood
        UNION
        SELECT neighbourhood.contract, 'axis', axis.axis
        FROM neighbourhood
        INNER JOIN axis ON neighbourhood.framework = axis.framework
        UNION
        SELECT neighbourhood.contract, 'objective', objective.objective
        FROM neighbourhood
        INNER JOIN objective ON neighbourhood.framework = objective.framework
    ),

    listed AS (
        SELECT contract, scope, code, NULL::VARCHAR AS territory FROM named
        UNION ALL
        SELECT named.contract, named.scope, named.code, neighbourhood.territory
        FROM named
        INNER JOIN neighbourhood ON named.contract = neighbourhood.contract
    )

    SELECT
        listed.contract, listed.scope, listed.code, listed.territory,
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
        count(*) FILTER (counted.is_demo AND counted.status <> 'not_assessable') AS demo_count,
        count(*) FILTER (counted.status <> 'not_assessable') / nullif(count(counted.indicator), 0) AS completeness_ratio
    FROM listed
    LEFT JOIN counted
        ON
            listed.contract = counted.contract AND listed.scope = counted.scope AND listed.code = counted.code
            AND listed.territory IS NOT DISTINCT FROM counted.territory
    GROUP BY listed.contract, listed.scope, listed.code, listed.territory;

CREATE OR REPLACE TABLE progress_count AS
SELECT *
FROM
    progress_counted(
        (
            SELECT list(progress_standing(contract, territory, indicator, measure, reference, status, reason, deadline, is_demo))
            FROM progress
        ),
        NULL, NULL
    )
ORDER BY contract, scope, code, territory NULLS FIRST;
COMMENT ON TABLE progress_count IS
'How many indicators have which status in each contract, as of this publication, demonstration included.';
COMMENT ON COLUMN progress_count.contract IS 'Contract.';
COMMENT ON COLUMN progress_count.scope IS 'contract, axis or objective: what is counted.';
COMMENT ON COLUMN progress_count.code IS 'Code of the contract, the axis or the objective.';
COMMENT ON COLUMN progress_count.territory IS 'Neighbourhood; NULL: all of the contract''s, each figure once.';
COMMENT ON COLUMN progress_count.indicators_count IS 'Indicators that may have a status.';
COMMENT ON COLUMN progress_count.result_indicators_count IS 'Those of them that measure a change for residents.';
COMMENT ON COLUMN progress_count.targets_count IS 'Those that have a target.';
COMMENT ON COLUMN progress_count.met_count IS 'Cible atteinte.';
COMMENT ON COLUMN progress_count.on_track_count IS 'En bonne voie.';
COMMENT ON COLUMN progress_count.acceleration_count IS 'Accélération nécessaire.';
COMMENT ON COLUMN progress_count.limited_count IS 'Progrès limité.';
COMMENT ON COLUMN progress_count.degradation_count IS 'Dégradation.';
COMMENT ON COLUMN progress_count.not_assessable_count IS 'Non évaluable, whatever the reason.';
COMMENT ON COLUMN progress_count.no_target_count IS 'Those of them without a target.';
COMMENT ON COLUMN progress_count.no_figure_count IS 'Those of them without a figure.';
COMMENT ON COLUMN progress_count.demo_count IS
'Those with a known status whose target, baseline or current figure is demonstration.';
COMMENT ON COLUMN progress_count.completeness_ratio IS 'Share with a known status, 0 to 1; NULL without any indicator.';
