"""Amounts are exact from file to sentence, and each view of the money adds up to the same total."""

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from html import escape
from importlib import import_module

import pandas as pd
import pytest
from openpyxl import load_workbook

from observatory import answers, charts, committee, exports, reports
from observatory.answers import Narrowing, means
from observatory.catalogue import Bilingual
from observatory.committee import sequence
from observatory.exports.about import about
from observatory.exports.report import KeyFigures, Paragraph
from observatory.exports.xlsx import Sheet, xlsx_bytes
from observatory.money import euros, percent
from observatory.selection import Selection
from observatory.slides import Listing
from observatory.ui.actions import files as action_files
from observatory.ui.actions import gate as action_gate
from observatory.ui.actions import tables as action_tables
from observatory.ui.actions.narrowing import said_of

CONTRACTS = ("chennevieres", "gpsea")
Files = Callable[[str], list[dict[str, str]]]
Select = Callable[..., Selection]
each_contract = pytest.mark.parametrize("contract", CONTRACTS)


def money(said: str) -> Decimal:
    return Decimal(said.replace(",", "."))


def financed(files: Files, contract: str) -> list[dict[str, str]]:
    return [a for a in files("actions") if a["contract"] == contract and a["state"] != "cancelled"]


@pytest.mark.parametrize(
    ("amount", "language", "said"),
    [
        ("12345.60", "fr", "12\u202f345,60\u00a0€"),
        ("12345.60", "en", "12,345.60\u00a0€"),
        ("0.005", "fr", "0,01\u00a0€"),
        ("-3", "fr", "\u22123,00\u00a0€"),
        ("9999999999999.99", "fr", "9\u202f999\u202f999\u202f999\u202f999,99\u00a0€"),
    ],
)
def test_an_amount_in_words(amount: str, language: str, said: str) -> None:
    assert euros(Decimal(amount), language) == said


def test_a_share_in_words() -> None:
    assert percent(Decimal("1"), Decimal("8"), "fr") == "13\u00a0%"
    assert percent(Decimal("1"), Decimal("0"), "fr") == "–"


@each_contract
def test_every_view_of_the_money_adds_up_to_the_file(contract: str, files: Files, select: Select) -> None:
    selection = select(contract)
    found = answers.programme(Narrowing(), selection)
    kept = {a["action"] for a in financed(files, contract)}
    rows = [f for f in files("fundings") if f["action"] in kept]
    total = sum(money(f["planned_eur"]) for f in rows)
    assert found.planned_eur == total
    assert sum(f.planned_eur for f in answers.flows(found)) == total
    assert sum(f.paid_eur or 0 for f in answers.flows(found)) == sum(money(f["paid_eur"]) for f in rows)
    assert sum(o.planned_eur for o in answers.outcomes(found, selection)) == total
    assert sum(o.paid_eur for o in answers.outcomes(found, selection)) == sum(money(f["paid_eur"]) for f in rows)
    assert found.ordinary_eur == sum(money(f["planned_eur"]) for f in rows if f["kind"] == "ordinary")
    assert sum(f.planned_eur for f in answers.funders(selection)) == total
    own = [answers.chain(code, selection).planned_eur for code in answers.objectives(selection)]
    assert sum(own) == total


@each_contract
def test_money_per_inhabitant_gives_the_total_back(contract: str, select: Select) -> None:
    selection = select(contract)
    found = answers.programme(Narrowing(), selection)
    heads = answers.per_head(found, selection)
    assert all(head.population and head.population_year == 2018 for head in heads)
    given_back = sum(head.total_eur * head.population for head in heads if head.population)
    assert abs(given_back - found.planned_eur) < Decimal("0.000001")


def test_a_part_beside_its_whole_counts_its_inhabitants_once(select: Select) -> None:
    heads = answers.per_head(answers.programme(Narrowing(), select()), select())
    assert {head.territory for head in heads} == {"QP094027"}
    assert [head.year for head in heads] == [2020, 2021, 2022, 2023]


@each_contract
def test_no_amount_is_a_binary_fraction(contract: str, select: Select) -> None:
    selection = select(contract)
    found = answers.programme(Narrowing(), selection)
    amounts = [a.planned_eur for a in found.actions] + [a.paid_eur for a in found.actions]
    amounts += [f.planned_eur for f in answers.flows(found)] + [f.planned_eur for f in answers.funders(selection)]
    amounts += [f.paid_eur for f in answers.flows(found)]
    amounts += [head.total_eur for head in answers.per_head(found, selection)]
    assert {type(amount) for amount in amounts} == {Decimal}


