"""Figures as known on a past day, read without reading all there are."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from observatory import database
from observatory.answers.known import releases

MOST_NAMED = 100
"""Territories up to which a question picks figures by name; to plan it with more names takes longer than to read all."""
_NO_SCOPE: Mapping[str, None] = dict.fromkeys(("stated_of", "stated_in", "carried_of", "carried_in"))
"""The scope of a question that is not about a past day."""


def moment(as_of: date, release: str) -> date | datetime:
    """The last publication up to the end of a day: until the next one, every day knows the same. The day before the first."""
    end = datetime.combine(as_of, time.max)
    return max((r.published_at for r in releases(release) if r.published_at <= end), default=as_of)


def _list(codes: Sequence[str] | None) -> list[str] | None:
    return None if codes is None else list(codes)


@lru_cache(maxsize=256)
def _scope(
    indicators: tuple[str, ...] | None, territories: tuple[str, ...] | None, release: str
) -> Mapping[str, list[str] | None]:
    row = database.ask("past_scope", indicators=_list(indicators), territories=_list(territories))[0]
    found: dict[str, list[str] | None] = row._asdict()
    return found


def scope(
    indicators: Sequence[str] | None, territories: Sequence[str] | None, release: str
) -> Mapping[str, list[str] | None]:
    """Parameters that tell a question about a past day which observations it has to read; None: of all.

    release: identity of the database.
    """
    named = territories is not None and len(territories) <= MOST_NAMED
    return _scope(
        None if indicators is None else tuple(indicators), tuple(territories or ()) if named else None, release
    )


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
    narrowed: Mapping[str, Any] = _NO_SCOPE
    when: date | datetime | None = None
    if as_of is not None:
        identity = database.identity()
        narrowed, when = scope(indicators, territories, identity), moment(as_of, identity)
    return database.ask(
        "figures_known",
        indicators=_list(indicators),
        territories=_list(territories),
        first_period=first_period,
        last_period=last_period,
        origin=origin,
        release=release,
        as_of=when,
        show_demo=show_demo,
        skip=skip,
        most=most,
        **narrowed,
    )
