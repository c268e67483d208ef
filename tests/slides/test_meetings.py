"""What changed since the last committee: the one that was held last, not one to come; counted as it is then listed."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from observatory import answers
from observatory.answers import Meeting
from observatory.explore import Exploration
from observatory.selection import Selection

JUNE, DECEMBER = date(2026, 6, 12), date(2026, 12, 10)
LAST_BUT_ONE = date(2024, 6, 12)
"""Day of the publication before the last."""


def test_the_last_meeting_is_the_last_committee_held(selection_of: Callable[..., Selection]) -> None:
    selection = selection_of()

    def day(today: date) -> date | None:
        found = answers.last_meeting(selection, today)
        return found.day if found else None

    assert day(date(2026, 6, 12)) == JUNE
    assert day(date(2026, 11, 24)) == JUNE
    assert day(date(2026, 12, 9)) == JUNE
    # Held after the newest publication: nothing is new then, and that is what must be said.
    assert day(date(2026, 12, 10)) == DECEMBER
    assert day(date(2027, 5, 1)) == DECEMBER


def test_a_past_day_of_the_selection_counts_as_today(selection_of: Callable[..., Selection]) -> None:
    past = replace(selection_of(), as_of=date(2026, 7, 1))
    found = answers.last_meeting(past, date(2027, 1, 1))
    assert found is not None and found.day == JUNE
    assert "12 juin 2026" in found.name


def test_without_a_committee_it_is_the_publication_before_the_last(selection_of: Callable[..., Selection]) -> None:
    assert answers.last_meeting(selection_of(), date(2026, 6, 11)) == Meeting(LAST_BUT_ONE, "")
    assert answers.last_meeting(selection_of("gpsea"), date(2027, 1, 1)) == Meeting(LAST_BUT_ONE, "")


def test_an_example_is_marked_and_hidden_with_the_other_demonstration(selection_of: Callable[..., Selection]) -> None:
    shown = answers.last_meeting(selection_of(), date(2026, 11, 24))
    assert shown is not None and shown.is_demo
    # The publications before the last one brought demonstration figures alone: without them there is nothing earlier.
    assert answers.last_meeting(selection_of(show_demo=False), date(2026, 11, 24)) is None


def test_news_are_counted_from_that_day_and_listed_by_the_exploration(selection_of: Callable[..., Selection]) -> None:
    selection = replace(selection_of(), first_year=2000, last_year=2030)
    news = answers.news(selection, date(2026, 11, 24))
    assert news is not None and news.meeting.day == JUNE
    assert news.new > 100 and not news.withdrawn
    state = Exploration(view="pivot", rows="indicator", columns="period", as_of=JUNE)
    listed = answers.explored(answers.complete(state, selection), selection).differences
    assert listed is not None
    assert Counter(d.verdict for d in listed)["new"] == news.new
    assert Counter(d.verdict for d in listed)["changed"] == news.changed


def test_nothing_is_new_right_after_a_committee(selection_of: Callable[..., Selection]) -> None:
    news = answers.news(selection_of(), date(2026, 12, 31))
    assert news is not None and news.meeting.day == DECEMBER
    assert (news.new, news.changed, news.withdrawn, news.moved) == (0, 0, 0, ())
