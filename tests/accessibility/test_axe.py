"""No page and no slide breaks an automatic rule of WCAG 2.1 A or AA because of us, in any language or theme.

What is found is told in the accessibility statement. `UPDATE_AXE=1 pytest -n 0 tests/accessibility/test_axe.py` writes it
again, to do when pages come, when axe-core changes or when a fault of Streamlit's comes or goes.
"""

import json
import os
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import date
from importlib.resources import files
from itertools import product
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from observatory import config, texts
from observatory.ui import accessibility as statement

if TYPE_CHECKING:
    from ..conftest import Visitor
    from .conftest import Fault

PAGES = sorted(path.stem for path in (config.ROOT / "pages").glob("*.py"))
THEMES = ("light", "dark")
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 720}
OTHERWISE = (
    ("phone", "", {}, ".cq-screen"),
    ("several", "", {"contract": "gpsea"}, ".cq-matrix"),
    ("several", "employment", {"contract": "gpsea"}, ".st-key-map"),
    ("multiples", "employment", {"multiples": "1"}, ".st-key-multiples-chart"),
    ("table", "employment", {"table": "1"}, "[data-testid=stDataFrame]"),
)
"""Ways to look at a page that its address does not open with: the way, the page, its parameters, what must be there."""
VIEWED = (
    ("opened", "fr", "light"),
    *product(("unfolded", "deck"), texts.LANGUAGES, THEMES),
    *product(dict.fromkeys(way for way, *_ in OTHERWISE), texts.LANGUAGES, THEMES),
)
"""All that is examined: way to look at pages, language, theme."""
UPDATE = os.environ.get("UPDATE_AXE") == "1"
SCRIPT = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
VERSION = re.findall(r"axe v([\d.]+)", SCRIPT[:200])[0]


@dataclass(frozen=True, slots=True)
class Known:
    """What Streamlit causes and we cannot change: a rule, the elements it is about, why, and what helps a reader."""

    rule: str
    selector: str
    why: str
    remedy: str


STREAMLIT = (
    Known(
        "focus-order-semantics",
        "[data-testid=stMultiSelect] [data-tag]",
        "the chosen values of a multiselect take the focus without being a control",
        "interface.js gives them the role of a group, so that their name is read; Backspace or the button removes them",
    ),
)


@dataclass
class Tally:
    """What axe found in views: our faults in words by view, and elements at fault by rule, ours and Streamlit's."""

    views: int = 0
    wrong: dict[str, list[str]] = field(default_factory=dict)
    ours: Counter[str] = field(default_factory=Counter)
    streamlit: Counter[str] = field(default_factory=Counter)

    def add(self, view: str, faults: "list[Fault]", page: Page) -> None:
        """Count a view."""
        self.views += 1
        for fault in faults:
            element = page.locator(fault.target).first
            if any(k.rule == fault.rule and element.evaluate("(e, s) => e.matches(s)", k.selector) for k in STREAMLIT):
                self.streamlit[fault.rule] += 1
            else:
                self.ours[fault.rule] += 1
                self.wrong.setdefault(view, []).append(str(fault))

    def holds(self, way: str, language: str, theme: str) -> None:
        """Nothing is ours, and the statement says what was found; asked to (`UPDATE_AXE=1`), write it there first."""
        found = statement.Part(way, language, theme, self.views, dict(self.ours), dict(self.streamlit))
        if UPDATE:
            declare(found)
        assert self.wrong == {}
        said = [part for part in statement.measure().parts if seen(part) == seen(found)]
        # How many elements break a rule of Streamlit's is as of the day of the statement.
        told = [(part.views, part.ours, set(part.streamlit)) for part in said]
        assert told == [(found.views, found.ours, set(found.streamlit))], "written again as the head of this file says?"


def seen(part: statement.Part) -> tuple[str, str, str]:
    """The way to look at pages, the language and the theme."""
    return part.way, part.language, part.theme


