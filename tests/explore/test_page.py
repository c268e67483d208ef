"""The explore page, run as a reader runs it: each view from its link, and a sentence where nothing is left."""

import csv
import html
import json
import math
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from html import escape
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df
from streamlit.elements.arrow import marshall
from streamlit.proto.ArrowData_pb2 import ArrowData
from streamlit.testing.v1 import AppTest

from observatory import answers, database, exports, tables
from observatory.charts import explore as drawings
from observatory.charts.explore import Bar, Dot
from observatory.explore import Exploration, counted_twice
from observatory.exports.xlsx import Sheet
from observatory.selection import Selection
from observatory.series import Point
from observatory.texts import text
from observatory.theme import STATUS_SIGNS
from observatory.ui import explored
from observatory.ui.explored import files as explored_files
from observatory.ui.explored import tables as explored_tables
from observatory.ui.explored import views as explored_views
from observatory.ui.explored.question import Question, moments
from observatory.ui.explored.sentences import target_notes

if TYPE_CHECKING:
    from pandas.io.formats.style import Styler

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


def asking(state: Exploration, language: str = "fr") -> Question:
    """A question of a reader of the Bois l'Abbé, with what it finds."""
    release = database.identity()
    selection = Selection("chennevieres", ("QP094027",), "COM94019", 2010, 2024, language, False, True, release)
    return Question(state, answers.explored(state, selection), selection, answers.catalogue(release))


def cells(table: pd.DataFrame) -> list[dict[str, str]]:
    """The rows of a table as its file in French gives them."""
    content = exports.csv_bytes(table, "fr").decode("utf-8-sig")
    return [dict(row) for row in csv.DictReader(StringIO(content), delimiter=";")]


def said_cells(styled: "Styler") -> list[list[str]]:
    """What the browser is told that the cells of a table show, row by row."""
    told = ArrowData()
    marshall(told, styled, "table")
    said: list[list[str]] = convert_arrow_bytes_to_pandas_df(told.styler.display_values).values.tolist()
    return said


def traces(found: AppTest) -> list[dict[str, Any]]:
    return [trace for chart in found.get("plotly_chart") for trace in json.loads(chart.proto.spec)["data"]]


def words(found: AppTest) -> str:
    parts = [one.value for one in found.get("html")]
    parts += [json.loads(one.proto.json).get("html", "") for one in found.get("bidi_component")]
    nothing = re.findall(r'<p class="cq-nothing"[^>]*>(.*?)</p>', "".join(parts))
    return " ".join([*map(html.unescape, nothing), *(w.value for w in found.warning)])


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
        (signs,) = [trace for trace in traces(found) if "///" in str(trace.get("text"))]
        assert ["millésime trop proche" in signs["hovertext"][0], "rupture de série" in signs["hovertext"][1]] == [
            True
        ] * 2
    if query["view"] == "pivot":
        (table,) = [frame.value for frame in found.dataframe]
        row = table[table["Code"] == "QP094027"].iloc[0]
        assert row["2018"] == round(100 * 2163 / 1548, 1) and math.isnan(row["2017"]) and math.isnan(row["2021"])
        assert "2021\u00a0: /// (une rupture de série" in row["Signes"]


def test_the_files_of_an_index_say_why_a_cell_is_empty() -> None:
    asked = asking(Exploration(indicator="SAN-20", measure="index"))
    table = explored_tables.long_table(asked, [(asked.indicator, asked.lines("SAN-20"))])
    rows = cells(table)
    value = next(heading for heading in rows[0] if heading.startswith("Valeur"))
    assert [(row["Période"], row[value], row["Signe"]) for row in rows] == [
        ("2016", "100,0", ""), ("2017", "", "///"), ("2018", rows[2][value], ""), ("2021", "", "///"),
    ]  # fmt: skip
    assert rows[2][value].startswith("139,7")
    assert "millésime" in rows[1]["Sans indice parce que"] and "rupture" in rows[3]["Sans indice parce que"]
    book = pd.read_excel(
        BytesIO(explored_files._workbook(asked, Sheet("Tableau", table), "")), sheet_name=0, dtype=object
    )
    assert list(book.columns) == list(table.columns)
    assert book[value].isna().tolist() == [False, True, False, True]
    level = replace(asked, state=Exploration(indicator="SAN-20"))
    plain = explored_tables.long_table(level, [(level.indicator, level.lines("SAN-20"))])
    assert "Sans indice parce que" not in plain.columns and plain.iloc[:, 3].tolist() == [1548, 2062, 2163, 2707]


