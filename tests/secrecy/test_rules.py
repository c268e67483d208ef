"""Each rule of secrecy, on both sides of each of its thresholds."""

from collections.abc import Callable

import pandas as pd
import pytest

from observatory.secrecy import Structure, protect

Figures = Callable[..., pd.DataFrame]

# indicator, value, numerator, denominator, origin, hidden
CASES = [
    ("B-N", 0, None, None, "local", False),
    ("B-N", 0.4, None, None, "local", True),
    ("B-N", 1, None, None, "local", True),
    ("B-N", 4, None, None, "local", True),
    ("B-N", 4.13, None, None, "local", True),
    ("B-N", 5, None, None, "local", False),
    ("B-N", 4, None, None, "demo", True),
    ("B-N", 4, None, None, "official", False),
    ("B-R", 25, 5, 20, "local", False),
    ("B-R", 100 * 5 / 19, 5, 19, "local", True),
    ("B-R", 20, 4, 20, "local", True),
    ("B-R", 0, 0, 20, "local", False),
    ("B-R", 100, 20, 20, "local", False),
    ("B-R", 75, 15, 20, "local", False),
    ("B-R", 80, 16, 20, "local", True),
    ("B-R", 20, None, 20, "local", True),
    ("B-R", 19.7, None, 20, "local", True),
    ("B-R", 25, None, 20, "local", False),
    ("B-R", 80, 16, None, "local", True),
    ("B-R", 12.5, None, None, "local", False),
    ("B-R", 20, 4, 20, "official", False),
    ("A-N", 10, None, None, "local", True),
    ("A-N", 11, None, None, "local", False),
    ("A-N", 10, None, None, "official", False),
    ("A-R", 50, 11, 22, "local", False),
    ("A-R", 50, 5, 10, "local", True),
    ("A-MED", 13_000, None, 10, "local", True),
    ("A-MED", 13_000, None, 11, "local", False),
    ("A-MED", 13_000, None, None, "local", True),
    ("A-MED", 13_000, None, None, "official", False),
    ("C-N", 2, None, None, "local", True),
    ("C-N", 3, None, None, "local", False),
    ("C-R", 50, 3, 6, "local", False),
    ("C-R", 40, 2, 5, "local", True),
    ("C-R", 60, 3, 5, "local", True),
    ("C-R", 0, 0, 2, "local", True),
    ("D-R", 50, 1, 2, "local", False),
    ("E-N", 4, None, None, "official", True),
    ("E-N", 5, None, None, "official", False),
    ("E-R", 25, 5, 20, "official", False),
    ("E-R", 20, 4, 20, "official", True),
    ("E-R", 0, 0, 19, "official", True),
    ("E-R", 0, 0, 20, "official", False),
    ("F-R", 0.04, 4, 100_000, "official", True),
    ("F-R", 0.05, 5, 100_000, "official", False),
    ("NONE", 1, None, None, "local", False),
]


@pytest.mark.parametrize(("indicator", "value", "numerator", "denominator", "origin", "hidden"), CASES)
def test_threshold(
    indicator: str,
    value: float,
    numerator: float | None,
    denominator: float | None,
    origin: str,
    hidden: bool,
    structure: Structure,
    figures: Figures,
) -> None:
    seen = protect(figures((indicator, "Q2", value, numerator, denominator), origin=origin), structure).iloc[0]
    rule = {"N": "-"}.get(indicator[0], indicator[0])
    if hidden:
        assert seen["status"] == "secret"
        assert seen["reason"] == f"rule {rule}"
        assert seen[["value", "numerator", "denominator"]].isna().all()
    else:
        assert seen["status"] == "published"
        assert seen["value"] == value


@pytest.mark.parametrize(("indicator", "least"), [("N5", 5), ("N100", 100)])
def test_few_answers_are_not_significant(indicator: str, least: int, structure: Structure, figures: Figures) -> None:
    rows = figures(
        (indicator, "Q1", 6.5, None, least - 1), (indicator, "Q2", 6.5, None, least), (indicator, "DEP", 6.5)
    )
    seen = protect(rows, structure)
    assert list(seen["status"]) == ["not_significant", "published", "published"]
    assert seen.loc[0, "reason"] == f"rule {indicator}"
    assert seen.loc[0, ["value", "numerator", "denominator"]].isna().all()


@pytest.mark.parametrize(("pupils", "hidden"), [(19, True), (20, False)])
def test_the_size_may_be_another_indicator(pupils: int, hidden: bool, structure: Structure, figures: Figures) -> None:
    """The index of a school says nothing of how many pupils it is about; the count of its pupils does."""
    seen = protect(figures(("E-I", "S1", 98.7), ("E-N", "S1", pupils), origin="official"), structure)
    assert (seen.loc[0, "status"] == "secret") == hidden


def test_nothing_hidden_comes_back(structure: Structure, figures: Figures) -> None:
    rows = figures(("B-N", "Q1", None), ("B-R", "Q2", None, 30, 60), ("NONE", "Q1", None))
    rows["status"] = ["secret", "secret", "not_available"]
    seen = protect(rows, structure)
    assert list(seen["status"]) == ["secret", "secret", "not_available"]
    assert seen[["value", "numerator", "denominator"]].isna().all(axis=None)


def test_what_is_given_is_left_as_it_is(structure: Structure, figures: Figures) -> None:
    rows = figures(("B-N", "Q1", 3), ("B-N", "Q2", 40))
    before = rows.copy()
    protect(rows, structure)
    pd.testing.assert_frame_equal(rows, before)
