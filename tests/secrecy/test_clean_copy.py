"""The published file is a copy that holds rows alone: nothing of what the memory of its writer held before."""

import re
import sys
from pathlib import Path

import duckdb
import pytest

from observatory import clean_copy
from observatory.errors import DashboardError

# What DuckDB's allocator fills new memory with when it is asked to.
JUNK = re.compile(rb"\xa5{64,}")
FACTS = (
    "SELECT table_name, comment FROM duckdb_tables() WHERE database_name = 'd' ORDER BY ALL",
    "SELECT table_name, column_name, data_type, comment FROM duckdb_columns() WHERE database_name = 'd' ORDER BY ALL",
    "SELECT function_name, parameters FROM duckdb_functions() WHERE database_name = 'd' AND function_type LIKE '%macro' ORDER BY ALL",
)
TABLES = "SELECT table_name FROM duckdb_tables() WHERE database_name = 'd'"


@pytest.fixture
def gappy(tmp_path: Path) -> Path:
    """A database of strings that fill most of a block, stored as they are: DuckDB leaves the gap where it is."""
    path = tmp_path / "source.duckdb"
    with duckdb.connect(path) as connection:
        connection.execute("CREATE TABLE strings AS SELECT md5(i::VARCHAR) AS word FROM range(6_000) AS numbers(i)")
    return path


@pytest.mark.skipif(sys.platform != "linux", reason="DuckDB brings its own allocator on Linux only")
@pytest.mark.parametrize("memory", ["junk:true", None])
def test_gaps_hold_nothing(gappy: Path, monkeypatch: pytest.MonkeyPatch, memory: str | None) -> None:
    """With memory that is full of junk the gap is seen; with ours there is none of it, though the machine asks for it."""
    monkeypatch.setattr(clean_copy, "_SCRIPT", f"SET force_compression = 'uncompressed';\n{clean_copy._SCRIPT}")
    monkeypatch.setenv("DUCKDB_JE_MALLOC_CONF", "junk:true")
    if memory:
        monkeypatch.setattr(clean_copy, "_MEMORY", {"DUCKDB_JE_MALLOC_CONF": memory})
    copy = gappy.with_name("copy.duckdb")
    clean_copy.make(gappy, copy)
    assert bool(JUNK.search(copy.read_bytes())) is (memory is not None)


def test_everything_is_copied_in_order(built: Path, tmp_path: Path) -> None:
    copy = tmp_path / "l’autre copie d'une base.duckdb"
    clean_copy.make(built, copy)
    seen = []
    for path in (built, copy):
        with duckdb.connect(":memory:") as connection:
            connection.execute(
                "ATTACH $path AS d (READ_ONLY)".replace("$path", "'" + str(path).replace("'", "''") + "'")
            )
            tables = sorted(name for (name,) in connection.execute(TABLES).fetchall())
            rows = {name: connection.execute(f'SELECT * FROM d."{name}"').fetchall() for name in tables}
            seen.append(([connection.execute(fact).fetchall() for fact in FACTS], repr(rows)))
    assert len(seen[0][0][0]) > 30 and all(seen[0][0])
    assert seen[0] == seen[1]


def test_a_copy_that_fails_is_told_in_a_sentence(tmp_path: Path) -> None:
    source = tmp_path / "source.duckdb"
    source.write_bytes(b"no database")
    with pytest.raises(DashboardError, match="copie a échoué"):
        clean_copy.make(source, tmp_path / "copy.duckdb")
