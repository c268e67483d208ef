"""What was known on a past day is what a database built on that day held, whatever came since."""

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

INDICATORS = ("PEOPLE", "YOUNG", "SHARE", "MEDIAN")
PLACES = ("OLD", "OLDER", "NEW", "DEP")
RELEASES = (1, 2, 3, 4)
DAY = {number: datetime(2020 + number, 6, 1, 9) for number in range(1, 7)}

deliveries = st.dictionaries(
    st.tuples(st.sampled_from(INDICATORS), st.sampled_from(PLACES), st.sampled_from(RELEASES)),
    st.integers(0, 400),
    min_size=4,
    max_size=24,
)
withdrawn = st.lists(st.sampled_from(RELEASES), max_size=2, unique=True)


def deliver(perimeters: Any, figures: dict[tuple[str, str, int], int], withdrawals: list[int]) -> None:
    """Three old and new neighbourhoods in a département, a gap to it, and releases of which the last take others back."""
    perimeters.clear()
    perimeters.connection.execute("DELETE FROM release")
    perimeters.add("territory", territory="DEP", level="department")
    for place in ("OLD", "OLDER", "NEW"):
        perimeters.add("territory_parent", territory=place, parent="DEP")
    perimeters.add("indicator", indicator="GAP", unit="percent", summable=False, secrecy_rule="B", decimals=1)
    perimeters.add("derivation", indicator="GAP", kind="relative_gap", numerator="MEDIAN", denominator="MEDIAN")
    perimeters.passage("OLD", "NEW", 0.75)
    perimeters.passage("OLDER", "NEW", 0.5)
    for number in RELEASES:
        perimeters.add("release", release=number, published_at=DAY[number], author="A")
    for number, taken in enumerate(withdrawals, start=len(RELEASES) + 1):
        perimeters.add("release", release=number, published_at=DAY[number], author="A", withdraws=taken)
    for (indicator, place, number), value in figures.items():
        perimeters.figure(indicator, place, value, release=number)


def rows_at(perimeters: Any, moment: datetime | None) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = perimeters.connection.execute("FROM figure_at(?) ORDER BY ALL", [moment]).fetchall()
    return found


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(figures=deliveries, withdrawals=withdrawn)
def test_a_past_day_is_what_a_database_of_that_day_held(perimeters, figures, withdrawals) -> None:
    deliver(perimeters, figures, withdrawals)
    perimeters.known()
    moments = sorted(DAY.values())
    remembered = [rows_at(perimeters, moment) for moment in moments]
    apart = [perimeters.overlapped(moment) for moment in moments]
    for moment, known, beside in reversed(list(zip(moments, remembered, apart, strict=True))):
        perimeters.connection.execute("DELETE FROM release WHERE published_at > ?", [moment])
        perimeters.known()
        assert known == rows_at(perimeters, None)
        assert beside == perimeters.overlapped()


def test_such_histories_hold_what_they_should(perimeters) -> None:
    """A revision, a withdrawal, a share that is published after it could be computed, and counts that came one by one."""
    figures = {
        ("PEOPLE", "OLD", 1): 100, ("PEOPLE", "OLD", 3): 120, ("PEOPLE", "OLDER", 2): 200, ("YOUNG", "OLD", 1): 40,
        ("SHARE", "OLD", 2): 41, ("PEOPLE", "NEW", 4): 90, ("MEDIAN", "NEW", 2): 900, ("MEDIAN", "DEP", 1): 1000,
    }  # fmt: skip
    deliver(perimeters, figures, [3])
    perimeters.known()

    def told(indicator: str, place: str) -> list[float | str]:
        seen: list[float | str] = []
        for moment in sorted(DAY.values())[:5]:
            found = [row for row in rows_at(perimeters, moment) if row[:2] == (indicator, place)]
            seen += [pytest.approx(row[3]) if row[3] is not None else str(row[5]).split("=")[0] for row in found] or [
                ""
            ]
        return seen

    assert told("PEOPLE", "OLD") == [100, 100, 120, 120, 100]
    assert told("SHARE", "OLD") == [40, 41, 41, 41, 41]
    assert told("PEOPLE", "NEW") == ["passage_incomplete", 175, 190, 90, 90]
    assert told("GAP", "NEW") == ["", -10, -10, -10, -10]
    assert perimeters.overlapped()["PEOPLE", "NEW"]["value"] == pytest.approx(175)
    assert perimeters.overlapped(DAY[4])["PEOPLE", "NEW"]["value"] == pytest.approx(190)
    assert perimeters.overlapped(DAY[3]) == {}


def test_nothing_hidden_today_is_written_down_as_past(perimeters) -> None:
    deliver(perimeters, {("PEOPLE", "OLD", 1): 100, ("PEOPLE", "OLDER", 1): 50, ("MEDIAN", "NEW", 1): 900}, [])
    for indicator, place in (("PEOPLE", "OLD"), ("MEDIAN", "NEW")):
        perimeters.figure(indicator, place, None, status="secret", release=2)
    perimeters.known()
    past = perimeters.connection.execute(
        "SELECT indicator, territory, value, status, known_until FROM figure_past"
    ).fetchall()
    assert {row[:4] for row in past} >= {("PEOPLE", "OLD", None, "secret"), ("MEDIAN", "NEW", None, "secret")}
    assert all(row[2] is None for row in past)
    assert {row[4] for row in past} == {DAY[2]}
    carried = perimeters.known(date(2021, 12, 31))["PEOPLE", "NEW"]
    assert (carried["value"], carried["reason"].split("=")[0]) == (None, "passage_hidden")
