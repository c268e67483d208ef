"""The contract's workbook: filled in, checked as it is typed in, and read back as figures."""

import io
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from observatory import config, contract_tables, database, ledger, publication, workbook
from observatory.contract_sheets import named
from observatory.errors import DashboardError
from observatory.publication.funders import closest
from observatory.publication.staging import stage
from observatory.publication.vocabulary import vocabulary

SHEETS = (
    "Lisez-moi", "Contrat", "Quartiers", "Axes", "Territoires", "Objectifs", "Indicateurs", "Cibles", "Jalons",
    "Observations", "Actions", "Financements", "Commentaires",
)  # fmt: skip
Edit = Callable[[openpyxl.Workbook], None]


def edited(content: bytes, edit: Edit) -> list[publication.Given]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    edit(book)
    target = io.BytesIO()
    book.save(target)
    return [publication.Given("classeur.xlsx", target.getvalue())]


def rows_of(name: str) -> tuple[dict[str, str], ...]:
    """Rows of a table of the contract, releases included."""
    data = config.settings().data
    return contract_tables.rows(data, ledger.entries(data), name)


def column(book: openpyxl.Workbook, sheet: str, title: str) -> int:
    """The number of a column, from 1."""
    return next(cell.column for cell in book[sheet][1] if cell.value == title)


def line(book: openpyxl.Workbook, sheet: str, code: str) -> int:
    """The row whose first column is `code`."""
    return next(cell.row for cell in book[sheet]["A"] if cell.value == code)


def put(book: openpyxl.Workbook, sheet: str, code: str, **cells: object) -> None:
    """Write cells of the row of a code, by the title of their column with spaces as underscores."""
    for title, value in cells.items():
        book[sheet].cell(line(book, sheet, code), column(book, sheet, title.replace("_", " ")), value)


def add(book: openpyxl.Workbook, sheet: str, **cells: object) -> None:
    """One more row, by the titles of its columns."""
    titles = [cell.value for cell in book[sheet][1]]
    unknown = {title.replace("_", " ") for title in cells} - set(titles)
    assert not unknown, unknown
    book[sheet].append([cells.get(str(title).replace(" ", "_")) for title in titles])


def test_all_sheets_are_filled_in_with_lists_and_checks(data: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook.workbook("chennevieres")))
    assert [sheet.title for sheet in book if sheet.sheet_state == "visible"] == list(SHEETS)
    for name in SHEETS:
        assert book[name].max_row > 1, name
    rules = {rule.type for rule in book["Observations"].data_validations.dataValidation}
    assert rules == {"list", "date", "decimal"}
    told = [cell.value for cell in book["Lisez-moi"]["A"]]
    assert set(SHEETS[1:]) <= set(told)
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
    assert any(
        "avenant 7 : 1000 au 31 décembre 2024" in one.found for one in preview.problems if one.severity == "note"
    )
    assert not preview.warnings
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


def test_left_as_it_is_every_row_of_the_contract_is_recognised(data: Path) -> None:
    preview = publication.check([publication.Given("classeur.xlsx", workbook.workbook("chennevieres"))])
    mine = [row for row in rows_of("actions") if row["contract"] == "chennevieres"]
    assert preview.identical["actions"] == len(mine) > 0
    assert preview.identical["indicators"] == len(rows_of("indicators"))
    assert preview.identical["contracts"] == 1 and not preview.tables


