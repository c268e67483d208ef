"""Whole journeys with the keyboard alone: only keys are pressed, and what has the focus is always seen."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from observatory import answers, database
from observatory.catalogue import Catalogue
from observatory.texts import text

if TYPE_CHECKING:
    from ..conftest import Visitor

LES_MORDACS = "QP094026"
FOCUSED = """() => {
    const e = document.activeElement;
    return [e.tagName, e.getAttribute("aria-label") || e.innerText || "", e.className?.toString() || ""].join("|");
}"""
# The option of an open list that a screen reader says, while the focus stays in its input.
ANNOUNCED = """() => document.getElementById(
    document.activeElement.getAttribute("aria-activedescendant") || "none")?.innerText.trim() ?? ''"""
SEEN = """() => {
    // Streamlit draws the ring of some controls on what surrounds the input.
    const drawn = (e) => {
        const s = getComputedStyle(e);
        const ring = s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 1;
        return ring || (s.boxShadow !== "none" && !/rgba\\(\\d+, \\d+, \\d+, 0\\)/.test(s.boxShadow));
    };
    const e = document.activeElement;
    const around = [e, e.parentElement, e.parentElement?.parentElement, e.nextElementSibling, e.previousElementSibling];
    const input = e.matches("input[type=text], textarea");
    return input || around.some((one) => one && drawn(one));
}"""


@pytest.fixture(scope="module")
def known(built: Path) -> Catalogue:
    return answers.catalogue(database.identity())


def tab_to(page: Page, wanted: str, key: str = "Tab", limit: int = 80) -> None:
    """Press Tab until what has the focus says `wanted` (a regular expression)."""
    for _ in range(limit):
        page.keyboard.press(key)
        if re.search(wanted, page.evaluate(FOCUSED)):
            return
    raise AssertionError(f"the Tab key never reaches {wanted!r}; it ended on {page.evaluate(FOCUSED)!r}")


def test_what_has_the_focus_is_seen(visitor: "Visitor") -> None:
    """From the first stop to the last before the charts, on a page with all kinds of controls."""
    visitor.open("employment", indicator="DE-ABC")
    page = visitor.page
    expect(visitor.card("DE-ABC")).to_have_attribute("aria-pressed", "true")
    stops: list[str] = []
    for _ in range(32):
        page.keyboard.press("Tab")
        where = page.evaluate(FOCUSED)
        assert page.evaluate(SEEN), f"nothing shows that {where} has the focus"
        stops.append(where)
    assert sum("cq-card" in stop for stop in stops) <= 8, "the strip of cards is one stop, not one a card"


def test_the_first_stop_leads_past_the_menu(visitor: "Visitor") -> None:
    page = visitor.open("employment").page
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text(text("interface.skip", "fr"))
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_attribute("data-card", re.compile("."))


def test_choose_a_neighbourhood(visitor: "Visitor", known: Catalogue) -> None:
    page = visitor.open("employment", indicator="DE-ABC").page
    # The list shuts when the page is drawn again under it, as in the first instants: wait until all is there.
    visitor.traces(1)
    visitor.settle()
    name = known.territory_label(LES_MORDACS, "fr")
    tab_to(page, rf"^INPUT\|{re.escape(text('filters.territories', 'fr'))}")
    # At a person's pace: the list answers the keys a few hundredths of a second later.
    page.keyboard.type(name, delay=60)
    expect(page.get_by_role("option", name=name, exact=True)).to_be_visible()
    page.wait_for_timeout(400)
    for _ in range(5):
        if page.evaluate(ANNOUNCED) == name:
            break
        page.keyboard.press("ArrowDown")
        page.wait_for_timeout(400)
    assert page.evaluate(ANNOUNCED) == name, page.evaluate(FOCUSED)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(LES_MORDACS))
    page.keyboard.press("Escape")
    visitor.settle()
    page.wait_for_function(
        "name => document.querySelector('.js-plotly-plot').data.some(t => t.name === name)", arg=name
    )


def test_choose_a_card_read_its_table_take_its_file(visitor: "Visitor", known: Catalogue) -> None:
    page = visitor.open("employment", indicator="DE-ABC").page
    expect(visitor.card("DE-ABC")).to_have_attribute("aria-pressed", "true")
    tab_to(page, "cq-card")
    expect(page.locator(":focus")).to_have_attribute("data-card", "DE-ABC")
    page.keyboard.press("End")
    last = page.locator(":focus").get_attribute("data-card")
    page.keyboard.press("Home")
    for _ in range(60):
        if page.locator(":focus").get_attribute("data-card") == "EMP-04":
            break
        page.keyboard.press("ArrowRight")
    assert last not in {None, "EMP-04"}
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("indicator=EMP-04"))
    title = known.indicators["EMP-04"].name.fr
    expect(page.get_by_role("heading", name=title).first).to_be_visible()
    visitor.settle()
    expect(page.locator(":focus")).to_have_attribute("data-card", "EMP-04")

    tab_to(page, rf"^SUMMARY\|(?s:.*){re.escape(text('table.open', 'fr'))}")
    page.keyboard.press("Enter")
    table = page.get_by_test_id("stDataFrame").first
    expect(table).to_be_visible()
    visitor.settle()
    tab_to(page, r"^(CANVAS|TABLE|DIV)\|(?s:.*)\|")
    table.locator("[role=grid] [role=row]").nth(1).wait_for(state="attached")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    selected = table.locator("[role=gridcell][aria-selected=true]")
    expect(selected).to_have_count(1)
    assert selected.text_content()

    tab_to(page, rf"^BUTTON\|(?s:.*){re.escape(text('table.csv', 'fr'))}")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    content = Path(download.value.path()).read_bytes().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content), delimiter=";"))
    assert len(rows) > 3


def test_change_the_language(visitor: "Visitor") -> None:
    page = visitor.open("method").page
    tab_to(page, r"^INPUT\|Français")
    page.keyboard.press("ArrowRight")
    if page.locator("html").get_attribute("lang") != "en":
        page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("h1").first).to_have_text(text("frame.page.method", "en"))


def test_run_a_committee(visitor: "Visitor", visit: "Callable[..., Visitor]") -> None:
    """From the committee page to the deck, through it, to its notes, and back."""
    page = visitor.open("committee").page
    tab_to(page, rf"^A\|(?s:.*){re.escape(text('committee.page.project', 'fr'))}")
    with page.expect_popup() as opened:
        page.keyboard.press("Enter")
    deck = opened.value
    deck.wait_for_selector("html[data-ready]", state="attached")
    for key, number in (("ArrowRight", "2"), ("PageDown", "3"), ("Home", "1")):
        deck.keyboard.press(key)
        deck.wait_for_selector(f"html[data-slide='{number}']", state="attached")
    deck.keyboard.type("8")
    deck.keyboard.press("Enter")
    deck.wait_for_selector("html[data-slide='8']", state="attached")
    tab_to(deck, r"^SUMMARY\|", limit=20)
    deck.keyboard.press("Enter")
    expect(deck.locator(".slide.shown table").first).to_be_visible()
    deck.keyboard.press("Enter")
    with deck.expect_popup() as notes:
        deck.keyboard.press("n")
    expect(notes.value.locator("#where")).to_contain_text("8 /")
    notes.value.close()
    deck.keyboard.press("?")
    expect(deck.locator("#help")).to_be_visible()
    deck.keyboard.press("Escape")
    expect(deck.locator("#help")).not_to_be_visible()
    deck.close()
