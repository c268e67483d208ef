"""Landing, its prediction interval and its probability, against scipy; both directions."""

import math
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

stats = pytest.importorskip("scipy.stats")
BOTH = pytest.mark.parametrize("sign", [1, -1], ids=("as it is", "mirrored"))
SERIES = [
    {2017: 40.0, 2018: 38.5, 2019: 37.9},
    {2016: 42.0, 2017: 40.0, 2018: 38.5, 2019: 39.1},
    {2015: 41.0, 2016: 42.0, 2017: 40.0, 2018: 38.5, 2019: 37.2},
    {2015: 41.0, 2017: 40.0, 2019: 37.2, 2020: 37.5},
]
TARGET = (2023, 35.0)


def expected(points: dict[int, float], year: int, level: float) -> tuple[float, float, float, float]:
    """Value at `year`, the bounds of its prediction interval, and its standard error."""
    n = len(points)
    fit = stats.linregress(list(points), list(points.values()))
    mean = sum(points) / n
    spread = sum((x - mean) ** 2 for x in points)
    errors = sum((y - fit.intercept - fit.slope * x) ** 2 for x, y in points.items())
    error = math.sqrt(errors / (n - 2) * (1 + 1 / n + (year - mean) ** 2 / spread))
    value = fit.intercept + fit.slope * year
    reach = stats.t.ppf(0.5 + level / 2, n - 2) * error
    return value, value - reach, value + reach, error


@BOTH
@pytest.mark.parametrize("points", SERIES, ids=[f"{len(s)} points from {min(s)}" for s in SERIES])
def test_landing(observatory: Any, points: dict[int, float], sign: int) -> None:
    points = {year: sign * value for year, value in points.items()}
    goal = sign * TARGET[1]
    row = observatory.judge(
        points, direction={1: "down", -1: "up"}[sign], baseline=(min(points), points[min(points)]), target=(2023, goal)
    )
    value, low, high, error = expected(points, 2023, 0.80)
    assert row["trend_points_count"] == len(points)
    assert row["landing_value"] == pytest.approx(value, rel=1e-9)
    assert row["landing_low"] == pytest.approx(low, rel=1e-9)
    assert row["landing_high"] == pytest.approx(high, rel=1e-9)
    meets = stats.t.cdf(sign * (goal - value) / error, len(points) - 2)
    assert row["landing_probability"] == pytest.approx(meets, rel=1e-9)
    assert row["recent_per_year"] == pytest.approx(stats.linregress(list(points), list(points.values())).slope)


def test_only_the_last_five_count(observatory: Any) -> None:
    row = observatory.judge(
        {2012: 90.0, 2013: 80.0, 2014: 10.0, **SERIES[2]}, baseline=(2012, 90), target=TARGET
    )  # fmt: skip
    assert row["trend_points_count"] == 5
    assert row["landing_value"] == pytest.approx(expected(SERIES[2], 2023, 0.80)[0])


def test_two_points_do_not_land(observatory: Any) -> None:
    row = observatory.judge({2017: 40, 2019: 38}, baseline=(2017, 40), target=TARGET)
    assert (row["landing_value"], row["landing_low"], row["landing_probability"]) == (None, None, None)
    assert row["recent_per_year"] == pytest.approx(-1)


@BOTH
@pytest.mark.parametrize(("slope", "probability"), [(1, 1), (0.5, 0)])
def test_a_perfect_line_has_no_doubt(observatory: Any, slope: float, probability: float, sign: int) -> None:
    points = {2015 + n: sign * (43 - slope * n) for n in range(5)}
    row = observatory.judge(
        points, direction={1: "down", -1: "up"}[sign], baseline=(2015, sign * 43), target=(2023, sign * TARGET[1])
    )
    assert row["landing_probability"] == probability
    assert row["landing_low"] == pytest.approx(row["landing_high"])


def test_a_share_lands_within_its_range(observatory: Any) -> None:
    row = observatory.judge(
        {2015: 60, 2016: 75, 2017: 84, 2018: 93}, direction="up", unit="percent", baseline=(2015, 60), target=(2023, 95)
    )
    assert (row["landing_value"], row["landing_high"]) == (100, 100)
    assert row["landing_probability"] > 0.9


def test_a_landing_is_made_from_what_was_known(observatory: Any) -> None:
    points = {**SERIES[2], 2020: 45.0}
    row = observatory.judge(points, {"last": date(2019, 12, 31)}, baseline=(2015, 41), target=TARGET)
    assert row["landing_value"] == pytest.approx(expected(SERIES[2], 2023, 0.80)[0])


def ahead(observatory: Any, kind: str, day: date, **fields: Any) -> dict[str, Any]:
    """A series of 2015 to 2019 with a target of 2023 and one break."""
    observatory.clear()
    observatory.add("break", subject_kind="source", subject="src", date=day, kind=kind)
    observatory.add_case(SERIES[2], baseline=(2015, 41.0), target=TARGET, **fields)
    (row,) = [r for r in observatory.progress(territories=[fields.get("territory", "QP1")]) if r["measure"] == "level"]
    return row


LANDED = ("landing_value", "landing_low", "landing_high", "landing_probability")


