"""The tables that the build reads, as its SQL declares them, and the place in a file that does not fit.

DuckDB takes columns by their rank, whatever the header says, and what it cannot read it refuses in words of its own. So headers are
compared before the build, and cells once DuckDB has refused them. It also takes any JSON for a file without outlines.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from observatory import contract_tables, data_files, ledger

EXPECTED = {
    "BOOLEAN": "« true » ou « false »",
    "DATE": "une date comme 2027-12-31",
    "DECIMAL": "un montant comme 1250,50",
    "DOUBLE": "un nombre comme 12,5",
    "INTEGER": "un nombre entier",
    "TIMESTAMP": "une date et une heure comme 2027-12-31T09:00:00",
}
"""What a cell of each type holds, in words."""
_COMMENT = re.compile(r"('(?:[^']|'')*')|--[^\n]*")
_READ = re.compile(r"\bread_(?:csv|text)\s*\(")
_MARK = re.compile(r"'(?:[^']|'')*'|[(){},]")
_LAID = re.compile(r"getvariable\('(\w+)_file'\)")
SEPARATORS = {",": "des virgules", "\t": "des tabulations", "|": "des barres"}
"""What may stand between columns instead of semicolons, in words."""


@dataclass(frozen=True, slots=True)
class Declared:
    """Files that one call reads. columns: their types by name, in order; None when they are no tables but GeoJSON.

    files: each with whether its header must be `columns`: a release may leave columns of the contract out. comma: of decimals.
    padded: whether the last columns may be missing.
    """

    files: tuple[tuple[Path, bool], ...]
    columns: Mapping[str, str] | None
    comma: bool = False
    padded: bool = False


def declared(
    connection: duckdb.DuckDBPyConnection, sql: str, data: Path, entries: Sequence[ledger.Entry]
) -> Iterator[Declared]:
    """What a step of the build reads, in order. The variables that it reads from, those of laid tables excepted, are set."""
    sql = _COMMENT.sub(lambda found: found[1] or "", sql)
    for call in _READ.finditer(sql):
        place, *given = _arguments(sql, call.end())
        options = dict(option.split(" = ", 1) for option in given)
        columns: dict[str, str] | None = _value(connection, options["columns"]) if "columns" in options else None
        if laid := _LAID.fullmatch(place):
            kind = contract_tables.KINDS[laid[1]]
            files = _laid(data, entries, kind)
            # What secrecy adds to a table is in no file.
            columns = {name: of for name, of in (columns or {}).items() if name in kind.columns}
        else:
            named = _value(connection, place)
            files = tuple((Path(one), True) for one in ([named] if isinstance(named, str) else named))
        yield Declared(files, columns, "decimal_separator" in options, "null_padding" in options)


def refuse_headers(tables: Iterable[Declared]) -> None:
    """Raise DashboardError for the first file that is missing, or does not begin with the columns that the build takes it to have."""
    for table in tables:
        for path, whole in table.files:
            if table.columns is None:
                _require_features(path)
            elif whole:
                _refuse_header(path, data_files.header(path), list(table.columns), table.padded)


def refuse_cells(connection: duckdb.DuckDBPyConnection, tables: Iterable[Declared]) -> None:
    """Raise DashboardError for the first place in these files that does not fit, if there is one."""
    for table in tables:
        for path, _ in table.files if table.columns else ():
            _refuse_cells(connection, path, table)


def _value(connection: duckdb.DuckDBPyConnection, expression: str) -> Any:
    row = connection.execute(f"SELECT {expression}").fetchone()
    return row[0] if row else None


def _arguments(sql: str, start: int) -> list[str]:
    """The arguments of the call whose parenthesis opens just before `start`."""
    found, depth, last = [], 0, start
    for mark in _MARK.finditer(sql, start):
        if mark[0] in ("(", "{"):
            depth += 1
        elif mark[0] in (")", "}"):
            depth -= 1
        if depth < 0 or (depth == 0 and mark[0] == ","):
            found.append(sql[last : mark.start()].strip())
            last = mark.end()
        if depth < 0:
            break
    return found


def _laid(data: Path, entries: Sequence[ledger.Entry], kind: contract_tables.Kind) -> tuple[tuple[Path, bool], ...]:
    given = (entry.table(name) for entry in ledger.standing(entries) for name in (kind.removed_file, kind.file))
    return ((data / kind.folder / kind.file, True), *((path, False) for path in given if path is not None))


def _require_features(path: Path) -> None:
    content = data_files.read_json(path)
    if not isinstance(content, dict) or not isinstance(content.get("features"), list):
        raise data_files.refused(
            f"Corrigez {data_files.name(path)} : il faut du GeoJSON, dont la clé « features » contient la liste des contours."
        )


def _refuse_header(path: Path, found: Sequence[str], wanted: Sequence[str], padded: bool) -> None:
    name = data_files.name(path)
    if found == wanted or (padded and found and found == wanted[: len(found)]):
        return
    for separator, word in SEPARATORS.items():
        if len(found) == 1 and separator in found[0]:
            raise data_files.refused(
                f"Corrigez {name}, ligne 1 : il faut des points-virgules entre les colonnes, et non {word}."
            )
    rank = next(
        (n for n, pair in enumerate(zip(found, wanted, strict=False)) if pair[0] != pair[1]),
        min(len(found), len(wanted)),
    )
    asked = ";".join(wanted)
    if rank == len(found):
        raise data_files.refused(
            f"Corrigez {name}, ligne 1 : la colonne « {wanted[rank]} » manque ; il faut, dans cet ordre, {asked}."
        )
    if rank == len(wanted):
        raise data_files.refused(
            f"Corrigez {name}, ligne 1 : la colonne « {found[rank]} » est de trop ; il faut, dans cet ordre, {asked}."
        )
    raise data_files.refused(
        f"Corrigez {name}, ligne 1, colonne {rank + 1} : « {found[rank]} » est à la place de « {wanted[rank]} » ; "
        f"il faut, dans cet ordre, {asked}."
    )


def _refuse_cells(connection: duckdb.DuckDBPyConnection, path: Path, table: Declared) -> None:
    types = table.columns or {}
    found = data_files.records(path)
    _, columns = next(found, (1, []))
    first: dict[str, dict[str, int]] = {name: {} for name in columns if types.get(name, "VARCHAR") != "VARCHAR"}
    for line, cells in found:
        data_files.require_cells(path, line, cells, columns)
        for name, cell in zip(columns, cells, strict=True):
            if cell and name in first:
                first[name].setdefault(cell, line)
    wrong = [
        (lines[cell], columns.index(name), cell)
        for name, lines in first.items()
        for cell in _misfits(connection, lines, types[name], table.comma)
    ]
    if wrong:
        line, rank, cell = min(wrong)
        expected = EXPECTED[types[columns[rank]].partition("(")[0]]
        raise data_files.refused(
            f"Corrigez {data_files.name(path)}, ligne {line}, colonne « {columns[rank]} » : il faut {expected}, et non « {cell} »."
        )


def _misfits(connection: duckdb.DuckDBPyConnection, cells: Iterable[str], of: str, comma: bool) -> list[str]:
    """Those of the cells that DuckDB does not take for this type."""
    # With decimal commas, a point is no more a sign of a number than a letter is.
    number = "replace(replace(cell, '.', '?'), ',', '.')" if comma and of.startswith(("DOUBLE", "DECIMAL")) else "cell"
    # A cast takes 31/12/20 for a day of the year 31.
    read = "try_strptime(cell, '%Y-%m-%d')" if of == "DATE" else f"TRY_CAST({number} AS {of})"
    asked = f"SELECT cell FROM (SELECT unnest($cells) AS cell) WHERE {read} IS NULL"
    return [cell for (cell,) in connection.execute(asked, {"cells": list(cells)}).fetchall()]
