"""Figures carried by passages: what is carried, how it is marked, and what is refused with which reason."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st


def test_a_count_is_carried_as_an_estimate_that_names_where_it_comes_from(perimeters) -> None:
    perimeters.passage("OLD", "NEW")
    perimeters.figure("PEOPLE", "OLD", 1332)
    row = perimeters.known()["PEOPLE", "NEW"]
    assert (row["value"], row["status"], row["reason"]) == (1332, "estimated", "passage=OLD:1.0")
    assert (row["origin"], row["source"], row["file"], row["row"], row["release"]) == ("official", "src", "f.csv", 2, 1)


def test_a_split_shares_by_weight_and_a_merger_adds_up(perimeters) -> None:
    """A gives 30 % to X and 70 % to Y; B gives all to Y: 0.7 × 200 + 1 × 60."""
    perimeters.passage("A", "X", 0.3)
    perimeters.passage("A", "Y", 0.7, covered=0.6)
    perimeters.passage("B", "Y", covered=0.4)
    perimeters.figure("PEOPLE", "A", 200)
    perimeters.figure("PEOPLE", "B", 60)
    known = perimeters.known()
    assert known["PEOPLE", "X"]["value"] == pytest.approx(60)
    assert known["PEOPLE", "Y"]["value"] == pytest.approx(200)
    assert known["PEOPLE", "Y"]["reason"] == "passage=B:1.0,A:0.7"


def test_what_lies_outside_is_given_to_nobody(perimeters) -> None:
    perimeters.passage("A", "X", 0.8)
    perimeters.passage("A", None, 0.2)
    perimeters.figure("PEOPLE", "A", 100)
    known = perimeters.known()
    assert known["PEOPLE", "X"]["value"] == pytest.approx(80)
    assert set(known) == {("PEOPLE", "A"), ("PEOPLE", "X")}


def test_a_figure_of_its_own_stands(perimeters) -> None:
    perimeters.passage("OLD", "NEW")
    perimeters.figure("PEOPLE", "OLD", 100)
    perimeters.figure("PEOPLE", "NEW", 90, status="provisional")
    row = perimeters.known()["PEOPLE", "NEW"]
    assert (row["value"], row["status"], row["reason"]) == (90, "provisional", None)


def test_what_would_have_been_carried_stands_apart(perimeters) -> None:
    perimeters.passage("OLD", "NEW", 0.8)
    perimeters.figure("PEOPLE", "OLD", 100)
    perimeters.figure("PEOPLE", "NEW", 90)
    known = perimeters.known()
    assert known["PEOPLE", "NEW"]["value"] == 90
    assert ("PEOPLE", "OLD") in known
    (row,) = perimeters.overlapped().values()
    assert (row["territory"], row["value"], row["status"]) == ("NEW", pytest.approx(80), "estimated")
    assert row["reason"] == "passage=OLD:0.8"


@pytest.mark.parametrize("status", ["secret", "not_available", "not_significant"])
def test_nothing_stands_apart_from_an_own_figure_that_is_not_shown(perimeters, status) -> None:
    perimeters.passage("OLD", "NEW")
    perimeters.figure("PEOPLE", "OLD", 100)
    perimeters.figure("PEOPLE", "NEW", None, status=status)
    perimeters.known()
    assert perimeters.overlapped() == {}


def test_what_may_not_be_carried_does_not_stand_apart_either(perimeters) -> None:
    """A median adds up no better beside an own one; a count beside a hidden one of the receiver could give it away."""
    perimeters.passage("OLD", "NEW")
    for indicator in ("MEDIAN", "PEOPLE"):
        perimeters.figure(indicator, "OLD", 100)
        perimeters.figure(indicator, "NEW", 90)
    perimeters.known()
    assert set(perimeters.overlapped()) == {("PEOPLE", "NEW")}
    perimeters.figure("YOUNG", "NEW", None, status="secret", reason="rule B")
    perimeters.known()
    assert perimeters.overlapped() == {}


def test_a_share_beside_an_own_one_is_made_of_two_carried_counts(perimeters) -> None:
    """40 of 100 were carried; the receiver's own 30 of 60 take no part in it, nor does it in them."""
    perimeters.passage("OLD", "NEW")
    for place, young, people in (("OLD", 40, 100), ("NEW", 30, 60)):
        perimeters.figure("YOUNG", place, young)
        perimeters.figure("PEOPLE", place, people)
    known, apart = perimeters.known(), perimeters.overlapped()
    assert known["SHARE", "NEW"]["value"] == pytest.approx(50)
    assert (apart["SHARE", "NEW"]["value"], apart["SHARE", "NEW"]["denominator"]) == (pytest.approx(40), 100)


def test_so_does_one_that_is_not_available(perimeters) -> None:
    perimeters.passage("OLD", "NEW")
    perimeters.figure("PEOPLE", "OLD", 100)
    perimeters.figure("PEOPLE", "NEW", None, status="not_available", reason="not_delivered")
    assert perimeters.known()["PEOPLE", "NEW"]["value"] is None


