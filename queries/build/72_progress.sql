-- The method of progress: one definition for today and for any past day, for any period and any reference.
-- Parameters: as_of NULL for today; first_period and last_period NULL for all; lists NULL for all (of the contracts);
-- chosen_reference NULL for each contract's own; show_demo false leaves demonstration figures and targets out.
CREATE OR REPLACE MACRO progress_at(
    as_of, first_period, last_period, only_contracts, only_territories, only_indicators, chosen_reference, show_demo -- noqa: CP05
) AS TABLE
    WITH measured AS (
        SELECT *
        FROM progress_measured(
            as_of, first_period, last_period, only_contracts, only_territories, only_indicators, chosen_reference, show_demo
        )
    ),

    judgeable AS (
        SELECT
            measured.*, years_past + years_left AS years_total, years_past / nullif(years_past + years_left, 0) AS elapsed_ratio,
            -- A milestone that asks for no progress, or for the contrary, is no yardstick.
            CASE
                WHEN (milestone.value - baseline_value) * (target_value - baseline_value) > 0 THEN milestone.value
            END AS milestone_value,
            progress_meets(measured.sign, baseline_value, baseline_value, target_value) AS starts_at_target,
            CASE
                WHEN kind = 'context' THEN 'context'
                WHEN measured.sign IS NULL THEN 'no_direction'
                WHEN NOT has_target THEN 'no_target'
            END AS bar,
            CASE
                WHEN has_target AND (baseline_period IS NULL OR baseline_value IS NULL) THEN 'no_baseline'
                WHEN coalesce(values_count, 0) = 0
                    THEN CASE weakest_status WHEN 'secret' THEN 'secret' WHEN 'not_significant' THEN 'too_few' ELSE 'no_figure' END
                WHEN baseline_period IS NULL OR current_period <= baseline_period THEN 'one_point'
                WHEN break_on > baseline_period THEN 'break_between'
                WHEN baseline_period > comparable_until THEN 'vintage_gap'
            END AS obstacle,
            CASE
                -- The census of a year comes out three years later and stays the newest one until the fifth.
                WHEN progress_years(read_on) - progress_years(current_period) > 5 + 0.01 THEN 'too_old'
                WHEN
                    least(
                        current_point.denominator, current_point.beside_denominator,
                        baseline_point.denominator, baseline_point.beside_denominator
                    ) < fewest THEN 'too_few'
                WHEN years_past < 0.1 * (years_past + years_left) - 1e-9 THEN 'too_early'
            END AS doubt
        FROM measured
        LEFT JOIN milestone
            ON
                measured.contract = milestone.contract AND measured.indicator = milestone.indicator
                AND measured.territory = milestone.territory AND measured.measure = milestone.measure
                AND measured.reference IS NOT DISTINCT FROM milestone.reference
                AND measured.amendment = milestone.amendment AND measured.current_period = milestone.period
    ),

    advanced AS (
        SELECT
            *, obstacle IS NULL AND has_target AND sign IS NOT NULL AS is_measured,
            CASE
                WHEN starts_at_target THEN progress_meets(sign, baseline_value, current_value, target_value)::INTEGER::DOUBLE
                ELSE (current_value - baseline_value) / (target_value - baseline_value)
            END AS advancement,
            CASE
                WHEN NOT starts_at_target
                    THEN
                        CASE
                            WHEN milestone_value IS NOT NULL THEN (current_value - baseline_value) / (milestone_value - baseline_value)
                            -- Past the deadline the whole distance is due, and no more.
                            ELSE (current_value - baseline_value) / (target_value - baseline_value) / least(elapsed_ratio, 1)
                        END
            END AS paced,
            progress_meets(sign, baseline_value, current_value, target_value) AS meets,
            fitted_now + slope * years_left AS landing,
            CASE WHEN points_count >= 3 THEN sqrt(
                squared_errors / (points_count - 2) * (1 + 1 / points_count + (years_left - mean_years) ** 2 / spread_years)
            ) END AS landing_error,
            CASE WHEN is_share THEN progress_band_low(current_point) END AS current_low,
            CASE WHEN is_share THEN progress_band_high(current_point) END AS current_high,
            CASE WHEN is_share AND obstacle IS NULL THEN progress_band_low(baseline_point) END AS baseline_low,
            CASE WHEN is_share AND obstacle IS NULL THEN progress_band_high(baseline_point) END AS baseline_high
        FROM judgeable
    ),

    judged AS (
        SELECT
            *, coalesce(bar, obstacle, doubt) AS why_not,
            is_measured AND years_left > 0 AS may_land,
            CASE
                WHEN series_ends_on IS NOT NULL THEN 'break_ahead'
                -- The territory's own figures will be another series than those carried from earlier perimeters.
                WHEN current_point.is_carried AND perimeters_turn_on IS NOT NULL THEN 'carried'
                WHEN points_count < 3 THEN 'few_figures'
            END AS why_no_landing,
            CASE WHEN obstacle IS NULL THEN current_value - baseline_value END AS change,
            current_low > baseline_high OR baseline_low > current_high AS is_significant
        FROM advanced
    ),

    landed AS (
        SELECT
            *, may_land AND why_no_landing IS NULL AS lands,
            CASE
                WHEN may_land AND why_no_landing = 'break_ahead' THEN series_ends_on
                WHEN may_land AND why_no_landing = 'carried' THEN perimeters_turn_on
                WHEN may_land AND why_no_landing IS NULL THEN perimeter_ends_on
            END AS turns_on
        FROM judged
    )

    SELECT
        contract, indicator, territory, measure, reference,
        coalesce(target_origin = 'demo', FALSE)
        OR coalesce(current_point.is_demo, FALSE)
        OR coalesce(baseline_point.is_demo, FALSE) AS is_demo,
        read_on,
        baseline_period, baseline_value, baseline_low, baseline_high,
        current_period, current_value, current_low, current_high,
        status_word(current_point.weakness) AS current_status, current_point.denominator AS current_denominator,
        CASE WHEN newest_period > current_period OR current_period IS NULL THEN newest_status END AS later_status,
        amendment, deadline, target_value,
        elapsed_ratio,
        CASE WHEN is_measured THEN milestone_value END AS milestone_value,
        CASE WHEN is_measured THEN starts_at_target END AS starts_at_target,
        CASE WHEN is_measured THEN advancement END AS advancement_ratio,
        CASE WHEN is_measured THEN greatest(0, least(1, advancement)) END AS advancement_shown_ratio,
        CASE WHEN is_measured THEN advancement < -1e-9 OR advancement > 1 + 1e-9 END AS advancement_outside,
        CASE WHEN is_measured THEN paced END AS pace,
        CASE
            WHEN is_measured AND NOT starts_at_target
                THEN CASE WHEN milestone_value IS NULL THEN 'linear' ELSE 'milestone' END
        END AS pace_kind,
        CASE
            WHEN is_measured AND NOT starts_at_target
                THEN progress_growth_pace(baseline_value, current_value, target_value, years_past, years_total)
        END AS growth_pace,
        CASE WHEN is_measured THEN meets END AS meets_target,
        CASE
            WHEN why_not IS NOT NULL THEN 'not_assessable'
            WHEN starts_at_target THEN CASE WHEN meets THEN 'met' ELSE 'degradation' END
            -- Before the deadline a target once reached can still be lost.
            WHEN meets AND years_left <= 1e-9 THEN 'met'
            ELSE progress_pace_status(paced)
        END AS status,
        why_not AS reason,
        CASE WHEN is_measured AND NOT meets AND years_left > 1e-9 THEN (target_value - current_value) / years_left END AS needed_per_year,
        -- A line through one point has no slope, which regr_slope says by NaN.
        CASE WHEN points_count >= 2 THEN slope END AS recent_per_year, points_count AS trend_points_count,
        CASE WHEN lands THEN progress_within(landing, lowest, highest) END AS landing_value,
        CASE
            WHEN lands THEN progress_within(landing - progress_student_90(points_count - 2) * landing_error, lowest, highest)
        END AS landing_low,
        CASE
            WHEN lands THEN progress_within(landing + progress_student_90(points_count - 2) * landing_error, lowest, highest)
        END AS landing_high,
        CASE
            WHEN lands
                THEN
                    CASE
                        -- Points on one straight line leave no doubt to measure.
                        WHEN squared_errors <= 1e-12 * spread_values
                            THEN progress_meets(sign, baseline_value, landing, target_value)::INTEGER::DOUBLE
                        ELSE progress_student(sign * (landing - target_value) / landing_error, points_count - 2)
                    END
        END AS landing_probability,
        CASE WHEN may_land THEN why_no_landing END AS landing_reason,
        CASE
            WHEN lands AND perimeter_ends_on IS NOT NULL
                THEN CASE WHEN is_neighbourhood THEN 'own_perimeter' ELSE 'perimeters' END
        END AS landing_condition,
        turns_on AS landing_break_on,
        change AS change_value,
        CASE
            WHEN NOT is_significant THEN 'not_significant'
            WHEN round(change, decimals) > 0 THEN 'up'
            WHEN round(change, decimals) < 0 THEN 'down'
            WHEN change IS NOT NULL THEN 'stable'
        END AS movement,
        CASE WHEN coalesce(is_significant, TRUE) AND round(change, decimals) <> 0 THEN sign * change > 0 END AS improves,
        is_significant AS significant,
        break_on
    FROM landed;
