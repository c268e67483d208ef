"""What a workbook holds beside its cells, and that a reader of cells would not see: macros, hidden sheets, formulas."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from observatory.errors import DashboardError
from observatory.sources import Problem, limits
from observatory.sources.problems import listed
from observatory.sources.tables import UNZIPPING

MOST_CELLS = 2_000_000
LARGEST_INDEX = 8 * 2**20
"""Bytes of the list of sheets of a workbook."""
_FORMULA = re.compile(rb"<f[ >/]")
_SHEET = re.compile(rb"<(?:\w+:)?sheet\b[^>]*>")
_ATTRIBUTE = re.compile(rb'\b(name|state)="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Beside:
    """hidden: names of the hidden sheets, not to be read; problems: what the author should know."""

    hidden: frozenset[str]
    problems: tuple[Problem, ...]


NOTHING = Beside(frozenset(), ())


def beside(name: str, content: bytes) -> Beside:
    """Look at an XLSX file; any other file has nothing beside. Raises DashboardError when it carries macros."""
    if not content.startswith(b"PK\x03\x04"):
        return NOTHING
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = set(archive.namelist())
            if "xl/workbook.xml" not in members:
                return NOTHING
            limits.check_archive(name, archive)
            if any(member.endswith("vbaProject.bin") for member in members):
                raise DashboardError(
                    "Classeur avec macros refusé",
                    f"{name} contient des macros : enregistrez-le au format « Classeur Excel (.xlsx) », puis déposez-le.",
                )
            if archive.getinfo("xl/workbook.xml").file_size > LARGEST_INDEX:
                raise zipfile.BadZipFile("an index of sheets that no workbook has")
            hidden = frozenset(_hidden(archive.read("xl/workbook.xml")))
            cells, has_merged, has_formulas = 0, False, False
            for member in members:
                if re.fullmatch(r"xl/worksheets/[^/]+\.xml", member) and cells <= MOST_CELLS:
                    with archive.open(member) as stream:
                        for piece in limits.chunks(stream):
                            cells += piece.count(b"<c ")
                            has_merged |= b"<mergeCell " in piece
                            has_formulas = has_formulas or _FORMULA.search(piece) is not None
                            if cells > MOST_CELLS:
                                break
    except UNZIPPING as error:
        raise DashboardError(
            "Archive illisible", f"{name} est une archive ou un classeur abîmé ; téléchargez-le à nouveau."
        ) from error
    if cells > MOST_CELLS:
        raise DashboardError(
            "Tableau trop grand",
            f"{name} a plus de {MOST_CELLS // 1_000_000} millions de cellules : déposez-le en CSV, ou un extrait.",
        )
    problems = []
    if hidden:
        told = f"feuilles masquées non lues : {listed(sorted(hidden))}"
        problems.append(Problem("note", name, (), "", "", told))
    if has_merged:
        told = "des cellules sont fusionnées ; seule la première de chaque groupe a un contenu"
        problems.append(Problem("warning", name, (), "", "une case par valeur", told))
    if has_formulas:
        told = "des formules ; c’est leur dernier résultat enregistré qui est lu"
        problems.append(Problem("warning", name, (), "", "des valeurs", told))
    return Beside(hidden, tuple(problems))


def _hidden(workbook: bytes) -> Iterator[str]:
    for sheet in _SHEET.findall(workbook):
        found = dict(_ATTRIBUTE.findall(sheet))
        if found.get(b"state") in (b"hidden", b"veryHidden"):
            yield found.get(b"name", b"").decode("utf-8", errors="replace")
