"""One typed function per question that pages ask; the only home of caches.

Answers are frozen values kept by reference: they are small, nobody changes them, and nothing is copied at each run.
Every key holds the release, so a new publication is seen at the next run. `lru_cache` and not Streamlit's caches, whose
hashing of arguments costs a millisecond a call, and which routes outside a page cannot use without a warning.
"""

import json
import statistics
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from observatory import database, explore, geography, maps, sandbox
from observatory.catalogue import (
    LEVELS,
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
from observatory.explore import Exploration
from observatory.progress import TO_DISCUSS, Change, Standing, change
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


@lru_cache(maxsize=2)
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


@lru_cache(maxsize=2)
def outlines(release: str) -> Mapping[str, geography.Outline]:
    """Outlines ready to draw, by territory."""
    return {
        r.territory: geography.outline(r.territory, json.loads(r.geometry), r.precision, r.credit_fr)
        for r in database.ask("outlines")
    }


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
    found: dict[tuple[str, str, str], Target] = {}
    own = catalogue(selection.release).contracts[selection.contract].reference
    for row in database.ask(
        "targets",
        contract=selection.contract,
        indicators=list(indicators),
        territories=list(territories),
        show_demo=selection.show_demo,
    ):
        key = row.indicator, row.territory, row.measure
        if key in found and found[key].reference == own:
            # Of several gaps with a target, the one to the contract's own reference is drawn.
            continue
        milestones = tuple(zip(row.milestone_periods or (), row.milestone_values or (), strict=True))
        found[key] = Target(
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
    """What a card says of one indicator: its figures in the territory that carries them, its target, where it stands.

    bearer: territory whose figures are shown, not always the one asked for (a département's for a neighbourhood);
    standing: on the level; gap_standing: on the gap with a target, else on the gap to the reference territory.
    """

    indicator: Indicator
    bearer: str
    series: Series
    target: Target | None
    gap_target: Target | None
    change: Change | None
    standing: Standing | None
    gap_standing: Standing | None

    @property
    def status(self) -> str:
        """Status of progress on the level, or on the gap where only that has a target."""
        judged = self.judged
        return judged.status if judged else "not_assessable"

    @property
    def has_status(self) -> bool:
        """Whether a status is shown: there is a target, and the indicator is not of context."""
        return (self.target or self.gap_target) is not None and self.indicator.kind != "context"

    @property
    def judged(self) -> Standing | None:
        """The standing that the status comes from."""
        if self.target is None and self.gap_target is not None:
            return self.gap_standing
        return self.standing

    @property
    def is_demo(self) -> bool:
        """Whether the latest figure is a demonstration one."""
        latest = self.series.latest
        return latest is not None and latest.origin == "demo"

    @property
    def has_demo_target(self) -> bool:
        """Whether its target, on the level or on the gap, is a demonstration one."""
        return any(goal.origin == "demo" for goal in (self.target, self.gap_target) if goal)

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
    goal = goals.get((indicator.indicator, bearer, "level"))
    gap_goal = goals.get((indicator.indicator, bearer, "gap"))
    judged = standings(bearer, selection).get(indicator.indicator, ())
    level = next((s for s in judged if s.measure == "level"), None)
    gaps = [s for s in judged if s.measure == "gap"]
    wanted = gap_goal.reference if gap_goal else selection.reference
    gap = next((s for s in gaps if s.reference == wanted), None)
    return Card(indicator, bearer, figures, goal, gap_goal, change(indicator, figures, goal, cuts), level, gap)


@lru_cache(maxsize=256)
def axis(name: str, selection: Selection) -> AxisView:
    """The view of one axis for a selection."""
    known = catalogue(selection.release)
    framework = known.contracts[selection.contract].framework
    indicators = known.axis_indicators(name)
    # Categories come in the same question: breakdowns of the page then cost nothing.
    codes = [i.indicator for i in known.indicators.values() if i.axis == name]
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


@lru_cache(maxsize=64)
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


@lru_cache(maxsize=512)
def _map_view(indicator: str, year: int | None, contract: str, show_demo: bool, release: str) -> MapView | None:
    dates = periods(release, show_demo)
    around = surroundings(release, contract)
    for level in MAP_LEVELS:
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
        territories=[code for one in MAP_LEVELS[level] for code in around.get(one, ())],
        show_demo=show_demo,
    )
    readings = tuple(Reading(r.territory, r.value, r.status, r.reason or "", r.origin) for r in rows)
    return MapView(catalogue(release).indicators[indicator], level, period, available, readings)


def map_view(indicator: str, year: int | None, selection: Selection) -> MapView | None:
    """The map of an indicator around the contract, at the last period of `year` or before it; None without any figure.

    Neighbourhoods are mapped when they have figures, else communes.
    """
    return _map_view(indicator, year, selection.contract, selection.show_demo, selection.release)


def categories(parent: str, breakdown: str, selection: Selection) -> tuple[tuple[Indicator, Series], ...]:
    """The categories of an indicator along one breakdown, in the main neighbourhood; those without figures left out."""
    known = catalogue(selection.release)
    found = axis(known.indicators[parent].axis, selection).series
    kept = []
    for member in known.categories(parent):
        bearers = known.bearers(member, selection.main_territory) if member.breakdown == breakdown else ()
        bearer = next((b for b in bearers if (member.indicator, b) in found), None)
        if bearer is not None:
            kept.append((member, found[member.indicator, bearer]))
    return tuple(kept)


@lru_cache(maxsize=2)
def glossary(release: str) -> tuple[Any, ...]:
    """Words of urban policy: rows of term_fr, term_en, former_terms_fr, definition_fr, definition_en."""
    return tuple(database.ask("glossary"))


@lru_cache(maxsize=2)
def releases(release: str) -> tuple[Any, ...]:
    """Publications in order: rows of release, published_at, author, note_fr, note_en, withdraws."""
    return tuple(database.ask("releases"))


def status_counts(cards: Sequence[Card]) -> Counter[str]:
    """How many cards have each status; context indicators and those without a target are left out."""
    return Counter(c.status for c in cards if c.has_status)


def attention(view: AxisView) -> Card | None:
    """The indicator to look at first: real figures before demonstration, results before outputs, then the slowest pace
    towards the target; without any target, the largest worsening relative to the baseline.
    """
    pressing = [c for c in view.cards if c.has_status and c.status in TO_DISCUSS]
    if pressing:
        return min(
            pressing,
            key=lambda c: (
                TO_DISCUSS.index(c.status),
                c.is_demo,
                c.indicator.kind != "result",
                c.judged.pace if c.judged and c.judged.pace is not None else 0.0,
            ),
        )

    def worsening(card: Card) -> tuple[bool, bool, float]:
        moved = card.change
        if moved is None or not moved.since.value:
            return (False, False, 0.0)
        return (not card.is_demo, card.indicator.kind == "result", abs(moved.difference / moved.since.value))

    worse = [c for c in view.cards if c.change and c.change.improves is False and c.indicator.kind != "context"]
    return max(worse, key=worsening, default=None)


@lru_cache(maxsize=512)
def _map_classes(indicator: str, year: int, contract: str, show_demo: bool, release: str) -> maps.Classes:
    view = _map_view(indicator, year, contract, show_demo, release)
    values = [r.value for r in view.readings if r.value is not None] if view else []
    return maps.classify(values, catalogue(release).indicators[indicator].decimals)


def map_classes(indicator: str, period: date, selection: Selection) -> maps.Classes:
    """The classes of a map's colour scale."""
    return _map_classes(indicator, period.year, selection.contract, selection.show_demo, selection.release)


@lru_cache(maxsize=2)
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


@lru_cache(maxsize=64)
def offences(selection: Selection) -> tuple[tuple[Comparison, ...], tuple[str, ...]]:
    """Recorded offences by class in the département and the region of the main neighbourhood, and those two codes."""
    known = catalogue(selection.release)
    codes = [*_around(selection, "department")[:1], *_around(selection, "region")[:1]]
    classes = [i for i in known.axis_indicators("prevention") if i.finest_level == "department"]
    return _compare(classes, codes, selection), tuple(codes)


@lru_cache(maxsize=64)
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


@lru_cache(maxsize=64)
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


@lru_cache(maxsize=4)
def _school_indices(release: str, contract: str, show_demo: bool, last: date) -> tuple[float, ...]:
    codes = surroundings(release, contract).get("school", ())
    rows = database.ask("map_readings", indicator="EDU-20", period=last, territories=list(codes), show_demo=show_demo)
    return tuple(sorted(r.value for r in rows if r.value is not None))


def schools_median(selection: Selection) -> float | None:
    """Median social position index of the collèges in hand (points), each counted once; None without any."""
    dates = periods(selection.release, selection.show_demo).get(("EDU-20", "school"), ())
    if not dates:
        return None
    values = _school_indices(selection.release, selection.contract, selection.show_demo, dates[-1])
    return statistics.median(values) if values else None


def axes(selection: Selection) -> tuple[AxisView, ...]:
    """The views of the five axes for the contract's own neighbourhoods, in the contract's order."""
    known = catalogue(selection.release)
    selection = replace(selection, territories=known.contracts[selection.contract].territories)
    framework = known.contracts[selection.contract].framework
    return tuple(
        axis(a.axis, selection) for (f, _), a in known.axes.items() if f == framework and a.axis != "transversal"
    )


@lru_cache(maxsize=2)
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


_STANDING_FIELDS = tuple(f.name for f in fields(Standing))
_TEXT_FIELDS = frozenset({"reference", "current_status", "pace_kind", "reason", "movement"})


def _standing(row: Any) -> Standing:
    values: dict[str, Any] = {
        name: getattr(row, "change_value" if name == "change" else name) for name in _STANDING_FIELDS
    }
    values.update({name: values[name] or "" for name in _TEXT_FIELDS})
    return Standing(**values)


def _is_published(selection: Selection) -> bool:
    """Whether the selection asks for the very judgement that publication computed: whole period, own reference, no filter."""
    contract = catalogue(selection.release).contracts[selection.contract]
    known = [dates[0].year for dates in periods(selection.release, selection.show_demo).values()]
    whole = selection.first_year <= min(known, default=0) and selection.last_year >= contract.ends_on.year
    return whole and selection.reference == contract.reference and selection.show_demo


@lru_cache(maxsize=256)
def _standings(territories: tuple[str, ...], selection: Selection) -> Mapping[str, Mapping[str, tuple[Standing, ...]]]:
    if _is_published(selection):
        rows = database.ask("progress_published", contract=selection.contract, territories=list(territories))
    else:
        # Years that run past the contract leave the end open: progress is then read on the contract's last day.
        is_open = selection.last_year >= catalogue(selection.release).contracts[selection.contract].ends_on.year
        rows = database.ask(
            "progress",
            contract=selection.contract,
            territories=list(territories),
            indicators=None,
            as_of=None,
            first_period=date(selection.first_year, 1, 1),
            last_period=None if is_open else date(selection.last_year, 12, 31),
            reference=selection.reference,
            show_demo=selection.show_demo,
        )
    found: dict[str, dict[str, list[Standing]]] = {}
    for row in rows:
        one = _standing(row)
        found.setdefault(one.territory, {}).setdefault(one.indicator, []).append(one)
    return {t: {i: tuple(ones) for i, ones in by.items()} for t, by in found.items()}


def standings(territory: str, selection: Selection) -> Mapping[str, tuple[Standing, ...]]:
    """Where the indicators stand in a territory, by indicator: the level, and gaps to references.

    The contract's neighbourhoods and what contains them are asked for together, once; another territory alone.
    """
    around = _contract_places(selection.release, selection.contract)
    return _standings(around if territory in around else (territory,), _judging(selection)).get(territory, {})


@lru_cache(maxsize=64)
def _contract_places(release: str, contract: str) -> tuple[str, ...]:
    known = catalogue(release)
    own = known.contracts[contract].territories
    return tuple(dict.fromkeys([*own, *(a for t in own for a in known.ancestors(t))]))


def _judging(selection: Selection) -> Selection:
    """The selection without what does not change a judgement, so that readers share one answer."""
    return replace(selection, territories=(), language="fr", dark=False)


# Exploration and open data: what an analyst asks freely, and what leaves by the API.


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
    main one first; series: levels by (indicator, territory), the reference's included; with_value: those that have a
    value to show; years: those to choose from in a view of one moment, `year` the one shown; differences: since the day of
    an as-of view, None without one.
    """

    offered: tuple[Indicator, ...]
    shown: tuple[Indicator, ...]
    territories: tuple[str, ...]
    series: Mapping[tuple[str, str], Series]
    with_value: frozenset[tuple[str, str]]
    years: tuple[int, ...]
    year: int | None
    differences: tuple[Difference, ...] | None


FEW_TERRITORIES = 60
"""Up to that many territories are read one by one; more are read by indicator, in the other order of the figures."""
MOST_KNOWN = 1_000_000


class _Figures(Mapping[tuple[str, str], Series]):
    """Series by (indicator, territory), each made when it is first looked at: a chart shows six of a thousand."""

    def __init__(self, rows: Mapping[tuple[str, str], list[Any]]) -> None:
        self._rows = rows
        self._made: dict[tuple[str, str], Series] = {}

    def __getitem__(self, key: tuple[str, str]) -> Series:
        made = self._made.get(key)
        if made is None:
            points = (
                Point(r.period, r.value, r.status, r.reason or "", r.denominator, r.origin) for r in self._rows[key]
            )
            made = Series(*key, tuple(points))
            self._made[key] = made
        return made

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


def _explored_rows(
    state: Exploration, codes: Sequence[str], places: Sequence[str], years: tuple[int, int], selection: Selection
) -> dict[tuple[str, str], list[Any]]:
    first, last = years
    origin = state.origin or None
    if state.as_of is not None or state.release is not None:
        found = database.ask(
            "figures_known",
            indicators=list(codes),
            territories=list(places),
            first_period=date(first, 1, 1),
            last_period=date(last, 12, 31),
            origin=origin,
            release=state.release,
            as_of=state.as_of,
            show_demo=selection.show_demo,
            skip=0,
            most=MOST_KNOWN,
        )
    elif state.level and len(places) > FEW_TERRITORIES:
        found = database.ask(
            "explore_many",
            indicators=list(codes),
            level=state.level,
            generation=state.generation or None,
            within=state.within or None,
            first_year=first,
            last_year=last,
            origin=origin,
            show_demo=selection.show_demo,
        )
    else:
        found = database.ask(
            "explore_few",
            indicators=list(codes),
            territories=list(places),
            first_year=first,
            last_year=last,
            origin=origin,
            show_demo=selection.show_demo,
        )
    return {key: list(rows) for key, rows in groupby(found, itemgetter(0, 1))}


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


@lru_cache(maxsize=256)
def _statuses(status: str, selection: Selection) -> frozenset[tuple[str, str]]:
    known = catalogue(selection.release)
    places = known.contracts[selection.contract].territories
    around = dict.fromkeys(
        [*places, *selection.territories[:MAX_LINES], *(a for t in places for a in known.ancestors(t))]
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
    pairs = _statuses(state.status, selection)
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


@lru_cache(maxsize=128)
def explored(state: Exploration, selection: Selection, whole: bool = False) -> Explored:
    """The figures of an exploration (see `Explored`), for the years of the selection.

    Of the lines of many territories only the first ones' are read, unless `whole`.
    """
    known = catalogue(selection.release)
    passing = explorable(state, selection)
    places = explore.territories(state, selection, known)
    # The chosen ones first: they are those drawn when not all can be.
    places = (
        *(t for t in selection.territories if t in places),
        *(t for t in places if t not in selection.territories),
    )
    if explore.is_of_one_territory(state):
        places = (selection.main_territory,)
    shown = _explored_indicators(state, passing, places, selection)
    codes = [i.indicator for i in shown]
    years: tuple[int, ...] = ()
    year: int | None = None
    span = (selection.first_year, selection.last_year)
    moment = explore.is_of_one_moment(state)
    narrowed = bool(state.as_of or state.release is not None or state.origin or state.status)
    if moment:
        years = _explored_years(shown, places, state.view == "scatter", selection)
        year = next((y for y in reversed(years) if state.year is None or y <= state.year), None)
        if year is not None and not narrowed:
            span = (year, year)
    read = places
    if state.view == "lines" and len(places) > FEW_TERRITORIES and not whole:
        # A chart draws six lines: the rest waits until somebody wants the table.
        read = places[:FEW_TERRITORIES]
    found = _explored_rows(state, codes, read, span, selection) if codes and places else {}
    if read is not places and not any(r.value is not None for rows in found.values() for r in rows):
        return explored(state, selection, True)
    if moment and narrowed:
        held = [{r.period.year for r in rows if r.value is not None} for rows in found.values()]
        years = tuple(y for y in years if any(y in one for one in held))
        year = next((y for y in reversed(years) if state.year is None or y <= state.year), None)
    if state.status:
        pairs = _statuses(state.status, selection)
        found = {key: one for key, one in found.items() if key in pairs}
    if codes and selection.reference not in places:
        beside = replace(state, level="", origin="", release=None)
        found |= _explored_rows(beside, codes, [selection.reference], span, selection)
    changed = _differences(state, codes, places, span, selection) if state.as_of else None
    valued = frozenset(key for key, rows in found.items() if any(r.value is not None for r in rows))
    return Explored(passing, shown, places, _Figures(found), valued, years, year, changed)


def _differences(
    state: Exploration, codes: Sequence[str], places: Sequence[str], years: tuple[int, int], selection: Selection
) -> tuple[Difference, ...]:
    rows = database.ask(
        "explore_differences",
        indicators=list(codes),
        territories=list(places),
        first_year=years[0],
        last_year=years[1],
        origin=state.origin or None,
        as_of=state.as_of,
        show_demo=selection.show_demo,
    )
    return tuple(
        Difference(
            r.indicator, r.territory, r.period, r.value_then, r.value_now, r.status_then or "", r.status_now or "",
            r.origin, r.verdict,
        )
        for r in rows
    )  # fmt: skip


def _folded(said: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", said.casefold()) if not unicodedata.combining(c))


@lru_cache(maxsize=2)
def _searchable(release: str) -> tuple[tuple[str, str], ...]:
    places = sorted(catalogue(release).territories.values(), key=lambda t: (-LEVELS[t.level], -(t.population or 0)))
    return tuple((_folded(f"{t.name} {t.territory}"), t.territory) for t in places)


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
    return tuple(column for column in columns(release) if column.table in sandbox.PUBLISHED)


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
    return database.ask(
        "figures_known",
        indicators=list(indicators) or None,
        territories=list(territories) or None,
        first_period=first_period,
        last_period=last_period,
        origin=origin or None,
        release=release,
        as_of=as_of,
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


@dataclass(frozen=True, slots=True)
class Proof:
    """Where one figure comes from: value and parts (in its unit), source, file with line, release and when it became known.

    value is None when the status hides it; file and row are those of the source's own publication.
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
    release: int
    published_at: datetime


def proof(indicator: str, territory: str, period: date) -> Proof | None:
    """The proof of one figure in force, or None when there is none."""
    for r in database.ask("figure_proof", indicator=indicator, territory=territory, period=period):
        return Proof(
            r.value, r.status, r.reason or "", r.numerator, r.denominator, r.origin, r.source or "", r.file or "", r.row,
            r.release, r.published_at,
        )  # fmt: skip
    return None


@lru_cache(maxsize=1)
def outline_features(release: str) -> tuple[tuple[str, str, str, str], ...]:
    """(territory, precision, credit, GeoJSON geometry) of every outline, as stored."""
    return tuple((r.territory, r.precision, r.credit_fr or "", r.geometry) for r in database.ask("outlines"))


@dataclass(frozen=True, slots=True)
class Meeting:
    """A moment to compare with: a committee's day and name, or the day of an earlier publication (empty name)."""

    day: date
    name: str


def last_meeting(selection: Selection) -> Meeting | None:
    """The last committee before the figures in force became known; without one, the publication before the last."""
    published = [r.published_at.date() for r in releases(selection.release)]
    newest = max(published)
    held = [c for c in committees(selection.release).values() if c.contract == selection.contract and c.as_of < newest]
    if held:
        last = max(held, key=lambda c: c.as_of)
        return Meeting(last.as_of, last.name)
    earlier = [day for day in published if day < newest]
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
        for row in database.ask("news", territories=places, as_of=meeting.day, show_demo=selection.show_demo)
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


def news(selection: Selection) -> News | None:
    """What changed since the last meeting; None when there was no earlier state."""
    meeting = last_meeting(selection)
    return _news(meeting, _judging(selection)) if meeting else None


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A neighbourhood's statuses by axis: {axis: {status: count}}, what has no target or is of context left out."""

    territory: str
    counts: Mapping[str, Mapping[str, int]]


def status_matrix(selection: Selection) -> tuple[MatrixRow, ...]:
    """Statuses by neighbourhood of the contract and axis, never a mean; a part is left out beside its whole."""
    known = catalogue(selection.release)
    rows = []
    places = known.contracts[selection.contract].territories
    for territory in places:
        if known.territories[territory].level == "neighbourhood_part" and set(places) & set(known.ancestors(territory)):
            continue
        counts: dict[str, Counter[str]] = {}
        for code, ones in standings(territory, selection).items():
            indicator = known.indicators[code]
            aimed = [s for s in ones if s.deadline is not None and s.reason not in {"context", "no_direction"}]
            judged = next((s for s in aimed if s.measure == "level"), next(iter(aimed), None))
            if judged is not None:
                counts.setdefault(indicator.axis, Counter())[judged.status] += 1
        if counts:
            rows.append(MatrixRow(territory, counts))
    return tuple(rows)


from observatory.answers.judgements import Comment as Comment  # noqa: E402
from observatory.answers.judgements import Decision as Decision  # noqa: E402
from observatory.answers.judgements import Judgement as Judgement  # noqa: E402
from observatory.answers.judgements import Weather as Weather  # noqa: E402
from observatory.answers.judgements import comments as comments  # noqa: E402
from observatory.answers.judgements import decisions as decisions  # noqa: E402
from observatory.answers.judgements import weather as weather  # noqa: E402
from observatory.answers.means import Action as Action  # noqa: E402
from observatory.answers.means import Chain as Chain  # noqa: E402
from observatory.answers.means import Funder as Funder  # noqa: E402
from observatory.answers.means import Funding as Funding  # noqa: E402
from observatory.answers.means import Gate as Gate  # noqa: E402
from observatory.answers.means import Means as Means  # noqa: E402
from observatory.answers.means import Narrowing as Narrowing  # noqa: E402
from observatory.answers.means import actions as actions  # noqa: E402
from observatory.answers.means import chain as chain  # noqa: E402
from observatory.answers.means import flows as flows  # noqa: E402
from observatory.answers.means import funders as funders  # noqa: E402
from observatory.answers.means import gate as gate  # noqa: E402
from observatory.answers.means import objectives as objectives  # noqa: E402
from observatory.answers.means import ordinary as ordinary  # noqa: E402
from observatory.answers.means import outcomes as outcomes  # noqa: E402
from observatory.answers.means import per_head as per_head  # noqa: E402
from observatory.answers.means import programme as programme  # noqa: E402
from observatory.answers.means import richest as richest  # noqa: E402
from observatory.answers.method import secrecy_rules as secrecy_rules  # noqa: E402
from observatory.answers.method import worked_example as worked_example  # noqa: E402
from observatory.answers.publications import publications as publications  # noqa: E402
from observatory.answers.sheets import IndicatorSheet as IndicatorSheet  # noqa: E402
from observatory.answers.sheets import NeighbourhoodSheet as NeighbourhoodSheet  # noqa: E402
from observatory.answers.sheets import Note as Note  # noqa: E402
from observatory.answers.sheets import Peer as Peer  # noqa: E402
from observatory.answers.sheets import Work as Work  # noqa: E402
from observatory.answers.sheets import gap as gap  # noqa: E402
from observatory.answers.sheets import indicator_sheet as indicator_sheet  # noqa: E402
from observatory.answers.sheets import neighbourhood_sheet as neighbourhood_sheet  # noqa: E402
from observatory.answers.sheets import next_period as next_period  # noqa: E402
from observatory.answers.sheets import year_runs as year_runs  # noqa: E402
from observatory.answers.tallies import objective_tallies as objective_tallies  # noqa: E402
from observatory.answers.tallies import together as together  # noqa: E402
