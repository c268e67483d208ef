"""How a series moves: from where, to where, and whether that is better."""

from dataclasses import replace
from datetime import date

import pytest

from observatory.catalogue import Bilingual, Indicator, Unit
from observatory.progress import change, comparable
from observatory.series import Break, Point, Series, Target

NOTHING = Bilingual("", "")
PERCENT = Unit("percent", Bilingual("%", "%"), Bilingual("points", "points"), 0, 100)
POVERTY = Indicator(
    indicator="TRA-01",
    name=Bilingual("Taux de pauvreté", "Poverty rate"),
    short_name=NOTHING,
    axis="transversal",
    kind="result",
    unit=PERCENT,
    decimals=1,
    direction="down",
    definition=NOTHING,
    frequency="annual",
    period_kind="year",
    finest_level="neighbourhood",
    secrecy_rule="A",
    summable=False,
    min_vintage_gap=1,
    source="insee-filosofi",
    core=True,
    parent="",
    breakdown="",
    category=NOTHING,
    caution=NOTHING,
    objectives=(),
)


def end(year: int) -> date:
    return date(year, 12, 31)


def series(values: dict[int, float | None]) -> Series:
    points = [
        Point(end(y), v, "published" if v is not None else "secret", "", None, "official") for y, v in values.items()
    ]
    return Series("TRA-01", "QP094027", tuple(points))


def target(since: int, measure: str = "level", value: float = 30) -> Target:
    return Target("TRA-01", "QP094027", measure, "", end(since), 38, end(2024), value, (), 0, "local")


def cut(year: int, kind: str = "method") -> Break:
    return Break(date(year, 1, 1), kind, "Nouvelle méthode")


@pytest.mark.parametrize(
    ("direction", "first", "last", "improves"),
    [
        ("down", 40, 35, True),
        ("down", 35, 40, False),
        ("up", 40, 35, False),
        ("up", 35, 40, True),
        ("none", 35, 40, None),
    ],
)
def test_better_follows_the_direction(direction: str, first: float, last: float, improves: bool | None) -> None:
    found = change(replace(POVERTY, direction=direction), series({2016: first, 2019: last}), None, ())
    assert found is not None
    assert found.improves is improves
    assert found.difference == last - first


def test_from_the_first_figure_to_the_last() -> None:
    found = change(POVERTY, series({2014: 37.7, 2015: 40.1, 2019: 34.7}), None, ())
    assert found is not None
    assert (found.since.period, found.until.period) == (end(2014), end(2019))
    assert found.difference == pytest.approx(-3)


def test_from_the_baseline_of_the_target() -> None:
    found = change(POVERTY, series({2014: 37.7, 2015: 40.1, 2019: 34.7}), target(since=2015), ())
    assert found is not None
    assert found.since.period == end(2015)


def test_from_the_first_figure_after_a_baseline_without_figure() -> None:
    found = change(POVERTY, series({2014: 37.7, 2017: 37.5, 2019: 34.7}), target(since=2015), ())
    assert found is not None
    assert found.since.period == end(2017)


def test_a_target_on_the_gap_says_nothing_of_where_the_level_started() -> None:
    found = change(POVERTY, series({2014: 37.7, 2015: 40.1, 2019: 34.7}), target(since=2015, measure="gap"), ())
    assert found is not None
    assert found.since.period == end(2014)


@pytest.mark.parametrize("values", [{}, {2019: 34.7}, {2018: None, 2019: 34.7}, {2018: 35.2, 2019: None}, {2018: None}])
def test_one_figure_is_no_change(values: dict[int, float | None]) -> None:
    assert change(POVERTY, series(values), None, ()) is None


def test_hidden_figures_are_stepped_over() -> None:
    found = change(POVERTY, series({2014: None, 2015: 40.1, 2018: 35.2, 2019: None}), None, ())
    assert found is not None
    assert (found.since.period, found.until.period) == (end(2015), end(2018))


@pytest.mark.parametrize("kind", ["method", "geography"])
def test_never_across_a_break(kind: str) -> None:
    found = change(POVERTY, series({2015: 40, 2019: 35, 2021: 30, 2022: 31}), None, [cut(2021, kind)])
    assert found is not None
    assert found.since.period == end(2021)
    assert found.improves is False


def test_nothing_to_compare_right_after_a_break() -> None:
    assert change(POVERTY, series({2015: 40, 2019: 35, 2021: 30}), None, [cut(2021)]) is None


def test_noise_is_drawn_but_does_not_cut() -> None:
    found = change(POVERTY, series({2015: 40, 2021: 35}), None, [cut(2020, "noise")])
    assert found is not None
    assert found.since.period == end(2015)


def test_a_break_after_the_last_figure_does_not_count() -> None:
    assert comparable(series({2015: 40, 2019: 35}), [cut(2021)]) == series({2015: 40, 2019: 35}).points


def test_a_figure_on_the_day_of_the_break_is_of_the_new_method() -> None:
    points = (
        Point(date(2021, 1, 1), 1.0, "published", "", None, "official"),
        Point(end(2021), 2.0, "published", "", None, "official"),
    )
    assert comparable(Series("TRA-01", "QP094027", points), [cut(2021)]) == points


def test_the_last_of_several_breaks_counts() -> None:
    found = comparable(series({2014: 40, 2016: 38, 2022: 35, 2023: 34}), [cut(2021), cut(2015), cut(2022)])
    assert [point.period for point in found] == [end(2022), end(2023)]


@pytest.mark.parametrize(("last", "known"), [(2018, False), (2019, True)])
def test_vintages_too_close_to_be_compared_give_no_change(last: int, known: bool) -> None:
    """The producer's own warning: two consecutive vintages of the health-insurance base measure nothing."""
    spaced = replace(POVERTY, min_vintage_gap=2)
    assert (change(spaced, series({2017: 20.0, last: 22.0}), None, ()) is not None) is known


def test_a_move_that_is_not_shown_is_neither_better_nor_worse() -> None:
    found = change(POVERTY, series({2018: 35.22, 2019: 35.18}), None, ())
    assert found is not None
    assert found.improves is None


def test_a_baseline_after_all_figures_leaves_the_series_as_it_is() -> None:
    found = change(POVERTY, series({2015: 40, 2019: 35}), target(since=2023), ())
    assert found is not None
    assert found.since.period == end(2015)


def test_a_figure_carried_from_another_perimeter_is_not_compared_with_an_own_one() -> None:
    points = tuple(
        Point(end(year), value, "estimated" if year < 2023 else "published", reason, None, "official")
        for year, value, reason in ((2021, 40.0, "passage=QP1:1.0"), (2022, 38.0, "passage=QP1:1.0"), (2023, 30.0, ""))
    )
    assert change(POVERTY, Series("TRA-01", "QN1", points), None, ()) is None
    carried = change(POVERTY, Series("TRA-01", "QN1", points[:2]), None, ())
    assert carried is not None and carried.difference == -2
    own = replace(points[2], period=end(2024), value=29.0)
    since = change(POVERTY, Series("TRA-01", "QN1", (*points, own)), None, ())
    assert since is not None and (since.since.period, since.difference) == (end(2023), -1)
