"""Files as given become figures to publish, with what was recognised and every problem; nothing is written."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from observatory import contract_tables
from observatory.contract_sheets import ORDER, named
from observatory.errors import DashboardError
from observatory.publication import book as contract_book
from observatory.publication import contents, perimeters, targets
from observatory.publication.book import Book, ours
from observatory.publication.refusals import refused
from observatory.publication.strays import OBSERVATIONS, is_furniture, near, strays
from observatory.publication.tidy import Figure, find_header, outside, read_tidy, unknown_places
from observatory.publication.vocabulary import Figures, Vocabulary
from observatory.sources import Observation, Problem, Reading, read_tables
from observatory.sources.bundle import settle
from observatory.sources.cells import written
from observatory.sources.observations import COLUMNS, table_to_csv
from observatory.sources.perimeters import Perimeter
from observatory.sources.problems import count, listed
from observatory.sources.tables import Table, tables
from observatory.texts import LANGUAGES

MOST_FILES = 40
MOST_FIGURES = 400_000
LARGEST_TOGETHER = 160 * 2**20
"""Bytes of all files given at once."""


@dataclass(frozen=True, slots=True)
class Given:
    """A file as dropped or named: its name and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a file is. kind: official, tidy, workbook or perimeters, empty when refused; told: French sentences about it."""

    name: str
    sha256: str
    size: int
    kind: str
    told: tuple[str, ...]
    figures_count: int


@dataclass(frozen=True, slots=True)
class Staged:
    """What the files gave together: files in order, figures one a key, problems.

    delivered: territories whose figures came in a sheet that was given back, be they still there or not.
    """

    files: tuple[Recognised, ...]
    figures: tuple[Figure, ...]
    problems: tuple[Problem, ...]
    amendment: Mapping[str, bytes] = field(default_factory=dict)
    identical: Mapping[str, int] = field(default_factory=dict)
    delivered: tuple[str, ...] = ()

    def csv(self) -> bytes:
        """The figures as a file of `data/observations`, sorted."""
        ordered = sorted(self.figures, key=lambda f: (f.observation.key, f.observation.file, f.observation.row or 0))
        return table_to_csv(COLUMNS, (_cells(figure) for figure in ordered))


def stage(files: Sequence[Given], known: Vocabulary) -> Staged:
    """Read the files. A file that cannot be read at all is a problem of its own; the others are read all the same."""
    recognised: list[Recognised] = []
    problems: list[Problem] = []
    readings: list[Reading] = []
    tidy: list[Figure] = []
    if len(files) > MOST_FILES:
        raise DashboardError("Trop de fichiers", f"Déposez au plus {MOST_FILES} fichiers à la fois.")
    seen: dict[str, str] = {}
    added = targets.Amendment()
    outlines: list[Perimeter] = []
    if sum(len(given.content) for given in files) > LARGEST_TOGETHER:
        raise DashboardError(
            "Trop de données à la fois",
            f"Déposez au plus {LARGEST_TOGETHER // 2**20} Mo à la fois : publiez ces fichiers en plusieurs fois.",
        )
    opened = {given.content: _opened(given, known) for given in files}
    # The contract first: what it adds may be spoken of in any of the files.
    tables_given = [table for one in opened.values() if isinstance(one, _Opened) for table in one.shown]
    book = contract_book.read(tables_given, known.tables, known.codes) if known.tables else Book()
    problems += book.problems
    delivered = _delivered(tables_given, known, book.sole.get("contract", ""))
    if book.sheets:
        known = known.over(book.over(known.tables))
    for given in files:
        digest = hashlib.sha256(given.content).hexdigest()
        twin = seen.setdefault(digest, given.name)
        if any(one.sha256 == digest for one in recognised):
            found = f"c’est le même fichier que {twin}" if twin != given.name else "le fichier est donné deux fois"
            problems.append(Problem("error", given.name, (), "", "chaque fichier une seule fois", found))
            continue
        try:
            if perimeters.are(given.content):
                drawn = perimeters.read(given.name, given.content, known)
                problems += drawn.problems
                outlines += drawn.perimeters
                recognised.append(Recognised(given.name, digest, len(given.content), "perimeters", drawn.told, 0))
                continue
            file = opened[given.content]
            if isinstance(file, DashboardError):
                raise file
            beside, shown = file.beside, file.shown
            one = _read(given, digest, shown, known, book)
            amended = targets.amendment(shown if one.kind == "workbook" else (), known, book.sole.get("contract", ""))
        except DashboardError as error:
            recognised.append(Recognised(given.name, digest, len(given.content), "", (), 0))
            problems.append(refused(given.name, error))
            continue
        problems += [*beside, *one.problems, *amended.problems]
        added.add(amended)
        readings += one.readings
        tidy += one.figures
        _refuse_many(len(tidy) + sum(len(reading.observations) for reading in readings))
        recognised.append(
            Recognised(
                given.name,
                digest,
                len(given.content),
                one.kind,
                _in_order((*amended.told, *one.told)),
                one.figures_count,
            )
        )
    kept, conflicts, _ = settle(readings)
    for conflict in conflicts:
        problems.append(Problem("warning", conflict.kept.file, (), "", "", conflict.sentence().rstrip(".")))
    official, strange = unknown_places([Figure(one, "official") for one in kept], known)
    problems += [strange] if strange else []
    figures, twice = _one_each((*official, *tidy))
    problems += twice
    problems += outside(official, known.indicators)
    problems += perimeters.twice(outlines)
    problems += added.settle(known, _values(figures))
    tables_made = {**added.files(), **book.files(), **perimeters.files(outlines)}
    return Staged(tuple(recognised), figures, tuple(problems), tables_made, book.identical, delivered)


def _delivered(shown: Sequence[Table], known: Vocabulary, contract: str) -> tuple[str, ...]:
    """The territories of a contract in force whose workbook gives its sheet of figures back."""
    titles = tuple(f"[{named(OBSERVATIONS, language)}]" for language in LANGUAGES)
    is_back = any(table.name.endswith(titles) and find_header(table) is not None for table in shown)
    is_known = is_back and any(row["contract"] == contract for row in known.tables["contracts"])
    return tuple(contract_tables.places(known.tables, contract)) if is_known else ()


@dataclass(frozen=True, slots=True)
class _Opened:
    """A file's visible tables, and what its author should know of the rest."""

    beside: tuple[Problem, ...]
    shown: tuple[Table, ...]


