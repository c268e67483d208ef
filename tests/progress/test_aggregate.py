"""Several territories taken together: sums and quotients of sums, or the reason why there is none."""

from typing import Any

import pytest

ASKED = {"territories": ["QP1", "QP2"], "first_year": 2015, "last_year": 2020, "show_demo": True}


@pytest.fixture
def places(observatory: Any) -> Any:
    """Two neighbourhoods with a count, a derived share, a share with its own counts, and a rate without."""
    observatory.clear()
    observatory.add("territory", territory="QP2", level="neighbourhood")
    for indicator, unit, summable in (("WOMEN", "count", True), ("ALL", "count", True), ("SHARE", "percent", False),
                                      ("OWN", "percent", False), ("RATE", "percent", False)):  # fmt: skip
        observatory.add_case({}, indicator=indicator, unit=unit, summable=summable)
    observatory.add("derivation", indicator="SHARE", kind="share", numerator="WOMEN", denominator="ALL")
    for territory, women, everyone in (("QP1", 30, 100), ("QP2", 30, 300)):
        observatory.add_figures("WOMEN", territory, {2019: women})
        observatory.add_figures("ALL", territory, {2019: everyone})
        share = 100 * women / everyone
        observatory.add_figures("SHARE", territory, {2019: share})
        observatory.add_figures("OWN", territory, {2019: {"value": share, "numerator": women, "denominator": everyone}})
        observatory.add_figures("RATE", territory, {2019: share})
    return observatory


def ask(observatory: Any, indicator: str, **asked: Any) -> list[dict[str, Any]]:
    return observatory.ask("aggregate", **{**ASKED, "indicators": [indicator], **asked})


def test_a_count_is_summed(places: Any) -> None:
    (row,) = ask(places, "WOMEN")
    assert (row["value"], row["method"], row["reason"], row["status"]) == (60, "sum", None, "published")


@pytest.mark.parametrize("indicator", ["SHARE", "OWN"])
def test_a_share_is_the_quotient_of_sums(places: Any, indicator: str) -> None:
    """15 %, not the mean of 30 % and 10 %."""
    (row,) = ask(places, indicator)
    assert (row["value"], row["numerator"], row["denominator"], row["method"]) == (15, 60, 400, "quotient")


def test_what_cannot_be_summed_says_so(places: Any) -> None:
    (row,) = ask(places, "RATE")
    assert (row["value"], row["reason"], row["status"]) == (None, "not_summable", "not_available")


@pytest.mark.parametrize("indicator", ["WOMEN", "SHARE", "OWN"])
def test_a_hidden_member_leaves_no_total(places: Any, indicator: str) -> None:
    places.connection.execute(
        "UPDATE figure SET value = NULL, numerator = NULL, denominator = NULL, status = 'secret' "
        "WHERE territory = 'QP2' AND indicator <> 'ALL'"
    )
    (row,) = ask(places, indicator)
    assert (row["value"], row["numerator"], row["denominator"], row["reason"]) == (None, None, None, "incomplete")
    assert (row["missing_territories"], row["members_count"], row["known_count"]) == (["QP2"], 2, 1)


def test_nobody_counts_twice(places: Any) -> None:
    places.add("territory_parent", territory="QP2", parent="QP1")
    assert ask(places, "WOMEN")[0]["reason"] == "overlap"
    places.connection.execute("DELETE FROM territory_parent WHERE territory = 'QP2'")
    places.add("passage", from_territory="QP1", to_territory="QP2", weight=1)
    assert ask(places, "SHARE")[0]["reason"] == "overlap"


def test_a_total_is_as_sure_as_its_weakest_part(places: Any) -> None:
    places.connection.execute("UPDATE figure SET status = 'provisional', origin = 'demo' WHERE territory = 'QP2'")
    (row,) = ask(places, "WOMEN")
    assert (row["status"], row["is_demo"]) == ("provisional", True)
    assert ask(places, "WOMEN", show_demo=False)[0]["reason"] == "incomplete"


def test_one_territory_asked_twice_counts_once(places: Any) -> None:
    assert ask(places, "WOMEN", territories=["QP1", "QP1"])[0]["value"] == 30


def test_nothing_asked_nothing_answered(places: Any) -> None:
    assert ask(places, "WOMEN", territories=[]) == ask(places, "WOMEN", last_year=2018) == []
