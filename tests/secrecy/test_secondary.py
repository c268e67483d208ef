"""Complementary suppression: what could be added, subtracted or divided to find a hidden figure is hidden too."""

from collections.abc import Callable

import pandas as pd
import pytest

from observatory.secrecy import Structure, decide, protect

Figures = Callable[..., pd.DataFrame]


def hidden(rows: pd.DataFrame, structure: Structure) -> set[tuple[str, str]]:
    """(indicator, territory) of what is hidden."""
    seen = protect(rows, structure)
    gone = seen[seen["value"].isna()]
    return set(zip(gone["indicator"], gone["territory"], strict=True))


def test_whole_and_parts(structure: Structure, figures: Figures) -> None:
    """50 = 3 + 47: one of the other two goes with the hidden part."""
    seen = protect(figures(("B-N", "Q1", 50), ("B-N", "Q1-1", 3), ("B-N", "Q1-2", 47)), structure)
    assert seen.loc[1, "reason"] == "rule B"
    assert (seen["reason"] == "secondary").sum() == 1


def test_an_absent_part_is_a_cell_too(structure: Structure, figures: Figures) -> None:
    """50 − 47 would tell of the 3 persons of the part that nobody published; 50 − 40 tells of ten."""
    assert len(hidden(figures(("B-N", "Q1", 50), ("B-N", "Q1-2", 47)), structure)) == 1
    assert not hidden(figures(("B-N", "Q1", 50), ("B-N", "Q1-2", 40)), structure)


def test_neighbourhoods_do_not_make_their_commune(structure: Structure, figures: Figures) -> None:
    """Residents outside the neighbourhoods stand between: nothing is recomputed."""
    rows = figures(("B-N", "COM1", 400), ("B-N", "Q2", 3), ("B-N", "Q1-1", 60), ("B-N", "Q1-2", 60), ("B-N", "Q1", 120))
    assert hidden(rows, structure) == {("B-N", "Q2")}


def test_unless_hardly_anyone_lives_outside(structure: Structure, figures: Figures) -> None:
    """61 in the commune, 60 in one part, so one at most in the other neighbourhood, which hides at least one."""
    rows = figures(("B-N", "COM1", 61), ("B-N", "Q2", 1), ("B-N", "Q1-1", 60))
    assert len(hidden(rows, structure)) > 1


def test_a_set_of_neighbourhoods_is_their_sum(structure: Structure, figures: Figures) -> None:
    rows = figures(("B-N", "SET", 63), ("B-N", "Q1", 60), ("B-N", "Q2", 3))
    assert len(hidden(rows, structure)) == 2


def test_categories(structure: Structure, figures: Figures) -> None:
    rows = figures(("B-N", "Q2", 30), ("B-F", "Q2", 27), ("B-H", "Q2", 3))
    assert len(hidden(rows, structure)) == 2


def test_a_category_alone_tells_of_the_others(structure: Structure, figures: Figures) -> None:
    """30 of whom 27 long-term: three are not, and are hidden though nobody wrote the three."""
    assert len(hidden(figures(("B-N", "Q2", 30), ("B-L", "Q2", 27)), structure)) == 1


def test_an_absent_total_links_its_categories(structure: Structure, figures: Figures) -> None:
    """Nobody published the 170, but women and men make it, and two ages of three make 166 of it."""
    rows = figures(("B-F", "Q2", 108), ("B-H", "Q2", 62), ("B-J", "Q2", 4), ("B-M", "Q2", 113), ("B-S", "Q2", 53))
    gone = hidden(rows, structure)
    assert ("B-J", "Q2") in gone
    assert len(gone) == 2


def test_two_hidden_categories_that_the_rule_gives_away(structure: Structure, figures: Figures) -> None:
    """8 = 4 + 4: whoever knows the rule knows that two hidden numbers that make eight are four each."""
    rows = figures(("B-N", "Q2", 8), ("B-F", "Q2", 4), ("B-H", "Q2", 4))
    assert hidden(rows, structure) == {("B-N", "Q2"), ("B-F", "Q2"), ("B-H", "Q2")}


