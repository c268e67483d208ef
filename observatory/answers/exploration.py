"""What an analyst asks freely, and what leaves by the interface for programs."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any

from observatory import database, explore, sandbox
from observatory.answers import past
from observatory.answers.judged import standings
from observatory.answers.known import MAX_LINES, catalogue, periods
from observatory.catalogue import (
    LEVELS,
    Indicator,
)
from observatory.explore import Exploration
from observatory.selection import Selection
from observatory.series import Point, Series


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that is not today what it was on a past day. verdict: new, changed or withdrawn; values in its unit."""

    indicator: str
    territory: str
    period: date
    value_then: float | None
    value_now: float | None
    status_then: str
    status_now: str
    origin: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Explored:
    """What an exploration finds.

    offered: indicators that pass the filters; shown: those that the view is about; territories: those of the view, the
    main one first; series: levels by (indicator, territory); with_value: those that have a value to show; years: those to
    choose from in a view of one moment, `year` the one shown, None where each indicator shows its own last one (`own_years`);
    differences: since the day of an as-of view, None without one.
    """

    offered: tuple[Indicator, ...]
    shown: tuple[Indicator, ...]
    territories: tuple[str, ...]
    series: "Figures"
    with_value: frozenset[tuple[str, str]]
    years: tuple[int, ...]
    year: int | None
    own_years: Mapping[str, int]
    differences: tuple[Difference, ...] | None

    def year_of(self, indicator: str) -> int | None:
        """The year that a view of one moment shows of an indicator."""
        return self.own_years.get(indicator, self.year)


FEW_TERRITORIES = 60
"""Up to that many territories are read one by one; more are read by indicator, in the other order of the figures."""
MOST_NAMED = 100
"""Territories up to which a question picks figures by name; to plan it with more names takes longer than to read all."""


def _point(row: Any) -> Point:
    return Point(row.period, row.value, row.status, row.reason or "", row.denominator, row.origin)


class Figures(Mapping[tuple[str, str], Series]):
    """Series by (indicator, territory), each made when it is first looked at: a chart shows six of a thousand."""

    def __init__(self, rows: Mapping[tuple[str, str], list[Any]]) -> None:
        self._rows = rows
        self._made: dict[tuple[str, str], Series] = {}
        self._origins: dict[str, set[str]] | None = None

    def __getitem__(self, key: tuple[str, str]) -> Series:
        made = self._made.get(key)
        if made is None:
            made = Series(*key, tuple(map(_point, self._rows[key])))
            self._made[key] = made
        return made

    def of_year(self, indicator: str, territories: Iterable[str], year: int | None) -> dict[str, Point]:
        """The last point of a year, hidden or not, of each of the territories that has one; no series is made."""
        found = {}
        for territory in territories:
            for row in reversed(self._rows.get((indicator, territory), ())):
                if row.period.year == year:
                    found[territory] = _point(row)
                    break
        return found

    def origins(self, indicator: str) -> frozenset[str]:
        """Where the figures of an indicator come from that have a value: official, local, demo; no series is made."""
        if self._origins is None:
            found: dict[str, set[str]] = {}
            for (code, _), rows in self._rows.items():
                found.setdefault(code, set()).update(row.origin for row in rows if row.value is not None)
            self._origins = found
        return frozenset(self._origins.get(indicator, ()))

    def __contains__(self, key: object) -> bool:
        # Not by making the series, as a mapping does unless told.
        return key in self._rows

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


def _filters(state: Exploration, years: tuple[int, int], selection: Selection) -> dict[str, Any]:
    """What every question of an exploration is narrowed by."""
    first, last = years
    origin = state.origin or None
    return {"first_year": first, "last_year": last, "origin": origin, "show_demo": selection.show_demo}


