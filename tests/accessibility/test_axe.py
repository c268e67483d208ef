"""No page and no slide breaks an automatic rule of WCAG 2.1 A or AA because of us, in any language or theme."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from observatory import config, texts

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


def causes(faults: "list[Fault]", page: Page) -> tuple[list[str], set[Known]]:
    """Faults that are ours, in words, and what Streamlit's own faults among them are known as."""
    ours, met = [], set()
    for fault in faults:
        element = page.locator(fault.target).first
        known = next(
            (k for k in STREAMLIT if k.rule == fault.rule and element.evaluate("(e, s) => e.matches(s)", k.selector)),
            None,
        )
        if known is None:
            ours.append(str(fault))
        else:
            met.add(known)
    return ours, met


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
    met: set[Known] = set()
    wrong: dict[str, list[str]] = {}
    for name in PAGES:
        visitor.open(name if name != "overview" else "", lang=language)
        expect(visitor.page.locator("html")).to_have_attribute("lang", language)
        if (language, theme) == ("fr", "light"):
            ours, _ = causes(axe(visitor.page), visitor.page)
            wrong[f"{name}, as it opens"] = ours
        unfold(visitor)
        ours, seen = causes(axe(visitor.page), visitor.page)
        wrong[f"{name}, unfolded"] = ours
        met |= seen
    wrong = {where: ours for where, ours in wrong.items() if ours}
    assert wrong == {}
    assert met == set(STREAMLIT), "a fault of Streamlit's is gone: take it off the list and out of the statement"


@pytest.mark.parametrize("theme", THEMES)
def test_pages_otherwise(
    theme: str,
    visit: "Callable[..., Visitor]",
    server: str,
    axe: "Callable[[Page], list[Fault]]",
) -> None:
    """On a phone, with several neighbourhoods, with all indicators side by side, with the table open."""
    visitor = visit(server, color_scheme=theme)
    wrong: dict[str, list[str]] = {}
    for way, name, parameters, there in OTHERWISE:
        visitor.page.set_viewport_size(PHONE if way == "phone" else DESK)
        visitor.open(name, **parameters)
        expect(visitor.page.locator(there).first).to_be_visible()
        ours, _ = causes(axe(visitor.settle().page), visitor.page)
        if ours:
            wrong[f"{way}, {name or 'overview'}"] = ours
    assert wrong == {}


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
    wrong: dict[str, list[str]] = {}
    for kind, number in sorted(kinds.items(), key=lambda one: one[1]):
        page.goto(f"{page.url.split('#')[0]}#{number}")
        page.wait_for_selector(f"html[data-slide='{number}']", state="attached")
        page.evaluate("() => document.querySelectorAll('.slide.shown details').forEach(d => { d.open = true; })")
        ours, _ = causes(axe(page), page)
        if ours:
            wrong[f"{kind} {number}"] = ours
    page.keyboard.press("?")
    ours, _ = causes(axe(page), page)
    assert wrong == {} and ours == []


def test_a_fault_is_seen(visitor: "Visitor", axe: "Callable[[Page], list[Fault]]") -> None:
    """The rules bite: a picture without words, grey on grey and a nameless button are found and are ours."""
    visitor.open("method")
    visitor.page.evaluate(
        """() => document.querySelector('[data-testid=stMainBlockContainer]').insertAdjacentHTML('afterbegin',
            '<div style="height:99px"><img src="data:," width="9" height="9"><p style="color:#aaa;background:#bbb">gris</p><button></button></div>')"""
    )
    ours, _ = causes(axe(visitor.page), visitor.page)
    assert {one.split(":")[0] for one in ours} >= {"image-alt", "color-contrast", "button-name"}


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
        nameless = page.evaluate(
            """() => [...document.querySelectorAll('.cq table')].filter(
                t => !t.caption && !t.ariaLabel && !t.hasAttribute('aria-labelledby')).length"""
        )
        assert nameless == 0, name
        pictures = page.evaluate(
            """() => [...document.querySelectorAll('.cq-plot')].filter(
                c => c.getAttribute('role') !== 'figure' || (c.ariaLabel || '').trim().length < 5).length"""
        )
        assert pictures == 0, name