def test_a_target_is_drawn_with_what_an_amendment_changed(page: Callable[..., AppTest]) -> None:
    found = page(indicator="DE-ABC")
    drawn = {trace["name"]: trace["y"] for trace in traces(found)}
    assert drawn["Trajectoire vers la cible"][-1] == 1200
    assert drawn["Cible d’avant l’avenant"][-1] == 1150
    shown = " ".join(block.value for block in found.get("html"))
    assert "l’avenant n°\u00a01 du 18 novembre 2020" in shown and "Cible fictive" in shown
    gap = {trace["name"] for trace in traces(page(indicator="DE-ABC", measure="index"))}
    assert "Trajectoire vers la cible" not in gap


def test_a_target_of_another_day_is_the_one_in_force_then() -> None:
    """Known figures and targets: 1 150 as signed, 1 200 since the amendment of 18 November 2020."""
    now = asking(Exploration(indicator="DE-ABC"))
    for day, value, said in (
        (
            date(2014, 6, 1),
            None,
            "Au 1er juin 2014, la cible n’était pas encore fixée\u00a0; elle est aujourd’hui de 1\u202f200",
        ),
        (
            date(2020, 11, 17),
            1150,
            "l’avenant n°\u00a01 du 18 novembre 2020 a changé la cible\u00a0: 1\u202f200 au 31 décembre",
        ),
        (date(2020, 11, 18), 1200, None),
        (None, 1200, None),
    ):
        asked = replace(now, state=replace(now.state, as_of=day))
        goal = asked.goals().get("QP094027")
        assert (goal and goal.value) == value
        notes = target_notes(asked, asked.indicator, "QP094027")
        assert [said in note for note in notes] == ([True] if said else [])
    english = asking(Exploration(indicator="DE-ABC"), "en")
    english = replace(english, state=replace(english.state, as_of=date(2020, 11, 17)))
    (note,) = target_notes(english, english.indicator, "QP094027")
    assert (
        note
        == "After 17 November 2020, amendment no. 1 of 18 November 2020 changed the target: 1,200 on 31 December 2024."
    )
    english = replace(english, state=replace(english.state, measure="ratio"))
    assert english.goals() == {}


def test_targets_are_in_the_table_and_its_files() -> None:
    asked = asking(Exploration(indicator="DE-ABC"))
    table = explored_tables.long_table(asked, [(asked.indicator, asked.lines("DE-ABC"))], goals=asked.goals())
    rows = {row["Période"]: row for row in cells(table)}
    value, aim, before = (
        next(h for h in table.columns if h.startswith(w)) for w in ("Valeur", "Cible ou", "Cible avant")
    )
    assert [rows["31 décembre 2021"][h] for h in (value, aim, before)] == ["1332,0", "1331,0", "1308,0"]
    assert [rows["31 décembre 2024"][h] for h in (value, aim, before)] == ["", "1200,0", "1150,0"]
    # A year that has only a target is written as those of figures are.
    assert list(rows) == [f"31 décembre {year}" for year in range(2016, 2025)]
    origins = {when: (row["Origine"], row["Origine de la cible"]) for when, row in rows.items()}
    assert origins["31 décembre 2024"] == ("", "démonstration")
    assert origins["31 décembre 2021"] == ("officielle", "démonstration")
    plain = explored_tables.long_table(asked, [(asked.indicator, asked.lines("DE-ABC"))])
    assert aim not in plain.columns and len(plain) < len(table)
    assert "Origine de la cible" not in plain.columns


