"""Files of the pages without a chart of their own: the overview and the sheet of a neighbourhood."""

import io
from typing import Any

import openpyxl
import pytest
from pptx import Presentation

from observatory import answers, database, exports
from observatory.exports.pages import tables_deck
from observatory.exports.slideshow import pptx_bytes
from observatory.exports.xlsx import xlsx_bytes
from observatory.selection import Selection
from observatory.texts import text
from observatory.ui import files

PAGES = {"overview": "overview_files", "sheet": "neighbourhood_files"}


@pytest.fixture(params=["fr", "en"])
def selection(built: object, request: pytest.FixtureRequest) -> Selection:
    return Selection("gpsea", ("QP094027",), "COM94019", 2010, 2024, request.param, False, True, database.identity())


@pytest.fixture
def offered(selection: Selection, monkeypatch: pytest.MonkeyPatch) -> dict[str, tuple[Any, ...]]:
    """Sheets, what they say of themselves and the contract's name, of each page."""
    found: dict[str, tuple[Any, ...]] = {}

    def keep(name: str, sheets: Any, about: Any, *, key: str, contract: str) -> None:
        found[key] = (sheets(), about, contract)

    monkeypatch.setattr(files, "downloads", keep)
    files.overview_files(answers.axes(selection), selection)
    files.neighbourhood_files(answers.neighbourhood_sheet(selection), selection)
    return found


@pytest.mark.parametrize("page", PAGES)
def test_readers_of_each_format_find_every_table(page: str, offered: dict[str, Any]) -> None:
    sheets, about, contract = offered[page]
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(sheets, about)))
    assert len(book.sheetnames) == len(sheets) + 1
    for one in sheets:
        rows = list(book[one.name].iter_rows(values_only=True))
        assert list(rows[0]) == list(one.table.columns) and len(rows) == len(one.table) + 1
        assert len(one.table)
    deck = Presentation(io.BytesIO(pptx_bytes(tables_deck(sheets, about, contract))))
    said = [shape.table.cell(0, 0).text for slide in deck.slides for shape in slide.shapes if shape.has_table]
    assert {str(one.table.columns[0]) for one in sheets} <= set(said)
    assert exports.csv_bytes(sheets[0].table, about.language).startswith(b"\xef\xbb\xbf")


def test_the_sheet_s_figures_are_those_of_its_cards(offered: dict[str, Any], selection: Selection) -> None:
    sheet = answers.neighbourhood_sheet(selection)
    table = offered["sheet"][0][0].table
    value = text("files.column.value", selection.language)
    assert list(table[text("files.column.code", selection.language)]) == [c.indicator.indicator for c in sheet.core]
    for card, shown in zip(sheet.core, table[value], strict=True):
        latest = card.series.latest
        assert latest is not None and latest.value is not None
        assert shown == round(latest.value, card.indicator.decimals)
    status = dict(zip(table.iloc[:, 0], table[text("files.column.status", selection.language)], strict=True))
    for card in sheet.core:
        expected = text(f"status.{card.status}", selection.language) if card.has_status else ""
        assert status[card.indicator.indicator] == expected


def test_a_gap_names_its_reference_and_its_period(offered: dict[str, Any], selection: Selection) -> None:
    language = selection.language
    known = answers.catalogue(selection.release)
    table = offered["sheet"][0][0].table.set_index(text("files.column.code", language))
    gaps = {card.indicator: answers.gap(card, selection) for card in answers.neighbourhood_sheet(selection).core}
    found = {i: gap for i, gap in gaps.items() if gap is not None and gap.current_value is not None}
    assert len(found) >= 3 and selection.reference in {gap.reference for gap in found.values()}
    for indicator, gap in found.items():
        row = table.loc[indicator.indicator]
        assert gap.current_value is not None
        assert row[text("files.column.gap", language)] == round(gap.current_value, indicator.decimals)
        assert row[text("files.column.gap_to", language)] == known.territory_label(gap.reference, language)
        assert row[text("files.column.gap_period", language)]


def test_statuses_are_those_of_the_tiles(offered: dict[str, Any], selection: Selection) -> None:
    table = offered["overview"][0][0].table
    for view, (_, row) in zip(answers.axes(selection), table.iterrows(), strict=True):
        counts = answers.tally("axis", view.axis.axis, selection).counts
        assert [row[text(f"status.{s}", selection.language)] for s in counts] == list(counts.values())