def test_rows_are_added_changed_and_taken_away_and_come_back_with_a_withdrawal(data: Path) -> None:
    before = {name: rows_of(name) for name in contract_tables.KINDS}

    def edit(book: openpyxl.Workbook) -> None:
        put(book, "Actions", "CHV-2020-01", titre="Permanence emploi de quartier", bénéficiaires_réels=300)
        put(book, "Actions", "CHV-2020-02", à_retirer="oui")
        add(
            book, "Actions", action="CHV-2024-90", objectifs="E1 E2", titre="Atelier mobilité", opérateur="Mission locale",
            année=2024, territoires="QP094027", état="en cours", bénéficiaires_prévus=40,
        )  # fmt: skip
        add(
            book, "Financements", action="CHV-2024-90", financeur="État (programme 147)", nature="crédits spécifiques",
            **{"montant_prévu_(€)": 12345.67},
        )  # fmt: skip
        add(
            book, "Commentaires", indicateur="DE-ABC", territoire="QP094027", période=2022, date=date(2023, 5, 2),
            auteur="Camille", commentaire="Une agence de plus depuis mars.",
        )  # fmt: skip

    preview = publication.check(edited(workbook.workbook("chennevieres"), edit))
    assert not preview.blocked, [problem.sentence() for problem in preview.errors]
    verdicts = {(one.table, one.key): one for one in preview.changes}
    changed = verdicts["actions", "CHV-2020-01"]
    assert changed.verdict == "changed"
    assert [cell.column for cell in changed.cells] == ["titre", "bénéficiaires réels"]
    assert changed.cells[0].old == next(r["title_fr"] for r in before["actions"] if r["action"] == "CHV-2020-01")
    assert verdicts["actions", "CHV-2020-02"].verdict == "removed"
    gone = [row for row in before["fundings"] if row["action"] == "CHV-2020-02"]
    assert sum(one.table == "fundings" and one.verdict == "removed" for one in preview.changes) == len(gone) > 0
    words = " ".join(publication.summary(preview, "fr"))
    assert "Actions\u00a0: 1 ligne nouvelle, 1 ligne changée, 1 ligne retirée, 58 lignes identiques." in words
    table = publication.tables(preview, "fr")["Lignes du contrat"]
    assert "Permanence emploi de quartier" in table.to_csv()
    assert "new row" in " ".join(publication.summary(preview, "en"))

    entry = publication.commit(preview, "Camille", "Programmation 2024")
    assert (entry.counts["contract_new"], entry.counts["contract_changed"]) == (3, 1)
    amounts = {
        (row.action, row.funder): row.planned_eur
        for row in database.ask("fundings", contract="chennevieres", as_of=None, show_demo=True)
    }
    assert amounts["CHV-2024-90", "État (programme 147)"] == Decimal("12345.67")
    codes = {row.action for row in database.ask("actions", contract="chennevieres", as_of=None, show_demo=True)}
    assert "CHV-2024-90" in codes and "CHV-2020-02" not in codes
    # The rows of this contract and of the other one, as they were but for those.
    kept = {row["action"]: row for row in rows_of("actions")}
    assert all(kept[row["action"]] == row for row in before["actions"] if row["contract"] == "gpsea")
    publication.commit(publication.check_withdrawal(entry.release), "Camille", "Erreur")
    assert {name: rows_of(name) for name in contract_tables.KINDS} == before


def test_an_indicator_is_added_without_code(data: Path) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        add(
            book, "Indicateurs", indicateur="EMP-90", nom="Entreprises signataires de la charte", axe="employment",
            nature="réalisation", unité="count", sens="hausse", règle_de_secret="C", objectifs="E5",
            définition="Entreprises qui ont signé la charte « quartiers » au 31 décembre.",
        )  # fmt: skip
        book["Observations"].append(["EMP-90", None, "QP094027", None, 2023, 12])

    preview = publication.check(edited(workbook.workbook("chennevieres"), edit))
    assert not preview.blocked, [problem.sentence() for problem in preview.errors]
    assert preview.counts["new"] == 1
    publication.commit(preview, "Camille", "Un indicateur de plus")
    found = next(row for row in database.ask("indicators") if row.indicator == "EMP-90")
    assert (found.short_name_fr, found.objectives, found.source) == (
        "Entreprises signataires de la charte", ["E5"], "local",
    )  # fmt: skip


