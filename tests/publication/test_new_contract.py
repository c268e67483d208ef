"""A contract of another commune, begun from the workbook alone: no line of code, and every page, file and route shows it."""

import io
import json
import re
import shutil
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pptx import Presentation
from streamlit.testing.v1 import AppTest

from observatory import (
    answers,
    committee,
    contract_tables,
    database,
    filters,
    frame,
    ledger,
    publication,
    publish,
    reports,
    workbook,
)
from observatory.exports.report import pdf_bytes
from observatory.exports.slideshow import pptx_bytes
from observatory.selection import Selection
from observatory.texts import text
from observatory.ui.actions.tables import actions_table, outcomes_table

from .test_spreadsheet import as_spreadsheet

ROOT = Path(__file__).resolve().parents[2]
PAGES = tuple(name for names in frame.SECTIONS.values() for name in names)
CODE, FRAMEWORK = "creteil", "creteil-2030"
FAR = "melun"
RENAMED = {
    "employment": {"nom": "Travail et entreprises", "nom court": "Travail", "nom anglais": "Jobs and firms",
                   "nom court anglais": "Jobs", "rang": 2, "couleur": "#7A1F5C"},
    "housing": {"nom": "Bien vivre son quartier", "nom court": "Cadre de vie", "nom anglais": "A good place to live",
                "nom court anglais": "Living", "rang": 1},
}  # fmt: skip


def column(sheet: Any, title: str) -> int:
    return next(cell.column for cell in sheet[1] if cell.value == title)


def add(book: openpyxl.Workbook, sheet: str, *rows: dict[str, object]) -> None:
    """Rows under the filled ones, by the titles of their columns."""
    titles = [cell.value for cell in book[sheet][1]]
    for row in rows:
        assert set(row) <= set(titles), set(row) - set(titles)
        book[sheet].append([row.get(str(title)) for title in titles])


