"""A tidy table, one row a figure: a CSV file laid out as data/observations, or the Observations sheet of the workbook."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from observatory.errors import DashboardError
from observatory.publication.vocabulary import WHERE, Measured, Vocabulary
from observatory.sources import Observation, Problem, apart
from observatory.sources.cells import EMPTY, Cell, parse
from observatory.sources.cells import written as spelled
from observatory.sources.headers import Edge, Header, header
from observatory.sources.problems import count, gathered, listed, quoted
from observatory.sources.tables import CHECKED_ROWS, Line, Table

NAMES: Mapping[str, tuple[str, ...]] = {
    "indicator": ("indicator", "indicateur", "code indicateur"),
    "territory": ("territory", "territoire", "code territoire"),
    "period": ("period", "période", "periode", "année", "annee", "date"),
    "value": ("value", "valeur"),
    "status": ("status", "statut"),
    "reason": ("reason", "motif"),
    "numerator": ("numerator", "numérateur", "numerateur"),
    "denominator": ("denominator", "dénominateur", "denominateur", "effectif"),
    "origin": ("origin", "origine"),
    "source": ("source",),
    "file": ("file", "fichier"),
    "row": ("row", "ligne"),
}
NEEDED = ("indicator", "territory", "period", "value")
WORDS: Mapping[str, str] = {
    "publié": "published",
    "provisoire": "provisional",
    "estimé": "estimated",
    "secret": "secret",
    "secret statistique": "secret",
    "non disponible": "not_available",
    "sans objet": "not_applicable",
    "non significatif": "not_significant",
    "not available": "not_available",
    "not applicable": "not_applicable",
    "not significant": "not_significant",
}
VALUED = ("published", "provisional", "estimated")
EMPTIED = ("secret", "not_available", "not_applicable", "not_significant")
ORIGINS = {
    "official": "official",
    "officiel": "official",
    "local": "local",
    "demo": "demo",
    "démonstration": "demo",
    "demonstration": "demo",
}
HEADER_LINES = 10
MOST_ROWS = 200_000
MOST_ERRORS = 500
MOST_LINES = 10**9
"""The largest number of a row that a figure may say it comes from."""
LAST_DAYS = {"census": (1, 1), "school_year": (9, 1), "year": (12, 31), "date": (12, 31)}
EARLIEST, LATEST = 1990, 2100
PERCENTAGES = ("percent", "per_100", "relative_gap")
"""Units in which a number may be written with the sign %."""
WITHOUT_SIGN = "un nombre sans « % »"
IGNORED = (
    "nom de l’indicateur", "nom du territoire", "unité", "commentaire",
    "name of the indicator", "name of the territory", "unit", "comment", "computed",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its origin: official, local or demo."""

    observation: Observation
    origin: str


@dataclass(frozen=True, slots=True)
class TidyReading:
    """figures: what was read; rows: rows with something in them; problems: what was found wrong."""

    figures: tuple[Figure, ...]
    rows: int
    problems: tuple[Problem, ...]


def find_header(table: Table) -> Header | None:
    """The header of a tidy table, None when the table is not one."""
    for line in table.lines[:HEADER_LINES]:
        top = header(line)
        if all(top.find(NAMES[name]) for name in NEEDED):
            return top
    return None


def read_tidy(table: Table, top: Header, known: Vocabulary, file: str) -> TidyReading:
    """The figures of a tidy table whose header is `top`; `file` is the name under which rows are told of."""
    reader = _Reader(table, top, known, file)
    figures = tuple(reader.figures())
    return TidyReading(figures, reader.rows, gathered(reader.problems))


def _twice(top: Header) -> Iterator[str]:
    """Columns that are there twice, under one name or under two."""
    for names in NAMES.values():
        found = [name for name in names if name in top.places]
        if len(found) > 1 or any(name in top.repeated for name in found):
            yield top.names[top.places[found[0]]]