def test_periods_of_indicators_of_several_kinds_are_written_one_way() -> None:
    asked = asking(Exploration("multiples", rows="indicator"))
    sheets = [(i, lines) for i in asked.found.shown if (lines := asked.lines(i.indicator))]
    assert len({i.period_kind for i, _ in sheets}) == 4
    table = explored_tables.long_table(asked, sheets, with_indicator=True)
    assert all(re.fullmatch(r"\d{4}", said) for said in table["Période"])
    school = next((i, lines) for i, lines in sheets if i.period_kind == "school_year")
    alone = explored_tables.long_table(asked, [school], with_indicator=True)
    assert all(said.startswith("rentrée ") for said in alone["Période"])
    pivot = asking(Exploration("pivot", rows="period", columns="indicator"))
    sheet = explored_tables.pivot_table(pivot)
    assert sheet is not None
    written = list(sheet.table["Période"])
    assert all(re.fullmatch(r"(janv|sept|déc)\. \d{4}", said) for said in written)
    assert len(set(written)) == len(written) > 20


def test_six_territories_are_on_the_chart_and_all_in_its_file(page: Callable[..., AppTest]) -> None:
    found = page(indicator="TRA-10", level="neighbourhood", generation="qpv2015")
    asked = asking(Exploration(indicator="TRA-10", level="neighbourhood", generation="qpv2015"))
    names = {asked.name(code) for code in asked.valued("TRA-10")}
    assert len({trace["name"] for trace in traces(found)} & names) == answers.MAX_LINES == 6 < len(names)
    table = explored_tables.long_table(asked, [(asked.indicator, asked.lines("TRA-10"))])
    assert {row["Territoire"] for row in cells(table)} >= names


def test_a_wide_pivot_is_whole_in_its_files(page: Callable[..., AppTest]) -> None:
    query = {"view": "pivot", "indicator": "DE-ABC", "level": "neighbourhood", "rows": "period", "columns": "territory"}
    found = page(**query)
    (shown,) = [frame.value for frame in found.dataframe]
    figures = [head for head in shown.columns if str(shown[head].dtype) == "float64"]
    asked = asking(Exploration("pivot", "DE-ABC", level="neighbourhood", rows="period", columns="territory"))
    sheet = explored_tables.pivot_table(asked)
    assert sheet is not None
    whole = sheet.table
    assert len(asked.valued("DE-ABC")) > explored_files.MOST_COLUMNS == len(figures)
    total = len([head for head in whole.columns if str(whole[head].dtype) == "float64"])
    assert total >= len(asked.valued("DE-ABC"))
    note = f"Les 40 premières colonnes de chiffres sur {total} sont affichées"
    assert any(note in block.value for block in found.get("html"))
    assert list(cells(whole)[0]) == list(whole.columns)
    book = pd.read_excel(BytesIO(explored_files._workbook(asked, sheet, "")), sheet_name=0)
    assert list(book.columns) == list(whole.columns) and len(book) == len(whole)


def test_a_table_too_wide_for_a_sheet_goes_to_several() -> None:
    table = pd.DataFrame([["a", 1.0, 2.0, 3.0, "s"]], columns=["name", "x", "y", "z", "sign"])
    parts = explored_files._parts(table, 2)
    assert [list(part.columns) for part in parts] == [["name", "x", "y", "sign"], ["name", "z", "sign"]]
    assert [list(part.columns) for part in explored_files._parts(table[["name"]], 2)] == [["name"]]


