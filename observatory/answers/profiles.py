"""What one axis needs and the others do not: offences, facilities, schools."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from observatory import database
from observatory.answers.figures import grouped, series
from observatory.answers.judged import standings
from observatory.answers.known import MAX_LINES, catalogue, periods, surroundings
from observatory.catalogue import (
    Indicator,
)
from observatory.progress import Change, change
from observatory.selection import Selection
from observatory.series import Point, Series


@dataclass(frozen=True, slots=True)
class Comparison:
    """One indicator in several territories side by side, with its change in the first of them."""

    indicator: Indicator
    series: Mapping[str, Series]
    change: Change | None


def _compare(
    indicators: Sequence[Indicator], territories: Sequence[str], selection: Selection
) -> tuple[Comparison, ...]:
    found = series([i.indicator for i in indicators], territories, selection)
    rows = []
    for indicator in indicators:
        own = {t: found[indicator.indicator, t] for t in territories if (indicator.indicator, t) in found}
        stands = standings(territories[0], selection).get(indicator.indicator, ()) if territories else ()
        level = next((s for s in stands if s.measure == "level"), None)
        rows.append(Comparison(indicator, own, change(level)))
    return tuple(rows)


def _around(selection: Selection, level: str) -> list[str]:
    known = catalogue(selection.release)
    found = [a for t in selection.territories for a in known.ancestors(t) if known.territories[a].level == level]
    signatory = known.contracts[selection.contract].signatory
    return sorted(dict.fromkeys(found), key=lambda code: code != signatory)


@lru_cache(maxsize=64)
def offences(selection: Selection) -> tuple[tuple[Comparison, ...], tuple[str, ...]]:
    """Recorded offences by class in the département and the region of the main neighbourhood, and those two codes."""
    known = catalogue(selection.release)
    codes = [*_around(selection, "department")[:1], *_around(selection, "region")[:1]]
    classes = [i for i in known.axis_indicators("prevention") if i.finest_level == "department"]
    return _compare(classes, codes, selection), tuple(codes)


@dataclass(frozen=True, slots=True)
class Facilities:
    """Facilities in the communes of the chosen neighbourhoods.

    territories: communes that have figures, as many as columns of a table can be told apart; left_out: those beyond;
    without: communes asked for that have no figure; elsewhere: communes of the contract that have some, where no asked one has.
    """

    rows: tuple[Comparison, ...]
    territories: tuple[str, ...]
    left_out: tuple[str, ...]
    without: tuple[str, ...]
    elsewhere: tuple[str, ...]


@lru_cache(maxsize=64)
def facilities(axis: str, selection: Selection) -> Facilities:
    """Facilities of an axis in the communes of the chosen neighbourhoods."""
    known = catalogue(selection.release)
    counted = [i for i in known.axis_indicators(axis) if i.source == FACILITIES_SOURCE]
    codes = _around(selection, "commune")
    held = _that_have([i.indicator for i in counted], codes, selection)
    shown = held[:MAX_LINES]
    return Facilities(
        _compare(counted, shown, selection),
        tuple(shown),
        tuple(held[MAX_LINES:]),
        tuple(code for code in codes if code not in held),
        () if held else tuple(_that_have([i.indicator for i in counted], _signed(selection), selection)),
    )


def _signed(selection: Selection) -> list[str]:
    """The communes of the contract's own neighbourhoods."""
    known = catalogue(selection.release)
    return _around(replace(selection, territories=known.contracts[selection.contract].territories), "commune")


def _that_have(indicators: Sequence[str], territories: Sequence[str], selection: Selection) -> list[str]:
    """Those of the territories that have a figure of any of the indicators."""
    found = series(indicators, territories, selection)
    held = {territory for (_, territory), one in found.items() if one.latest is not None}
    return [code for code in territories if code in held]


FACILITIES_SOURCE = "bpe"
SCHOOL_INDICATORS = ["EDU-20", "EDU-21", "EDU-22", "EDU-23"]
"""Social position index of the collège, its spread, that of the lycée, pupils."""


@dataclass(frozen=True, slots=True)
class School:
    """A collège or lycée: social position index (points) and its period, its standard deviation (points), pupils.

    A figure is its last point that has a value, else its last one, whose status says why; None where there never was one.
    """

    territory: str
    commune: str
    period: date | None
    ips: Point | None
    spread: Point | None
    pupils: Point | None


@lru_cache(maxsize=8)
def _school_figures(
    contract: str, first_year: int, last_year: int, show_demo: bool, release: str
) -> Mapping[tuple[str, str], Series]:
    """Figures of all schools around a contract, read once: those of one neighbourhood's communes cost the same."""
    rows = database.ask(
        "series",
        indicators=SCHOOL_INDICATORS,
        territories=list(surroundings(release, contract).get("school", ())),
        first_year=first_year,
        last_year=last_year,
        show_demo=show_demo,
    )
    return {(one.indicator, one.territory): one for one in grouped(rows)}


@lru_cache(maxsize=64)
def schools(selection: Selection) -> tuple[School, ...]:
    """Schools of the communes of the chosen neighbourhoods, by commune and name: never ranked by result."""
    known = catalogue(selection.release)
    communes = _around(selection, "commune")
    codes = [
        c for commune in communes for c in known.children.get(commune, ()) if known.territories[c].level == "school"
    ]
    years = selection.first_year, selection.last_year
    found = (
        _school_figures(selection.contract, *years, selection.show_demo, selection.release)
        if selection.as_of is None
        else series(SCHOOL_INDICATORS, codes, selection)
    )

    def point(code: str, *indicators: str) -> Point | None:
        all_found = [one for indicator in indicators if (one := found.get((indicator, code))) and one.points]
        return next((one.latest for one in all_found if one.latest), all_found[0].points[-1] if all_found else None)

    rows = [
        School(
            c,
            known.territories[c].parents[0],
            at.period if (at := point(c, "EDU-20", "EDU-22")) and at.value is not None else None,
            at,
            point(c, "EDU-21"),
            point(c, "EDU-23"),
        )
        for c in codes
        if any((i, c) in found for i in ("EDU-20", "EDU-22"))
    ]
    return tuple(sorted(rows, key=lambda r: (communes.index(r.commune), known.territories[r.territory].name)))


def school_communes(selection: Selection) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The communes of the chosen neighbourhoods, and those of the contract that have schools with figures."""
    known = catalogue(selection.release)
    signed = replace(selection, territories=known.contracts[selection.contract].territories)
    return tuple(_around(selection, "commune")), tuple(dict.fromkeys(one.commune for one in schools(signed)))


@lru_cache(maxsize=4)
def _school_indices(release: str, contract: str, show_demo: bool, last: date) -> tuple[float, ...]:
    codes = surroundings(release, contract).get("school", ())
    rows = database.ask("map_readings", indicator="EDU-20", period=last, territories=list(codes), show_demo=show_demo)
    return tuple(sorted(r.value for r in rows if r.value is not None))


@dataclass(frozen=True, slots=True)
class SchoolsMedian:
    """Median social position index (points) of the collèges of the départements of a contract, each counted once."""

    value: float
    period: date
    territories: tuple[str, ...]


def schools_median(selection: Selection) -> SchoolsMedian | None:
    """The median of the last period in hand; None without any."""
    dates = periods(selection.release, selection.show_demo).get(("EDU-20", "school"), ())
    if not dates:
        return None
    values = _school_indices(selection.release, selection.contract, selection.show_demo, dates[-1])
    if not values:
        return None
    around = surroundings(selection.release, selection.contract)
    return SchoolsMedian(statistics.median(values), dates[-1], tuple(around.get("department", ())))
