"""What is known before any question of a page: catalogue, outlines, breaks, periods, publications."""

import gc
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from observatory import config, database, geography
from observatory.catalogue import (
    Axis,
    Bilingual,
    Catalogue,
    Contract,
    Indicator,
    Objective,
    Overlap,
    Source,
    Territory,
    Unit,
)
from observatory.selection import Selection
from observatory.series import Break
from observatory.theme import AXIS_COLOURS, OTHER_AXIS


def _both(row: Any, name: str) -> Bilingual:
    return Bilingual(getattr(row, f"{name}_fr") or "", getattr(row, f"{name}_en") or "")


def _indicator(row: Any) -> Indicator:
    unit = Unit(row.unit, _both(row, "symbol"), _both(row, "difference"), row.minimum, row.maximum)
    return Indicator(
        indicator=row.indicator,
        name=_both(row, "name"),
        short_name=_both(row, "short_name"),
        axis=row.axis,
        kind=row.kind,
        unit=unit,
        decimals=row.decimals,
        direction=row.direction,
        definition=_both(row, "definition"),
        frequency=row.frequency,
        period_kind=row.period_kind,
        finest_level=row.finest_level,
        secrecy_rule=row.secrecy_rule,
        summable=row.summable,
        min_vintage_gap=row.min_vintage_gap,
        source=row.source,
        core=row.core,
        parent=row.parent or "",
        breakdown=row.breakdown or "",
        category=_both(row, "category"),
        caution=_both(row, "caution"),
        objectives=tuple(row.objectives or ()),
    )


def _territory(row: Any) -> Territory:
    return Territory(
        row.territory,
        row.level,
        row.name,
        row.generation or "",
        row.population,
        row.population_year,
        row.longitude,
        row.latitude,
        tuple(row.parents or ()),
    )


@lru_cache(maxsize=2)
def catalogue(release: str) -> Catalogue:
    """All that the contracts speak of, for one state of the database."""
    found = Catalogue(
        contracts={
            r.contract: Contract(
                r.contract,
                _both(r, "name"),
                r.framework,
                r.signatory,
                r.starts_on,
                r.ends_on,
                r.reference,
                tuple(r.territories),
                r.origin,
            )
            for r in database.ask("contracts")
        },
        axes={
            (r.framework, r.axis): Axis(
                r.framework,
                r.axis,
                _both(r, "name"),
                _both(r, "short_name"),
                r.icon,
                _both(r, "question"),
                r.colour or "",
                r.wording_fr or "",
            )
            for r in database.ask("axes")
        },
        objectives={
            (r.framework, r.objective): Objective(
                r.framework,
                r.objective,
                r.axis,
                r.position,
                _both(r, "label"),
                r.wording_fr,
                tuple(r.indicators or ()),
            )
            for r in database.ask("objectives")
        },
        indicators={r.indicator: _indicator(r) for r in database.ask("indicators")},
        territories={r.territory: _territory(r) for r in database.ask("territories")},
        sources={
            r.source: Source(r.source, r.publisher, _both(r, "title"), r.licence or "", r.url or "", _both(r, "credit"))
            for r in database.ask("sources")
        },
    )
    # Tens of thousands of values that stay: the collector of cycles is spared the walk through them, a tenth of a second at a time.
    gc.freeze()
    # And it looks at new values fifteen times less often: a change of filter makes thousands, which hold no cycle.
    gc.set_threshold(10_000)
    return found


@lru_cache(maxsize=2)
def outlines(release: str) -> Mapping[str, geography.Outline]:
    """Outlines ready to draw, by territory."""
    return {
        r.territory: geography.outline(r.territory, json.loads(r.geometry), r.precision, r.credit_fr)
        for r in database.ask("outlines")
    }


@lru_cache(maxsize=2)
def overlaps(release: str) -> Mapping[str, tuple[Overlap, ...]]:
    """What each neighbourhood shares with those of the generation before or after its own, the largest share first."""
    found: dict[str, list[Overlap]] = {}
    for r in database.ask("overlaps"):
        one = Overlap(r.old, r.new, r.weight, r.weight_kind, r.covered, r.is_comparable, r.carries, _both(r, "note"))
        found.setdefault(one.old, []).append(one)
        found.setdefault(one.new, []).append(one)
    return {code: tuple(ones) for code, ones in found.items()}