WRONG = {
    ("Actions", "état", "finie"): "colonne « état » : « finie » ; attendu : prévue, en cours, terminée, annulée.",
    ("Actions", "objectifs", "E1 Z9"): "colonne « objectifs » : « Z9 » ; attendu : un objectif du cadre",
    ("Actions", "territoires", "QP999"): "colonne « territoires » : « QP999 » ; attendu : un code de territoire",
    (
        "Actions",
        "titre",
        "@SUM(A1)",
    ): "colonne « titre » : « @SUM(A1) » ; attendu : un texte qui ne commence pas par « @ ».",
    ("Actions", "opérateur", None): "colonne « opérateur » : Case vide ; attendu : un texte.",
    (
        "Actions",
        "bénéficiaires prévus",
        12.5,
    ): "colonne « bénéficiaires prévus » : « 12.5 » ; attendu : un nombre entier",
    ("Actions", "dont femmes", 9999): "colonne « dont femmes » : 9999 ; attendu : au plus les bénéficiaires réels",
    ("Actions", "évaluée le", "hier"): "colonne « évaluée le » : « hier » ; attendu : une date, comme 31/12/2027.",
    (
        "Actions",
        "évaluée le",
        date(2099, 1, 1),
    ): "colonne « évaluée le » : 1er janvier 2099 ; attendu : un jour passé : une évaluation à venir n’en est pas encore une.",
    (
        "Actions",
        "évaluée le",
        date(2019, 5, 2),
    ): "2 mai 2019 ; attendu : un jour de 2020, l’année de l’action, ou plus tard.",
    (
        "Actions",
        "année",
        9999,
    ): "colonne « année » : 9999 ; attendu : une année proche de celles du contrat, de 2015 à 2024.",
    ("Actions", "à retirer", "peut-être"): "colonne « à retirer » : « peut-être » ; attendu : oui, ou rien.",
    ("Financements", "montant prévu (€)", 10.005): "attendu : un montant en euros, au centime près, comme 1250,50.",
    ("Financements", "montant prévu (€)", -3): "attendu : un montant en euros, au centime près, comme 1250,50.",
    ("Financements", "montant prévu (€)", 1e15): "attendu : un montant en euros, de moins de dix milliards.",
    (
        "Actions",
        "objectifs",
        None,
    ): "Case vide ; attendu : un objectif du cadre, en vigueur ou de la feuille Objectifs.",
    ("Observations", "indicateur", "RIEN"): "attendu : un indicateur du catalogue ou de la feuille Indicateurs.",
    ("Cibles", "territoire", "QP999999"): "attendu : un code de territoire, en vigueur ou de la feuille Territoires.",
    ("Financements", "action", "CHV-1999-01"): "attendu : une action en vigueur ou de la feuille Actions.",
    ("Contrat", "fin", date(2001, 1, 1)): "colonne « fin » : 1er janvier 2001 ; attendu : un jour après le début",
    ("Contrat", "cadre", "Mon Cadre"): "attendu : un code de 2 à 30 signes : minuscules sans accent",
    ("Axes", "couleur", "violet"): "colonne « couleur » : « violet » ; attendu : une couleur comme #6A4C93.",
    ("Axes", "couleur", "#FFBF00"): "attendu : une couleur plus sombre (un contraste d’au moins 4,5 avec le blanc).",
    ("Axes", "axe", "culture"): "colonne « axe » : « culture » ; attendu : le code d’une page d’axe.",
    ("Territoires", "niveau", "hameau"): "colonne « niveau » : « hameau » ; attendu : quartier, partie de quartier",
    ("Indicateurs", "unité", "litres"): "colonne « unité » : « litres » ; attendu : une unité de units.csv.",
    ("Indicateurs", "nom court", "x" * 39): "colonne « nom court » : 39\u00a0signes ; attendu : 38 signes au plus.",
    ("Commentaires", "indicateur", "XXX"): "attendu : un indicateur du catalogue ou de la feuille Indicateurs.",
}


def test_a_wrong_cell_is_named_with_what_was_expected(data: Path) -> None:
    known, whole = vocabulary(data), workbook.workbook("chennevieres")
    for (sheet, title, value), said in WRONG.items():

        def edit(book: openpyxl.Workbook, sheet: str = sheet, title: str = title, value: object = value) -> None:
            book[sheet].cell(2, column(book, sheet, title)).value = value

        staged = stage(edited(whole, edit), known)
        sentences = [problem.sentence() for problem in staged.problems if problem.severity == "error"]
        assert any(s.startswith(f"classeur.xlsx[{sheet}], ligne 2, ") and said in s for s in sentences), (
            said,
            sentences,
        )


def test_what_is_seldom_right_is_doubted(data: Path) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        book["Actions"].cell(2, column(book, "Actions", "territoires")).value = "QP094001"
        book["Actions"].cell(3, column(book, "Actions", "année")).value = 2026
        book["Actions"].cell(3, column(book, "Actions", "évaluée le")).value = None
        book["Financements"].cell(2, column(book, "Financements", "montant prévu (€)")).value = 2000
        book["Financements"].cell(2, column(book, "Financements", "montant versé (€)")).value = 3_000_000

    preview = publication.check(edited(workbook.workbook("chennevieres"), edit))
    assert not preview.blocked
    said = [one.sentence().partition("classeur.xlsx")[2] for one in preview.warnings]
    assert said == [
        "[Actions], ligne 2, colonne « territoires » : « QP094001 » hors de ce contrat ; "
        "attendu : des quartiers du contrat, ou ce qui les contient.",
        "[Actions], ligne 3, colonne « année » : 2026 ; attendu : une année du contrat, de 2015 à 2024.",
        "[Financements], ligne 2, colonne « montant versé (€) » : 3000000,00 ; "
        "attendu : au plus le double du montant prévu, 2000,00.",
    ]


