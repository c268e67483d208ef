"""The explore page, run as a reader runs it: each view from its link, and a sentence where nothing is left."""

import html
import json
import math
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from html import escape
from typing import Any, TypeAlias

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from observatory import answers
from observatory.explore import Exploration, counted_twice
from observatory.series import Point
from observatory.ui.explored import tables as explored_tables
from observatory.ui.explored import views as explored_views
from observatory.ui.explored.question import Question, moments
from observatory.ui.explored.sentences import target_notes

pytestmark = pytest.mark.usefixtures("built")
Cells: TypeAlias = Callable[[pd.DataFrame], list[dict[str, str]]]


def traces(found: AppTest) -> list[dict[str, Any]]:
    return [trace for chart in found.get("plotly_chart") for trace in json.loads(chart.proto.spec)["data"]]


def words(found: AppTest) -> str:
    parts = [one.value for one in found.get("html")]
    parts += [json.loads(one.proto.json).get("html", "") for one in found.get("bidi_component")]
    nothing = re.findall(r'<p class="cq-nothing"[^>]*>(.*?)</p>', "".join(parts))
    return " ".join([*map(html.unescape, nothing), *(w.value for w in found.warning)])


def notes(found: AppTest) -> str:
    return " ".join(block.value for block in found.get("html"))


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


def test_a_target_is_drawn_with_what_an_amendment_changed(page: Callable[..., AppTest]) -> None:
    found = page(indicator="DE-ABC")
    drawn = {trace["name"]: trace["y"] for trace in traces(found)}
    assert drawn["Trajectoire vers la cible"][-1] == 1200
    assert drawn["Cible d’avant l’avenant"][-1] == 1150
    shown = " ".join(block.value for block in found.get("html"))
    assert "l’avenant n°\u00a01 du 18 novembre 2020" in shown and "Cible fictive" in shown
    gap = {trace["name"] for trace in traces(page(indicator="DE-ABC", measure="index"))}
    assert "Trajectoire vers la cible" not in gap


def test_a_target_of_another_day_is_the_one_in_force_then(asking: Callable[..., Question]) -> None:
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


def test_six_territories_are_on_the_chart_and_all_in_its_file(
    page: Callable[..., AppTest], asking: Callable[..., Question], cells: Cells
) -> None:
    found = page(indicator="TRA-10", level="neighbourhood", generation="qpv2015")
    asked = asking(Exploration(indicator="TRA-10", level="neighbourhood", generation="qpv2015"))
    names = {asked.name(code) for code in asked.valued("TRA-10")}
    assert len({trace["name"] for trace in traces(found)} & names) == answers.MAX_LINES == 6 < len(names)
    table = explored_tables.long_table(asked, [(asked.indicator, asked.lines("TRA-10"))])
    assert {row["Territoire"] for row in cells(table)} >= names


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


@pytest.mark.parametrize("view", ["rank", "scatter"])
def test_a_figure_carried_to_another_zoning_is_not_counted_twice(
    page: Callable[..., AppTest], view: str, asking: Callable[..., Question]
) -> None:
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


def test_of_one_figure_in_two_zonings_that_of_the_readers_own_is_kept(asking: Callable[..., Question]) -> None:
    asked = asking(Exploration("rank", "CAF-A", level="neighbourhood", year=2020))
    at = {t: p for t, p in moments(asked, "CAF-A").items() if p.value is not None}
    own = counted_twice(at, "qpv2024", asked.known)
    assert "QP094027" in own and {asked.known.territories[t].generation for t in own} == {"qpv2015"}
    named = asking(Exploration("rank", "CAF-A", places=("QN09424I",), year=2020))
    both = {t: p for t, p in moments(named, "CAF-A").items() if p.value is not None}
    assert set(both) == {"QP094027", "QN09424I"} and not named.counted_twice(both)


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


def test_each_indicator_of_a_pivot_shows_its_own_last_year(
    page: Callable[..., AppTest], asking: Callable[..., Question], cells: Cells
) -> None:
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
def test_territories_without_a_figure_are_named_in_every_view(
    page: Callable[..., AppTest], view: str, asking: Callable[..., Question]
) -> None:
    found = page(view=view, indicator="CAF-A", places="QN09401M")
    asked = asking(Exploration(view, "CAF-A", places=("QN09401M",)))
    assert asked.valued("CAF-A") == ["QP094027"]
    (said,) = re.findall(r"Sans chiffre ici\s: ([^<]+)\.<", notes(found))
    assert said.split(" et ")[-1] == escape(asked.name("QN09401M"))


@pytest.mark.parametrize("view", ["multiples", "pivot"])
def test_a_view_of_all_indicators_names_every_source(
    page: Callable[..., AppTest], view: str, asking: Callable[..., Question], cells: Cells
) -> None:
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


@pytest.mark.parametrize(
    ("query", "advice"),
    [({"level": "neighbourhood"}, "resserrez les territoires"), ({"rows": "indicator"}, "resserrez par axe")],
    ids=lambda q: next(iter(q)) if isinstance(q, dict) else "",
)
def test_frames_that_are_too_many_say_how_to_have_fewer(
    page: Callable[..., AppTest], query: dict[str, str], advice: str
) -> None:
    found = page(view="multiples", indicator="DE-ABC", **query)
    (said,) = re.findall(r"30 cadres sur \d+[^<]*", notes(found))
    assert advice in said


def test_demonstration_stands_in_the_title_and_in_the_chart_only_among_other_figures(
    page: Callable[..., AppTest],
) -> None:
    def framed(found: AppTest) -> list[str]:
        layouts = [json.loads(chart.proto.spec)["layout"] for chart in found.get("plotly_chart")]
        return [note["text"] for layout in layouts for note in layout["annotations"] if "bordercolor" in note]

    invented = page(indicator="EMP-04")
    assert framed(invented) == [] and "Démonstration" in notes(invented)
    aimed = page(indicator="DE-ABC")
    assert framed(aimed) == [] and "Cible fictive" in notes(aimed)


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
