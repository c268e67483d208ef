"""Amounts are exact from file to sentence, and each view of the money adds up to the same total."""

import csv
import io
import json
from collections.abc import Callable
from decimal import Decimal

import pytest

from observatory import answers, charts, exports
from observatory.answers import Narrowing
from observatory.money import euros, percent
from observatory.selection import Selection
from observatory.ui import action_tables

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
