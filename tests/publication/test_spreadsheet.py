"""The workbook as an OpenDocument spreadsheet, handed out as such or saved so by its reader: it is the XLSX one."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from odf.opendocument import OpenDocumentSpreadsheet, load
from odf.style import Style, TableProperties
from odf.table import ContentValidation, DatabaseRange, ErrorMessage, HelpMessage, Table, TableCell, TableRow
from odf.text import P

from observatory import publication, workbook
from observatory.publication.staging import stage
from observatory.publication.vocabulary import vocabulary
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
    assert not any("masquées" in problem.found for problem in theirs.problems)


def same(one: str, other: str) -> bool:
    """The same text, or the same number: XLSX keeps sixteen digits of it, ODS all."""
    if one == other:
        return True
    return bool(re.fullmatch(r"[-\d.]+", one)) and float(one) == pytest.approx(float(other), rel=1e-15)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("make", [workbook.workbook, workbook.start])
def test_the_one_handed_out_has_the_same_sheets_and_cells(
    make: Callable[..., bytes], language: str, data: Path
) -> None:
    handed = (make("chennevieres", language, form) for form in ("xlsx", "ods"))
    mine, theirs = ({t.name.partition("[")[2]: t for t in tables("a", one)} for one in handed)
    assert list(mine) == list(theirs)
    assert sum(len(table.lines) for table in mine.values()) > 300
    for name, table in mine.items():
        assert theirs[name].is_hidden == table.is_hidden
        for line, other in zip(table.lines, theirs[name].lines, strict=True):
            cells = [cell.removesuffix("T00:00:00") for cell in line.cells]
            assert len(cells) == len(other.cells)
            assert all(map(same, cells, other.cells)), f"{name}, {line.number}"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_one_handed_out_changes_nothing_when_it_comes_back(language: str, data: Path) -> None:
    given = [publication.Given("classeur.ods", workbook.workbook("chennevieres", language, "ods"))]
    staged = stage(given, vocabulary(data))
    assert not [p.sentence() for p in staged.problems if p.severity != "note"]
    assert not staged.figures or {figure.origin for figure in staged.figures} <= {"demo", "local"}
    assert not staged.amendment and staged.identical["actions"] > 50
    preview = publication.check(given)
    assert preview.figures_count == 0 and not preview.tables and not preview.changes and not preview.warnings


Check = tuple[str, str, str, str, str, str, str, str, int, int]


def xlsx_checks(content: bytes) -> Iterator[Check]:
    """Sheet, column, what is allowed, what is said, and the rows of each check."""
    for sheet in openpyxl.load_workbook(io.BytesIO(content)):
        for rule in sheet.data_validations.dataValidation:
            (area,) = rule.sqref.ranges
            allowed = rule.formula1 or ""
            if rule.type in ("date", "decimal"):
                allowed = f"{rule.type} {float(rule.formula1):.0f},{float(rule.formula2):.0f}"
            assert rule.allow_blank
            yield (
                sheet.title, area.coord.partition(":")[0].rstrip("0123456789"), allowed.lstrip("="),
                rule.errorStyle or "stop" if rule.error else "", rule.errorTitle or "" if rule.error else "", rule.error or "",
                rule.promptTitle or "", rule.prompt or "", area.min_row, area.max_row,
            )  # fmt: skip


def ods_checks(content: bytes) -> Iterator[Check]:
    """The same of an OpenDocument spreadsheet, as odfpy reads it."""
    document = load(io.BytesIO(content))
    rules = {one.getAttribute("name"): one for one in document.getElementsByType(ContentValidation)}
    for sheet in document.getElementsByType(Table):
        rows: dict[tuple[int, str], list[int]] = {}
        number = 1
        for row in sheet.getElementsByType(TableRow):
            times = int(row.getAttribute("numberrowsrepeated") or 1)
            for place, cell in enumerate(row.getElementsByType(TableCell)):
                if name := cell.getAttribute("contentvalidationname"):
                    rows.setdefault((place, name), []).extend((number, number + times - 1))
            number += times
        for (place, name), lines in rows.items():
            rule = rules[name]
            condition = rule.getAttribute("condition") or ""
            listed = re.fullmatch(r"of:cell-content-is-in-list\(\[\$(\w+)\.(\$\w+\$\d+):\.(\$\w+\$\d+)\]\)", condition)
            bounded = re.fullmatch(r"of:cell-content-is-(\w+).*\(\) and cell-content-is-between\((.*)\)", condition)
            allowed = ""
            if listed:
                area = listed[2] if listed[2] == listed[3] else f"{listed[2]}:{listed[3]}"
                allowed = f"{listed[1]}!{area}"
            elif bounded:
                allowed = f"{bounded[1]} {bounded[2]}"
            errors, helps = rule.getElementsByType(ErrorMessage), rule.getElementsByType(HelpMessage)
            assert rule.getAttribute("allowemptycell") in (True, "true")
            yield (
                sheet.getAttribute("name"), openpyxl.utils.get_column_letter(place + 1), allowed,
                errors[0].getAttribute("messagetype") if errors else "", errors[0].getAttribute("title") if errors else "",
                str(errors[0]) if errors else "", helps[0].getAttribute("title") if helps else "", str(helps[0]) if helps else "",
                min(lines), max(lines),
            )  # fmt: skip


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_one_handed_out_has_the_same_lists_and_checks(language: str, data: Path) -> None:
    mine = sorted(xlsx_checks(workbook.workbook("chennevieres", language)))
    assert sorted(ods_checks(workbook.workbook("chennevieres", language, "ods"))) == mine
    assert len(mine) > 60 and {one[3] for one in mine} == {"", "stop", "warning"}


def test_the_one_handed_out_is_whole(data: Path) -> None:
    content = workbook.workbook("chennevieres", form="ods")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert set(archive.namelist()) >= {"content.xml", "styles.xml", "settings.xml", "META-INF/manifest.xml"}
        settings = archive.read("settings.xml").decode()
    assert settings.count("VerticalSplitPosition") == settings.count("ShowGrid") - 2
    document = load(io.BytesIO(content))
    ranges = [one.getAttribute("targetrangeaddress") for one in document.getElementsByType(DatabaseRange)]
    assert "Axes.A1:Axes.L7" in ranges and len(ranges) == 12
