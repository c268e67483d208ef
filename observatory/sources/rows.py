"""The rows of one table, by what its layout says: where its columns are, and the figures of each row."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from observatory.sources.declaration import Layout, Term
from observatory.sources.headers import Edge, Header, plain
from observatory.sources.observations import Observation, SchoolRow
from observatory.sources.plans import NO_FIGURE, Plan, reasons
from observatory.sources.problems import Problem, count, listed, quoted
from observatory.sources.tables import Line, Table
from observatory.sources.vintages import period, row_year

NOT_LISTED = "not_listed"
"""Reason of a count of 0: the file, which is exhaustive, has no such row for the territory."""
UNREADABLE = "sans toutes leurs colonnes"
SHIFTED = "aux cellules peut-être décalées"


class Rows:
    """Places of the declared columns in one table, and the figures of each of its rows.

    Findings about columns are added to `problems` when made, findings about cells as rows are read.
    """

    def __init__(
        self, layout: Layout, top: Header, table: Table, year: int | None, yy: str, problems: list[Problem]
    ) -> None:
        self.layout, self.top, self.file, self.year, self.yy, self.problems = (
            layout,
            top,
            table.name,
            year,
            yy,
            problems,
        )
        territory = top.find(layout.territory)
        assert territory is not None, "a recognised table has a column of territories"
        self._used: set[int] = set()
        self._edge = Edge(top, table)
        self.territory = self._place(territory)
        self._year_place = self.named(layout.year_column) if layout.year_column else None
        self._plans = [Plan(self, block) for block in layout.blocks]
        self._tallies: dict[tuple[str, int], Counter[str]] = {}
        self._first_rows: dict[tuple[str, int, str], int] = {}
        self._check_columns()

    def _place(self, name: str) -> int:
        place = self.top.at(name)
        self._used.add(place)
        return place

    def named(self, names: tuple[str, ...]) -> int | None:
        found = self.top.find(names, self.yy)
        return None if found is None else self._place(found)

    def places(self, term: Term) -> tuple[int, ...] | None:
        """Positions of the columns to add for `term`, or None when the file has none of its alternatives."""
        for names in term.alternatives:
            found = [self.top.find((name,), self.yy) for name in names]
            if all(name is not None for name in found):
                return tuple(self._place(name) for name in found if name is not None)
        return None

    def _check_columns(self) -> None:
        twice = [name for name in self.top.names if name and plain(name) in self.top.repeated]
        read_twice = sorted({name for name in twice if self.top.at(name) in self._used})
        if read_twice:
            self.say(
                "error",
                (self.top.number,),
                "",
                "des noms de colonnes tous différents",
                f"colonnes en double : {listed(read_twice)} ; la première de chaque nom est lue",
            )
        elif twice:
            self.say(
                "warning",
                (self.top.number,),
                "",
                "des noms de colonnes tous différents",
                f"colonnes en double, non lues : {listed(sorted(set(twice)))}",
            )

    def say(self, severity: str, rows: tuple[int, ...], column: str, expected: str, found: str) -> None:
        self.problems.append(Problem(severity, self.file, rows, column, expected, found))

    def unread(self) -> tuple[str, ...]:
        """Columns that no declared figure uses, as written in the file."""
        return tuple(name for place, name in enumerate(self.top.names) if name and place not in self._used)

    def remark(self, line: Line) -> bool:
        """Whether the row is a remark in words under the table (a source, a reading aid); says so."""
        filled = [cell.strip() for cell in line.cells if cell.strip()]
        words = len(filled) == 1 and self.layout.code(filled[0]) is None and len(filled[0].split()) > 2
        if words:
            self.say("note", (line.number,), "", "", f"ligne de commentaire, non lue : {quoted(filled[0])}")
        return words

    def misfit(self, line: Line) -> str:
        """Why the row cannot be read by its columns, empty when it can; says so when it has too few of them, or something beyond."""
        if len(line.cells) < self.top.width:
            self.say(
                "error",
                (line.number,),
                "",
                count(self.top.width, "colonne"),
                f"{count(len(line.cells), 'colonne')} seulement : le fichier est peut-être tronqué",
            )
            return UNREADABLE
        if (found := self._edge.beyond(line)) is not None:
            self.problems.append(found)
            return SHIFTED if found.severity == "error" else ""
        return ""

    def school(self, line: Line, territory: str) -> SchoolRow | None:
        """The school that the row describes."""
        school = self.layout.school
        if school is None:
            return None
        name, commune, sector = (self.named(names) for names in (school.name, (school.commune,), (school.sector,)))
        if name is None or commune is None or sector is None:
            return None
        return SchoolRow(
            territory,
            line.cells[name].strip(),
            f"COM{line.cells[commune].strip()}",
            line.cells[sector].strip(),
            school.kind,
        )

    def figures(self, line: Line, territory: str) -> tuple[list[Observation], str]:
        """The figures of a row, in the order of the declaration, and why the row is set aside (empty: it is kept).

        Rows to be counted give their figures in `counted`.
        """
        year = self.year
        if self._year_place is not None:
            text = line.cells[self._year_place]
            year = row_year(text)
            if year is None:
                self.say(
                    "error",
                    (line.number,),
                    self.top.names[self._year_place],
                    "une année",
                    f"lu {quoted(text)}",
                )
                return [], NO_FIGURE
        assert year is not None
        figures = [figure for plan in self._plans for figure in plan.figures(line, territory, year)]
        counts = [why for plan in self._plans if (why := plan.tally(line, territory, year)) is not None]
        return figures, "" if figures or "" in counts else next(iter(counts), NO_FIGURE)

    def told(self, why: str) -> str:
        """The reason with the number of types, when rows were set aside because no indicator counts theirs."""
        types = {kind for plan in self._plans if plan.block.uncounted == why for kind in plan.uncounted}
        return f"{why} ({count(len(types), 'type')})" if types else why

    def tally(self, territory: str, year: int, kind: str, row: int) -> None:
        """Count one row of that kind."""
        self._tallies.setdefault((territory, year), Counter())[kind] += 1
        self._first_rows.setdefault((territory, year, kind), row)

    def counted(self) -> Iterator[Observation]:
        """The figures that are numbers of rows, once all rows have been read."""
        for plan in self._plans:
            for (territory, year), tally in self._tallies.items():
                about = period(plan.block.vintage, year)
                for kind, indicator in (plan.block.counts or {}).items():
                    if about is not None:
                        number = tally[kind]
                        yield Observation(
                            indicator,
                            territory,
                            about[0],
                            Decimal(number),
                            "published",
                            reasons("" if number else NOT_LISTED, about[1]),
                            None,
                            None,
                            plan.block.source,
                            self.file,
                            self._first_rows.get((territory, year, kind)),
                        )