FILES = [
    Exploration("lines", "TRA-10"),
    Exploration("lines", "TRA-10", measure="gap"),
    Exploration("rank", "TRA-10", level="neighbourhood"),
    Exploration("scatter", "TRA-10", "DE-ABC", level="neighbourhood"),
    Exploration("multiples", rows="indicator", axis="employment"),
    Exploration("pivot", "DE-ABC", measure="index"),
    Exploration("pivot", rows="indicator", columns="period", axis="housing"),
    Exploration("pivot", rows="territory", columns="indicator"),
]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("state", FILES, ids=lambda s: f"{s.view}-{s.measure}-{s.rows}-{s.columns}")
def test_files_hold_the_numbers_that_the_screen_shows(
    monkeypatch: pytest.MonkeyPatch, state: Exploration, language: str
) -> None:
    files: dict[str, Callable[[], bytes]] = {}
    monkeypatch.setattr(
        explored_files.st, "download_button", lambda label, make, **options: files.update({options["key"]: make})
    )
    asked = asking(state, language)
    explored.results(asked.found, asked.state, asked.selection)
    sheets: list[Sheet] = []
    monkeypatch.setattr(explored_files, "xlsx_bytes", lambda made, about: sheets.extend(made) or b"")
    files["explore-xlsx"]()
    (sheet,) = sheets
    shown = said_cells(explored_files.display(sheet, language))
    signs = str.maketrans({"\u202f": "", "\u2212": "-"} if language == "fr" else {",": "", "\u2212": "-"})
    separator = ";" if language == "fr" else ","
    _, *rows = csv.reader(StringIO(files["explore-csv"]().decode("utf-8-sig")), delimiter=separator)
    figures = [n for n, head in enumerate(sheet.table.columns) if str(sheet.table[head].dtype) == "float64"]
    assert len(rows) == len(shown) and any(row[n] for row in rows for n in figures)
    for row, seen, held in zip(rows, shown, sheet.table.itertuples(index=False), strict=True):
        assert [row[n] for n in figures] == [seen[n].translate(signs) for n in figures]
        for n in figures:
            assert not row[n] or float(row[n].replace(",", ".")) == held[n]


def test_a_table_holds_rounded_numbers_and_shows_them_in_words() -> None:
    table = pd.DataFrame(
        {"Nom": ["a", "b", "c"], "Rang": [1, None, 12345], "Valeur": [1234.56, None, -0.04], "Signe": ["", "s", "p"]}
    )
    table = table.astype({"Rang": "Int64"})
    styled = tables.display(table, 1, "fr")
    assert said_cells(styled) == [
        ["a", "1", "1\u202f234,6", ""], ["b", "", "", "s"], ["c", "12\u202f345", "0,0", "p"],
    ]  # fmt: skip
    told = ArrowData()
    marshall(told, styled, "table")
    held = convert_arrow_bytes_to_pandas_df(told.data)
    assert held["Valeur"].tolist() == pytest.approx([1234.6, math.nan, 0.0], nan_ok=True)
    assert held["Rang"].tolist()[::2] == [1, 12345] and not told.styler.styles
    assert [row[2] for row in said_cells(tables.display(table, 1, "en", row_decimals=(0, 1, 2)))] == [
        "1,235", "", "\u22120.04",
    ]  # fmt: skip
    assert [row[2] for row in said_cells(tables.display(table, 1, "en", column_decimals={"Valeur": 2}))] == [
        "1,234.56", "", "\u22120.04",
    ]  # fmt: skip


def test_a_status_in_a_table_has_its_shape_and_colour() -> None:
    table = pd.DataFrame({"Valeur": [2.0, 3.0], "Statut": [text("status.met", "fr"), ""]})
    sign = STATUS_SIGNS["met"]
    styled = tables.display(table, 1, "fr", dark=True)
    assert said_cells(styled) == [["2,0", f"{sign.shape} {text('status.met', 'fr')}"], ["3,0", ""]]
    told = ArrowData()
    marshall(told, styled, "table")
    assert told.styler.styles == f"#T_{told.styler.uuid}_row0_col1 {{ color: {sign.dark} }}"