def _explored_rows(
    state: Exploration, codes: Sequence[str], places: Sequence[str], years: tuple[int, int], selection: Selection
) -> dict[tuple[str, str], list[Any]]:
    first, last = years
    inside, asked = frozenset(places), _filters(state, years, selection)
    if state.as_of is not None:
        when = _when(state, selection)
        known = database.ask(
            "explore_known",
            indicators=list(codes),
            territories=_named(places),
            release=state.release,
            as_of=when,
            **asked,
        )
        found = [row for row in known if row.territory in inside]
    elif state.level and len(places) > FEW_TERRITORIES:
        asked |= {"first_territory": min(places), "last_territory": max(places), "release": state.release}
        rows_of = (database.ask("explore_many", indicator=code, **asked) for code in codes)
        found = [row for found_of in rows_of for row in found_of if row.territory in inside]
    elif len(places) == 1 and not state.origin and state.release is None:
        unsorted = database.ask(
            "series_of_territory",
            indicators=list(codes),
            territory=places[0],
            first_period=date(first, 1, 1),
            last_period=date(last, 12, 31),
            show_demo=selection.show_demo,
        )
        found = sorted(unsorted, key=attrgetter("indicator", "period"))
    else:
        found = database.ask(
            "explore_few", indicators=list(codes), territories=list(places), release=state.release, **asked
        )
    rows: dict[tuple[str, str], list[Any]] = {}
    for row in found:
        rows.setdefault(row[:2], []).append(row)
    return rows


@lru_cache(maxsize=4)
def _explorable(release: str, show_demo: bool) -> Mapping[str, frozenset[str]]:
    """Levels of territory at which each indicator has figures."""
    found: dict[str, set[str]] = {}
    for indicator, level in periods(release, show_demo):
        found.setdefault(indicator, set()).add(level)
    return {indicator: frozenset(levels) for indicator, levels in found.items()}


def explored_levels(indicator: str, selection: Selection) -> tuple[str, ...]:
    """Levels of territory at which an indicator has figures, finest first."""
    found = _explorable(selection.release, selection.show_demo).get(indicator, frozenset())
    return tuple(sorted(found, key=lambda level: LEVELS[level]))


def _statuses(state: Exploration, selection: Selection) -> frozenset[tuple[str, str]]:
    """(indicator, territory) that have the status asked for, as known on the day of an as-of view."""
    chosen = explore.territories(state, selection, catalogue(selection.release))
    judged = tuple(chosen) if explore.are_judged(state, chosen) else ()
    return _with_status(state.status, judged, replace(selection, as_of=state.as_of))


@lru_cache(maxsize=256)
def _with_status(status: str, judged: tuple[str, ...], selection: Selection) -> frozenset[tuple[str, str]]:
    known = catalogue(selection.release)
    places = known.contracts[selection.contract].territories
    around = dict.fromkeys(
        [*places, *selection.territories[:MAX_LINES], *(a for t in places for a in known.ancestors(t)), *judged]
    )
    return frozenset(
        (indicator, territory)
        for territory in around
        for indicator, rows in standings(territory, selection).items()
        if any(row.status == status for row in rows)
    )


@lru_cache(maxsize=512)
def explorable(state: Exploration, selection: Selection) -> tuple[Indicator, ...]:
    """Indicators that pass the filters of an exploration, status included."""
    known = catalogue(selection.release)
    framework = known.contracts[selection.contract].framework
    passing = explore.offered(state, known, framework)
    if not state.status:
        return passing
    pairs = _statuses(state, selection)
    with_status = {indicator for indicator, _ in pairs}
    return tuple(i for i in passing if i.indicator in with_status)


