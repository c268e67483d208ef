"""The automatic sequence: made without any hand-work, one message a slide, a whole footer, nothing that misleads."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from observatory import answers, committee, database, formats, projection
from observatory.committee import sentences
from observatory.selection import Selection
from observatory.slides import KINDS, LONGEST_MESSAGE, Deck, SavedSequence, SavedSlide, Slide
from observatory.texts import text

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


@pytest.mark.parametrize("show_demo", [True, False])
def test_the_title_announces_the_marks_of_what_follows(selection_of: Callable[..., Selection], show_demo: bool) -> None:
    title, *others = committee.deck(replace(selection_of(), show_demo=show_demo)).slides
    assert title.kind == "title"
    assert title.is_demo == any(one.is_demo for one in others) == show_demo
    assert title.has_secret == any(one.has_secret for one in others)


def test_who_waits_for_a_deck_hears_of_each_slide_once(selection_of: Callable[..., Selection]) -> None:
    chosen = replace(selection_of(), first_year=2012)
    heard: list[tuple[int, int]] = []
    deck = committee.deck(chosen, None, lambda done, total: heard.append((done, total)))
    assert heard == [(n, len(deck.slides)) for n in range(1, len(deck.slides) + 1)]
    heard.clear()
    assert committee.deck(chosen, None, lambda *_: heard.append((0, 0))) is deck
    assert heard == []


def test_the_order_is_that_of_the_committee(automatic_deck: Deck) -> None:
    kinds = [slide.kind for slide in automatic_deck.slides]
    assert kinds[:3] == ["title", "synthesis", "synthesis"]
    assert kinds[-4:] == ["actions", "actions", "decisions", "decisions"]
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


def test_a_status_that_a_demonstration_target_gives_to_an_official_figure_says_so(automatic_deck: Deck) -> None:
    made_up = text("committee.demo_target", "fr")
    slides = {slide.key: slide for slide in automatic_deck.slides}
    for key, name in (("highlights", "Demandeurs de longue durée"), ("decisions", "Demandeurs de longue durée")):
        (item,) = [i for some in slides[key].lists for i in some.items if i.text.startswith(name)]
        assert not item.is_demo and item.detail.endswith(made_up), key
    assert slides["neighbourhood:QP094027"].table is not None
    (row,) = [r for r in slides["neighbourhood:QP094027"].table.rows if r[0].text == "Demandeurs de longue durée"]
    assert row[-1].sign is not None and row[-1].note == made_up
    first, *_, goal = slides["indicator:EMP-03:QP094027"].key_figures
    assert not first.is_demo and goal.is_demo


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


def sheets(deck: Deck) -> dict[str, Slide]:
    return {slide.key.partition(":")[2]: slide for slide in deck.slides if slide.kind == "neighbourhood"}


@pytest.mark.parametrize("contract", CONTRACTS)
def test_a_sheet_compares_with_the_reference_or_says_with_whom_and_when(
    selection_of: Callable[..., Selection], contract: str
) -> None:
    selection = selection_of(contract)
    known = answers.catalogue(selection.release)
    names = {i.short_name.fr: i for i in known.indicators.values()}
    others = 0
    for code, sheet in sheets(committee.deck(selection)).items():
        judged = answers.standings(code, selection)
        assert sheet.table is not None
        for row in sheet.table.rows:
            found = names[row[0].text]
            gaps = [s for s in judged.get(found.indicator, ()) if s.measure == "gap" and s.current_value is not None]
            same = next((s for s in gaps if s.reference == selection.reference), None)
            if row[3].text == "–":
                assert same is None
                continue
            shown = same or next(s for s in gaps if s.target_value is not None)
            value = formats.difference(shown.current_value or 0, found.decimals, found.unit.difference.fr, "fr")
            assert row[3].text == value
            if same is None:
                others += 1
                assert known.territory_label(shown.reference, "fr") in row[3].note
            assert shown.current_period is not None
            when = formats.short_period(shown.current_period, found.period_kind, "fr")
            assert (when in row[3].note) == (when != row[2].text)
    assert others == (2 if contract == "chennevieres" else 0)


def test_the_headline_of_a_sheet_counts_gaps_to_the_reference_alone(selection_of: Callable[..., Selection]) -> None:
    selection = selection_of()
    known = answers.catalogue(selection.release)
    moved = [
        s.improves
        for code, ones in answers.standings("QP094027", selection).items()
        for s in ones
        if s.measure == "gap" and s.reference == "COM94019" and s.improves is not None and code in known.indicators
        and known.indicators[code].parent == ""
    ]  # fmt: skip
    assert (moved.count(True), len(moved)) == (2, 4)
    assert sheets(committee.deck(selection))["QP094027"].message.endswith("se réduit pour 2 indicateurs sur 4")


def test_a_gap_of_an_older_day_says_its_day(automatic_deck: Deck) -> None:
    slide = next(s for s in automatic_deck.slides if s.key == "indicator:EMP-03:QP094027")
    level, gap = slide.key_figures[:2]
    assert level.period == "31 décembre 2021"
    assert gap.note.startswith("déc. 2017 · ")


def test_a_contract_with_several_neighbourhoods_shows_all_of_them(selection_of: Callable[..., Selection]) -> None:
    selection = selection_of("gpsea")
    deck = committee.deck(selection)
    label = answers.catalogue(selection.release).territory_label
    assert len(selection.territories) == 7 > answers.MAX_LINES
    assert list(sheets(deck)) == list(selection.territories)
    for code in selection.territories:
        assert label(code, "fr") in deck.slides[0].subtitle
        assert label(code, "fr") in sheets(deck)[code].message
    offered = committee.offered(selection)
    assert {key.split(":")[2] for key in offered if key.startswith("indicator:")} == set(selection.territories)


def test_counts_are_those_of_all_neighbourhoods_and_say_so(selection_of: Callable[..., Selection]) -> None:
    selection = selection_of("gpsea")
    synthesis = next(s for s in committee.deck(selection).slides if s.key == "synthesis")
    counted = answers.tally("contract", "gpsea", selection).counts
    assert synthesis.table is not None
    totals = [sum(int(row[n].text) for row in synthesis.table.rows) for n in range(1, 7)]
    signs = [heading.sign.status for heading in synthesis.table.headings[1:] if heading.sign]
    assert dict(zip(signs, totals, strict=True)) == {status: counted[status] for status in signs}
    assert synthesis.message.startswith("10 indicateurs sur 31 ")
    assert synthesis.eyebrow.endswith("7 quartiers") and synthesis.subtitle


def test_a_slide_of_one_neighbourhood_among_several_names_it(selection_of: Callable[..., Selection]) -> None:
    selection = selection_of("gpsea")
    label = answers.catalogue(selection.release).territory_label
    deck = committee.deck(selection)
    shown = [slide for slide in deck.slides if slide.kind == "indicator"]
    assert len({slide.key.split(":")[2] for slide in shown}) > 2
    for slide in shown:
        assert slide.chart is not None
        assert slide.message.startswith(label(slide.chart.series[0].territory, "fr")), slide.key
    alone = committee.deck(replace(selection, territories=("QP094023",)))
    assert alone.slides[1].eyebrow.endswith("· Fabien")
    pair = committee.deck(replace(selection, territories=("QP094023", "QP094004")))
    assert pair.slides[1].eyebrow.endswith("· 2 quartiers sur 7")


def test_neighbourhoods_beside_the_contract_are_for_comparison(selection_of: Callable[..., Selection]) -> None:
    selection = selection_of()
    beside = replace(selection, territories=(*selection.territories, "QP094026", "QP094004"))
    assert committee.automatic(beside).territories == selection.territories


def test_the_first_payer_has_its_article(automatic_deck: Deck) -> None:
    slide = next(slide for slide in automatic_deck.slides if slide.key == "actions")
    assert re.search(r"dont \d+\s% par l’État \(programme 147\)$", slide.message)
    assert sentences.with_article("Ville de Chennevières-sur-Marne", "fr") == "la Ville de Chennevières-sur-Marne"
    assert sentences.with_article("Grand Paris Sud Est Avenir", "fr") == "Grand Paris Sud Est Avenir"
    assert sentences.with_article("État (programme 147)", "en") == "État (programme 147)"


def test_a_projected_deck_has_every_neighbourhood_of_its_contract(built) -> None:
    known = answers.catalogue(database.identity())
    whole = known.contracts["gpsea"].territories
    assert len(whole) > answers.MAX_LINES
    assert projection.asked({"contract": "gpsea"})[0].territories == whole
    others = [c for c, t in known.territories.items() if t.level == "neighbourhood" and c not in whole]
    shown = projection.asked({"contract": "gpsea", "territories": ",".join([*others, *whole])})[0].territories
    assert shown == (*others[: answers.MAX_LINES], *whole)
