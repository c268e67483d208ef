"""What must hold for any series: mirrors, units, older points, and the straight path."""

from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

HURRIED = settings(
    max_examples=25, database=None, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
START, NOW, DEADLINE = 2015, 2019, 2023
values = st.floats(-1e4, 1e4).map(lambda value: round(value, 3))
TURNED = {"up": "down", "down": "up"}


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    """A series over the years of a contract, with a target apart from its baseline by at least a thousandth."""
    years = sorted(draw(st.sets(st.integers(START + 1, DEADLINE), min_size=1, max_size=6)))
    start, goal = draw(values), draw(values)
    assume(abs(start - goal) >= 1e-3)
    milestones = {y: draw(values) for y in draw(st.sets(st.sampled_from(years), max_size=2))}
    return {
        "case": {START: start, **{year: draw(values) for year in years}},
        "direction": draw(st.sampled_from(["up", "down"])),
        "baseline": (START, start),
        "target": (DEADLINE, goal),
        "milestones": milestones,
    }


def scaled(case: dict[str, Any], factor: float) -> dict[str, Any]:
    return {
        **case,
        "case": {year: factor * value for year, value in case["case"].items()},
        "baseline": (START, factor * case["baseline"][1]),
        "target": (DEADLINE, factor * case["target"][1]),
        "milestones": {year: factor * value for year, value in case["milestones"].items()},
    }


@HURRIED
@given(case=cases())
def test_turning_direction_and_signs_leaves_the_status(observatory: Any, case: dict[str, Any]) -> None:
    row = observatory.judge(**case)
    turned = observatory.judge(**{**scaled(case, -1), "direction": TURNED[case["direction"]]})
    same = (
        "status",
        "reason",
        "advancement_ratio",
        "pace",
        "pace_kind",
        "improves",
        "meets_target",
        "starts_at_target",
    )
    assert {name: row[name] for name in same} == {name: turned[name] for name in same}
    for name in ("change_value", "needed_per_year", "recent_per_year", "landing_value"):
        assert turned[name] == (None if row[name] is None else pytest.approx(-row[name], rel=1e-6, abs=1e-6)), name
    if row["landing_probability"] is not None:
        assert turned["landing_probability"] == pytest.approx(row["landing_probability"], abs=1e-6)
        assert turned["landing_low"] == pytest.approx(-row["landing_high"], rel=1e-6, abs=1e-6)


@HURRIED
@given(case=cases(), factor=st.floats(1e-3, 1e3))
def test_another_unit_leaves_advancement_and_pace(observatory: Any, case: dict[str, Any], factor: float) -> None:
    row, other = observatory.judge(**case), observatory.judge(**scaled(case, factor))
    for name in ("advancement_ratio", "pace", "growth_pace", "elapsed_ratio"):
        assert other[name] == (None if row[name] is None else pytest.approx(row[name], rel=1e-6, abs=1e-9)), name


@HURRIED
@given(case=cases(), older=st.dictionaries(st.integers(2000, START - 1), values, min_size=1, max_size=4))
def test_older_points_change_nothing(observatory: Any, case: dict[str, Any], older: dict[int, float]) -> None:
    row = observatory.judge(**case)
    longer = observatory.judge(**{**case, "case": {**older, **case["case"]}})
    assert longer == {name: pytest.approx(v) if isinstance(v, float) else v for name, v in row.items()}


@HURRIED
@given(start=values, goal=values, now=st.integers(START + 1, DEADLINE))
def test_the_straight_path_has_pace_one(observatory: Any, start: float, goal: float, now: int) -> None:
    assume(abs(start - goal) >= 1e-3)
    reached = start + (goal - start) * (now - START) / (DEADLINE - START)
    direction = "up" if goal > start else "down"
    row = observatory.judge(
        {START: start, now: reached}, direction=direction, baseline=(START, start), target=(DEADLINE, goal)
    )
    assert row["pace"] == pytest.approx(1, rel=1e-6)
    assert row["status"] == ("met" if now == DEADLINE else "on_track")
