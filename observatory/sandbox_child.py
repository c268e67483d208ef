"""Run as a module: a reader's statement on standard input becomes its answer, pickled, on standard output.

A process of its own: whatever the statement asks for, its memory and its time end with it, the conversion of its answer
included, which no interruption of the engine stops.
"""

import json
import os
import pickle
import sys
import threading
from datetime import datetime
from types import ModuleType
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import duckdb

MEMORY = "512MB"
MOST_MEMORY = 900 * 2**20
"""Bytes of data of the process: what the engine may use, and the answer as Python holds it."""
LARGEST = 20_000_000
"""Characters of an answer, all its cells together: a few rows may hold more than the server has memory for."""


class _Zone(ZoneInfo):
    """A time zone as the engine asks for it when it hands over a moment that has one."""

    def localize(self, moment: datetime) -> datetime:
        """The moment in this time zone."""
        return moment.replace(tzinfo=self)

    def __reduce__(self) -> tuple[type[ZoneInfo], tuple[str]]:
        return ZoneInfo, (self.key,)


class _Zones(ModuleType):
    """What the engine uses of the module pytz."""

    timezone: ClassVar[type[ZoneInfo]] = _Zone


def opened(file: str) -> duckdb.DuckDBPyConnection:
    """A connection to the database at `file` that reads its tables and can reach nothing else."""
    # The engine asks this module for time zones and has nothing without it: those of the standard library answer.
    sys.modules.setdefault("pytz", _Zones("pytz"))
    connection = duckdb.connect(":memory:")
    connection.execute("ATTACH '{}' AS published (READ_ONLY)".format(file.replace("'", "''")))
    for setting in (
        f"memory_limit = '{MEMORY}'",
        "threads = 2",
        # That of all moments here, wherever the machine stands.
        "TimeZone = 'UTC'",
        "max_temp_directory_size = '0B'",
        "python_enable_replacements = false",
        "autoinstall_known_extensions = false",
        "autoload_known_extensions = false",
        "allow_community_extensions = false",
        "enable_external_access = false",
        "lock_configuration = true",
    ):
        connection.execute(f"SET {setting}")
    connection.execute("USE published")
    return connection


def answer(connection: duckdb.DuckDBPyConnection, statement: str, seconds: float, most: int) -> dict[str, Any]:
    """`columns` and at most `most` `rows`; or `failed`: late, memory, or `said`, the engine's own words."""
    late = threading.Event()

    def stop() -> None:
        late.set()
        connection.interrupt()

    timer = threading.Timer(seconds, stop)
    timer.daemon = True
    timer.start()
    try:
        result = connection.execute(statement)
        return {"columns": [column[0] for column in result.description or ()], "rows": _rows(result, most)}
    except MemoryError:
        return {"failed": "memory"}
    except (duckdb.Error, RuntimeError) as error:
        return {"failed": "late"} if late.is_set() else {"failed": "said", "said": str(error)}
    finally:
        timer.cancel()


def _rows(result: duckdb.DuckDBPyConnection, most: int) -> list[tuple[Any, ...]]:
    """The first `most` rows. MemoryError when they hold more than LARGEST."""
    rows: list[tuple[Any, ...]] = []
    size = 0
    # One row, then twice as many as before: their size is known before many of them are taken.
    while len(rows) < most and (more := result.fetchmany(min(len(rows) + 1, most - len(rows)))):
        size += sum(_size(cell) for row in more for cell in row)
        if size > LARGEST:
            raise MemoryError
        rows += more
    return rows


def _size(cell: Any) -> int:
    """Characters of a cell, about; a number or a date counts for eight."""
    if isinstance(cell, str | bytes):
        return len(cell)
    if isinstance(cell, list) and len(cell) > LARGEST // 8:
        return 8 * len(cell)
    if isinstance(cell, dict):
        return sum(_size(one) for pair in cell.items() for one in pair)
    return sum(map(_size, cell)) if isinstance(cell, list | tuple) else 8


def _bound(seconds: float) -> None:
    """Have the system hold this process to its memory, and to its time should nobody wait for it any more."""
    try:
        import resource
    except ImportError:  # no such bounds outside Unix
        return
    processor = 4 * int(seconds + 1)
    for kind, limit in (
        (resource.RLIMIT_DATA, MOST_MEMORY), (resource.RLIMIT_CPU, processor), (resource.RLIMIT_CORE, 0),
    ):  # fmt: skip
        resource.setrlimit(kind, (limit, limit))


def main() -> None:
    """Read the question, write what `answer` says of it."""
    asked = json.load(sys.stdin)
    _bound(asked["seconds"])
    said = answer(opened(asked["file"]), asked["statement"], asked["seconds"], asked["most"])
    pickle.dump(said, sys.stdout.buffer, protocol=pickle.HIGHEST_PROTOCOL)
    sys.stdout.buffer.flush()
    # The engine's threads may still be at work on what was interrupted; an orderly end would abort on them.
    os._exit(0)


if __name__ == "__main__":
    main()
