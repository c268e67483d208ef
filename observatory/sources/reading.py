"""A file of a declared layout as tidy figures: nothing guessed, nothing dropped in silence."""

import datetime
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from observatory.errors import DashboardError
from observatory.sources import apart, tables
from observatory.sources.declaration import EVERYWHERE, Declaration, Layout, Scope
from observatory.sources.gaps import gaps
from observatory.sources.observations import Observation, SchoolRow
from observatory.sources.problems import Findings, Problem, count, gathered, listed, quoted
from observatory.sources.recognition import Recognised, Unknown, recognise
from observatory.sources.rows import Rows
from observatory.sources.tables import CHECKED_ROWS, Line, Table
from observatory.sources.vintages import file_year

MOST_ROWS = 500_000
BLANK = "sans contenu"
REMARK = "de commentaire"
UNKNOWN = "de territoire inconnu"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a table gave: figures, findings, what became of each row (rows = kept + the sum of set_aside)."""

    file: str
    layout: Layout
    year: int | None
    observations: tuple[Observation, ...]
    problems: tuple[Problem, ...]
    rows: int
    kept: int
    set_aside: tuple[tuple[str, int], ...]
    unread_columns: tuple[str, ...]
    schools: tuple[SchoolRow, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """Findings that stop a part of the file from being read."""
        return tuple(problem for problem in self.problems if problem.severity == "error")

    def summary(self) -> str:
        """One French sentence: what the file is, rows read, kept and set aside with the reason, figures."""
        aside = "".join(f", {count(number, 'ligne')} {why}" for why, number in self.set_aside)
        year = f" {self.year}" if self.year else ""
        return (
            f"{self.file} : {self.layout.title_fr}{year} ; {count(self.rows, 'ligne')}, "
            f"{count(self.kept, 'ligne')} {'retenue' if self.kept < 2 else 'retenues'}{aside} ; "
            f"{count(len(self.observations), 'chiffre')}."
        )


def read(
    path: Path,
    declaration: Declaration,
    scope: Scope = EVERYWHERE,
    known: frozenset[str] = frozenset(),
    year: int | None = None,
) -> tuple[Reading, ...]:
    """Every table of the file that has a declared layout (one for a CSV file, perhaps several for a workbook or a ZIP).

    scope: territories to keep. known: codes of our territories, where one in scope must be (empty: not checked).
    year: year of the file, where nothing in it says so. Raises DashboardError when the file cannot be read at all.
    """
    return read_content(path.name, tables.read_bytes(path), declaration, scope, known, year)


def read_content(
    name: str,
    content: bytes,
    declaration: Declaration,
    scope: Scope = EVERYWHERE,
    known: frozenset[str] = frozenset(),
    year: int | None = None,
) -> tuple[Reading, ...]:
    """Same as `read` for bytes, such as a file dropped on a page; `name` is the file's name."""
    digest = hashlib.sha256(content).hexdigest()
    found = tables.tables(name, content, seconds=None, encodings=declaration.encodings())
    return read_tables(name, found, digest, declaration, scope, known, year)


def read_tables(
    name: str,
    given: Iterable[Table],
    digest: str,
    declaration: Declaration,
    scope: Scope = EVERYWHERE,
    known: frozenset[str] = frozenset(),
    year: int | None = None,
) -> tuple[Reading, ...]:
    """Same as `read_content` for the tables of a file whose SHA-256 is `digest`, already taken out of it."""
    found = [recognise(table, declaration.layouts) for table in given]
    unknown = [table for table in found if isinstance(table, Unknown)]
    recognised = [table for table in found if isinstance(table, Recognised)]
    if not recognised:
        told = next((table for table in unknown if table.table.lines), None)
        raise DashboardError("Format non reconnu", told.why if told else f"{name} ne contient aucun tableau.")
    left = (
        Problem(
            "note",
            name,
            (),
            "",
            "",
            f"tableaux non lus, d’aucun format déclaré : {listed(table.table.name for table in unknown)}",
        ),
    )
    return tuple(
        _read(table, scope, known, year, digest, left if unknown and table is recognised[0] else ())
        for table in recognised
    )


