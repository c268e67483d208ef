"""The method of progress to the printed digit: golden cases, boundaries, milestones, readings, reasons not to judge.

Half-time is 2019 of 2015 to 2023, four years of eight, on which the growth-rate column of the golden cases rests.
"""

import math
from datetime import date
from typing import Any

import pytest

BOTH = pytest.mark.parametrize("sign", [1, -1], ids=("as it is", "mirrored"))
"""Every derived measure is tried in both directions: the mirrored case has all signs and the direction turned."""
WAYS = {1: "down", -1: "up"}


def mirrored(points: dict[int, float], sign: int) -> dict[int, float]:
    return {year: sign * value for year, value in points.items()}


GOLDEN = [
    # direction, measure, VI, VA, VC, t0, t, T, TA %, R, R of growth rates, status
    ("down", "level", 25, 22, 15, 2015, 2019, 2023, "30.0", "0.60", "0.51", "acceleration"),
    ("down", "level", 25, 20, 15, 2015, 2019, 2023, "50.0", "1.00", "0.88", "on_track"),
    ("up", "level", 70, 78, 85, 2015, 2019, 2023, "53.3", "1.07", "1.12", "on_track"),
    ("down", "gap", 10, 5, 1, 2015, 2019, 2023, "55.6", "1.11", "0.64", "on_track"),
    ("down", "gap", 10, 5, 0, 2015, 2019, 2023, "50.0", "1.00", None, "on_track"),
    ("up", "level", 0, 40, 100, 2015, 2019, 2023, "40.0", "0.80", None, "acceleration"),
    ("up", "gap", -33.7, -40.1, -25, 2019, 2022, 2023, "-73.6", "-0.98", None, "degradation"),
    ("up", "level", 90, 88, 85, 2015, 2019, 2023, "100.0", None, None, "met"),
    ("up", "level", 90, 80, 85, 2015, 2019, 2023, "0.0", None, None, "degradation"),
]


@BOTH
@pytest.mark.parametrize("golden", GOLDEN, ids=[f"{g[0]} {g[1]} {g[2]}-{g[3]} to {g[4]}" for g in GOLDEN])
def test_golden(observatory: Any, golden: tuple[Any, ...], sign: int) -> None:
    direction, measure, start, now, goal, t0, t, deadline, advancement, pace, growth, status = golden
    beside = {t0: 50, t: 60} if measure == "gap" else {}
    points = {t0: sign * start + beside.get(t0, 0), t: sign * now + beside.get(t, 0)}
    row = observatory.judge(
        points, direction={"up": {1: "up", -1: "down"}, "down": WAYS}[direction][sign], measure=measure, beside=beside,
        baseline=(t0, sign * start), target=(deadline, sign * goal),
    )  # fmt: skip
    assert f"{100 * row['advancement_ratio']:.1f}" == advancement
    assert (row["pace"] is None) == (pace is None)
    if pace is not None:
        assert f"{row['pace']:.2f}" == pace
    if sign == 1:
        assert (f"{row['growth_pace']:.2f}" if row["growth_pace"] is not None else None) == growth
    else:
        # A growth rate needs positive values: the mirror gives and takes it.
        assert (row["growth_pace"] is not None) == (pace is not None and min(-start, -now, -goal) > 0)
    assert (row["status"], row["reason"]) == (status, None)
    assert row["starts_at_target"] == (pace is None)


def test_the_real_case_of_programme_147(observatory: Any) -> None:
    """Establishments per 1,000 inhabitants, zone minus urban unit: e is three quarters, TA is shown as 0 with a mark."""
    row = observatory.judge(
        {2019: -33.7, 2020: -29.1, 2021: -39.0, 2022: -40.1}, direction="up", baseline=(2019, -33.7), target=(2023, -25)
    )
    assert row["elapsed_ratio"] == pytest.approx(0.75, abs=1e-12)
    assert (row["advancement_shown_ratio"], row["advancement_outside"]) == (0, True)
    assert f"{row['pace']:.2f}" == "-0.98"


