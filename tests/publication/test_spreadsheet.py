"""The workbook saved as an OpenDocument spreadsheet is read exactly as the one that was handed out."""

import io
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TableProperties
from odf.table import Table, TableCell, TableRow
from odf.text import P

from observatory import publication, workbook
from observatory.sources.tables import tables


def as_spreadsheet(content: bytes) -> bytes:
    """The same cells, sheet by sheet, with their types, hidden sheets hidden."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    document = OpenDocumentSpreadsheet()
    hidden = Style(name="hidden", family="table")
    hidden.addElement(TableProperties(display="false"))
    document.automaticstyles.addElement(hidden)
    for sheet in book:
        made = Table(name=sheet.title, **({} if sheet.sheet_state == "visible" else {"stylename": hidden}))
        for row in sheet.iter_rows(values_only=True):
            line = TableRow()
            for value in row:
                line.addElement(_cell(value))
            made.addElement(line)
        document.spreadsheet.addElement(made)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _cell(value: object) -> TableCell:
    if value is None:
        return TableCell()
    if isinstance(value, datetime | date):
        day = value.date() if isinstance(value, datetime) else value
        cell = TableCell(valuetype="date", datevalue=day.isoformat())
        cell.addElement(P(text=f"{day:%d/%m/%Y}"))
    elif isinstance(value, int | float) and not isinstance(value, bool):
        cell = TableCell(valuetype="float", value=repr(value))
        cell.addElement(P(text=str(value).replace(".", ",")))
    else:
        cell = TableCell(valuetype="string")
        cell.addElement(P(text=str(value)))
    return cell


def told(preview: publication.Preview) -> list[tuple[str, tuple[int, ...], str, str, str]]:
    """What was found, without the name of the file."""
    return [
        (p.severity, p.rows, p.column, p.expected, p.found.replace(".ods", ".xlsx"))
        for p in preview.problems
        if p.found or p.expected
    ]


@pytest.fixture
def given(data: Path) -> tuple[bytes, bytes]:
    """The workbook with a figure, a target and an action changed, as XLSX and as ODS."""
    book = openpyxl.load_workbook(io.BytesIO(workbook.workbook("chennevieres")))
    sheet = book["Observations"]
    titles = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(2, titles["valeur"], 36.5)
    last = sheet.max_row + 1
    for title, value in (
        ("indicateur", "DE-ABC"), ("territoire", "QP094027"), ("période", datetime(2024, 12, 31)), ("valeur", 1400),
    ):  # fmt: skip
        sheet.cell(last, titles[title], value)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue(), as_spreadsheet(target.getvalue())


def test_every_cell_is_read_the_same(given: tuple[bytes, bytes]) -> None:
    mine, theirs = ({t.name.partition("[")[2]: t for t in tables("a", one)} for one in given)
    assert list(mine) == list(theirs)
    for name, table in mine.items():
        assert theirs[name].is_hidden == table.is_hidden
        for line, other in zip(table.lines, theirs[name].lines, strict=True):
            cells, others = list(line.cells), list(other.cells)
            # A spreadsheet knows no time of a day that has none; both are the same day.
            assert [cell.removesuffix("T00:00:00") for cell in cells] == [
                cell.removesuffix("T00:00:00") for cell in others
            ], f"{name}, {line.number}"


def test_what_would_be_published_is_the_same(given: tuple[bytes, bytes]) -> None:
    mine, theirs = (
        publication.check([publication.Given(f"classeur.{ending}", content)])
        for ending, content in zip(("xlsx", "ods"), given, strict=True)
    )
    assert not mine.blocked and not theirs.blocked, [p.sentence() for p in theirs.errors]
    assert mine.figures_count == theirs.figures_count == 2
    assert mine.counts == theirs.counts
    assert {name: text.replace(b".ods", b".xlsx") for name, text in theirs.tables.items()} == dict(mine.tables)
    assert told(mine) == told(theirs)
    assert any("Listes" in problem.found for problem in theirs.problems if problem.severity == "note")