def test_a_cloud_draws_the_chosen_apart() -> None:
    """Known drawing: two chosen points of a cloud of three hundred, before the others, and what is said of each."""
    asked = asking(Exploration("scatter", "TRA-10", "DE-ABC", level="neighbourhood"))
    across, up = asked.found.shown

    def at(value: float | None, status: str = "published", origin: str = "official") -> Point:
        return Point(date(2018, 12, 31), value, status, "", None, origin)

    dots = [Dot(str(n), f"Q<{n}>", at(float(n)), at(1.5 * n), n in {0, 299}) for n in range(300)]
    dots[7] = Dot("7", "Sept", at(7.0, "estimated"), at(10.5, origin="demo"), False)
    figure = drawings.scatter(across, up, dots, ("Ville", 5.0, 6.0), "fr", False)
    chosen, other = figure["data"]
    assert (chosen["x"], chosen["y"]) == ([0.0, 299.0], [0.0, 448.5]) and other["x"] == [
        float(n) for n in range(1, 299)
    ]
    assert [(t["marker"]["symbol"], t["marker"]["size"]) for t in (chosen, other)] == [("diamond", 13), ("circle", 6)]
    assert chosen["hovertext"][1].startswith("<b>Q&lt;299&gt;</b><br>") and "448" in chosen["hovertext"][1]
    assert "estim" in other["hovertext"][6] and "démonstration" in other["hovertext"][6].lower()
    names = [note["text"] for note in figure["layout"]["annotations"]]
    assert "<b>Q&lt;0&gt;</b>" in names and "<b>Q&lt;299&gt;</b>" in names
    assert len(figure["layout"]["shapes"]) == 2
    none = drawings.scatter(across, up, [dot._replace(is_chosen=False) for dot in dots], None, "fr", False)
    assert [len(trace["x"]) for trace in none["data"]] == [300]


def test_a_name_covers_no_point_unless_it_must() -> None:
    """Known places: a name goes to the right of its point, to the left where a point is in the way, nowhere when hemmed in."""
    frame = (0.0, 1000.0, 0.0, 400.0)

    def side(others: list[tuple[float, float]], must: bool = False) -> tuple[float, float, str] | None:
        places = np.array([(500.0, 200.0), *others]).T
        found = drawings._free_side(500.0, 200.0, 60.0, 16.0, [], places, frame, must)
        return found[:3] if found else None

    assert side([]) == side([(500.0, 300.0), (600.0, 200.0)]) == (10.0, 0.0, "left")
    assert side([(540.0, 200.0)]) == (-10.0, 0.0, "right")
    around = [(x, y) for x in (460.0, 500.0, 540.0) for y in (186.0, 200.0, 214.0) if (x, y) != (500.0, 200.0)]
    assert side(around) is None and side(around, must=True) is not None


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
    point = Point(date(2020, 12, 31), 1.0, "published", "", None, "official")
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


def notes(found: AppTest) -> str:
    return " ".join(block.value for block in found.get("html"))


@pytest.mark.parametrize("view", ["rank", "scatter"])
def test_a_figure_carried_to_another_zoning_is_not_counted_twice(page: Callable[..., AppTest], view: str) -> None:
    """Twelve neighbourhoods of 2024 have the figure of the one of 2015 that stands in the same ranking."""
    query = {"view": view, "indicator": "CAF-A", "against": "CAF-AM", "level": "neighbourhood", "year": "2020"}
    asked = asking(answers.complete(Exploration(**{**query, "year": 2020}), asking(Exploration()).selection))  # type: ignore[arg-type]
    at = {t: p for t, p in moments(asked, "CAF-A").items() if p.value is not None}
    twice = asked.counted_twice(at)
    assert len(at) == 54 and len(twice) == 12
    assert {asked.known.territories[t].generation for t in twice} == {"qpv2024"}
    found = page(**query)
    assert sum(len(trace["y"]) for trace in traces(found)) == 42
    assert "12 territoires ne sont pas comptés" in notes(found)
    alone = page(**query, generation="qpv2024")
    assert sum(len(trace["y"]) for trace in traces(alone)) == 12
    assert "ne sont pas comptés" not in notes(alone)
    assert "e — estimation" in notes(alone) and "12 territoires ont des chiffres estimés" in notes(alone)


