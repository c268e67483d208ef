"""What a workbook holds beside its cells, and that a reader of cells would not see: macros, merged cells, formulas."""

import io
import re
import zipfile
from dataclasses import dataclass

from observatory.errors import DashboardError
from observatory.sources import Problem, limits
from observatory.sources.tables import UNZIPPING

MOST_CELLS = 2_000_000


@dataclass(frozen=True, slots=True)
class _Format:
    """How a workbook is written: members that are sheets and macros; cells, merged ones and formulas within a sheet."""

    sheets: re.Pattern[str]
    macros: re.Pattern[str]
    cell: re.Pattern[bytes]
    merged: re.Pattern[bytes]
    formula: re.Pattern[bytes]


_FORMATS = {
    "xl/workbook.xml": _Format(
        re.compile(r"xl/worksheets/[^/]+\.xml"),
        re.compile(r"(?s:.*)vbaProject\.bin"),
        re.compile(rb"<c "),
        re.compile(rb"<mergeCell "),
        re.compile(rb"<f[ >/]"),
    ),
    "content.xml": _Format(
        re.compile(r"content\.xml"),
        re.compile(r"(?:Basic|Scripts)/(?s:.*)[^/]"),
        re.compile(rb"<table:table-cell\b"),
        # LibreOffice says of a cell merged in one direction that it spans one in the other.
        re.compile(rb"<table:table-cell\s[^<]*?table:number-(?:columns|rows)-spanned=[\"'](?!1[\"'])"),
        re.compile(rb"<table:table-cell\s[^<]*?table:formula="),
    ),
}
"""By the member that a file of the format has."""


def beside(name: str, content: bytes) -> tuple[Problem, ...]:
    """What the author of an XLSX or ODS file should know; nothing of any other. Raises DashboardError when it carries macros."""
    if not content.startswith(b"PK\x03\x04"):
        return ()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = set(archive.namelist())
            form = next((form for member, form in _FORMATS.items() if member in members), None)
            if form is None:
                return ()
            limits.check_archive(name, archive)
            if any(form.macros.fullmatch(member) for member in members):
                raise DashboardError(
                    "Classeur avec macros refusé",
                    f"{name} contient des macros : enregistrez-le au format « Classeur Excel (.xlsx) », puis déposez-le.",
                )
            cells, has_merged, has_formulas = 0, False, False
            for member in members:
                if form.sheets.fullmatch(member) and cells <= MOST_CELLS:
                    with archive.open(member) as stream:
                        for piece in limits.chunks(stream):
                            cells += sum(1 for _ in form.cell.finditer(piece))
                            has_merged = has_merged or form.merged.search(piece) is not None
                            has_formulas = has_formulas or form.formula.search(piece) is not None
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
    if has_merged:
        told = "des cellules sont fusionnées ; seule la première de chaque groupe a un contenu"
        problems.append(Problem("warning", name, (), "", "une case par valeur", told))
    if has_formulas:
        told = "des formules ; c’est leur dernier résultat enregistré qui est lu"
        problems.append(Problem("warning", name, (), "", "des valeurs", told))
    return tuple(problems)
