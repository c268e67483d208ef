-- What progress is judged on: baseline, current value, target, breaks and trend of each series, level and gap.
-- Parameters as for `progress_at`.
CREATE OR REPLACE MACRO progress_measured(
    as_of, first_period, last_period, only_contracts, only_territories, only_indicators, chosen_reference, show_demo -- noqa: CP05
) AS TABLE
    WITH RECURSIVE speaking_contract AS (
        SELECT contract, starts_on, ends_on, coalesce(chosen_reference, reference) AS reference
        FROM contract
        WHERE only_contracts IS NULL OR list_contains(only_contracts::VARCHAR[], contract)
    ),

    target_in_force AS (
        SELECT target.*
        FROM target
        INNER JOIN speaking_contract ON target.contract = speaking_contract.contract
        WHERE
            (only_territories IS NULL OR list_contains(only_territories::VARCHAR[], target.territory))
            AND (only_indicators IS NULL OR list_contains(only_indicators::VARCHAR[], target.indicator))
            AND (show_demo OR target.origin <> 'demo')
            AND (as_of IS NULL OR coalesce(target.amended_on, speaking_contract.starts_on) <= as_of::DATE)
        QUALIFY rank() OVER (
            PARTITION BY target.contract, target.indicator, target.territory, target.measure, target.reference
            ORDER BY target.amendment DESC
        ) = 1
    ),

    neighbourhood AS (
        SELECT ct.contract, ct.territory
        FROM contract_territory AS ct
        INNER JOIN speaking_contract ON ct.contract = speaking_contract.contract
        WHERE only_territories IS NULL
    ),

    -- Some indicators exist only for what contains a neighbourhood: its commune, its département.
    place AS (
        SELECT contract, territory FROM neighbourhood
        UNION
        SELECT neighbourhood.contract, tp.parent
        FROM neighbourhood
        INNER JOIN territory_parent AS tp ON neighbourhood.territory = tp.territory
        UNION
        SELECT neighbourhood.contract, upper_parent.parent
        FROM neighbourhood
        INNER JOIN territory_parent AS tp ON neighbourhood.territory = tp.territory
        INNER JOIN territory_parent AS upper_parent ON tp.parent = upper_parent.territory
        UNION
        SELECT contract, territory FROM target_in_force
        UNION
        SELECT contract, unnest(only_territories::VARCHAR[]) FROM speaking_contract
    ),

    read_territory AS (
        SELECT territory FROM place
        UNION
        SELECT reference FROM speaking_contract
        UNION
        SELECT reference FROM target_in_force
    ),

    -- Figures are read again at each step, which takes less than to hold them all.
    known AS NOT MATERIALIZED (
        SELECT
            f.territory, f.indicator, f.period, f.value, f.denominator, status_rank(f.status) AS weakness, f.origin = 'demo' AS is_demo,
            is_carried(f.reason) AS is_carried
        FROM figure_at(as_of) AS f
        INNER JOIN read_territory ON f.territory = read_territory.territory
        WHERE
            (only_indicators IS NULL OR list_contains(only_indicators::VARCHAR[], f.indicator))
            AND (show_demo OR f.origin <> 'demo')
            AND (last_period IS NULL OR f.period <= last_period::DATE)
    ),

    series AS (SELECT territory, indicator, max(period) AS last_known FROM known GROUP BY territory, indicator),

    -- A period left open ends with the contract, or with the newest figure; the clock plays no part in a judgement.
    horizon AS (
        SELECT
            speaking_contract.contract, speaking_contract.reference,
            coalesce(last_period::DATE, least(speaking_contract.ends_on, (SELECT max(last_known) FROM series))) AS read_on
        FROM speaking_contract
    ),

    followed AS (
        SELECT place.contract, series.indicator, series.territory, 'level' AS measure, NULL::VARCHAR AS reference
        FROM place
        INNER JOIN series ON place.territory = series.territory
        UNION ALL
        -- A gap between two counts says how big the places are, and nothing else.
        SELECT place.contract, series.indicator, series.territory, 'gap', horizon.reference
        FROM place
        INNER JOIN horizon ON place.contract = horizon.contract AND place.territory <> horizon.reference
        INNER JOIN series ON place.territory = series.territory
        INNER JOIN series AS beside ON horizon.reference = beside.territory AND series.indicator = beside.indicator
        INNER JOIN indicator ON series.indicator = indicator.indicator
        WHERE NOT indicator.summable AND indicator.unit <> 'relative_gap'
        UNION
        SELECT contract, indicator, territory, measure, reference FROM target_in_force
    ),

    subject AS (
        SELECT
            (row_number() OVER ())::INTEGER AS subject,
            followed.*, horizon.read_on, target.amendment, target.deadline, target.value AS target_value, target.origin AS target_origin,
            target.baseline_period AS target_baseline_period, target.baseline_value AS target_baseline_value,
            target.contract IS NOT NULL AS has_target, coalesce(target.baseline_period, first_period::DATE) AS since,
            indicator.kind, progress_sign(indicator.direction) AS sign, indicator.min_vintage_gap AS vintage_gap, indicator.decimals,
            -- Fewest people a percentage may rest on to be judged: what the rule of secrecy asks of a denominator.
            CASE WHEN indicator.unit = 'percent' THEN coalesce(secrecy_rule.threshold_denominator, 0) ELSE 0 END AS fewest,
            coalesce(territory.level LIKE 'neighbourhood%', FALSE) AS is_neighbourhood,
            generation_year(territory.generation) AS perimeter_year,
            indicator.unit = 'percent' AS is_share,
            CASE WHEN followed.measure = 'level' THEN unit.minimum END AS lowest,
            CASE WHEN followed.measure = 'level' THEN unit.maximum END AS highest
        FROM followed
        INNER JOIN horizon ON followed.contract = horizon.contract
        INNER JOIN indicator ON followed.indicator = indicator.indicator
        INNER JOIN unit ON indicator.unit = unit.unit
        LEFT JOIN secrecy_rule ON indicator.secrecy_rule = secrecy_rule.rule
        LEFT JOIN territory ON followed.territory = territory.territory
        LEFT JOIN target_in_force AS target
            ON
                followed.contract = target.contract AND followed.indicator = target.indicator AND followed.territory = target.territory
                AND followed.measure = target.measure AND followed.reference IS NOT DISTINCT FROM target.reference
    ),

    point AS (
        SELECT
            subject.subject, known.period, known.value, known.weakness, known.is_demo, known.is_carried, known.denominator,
            NULL::DOUBLE AS beside_value, NULL::DOUBLE AS beside_denominator
        FROM subject
        INNER JOIN known ON subject.territory = known.territory AND subject.indicator = known.indicator
        WHERE subject.measure = 'level' AND (subject.since IS NULL OR known.period >= subject.since)
        UNION ALL
        SELECT
            subject.subject, known.period, known.value - beside.value AS value, greatest(known.weakness, beside.weakness) AS weakness,
            known.is_demo OR beside.is_demo AS is_demo, known.is_carried, known.denominator, beside.value AS beside_value,
            beside.denominator AS beside_denominator
        FROM subject
        INNER JOIN known ON subject.territory = known.territory AND subject.indicator = known.indicator
        INNER JOIN known AS beside
            ON subject.reference = beside.territory AND subject.indicator = beside.indicator AND known.period = beside.period
        WHERE subject.measure = 'gap' AND (subject.since IS NULL OR known.period >= subject.since)
    ),

    -- A target's baseline may be older than the period asked for; the figure that is judged may not.
    newest AS (
        SELECT
            subject, max(period) FILTER (value IS NOT NULL) AS current_period, max(period) AS newest_period,
            status_word(arg_max(weakness, period)) AS newest_status, count(value) AS values_count,
            status_word(max(weakness)) AS weakest_status
        FROM point
        WHERE first_period IS NULL OR period >= first_period::DATE
        GROUP BY subject
    ),

    cut AS (
        SELECT indicator.indicator, break.date, break.kind
        FROM break
        INNER JOIN indicator
            ON
                (break.subject_kind = 'indicator' AND break.subject = indicator.indicator)
                OR (break.subject_kind = 'source' AND break.subject = indicator.source)
        WHERE break.kind <> 'noise'
    ),

    -- Figures carried from earlier perimeters are not comparable with the territory's own, whatever breaks are declared.
    turn AS (
        SELECT subject, period AS date
        FROM (
            SELECT subject, period, is_carried, lag(is_carried) OVER (PARTITION BY subject ORDER BY period) AS was_carried
            FROM point
            WHERE value IS NOT NULL AND subject IN (SELECT carried.subject FROM point AS carried WHERE carried.is_carried)
        ) AS neighbour
        WHERE is_carried <> was_carried
    ),

    -- The last break up to the current figure: what is older is not comparable with it.
    last_cut AS (
        SELECT newest.subject, max(met.date) FILTER (met.date <= newest.current_period) AS break_on
        FROM newest
        INNER JOIN (
            SELECT subject.subject, cut.date
            FROM subject
            INNER JOIN cut ON subject.indicator = cut.indicator
            UNION ALL
            SELECT turn.subject, turn.date FROM turn
        ) AS met ON newest.subject = met.subject
        GROUP BY newest.subject
    ),

    -- How far back each subject may look; narrow, because a step that several others read stays in memory until the end.
    sight AS (
        SELECT
            subject.subject, subject.indicator, subject.has_target, subject.target_baseline_period, subject.deadline,
            subject.perimeter_year, subject.vintage_gap,
            newest.current_period, last_cut.break_on,
            (newest.current_period - to_years(subject.vintage_gap))::DATE AS comparable_until
        FROM subject
        LEFT JOIN newest ON subject.subject = newest.subject
        LEFT JOIN last_cut ON subject.subject = last_cut.subject
    ),

    -- What waits between the last figure and the deadline: a break that ends the series, or another generation of perimeters.
    ahead AS (
        SELECT
            s.subject, min(cut.date) FILTER (cut.kind <> 'geography') AS series_ends_on,
            min(cut.date) FILTER (
                cut.kind = 'geography' AND (s.perimeter_year IS NULL OR s.perimeter_year < year(cut.date))
            ) AS perimeter_ends_on,
            min(cut.date) FILTER (cut.kind = 'geography') AS perimeters_turn_on
        FROM sight AS s
        INNER JOIN cut ON s.indicator = cut.indicator AND s.current_period < cut.date AND s.deadline >= cut.date
        GROUP BY s.subject
    ),

    -- Where the producer says not to compare close vintages, only those at least that far before the current one count.
    comparable_point AS NOT MATERIALIZED (
        SELECT
            point.subject, point.period, point.value, s.vintage_gap <= 1 AS is_close,
            NOT s.has_target AND point.period <= s.comparable_until AS may_start
        FROM point
        INNER JOIN sight AS s ON point.subject = s.subject
        WHERE
            point.value IS NOT NULL
            AND point.period <= s.current_period
            AND (s.break_on IS NULL OR point.period >= s.break_on)
            AND (s.vintage_gap <= 1 OR point.period = s.current_period OR point.period <= s.comparable_until)
    ),

    distant_point AS MATERIALIZED (SELECT subject, period FROM comparable_point WHERE NOT is_close),

    -- A trend takes no two vintages closer than that: from the current one back, the next that is far enough.
    spaced AS (
        SELECT subject, vintage_gap, current_period AS period, 1 AS depth
        FROM sight
        WHERE vintage_gap > 1 AND current_period IS NOT NULL
        UNION ALL
        SELECT spaced.subject, spaced.vintage_gap, max(dp.period) AS period, spaced.depth + 1 AS depth
        FROM spaced
        INNER JOIN distant_point AS dp
            ON spaced.subject = dp.subject AND (spaced.period - to_years(spaced.vintage_gap))::DATE >= dp.period
        WHERE spaced.depth < 5
        GROUP BY spaced.subject, spaced.vintage_gap, spaced.depth
    ),

    -- The newest five are kept as lists while the figures pass by, which is less than to keep the figures.
    reach AS (
        SELECT
            cp.subject, min(cp.period) FILTER (cp.may_start) AS first_comparable,
            max(cp.period, 5) FILTER (cp.is_close OR spaced.subject IS NOT NULL) AS trend_periods,
            arg_max(cp.value, cp.period, 5) FILTER (cp.is_close OR spaced.subject IS NOT NULL) AS trend_values
        FROM comparable_point AS cp
        LEFT JOIN spaced ON cp.subject = spaced.subject AND cp.period = spaced.period
        GROUP BY cp.subject
    ),

    recent_point AS (
        SELECT
            subject, unnest(trend_values) AS value,
            progress_years(unnest(trend_periods)) - progress_years(trend_periods[1]) AS years_after
        FROM reach
    ),

    -- Ordinary least squares on the last five, time counted from the current figure.
    trend AS (
        SELECT
            subject, count(*) AS points_count, regr_slope(value, years_after) AS slope, regr_intercept(value, years_after) AS fitted_now,
            regr_avgx(value, years_after) AS mean_years, regr_sxx(value, years_after) AS spread_years,
            regr_syy(value, years_after) AS spread_values
        FROM recent_point
        GROUP BY subject
    ),

    -- With a target a change starts where the target says, without one at the first comparable figure.
    start AS (
        SELECT
            sight.subject, sight.current_period, sight.break_on, sight.comparable_until,
            CASE WHEN sight.has_target THEN sight.target_baseline_period ELSE reach.first_comparable END AS baseline_period
        FROM sight
        LEFT JOIN reach ON sight.subject = reach.subject
    ),

    end_point AS (
        SELECT
            point.subject, any_value(point) FILTER (point.period = start.current_period) AS current_point,
            any_value(point) FILTER (point.period = start.baseline_period) AS baseline_point
        FROM point
        INNER JOIN start ON point.subject = start.subject
        WHERE point.period = start.current_period OR point.period = start.baseline_period
        GROUP BY point.subject
    ),

    measured AS (
        SELECT
            subject.*, newest.newest_period, newest.newest_status, newest.values_count, newest.weakest_status,
            start.current_period, start.break_on, start.comparable_until, start.baseline_period,
            ahead.series_ends_on, ahead.perimeter_ends_on, ahead.perimeters_turn_on,
            trend.points_count, trend.slope, trend.fitted_now, trend.mean_years, trend.spread_years, trend.spread_values,
            greatest(trend.spread_values - trend.slope ** 2 * trend.spread_years, 0) AS squared_errors,
            end_point.current_point, end_point.baseline_point, end_point.current_point.value AS current_value,
            CASE WHEN subject.has_target THEN subject.target_baseline_value ELSE end_point.baseline_point.value END AS baseline_value,
            progress_years(subject.deadline) - progress_years(start.current_period) AS years_left,
            progress_years(start.current_period) - progress_years(start.baseline_period) AS years_past
        FROM subject
        INNER JOIN start ON subject.subject = start.subject
        LEFT JOIN newest ON subject.subject = newest.subject
        LEFT JOIN ahead ON subject.subject = ahead.subject
        LEFT JOIN trend ON subject.subject = trend.subject
        LEFT JOIN end_point ON subject.subject = end_point.subject
    )

    SELECT * FROM measured;
