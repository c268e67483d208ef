"""What a workbook holds beside its cells, and that a reader of cells would not see: macros, merged cells, formulas."""

import io
import re
import zipfile

from observatory.errors import DashboardError
from observatory.sources import Problem, limits
from observatory.sources.tables import UNZIPPING

MOST_CELLS = 2_000_000
_FORMULA = re.compile(rb"<f[ >/]")


def beside(name: str, content: bytes) -> tuple[Problem, ...]:
    """What the author of an XLSX file should know; nothing of any other. Raises DashboardError when it carries macros."""
    if not content.startswith(b"PK\x03\x04"):
        return ()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = set(archive.namelist())
            if "xl/workbook.xml" not in members:
                return ()
            limits.check_archive(name, archive)
            if any(member.endswith("vbaProject.bin") for member in members):
                raise DashboardError(
                    "Classeur avec macros refusé",
                    f"{name} contient des macros : enregistrez-le au format « Classeur Excel (.xlsx) », puis déposez-le.",
                )
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
    if has_merged:
        told = "des cellules sont fusionnées ; seule la première de chaque groupe a un contenu"
        problems.append(Problem("warning", name, (), "", "une case par valeur", told))
    if has_formulas:
        told = "des formules ; c’est leur dernier résultat enregistré qui est lu"
        problems.append(Problem("warning", name, (), "", "des valeurs", told))
    return tuple(problems)
