"""Committees, and what changed since the last one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from observatory import database
from observatory.answers import past
from observatory.answers.judged import _judging, standings
from observatory.answers.known import catalogue, releases
from observatory.selection import Selection
from observatory.slides.sequence import SavedSequence, SavedSlide


@lru_cache(maxsize=4)
def committees(release: str, show_demo: bool) -> Mapping[str, SavedSequence]:
    """Saved sequences of slides by code, the latest committee first; show_demo: with the examples."""
    found: dict[str, SavedSequence] = {}
    for r in database.ask("committees", show_demo=show_demo):
        known = found.get(r.sequence)
        slide = SavedSlide(r.slide, r.message or "", r.note or "")
        found[r.sequence] = SavedSequence(
            r.sequence,
            r.contract,
            r.name,
            r.as_of,
            tuple(r.territories or ()),
            r.reference,
            (*(known.slides if known else ()), slide),
            r.saved_at,
            r.saved_by or "",
            r.origin,
        )
    return found


@dataclass(frozen=True, slots=True)
class Meeting:
    """A moment to compare with: a committee's day and name, or the day of an earlier publication (empty name).

    is_demo: the committee is an example.
    """

    day: date
    name: str
    is_demo: bool = False


def last_meeting(selection: Selection, today: date | None = None) -> Meeting | None:
    """The last committee held, by today or by the selection's own day; without one, the publication before the last.

    today: the day that counts as today, for a selection without a day of its own; None for the real one.
    """
    day = selection.as_of or today or date.today()
    saved = committees(selection.release, selection.show_demo).values()
    held = [c for c in saved if c.contract == selection.contract and c.as_of <= day]
    if held:
        last = max(held, key=lambda c: (c.as_of, c.sequence))
        return Meeting(last.as_of, last.name, last.origin == "demo")
    published = [r.published_at.date() for r in releases(selection.release, selection.show_demo) if r.changes_figures]
    newest = max(published, default=date.min)
    earlier = [one for one in published if one < newest]
    return Meeting(max(earlier), "") if earlier else None


@dataclass(frozen=True, slots=True)
class News:
    """What changed since a meeting in the contract's territories: counts of figures, and indicators of changed status.

    moved: (indicator, territory, status then, status now).
    """

    meeting: Meeting
    new: int
    changed: int
    withdrawn: int
    moved: tuple[tuple[str, str, str, str], ...]


@lru_cache(maxsize=16)
def _news(meeting: Meeting, selection: Selection) -> News:
    known = catalogue(selection.release)
    places = list(known.contracts[selection.contract].territories)
    counts = {
        row.verdict: row.figures_count
        for row in database.ask(
            "news",
            territories=places,
            as_of=past.moment(meeting.day, selection.release),
            show_demo=selection.show_demo,
        )
    }
    then = {
        (row.indicator, row.territory, row.measure, row.reference): row.status
        for row in database.ask(
            "progress",
            contract=selection.contract,
            territories=places,
            indicators=None,
            as_of=meeting.day,
            first_period=None,
            last_period=None,
            reference=selection.reference,
            show_demo=selection.show_demo,
        )
    }
    moved = []
    for place in places:
        for indicator, ones in standings(place, selection).items():
            for one in ones:
                before = then.get((indicator, place, one.measure, one.reference or None), "not_assessable")
                if one.deadline is not None and one.reason != "context" and before != one.status:
                    moved.append((indicator, place, before, one.status))
    return News(meeting, counts.get("new", 0), counts.get("changed", 0), counts.get("withdrawn", 0), tuple(moved))


def news(selection: Selection, today: date | None = None) -> News | None:
    """What changed since the last meeting (see `last_meeting`); None when there was no earlier state."""
    meeting = last_meeting(selection, today)
    return _news(meeting, _judging(selection)) if meeting else None
