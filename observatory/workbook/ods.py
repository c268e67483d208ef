"""The workbook as an OpenDocument spreadsheet: the calls of XlsxWriter that `sheet.Filler` makes, written in the other format.

One writer of sheets then makes both files, which cannot differ in a row, a list or a check. The standard library writes it:
of the Python libraries for ODF, one is no longer kept and the other takes fifteen seconds and has no input checks.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

from xlsxwriter.utility import xl_col_to_name

MIME = "application/vnd.oasis.opendocument.spreadsheet"
VERSION = "1.3"
CENTIMETRES = 0.2
"""Of column width for one character of XlsxWriter's."""
FIRST_DAY = date(1899, 12, 30)
"""Day zero of the numbers that dates are to a spreadsheet."""
_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
_SPACES = {
    **{name: f"{_OASIS}{name}:1.0" for name in ("office", "table", "text", "style", "config", "manifest")},
    "number": f"{_OASIS}datastyle:1.0",
    "fo": f"{_OASIS}xsl-fo-compatible:1.0",
    "of": f"{_OASIS}of:1.2",
}
_UNWRITABLE = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_RANGE = re.compile(r"=(?P<sheet>\w+)!(?P<first>\$[A-Z]+\$\d+)(?::(?P<last>\$[A-Z]+\$\d+))?")
_Element = ElementTree.Element


def _named(name: str) -> str:
    space, _, local = name.partition(":")
    return f"{{{_SPACES[space]}}}{local}"


def _element(name: str, attributes: Mapping[str, object] | None = None, *within: _Element) -> _Element:
    made = _Element(_named(name), {_named(key): str(said) for key, said in (attributes or {}).items()})
    made.extend(within)
    return made


def _paragraphs(said: str) -> list[_Element]:
    made = []
    for line in _UNWRITABLE.sub("", said).splitlines():
        paragraph = _element("text:p")
        paragraph.text = line
        made.append(paragraph)
    return made


@dataclass(frozen=True, slots=True)
class Format:
    """A style of cells: its name, and what XlsxWriter's properties say of it."""

    name: str
    properties: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Check:
    """What may be typed in the cells of a column, from row `first` to `last`, both from 0."""

    name: str
    column: int
    first: int
    last: int


class Sheet:
    """One sheet; rows and columns from 0, as in XlsxWriter."""

    def __init__(self, book: "Book", title: str) -> None:
        self.book, self.title = book, title
        self.is_hidden = self.is_filtered = self.is_frozen = self.is_bare = False
        self.cells: dict[int, dict[int, _Element]] = {}
        self.columns: dict[int, tuple[float, Format | None]] = {}
        self.checks: list[_Check] = []
        self.filter = ""

    def hide(self) -> None:
        """Leave the sheet out of the tabs."""
        self.is_hidden = True

    def activate(self) -> None:
        """Open the book on this sheet."""
        self.book.active = self.title

    def hide_gridlines(self, option: int) -> None:
        """Draw no lines between the cells on the screen, whatever the option."""
        self.is_bare = True

    def freeze_panes(self, row: int, column: int) -> None:
        """Keep the first row in sight."""
        self.is_frozen = (row, column) == (1, 0)

    def autofilter(self, first_row: int, first_column: int, last_row: int, last_column: int) -> None:
        """Offer to filter these cells by the values of each column."""
        first, last = (f"{xl_col_to_name(c)}{r + 1}" for r, c in ((first_row, first_column), (last_row, last_column)))
        self.filter = f"{self.title}.{first}:{self.title}.{last}"

    def set_column(self, first: int, last: int, width: float, cells: Format | None = None) -> None:
        """Width in characters of some columns, and the style of their cells."""
        self.columns.update(dict.fromkeys(range(first, last + 1), (width, cells)))

    def write_string(self, row: int, column: int, said: str, style: Format | None = None) -> None:
        """Write a text."""
        self._write(row, column, {"office:value-type": "string"}, said, style)

    def write_number(self, row: int, column: int, value: float | Decimal, style: Format | None = None) -> None:
        """Write a number, with all its digits."""
        said = f"{value:f}" if isinstance(value, Decimal) else repr(value)
        self._write(row, column, {"office:value-type": "float", "office:value": said}, said.replace(".", ","), style)

    def write_datetime(self, row: int, column: int, day: date, style: Format | None = None) -> None:
        """Write a day."""
        kind = {"office:value-type": "date", "office:date-value": day.isoformat()}
        self._write(row, column, kind, f"{day:%d/%m/%Y}", style)

    def write_column(self, row: int, column: int, values: Iterable[str]) -> None:
        """Write texts, one below the other."""
        for line, value in enumerate(values, row):
            self.write_string(line, column, value)

    def data_validation(
        self, first_row: int, first_column: int, last_row: int, last_column: int, rule: Mapping[str, Any]
    ) -> None:
        """Say what may be typed in these cells of one column; rule: as XlsxWriter has it."""
        name = self.book.check(rule, f"{self.title}.{xl_col_to_name(first_column)}{first_row + 1}")
        self.checks.append(_Check(name, first_column, first_row, last_row))

    def _write(self, row: int, column: int, kind: Mapping[str, str], said: str, style: Format | None) -> None:
        styled = {"table:style-name": style.name} if style else {}
        self.cells.setdefault(row, {})[column] = _element("table:table-cell", {**kind, **styled}, *_paragraphs(said))

    def element(self) -> _Element:
        """The sheet as it is written."""
        made = _element("table:table", {"table:name": self.title, "table:style-name": f"ta{int(self.is_hidden)}"})
        width = 1 + max((column for row in self.cells.values() for column in row), default=0)
        width = max(width, *(1 + check.column for check in self.checks), 1)
        for column in range(width):
            size, cells = self.columns.get(column, (14, None))
            attributes = {"table:style-name": self.book.column(size)}
            made.append(
                _element(
                    "table:table-column", attributes | ({"table:default-cell-style-name": cells.name} if cells else {})
                )
            )
        filled = 1 + max(self.cells, default=-1)
        made.extend(self._row(row, width, 1) for row in range(filled))
        # The rows to be filled in differ only where a check begins or ends: one line stands for all between.
        ends = {filled, *(end for check in self.checks for end in (check.first, check.last + 1) if end > filled)}
        edges = sorted(ends)
        made.extend(self._row(start, width, end - start) for start, end in zip(edges[:-1], edges[1:], strict=True))
        return made

    def _row(self, row: int, width: int, times: int) -> _Element:
        checks = {check.column: check.name for check in self.checks if check.first <= row <= check.last}
        made = _element("table:table-row", {"table:number-rows-repeated": times} if times > 1 else {})
        cells = self.cells.get(row, {})
        for column in range(width):
            cell = cells.get(column)
            if cell is None:
                cell = _element("table:table-cell")
            if column in checks:
                cell.set(_named("table:content-validation-name"), checks[column])
            made.append(cell)
        return made


