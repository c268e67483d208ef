"""A folder of files as tidy CSV: one figure where several files give it, disagreements said, a stable order."""

import csv
from pathlib import Path

import pytest

from observatory.errors import DashboardError
from observatory.sources import Declaration, read
from observatory.sources.bundle import gather, known_territories, settle, write
from observatory.sources.observations import COLUMNS

ROOT = Path(__file__).resolve().parents[2]
BUNDLED = ROOT / "data" / "observations"


def _folder(target: Path, twins: Path, *names: str) -> Path:
    for name in names:
        (target / name).write_bytes((twins / name).read_bytes())
    return target


def test_a_disagreement_is_settled_by_priority_and_said(twins: Path, declaration: Declaration) -> None:
    readings = [*read(twins / "REVN_2022.csv", declaration), *read(twins / "data_filo18_qp_revdis.csv", declaration)]
    kept, conflicts, repeated = settle(readings)
    median = [figure for figure in kept if (figure.indicator, figure.territory) == ("TRA-10", "QP094001")]
    assert [(figure.value, figure.file) for figure in median] == [(15250, "data_filo18_qp_revdis.csv")]
    assert [conflict.sentence() for conflict in conflicts] == [
        "TRA-10, QP094001, 31/12/2018 : 15250 (data_filo18_qp_revdis.csv) est gardé, 15200 (REVN_2022.csv) est écarté."
    ]
    assert repeated == 5


def test_the_order_of_files_changes_nothing(twins: Path, declaration: Declaration) -> None:
    names = ("REVN_2022.csv", "data_filo18_qp_revdis.csv", "DEMO_2019.csv", "DEMO_2020.xlsx")
    readings = [reading for name in names for reading in read(twins / name, declaration)]
    assert settle(readings) == settle(reversed(readings))


def test_a_folder_becomes_tidy_files(tmp_path: Path, twins: Path, declaration: Declaration) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    names = ("IPRO_2017.csv", "rpls_qpv_2022.csv", "fr-en-ips-colleges-ap2022_extrait.csv", "donnee-dep-2017.csv")
    _folder(folder, twins, *names)
    (folder / "panel_revenus_2012_2021_derived.csv").write_bytes(b"code,annee\nQP094001,2012\n")
    (folder / "notes.csv").write_bytes(b"a;b\n1;2\n")
    bundle = gather(folder, declaration)
    assert [name for name, _ in bundle.left] == ["panel_revenus_2012_2021_derived.csv"]
    assert [name for name, _ in bundle.refused] == ["notes.csv"]
    report = bundle.report()
    assert all(name in report for name in (*names, "notes.csv", "panel_revenus"))
    written = write(bundle, tmp_path / "data")
    assert [path.name for path in written] == [
        "insee-census.csv", "insee-job-seekers.csv", "ips.csv", "rpls.csv", "ssmsi.csv", "schools.csv",
    ]  # fmt: skip
    content = (tmp_path / "data" / "observations" / "rpls.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfindicator;territory;period;value;")
    assert b"\r" not in content
    assert "HAB-22;QP094001;2022-01-01;5,4;published;;;;official;rpls;rpls_qpv_2022.csv;2\n" in content.decode(
        "utf-8-sig"
    )
    assert write(gather(folder, declaration), tmp_path / "again")
    for path in written:
        assert path.read_bytes() == (tmp_path / "again" / path.relative_to(tmp_path / "data")).read_bytes()


def test_an_empty_folder_is_a_sentence(tmp_path: Path, declaration: Declaration) -> None:
    with pytest.raises(DashboardError, match="ne contient aucun fichier"):
        gather(tmp_path, declaration)


def test_the_committed_figures_are_tidy_and_in_scope(declaration: Declaration) -> None:
    total = 0
    for source in sorted({block.source for layout in declaration.layouts for block in layout.blocks}):
        path = BUNDLED / f"{source}.csv"
        total += path.stat().st_size
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, delimiter=";")
            assert tuple(reader.fieldnames or ()) == COLUMNS
            rows = list(reader)
        keys = [(row["indicator"], row["territory"], row["period"]) for row in rows]
        assert keys == sorted(set(keys))
        for row in rows:
            assert row["territory"] in declaration.scope
            assert (row["origin"], row["source"]) == ("official", source)
            assert row["indicator"] in declaration.indicators()
            assert (row["value"] == "") == (row["status"] not in ("published", "provisional", "estimated"))
    assert total < 3_000_000


def test_the_committed_figures_are_what_the_readers_give(
    tmp_path: Path, official: Path, declaration: Declaration
) -> None:
    bundle = gather(official, declaration, known_territories(ROOT / "data"))
    assert not bundle.refused
    assert not [problem for reading in bundle.readings for problem in reading.errors]
    for path in write(bundle, tmp_path):
        assert path.read_bytes() == (ROOT / "data" / path.relative_to(tmp_path)).read_bytes(), path.name
