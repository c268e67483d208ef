"""The tables of the explore page and the files in which they leave: the same numbers, signs and words."""

import csv
import math
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, TypeAlias

import pandas as pd
import pytest
from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df
from streamlit.elements.arrow import marshall
from streamlit.proto.ArrowData_pb2 import ArrowData
from streamlit.testing.v1 import AppTest

from observatory import tables
from observatory.explore import Exploration
from observatory.exports.xlsx import Sheet
from observatory.texts import text
from observatory.theme import STATUS_SIGNS
from observatory.ui import explored
from observatory.ui.explored import files as explored_files
from observatory.ui.explored import tables as explored_tables
from observatory.ui.explored.question import Question, moments

if TYPE_CHECKING:
    from pandas.io.formats.style import Styler


pytestmark = pytest.mark.usefixtures("built")
Cells: TypeAlias = Callable[[pd.DataFrame], list[dict[str, str]]]


def said_cells(styled: "Styler") -> list[list[str]]:
    """What the browser is told that the cells of a table show, row by row."""
    told = ArrowData()
    marshall(told, styled, "table")
    said: list[list[str]] = convert_arrow_bytes_to_pandas_df(told.styler.display_values).values.tolist()
    return said


def test_the_files_of_an_index_say_why_a_cell_is_empty(asking: Callable[..., Question], cells: Cells) -> None:
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


def test_targets_are_in_the_table_and_its_files(asking: Callable[..., Question], cells: Cells) -> None:
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


def test_periods_of_indicators_of_several_kinds_are_written_one_way(asking: Callable[..., Question]) -> None:
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


def test_a_wide_pivot_is_whole_in_its_files(
    page: Callable[..., AppTest], asking: Callable[..., Question], cells: Cells
) -> None:
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
    monkeypatch: pytest.MonkeyPatch, state: Exploration, language: str, asking: Callable[..., Question]
) -> None:
    files: dict[str, Callable[[], bytes]] = {}
    monkeypatch.setattr(
        explored_files.st, "download_button", lambda label, make, **options: files.update({options["key"]: make})
    )
    asked = asking(state, language)
    explored.explore_results(asked.found, asked.state, asked.selection)
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


def test_the_file_of_all_indicators_is_named_after_none(
    monkeypatch: pytest.MonkeyPatch, asking: Callable[..., Question]
) -> None:
    names: list[str] = []
    monkeypatch.setattr(explored_files.st, "download_button", lambda *_, file_name, **__: names.append(file_name))
    sheet = Sheet("", pd.DataFrame({"a": ["b"]}))
    for state in (Exploration("pivot", "EDU-08", rows="indicator"), Exploration("scatter", "TRA-10", "TRA-15")):
        explored_files.add_files(asking(state), lambda: sheet, None)
    assert names == [
        f"cap-quartiers-{name}.{kind}" for name in ("pivot", "scatter-tra-10-tra-15") for kind in ("csv", "xlsx")
    ]


def test_the_table_of_a_cloud_says_of_which_figure_a_sign_is_and_when(
    asking: Callable[..., Question], cells: Cells
) -> None:
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


def test_the_file_of_what_changed_has_codes(asking: Callable[..., Question], cells: Cells) -> None:
    asked = asking(Exploration(indicator="EMP-04", as_of=date(2023, 7, 1)))
    assert asked.found.differences
    rows = cells(explored_tables.difference_table(asked, asked.found.differences).table)
    assert {row["Code (indicateur)"] for row in rows} == {"EMP-04"}
    assert {row["Code"] for row in rows} == {d.territory for d in asked.found.differences}
