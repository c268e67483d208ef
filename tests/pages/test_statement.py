"""The accessibility statement says what was found: numbers of views, whose faults, by rule."""

import re
from dataclasses import replace
from datetime import date
from html import unescape
from typing import TYPE_CHECKING

import pytest

from observatory.texts import LANGUAGES, text
from observatory.ui import accessibility
from observatory.ui.accessibility import Measure, Part

if TYPE_CHECKING:
    from .conftest import Reader

PARTS = (
    Part("opened", "fr", "light", 11, {}, {"focus-order-semantics": 3}),
    Part("deck", "fr", "light", 7, {}, {}),
    Part("deck", "en", "dark", 7, {}, {"focus-order-semantics": 1}),
)


def said(reader: "Reader", language: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", reader.link(lang=language).open("method").markup)).replace("\xa0", " ")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_found_is_said(reader: "Reader", language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accessibility, "measure", lambda: Measure(date(2025, 3, 1), "9.9.9", PARTS))
    words = said(reader, language)
    first, last = {
        "fr": ("Le 1er mars 2025, axe-core 9.9.9 a examiné 25 vues", "4 défauts y viennent de Streamlit"),
        "en": ("On 1 March 2025, axe-core 9.9.9 examined 25 views", "4 faults there come from Streamlit"),
    }[language]
    assert first in words and last in words and "focus-order-semantics (4)" in words
    assert text("accessibility.no_fault.ours", language) in words
    assert text("accessibility.remains.focus-order-semantics", language).replace("\xa0", " ") in words
    slides = "français, anglaisclair, sombre71401" if language == "fr" else "French, Englishlight, dark71401"
    assert slides in words


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_fault_of_ours_is_owned(reader: "Reader", language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    parts = (replace(PARTS[0], ours={"image-alt": 1}, streamlit={}),)
    monkeypatch.setattr(accessibility, "measure", lambda: Measure(date(2025, 3, 1), "9.9.9", parts))
    words = said(reader, language)
    assert "image-alt (1)" in words
    assert text("accessibility.no_fault.ours", language) not in words
    assert text("accessibility.no_fault.streamlit", language) in words
    assert text("accessibility.remains.focus-order-semantics", language).replace("\xa0", " ") not in words
