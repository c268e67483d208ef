"""The years chosen hold for all of an axis page: cards, statuses, sentence, breakdowns and map."""

import re
from collections import Counter
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from observatory import answers, database
from observatory.progress import STATUSES
from observatory.selection import Selection
from observatory.texts import text

if TYPE_CHECKING:
    from .conftest import Reader

AXES = ("employment", "housing", "education", "prevention", "health", "transversal")
PERIODS = ((2018, 2024), (2022, 2024), (2024, 2024), (2016, 2022), (2010, 2011))


def chosen(contract: str, years: tuple[int, int]) -> Selection:
    release = database.identity()
    signed = answers.catalogue(release).contracts[contract]
    return Selection(contract, signed.territories, signed.reference, *years, "fr", False, True, release)


def test_after_the_last_figure_nothing_is_judged(reader: "Reader") -> None:
    reader.link(years="2024-2024", indicator="DE-ABC").open("employment")
    assert reader.errors == []
    statuses = set(re.findall(r'data-status="(\w+)"', reader.markup))
    assert statuses == {"not_assessable"}
    assert text("axis.no_change", "fr") in reader.words
    said = text("figure.none_in", "fr", first=2024, latest="déc. 2021")
    assert said in reader.words
    assert text("cards.nothing", "fr") not in re.search(r'data-card="DE-ABC".*?</button>', reader.markup)[0]
    assert [one.key for one in reader.app.get("plotly_chart")] == []
    assert f"{said}." in reader.nothing
    assert text("profile.no_breakdown", "fr") not in reader.words
    assert any(text("axis.last_known", "fr", latest="déc. 2021") in one for one in reader.nothing)


def test_before_the_first_figure_nothing_is_mapped(reader: "Reader") -> None:
    reader.link(years="2010-2011").open("housing")
    assert [one.key for one in reader.app.get("plotly_chart")] == []
    said = reader.nothing
    assert text("figure.none_between", "fr", first=2010, last=2011, latest="2023") + "." in said
    assert text("figure.none_between", "fr", first=2010, last=2011, latest="janv. 2022") + "." in said


def test_what_is_published_nowhere_is_still_said_so(reader: "Reader", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAP_QUARTIERS_HIDE_DEMO", "1")
    reader.link(years="2010-2011").open("housing")
    assert text("cards.nothing", "fr") in reader.words


def test_the_map_keeps_to_the_years_chosen(reader: "Reader") -> None:
    reader.link(indicator="DE-ABC").open("employment")
    reader.app.select_slider(key="map-year-DE-ABC").set_value(2016).run()
    reader.app.slider(key="years").set_value((2017, 2020)).run()
    assert reader.errors == []
    assert reader.app.select_slider(key="map-year-DE-ABC").options == ["2017", "2019", "2020"]
    assert re.search(r"Carte, 31 décembre 20(17|19|20)", reader.words)


def test_a_map_is_the_same_whatever_the_years_around_it() -> None:
    """What is drawn of it is then kept."""
    some, others = chosen("chennevieres", (2010, 2024)), chosen("chennevieres", (2016, 2022))
    assert answers.map_view("DE-ABC", None, some) is answers.map_view("DE-ABC", None, others)
    assert answers.map_view("DE-ABC", None, chosen("chennevieres", (2022, 2024))) is None


@pytest.mark.parametrize("contract", ["chennevieres", "gpsea"])
@pytest.mark.parametrize("years", PERIODS)
def test_the_cards_of_a_period_are_those_counted(contract: str, years: tuple[int, int], built: object) -> None:
    selection = chosen(contract, years)
    for place in selection.territories:
        for axis in AXES:
            cards = answers.axis(axis, replace(selection, territories=(place,))).cards
            shown = Counter(card.status for card in cards if card.may_have_status)
            assert shown == +Counter(answers.tally("axis", axis, selection, place).counts), (place, axis)
            assert not [card for card in cards if not card.known and card.status != "not_assessable"]


@pytest.mark.parametrize("contract", ["chennevieres", "gpsea"])
@pytest.mark.parametrize("first", [None, date(2018, 1, 1), date(2022, 1, 1), date(2024, 1, 1)])
def test_counts_since_a_day_are_those_of_a_new_judgement(contract: str, first: date | None, built: object) -> None:
    asked = {"contract": contract, "territories": None, "first_period": first}
    new = {**asked, "measure": None, "as_of": None, "last_period": None, "reference": None, "show_demo": True}
    assert [tuple(row) for row in database.ask("progress_counts_since", **asked)] == [
        tuple(row) for row in database.ask("progress_counts", **new)
    ]


def test_the_whole_period_is_what_publication_judged(built: object) -> None:
    """Whether named by its years or wider than them."""
    for years in (answers.years(database.identity(), "chennevieres", True), (1990, 2100)):
        selection = chosen("chennevieres", years)
        (row,) = (
            one
            for one in database.ask("progress_counts_published", contract="chennevieres")
            if (one.scope, one.territory) == ("contract", None)
        )
        counts = answers.tally("contract", "chennevieres", selection).counts
        assert counts == {status: getattr(row, f"{status}_count") for status in STATUSES}
