"""What tests of queries share: the schema of the built database, and small databases made of rows."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest

Rows = Sequence[Mapping[str, Any]]


@pytest.fixture(scope="session")
def schema(built: Path) -> Mapping[str, Mapping[str, str]]:
    """Types of the columns of the built database: {table: {column: type}}."""
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"ATTACH '{built}' AS observatory (READ_ONLY)")
        columns = connection.execute(
            "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE database_name = 'observatory' "
            "ORDER BY table_name, column_index"
        ).fetchall()
    found: dict[str, dict[str, str]] = {}
    for table, column, kind in columns:
        found.setdefault(table, {})[column] = kind
    return found


@pytest.fixture(scope="session")
def small_database(
    schema: Mapping[str, Mapping[str, str]],
) -> Callable[[Mapping[str, Rows]], duckdb.DuckDBPyConnection]:
    """A function that makes a database in memory of the tables given, each a list of rows; columns not given are NULL."""

    def make(tables: Mapping[str, Rows]) -> duckdb.DuckDBPyConnection:
        connection = duckdb.connect(":memory:")
        for table, rows in tables.items():
            columns = ", ".join(f'"{name}" {kind}' for name, kind in schema[table].items())
            connection.execute(f'CREATE TABLE "{table}" ({columns})')
            for row in rows:
                names = ", ".join(f'"{name}"' for name in row)
                marks = ", ".join("?" for _ in row)
                connection.execute(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', list(row.values()))
        return connection

    return make