@BOTH
@pytest.mark.parametrize(
    ("advancement", "status"),
    [
        (0.475, "on_track"), (0.475 - 1e-6, "acceleration"), (0.3, "acceleration"), (0.3 - 1e-6, "limited"),
        (0.0, "limited"), (-1e-6, "degradation"), (0.5, "on_track"), (1.2, "on_track"), (-0.5, "degradation"),
    ],
)  # fmt: skip
def test_boundaries(observatory: Any, advancement: float, status: str, sign: int) -> None:
    """At half-time R is twice TA: 0.95, 0.60 and 0 belong to the better side, a millionth below does not."""
    points = {2015: sign * 40.0, 2019: sign * (40 - 20 * advancement)}
    row = observatory.judge(points, direction=WAYS[sign], baseline=(2015, sign * 40), target=(2023, sign * 20))
    assert row["status"] == status


def test_binary_fractions_do_not_move_a_boundary(observatory: Any) -> None:
    """Tenths have no exact binary form: R of exactly 0.60 and 0.95 must hold for all of them."""
    observatory.clear()
    for number in range(200):
        start, step = 10 + number / 10, 0.1 + number / 1000
        for name, share in (("A", 0.3), ("B", 0.475)):
            observatory.add_case(
                {2015: start, 2019: start - step * share}, baseline=(2015, start), target=(2023, start - step),
                indicator=f"{name}{number}",
            )  # fmt: skip
    found = {r["indicator"]: r["status"] for r in observatory.progress() if r["measure"] == "level" and r["deadline"]}
    assert {found[f"A{n}"] for n in range(200)} == {"acceleration"}
    assert {found[f"B{n}"] for n in range(200)} == {"on_track"}


@BOTH
def test_a_leap_year_does_not_count(observatory: Any, sign: int) -> None:
    """2015 to 2017 is half of 2015 to 2019, though 2016 has a day more."""
    points = mirrored({2015: 25, 2017: 22}, sign)
    row = observatory.judge(points, direction=WAYS[sign], baseline=(2015, sign * 25), target=(2019, sign * 15))
    assert row["elapsed_ratio"] == pytest.approx(0.5, abs=1e-12)
    assert row["status"] == "acceleration"


@BOTH
def test_milestone_of_the_period(observatory: Any, sign: int) -> None:
    row = observatory.judge(
        mirrored({2015: 25, 2019: 22}, sign), direction=WAYS[sign], baseline=(2015, sign * 25), target=(2023, sign * 15),
        milestones=mirrored({2018: 24, 2019: 21, 2020: 18}, sign),
    )  # fmt: skip
    assert (row["pace_kind"], row["milestone_value"]) == ("milestone", sign * 21)
    assert row["pace"] == pytest.approx(3 / 4)
    assert row["status"] == "acceleration"


@BOTH
@pytest.mark.parametrize("milestone", [25, 27], ids=("asks for nothing", "asks for the contrary"))
def test_milestone_that_is_no_yardstick(observatory: Any, milestone: float, sign: int) -> None:
    row = observatory.judge(
        mirrored({2015: 25, 2019: 22}, sign), direction=WAYS[sign], baseline=(2015, sign * 25), target=(2023, sign * 15),
        milestones={2019: sign * milestone},
    )  # fmt: skip
    assert (row["pace_kind"], row["milestone_value"]) == ("linear", None)
    assert row["pace"] == pytest.approx(0.6)


@BOTH
@pytest.mark.parametrize(
    ("now", "year", "status", "meets"),
    [
        (14, 2019, "on_track", True), (15, 2023, "met", True), (14, 2023, "met", True), (15.2, 2023, "on_track", False),
        (18, 2023, "acceleration", False), (18, 2024, "acceleration", False), (15, 2024, "met", True),
    ],
)  # fmt: skip
def test_met_is_final_only_at_the_deadline(
    observatory: Any, now: float, year: int, status: str, meets: bool, sign: int
) -> None:
    """Before it the target is reached but may be lost; past it the whole distance is due, not more."""
    points = mirrored({2015: 25, year: now}, sign)
    row = observatory.judge(points, direction=WAYS[sign], baseline=(2015, sign * 25), target=(2023, sign * 15))
    assert (row["status"], row["meets_target"]) == (status, meets)
    assert row["advancement_outside"] == (now < 15)
    assert row["landing_value"] is None


