"""Figures as known on a past day."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from observatory import database
from observatory.answers.known import releases


def moment(as_of: date, release: str) -> date | datetime:
    """The last publication up to the end of a day: until the next one, every day knows the same. The day before the first."""
    end = datetime.combine(as_of, time.max)
    return max((r.published_at for r in releases(release) if r.published_at <= end), default=as_of)


def first_day(as_of: date, release: str) -> date:
    """The first day at whose end as much was known as at the end of this one."""
    when = moment(as_of, release)
    return when.date() if isinstance(when, datetime) else when


def known_rows(
    indicators: Sequence[str] | None,
    territories: Sequence[str] | None,
    first_period: date | None,
    last_period: date | None,
    as_of: date | None,
    *,
    origin: str | None = None,
    release: int | None = None,
    show_demo: bool = True,
    skip: int = 0,
    most: int = 2**62,
) -> list[Any]:
    """Rows of figures in force, or known at the end of the day `as_of`, in order of indicator, territory and period.

    A filter that is None leaves all through; release: number of the one that brought them; skip and most: rows to leave out
    at the start and to give at most.
    """
    return database.ask(
        "figures_known",
        indicators=None if indicators is None else list(indicators),
        territories=None if territories is None else list(territories),
        first_period=first_period,
        last_period=last_period,
        origin=origin,
        release=release,
        as_of=None if as_of is None else moment(as_of, database.identity()),
        show_demo=show_demo,
        skip=skip,
        most=most,
    )