@each_contract
def test_the_gate_is_last_years_financed_actions_without_an_evaluation(
    contract: str, files: Files, select: Select
) -> None:
    done = financed(files, contract)
    year = max(a["year"] for a in done)
    blocking = {a["action"] for a in done if a["year"] == year and not a["evaluated_on"]}
    found = answers.gate(select(contract))
    assert found is not None
    assert {a.action for a in found.unevaluated} == blocking
    assert found.year == int(year)
    assert found.financed == sum(a["year"] == year for a in done)


@pytest.fixture
def planned_ahead(monkeypatch: pytest.MonkeyPatch, select: Select) -> date:
    """A day of 2024, when actions of that year and of this one are planned and financed already, beside those until 2023."""
    known = means._actions(select().release, "chennevieres", None, True)
    waiting = next(a for a in known if a.year == 2023 and a.evaluated_on is None)
    ahead = replace(waiting, action="CHV-2024-01", year=2024, state="planned", title=Bilingual("Action de 2024", ""))
    forgotten = next(a for a in known if a.year == 2021 and a.is_financed)
    rest = [replace(a, evaluated_on=None) if a is forgotten else a for a in known]
    now = replace(ahead, action="CHV-NOW-01", year=date.today().year, title=Bilingual("Action de cette année", ""))
    monkeypatch.setattr(means, "_actions", lambda *_: (*rest, ahead, now))
    means.programme.cache_clear()
    return date(2024, 3, 1)


def blocking(files: Files, year: str, on: str) -> set[str]:
    return {
        a["action"]
        for a in financed(files, "chennevieres")
        if a["year"] == year and (not a["evaluated_on"] or a["evaluated_on"] > on)
    }


def test_a_planned_action_of_next_year_does_not_open_the_gate(
    planned_ahead: date, files: Files, select: Select
) -> None:
    today = answers.gate(select())
    assert today is not None and today.year == 2024
    for selection, day in ((select(), planned_ahead), (select(as_of=planned_ahead), None)):
        found = answers.gate(selection, day)
        assert found is not None and found.year == 2023
        on = "2024-03-01"
        assert {a.action for a in found.unevaluated} == blocking(files, "2023", on)
        assert found.older == len(blocking(files, "2022", on)) + 1
        assert today.older >= 1


def test_an_evaluation_dated_in_the_future_does_not_open_the_gate(
    monkeypatch: pytest.MonkeyPatch, select: Select
) -> None:
    known = means._actions(select().release, "chennevieres", None, True)
    to_come = [replace(a, evaluated_on=date(2099, 1, 1)) if a.year == 2023 else a for a in known]
    monkeypatch.setattr(means, "_actions", lambda *_: tuple(to_come))
    found = answers.gate(select())
    assert found is not None and (found.year, len(found.unevaluated)) == (2023, found.financed)


@pytest.mark.parametrize("day", [date(2022, 1, 1), date(2022, 12, 31)])
def test_the_gate_of_a_past_day_is_that_of_the_year_before(day: date, files: Files, select: Select) -> None:
    found = answers.gate(select(as_of=day))
    assert found is not None and found.year == 2021
    assert {a.action for a in found.unevaluated} == blocking(files, "2021", day.isoformat())
    assert answers.gate(select(as_of=date(2020, 12, 31))) is None


def test_a_past_day_knows_nothing_done_or_paid_in_a_year_that_was_not_over(files: Files, select: Select) -> None:
    early = select(as_of=date(2023, 1, 15))
    found = [a for a in answers.actions(early) if a.year == 2023]
    assert found and {a.state for a in found} <= {"planned", "cancelled"}
    for a in found:
        assert a.state == "cancelled" or {
            a.paid_eur, a.actual_beneficiaries, a.resident_beneficiaries, a.women_beneficiaries,
        } == {None}  # fmt: skip
    codes = {a.action for a in found if a.state == "planned"}
    money = answers.programme(Narrowing(), early).fundings
    assert {one.paid_eur for code in codes for one in money[code]} == {None}
    assert {f.paid_eur for f in answers.funders(early) if f.year == 2023} == {None}
    assert any(f.paid_eur for f in answers.funders(early) if f.year == 2022)
    # The last day of a year tells it whole, and nothing changes of today's answers.
    over = [a for a in answers.actions(select(as_of=date(2023, 12, 31))) if a.year == 2023]
    assert any(a.paid_eur for a in over) and {a.state for a in over} == {
        a.state for a in answers.actions(select()) if a.year == 2023
    }
    assert 2023 not in reports.years(early) and max(reports.years(early)) == 2022
    report = reports.annual(early, 2023)
    (year,) = [s for s in report.sections if "2023" in s.heading]
    figures = next(b for b in year.blocks if isinstance(b, KeyFigures))
    assert not any("versés" in one.label for one in figures.figures)
    assert any("2023 n’était pas finie" in b.text for b in year.blocks if isinstance(b, Paragraph))