class Book:
    """A spreadsheet, written to `target` when it is closed."""

    def __init__(self, target: io.BytesIO) -> None:
        self.target, self.active = target, ""
        self.sheets: list[Sheet] = []
        self.formats: list[Format] = []
        self.widths: dict[float, str] = {}
        self.checks: list[_Element] = []

    def add_worksheet(self, name: str) -> Sheet:
        """A new sheet, after the others."""
        self.sheets.append(Sheet(self, name))
        return self.sheets[-1]

    def add_format(self, properties: Mapping[str, Any]) -> Format:
        """A style of cells."""
        self.formats.append(Format(f"ce{len(self.formats) + 1}", properties))
        return self.formats[-1]

    def column(self, width: float) -> str:
        """The name of the style of columns of this width, in characters."""
        return self.widths.setdefault(width, f"co{len(self.widths) + 1}")

    def check(self, rule: Mapping[str, Any], first: str) -> str:
        """Declare what may be typed in cells of which `first` is the first, and return its name."""
        name = f"val{len(self.checks) + 1}"
        condition = _condition(rule)
        made = _element(
            "table:content-validation",
            {
                "table:name": name,
                **({"table:condition": condition} if condition else {}),
                "table:allow-empty-cell": "true",
                "table:base-cell-address": first,
                **({"table:display-list": "unsorted"} if rule["validate"] == "list" else {}),
            },
        )
        if "input_message" in rule:
            told = {"table:title": rule["input_title"], "table:display": "true"}
            made.append(_element("table:help-message", told, *_paragraphs(rule["input_message"])))
        if "error_message" in rule:
            severity = {"table:message-type": rule.get("error_type", "stop"), "table:display": "true"}
            told = {"table:title": rule["error_title"], **severity}
            made.append(_element("table:error-message", told, *_paragraphs(rule["error_message"])))
        self.checks.append(made)
        return name

    def close(self) -> None:
        """Write the file."""
        tables = [sheet.element() for sheet in self.sheets]
        parts = {
            "content.xml": self._content(tables),
            "styles.xml": _element("office:document-styles", {"office:version": VERSION}),
            "settings.xml": self._settings(),
        }
        with zipfile.ZipFile(self.target, "w", zipfile.ZIP_DEFLATED) as archive:
            # First and as it is: that is how the kind of file is told from its first bytes.
            archive.writestr("mimetype", MIME, zipfile.ZIP_STORED)
            for name, root in {**parts, "META-INF/manifest.xml": _manifest(parts)}.items():
                archive.writestr(name, ElementTree.tostring(root, "utf-8", xml_declaration=True))

    def _content(self, tables: Iterable[_Element]) -> _Element:
        styles = _element("office:automatic-styles", {}, *_day_style(), *map(_cell_style, self.formats))
        for width, name in self.widths.items():
            size = _element("style:table-column-properties", {"style:column-width": f"{width * CENTIMETRES:.2f}cm"})
            styles.append(_element("style:style", {"style:name": name, "style:family": "table-column"}, size))
        for hidden in (False, True):
            shown = _element("style:table-properties", {"table:display": str(not hidden).lower()})
            styles.append(_element("style:style", {"style:name": f"ta{int(hidden)}", "style:family": "table"}, shown))
        sheet = _element("office:spreadsheet", {}, _element("table:content-validations", {}, *self.checks), *tables)
        filters = [
            _element(
                "table:database-range",
                {
                    "table:name": f"_{number}",
                    "table:target-range-address": one.filter,
                    "table:display-filter-buttons": "true",
                },
            )
            for number, one in enumerate(self.sheets)
            if one.filter
        ]
        if filters:
            sheet.append(_element("table:database-ranges", {}, *filters))
        # The prefix of the conditions is in no name: it must be declared all the same.
        document = _element("office:document-content", {"office:version": VERSION})
        document.set("xmlns:of", _SPACES["of"])
        document.extend((styles, _element("office:body", {}, sheet)))
        return document

    def _settings(self) -> _Element:
        sheets = _element("config:config-item-map-named", {"config:name": "Tables"})
        for one in self.sheets:
            items = [_item("ShowGrid", "boolean", str(not one.is_bare).lower())]
            if one.is_frozen:
                items += [
                    _item("VerticalSplitMode", "short", "2"), _item("VerticalSplitPosition", "int", "1"),
                    _item("ActiveSplitRange", "short", "2"), _item("PositionBottom", "int", "1"),
                ]  # fmt: skip
            sheets.append(_element("config:config-item-map-entry", {"config:name": one.title}, *items))
        view = _element("config:config-item-map-entry", {}, _item("ViewId", "string", "view1"), sheets)
        view.append(_item("ActiveTable", "string", self.active))
        views = _element("config:config-item-map-indexed", {"config:name": "Views"}, view)
        return _element(
            "office:document-settings",
            {"office:version": VERSION},
            _element(
                "office:settings", {}, _element("config:config-item-set", {"config:name": "ooo:view-settings"}, views)
            ),
        )


