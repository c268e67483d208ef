"""The workbook: types, formats, no formula, what it says of itself, and a real reader."""

import re
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from observatory import tables
from observatory.exports.about import About
from observatory.exports.xlsx import Sheet, xlsx_bytes
from observatory.slides.model import Chart


def _opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(content))


def test_numbers_and_dates_are_typed(table: pd.DataFrame, about: Callable[..., About]) -> None:
    sheet = _opened(xlsx_bytes([Sheet("Graphique", table)], about())).worksheets[0]
    assert sheet["B2"].value == 49.2 and sheet["B2"].data_type == "n"
    assert sheet["B3"].value is None, "a hidden value is an empty cell"
    assert sheet["C2"].value == 11914 and sheet["C2"].number_format.endswith("#,##0")
    assert sheet["B2"].number_format.endswith("#,##0.0")
    assert sheet["D2"].value == datetime(2021, 12, 31)
    assert sheet.freeze_panes == "B2"


@pytest.mark.parametrize(("language", "tag"), [("fr", "[$-40C]"), ("en", "[$-809]")])
def test_formats_follow_the_language(table: pd.DataFrame, about: Callable[..., About], language: str, tag: str) -> None:
    sheet = _opened(xlsx_bytes([Sheet("Table", table)], about(language))).worksheets[0]
    assert sheet["B2"].number_format.startswith(tag)


def test_no_cell_is_a_formula(
    table: pd.DataFrame, about: Callable[..., About], parts: Callable[..., dict[str, bytes]]
) -> None:
    content = xlsx_bytes([Sheet("=Feuille'[1]", table)], about())
    unpacked = parts(content)
    assert not any(b"<f>" in part or b"<f " in part for part in unpacked.values())
    book = _opened(content)
    for cell in ("A3", "A4", "A5", "A6"):
        found = book.worksheets[0][cell]
        assert found.data_type == "s" and found.quotePrefix
    assert any(
        cell.value == '=HYPERLINK("x")' and cell.quotePrefix for row in book.worksheets[-1].iter_rows() for cell in row
    )


def test_the_last_sheet_says_what_the_file_is(table: pd.DataFrame, about: Callable[..., About]) -> None:
    book = _opened(xlsx_bytes([Sheet("Graphique", table)], about()))
    assert book.sheetnames == ["Graphique", "Sources et définitions"]
    said = " ".join(str(cell.value) for row in book.worksheets[-1].iter_rows() for cell in row if cell.value)
    for words in (
        "années 2016 à 2021",
        "12 juin 2026",
        "démonstration",
        "secret statistique",
        "Licence Ouverte 2.0",
        "n.d.",
        "///",
    ):
        assert words in said


def test_properties(table: pd.DataFrame, about: Callable[..., About]) -> None:
    properties = _opened(xlsx_bytes([Sheet("Graphique", table)], about())).properties
    assert properties.title == "Emploi" and properties.language == "fr-FR"


def test_names_of_sheets_are_made_acceptable(table: pd.DataFrame, about: Callable[..., About]) -> None:
    long = "Demandeurs d’emploi : catégories A/B/C [ensemble]"
    names = _opened(xlsx_bytes([Sheet(long, table), Sheet(long, table), Sheet("", table)], about())).sheetnames
    assert len(set(names)) == 4 and all(len(name) <= 31 and not re.search(r"[\[\]:*?/\\]", name) for name in names)


def test_an_empty_table_is_a_sheet_with_headings(about: Callable[..., About]) -> None:
    sheet = _opened(xlsx_bytes([Sheet("Vide", pd.DataFrame({"A": [], "B": []}))], about())).worksheets[0]
    assert [cell.value for cell in sheet[1]] == ["A", "B"]


def test_libreoffice_shows_french_figures(
    table: pd.DataFrame, about: Callable[..., About], office: Callable[..., Path], pdf_text: Callable[[Path], str]
) -> None:
    said = re.sub(r"[\u00a0\u202f]", " ", pdf_text(office(xlsx_bytes([Sheet("Graphique", table)], about()), "xlsx")))
    assert "49,2" in said and "1 234,5" in said and "11 914" in said
    assert "=1+1" in said and "@SUM(A1)" in said


@pytest.mark.parametrize("language", ["fr", "en"])
def test_comments_have_a_sheet(
    table: pd.DataFrame, about: Callable[..., About], commented: Callable[..., Chart], language: str
) -> None:
    comments = commented().comments
    listed = Sheet("Commentaires", tables.comments_table(comments, "date", language))
    sheet = _opened(xlsx_bytes([Sheet("Graphique", table), listed], about(language)))["Commentaires"]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in rows] == [1, 2, 3, 4]
    assert [row[2] for row in rows] == [one.comment for one in comments]
    assert rows[0][1] == ("Toute la série" if language == "fr" else "Whole series")
    assert rows[2][4] == datetime(2024, 3, 1) and rows[2][5].lower().startswith("d")
    assert sheet["C4"].data_type == "s" and sheet["C4"].quotePrefix, "never a formula"