@pytest.mark.parametrize("past", [True, False])
def test_page_tile_deck_and_report_show_the_same_gate(
    past: bool, planned_ahead: date, select: Select, monkeypatch: pytest.MonkeyPatch
) -> None:
    selection = select(as_of=planned_ahead) if past else select()
    found = answers.gate(selection)
    assert found is not None and found.unevaluated
    titles = [a.title.fr for a in found.unevaluated]
    drawn: list[str] = []
    monkeypatch.setattr(action_gate, "block", drawn.append)
    files: list[pd.DataFrame] = []
    monkeypatch.setattr(action_files, "downloads", lambda _name, sheets, *_, **__: files.append(sheets[0].table))
    action_gate.add_gate(selection)
    page = " ".join(drawn)
    assert all(escape(title) in page for title in titles) and f"en {found.year}" in page
    assert len(files[0]) == len(titles) and files[0].iloc[:, 0].tolist() == [a.action for a in found.unevaluated]
    tile = import_module("observatory.ui.overview")._gate(selection)
    assert f" sur {found.financed} en {found.year} rest" in tile and f">{len(titles)} action" in tile
    sequence._deck.cache_clear()
    deck = {slide.key: slide for slide in committee.deck(selection).slides}
    assert deck["gate"].message.startswith(f"{len(titles)} action")
    assert f"en {found.year} sur {found.financed}" in deck["gate"].message
    assert deck["gate"].table is not None
    assert [row[0].text for row in deck["gate"].table.rows] == titles[: len(deck["gate"].table.rows)]
    assert deck["actions"].key_figures[-1].value == str(len(titles))
    report = reports.annual(selection)
    assert report.year == found.year
    listed = [b for s in report.sections for inner in s.sections for b in inner.blocks if isinstance(b, Listing)]
    assert titles in [[item.text for item in one.items] for one in listed]
    sequence._deck.cache_clear()


@pytest.mark.parametrize(
    "narrowing",
    [
        Narrowing(axis="housing"), Narrowing(objective="P8"), Narrowing(territory="QP094027-94019"),
        Narrowing(operator="Mission locale"), Narrowing(year=2022), Narrowing(state="cancelled"),
        Narrowing(axis="education", year=2023, state="done"),
    ],
)  # fmt: skip
def test_filters_keep_what_they_say(narrowing: Narrowing, select: Select) -> None:
    found = answers.programme(narrowing, select())
    assert 0 < len(found.actions) < len(found.offered)
    for action in found.offered:
        fits = (
            narrowing.axis in {"", found.axes[action.action]}
            and (not narrowing.objective or narrowing.objective in action.objectives)
            and (not narrowing.territory or narrowing.territory in action.territories)
            and narrowing.operator in {"", action.operator}
            and narrowing.year in {None, action.year}
            and narrowing.state in {"", action.state}
        )
        assert (action in found.actions) == fits


def test_years_of_the_frame_are_kept(select: Select) -> None:
    assert {a.year for a in answers.programme(Narrowing(), select(last_year=2021)).actions} == {2020, 2021}


def test_without_demonstration_there_is_nothing(select: Select) -> None:
    hidden = select(show_demo=False)
    assert answers.programme(Narrowing(), hidden).actions == ()
    assert answers.gate(hidden) is None
    assert answers.richest(hidden) == ""
    assert answers.weather(hidden) == ()
    assert answers.decisions(hidden) == ()