def filled() -> bytes:
    """The workbook of a new contract, as its project manager would fill it in."""
    book = openpyxl.load_workbook(io.BytesIO(workbook.start("chennevieres")))
    add(
        book, "Contrat",
        {"contrat": CODE, "nom": "Contrat de Créteil", "nom anglais": "Contract of Créteil", "cadre": FRAMEWORK,
         "signataire": "COM94028", "début": date(2016, 1, 1), "fin": date(2030, 12, 31),
         "territoire de référence": "COM94028"},
    )  # fmt: skip
    add(
        book, "Territoires",
        {"territoire": "QP094005-A", "nom": "Les Sablières, cœur de quartier", "niveau": "partie de quartier",
         "génération": "QPV 2015", "population": 812, "contenu dans": "QP094005 COM94028 DEP94"},
    )  # fmt: skip
    add(
        book, "Quartiers",
        {"territoire": "QP094006", "rang": 1}, {"territoire": "QP094007", "rang": 2},
        {"territoire": "QP094005-A", "rang": 3},
    )  # fmt: skip
    axes = book["Axes"]
    for line in range(2, axes.max_row + 1):
        code = axes.cell(line, column(axes, "axe")).value
        if code in RENAMED:
            for heading, value in RENAMED[code].items():
                axes.cell(line, column(axes, heading)).value = value
    add(
        book, "Indicateurs",
        {"indicateur": "CRE-01", "nom": "Jardins partagés ouverts", "axe": "housing", "nature": "réalisation",
         "unité": "count", "sens": "hausse", "définition": "Jardins ouverts aux habitants au 31 décembre.",
         "règle de secret": "-", "objectifs": "H5"},
    )  # fmt: skip
    add(
        book, "Cibles",
        {"indicateur": "CRE-01", "territoire": "QP094006", "mesure": "niveau", "période initiale": 2020,
         "valeur initiale": 2, "échéance": date(2030, 12, 31), "cible": 12, "avenant": 0},
    )  # fmt: skip
    add(
        book, "Jalons",
        {"indicateur": "CRE-01", "territoire": "QP094006", "mesure": "niveau", "avenant": 0,
         "période": date(2025, 12, 31), "jalon": 7},
    )  # fmt: skip
    add(
        book, "Observations",
        *({"indicateur": "CRE-01", "territoire": "QP094006", "période": year, "valeur": value}
          for year, value in ((2020, 2), (2021, 4), (2022, 5), (2023, 5))),
    )  # fmt: skip
    add(
        book, "Actions",
        {"action": "CRE-2023-01", "objectifs": "H5 H6", "titre": "Un jardin au pied des tours",
         "opérateur": "Les Mains vertes", "année": 2023, "territoires": "QP094006", "état": "terminée",
         "bénéficiaires prévus": 60, "bénéficiaires réels": 48, "dont habitants des quartiers": 40},
        {"action": "CRE-2024-01", "objectifs": "E1", "titre": "Forum de l’emploi", "opérateur": "Mission locale",
         "année": 2024, "territoires": "QP094006 QP094007", "état": "en cours", "bénéficiaires prévus": 200},
        {"action": "CRE-2023-02", "objectifs": "H6", "titre": "Une aide imprévue", "opérateur": "Ville", "année": 2023,
         "territoires": "QP094006", "état": "terminée"},
    )  # fmt: skip
    add(
        book, "Financements",
        {"action": "CRE-2023-01", "financeur": "État (programme 147)", "nature": "crédits spécifiques",
         "montant prévu (€)": 8000.10, "montant versé (€)": 7999.99},
        {"action": "CRE-2023-01", "financeur": "Ville de Créteil", "nature": "droit commun",
         "montant prévu (€)": 3500.05},
        {"action": "CRE-2023-02", "financeur": "Ville de Créteil", "nature": "droit commun", "montant prévu (€)": 0,
         "montant versé (€)": 500},
    )  # fmt: skip
    add(
        book, "Commentaires",
        {"indicateur": "CRE-01", "territoire": "QP094006", "période": 2022, "date": date(2023, 2, 1),
         "auteur": "Cheffe de projet", "commentaire": "Deux jardins ouvrent avec le bailleur."},
    )  # fmt: skip
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def far_away() -> bytes:
    """The workbook of a contract in a département of which nothing is known yet."""
    book = openpyxl.load_workbook(io.BytesIO(workbook.start("chennevieres")))
    add(
        book, "Contrat",
        {"contrat": FAR, "nom": "Contrat de Melun", "cadre": "melun-2030", "signataire": "COM77288",
         "début": date(2024, 1, 1), "fin": date(2030, 12, 31), "territoire de référence": "COM77288"},
    )  # fmt: skip
    add(
        book, "Territoires",
        {"territoire": "DEP77", "nom": "Seine-et-Marne", "niveau": "département", "contenu dans": "REG11"},
        {"territoire": "COM77288", "nom": "Melun", "niveau": "commune", "contenu dans": "DEP77", "longitude": 2.66,
         "latitude": 48.54},
        {"territoire": "QP077001", "nom": "Les Mézereaux", "niveau": "quartier", "génération": "QPV 2015",
         "population": 5000, "contenu dans": "COM77288", "longitude": 2.67, "latitude": 48.55},
    )  # fmt: skip
    add(book, "Quartiers", {"territoire": "QP077001", "rang": 1})
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of the data folder in which the new contract is published."""
    data = tmp_path_factory.mktemp("begun") / "data"
    skipped = shutil.ignore_patterns("*.duckdb", "*.lock", "*.new", "ledger")
    shutil.copytree(ROOT / "data", data, ignore=skipped)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CAP_QUARTIERS_DATA", str(data))
        patch.setenv("CAP_QUARTIERS_DATABASE", str(data / "observatory.duckdb"))
        publish.build()
        before = {name: contract_tables.rows(data, (), name) for name in contract_tables.KINDS}
        preview = publication.check([publication.Given("nouveau-contrat.xlsx", filled())])
        assert not preview.blocked, [problem.sentence() for problem in preview.errors]
        assert preview.counts["contract_changed"] == preview.counts["contract_removed"] == 0
        publication.commit(preview, "Camille", "Le contrat de Créteil")
        after = {name: contract_tables.rows(data, ledger.entries(data), name) for name in contract_tables.KINDS}
        assert all(set(map(str, before[name])) <= set(map(str, after[name])) for name in before)
        preview = publication.check([publication.Given("nouveau-contrat.xlsx", far_away())])
        assert not preview.blocked, [problem.sentence() for problem in preview.errors]
        publication.commit(preview, "Camille", "Le contrat de Melun")
        yield data
    database._instances.pop(data / "observatory.duckdb", None)


def chosen() -> Selection:
    release = database.identity()
    contract = answers.catalogue(release).contracts[CODE]
    return Selection(CODE, contract.territories, contract.reference, 2010, 2024, "fr", False, True, release)


def test_the_contract_its_axes_and_its_neighbourhoods_are_its_own(begun: Path) -> None:
    known = answers.catalogue(database.identity())
    contract = known.contracts[CODE]
    assert contract.territories == ("QP094006", "QP094007", "QP094005-A")
    assert (contract.framework, contract.ends_on) == (FRAMEWORK, date(2030, 12, 31))
    names = [axis.name.fr for (framework, _), axis in known.axes.items() if framework == FRAMEWORK]
    assert names[1:3] == ["Bien vivre son quartier", "Travail et entreprises"] and len(names) == 6
    assert known.axes["cucs", "employment"].name.fr == "Emploi et développement économique"
    assert answers.axis_colour("employment", chosen()) == "#7A1F5C" != known.axes["cucs", "employment"].colour
    assert "H5" in known.indicators["CRE-01"].objectives
    # It ends in 2030, which lengthens no other contract's years.
    ends = {code: answers.years(database.identity(), code, True)[1] for code in (CODE, "chennevieres")}
    assert ends[CODE] == 2030 > ends["chennevieres"]
    assert known.territories["QP094005-A"].parents == ("COM94028", "DEP94", "QP094005")
    # The other contracts do not follow the new indicator.
    assert "CRE-01" not in known.objectives["cucs", "H5"].indicators
    assert "CRE-01" in known.objectives[FRAMEWORK, "H5"].indicators


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_shows_it(begun: Path, page: str, language: str) -> None:
    app = AppTest.from_file(ROOT / "dashboard.py", default_timeout=60)
    app.query_params["contract"] = CODE
    app.query_params["lang"] = language
    app.run()
    app.switch_page(f"pages/{page}.py").run()
    assert [box.value for box in app.error] + [str(one.value) for one in app.exception] == []
    markup = "\n".join(block.value for block in app.get("html"))
    title = re.sub(r"<[^>]*>", "", re.findall(r"<h1[^>]*>(.*?)</h1>", markup)[0])
    if page == "employment":
        assert "--axis:#7A1F5C" in markup
    if page in frame.SECTIONS["axes"]:
        known = answers.catalogue(database.identity())
        assert title == known.axes[FRAMEWORK, page].name.in_language(language)
    elif page == "overview":
        assert title == {"fr": "Contrat de Créteil", "en": "Contract of Créteil"}[language]
    else:
        assert title.startswith(text(f"frame.page.{page}", language))


def words(page: str = "actions", year: int | None = None, **parameters: str) -> str:
    """The words of a page of the new contract; year: that of the actions on the neighbourhood's sheet."""
    app = AppTest.from_file(ROOT / "dashboard.py", default_timeout=60)
    for name, value in {"contract": CODE, **parameters}.items():
        app.query_params[name] = value
    if year is not None:
        app.session_state["neighbourhood-year"] = year
    app.switch_page(f"pages/{page}.py").run()
    assert not app.exception and not app.error
    parts = [block.value for block in app.get("html")]
    parts += [json.loads(one.proto.json).get("html", "") for one in app.get("bidi_component")]
    return " ".join(re.sub(r"<[^>]*>", " ", "\n".join(parts)).replace("\u202f", " ").replace("\u00a0", " ").split())


