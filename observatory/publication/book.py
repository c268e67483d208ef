"""The sheets of a workbook that are tables of the contract: read row by row against what is in force.

A row whose key is known is that row, changed where a cell says otherwise; any other row is new. A row that the sheet leaves
out stays in force: taking one away is said, in the column « à retirer ». Each sheet is in French or in English, by its headings.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from observatory import config, contract_tables, formats
from observatory.contract_sheets import SHEETS, TO_REMOVE, Field, Sheet, known_funders, named, sheets, words
from observatory.contract_tables import KINDS, Key, Row
from observatory.publication import scope
from observatory.publication.contract_cells import Unexpected, expected, read_cell, split
from observatory.publication.funders import closest
from observatory.secrecy import people
from observatory.sources import Problem
from observatory.sources.cells import parse
from observatory.sources.headers import Header, header, plain
from observatory.sources.problems import count, gathered, listed, quoted
from observatory.sources.tables import Line, Table
from observatory.texts import LANGUAGES

LONGEST_SHORT_NAME = 38
MOST_ROWS, MOST_ERRORS = 20_000, 200
PAID_BEYOND = 2
"""How many times its plan a payment may be before it is asked whether it is right."""
MOST_NAMES = 100
"""New funders of a sheet that are compared with the known ones and with each other."""
HEADER_LINES = 5
_SHEET_NAME = re.compile(r"\[(?P<sheet>[^\]]*)\]$")
_ORDER = tuple(sheet.table for sheet in SHEETS)
_DEPENDENTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "actions": (("fundings", "action"),),
    "objectives": (("objective_indicators", "objective"),),
}
"""Rows that go away with the one that they are part of: table and column."""


@dataclass(slots=True)
class Book:
    """What sheets say otherwise than what is in force.

    given, removed: rows by table and key; identical: rows read that are no news, by table; sole: contract and framework of a
    workbook about one contract, by column; places: where each row was met; sheets: how many were read.
    """

    given: dict[str, dict[Key, Row]] = field(default_factory=dict)
    removed: dict[str, dict[Key, Row]] = field(default_factory=dict)
    identical: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    sole: dict[str, str] = field(default_factory=dict)
    places: dict[tuple[str, Key], str] = field(default_factory=dict)
    sheets: int = 0

    def files(self) -> dict[str, bytes]:
        """The files of a release that carry it, by name."""
        made = {
            KINDS[name].file: contract_tables.to_csv(name, rows.values()) for name, rows in self.given.items() if rows
        }
        gone = {
            KINDS[name].removed_file: contract_tables.to_csv(name, rows.values())
            for name, rows in self.removed.items()
            if rows
        }
        return {**made, **gone}

    def over(self, before: Mapping[str, Sequence[Row]]) -> dict[str, tuple[Row, ...]]:
        """All tables as they would be."""
        after: dict[str, tuple[Row, ...]] = {}
        for name, rows in before.items():
            kind = KINDS[name]
            left = {key: row for row in rows if (key := kind.key_of(row)) not in self.removed.get(name, {})}
            after[name] = tuple({**left, **self.given.get(name, {})}.values())
        return after


def rows_read(rows: int, given: int) -> str:
    """What is said of a sheet that was read: how many rows it has, and how many of them are news."""
    return f"{count(rows, 'ligne')}, dont {given} à publier"


def stays_in_force(names: Sequence[str], noun: str) -> str:
    """What is said of rows that a sheet leaves out: that they stay; noun: what they are."""
    return f"ce qui est en vigueur et n’est pas ici le reste : {count(len(names), noun)} ({listed(names, 3)})"


def ours(table: Table) -> Sheet | None:
    """The sheet that a table is: by its name in a workbook, by all its columns in a CSV file; None for another table."""
    in_book = _SHEET_NAME.search(table.name)
    if in_book is None:
        return next((s for language in LANGUAGES for s in sheets(language) if _is_whole(table, s)), None)
    pairs: Iterator[tuple[Sheet, ...]] = zip(*map(sheets, LANGUAGES), strict=True)
    twins = next((pair for pair in pairs if in_book["sheet"] in {sheet.title for sheet in pair}), ())
    if not twins or _top(table, twins) is None:
        return None
    return max(twins, key=lambda sheet: _met(table, sheet))


def _is_whole(table: Table, sheet: Sheet) -> bool:
    top = _top(table, (sheet,))
    return top is not None and all(plain(one.title) in top.places for one in sheet.fields if one.kind != "told")


def _met(table: Table, sheet: Sheet) -> int:
    """How many of the headings are those of the sheet in its language."""
    top = _top(table, sheets_of(sheet))
    return sum(plain(one.title) in top.places for one in sheet.fields) if top else 0


def sheets_of(sheet: Sheet) -> tuple[Sheet, ...]:
    """The sheet in each language."""
    return tuple(one for language in LANGUAGES for one in sheets(language) if one.table == sheet.table)


def read(shown: Sequence[Table], before: Mapping[str, Sequence[Row]], codes: Mapping[str, frozenset[str]]) -> Book:
    """What the contract's sheets among these tables say.

    before: all tables in force, by name; codes: those of `units`, `rules` and `sources`. Nothing is written.
    """
    book = Book()
    readers = [_Reader(sheet, table, book, before) for table in shown if (sheet := ours(table)) is not None]
    # In the order of their references: a row may cite what an earlier sheet adds.
    readers.sort(key=lambda reader: _ORDER.index(reader.sheet.table))
    signed = [line for reader in readers if reader.sheet.table == "contracts" for line in reader.codes_by_line()]
    if len(signed) == 1:
        book.sole = signed[0]
    known = _known(before, readers, codes)
    for reader in readers:
        reader.read(known)
    book.sheets = len(readers)
    book.problems = list(gathered(book.problems))
    return book


def _known(
    before: Mapping[str, Sequence[Row]], readers: "Sequence[_Reader]", codes: Mapping[str, frozenset[str]]
) -> dict[str, frozenset[str]]:
    """Codes that a cell may cite: those in force, and those that the sheets give."""
    given = [line for reader in readers for line in reader.codes_by_line()]

    def all_of(table: str, column: str) -> frozenset[str]:
        return frozenset(row[column] for row in before[table]) | {line[column] for line in given if line.get(column)}

    return {
        **codes,
        "contracts": all_of("contracts", "contract"),
        "frameworks": all_of("axes", "framework"),
        "axes": frozenset(row["axis"] for row in before["axes"]),
        "territories": all_of("territories", "territory"),
        "objectives": all_of("objectives", "objective"),
        "indicators": all_of("indicators", "indicator"),
        "actions": all_of("actions", "action"),
    }


class _Reader:
    def __init__(self, sheet: Sheet, table: Table, book: Book, before: Mapping[str, Sequence[Row]]) -> None:
        self.sheet, self.table, self.book, self.before = sheet, table, book, before
        self.kind = KINDS[sheet.table]
        self.top = _top(table, sheets_of(sheet)) or header(table.lines[0])
        self.to_remove, (self.yes, self.no) = named(TO_REMOVE, sheet.language), words("oui ou non", sheet.language)
        self.old = {self.kind.key_of(row): row for row in before[sheet.table]}
        self.by_column = {one.column: one for one in sheet.fields}
        self.known: Mapping[str, frozenset[str]] = {}
        self.errors = 0
        self.after: dict[str, tuple[Row, ...]] | None = None
        self.places: dict[str, frozenset[str]] = {}
        self.refused: set[Key] = set()
        self.funders = known_funders(before["fundings"]) if sheet.table == "fundings" else []
        self.new_funders: dict[str, list[int]] = {}

    def codes_by_line(self) -> list[dict[str, str]]:
        """The codes that each row gives, by column."""
        new = [one for one in self.sheet.fields if one.kind == "new"]
        return [{one.column: self._cell(line, one.title) for one in new} for line in self._lines()] if new else []

    def read(self, known: Mapping[str, frozenset[str]]) -> None:
        """Read every row into the book; known: codes that a cell may cite."""
        self.known = known
        missing = [one.title for one in self.sheet.fields if one.needed and plain(one.title) not in self.top.places]
        twice = [one.title for one in self.sheet.fields if plain(one.title) in self.top.repeated]
        others = _headings(sheets_of(self.sheet)) - _headings((self.sheet,))
        mixed = [name for name in self.top.names if plain(name) in others]
        if mixed:
            wanted = (
                "tous les titres de colonne en français, comme la plupart de ceux de cette feuille"
                if self.sheet.language == "fr"
                else "tous les titres de colonne en anglais, comme la plupart de ceux de cette feuille"
            )
            self._say(None, "", wanted, f"des titres de l’autre langue : {listed(mixed)}")
            return
        if missing or twice:
            found = f"des colonnes manquent : {listed(missing)}" if missing else f"en double : {listed(twice)}"
            self._say(None, "", "les colonnes du classeur, chacune une fois", found)
            return
        titles = {plain(one.title) for one in self.sheet.fields} | {plain(self.to_remove)}
        strange = [name for name in self.top.names if name and plain(name) not in titles]
        if strange:
            self._note(f"colonnes non lues : {listed(strange)}")
        lines = list(self._lines())
        if len(lines) > MOST_ROWS:
            self._say(None, "", f"au plus {count(MOST_ROWS, 'ligne')}", count(len(lines), "ligne"))
            return
        for line in lines:
            if self.errors >= MOST_ERRORS:
                self._say(line, "", "une feuille sans autant d’erreurs", "la lecture s’arrête ici")
                return
            self._row(line)
        self._meet_funders()
        self._tell(lines)

    def _meet_funders(self) -> None:
        """Warn of each new funder that may be a known one misspelt, and tell of the others."""
        title, met = self.by_column["funder"].title if self.new_funders else "", list(self.funders)
        wholly: dict[str, list[int]] = {}
        for number, (said, rows) in enumerate(self.new_funders.items()):
            meant = closest(said, met) if number < MOST_NAMES else None
            if meant is None:
                wholly[said] = rows
                met.append(said)
                continue
            expected = f"{quoted(meant)}, si c’est le même financeur"
            found = f"{quoted(said)} n’est pas encore connu"
            self.book.problems.append(Problem("warning", self.table.name, tuple(rows), title, expected, found))
        if wholly:
            told = (
                f"nouveau financeur : {listed(wholly)}"
                if len(wholly) == 1
                else f"nouveaux financeurs : {listed(wholly)}"
            )
            rows = [row for some in wholly.values() for row in some]
            self.book.problems.append(Problem("note", self.table.name, tuple(sorted(rows)), title, "", told))

    def _tell(self, lines: Sequence[Line]) -> None:
        name = self.sheet.table
        given, gone = len(self.book.given.get(name, {})), len(self.book.removed.get(name, {}))
        said = rows_read(len(lines), given)
        self.book.told.append(f"{self.table.name} : {said}{f' et {gone} à retirer' if gone else ''}.")
        left = [
            key
            for key, row in self.old.items()
            if (name, key) not in self.book.places and key not in self.refused and self._is_listed(row)
        ]
        if lines and left and self.sheet.removable:
            stays = stays_in_force([" · ".join(part for part in key if part) for key in left], "ligne")
            self._note(
                f"{stays} ; pour retirer une ligne, gardez-la et écrivez « {self.yes} » dans la colonne « {self.to_remove} »"
            )

    def _is_listed(self, row: Row) -> bool:
        """Whether the workbook of this contract comes with the row in it."""
        owners = [column for column in ("contract", "framework") if column in self.kind.columns]
        return bool(owners) and all(row[column] == self.book.sole.get(column) for column in owners)

    def _lines(self) -> Iterator[Line]:
        for line in self.table.lines:
            if line.number > self.top.number and any(
                self._cell(line, one.title) for one in self.sheet.fields if one.kind != "told"
            ):
                yield line

    def _cell(self, line: Line, title: str) -> str:
        place = self.top.places.get(plain(title))
        if place is None or place >= len(line.cells):
            return ""
        return re.sub(r"[ \t\r\n]+", " ", line.cells[place]).strip()

    def _say(self, line: Line | None, column: str, expected: str, found: str) -> None:
        self.errors += 1
        rows = () if line is None else (line.number,)
        self.book.problems.append(Problem("error", self.table.name, rows, column, expected, found))

    def _warn(self, line: Line, column: str, expected: str, found: str) -> None:
        """Say what may be wrong in a cell, which a note then explains."""
        title = self.by_column[column].title
        self.book.problems.append(Problem("warning", self.table.name, (line.number,), title, expected, found))

    def _note(self, found: str) -> None:
        self.book.problems.append(Problem("note", self.table.name, (), "", "", found))

    def _row(self, line: Line) -> None:
        before = self.errors
        cells = {
            one.column: self._value(line, one)
            for one in self.sheet.fields
            if one.kind != "told" and plain(one.title) in self.top.places or one.column in ("contract", "framework")
        }
        key = self.kind.key_of(cells)
        if self.errors > before:
            self.refused.add(key)
            return
        here = f"{self.table.name}, ligne {line.number}"
        first = self.book.places.setdefault((self.sheet.table, key), here)
        if first != here:
            told = " · ".join(part for part in key if part)
            self._say(line, "", "chaque ligne une seule fois", f"{told} est déjà dans {first}")
            return
        old = self.old.get(key)
        said = self._cell(line, self.to_remove).casefold()
        if said not in ("", self.yes, self.no):
            self._say(line, self.to_remove, f"{self.yes}, ou rien", quoted(said))
        elif said == self.yes:
            self._remove(line, key, old)
        else:
            self._keep(line, key, cells, old)

    def _value(self, line: Line, one: Field) -> str:
        """The cell as the files of data/contract write it; empty, and told of, when it is wrong."""
        said = self._cell(line, one.title)
        if self.sheet.table == "actions" and one.column in people.COLUMNS and said.casefold() == people.SIGN:
            return people.SIGN
        if not said and one.default.startswith("@"):
            said = self.book.sole.get(one.default.removeprefix("@"), "")
        if not said:
            if one.needed:
                self._say(line, one.title, expected(one), "case vide")
            return ""
        if one.kind == "new" and any(row[one.column] == said for row in self.before[self.sheet.table]):
            # A code in force is right, whatever its form.
            return said
        try:
            return read_cell(said, one, self.known)
        except Unexpected as wrong:
            self._say(line, one.title, wrong.expected, wrong.found)
            return ""

    def _keep(self, line: Line, key: Key, cells: Mapping[str, str], old: Row | None) -> None:
        before = self.errors
        stated = self._states_secret(cells, old)
        kept = {column for column, said in cells.items() if said == people.SIGN and column in people.COLUMNS}
        new = self._filled({column: said for column, said in cells.items() if column not in kept}, old)
        if kept and self.sheet.table == "actions" and old is None:
            self._say(line, self.by_column[min(kept)].title, "un nombre entier, ou rien", quoted(people.SIGN))
        self._agree(line, new, old, unless=bool(kept))
        if self.errors > before:
            return
        if (
            old is not None
            and not stated
            and all(_same(old.get(column) or "", new[column]) for column in self.kind.columns)
        ):
            self.book.identical[self.sheet.table] = self.book.identical.get(self.sheet.table, 0) + 1
        else:
            self.book.given.setdefault(self.sheet.table, {})[key] = new
            self._doubt(line, new)
            if self.sheet.table == "fundings" and new["funder"] not in self.funders:
                self.new_funders.setdefault(new["funder"], []).append(line.number)
        for one in self.sheet.fields:
            if one.kind == "link" and plain(one.title) in self.top.places:
                self._link(line, one, new, split(cells[one.column]))

    def _states_secret(self, cells: Mapping[str, str], old: Row | None) -> bool:
        """Whether the row says what secrecy hides of the one in force: it is news then, be it right or wrong."""
        if old is None or self.sheet.table != "actions":
            return False
        hidden = people.hidden(old, people.rule(config.settings().data))
        return any(cells.get(column, people.SIGN) != people.SIGN for column in hidden)

    def _filled(self, cells: Mapping[str, str], old: Row | None) -> Row:
        """The whole row: what the sheet does not show comes from the row in force, or is a constant."""
        new = {column: (old or self.sheet.constants).get(column) or "" for column in self.kind.columns}
        for column in self.kind.columns:
            one = self.by_column.get(column)
            if one is None:
                continue
            said = cells.get(column, new[column])
            if not said and old is None and not one.default.startswith("@"):
                said = one.default
            # Written otherwise it may be the same, as 2,50 and 2,5.
            if not _same(new[column], said):
                new[column] = said
        if self.sheet.table == "indicators" and not new["short_name_fr"]:
            new["short_name_fr"] = new["name_fr"]
        return new

    def _agree(self, line: Line, new: Row, old: Row | None, unless: bool = False) -> None:
        """What only the whole row can tell; unless: some of its persons are secret, and an error would tell of them."""
        if self.sheet.table == "contracts" and new["ends_on"] <= new["starts_on"]:
            self._say(
                line,
                self.by_column["ends_on"].title,
                f"un jour après le début, {_said(new['starts_on'])}",
                _said(new["ends_on"]),
            )
        if self.sheet.table == "indicators":
            length = len(new["short_name_fr"])
            if length > LONGEST_SHORT_NAME and (old is None or old["short_name_fr"] != new["short_name_fr"]):
                title = self.by_column["short_name_fr"].title
                self._say(line, title, f"{LONGEST_SHORT_NAME} signes au plus", count(length, "signe"))
            if new["decimals"] not in ("0", "1", "2", "3"):
                self._say(line, self.by_column["decimals"].title, "de 0 à 3", new["decimals"])
        if self.sheet.table == "actions":
            if old is not None and old["contract"] != new["contract"]:
                told = f"un code qui ne soit pas déjà celui d’une action du contrat {quoted(old['contract'])}"
                self._say(line, self.by_column["action"].title, told, quoted(new["action"]))
            reached = new["actual_beneficiaries"]
            for column in ("resident_beneficiaries", "women_beneficiaries"):
                if not unless and new[column] and reached and int(new[column]) > int(reached):
                    title = self.by_column[column].title
                    self._say(line, title, f"au plus les bénéficiaires réels, {reached}", new[column])

            self._agree_in_time(line, new)

    def _agree_in_time(self, line: Line, new: Row) -> None:
        """An action is of about its contract's years, and is evaluated from its own year on, up to today."""
        years = scope.years(self._after(), new["contract"])
        year = int(new["year"])
        if years is not None and not years[0] - scope.YEARS_BESIDE <= year <= years[1] + scope.YEARS_BESIDE:
            told = f"une année proche de celles du contrat, de {years[0]} à {years[1]}"
            self._say(line, self.by_column["year"].title, told, new["year"])
        title, on = self.by_column["evaluated_on"].title, new["evaluated_on"]
        if on > date.today().isoformat():
            self._say(line, title, "un jour passé : une évaluation à venir n’en est pas encore une", _said(on))
        elif on and int(on[:4]) < year:
            self._say(line, title, f"un jour de {year}, l’année de l’action, ou plus tard", _said(on))

    def _doubt(self, line: Line, new: Row) -> None:
        """Warn of what a row that is news says, and that is possible but seldom right."""
        if self.sheet.table == "fundings":
            planned, paid = _amount(new["planned_eur"]), _amount(new["paid_eur"])
            if paid > PAID_BEYOND * planned:
                told = f"au plus le double du montant prévu, {new['planned_eur']}"
                self._warn(line, "paid_eur", told, new["paid_eur"])
        if self.sheet.table == "actions":
            after = self._after()
            years = scope.years(after, new["contract"])
            if years is not None and not years[0] <= int(new["year"]) <= years[1]:
                told = f"une année du contrat, de {years[0]} à {years[1]}"
                self._warn(line, "year", told, new["year"])
            away = [code for code in new["territories"].split() if code not in self._places(new["contract"])]
            if away:
                expected = "des quartiers du contrat, ou ce qui les contient"
                self._warn(line, "territories", expected, f"{listed(away)} hors de ce contrat")

    def _after(self) -> dict[str, tuple[Row, ...]]:
        """All tables with what the sheets read before say: those that actions cite are read before them."""
        if self.after is None:
            self.after = self.book.over(self.before)
        return self.after

    def _places(self, contract: str) -> frozenset[str]:
        if contract not in self.places:
            self.places[contract] = scope.places(self._after(), contract)
        return self.places[contract]

    def _remove(self, line: Line, key: Key, old: Row | None) -> None:
        if old is None or not self.sheet.removable:
            told = "une ligne en vigueur" if old is None else "rien : un contrat ou un axe ne se retire pas ainsi"
            self._say(line, self.to_remove, told, self.yes)
            return
        self.book.removed.setdefault(self.sheet.table, {})[key] = old
        for one in self.sheet.fields:
            if one.kind == "link":
                self._unlink(one.column, {self.kind.columns[0]: old[self.kind.columns[0]]})
        for table, column in _DEPENDENTS.get(self.sheet.table, ()):
            within = {"framework": old["framework"]} if "framework" in old else {}
            self._unlink(table, {column: old[column], **within})

    def _unlink(self, table: str, where: Mapping[str, str]) -> None:
        for row in self.before[table]:
            if all(row[column] == value for column, value in where.items()):
                self.book.removed.setdefault(table, {})[KINDS[table].key_of(row)] = row

    def _link(self, line: Line, one: Field, row: Row, wanted: Sequence[str]) -> None:
        """A list of codes that has a table of its own: what contains a territory, what an indicator follows."""
        kind = KINDS[one.column]
        column = kind.key[-2] if one.column == "objective_indicators" else kind.key[-1]
        fixed = {name: row.get(name) or self.book.sole.get(name, "") for name in kind.key if name != column}
        if not all(fixed.values()):
            if wanted:
                told = "une feuille Contrat d’une seule ligne, qui dise de quel cadre sont ces objectifs"
                self._say(line, one.title, told, "aucun contrat n’y est nommé")
            return
        old = {r[column]: r for r in self.before[one.column] if all(r[name] == v for name, v in fixed.items())}
        for code in wanted:
            if code not in old:
                made = dict.fromkeys(kind.columns, "") | fixed | {column: code}
                self.book.given.setdefault(one.column, {})[kind.key_of(made)] = made
        for code, gone in old.items():
            if code not in wanted:
                self.book.removed.setdefault(one.column, {})[kind.key_of(gone)] = gone


