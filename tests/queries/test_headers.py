"""Every question of queries/ask and queries/compare keeps what its header promises, and those of ask are asked."""

import ast
import re
from pathlib import Path

import duckdb
import pytest

ROOT = Path(__file__).resolve().parents[2]
ASK = sorted((ROOT / "queries" / "ask").glob("*.sql"))
COMPARE = sorted((ROOT / "queries" / "compare").glob("*.sql"))
each_question = pytest.mark.parametrize(
    "path", [*ASK, *COMPARE], ids=lambda path: path.stem if path in ASK else f"compare-{path.stem}"
)


def lines_of(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def without_comments(path: Path) -> str:
    return "\n".join(re.sub(r"--.*", "", line) for line in lines_of(path))


def test_there_are_questions() -> None:
    assert len(ASK) >= 14


@each_question
def test_first_line_is_a_question(path: Path) -> None:
    assert re.fullmatch(r"-- [A-Z].*\?", lines_of(path)[0])


@each_question
def test_header_names_the_parameters_that_the_statement_has(path: Path) -> None:
    second = lines_of(path)[1]
    if path in COMPARE:
        # Which databases it reads comes first, and what a parameter is may be said beside it.
        assert re.match(
            r"-- Reads (two databases, `earlier` and `later`|the database `earlier`)[^.]*\. Parameters: (none$|\$)",
            second,
        )
        named = set(re.findall(r"\$(\w+)", second))
    else:
        assert second.startswith("-- Parameters: ")
        said = second.removeprefix("-- Parameters: ")
        named = set() if said == "none" else {name.removeprefix("$") for name in said.split(", ")}
    with duckdb.connect(":memory:") as connection:
        statements = connection.extract_statements(path.read_text(encoding="utf-8"))
    assert len(statements) == 1
    assert statements[0].named_parameters == named


@each_question
def test_header_says_what_a_row_is(path: Path) -> None:
    assert re.match(r"-- One row per [a-z]", lines_of(path)[2])


@each_question
def test_columns_are_named(path: Path) -> None:
    """A star inside a step is bounded by that step; the answer itself names its columns."""
    answer = re.split(r"\n\)\n", without_comments(path))[-1]
    assert not re.search(r"SELECT\s+(DISTINCT\s+)?(\w+\.)?\*", answer)


@each_question
def test_questions_only_read(path: Path) -> None:
    with duckdb.connect(":memory:") as connection:
        kinds = [statement.type for statement in connection.extract_statements(path.read_text(encoding="utf-8"))]
    assert kinds == [duckdb.StatementType.SELECT]


@each_question
def test_rows_come_in_a_stated_order(path: Path) -> None:
    is_sorted = re.search(r"ORDER BY\s(?:[^()]|\([^()]*\))+;\s*$", without_comments(path)) is not None
    assert is_sorted is not (", in no order: " in lines_of(path)[2])


def test_every_question_is_asked_and_every_asked_question_exists() -> None:
    asked = {
        node.args[0].value
        for path in (ROOT / "observatory").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "ask"
        and isinstance(node.args[0], ast.Constant)
    }
    assert asked == {path.stem for path in ASK}
