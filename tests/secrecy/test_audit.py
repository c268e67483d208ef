"""Whatever the table, no hidden figure can be computed: checked by linear programs that share nothing with the product's."""

from collections.abc import Callable
from itertools import product

import numpy as np
import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from observatory.secrecy import Structure, protect

Figures = Callable[..., pd.DataFrame]
Cell = tuple[str, str]

PARTS = ("Q1-1", "Q1-2")
AGES, SEXES = ("B-J", "B-M", "B-S"), ("B-F", "B-H")
SMALL = st.one_of(st.integers(0, 6), st.integers(0, 60))
QUIET = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def sums() -> list[tuple[Cell, list[Cell]]]:
    """Every whole and its parts, by hand."""
    found: list[tuple[Cell, list[Cell]]] = []
    for place in ("Q1", *PARTS):
        found.append((("B-N", place), [(age, place) for age in AGES]))
        found.append((("B-N", place), [(sex, place) for sex in SEXES]))
    for indicator in ("B-N", *AGES, *SEXES):
        found.append(((indicator, "Q1"), [(indicator, part) for part in PARTS]))
    return found


def table(counts: list[int]) -> dict[Cell, int]:
    """All cells from counts by age, sex and part."""
    cells: dict[Cell, int] = {}
    for count, (age, sex, part) in zip(counts, product(AGES, SEXES, PARTS), strict=True):
        for indicator, place in product(("B-N", age, sex), ("Q1", part)):
            cells[indicator, place] = cells.get((indicator, place), 0) + count
    return cells


def intervals(seen: pd.DataFrame, cells: dict[Cell, int], informed: bool) -> dict[Cell, tuple[float, float]]:
    """Smallest and largest value of each hidden cell that agree with what is shown; absent cells are unknown."""
    names = list(cells)
    place = {name: number for number, name in enumerate(names)}
    matrix = np.zeros((len(sums()), len(names)))
    for row, (whole, parts) in enumerate(sums()):
        matrix[row, place[whole]] = -1
        for part in parts:
            matrix[row, place[part]] = 1
    bounds: list[tuple[float, float | None]] = [(0, None)] * len(names)
    hidden: list[Cell] = []
    for figure in seen.itertuples():
        name = (figure.indicator, figure.territory)
        if not np.isnan(figure.value):
            bounds[place[name]] = (figure.value, figure.value)
            continue
        hidden.append(name)
        if informed and figure.reason == "rule B":
            bounds[place[name]] = (1, 4)
    found: dict[Cell, tuple[float, float]] = {}
    for name in hidden:
        ends = []
        for sign in (1, -1):
            cost = np.zeros(len(names))
            cost[place[name]] = sign
            solved = linprog(cost, A_eq=matrix, b_eq=np.zeros(len(matrix)), bounds=bounds)
            ends.append(np.inf if solved.x is None else float(solved.x[place[name]]))
        found[name] = (ends[0], ends[1])
    return found


def assert_nothing_is_learnt(seen: pd.DataFrame, cells: dict[Cell, int]) -> None:
    for name, (low, high) in intervals(seen, cells, informed=True).items():
        assert np.floor(high + 1e-6) - np.ceil(low - 1e-6) >= 1, (name, low, high)
    small = {(figure.indicator, figure.territory) for figure in seen.itertuples() if figure.reason == "rule B"}
    for name, (low, high) in intervals(seen, cells, informed=False).items():
        if name in small:
            assert low < 1 or high > 4, (name, low, high)


@QUIET
@given(counts=st.lists(SMALL, min_size=12, max_size=12))
def test_full_tables(counts: list[int], structure: Structure, figures: Figures) -> None:
    cells = table(counts)
    seen = protect(figures(*((*name, value) for name, value in cells.items())), structure)
    assert_nothing_is_learnt(seen, cells)
    for figure in seen.itertuples():
        value = cells[figure.indicator, figure.territory]
        assert np.isnan(figure.value) or (figure.value == value and not 1 <= value <= 4)


@QUIET
@given(counts=st.lists(SMALL, min_size=12, max_size=12), data=st.data())
def test_tables_with_holes(counts: list[int], data: st.DataObject, structure: Structure, figures: Figures) -> None:
    """Cells that nobody published link relations too; cells that came empty have no value to start from."""
    cells = table(counts)
    fate = data.draw(st.lists(st.sampled_from("vvva"), min_size=len(cells), max_size=len(cells)))
    rows = [(*name, value) for (name, value), kind in zip(cells.items(), fate, strict=True) if kind == "v"]
    if rows:
        assert_nothing_is_learnt(protect(figures(*rows), structure), cells)
