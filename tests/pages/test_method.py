"""The method page: its worked example, what it says of the example's target, and what stands there without any."""

import re
from dataclasses import replace
from datetime import date
from html import escape, unescape
from typing import TYPE_CHECKING

import pytest

from observatory import answers, database, secrecy
from observatory.formats import day
from observatory.texts import text
from observatory.ui.dress import UNPUBLISHED, source_title

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
    assert text("figure.demo_target", language) in heading.split("</h2>")[0]
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


def promised(heading: str, until: str) -> list[str]:
    """The points of a list in the statement of the module that applies secrecy."""
    return re.findall(r"^- ", (secrecy.__doc__ or "").split(heading)[1].split(until)[0], re.MULTILINE)


@both
def test_what_secrecy_guarantees_and_what_it_does_not_is_said(language: str, reader: "Reader") -> None:
    reader.link(lang=language).open("method")

    def points(name: str) -> list[str]:
        listed = reader.markup.split(f">{escape(text(name, language))}</h3>")[1].split("</ul>")[0]
        return [unescape(point) for point in re.findall("<li>(.*?)</li>", listed)]

    kept, left_open = points("method.secrecy_kept"), points("method.secrecy_open")
    # The statement says in a paragraph of its own what holds of carried figures.
    assert len(kept) == len(promised("\nGuaranteed", "Figures that passages carry")) + 1
    assert len(left_open) == len(promised("\nNot guaranteed", "@"))
    assert kept == [text(f"method.secrecy_kept.{n}", language) for n in range(1, len(kept) + 1)]
    assert left_open == [text(f"method.secrecy_open.{n}", language) for n in range(1, len(left_open) + 1)]
    assert text("method.secrecy_how", language) in unescape(reader.markup)


@both
def test_a_signatory_without_any_real_figure_is_named(language: str, reader: "Reader") -> None:
    words = reader.link(lang=language).open("method").words
    assert text("method.demonstration_only", language, name="Grand Paris Sud Est Avenir") in words
    assert text("method.demonstration_only", language, name="Val-de-Marne") not in words
    assert text("method.demonstration_only", language, name="Chennevières-sur-Marne") not in words


@both
def test_the_page_states_the_licence_of_the_product_and_those_of_its_sources(language: str, reader: "Reader") -> None:
    markup = reader.link(lang=language).open("method").markup
    said = markup.split(f'<h2 id="method-licences">{text("method.licences", language)}</h2>')[1].split("</div>")[1]
    assert "EUPL-1.2" in said and 'href="https://eur-lex.europa.eu/eli/dec_impl/2017/863/oj"' in said
    sources = markup.split(f'<h2 id="method-sources">{text("method.sources", language)}</h2>')[1].split("</table>")[0]
    assert sources.count("Licence Ouverte 2.0") >= 8


@both
def test_a_source_leads_to_its_producer_or_says_that_its_address_is_not_known(
    language: str, reader: "Reader", monkeypatch: pytest.MonkeyPatch
) -> None:
    known = answers.catalogue(database.identity())
    unknown = text("method.no_address", language)
    published = [source for source in known.sources.values() if source.source not in UNPUBLISHED]
    assert all(source.url.startswith("https://") for source in published)
    reader.link(lang=language).open("method")
    assert all(f'href="{escape(source.url)}"' in reader.markup for source in published)
    assert unknown not in reader.words
    assert unknown in source_title(replace(published[0], url=""), language)
    assert source_title(known.sources["demo"], language) == escape(known.sources["demo"].title.in_language(language))


@both
def test_with_demonstration_hidden_no_word_is_about_it(
    language: str, reader: "Reader", monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the sentence on marked figures, nor the made-up source, nor the releases that brought nothing else."""
    shown = reader.link(lang=language).open("method").markup
    monkeypatch.setenv("CAP_QUARTIERS_HIDE_DEMO", "1")
    hidden = reader.link(lang=language).open("method").markup
    assert reader.errors == []
    made_up = answers.catalogue(database.identity()).sources["demo"].title.in_language(language)
    release = database.identity()
    left_out = set(answers.releases(release)) - set(answers.releases(release, False))
    assert left_out
    notes = [one.note_fr if language == "fr" else one.note_en for one in left_out]
    for said in map(escape, (text("method.point.7", language), made_up, *notes)):
        assert said in shown and said not in hidden


def test_with_demonstration_hidden_news_is_not_of_demonstration(
    reader: "Reader", monkeypatch: pytest.MonkeyPatch
) -> None:
    """A release of demonstration figures is no earlier state to compare with."""
    monkeypatch.setenv("CAP_QUARTIERS_HIDE_DEMO", "1")
    assert "12 juin 2024" not in reader.link().open("overview").words
