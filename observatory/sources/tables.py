"""Any official file as tables of raw text: CSV, XLSX, XLS, ODS, or a ZIP that holds some. Line numbers are kept."""

import csv
import io
import re
import struct
import time
import zipfile
import zlib
from array import array
from codecs import getincrementaldecoder
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from observatory.errors import DashboardError
from observatory.sources import apart, limits
from observatory.sources.lines import Line as Line
from observatory.sources.lines import Packer, unpacked
from observatory.sources.problems import Problem, count, quoted

SEPARATORS = (";", ",", "\t")
UNZIPPING = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError, struct.error)
"""What unpacking a spoiled archive may raise."""
MOST_LINES_A_ROW = 20
SAMPLED_LINES = 30
SAMPLED_CHARACTERS = 200_000
WORKBOOK_CHILD = "observatory.sources.workbook_child"
SHEET_END, TOO_MANY = b"\x1c", b"\x18"
CHECKED_ROWS = 8192
"""Rows read between two looks at the clock."""
SUFFIXES = (".csv", ".txt", ".tsv", ".xlsx", ".xls", ".ods", ".zip")
ENCODINGS = {
    "utf-8": "UTF-8", "utf-16": "UTF-16", "cp1252": "Windows-1252", "iso-8859-15": "ISO 8859-15", "cp850": "CP850",
    "mac-roman": "Mac Roman",
}  # fmt: skip
"""Encodings that a layout may declare, and their names."""
MOST_LOSSY_ROWS = 20_000
"""Rows with bytes that are no character; a file that has more is in another encoding."""

Encodings = Sequence[tuple[re.Pattern[str], str]]
"""Names of files whose encoding is declared, and that encoding."""

_MAGIC = (
    (b"\x89PNG", "une image PNG"),
    (b"\xff\xd8\xff", "une image JPEG"),
    (b"GIF8", "une image GIF"),
    (b"%PDF", "un document PDF"),
    (b"\x1f\x8b", "une archive GZIP"),
    (b"7z\xbc\xaf", "une archive 7-Zip"),
    (b"Rar!", "une archive RAR"),
    (b"\x7fELF", "un programme"),
    (b"MZ", "un programme"),
    (b"PAR1", "un fichier Parquet"),
    (b"<!DOCTYPE", "une page web"),
    (b"<!doctype", "une page web"),
    (b"<html", "une page web"),
)


class NoTable(DashboardError):
    """A file that is no table at all, such as a readme; one that is damaged or too large is refused otherwise."""


@dataclass(frozen=True, slots=True)
class Table:
    """name: `file.csv`, `archive.zip/member.csv` or `book.xlsx[sheet]`; hint: the name that may tell what it is.

    separator: what is between the cells of a CSV file; empty for a workbook. is_hidden: whether its author hid the sheet.
    seconds: left for reading its rows; None for as many as it takes. encoding: name of that of a text; empty for a workbook.
    lossy: numbers of the rows where bytes are no character of that encoding. A member of an archive that is no table has no line.
    """

    name: str
    hint: str
    lines: Sequence[Line]
    separator: str
    is_hidden: bool = False
    seconds: float | None = None
    encoding: str = ""
    lossy: Sequence[int] = ()

    def until(self) -> float | None:
        """When a reading of its rows that begins now must be over, on the monotonic clock."""
        return None if self.seconds is None else time.monotonic() + self.seconds

    def lost(self) -> tuple[Problem, ...]:
        """The finding that characters of the file could not be read, if so."""
        if not self.lossy:
            return ()
        found = f"des octets qui ne sont aucun signe en {self.encoding}\u00a0: ces signes sont perdus"
        expected = "un texte en UTF-8, ou son encodage déclaré dans data/sources.toml"
        return (Problem("warning", self.name, tuple(self.lossy), "", expected, found),)


def tables(
    name: str, content: bytes, seconds: float | None = apart.MOST_SECONDS, encodings: Encodings = ()
) -> tuple[Table, ...]:
    """Every table in a file of that name, to be read within `seconds` (None: without hurry).

    encodings: names of texts whose encoding is declared; it is detected in the others. Raises DashboardError when it is
    no table, or too large a one.
    """
    limits.check_size(name, len(content))
    if not content.strip(b"\x00\r\n\t "):
        raise DashboardError("Fichier vide", f"{name} est vide.")
    try:
        until = None if seconds is None else time.monotonic() + seconds
        return tuple(_tables(name, content, until, encodings, nested=False))
    except UNZIPPING as error:
        raise DashboardError(
            "Archive illisible", f"{name} est une archive ou un classeur abîmé ; téléchargez-le à nouveau."
        ) from error


