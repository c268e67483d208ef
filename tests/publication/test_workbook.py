"""The contract's workbook: filled in, checked as it is typed in, and read back as figures."""

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from observatory import database, publication, workbook
from observatory.errors import DashboardError

SHEETS = (
    "Territoires", "Objectifs", "Indicateurs", "Cibles", "Jalons", "Observations", "Actions", "Financements",
    "Commentaires",
)  # fmt: skip
Edit = Callable[[openpyxl.Workbook], None]


def edited(content: bytes, edit: Edit) -> list[publication.Given]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    edit(book)
    target = io.BytesIO()
    book.save(target)
    return [publication.Given("classeur.xlsx", target.getvalue())]


def test_nine_sheets_filled_in_with_lists_and_checks(data: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook.workbook("chennevieres")))
    assert [sheet.title for sheet in book if sheet.sheet_state == "visible"] == list(SHEETS)
    for name in SHEETS[:-1]:
        assert book[name].max_row > 2, name
    rules = {rule.type for rule in book["Observations"].data_validations.dataValidation}
    assert rules == {"list", "date", "decimal"}
    with pytest.raises(DashboardError, match="Contrat inconnu"):
        workbook.workbook("ailleurs")


def test_left_as_it_is_it_publishes_nothing(data: Path) -> None:
    preview = publication.check([publication.Given("classeur.xlsx", workbook.workbook("chennevieres"))])
    assert preview.figures_count == 0 and preview.blocked
    assert not preview.warnings
    assert "aucun chiffre nouveau" in preview.errors[0].sentence().lower()


def test_a_row_added_and_a_row_changed_are_all_that_is_published(data: Path) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        sheet = book["Observations"]
        sheet["F2"] = 36
        sheet["H2"] = "provisoire"
        sheet.append(["DE-ABC", None, "QP094027", None, 2024, 1400])

    preview = publication.check(edited(workbook.workbook("chennevieres"), edit))
    assert preview.figures_count == 2 and not preview.blocked
    assert (preview.counts["new"], preview.counts["changed"]) == (1, 1)
    publication.commit(preview, "Camille", "Retour des partenaires")
    kept = {(row.indicator, row.period.year): (row.value, row.origin) for row in database.ask("figures_delivered")}
    assert kept["DE-ABC", 2024] == (1400, "local")


def test_demonstration_figures_stay_demonstration(data: Path) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        book["Observations"]["F2"] = 36

    preview = publication.check(edited(workbook.workbook("chennevieres"), edit))
    assert preview.comparison is not None
    assert set(preview.comparison.figures["new_origin"]) == {"demo"}


def test_a_signed_target_is_not_changed(data: Path) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        book["Cibles"]["I2"] = 77

    preview = publication.check(edited(workbook.workbook("chennevieres"), edit))
    assert preview.blocked
    assert "ajoutez une ligne avec un numéro d’avenant" in preview.errors[0].sentence()


def test_a_row_with_a_new_number_is_an_amendment_that_can_be_withdrawn(data: Path) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        new = [
            "chennevieres",
            "DE-ABC",
            "QP094027",
            "level",
            None,
            None,
            None,
            date(2024, 12, 31),
            1000,
            7,
            date(2023, 3, 1),
        ]
        book["Cibles"].append(new)
        book["Jalons"].append(["chennevieres", "DE-ABC", "QP094027", "level", 7, date(2023, 12, 31), 1050])

    preview = publication.check(edited(workbook.workbook("chennevieres"), edit))
    assert not preview.blocked, [problem.sentence() for problem in preview.errors]
    assert any("avenant 7 : 1000 au 2024-12-31" in sentence for sentence in publication.warnings(preview, "fr"))
    publication.commit(preview, "Camille", "Avenant 7, signé le 1er mars 2023")
    assert in_force() == (7, 1000)
    # Taken back, the earlier amendment is in force again.
    publication.commit(publication.check_withdrawal(4), "Camille", "Avenant annulé")
    assert in_force() == (1, 1200)


def in_force() -> tuple[int, float]:
    rows = database.ask(
        "targets_known",
        contracts=["chennevieres"],
        indicators=["DE-ABC"],
        territories=["QP094027"],
        as_of=None,
        show_demo=True,
    )
    return next((row.amendment, row.value) for row in rows if row.in_force and row.measure == "level")
