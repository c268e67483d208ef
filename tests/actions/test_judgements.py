"""What people say stands beside what is computed: where they disagree is listed, and nothing is merged."""

from collections.abc import Callable
from datetime import date

import pytest

from observatory import answers
from observatory.answers.judgements import LEVELS, Decision, disagreement
from observatory.selection import Selection

Files = Callable[[str], list[dict[str, str]]]
Select = Callable[..., Selection]


@pytest.mark.parametrize(
    ("level", "statuses", "expected"),
    [
        ("secured", {"degradation": 2, "on_track": 1}, "optimistic"),
        ("secured", {"limited": 1, "on_track": 1}, ""),
        ("reachable", {"limited": 1}, "optimistic"),
        ("support", {"degradation": 3}, ""),
        ("compromised", {"met": 1, "on_track": 1, "limited": 1}, "pessimistic"),
        ("compromised", {"on_track": 1, "acceleration": 1}, ""),
        ("compromised", {}, ""),
        ("secured", {}, ""),
    ],
)
def test_a_disagreement_needs_most_indicators(level: str, statuses: dict[str, int], expected: str) -> None:
    assert disagreement(level, statuses) == expected


def test_the_latest_judgement_speaks_and_the_others_are_its_history(files: Files, select: Select) -> None:
    rows = [r for r in files("judgements") if r["contract"] == "chennevieres"]
    found = answers.weather(select())
    assert sum(1 + len(one.history) for one in found) == len(rows)
    for one in found:
        same = [r for r in rows if (r["objective"], r["territory"]) == (one.latest.objective, one.latest.territory)]
        assert one.latest.judged_on.isoformat() == max(r["judged_on"] for r in same)
        assert all(old.judged_on < one.latest.judged_on for old in one.history)


def test_disagreements_come_first(select: Select) -> None:
    found = [bool(one.disagreement) for one in answers.weather(select())]
    assert found == sorted(found, reverse=True)
    assert any(found)


def test_files_hold_only_known_words_and_codes(files: Files, select: Select) -> None:
    known = answers.catalogue(select().release)
    for row in files("judgements"):
        assert row["level"] in LEVELS
        assert ("cucs", row["objective"]) in known.objectives
        assert row["territory"] in known.territories
    for row in files("comments"):
        assert row["indicator"] in known.indicators
        assert row["territory"] in known.territories
    for row in files("decisions"):
        assert row["state"] in {"open", "done", "dropped"}
        assert (row["closed_on"] == "") == (row["state"] == "open")
    assert {row["origin"] for name in ("judgements", "comments", "decisions") for row in files(name)} == {"demo"}


def test_comments_keep_to_the_years_shown(select: Select) -> None:
    assert len(answers.comments("DE-ABC", "QP094027", select())) == 2
    assert len(answers.comments("DE-ABC", "QP094027", select(last_year=2020))) == 1
    assert answers.comments("DE-ABC", "QP094026", select()) == ()


def test_a_past_day_knows_only_what_had_been_said(select: Select) -> None:
    def said(day: date) -> list[date]:
        return [one.commented_on for one in answers.comments("DE-ABC", "QP094027", select(as_of=day))]

    first, second = date(2021, 4, 12), date(2022, 3, 8)
    assert [said(day) for day in (date(2021, 4, 11), first, date(2022, 3, 7), second)] == [
        [],
        [first],
        [first],
        [first, second],
    ]


def test_made_up_comments_hide_with_the_demonstration(select: Select) -> None:
    assert answers.comments("DE-ABC", "QP094027", select(show_demo=False)) == ()


def test_a_decision_is_late_while_open_after_its_day() -> None:
    def decision(state: str, due: date | None) -> Decision:
        return Decision("D", date(2023, 6, 13), "", "", "", due, state, None, "demo")

    today = date(2024, 1, 1)
    assert decision("open", date(2023, 12, 31)).is_late(today)
    assert not decision("open", today).is_late(today)
    assert not decision("open", None).is_late(today)
    assert not decision("done", date(2023, 12, 31)).is_late(today)


def test_open_decisions_come_first_by_their_day(select: Select) -> None:
    found = answers.decisions(select())
    states = [one.state != "open" for one in found]
    assert states == sorted(states)
    due = [one.due_on for one in found if one.state == "open"]
    assert due == sorted(due, key=lambda day: day or date.max)