def _opened(given: Given, known: Vocabulary) -> "_Opened | DashboardError":
    """The tables of a file, none of a file of perimeters; the refusal itself when it cannot be read."""
    try:
        if perimeters.are(given.content):
            return _Opened((), ())
        problems = list(contents.beside(given.name, given.content))
        found = tables(given.name, given.content, encodings=known.declaration.encodings())
        hidden = sorted(table.name for table in found if table.is_hidden and not is_furniture(table))
        if hidden:
            problems.append(Problem("note", given.name, (), "", "", f"feuilles masquées non lues : {listed(hidden)}"))
        return _Opened(tuple(problems), tuple(table for table in found if not table.is_hidden))
    except DashboardError as error:
        return error


def _refuse_many(figures: int) -> None:
    if figures > MOST_FIGURES:
        raise DashboardError(
            "Trop de chiffres à la fois", f"Plus de {count(MOST_FIGURES, 'chiffre')} : publiez-les en plusieurs fois."
        )


@dataclass(frozen=True, slots=True)
class _Read:
    kind: str
    told: tuple[str, ...]
    readings: tuple[Reading, ...]
    figures: tuple[Figure, ...]
    problems: tuple[Problem, ...]

    @property
    def figures_count(self) -> int:
        return len(self.figures) + sum(len(reading.observations) for reading in self.readings)


def _read(given: Given, digest: str, shown: Sequence[Table], known: Vocabulary, book: Book) -> _Read:
    if not shown:
        raise DashboardError("Classeur vide", f"{given.name} n’a aucune feuille visible qui contienne quelque chose.")
    sheets = [table for table in shown if ours(table) or targets.are(table)]
    tops = [(table, top) for table in shown if table not in sheets and (top := find_header(table)) is not None]
    if sheets or tops:
        beside = [table for table in shown if table not in sheets]
        one = _tidy(given, tops, shown, beside, known)
        left = strays([table for table in beside if all(table is not read for read, _ in tops)])
        one = replace(one, problems=(*one.problems, *left))
        said = tuple(said for said in book.told if any(said.startswith(f"{table.name} : ") for table in shown))
        return replace(one, kind="workbook", told=(*said, *one.told)) if sheets else one
    try:
        readings = read_tables(given.name, shown, digest, known.declaration, known.declaration.scope, _places(known))
    except DashboardError:
        if meant := near(shown):
            return _Read("", (), (), (), meant)
        raise
    told = tuple(reading.summary() for reading in readings)
    return _Read("official", told, readings, (), tuple(p for reading in readings for p in reading.problems))