@BOTH
def test_distance_left_per_year(observatory: Any, sign: int) -> None:
    """« il faudrait -1,75 point par an ; le rythme est de -0,75 »."""
    points = mirrored({2015: 25, 2016: 24.25, 2017: 23.5, 2018: 22.75, 2019: 22}, sign)
    row = observatory.judge(points, direction=WAYS[sign], baseline=(2015, sign * 25), target=(2023, sign * 15))
    assert row["needed_per_year"] == pytest.approx(sign * -1.75)
    assert row["recent_per_year"] == pytest.approx(sign * -0.75)
    assert row["change_value"] == pytest.approx(sign * -3)
    assert row["movement"] == {1: "down", -1: "up"}[sign]
    assert row["improves"] is True
    worse = observatory.judge(points, direction=WAYS[-sign], baseline=(2015, sign * 25), target=(2023, sign * 30))
    assert worse["improves"] is False
    assert worse["needed_per_year"] == pytest.approx(sign * 2)


def test_nothing_is_needed_once_the_target_is_met(observatory: Any) -> None:
    row = observatory.judge({2015: 25, 2019: 14}, baseline=(2015, 25), target=(2023, 15))
    assert row["needed_per_year"] is None


@BOTH
def test_a_change_hidden_by_rounding_is_stable(observatory: Any, sign: int) -> None:
    points = mirrored({2015: 25.0, 2019: 25.04}, sign)
    row = observatory.judge(points, direction=WAYS[sign], decimals=1)
    assert (row["movement"], row["improves"]) == ("stable", None)


def test_gap_follows_the_periods_that_both_have(observatory: Any) -> None:
    row = observatory.judge(
        {2015: 30, 2018: 27, 2019: 26, 2020: 20}, beside={2015: 20, 2018: 20, 2019: {"value": None, "status": "secret"}},
        measure="gap", baseline=(2015, 10), target=(2023, 0),
    )  # fmt: skip
    assert (row["current_period"], row["current_value"]) == (date(2018, 12, 31), 7)
    assert row["later_status"] == "secret"
    assert row["reference"] == "COM1"


def test_a_rate_improves_while_its_gap_widens(observatory: Any) -> None:
    observatory.clear()
    observatory.add_case({2015: 30, 2019: 28}, beside={2015: 20, 2019: 15}, target=(2023, 20), baseline=(2015, 30))
    found = {(r["territory"], r["measure"]): r for r in observatory.progress()}
    assert found["QP1", "level"]["improves"] is True
    assert (found["QP1", "gap"]["improves"], found["QP1", "gap"]["change_value"]) == (False, 3)
    assert (found["QP1", "gap"]["status"], found["QP1", "gap"]["reason"]) == ("not_assessable", "no_target")


def test_counts_have_no_gap(observatory: Any) -> None:
    observatory.clear()
    observatory.add_case({2015: 30, 2019: 28}, beside={2015: 900, 2019: 800}, unit="count", summable=True)
    assert {r["measure"] for r in observatory.progress()} == {"level"}


# Reasons not to judge.

HIDDEN = {"value": None, "status": "secret"}
STANDARD = {"baseline": (2015, 25.0), "target": (2023, 15.0)}


@BOTH
@pytest.mark.parametrize(
    ("reason", "points", "fields"),
    [
        ("context", {2015: 25, 2019: 22}, {"kind": "context", **STANDARD}),
        ("no_target", {2015: 25, 2019: 22}, {}),
        ("no_baseline", {2015: 25, 2019: 22}, {**STANDARD, "baseline": (2015, None)}),
        ("no_figure", {2012: 25, 2013: 22}, STANDARD),
        ("no_figure", {2019: {"value": None, "status": "not_available"}}, STANDARD),
        ("secret", {2019: HIDDEN, 2018: {"value": None, "status": "not_available"}}, STANDARD),
        ("too_few", {2019: {"value": None, "status": "not_significant"}}, STANDARD),
        ("one_point", {2015: 25}, STANDARD),
        ("vintage_gap", {2015: 25, 2016: 22}, {"vintage_gap": 2, **STANDARD}),
        ("too_old", {2015: 25, 2017: 22}, {**STANDARD, "chosen": {"last": date(2023, 12, 31)}}),
        ("too_few", {2015: 25, 2019: {"value": 22, "denominator": 19}}, {"unit": "percent", "rule": "B", **STANDARD}),
        ("too_few", {2015: {"value": 25, "denominator": 19}, 2019: 22}, {"unit": "percent", "rule": "E", **STANDARD}),
        ("too_few", {2015: 25, 2019: {"value": 22, "denominator": 99}}, {"unit": "percent", "rule": "N100", **STANDARD}),
        ("too_early", {2015: 25, 2016: 24}, {**STANDARD, "target": (2026, 15)}),
    ],
)  # fmt: skip
def test_reasons(observatory: Any, reason: str, points: dict[int, Any], fields: dict[str, Any], sign: int) -> None:
    if sign == -1 and fields.get("unit") == "percent":
        fields = {**fields, "baseline": (2015, 25.0), "target": (2023, 35.0)}
    elif sign == -1:
        points = {y: -v if isinstance(v, int) else v for y, v in points.items()}
        if "target" in fields:
            start = fields["baseline"][1]
            fields = {**fields, "baseline": (2015, start and -start), "target": (fields["target"][0], -15)}
    fields = {"direction": WAYS[sign], **fields}
    chosen = fields.pop("chosen", {})
    row = observatory.judge(points, chosen, **fields)
    assert (row["status"], row["reason"]) == ("not_assessable", reason)


