"""Comments on a slide's chart: numbers on it, the list under it, all of them in the speaker's note; nothing overflows."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from observatory import answers, committee
from observatory.selection import Selection
from observatory.series import Comment
from observatory.slides import Chart, Deck, SavedSequence, SavedSlide, page

SLIDE = "indicator:DE-ABC:QP094027"
SIZES = [(1024, 768), (1280, 720), (1920, 1080)]


def made(selection: Selection, as_of: date | None = None, slide: str = SLIDE) -> Deck:
    """A deck of one chart, as known on a day."""
    day = as_of or answers.last_published(selection.release)
    slides = (SavedSlide(slide),)
    return committee.deck(
        selection, SavedSequence(f"comments-{slide}", "chennevieres", "Copil", day, ("QP094027",), "COM94019", slides)
    )


def chart_of(deck: Deck) -> Chart:
    chart = deck.slides[0].chart
    assert chart is not None
    return chart


@pytest.mark.parametrize(("language", "title"), [("fr", "Commentaires"), ("en", "Comments")])
def test_a_slide_shows_the_comments_of_the_page(
    selection_of: Callable[..., Selection], chromium: Browser, tmp_path: Path, language: str, title: str
) -> None:
    selection = replace(selection_of(language=language), territories=("QP094027",))
    deck = made(selection)
    assert chart_of(deck).comments == answers.comments("DE-ABC", "QP094027", selection) != ()
    path = tmp_path / "deck.html"
    path.write_text(page(deck, dark=False), encoding="utf-8")
    opened = chromium.new_page(viewport={"width": 1280, "height": 720})
    opened.goto(path.as_uri())
    opened.wait_for_selector("html[data-ready]", state="attached")
    listed = opened.get_by_role("list", name=title).get_by_role("listitem")
    expect(listed).to_have_count(2)
    expect(listed.nth(1)).to_contain_text("fermeture de l’agence en mars 2021")
    expect(listed.nth(1).locator("span[lang=fr]")).to_have_count(1)
    numbers = opened.locator(".plot .annotation-text")
    assert [said for said in numbers.all_text_contents() if said in {"1", "2", "3"}] == ["1", "2"]
    opened.close()


def test_a_past_day_shows_what_had_been_said(
    selection_of: Callable[..., Selection], monkeypatch: pytest.MonkeyPatch
) -> None:
    days = (date(2023, 7, 1), date(2023, 7, 2))
    said = tuple(Comment(None, day, "Cheffe de projet", f"Dit le {day}", "local") for day in days)
    monkeypatch.setattr("observatory.answers.judgements._comments", lambda *_: {("HAB-12", "QP094027"): said})
    for known, day in enumerate(days, start=1):
        assert chart_of(made(selection_of(), day, "indicator:HAB-12:QP094027")).comments == said[:known]


def test_hidden_demonstration_leaves_made_up_comments_out(selection_of: Callable[..., Selection]) -> None:
    hidden = made(selection_of(show_demo=False))
    assert chart_of(hidden).comments == () and 'class="remarks"' not in page(hidden, dark=False)


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_many_long_comments_overflow_nothing(
    selection_of: Callable[..., Selection], chromium: Browser, tmp_path: Path, width: int, height: int
) -> None:
    deck = made(selection_of())
    chart = chart_of(deck)
    periods = [None, *(p.period for p in chart.series[0].published())]
    long = "Les radiations ont repris au deuxième trimestre, puis ont cessé <b>. " * 9
    comments = tuple(Comment(one, date(2024, 3, 1), "Cheffe de projet", long, "demo") for one in periods)
    deck = replace(deck, slides=(replace(deck.slides[0], chart=replace(chart, comments=comments)),))
    path = tmp_path / "deck.html"
    path.write_text(page(deck, dark=False), encoding="utf-8")
    opened = chromium.new_page(viewport={"width": width, "height": height})
    opened.goto(path.as_uri())
    opened.wait_for_selector("html[data-ready]", state="attached")
    places = {name: opened.locator(f".slide {name}").bounding_box() for name in (".frame", ".remarks", "footer")}
    frame, listed, footer = (places[name] for name in (".frame", ".remarks", "footer"))
    assert frame and listed and footer
    assert frame["y"] + frame["height"] <= listed["y"] + 1
    assert listed["y"] + listed["height"] <= footer["y"]
    if side := opened.locator(".slide .side").bounding_box():
        beside = side["x"] >= listed["x"] + listed["width"]
        assert beside or listed["y"] + listed["height"] <= side["y"] + 1
    assert opened.evaluate("[...document.querySelectorAll('.body')].every(e => e.scrollHeight <= e.clientHeight + 1)")
    assert opened.locator(".remarks li").count() == 4, "three, and a sentence about the others"
    note = opened.evaluate("JSON.parse(document.getElementById('data').textContent).notes[0]")
    assert note.count(long.strip()) == len(comments)
    opened.close()
