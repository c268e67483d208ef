"""From published outlines to carried figures: the whole build, on the data folder with two official perimeters more."""

import csv
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest
from shapely.geometry import box, mapping

from observatory import __main__ as command
from observatory import answers, charts, database, publish, tables
from observatory.selection import Selection
from observatory.texts import text

ROOT = Path(__file__).resolve().parents[2]
Built = Callable[..., duckdb.DuckDBPyConnection]


@pytest.fixture
def built_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Built]:
    """A function that builds the database with these outlines (west, south, east, north in degrees) as official ones."""
    data = tmp_path / "data"
    shutil.copytree(ROOT / "data", data, ignore=shutil.ignore_patterns("*.duckdb*", "*.lock"))
    monkeypatch.setenv("CAP_QUARTIERS_DATA", str(data))
    monkeypatch.setenv("CAP_QUARTIERS_DATABASE", str(tmp_path / "observatory.duckdb"))
    opened: list[duckdb.DuckDBPyConnection] = []

    def build(precision: str = "official", **boxes: tuple[float, float, float, float]) -> duckdb.DuckDBPyConnection:
        path = data / "territories" / "outlines.geojson"
        content = json.loads(path.read_text(encoding="utf-8"))
        kept = [f for f in content["features"] if f["properties"]["territory"] not in boxes]
        drawn = [
            {
                "type": "Feature",
                "properties": {"territory": code, "precision": precision, "credit_fr": "ANCT"},
                "geometry": mapping(box(*corners)),
            }
            for code, corners in boxes.items()
        ]
        path.write_text(json.dumps({**content, "features": [*kept, *drawn]}), encoding="utf-8")
        connection = duckdb.connect(str(publish.build()), read_only=True)
        opened.append(connection)
        return connection

    yield build
    for connection in opened:
        connection.close()
    database._instances.pop(tmp_path / "observatory.duckdb", None)


OLD, NEW = (2.370, 48.812, 2.374, 48.816), (2.370, 48.812, 2.373, 48.816)


def test_published_outlines_carry_figures_by_area(built_with: Built) -> None:
    """The new perimeter is the western three quarters of the old one: so is its population."""
    connection = built_with(QP094001=OLD, QN09401M=NEW)
    rows = connection.execute(
        "SELECT to_territory, weight, weight_kind, covered, carries FROM passage WHERE from_territory = 'QP094001' ORDER BY 1"
    ).fetchall()
    assert [row[0] for row in rows] == ["QN09401M", None]
    assert rows[0][1] == pytest.approx(0.75, abs=1e-3)
    assert rows[0][2:] == ("area", 1.0, True)
    pairs = connection.execute(
        "SELECT given.value, carried.value, carried.status FROM figure AS given "
        "INNER JOIN figure AS carried USING (indicator, period) "
        "WHERE given.territory = 'QP094001' AND carried.territory = 'QN09401M' AND indicator = 'TRA-12' AND given.value > 0"
    ).fetchall()
    assert pairs
    for given, carried, status in pairs:
        assert carried == pytest.approx(rows[0][1] * given)
        assert status == "estimated"


def test_a_figure_of_its_own_leaves_the_carried_one_beside_it(built_with: Built, tmp_path: Path) -> None:
    """From the observation to the chart and its table: the neighbourhood's own figure, and the carried one as a line apart."""
    path = tmp_path / "data" / "observations" / "insee-census.csv"
    with path.open("a", encoding="utf-8") as file:
        file.write("TRA-12;QN09401M;2018-01-01;1000;published;;;;official;insee-census;DEMO_2022.csv;1\n")
    connection = built_with(QP094001=OLD, QN09401M=NEW)
    (given,) = connection.execute(
        "SELECT value FROM figure WHERE (indicator, territory, period) = ('TRA-12', 'QP094001', DATE '2018-01-01')"
    ).fetchone() or (0,)
    found = connection.execute(
        "SELECT value, status FROM figure WHERE (indicator, territory, period) = ('TRA-12', 'QN09401M', DATE '2018-01-01')"
    ).fetchall()
    assert found == [(1000, "published")]
    weight = 0.75
    release = database.identity()
    selection = Selection("chennevieres", ("QN09401M",), "COM94019", 2010, 2024, "fr", False, True, release)
    known = answers.catalogue(release)
    lines = answers.series(["TRA-12"], ["QN09401M"], selection)
    indicator = known.indicators["TRA-12"]
    card = answers.Card(indicator, "QN09401M", lines["TRA-12", "QN09401M"], None, None, None, None)
    shown = answers.trajectory(card, selection)
    assert shown.overlapped is not None
    (point,) = shown.overlapped.points
    assert (point.value, point.status) == (pytest.approx(weight * given, rel=1e-3), "estimated")
    assert shown.series[0].latest is not None
    assert shown.series[0].latest.value == 1000
    figure = charts.trajectory_figure(shown, "fr", False, 600)
    drawn = {trace["name"]: trace["y"] for trace in figure["data"] if "lines" in trace["mode"]}
    apart = text("charts.overlapped", "fr")
    assert drawn[apart][-1] == point.value
    assert drawn[shown.names["QN09401M"]][-1] == 1000
    table = tables.trajectory_table(shown, known, "fr")
    rows = table[table[text("table.territory", "fr")].str.endswith(apart)]
    assert list(rows.iloc[:, 2]) == [point.value]
    assert list(rows[text("table.sign", "fr")]) == ["e"]
    past = replace(selection, as_of=date(2024, 1, 1))
    assert answers.trajectory(card, past).overlapped is None