def read_bytes(path: Path) -> bytes:
    """The content of the file. Raises DashboardError when it cannot be read or is too large."""
    try:
        limits.check_size(path.name, path.stat().st_size)
        return path.read_bytes()
    except OSError as error:
        raise DashboardError(
            "Fichier illisible", f"{path.name} n'a pas pu être lu : {error.strerror or error}."
        ) from error


def _tables(name: str, content: bytes, until: float | None, encodings: Encodings, nested: bool) -> Iterator[Table]:
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = set(archive.namelist())
            if "xl/workbook.xml" in members or "content.xml" in members:
                limits.check_archive(name, archive)
                yield from _workbook(name, content, until)
            elif nested:
                raise DashboardError(
                    "Archive refusée", f"{name} est une archive dans une archive ; décompressez-la d'abord."
                )
            else:
                yield from _archive(name, archive, until, encodings)
    elif content.startswith(b"\xd0\xcf\x11\xe0"):
        yield from _workbook(name, content, until)
    else:
        yield _text(name, content, until, encodings)


def _archive(name: str, archive: zipfile.ZipFile, until: float | None, encodings: Encodings) -> Iterator[Table]:
    limits.check_archive(name, archive, limits.LARGEST_TEXTS)
    wanted = [
        member
        for member in archive.infolist()
        if not member.is_dir()
        and not member.filename.startswith("__MACOSX/")
        and member.filename.lower().endswith(SUFFIXES[:-1])
    ]
    if not wanted:
        raise DashboardError("Archive sans tableau", f"{name} ne contient aucun fichier CSV, XLSX, XLS ou ODS.")
    refused: list[NoTable] = []
    for member in wanted:
        if member.flag_bits & 1:
            raise DashboardError("Archive protégée", f"{name} est protégée par un mot de passe.")
        try:
            content = archive.read(member)
        except UNZIPPING as error:
            raise DashboardError("Archive illisible", f"{name} : {member.filename} ne se décompresse pas.") from error
        inner = f"{name}/{member.filename}"
        try:
            yield from _tables(inner, content, until, encodings, nested=True)
        except NoTable as error:
            refused.append(error)
            yield Table(inner, inner, (), "")
    if len(refused) == len(wanted):
        raise refused[0]


def _workbook(name: str, content: bytes, until: float | None) -> Iterator[Table]:
    answered = apart.answer(WORKBOOK_CHILD, name, content, str(limits.MOST_CELLS), until=until)
    if answered is None:
        raise DashboardError(
            "Classeur illisible", f"{name} n'est pas un classeur lisible (abîmé ou protégé par un mot de passe)."
        )
    if answered == TOO_MANY:
        limits.check_cells(name, limits.MOST_CELLS + 1)
    start = 0
    while start < len(answered):
        end = answered.index(SHEET_END, start)
        rows = unpacked(answered, start, end)
        title, *marks = rows[0].cells
        lines = unpacked(answered, answered.index(b"\x1e", start) + 1, end)
        if lines:
            yield Table(f"{name}[{title}]", name, lines, "", is_hidden=marks == ["hidden"], seconds=_left(until))
        start = end + 1