def test_an_action_of_another_contract_is_not_taken(data: Path) -> None:
    theirs = next(row["action"] for row in rows_of("actions") if row["contract"] == "gpsea")

    def edit(book: openpyxl.Workbook) -> None:
        book["Actions"].cell(2, 1, theirs)

    staged = stage(edited(workbook.workbook("chennevieres"), edit), vocabulary(data))
    assert any("qui ne soit pas déjà celui d’une action du contrat « gpsea »" in p.sentence() for p in staged.problems)


def test_a_row_left_out_stays_and_is_told_of(data: Path) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        book["Actions"].delete_rows(2)
        put(book, "Actions", "CHV-2020-02", titre="Autre titre")

    staged = stage(edited(workbook.workbook("chennevieres"), edit), vocabulary(data))
    notes = [problem.sentence() for problem in staged.problems if problem.severity == "note"]
    assert any("et n’est pas ici le reste : 1\u00a0ligne (« CHV-2020-01 »)" in note for note in notes), notes
    assert staged.amendment["actions.csv"].decode("utf-8-sig").count("\n") == 2


def test_a_row_with_a_wrong_cell_is_not_said_to_be_left_out(data: Path) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        put(book, "Actions", "CHV-2020-02", bénéficiaires_réels=-3)

    staged = stage(edited(workbook.workbook("chennevieres"), edit), vocabulary(data))
    assert [problem.severity for problem in staged.problems] == ["error"]


def test_rows_left_out_of_targets_milestones_and_figures_stay_and_are_told_of(data: Path) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        for sheet in ("Cibles", "Jalons", "Observations"):
            codes = [book[sheet].cell(2, column(book, sheet, title)).value for title in ("indicateur", "territoire")]
            left.append(" · ".join(codes))
            book[sheet].delete_rows(2)

    left: list[str] = []
    preview = publication.check(edited(workbook.workbook("chennevieres"), edit))
    notes = [problem.sentence() for problem in preview.problems if problem.severity == "note"]
    for noun, sheet, codes in zip(("ligne", "ligne", "chiffre"), ("[Cibles]", "[Jalons]", ""), left, strict=True):
        start = f"classeur.xlsx{sheet} : Ce qui est en vigueur et n’est pas ici le reste : 1\u00a0{noun} (« {codes}"
        assert any(note.startswith(start) for note in notes), (start, notes)
    english = [problem.sentence("en") for problem in preview.problems if problem.severity == "note"]
    assert sum("What is in force and not here stays so: 1" in note for note in english) == 3


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("gone", [{"QP094027"}, None])
def test_figures_of_a_whole_territory_that_are_gone_stay_and_are_told_of(
    gone: set[str] | None, language: str, data: Path
) -> None:
    """gone: territories without a row any more; None for all."""

    def edit(book: openpyxl.Workbook) -> None:
        sheet = book[named("Observations", language)]
        for row in range(sheet.max_row, 1, -1):
            place = sheet.cell(row, column(book, sheet.title, named("territoire", language))).value
            if place and (gone is None or place in gone):
                sheet.delete_rows(row)
                deleted.append(place)

    deleted: list[str] = []
    preview = publication.check(edited(workbook.workbook("chennevieres", language), edit))
    notes = [problem.sentence() for problem in preview.problems if problem.severity == "note"]
    stay = [one.replace("\u202f", " ").replace("\u00a0", " ") for one in notes if "retirer un chiffre" in one]
    told = f"{len(deleted):,} chiffres (".replace(",", " ")
    assert len(deleted) > 100 and len(stay) == 1
    assert f"Ce qui est en vigueur et n’est pas ici le reste : {told}" in stay[0]
    assert stay[0].endswith("gardez sa ligne, videz sa valeur et choisissez le statut « non disponible ».")
    assert not preview.warnings
    # Nothing else was changed: there is nothing to publish.
    assert [problem.expected for problem in preview.errors] == ["au moins un chiffre ou une ligne du contrat à publier"]


