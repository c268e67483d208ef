"""How a series moves: pages say the change that the build judged, and no other."""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest

from observatory import answers, database
from observatory.answers import AxisView
from observatory.progress import Standing, change
from observatory.selection import Selection
from observatory.ui.axis import sentence

CONTRACTS = ("chennevieres", "gpsea")


def end(year: int) -> date:
    return date(year, 12, 31)


@pytest.fixture
def standing() -> Callable[..., Standing]:
    """A function that makes a standing of which nothing is known but what is said."""

    def make(**said: Any) -> Standing:
        known = {"baseline_period": end(2016), "baseline_value": 40.0, "change": -5.0, "improves": True}
        return Standing(**{**dict.fromkeys((one.name for one in fields(Standing)), None), **known, **said})

    return make


@pytest.fixture(params=CONTRACTS)
def chosen(request: pytest.FixtureRequest, built: object) -> Selection:
    """All that a contract has, read by whoever opens its pages without choosing."""
    release = database.identity()
    contract = answers.catalogue(release).contracts[request.param]
    return Selection(request.param, contract.territories, contract.reference, 2000, 2024, "fr", False, True, release)


def test_the_change_is_that_of_the_standing(standing: Callable[..., Standing]) -> None:
    found = change(standing())
    assert found is not None
    assert (found.since, found.start, found.difference, found.improves) == (end(2016), 40, -5, True)


@pytest.mark.parametrize("missing", ["change", "baseline_period", "baseline_value"])
def test_nothing_to_compare_is_no_change(missing: str, standing: Callable[..., Standing]) -> None:
    assert change(standing(**{missing: None})) is None
    assert change(None) is None


def test_an_insignificant_change_is_neither_better_nor_worse(standing: Callable[..., Standing]) -> None:
    found = change(standing(significant=False, improves=True))
    assert found is not None
    assert (found.improves, found.is_significant) == (None, False)


def test_every_card_says_what_the_build_judged(chosen: Selection) -> None:
    rows = database.ask("progress_all", contracts=[chosen.contract])
    judged = {(r.indicator, r.territory): r for r in rows if r.measure == "level"}
    known = answers.catalogue(chosen.release)
    said = 0
    for place in known.contracts[chosen.contract].territories:
        for axis in ("transversal", "employment", "housing", "education", "prevention", "health"):
            for card in answers.axis(axis, replace(chosen, territories=(place,))).cards:
                row = judged.get((card.indicator.indicator, card.bearer))
                if row is None or row.change_value is None:
                    assert card.change is None, card.indicator.indicator
                    continue
                assert card.change is not None, card.indicator.indicator
                assert (card.change.since, card.change.difference) == (row.baseline_period, row.change_value)
                assert card.change.improves == (None if row.significant is False else row.improves)
                said += 1
    assert said > 50


@pytest.mark.parametrize(
    ("contract", "place", "code"),
    [*(("chennevieres", "QP094027", f"TRA-{n}") for n in (13, 14, 15, 16, 17)), ("gpsea", "QP094027", "EMP-02")],
)
def test_vintages_eight_years_apart_are_compared_where_five_are_asked_for(
    contract: str, place: str, code: str, built: object
) -> None:
    (row,) = [
        r
        for r in database.ask("progress_all", contracts=[contract])
        if (r.indicator, r.territory, r.measure) == (code, place, "level")
    ]
    assert (row.baseline_period.year, row.current_period.year) == (2010, 2018)
    assert row.change_value == pytest.approx(row.current_value - row.baseline_value)


def test_a_sentence_without_statuses_counts_no_insignificant_change(
    chosen: Selection, standing: Callable[..., Standing]
) -> None:
    # Without demonstration targets there are no statuses to count.
    chosen = replace(chosen, show_demo=False)
    cards = [card for card in answers.axis("employment", chosen).cards if card.indicator.direction != "none"][:3]
    unsure = [
        replace(card, target=None, gap_target=None, standing=standing(significant=False, improves=improves))
        for card, improves in zip(cards, (True, False, True), strict=True)
    ]
    view = AxisView(answers.axis("employment", chosen).axis, ((None, tuple(unsure)),), {}, {}, chosen.territories)
    assert sentence(view, chosen).startswith("0 indicateur sur 3")
    sure = (*unsure[:2], replace(unsure[2], standing=standing(significant=True, improves=False)))
    assert "1 " in sentence(replace(view, groups=((None, sure),)), chosen)
