"""Where indicators stand, by the method of progress."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import Any

from observatory import config, database
from observatory.answers.known import catalogue, periods, surroundings
from observatory.progress import Standing
from observatory.selection import Selection

_STANDING_FIELDS = tuple(f.name for f in fields(Standing))

_TEXT_FIELDS = frozenset(
    {"reference", "current_status", "pace_kind", "reason", "landing_reason", "landing_condition", "movement"}
)


_columns = attrgetter(*("change_value" if name == "change" else name for name in _STANDING_FIELDS))


def _standing(row: Any) -> Standing:
    values = dict(zip(_STANDING_FIELDS, _columns(row), strict=True))
    values.update({name: values[name] or "" for name in _TEXT_FIELDS})
    return Standing(**values)


@lru_cache(maxsize=4)
def _first_year(release: str, show_demo: bool) -> int:
    return min((dates[0].year for dates in periods(release, show_demo).values()), default=date.max.year)


def judged_period(selection: Selection) -> tuple[date | None, date | None]:
    """First and last day of the figures that judgements of a selection rest on; None for an end that it leaves open.

    Years that run past the contract leave the end open: progress is then read on the contract's last day.
    """
    ends_on = catalogue(selection.release).contracts[selection.contract].ends_on
    is_first = selection.first_year <= _first_year(selection.release, selection.show_demo)
    return (
        None if is_first else date(selection.first_year, 1, 1),
        None if selection.last_year >= ends_on.year else date(selection.last_year, 12, 31),
    )


def _is_published(selection: Selection) -> bool:
    """Whether the selection asks for the very judgement that publication computed: whole period, own reference, no filter."""
    contract = catalogue(selection.release).contracts[selection.contract]
    own = selection.reference == contract.reference and selection.as_of is None
    return own and selection.show_demo and judged_period(selection) == (None, None)


BEARERS = ("neighbourhood", "neighbourhood_part", "commune", "ept")
"""Levels of the places that a contract is compared with and that its own places do not share."""

Standings = Mapping[str, tuple[Standing, ...]]
"""Where the indicators stand in one place, by indicator."""


class Judged:
    """Standings of dozens of places, of which a page shows one or two: made of their rows when a place is first asked for."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self._rows: dict[str, list[Any]] = {}
        for row in rows:
            self._rows.setdefault(row.territory, []).append(row)
        self._made: dict[str, Standings] = {}

    def at(self, territory: str) -> Standings:
        """The standings of a place; nothing where none was judged."""
        made = self._made.get(territory)
        if made is None:
            found: dict[str, list[Standing]] = {}
            rows = self._rows.get(territory, [])
            for row in sorted(rows, key=lambda one: (one.indicator, one.measure, one.reference or "")):
                found.setdefault(row.indicator, []).append(_standing(row))
            made = {indicator: tuple(ones) for indicator, ones in found.items()}
            self._made[territory] = made
        return made


@lru_cache(maxsize=256)
def _standings(territories: tuple[str, ...], selection: Selection) -> Judged:
    if _is_published(selection):
        return Judged(database.ask("progress_published", contract=selection.contract, territories=list(territories)))
    return _judge(territories, selection)


@lru_cache(maxsize=16)
def _others(territories: tuple[str, ...], selection: Selection) -> Judged:
    """The same for places that the contract is compared with, whose judgement publication does not compute."""
    return _judge(territories, selection)


def _judge(territories: tuple[str, ...], selection: Selection) -> Judged:
    first, last = judged_period(selection)
    return Judged(
        database.ask(
            "progress",
            contract=selection.contract,
            territories=list(territories),
            indicators=None,
            as_of=selection.as_of,
            first_period=first,
            last_period=last,
            reference=selection.reference,
            show_demo=selection.show_demo,
        )
    )


def standings(territory: str, selection: Selection) -> Standings:
    """Where the indicators stand in a territory, by indicator: the level, and gaps to references.

    The contract's neighbourhoods and what contains them are asked for together, once; so are the places around.
    """
    around = _contract_places(selection.release, selection.contract)
    wanted = _judging(selection)
    if territory in around:
        return _standings(around, wanted).at(territory)
    others = _places_around(selection.release, selection.contract)
    return _others(others if territory in others else (territory,), wanted).at(territory)


@lru_cache(maxsize=config.CONTRACTS_KEPT)
def _places_around(release: str, contract: str) -> tuple[str, ...]:
    """Neighbourhoods that a contract is compared with, and what bears their figures."""
    own, around = _contract_places(release, contract), surroundings(release, contract)
    return tuple(code for level in BEARERS for code in around.get(level, ()) if code not in own)


@lru_cache(maxsize=config.CONTRACTS_KEPT)
def _contract_places(release: str, contract: str) -> tuple[str, ...]:
    known = catalogue(release)
    own = known.contracts[contract].territories
    return tuple(dict.fromkeys([*own, *(a for t in own for a in known.ancestors(t))]))


def _judging(selection: Selection) -> Selection:
    """The selection without what does not change a judgement, so that readers share one answer."""
    return replace(selection, territories=(), language="fr", dark=False)