def test_the_command_writes_the_table_for_the_analyst_to_keep(built_with: Built, tmp_path: Path, capsys) -> None:
    """By ground three quarters; by the inhabitants of the two pieces four fifths, and the build then says so too."""
    built_with(QP094001=OLD, QN09401M=NEW).close()
    kept = tmp_path / "passages.csv"
    assert command.main(["passages", "--output", str(kept)]) == 0
    rows = list(csv.DictReader(kept.open(encoding="utf-8-sig", newline=""), delimiter=";"))
    assert [row["to_territory"] for row in rows] == ["QN09401M", ""]
    assert float(rows[0]["weight"].replace(",", ".")) == pytest.approx(0.75, abs=1e-3)
    people = tmp_path / "people.csv"
    people.write_text(
        "from_territory;to_territory;population\nQP094001;QN09401M;1 200\nQP094001;;300\n", encoding="utf-8"
    )
    assert command.main(["passages", "--populations", str(people), "--output", str(kept)]) == 0
    table = tmp_path / "data" / "territories" / "passages.csv"
    table.write_text(table.read_text(encoding="utf-8-sig") + "".join(kept.read_text(encoding="utf-8-sig").splitlines(True)[1:]),
                     encoding="utf-8-sig")  # fmt: skip
    assert command.main(["build"]) == 0
    with duckdb.connect(str(tmp_path / "observatory.duckdb"), read_only=True) as connection:
        found = connection.execute(
            "SELECT weight, weight_kind FROM passage WHERE from_territory = 'QP094001' AND to_territory = 'QN09401M'"
        ).fetchall()
    assert found == [(0.8, "population")]
    people.write_text("from_territory;to_territory;population\nQP094001;QN09401M;beaucoup\n", encoding="utf-8")
    assert command.main(["passages", "--populations", str(people)]) == 1
    assert "people.csv : ligne 2, « beaucoup » n’est pas un nombre d’habitants" in capsys.readouterr().err


def test_the_command_refuses_without_two_generations(built_with: Built, capsys) -> None:
    built_with(QP094001=OLD).close()
    assert command.main(["passages"]) == 1
    assert "Une seule génération de périmètres. Publiez d’abord les périmètres officiels" in capsys.readouterr().err


def test_made_up_outlines_carry_nothing(built_with: Built) -> None:
    connection = built_with("approximate", QP094001=OLD, QN09401M=NEW)
    assert connection.execute("SELECT count(*) FROM passage WHERE weight_kind = 'area'").fetchone() == (0,)


def test_the_table_of_passages_stands_over_outlines(built_with: Built) -> None:
    """The outline of Les Bleuets takes in a piece of its neighbour; the table says that the perimeter did not change."""
    connection = built_with(
        QP094007=OLD, QP094005=(2.374, 48.812, 2.378, 48.816), QN09406I=(2.370, 48.812, 2.376, 48.816)
    )
    rows = connection.execute(
        "SELECT from_territory, to_territory, weight_kind FROM passage "
        "WHERE from_territory IN ('QP094005', 'QP094007') AND kind = 'generation' ORDER BY 1"
    ).fetchall()
    assert rows == [("QP094005", None, "area"), ("QP094007", "QN09406I", "identical")]


def test_the_bundle_carries_what_did_not_change(built: Path) -> None:
    """Le Bois l'Abbé keeps its perimeter in 2024: job seekers as published, and the share of those out of work for long."""
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"ATTACH '{built}' AS built (READ_ONLY)")
        found = dict(
            connection.execute(
                "SELECT year(period), value FROM built.figure WHERE territory = 'QN09424I' AND indicator = 'DE-ABC' "
                "AND status = 'estimated'"
            ).fetchall()
        )
        assert found == {2016: 1438, 2017: 1483, 2019: 1363, 2020: 1454, 2021: 1332}
        refused = connection.execute(
            "SELECT DISTINCT value, status, reason FROM built.figure WHERE territory = 'QN09424I' AND indicator = 'TRA-10'"
        ).fetchall()
        assert refused == [(None, "not_available", "passage_not_summable=QP094027:1.0")]
        # No part carries: a part without a figure shows that of its whole, and says so.
        parts = connection.execute(
            "SELECT count(*) FROM built.figure INNER JOIN built.territory USING (territory) "
            "WHERE level = 'neighbourhood_part' AND starts_with(reason, 'passage')"
        ).fetchone()
        assert parts == (0,)


def test_a_carried_figure_of_the_bundle_is_a_published_one_times_its_weight(built: Path) -> None:
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"ATTACH '{built}' AS built (READ_ONLY)")
        wrong = connection.execute(
            "SELECT carried.indicator, carried.territory, carried.period FROM built.figure AS carried "
            "INNER JOIN built.indicator USING (indicator) "
            "LEFT JOIN built.passage ON passage.to_territory = carried.territory AND passage.kind = 'generation' "
            "LEFT JOIN built.figure AS given ON given.territory = passage.from_territory "
            "AND given.indicator = carried.indicator AND given.period = carried.period "
            "WHERE starts_with(carried.reason, 'passage=') AND indicator.summable "
            "AND carried.value IS DISTINCT FROM passage.weight * given.value"
        ).fetchall()
        assert wrong == []
