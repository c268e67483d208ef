"""The charts of the explore page: a ranking as bars, and two indicators as a cloud."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TypeAlias

import numpy as np
import pytest

from observatory.catalogue import Indicator
from observatory.charts import explore as drawings
from observatory.charts.explore import Bar, Dot
from observatory.series import Point

Build: TypeAlias = Callable[..., Indicator]


def test_a_cloud_draws_the_chosen_apart(indicator: Build) -> None:
    """Known drawing: two chosen points of a cloud of three hundred, before the others, and what is said of each."""
    across, up = indicator("percent"), indicator()

    def at(value: float | None, status: str = "published", origin: str = "official") -> Point:
        return Point(date(2018, 12, 31), value, status, "", None, origin)

    dots = [Dot(str(n), f"Q<{n}>", at(float(n)), at(1.5 * n), n in {0, 299}) for n in range(300)]
    dots[7] = Dot("7", "Sept", at(7.0, "estimated"), at(10.5, origin="demo"), False)
    figure = drawings.scatter(across, up, dots, ("Ville", 5.0, 6.0), "fr", False)
    chosen, other = figure["data"]
    assert (chosen["x"], chosen["y"]) == ([0.0, 299.0], [0.0, 448.5]) and other["x"] == [
        float(n) for n in range(1, 299)
    ]
    assert [(t["marker"]["symbol"], t["marker"]["size"]) for t in (chosen, other)] == [("diamond", 13), ("circle", 6)]
    assert chosen["hovertext"][1].startswith("<b>Q&lt;299&gt;</b><br>") and "448" in chosen["hovertext"][1]
    assert "estim" in other["hovertext"][6] and "démonstration" in other["hovertext"][6].lower()
    names = [note["text"] for note in figure["layout"]["annotations"]]
    assert "<b>Q&lt;0&gt;</b>" in names and "<b>Q&lt;299&gt;</b>" in names
    assert len(figure["layout"]["shapes"]) == 2
    none = drawings.scatter(across, up, [dot._replace(is_chosen=False) for dot in dots], None, "fr", False)
    assert [len(trace["x"]) for trace in none["data"]] == [300]


def test_a_name_covers_no_point_unless_it_must() -> None:
    """Known places: a name goes to the right of its point, to the left where a point is in the way, nowhere when hemmed in."""
    frame = (0.0, 1000.0, 0.0, 400.0)

    def side(others: list[tuple[float, float]], must: bool = False) -> tuple[float, float, str] | None:
        places = np.array([(500.0, 200.0), *others]).T
        found = drawings._free_side(500.0, 200.0, 60.0, 16.0, [], places, frame, must)
        return found[:3] if found else None

    assert side([]) == side([(500.0, 300.0), (600.0, 200.0)]) == (10.0, 0.0, "left")
    assert side([(540.0, 200.0)]) == (-10.0, 0.0, "right")
    around = [(x, y) for x in (460.0, 500.0, 540.0) for y in (186.0, 200.0, 214.0) if (x, y) != (500.0, 200.0)]
    assert side(around) is None and side(around, must=True) is not None


def test_rank_keeps_the_ends_and_the_chosen() -> None:
    point = Point(date(2020, 12, 31), 1.0, "published", "", None, "official")
    bars = [Bar(str(n), str(n), point, n == 60) for n in range(120)]
    kept = drawings.kept_bars(bars, 20)
    assert len(kept) == 21 and kept[0].territory == "0" and kept[-1].territory == "119"
    assert any(bar.territory == "60" for bar in kept)


def test_rank_correlation() -> None:
    rising = [(float(n), float(n**2)) for n in range(10)]
    assert drawings.rank_correlation(rising) == pytest.approx(1)
    assert drawings.rank_correlation([(a, -b) for a, b in rising]) == pytest.approx(-1)
    assert drawings.rank_correlation(rising[:7]) is None
    assert drawings.rank_correlation([(1.0, float(n)) for n in range(10)]) is None
    tied = [(1.0, 1.0), (1.0, 2.0), (2.0, 3.0), (2.0, 3.0), (3.0, 4.0), (4.0, 5.0), (5.0, 5.0), (6.0, 7.0)]
    assert 0.9 < (drawings.rank_correlation(tied) or 0) < 1


def test_an_estimated_figure_bears_its_sign_on_the_chart(indicator: Build) -> None:
    count = indicator()
    plain, estimated = (
        Point(date(2020, 12, 31), v, s, "", None, "official") for v, s in ((3.0, "published"), (2.0, "estimated"))
    )
    bars = [Bar("a", "A", plain, False), Bar("b", "B", estimated, True)]
    said = [note["text"] for note in drawings.rank(count, bars, [1, 2], None, "fr", False)["layout"]["annotations"]]
    assert said == ["3", "<b>2</b><sup>e</sup>"]
    dots = [Dot("a", "A", plain, plain, False), Dot("b", "B", plain, estimated, False)]
    names = [note["text"] for note in drawings.scatter(count, count, dots, None, "fr", False)["layout"]["annotations"]]
    assert "A" in names and "B<sup>e</sup>" in names


def test_a_long_name_of_a_ranking_takes_two_lines_and_the_room_for_them(indicator: Build) -> None:
    count = indicator()
    at = Point(date(2020, 12, 31), 2.0, "published", "", None, "official")
    long = "Irlandais - Paul Vaillant Couturier - Cherchefeuille - Clément Ader"
    bars = [Bar(name, name, at, name == long) for name in ("Le Fort", long, "La Redoute")]
    layout = drawings.rank(count, bars, [1, 1, 1], None, "fr", False)["layout"]
    said = layout["yaxis"]["ticktext"][1]
    assert "…" not in said and said.count("<br>") == 1 and said.count("<b>") == said.count("</b>") == 2
    longest = "Polognes-Centre Ville - Le Plateau - Saint-Martin, partie Villeneuve-Saint-Georges"
    part = drawings.rank(count, [Bar("a", longest, at, False)], [1], None, "fr", False)["layout"]["yaxis"]
    assert "…" not in part["ticktext"][0]
    first, second, third = layout["yaxis"]["tickvals"]
    assert first == 0 and second - first > 1 and third - second > 1
    short = drawings.rank(count, bars[::2], [1, 1], None, "fr", False)["layout"]
    assert short["yaxis"]["tickvals"] == [0, 1] and layout["height"] > short["height"] * 1.3


def test_a_second_line_of_a_name_never_begins_with_a_dash(indicator: Build) -> None:
    at = Point(date(2020, 12, 31), 2.0, "published", "", None, "official")
    names = (
        "La Haie Griselle - La Hêtraie, partie Boissy-Saint-Léger",
        "Polognes-Centre Ville - Le Plateau - Saint-Martin",
        "Irlandais - Paul Vaillant Couturier - Cherchefeuille - Clément Ader",
    )
    bars = [Bar(name, name, at, False) for name in names]
    ticks = drawings.rank(indicator(), bars, [1, 2, 3], None, "fr", False)["layout"]["yaxis"]["ticktext"]
    lines = [line for tick in ticks for line in tick.split("<br>")[1:]]
    assert len(lines) >= 3 and not any(line.startswith("-") for line in lines)
    assert any("-<br>" in tick for tick in ticks)


@pytest.mark.parametrize(("origins", "marked"), [("demo demo", 0), ("demo official", 1), ("official local", 0)])
def test_demonstration_is_said_at_a_bar_where_other_bars_are_not_and_else_by_the_title(
    indicator: Build, origins: str, marked: int
) -> None:
    day = date(2020, 12, 31)
    bars = [
        Bar(str(n), str(n), Point(day, 2.0 - n, "published", "", None, origin), False)
        for n, origin in enumerate(origins.split())
    ]
    drawn = drawings.rank(indicator(), bars, [1, 2], None, "fr", False)["layout"]
    said = [note["text"] for note in drawn["annotations"]]
    assert len(said) == 2 and [("Démonstration" in one) for one in said] == [bool(marked), False]
    plain = drawings.rank(
        indicator(), [b._replace(point=replace(b.point, origin="official")) for b in bars], [1, 2], None, "fr", False
    )
    assert (drawn["margin"]["r"] > plain["layout"]["margin"]["r"] + 60) == bool(marked)


@pytest.mark.parametrize(("origins", "marked"), [("demo demo", 0), ("demo official", 1), ("official local", 0)])
def test_a_cloud_of_demonstration_alone_leaves_its_mark_to_the_title(
    indicator: Build, origins: str, marked: int
) -> None:
    day = date(2020, 12, 31)
    at = [Point(day, 1.0 + n, "published", "", None, origin) for n, origin in enumerate(origins.split())]
    dots = [Dot(str(n), str(n), one, one, False) for n, one in enumerate(at)]
    drawn = drawings.scatter(indicator(), indicator(), dots, None, "fr", False)["layout"]
    assert sum(note["text"] == "Démonstration" for note in drawn["annotations"]) == marked