def test_no_direction(observatory: Any) -> None:
    row = observatory.judge({2015: 25, 2019: 22}, direction="none", **STANDARD)
    assert (row["status"], row["reason"], row["improves"]) == ("not_assessable", "no_direction", None)
    assert row["movement"] == "down"


def test_limits_of_the_reasons(observatory: Any) -> None:
    """Each bound itself is still judged: five years old, twenty people, a tenth of the time, two years apart."""
    old = observatory.judge({2015: 25, 2018: 22}, {"last": date(2023, 12, 31)}, **STANDARD)
    few = observatory.judge({2015: 25, 2019: {"value": 22, "denominator": 20}}, unit="percent", rule="B", **STANDARD)
    early = observatory.judge({2015: 25, 2016: 22}, baseline=(2015, 25), target=(2025, 15))
    apart = observatory.judge({2015: 25, 2016: 22, 2017: 22}, vintage_gap=2, **STANDARD)
    assert [row["reason"] for row in (old, few, early, apart)] == [None] * 4


@pytest.mark.parametrize(("threshold", "reason"), [(20, None), (23, "too_few"), (None, None)])
def test_the_fewest_people_are_those_of_the_rule(observatory: Any, threshold: int | None, reason: str | None) -> None:
    """The threshold is data: another one in the table of rules is another judgement."""
    observatory.clear()
    observatory.connection.execute("UPDATE secrecy_rule SET threshold_denominator = ? WHERE rule = 'B'", [threshold])
    observatory.add_case(
        {2015: 25, 2019: {"value": 22, "denominator": 22}}, unit="percent", rule="B", **STANDARD
    )  # fmt: skip
    (row,) = observatory.progress()
    assert row["reason"] == reason


def test_one_point_has_no_slope(observatory: Any) -> None:
    row = observatory.judge({2019: 25}, baseline=(2015, 25), target=(2023, 15))
    assert (row["trend_points_count"], row["recent_per_year"]) == (1, None)


def test_context_keeps_its_trend(observatory: Any) -> None:
    row = observatory.judge({2015: 25, 2018: 23, 2019: 22}, kind="context", **STANDARD)
    assert row["improves"] is True
    assert row["recent_per_year"] is not None
    assert row["advancement_ratio"] == pytest.approx(0.3)


@pytest.mark.parametrize(("kind", "cuts"), [("method", True), ("geography", True), ("noise", False)])
@pytest.mark.parametrize(("subject_kind", "subject"), [("indicator", "IND-1"), ("source", "src")])
def test_a_break_between(observatory: Any, kind: str, cuts: bool, subject_kind: str, subject: str) -> None:
    observatory.clear()
    observatory.add("break", subject_kind=subject_kind, subject=subject, date=date(2017, 1, 1), kind=kind)
    points = {2015: 25, 2016: 24, 2017: 30, 2018: 29, 2019: 28}
    observatory.add_case(points, **STANDARD)
    (row,) = observatory.progress()
    assert (row["reason"] == "break_between") == cuts
    assert (row["advancement_ratio"] is None) == cuts
    assert (row["landing_value"] is None) == cuts
    assert row["trend_points_count"] == (3 if cuts else 5)
    if cuts:
        assert row["recent_per_year"] == pytest.approx(-1)


def test_a_break_before_the_baseline_does_not_matter(observatory: Any) -> None:
    observatory.clear()
    observatory.add("break", subject_kind="indicator", subject="IND-1", date=date(2015, 1, 1), kind="method")
    observatory.add_case({2014: 99, 2015: 25, 2019: 22}, **STANDARD)
    assert observatory.progress()[0]["status"] == "acceleration"