def test_three_categories(structure: Structure, figures: Figures) -> None:
    rows = figures(("B-N", "Q2", 60), ("B-J", "Q2", 3), ("B-M", "Q2", 37), ("B-S", "Q2", 20))
    gone = hidden(rows, structure)
    assert ("B-J", "Q2") in gone
    assert len(gone) == 2


def test_two_ways(structure: Structure, figures: Figures) -> None:
    """Sex by part: one hidden cell inside takes three more, at the corners of a rectangle, or a margin."""
    inner = {("B-F", "Q1-1"): 3, ("B-H", "Q1-1"): 30, ("B-F", "Q1-2"): 25, ("B-H", "Q1-2"): 41}
    rows = [(*key, value) for key, value in inner.items()]
    for sex in ("B-F", "B-H"):
        rows.append((sex, "Q1", inner[sex, "Q1-1"] + inner[sex, "Q1-2"]))
    for part in ("Q1-1", "Q1-2"):
        rows.append(("B-N", part, inner["B-F", part] + inner["B-H", part]))
    rows.append(("B-N", "Q1", sum(inner.values())))
    gone = hidden(figures(*rows), structure)
    assert ("B-F", "Q1-1") in gone
    assert len(gone) == 4
    for along in (0, 1):
        for name in {cell[along] for cell in gone}:
            assert sum(cell[along] == name for cell in gone) > 1


def test_numerators_add_up_too(structure: Structure, figures: Figures) -> None:
    """The rate of a part with 15 persons is hidden; those of the whole and of the other part would give it back."""
    rows = figures(
        ("B-R", "Q1", 60, 60, 100), ("B-R", "Q1-1", 100 * 7 / 15, 7, 15), ("B-R", "Q1-2", 100 * 53 / 85, 53, 85)
    )
    assert len(hidden(rows, structure)) == 2


def test_share_and_denominator(structure: Structure, figures: Figures) -> None:
    """A published share of a hidden number over a published one gives the number."""
    rows = figures(("B-N", "Q2", 40), ("B-L", "Q2", 3), ("B-SH", "Q2", 7.5))
    assert hidden(rows, structure) >= {("B-L", "Q2"), ("B-SH", "Q2")}
    rows = figures(("B-N", "Q2", 400), ("B-L", "Q2", 30), ("B-SH", "Q2", 7.5))
    assert not hidden(rows, structure)


def test_share_that_we_compute(structure: Structure, figures: Figures) -> None:
    """Six of fifteen are two counts that may be shown, but their quotient may not: one of them goes."""
    assert len(hidden(figures(("B-N", "Q2", 15), ("B-L", "Q2", 6)), structure)) == 1


def test_a_denominator_does_not_give_a_hidden_rate(structure: Structure, figures: Figures) -> None:
    rows = figures(("B-N", "Q2", 60), ("B-GIRL", "Q2", 5, 3, 60))
    assert hidden(rows, structure) == {("B-GIRL", "Q2")}


def test_a_rate_gives_its_denominator(structure: Structure, figures: Figures) -> None:
    """The hidden part is the whole minus the other part, whose number is also the denominator of a share."""
    rows = figures(
        ("B-N", "Q1", 50),
        ("B-N", "Q1-1", 3),
        ("B-N", "Q1-2", 47),
        ("B-GIRL", "Q1-2", 100 * 20 / 47, 20, 47),
        ("B-GIRL", "Q1", 40, 20, 50),
    )
    gone = hidden(rows, structure)
    assert ("B-N", "Q1-1") in gone
    for place in ("Q1", "Q1-2"):
        assert (("B-N", place) in gone) == (("B-GIRL", place) in gone)