def test_what_does_not_add_up_is_refused(perimeters) -> None:
    perimeters.passage("OLD", "NEW")
    perimeters.figure("MEDIAN", "OLD", 15_550)
    row = perimeters.known()["MEDIAN", "NEW"]
    assert (row["value"], row["status"]) == (None, "not_available")
    assert row["reason"] == "passage_not_summable=OLD:1.0"
    assert (row["numerator"], row["denominator"]) == (None, None)


def test_a_share_is_made_again_from_two_carried_counts(perimeters) -> None:
    """(0.5 × 40 + 10) of (0.5 × 100 + 50): 30 %, neither of the two shares nor their mean."""
    for giver, weight, covered, young, people in (("A", 0.5, 0.5, 40, 100), ("B", 1.0, 0.5, 10, 50)):
        perimeters.passage(giver, "NEW", weight, covered=covered)
        perimeters.figure("YOUNG", giver, young)
        perimeters.figure("PEOPLE", giver, people)
    perimeters.passage("A", None, 0.5)
    row = perimeters.known()["SHARE", "NEW"]
    assert row["value"] == pytest.approx(30)
    assert (row["numerator"], row["denominator"], row["status"]) == (30, 100, "estimated")
    assert row["reason"].startswith("passage=")


def test_a_published_share_without_its_counts_is_refused(perimeters) -> None:
    perimeters.passage("OLD", "NEW")
    perimeters.figure("SHARE", "OLD", 40, numerator=40, denominator=100)
    perimeters.figure("PEOPLE", "OLD", 100)
    assert perimeters.known()["SHARE", "NEW"]["reason"] == "passage_not_summable=OLD:1.0"


def test_counts_of_two_perimeters_make_no_share(perimeters) -> None:
    perimeters.passage("OLD", "NEW")
    perimeters.figure("YOUNG", "OLD", 40)
    perimeters.figure("PEOPLE", "OLD", 100)
    perimeters.figure("PEOPLE", "NEW", 50)
    row = perimeters.known()["SHARE", "NEW"]
    assert (row["value"], row["reason"]) == (None, "passage_not_summable=OLD:1.0")


def test_one_giver_without_a_figure_makes_the_count_incomplete(perimeters) -> None:
    perimeters.passage("A", "NEW", covered=0.5)
    perimeters.passage("B", "NEW", covered=0.5)
    perimeters.figure("PEOPLE", "A", 100)
    row = perimeters.known()["PEOPLE", "NEW"]
    assert (row["value"], row["status"], row["reason"].split("=")[0]) == (None, "not_available", "passage_incomplete")


@pytest.mark.parametrize(("covered", "is_carried"), [(0.95, True), (0.94, False), (None, True)])
def test_a_new_perimeter_that_is_larger_than_what_it_received_gets_no_count(perimeters, covered, is_carried) -> None:
    perimeters.passage("OLD", "NEW", covered=covered)
    perimeters.figure("PEOPLE", "OLD", 100)
    row = perimeters.known()["PEOPLE", "NEW"]
    assert (row["value"] is not None) == is_carried
    assert is_carried or row["reason"] == "passage_uncovered=OLD:1.0"


def test_a_demonstration_figure_stays_one(perimeters) -> None:
    perimeters.passage("A", "NEW", covered=0.5)
    perimeters.passage("B", "NEW", covered=0.5)
    perimeters.figure("PEOPLE", "A", 100)
    perimeters.figure("PEOPLE", "B", 100, origin="demo")
    assert perimeters.known()["PEOPLE", "NEW"]["origin"] == "demo"


def test_parts_carry_only_where_the_table_says_so_and_never_refuse(perimeters) -> None:
    """A part without a figure shows that of its whole: a refusal in its place would hide it."""
    perimeters.passage("OLD", "OLD-1", 0.4, kind="part", carries=False)
    perimeters.passage("OLD", "OLD-2", 0.6, kind="part")
    perimeters.figure("PEOPLE", "OLD", 100)
    perimeters.figure("MEDIAN", "OLD", 15_550)
    known = perimeters.known()
    assert known["PEOPLE", "OLD-2"]["value"] == pytest.approx(60)
    assert set(known) == {("PEOPLE", "OLD"), ("MEDIAN", "OLD"), ("PEOPLE", "OLD-2")}


# Secrecy


def test_nothing_is_carried_from_a_hidden_figure(perimeters) -> None:
    perimeters.passage("A", "NEW", covered=0.5)
    perimeters.passage("B", "NEW", covered=0.5)
    perimeters.figure("PEOPLE", "A", 100)
    perimeters.figure("PEOPLE", "B", None, status="secret", reason="rule B")
    row = perimeters.known()["PEOPLE", "NEW"]
    assert (row["value"], row["status"], row["reason"].split("=")[0]) == (None, "secret", "passage_hidden")


