"""The signs beside and in place of figures are explained below every table that holds them, and on hover where the browser draws it."""

import html
import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from observatory import answers, database, tables
from observatory.exports.pages import table_cells, tables_deck
from observatory.exports.xlsx import Sheet
from observatory.formats import ABSENCE_SIGNS, QUALITY_SIGNS
from observatory.selection import Selection
from observatory.series import Point, Series
from observatory.slides import deck
from observatory.texts import LANGUAGES, text
from observatory.ui import multiples, neighbourhood, profiles

if TYPE_CHECKING:
    from .conftest import Reader

SIGNS = (*ABSENCE_SIGNS.values(), *QUALITY_SIGNS.values())
ONE = "|".join(map(re.escape, SIGNS))


def held(markup: str) -> set[str]:
    """Signs in the tables of some HTML: alone in a cell, or small beside a figure."""
    found: set[str] = set()
    for table in re.findall(r"<table.*?</table>", markup, re.DOTALL):
        for cell in re.findall(r"<td[^>]*>(.*?)</td>", table, re.DOTALL):
            plain = html.unescape(re.sub(r"<[^>]*>", " ", cell)).split()
            found |= {word for word in plain if word in SIGNS}
    return found


def unexplained(markup: str, language: str) -> set[str]:
    notes = html.unescape(" ".join(re.findall(r'<p class="cq-note">(.*?)</p>', markup, re.DOTALL)))
    return {sign for sign in held(markup) if tables.signs_said([sign], language) not in notes}


PAGES = [
    ("housing", {"multiples": "1"}),
    ("employment", {"multiples": "1"}),
    ("education", {}),
    ("prevention", {}),
    ("health", {}),
    ("neighbourhood", {}),
    ("indicator", {"indicator": "HAB-09"}),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("page", "query"), PAGES, ids=[name for name, _ in PAGES])
def test_no_table_of_a_page_leaves_a_sign_unexplained(
    reader: "Reader", page: str, query: dict[str, str], language: str
) -> None:
    reader.link(lang=language, **query).open(page)
    assert reader.errors == []
    blocks = [block.value for block in reader.app.get("html") if not block.value.startswith("<style")]
    assert {sign for block in blocks for sign in unexplained(block, language)} == set()
    if page == "housing":
        assert any(held(block) for block in blocks)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "query",
    [
        {"view": "lines", "indicator": "EMP-03", "places": "QP094027,QP094026"},
        {"view": "rank", "indicator": "EMP-03", "level": "neighbourhood"},
        {"view": "pivot", "indicator": "EMP-03", "level": "neighbourhood"},
    ],
    ids=["lines", "rank", "pivot"],
)
def test_the_tables_of_an_exploration_explain_their_signs(
    reader: "Reader", query: dict[str, str], language: str
) -> None:
    reader.link(lang=language, **query)
    reader.app.session_state["explore-table"] = True
    reader.open("explore")
    assert reader.errors == []
    frame = next(f for f in reader.app.dataframe if text("table.origin", language) in f.value.columns)
    told = json.loads(frame.proto.columns)
    column = text("explore.column.signs" if query["view"] == "pivot" else "table.sign", language)
    assert column in frame.value.columns
    assert told[column]["help"] == tables.signs_help(language)
    signs = tables.signs_in(frame.value, language)
    assert signs, "no sign in the table"
    assert tables.signs_said(signs, language) in reader.words


@pytest.mark.parametrize("language", LANGUAGES)
def test_signs_are_found_alone_and_after_what_they_are_about(language: str) -> None:
    alone, told = text("table.sign", language), text("explore.column.signs", language)
    about = text("explore.sign_at", language, what="Villiers s Marne", sign="n.d.")
    frame = pd.DataFrame({alone: ["", "p s", "– → e"], told: ["", f"{about}; 2019 : /// (x)", ""]})
    assert tables.signs_in(frame, language) == {"p", "s", "e", "n.d.", "///"}
    assert tables.signs_in(frame[[told]], language) == {"n.d.", "///"}
    assert tables.signs_said(["12", "a s"], language) == ""


def selected(language: str) -> Selection:
    return Selection("chennevieres", ("QP094027",), "COM94019", 2010, 2024, language, False, True, database.identity())


def hidden(series: Series, status: str) -> Series:
    """The series, its last figure in place of which stands a sign."""
    *before, last = series.points
    return replace(series, points=(*before, Point(last.period, None, status, "", None, last.origin)))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("status", ABSENCE_SIGNS)
def test_breakdown_and_comparison_explain_a_missing_figure(status: str, language: str) -> None:
    selection = selected(language)
    pairs = answers.categories("DE-ABC", "age", selection)
    assert len(pairs) > 1
    pairs = ((pairs[0][0], hidden(pairs[0][1], status)), *pairs[1:])
    drawn = profiles._breakdown_table(pairs, "x", language)
    assert held(drawn) == {ABSENCE_SIGNS[status]}
    assert unexplained(drawn, language) == set()
    lone = profiles._signs([pairs[0][1].points[-1]], language)
    assert lone == f'<p class="cq-note">{html.escape(tables.signs_said([ABSENCE_SIGNS[status]], language))}</p>'
    assert profiles._signs([pairs[1][1].points[-1]], language) == ""


def test_the_sheet_and_small_charts_explain_the_quality_of_their_figures(built: object) -> None:
    selection = selected("fr")
    sheet = answers.neighbourhood_sheet(selection)
    first = sheet.core[0]
    points = tuple(replace(point, status="provisional") for point in first.series.points)
    provisional = replace(first, series=replace(first.series, points=points))
    sheet = replace(sheet, core=(provisional, *sheet.core[1:]))
    for drawn in (
        neighbourhood._core_table(sheet, selection),
        multiples._table(answers.axis("housing", selection).cards, "x", selection),
    ):
        assert "p" in held(drawn)
        assert unexplained(drawn, "fr") == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_slides_explain_the_signs_of_their_tables(language: str, built: object) -> None:
    selection = selected(language)
    known = answers.catalogue(selection.release)
    view = answers.axis("housing", selection)
    shown = answers.trajectory(view.card("HAB-09"), selection, view.series)
    frame = tables.trajectory_table(shown, known, language, compact=True)
    assert "p" in tables.signs_in(frame, language)
    said = tables.signs_said(tables.signs_in(frame, language), language)
    told = deck._signs(type("Told", (), {"language": language})(), table_cells(frame, "x", 1, language))
    assert said in html.unescape(told)
    from observatory.exports.about import about

    words = about("x", [shown.indicator], selection, known, answers.last_published(selection.release), is_demo=True)
    made = tables_deck([Sheet("x", frame, 1)], words, "c")
    assert f"{said}." in [slide.source for slide in made.slides]
