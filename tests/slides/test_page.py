"""The deck as a document: everything inside, nothing asked of anybody, texts that cannot break out."""

import json
import re
from dataclasses import replace
from pathlib import Path

from plotly.offline import get_plotlyjs

from observatory.slides import Addresses, Deck, page

NAMESPACES = {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xhtml", "http://www.w3.org/1999/xlink"}


def own(document: str) -> str:
    """The document without the script of plotly, which names hosts that it is never allowed to ask."""
    assert get_plotlyjs() in document
    return document.replace(get_plotlyjs(), "")


def test_the_file_refers_to_nothing_outside(deck_file: Path) -> None:
    rest = own(deck_file.read_text(encoding="utf-8"))
    assert set(re.findall(r"https?://[^\s\"'<>)]+", rest)) <= NAMESPACES
    assert not re.findall(r"\b(?:src|href)=\"(?!data:)[^\"#]", rest)
    assert set(re.findall(r"url\((?!data:)[^)]*\)", rest)) == set()
    assert "default-src 'none'" in rest and "'self'" not in rest


def test_the_served_page_is_light_and_asks_its_own_server(automatic_deck: Deck) -> None:
    served = page(automatic_deck, None, Addresses("deck/plotly.js", "static/font.woff2"))
    assert len(served) < 1_500_000
    assert re.findall(r"<script src=\"([^\"]+)\"", served) == ["deck/plotly.js"]
    assert set(re.findall(r"https?://[^\s\"'<>)]+", served)) <= NAMESPACES


def test_each_slide_is_named_for_those_who_do_not_see_it(automatic_deck: Deck) -> None:
    served = page(automatic_deck, None, Addresses("p.js", ""))
    sections = re.findall(r"<section [^>]*>", served)
    assert len(sections) == len(automatic_deck.slides)
    assert all('aria-roledescription="diapositive"' in s and "aria-label=" in s for s in sections)
    assert '<html lang="fr"' in served and 'aria-live="polite"' in served
    assert served.count('role="img"') == sum(s.chart is not None for s in automatic_deck.slides)


def test_a_text_cannot_break_out(automatic_deck: Deck) -> None:
    evil = "</script><script>alert(1)</script><!-- & \" '"
    slides = tuple(replace(s, message=evil, note=evil, source=evil) for s in automatic_deck.slides[:9])
    served = page(replace(automatic_deck, slides=slides, title=evil), None, Addresses("p.js", ""))
    assert "<script>alert" not in served
    carried = re.search(r'<script type="application/json" id="data">(.*?)</script>', served, re.DOTALL)
    assert carried and json.loads(carried[1])["notes"][0] == evil