def complete(state: Exploration, selection: Selection) -> Exploration:
    """The exploration with the indicators that its view needs: its own where they pass the filters, else the first
    core official ones that have figures at the level asked for.
    """
    known = catalogue(selection.release)
    levels = _explorable(selection.release, selection.show_demo)
    level = state.level or known.territories[selection.main_territory].level
    passing = explorable(state, selection)
    codes = [i.indicator for i in passing]
    demo = _only_demo(selection.release)
    ranked = [
        i.indicator
        for i in sorted(
            passing,
            key=lambda i: (level not in levels.get(i.indicator, ()), i.indicator in demo, not i.core, bool(i.parent)),
        )
    ]
    first = state.indicator if state.indicator in codes else next(iter(ranked), "")
    second = state.against if state.against in codes and state.against != first else ""
    if state.view == "scatter" and not second:
        second = next((code for code in ranked if code != first), "")
    return replace(state, indicator=first, against=second)


@lru_cache(maxsize=2)
def _only_demo(release: str) -> frozenset[str]:
    real = {indicator for indicator, _ in periods(release, False)}
    return frozenset(indicator for indicator, _ in periods(release, True) if indicator not in real)


def _explored_indicators(
    state: Exploration, passing: Sequence[Indicator], places: Sequence[str], selection: Selection
) -> tuple[Indicator, ...]:
    known = catalogue(selection.release)
    if state.view == "scatter":
        return tuple(known.indicators[code] for code in (state.indicator, state.against) if code)
    if not explore.is_of_all_indicators(state):
        return (known.indicators[state.indicator],) if state.indicator else ()
    levels = _explorable(selection.release, selection.show_demo)
    wanted = {known.territories[code].level for code in places if code in known.territories}
    return tuple(i for i in passing if wanted & levels.get(i.indicator, frozenset()))


def _explored_years(
    shown: Sequence[Indicator], places: Sequence[str], both: bool, selection: Selection
) -> tuple[int, ...]:
    known = catalogue(selection.release)
    dates = periods(selection.release, selection.show_demo)
    levels = {known.territories[code].level for code in places if code in known.territories}
    of_each = [{p.year for level in levels for p in dates.get((i.indicator, level), ())} for i in shown]
    if not of_each:
        return ()
    years = set.intersection(*of_each) if both else set.union(*of_each)
    return tuple(sorted(y for y in years if selection.first_year <= y <= selection.last_year))


def explored(state: Exploration, selection: Selection, whole: bool = False) -> Explored:
    """The figures of an exploration (see `Explored`), for the years of the selection.

    Of the lines of many territories only the first ones' are read, unless `whole`.
    """
    # Days between two publications share an answer; a status also depends on targets, which are amended on any day.
    if state.as_of is not None and not state.status:
        state = replace(state, as_of=past.first_day(state.as_of, selection.release))
    return _explored(state, selection, whole)


@lru_cache(maxsize=128)
def _explored(state: Exploration, selection: Selection, whole: bool) -> Explored:
    known = catalogue(selection.release)
    passing = explorable(state, selection)
    places = explore.territories(state, selection, known)
    # The chosen ones first: they are those drawn when not all can be.
    inside = frozenset(places)
    places = tuple(dict.fromkeys((*(t for t in selection.territories if t in inside), *places)))
    if explore.is_of_one_territory(state):
        places = (selection.main_territory,)
    shown = _explored_indicators(state, passing, places, selection)
    codes = [i.indicator for i in shown]
    years: tuple[int, ...] = ()
    year: int | None = None
    span = (selection.first_year, selection.last_year)
    own_years: dict[str, int] = {}
    if explore.is_of_one_moment(state):
        years = _explored_years(shown, places, state.view == "scatter", selection)
        each = state.year is None and explore.is_of_all_indicators(state)
        if each or state.as_of or state.release is not None or state.origin or state.status:
            held = _years_with_value(state, codes, places, span, selection) if codes and places else ()
            years = tuple(y for y in years if any(y == one for _, one in held))
            if each and years:
                # What is hidden wherever it is published shows its signs in the last year of all.
                own_years = dict.fromkeys(codes, years[-1]) | dict(sorted(held))
        year = None if each else next((y for y in reversed(years) if state.year is None or y <= state.year), None)
        # An index needs the figures of its base too.
        if year is not None and state.measure != "index":
            span = (year, year)
    read = places
    if state.view == "lines" and len(places) > FEW_TERRITORIES and not whole:
        # A chart draws six lines: the rest waits until somebody wants the table.
        read = places[:FEW_TERRITORIES]
    found: dict[tuple[str, str], list[Any]] = {}
    if codes and places:
        for asked, between in _asked_together(codes, own_years, span, state.measure):
            found |= _explored_rows(state, asked, read, between, selection)
    if read is not places and not any(r.value is not None for rows in found.values() for r in rows):
        return _explored(state, selection, True)
    if state.status:
        pairs = _statuses(state, selection)
        found = {key: one for key, one in found.items() if key in pairs}
    changed = None
    if state.as_of is not None:
        # What is new since is told of all years, not of the one shown.
        all_years = (selection.first_year, selection.last_year)
        changed = _differences(state, codes, places, all_years, selection) if codes and places else ()
    valued = frozenset(key for key, rows in found.items() for r in rows if r.value is not None)
    return Explored(passing, shown, places, Figures(found), valued, years, year, own_years, changed)


