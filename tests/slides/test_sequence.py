"""The automatic sequence: made without any hand-work, one message a slide, a whole footer, nothing that misleads."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from observatory import committee
from observatory.selection import Selection
from observatory.slides import KINDS, LONGEST_MESSAGE, Deck, SavedSequence, SavedSlide

CONTRACTS = ("chennevieres", "gpsea")
each_deck = pytest.mark.parametrize(("contract", "language"), [(c, lang) for c in CONTRACTS for lang in ("fr", "en")])


@each_deck
def test_each_slide_has_one_short_message(selection_of: Callable[..., Selection], contract: str, language: str) -> None:
    for slide in committee.deck(selection_of(contract, language)).slides:
        assert slide.kind in KINDS
        assert 0 < len(slide.message) <= LONGEST_MESSAGE, slide.key
        assert "\n" not in slide.message and "{" not in slide.message
        assert sum(x is not None for x in (slide.chart, slide.bars, slide.table)) <= 1


@each_deck
def test_each_footer_is_whole(selection_of: Callable[..., Selection], contract: str, language: str) -> None:
    deck = committee.deck(selection_of(contract, language))
    for slide in deck.slides:
        footer = deck.footer(slide)
        assert deck.words["as_of"] in footer
        assert (deck.words["demo"] in footer) == slide.is_demo
        if slide.chart or slide.table or slide.bars:
            assert slide.source and slide.data_date, slide.key


def test_the_order_is_that_of_the_committee(automatic_deck: Deck) -> None:
    kinds = [slide.kind for slide in automatic_deck.slides]
    assert kinds[:3] == ["title", "synthesis", "synthesis"]
    assert kinds[-3:] == ["actions", "actions", "decisions"]
    keys = [slide.key for slide in automatic_deck.slides]
    axes = [key for key in keys if key.startswith("axis:")]
    assert axes[-5:] == ["axis:employment", "axis:housing", "axis:education", "axis:prevention", "axis:health"]
    assert len(keys) == len(set(keys))
    for axis in axes:
        after = keys[keys.index(axis) + 1 :]
        shown = next(n for n, key in enumerate(after) if not key.startswith("indicator:"))
        assert shown <= 3


def test_what_needs_discussion_comes_by_certainty_then_status_then_reality(
    selection_of: Callable[..., Selection],
) -> None:
    order = {"degradation": 0, "limited": 1, "acceleration": 2, "": 3}
    for axis in ("employment", "housing", "education", "prevention", "health"):
        found = committee.to_discuss(committee.subjects(axis, selection_of()))
        ranks = [(s.is_insignificant, order[s.status], s.card.is_demo, s.indicator.kind != "result") for s in found]
        assert ranks == sorted(ranks)
        assert len(found) <= 3


def test_a_demonstration_figure_is_marked_on_the_spot(automatic_deck: Deck) -> None:
    for slide in automatic_deck.slides:
        if slide.chart is not None and any(p.origin == "demo" for s in slide.chart.series for p in s.points[-1:]):
            assert slide.is_demo
            assert slide.key_figures[0].is_demo, slide.key


def test_without_demonstration_nothing_is_marked(selection_of: Callable[..., Selection]) -> None:
    deck = committee.deck(selection_of(show_demo=False))
    assert len(deck.slides) >= 10
    assert not any(slide.is_demo for slide in deck.slides)


def test_charts_have_words_and_a_twin(automatic_deck: Deck) -> None:
    drawn = [slide.chart for slide in automatic_deck.slides if slide.chart is not None]
    assert len(drawn) >= 10
    for chart in drawn:
        assert chart.title and chart.summary and chart.table.rows
        shown = [p for p in chart.series[0].points if p.value is not None]
        assert len(chart.table.rows) >= len(shown)


def test_a_saved_sequence_keeps_order_words_and_notes(selection_of: Callable[..., Selection]) -> None:
    selection = selection_of()
    slides = (
        SavedSlide("decisions"),
        SavedSlide("indicator:DE-ABC:QP094027", "Mon message", "Ma note"),
        SavedSlide("indicator:NOPE:QP094027"),
    )
    sequence = SavedSequence("x", "chennevieres", "Copil", date(2026, 12, 10), ("QP094027",), "COM94019", slides)
    deck = committee.deck(selection, sequence)
    assert [s.key for s in deck.slides] == [s.slide for s in slides]
    assert (deck.slides[1].message, deck.slides[1].note) == ("Mon message", "Ma note")
    assert "NOPE" in deck.slides[2].message and deck.slides[2].missing
    assert deck.title == "Copil"


def test_every_slide_on_offer_can_be_made(selection_of: Callable[..., Selection]) -> None:
    selection = selection_of()
    keys = committee.offered(selection)
    assert len(keys) > len(committee.plan(selection))
    sequence = replace(committee.automatic(selection), slides=tuple(map(SavedSlide, keys)))
    for slide in committee.deck(selection, sequence).slides:
        assert not slide.missing, slide.key
        assert len(slide.message) <= LONGEST_MESSAGE
        assert committee.label(slide.key, selection) != slide.key
