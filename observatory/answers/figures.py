"""Figures over time, the targets they head for, and the proof of one of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any, TypeAlias

from observatory import config, database
from observatory.answers.known import catalogue
from observatory.answers.past import known_rows, moment
from observatory.selection import Selection
from observatory.series import Point, Series, Target

_FEW = 12
"""Territories up to which one question each, kept, is faster than one question for all."""


def series(
    indicators: Sequence[str], territories: Sequence[str], selection: Selection
) -> dict[tuple[str, str], Series]:
    """Series by (indicator, territory), for the years of the selection and as known on its day; pairs without any row
    are absent.
    """
    if selection.as_of is None and len(territories) <= _FEW:
        years = selection.first_year, selection.last_year
        asked = tuple(indicators), *years, selection.show_demo, selection.release
        # One territory a question: of a neighbourhood newly chosen, the wider territories are known already.
        parts = [_territory_series(territory, *asked) for territory in dict.fromkeys(territories)]
        return {(found.indicator, found.territory): found for part in parts for found in part}
    return {(found.indicator, found.territory): found for found in grouped(_rows(indicators, territories, selection))}


@lru_cache(maxsize=384)
def _territory_series(
    territory: str, indicators: tuple[str, ...], first_year: int, last_year: int, show_demo: bool, release: str
) -> tuple[Series, ...]:
    found = database.ask(
        "series_of_territory",
        indicators=list(indicators),
        territory=territory,
        first_period=date(first_year, 1, 1),
        last_period=date(last_year, 12, 31),
        show_demo=show_demo,
    )
    return grouped(sorted(found, key=attrgetter("indicator", "period")))


def overlapped(indicator: str, territory: str, selection: Selection) -> Series | None:
    """What passages carry from earlier perimeters beside the territory's own figures, in the years of the selection and as known on
    its day; None where there is nothing.
    """
    if territory not in _overlap_receivers(selection.release):
        return None
    when = None if selection.as_of is None else moment(selection.as_of, selection.release)
    years = selection.first_year, selection.last_year
    found = _overlapped(territory, *years, when, selection.show_demo, selection.release)
    return next((one for one in found if one.indicator == indicator), None)


@lru_cache(maxsize=2)
def _overlap_receivers(release: str) -> frozenset[str]:
    """Few territories have any, so that most need no question of their own."""
    return frozenset(row.territory for row in database.ask("overlap_receivers"))


@lru_cache(maxsize=384)
def _overlapped(
    territory: str, first_year: int, last_year: int, as_of: date | None, show_demo: bool, release: str
) -> tuple[Series, ...]:
    return grouped(
        database.ask(
            "series_overlapped",
            territory=territory,
            first_period=date(first_year, 1, 1),
            last_period=date(last_year, 12, 31),
            as_of=as_of,
            show_demo=show_demo,
        )
    )


def grouped(rows: Iterable[Any]) -> tuple[Series, ...]:
    """Series from rows of figures in order of indicator, territory and period."""
    points: dict[tuple[str, str], list[Point]] = {}
    for row in rows:
        point = Point(row.period, row.value, row.status, row.reason or "", row.denominator, row.origin)
        points.setdefault((row.indicator, row.territory), []).append(point)
    return tuple(Series(*key, tuple(found)) for key, found in points.items())


def _rows(indicators: Sequence[str], territories: Sequence[str], selection: Selection) -> Sequence[Any]:
    if selection.as_of is None:
        return database.ask(
            "series",
            indicators=list(indicators),
            territories=list(territories),
            first_year=selection.first_year,
            last_year=selection.last_year,
            show_demo=selection.show_demo,
        )
    first, last = date(selection.first_year, 1, 1), date(selection.last_year, 12, 31)
    return known_rows(indicators, territories, first, last, selection.as_of, show_demo=selection.show_demo)


def targets(
    indicators: Sequence[str], territories: Sequence[str], selection: Selection
) -> dict[tuple[str, str, str], Target]:
    """Targets in force, or those that were on the selection's day, by (indicator, territory, measure)."""
    known = _contract_targets(selection.contract, selection.as_of, selection.show_demo, selection.release)
    about, places = frozenset(indicators), frozenset(territories)
    return {key: goal for key, goal in known.items() if key[0] in about and key[1] in places}