def _asked_together(
    codes: Sequence[str], own_years: Mapping[str, int], span: tuple[int, int], measure: str
) -> Iterator[tuple[list[str], tuple[int, int]]]:
    """Indicators that are read of the same years, with these: their own last one, else `span`."""
    together: dict[tuple[int, int], list[str]] = {}
    for code in codes:
        own = own_years.get(code)
        # An index needs the figures of its base too.
        between = span if own is None or measure == "index" else (own, own)
        together.setdefault(between, []).append(code)
    return ((asked, between) for between, asked in together.items())


def explored_reference(indicators: tuple[str, ...], as_of: date | None, selection: Selection) -> Figures:
    """Levels of the reference by (indicator, territory), of any origin and release, for the years of the selection.

    They are the same whatever level, year or measure is explored, and read once.
    """
    return _reference(indicators, replace(selection, territories=(), as_of=as_of))


@lru_cache(maxsize=128)
def _reference(indicators: tuple[str, ...], selection: Selection) -> Figures:
    span = (selection.first_year, selection.last_year)
    asked = Exploration(as_of=selection.as_of)
    return Figures(_explored_rows(asked, indicators, [selection.reference], span, replace(selection, as_of=None)))


def _when(state: Exploration, selection: Selection) -> date | datetime | None:
    return None if state.as_of is None else past.moment(state.as_of, selection.release)


def _named(places: Sequence[str]) -> list[str] | None:
    return list(places) if len(places) <= MOST_NAMED else None


def _years_with_value(
    state: Exploration, codes: Sequence[str], places: Sequence[str], span: tuple[int, int], selection: Selection
) -> frozenset[tuple[str, int]]:
    """(indicator, year) in which a figure that passes the filters has a value, or had one on the day of an as-of view."""
    when, asked = _when(state, selection), _filters(state, span, selection)
    rows = database.ask(
        "explored_years", indicators=list(codes), territories=list(places), release=state.release, as_of=when, **asked
    )
    return frozenset((row.indicator, row.year) for row in rows)


def _differences(
    state: Exploration, codes: Sequence[str], places: Sequence[str], span: tuple[int, int], selection: Selection
) -> tuple[Difference, ...]:
    """Figures of these years whose value or status is not what it was on the day of the view."""
    inside = frozenset(places)
    when, asked = _when(state, selection), _filters(state, span, selection)
    rows = database.ask("explore_changed", indicators=list(codes), territories=_named(places), as_of=when, **asked)
    return tuple(
        Difference(
            r.indicator, r.territory, r.period, r.value_then, r.value_now, r.status_then or "", r.status_now or "", r.origin,
            "new" if r.status_then is None else "withdrawn" if r.status_now is None else "changed",
        )
        for r in rows
        if r.territory in inside
    )  # fmt: skip


