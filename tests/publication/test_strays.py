"""Tables of a workbook that are none of ours: each is named, and what it may have been meant to be."""

import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from observatory import publication, workbook
from observatory.publication.staging import Given, Staged, stage
from observatory.publication.vocabulary import vocabulary

Edit = Callable[[openpyxl.Workbook], None]
HEADING, GOOD = ["indicateur", "territoire", "période", "valeur"], ["DE-ABC", "QP094027", "2023", "1320"]


def saved(book: openpyxl.Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def staged(data: Path, edit: Edit, language: str = "fr") -> Staged:
    book = openpyxl.load_workbook(io.BytesIO(workbook.workbook("chennevieres", language)))
    edit(book)
    return stage([Given("a.xlsx", saved(book))], vocabulary(data))


def said(found: Staged, severity: str = "error", language: str = "fr") -> list[str]:
    return [problem.sentence(language) for problem in found.problems if problem.severity == severity]


def heading(sheet: str, before: str, after: str) -> Edit:
    def edit(book: openpyxl.Workbook) -> None:
        next(cell for cell in book[sheet][1] if cell.value == before).value = after

    return edit


def named(sheet: str, title: str) -> Edit:
    def edit(book: openpyxl.Workbook) -> None:
        book[sheet].title = title

    return edit


COLUMNS = "attendu : les colonnes du classeur, chacune une fois."
LOST = "Cette colonne n’est pas reconnue, et le tableau n’est pas lu sans elle"
OR_HIDDEN = "ou une feuille masquée si elle n’est pas à publier."


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (
            heading("Observations", "période", "periodes"),
            [f"a.xlsx[Observations], ligne 1, colonne « periodes » : {LOST} ; attendu : « période »."],
        ),
        (
            heading("Observations", "période", "valeur"),
            [
                f"a.xlsx[Observations], ligne 1 : Des colonnes manquent : « période » ; {COLUMNS}",
                f"a.xlsx[Observations], ligne 1 : En double : « valeur » ; {COLUMNS}",
            ],
        ),
        (
            heading("Observations", "commentaire", "valeur"),
            [
                "a.xlsx[Observations], ligne 1, colonne « valeur » : « valeur » est là deux fois ; "
                "attendu : chaque colonne une seule fois."
            ],
        ),
        (
            named("Financements", "Financement"),
            [f"a.xlsx[Financement] : La feuille « Financement » n’est pas reconnue ; attendu : « Financements », {OR_HIDDEN}"],
        ),
        (
            named("Financements", "Subventions 2024"),
            [
                "a.xlsx[Subventions 2024] : La feuille « Subventions 2024 » n’est pas reconnue ; "
                f"attendu : « Financements », {OR_HIDDEN}"
            ],
        ),
        (named("Observations", "Chiffres du trimestre"), []),
    ],
)  # fmt: skip
def test_what_is_nearly_a_sheet_of_ours_blocks(edit: Edit, expected: list[str], data: Path) -> None:
    assert said(staged(data, edit)) == expected


def test_in_the_english_workbook_too(data: Path) -> None:
    found = staged(data, heading("Observations", "period", "periods"), "en")
    assert said(found, language="en") == [
        "a.xlsx[Observations], row 1, column “periods”: This column is not recognised, and the table is not read without it; "
        "expected: “period”."
    ]
    found = staged(data, named("Funding", "Fundings"), "en")
    assert (
        "The sheet “Fundings” is not recognised; expected: “Funding”, or a hidden sheet"
        in said(found, language="en")[0]
    )


def test_any_other_visible_sheet_asks_for_a_note_and_a_hidden_one_does_not(data: Path) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        for title, state in (("Brouillon", "visible"), ("Calculs", "hidden")):
            book.create_sheet(title).append(["quartier", "nombre"])
            book[title].sheet_state = state

    found = staged(data, edit)
    assert said(found) == []
    assert said(found, "warning") == [
        "a.xlsx[Brouillon] : La feuille « Brouillon » n’est pas reconnue ; "
        "attendu : un tableau du classeur ; ce qui n’est pas à publier se masque ou s’enlève."
    ]
    assert said(found, "note") == ["a.xlsx : Feuilles masquées non lues : « a.xlsx[Calculs] »."]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_of_the_workbook_as_it_is_delivered_nothing_is_left_unread(language: str, data: Path) -> None:
    found = staged(data, lambda book: None, language)
    assert not found.problems and len(found.figures) > 100


def test_a_lone_table_with_a_slip_in_a_heading_says_which(data: Path) -> None:
    rows = [[*HEADING[:2], "periodes", "valeur"], GOOD]
    content = "".join(";".join(row) + "\n" for row in rows).encode()
    found = stage([Given("a.csv", content)], vocabulary(data))
    assert said(found) == [f"a.csv, ligne 1, colonne « periodes » : {LOST} ; attendu : « période »."]
    assert [one.kind for one in found.files] == [""]


def test_a_workbook_with_headings_alone_has_nothing_to_publish(data: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(HEADING)
    preview = publication.check([Given("a.xlsx", saved(book))])
    assert preview.blocked and "Aucun chiffre nouveau" in preview.errors[0].sentence()