@lru_cache(maxsize=config.CONTRACTS_KEPT)
def _contract_targets(
    contract: str, as_of: date | None, show_demo: bool, release: str
) -> Mapping[tuple[str, str, str], Target]:
    """All targets of a contract; a few hundred, read once."""
    found: dict[tuple[str, str, str], Target] = {}
    own = catalogue(release).contracts[contract].reference
    earlier: dict[tuple[str, str, str, str], list[Target]] = {}
    for row, milestones in _goals(contract, as_of, show_demo, release):
        key = row.indicator, row.territory, row.measure
        before = earlier.setdefault((*key, row.reference or ""), [])
        goal = _target(row, milestones, tuple(before))
        before.append(goal)
        if not row.in_force:
            continue
        if key in found and found[key].reference == own:
            # Of several gaps with a target, the one to the contract's own reference is drawn.
            continue
        found[key] = goal
    return found


def _target(row: Any, milestones: "Milestones", earlier: tuple[Target, ...]) -> Target:
    return Target(
        row.indicator,
        row.territory,
        row.measure,
        row.reference or "",
        row.baseline_period,
        row.baseline_value,
        row.deadline,
        row.value,
        milestones,
        row.amendment,
        row.origin,
        row.amended_on,
        earlier,
    )


def goals(contract: str, show_demo: bool, release: str) -> tuple[Target, ...]:
    """All targets in force of a contract, those on the gap to each reference included, in the order of their codes."""
    rows = _goals(contract, None, show_demo, release)
    return tuple(_target(row, milestones, ()) for row, milestones in rows if row.in_force)


def last_amendment(contract: str, show_demo: bool, release: str) -> int:
    """The highest number of an amendment of the contract, 0 when there is none."""
    return max((row.amendment for row, _ in _goals(contract, None, show_demo, release)), default=0)


Milestones: TypeAlias = tuple[tuple[date, float], ...]
_Aim: TypeAlias = tuple[str, str, str, str | None, int]


def _goals(contract: str, as_of: date | None, show_demo: bool, release: str) -> Iterator[tuple[Any, Milestones]]:
    """Targets of all amendments signed by a day, with their milestones; those of one key by amendment."""
    steps = _milestones(release, contract)
    for row in database.ask(
        "targets_known", contracts=[contract], indicators=None, territories=None, as_of=as_of, show_demo=show_demo
    ):
        yield row, steps.get((row.indicator, row.territory, row.measure, row.reference, row.amendment), ())


@lru_cache(maxsize=config.CONTRACTS_KEPT)
def _milestones(release: str, contract: str) -> Mapping[_Aim, Milestones]:
    """Milestones of all amendments by (indicator, territory, measure, reference, amendment)."""
    found: dict[_Aim, Milestones] = {}
    for row in database.ask("milestones", contract=contract):
        key = row.indicator, row.territory, row.measure, row.reference, row.amendment
        found[key] = (*found.get(key, ()), (row.period, row.value))
    return found


@dataclass(frozen=True, slots=True)
class Proof:
    """Where one figure comes from: value and parts (in its unit), source, file with line, release and when it became known.

    value is None when the status hides it; file and row are those of the source's own publication, of the numerator where the
    figure is computed here; below_source, below_file and below_row those of its denominator, empty for another figure.
    """

    value: float | None
    status: str
    reason: str
    numerator: float | None
    denominator: float | None
    origin: str
    source: str
    file: str
    row: int | None
    below_source: str
    below_file: str
    below_row: int | None
    release: int
    published_at: datetime

    @property
    def sources(self) -> tuple[str, ...]:
        """Codes of the sources of its parts, each once."""
        return tuple(dict.fromkeys(code for code in (self.source, self.below_source) if code))


def proof(indicator: str, territory: str, period: date) -> Proof | None:
    """The proof of one figure in force, or None when there is none."""
    for r in database.ask("figure_proof", indicator=indicator, territory=territory, period=period):
        return Proof(
            r.value, r.status, r.reason or "", r.numerator, r.denominator, r.origin, r.source or "", r.file or "", r.row,
            r.below_source or "", r.below_file or "", r.below_row, r.release, r.published_at,
        )  # fmt: skip
    return None