def _read(
    found: Recognised,
    scope: Scope,
    known: frozenset[str],
    given: int | None,
    digest: str,
    before: tuple[Problem, ...],
) -> Reading:
    layout, name = found.layout, found.table.name
    problems = Findings((*before, *found.table.lost()))
    if len(found.table.lines) - found.first > MOST_ROWS:
        raise DashboardError(
            "Tableau trop grand",
            f"{name} a plus de {count(MOST_ROWS, 'ligne')} ; déposez un extrait limité au département.",
        )
    year, yy = file_year(layout, found.header, name, digest, given, problems)
    rows = Rows(layout, found.header, found.table, year, yy, problems)
    aside: Counter[str] = Counter()
    observations: dict[tuple[str, str, datetime.date], Observation] = {}
    schools: dict[str, SchoolRow] = {}
    seen: set[str] = set()
    total = elsewhere = 0
    until = found.table.until()
    for line in found.table.lines[found.first :]:
        if not line.cells:
            continue
        if total % CHECKED_ROWS == 0:
            apart.check_clock(name, until)
        total += 1
        why, territory = _place(line, rows, scope, known, seen)
        if why:
            aside[why] += 1
            elsewhere += bool(territory) and territory not in scope
            continue
        figures, why = rows.figures(line, territory)
        if why:
            aside[why] += 1
        for figure in figures:
            _add(observations, figure, name, problems)
        school = rows.school(line, territory)
        if school is not None:
            schools.setdefault(territory, school)
    for figure in rows.counted():
        _add(observations, figure, name, problems)
    for figure in gaps(layout, tuple(observations.values()), schools):
        _add(observations, figure, name, problems)
    problems.extend(_about_whole(found, scope, seen, total))
    # A file about other places than ours is none of our concern; one of which nothing else is kept was not understood.
    if total > elsewhere and aside.total() == total and not any(one.severity == "error" for one in problems):
        problems.append(Problem("error", name, (), "", "au moins une ligne à retenir", "aucune ligne n’est retenue"))
    if problems.left:
        problems.insert(0, Problem("error", name, (), "", "", f"{count(problems.left, 'problème')} de plus"))
    return Reading(
        file=name,
        layout=layout,
        year=year,
        observations=tuple(observations.values()),
        problems=gathered(problems),
        rows=total,
        kept=total - aside.total(),
        set_aside=tuple(sorted((rows.told(why), number) for why, number in aside.items())),
        unread_columns=rows.unread(),
        schools=tuple(schools.values()),
    )


def _place(line: Line, rows: Rows, scope: Scope, known: frozenset[str], seen: set[str]) -> tuple[str, str]:
    """Why the row is set aside (empty: it is kept) and the territory that it is about; adds the territory to `seen`."""
    if not any(cell.strip() for cell in line.cells):
        return BLANK, ""
    if rows.remark(line):
        return REMARK, ""
    if misfit := rows.misfit(line):
        return misfit, ""
    layout, column = rows.layout, rows.top.names[rows.territory]
    text = line.cells[rows.territory].strip()
    ignored = next((why for pattern, why in layout.ignore if pattern.search(text)), "")
    if ignored:
        return ignored, ""
    territory = layout.code(text)
    if territory is None:
        found = f"code inconnu {quoted(text)}" if text else "code absent"
        rows.say("warning", (line.number,), column, "un code de territoire de ce format", found)
        return UNKNOWN, ""
    seen.add(territory)
    if territory not in scope:
        return scope.why(territory), territory
    if known and territory not in known and layout.school is None:
        expected = "un territoire de data/territories/territories.csv"
        rows.say("error", (line.number,), column, expected, f"le territoire {quoted(territory)} n'y est pas")
        return UNKNOWN, territory
    return "", territory


def _add(
    observations: dict[tuple[str, str, datetime.date], Observation],
    figure: Observation,
    name: str,
    problems: list[Problem],
) -> None:
    first = observations.setdefault(figure.key, figure)
    if first is not figure:
        problems.append(
            Problem(
                "error",
                name,
                (figure.row,) if figure.row else (),
                "",
                "une seule ligne par territoire et par période",
                f"deuxième chiffre pour {figure.indicator}, {figure.territory}, "
                f"le premier (ligne {first.row}) est gardé",
            )
        )


def _about_whole(found: Recognised, scope: Scope, seen: set[str], total: int) -> Iterator[Problem]:
    layout, name = found.layout, found.table.name
    if not total:
        yield Problem("error", name, (), "", "des lignes sous l'en-tête", "le fichier n'a pas de données")
    absent = [territory for territory in layout.expects if territory not in seen and territory in scope]
    if absent:
        yield Problem("note", name, (), "", "", f"le fichier ne contient pas {listed(absent)}")