CARRIED = {"status": "estimated", "reason": "passage=QP0:1.0"}


def test_own_figures_are_not_judged_from_a_carried_baseline(observatory: Any) -> None:
    """The territory took after an earlier perimeter: what was carried is one series, its own figures another."""
    carried = {2015: {"value": 25.0, **CARRIED}, 2016: {"value": 24.0, **CARRIED}, 2017: {"value": 23.0, **CARRIED}}
    row = observatory.judge({**carried, 2018: 22, 2019: 21}, **STANDARD)
    assert (row["status"], row["reason"]) == ("not_assessable", "break_between")
    assert (row["break_on"], row["trend_points_count"]) == (date(2018, 12, 31), 2)


def test_a_target_on_carried_figures_alone_is_judged_and_marked(observatory: Any) -> None:
    carried = {year: {"value": value, **CARRIED} for year, value in ((2015, 25.0), (2017, 23.5), (2019, 22.0))}
    row = observatory.judge(carried, **STANDARD)
    assert (row["status"], row["current_status"]) == ("acceleration", "estimated")


def test_without_target_the_change_starts_after_the_break(observatory: Any) -> None:
    observatory.clear()
    observatory.add("break", subject_kind="indicator", subject="IND-1", date=date(2016, 1, 1), kind="method")
    observatory.add_case({2014: 99, 2016: 25, 2019: 22})
    (row,) = observatory.progress()
    assert (row["baseline_period"], row["change_value"]) == (date(2016, 12, 31), -3)


def test_close_vintages_are_left_out_of_the_trend(observatory: Any) -> None:
    """With two years between vintages, 2019 is compared with 2017 and 2015 only."""
    row = observatory.judge({2015: 30, 2016: 99, 2017: 26, 2018: 99, 2019: 22}, vintage_gap=2)
    assert (row["trend_points_count"], row["recent_per_year"], row["change_value"]) == (3, pytest.approx(-2), -8)
    # Vintages at least that far apart are comparable; the trend takes the next one that is far enough from the last it took.
    apart = observatory.judge({2010: 30, 2018: 22}, vintage_gap=5)
    assert (apart["trend_points_count"], apart["change_value"]) == (2, -8)
    uneven = observatory.judge({2009: 99, 2010: 31, 2012: 99, 2013: 27, 2016: 99, 2018: 22}, vintage_gap=3)
    assert (uneven["baseline_period"], uneven["trend_points_count"]) == (date(2009, 12, 31), 3)
    close = observatory.judge({2018: 25, 2019: 22}, vintage_gap=2)
    assert (close["change_value"], close["movement"]) == (None, None)


# What the reader chooses.


def test_period_chosen_by_the_reader(observatory: Any) -> None:
    points = {2014: 26, 2015: 25, 2017: 24, 2019: 20}
    earlier = observatory.judge(points, {"last": date(2017, 12, 31)}, **STANDARD)
    assert (earlier["current_value"], earlier["elapsed_ratio"]) == (24, pytest.approx(0.25))
    assert earlier["status"] == "limited"
    trend = observatory.judge(points, {"first": date(2016, 1, 1)})
    assert (trend["baseline_value"], trend["change_value"]) == (24, -4)
    same = observatory.judge(points, {"first": date(2018, 1, 1)}, **STANDARD)
    assert same["advancement_ratio"] == pytest.approx(0.5)


def test_reference_chosen_by_the_reader(observatory: Any) -> None:
    observatory.clear()
    observatory.add("territory", territory="DEP1", level="department")
    observatory.add_case(
        {2015: 30, 2019: 28}, beside={2015: 20, 2019: 15}, measure="gap", baseline=(2015, 10), target=(2023, 5)
    )
    observatory.add_figures("IND-1", "DEP1", {2015: 29, 2019: 29})
    gaps = {
        r["reference"]: r for r in observatory.progress(reference="DEP1", territories=["QP1"]) if r["measure"] == "gap"
    }
    assert (gaps["DEP1"]["current_value"], gaps["DEP1"]["reason"]) == (-1, "no_target")
    assert (gaps["COM1"]["current_value"], gaps["COM1"]["status"]) == (13, "degradation")