def test_a_payment_is_compared_with_the_plan_that_it_is_a_part_of(begun: Path) -> None:
    found = answers.programme(answers.Narrowing(), chosen())
    (garden,) = (a for a in found.financed if a.action == "CRE-2023-01")
    assert (str(garden.planned_of_paid_eur), str(garden.paid_eur), garden.unpaid) == ("8000.10", "7999.99", 1)
    said = words(objective="H5")
    assert "7 999,99 € versés sur 8 000,10 € prévus, soit 100 %" in said
    assert "1 financement dont le versement n’est pas connu n’est pas compté" in said
    said = words(chain="H5")
    assert "7 999,99 € versés sur 8 000,10 €" in said and "1 versement pas encore connu" in said
    said = words(page="neighbourhood", year=2023)
    assert "8 499,99 € versés à ce jour, 1 versement pas encore connu" in said


def test_what_nobody_counted_or_finances_is_not_said_to_be_zero(begun: Path) -> None:
    said = words(chain="H5")
    assert "40 habitants des quartiers (83 %)" in said and "femmes" not in said.split("Bénéficiaires")[-1]
    assert "48 personnes touchées sur 60 prévues, dont 83 % d’habitants des quartiers." in said
    (forum,) = (a for a in answers.actions(chosen()) if a.action == "CRE-2024-01")
    table = actions_table([forum], {forum.action: "employment"}, {}, chosen())
    assert table[[text("actions.column.planned", "fr"), text("actions.column.ordinary", "fr")]].isna().all(axis=None)
    rows = outcomes_table(answers.outcomes(answers.programme(answers.Narrowing(), chosen()), chosen()), chosen())
    assert rows[text("actions.column.women", "fr")].isna().all()
    assert rows[text("actions.column.residents", "fr")].tolist() == [40]