class _Reader:
    def __init__(self, table: Table, top: Header, known: Vocabulary, file: str) -> None:
        self.table, self.top, self.known, self.file = table, top, known, file
        self.columns = {name: top.find(names) for name, names in NAMES.items()}
        self.problems: list[Problem] = []
        self.edge = Edge(top, table)
        self.rows = 0
        read = {name for name in self.columns.values() if name}
        unread = [name for name in top.names if name and name not in read and name.casefold() not in IGNORED]
        if unread:
            self._say("note", None, "", "", f"colonnes non lues : {listed(unread)}")

    def figures(self) -> Iterator[Figure]:
        """Each figure that is read; none where it is not known which column to read."""
        for name in _twice(self.top):
            problem = Problem(
                "error",
                self.table.name,
                (self.top.number,),
                name,
                "chaque colonne une seule fois",
                f"{quoted(name)} est là deux fois",
            )
            self.problems.append(problem)
        if self.problems and self.problems[-1].severity == "error":
            return
        seen: dict[tuple[str, str, date], int] = {}
        place = next(n for n, line in enumerate(self.table.lines) if line.number == self.top.number)
        if len(self.table.lines) - place > MOST_ROWS:
            raise DashboardError(
                "Tableau trop grand",
                f"{self.table.name} a plus de {count(MOST_ROWS, 'ligne')} : publiez-le en plusieurs fois.",
            )
        until = self.table.until()
        for line in self.table.lines[place + 1 :]:
            if self.rows % CHECKED_ROWS == 0:
                apart.check_clock(self.table.name, until)
            if not any(self._text(line, name).strip() for name in (*NEEDED, "status")):
                continue
            self.rows += 1
            if len(self.problems) >= MOST_ERRORS:
                self._say("error", line, "", "un tableau sans autant d’erreurs", "la lecture s’arrête ici")
                break
            if (found := self.edge.beyond(line)) is not None:
                self.problems.append(found)
                if found.severity == "error":
                    continue
            figure = self._figure(line)
            if figure is None:
                continue
            first = seen.setdefault(figure.observation.key, line.number)
            if first != line.number:
                told = ", ".join((*figure.observation.key[:2], f"{figure.observation.period:%d/%m/%Y}"))
                self._say(
                    "error", line, "", "une seule ligne par indicateur, territoire et période",
                    f"deuxième chiffre pour {told}, le premier est ligne {first}",
                )  # fmt: skip
                continue
            yield figure
        # A sheet of the workbook is delivered with its headings alone: only a file with nothing else is of no use.
        if not self.rows and self.table.separator:
            self._say("error", None, "", "des lignes sous l’en-tête", "le tableau n’a pas de données")

    def _text(self, line: Line, name: str) -> str:
        column = self.columns[name]
        if column is None:
            return ""
        place = self.top.at(column)
        return line.cells[place].strip() if place < len(line.cells) else ""

    def _say(self, severity: str, line: Line | None, name: str, expected: str, found: str) -> None:
        column = self.columns.get(name) or "" if name else ""
        rows = () if line is None else (line.number,)
        self.problems.append(Problem(severity, self.table.name, rows, column, expected, found))

    def _figure(self, line: Line) -> Figure | None:
        indicator, territory = self._text(line, "indicator"), self._text(line, "territory")
        measured = self.known.indicators.get(indicator)
        before = len(self.problems)
        # A sheet of the workbook stands beside those that it may cite, a CSV file beside the files of the data folder.
        is_sheet = not self.table.separator
        if measured is None:
            expected = WHERE["indicators"] if is_sheet else "un code du catalogue (indicators.csv)"
            self._say("error", line, "indicator", expected, _met(indicator))
        if territory not in self.known.territories:
            expected = WHERE["territories"] if is_sheet else "un code de territories.csv"
            self._say("error", line, "territory", expected, _met(territory))
        period = self._period(line, measured)
        cell = self._value(line)
        if cell is not None and measured is not None:
            said = self._text(line, "value")
            if expected := unfit(cell.value, cell.status, measured) or no_share(said, measured):
                self._say("error", line, "value", expected, _met(said))
        below = [self._number(line, name) for name in ("numerator", "denominator")]
        origin = ORIGINS.get(self._text(line, "origin").casefold() or "local")
        if origin is None:
            self._say("error", line, "origin", "official, local ou demo", _met(self._text(line, "origin")))
        source = self._text(line, "source") or ("demo" if origin == "demo" else "local")
        if source not in self.known.declaration.sources:
            self._say("error", line, "source", "une source de sources.toml", _met(source))
        row = self._text(line, "row")
        if row.isdecimal() and int(row) > MOST_LINES:
            self._say("error", line, "row", f"un numéro de ligne de {MOST_LINES} au plus", _met(row))
        if len(self.problems) > before and any(p.severity == "error" for p in self.problems[before:]):
            return None
        if period is None or cell is None or origin is None:
            return None
        kept = self._text(line, "file")
        observation = Observation(
            indicator, territory, period, cell.value, cell.status, self._text(line, "reason")[:200], below[0], below[1],
            source, kept or self.file, (int(row) if row.isdecimal() else None) if kept else line.number,
        )  # fmt: skip
        return Figure(observation, origin)

    def _period(self, line: Line, measured: Measured | None) -> date | None:
        written = self._text(line, "period")
        found = read_period(written, measured.period_kind if measured else "year")
        if found is None:
            self._say("error", line, "period", "une date, 31/12/2022, ou une année, 2022", _met(written))
        return found

    def _value(self, line: Line) -> Cell | None:
        written, said = self._text(line, "value"), self._text(line, "status")
        cell = _read(written)
        status = WORDS.get(said.casefold(), said.casefold())
        if cell is None:
            self._say(
                "error", line, "value", "un nombre, comme 12,5, ou un signe (s, ns, nd, so, ///, NA)", _met(written)
            )
            return None
        if status and status not in (*VALUED, *EMPTIED):
            self._say("error", line, "status", "publié, provisoire, estimé, secret, non disponible …", _met(said))
            return None
        if cell is EMPTY and status not in EMPTIED:
            self._say("error", line, "value", "un nombre, ou un statut qui dit pourquoi il n’y en a pas", "case vide")
            return None
        if cell.value is not None and status in EMPTIED:
            self._say("error", line, "value", f"une case vide, puisque le statut est {quoted(said)}", "un nombre")
            return None
        if cell.value is None and cell is not EMPTY and status and status != cell.status:
            self._say("error", line, "status", f"un statut qui aille avec {quoted(written)}", _met(said))
            return None
        return Cell(cell.value, status or cell.status)

    def _number(self, line: Line, name: str) -> Decimal | None:
        written = self._text(line, name)
        cell = _read(written)
        if cell is None:
            self._say("error", line, name, "un nombre, ou rien", _met(written))
            return None
        if "%" in written:
            self._say("error", line, name, WITHOUT_SIGN, _met(written))
        if cell.value is not None and cell.value < 0:
            self._say("error", line, name, "un nombre positif", _met(written))
        return cell.value