@lru_cache(maxsize=4)
def breaks(release: str, language: str) -> Mapping[str, tuple[Break, ...]]:
    """Breaks of each indicator, in order of date."""
    found: dict[str, list[Break]] = {}
    for row in database.ask("breaks"):
        text = _both(row, "text").in_language(language)
        found.setdefault(row.indicator, []).append(Break(row.period, row.kind, text))
    return {indicator: tuple(rows) for indicator, rows in found.items()}


@lru_cache(maxsize=4)
def periods(release: str, show_demo: bool) -> Mapping[tuple[str, str], tuple[date, ...]]:
    """Periods that have a figure, by indicator and level of territory."""
    return _periods(None, show_demo)


@lru_cache(maxsize=config.CONTRACTS_KEPT)
def periods_around(release: str, contract: str, show_demo: bool) -> Mapping[tuple[str, str], tuple[date, ...]]:
    """The same, of figures in the départements of a contract."""
    return _periods(surroundings(release, contract).get("department", ()), show_demo)


def _periods(departments: Sequence[str] | None, show_demo: bool) -> Mapping[tuple[str, str], tuple[date, ...]]:
    found: dict[tuple[str, str], list[date]] = {}
    asked = None if departments is None else list(departments)
    for row in database.ask("indicator_periods", departments=asked, show_demo=show_demo):
        found.setdefault((row.indicator, row.level), []).append(row.period)
    return {key: tuple(dates) for key, dates in found.items()}


@lru_cache(maxsize=4)
def _with_figures(release: str, show_demo: bool) -> frozenset[str]:
    return frozenset(indicator for indicator, _ in periods(release, show_demo))


def awaits_file(indicator: Indicator, release: str, show_demo: bool) -> bool:
    """Whether an indicator has no figure anywhere and no official file read here gives it: its producer's is awaited."""
    return indicator.source in {"", "demo"} and indicator.indicator not in _with_figures(release, show_demo)


@lru_cache(maxsize=config.CONTRACTS_KEPT)
def years(release: str, contract: str, show_demo: bool) -> tuple[int, int]:
    """First and last year that can be asked for: those of the figures, and of the contract's end."""
    dates = [day for found in periods(release, show_demo).values() for day in (found[0], found[-1])]
    dates.append(catalogue(release).contracts[contract].ends_on)
    return min(dates).year, max(dates).year


def whole(selection: Selection) -> Selection:
    """The selection with all the years that can be asked for."""
    first, last = years(selection.release, selection.contract, selection.show_demo)
    return replace(selection, first_year=first, last_year=last)


MAX_LINES = 6
"""Neighbourhoods drawn on one chart; more cannot be told apart."""


@lru_cache(maxsize=config.CONTRACTS_KEPT)
def surroundings(release: str, contract: str) -> Mapping[str, tuple[str, ...]]:
    """Territories of the départements of a contract, by level, in the order of their codes."""
    known = catalogue(release)
    own = known.contracts[contract].territories
    departments = {a for t in own for a in known.ancestors(t) if known.territories[a].level == "department"}
    found: dict[str, list[str]] = {}
    for code, territory in known.territories.items():
        if code in departments or departments.intersection(known.ancestors(code)):
            found.setdefault(territory.level, []).append(code)
    return {level: tuple(codes) for level, codes in found.items()}


@lru_cache(maxsize=2)
def glossary(release: str) -> tuple[Any, ...]:
    """Words of urban policy: rows of term_fr, term_en, former_terms_fr, definition_fr, definition_en."""
    return tuple(database.ask("glossary"))


@lru_cache(maxsize=4)
def releases(release: str, show_demo: bool = True) -> tuple[Any, ...]:
    """Publications in order: rows of release, published_at, author, note_fr, note_en, withdraws, changes_figures.

    show_demo: with those that brought demonstration figures alone.
    """
    return tuple(database.ask("releases", show_demo=show_demo))


@lru_cache(maxsize=2)
def last_published(release: str) -> date:
    """Day of the last publication of figures."""
    last: datetime = max(row.published_at for row in releases(release) if row.changes_figures)
    return last.date()


def axis_colour(axis: str, selection: Selection) -> str:
    """The colour of an axis, #RRGGBB, on a light ground: the contract's own, else the one of the axis's page."""
    known = catalogue(selection.release)
    found = known.axes.get((known.contracts[selection.contract].framework, axis))
    return (found.colour if found else "") or AXIS_COLOURS.get(axis, OTHER_AXIS)
