"""A reader's own SQL reads the published tables and can do nothing else."""

import re
import resource
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from observatory import answers, database, sandbox, sandbox_child
from observatory.errors import DashboardError

pytestmark = pytest.mark.usefixtures("built")

ACCEPTED = [
    "SELECT count(*) FROM figure",
    "WITH x AS (SELECT 1 AS a) SELECT a FROM x",
    "FROM indicator LIMIT 3",
    "DESCRIBE figure",
    "SUMMARIZE unit",
    "SHOW TABLES",
    "SELECT name FROM territory, unnest([1, 2]) ORDER BY 1 LIMIT 2;",
    "SELECT year(period), median(value) FROM figure WHERE indicator = 'TRA-01' GROUP BY ALL",
    "VALUES (1)",
    "SELECT now(), now(), current_timestamp, [now()], current_time",
    "PIVOT figure ON status IN ('published', 'secret') USING count(*)",
    "SELECT * FROM (SELECT indicator, status FROM figure) PIVOT (count(*) FOR status IN ('published', 'secret'))",
    "UNPIVOT (SELECT 1 AS a, 2 AS b) ON a, b INTO NAME n VALUE v",
]
WRONG = {
    "PIVOT figure ON status USING count(*)": "nommez-les avec IN",
    "SELECT * FROM (PIVOT figure ON status USING count(*))": "nommez-les avec IN",
    "SELECT 1; PIVOT figure ON status USING count(*)": "Une seule question à la fois",
    "CREATE TABLE a (b INTEGER); SELECT 1": "Une seule question à la fois",
    "SELECT date '2024-13-45'": "« 2024-13-45 » n’est pas une date",
    "SELECT make_date(2024, 13, 45)": "« 2024-13-45 » n’est pas une date",
    "SELECT 'hier'::DATE": "« hier » n’est pas une date",
    "SELECT 99999999999999::INT": "99999999999999 ne tient pas dans le type demandé",
    "SELECT (300 + a)::UTINYINT FROM range(3) AS r(a)": "300 ne tient pas dans le type demandé",
    "SELECT 12345.6::DECIMAL(4, 1)": "12345.6 ne tient pas dans le type demandé",
    "SELECT 9223372036854775807 + 1": "dépasse ce que son type peut contenir",
    "SELECT sqrt(-1)": "n’a pas de résultat pour une valeur",
    "SELECT ln(0)": "n’a pas de résultat pour une valeur",
    "SELECT strptime('x', '%Y')": "« x » ne suit pas le format « %Y »",
    "SELECT strftime(date '2024-01-01', '%Q')": "Le format de date « %Q » n’existe pas",
    "SELECT date_trunc('foo', date '2024-01-01')": "« foo » n’est pas une partie de date",
    "SELECT 'abc'::INT": "« abc » ne se lit pas comme un nombre entier",
    "SELECT '1,5'::DOUBLE": "« 1,5 » ne se lit pas comme un nombre :",
    "SELECT 'x'::BOOLEAN": "« x » ne se lit pas comme vrai ou faux",
    f"SELECT '{'x' * 90}'::INT": "« " + "x" * 40 + "… » ne se lit pas",
    "SELECT (SELECT unnest([1, 2]))": "plusieurs lignes là où il faut une seule valeur",
    "SELECT year('abc')": "« year » ne s’applique pas",
    "SELECT 1 UNION SELECT 1, 2": "le même nombre de colonnes",
    "SELECT 1 ORDER BY 5": "comptez-les à partir de 1",
    "SELECT 1 LIMIT -1": "ne peuvent pas être négatifs",
    "SELECT 1::foo": "Le type « foo » n’existe pas",
    "SELECT ?": "écrivez sa valeur à la place",
    "SELECT json('{')": "n’est pas du JSON",
    "SELECT max(max(value)) FROM figure": "Un agrégat est placé",
    "SELECT 1 FROM figure WHERE row_number() OVER () = 1": "utilisez QUALIFY",
    "SELECT factorial(100)": "dépasse ce que son type peut contenir",
    "SELECT 'a'::BIT": "TRY_CAST",
    "SELECT regexp_matches('a', '(')": "vérifiez ce qui est entre ses parenthèses",
    "SELECT 'abc'[0:1:0]": "écrivez la question autrement",
    "SELECT value WHERE value > 0": "La colonne « value » n’existe pas",
}
DEEP = [
    "SELECT " + "+".join(["1"] * 950),
    "SELECT " + "NOT " * 900 + "true",
    "SELECT " + "[" * 900 + "]" * 900,
    "SELECT " + "+".join(["1"] * 3_000),
]
REFUSED = [
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM read_blob('README.md')",
    "SELECT * FROM read_parquet('https://example.org/a.parquet')",
    "SELECT * FROM '/etc/passwd'",
    "SELECT * FROM 'https://example.org/a.csv'",
    "FROM 'README.md'",
    "SELECT * FROM glob('/*')",
    "SELECT * FROM sniff_csv('/etc/passwd')",
    "COPY figure TO '/tmp/cap-quartiers-leak.csv'",
    "COPY (SELECT 1) TO '/tmp/cap-quartiers-leak.csv'",
    "EXPORT DATABASE '/tmp/cap-quartiers-leak'",
    "ATTACH '/tmp/cap-quartiers-leak.db'",
    "DETACH published",
    "USE memory",
    "INSTALL httpfs",
    "LOAD httpfs",
    "SELECT getenv('HOME')",
    "SELECT current_setting('home_directory')",
    "SELECT * FROM duckdb_settings()",
    "SELECT * FROM duckdb_databases()",
    "SELECT * FROM duckdb_secrets()",
    "SELECT * FROM pragma_database_list()",
    "PRAGMA database_list",
    "PRAGMA memory_limit='100GB'",
    "SET memory_limit = '100GB'",
    "SET enable_external_access = true",
    "RESET lock_configuration",
    "SHOW DATABASES",
    "CREATE TABLE t (a INTEGER)",
    "CREATE TEMP TABLE t AS SELECT 1",
    "INSERT INTO figure SELECT * FROM figure",
    "UPDATE figure SET value = 0",
    "DELETE FROM figure",
    "DROP TABLE figure",
    "CALL pragma_version()",
    "EXPLAIN ANALYZE SELECT 1",
    "BEGIN",
    "SELECT 1; DROP TABLE figure",
    "SELECT * FROM observation",
    "SELECT * FROM progress_count",
    "SELECT saved_by FROM committee",
    "PIVOT observation ON status IN ('published') USING count(*)",
    "SELECT * FROM figure PIVOT (count(*) FOR status IN (SELECT status FROM observation))",
    "SELECT * FROM observatory.observation",
    "SELECT * FROM memory.main.figure",
    "SELECT * FROM information_schema.tables",
    "SELECT * FROM pg_catalog.pg_tables",
    "SELECT * FROM sqlite_master",
    "SELECT * FROM figure_at(DATE '2020-01-01')",
    "SELECT * FROM query('SELECT 1')",
    "SELECT * FROM query_table(['figure'])",
    "SELECT (SELECT count(*) FROM observation)",
    "WITH figure AS (SELECT * FROM read_csv('/etc/passwd')) SELECT * FROM figure",
    "SELECT list_transform([1], x -> getenv('HOME'))",
    "SELECT pg_sleep(100)",
    "SELECT write_log('x')",
    "SELECT json_serialize_plan('SELECT 1')",
    "",
    "   ",
    "-- nothing",
    "SELEC 1",
    "SELECT (1",
    "SELECT 'a",
    "SELECT nothing_such FROM figure",
    "SELECT nothing_such(1)",
    "SELECT " + "1," * 20_000 + "1",
    *DEEP,
]


