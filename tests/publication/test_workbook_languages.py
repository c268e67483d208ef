"""The workbook in English: the same tables under other names, read back in the language of its headings and never in a mix."""

import io
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from observatory import publication, workbook
from observatory.contract_sheets import ORDER, SAID, SAID_WORDS, WORDS, _twins, named, sheets, words
from observatory.publication.staging import Staged, stage
from observatory.publication.vocabulary import vocabulary

from .test_spreadsheet import as_spreadsheet

FRENCH = re.compile(r"[«»àçèéêîôœ]|\b(?:le|la|les|des|une|pour|feuille)\b")
Edit = Callable[[openpyxl.Workbook], None]


def staged(data: Path, language: str, edit: Edit) -> Staged:
    book = openpyxl.load_workbook(io.BytesIO(workbook.workbook("chennevieres", language)))
    edit(book)
    target = io.BytesIO()
    book.save(target)
    return stage([publication.Given("workbook.xlsx", target.getvalue())], vocabulary(data))


def heading(book: openpyxl.Workbook, sheet: str, title: str) -> openpyxl.cell.Cell:
    """The cell that holds a heading."""
    return next(cell for cell in book[sheet][1] if cell.value == title)


def errors(found: Staged, language: str) -> list[str]:
    return [problem.sentence(language) for problem in found.problems if problem.severity == "error"]


def test_each_name_has_one_twin_and_each_twin_is_of_use() -> None:
    for sheet in sheets("en"):
        assert max(Counter(one.title for one in sheet.fields).values()) == 1, sheet.title
    assert all(len(words(name, "en")) == len(said) for name, said in WORDS.items())
    assert len({named(title, "en") for title in ORDER}) == len(ORDER)
    columns = (*workbook.TARGET_COLUMNS, *workbook.MILESTONE_COLUMNS, *workbook.OBSERVATION_COLUMNS)
    used = {
        *ORDER, *(one.title for one in columns), *(word for said in (*WORDS.values(), *SAID_WORDS.values()) for word in said),
        *(one.title for sheet in sheets("fr") for one in sheet.fields), *workbook.STATUS_WORDS.values(),
            *(one.title for fields in SAID.values() for one in fields),
        workbook.LISTS, workbook.TO_REMOVE,
    }  # fmt: skip
    assert set(_twins()) == used


def test_nothing_in_it_is_french_but_what_the_contract_says(data: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook.workbook("chennevieres", "en")))
    assert [sheet.title for sheet in book] == [*(named(title, "en") for title in ORDER), "Lists"]
    said = [str(cell.value) for sheet in book.worksheets[1:-1] for cell in sheet[1]]
    said += [str(cell.value) for row in book["Read me"] for cell in row if cell.value]
    for sheet in book:
        for rule in sheet.data_validations.dataValidation:
            said += filter(None, (rule.promptTitle, rule.prompt, rule.error, rule.errorTitle))
    assert len(said) > 200
    assert [one for one in said if FRENCH.search(one.replace("Chennevières", ""))] == []
    assert {cell.value for cell in book["Actions"]["I"][1:]} <= {"planned", "running", "done", "cancelled"}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_left_as_it_is_it_changes_nothing(language: str, data: Path) -> None:
    content, known = workbook.workbook("chennevieres", language), vocabulary(data)
    for ending, given in (("xlsx", content), ("ods", as_spreadsheet(content))):
        found = stage([publication.Given(f"workbook.{ending}", given)], known)
        assert errors(found, language) == [] and not found.amendment
        assert [p.found for p in found.problems if p.severity == "warning"] == []
        assert found.identical["actions"] > 50 and found.identical["contracts"] == 1
        preview = publication.check([publication.Given(f"workbook.{ending}", given)])
        assert preview.figures_count == 0 and not preview.tables and not preview.changes


def test_what_is_changed_in_english_is_told_in_the_language_of_the_page(data: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook.workbook("chennevieres", "en")))
    actions = book["Actions"]
    actions.cell(2, heading(book, "Actions", "state").column, "cancelled")
    actions.cell(3, heading(book, "Actions", "to remove").column, "yes")
    book["Observations"].append(["DE-ABC", None, "QP094027", None, 2024, None, None, "not available"])
    target = io.BytesIO()
    book.save(target)
    preview = publication.check([publication.Given("workbook.xlsx", target.getvalue())])
    assert not preview.blocked, [problem.sentence() for problem in preview.errors]
    assert preview.counts["new"] == 1
    told = {
        language: publication.tables(preview, language)[name].to_csv()
        for language, name in (("fr", "Lignes du contrat"), ("en", "Rows of the contract"))
    }
    assert "état" in told["fr"] and "annulée" in told["fr"]
    assert "state" in told["en"] and "cancelled" in told["en"] and "annulée" not in told["en"]


def test_headings_of_two_languages_are_refused_in_a_sentence(data: Path) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        heading(book, "Actions", "title").value = "titre"
        heading(book, "Funding", "funder").value = "payer"
        heading(book, "Targets", "target").value = "cible"

    found = staged(data, "en", edit)
    english, french = errors(found, "en"), errors(found, "fr")
    assert any(
        one.startswith(
            "workbook.xlsx[Actions]: Headings in the other language: “titre”; expected: all headings in English"
        )
        for one in english
    ), english
    assert any("[Actions] : Des titres de l’autre langue : « titre »" in one for one in french), french
    assert any("[Funding]" in one and "“funder”" in one for one in english), english
    assert any("[Targets]" in one and "“target”" in one for one in english), english


def test_a_word_of_the_other_language_is_refused_with_those_expected(data: Path) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        book["Actions"].cell(2, heading(book, "Actions", "state").column, "prévue")
        book["Contract"].cell(2, heading(book, "Contract", "framework").column, "My framework")

    found = staged(data, "en", edit)
    assert any("column “state”: “prévue”; expected: planned, running, done" in one for one in errors(found, "en"))
    assert any("colonne « state » : « prévue » ; attendu : planned, running" in one for one in errors(found, "fr"))
