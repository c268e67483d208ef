"""Every page is in one language: the words that a reader sees or hears, walked through in a real browser.

A word is foreign to a language when the other language's catalogue or data has it and this language's has not.
"""

import csv
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from observatory import config, texts

if TYPE_CHECKING:
    from ..conftest import Visitor

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(path.stem for path in (config.ROOT / "pages").glob("*.py"))
LOCALES = {"fr": "fr-FR", "en": "en-GB"}

# Of every element that is not marked as being in the other language: what is written, and what is read aloud or shown on
# demand. Names of icons are hidden from assistive technology; what a reader types is the reader's.
COLLECT = """language => {
    const other = language === "fr" ? "en" : "fr";
    const left_out = `script, style, noscript, textarea, [data-testid=stIconMaterial], [aria-hidden=true][translate=no],
        [data-testid=stExpanderIcon], [lang=${other}]`;
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) =>
        node.nodeType === Node.ELEMENT_NODE && node.matches(left_out) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        if (node.nodeType === Node.TEXT_NODE) { if (node.nodeValue.trim()) found.push(node.nodeValue.trim()); continue; }
        for (const name of ["aria-label", "aria-valuetext", "aria-description", "aria-roledescription", "title", "placeholder", "alt"]) {
            const value = node.getAttribute(name);
            if (value && value.trim()) found.push(value.trim());
        }
    }
    return [...new Set(found)];
}"""

# Streamlit's interface, in case a sentence of its is not in our list of its words.
STREAMLIT_SAYS = """choose options select results press enter apply drag drop file files here browse limit upload download search
    show hide columns fullscreen clear remove open close dismiss start end values selected help skip main content sidebar
    collapse expand available running stop loading sort ascending descending autosize pin"""

# Names that stay as they are in the other language.
NAMES = {
    "fr": {"english", "data", "file", "qpv"},
    "en": {
        "français", "pôle", "emploi", "dares", "gendarmerie", "collège", "collèges", "lycée", "lycées", "maternelles",
    },
}  # fmt: skip


def words(said: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]{3,}", said.lower()))


def spoken() -> dict[str, set[str]]:
    """Words of each language: catalogues and the columns of data/ that end in its code; names under `names`."""
    found: dict[str, set[str]] = {"fr": set(), "en": set(), "names": set()}
    for language in texts.LANGUAGES:
        for form in texts._catalogue(language)[0].values():
            for sentence in (form,) if isinstance(form, str) else form:
                found[language] |= words(re.sub(r"\{\w*\}", " ", sentence))
    for path in (*(ROOT / "data" / "contract").glob("*.csv"), *(ROOT / "data" / "territories").glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file, delimiter=";"):
                for column, value in row.items():
                    ending = column[-2:] if column[-3:] in {"_fr", "_en"} else "names"
                    found[ending] |= words(value or "")
    return found


@pytest.fixture(scope="module")
def foreign() -> dict[str, set[str]]:
    """For each language, the words that must not show on its pages."""
    found = spoken()
    said_by_streamlit = words(STREAMLIT_SAYS)
    french = (found["en"] | said_by_streamlit) - found["fr"] - found["names"] - NAMES["fr"]
    english = found["fr"] - found["en"] - found["names"] - said_by_streamlit - NAMES["en"]
    return {"fr": french, "en": english}