def declare(found: statement.Part) -> None:
    """Write what was found into the statement, in place of what it said of the same views."""
    statement.measure.cache_clear()
    before = statement.measure().parts
    parts = {seen(part): part for part in (*before, found)}
    said = {
        "day": date.today().isoformat(),
        "axe": VERSION,
        "parts": [asdict(parts[one]) for one in VIEWED if one in parts],
    }
    statement.FILE.write_text(json.dumps(said, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    statement.measure.cache_clear()


def drawn(visitor: "Visitor") -> Page:
    """The page once every control is there: Streamlit fetches the script of some when they are first met."""
    expect(visitor.page.get_by_test_id("stSkeleton")).to_have_count(0)
    # The filter of neighbourhoods stands on every page.
    expect(visitor.page.locator(".cq-ask-box li button").first).to_be_attached()
    return visitor.settle().page


def unfold(visitor: "Visitor") -> None:
    """Open everything on request, and wait until it is there."""
    shut = visitor.page.locator("[data-testid=stExpander] details:not([open]) > summary")
    for _ in range(shut.count()):
        shut.first.click()
        visitor.page.wait_for_timeout(100)
        visitor.settle()
    visitor.page.wait_for_timeout(300)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_pages(
    language: str,
    theme: str,
    visit: "Callable[..., Visitor]",
    server: str,
    axe: "Callable[[Page], list[Fault]]",
) -> None:
    """With everything on request opened; in French and light, as the page opens too."""
    visitor = visit(server, color_scheme=theme)
    opened, unfolded = Tally(), Tally()
    for name in PAGES:
        visitor.open(name if name != "overview" else "", lang=language)
        expect(visitor.page.locator("html")).to_have_attribute("lang", language)
        if (language, theme) == ("fr", "light"):
            opened.add(name, axe(drawn(visitor)), visitor.page)
        unfold(visitor)
        unfolded.add(name, axe(drawn(visitor)), visitor.page)
    if opened.views:
        opened.holds("opened", language, theme)
    unfolded.holds("unfolded", language, theme)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_pages_otherwise(
    language: str,
    theme: str,
    visit: "Callable[..., Visitor]",
    server: str,
    axe: "Callable[[Page], list[Fault]]",
) -> None:
    """On a phone, with several neighbourhoods, with all indicators side by side, with the table open."""
    visitor = visit(server, color_scheme=theme)
    tallies: dict[str, Tally] = {}
    for way, name, parameters, there in OTHERWISE:
        visitor.page.set_viewport_size(PHONE if way == "phone" else DESK)
        visitor.open(name, lang=language, **parameters)
        expect(visitor.page.locator("html")).to_have_attribute("lang", language)
        expect(visitor.page.locator(there).first).to_be_visible()
        tallies.setdefault(way, Tally()).add(name or "overview", axe(drawn(visitor)), visitor.page)
    for way, tally in tallies.items():
        tally.holds(way, language, theme)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_the_deck(
    language: str,
    theme: str,
    visit: "Callable[..., Visitor]",
    server: str,
    axe: "Callable[[Page], list[Fault]]",
) -> None:
    """A slide of each kind: title, counts, an axis, an indicator with its table open, a neighbourhood, decisions."""
    page = visit(server, color_scheme=theme).page
    page.goto(f"{server}/deck?lang={language}&theme={theme}")
    page.wait_for_selector("html[data-ready]", state="attached")
    kinds: dict[str, int] = page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll('.slide')].reverse().map(
            s => [s.className, [...document.querySelectorAll('.slide')].indexOf(s) + 1]))"""
    )
    assert len(kinds) >= 4
    tally = Tally()
    for kind, number in sorted(kinds.items(), key=lambda one: one[1]):
        page.goto(f"{page.url.split('#')[0]}#{number}")
        page.wait_for_selector(f"html[data-slide='{number}']", state="attached")
        page.evaluate("() => document.querySelectorAll('.slide.shown details').forEach(d => { d.open = true; })")
        tally.add(f"{kind} {number}", axe(page), page)
    page.keyboard.press("?")
    tally.add("help", axe(page), page)
    tally.holds("deck", language, theme)


def test_the_statement_speaks_of_all_that_is_examined() -> None:
    said = statement.measure()
    assert [seen(part) for part in said.parts] == list(VIEWED)
    assert said.version == VERSION
    assert set(statement.WAYS) == {way for way, *_ in VIEWED}
    assert set(said.rules("streamlit")) <= {known.rule for known in STREAMLIT} == set(statement.EXPLAINED)


def test_a_fault_is_seen(visitor: "Visitor", axe: "Callable[[Page], list[Fault]]") -> None:
    """The rules bite: a picture without words, grey on grey and a nameless button are found and are ours."""
    visitor.open("method")
    visitor.page.evaluate(
        """() => document.querySelector('[data-testid=stMainBlockContainer]').insertAdjacentHTML('afterbegin',
            '<div style="height:99px"><img src="data:," width="9" height="9"><p style="color:#aaa;background:#bbb">gris</p><button></button></div>')"""
    )
    tally = Tally()
    tally.add("method", axe(visitor.page), visitor.page)
    assert set(tally.ours) >= {"image-alt", "color-contrast", "button-name"}


def test_what_axe_does_not_look_at(visitor: "Visitor") -> None:
    """Landmarks, the page one is on, the title of the window, headings in order, a name for each of our tables."""
    for name in PAGES:
        visitor.open(name if name != "overview" else "")
        page = visitor.page
        expect(page.get_by_role("navigation", name=texts.text("accessibility.navigation", "fr"))).to_have_count(1)
        expect(page.locator("main")).to_have_count(1)
        current = page.locator("a[aria-current=page]")
        expect(current).to_have_count(1)
        label = texts.text(f"frame.page.{name}", "fr")
        expect(current).to_contain_text(label)
        expect(page).to_have_title(texts.text("accessibility.title", "fr", page=label))
        levels = page.evaluate(
            "() => [...document.querySelectorAll('main h1, main h2, main h3, main h4')].map(h => +h.tagName[1])"
        )
        assert levels[0] == 1, name
        assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False)), name
        # Names of tables and figures come with scripts, a moment after what they name.
        page.wait_for_function(
            """() => [...document.querySelectorAll('.cq table')].every(
                t => t.caption || t.ariaLabel || t.hasAttribute('aria-labelledby'))"""
        )
        page.wait_for_function(
            """() => [...document.querySelectorAll('.cq-plot')].every(
                c => c.getAttribute('role') === 'figure' && (c.ariaLabel || '').trim().length >= 5)"""
        )