def test_of_one_figure_in_two_zonings_that_of_the_readers_own_is_kept() -> None:
    asked = asking(Exploration("rank", "CAF-A", level="neighbourhood", year=2020))
    at = {t: p for t, p in moments(asked, "CAF-A").items() if p.value is not None}
    own = counted_twice(at, "qpv2024", asked.known)
    assert "QP094027" in own and {asked.known.territories[t].generation for t in own} == {"qpv2015"}
    named = asking(Exploration("rank", "CAF-A", places=("QN09424I",), year=2020))
    both = {t: p for t, p in moments(named, "CAF-A").items() if p.value is not None}
    assert set(both) == {"QP094027", "QN09424I"} and not named.counted_twice(both)


def test_an_estimated_figure_bears_its_sign_on_the_chart() -> None:
    asked = asking(Exploration())
    indicator = asked.known.indicators["CAF-A"]
    plain, estimated = (
        Point(date(2020, 12, 31), v, s, "", None, "official") for v, s in ((3.0, "published"), (2.0, "estimated"))
    )
    bars = [Bar("a", "A", plain, False), Bar("b", "B", estimated, True)]
    said = [note["text"] for note in drawings.rank(indicator, bars, [1, 2], None, "fr", False)["layout"]["annotations"]]
    assert said == ["3", "<b>2</b><sup>e</sup>"]
    dots = [Dot("a", "A", plain, plain, False), Dot("b", "B", plain, estimated, False)]
    names = [
        note["text"]
        for note in drawings.scatter(indicator, indicator, dots, None, "fr", False)["layout"]["annotations"]
    ]
    assert "A" in names and "B<sup>e</sup>" in names


def test_equal_figures_share_their_rank(page: Callable[..., AppTest]) -> None:
    at = date(2020, 12, 31)
    points = [
        (t, Point(at, v, "published", "", None, "official")) for t, v in zip("abcd", (5.04, 5.0, 4.0, 4.0), strict=True)
    ]
    assert explored_views._places(points, 1) == {"a": 1, "b": 1, "c": 3, "d": 3}
    assert explored_views._places(points, 2) == {"a": 1, "b": 2, "c": 3, "d": 3}
    found = page(view="rank", indicator="CAF-A", places="QN09424I", year="2020")
    (chart,) = found.get("plotly_chart")
    ticks = json.loads(chart.proto.spec)["layout"]["yaxis"]["ticktext"]
    assert len(ticks) == 2 and all(">1</span>" in tick for tick in ticks)
    said = [note["text"] for note in json.loads(chart.proto.spec)["layout"]["annotations"]]
    assert sum(one.endswith("</sup>") for one in said) == 1
    assert "2 territoires ont la même valeur" in notes(found)


def test_a_ranking_says_highest_and_lowest_whatever_is_good(page: Callable[..., AppTest]) -> None:
    found = page(view="rank", indicator="TRA-10", level="neighbourhood", generation="qpv2015")
    assert "a la plus haute valeur" in notes(found) and "la plus basse" in notes(found)
    assert "en tête" not in notes(found)


