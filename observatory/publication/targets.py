"""The sheets Cibles and Jalons of a workbook, held against the targets in force: what differs is told."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from observatory import database
from observatory.publication.tidy import read_period
from observatory.sources import Problem
from observatory.sources.cells import parse, written
from observatory.sources.headers import Header, header
from observatory.sources.problems import listed
from observatory.sources.tables import Line, Table

TARGET = ("contrat", "indicateur", "territoire", "mesure", "référence", "échéance", "cible", "avenant")
MILESTONE = ("contrat", "indicateur", "territoire", "mesure", "avenant", "période", "jalon")

Key = tuple[str, ...]
Stated = tuple[date | None, Decimal | None]


def changes(shown: Sequence[Table]) -> Iterator[Problem]:
    """One warning for the targets, and one for the milestones, that differ from those in force."""
    for table in shown:
        for kind, names in (("cibles", TARGET), ("jalons", MILESTONE)):
            top = header(table.lines[0]) if table.lines else None
            if top is not None and all(name in top.places for name in names):
                yield from _changes(table, top, kind)


def _changes(table: Table, top: Header, kind: str) -> Iterator[Problem]:
    stated = {
        key: value
        for line in table.lines[1:]
        if (key := _key(line, top, kind))[1] and (value := _value(line, top, kind))
    }
    contracts = {key[0] for key in stated}
    known = {key: value for contract in contracts for key, value in _known(contract, kind)}
    differ = [
        f"{key[1]} pour {key[2]}"
        + ("" if key in known else " (ajouté)")
        + (f" : {_said(known[key])} devient {_said(value)}" if key in known else "")
        for key, value in stated.items()
        if not _same(known.get(key), value)
    ]
    gone = [f"{key[1]} pour {key[2]}" for key in known if key not in stated]
    if differ or gone:
        found = " ; ".join(
            part
            for part in (
                f"{kind} changés : {listed(differ, 5)}" if differ else "",
                f"{kind} absents : {listed(gone, 5)}" if gone else "",
            )
            if part
        )
        expected = (
            "les mêmes que le contrat, qu’un avenant change dans targets.csv et milestones.csv ; rien n’en est publié"
        )
        yield Problem("warning", table.name, (), "", expected, found)


def _text(line: Line, top: Header, name: str) -> str:
    place = top.places[name]
    return line.cells[place].strip() if place < len(line.cells) else ""


def _key(line: Line, top: Header, kind: str) -> Key:
    names = TARGET[:5] if kind == "cibles" else MILESTONE[:4]
    amendment = _text(line, top, "avenant") or "0"
    period = "" if kind == "cibles" else str(read_period(_text(line, top, "période"), "year") or "")
    return (*(_text(line, top, name) for name in names), amendment, period)


def _value(line: Line, top: Header, kind: str) -> Stated:
    cell = parse(_text(line, top, "cible" if kind == "cibles" else "jalon"))
    day = read_period(_text(line, top, "échéance"), "year") if kind == "cibles" else None
    return day, None if cell is None else cell.value


def _known(contract: str, kind: str) -> Iterator[tuple[Key, Stated]]:
    if kind == "jalons":
        for row in database.ask("milestones", contract=contract):
            key = (contract, row.indicator, row.territory, row.measure, str(row.amendment), row.period.isoformat())
            yield key, (None, _decimal(row.value))
        return
    for row in database.ask(
        "targets_known", contracts=[contract], indicators=None, territories=None, as_of=None, show_demo=True
    ):
        key = (contract, row.indicator, row.territory, row.measure, row.reference or "", str(row.amendment), "")
        yield key, (row.deadline, _decimal(row.value))


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(repr(value))


def _same(known: Stated | None, stated: Stated) -> bool:
    if known is None or known[0] != stated[0]:
        return False
    if known[1] is None or stated[1] is None:
        return known[1] is stated[1]
    return abs(known[1] - stated[1]) <= Decimal("1e-9") * max(abs(known[1]), 1)


def _said(stated: Stated) -> str:
    return (
        " au ".join(part for part in (written(stated[1]), stated[0].isoformat() if stated[0] else "") if part) or "rien"
    )