def _folded(said: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", said.casefold()) if not unicodedata.combining(c))


@lru_cache(maxsize=2)
def _searchable(release: str) -> tuple[tuple[str, str], ...]:
    places = sorted(catalogue(release).territories.values(), key=lambda t: (-LEVELS[t.level], -(t.population or 0)))
    return tuple(
        (_folded(" ".join(dict.fromkeys((t.name, t.name_in("en"), t.territory)))), t.territory) for t in places
    )


def found_territories(words: str, most: int, selection: Selection) -> tuple[str, ...]:
    """Codes of at most `most` territories whose name or code holds every word, accents and case aside; those that begin
    with the words first, then the widest and the most populous.
    """
    asked = _folded(words).split()
    if not asked:
        return ()
    start = " ".join(asked)
    hits = [(name, code) for name, code in _searchable(selection.release) if all(word in name for word in asked)]
    ranked = [code for name, code in hits if name.startswith(start)]
    ranked += [code for name, code in hits if not name.startswith(start)]
    return tuple(ranked[:most])


def sql(statement: str, language: str) -> sandbox.Table:
    """The answer to a reader's own question on the published tables; DashboardError with a sentence when it has none."""
    return sandbox.run(statement, language)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table of the database, with its type in SQL and what it means."""

    table: str
    column: str
    type: str
    meaning: str
    table_meaning: str


@lru_cache(maxsize=2)
def columns(release: str) -> tuple[Column, ...]:
    """Columns of all tables, in order."""
    return tuple(
        Column(r.table_name, r.column_name, r.data_type, r.column_comment or "", r.table_comment or "")
        for r in database.ask("columns")
    )


def published_columns(release: str) -> tuple[Column, ...]:
    """Columns of the tables that a reader may ask in SQL."""
    return tuple(one for one in columns(release) if sandbox.is_published(one.table, one.column))


def known_figures(
    indicators: Sequence[str],
    territories: Sequence[str],
    first_period: date | None,
    last_period: date | None,
    origin: str,
    release: int | None,
    as_of: date | None,
    show_demo: bool,
    skip: int,
    most: int,
) -> list[Any]:
    """Figures in force, or those known at the end of the day `as_of`, as rows; empty filters leave all through."""
    return past.known_rows(
        list(indicators) or None,
        list(territories) or None,
        first_period,
        last_period,
        as_of,
        origin=origin or None,
        release=release,
        show_demo=show_demo,
        skip=skip,
        most=most,
    )


def known_targets(
    contracts: Sequence[str],
    indicators: Sequence[str],
    territories: Sequence[str],
    as_of: date | None,
    show_demo: bool,
) -> list[Any]:
    """Targets of all amendments, or of those signed by the day `as_of`, as rows; empty filters leave all through."""
    return database.ask(
        "targets_known",
        contracts=list(contracts) or None,
        indicators=list(indicators) or None,
        territories=list(territories) or None,
        as_of=as_of,
        show_demo=show_demo,
    )


def known_progress(contracts: Sequence[str], as_of: date | None, show_demo: bool) -> list[Any]:
    """Progress towards targets as published, or as it was known at the end of the day `as_of`, as rows; no contract for all."""
    wanted = list(contracts) or None
    if as_of is None and show_demo:
        return database.ask("progress_all", contracts=wanted)
    return database.ask("progress_known", contracts=wanted, as_of=as_of, show_demo=show_demo)


def outline_features(release: str, as_of: date | None = None) -> tuple[tuple[str, str, str, str], ...]:
    """(territory, precision, credit, GeoJSON geometry) of every outline in force, or at the end of a day, as stored."""
    return _outline_features(release, None if as_of is None else past.moment(as_of, release))


@lru_cache(maxsize=2)
def _outline_features(release: str, as_of: date | datetime | None) -> tuple[tuple[str, str, str, str], ...]:
    rows = database.ask("outlines") if as_of is None else database.ask("outlines_known", as_of=as_of)
    return tuple((r.territory, r.precision, r.credit_fr or "", r.geometry) for r in rows)
