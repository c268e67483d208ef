"""The explore page, run as a reader runs it: each view from its link, and a sentence where nothing is left."""

import csv
import json
import math
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO, StringIO
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from observatory import answers, database, exports
from observatory.charts import explore as drawings
from observatory.charts.explore import Bar
from observatory.explore import Exploration
from observatory.selection import Selection
from observatory.series import Point
from observatory.ui import explored

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.usefixtures("built")


@pytest.fixture
def page() -> Callable[..., AppTest]:
    def show(**query: str) -> AppTest:
        found = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
        for name, value in query.items():
            found.query_params[name] = value
        found.run()
        found.switch_page("pages/explore.py")
        for name, value in query.items():
            found.query_params[name] = value
        return found.run()

    return show


def words(found: AppTest) -> str:
    return " ".join([*(i.value for i in found.info), *(w.value for w in found.warning)])


LINKS = [
    {},
    {"view": "lines", "indicator": "DE-ABC", "places": "QP094026,COM94019"},
    {"view": "lines", "indicator": "TRA-10", "level": "neighbourhood", "generation": "qpv2015"},
    {"view": "lines", "indicator": "TRA-10", "measure": "gap", "reference": "DEP94"},
    {"view": "lines", "indicator": "TRA-10", "measure": "ratio", "reference": "DEP94"},
    {"view": "lines", "indicator": "DE-ABC", "measure": "index", "lang": "en"},
    {"view": "rank", "indicator": "TRA-10", "level": "neighbourhood", "generation": "qpv2015"},
    {"view": "scatter", "indicator": "TRA-10", "against": "TRA-15", "level": "neighbourhood"},
    {"view": "multiples", "indicator": "DE-ABC", "level": "neighbourhood"},
    {"view": "multiples", "rows": "indicator", "axis": "employment"},
    {"view": "pivot", "indicator": "DE-ABC", "level": "neighbourhood"},
    {"view": "pivot", "rows": "indicator", "columns": "territory", "axis": "housing"},
    {"view": "pivot", "rows": "indicator", "columns": "period"},
    {"view": "lines", "indicator": "EMP-04", "as_of": "2023-07-01"},
]


@pytest.mark.parametrize("query", LINKS, ids=lambda q: "-".join(q.values()) or "default")
def test_a_link_shows_its_view(page: Callable[..., AppTest], query: dict[str, str]) -> None:
    found = page(**query)
    assert not found.exception and not found.error and not words(found)
    for name, value in query.items():
        default = {"view": "lines", "columns": "period"}.get(name) == value
        assert default or found.query_params[name] in (value, [value])


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"as_of": "2001-01-01", "indicator": "DE-ABC"}, "Au 1er janvier 2001"),
        ({"indicator": "DE-ABC", "release": "2"}, "publication n°\u00a02"),
        ({"indicator": "DE-ABC", "origin": "local"}, "origine locale"),
        ({"indicator": "DE-ABC", "years": "2010-2012"}, "vont de 2016"),
        ({"indicator": "DE-ABC", "level": "region"}, "n’existe pas à ce niveau"),
        ({"indicator": "EMP-32", "measure": "gap", "reference": "DEP94"}, "n’a aucun chiffre"),
        ({"level": "school", "view": "rank", "indicator": "EDU-20"}, "jamais affiché"),
        ({"indicator": "NOPE"}, "NOPE"),
        ({"axis": "health", "objective": "E1"}, "Aucun indicateur ne passe"),
    ],
)
def test_nothing_is_explained(page: Callable[..., AppTest], query: dict[str, str], said: str) -> None:
    found = page(**query)
    assert not found.exception and not found.error
    assert said in words(found)


@pytest.mark.parametrize(
    "query",
    [
        {"view": "lines"},
        {"view": "multiples"},
        {"view": "pivot"},
        {"view": "rank", "year": "2021"},
    ],
    ids=lambda q: q["view"],
)
def test_a_figure_without_an_index_says_why(page: Callable[..., AppTest], query: dict[str, str]) -> None:
    found = page(indicator="SAN-20", measure="index", **query)
    assert not found.exception and not found.error
    shown = words(found) if query["view"] == "rank" else " ".join(block.value for block in found.get("html"))
    assert "2021)\u00a0: une rupture de série sépare ce chiffre" in shown
    if query["view"] in {"lines", "multiples"}:
        traces = [trace for chart in found.get("plotly_chart") for trace in json.loads(chart.proto.spec)["data"]]
        (signs,) = [trace for trace in traces if "///" in str(trace.get("text"))]
        assert ["millésime trop proche" in signs["hovertext"][0], "rupture de série" in signs["hovertext"][1]] == [
            True
        ] * 2
    if query["view"] == "pivot":
        (table,) = [frame.value for frame in found.dataframe]
        row = table[table["Code"] == "QP094027"].iloc[0]
        assert row["2018"] == pytest.approx(100 * 2163 / 1548) and math.isnan(row["2017"]) and math.isnan(row["2021"])
        assert "2021\u00a0: /// (une rupture de série" in row["Signes"]


