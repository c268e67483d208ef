"""Weights between squares in Lambert-93, all worked out by hand."""

from itertools import pairwise

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Polygon, box

from observatory import passages
from observatory.errors import DashboardError
from observatory.passages import OUTSIDE, Passage

EAST, NORTH = 660_000, 6_860_000


def square(west: float, south: float, east: float, north: float) -> Polygon:
    """A rectangle, in metres from a point of Val-de-Marne."""
    return box(EAST + west, NORTH + south, EAST + east, NORTH + north)


def frame(shapes: dict[str, object], crs: str | None = passages.LAMBERT_93) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"territory": list(shapes)}, geometry=list(shapes.values()), crs=crs)


def found(old: dict[str, object], new: dict[str, object], **more: object) -> dict[tuple[str, str], Passage]:
    rows = passages.between(frame(old), frame(new), **more)
    return {(row.from_territory, row.to_territory): row for row in rows}


def test_an_unchanged_perimeter_hands_on_everything() -> None:
    (row,) = passages.between(frame({"A": square(0, 0, 100, 100)}), frame({"X": square(0, 0, 100, 100)}))
    assert row == Passage("A", "X", 1.0, "area", 1.0)


def test_a_split_is_shared_by_area() -> None:
    """A square of 1 ha cut at 30 m: 3,000 m² and 7,000 m²; the second new one also has 3,000 m² that nobody had."""
    rows = found({"A": square(0, 0, 100, 100)}, {"X": square(0, 0, 30, 100), "Y": square(30, 0, 130, 100)})
    assert rows["A", "X"].weight == pytest.approx(0.3)
    assert rows["A", "X"].covered == 1.0
    assert rows["A", "Y"].weight == pytest.approx(0.7)
    assert rows["A", "Y"].covered == pytest.approx(0.7)
    assert len(rows) == 2


def test_a_merger_and_what_falls_outside() -> None:
    """B loses its last quarter, which no new perimeter holds; X is made of 10,000 m² of A and 7,500 m² of B."""
    rows = found({"A": square(0, 0, 100, 100), "B": square(100, 0, 200, 100)}, {"X": square(0, 0, 175, 100)})
    assert rows["A", "X"].weight == 1.0
    assert rows["A", "X"].covered == pytest.approx(10_000 / 17_500)
    assert rows["B", "X"].weight == pytest.approx(0.75)
    assert rows["B", "X"].covered == pytest.approx(7_500 / 17_500)
    assert rows["B", OUTSIDE] == Passage("B", OUTSIDE, pytest.approx(0.25), "area", None)


def test_a_territory_that_went_out_lies_outside_as_a_whole() -> None:
    assert found({"A": square(0, 0, 10, 10)}, {"X": square(50, 50, 60, 60)}) == {
        ("A", OUTSIDE): Passage("A", OUTSIDE, 1.0, "area", None)
    }


def test_people_count_more_than_ground() -> None:
    """Half of the ground, nine tenths of the people; X also has 100 people who were in no old perimeter."""
    old, new = {"A": square(0, 0, 100, 100)}, {"X": square(0, 0, 50, 100), "Y": square(50, 0, 100, 100)}
    people = {("A", "X"): 900.0, ("A", "Y"): 100.0, (OUTSIDE, "X"): 100.0}
    rows = found(old, new, populations=people)
    assert rows["A", "X"] == Passage("A", "X", 0.9, "population", 0.9)
    assert rows["A", "Y"].weight == pytest.approx(0.1)
    # How many live in the rest of Y is not said: its coverage is that of the ground.
    assert rows["A", "Y"].covered == 1.0


def test_people_of_what_falls_outside_count() -> None:
    old, new = {"A": square(0, 0, 100, 100)}, {"X": square(0, 0, 50, 100)}
    rows = found(old, new, populations={("A", "X"): 30.0, ("A", OUTSIDE): 10.0})
    assert rows["A", "X"].weight == pytest.approx(0.75)
    assert rows["A", OUTSIDE].weight == pytest.approx(0.25)


def test_people_of_some_pieces_only_leave_it_to_the_ground() -> None:
    old, new = {"A": square(0, 0, 100, 100)}, {"X": square(0, 0, 50, 100), "Y": square(50, 0, 100, 100)}
    rows = found(old, new, populations={("A", "X"): 900.0})
    assert rows["A", "X"] == Passage("A", "X", 0.5, "area", 1.0)


def test_a_difference_of_drawing_is_not_a_passage() -> None:
    """40 m² of 10,000 m² lie in the neighbour's new perimeter: under half a per cent of both."""
    rows = found(
        {"A": square(0, 0, 100, 100), "B": square(100, 0, 200, 100)},
        {"X": square(0, 0, 99.6, 100), "Y": square(99.6, 0, 200, 100)},
    )
    assert set(rows) == {("A", "X"), ("B", "Y")}
    assert rows["A", "X"].weight == 1.0