def _condition(rule: Mapping[str, Any]) -> str:
    """The rule as OpenDocument says it; empty when anything may be typed."""
    if rule["validate"] == "any":
        return ""
    if rule["validate"] == "list":
        found = _RANGE.fullmatch(rule["source"])
        if found is None:
            raise ValueError(f"not a range of cells: {rule['source']}")
        first = found["first"]
        return f"of:cell-content-is-in-list([${found['sheet']}.{first}:.{found['last'] or first}])"
    kind = {"date": "date", "decimal": "decimal-number"}[rule["validate"]]
    ends = ",".join(_number(rule[end]) for end in ("minimum", "maximum"))
    return f"of:cell-content-is-{kind}() and cell-content-is-between({ends})"


def _number(end: date | float) -> str:
    return str((end - FIRST_DAY).days) if isinstance(end, date) else f"{end:.0f}"


def _day_style() -> tuple[_Element, ...]:
    slash = _element("number:text")
    slash.text = "/"
    parts = (
        _element("number:day", {"number:style": "long"}), slash,
        _element("number:month", {"number:style": "long"}), slash,
        _element("number:year", {"number:style": "long"}),
    )  # fmt: skip
    return (_element("number:date-style", {"style:name": "day"}, *parts),)


def _cell_style(one: Format) -> _Element:
    said = one.properties
    kind = {"style:name": one.name, "style:family": "table-cell"}
    made = _element("style:style", {**kind, **({"style:data-style-name": "day"} if "num_format" in said else {})})
    cell = {
        "style:vertical-align": said.get("valign", ""),
        "fo:wrap-option": "wrap" if said.get("text_wrap") else "",
        "fo:border-bottom": "0.02cm solid #000000" if said.get("bottom") else "",
    }
    words = {
        "fo:font-weight": "bold" if said.get("bold") else "",
        "style:text-underline-style": "solid" if said.get("underline") else "",
    }
    line = {"fo:text-align": "start" if said.get("align") == "left" else ""}
    for name, properties in (("table-cell", cell), ("paragraph", line), ("text", words)):
        if kept := {key: value for key, value in properties.items() if value}:
            made.append(_element(f"style:{name}-properties", kept))
    return made


def _item(name: str, kind: str, said: str) -> _Element:
    made = _element("config:config-item", {"config:name": name, "config:type": kind})
    made.text = said
    return made


def _manifest(parts: Iterable[str]) -> _Element:
    kinds = {"/": MIME, **dict.fromkeys(parts, "text/xml")}
    entries = [
        _element("manifest:file-entry", {"manifest:full-path": path, "manifest:media-type": kind})
        for path, kind in kinds.items()
    ]
    return _element("manifest:manifest", {"manifest:version": VERSION}, *entries)


for _prefix, _address in _SPACES.items():
    ElementTree.register_namespace(_prefix, _address)