def test_an_action_that_was_paid_without_a_plan_waits_for_its_evaluation(begun: Path) -> None:
    gate = answers.gate(chosen(), date(2024, 6, 1))
    assert gate is not None
    assert {a.action for a in gate.unevaluated} == {"CRE-2023-01", "CRE-2023-02"}


@pytest.mark.parametrize("page", PAGES)
def test_every_page_shows_one_where_nothing_is_known_yet(begun: Path, page: str) -> None:
    """Its map shows nothing, since figures of other départements are not its own."""
    app = AppTest.from_file(ROOT / "dashboard.py", default_timeout=60)
    app.query_params["contract"] = FAR
    app.run()
    app.switch_page(f"pages/{page}.py").run()
    assert app.session_state["contract"] == FAR
    assert [box.value for box in app.error] + [str(one.value) for one in app.exception] == []
    markup = "\n".join(block.value for block in app.get("html"))
    assert "cq-footer" in markup
    assert text("frame.error.title", "fr") not in markup


@pytest.mark.parametrize(("language", "heading"), [("fr", "nom court"), ("en", "nom court anglais")])
def test_the_menu_names_and_orders_the_axes_as_the_contract_does(
    begun: Path, monkeypatch: pytest.MonkeyPatch, language: str, heading: str
) -> None:
    known = answers.catalogue(database.identity())
    monkeypatch.setattr(filters, "contract", lambda catalogue: catalogue.contracts[CODE])
    named = frame.axis_names(known, language)
    assert list(named)[:2] == ["housing", "employment"] and len(named) == 5
    assert [named[axis] for axis in ("housing", "employment")] == [
        RENAMED[axis][heading] for axis in ("housing", "employment")
    ]


def test_the_new_indicator_is_on_its_axis_with_its_target(begun: Path) -> None:
    view = answers.axis("housing", chosen())
    cards = {card.indicator.indicator: card for _, group in view.groups for card in group}
    assert "CRE-01" in cards
    (target,) = answers.targets(["CRE-01"], ["QP094006"], chosen()).values()
    assert (target.value, target.baseline_value, target.milestones) == (12.0, 2.0, ((date(2025, 12, 31), 7.0),))


def test_the_deck_the_report_and_the_slides_are_made(begun: Path) -> None:
    selection = chosen()
    deck = committee.deck(selection)
    slides = Presentation(io.BytesIO(pptx_bytes(deck)))
    words = " ".join(s.text_frame.text for slide in slides.slides for s in slide.shapes if s.has_text_frame)
    assert "Créteil" in words and "Chennevières" not in words
    assert "Bien vivre son quartier" in words or "Cadre de vie" in words
    report = reports.annual(selection, 2023)
    assert pdf_bytes(report).startswith(b"%PDF-")
    told = repr(report)
    assert "Créteil" in told and "Un jardin au pied des tours" in told and "Chennevières" not in told