def _text(name: str, content: bytes, until: float | None, encodings: Encodings) -> Table:
    for magic, kind in _MAGIC:
        if content.lstrip(b"\xef\xbb\xbf \r\n").startswith(magic):
            raise NoTable("Fichier d'un autre genre", f"{name} est {kind}, pas un tableau CSV, XLSX, XLS ou ODS.")
    encoding, is_whole = _encoding(name, content, encodings)
    title = ENCODINGS[encoding.removesuffix("-sig")]
    head_text = content[: SAMPLED_CHARACTERS * 2].decode(encoding, errors="ignore")
    heads = [line for line in head_text[:SAMPLED_CHARACTERS].splitlines() if line.strip()][:SAMPLED_LINES]
    if not heads:
        raise NoTable("Fichier vide", f"{name} est vide.")
    widths = {separator: max(_fields(head, separator) for head in heads) for separator in SEPARATORS}
    separator = max(SEPARATORS, key=lambda candidate: widths[candidate])
    if widths[separator] < 2:
        raise NoTable(
            "Séparateur inattendu",
            f"{name} n'a qu'une colonne, {quoted(heads[0])} ; "
            "les colonnes doivent être séparées par « ; », « , » ou une tabulation.",
        )
    limits.check_cells(name, content.count(separator.encode()) + content.count(b"\n"))
    packer, lossy = Packer(), array("Q")
    cells = 0
    # Decoded as it is read: the whole text would take up to four bytes a character, twice.
    decoded = io.TextIOWrapper(io.BytesIO(content), encoding, errors="strict" if is_whole else "replace", newline="")
    # The limit belongs to the process, and a library that is imported may have raised it.
    csv.field_size_limit(limits.MOST_CELL_SIGNS)
    reader = csv.reader(decoded, delimiter=separator)
    start = 1
    try:
        for number, row in enumerate(reader):
            if number % CHECKED_ROWS == 0:
                apart.check_clock(name, until)
            cells += len(row)
            limits.check_cells(name, cells)
            if len(row) > limits.MOST_COLUMNS:
                raise DashboardError(
                    "Tableau trop large", f"{name}, ligne {start} : plus de {limits.MOST_COLUMNS} colonnes."
                )
            if reader.line_num - start > MOST_LINES_A_ROW:
                raise csv.Error("a quoted cell that never ends")
            packer.add(start, row)
            if not is_whole and any("\ufffd" in cell for cell in row):
                lossy.append(start)
                if len(lossy) > MOST_LOSSY_ROWS:
                    raise DashboardError(
                        "Encodage inattendu",
                        f"{name} a plus de {count(MOST_LOSSY_ROWS, 'ligne')} dont des octets ne sont aucun signe en {title}\u00a0; "
                        "enregistrez-le en UTF-8, ou déclarez son encodage dans data/sources.toml.",
                    )
            start = reader.line_num + 1
    except csv.Error as error:
        raise DashboardError(
            "Fichier mal formé",
            f"{name}, ligne {start} : la ligne ne se lit pas ; un guillemet n’est peut-être pas refermé.",
        ) from error
    return Table(name, name, packer.lines(), separator, seconds=_left(until), encoding=title, lossy=lossy)


def _left(until: float | None) -> float | None:
    return None if until is None else max(until - time.monotonic(), 1.0)


def _fields(head: str, separator: str) -> int:
    try:
        return len(next(csv.reader([head], delimiter=separator), []))
    except csv.Error:
        return 0


def _encoding(name: str, content: bytes, encodings: Encodings) -> tuple[str, bool]:
    """The encoding of the content, declared or detected, and whether every byte is part of a character of it."""
    declared = next((encoding for pattern, encoding in encodings if pattern.search(name)), "")
    if declared == "utf-16":
        return declared, _is(content, declared)
    if not declared and content.startswith((b"\xff\xfe", b"\xfe\xff")):
        if not _is(content, "utf-16"):
            raise DashboardError("Fichier illisible", f"{name} est un texte UTF-16 abîmé.")
        return "utf-16", True
    # Windows-1252 is Latin-1 with printable signs (€, œ) in place of control codes that no table holds.
    is_utf_8 = declared in ("", "utf-8") and _is(content, "utf-8-sig")
    detected = "utf-8-sig" if is_utf_8 or content.startswith(b"\xef\xbb\xbf") else "cp1252"
    encoding = "utf-8-sig" if declared == "utf-8" else declared or detected
    sample = content[:100_000].decode(encoding, errors="replace")
    controls = sum(1 for character in sample if ord(character) < 32 and character not in "\r\n\t")
    if controls > len(sample) // 200:
        raise NoTable("Fichier d'un autre genre", f"{name} n'est pas un tableau : son contenu n'est pas du texte.")
    return encoding, is_utf_8 or _is(content, encoding)


def _is(content: bytes, encoding: str) -> bool:
    decoder = getincrementaldecoder(encoding)()
    try:
        for start in range(0, len(content), 2**20):
            decoder.decode(content[start : start + 2**20])
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True
