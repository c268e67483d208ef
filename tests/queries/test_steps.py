"""The steps of the build: in order, every table and column explained, and nothing that a shared catalogue refuses."""

import re
from pathlib import Path

import duckdb
import pytest

from observatory.publish import CHECKS

BUILD = sorted((Path(__file__).resolve().parents[2] / "queries" / "build").glob("*.sql"))
FORBIDDEN = (
    "PRIMARY KEY",
    "FOREIGN KEY",
    "UNIQUE",
    r"CHECK\s*\(",
    "ENUM",
    r"CREATE\s+SEQUENCE",
    r"CREATE\s+INDEX",
    "GENERATED",
)


def test_every_table_and_column_is_explained(built: Path) -> None:
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"ATTACH '{built}' AS observatory (READ_ONLY)")
        tables = connection.execute(
            "SELECT table_name, comment FROM duckdb_tables() WHERE database_name = 'observatory'"
        ).fetchall()
        columns = connection.execute(
            "SELECT table_name || '.' || column_name, comment FROM duckdb_columns() WHERE database_name = 'observatory'"
        ).fetchall()
    assert len(tables) >= 18
    assert [name for name, comment in [*tables, *columns] if not (comment or "").strip().endswith((".", "…"))] == []


@pytest.mark.parametrize("path", BUILD, ids=lambda path: path.stem)
def test_nothing_that_a_shared_catalogue_refuses(path: Path) -> None:
    """DuckLake 1.5.5 refuses these; the same SQL must run there."""
    statement = re.sub(r"--.*|'[^']*'", "", path.read_text(encoding="utf-8"))
    assert [word for word in FORBIDDEN if re.search(rf"\b{word}", statement, re.IGNORECASE)] == []


def test_steps_run_in_the_order_of_their_numbers() -> None:
    assert all(re.fullmatch(r"\d\d_[a-z_]+", path.stem) for path in BUILD)
    numbers = [path.stem[:2] for path in BUILD]
    assert len(set(numbers)) == len(numbers)


def test_only_judgements_come_after_the_checks() -> None:
    """What is checked stands before, what is computed from checked figures after: nothing is run out of its turn."""
    after = [path.stem for path in BUILD if path.stem > CHECKS]
    assert after == ["70_formula", "71_measure", "72_progress", "73_progress_table", "74_progress_count"]
    assert (BUILD[0].parent / f"{CHECKS}.sql").is_file()
