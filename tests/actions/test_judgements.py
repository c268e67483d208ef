"""What people say stands beside what is computed: where they disagree is listed, and nothing is merged."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from html import escape

import pytest
from pptx import Presentation

from observatory import answers, committee, formats
from observatory.answers.judgements import LEVELS, Decision, disagreement
from observatory.exports.slideshow import pptx_bytes
from observatory.selection import Selection
from observatory.slides import page

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


def test_the_weather_of_a_past_day_is_what_had_been_judged(select: Select) -> None:
    (now,) = [one for one in answers.weather(select()) if one.latest.objective == "E1"]
    (then,) = [one for one in answers.weather(select(as_of=date(2023, 6, 12))) if one.latest.objective == "E1"]
    assert now.latest.judged_on == date(2023, 6, 13) and then.latest == now.history[0] and then.history == ()
    assert answers.weather(select(as_of=date(2022, 6, 13))) == ()


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


def test_a_committee_follows_what_earlier_ones_decided(files: Files, select: Select) -> None:
    selection = select()
    rows = {row["decision"]: row for row in files("decisions") if row["contract"] == "chennevieres"}
    for day in (date(2022, 6, 14), date(2023, 1, 31), date(2024, 5, 31), date(2024, 6, 1), date(2026, 12, 10)):
        said = day.isoformat()
        still = {
            code
            for code, row in rows.items()
            if row["decided_on"] < said and (row["state"] == "open" or row["closed_on"] > said)
        }
        found = answers.followed(selection, day)
        assert {d.decision for d in found if d.state == "open"} == still
        late = {code for code in still if rows[code]["due_on"] and rows[code]["due_on"] < said}
        assert {d.decision for d in found if d.is_late(day)} == late
        due = [d.due_on for d in found if d.state == "open" and d.due_on]
        assert due == sorted(due)
    assert {d.decision: d.state for d in answers.followed(selection, date(2024, 5, 31))}["D-2023-04"] == "dropped"
    assert {d.decision: d.state for d in answers.decisions(select(as_of=date(2023, 1, 31)))} == {
        "D-2022-01": "done",
        "D-2022-02": "open",
    }


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_deck_shows_the_open_decisions_of_earlier_committees(language: str, select: Select) -> None:
    selection = select(language=language)
    day = date(2024, 6, 10)
    for sequence in (None, replace(committee.automatic(selection), sequence="x", as_of=day)):
        deck = committee.deck(selection, sequence)
        today = day if sequence else date.today()
        slide = next(s for s in deck.slides if s.key == "followed")
        expected = [d for d in answers.followed(selection, today) if d.state == "open"]
        assert expected and slide.table is not None
        shown = [[cell.text for cell in row] for row in slide.table.rows]
        assert [row[:2] for row in shown[: len(expected)]] == [[d.text, d.owner] for d in expected]
        late = {
            True: "▲ en retard" if language == "fr" else "▲ late",
            False: "à faire" if language == "fr" else "to do",
        }
        assert [row[3] for row in shown[: len(expected)]] == [late[d.is_late(today)] for d in expected]
        assert all(
            row[2] == formats.day(d.due_on, language) for row, d in zip(shown, expected, strict=False) if d.due_on
        )
        html = page(deck, dark=False)
        slides = Presentation(io.BytesIO(pptx_bytes(deck))).slides
        cells = {
            cell.text
            for one in slides
            for shape in one.shapes
            if shape.has_table
            for row in shape.table.rows
            for cell in row.cells
        }
        for d in expected:
            assert escape(d.text) in html and d.text in cells and d.owner in cells
        assert late[True] in html and late[True] in cells
