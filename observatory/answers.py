"""One typed function per question that pages ask; the only home of Streamlit's caches.

Answers are frozen values kept by reference (`cache_resource`): they are small, nobody changes them, and nothing is
copied at each run. Every key holds the release, so a new publication is seen at the next run.
"""

import json
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import streamlit as st

from observatory import database, geography, maps
from observatory.catalogue import (
    Axis,
    Bilingual,
    Catalogue,
    Contract,
    Indicator,
    Objective,
    Source,
    Territory,
    Unit,
)
from observatory.progress import Change, change
from observatory.selection import Selection
from observatory.series import Break, Point, Reading, Series, Target
from observatory.slides.sequence import SavedSequence, SavedSlide

MAP_LEVELS = {
    "neighbourhood": ("neighbourhood",),
    "neighbourhood_part": ("neighbourhood", "neighbourhood_part"),
    "commune": ("commune",),
}


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


@st.cache_resource(max_entries=2, show_spinner=False)
def catalogue(release: str) -> Catalogue:
    """All that the contracts speak of, for one state of the database."""
    return Catalogue(
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
                r.framework, r.axis, _both(r, "name"), _both(r, "short_name"), r.icon, _both(r, "question")
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


@st.cache_resource(max_entries=2, show_spinner=False)
def outlines(release: str) -> Mapping[str, geography.Outline]:
    """Outlines ready to draw, by territory."""
    return {
        r.territory: geography.outline(r.territory, json.loads(r.geometry), r.precision, r.credit_fr)
        for r in database.ask("outlines")
    }


@st.cache_resource(max_entries=4, show_spinner=False)
def breaks(release: str, language: str) -> Mapping[str, tuple[Break, ...]]:
    """Breaks of each indicator, in order of date."""
    found: dict[str, list[Break]] = {}
    for row in database.ask("breaks"):
        text = _both(row, "text").in_language(language)
        found.setdefault(row.indicator, []).append(Break(row.period, row.kind, text))
    return {indicator: tuple(rows) for indicator, rows in found.items()}


@st.cache_resource(max_entries=4, show_spinner=False)
def periods(release: str, show_demo: bool) -> Mapping[tuple[str, str], tuple[date, ...]]:
    """Periods that have a figure, by indicator and level of territory."""
    found: dict[tuple[str, str], list[date]] = {}
    for row in database.ask("indicator_periods", show_demo=show_demo):
        found.setdefault((row.indicator, row.level), []).append(row.period)
    return {key: tuple(dates) for key, dates in found.items()}


def series(
    indicators: Sequence[str], territories: Sequence[str], selection: Selection
) -> dict[tuple[str, str], Series]:
    """Series by (indicator, territory), for the years of the selection; pairs without any row are absent."""
    points: dict[tuple[str, str], list[Point]] = {}
    for row in database.ask(
        "series",
        indicators=list(indicators),
        territories=list(territories),
        first_year=selection.first_year,
        last_year=selection.last_year,
        show_demo=selection.show_demo,
    ):
        point = Point(row.period, row.value, row.status, row.reason or "", row.denominator, row.origin)
        points.setdefault((row.indicator, row.territory), []).append(point)
    return {key: Series(*key, tuple(found)) for key, found in points.items()}


def targets(
    indicators: Sequence[str], territories: Sequence[str], selection: Selection
) -> dict[tuple[str, str, str], Target]:
    """Targets in force by (indicator, territory, measure)."""
    found = {}
    for row in database.ask(
        "targets",
        contract=selection.contract,
        indicators=list(indicators),
        territories=list(territories),
        show_demo=selection.show_demo,
    ):
        milestones = tuple(zip(row.milestone_periods or (), row.milestone_values or (), strict=True))
        found[row.indicator, row.territory, row.measure] = Target(
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
        )
    return found


@dataclass(frozen=True, slots=True)
class Card:
    """What a card says of one indicator: its figures in the territory that carries them, its target, its change.

    bearer: territory whose figures are shown, not always the one asked for (a département's for a neighbourhood).
    """

    indicator: Indicator
    bearer: str
    series: Series
    target: Target | None
    change: Change | None

    @property
    def is_demo(self) -> bool:
        """Whether the latest figure is a demonstration one."""
        latest = self.series.latest
        return latest is not None and latest.origin == "demo"

    @property
    def known(self) -> bool:
        """Whether there is a figure to show."""
        return self.series.latest is not None


@dataclass(frozen=True, slots=True)
class AxisView:
    """Everything that an axis page shows: cards by objective, series and targets of the chosen neighbourhoods."""

    axis: Axis
    groups: tuple[tuple[Objective | None, tuple[Card, ...]], ...]
    series: Mapping[tuple[str, str], Series]
    targets: Mapping[tuple[str, str, str], Target]
    territories: tuple[str, ...]

    @property
    def cards(self) -> tuple[Card, ...]:
        """All cards, in the order of the groups."""
        return tuple(card for _, cards in self.groups for card in cards)

    def card(self, indicator: str) -> Card | None:
        """The card of an indicator, or None."""
        return next((c for c in self.cards if c.indicator.indicator == indicator), None)

    @property
    def first_card(self) -> Card | None:
        """The card chosen when the reader chose none: the first core one with a figure and a target."""
        ranked = sorted(self.cards, key=lambda c: (not c.known, c.target is None, c.is_demo, not c.indicator.core))
        return ranked[0] if ranked else None


def _card(
    indicator: Indicator,
    selection: Selection,
    found: Mapping[tuple[str, str], Series],
    goals: Mapping[tuple[str, str, str], Target],
    cuts: Sequence[Break],
) -> Card:
    known = catalogue(selection.release)
    signatory = known.contracts[selection.contract].signatory
    bearers = known.bearers(indicator, selection.main_territory, prefer=signatory)
    bearer = next((b for b in bearers if (indicator.indicator, b) in found), selection.main_territory)
    figures = found.get((indicator.indicator, bearer), Series(indicator.indicator, bearer, ()))
    goal = goals.get((indicator.indicator, bearer, "level")) or goals.get((indicator.indicator, bearer, "gap"))
    return Card(indicator, bearer, figures, goal, change(indicator, figures, goal, cuts))


@st.cache_resource(max_entries=256, show_spinner=False)
def axis(name: str, selection: Selection) -> AxisView:
    """The view of one axis for a selection."""
    known = catalogue(selection.release)
    framework = known.contracts[selection.contract].framework
    indicators = known.axis_indicators(name)
    codes = [i.indicator for i in indicators]
    around = [a for code in selection.territories[:MAX_LINES] for a in known.ancestors(code)]
    wanted = list(dict.fromkeys([*selection.territories[:MAX_LINES], *around, selection.reference]))
    found = series(codes, wanted, selection)
    goals = targets(codes, wanted, selection)
    cuts = breaks(selection.release, selection.language)
    groups = []
    placed: set[str] = set()
    objectives = [o for (f, _), o in known.objectives.items() if f == framework]
    own = [o for o in objectives if o.axis == name]
    for objective in [*own, *(o for o in objectives if o.axis != name)]:
        members = [i for i in indicators if i.indicator in objective.indicators and i.indicator not in placed]
        placed.update(i.indicator for i in members)
        if members:
            cards = [_card(i, selection, found, goals, cuts.get(i.indicator, ())) for i in members]
            groups.append((objective, tuple(sorted(cards, key=lambda c: (not c.known, c.is_demo)))))
    rest = tuple(
        _card(i, selection, found, goals, cuts.get(i.indicator, ())) for i in indicators if i.indicator not in placed
    )
    return AxisView(
        known.axes[framework, name], (*groups, *([(None, rest)] if rest else [])), found, goals, selection.territories
    )


MAX_LINES = 6
"""Neighbourhoods drawn on one chart; more cannot be told apart."""


@dataclass(frozen=True, slots=True)
class MapView:
    """One indicator in every territory of a level, for one period; `periods` are those that could be chosen."""

    indicator: Indicator
    level: str
    period: date
    periods: tuple[date, ...]
    readings: tuple[Reading, ...]


@st.cache_resource(max_entries=512, show_spinner=False)
def map_view(indicator: str, year: int | None, selection: Selection) -> MapView | None:
    """The map of an indicator at the last period of `year` (or the last of all); None when it has no figure to map.

    Neighbourhoods are mapped when they have figures, else communes.
    """
    known = catalogue(selection.release)
    dates = periods(selection.release, selection.show_demo)
    for level in ("neighbourhood", "neighbourhood_part", "commune"):
        available = dates.get((indicator, level), ())
        if available:
            break
    else:
        return None
    period = next((p for p in reversed(available) if year is None or p.year <= year), available[0])
    rows = database.ask(
        "map_readings",
        indicator=indicator,
        period=period,
        levels=list(MAP_LEVELS[level]),
        show_demo=selection.show_demo,
    )
    readings = tuple(Reading(r.territory, r.value, r.status, r.reason or "", r.origin) for r in rows)
    return MapView(known.indicators[indicator], level, period, available, readings)


@st.cache_resource(max_entries=256, show_spinner=False)
def categories(parent: str, breakdown: str, selection: Selection) -> tuple[tuple[Indicator, Series], ...]:
    """The categories of an indicator along one breakdown, in the main neighbourhood; those without figures left out."""
    known = catalogue(selection.release)
    members = [i for i in known.categories(parent) if i.breakdown == breakdown]
    territory = selection.main_territory
    found = series([i.indicator for i in members], [territory, *known.ancestors(territory)], selection)
    kept = []
    for member in members:
        for bearer in known.bearers(member, territory):
            if (member.indicator, bearer) in found:
                kept.append((member, found[member.indicator, bearer]))
                break
    return tuple(kept)


@st.cache_resource(max_entries=2, show_spinner=False)
def glossary(release: str) -> tuple[Any, ...]:
    """Words of urban policy: rows of term_fr, term_en, former_terms_fr, definition_fr, definition_en."""
    return tuple(database.ask("glossary"))


@st.cache_resource(max_entries=2, show_spinner=False)
def releases(release: str) -> tuple[Any, ...]:
    """Publications in order: rows of release, published_at, author, note_fr, note_en, withdraws."""
    return tuple(database.ask("releases"))


def attention(view: AxisView) -> Card | None:
    """The indicator to look at first: of those that worsen, real figures before demonstration, results before outputs,
    then the largest step away from the target, relative to the way from baseline to target (or to the value itself).
    """

    def rank(card: Card) -> tuple[bool, bool, float]:
        moved = card.change
        if moved is None or moved.since.value is None:
            return (False, False, 0.0)
        way = abs(card.target.value - card.target.baseline_value) if card.target else 0.0
        scale = way or abs(moved.since.value) or 1.0
        return (not card.is_demo, card.indicator.kind == "result", abs(moved.difference) / scale)

    worse = [
        c for c in view.cards if c.change is not None and c.change.improves is False and c.indicator.kind != "context"
    ]
    return max(worse, key=rank, default=None)


@st.cache_resource(max_entries=512, show_spinner=False)
def map_classes(indicator: str, period: date, selection: Selection) -> maps.Classes:
    """The classes of a map's colour scale."""
    view = map_view(indicator, period.year, selection)
    values = [r.value for r in view.readings if r.value is not None] if view else []
    decimals = catalogue(selection.release).indicators[indicator].decimals
    return maps.classify(values, decimals)


@st.cache_resource(max_entries=2, show_spinner=False)
def last_published(release: str) -> date:
    """Day of the last publication."""
    last: datetime = max(row.published_at for row in releases(release))
    return last.date()


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
    cuts = breaks(selection.release, selection.language)
    rows = []
    for indicator in indicators:
        own = {t: found[indicator.indicator, t] for t in territories if (indicator.indicator, t) in found}
        first = own.get(territories[0]) if territories else None
        moved = change(indicator, first, None, cuts.get(indicator.indicator, ())) if first else None
        rows.append(Comparison(indicator, own, moved))
    return tuple(rows)


def _around(selection: Selection, level: str) -> list[str]:
    known = catalogue(selection.release)
    found = [
        a for t in selection.territories[:MAX_LINES] for a in known.ancestors(t) if known.territories[a].level == level
    ]
    signatory = known.contracts[selection.contract].signatory
    return sorted(dict.fromkeys(found), key=lambda code: code != signatory)


@st.cache_resource(max_entries=64, show_spinner=False)
def offences(selection: Selection) -> tuple[tuple[Comparison, ...], tuple[str, ...]]:
    """Recorded offences by class in the département and the region of the main neighbourhood, and those two codes."""
    known = catalogue(selection.release)
    codes = [*_around(selection, "department")[:1], *_around(selection, "region")[:1]]
    classes = [i for i in known.axis_indicators("prevention") if i.finest_level == "department"]
    return _compare(classes, codes, selection), tuple(codes)


@st.cache_resource(max_entries=64, show_spinner=False)
def facilities(axis: str, selection: Selection) -> tuple[tuple[Comparison, ...], tuple[str, ...]]:
    """Facilities of an axis in the communes of the chosen neighbourhoods, and the codes of those communes."""
    known = catalogue(selection.release)
    codes = _around(selection, "commune")[:MAX_LINES]
    counted = [i for i in known.axis_indicators(axis) if i.source == FACILITIES_SOURCE]
    return _compare(counted, codes, selection), tuple(codes)


FACILITIES_SOURCE = "bpe"


@dataclass(frozen=True, slots=True)
class School:
    """A collège or lycée: social position index (points), its standard deviation (points), pupils."""

    territory: str
    commune: str
    ips: float | None
    spread: float | None
    pupils: float | None


@st.cache_resource(max_entries=64, show_spinner=False)
def schools(selection: Selection) -> tuple[School, ...]:
    """Schools of the communes of the chosen neighbourhoods, by commune and name: never ranked by result."""
    known = catalogue(selection.release)
    communes = _around(selection, "commune")
    codes = [
        c for commune in communes for c in known.children.get(commune, ()) if known.territories[c].level == "school"
    ]
    found = series(["EDU-20", "EDU-21", "EDU-22", "EDU-23"], codes, selection)

    def value(indicator: str, code: str) -> float | None:
        one = found.get((indicator, code))
        return one.latest.value if one and one.latest else None

    rows = [
        School(
            c,
            known.territories[c].parents[0],
            value("EDU-20", c) or value("EDU-22", c),
            value("EDU-21", c),
            value("EDU-23", c),
        )
        for c in codes
        if any((i, c) in found for i in ("EDU-20", "EDU-22"))
    ]
    return tuple(sorted(rows, key=lambda r: (communes.index(r.commune), known.territories[r.territory].name)))


@st.cache_resource(max_entries=4, show_spinner=False)
def _school_indices(release: str, show_demo: bool, last: date) -> tuple[float, ...]:
    rows = database.ask("map_readings", indicator="EDU-20", period=last, levels=["school"], show_demo=show_demo)
    return tuple(sorted(r.value for r in rows if r.value is not None))


def schools_median(selection: Selection) -> float | None:
    """Median social position index of the collèges in hand (points), each counted once; None without any."""
    dates = periods(selection.release, selection.show_demo).get(("EDU-20", "school"), ())
    if not dates:
        return None
    values = _school_indices(selection.release, selection.show_demo, dates[-1])
    return statistics.median(values) if values else None


def axes(selection: Selection) -> tuple[AxisView, ...]:
    """The views of the five axes, in the contract's order."""
    known = catalogue(selection.release)
    framework = known.contracts[selection.contract].framework
    return tuple(
        axis(a.axis, selection) for (f, _), a in known.axes.items() if f == framework and a.axis != "transversal"
    )


@dataclass(frozen=True, slots=True)
class Action:
    """An action of the contract with its money (euros; paid is None until known). objectives: the principal one first."""

    action: str
    title: Bilingual
    operator: str
    year: int
    objectives: tuple[str, ...]
    territories: tuple[str, ...]
    state: str
    planned_eur: float
    paid_eur: float | None
    evaluated_on: date | None
    origin: str


@st.cache_resource(max_entries=16, show_spinner=False)
def _actions(release: str, contract: str, show_demo: bool) -> tuple[Action, ...]:
    return tuple(
        Action(
            r.action,
            _both(r, "title"),
            r.operator,
            r.year,
            tuple(r.objectives or ()),
            tuple(r.territories or ()),
            r.state,
            r.planned_eur,
            r.paid_eur,
            r.evaluated_on,
            r.origin,
        )
        for r in database.ask("actions", contract=contract, show_demo=show_demo)
    )


def actions(selection: Selection) -> tuple[Action, ...]:
    """Actions of the contract, by year and code, cancelled ones included."""
    return _actions(selection.release, selection.contract, selection.show_demo)


@dataclass(frozen=True, slots=True)
class Funder:
    """What one funder brings in one year (euros). kind: specific (credits of urban policy) or ordinary."""

    year: int
    funder: str
    kind: str
    planned_eur: float
    paid_eur: float | None
    actions: int
    is_demo: bool


@st.cache_resource(max_entries=16, show_spinner=False)
def _funders(release: str, contract: str, show_demo: bool) -> tuple[Funder, ...]:
    return tuple(
        Funder(r.year, r.funder, r.kind, r.planned_eur, r.paid_eur, r.actions_count, r.is_demo)
        for r in database.ask("funders", contract=contract, show_demo=show_demo)
    )


def funders(selection: Selection) -> tuple[Funder, ...]:
    """Who pays for the contract's actions, year by year; cancelled actions left out."""
    return _funders(selection.release, selection.contract, selection.show_demo)


@st.cache_resource(max_entries=2, show_spinner=False)
def committees(release: str) -> Mapping[str, SavedSequence]:
    """Saved sequences of slides by code, the latest committee first."""
    found: dict[str, SavedSequence] = {}
    for r in database.ask("committees"):
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
        )
    return found