def _tidy(
    given: Given,
    tops: Sequence[tuple[Table, object]],
    shown: Sequence[Table],
    beside: Sequence[Table],
    known: Vocabulary,
) -> _Read:
    """The tables of figures among those shown. beside: those that are no sheet of the contract, where one may be left unread."""
    told: list[str] = []
    figures: list[Figure] = []
    problems = [problem for table in shown for problem in table.lost()]
    for table, top in tops:
        reading = read_tidy(table, top, known, given.name)  # type: ignore[arg-type]
        figures += reading.figures
        problems += reading.problems
        told.append(
            f"{table.name} : tableau de chiffres ; {count(reading.rows, 'ligne')}, "
            f"{count(len(reading.figures), 'chiffre')}."
        )
    claimed = sum(figure.origin == "official" for figure in figures)
    if claimed:
        found = f"{count(claimed, 'chiffre')} d’origine « official », que le secret statistique local ne protège pas"
        problems.append(Problem("warning", given.name, (), "origin", "local, sauf pour un chiffre déjà publié", found))
    kind = "workbook" if any("[" in table.name for table in (t for t, _ in tops)) and len(shown) > 1 else "tidy"
    known_tables = {table.name for table, _ in tops}
    left = [table.name for table in beside if table.name not in known_tables] if kind == "tidy" else []
    if left:
        found = f"tableaux non lus, d’aucun format déclaré : {listed(left)}"
        problems.append(Problem("note", given.name, (), "", "", found))
    return _Read(kind, tuple(told), (), tuple(figures), tuple(problems))


def _places(known: Vocabulary) -> frozenset[str]:
    return frozenset(code for code in known.territories if not code.startswith("UAI"))


def _one_each(figures: Iterable[Figure]) -> tuple[tuple[Figure, ...], list[Problem]]:
    kept: dict[object, Figure] = {}
    problems: list[Problem] = []
    for figure in figures:
        one = figure.observation
        first = kept.setdefault(one.key, figure)
        if first is not figure:
            told = f"{one.indicator}, {one.territory}, {one.period:%d/%m/%Y}"
            # Two members of an archive, or two sheets, are of one name.
            other = first.observation.file
            place = f"un autre tableau de {other}" if other == one.file else other
            problems.append(
                Problem(
                    "error",
                    one.file,
                    (one.row,) if one.row else (),
                    "",
                    "chaque chiffre dans un seul des fichiers",
                    f"{told} est aussi dans {place}",
                )  # fmt: skip
            )
    return tuple(kept.values()), problems


def _in_order(told: Iterable[str]) -> tuple[str, ...]:
    """Sentences about sheets, those of the workbook in its own order, others after them."""
    titles = [{f"[{named(name, language)}]" for language in LANGUAGES} for name in ORDER]

    def place(sentence: str) -> int:
        table = sentence.partition(" : ")[0]
        return next((n for n, names in enumerate(titles) if any(table.endswith(name) for name in names)), len(titles))

    return tuple(sorted(told, key=place))


def _values(figures: Iterable[Figure]) -> Figures:
    found: dict[str, dict[tuple[str, date], float]] = {}
    for one in (figure.observation for figure in figures):
        if one.value is not None:
            found.setdefault(one.indicator, {})[one.territory, one.period] = float(one.value)
    return found


def _cells(figure: Figure) -> tuple[str, ...]:
    one: Observation = figure.observation
    return (
        one.indicator, one.territory, one.period.isoformat(), written(one.value), one.status, one.reason,
        written(one.numerator), written(one.denominator), figure.origin, one.source, one.file,
        "" if one.row is None else str(one.row),
    )  # fmt: skip
