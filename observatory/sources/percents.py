"""Which cells of a workbook are shown as percentages: what stands in such a cell is a hundredth of what its reader sees.

Calamine gives the number as it is stored. XLSX says by its styles how a cell is shown, ODS by the type of the cell; of XLS it is not known.
"""

import io
import re
import zipfile
from array import array
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import IO
from xml.etree.ElementTree import Element, ParseError, iterparse

from observatory.sources import limits

WIDTH = limits.MOST_COLUMNS
BUILT_IN = {9, 10}
"""Formats `0%` and `0.00%`, which every workbook has."""
_STYLES, _BOOK, _LINKS, _ODS = "xl/styles.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "content.xml"
_TEXT = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
"""Parts of a format that are shown as they are, or say a colour or a condition."""
_CELL = re.compile(rb"<(?:\w+:)?c(\s[^<>]*[^/<>])>")
_PLACE = re.compile(rb'\sr=["\']([A-Z]{1,3})(\d{1,7})["\']')
_STYLE = re.compile(rb'\ss=["\'](\d{1,6})["\']')


class Cells:
    """Places of one sheet, to be asked for row by row, in order: rows and columns from 0."""

    def __init__(self, places: "array[int]") -> None:
        in_order = all(one <= other for one, other in pairwise(places))
        self._places = places if in_order else array("Q", sorted(places))
        self._next = 0

    def __bool__(self) -> bool:
        return bool(self._places)

    def of(self, row: int) -> set[int]:
        """Columns of a row that was not asked for before."""
        found: set[int] = set()
        while self._next < len(self._places) and self._places[self._next] < (row + 1) * WIDTH:
            place = self._places[self._next]
            if place >= row * WIDTH:
                found.add(place % WIDTH)
            self._next += 1
        return found


NONE = Cells(array("Q"))


def percents(content: bytes) -> Mapping[str, Cells]:
    """The cells with a percentage of a workbook, by sheet; a sheet without any is left out, and any sheet of an XLS file."""
    if not content.startswith(b"PK"):
        return {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = set(archive.namelist())
        try:
            if {_BOOK, _STYLES, _LINKS} <= members:
                return dict(_of_xlsx(archive, members))
            if _ODS in members:
                return dict(_of_ods(archive))
        except (ParseError, ValueError):
            # What is no XML is for the reader of the cells to refuse.
            return {}
    return {}


def _of_xlsx(archive: zipfile.ZipFile, members: set[str]) -> Iterator[tuple[str, Cells]]:
    with archive.open(_STYLES) as stream:
        styles = _styles(stream)
    if not styles:
        return
    with archive.open(_LINKS) as stream:
        targets = {one.get("Id", ""): one.get("Target", "") for one in _elements(stream, "Relationship")}
    with archive.open(_BOOK) as stream:
        sheets = [
            (one.get("name", ""), next((value for key, value in one.attrib.items() if key.endswith("}id")), ""))
            for one in _elements(stream, "sheet")
        ]
    for name, link in sheets:
        target = targets.get(link, "")
        member = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        if member in members:
            with archive.open(member) as stream:
                found = Cells(_places(stream, styles))
            if found:
                yield name, found


def _styles(stream: IO[bytes]) -> set[bytes]:
    """Numbers of the styles of cells that show a percentage, as a cell cites them."""
    shown, styles = set(BUILT_IN), set[bytes]()
    within: list[str] = []
    number = 0
    for event, element in iterparse(stream, events=("start", "end")):
        tag = element.tag.rpartition("}")[2]
        if event == "start":
            within.append(tag)
            continue
        within.pop()
        if tag == "numFmt" and "%" in _TEXT.sub("", element.get("formatCode", "")):
            shown.add(int(element.get("numFmtId", "-1")))
        elif tag == "xf" and within[-1:] == ["cellXfs"]:
            if int(element.get("numFmtId", "0")) in shown:
                styles.add(str(number).encode())
            number += 1
        if tag != "xf":
            element.clear()
    return styles


def _elements(stream: IO[bytes], wanted: str) -> Iterator[Element]:
    for _, element in iterparse(stream):
        if element.tag.rpartition("}")[2] == wanted:
            yield element


def _places(stream: IO[bytes], styles: set[bytes]) -> "array[int]":
    found = array("Q")
    for piece in limits.chunks(stream):
        for cell in _CELL.finditer(piece):
            style = _STYLE.search(cell[1])
            if style is None or style[1] not in styles:
                continue
            if place := _PLACE.search(cell[1]):
                column = 0
                for letter in place[1]:
                    column = column * 26 + letter - 64
                found.append((int(place[2]) - 1) * WIDTH + min(column, WIDTH) - 1)
    return found


def _of_ods(archive: zipfile.ZipFile) -> Iterator[tuple[str, Cells]]:
    with archive.open(_ODS) as stream:
        if not any(b'value-type="percentage"' in piece for piece in limits.chunks(stream)):
            return
    name, row, column, before = "", 0, 0, 0
    found = array("Q")
    with archive.open(_ODS) as stream:
        for event, element in iterparse(stream, events=("start", "end")):
            tag = element.tag.rpartition("}")[2]
            if event == "start":
                if tag == "table":
                    name = next((value for key, value in element.attrib.items() if key.endswith("}name")), "")
                    row, found = 0, array("Q")
                elif tag == "table-row":
                    column, before = 0, len(found)
                continue
            if tag in ("table-cell", "covered-table-cell"):
                times = limits.repeated(element, "number-columns-repeated")
                if any(key.endswith("}value-type") and value == "percentage" for key, value in element.attrib.items()):
                    found.extend(row * WIDTH + place for place in range(column, min(column + times, WIDTH)))
                column += times
                element.clear()
            elif tag == "table-row":
                times = limits.repeated(element, "number-rows-repeated")
                shown = [place % WIDTH for place in found[before:]]
                # The rows that hold nothing below a sheet are one that is repeated a million times.
                for again in range(1, times if shown else 1):
                    found.extend((row + again) * WIDTH + place for place in shown)
                row += times
                element.clear()
            elif tag == "table" and found:
                yield name, Cells(found)