def test_the_files_of_an_index_say_why_a_cell_is_empty(built: Path) -> None:
    release = database.identity()
    known = answers.catalogue(release)
    selection = Selection("chennevieres", ("QP094027",), "COM94019", 2010, 2024, "fr", False, True, release)
    state = Exploration(indicator="SAN-20", measure="index")
    asked = explored._Question(state, answers.explored(state, selection), selection, known)
    table = explored._long_table(asked, [(asked.indicator, asked.lines("SAN-20"))])
    cells = [
        dict(row) for row in csv.DictReader(StringIO(exports.csv_bytes(table, "fr").decode("utf-8-sig")), delimiter=";")
    ]
    value = next(heading for heading in cells[0] if heading.startswith("Valeur"))
    assert [(row["Période"], row[value], row["Signe"]) for row in cells] == [
        ("2016", "100,0", ""), ("2017", "", "///"), ("2018", cells[2][value], ""), ("2021", "", "///"),
    ]  # fmt: skip
    assert cells[2][value].startswith("139,7")
    assert "millésime" in cells[1]["Sans indice parce que"] and "rupture" in cells[3]["Sans indice parce que"]
    book = pd.read_excel(BytesIO(explored._workbook(asked, table, 1, "")), sheet_name=0, dtype=object)
    assert list(book.columns) == list(table.columns)
    assert book[value].isna().tolist() == [False, True, False, True]
    level = replace(asked, state=Exploration(indicator="SAN-20"))
    plain = explored._long_table(level, [(level.indicator, level.lines("SAN-20"))])
    assert "Sans indice parce que" not in plain.columns and plain.iloc[:, 3].tolist() == [1548, 2062, 2163, 2707]


def test_a_control_changes_the_link(page: Callable[..., AppTest]) -> None:
    found = page(indicator="TRA-10", view="rank", level="neighbourhood")
    found.selectbox(key="explore-level").set_value("commune").run()
    assert found.query_params["level"] in ("commune", ["commune"])
    found.button(key="explore-reset").click().run()
    assert "level" not in found.query_params


@pytest.mark.parametrize(("language", "refused"), [("fr", "n’est pas acceptée"), ("en", "not accepted")])
def test_sql_in_the_page(page: Callable[..., AppTest], language: str, refused: str) -> None:
    """A question with an answer, a refused one, one nested too deep and one with a mistake, one after the other."""
    found = page(lang=language)
    found.session_state["explore-sql"] = True
    found.run()

    def ask(statement: str) -> str:
        found.text_area(key="explore-statement").set_value(statement)
        run = next(b for b in found.button if b.label in {"Exécuter", "Run"})
        run.click().run()
        assert not found.exception
        return " ".join(error.value for error in found.error)

    def answer() -> list[tuple[object, ...]]:
        tables = [frame.value for frame in found.dataframe if "indicator" in frame.value.columns]
        return [tuple(row) for table in tables for row in table.itertuples(index=False)]

    good = "SELECT indicator, 6 * 7 AS product FROM indicator WHERE indicator = 'TRA-01'"
    assert ask(good) == "" and answer() == [("TRA-01", 42)]
    for statement in ("SELECT * FROM '/etc/passwd'", "DELETE FROM figure", "SELECT " + "+".join(["1"] * 950)):
        assert refused in ask(statement) and answer() == []
    wrong = ask("SELECT nothing_such FROM figure")
    assert "nothing_such" in wrong and "Traceback" not in wrong
    assert ask(good) == "" and answer() == [("TRA-01", 42)]


def test_rank_keeps_the_ends_and_the_chosen() -> None:
    point = Point(__import__("datetime").date(2020, 12, 31), 1.0, "published", "", None, "official")
    bars = [Bar(str(n), str(n), point, n == 60) for n in range(120)]
    kept = drawings.kept_bars(bars, 20)
    assert len(kept) == 21 and kept[0].territory == "0" and kept[-1].territory == "119"
    assert any(bar.territory == "60" for bar in kept)


def test_rank_correlation() -> None:
    rising = [(float(n), float(n**2)) for n in range(10)]
    assert drawings.rank_correlation(rising) == pytest.approx(1)
    assert drawings.rank_correlation([(a, -b) for a, b in rising]) == pytest.approx(-1)
    assert drawings.rank_correlation(rising[:7]) is None
    assert drawings.rank_correlation([(1.0, float(n)) for n in range(10)]) is None
    tied = [(1.0, 1.0), (1.0, 2.0), (2.0, 3.0), (2.0, 3.0), (3.0, 4.0), (4.0, 5.0), (5.0, 5.0), (6.0, 7.0)]
    assert 0.9 < (drawings.rank_correlation(tied) or 0) < 1