@pytest.mark.parametrize("kind", ["method", "source", "definition"])
@pytest.mark.parametrize("day", [date(2020, 1, 1), date(2023, 12, 31)], ids=("next year", "on the deadline"))
def test_nothing_lands_beyond_a_break_of_method(observatory: Any, kind: str, day: date) -> None:
    row = ahead(observatory, kind, day)
    assert [row[name] for name in LANDED] == [None] * 4
    assert (row["landing_reason"], row["landing_condition"], row["landing_break_on"]) == ("break_ahead", None, day)
    assert (row["status"], row["recent_per_year"]) == ("on_track", pytest.approx(-1.11))


@pytest.mark.parametrize(
    ("kind", "day"),
    [("noise", date(2020, 1, 1)), ("method", date(2024, 1, 1)), ("geography", date(2024, 1, 1))],
    ids=("noise", "method after the deadline", "perimeters after the deadline"),
)
def test_what_does_not_stand_between_leaves_the_landing_as_it_is(observatory: Any, kind: str, day: date) -> None:
    row = ahead(observatory, kind, day)
    assert row["landing_value"] == pytest.approx(expected(SERIES[2], 2023, 0.80)[0])
    assert (row["landing_reason"], row["landing_condition"], row["landing_break_on"]) == (None, None, None)


@pytest.mark.parametrize(("generation", "condition"), [("qpv2015", "own_perimeter"), ("qpv2024", None)])
def test_a_change_of_perimeters_ahead_is_a_condition(observatory: Any, generation: str, condition: str | None) -> None:
    """It is the neighbourhood's own perimeter that changes: not that of one delimited since."""
    day = date(2021, 1, 1)
    observatory.clear()
    observatory.connection.execute("UPDATE territory SET generation = ? WHERE territory = 'QP1'", [generation])
    observatory.add("break", subject_kind="source", subject="src", date=day, kind="geography")
    observatory.add_case(SERIES[2], baseline=(2015, 41.0), target=TARGET)
    (row,) = observatory.progress()
    assert row["landing_value"] == pytest.approx(expected(SERIES[2], 2023, 0.80)[0])
    assert row["landing_probability"] is not None
    assert (row["landing_reason"], row["landing_condition"]) == (None, condition)
    assert row["landing_break_on"] == (day if condition else None)


def test_a_commune_lands_while_perimeters_of_neighbourhoods_change(observatory: Any) -> None:
    observatory.clear()
    observatory.add("break", subject_kind="source", subject="src", date=date(2021, 1, 1), kind="geography")
    observatory.add_case(SERIES[2], baseline=(2015, 41.0), target=TARGET)
    observatory.connection.execute("UPDATE figure SET territory = 'COM1'")
    observatory.connection.execute("UPDATE target SET territory = 'COM1'")
    (row,) = [r for r in observatory.progress() if r["target_value"] is not None]
    assert (row["territory"], row["landing_condition"]) == ("COM1", "perimeters")


def test_carried_figures_do_not_land_among_the_own_ones(observatory: Any) -> None:
    observatory.clear()
    observatory.add("break", subject_kind="source", subject="src", date=date(2021, 1, 1), kind="geography")
    carried = {y: {"value": v, "status": "estimated", "reason": "passage=QP0:1.0"} for y, v in SERIES[2].items()}
    observatory.add_case(carried, baseline=(2015, 41.0), target=TARGET)
    (row,) = observatory.progress()
    assert (row["landing_value"], row["landing_reason"]) == (None, "carried")


def test_few_figures_are_the_reason_of_no_landing(observatory: Any) -> None:
    row = observatory.judge({2017: 40, 2019: 38}, baseline=(2017, 40), target=TARGET)
    assert row["landing_reason"] == "few_figures"
    due = observatory.judge({2017: 40, 2018: 39, 2023: 38}, baseline=(2017, 40), target=TARGET)
    assert (due["landing_value"], due["landing_reason"]) == (None, None)


def test_no_published_landing_crosses_a_break_unsaid(built: Path) -> None:
    """In the database of the contract: beyond a break of perimeters with its condition, beyond one of method never."""
    crossing = """
        SELECT p.contract, p.indicator, p.territory, b.kind, p.landing_value, p.landing_condition, p.landing_break_on, b.date
        FROM progress AS p
        INNER JOIN indicator AS i ON p.indicator = i.indicator
        INNER JOIN "break" AS b
            ON (b.subject_kind = 'indicator' AND b.subject = i.indicator) OR (b.subject_kind = 'source' AND b.subject = i.source)
        WHERE b.kind <> 'noise' AND b.date > p.current_period AND b.date <= p.deadline
            AND (p.landing_value IS NOT NULL OR p.landing_reason = 'break_ahead')
    """
    with duckdb.connect(str(built), read_only=True) as connection:
        rows = connection.execute(crossing).fetchall()
    kinds = {kind for *_, kind, _value, _condition, _on, _date in rows}
    assert kinds == {"geography", "method"}
    for *_, kind, value, condition, on, day in rows:
        if kind == "method":
            assert value is None
        elif value is not None:
            assert (condition in {"own_perimeter", "perimeters"}) and on == day
