"""What tests of queries share: the schema of the built database, small databases made of rows, a small data folder to spoil."""

import csv
import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import duckdb
import pytest

ROOT = Path(__file__).resolve().parents[2]
Rows = Sequence[Mapping[str, Any]]
Table = list[dict[str, str]]


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


def _rewrite(source: Path, change: Callable[[Table], Table], target: Path | None = None) -> None:
    with source.open(encoding="utf-8-sig", newline="") as file:
        rows = change(list(csv.DictReader(file, delimiter=";")))
    with (target or source).open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=";", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture(scope="session")
def rewrite() -> Callable[[Path, Callable[[Table], Table]], None]:
    """A function that reads a table of a data folder and writes what another function makes of its rows."""
    return _rewrite


def _spoil(data: Path, how: Mapping[str, Any]) -> None:
    path, where, cells = data / how["file"], how.get("where", {}), how.get("set", {})
    if path.suffix == ".geojson":
        outlines = json.loads(path.read_text(encoding="utf-8"))
        outlines["features"][0]["properties"].update(cells)
        path.write_text(json.dumps(outlines), encoding="utf-8")
        return

    def change(rows: Table) -> Table:
        meant = [row for row in rows if where.items() <= row.items()]
        if "drop" in how:
            return [row for row in rows if row not in meant]
        if "add" in how:
            return [*rows, {**meant[0], **how["add"]}]
        meant[0].update(cells)
        return rows

    _rewrite(path, change)


@pytest.fixture(scope="session")
def spoil() -> Callable[[Path, Mapping[str, Any]], None]:
    """A function that spoils a data folder as a case of `refusals/` says."""
    return _spoil


@pytest.fixture(scope="session")
def small_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The contract and the territories of the repository with a few observations, official and demonstration ones."""
    data = tmp_path_factory.mktemp("small") / "data"
    for folder in ("contract", "territories"):
        shutil.copytree(ROOT / "data" / folder, data / folder)
    for name in ("sources.toml", "releases.csv"):
        shutil.copy(ROOT / "data" / name, data)
    (data / "observations").mkdir()
    for name in ("insee-filosofi.csv", "insee-job-seekers.csv", "rpls.csv", "demo-2023.csv"):
        _rewrite(
            ROOT / "data" / "observations" / name,
            lambda rows: [row for row in rows if row["territory"] in {"QP094027", "DEP94"}][:40],
            data / "observations" / name,
        )
    return data


@pytest.fixture
def data(small_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the small data folder that a test may spoil, and the settings that point to it."""
    copy = tmp_path / "data"
    shutil.copytree(small_data, copy)
    monkeypatch.setenv("CAP_QUARTIERS_DATA", str(copy))
    monkeypatch.setenv("CAP_QUARTIERS_DATABASE", str(tmp_path / "observatory.duckdb"))
    return copy
