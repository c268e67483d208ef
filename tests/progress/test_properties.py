"""What must hold for any series, level or gap, shares included, with or without a break: mirrors, units, older points, the
straight path.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

if TYPE_CHECKING:
    from tests.progress.conftest import Case

HURRIED = settings(
    max_examples=100, database=None, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
START, NOW, DEADLINE = 2015, 2019, 2023
values = st.floats(-1e4, 1e4).map(lambda value: round(value, 3))
shares = st.floats(0, 100).map(lambda value: round(value, 3))
differences = st.floats(-100, 100).map(lambda value: round(value, 3))
breaks = st.dictionaries(
    st.integers(START - 2, DEADLINE + 1), st.sampled_from(["method", "geography", "noise"]), max_size=1
)
TURNED = {"up": "down", "down": "up"}
Row = dict[str, Any]


@st.composite
def drawn(draw: st.DrawFn) -> dict[str, Any]:
    """A series over the years of a contract, with a target apart from its baseline by at least a thousandth."""
    unit, measure = draw(st.sampled_from(["index", "percent"])), draw(st.sampled_from(["level", "gap"]))
    figures = values if unit == "index" else shares
    goals = values if unit == "index" else shares if measure == "level" else differences
    people = st.just(None) if unit == "index" else st.one_of(st.none(), st.integers(5, 3000))
    years = [START, *sorted(draw(st.sets(st.integers(START + 1, DEADLINE), min_size=1, max_size=6)))]

    def series() -> dict[int, Any]:
        return {year: {"value": draw(figures), "denominator": draw(people)} for year in years}

    points, beside = series(), series() if measure == "gap" else {}
    start = points[START]["value"] - (beside[START]["value"] if beside else 0)
    goal = draw(goals)
    assume(abs(start - goal) >= 1e-3)
    return {
        "points": points,
        "beside": beside,
        "unit": unit,
        "measure": measure,
        "rule": "B",
        "direction": draw(st.sampled_from(["up", "down"])),
        "baseline": (START, start),
        "target": (DEADLINE, goal),
        "milestones": {year: draw(goals) for year in draw(st.sets(st.sampled_from(years[1:]), max_size=2))},
        "breaks": draw(breaks),
    }


def turned(case: "Case", figure: Callable[[float], float], judged: Callable[[float], float], **changes: Any) -> "Case":
    """The case with every figure turned, and every value that is judged (baseline, target, milestones)."""

    def of(points: Any) -> dict[int, Any]:
        return {year: {**point, "value": figure(point["value"])} for year, point in points.items()}

    assert case.baseline is not None and case.target is not None
    return replace(
        case,
        points=of(case.points),
        beside=of(case.beside),
        baseline=(START, judged(case.baseline[1])),
        target=(DEADLINE, judged(case.target[1])),
        milestones={year: judged(value) for year, value in case.milestones.items()},
        **changes,
    )


def mirror(case: "Case") -> tuple["Case", Callable[[float], float]]:
    """The case seen from the other side (of a share, the rest of the whole), and how its level or gap is turned."""

    def rest(value: float) -> float:
        return 100 - value

    def opposite(value: float) -> float:
        return -value

    figure = rest if case.unit == "percent" else opposite
    judged = opposite if case.measure == "gap" else figure
    return turned(case, figure, judged, direction=TURNED[case.direction]), judged


def near(value: float | None) -> Any:
    return None if value is None else pytest.approx(value, rel=1e-6, abs=1e-6)


@HURRIED
@given(
    fields=drawn(),
    factor=st.floats(1e-3, 1e3),
    older=st.dictionaries(st.integers(2000, START - 1), st.tuples(shares, shares), min_size=1, max_size=4),
)
def test_what_holds_for_any_series(
    observatory: Any, case_of: Any, fields: dict[str, Any], factor: float, older: dict[int, tuple[float, float]]
) -> None:
    """All in one question: it costs far more than the rows that it judges."""
    case = case_of(**fields)
    other, judged = mirror(case)

    def scale(value: float) -> float:
        return factor * value

    longer = replace(case, points={**{year: own for year, (own, _) in older.items()}, **case.points})
    if case.beside:
        longer = replace(longer, beside={**{year: other for year, (_, other) in older.items()}, **case.beside})
    # What is per cent in one unit is an index in another.
    row, seen, scaled, same = observatory.judge_all(case, other, turned(case, scale, scale, unit="index"), longer)
    turning_direction_and_signs_leaves_the_status(row, seen, judged)
    another_unit_leaves_advancement_and_pace(row, scaled)
    older_points_change_nothing(row, same)


def turning_direction_and_signs_leaves_the_status(row: Row, seen: Row, judged: Callable[[float], float]) -> None:
    same = (
        "status",
        "reason",
        "pace_kind",
        "improves",
        "significant",
        "meets_target",
        "starts_at_target",
        "break_on",
        "trend_points_count",
        "landing_reason",
        "landing_condition",
        "landing_break_on",
    )
    assert {name: row[name] for name in same} == {name: seen[name] for name in same}
    for name in ("advancement_ratio", "pace", "landing_probability"):
        assert seen[name] == near(row[name]), name
    for name in ("change_value", "needed_per_year", "recent_per_year"):
        assert seen[name] == near(None if row[name] is None else -row[name]), name
    for name, mirrored in (
        ("landing_value", "landing_value"),
        ("landing_low", "landing_high"),
        ("landing_high", "landing_low"),
        ("current_low", "current_high"),
        ("current_high", "current_low"),
    ):
        assert seen[name] == near(None if row[mirrored] is None else judged(row[mirrored])), name


def another_unit_leaves_advancement_and_pace(row: Row, scaled: Row) -> None:
    for name in ("advancement_ratio", "pace", "growth_pace", "elapsed_ratio"):
        assert scaled[name] == (None if row[name] is None else pytest.approx(row[name], rel=1e-6, abs=1e-9)), name


def older_points_change_nothing(row: Row, same: Row) -> None:
    expected = {**row, "indicator": same["indicator"]}
    assert same == {name: pytest.approx(v) if isinstance(v, float) else v for name, v in expected.items()}


@HURRIED
@example(start=1.0, goal=0.062, beside=0.062, unit="index", now=DEADLINE, cut=None)
@given(
    start=shares,
    goal=shares,
    beside=st.one_of(st.none(), shares),
    unit=st.sampled_from(["index", "percent"]),
    now=st.integers(START + 1, DEADLINE),
    cut=st.sampled_from([None, START - 1, START, DEADLINE + 1]),
)
def test_the_straight_path_has_pace_one(
    observatory: Any,
    case_of: Any,
    start: float,
    goal: float,
    beside: float | None,
    unit: str,
    now: int,
    cut: int | None,
) -> None:
    """Of a level, or of a gap to a reference that stands still; a break before the baseline or after the deadline changes nothing."""
    assume(abs(start - goal) >= 1e-3)
    reached = start + (goal - start) * (now - START) / (DEADLINE - START)
    other = beside or 0.0
    case = case_of(
        points={START: start, now: reached},
        beside={} if beside is None else {START: other, now: other},
        measure="level" if beside is None else "gap",
        unit=unit,
        direction="up" if goal > start else "down",
        baseline=(START, start - other),
        target=(DEADLINE, goal - other),
        breaks={} if cut is None else {cut: "method"},
    )
    (row,) = observatory.judge_all(case)
    assert row["pace"] == pytest.approx(1, rel=1e-6)
    # A thousandth of distance among values of a hundred leaves the last binary digits to decide at the deadline.
    assert row["status"] == ("met" if now == DEADLINE else "on_track")
