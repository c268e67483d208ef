"""Each question of queries/ask against small tables and the rows expected: `<name>.yaml` beside this file.

columns: all columns of the answer, in order; key: what the header's "One row per" means; real: parameters for the
built database, where the key must be unique; none_yet: why the built database has no such row, until it has; cases: the
tables that the question needs (columns not given are NULL), parameters, and the rows expected in order (any_order: true
where the question leaves it open), each with the columns that the case is about.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
ASK = sorted((ROOT / "queries" / "ask").glob("*.sql"))
HERE = Path(__file__).parent


def examples(name: str) -> dict[str, Any]:
    path = HERE / f"{name}.yaml"
    return yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else {"cases": []}


def answer(connection: duckdb.DuckDBPyConnection, name: str, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Rows of the answer as {column: value}."""
    statement = (ROOT / "queries" / "ask" / f"{name}.sql").read_text(encoding="utf-8")
    result = connection.execute(statement, dict(parameters) or None)
    columns = [column[0] for column in result.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in result.fetchall()]


CASES = [(path.stem, case) for path in ASK for case in examples(path.stem)["cases"]]


@pytest.mark.parametrize("path", ASK, ids=lambda path: path.stem)
def test_every_question_has_examples(path: Path) -> None:
    written = examples(path.stem)
    assert written["cases"] and written["columns"] and written["key"]


def test_every_example_belongs_to_a_question() -> None:
    assert {path.stem for path in HERE.glob("*.yaml")} <= {path.stem for path in ASK}


@pytest.mark.parametrize(("name", "case"), CASES, ids=[f"{name}: {case['case']}" for name, case in CASES])
def test_rows(name: str, case: dict[str, Any], small_database: Callable[..., duckdb.DuckDBPyConnection]) -> None:
    with small_database(case["tables"]) as connection:
        found = answer(connection, name, case.get("parameters", {}))
    if case.get("any_order"):
        found.sort(key=lambda row: [str(row[column]) for column in case["rows"][0]])
    kept = [{column: row[column] for column in wanted} for row, wanted in zip(found, case["rows"], strict=False)]
    assert kept == case["rows"]
    assert len(found) == len(case["rows"])


@pytest.mark.parametrize("path", ASK, ids=lambda path: path.stem)
def test_one_row_per_key_on_the_built_database(path: Path, built: Path) -> None:
    written = examples(path.stem)
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"ATTACH '{built}' AS observatory (READ_ONLY)")
        connection.execute("USE observatory")
        rows = answer(connection, path.stem, written.get("real", {}))
    assert bool(rows) != ("none_yet" in written)
    assert all(list(row) == written["columns"] for row in rows)
    keys = [tuple(str(row[column]) for column in written["key"]) for row in rows]
    assert len(set(keys)) == len(keys)
