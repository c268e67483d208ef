"""What a publication changes in the tables of the contract: row by row, cell by cell, old and new.

Targets and milestones are left out: they are compared in the databases, where what is confidential is not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from observatory import contract_tables, ledger
from observatory.contract_sheets import SAID, Field, named, sheets, word
from observatory.contract_tables import KINDS, Key, Row
from observatory.secrecy import people
from observatory.sources.observations import table_to_csv

COMPARED = tuple(name for name in KINDS if name not in ("targets", "milestones"))
VERDICTS = ("new", "changed", "removed")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that differs: column as the French workbook names it, and both texts in its words; words: of which list, if any."""

    column: str
    old: str
    new: str
    words: str = ""

    def said(self, language: str) -> tuple[str, str, str]:
        """Column and both texts as the workbook of a language has them."""
        if language == "fr" or self.column not in _titles():
            return self.column, self.old, self.new
        old, new = (named(one, language) if self.words and one else one for one in (self.old, self.new))
        return named(self.column, language), old, new


@dataclass(frozen=True, slots=True)
class Change:
    """A row that differs. verdict: new, changed or removed; key: what tells the row from others, in words."""

    table: str
    verdict: str
    key: str
    cells: tuple[Cell, ...]


def changes(data: Path, before: Sequence[ledger.Entry], after: Sequence[ledger.Entry]) -> tuple[Change, ...]:
    """What differs between the tables with the releases `before` and with those `after`, in the order of the tables."""
    found: list[Change] = []
    rule = people.rule(data)
    for name in COMPARED:
        kind = KINDS[name]
        past = {kind.key_of(row): row for row in contract_tables.rows(data, before, name)}
        now = {kind.key_of(row): row for row in contract_tables.rows(data, after, name)}
        keys = dict.fromkeys((*past, *now))
        found += [one for key in keys if (one := _change(name, key, past.get(key), now.get(key), rule)) is not None]
    return tuple(found)


def as_csv(table: str, old: Mapping[Key, Row], new: Mapping[Key, Row], rule: people.Rule) -> bytes:
    """What differs between some rows of a table, one row a cell, as CSV in French."""
    found = [_change(table, key, old.get(key), new.get(key), rule) for key in dict.fromkeys((*old, *new))]
    words = {"new": "nouvelle", "changed": "changée", "removed": "retirée"}
    rows = [
        (words[one.verdict], one.key, cell.column, cell.old, cell.new)
        for one in found
        if one is not None
        for cell in one.cells
    ]
    return table_to_csv(("ligne", "clé", "colonne", "avant", "après"), [tuple(map(harmless, row)) for row in rows])


def counted(found: Sequence[Change]) -> dict[str, dict[str, int]]:
    """How many rows of each table have each verdict; tables without any are left out."""
    counts: dict[str, dict[str, int]] = {}
    for one in found:
        of_table = counts.setdefault(one.table, dict.fromkeys(VERDICTS, 0))
        of_table[one.verdict] += 1
    return counts


def _change(name: str, key: Key, past: Row | None, now: Row | None, rule: people.Rule) -> Change | None:
    secret: frozenset[str] = frozenset()
    if name == "actions":
        # Whether a hidden number is the one that was guessed must not be told either.
        secret = secret.union(*(people.hidden(row, rule) for row in (past, now) if row is not None))
    cells = tuple(
        Cell(
            title,
            _said(one, (past or {}).get(column) or ""),
            _said(one, (now or {}).get(column) or ""),
            one.refers if one.kind == "words" else "",
        )
        for column, (title, one) in _columns(name).items()
        if column not in secret and ((past or {}).get(column) or "") != ((now or {}).get(column) or "")
    )
    if not cells:
        return None
    verdict = "new" if past is None else "removed" if now is None else "changed"
    return Change(name, verdict, " · ".join(part for part in key if part), cells)


def _columns(name: str) -> Mapping[str, tuple[str, Field]]:
    """Columns of a table with their titles in the workbook; those that are never told keep their own name."""
    shown = {one.column: one for sheet in sheets("fr") if sheet.table == name for one in sheet.fields if one.column}
    shown |= {one.column: one for one in SAID.get(name, ())}
    links = {"parents": ("parent", "contenu dans"), "objective_indicators": ("objective", "objectifs")}
    if name in links:
        column, title = links[name]
        return {column: (title, Field(title, column))}
    return {
        column: (shown[column].title, shown[column]) if column in shown else (column, Field(column, column))
        for column in KINDS[name].columns
    }


def _said(one: Field, code: str) -> str:
    return word(one.refers, code) if one.kind == "words" and code else code


@cache
def _titles() -> frozenset[str]:
    shown = (*(sheet.fields for sheet in sheets("fr")), *SAID.values())
    return frozenset(one.title for fields in shown for one in fields)


def harmless(cell: str) -> str:
    """A text that a spreadsheet would run as a formula is made a plain text; a negative number stays one."""
    starts = cell.startswith(_FORMULA_STARTS)
    return f"'{cell}" if starts and not cell[1:2].isdigit() else cell