def _said(day: str) -> str:
    """A day as a French sentence writes it."""
    return formats.day(date.fromisoformat(day), "fr")


def _amount(text: str) -> Decimal:
    cell = parse(text)
    return Decimal(0) if cell is None or cell.value is None else cell.value


def _top(table: Table, twins: Sequence[Sheet]) -> Header | None:
    """The line of headings, among the first ones: it names the columns that cannot be left out, or most of them.

    twins: the sheet in each language that a heading may be in.
    """
    needed = [
        {plain(one.title) for one in same} for same in zip(*(s.fields for s in twins), strict=True) if same[0].needed
    ]
    for line in table.lines[:HEADER_LINES]:
        top = header(line)
        if sum(not titles.isdisjoint(top.places) for titles in needed) * 2 > len(needed):
            return top
    return None


def _headings(twins: Sequence[Sheet]) -> set[str]:
    return {plain(one.title) for s in twins for one in s.fields} | {plain(named(TO_REMOVE, s.language)) for s in twins}


def _same(before: str, after: str) -> bool:
    """Whether two cells say the same: the same text, or the same number to what a spreadsheet keeps of it."""
    if re.sub(r"[ \t\r\n]+", " ", before).strip() == after:
        return True
    known, given = parse(before), parse(after)
    if known is None or given is None or known.value is None or given.value is None:
        return False
    return abs(known.value - given.value) <= Decimal("1e-12") * abs(known.value)
