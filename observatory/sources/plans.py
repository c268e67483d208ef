"""The figures that a block of a layout takes from a row: a cell, a sum of cells, a class's rate, a row to count."""

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import Protocol

from observatory.sources import cells
from observatory.sources.declaration import Block, Layout, Term
from observatory.sources.headers import Header, plain
from observatory.sources.observations import Observation
from observatory.sources.problems import Problem, listed, quoted
from observatory.sources.tables import Line
from observatory.sources.vintages import period, undeclared

NO_FIGURE = "sans chiffre attendu"


class Columns(Protocol):
    """What a plan asks of the table it works in."""

    layout: Layout
    top: Header
    file: str
    year: int | None
    yy: str
    problems: list[Problem]

    def named(self, names: tuple[str, ...]) -> int | None:
        """Position of the first of `names` that is a column."""

    def places(self, term: Term) -> tuple[int, ...] | None:
        """Positions of the columns to add for `term`."""

    def say(self, severity: str, rows: tuple[int, ...], column: str, expected: str, found: str) -> None:
        """Note a finding."""

    def tally(self, territory: str, year: int, kind: str, row: int) -> None:
        """Count one row of that kind."""


class Plan:
    """Places of one block's columns in a table, and the figures that a row gives for them.

    uncounted: types met in rows that no indicator counts.
    """

    def __init__(self, rows: "Columns", block: Block) -> None:
        self.rows, self.block = rows, block
        self._terms: dict[str, tuple[Term, tuple[int, ...]]] = {}
        self._periods: dict[int, tuple[datetime.date, str] | None] = {}
        self._note = None
        if block.note is not None:
            places = rows.places(block.note)
            self._note = places[0] if places else None
            if places is None and block.note.due(rows.year):
                self._missing("warning", block.note, "remarques")
        for indicator, term in block.columns.items():
            places = rows.places(term)
            if places is not None:
                self._terms[indicator] = (term, places)
                self._say_moved(indicator, term, places)
            elif term.due(rows.year):
                self._missing("warning", term, indicator)
        self._class = self._required(block.class_column) if block.classes is not None else None
        self._value = self._required(block.value) if block.classes is not None else None
        self._numerator = rows.named(block.numerator) if block.numerator else None
        self._published = rows.named(block.published) if block.published else None
        self._below = {
            kind.denominator: rows.named(kind.denominator)
            for kind in (block.classes or {}).values()
            if kind.denominator
        }
        self._count = self._required(block.count_column) if block.counts is not None else None
        self.uncounted: set[str] = set()

    def _required(self, names: tuple[str, ...]) -> int | None:
        place = self.rows.named(names)
        if place is None:
            self.rows.say("error", (self.rows.top.number,), " ou ".join(names), "cette colonne", "colonne absente")
        return place

    def _missing(self, severity: str, term: Term, what: str) -> None:
        names = " ou ".join(
            " + ".join(part.replace("{yy}", self.rows.yy) for part in sum_) for sum_ in term.alternatives
        )
        self.rows.say(
            severity,
            (self.rows.top.number,),
            names,
            f"cette colonne, pour {what}",
            "colonne absente, chiffre non lu",
        )

    def _say_moved(self, indicator: str, term: Term, places: tuple[int, ...]) -> None:
        names = [self.rows.top.names[place] for place in places]
        first = [part.replace("{yy}", self.rows.yy) for part in term.alternatives[0]]
        if [plain(name) for name in names] != [plain(name) for name in first]:
            self.rows.say(
                "note",
                (),
                "",
                "",
                f"{indicator} est lu dans {listed(names)}, qui tient lieu de {listed(first)}",
            )

    def figures(self, line: Line, territory: str, year: int) -> Iterator[Observation]:
        """The figures of the row; a row to be counted gives none here."""
        if self._count is not None:
            return
        about = self._about(year)
        if about is None:
            return
        note = line.cells[self._note].strip() if self._note is not None else ""
        remark = f"{self.rows.top.names[self._note]}={note}" if self._note is not None and note not in ("", "0") else ""
        for indicator, (term, places) in self._terms.items():
            cell = self._sum(line, term, places, remark)
            if cell is not None:
                yield self._observation(indicator, territory, about, cell, remark, (None, None), line)
        if self.block.classes is not None:
            yield from self._of_class(line, territory, about)

    def tally(self, line: Line, territory: str, year: int) -> str | None:
        """Count the row: empty when an indicator counts it, else why it is set aside; None when no rows are counted here."""
        if self._count is None:
            return None
        if self._about(year) is None:
            return NO_FIGURE
        kind = line.cells[self._count].strip()
        # Whatever its type, the row says that the file covers its territory: types that it lacks there count 0.
        self.rows.tally(territory, year, kind, line.number)
        if kind in (self.block.counts or {}):
            return ""
        if not kind:
            self.rows.say("warning", (line.number,), self.rows.top.names[self._count], "un type", "type absent")
            return NO_FIGURE
        self.uncounted.add(kind)
        return self.block.uncounted

    def _about(self, year: int) -> tuple[datetime.date, str] | None:
        """What `period` says of the year; a year that it does not know is a finding, said once."""
        if year not in self._periods:
            self._periods[year] = period(self.block.vintage, year)
            if self._periods[year] is None:
                read = [place for _, places in self._terms.values() for place in places]
                read += [] if self._count is None else [self._count]
                names = ", ".join(self.rows.top.names[place] for place in read)
                self.rows.problems.append(undeclared(self.rows.layout, self.rows.file, year, names))
        return self._periods[year]

    def _of_class(self, line: Line, territory: str, about: tuple[datetime.date, str]) -> Iterator[Observation]:
        if self._class is None or self._value is None or self.block.classes is None:
            return
        name = line.cells[self._class].strip()
        kind = self.block.classes.get(name)
        if kind is None:
            self.rows.say(
                "warning",
                (line.number,),
                self.rows.top.names[self._class],
                "une classe déclarée dans data/sources.toml",
                f"classe inconnue {quoted(name)}, ligne non lue",
            )
            return
        remark = line.cells[self._published].strip() if self._published is not None else ""
        if remark in self.block.hidden:
            yield self._observation(
                kind.indicator,
                territory,
                about,
                cells.Cell(None, self.block.hidden_status, remark),
                "",
                (None, None),
                line,
            )
            return
        value = self._cell(line, self._value)
        parts = [
            None if place is None else self._cell(line, place)
            for place in (self._numerator, self._below.get(kind.denominator))
        ]
        if value is None:
            return
        if value.status == "empty":
            value = cells.Cell(None, self.block.empty, "empty")
        above, below = (None if part is None else part.value for part in parts)
        hidden = value.value is None
        yield self._observation(
            kind.indicator, territory, about, value, "", (None, None) if hidden else (above, below), line
        )

    def _cell(self, line: Line, place: int) -> cells.Cell | None:
        text = line.cells[place]
        cell = cells.parse(text)
        if cell is None:
            self.rows.say(
                "error",
                (line.number,),
                self.rows.top.names[place],
                "un nombre, une cellule vide ou un signe (s, ns, nd, so, ///, NA)",
                f"lu {quoted(text)}",
            )
        return cell

    def _sum(self, line: Line, term: Term, places: tuple[int, ...], remark: str) -> cells.Cell | None:
        """The cell, or the sum of several: a sum with a missing part is missing, for the first reason met."""
        total, quality = Decimal(0), "published"
        for place in places:
            cell = self._cell(line, place)
            if cell is None:
                return None
            if cell.status == "empty":
                return cells.Cell(None, "not_available" if remark else term.empty, "empty")
            if cell.value is None:
                return cell
            if cell.value == 0 and term.zero is not None:
                return cells.Cell(None, term.zero, "zero")
            total += cell.value
            quality = cell.status if cell.status != "published" else quality
        return cells.Cell(total, quality)

    def _observation(
        self,
        indicator: str,
        territory: str,
        about: tuple[datetime.date, str],
        cell: cells.Cell,
        remark: str,
        parts: tuple[Decimal | None, Decimal | None],
        line: Line,
    ) -> Observation:
        return Observation(
            indicator,
            territory,
            about[0],
            cell.value,
            cell.status,
            reasons(cell.sign, remark, about[1]),
            parts[0],
            parts[1],
            self.block.source,
            self.rows.file,
            line.number,
        )


def reasons(*codes: str) -> str:
    """Codes apart by a space, empty ones left out."""
    return " ".join(code for code in codes if code)