def test_shares_of_all_categories_make_a_hundred(structure: Structure, figures: Figures) -> None:
    rows = figures(("B-P1", "Q2", 95, 38, 40), ("B-P2", "Q2", 5))
    assert hidden(rows, structure) == {("B-P1", "Q2"), ("B-P2", "Q2")}


def test_a_value_that_came_empty_is_protected(structure: Structure, figures: Figures) -> None:
    rows = figures(("B-N", "Q1", 50), ("B-N", "Q1-1", None), ("B-N", "Q1-2", 47))
    assert len(hidden(rows, structure)) == 2


def test_periods_are_apart(structure: Structure, figures: Figures) -> None:
    rows = figures(
        ("B-N", "Q1", 50, None, None, 1, "2019-12-31"),
        ("B-N", "Q1-1", 3, None, None, 1, "2020-12-31"),
        ("B-N", "Q1-2", 40, None, None, 1, "2021-12-31"),
    )
    assert hidden(rows, structure) == {("B-N", "Q1-1")}


def test_earlier_releases_hide_what_later_ones_do(structure: Structure, figures: Figures) -> None:
    """The first release, of the whole alone, must not show what the second has to hide."""
    rows = figures(
        ("B-N", "Q1", 50, None, None, 1),
        ("B-N", "Q1", 50, None, None, 2),
        ("B-N", "Q1-1", 3, None, None, 2),
        ("B-N", "Q1-2", 47, None, None, 2),
    )
    seen = protect(rows, structure)
    assert seen.loc[2, "reason"] == "rule B"
    assert seen.loc[0, "status"] == seen.loc[1, "status"]
    assert (seen["reason"] == "secondary").sum() in (1, 2)


def test_each_state_is_protected(structure: Structure, figures: Figures) -> None:
    """A part revised from 4 to 9, and the whole with it: neither state gives the 4, or the 46 that hides it."""
    rows = figures(
        ("B-N", "Q1", 50, None, None, 1),
        ("B-N", "Q1-1", 4, None, None, 1),
        ("B-N", "Q1-2", 46, None, None, 1),
        ("B-N", "Q1", 55, None, None, 2),
        ("B-N", "Q1-1", 9, None, None, 2),
    )
    gone = protect(rows, structure)["value"].isna()
    assert gone[1]
    assert gone[[0, 1, 2]].sum() > 1
    assert gone[[3, 4, 2]].sum() != 1


def test_official_figures_stay_and_what_they_give_away_is_said(structure: Structure, figures: Figures) -> None:
    rows = figures(("B-N", "Q1", 50), ("B-N", "Q1-1", 3), ("B-N", "Q1-2", 47))
    rows["origin"] = ["official", "local", "official"]
    decision = decide(rows, structure)
    assert list(decision.hidden["position"]) == [1]
    assert decision.exposed == [1]
    rows["origin"] = ["official", "local", "local"]
    decision = decide(rows, structure)
    assert list(decision.hidden["position"]) == [1, 2]
    assert not decision.exposed


def test_contradictory_figures_do_not_stop_the_rest(structure: Structure, figures: Figures) -> None:
    """A part above its whole is no relation; nor are three hidden parts that cannot make the total."""
    assert hidden(figures(("B-N", "Q1", 50), ("B-N", "Q1-1", 70), ("B-N", "Q2", 3)), structure) == {("B-N", "Q2")}
    assert hidden(figures(("B-N", "Q1", 50), ("B-N", "Q1-1", None), ("B-N", "Q1-2", 70)), structure) >= {
        ("B-N", "Q1-1")
    }


@pytest.mark.parametrize("count", [3, 40])
def test_no_figure_at_all_or_none_that_matters(count: int, structure: Structure, figures: Figures) -> None:
    assert hidden(figures(("NONE", "Q1", count)), structure) == set()
    assert decide(figures(("NONE", "Q1", count)).iloc[:0], structure).hidden.empty