def test_the_routes_of_a_running_dashboard_show_it(begun: Path, serve: Callable[..., str]) -> None:
    address = serve(CAP_QUARTIERS_DATA=str(begun), CAP_QUARTIERS_DATABASE=str(begun / "observatory.duckdb"))

    def rows(name: str, **query: str) -> list[dict[str, Any]]:
        url = f"{address}/api/{name}?{urllib.parse.urlencode(query)}"
        with urllib.request.urlopen(url, timeout=60) as answer:
            found: list[dict[str, Any]] = json.load(answer)["rows"]
        return found

    assert [row["value"] for row in rows("targets", contract=CODE)] == [12.0]
    assert "CRE-01" in {row["indicator"] for row in rows("indicators", limit="1000")}
    assert {row["territory"] for row in rows("progress", contract=CODE, limit="5000")} >= {"QP094006", "QP094007"}
    assert len(rows("observations", indicator="CRE-01")) == 4
    with urllib.request.urlopen(f"{address}/deck?contract={CODE}", timeout=60) as answer:
        page = answer.read().decode()
    assert "Contrat de Créteil" in page and "Chennevières" not in page


def test_taken_back_nothing_is_left_of_it(begun: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tmp_path / "data"
    shutil.copytree(begun, data)
    monkeypatch.setenv("CAP_QUARTIERS_DATA", str(data))
    monkeypatch.setenv("CAP_QUARTIERS_DATABASE", str(data / "observatory.duckdb"))
    last, first = reversed(ledger.entries(data))
    preview = publication.check_withdrawal(last.release)
    publication.commit(preview, "Camille", "Essai terminé")
    preview = publication.check_withdrawal(first.release)
    assert not preview.blocked and preview.counts["contract_removed"] > 50
    # What goes away with its indicator is told by name all the same: four figures, and the status that they gave.
    assert (preview.counts["removed"], preview.counts["consequence"]) == (4, 0)
    gone = publication.tables(preview, "fr")
    assert (
        set(gone["Chiffres"]["Indicateur"])
        == {"Jardins partagés ouverts"}
        == set(gone["Cibles et jalons"]["Indicateur"])
    )
    lost = gone["Statuts du tableau de bord"]
    assert CODE in set(lost.loc[lost["Indicateur"] == "Jardins partagés ouverts", "Contrat"])
    assert "4 chiffres retirés." in publication.summary(preview, "fr")
    publication.commit(preview, "Camille", "Essai terminé")
    assert not {CODE, FAR} & set(answers.catalogue(database.identity()).contracts)
    assert {name: contract_tables.rows(data, ledger.entries(data), name) for name in contract_tables.KINDS} == {
        name: contract_tables.rows(data, (), name) for name in contract_tables.KINDS
    }
    database._instances.pop(data / "observatory.duckdb", None)


@pytest.mark.parametrize("form", ["xlsx", "ods"])
def test_it_may_begin_before_it_has_any_figure_of_its_own(data: Path, form: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook.start("chennevieres")))
    add(
        book, "Contrat",
        {"contrat": CODE, "nom": "Contrat de Créteil", "cadre": FRAMEWORK, "signataire": "COM94028",
         "début": date(2024, 1, 1), "fin": date(2030, 12, 31), "territoire de référence": "COM94028"},
    )  # fmt: skip
    add(book, "Quartiers", {"territoire": "QP094006", "rang": 1})
    target = io.BytesIO()
    book.save(target)
    content = target.getvalue() if form == "xlsx" else as_spreadsheet(target.getvalue())
    preview = publication.check([publication.Given(f"nouveau.{form}", content)])
    assert [problem.sentence() for problem in preview.problems] == []
    publication.commit(preview, "Camille", "Un contrat de plus")
    selection = chosen()
    assert selection.territories == ("QP094006",)
    assert {axis for _, axis in answers.catalogue(selection.release).axes} >= set(frame.SECTIONS["axes"])
    for axis in frame.SECTIONS["axes"]:
        assert answers.axis(axis, selection).groups
    assert answers.targets(["DE-ABC"], ["QP094006"], selection) == {}
    assert committee.deck(selection).slides and reports.annual(selection, 2024).sections