def test_a_carried_count_keeps_to_the_threshold(perimeters) -> None:
    """A twentieth of 80 is 4, and of 100 is 5: the rule hides 1 to 4."""
    perimeters.passage("OLD", "NEW", 0.05)
    perimeters.passage("OLD", None, 0.95)
    perimeters.figure("YOUNG", "OLD", 80)
    perimeters.figure("PEOPLE", "OLD", 100)
    known = perimeters.known()
    assert (known["YOUNG", "NEW"]["value"], known["YOUNG", "NEW"]["status"]) == (None, "secret")
    assert known["YOUNG", "NEW"]["reason"].startswith("passage_small=")
    assert known["PEOPLE", "NEW"]["value"] == pytest.approx(5)


@pytest.mark.parametrize(
    ("young", "people", "is_shown"), [(10, 19, False), (10, 20, True), (17, 20, False), (20, 20, True)]
)
def test_a_share_made_again_keeps_to_its_rule(perimeters, young, people, is_shown) -> None:
    """Fewer than 20 below the line, or 1 to 4 who are not counted above it."""
    perimeters.passage("OLD", "NEW")
    perimeters.figure("YOUNG", "OLD", young)
    perimeters.figure("PEOPLE", "OLD", people)
    row = perimeters.known()["SHARE", "NEW"]
    assert (row["value"] is not None) == is_shown
    assert is_shown or (row["status"], row["numerator"], row["denominator"]) == ("secret", None, None)


def test_a_share_hidden_where_its_counts_are_known_is_not_given_away_elsewhere(perimeters) -> None:
    perimeters.passage("OLD", "NEW")
    perimeters.figure("YOUNG", "OLD", 40)
    perimeters.figure("PEOPLE", "OLD", 100)
    perimeters.figure("SHARE", "OLD", None, status="secret", reason="secondary")
    row = perimeters.known()["SHARE", "NEW"]
    assert (row["value"], row["status"], row["reason"]) == (None, "secret", "passage_hidden=OLD:1.0")


def test_nothing_is_carried_beside_a_hidden_figure_of_the_receiver(perimeters) -> None:
    """Its young and its people would give away those who are hidden between them."""
    perimeters.passage("OLD", "NEW")
    perimeters.figure("PEOPLE", "OLD", 100)
    perimeters.figure("YOUNG", "NEW", None, status="secret", reason="rule B")
    row = perimeters.known()["PEOPLE", "NEW"]
    assert (row["value"], row["reason"].split("=")[0]) == (None, "passage_beside_secret")


def test_what_is_hidden_today_was_not_carried_on_a_past_day_either(perimeters) -> None:
    """Published in 2022, withdrawn for a secret one in 2023; the receiver has had its own since."""
    perimeters.passage("OLD", "NEW")
    perimeters.add("release", release=2, published_at="2023-06-01 09:00:00", author="A")
    perimeters.figure("PEOPLE", "OLD", 33)
    perimeters.figure("PEOPLE", "OLD", None, status="secret", release=2)
    perimeters.figure("PEOPLE", "NEW", 500, release=2)
    past = perimeters.known(date(2022, 12, 31))
    assert past["PEOPLE", "OLD"]["value"] is None
    assert past["PEOPLE", "NEW"]["value"] is None
    assert perimeters.known()["PEOPLE", "NEW"]["value"] == 500


def test_a_figure_is_carried_as_it_was_known(perimeters) -> None:
    perimeters.passage("OLD", "NEW")
    perimeters.add("release", release=2, published_at="2023-06-01 09:00:00", author="A")
    perimeters.figure("PEOPLE", "OLD", 100)
    perimeters.figure("PEOPLE", "OLD", 120, release=2)
    assert perimeters.known(date(2022, 12, 31))["PEOPLE", "NEW"]["value"] == 100
    assert perimeters.known()["PEOPLE", "NEW"]["value"] == 120


shares = st.lists(st.integers(1, 50), min_size=1, max_size=5)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=st.lists(shares, min_size=1, max_size=4), figures=st.lists(st.integers(0, 90_000), min_size=4, max_size=4))
def test_what_is_carried_sums_to_what_was_given(perimeters, parts, figures) -> None:
    """Old territories share themselves out among new ones, whose counts and what lies outside make the old total."""
    perimeters.clear()
    perimeters.connection.execute("DELETE FROM secrecy_rule")
    outside = 0.0
    receivers: dict[str, float] = {}
    for number, pieces in enumerate(parts):
        perimeters.figure("PEOPLE", f"A{number}", figures[number])
        for place, piece in enumerate(pieces):
            weight = piece / sum(pieces)
            to = None if place == 4 else f"X{place}"
            perimeters.passage(f"A{number}", to, weight, covered=None)
            if to is None:
                outside += weight * figures[number]
            else:
                receivers[to] = receivers.get(to, 0.0) + weight * figures[number]
    known = perimeters.known()
    carried = {code: row["value"] for (_, code), row in known.items() if code.startswith("X")}
    assert carried == pytest.approx(receivers)
    assert sum(carried.values()) + outside == pytest.approx(sum(figures[: len(parts)]))
