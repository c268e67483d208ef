"""Bounds on what is read, checked before anything is unpacked, so that a hostile or mistaken file costs little."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import IO
from xml.etree.ElementTree import Element, ParseError, iterparse

from observatory.errors import DashboardError
from observatory.sources.problems import count

LARGEST_FILE = 80 * 2**20
LARGEST_UNPACKED = 300 * 2**20
LARGEST_TEXTS = 200 * 2**20
"""Unpacked bytes of an archive of CSV files, which are held in memory while a workbook is not."""
LARGEST_RATIO = 400
MOST_MEMBERS = 500
MOST_CELLS = 6_000_000
MOST_COLUMNS = 16_384
MOST_CELL_SIGNS = 131_072

_REFERENCE = re.compile(rb'<c [^>]*?r="([A-Z]{1,3})(\d{1,7})"')
_ROW = re.compile(rb'<row [^>]*?r="(\d{1,7})"')


def check_size(name: str, size: int) -> None:
    """Raise DashboardError when a file of `size` bytes is too large to be read."""
    if size > LARGEST_FILE:
        raise DashboardError(
            "Fichier trop volumineux",
            f"{name} pèse {size / 2**20:.0f} Mo, la limite étant de {LARGEST_FILE // 2**20} Mo ; "
            "déposez un extrait limité au département.",
        )


def check_cells(name: str, cells: int) -> None:
    """Raise DashboardError when a table of that many cells is too large to be read."""
    if cells > MOST_CELLS:
        raise DashboardError(
            "Tableau trop grand",
            f"{name} a plus de {MOST_CELLS // 1_000_000} millions de cellules ; "
            "déposez un extrait limité au département.",
        )


def check_archive(name: str, archive: zipfile.ZipFile, largest: int = LARGEST_UNPACKED) -> None:
    """Raise DashboardError when unpacking is unreasonable: too many members, too large, or absurdly compressed."""
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if (
        len(members) > MOST_MEMBERS
        or unpacked > largest
        or (unpacked > 2**24 and unpacked > LARGEST_RATIO * max(packed, 1))
    ):
        raise DashboardError(
            "Archive trop grande",
            f"{name} contient {count(len(members), 'fichier')} pour {unpacked / 2**20:.0f} Mo une fois décompressé, la limite étant "
            f"de {MOST_MEMBERS} fichiers et {largest // 2**20} Mo ; déposez un extrait limité au département, ou ses fichiers un par un.",
        )


def workbook_extent(content: bytes) -> int:
    """Cells that the largest sheet of a workbook (XLSX or ODS) spans, counted only as far as the limit; 0 for XLS."""
    if not content.startswith(b"PK"):
        return 0
    largest = 0
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for member in archive.namelist():
            if re.fullmatch(r"xl/worksheets/[^/]+\.xml", member):
                with archive.open(member) as stream:
                    largest = max(largest, _xlsx_extent(stream))
            elif member == "content.xml":
                with archive.open(member) as stream:
                    largest = max(largest, _ods_extent(stream))
    return largest


def chunks(stream: IO[bytes]) -> Iterator[bytes]:
    """A member of an archive by pieces of a megabyte, none of which begins within a tag."""
    left = b""
    while piece := stream.read(2**20):
        piece = left + piece
        cut = piece.rfind(b"<")
        # A tag of more than a megabyte is none that we look for.
        left, piece = (piece[cut:], piece[:cut]) if cut > 0 and len(piece) - cut < 2**20 else (b"", piece)
        yield piece
    yield left


def _xlsx_extent(stream: IO[bytes]) -> int:
    rows = columns = 0
    for piece in chunks(stream):
        rows = max(rows, max((int(row) for row in _ROW.findall(piece)), default=0))
        for letters, row in set(_REFERENCE.findall(piece)):
            rows = max(rows, int(row))
            column = 0
            for letter in letters:
                column = column * 26 + letter - 64
            columns = max(columns, column)
        if rows * columns > MOST_CELLS:
            break
    return rows * max(columns, 1)


def _ods_extent(stream: IO[bytes]) -> int:
    """Cells of the largest sheet; repeated empty cells at the end of a row or a sheet do not count."""
    largest = rows = pending = width = widest = 0
    try:
        for event, element in iterparse(stream, events=("start", "end")):
            tag = element.tag.rsplit("}", 1)[-1]
            if event == "start" and tag == "table":
                rows = pending = widest = 0
            elif event == "end" and tag in ("table-cell", "covered-table-cell"):
                filled = len(element) > 0 or any(key.endswith("value-type") for key in element.attrib)
                width = width + repeated(element, "number-columns-repeated") if filled else width
                element.clear()
            elif event == "end" and tag == "table-row":
                pending += repeated(element, "number-rows-repeated")
                if width:
                    rows += pending
                    pending = 0
                    widest = max(widest, width)
                    largest = max(largest, rows * widest)
                width = 0
                element.clear()
            if largest > MOST_CELLS:
                break
    except ParseError:
        return 0
    return largest


def repeated(element: Element, name: str) -> int:
    """How often a cell or a row of ODS stands there, by the attribute of that name."""
    text = next((value for key, value in element.attrib.items() if key.endswith(name)), "1")
    return int(text) if text.isdigit() else 1