def test_a_sheet_of_figures_that_is_not_there_is_not_told_of(data: Path) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        del book["Observations"]

    preview = publication.check(edited(workbook.workbook("chennevieres"), edit))
    assert not [problem for problem in preview.problems if "chiffre" in problem.found and problem.severity == "note"]


def test_all_sheets_are_among_what_was_recognised(data: Path) -> None:
    told = stage([publication.Given("c.xlsx", workbook.workbook("chennevieres"))], vocabulary(data)).files[0].told
    for sheet, rows in (("Cibles", 72), ("Jalons", 529)):
        assert f"c.xlsx[{sheet}] : {rows}\u00a0lignes, dont 0 à publier." in told
    assert [one.partition("[")[2].partition("]")[0] for one in told] == [name for name in SHEETS if name != "Lisez-moi"]


def fundings_given(rows: dict[str, object]) -> Edit:
    """One more funding an action, by funder."""

    def edit(book: openpyxl.Workbook) -> None:
        for name, amount in rows.items():
            add(
                book, "Financements", action="CHV-2020-01", financeur=name, nature="crédits spécifiques",
                **{"montant_prévu_(€)": amount},
            )  # fmt: skip

    return edit


def test_a_new_spelling_of_a_funder_is_a_warning_and_a_new_funder_is_told_of(data: Path) -> None:
    whole = workbook.workbook("chennevieres")
    last = 1 + sum(row["action"].startswith("CHV-") for row in rows_of("fundings"))
    given = {
        "Etat (Programme 147)": 10, "CAF du Val de Marne": 20, "Banque des Territoires": 30, "État (programme 135)": 40,
        "Banque des territoires": 50, "Fondation de France": 60,
    }  # fmt: skip
    preview = publication.check(edited(whole, fundings_given(given)))
    assert not preview.blocked, [problem.sentence() for problem in preview.errors]
    assert preview.needs_note
    place = "classeur.xlsx[Financements], ligne {}, colonne « financeur » : "
    assert [one.sentence() for one in preview.warnings] == [
        place.format(last + row)
        + f"« {said} » n’est pas encore connu ; attendu : « {meant} », si c’est le même financeur."
        for row, said, meant in (
            (1, "Etat (Programme 147)", "État (programme 147)"),
            (2, "CAF du Val de Marne", "CAF du Val-de-Marne"),
            (5, "Banque des territoires", "Banque des Territoires"),
        )
    ]
    notes = [one for one in preview.problems if one.severity == "note" and "financeur" in one.found]
    assert [(one.rows, one.found) for one in notes] == [
        (
            (last + 3, last + 4, last + 6),
            "nouveaux financeurs : « Banque des Territoires », « État (programme 135) », « Fondation de France »",
        )
    ]
    assert "is not known yet; expected: “CAF du Val-de-Marne”, if it is the same funder." in preview.warnings[
        1
    ].sentence("en")
    assert "Fondation de France" in publication.to_csv(preview, "fr").decode("utf-8-sig")


def test_known_funders_raise_no_warning(data: Path) -> None:
    given = {"Département du Val-de-Marne": 10, "Union européenne (FSE+)": 20}
    preview = publication.check(edited(workbook.workbook("chennevieres"), fundings_given(given)))
    assert not preview.blocked and not preview.warnings
    assert not any("financeur" in one.found for one in preview.problems)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("CAF", "CAF du Val-de-Marne"),
        ("Bailleur social", "Bailleurs sociaux"),
        ("bailleurs sociaux", "Bailleurs sociaux"),
        ("Bailleurs socaux", "Bailleurs sociaux"),
        ("Département du Val-d’Oise", None),
        ("Union Europeenne FSE", "Union européenne (FSE+)"),
        ("Bailleurs sociaux", None),
        ("x" * 2000, None),
        ("…", None),
    ],
)
def test_spellings_that_are_close(said: str, meant: str | None) -> None:
    known = ("Bailleurs sociaux", "CAF du Val-de-Marne", "Département du Val-de-Marne", "Union européenne (FSE+)")
    assert closest(said, known) == meant


def test_thousands_of_new_funders_are_read_in_bounded_time(data: Path) -> None:
    given: dict[str, object] = {f"Fondation {number:05d} {'pour les habitants ' * 5}": 10 for number in range(3000)}
    content, started = edited(workbook.workbook("chennevieres"), fundings_given(given)), time.monotonic()
    staged = stage(content, vocabulary(data))
    assert time.monotonic() - started < 10
    assert any("nouveaux financeurs" in problem.found for problem in staged.problems)