def test_the_chain_counts_its_own_actions_once(select: Select) -> None:
    selection = select()
    code = answers.richest(selection)
    found = answers.chain(code, selection)
    assert all(a.objectives[0] == code for a in found.own)
    assert all(code in a.objectives[1:] for a in found.also)
    assert found.planned_eur == max(answers.chain(o, selection).planned_eur for o in answers.objectives(selection))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_csv_file_holds_the_exact_amounts(language: str, files: Files, select: Select) -> None:
    selection = select(language=language)
    found = answers.programme(Narrowing(), selection)
    table = action_tables.actions_table(found.actions, dict(found.axes), dict(found.fundings), selection)
    content = exports.csv_bytes(table, language).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content), delimiter=";" if language == "fr" else ","))
    heading = next(name for name in rows[0] if name.startswith(("Prévu", "Planned")))
    planned: dict[str, Decimal] = {}
    for row in files("fundings"):
        planned[row["action"]] = planned.get(row["action"], Decimal(0)) + money(row["planned_eur"])
    assert {row["Code"]: money(row[heading]) for row in rows} == {a.action: planned[a.action] for a in found.actions}
    assert all("," in row[heading] for row in rows) == (language == "fr")


@each_contract
@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_each_funder_plans_adds_up_to_the_cent_in_the_files(contract: str, language: str, select: Select) -> None:
    selection = select(contract, language=language)
    found = answers.programme(Narrowing(), selection)
    table = action_tables.gate_table(found, found.actions, selection)
    planned, by = ("Prévu (€)", "Prévu\u00a0: ") if language == "fr" else ("Planned (€)", "Planned: ")
    content = exports.csv_bytes(table, language).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content), delimiter=";" if language == "fr" else ","))
    own = [head for head in rows[0] if head.startswith(by)]
    assert {head.removeprefix(by).removesuffix(" (€)") for head in own} == {
        one.funder for a in found.actions for one in found.fundings[a.action]
    }
    assert rows and all(sum(money(row[head]) for head in own) == money(row[planned]) for row in rows)
    told = about("Actions", [], selection, answers.catalogue(selection.release), date(2026, 1, 1))
    book = load_workbook(io.BytesIO(xlsx_bytes([Sheet("Actions", table, decimals=2)], told)))
    heads, *cells = book.worksheets[0].iter_rows()
    at = {cell.value: place for place, cell in enumerate(heads)}
    for row in cells:
        assert round(sum(row[at[head]].value for head in own), 2) == row[at[planned]].value
        assert {row[at[head]].number_format[-8:] for head in own} == {"#,##0.00"}
    # The screen says the same in one sentence, to the cent too.
    shown = action_tables.display(table, language)
    assert not set(own) & set(shown.data.columns) and len(shown.data.columns) + len(own) == len(table.columns)


def test_a_count_beside_a_secret_one_is_written_whole(select: Select) -> None:
    selection = select()
    found = answers.programme(Narrowing(), selection)
    first, *rest = (a for a in found.actions if a.resident_beneficiaries is not None)
    hidden = replace(first, resident_beneficiaries=None, secret=("resident_beneficiaries",))
    table = action_tables.actions_table([hidden, *rest], dict(found.axes), dict(found.fundings), selection)
    told = about("Actions", [], selection, answers.catalogue(selection.release), date(2026, 1, 1))
    book = load_workbook(io.BytesIO(xlsx_bytes([Sheet("Actions", table, decimals=2)], told)))
    (head, *cells) = next(c for c in book.worksheets[0].iter_cols() if c[0].value == "Dont habitants")
    assert cells[0].value == "s"
    assert [c.value for c in cells[1:]] == [a.resident_beneficiaries for a in rest] and rest
    assert {c.number_format.partition("]")[2] for c in cells[1:]} == {"#,##0"}


