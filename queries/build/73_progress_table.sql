-- Progress as of this publication, for every contract; for another day, period or reference ask `progress_at`.

CREATE OR REPLACE TABLE progress AS
SELECT * FROM progress_at(NULL, NULL, NULL, NULL, NULL, NULL, NULL, TRUE)
ORDER BY contract, territory, indicator, measure, reference;
COMMENT ON TABLE progress IS 'Where each indicator of each contract stands, by the method of progress, demonstration included.';
COMMENT ON COLUMN progress.contract IS 'Contract.';
COMMENT ON COLUMN progress.indicator IS 'Indicator.';
COMMENT ON COLUMN progress.territory IS
'Territory judged: a neighbourhood of the contract, what contains it, or a territory with a target.';
COMMENT ON COLUMN progress.measure IS 'level (the value itself) or gap (value minus that of the reference).';
COMMENT ON COLUMN progress.reference IS 'Reference territory of a gap; NULL for a level.';
COMMENT ON COLUMN progress.is_demo IS 'Whether the target, the baseline or the current figure is demonstration.';
COMMENT ON COLUMN progress.read_on IS
'Day that the judgement is made for: the end of the contract, or the newest period known if that is earlier.';
COMMENT ON COLUMN progress.baseline_period IS
'Period of the baseline (t0): the target''s; without a target, the first comparable figure''s.';
COMMENT ON COLUMN progress.baseline_value IS 'Baseline (VI), in the unit of the indicator.';
COMMENT ON COLUMN progress.baseline_low IS
'Lower bound of the 95 % interval of the baseline figure, where it is a share of known denominator.';
COMMENT ON COLUMN progress.baseline_high IS 'Upper bound of that interval.';
COMMENT ON COLUMN progress.current_period IS
'Period of the current value (t): the newest figure that has a value, on or after the baseline.';
COMMENT ON COLUMN progress.current_value IS 'Current value (VA), in the unit of the indicator; of a gap, the difference.';
COMMENT ON COLUMN progress.current_low IS 'Lower bound of the 95 % interval of the current figure: Wilson for a level, Newcombe for a gap.';
COMMENT ON COLUMN progress.current_high IS 'Upper bound of that interval.';
COMMENT ON COLUMN progress.current_status IS 'published, provisional or estimated: status of the current figure.';
COMMENT ON COLUMN progress.current_denominator IS 'Number of people or things that the current figure is a share of, where known.';
COMMENT ON COLUMN progress.later_status IS
'Why a newer period, or all of them, has no value: secret, not_available …; NULL when nothing is missing.';
COMMENT ON COLUMN progress.amendment IS 'Amendment of the target in force; NULL without a target.';
COMMENT ON COLUMN progress.deadline IS 'Deadline of the target (T).';
COMMENT ON COLUMN progress.target_value IS 'Target (VC), in the unit of the indicator.';
COMMENT ON COLUMN progress.elapsed_ratio IS 'Elapsed share e = (t - t0) / (T - t0); above 1 past the deadline.';
COMMENT ON COLUMN progress.milestone_value IS 'Milestone for the current period, where one leads towards the target.';
COMMENT ON COLUMN progress.starts_at_target IS 'Whether the baseline was already at or past the target: the edge rule then applies.';
COMMENT ON COLUMN progress.advancement_ratio IS 'Taux d''avancement TA = (VA - VI) / (VC - VI), unbounded; 1 or 0 under the edge rule.';
COMMENT ON COLUMN progress.advancement_shown_ratio IS 'The same between 0 and 1, to show.';
COMMENT ON COLUMN progress.advancement_outside IS 'Whether the unbounded one is outside 0 to 1: show a mark.';
COMMENT ON COLUMN progress.pace IS
'Pace R: advancement over elapsed share (at most 1), or over that of the milestone; NULL under the edge rule.';
COMMENT ON COLUMN progress.pace_kind IS 'linear or milestone.';
COMMENT ON COLUMN progress.growth_pace IS
'Second reading for analysts: realised yearly growth over required growth, where all three values are positive.';
COMMENT ON COLUMN progress.meets_target IS 'Whether the current value is at or past the target now, final or not.';
COMMENT ON COLUMN progress.status IS 'met, on_track, acceleration, limited, degradation or not_assessable.';
COMMENT ON COLUMN progress.reason IS
'Why not assessable: context, no_direction, no_target, no_baseline, no_figure, secret, one_point, break_between …';
COMMENT ON COLUMN progress.needed_per_year IS
'What each year left must bring to meet the target, in the unit of a difference; NULL once met or due.';
COMMENT ON COLUMN progress.recent_per_year IS 'What each year brought lately: slope of the last comparable figures, at most 5.';
COMMENT ON COLUMN progress.trend_points_count IS 'Figures that the slope rests on.';
COMMENT ON COLUMN progress.landing_value IS
'Value expected at the deadline if the slope goes on, kept within the unit''s range; at least 3 figures; read with landing_condition.';
COMMENT ON COLUMN progress.landing_low IS 'Lower bound of the 80 % prediction interval.';
COMMENT ON COLUMN progress.landing_high IS 'Upper bound of that interval.';
COMMENT ON COLUMN progress.landing_probability IS 'Probability, 0 to 1, that the value at the deadline meets the target.';
COMMENT ON COLUMN progress.landing_reason IS
'Why a target still due has no landing: few_figures (fewer than 3), break_ahead (a break of method, source or definition before the '
'deadline), carried (its own figures begin before the deadline, after those carried from earlier perimeters); NULL otherwise.';
COMMENT ON COLUMN progress.landing_condition IS
'What the landing supposes: own_perimeter (the neighbourhood''s perimeter, which changes before the deadline, stays as it is) or '
'perimeters (those of the neighbourhoods, for a wider territory); NULL without condition or landing.';
COMMENT ON COLUMN progress.landing_break_on IS 'Day of the break that landing_reason or landing_condition speaks of.';
COMMENT ON COLUMN progress.change_value IS 'Current value minus baseline, where the two may be compared.';
COMMENT ON COLUMN progress.movement IS 'up, down, stable (at the decimals shown) or not_significant.';
COMMENT ON COLUMN progress.improves IS 'Whether the change follows the good direction; NULL without one, when stable or not significant.';
COMMENT ON COLUMN progress.significant IS 'Whether the two 95 % intervals are apart; NULL where they are unknown.';
COMMENT ON COLUMN progress.break_on IS 'Last break of method or geography up to the current figure; NULL for none.';
