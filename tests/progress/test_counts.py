"""Counts of statuses and completeness: by axis, objective and neighbourhood, never a mean of values."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

BUILD = Path(__file__).resolve().parents[2] / "queries" / "build"
ASKED = {"contract": "K", "territories": None, "measure": None, "as_of": None, "first_period": None, "last_period": None,
         "reference": None, "show_demo": True}  # fmt: skip
AIM = {"baseline": (2015, 25), "target": (2023, 15)}
STATUSES = ("met", "on_track", "acceleration", "limited", "degradation", "not_assessable")


@pytest.fixture
def contract(observatory: Any) -> Any:
    """Five indicators of housing: three statuses, one without a target, one context, one without figures."""
    observatory.clear()
    observatory.add("axis", framework="F", axis="housing", position=1)
    observatory.add("axis", framework="F", axis="health", position=2)
    for position, objective in enumerate(("H1", "H2", "S1"), 1):
        observatory.add("objective", framework="F", objective=objective, axis="housing", position=position)
    observatory.add_case({2015: 25, 2019: 20}, indicator="GOOD", **AIM)
    observatory.add_case({2015: 25, 2019: 22}, indicator="SLOW", **AIM)
    observatory.add_case({2015: 25, 2019: 27}, indicator="BAD", **AIM)
    observatory.add_case({2015: 25, 2019: 27}, indicator="AIMLESS")
    observatory.add_case({2015: 25, 2019: 27}, indicator="AROUND", kind="context", **AIM)
    observatory.add_case({}, indicator="UNKNOWN", kind="output")
    for objective, indicator in (("H1", "GOOD"), ("H1", "AIMLESS"), ("H1", "AROUND"), ("H2", "BAD"), ("H2", "UNKNOWN")):
        observatory.add("objective_indicator", framework="F", objective=objective, indicator=indicator)
    return observatory


def counts(observatory: Any, **asked: Any) -> dict[tuple[str, str], dict[str, Any]]:
    """Rows by scope and code: those of the contract, and under the scope `territory` those of each neighbourhood."""
    rows = observatory.ask("progress_counts", **{**ASKED, **asked})
    found = {(r["scope"], r["code"]): r for r in rows if r["territory"] is None}
    return found | {("territory", r["territory"]): r for r in rows if r["territory"] and r["scope"] == "contract"}


def test_counts_and_completeness(contract: Any) -> None:
    found = counts(contract)
    housing = found["axis", "housing"]
    assert [housing[f"{status}_count"] for status in STATUSES] == [0, 1, 1, 0, 1, 2]
    assert (housing["indicators_count"], housing["no_target_count"], housing["no_figure_count"]) == (5, 1, 1)
    assert housing["completeness_ratio"] == pytest.approx(3 / 5)
    assert found["contract", "K"]["indicators_count"] == found["territory", "QP1"]["indicators_count"] == 5
    assert found["objective", "H1"]["completeness_ratio"] == pytest.approx(1 / 2)
    assert (found["objective", "H2"]["degradation_count"], found["objective", "H2"]["result_indicators_count"]) == (
        1,
        1,
    )


def test_publication_counts_what_it_judged(contract: Any) -> None:
    """The counts kept at publication are those that the same question gives for today, of each contract by itself."""
    contract.add("contract", contract="L", framework="F", signatory="COM1", reference="COM1", starts_on=date(2010, 1, 1),
                 ends_on=date(2030, 12, 31))  # fmt: skip
    for position, place in enumerate(("QP1", "QP2"), 1):
        contract.add("contract_territory", contract="L", territory=place, position=position)
    contract.add("territory", territory="QP2", level="neighbourhood")
    for step in ("73_progress_table", "74_progress_count"):
        contract.connection.execute((BUILD / f"{step}.sql").read_text(encoding="utf-8"))
    kept = {code: contract.ask("progress_counts_published", contract=code) for code in ("K", "L", "M")}
    assert kept["K"] == contract.ask("progress_counts", **ASKED)
    assert kept["L"] == contract.ask("progress_counts", **{**ASKED, "contract": "L"})
    assert kept["M"] == []
    aimed = {
        code: sum(row["targets_count"] for row in rows if row["scope"] == "contract") for code, rows in kept.items()
    }
    assert aimed["K"] and not aimed["L"]


def test_what_has_no_indicator_is_listed(contract: Any) -> None:
    found = counts(contract)
    for key in (("axis", "health"), ("objective", "S1")):
        assert (found[key]["indicators_count"], found[key]["completeness_ratio"]) == (0, None)


def test_counts_add_up(contract: Any) -> None:
    for row in counts(contract).values():
        assert sum(row[f"{status}_count"] for status in STATUSES) == row["indicators_count"]


def test_a_commune_speaks_once_for_its_neighbourhoods(contract: Any) -> None:
    contract.add("territory", territory="QP2", level="neighbourhood")
    contract.add("territory_parent", territory="QP2", parent="COM1")
    contract.add("contract_territory", contract="K", territory="QP2", position=2)
    contract.connection.execute("UPDATE indicator SET finest_level = 'commune' WHERE indicator = 'UNKNOWN'")
    contract.add_figures("UNKNOWN", "COM1", {2015: 25, 2019: 20})
    contract.connection.execute(
        "INSERT INTO target SELECT * REPLACE ('UNKNOWN' AS indicator, 'COM1' AS territory) FROM target WHERE indicator = 'GOOD'"
    )
    found = counts(contract)
    assert found["territory", "QP1"]["on_track_count"] == 2
    assert found["territory", "QP2"]["on_track_count"] == 1
    assert found["contract", "K"]["on_track_count"] == 2
    assert found["contract", "K"]["indicators_count"] == 9
    assert counts(contract, territories=["QP2"])["axis", "housing"]["indicators_count"] == 5


def test_a_part_is_judged_by_its_whole_where_it_has_no_figure(contract: Any) -> None:
    contract.add("territory", territory="QP1-A", level="neighbourhood_part")
    contract.add("territory_parent", territory="QP1-A", parent="QP1")
    contract.add("contract_territory", contract="K", territory="QP1-A", position=2)
    for indicator in ("SLOW", "AIMLESS"):
        contract.add_figures(indicator, "QP1-A", {2015: 5, 2019: 4})
    found = counts(contract)
    assert found["territory", "QP1-A"]["on_track_count"] == 1
    # Its own figure has no target.
    assert found["territory", "QP1-A"]["acceleration_count"] == 0
    # Beside the whole a part says nothing of its own.
    assert found["contract", "K"]["indicators_count"] == 5
    assert (found["contract", "K"]["on_track_count"], found["contract", "K"]["acceleration_count"]) == (1, 1)


def test_counts_follow_the_reader(contract: Any) -> None:
    assert counts(contract, last_period=date(2015, 12, 31))["contract", "K"]["completeness_ratio"] == 0
    assert counts(contract, measure="gap")["contract", "K"]["no_figure_count"] == 5
    contract.connection.execute("UPDATE figure SET origin = 'demo' WHERE indicator = 'GOOD'")
    assert counts(contract, show_demo=False)["contract", "K"]["on_track_count"] == 0
    assert counts(contract)["contract", "K"]["on_track_count"] == 1


def test_the_question_on_progress(contract: Any) -> None:
    rows = contract.ask("progress", **{key: ASKED[key] for key in ASKED if key != "measure"}, indicators=["SLOW"])
    assert [(row["territory"], row["status"]) for row in rows] == [("QP1", "acceleration")]


def test_an_axis_is_counted_for_each_neighbourhood(contract: Any) -> None:
    contract.add("territory", territory="QP2", level="neighbourhood")
    contract.add("contract_territory", contract="K", territory="QP2", position=2)
    contract.add_figures("GOOD", "QP2", {2015: 25, 2019: 20})
    rows = {(r["code"], r["territory"]): r for r in contract.ask("progress_counts", **ASKED) if r["scope"] == "axis"}
    assert [rows["housing", place]["on_track_count"] for place in (None, "QP1", "QP2")] == [1, 1, 0]
    assert [rows["housing", place]["indicators_count"] for place in (None, "QP1", "QP2")] == [10, 5, 5]
    assert [rows["housing", place]["targets_count"] for place in (None, "QP1", "QP2")] == [3, 3, 0]


def test_a_target_on_the_gap_alone_counts(contract: Any) -> None:
    contract.add_figures("AIMLESS", "COM1", {2015: 20, 2019: 20})
    contract.connection.execute(
        "INSERT INTO target SELECT * REPLACE ('AIMLESS' AS indicator, 'gap' AS measure, 'COM1' AS reference, 5 AS baseline_value, "
        "1 AS value) FROM target WHERE indicator = 'GOOD'"
    )
    assert counts(contract)["axis", "housing"]["degradation_count"] == 2
    assert counts(contract, measure="level")["axis", "housing"]["degradation_count"] == 1


@pytest.mark.parametrize("made_up", ["target", "baseline", "current"])
def test_statuses_that_rest_on_demonstration_are_counted(contract: Any, made_up: str) -> None:
    """A demonstration target, baseline or current figure makes the status one of demonstration; what has no status does not count."""
    assert counts(contract)["axis", "housing"]["demo_count"] == 0
    if made_up == "target":
        contract.connection.execute("UPDATE target SET origin = 'demo' WHERE indicator = 'GOOD'")
    else:
        year = {"baseline": 2015, "current": 2019}[made_up]
        contract.connection.execute(
            "UPDATE figure SET origin = 'demo' WHERE year(period) = ? AND indicator IN ('GOOD', 'AIMLESS', 'AROUND')",
            [year],
        )
    found = counts(contract)
    assert [found[key]["demo_count"] for key in (("axis", "housing"), ("objective", "H1"), ("territory", "QP1"))] == [
        1,
        1,
        1,
    ]
    assert (found["objective", "H2"]["demo_count"], found["axis", "health"]["demo_count"]) == (0, 0)


@pytest.mark.parametrize("signatory", ["EPT", "COM1"])
def test_a_commune_within_the_signatory_speaks_for_a_neighbourhood_before_one_outside(
    contract: Any, signatory: str
) -> None:
    """QP1 lies mostly in COM0, which the signatory of the contract does not hold."""
    run = contract.connection.execute
    run("UPDATE contract SET signatory = ?", [signatory])
    run("UPDATE indicator SET finest_level = 'commune' WHERE indicator = 'GOOD'")
    run("UPDATE territory_parent SET population = 10")
    run("DELETE FROM figure WHERE indicator = 'GOOD'")
    run("UPDATE target SET territory = 'COM1' WHERE indicator = 'GOOD'")
    run("INSERT INTO target SELECT * REPLACE ('COM0' AS territory) FROM target WHERE indicator = 'GOOD'")
    contract.add("territory", territory="COM0", level="commune")
    contract.add("territory_parent", territory="QP1", parent="COM0", population=90)
    contract.add("territory", territory="EPT", level="ept")
    contract.add("territory_parent", territory="COM1", parent="EPT")
    contract.add_figures("GOOD", "COM1", {2015: 25, 2019: 20})
    contract.add_figures("GOOD", "COM0", {2015: 25, 2019: 27})
    found = counts(contract)["territory", "QP1"]
    assert (found["on_track_count"], found["degradation_count"]) == (1, 1), "BAD is the other one"
    run("DELETE FROM territory_parent WHERE territory = 'COM1'")
    run("UPDATE contract SET signatory = 'EPT'")
    assert counts(contract)["territory", "QP1"]["degradation_count"] == 2, "else the commune with most of it"
