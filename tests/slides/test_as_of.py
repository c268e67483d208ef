"""A sequence shows what was known on its day: figures, targets, statuses, evaluations; and says that day on every slide."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pikepdf
import pytest
from pptx import Presentation

from observatory import answers, committee, committee_store, reports
from observatory.errors import DashboardError
from observatory.exports.report import Illustration, Section, pdf_bytes
from observatory.exports.slideshow import pptx_bytes
from observatory.selection import Selection
from observatory.slides import Chart, Deck, SavedSequence, SavedSlide, page

FIRST, SECOND = date(2023, 7, 1), date(2024, 7, 1)
"""Days after the first and the second release of demonstration figures."""
SLIDES = tuple(map(SavedSlide, ("title", "synthesis", "indicator:HAB-12:QP094027", "gate")))


def sequence(as_of: date) -> SavedSequence:
    return SavedSequence("x", "chennevieres", "Copil", as_of, ("QP094027",), "COM94019", SLIDES)


@pytest.fixture(scope="module")
def decks(selection_of: Callable[..., Selection]) -> tuple[Deck, Deck]:
    return committee.deck(selection_of(), sequence(FIRST)), committee.deck(selection_of(), sequence(SECOND))


def drawn(deck: Deck) -> Chart:
    chart = deck.slides[2].chart
    assert chart is not None
    return chart


def values(deck: Deck) -> dict[int, tuple[float | None, str]]:
    return {p.period.year: (p.value, p.status) for p in drawn(deck).series[0].points}


def test_figures_are_those_of_the_day(decks: tuple[Deck, Deck]) -> None:
    early, late = map(values, decks)
    assert (max(early), max(late)) == (2022, 2023)
    assert early[2022] == (107, "provisional") and late[2022] == (112, "published")
    for deck, day in zip(decks, (FIRST, SECOND), strict=True):
        rows = answers.known_figures(["HAB-12"], ["QP094027"], None, None, "", None, day, True, 0, 99)
        assert values(deck) == {r.period.year: (r.value, r.status) for r in rows}


def test_statuses_and_sentences_are_those_of_the_day(
    decks: tuple[Deck, Deck], selection_of: Callable[..., Selection]
) -> None:
    early, late = decks
    assert early.slides[1].table != late.slides[1].table
    assert early.slides[2].message != late.slides[2].message
    for deck, day in zip(decks, (FIRST, SECOND), strict=True):
        selection = replace(selection_of(), territories=("QP094027",), as_of=day)
        rows = {
            r.indicator: r for r in answers.known_progress(["chennevieres"], day, True) if r.territory == "QP094027"
        }
        standing = next(s for s in answers.standings("QP094027", selection)["HAB-12"] if s.measure == "level")
        assert (standing.status, standing.current_value) == (rows["HAB-12"].status, rows["HAB-12"].current_value)
        assert deck.slides[2].key_figures[0].sign is not None
        assert deck.slides[2].key_figures[0].sign.status == standing.status


def test_a_target_is_the_one_in_force_on_the_day(selection_of: Callable[..., Selection]) -> None:
    selection = selection_of()
    rows = answers.known_targets(["chennevieres"], [], [], None, True)
    amended = [r for r in rows if r.amendment and r.measure == "level" and r.in_force]
    assert amended
    for row in amended:
        asked = ([row.indicator], [row.territory])
        key = row.indicator, row.territory, "level"
        now = answers.targets(*asked, selection)[key]
        before = answers.targets(
            *asked, replace(selection, as_of=row.amended_on.replace(year=row.amended_on.year - 1))
        )[key]
        since = answers.targets(*asked, replace(selection, as_of=row.amended_on))[key]
        assert before.amendment < row.amendment and since == now


def test_an_evaluation_that_came_later_is_not_known_yet(selection_of: Callable[..., Selection]) -> None:
    selection = selection_of()
    evaluated = next(a for a in answers.actions(selection) if a.evaluated_on)
    assert evaluated.evaluated_on is not None

    def then(day: date) -> date | None:
        found = answers.actions(replace(selection, as_of=day))
        return next(a.evaluated_on for a in found if a.action == evaluated.action)

    assert then(evaluated.evaluated_on) == evaluated.evaluated_on
    assert then(date(evaluated.year, 1, 1)) is None


def test_from_the_last_publication_on_it_is_today(selection_of: Callable[..., Selection]) -> None:
    selection = selection_of()
    last = answers.last_published(selection.release)
    assert committee.placed(selection, sequence(last)).as_of is None
    assert committee.placed(selection, sequence(SECOND)).as_of == SECOND


def test_every_format_says_the_day(decks: tuple[Deck, Deck]) -> None:
    for deck, said, value in zip(decks, ("1er juillet 2023", "1er juillet 2024"), ("107", "112"), strict=True):
        assert all(f"Arrêté au {said}" in deck.footer(slide) for slide in deck.slides)
        assert f"Arrêté au {said}" in page(deck, dark=False)
        slides = Presentation(io.BytesIO(pptx_bytes(deck))).slides
        shown = [s.text_frame.text for slide in slides for s in slide.shapes if s.has_text_frame]
        assert sum(f"Arrêté au {said}" in one for one in shown) >= len(deck.slides) - 1
        assert any(value in one for one in shown)


def illustrated(sections: tuple[Section, ...]) -> list[Chart]:
    own = [b.chart for s in sections for b in s.blocks if isinstance(b, Illustration)]
    return own + [chart for s in sections for chart in illustrated(s.sections)]


def test_the_annual_report_has_its_day(selection_of: Callable[..., Selection]) -> None:
    selection = replace(selection_of(), territories=("QP094027",), as_of=FIRST)
    report = reports.annual(selection)
    assert report.as_of == FIRST and report.year <= 2023
    years = {p.period.year for chart in illustrated(report.sections) for p in chart.series[0].points}
    assert max(years) == 2022
    now = illustrated(reports.annual(replace(selection, as_of=None)).sections)
    assert max(p.period.year for chart in now for p in chart.series[0].points) > 2022
    with pikepdf.open(io.BytesIO(pdf_bytes(report))) as pdf:
        assert len(pdf.pages) > 3


def test_a_day_before_the_first_publication_is_refused(built: Path) -> None:
    with pytest.raises(DashboardError, match="12 juin 2023"):
        committee_store.save(replace(sequence(date(2023, 6, 11)), sequence=""), None)
