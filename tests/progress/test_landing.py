"""Landing, its prediction interval and its probability, against scipy; both directions."""

import math
from datetime import date
from typing import Any

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
