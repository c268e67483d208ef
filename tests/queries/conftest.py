"""What tests of queries share: the schema of the built database, and small databases made of rows."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import duckdb
import pytest

ROOT = Path(__file__).resolve().parents[2]
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
def macros() -> Sequence[str]:
    """The macros of the build, in order: questions may use them."""
    files = sorted((ROOT / "queries" / "build").glob("*.sql"))
    statements = [s.query for path in files for s in duckdb.extract_statements(path.read_text(encoding="utf-8"))]
    return [s for s in statements if "CREATE OR REPLACE MACRO" in s]


@pytest.fixture(scope="session")
def small_database(
    schema: Mapping[str, Mapping[str, str]],
    macros: Sequence[str],
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
        for statement in macros:
            # A macro that reads a table which the case does not have is one that the question does not use.
            with suppress(duckdb.CatalogException):
                connection.execute(statement)
        return connection

    return make
