"""SQL written by a reader: run on a copy of the published tables, in a process that can reach nothing else.

The copy is a file made once for each state of the figures and unlinked. Each question has a process of its own
(`sandbox_child`) that attaches it read-only and locks its instance: no file, no network, no extension, no change of settings. What is not published (`observation` still holds
figures that secrecy hid later) is not in the copy, so that no cleverness of a query can reach it. A statement is
besides looked at before it runs: one question, on those tables, with functions that only compute.
"""

import json
import logging
import pickle
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

import duckdb

from observatory import config, database, sandbox_child
from observatory.errors import DashboardError
from observatory.texts import plural, text

PUBLISHED = (
    "action", "action_past", "analyst_text", "axis", "break", "committee", "committee_slide", "contract", "contract_territory", "decision",
    "derivation", "figure", "figure_comment", "figure_overlap", "figure_past", "funding", "funding_past", "glossary", "indicator",
    "indicator_period", "judgement", "milestone", "objective", "objective_indicator", "outline", "outline_past", "passage",
    "progress", "release", "secrecy_rule", "source", "target", "territory", "territory_parent", "unit",
)  # fmt: skip
"""Tables that a reader may ask, those that the pages themselves show."""

SECONDS = 5.0
ROWS = 10_000
GRACE = 3.0
"""Seconds more that the process has to start, and to say that it was interrupted, before it is ended."""
AT_ONCE = 2
"""Questions answered at a time: each may take the memory of a whole process."""
LONGEST = 20_000
"""Characters of a statement."""

TABLE_FUNCTIONS = frozenset({"unnest", "range", "generate_series"})
_SHOWN = frozenset({'"tables"', "__show_tables_expanded"})
_UNFIT = re.compile(
    r"^(?:(?:read|write|load|parquet|sniff|duckdb|pragma|pg|inet|file|txid|sleep|enable|disable|force|which|copy)_.*"
    r"|getenv|getvariable|glob|query|query_table|current_(?:setting|user|role|database|catalog|schemas?|query.*|connection.*"
    r"|transaction.*)|session_user|user|version|stats|nextval|currval|in_search_path|from_substrait.*|sql_auto.*"
    r"|json_(?:execute|deserialize|serialize)_.*|parse_duckdb_.*|setseed)$"
)
"""Functions that tell something of the machine or the instance, or read another text as SQL; none computes on figures."""

_WITHHELD = {"committee": frozenset({"saved_at", "saved_by"})}
"""Columns of published tables that pages only show to those who may write."""

_DEMO = {
    "committee_slide": "sequence IN (SELECT sequence FROM observatory.committee WHERE origin <> 'demo')",
    "progress": "NOT is_demo",
    "funding": "action IN (SELECT action FROM observatory.action WHERE origin <> 'demo')",
    # An action may have been a demonstration one before a partner's release took its place.
    "funding_past": "action IN (SELECT action FROM observatory.action WHERE origin <> 'demo') "
    "AND action NOT IN (SELECT action FROM observatory.action_past WHERE origin = 'demo')",
    "milestone": (
        "(contract, indicator, territory, measure, amendment, coalesce(reference, '')) IN "
        "(SELECT (contract, indicator, territory, measure, amendment, coalesce(reference, '')) FROM observatory.target WHERE origin <> 'demo')"
    ),
}
"""How a table without an origin of its own is kept clear of demonstration rows."""

_ROOT = Path(__file__).resolve().parents[1]
_log = logging.getLogger(__name__)
_opening = threading.Lock()
_copies: dict[tuple[Path, bool], tuple[str, BinaryIO]] = {}
_places = threading.BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of an answer with the names of their columns; truncated: there were more than ROWS; seconds: time taken."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    truncated: bool
    seconds: float