def gather(visitor: "Visitor", language: str) -> set[str]:
    """What the page says as it opens, unfolded, with the lists of its filters open and a search without an answer."""
    page = visitor.page
    page.wait_for_timeout(300)
    said = set(page.evaluate(COLLECT, language))
    shut = page.locator("[data-testid=stExpander] details:not([open]) > summary")
    for _ in range(shut.count()):
        shut.first.click()
        page.wait_for_timeout(100)
        visitor.settle()
    page.wait_for_timeout(300)
    said |= set(page.evaluate(COLLECT, language))
    lists = [page.locator("#cq-ask-search")]
    lists += [page.get_by_test_id(kind).locator("input").first for kind in ("stMultiSelect", "stSelectbox")]
    for box in lists:
        if not box.count():
            continue
        box.click()
        page.wait_for_timeout(150)
        said |= set(page.evaluate(COLLECT, language))
        page.keyboard.type("zzzz")
        page.wait_for_timeout(150)
        said |= set(page.evaluate(COLLECT, language))
        for _ in range(4):
            page.keyboard.press("Backspace")
        page.keyboard.press("Escape")
    return said


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_pages(language: str, visit: "Callable[..., Visitor]", server: str, foreign: dict[str, set[str]]) -> None:
    visitor = visit(server, locale=LOCALES[language])
    wrong: dict[str, list[str]] = {}
    for name in PAGES:
        visitor.open(name if name != "overview" else "", lang=language)
        said = gather(visitor, language)
        assert len(said) > 60
        bad = sorted(
            f"{sorted(words(one) & foreign[language])} in {one[:200]!r}"
            for one in said
            if words(one) & foreign[language]
        )
        if bad:
            wrong[name] = bad
    assert wrong == {}


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_an_address_that_does_not_exist(
    language: str, visit: "Callable[..., Visitor]", server: str, foreign: dict[str, set[str]]
) -> None:
    visitor = visit(server, locale=LOCALES[language]).open("nowhere", lang=language)
    dialog = visitor.page.get_by_role("dialog")
    expect(dialog).to_contain_text({"fr": "Cette page n’existe pas.", "en": "does not seem to exist"}[language])
    said = visitor.page.evaluate(COLLECT, language)
    assert [one for one in said if words(one) & foreign[language]] == []


def test_the_first_page_answers_under_its_name_too(visitor: "Visitor") -> None:
    page = visitor.open("overview", lang="en", ref="DEP94").page
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert urlsplit(page.url).path == "/"
    assert visitor.parameters["lang"] == "en"
    assert visitor.parameters["ref"] == "DEP94"


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_the_deck(language: str, visit: "Callable[..., Visitor]", server: str, foreign: dict[str, set[str]]) -> None:
    page = visit(server, locale=LOCALES[language]).page
    page.goto(f"{server}/deck?lang={language}")
    page.wait_for_selector("html[data-ready]", state="attached")
    said = page.evaluate(COLLECT, language)
    assert [one for one in said if words(one) & foreign[language]] == []


def test_a_change_of_language_leaves_no_word_behind(visitor: "Visitor", foreign: dict[str, set[str]]) -> None:
    """Streamlit keeps its controls when the language changes: their words must change both ways."""
    page = visitor.open("employment").page
    for label, language in (("English", "en"), ("Français", "fr")):
        page.get_by_test_id("stSidebar").get_by_role("radio", name=label).or_(
            page.get_by_test_id("stSidebar").get_by_role("button", name=label)
        ).first.click()
        page.wait_for_selector(f"html[lang={language}]", state="attached")
        visitor.settle()
        page.wait_for_timeout(300)
        said = page.evaluate(COLLECT, language)
        assert [one for one in said if words(one) & foreign[language]] == []


def test_no_sentence_of_ours_is_taken_for_one_of_streamlit(foreign: dict[str, set[str]]) -> None:
    """The browser replaces Streamlit's words where it meets them: none of them may be a French sentence of ours."""
    theirs = {texts.text(key, "en") for key in texts.keys("en") if key.startswith("interface.")}
    ours = {
        form
        for key, said in texts._catalogue("fr")[0].items()
        if not key.startswith("interface.")
        for form in ((said,) if isinstance(said, str) else said)
    }
    assert theirs & ours == set()
    assert len(theirs) > 50


def test_the_walk_sees_foreign_words(visitor: "Visitor", foreign: dict[str, set[str]]) -> None:
    page = visitor.open("method").page
    page.evaluate(
        """() => document.querySelector('h1').insertAdjacentHTML('afterend',
            '<button title="Browse files" aria-label="Neighbourhoods">Choose options</button><p lang="en">Neighbourhood</p>')"""
    )
    said = page.evaluate(COLLECT, "fr")
    bad = {one for one in said if words(one) & foreign["fr"]}
    assert bad >= {"Browse files", "Neighbourhoods"}
    assert "Neighbourhood" not in said