UNPUBLISHED = {
    "figure_map": "the figures of `figure` again, in another order",
    "observation": "what was delivered: it still holds figures that secrecy hid later",
    "progress_count": "counts that take demonstration figures in, which cannot be told apart there",
}


def test_every_table_is_published_or_left_out_for_a_reason(built: Path) -> None:
    with duckdb.connect(str(built), read_only=True) as connection:
        tables = {name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    assert tables == {*sandbox.PUBLISHED, *UNPUBLISHED} and not {*sandbox.PUBLISHED} & {*UNPUBLISHED}
    assert {name for (name,) in sandbox.run("SELECT name FROM (SHOW TABLES)").rows} == {*sandbox.PUBLISHED}


def test_what_pages_show_readers_can_ask() -> None:
    for table in ("judgement", "figure_comment", "decision", "committee", "committee_slide", "analyst_text"):
        assert sandbox.run(f"FROM {table}").rows
    listed = {(c.table, c.column) for c in answers.published_columns(database.identity())}
    assert ("committee", "name") in listed and ("committee", "saved_by") not in listed
    assert "saved_by" not in sandbox.run("FROM committee").columns


@pytest.mark.parametrize("statement", ACCEPTED)
def test_questions_are_answered(statement: str) -> None:
    assert sandbox.run(statement).rows


@pytest.mark.parametrize("statement", REFUSED, ids=lambda s: s[:60])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_everything_else_is_refused_in_words(statement: str, language: str) -> None:
    with pytest.raises(DashboardError) as refused:
        sandbox.run(statement, language)
    said = refused.value.title + refused.value.message
    assert refused.value.message.endswith(".")
    for leak in ("Error", "Traceback", "/work", "/tmp", "LINE 1", "duckdb."):
        assert leak not in said.replace(statement.strip(), "") if statement.strip() else True


@pytest.mark.parametrize("statement", WRONG, ids=lambda s: s[:60])
def test_a_mistake_is_named_in_the_words_of_the_reader(statement: str) -> None:
    with pytest.raises(DashboardError) as wrong:
        sandbox.run(statement)
    assert WRONG[statement] in wrong.value.message.replace("\u00a0", " ")
    assert not re.search(r"INT\d|string '|\bError\b", wrong.value.message)
    with pytest.raises(DashboardError) as english:
        sandbox.run(statement, "en")
    assert english.value.message.endswith(".") and not re.search(r"[éèàê]|«", english.value.message)


def test_the_moment_of_asking_is_in_utc() -> None:
    ((moment, nested, day),) = sandbox.run("SELECT now(), {'a': [now()]}, now()::DATE = today()").rows
    assert abs(moment - datetime.now(UTC)) < timedelta(minutes=5) and moment.utcoffset() == timedelta(0)
    assert nested == {"a": [moment]} and day is True


@pytest.mark.parametrize("statement", DEEP, ids=lambda s: f"{s[:20]}{len(s)}")
@pytest.mark.parametrize(("language", "said"), [("fr", "trop d’opérations"), ("en", "too many operations")])
def test_a_question_nested_too_deep_is_told_so(statement: str, language: str, said: str) -> None:
    with pytest.raises(DashboardError, match=said):
        sandbox.run(statement, language)


def test_a_long_question_is_answered() -> None:
    assert sandbox.run("SELECT " + "+".join(["1"] * 100)).rows == ((100,),)


@pytest.mark.parametrize(
    "statement", [s for s in REFUSED if s.strip() and not s.startswith("--") and s not in DEEP], ids=lambda s: s[:60]
)
def test_the_instance_itself_refuses_what_would_get_out(statement: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even past the look at the statement, no file, setting or unpublished table can be reached."""
    cursor = sandbox_child.opened(f"/dev/fd/{sandbox._published().fileno()}")
    harmless = ("pg_sleep", "SHOW DATABASES", "duckdb_", "pragma_", "PRAGMA database", "information_schema", "pg_catalog",
                "sqlite_master", "current_setting", "EXPLAIN", "BEGIN", "USE memory", "CREATE TEMP", "query(", "query_table",
                "CALL", "write_log", "json_serialize")  # fmt: skip
    if any(word in statement for word in harmless) or "1,1,1" in statement or statement.startswith("DETACH"):
        pytest.skip("tells or changes nothing outside the instance")
    with pytest.raises((duckdb.Error, RuntimeError)):
        cursor.execute(statement).fetchall()


def test_nothing_was_written() -> None:
    assert not list(Path("/tmp").glob("cap-quartiers-leak*"))


def test_local_variables_are_not_tables() -> None:
    hidden = __import__("pandas").DataFrame({"a": [1]})
    assert len(hidden) == 1
    with pytest.raises(DashboardError):
        sandbox.run("SELECT * FROM hidden")


def test_rows_are_limited() -> None:
    found = sandbox.run("SELECT a.value FROM figure a, figure b", most=50)
    assert len(found.rows) == 50 and found.truncated
    assert not sandbox.run("FROM unit", most=50).truncated


def test_time_is_limited() -> None:
    started = time.perf_counter()
    with pytest.raises(DashboardError, match="1 seconde"):
        sandbox.run("SELECT count(*) FROM range(100000000000)", seconds=1)
    assert time.perf_counter() - started < 5


def test_memory_is_limited() -> None:
    with pytest.raises(DashboardError, match="mémoire"):
        sandbox.run("SELECT list(f.file || g.file ORDER BY f.value) FROM figure f, figure g", seconds=30)


@pytest.mark.parametrize("cell", ["repeat('x', 100_000)", "list_resize([1], 20_000)", "{'a': repeat('x', 100_000)}"])
def test_the_size_of_an_answer_is_limited(cell: str) -> None:
    assert len(sandbox.run(f"SELECT {cell} FROM range(50)").rows) == 50
    with pytest.raises(DashboardError, match="mémoire"):
        sandbox.run(f"SELECT {cell} FROM range(1_000)", seconds=60)


@pytest.mark.parametrize("cell", ["range(10_000_000)", "list_transform(range(3_000_000), x -> {'a': x})"])
def test_a_nested_cell_ends_with_its_time_or_memory(cell: str) -> None:
    """The engine makes it at once; that Python holds it would take many times as long, and more than the machine has."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.perf_counter()
    with pytest.raises(DashboardError, match="mémoire|2 secondes"):
        sandbox.run(f"SELECT {cell}", seconds=2)
    assert time.perf_counter() - started < 2 + sandbox.GRACE + 5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000


def test_no_more_questions_than_there_is_memory_for(monkeypatch: pytest.MonkeyPatch) -> None:
    places = threading.BoundedSemaphore(1)
    monkeypatch.setattr(sandbox, "_places", places)
    places.acquire()
    with pytest.raises(DashboardError, match="dans quelques secondes"):
        sandbox.run("SELECT 1", seconds=0.2)
    places.release()
    assert sandbox.run("SELECT 1").rows == ((1,),)


def test_one_reader_does_not_stop_another() -> None:
    counts: list[int] = []
    slow = threading.Thread(
        target=lambda: pytest.raises(DashboardError, sandbox.run, "SELECT count(*) FROM range(100000000000)", seconds=1)
    )
    slow.start()
    for _ in range(20):
        counts.append(len(sandbox.run("SELECT 1").rows))
    slow.join()
    assert counts == [1] * 20


def test_demonstration_is_hidden_where_pages_hide_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert sandbox.run("SELECT count(*) FROM figure WHERE origin = 'demo'").rows[0][0] > 0
    monkeypatch.setenv("CAP_QUARTIERS_HIDE_DEMO", "1")
    for table in sandbox.PUBLISHED:
        columns = sandbox.run(f"FROM {table} LIMIT 0").columns
        if "origin" in columns:
            assert sandbox.run(f"SELECT count(*) FROM {table} WHERE origin = 'demo'").rows == ((0,),)
    assert sandbox.run("SELECT count(*) FROM committee_slide ANTI JOIN committee USING (sequence)").rows == ((0,),)
    assert sandbox.run("SELECT count(*) FROM funding ANTI JOIN action USING (action)").rows == ((0,),)


def test_a_new_publication_is_seen(elsewhere: Path, built: Path) -> None:
    elsewhere.write_bytes(built.read_bytes())
    first = sandbox.run("SELECT count(*) FROM glossary").rows[0][0]
    fresh = elsewhere.with_suffix(".new")
    fresh.write_bytes(built.read_bytes())
    with duckdb.connect(str(fresh)) as connection:
        connection.execute("DELETE FROM glossary")
    fresh.replace(elsewhere)
    assert first > 0
    assert sandbox.run("SELECT count(*) FROM glossary").rows == ((0,),)
