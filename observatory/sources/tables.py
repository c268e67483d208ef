"""Any official file as tables of raw text: CSV, XLSX, XLS, ODS, or a ZIP that holds some. Line numbers are kept."""

import csv
import io
import json
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from observatory.errors import DashboardError
from observatory.sources import limits
from observatory.sources.problems import quoted

SEPARATORS = (";", ",", "\t")
UNZIPPING = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError, struct.error)
"""What unpacking a spoiled archive may raise."""
MOST_LINES_A_ROW = 20
SAMPLED_LINES = 30
SAMPLED_CHARACTERS = 200_000
WORKBOOK_CHILD = Path(__file__).with_name("workbook_child.py")
MOST_SECONDS = 90
SUFFIXES = (".csv", ".txt", ".tsv", ".xlsx", ".xls", ".ods", ".zip")

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


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table: its number in the file (from 1) and its cells as text."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """name: `file.csv`, `archive.zip/member.csv` or `book.xlsx[sheet]`; hint: the name that may tell what it is.

    separator: what is between the cells of a CSV file; empty for a workbook.
    """

    name: str
    hint: str
    lines: tuple[Line, ...]
    separator: str


def tables(name: str, content: bytes) -> tuple[Table, ...]:
    """Every table in a file of that name. Raises DashboardError when it is no table, or too large a one."""
    limits.check_size(name, len(content))
    if not content.strip(b"\x00\r\n\t "):
        raise DashboardError("Fichier vide", f"{name} est vide.")
    try:
        return tuple(_tables(name, content, nested=False))
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


def _tables(name: str, content: bytes, nested: bool) -> Iterator[Table]:
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = set(archive.namelist())
            if "xl/workbook.xml" in members or "content.xml" in members:
                limits.check_workbook(name, content)
                yield from _workbook(name, content)
            elif nested:
                raise DashboardError(
                    "Archive refusée", f"{name} est une archive dans une archive ; décompressez-la d'abord."
                )
            else:
                yield from _archive(name, archive)
    elif content.startswith(b"\xd0\xcf\x11\xe0"):
        yield from _workbook(name, content)
    else:
        yield _text(name, content)


def _archive(name: str, archive: zipfile.ZipFile) -> Iterator[Table]:
    limits.check_archive(name, archive)
    wanted = [
        member
        for member in archive.infolist()
        if not member.is_dir()
        and not member.filename.startswith("__MACOSX/")
        and member.filename.lower().endswith(SUFFIXES[:-1])
    ]
    if not wanted:
        raise DashboardError("Archive sans tableau", f"{name} ne contient aucun fichier CSV, XLSX, XLS ou ODS.")
    for member in wanted:
        if member.flag_bits & 1:
            raise DashboardError("Archive protégée", f"{name} est protégée par un mot de passe.")
        try:
            content = archive.read(member)
        except UNZIPPING as error:
            raise DashboardError("Archive illisible", f"{name} : {member.filename} ne se décompresse pas.") from error
        yield from _tables(f"{name}/{member.filename}", content, nested=True)


def _workbook(name: str, content: bytes) -> Iterator[Table]:
    unreadable = DashboardError(
        "Classeur illisible", f"{name} n'est pas un classeur lisible (abîmé ou protégé par un mot de passe)."
    )
    try:
        child = subprocess.run(
            [sys.executable, str(WORKBOOK_CHILD), str(limits.MOST_CELLS)],
            input=content,
            capture_output=True,
            timeout=MOST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise unreadable from error
    if child.returncode == 3:
        limits.check_cells(name, limits.MOST_CELLS + 1)
    if child.returncode != 0:
        raise unreadable
    for sheet, rows in json.loads(child.stdout):
        lines = tuple(Line(number, tuple(row)) for number, row in enumerate(rows, start=1))
        if lines:
            yield Table(f"{name}[{sheet}]", name, lines, "")


def _text(name: str, content: bytes) -> Table:
    for magic, kind in _MAGIC:
        if content.lstrip(b"\xef\xbb\xbf \r\n").startswith(magic):
            raise DashboardError(
                "Fichier d'un autre genre", f"{name} est {kind}, pas un tableau CSV, XLSX, XLS ou ODS."
            )
    text = _decoded(name, content)
    heads = [line for line in text[:SAMPLED_CHARACTERS].splitlines() if line.strip()][:SAMPLED_LINES]
    if not heads:
        raise DashboardError("Fichier vide", f"{name} est vide.")
    widths = {separator: max(_fields(head, separator) for head in heads) for separator in SEPARATORS}
    separator = max(SEPARATORS, key=lambda candidate: widths[candidate])
    if widths[separator] < 2:
        raise DashboardError(
            "Séparateur inattendu",
            f"{name} n'a qu'une colonne, {quoted(heads[0])} ; "
            "les colonnes doivent être séparées par « ; », « , » ou une tabulation.",
        )
    limits.check_cells(name, text.count(separator) + text.count("\n"))
    lines: list[Line] = []
    cells = 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    start = 1
    try:
        for row in reader:
            cells += len(row)
            limits.check_cells(name, cells)
            if len(row) > limits.MOST_COLUMNS:
                raise DashboardError(
                    "Tableau trop large", f"{name}, ligne {start} : plus de {limits.MOST_COLUMNS} colonnes."
                )
            if reader.line_num - start > MOST_LINES_A_ROW:
                raise csv.Error("a quoted cell that never ends")
            lines.append(Line(start, tuple(row)))
            start = reader.line_num + 1
    except csv.Error as error:
        raise DashboardError(
            "Fichier mal formé",
            f"{name}, ligne {start} : la ligne ne se lit pas ; un guillemet n'est peut-être pas refermé.",
        ) from error
    return Table(name, name, tuple(lines), separator)


def _fields(head: str, separator: str) -> int:
    try:
        return len(next(csv.reader([head], delimiter=separator), []))
    except csv.Error:
        return 0


def _decoded(name: str, content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return content.decode("utf-16")
        except UnicodeDecodeError as error:
            raise DashboardError("Fichier illisible", f"{name} est un texte UTF-16 abîmé.") from error
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Windows-1252 is Latin-1 with printable signs (€, œ) in place of control codes that no table holds.
        text = content.decode("cp1252", errors="replace")
    sample = text[:100_000]
    controls = sum(1 for character in sample if ord(character) < 32 and character not in "\r\n\t")
    if controls > len(sample) // 200:
        raise DashboardError(
            "Fichier d'un autre genre", f"{name} n'est pas un tableau : son contenu n'est pas du texte."
        )
    return text
