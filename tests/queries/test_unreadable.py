"""A file of the data folder that the build cannot read is named in one sentence, in both languages: `unreadable/files.yaml` beside this file.

file: what is spoiled in a small copy of the data folder: it goes (`missing`), holds these `bytes`
instead, is written in another `encoding`, or has the first match of a regular expression replaced (`replace`; all of them for one sign).
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from observatory import declared_tables, ledger, publish, twins
from observatory.errors import DashboardError

BUILD = Path(__file__).resolve().parents[2] / "queries" / "build"
CASES = yaml.safe_load((Path(__file__).parent / "unreadable" / "files.yaml").read_text(encoding="utf-8"))
YESTERDAY = b"the database of yesterday"


def spoiled(data: Path, how: Mapping[str, Any]) -> None:
    path = data / how["file"]
    if how.get("missing"):
        path.unlink()
    elif "bytes" in how or "encoding" in how:
        said = how["bytes"] if "bytes" in how else path.read_text(encoding="utf-8-sig")
        path.write_bytes(said.encode(how.get("encoding", "utf-8"), "replace"))
    else:
        before, after = how["replace"]
        said = path.read_text(encoding="utf-8")
        changed = re.sub(before, after, said, count=0 if len(before) == 1 or how.get("everywhere") else 1)
        assert changed != said
        path.write_text(changed, encoding="utf-8")


def tables(data: Path) -> tuple[duckdb.DuckDBPyConnection, list[declared_tables.Declared]]:
    """What the build reads of a data folder without a ledger, with the connection that says so."""
    connection = duckdb.connect(":memory:")
    connection.execute("SET VARIABLE data = $data", {"data": str(data)})
    files = [str(path) for path in (data / "observations").glob("*.csv")]
    connection.execute("SET VARIABLE observation_files = $files", {"files": files})
    layers = [str(data / "territories" / "outlines.geojson")]
    connection.execute("SET VARIABLE outline_files = $files", {"files": layers})
    steps = [path.read_text(encoding="utf-8") for path in sorted(BUILD.glob("*.sql"))]
    return connection, [one for sql in steps for one in declared_tables.declared(connection, sql, data, ())]


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_one_sentence_names_the_place(case: Mapping[str, Any], data: Path, tmp_path: Path) -> None:
    database = tmp_path / "observatory.duckdb"
    database.write_bytes(YESTERDAY)
    spoiled(data, case)
    with pytest.raises(DashboardError) as refusal:
        publish.build()
    title = "Un fichier des données ne se lit pas"
    assert (refusal.value.title, refusal.value.message) == (title, case["says"])
    assert twins.said(refusal.value, "en") == ("A file of the data cannot be read", case["english"])
    assert database.read_bytes() == YESTERDAY


def test_no_figures_at_all(data: Path) -> None:
    for path in (data / "observations").iterdir():
        path.unlink()
    with pytest.raises(DashboardError, match="observations n’en contient aucun"):
        publish.build()


def test_a_table_of_a_release_is_named_below_the_data_folder(data: Path) -> None:
    header = (data / "contract" / "targets.csv").read_text(encoding="utf-8-sig").split("\n")[0]
    row = "chennevieres;TRA-01;QP094027;level;;2014-12-31;37,7;bientôt;33;0;;demo;"
    entry = ledger.Entry(4, datetime(2026, 11, 25, tzinfo=UTC), "Test", "Essai", (), None)
    ledger.root(data).mkdir()
    ledger.admit(ledger.write(data, entry, {"targets.csv": f"{header}\n{row}\n".encode()}, []))
    with pytest.raises(DashboardError) as refusal:
        publish.build()
    assert refusal.value.message == (
        "Corrigez ledger/0004/targets.csv, ligne 2, colonne « deadline » : "
        "il faut une date comme 2027-12-31, et non « bientôt »."
    )


def test_the_build_declares_every_table_of_the_data_folder(small_data: Path) -> None:
    _, found = tables(small_data)
    files = {path for one in found for path, _ in one.files}
    assert files == {*small_data.rglob("*.csv"), *small_data.rglob("*.geojson")}


def test_every_type_has_its_words(small_data: Path) -> None:
    _, found = tables(small_data)
    types = {of.partition("(")[0] for one in found for of in (one.columns or {}).values()} - {"VARCHAR"}
    assert types == set(declared_tables.EXPECTED)
    words = [*declared_tables.EXPECTED.values(), *declared_tables.SEPARATORS.values()]
    assert [one for one in words if twins.english(one) == one] == []
    # What is said of numbers has a comma.
    assert all(one.comma for one in found if {"DOUBLE"} & set((one.columns or {}).values()))


def test_what_fits_is_not_refused(small_data: Path) -> None:
    connection, found = tables(small_data)
    declared_tables.refuse_headers(found)
    declared_tables.refuse_cells(connection, found)


def test_a_short_line_of_any_table_is_found(data: Path) -> None:
    connection, found = tables(data)
    for one in found:
        for path, _ in one.files if one.columns else ():
            whole = path.read_text(encoding="utf-8")
            line = whole.rstrip("\n").count("\n") + 2
            path.write_text(f"{whole.rstrip()}\nx\n", encoding="utf-8")
            with pytest.raises(DashboardError) as refusal:
                declared_tables.refuse_cells(connection, [one])
            assert f"{path.relative_to(data)}, ligne {line}, colonne" in refusal.value.message
            path.write_text(whole, encoding="utf-8")


def test_every_table_names_its_columns() -> None:
    """One that does not would be taken for GeoJSON."""
    for path in BUILD.glob("*.sql"):
        said = path.read_text(encoding="utf-8")
        assert len(re.findall(r"\bread_csv\s*\(", said)) == len(re.findall(r"\bcolumns = \{", said)), path.name