def test_each_action_names_its_funders_and_their_sheet_has_every_cent(files: Files, select: Select) -> None:
    selection = select()
    found = answers.programme(Narrowing(), selection)
    table = action_tables.actions_table(found.actions, dict(found.axes), dict(found.fundings), selection)
    said = dict(zip(table["Code"], table["Financeurs"], strict=True))
    own = [f for f in files("fundings") if f["action"] in said]
    for row in own:
        assert f"{row['funder']} " in said[row["action"]]
    assert said["CHV-2020-01"].startswith(
        "État (programme 147) 17\u202f917,89\u00a0€, Ville de Chennevières-sur-Marne 11\u202f019,43\u00a0€"
    )
    sheet = action_tables.fundings_table(found.actions, found.fundings, "fr")
    kinds = {"specific": "Crédits spécifiques", "ordinary": "Droit commun"}
    expected = {
        (
            f["action"],
            f["funder"],
            kinds[f["kind"]],
            money(f["planned_eur"]),
            money(f["paid_eur"]) if f["paid_eur"] else None,
        )
        for f in own
    }
    given = sheet[["Code", "Financeur", "Crédits", "Prévu (€)", "Versé (€)"]]
    assert set(given.itertuples(index=False, name=None)) == expected and len(given) == len(own)
    assert {type(amount) for amount in sheet["Prévu (€)"]} == {Decimal}


def test_a_flow_says_what_is_paid_only_where_it_is_known(select: Select) -> None:
    found = answers.programme(Narrowing(), select())
    one = next(a for a in found.financed if len(found.fundings[a.action]) > 1)
    first, *rest = (replace(f, paid_eur=None) for f in found.fundings[one.action])
    known = [replace(first, paid_eur=Decimal("12.34")), *rest]
    alone = replace(found, actions=(one,), fundings={one.action: tuple(known)})
    assert {(f.kind, f.funder): f.paid_eur for f in answers.flows(alone)} == {
        (f.kind, f.funder): f.paid_eur for f in known
    }


@each_contract
@pytest.mark.parametrize("dark", [False, True])
def test_ribbons_are_as_thick_as_the_money(contract: str, dark: bool, select: Select) -> None:
    selection = select(contract)
    found = answers.programme(Narrowing(), selection)
    flows = answers.flows(found)
    axes = {axis: axis for axis in found.axes.values()}
    figure = charts.money_flow(flows, axes, {}, "fr", dark)
    json.dumps(figure)
    assert not any("gl" in trace["type"] for trace in figure["data"])
    thick = [abs(trace["y"][-1] - trace["y"][0]) for trace in figure["data"]]
    scale = sum(thick) / float(found.planned_eur)
    for trace_thick, flow in zip(thick, flows, strict=True):
        assert trace_thick == pytest.approx(float(flow.planned_eur) * scale, abs=0.25)


def test_a_neighbourhood_of_unknown_population_says_so(select: Select) -> None:
    from observatory.money import PerHead

    rows = [
        PerHead("A", None, None, None, Decimal(0), Decimal(0)),
        PerHead("B", None, 10, 2018, Decimal(5), Decimal(2)),
    ]
    figure = charts.per_head_chart(rows, {"A": "Un", "B": "Deux"}, "fr", False)
    words = [note["text"] for note in figure["layout"]["annotations"]]
    assert "population inconnue" in words
    assert any("7,00" in one for one in words)


@pytest.mark.parametrize(
    ("language", "said", "every"),
    [
        (
            "fr",
            "Contrat de Chennevières-sur-Marne\u00a0; actions des années 2010 à 2024. Actions filtrées (Axe\u00a0: Emploi, Année\u00a0: 2022).",
            "toutes les actions financées en 2023 et pas encore évaluées, quels que soient les filtres.",
        ),
        (
            "en",
            "Contract of Chennevières-sur-Marne; actions of the years 2010 to 2024. Actions filtered (Axis: Employment, Year: 2022).",
            "all actions financed in 2023 and not evaluated yet, whatever the filters.",
        ),
    ],
)  # fmt: skip
def test_files_say_which_actions_they_are_about(
    language: str, said: str, every: str, select: Select, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, date]] = []
    monkeypatch.setattr(
        action_files, "downloads", lambda _name, _sheets, about, **_: told.append((about.filters, about.as_of))
    )
    selection = select(language=language)
    which = said_of(Narrowing(axis="employment", year=2022), selection)
    assert which == said and said_of(Narrowing(), selection) == said.partition(". ")[0] + "."
    table = pd.DataFrame({"A": [1]})
    action_files.add_files("n", "T", table, "k", selection, False, which)
    action_files.add_files("n", "T", table, "k", select(language=language, as_of=date(2023, 6, 12)), False, which)
    monkeypatch.setattr(action_gate, "block", lambda _: None)
    action_gate.add_gate(selection)
    (first, today), (_, day), (gate, _) = told
    assert first == said and gate.endswith(every)
    assert (today, day) == (answers.last_published(selection.release), date(2023, 6, 12))
