"""Which declared layout a table has: by its columns, then by its territory codes, then by its file's name."""

from dataclasses import dataclass

from observatory.errors import DashboardError
from observatory.sources.declaration import Layout
from observatory.sources.headers import Header, header
from observatory.sources.problems import listed
from observatory.sources.tables import Table

HEADER_LINES = 30
SAMPLED_ROWS = 400
LEAST_SHARE_OF_CODES = 0.5


@dataclass(frozen=True, slots=True)
class Recognised:
    """A table, the layout it has, its header and the position of its first data row."""

    table: Table
    layout: Layout
    header: Header
    first: int


@dataclass(frozen=True, slots=True)
class Unknown:
    """A table of no declared layout; `why` is a French sentence."""

    table: Table
    why: str


def recognise(table: Table, layouts: tuple[Layout, ...]) -> Recognised | Unknown:
    """The layout of the table. Raises DashboardError when several fit and the name of the file does not tell."""
    candidates: list[Recognised] = []
    for position, line in enumerate(table.lines[:HEADER_LINES]):
        top = header(line)
        for layout in layouts:
            if not _missing(layout, top) and not any(top.find((name,)) for name in layout.excludes):
                found = Recognised(table, layout, top, position + 1)
                if _codes_fit(found):
                    candidates.append(found)
        if candidates:
            break
    if len(candidates) > 1:
        candidates = [found for found in candidates if found.layout.name.search(table.hint)] or candidates
    if len(candidates) > 1:
        titles = listed(found.layout.title_fr for found in candidates)
        raise DashboardError(
            "Fichier ambigu",
            f"{table.name} peut être {titles} ; gardez au fichier le nom que son producteur lui a donné.",
        )
    return candidates[0] if candidates else Unknown(table, _why(table, layouts))


def _missing(layout: Layout, top: Header) -> list[str]:
    absent = [names[0] for names in layout.requires if top.find(names) is None]
    if layout.year_suffix and not top.years(layout.year_suffix):
        absent.append(layout.year_suffix[-1].replace("{yy}", "AA"))
    return absent


def _codes_fit(found: Recognised) -> bool:
    column = found.header.find(found.layout.territory)
    if column is None:
        return False
    place = found.header.at(column)
    codes = [
        line.cells[place].strip()
        for line in found.table.lines[found.first : found.first + SAMPLED_ROWS]
        if place < len(line.cells) and line.cells[place].strip()
    ]
    if not codes:
        return True
    known = sum(1 for code in codes if found.layout.code(code) is not None)
    return known >= LEAST_SHARE_OF_CODES * len(codes)


def _why(table: Table, layouts: tuple[Layout, ...]) -> str:
    """Why no layout fits, told by the one that the file's name announces or else by the nearest one."""
    tops = [header(line) for line in table.lines[:HEADER_LINES]]
    if not any(top.width for top in tops):
        return f"{table.name} : aucune ligne d'en-tête."
    near = [
        (bool(layout.name.search(table.hint)), -len(absent), layout, top, absent)
        for layout in layouts
        for top in tops
        if len(absent := _missing(layout, top)) <= (len(layout.requires) - 1 if layout.name.search(table.hint) else 1)
    ]
    if not near:
        first = max(tops, key=lambda top: sum(1 for name in top.names if name))
        return (
            f"{table.name} : aucun format connu n'a les colonnes {listed((name for name in first.names if name), 6)}."
        )
    _, _, layout, top, absent = max(near, key=lambda entry: entry[:2])
    if absent:
        return (
            f"{table.name}, ligne {top.number} : colonne attendue absente, {listed(absent)}, pour lire "
            f"« {layout.title_fr} » ; colonnes trouvées : {listed((name for name in top.names if name), 6)}."
        )
    return f"{table.name} : les codes de territoire ne sont pas ceux du format « {layout.title_fr} »."
