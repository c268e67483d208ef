"""Demonstration figures on every page: marked where they are shown, hidden where a setting hides them."""

import html
import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from observatory import answers, frame
from observatory.selection import Selection
from observatory.texts import text
from observatory.ui.dress import demo_tag

if TYPE_CHECKING:
    from .conftest import Reader

PAGES = tuple(name for names in frame.SECTIONS.values() for name in names)
AXES = frame.SECTIONS["axes"]
# Pages that draw the figures of the neighbourhoods chosen in the frame.
FILTERED = ("overview", *AXES)
each_page = pytest.mark.parametrize("page", PAGES)
each_axis = pytest.mark.parametrize("page", AXES)


@each_axis
def test_each_demonstration_card_says_so_and_no_other(
    page: str, reader: "Reader", chosen: Callable[..., Selection]
) -> None:
    reader.open(page)
    cards = dict(re.findall(r'<button[^>]*data-card="([^"]+)"[^>]*>(.*?)</button>', reader.markup, re.DOTALL))
    view = answers.axis(page, chosen())
    assert set(cards) == {card.indicator.indicator for card in view.cards}
    mark = html.escape(text("frame.demo", "fr"))
    for card in view.cards:
        if card.known:
            assert (mark in cards[card.indicator.indicator]) == card.is_demo, card.indicator.indicator


def test_a_chart_of_demonstration_figures_says_so(reader: "Reader") -> None:
    reader.link(indicator="EMP-04").open("employment")
    assert text("charts.demo_figure", "fr") in json.dumps(reader.figure("chart"), ensure_ascii=False)
    assert text("charts.summary_demo", "fr") in reader.words


@each_page
@pytest.mark.parametrize("language", ["fr", "en"])
def test_demonstration_hidden(
    page: str, language: str, reader: "Reader", monkeypatch: pytest.MonkeyPatch, title: Callable[..., str]
) -> None:
    monkeypatch.setenv("CAP_QUARTIERS_HIDE_DEMO", "1")
    reader.link(lang=language, multiples="1").open(page)
    assert reader.errors == []
    assert title(page, language) in reader.titles
    assert text("frame.footer.demo_hidden", language) in reader.words
    if page in FILTERED:
        assert not re.search("d[ée]monstration", reader.words, re.IGNORECASE)


def test_the_overview_says_why_its_blocks_are_empty(reader: "Reader", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAP_QUARTIERS_HIDE_DEMO", "1")
    words = html.unescape(reader.open("overview").words)
    for key in ("demo_hidden", "map_title", "map_nothing", "gate", "gate_none"):
        assert text(f"overview.{key}", "fr") in words
    for key in ("nothing_pressing", "decide.none"):
        assert text(f"overview.{key}", "fr") not in words
    # Nothing stands before the place where there is no status.
    assert '<p class="cq-note cq-cut"> <span class="cq-muted">·' not in reader.markup


# Core indicators whose official producer's file is not at hand, with that producer.
AWAITED = {
    "EMP-01": "Dares", "EMP-08": "recensement", "EMP-13": "Cnaf", "EMP-21": "Sirene", "HAB-06": "GTFS", "EDU-07": "DEPP",
    "SAN-01": "DREES",
}  # fmt: skip


PAGE_OF = {"EMP": "employment", "HAB": "housing", "EDU": "education", "SAN": "health"}


@pytest.mark.parametrize("code", AWAITED)
def test_made_up_figures_stand_in_for_an_awaited_file_and_say_so(code: str, reader: "Reader") -> None:
    markup = reader.link(indicator=code).open(PAGE_OF[code[:3]]).markup
    card = re.search(rf'class="cq-card" data-card="{code}".*?</button>', markup)
    assert card and demo_tag("fr", "frame.demo_short") in card[0]
    assert text("cards.awaited", "fr") not in card[0]
    of_commune = text("figure.borne_by", "fr", level=text("level.of.commune", "fr"), name="Chennevières-sur-Marne")
    assert (of_commune in html.unescape(markup)) == (code in {"EMP-13", "EDU-07", "SAN-01"})


@pytest.mark.parametrize("code", AWAITED)
def test_an_indicator_without_any_figure_names_what_is_awaited(
    code: str, reader: "Reader", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAP_QUARTIERS_HIDE_DEMO", "1")
    markup = reader.link(indicator=code).open(PAGE_OF[code[:3]]).markup
    card = re.search(rf'class="cq-card cq-card-empty" data-card="{code}".*?</button>', markup)
    assert card and text("cards.awaited", "fr") in card[0]
    said = " ".join(reader.nothing)
    assert "le fichier de son producteur" in said and AWAITED[code] in said


@each_axis
def test_demonstration_hidden_by_link_to_such_an_indicator(
    page: str, reader: "Reader", monkeypatch: pytest.MonkeyPatch, chosen: Callable[..., Selection]
) -> None:
    demo = next(card.indicator for card in answers.axis(page, chosen()).cards if card.is_demo)
    monkeypatch.setenv("CAP_QUARTIERS_HIDE_DEMO", "1")
    reader.link(indicator=demo.indicator).open(page)
    assert reader.errors == []
    assert not re.search("démonstration", reader.words, re.IGNORECASE)
    assert demo.name.fr in " ".join(reader.nothing)