def read_period(written: str, kind: str) -> date | None:
    """A date in any of the usual spellings: 2022-12-31, 31/12/2022, 2022 (by the indicator's kind), 2022-2023; else None."""
    text = written.strip()
    if match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:T00:00(?::00(?:\.0+)?)?)?", text):
        parts = match.groups()
    elif match := re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", text):
        parts = match.groups()[::-1]
    elif match := re.fullmatch(r"(\d{4})(?:\s*[-/]\s*(\d{4}))?", text):
        if match[2] and int(match[2]) != int(match[1]) + 1:
            return None
        month, day = LAST_DAYS.get(kind, (12, 31))
        parts = (match[1], str(month), str(day))
    else:
        return None
    try:
        found = date(*map(int, parts))
    except ValueError:
        return None
    return found if EARLIEST <= found.year <= LATEST else None


def beyond(value: Decimal | None, measured: Measured | None) -> str:
    """The bounds of an indicator, in French, that a value does not keep, such as a share above 100; empty when it does."""
    if value is None or measured is None:
        return ""
    low, high = measured.minimum, measured.maximum
    if (low is None or value >= low) and (high is None or value <= high):
        return ""
    if low is not None and high is not None:
        return f"entre {low:g} et {high:g}"
    return f"au plus {high:g}" if low is None else f"au moins {low:g}"


def outside(figures: Sequence[Figure], indicators: Mapping[str, Measured]) -> Iterator[Problem]:
    """Values of official files that their unit does not allow: findings that block."""
    for figure in figures:
        one = figure.observation
        measured = indicators.get(one.indicator)
        if measured is not None and (expected := unfit(one.value, one.status, measured)):
            yield Problem(
                "error", one.file, (one.row,) if one.row else (), "", expected,
                f"{spelled(one.value)} pour {one.territory} au {one.period:%d/%m/%Y}",
            )  # fmt: skip


def unknown_places(figures: Sequence[Figure], known: Vocabulary) -> tuple[tuple[Figure, ...], Problem | None]:
    """The figures about territories that we know, and the finding about the others (new schools), left out."""
    kept = tuple(figure for figure in figures if figure.observation.territory in known.territories)
    strange = sorted({f.observation.territory for f in figures} - known.territories)
    if not strange:
        return kept, None
    found = f"{count(len(figures) - len(kept), 'chiffre')} laissés de côté, sur {listed(strange, 5)}"
    files = sorted({f.observation.file for f in figures if f.observation.territory in strange})
    return kept, Problem("warning", files[0], (), "", "des codes de territories.csv ou de schools.csv", found)


def possible(indicator: str, bounds: str) -> str:
    """What is expected of a value of an indicator with these bounds."""
    return f"une valeur possible pour {indicator} ({bounds})"


def unfit(value: Decimal | None, status: str, measured: Measured) -> str:
    """What is expected of a value that its indicator's unit does not allow, in French; empty when it does. What is counted is
    whole, unless it was estimated: 1.454 for 1 454 is no number of persons.
    """
    if bounds := beyond(value, measured):
        return possible(measured.indicator, bounds)
    if value is None or measured.unit != "count" or status == "estimated" or value == value.to_integral_value():
        return ""
    return f"un nombre entier, puisque {measured.indicator} compte, comme 1234 (sans séparateur, ou avec une espace)"


def no_share(text: str, measured: Measured) -> str:
    """What is expected of a number written with the sign % of an indicator that is no percentage, in French; empty when all is well.

    A cell of a workbook that is shown as a percentage is read as its reader sees it: 1.2 for 120 % would be a hundred times too much.
    """
    if "%" not in text or measured.unit in PERCENTAGES:
        return ""
    return f"un nombre sans « % », puisque {measured.indicator} n’est pas un pourcentage"


def _read(text: str) -> Cell | None:
    """What a cell says; None for `NaN`, which programs write by mistake where a person writes why there is no number."""
    cell = parse(text)
    return None if cell is not None and cell.sign == "nan" else cell


def _met(text: str) -> str:
    return quoted(text) if text else "case vide"