def test_each_indicator_of_a_pivot_shows_its_own_last_year(page: Callable[..., AppTest]) -> None:
    """Demonstration figures of a later year than the official ones would leave them alone in the table."""
    state = Exploration("pivot", rows="indicator", columns="territory", level="commune")
    asked = asking(state)
    sheet = explored_tables.pivot_table(asked)
    assert sheet is not None and asked.found.year is None
    rows = {row["Code"]: row for row in cells(sheet.table)}
    assert {"officielle", "démonstration"} <= {row["Origine"] for row in rows.values()}
    every = answers.explored(replace(state, columns="period"), replace(asked.selection, territories=("COM94019",)))
    last = {i: max(p.period.year for p in s.published()) for (i, _), s in every.series.items() if s.published()}
    assert len(set(last.values())) > 1
    assert all(rows[i]["Période"].endswith(str(asked.found.own_years[i])) for i in last)
    assert all(asked.found.own_years[i] >= year for i, year in last.items())
    turned = explored_tables.pivot_table(asking(replace(state, rows="territory", columns="indicator")))
    assert turned is not None
    heads = [head for head in turned.table.columns if str(turned.table[head].dtype) == "float64"]
    assert {head[-4:] for head in heads} == {str(year) for year in asked.found.own_years.values()}
    found = page(view="pivot", rows="indicator", columns="territory", level="commune")
    assert "à la dernière année publiée de chaque indicateur jusqu’en 2024" in notes(found)
    one_year = asking(replace(state, year=2023))
    assert one_year.found.year == 2023 and not one_year.found.own_years


def test_a_view_of_one_year_names_it_and_what_has_no_figure(page: Callable[..., AppTest]) -> None:
    found = page(view="rank", indicator="CAF-A", level="neighbourhood")
    assert "en 2020, dernière année publiée jusqu’en 2024" in notes(found)
    assert "Sans chiffre en 2020\u00a0: 35 quartiers." in notes(found)
    named = page(view="rank", indicator="CAF-A", places="QP094026,QN09401M")
    assert re.search(r"Sans chiffre en 2020\s: [^<]*Pierre Et Marie Curie", notes(named))
    asked = page(view="rank", indicator="CAF-A", level="neighbourhood", year="2019")
    assert ", en 2019." in notes(asked) and "dernière année" not in notes(asked)


@pytest.mark.parametrize("view", ["lines", "multiples", "pivot"])
def test_territories_without_a_figure_are_named_in_every_view(page: Callable[..., AppTest], view: str) -> None:
    found = page(view=view, indicator="CAF-A", places="QN09401M")
    asked = asking(Exploration(view, "CAF-A", places=("QN09401M",)))
    assert asked.valued("CAF-A") == ["QP094027"]
    (said,) = re.findall(r"Sans chiffre ici\s: ([^<]+)\.<", notes(found))
    assert said.split(" et ")[-1] == escape(asked.name("QN09401M"))


@pytest.mark.parametrize("view", ["multiples", "pivot"])
def test_a_view_of_all_indicators_names_every_source(page: Callable[..., AppTest], view: str) -> None:
    found = page(view=view, rows="indicator")
    said = notes(found)
    assert all(name in said for name in ("Sources\u00a0: ", "Cnaf", "Filosofi", "RPLS", "données de démonstration"))
    assert "indicator" not in found.query_params
    asked = asking(Exploration(view, rows="indicator"))
    if view == "pivot":
        sheet = explored_tables.pivot_table(asked)
        assert sheet is not None
        table = sheet.table
    else:
        sheets = [(i, lines) for i in asked.found.shown if (lines := asked.lines(i.indicator))]
        table = explored_tables.long_table(asked, sheets, with_indicator=True)
        units = {row["Code (indicateur)"]: row["Unité"] for row in cells(table)}
        assert units["CAF-A"] == "nombre" and units["TRA-10"] == "€"
    assert all(row["Source"] for row in cells(table))
    assert any("Cnaf" in row["Source"] for row in cells(table))