def test_lists_chosen_by_the_reader(observatory: Any) -> None:
    observatory.clear()
    observatory.add_case({2015: 25, 2019: 22}, indicator="A", beside={2015: 1, 2019: 1}, **STANDARD)
    observatory.add_case({2015: 25, 2019: 22}, indicator="B")
    assert {r["indicator"] for r in observatory.progress(indicators=["B"])} == {"B"}
    assert {r["territory"] for r in observatory.progress(territories=["COM1"])} == {"COM1"}
    assert observatory.progress(territories=[]) == []
    assert {r["territory"] for r in observatory.progress()} == {"QP1", "COM1"}


def test_demonstration_can_be_left_out(observatory: Any) -> None:
    demo = {"value": 20, "origin": "demo"}
    shown = observatory.judge({2015: 25, 2018: 22, 2019: demo}, **STANDARD)
    assert (shown["current_value"], shown["is_demo"]) == (20, True)
    (hidden,) = observatory.progress(show_demo=False)
    assert (hidden["current_value"], hidden["is_demo"], hidden["status"]) == (22, False, "acceleration")
    observatory.connection.execute("UPDATE target SET origin = 'demo'")
    (aimless,) = observatory.progress(show_demo=False)
    assert (aimless["target_value"], aimless["reason"]) == (None, "no_target")
    assert all(row["is_demo"] for row in observatory.progress())


def test_amendment_in_force_on_a_day(observatory: Any) -> None:
    observatory.clear()
    observatory.add_case({2015: 25, 2019: 22}, **STANDARD)
    observatory.connection.execute(
        """INSERT INTO target SELECT * REPLACE (18 AS value, 1 AS amendment, DATE '2020-06-01' AS amended_on) FROM target"""
    )
    observatory.connection.execute("UPDATE figure SET known_from = TIMESTAMP '2020-01-01'")
    (today,) = observatory.progress()
    (before,) = observatory.progress(as_of=date(2020, 5, 31))
    (since,) = observatory.progress(as_of=date(2020, 6, 1))
    assert [row["target_value"] for row in (today, before, since)] == [18, 15, 18]
    assert observatory.progress(as_of=date(2009, 1, 1)) == []


# Uncertainty.


def wilson(share: float, n: float) -> tuple[float, float]:
    z = 1.959963984540054
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return 100 * (centre - half), 100 * (centre + half)


@pytest.mark.parametrize(("value", "n"), [(30, 50), (0, 12), (100, 40), (4.2, 1000)])
def test_wilson_interval(observatory: Any, value: float, n: float) -> None:
    row = observatory.judge({2019: {"value": value, "denominator": n}}, unit="percent")
    low, high = wilson(value / 100, n)
    assert row["current_low"] == pytest.approx(max(low, 0), abs=1e-9)
    assert row["current_high"] == pytest.approx(high, abs=1e-9)


@BOTH
@pytest.mark.parametrize(("n", "significant"), [(100, False), (1000, True)])
def test_significance(observatory: Any, n: int, significant: bool, sign: int) -> None:
    """30 % against 20 %: two hundred people say nothing, two thousand do."""
    points = {2015: {"value": 50 + 5 * sign, "denominator": n}, 2019: {"value": 50 - 5 * sign, "denominator": n}}
    row = observatory.judge(points, unit="percent", direction=WAYS[sign])
    assert row["significant"] is significant
    assert row["movement"] == ({1: "down", -1: "up"}[sign] if significant else "not_significant")
    assert row["improves"] is (True if significant else None)


def test_significance_is_unknown_without_denominator(observatory: Any) -> None:
    row = observatory.judge({2015: {"value": 30, "denominator": 50}, 2019: 20}, unit="percent")
    assert (row["significant"], row["current_low"]) == (None, None)
    index = observatory.judge({2015: {"value": 30, "denominator": 50}, 2019: {"value": 20, "denominator": 50}})
    assert index["significant"] is None


def test_interval_of_a_gap(observatory: Any) -> None:
    """Newcombe's interval of a difference between two shares, from their Wilson intervals."""
    row = observatory.judge(
        {2019: {"value": 30, "denominator": 80}},
        beside={2019: {"value": 20, "denominator": 400}},
        unit="percent",
        measure="gap",
    )
    (here_low, here_high), (there_low, there_high) = wilson(0.3, 80), wilson(0.2, 400)
    assert row["current_low"] == pytest.approx(10 - math.hypot(30 - here_low, there_high - 20))
    assert row["current_high"] == pytest.approx(10 + math.hypot(here_high - 30, 20 - there_low))