def is_published(table: str, column: str) -> bool:
    """Whether a reader may ask a column of a table."""
    return table in PUBLISHED and column not in _WITHHELD.get(table, ())


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _copy(source: Path, target: Path, show_demo: bool) -> None:
    """Write the published tables of `source` into a new file, comments included."""
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"ATTACH {_quoted(source)} AS observatory (READ_ONLY)")
        connection.execute(f"ATTACH {_quoted(target)} AS published")
        known: dict[str, list[str]] = {}
        for table, column in connection.execute(
            "SELECT table_name, column_name FROM duckdb_columns() WHERE database_name = 'observatory' "
            "ORDER BY table_name, column_index"
        ).fetchall():
            known.setdefault(table, []).append(column)
        for table in PUBLISHED:
            if table not in known:
                continue
            condition = (
                "TRUE" if show_demo else _DEMO.get(table, "origin <> 'demo'" if "origin" in known[table] else "TRUE")
            )
            columns = ", ".join(f'"{column}"' for column in known[table] if is_published(table, column))
            connection.execute(
                f'CREATE TABLE published."{table}" AS SELECT {columns} FROM observatory."{table}" WHERE {condition}'
            )
        for statement in _comments(connection):
            connection.execute(statement)


def _comments(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    rows = connection.execute(
        "SELECT table_name, column_name, comment FROM duckdb_columns() "
        "WHERE database_name = 'observatory' AND comment IS NOT NULL"
    ).fetchall()
    for table, column, comment in rows:
        if is_published(table, column):
            said = str(comment).replace("'", "''")
            yield f'COMMENT ON COLUMN published.main."{table}"."{column}" IS \'{said}\''


def _published() -> BinaryIO:
    """The copy of the published tables, open; its name is gone, and its content with the last reference to it."""
    settings = config.settings()
    key, wanted = (settings.database, not settings.hide_demo), database.identity()
    with _opening:
        held = _copies.get(key)
        if held is not None and held[0] == wanted:
            return held[1]
        with tempfile.TemporaryDirectory(prefix="cap-quartiers-") as folder:
            file = Path(folder) / "published.duckdb"
            try:
                _copy(settings.database, file, not settings.hide_demo)
            except duckdb.Error as error:
                _log.exception("the published tables could not be copied")
                raise DashboardError(
                    "Les tables publiées n’ont pas pu être ouvertes",
                    "Rechargez la page ; si cela se répète, lancez « make data ».",
                ) from error
            opened = file.open("rb")
        _copies[key] = (wanted, opened)
        return opened


@cache
def _parser() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(":memory:")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


def _walk(node: Any) -> Iterator[dict[str, Any]]:
    waiting = [node]
    while waiting:
        current = waiting.pop()
        if isinstance(current, dict):
            yield current
            waiting.extend(current.values())
        elif isinstance(current, list):
            waiting.extend(current)


def _steps(tree: Any) -> frozenset[str]:
    """Names that the statement gives to its own steps (WITH …)."""
    return frozenset(
        str(entry["key"]).lower()
        for node in _walk(tree)
        if isinstance(node.get("cte_map"), dict)
        for entry in node["cte_map"].get("map", [])
    )


def _refuse(key: str, language: str, **values: object) -> DashboardError:
    return DashboardError(text("explore.sql.refused", language), text(f"explore.sql.{key}", language, **values))


def _tree(statement: str, language: str) -> Any:
    parser = _parser().cursor()
    try:
        statements = parser.extract_statements(statement)
        said = parser.execute("SELECT json_serialize_sql($sql::VARCHAR)", {"sql": statement}).fetchone()
    except duckdb.Error as error:
        raise _explained(str(error), language) from error
    if not statements:
        raise _refuse("empty", language)
    if len(statements) > 1:
        # What the engine writes itself before the question, to find the columns of a PIVOT, has no text.
        raise _refuse("one_only" if statements[0].query else "pivot", language)
    try:
        tree = json.loads(said[0]) if said else {"error": True}
    except RecursionError as error:
        # The engine reads deeper than Python does.
        raise _refuse("too_deep", language) from error
    if statements[0].type != duckdb.StatementType.SELECT or tree.get("error"):
        raise _refuse("read_only", language)
    return tree


def check(statement: str, language: str) -> None:
    """DashboardError, with the reason in words, unless `statement` only asks the published tables."""
    if len(statement) > LONGEST:
        raise _refuse("too_long", language, most=LONGEST)
    tree = _tree(statement, language)
    steps = _steps(tree)
    for node in _walk(tree):
        kind = node.get("type")
        if kind == "BASE_TABLE":
            name = str(node.get("table_name", ""))
            elsewhere = node.get("catalog_name") or node.get("schema_name")
            if elsewhere or name.lower() not in {*PUBLISHED, *steps}:
                full = ".".join(str(p) for p in (node.get("catalog_name"), node.get("schema_name"), name) if p)
                raise _refuse("unknown_table", language, name=full, tables=", ".join(PUBLISHED))
        elif kind == "SHOW_REF":
            name = str(node.get("table_name") or "")
            if node.get("show_type") == "SHOW_UNQUALIFIED" and name not in _SHOWN:
                raise _refuse("show_only", language)
        elif kind == "TABLE_FUNCTION":
            function = node.get("function") or {}
            name = str(function.get("function_name", "")).lower()
            if name not in TABLE_FUNCTIONS or function.get("schema") or function.get("catalog"):
                raise _refuse("function", language, name=name)
        elif node.get("class") == "FUNCTION":
            name = str(node.get("function_name", "")).lower()
            if _UNFIT.match(name):
                raise _refuse("function", language, name=name)


def run(statement: str, language: str = "fr", seconds: float = SECONDS, most: int = ROWS) -> Table:
    """The answer to one SELECT, WITH, DESCRIBE, SUMMARIZE or SHOW on the published tables, at most `most` rows.

    DashboardError with a sentence in `language` when it is refused, is wrong, takes longer than `seconds`, needs more
    memory than there is for it, or when AT_ONCE others are being answered and none ends in that time.
    """
    check(statement, language)
    file = _published()
    if not _places.acquire(timeout=seconds):
        raise DashboardError(text("explore.sql.busy_title", language), text("explore.sql.busy", language))
    started = time.perf_counter()
    try:
        said = _answer(file.fileno(), statement, seconds, most + 1)
    finally:
        _places.release()
    failed = said.get("failed")
    if failed == "late":
        raise DashboardError(
            text("explore.sql.late_title", language), plural("explore.sql.late", round(seconds), language)
        )
    if failed == "memory":
        raise DashboardError(text("explore.sql.wrong", language), text("explore.sql.memory", language))
    if failed:
        raise _explained(said["said"], language)
    rows = said["rows"]
    return Table(tuple(said["columns"]), tuple(rows[:most]), len(rows) > most, time.perf_counter() - started)


def _answer(file: int, statement: str, seconds: float, most: int) -> dict[str, Any]:
    """What the process that answers says (`sandbox_child.answer`), or what its end says."""
    asked = {"file": f"/dev/fd/{file}", "statement": statement, "seconds": seconds, "most": most}
    try:
        child = subprocess.run(
            [sys.executable, "-m", sandbox_child.__name__],
            input=json.dumps(asked).encode(),
            capture_output=True,
            pass_fds=[file],
            timeout=seconds + GRACE,
            check=False,
            cwd=_ROOT,
        )
    except subprocess.TimeoutExpired:
        return {"failed": "late"}
    if child.returncode == 0:
        said: dict[str, Any] = pickle.loads(child.stdout)
        return said
    if child.returncode < 0 or re.search(rb"MemoryError|bad_alloc|allocate", child.stderr):
        return {"failed": "memory"}
    _log.error("a reader's statement ended its process: %s", child.stderr.decode(errors="replace"))
    return {"failed": "said", "said": ""}


_SENTENCES: tuple[tuple[str, str], ...] = (
    (r"syntax error at or near \"(?P<name>[^\"]*)\"", "syntax"),
    (r"syntax error at end of input|unterminated", "unfinished"),
    (r"Referenced column \"(?P<name>[^\"]+)\" (?:was )?not found", "no_column"),
    (r"Column \"(?P<name>[^\"]+)\" in \w+ list not found", "no_column"),
    (r"does not have a column named \"(?P<name>[^\"]+)\"", "no_column"),
    (r"Table with name (?P<name>\S+) does not exist", "no_table"),
    (r"Referenced table \"(?P<name>[^\"]+)\" not found", "no_table"),
    (r"Type with name (?P<name>\S+) does not exist", "no_type"),
    (r"Function with name \"?(?P<name>[\w.]+)\"? does not exist", "no_function"),
    (r"No function matches the given name and argument types '(?P<name>[^(']+)", "bad_arguments"),
    (r"best candidate function for the function call \"(?P<name>[^(\"]+)", "bad_arguments"),
    (r"(?P<name>UNNEST)\(\) can only be applied", "bad_arguments"),
    (r"column \"(?P<name>[^\"]+)\" must appear in the GROUP BY", "group_by"),
    (r"Ambiguous reference to column name \"(?P<name>[^\"]+)\"", "ambiguous"),
    (r"Set operations can only apply", "set_columns"),
    (r"(?:ORDER|GROUP BY) term out of range", "position"),
    (r"LIMIT/OFFSET cannot be negative", "limit"),
    (r"Values were not provided for", "parameter"),
    (r"More than one row returned by a subquery", "one_value"),
    (r"Could not convert string '(?P<name>[^']*)' to (?P<kind>\w+)", "conversion"),
    (r"(?:date|time|timestamp) field [\w ]+: \"(?P<name>[^\"]*)\"|Date out of range: (?P<day>\S+)", "no_date"),
    (r"with value (?P<name>\S+) can't be cast|(?:Could not cast|Casting) value \"?(?P<number>[^\s\"]+)", "too_large"),
    (
        r"Could not parse string \"(?P<name>[^\"]*)\" according to format specifier \"(?P<format>[^\"]*)\"",
        "not_as_format",
    ),
    (r"Failed to parse format specifier (?P<name>[^:]*):", "bad_format"),
    (r"specifier \"(?P<name>[^\"]*)\" not recognized", "date_part"),
    (r"Malformed JSON", "json"),
    (r"cannot take |is undefined outside", "undefined"),
    (r"Out of Memory|failed to allocate|could not allocate", "memory"),
    (r"expression depth limit|maximum recursion depth", "too_deep"),
    (r"window function", "window"),
    (r"GROUP BY clause|aggregates|aggregate function calls", "aggregate"),
    # What is left of an error of which only the kind is known.
    (r"^Conversion Error", "no_conversion"),
    (r"^Out of Range Error", "overflow"),
    (r"^Invalid Input Error", "bad_value"),
    (r"^Not implemented Error", "not_possible"),
)

_KINDS = {
    r"U?(?:TINY|SMALL|BIG|HUGE)?INT\w*": "integer",
    r"FLOAT|DOUBLE|DECIMAL": "number",
    r"BOOL\w*": "boolean",
    r"INTERVAL": "interval",
}
"""Types of the engine, and which words of the catalogue name them."""
LONGEST_NAMED = 40
"""Characters of a value that a sentence repeats."""


def _explained(said: str, language: str) -> DashboardError:
    """The engine's message as a sentence; what is not foreseen gets a general one and goes to the log."""
    title = text("explore.sql.wrong", language)
    for pattern, key in _SENTENCES:
        if found := re.search(pattern, said, re.IGNORECASE):
            groups = {name: value for name, value in found.groupdict().items() if value is not None}
            kind = next(
                (word for kinds, word in _KINDS.items() if re.fullmatch(kinds, groups.get("kind", ""))), "other"
            )
            name = next(iter(groups.values()), "")
            values = {
                "name": name if len(name) <= LONGEST_NAMED else f"{name[:LONGEST_NAMED]}…",
                "kind": text(f"explore.sql.kinds.{kind}", language),
                "format": groups.get("format", ""),
            }
            return DashboardError(title, text(f"explore.sql.{key}", language, **values))
    _log.info("a reader's statement failed: %s", said)
    return DashboardError(title, text("explore.sql.other", language))