def test_a_difference_of_drawing_leaves_nothing_uncovered() -> None:
    """X is 20 m² away from what A and B bring it, of 10,000 m²: it is covered once, not once and a bit, nor a bit less."""
    old = {"A": square(0, 0, 60, 100), "B": square(60, 0, 100, 100)}
    rows = found(old, {"X": square(0.2, 0, 100, 100)})
    assert rows["A", "X"].weight == 1.0
    assert sum(row.covered or 0 for row in rows.values()) == pytest.approx(1.0, abs=1e-12)
    rows = found(old, {"X": square(-0.2, 0, 100, 100)})
    assert sum(row.covered or 0 for row in rows.values()) == pytest.approx(1.0, abs=1e-12)


def test_degrees_are_measured_on_the_ground() -> None:
    """Half of the longitudes is half of the ground, whatever the coordinate system of the file."""
    degrees = {"A": box(2.50, 48.79, 2.52, 48.80)}, {"X": box(2.50, 48.79, 2.51, 48.80)}
    rows = passages.between(*(frame(shapes, "EPSG:4326") for shapes in degrees))
    assert [row.to_territory for row in rows] == ["X", OUTSIDE]
    assert rows[0].weight == pytest.approx(0.5, abs=1e-4)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ({"A": LineString([(0, 0), (1, 1)])}, {"X": square(0, 0, 1, 1)}, "le contour de A n’est pas une surface"),
        (
            {"A": square(0, 0, 100, 100)},
            {"X": square(0, 0, 80, 100), "Y": square(20, 0, 100, 100)},
            "des périmètres de la nouvelle génération se chevauchent dans A",
        ),
        (
            {"A": square(0, 0, 80, 100), "B": square(20, 0, 100, 100)},
            {"X": square(0, 0, 100, 100)},
            "des périmètres de l’ancienne génération se chevauchent dans X",
        ),
    ],
)
def test_refused_in_one_sentence(old: dict[str, object], new: dict[str, object], said: str) -> None:
    with pytest.raises(DashboardError) as refusal:
        passages.between(frame(old), frame(new))
    assert said in refusal.value.message


def test_refused_without_a_coordinate_system_or_with_a_code_twice() -> None:
    good = frame({"A": square(0, 0, 1, 1)})
    with pytest.raises(DashboardError, match="Passage impossible"):
        passages.between(frame({"A": square(0, 0, 1, 1)}, None), good)
    twice = gpd.GeoDataFrame(
        {"territory": ["A", "A"]}, geometry=[square(0, 0, 1, 1), square(1, 0, 2, 1)], crs=passages.LAMBERT_93
    )
    with pytest.raises(DashboardError) as refusal:
        passages.between(twice, good)
    assert "A y figure deux fois" in refusal.value.message


cuts = st.lists(st.integers(1, 999), min_size=1, max_size=6, unique=True).map(sorted)


@settings(max_examples=40, deadline=None)
@given(old=cuts, new=cuts, hole=st.booleans())
def test_weights_sum_to_one_and_no_new_perimeter_is_covered_twice(old: list[int], new: list[int], hole: bool) -> None:
    """Two cuttings of one strip of 1 km, the second perhaps without its first piece."""
    before = {f"A{n}": square(a, 0, b, 50) for n, (a, b) in enumerate(pairwise([0, *old, 1000]))}
    after = {f"X{n}": square(a, 0, b, 50) for n, (a, b) in enumerate(pairwise([0, *new, 1000]))}
    if hole:
        del after["X0"]
    rows = passages.between(frame(before), frame(after))
    for code in before:
        assert sum(row.weight for row in rows if row.from_territory == code) == pytest.approx(1.0, abs=1e-9)
    for code in after:
        assert sum(row.covered or 0 for row in rows if row.to_territory == code) <= 1 + 1e-6


def outlines(**generations: str) -> pd.DataFrame:
    """One square of degrees a generation, as the database keeps outlines."""
    drawn = shapely.to_geojson(box(2.50, 48.79, 2.51, 48.80))
    rows = [(code, generation, drawn) for code, generation in generations.items()]
    return pd.DataFrame(rows, columns=["territory", "generation", "geometry"])


def test_generations_follow_one_another_by_their_year() -> None:
    rows = passages.of_outlines(outlines(N="qpv2024", Z="zus1996", A="qpv2015"))
    assert tuple(rows.columns) == passages.COLUMNS
    assert rows[["from_territory", "to_territory"]].to_numpy().tolist() == [["Z", "A"], ["A", "N"]]
    assert rows["weight"].tolist() == pytest.approx([1, 1])
    assert set(rows["kind"]) == {"generation"}


def test_one_generation_hands_on_nothing() -> None:
    rows = passages.of_outlines(outlines(A="qpv2015"))
    assert rows.empty
    assert tuple(rows.columns) == passages.COLUMNS
