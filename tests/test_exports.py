"""A CSV that leaves the tool: the table shown, in the form that the reader's spreadsheet opens at once."""

import csv
import io

import pandas as pd
import pytest

from observatory import exports


def read(content: bytes, separator: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=separator))


@pytest.fixture
def table() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Territoire": ["Le Bois L’Abbé", "Les Mordacs; « Nord »"],
            "Population": pd.array([11914, None], dtype="Int64"),
            "Valeur (%)": [34.7, None],
            "Signe": ["", "s"],
        }
    )


def test_french_spreadsheets_get_semicolons_and_decimal_commas(table: pd.DataFrame) -> None:
    content = exports.csv_bytes(table, "fr")
    assert content.startswith(b"\xef\xbb\xbf")
    assert read(content, ";") == [
        ["Territoire", "Population", "Valeur (%)", "Signe"],
        ["Le Bois L’Abbé", "11914", "34,7", ""],
        ["Les Mordacs; « Nord »", "", "", "s"],
    ]


def test_english_spreadsheets_get_commas_and_decimal_points(table: pd.DataFrame) -> None:
    content = exports.csv_bytes(table, "en")
    assert content.startswith(b"\xef\xbb\xbf")
    assert read(content, ",")[1] == ["Le Bois L’Abbé", "11914", "34.7", ""]


def test_a_value_is_not_rounded() -> None:
    content = exports.csv_bytes(pd.DataFrame({"v": [46.73157162726008]}), "fr")
    assert read(content, ";")[1] == ["46,73157162726008"]


def test_a_negative_value_stays_a_number() -> None:
    assert read(exports.csv_bytes(pd.DataFrame({"v": [-3.5, 2.0]}), "fr"), ";")[1:] == [["-3,5"], ["2,0"]]


@pytest.mark.parametrize(
    "text", ["=1+1", "+33 1 23", "-2+3", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")', "=cmd|' /C calc'!A0"]
)
def test_text_that_a_spreadsheet_would_run_is_made_plain(text: str) -> None:
    cell = read(exports.csv_bytes(pd.DataFrame({"Territoire": [text]}), "fr"), ";")[1][0]
    assert cell[0] == "'"
    assert cell[1:].strip() == text.strip()


@pytest.mark.parametrize("text", ["a=b", "Cité – nord", "12", ""])
def test_other_text_is_left_alone(text: str) -> None:
    cells = read(exports.csv_bytes(pd.DataFrame({"a": [text], "b": ["x"]}), "fr"), ";")[1]
    assert cells == [text, "x"]


def test_an_empty_table_keeps_its_headings() -> None:
    assert read(exports.csv_bytes(pd.DataFrame(columns=["Territoire", "Valeur"]), "fr"), ";") == [
        ["Territoire", "Valeur"]
    ]


def test_the_table_itself_is_not_changed(table: pd.DataFrame) -> None:
    before = table.copy()
    exports.csv_bytes(table, "fr")
    pd.testing.assert_frame_equal(table, before)