def test_the_file_of_all_indicators_is_named_after_none(monkeypatch: pytest.MonkeyPatch) -> None:
    names: list[str] = []
    monkeypatch.setattr(explored_files.st, "download_button", lambda *_, file_name, **__: names.append(file_name))
    sheet = Sheet("", pd.DataFrame({"a": ["b"]}))
    for state in (Exploration("pivot", "EDU-08", rows="indicator"), Exploration("scatter", "TRA-10", "TRA-15")):
        explored_files.add_files(asking(state), lambda: sheet, None)
    assert names == [
        f"cap-quartiers-{name}.{kind}" for name in ("pivot", "scatter-tra-10-tra-15") for kind in ("csv", "xlsx")
    ]


def test_the_table_of_a_cloud_says_of_which_figure_a_sign_is_and_when() -> None:
    asked = asking(Exploration("scatter", "CAF-A", "CAF-AM", level="neighbourhood", generation="qpv2024", year=2020))
    pair = asked.found.shown
    across, up = (moments(asked, one.indicator) for one in pair)
    up["QN09424I"] = replace(up["QN09424I"], value=None, status="not_available")
    table = explored_tables.pair_table(asked, pair, ["QN09424I"], across, up)
    (row,) = cells(table)
    signs = {head: cell for head, cell in row.items() if head.startswith("Signe")}
    assert list(signs.values()) == ["e", "n.d."]
    assert all(one.short_name.fr in head for one, head in zip(pair, signs, strict=True))
    assert row["Période"].endswith("2020")
    assert tables.signs_in(table, "fr") == {"e", "n.d."}


def test_the_file_of_what_changed_has_codes() -> None:
    asked = asking(Exploration(indicator="EMP-04", as_of=date(2023, 7, 1)))
    assert asked.found.differences
    rows = cells(explored_tables.difference_table(asked, asked.found.differences).table)
    assert {row["Code (indicateur)"] for row in rows} == {"EMP-04"}
    assert {row["Code"] for row in rows} == {d.territory for d in asked.found.differences}


def test_a_link_that_narrows_no_level_says_so(page: Callable[..., AppTest]) -> None:
    def missed(found: AppTest) -> str:
        return "".join(json.loads(one.proto.json).get("html", "") for one in found.get("bidi_component"))

    found = page(indicator="TRA-10", within="DEP94", generation="qpv2024")
    assert "within" not in found.query_params and "generation" not in found.query_params
    assert found.query_params["indicator"] in ("TRA-10", ["TRA-10"])
    said = missed(found)
    assert "se limite à Val-de-Marne" in said and "se limite aux quartiers du zonage 2024" in said
    whole = page(indicator="TRA-10", within="DEP94", level="neighbourhood")
    assert "se limite" not in missed(whole) and "dans Val-de-Marne" in notes(whole)


def test_a_long_name_of_a_ranking_takes_two_lines_and_the_room_for_them() -> None:
    indicator = asking(Exploration()).known.indicators["CAF-A"]
    at = Point(date(2020, 12, 31), 2.0, "published", "", None, "official")
    long = "Irlandais - Paul Vaillant Couturier - Cherchefeuille - Clément Ader"
    bars = [Bar(name, name, at, name == long) for name in ("Le Fort", long, "La Redoute")]
    layout = drawings.rank(indicator, bars, [1, 1, 1], None, "fr", False)["layout"]
    said = layout["yaxis"]["ticktext"][1]
    assert "…" not in said and said.count("<br>") == 1 and said.count("<b>") == said.count("</b>") == 2
    longest = "Polognes-Centre Ville - Le Plateau - Saint-Martin, partie Villeneuve-Saint-Georges"
    part = drawings.rank(indicator, [Bar("a", longest, at, False)], [1], None, "fr", False)["layout"]["yaxis"]
    assert "…" not in part["ticktext"][0]
    first, second, third = layout["yaxis"]["tickvals"]
    assert first == 0 and second - first > 1 and third - second > 1
    short = drawings.rank(indicator, bars[::2], [1, 1], None, "fr", False)["layout"]
    assert short["yaxis"]["tickvals"] == [0, 1] and layout["height"] > short["height"] * 1.3
