"""Cells that a workbook shows as percentages are read as its reader sees them."""

import io
import zipfile
from collections.abc import Callable

import pytest
import xlsxwriter
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from observatory.sources.percents import percents
from observatory.sources.tables import tables

SHOWN = [0.525, 0.347, -0.059, 1, 1 / 3, 0.07]
SEEN = ["52.5 %", "34.7 %", "-5.9 %", "100 %", "33.33333333333333 %", "7 %"]


def as_xlsx(format_: str | int) -> bytes:
    """Two sheets with an empty row and column before: numbers with a format, then the same without, then other cells with it."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    shown = book.add_format({"num_format": format_})
    for title in ("Première", "Seconde"):
        sheet = book.add_worksheet(title)
        for column, value in enumerate(SHOWN, 1):
            sheet.write_number(1, column, value, shown)
            sheet.write_number(2, column, value)
        sheet.write_string(3, 1, "0.5", shown)
        sheet.write_blank(3, 2, None, shown)
        sheet.write_boolean(3, 3, True, shown)
    book.close()
    return target.getvalue()


def as_ods() -> bytes:
    document = OpenDocumentSpreadsheet()
    for title in ("Première", "Seconde"):
        made = Table(name=title)
        made.addElement(TableRow())
        for kind in ("percentage", "float"):
            row = TableRow()
            row.addElement(TableCell())
            for value in SHOWN:
                cell = TableCell(valuetype=kind, value=repr(value))
                cell.addElement(P(text="ce qui est montré"))
                row.addElement(cell)
            made.addElement(row)
        last = TableRow(numberrowsrepeated=2)
        last.addElement(TableCell(numbercolumnsrepeated=2))
        cell = TableCell(valuetype="percentage", value="0.5", numbercolumnsrepeated=2)
        cell.addElement(P(text="50 %"))
        last.addElement(cell)
        made.addElement(last)
        document.spreadsheet.addElement(made)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def cells(content: bytes) -> list[list[tuple[str, ...]]]:
    return [[line.cells for line in table.lines if any(line.cells)] for table in tables("a", content)]


@pytest.mark.parametrize("format_", [9, 10, "0.0%", '[Red]0.00 %;-0.0%;"nul"', "#,##0.0\\ %"])
def test_percentages_of_xlsx_are_read_as_shown(format_: str | int) -> None:
    plain = [repr(value) for value in SHOWN]
    for shown, bare, others in cells(as_xlsx(format_)):
        assert list(shown[1:]) == SEEN
        assert list(bare[1:]) == plain
        assert others[1:4] == ("0.5", "", "1")


@pytest.mark.parametrize("format_", ["0.0", '0.0" % des ménages"', "0.0\\%", "[$%-40C]0.0", 0])
def test_a_format_that_only_writes_the_sign_changes_no_number(format_: str | int) -> None:
    content = as_xlsx(format_)
    assert percents(content) == {}
    for shown, bare, _ in cells(content):
        assert shown == bare


def test_percentages_of_ods_are_read_as_shown() -> None:
    for shown, bare, *others in cells(as_ods()):
        assert list(shown[1:]) == SEEN
        assert list(bare[1:]) == [repr(value) for value in SHOWN]
        assert [row[:4] for row in others] == [("", "", "50 %", "50 %")] * 2


def _without(content: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(target, "w") as other:
        for name in archive.namelist():
            kept = change(name, archive.read(name))
            if kept is not None:
                other.writestr(name, kept)
    return target.getvalue()


def test_a_workbook_without_styles_has_no_percentages() -> None:
    bare = _without(as_xlsx(9), lambda name, content: None if name == "xl/styles.xml" else content)
    assert percents(bare) == {}
    spoiled = _without(as_xlsx(9), lambda name, content: b"<styleSheet" if name == "xl/styles.xml" else content)
    assert percents(spoiled) == {}
    assert percents(b"code;valeur\n") == {}


def test_rows_in_any_order_are_found() -> None:
    def turned(name: str, content: bytes) -> bytes:
        if not name.startswith("xl/worksheets/"):
            return content
        head, *rows = content.split(b"<row ")
        last, end = rows[-1].split(b"</sheetData>")
        return b"<row ".join([head, last, *reversed(rows[:-1])]) + b"</sheetData>" + end

    found = percents(_without(as_xlsx(9), turned))["Première"]
    assert [found.of(row) for row in range(5)] == [set(), {1, 2, 3, 4, 5, 6}, set(), {1, 3}, set()]
