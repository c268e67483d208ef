"""Read-only access to the figures: named questions in, rows out.

The file is attached to a memory-only DuckDB instance, because a second `duckdb.connect` to a path that was replaced
goes on seeing the old file. When the publisher renames a new file over the old one, the next question opens a new
instance; questions under way finish on the old one.
"""

import logging
import threading
from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

import duckdb

from observatory import config
from observatory.errors import DashboardError

Row = Any
"""A named tuple whose fields are the columns of the question."""

_log = logging.getLogger(__name__)
_opening = threading.Lock()
_instances: dict[Path, "_Instance"] = {}


class _Instance:
    """A state of the file, and cursors on it that are ready for a question; each serves one question at a time."""

    def __init__(self, state: str, connection: duckdb.DuckDBPyConnection) -> None:
        self.state = state
        self._connection = connection
        self._free: SimpleQueue[duckdb.DuckDBPyConnection] = SimpleQueue()

    @contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor, given back afterwards unless the question failed."""
        try:
            cursor = self._free.get_nowait()
        except Empty:
            cursor = self._connection.cursor()
            cursor.execute("USE observatory")
        yield cursor
        self._free.put(cursor)


@cache
def _statement(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def _row_type(columns: tuple[str, ...]) -> Callable[[tuple[Any, ...]], Row]:
    made: Any = namedtuple("Row", columns)  # type: ignore[misc]
    return made._make


def identity() -> str:
    """A word that changes whenever a new state of the figures is published; part of every cache key.

    Raises DashboardError when there is no database.
    """
    path = config.settings().database
    try:
        state = path.stat()
    except OSError as error:
        raise DashboardError(
            "La base de données est absente",
            f"Le fichier {path.name} n’existe pas encore : lancez « make data », puis rechargez la page.",
            ("The database is missing", f"{path.name} does not exist yet: run “make data”, then reload the page."),
        ) from error
    return f"{state.st_ino:x}-{state.st_mtime_ns:x}"


def unreadable(path: Path) -> DashboardError:
    """What to say of a database that DuckDB does not open."""
    return DashboardError(
        "La base de données est illisible",
        f"Le fichier {path.name} est endommagé ou n’est pas une base DuckDB : lancez « make data » pour le reconstruire.",
        (
            "The database cannot be read",
            f"{path.name} is damaged or is not a DuckDB database: run “make data” to build it again.",
        ),
    )


def _instance() -> _Instance:
    path, wanted = config.settings().database, identity()
    known = _instances.get(path)
    if known is not None and known.state == wanted:
        return known
    with _opening:
        known = _instances.get(path)
        if known is not None and known.state == wanted:
            return known
        # Questions are short and many are asked at once: a second thread for each costs more than it brings.
        connection = duckdb.connect(":memory:", config={"threads": 1})
        quoted = str(path).replace("'", "''")
        try:
            connection.execute(f"ATTACH '{quoted}' AS observatory (READ_ONLY)")
        except duckdb.Error as error:
            _log.warning("cannot open %s: %s", path, error)
            raise unreadable(path) from error
        opened = _Instance(wanted, connection)
        _instances[path] = opened
        return opened


@contextmanager
def _answer(name: str, parameters: Mapping[str, Any]) -> Iterator[duckdb.DuckDBPyConnection]:
    path = config.settings().queries / "ask" / f"{name}.sql"
    try:
        with _instance().cursor() as cursor:
            yield cursor.execute(_statement(path), dict(parameters) or None)
    except duckdb.Error as error:
        _log.exception("question %s failed", name)
        raise DashboardError(
            "Les chiffres n’ont pas pu être lus",
            f"La question « {name} » a échoué : rechargez la page et, si cela se répète, lancez « make data ».",
            (
                "The figures could not be read",
                f"The question “{name}” failed: reload the page and, if it happens again, run “make data”.",
            ),
        ) from error


def ask(name: str, **parameters: Any) -> list[Row]:
    """Rows that answer `queries/ask/<name>.sql`, as named tuples.

    parameters: those of the file's header, lists as Python lists. Raises DashboardError on any failure.
    """
    with _answer(name, parameters) as result:
        columns = tuple(column[0] for column in result.description or ())
        return list(map(_row_type(columns), result.fetchall()))
