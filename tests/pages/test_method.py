"""The method page: its worked example, what it says of the example's target, and what stands there without any."""

from datetime import date
from typing import TYPE_CHECKING

import pytest

from observatory.formats import day
from observatory.texts import text

if TYPE_CHECKING:
    from tests.pages.conftest import Reader

both = pytest.mark.parametrize("language", ["fr", "en"])


@both
def test_a_demonstration_target_of_the_example_is_marked(language: str, reader: "Reader") -> None:
    reader.link(lang=language).open("method")
    assert reader.errors == []
    heading = next(
        part for part in reader.markup.split("<h2>") if part.startswith(text("method.example", language)[:7])
    )
    assert text("figure.demo_target_short", language) in heading.split("</h2>")[0]
    assert text("method.example_demo", language) in reader.words
    assert "cq-why" in reader.markup
    turns_on = day(date(2024, 1, 1), language)
    assert text("progress.landing_condition.own_perimeter", language, day=turns_on) in reader.words
    assert text("method.example_none", language) not in reader.words


@both
def test_without_an_official_target_the_page_says_how_to_see_an_example(
    language: str, reader: "Reader", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAP_QUARTIERS_HIDE_DEMO", "1")
    reader.link(lang=language).open("method")
    assert reader.errors == []
    assert text("method.example_none", language) in reader.words
    assert text("method.example_demo", language) not in reader.words
    assert "cq-why" not in reader.markup
