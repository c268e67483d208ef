"""Tables as a workbook: typed numbers, one sheet a table, and a last sheet that says what they are and where from.

XlsxWriter, because it writes only what it is told to (a text never becomes a formula) and is what python-pptx already
brings for the data of its charts.
"""

import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from io import BytesIO
from typing import Any, Self

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from observatory import formats
from observatory.charts.layout import text_width
from observatory.exports.about import About
from observatory.exports.csv import FORMULA_STARTS
from observatory.exports.fonts import FAMILY, LOCALES, NUMBER_LOCALES
from observatory.texts import text
from observatory.theme import LIGHT

_SIZE = 11
_NARROWEST, _WIDEST = 9, 60
_LONGEST_NAME = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_NOTE_SIGNS = ("secret", "not_available", "not_applicable", "not_significant")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table under its name. decimals: of its fractional columns; column_decimals: of those that differ, by heading.

    row_decimals: of each row instead, where a row is an indicator.
    """

    name: str
    table: pd.DataFrame
    decimals: int = 1
    column_decimals: Mapping[str, int] = field(default_factory=dict)
    row_decimals: Sequence[int] = ()

    def digits(self, heading: str) -> list[int]:
        """Decimals of each cell of a fractional column."""
        return list(self.row_decimals) or [self.column_decimals.get(heading, self.decimals)] * len(self.table)

    def rounded(self) -> Self:
        """The sheet with its fractional numbers as they are shown."""
        table = self.table
        for column in table.select_dtypes("float").columns:
            pairs = zip(table[column], self.digits(column), strict=True)
            values = [value if pd.isna(value) else float(formats.rounded(value, n)) for value, n in pairs]
            table = table.assign(**{column: values})
        return replace(self, table=table)


def xlsx_bytes(tables: Sequence[Sheet], about: About) -> bytes:
    """The tables as a workbook in the language of `about`, « Sources et définitions » last.

    Numbers and dates are typed, empty cells stay empty, and a text that begins like a formula is a text.
    """
    memory = BytesIO()
    options = {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(memory, options)
    book.set_properties(
        {
            "title": about.title,
            "subject": about.filters,
            "comments": " ".join((about.as_of_sentence, *about.marks)),
            "created": datetime.combine(about.as_of, datetime.min.time()),
        }
    )
    styles = _Styles(book, about.language)
    taken: set[str] = set()
    for one in tables:
        _table(book.add_worksheet(_sheet_name(one.name, taken)), one, about, styles)
    _sources(book.add_worksheet(_sheet_name(text("exports.sources_sheet", about.language), taken)), about, styles)
    book.close()
    return _with_language(memory.getvalue(), LOCALES[about.language])


class _Styles:
    """Formats of cells, each made once in a workbook."""

    def __init__(self, book: Workbook, language: str) -> None:
        self._book = book
        self._language = language
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def __call__(self, **looks: Any) -> Format:
        key = tuple(sorted(looks.items()))
        if key not in self._made:
            base = {"font_name": FAMILY, "font_size": _SIZE, "font_color": LIGHT.ink, "valign": "top"}
            self._made[key] = self._book.add_format(base | looks)
        return self._made[key]

    def number(self, decimals: int) -> Format:
        """A number in the typography of the file's language, whatever the reader's machine is set to."""
        body = "#,##0" + ("." + "0" * decimals if decimals else "")
        return self(num_format=NUMBER_LOCALES[self._language] + body)

    def day(self) -> Format:
        """A date."""
        return self(num_format="dd/mm/yyyy", align="left")

    def heading(self, right: bool = False) -> Format:
        """A heading of a column."""
        return self(
            bold=True,
            bottom=1,
            bottom_color=LIGHT.muted,
            text_wrap=True,
            valign="bottom",
            align="right" if right else "left",
        )


def _sheet_name(wanted: str, taken: set[str]) -> str:
    """A name that a workbook accepts: 31 characters, no sign of a reference, not used before."""
    name = _FORBIDDEN.sub(" ", wanted.replace("'", "’")).strip()[:_LONGEST_NAME].strip() or "1"
    number = 2
    while name.lower() in taken:
        suffix = f" ({number})"
        name = name[: _LONGEST_NAME - len(suffix)].rstrip() + suffix
        name = re.sub(r"( \(\d+\))+( \(\d+\))$", r"\2", name)
        number += 1
    taken.add(name.lower())
    return name


def _table(sheet: Worksheet, one: Sheet, about: About, styles: _Styles) -> None:
    frame = one.table
    sheet.freeze_panes(1, 1)
    for position, heading in enumerate(frame.columns):
        column = frame[heading]
        numeric = pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)
        decimals = _decimals(one, str(heading), column)
        _write_text(sheet, 0, position, str(heading), styles, styles.heading(right=numeric))
        shown = [str(heading)]
        by_row = one.row_decimals if pd.api.types.is_float_dtype(column) else ()
        for row, value in enumerate(column, start=1):
            # A count stays whole among the signs that make its column one of objects.
            whole = isinstance(value, int) and pd.api.types.is_object_dtype(column)
            digits = by_row[row - 1] if by_row else 0 if whole else decimals
            shown.append(_write(sheet, row, position, value, digits, about.language, styles))
        sheet.set_column(position, position, _width(shown), styles())
    if len(frame):
        sheet.autofilter(0, 0, len(frame), max(len(frame.columns) - 1, 0))
    _page(sheet, about, len(frame.columns) > 5)


def _decimals(one: Sheet, heading: str, column: "pd.Series[Any]") -> int:
    if heading in one.column_decimals:
        return one.column_decimals[heading]
    return 0 if pd.api.types.is_integer_dtype(column) else one.decimals


def _write(sheet: Worksheet, row: int, column: int, value: Any, decimals: int, language: str, styles: _Styles) -> str:
    """Write one cell with its type; what it shows, for the width of the column."""
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return ""
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value, styles())
        return ""
    if isinstance(value, datetime | date):
        moment = value if isinstance(value, datetime) else datetime.combine(value, datetime.min.time())
        sheet.write_datetime(row, column, moment.replace(tzinfo=None), styles.day())
        return "00/00/0000"
    if isinstance(value, str):
        _write_text(sheet, row, column, value, styles, styles(text_wrap=len(value) > _WIDEST))
        return value
    sheet.write_number(row, column, float(value), styles.number(decimals))
    return formats.number(float(value), decimals, language)


def _write_text(sheet: Worksheet, row: int, column: int, value: str, styles: _Styles, style: Format) -> None:
    if value.startswith(FORMULA_STARTS):
        # quotePrefix keeps the text a text when the reader edits the cell.
        style = styles(quote_prefix=True, bold=style.bold, text_wrap=style.text_wrap)
    sheet.write_string(row, column, value, style)


def _width(shown: Sequence[str]) -> float:
    """Characters that a column needs, the longest texts being wrapped."""
    wide = max((text_width(one, 1.0) for one in shown), default=0) / 0.5 + 2.5
    return min(max(wide, _NARROWEST), _WIDEST)


def _page(sheet: Worksheet, about: About, wide: bool) -> None:
    """How the sheet prints: A4, one page wide, headings repeated, what it is at the foot."""
    sheet.set_paper(9)
    if wide:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    foot = " · ".join((about.as_of_sentence, *about.marks)).replace("&", "&&")
    sheet.set_footer(f'&L&"{FAMILY},Regular"&8{foot[:200]}&R&8&P / &N')
    sheet.set_header(f'&L&"{FAMILY},Regular"&8{about.title.replace("&", "&&")[:200]}')


def _sources(sheet: Worksheet, about: About, styles: _Styles) -> None:
    language = about.language
    _write_text(sheet, 0, 0, about.title, styles, styles(bold=True, font_size=14))
    row = 1
    for said in (about.filters, about.as_of_sentence, *about.marks):
        _write_text(sheet, row, 0, said, styles, styles())
        row += 1
    row += 1
    if about.definitions:
        fields = ("code", "name", "unit", "kind", "definition", "caution", "source", "publisher", "licence", "address")
        widths = (9, 30, 9, 11, 46, 32, 32, 18, 20, 26)
        for position, (name, wide) in enumerate(zip(fields, widths, strict=True)):
            _write_text(sheet, row, position, text(f"exports.column.{name}", language), styles, styles.heading())
            sheet.set_column(position, position, wide, styles())
        for one in about.definitions:
            row += 1
            for position, name in enumerate(fields):
                _write_text(sheet, row, position, getattr(one, name), styles, styles(text_wrap=True))
        row += 2
    _write_text(sheet, row, 0, text("exports.column.sign", language), styles, styles.heading())
    _write_text(sheet, row, 1, text("exports.column.meaning", language), styles, styles.heading())
    signs = [(formats.ABSENCE_SIGNS[status], f"charts.absence_{status}") for status in _NOTE_SIGNS]
    signs += [(sign, f"charts.status_{status}") for status, sign in formats.QUALITY_SIGNS.items()]
    for sign, key in signs:
        row += 1
        _write_text(sheet, row, 0, sign, styles, styles())
        _write_text(sheet, row, 1, text(key, language), styles, styles())
    _page(sheet, about, True)


def _with_language(content: bytes, locale: str) -> bytes:
    """The workbook with its language among its properties, which XlsxWriter does not write."""
    memory = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as before, zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as after:
        for entry in before.infolist():
            part = before.read(entry)
            if entry.filename == "docProps/core.xml":
                part = part.replace(
                    b"</cp:coreProperties>", f"<dc:language>{locale}</dc:language></cp:coreProperties>".encode()
                )
            after.writestr(entry, part)
    return memory.getvalue()
