"""What the sheet of a neighbourhood and the sheet of an indicator say: answers in the manner of the package."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TypeVar

from observatory import database
from observatory.answers import (
    MAX_LINES,
    Action,
    AxisView,
    Card,
    MapView,
    _both,
    _card,
    actions,
    axis,
    breaks,
    catalogue,
    map_view,
    outlines,
    periods,
    series,
    standings,
    surroundings,
    targets,
)
from observatory.catalogue import LEVELS, Bilingual, Indicator, Objective, Territory
from observatory.geography import drawings
from observatory.progress import Standing
from observatory.selection import Selection
from observatory.series import HIDDEN_STATUSES, Break, Series

T = TypeVar("T")

CORE_ROWS = 12
"""Indicators of a neighbourhood's table at most, taken from each axis in turn."""
PEER_ROWS = 10
LEAST_PEERS = 10
"""Neighbourhoods below which a rank says nothing."""
_PRECISIONS = ("official", "generalised", "approximate", "circle")


@dataclass(frozen=True, slots=True)
class Share:
    """A commune or a part of a neighbourhood, with the inhabitants of the neighbourhood who live there, where known."""

    territory: str
    population: int | None


@dataclass(frozen=True, slots=True)
class Peer:
    """A neighbourhood among those of its département for one official indicator.

    value, median, values: in the indicator's unit, values from low to high; place: 1 for the highest, as figures are shown.
    """

    indicator: Indicator
    period: date
    value: float
    place: int
    is_tied: bool
    count: int
    median: float
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """What an analyst wrote."""

    author: str
    written_on: date
    text: Bilingual
    origin: str


@dataclass(frozen=True, slots=True)
class NeighbourhoodSheet:
    """A neighbourhood: who it is, its core indicators, its axes, the actions that concern it, its peers, what was written.

    precision: of its outline, empty without one; whole: the neighbourhood that a part belongs to, else itself;
    others: the other neighbourhoods of the contract.
    """

    territory: Territory
    whole: Territory
    communes: tuple[Share, ...]
    parts: tuple[Share, ...]
    precision: str
    others: tuple[str, ...]
    core: tuple[Card, ...]
    axes: tuple[AxisView, ...]
    actions: tuple[Action, ...]
    peers: tuple[Peer, ...]
    department: str
    notes: tuple[Note, ...]


@lru_cache(maxsize=4)
def _notes(release: str, show_demo: bool) -> Mapping[tuple[str, str], tuple[Note, ...]]:
    found: dict[tuple[str, str], list[Note]] = {}
    for r in database.ask("analyst_texts", show_demo=show_demo):
        note = Note(r.author or "", r.written_on, _both(r, "text"), r.origin)
        found.setdefault((r.subject_kind, r.subject), []).append(note)
    return {key: tuple(notes) for key, notes in found.items()}


def notes(kind: str, subjects: Sequence[str], selection: Selection) -> tuple[Note, ...]:
    """What analysts wrote about the first of `subjects` that has a text, the last written first; kind: neighbourhood or
    indicator. On a past day, only what was written by then.
    """
    found, day = _notes(selection.release, selection.show_demo), selection.as_of or date.max
    known = (tuple(note for note in found.get((kind, one), ()) if note.written_on <= day) for one in subjects)
    return next((some for some in known if some), ())


def _works(selection: Selection, territories: Sequence[str], objectives: Sequence[str]) -> tuple[Action, ...]:
    """Actions that concern one of these territories or serve one of these objectives, the last years first."""
    places, aims = frozenset(territories), frozenset(objectives)
    found = (a for a in actions(selection) if places & frozenset(a.territories) or aims & frozenset(a.objectives))
    return tuple(sorted(found, key=lambda action: (-action.year, action.action)))


def _family(territory: Territory, selection: Selection) -> tuple[Territory, tuple[str, ...]]:
    """The neighbourhood that a part belongs to (itself for a whole one), and the codes that an action about it may bear."""
    known = catalogue(selection.release)
    if territory.level != "neighbourhood_part":
        parts = known.children.get(territory.territory, ())
        return territory, (
            territory.territory,
            *(p for p in parts if known.territories[p].level == "neighbourhood_part"),
        )
    whole = next((p for p in territory.parents if known.territories[p].level == "neighbourhood"), territory.territory)
    return known.territories[whole], (territory.territory, whole)


def core_cards(views: Sequence[AxisView], selection: Selection, most: int = CORE_ROWS) -> tuple[Card, ...]:
    """At most `most` cards with a figure, from each axis in turn; the cards of an axis stay together.

    Core ones of the neighbourhood itself and real ones come first, then those that compare with another territory.
    """

    def rank(card: Card) -> tuple[bool, bool, bool, bool, bool]:
        wider = LEVELS[card.indicator.finest_level] > LEVELS["neighbourhood"]
        alone = gap(card, selection) is None
        return (not card.indicator.core, wider, card.is_demo, alone, not card.has_status)

    return tuple(in_turn([sorted((c for c in view.cards if c.known), key=rank) for view in views], most))


def in_turn(groups: Sequence[Sequence[T]], most: int) -> list[T]:
    """At most `most` of all, the first ones of each group: each gives one in turn, and those of a group stay together."""
    waiting = [list(group) for group in groups]
    taken: list[list[T]] = [[] for _ in groups]
    while sum(map(len, taken)) < most and any(waiting):
        for group, kept in zip(waiting, taken, strict=True):
            if group and sum(map(len, taken)) < most:
                kept.append(group.pop(0))
    return [one for kept in taken for one in kept]


def gap(card: Card, selection: Selection) -> Standing | None:
    """The gap of a card's figure to the reference chosen in the frame, else the one that has a target; None without any."""
    judged = standings(card.bearer, selection).get(card.indicator.indicator, ())
    chosen = (s for s in judged if s.measure == "gap" and s.reference == selection.reference)
    return next(chosen, card.gap_standing)


@dataclass(frozen=True, slots=True)
class Beside:
    """A gap as it stands beside a figure in a column headed by the chosen reference.

    value: in the unit of a difference; other: territory compared with when it is not the chosen reference, else empty;
    period: of the gap when it is not that of the figure, else None; improves: whether it moved in the good direction.
    """

    value: float
    other: str
    period: date | None
    improves: bool | None


def beside(card: Card, selection: Selection) -> Beside | None:
    """The gap of a card's figure, with what must be said where it is not to the chosen reference at the figure's date."""
    found = gap(card, selection)
    if found is None or found.current_value is None or found.current_period is None:
        return None
    latest = card.series.latest
    return Beside(
        found.current_value,
        "" if found.reference == selection.reference else found.reference,
        found.current_period if latest is None or latest.period != found.current_period else None,
        found.improves,
    )


def _peers(whole: Territory, selection: Selection) -> tuple[tuple[Peer, ...], str]:
    known = catalogue(selection.release)
    department = next(
        (a for a in known.ancestors(whole.territory) if known.territories[a].level == "department"),
        "",
    )
    around = [
        code
        for code, t in known.territories.items()
        if t.level == "neighbourhood" and t.generation == whole.generation and department in known.ancestors(code)
    ]
    rows = database.ask(
        "peers",
        territory=whole.territory,
        peers=around,
        first_year=selection.first_year,
        last_year=selection.last_year,
    )
    found = [
        Peer(
            known.indicators[r.indicator],
            r.period,
            r.value,
            r.place,
            r.tied_count > 1,
            r.peers_count,
            r.median_value,
            tuple(r.peer_values),
        )
        for r in rows
        if r.peers_count >= LEAST_PEERS
    ]
    order = [name for _, name in known.axes]
    ranked = sorted(found, key=lambda p: (not p.indicator.core, p.indicator.kind == "context"))[:PEER_ROWS]
    return tuple(sorted(ranked, key=lambda p: (order.index(p.indicator.axis), not p.indicator.core))), department


@lru_cache(maxsize=64)
def neighbourhood_sheet(selection: Selection) -> NeighbourhoodSheet:
    """The sheet of the first neighbourhood of the selection."""
    known = catalogue(selection.release)
    contract = known.contracts[selection.contract]
    own = known.territories[selection.main_territory]
    whole, family = _family(own, selection)
    views = tuple(axis(name, selection) for f, name in known.axes if f == contract.framework)
    shares = database.ask("territory_shares", territory=own.territory)
    drawn = drawings(outlines(selection.release), [own.territory, whole.territory])
    shapes = drawn.get(own.territory) or drawn.get(whole.territory) or ()
    found_peers, department = _peers(whole, selection)
    return NeighbourhoodSheet(
        territory=own,
        whole=whole,
        communes=tuple(Share(r.territory, r.population) for r in shares if r.relation == "commune"),
        parts=tuple(Share(r.territory, r.population) for r in shares if r.relation == "part"),
        precision=max((s.precision for s in shapes), key=_PRECISIONS.index, default=""),
        others=tuple(t for t in contract.territories if t != own.territory),
        core=core_cards(views, selection),
        axes=tuple(view for view in views if view.axis.axis != "transversal"),
        actions=_works(selection, family, ()),
        peers=found_peers,
        department=department,
        notes=notes("neighbourhood", (own.territory, whole.territory), selection),
    )


@dataclass(frozen=True, slots=True)
class IndicatorSheet:
    """An indicator: its figures in the chosen neighbourhoods, in all of them, where it serves, what is known of it.

    view: an axis view of this indicator alone; ranked: all territories at its last period, None where there is no
    level to compare; reference: the figure of the chosen reference at that period (unit of the indicator), None where
    there is none; everywhere: series of all territories of that level; available: years by level; serves: objectives,
    with whether a result indicator follows each; works: their actions.
    """

    indicator: Indicator
    view: AxisView
    card: Card
    cuts: tuple[Break, ...]
    ranked: MapView | None
    reference: float | None
    everywhere: tuple[Series, ...]
    available: Mapping[str, tuple[date, ...]]
    serves: tuple[tuple[Objective, bool], ...]
    works: tuple[Action, ...]
    notes: tuple[Note, ...]

    @property
    def is_of_schools(self) -> bool:
        """Whether its figures are of schools, which are never ranked by name."""
        return self.indicator.finest_level == "school"

    @property
    def is_demo(self) -> bool:
        """Whether any ranked figure is a demonstration one."""
        return self.ranked is not None and any(r.origin == "demo" and r.value is not None for r in self.ranked.readings)


def _school_view(indicator: str, last_year: int, selection: Selection) -> tuple[str, ...]:
    """Codes of the schools around the contract when the indicator is of schools; nothing otherwise."""
    dates = periods(selection.release, selection.show_demo).get((indicator, "school"), ())
    if not any(d.year <= last_year for d in dates):
        return ()
    return surroundings(selection.release, selection.contract).get("school", ())


def _at(found: Series | None, period: date) -> float | None:
    if found is None:
        return None
    return next((p.value for p in found.points if p.period == period and p.status not in HIDDEN_STATUSES), None)


def _serves(indicator: Indicator, framework: str, selection: Selection) -> tuple[tuple[Objective, bool], ...]:
    known = catalogue(selection.release)
    parent = known.indicators.get(indicator.parent)
    codes = indicator.objectives or (parent.objectives if parent else ())
    rows = []
    for code in codes:
        objective = known.objectives.get((framework, code))
        if objective is not None:
            kinds = {known.indicators[i].kind for i in objective.indicators if i in known.indicators}
            rows.append((objective, "result" in kinds))
    return tuple(rows)


@lru_cache(maxsize=64)
def indicator_sheet(code: str, selection: Selection) -> IndicatorSheet:
    """The sheet of an indicator of the catalogue."""
    known = catalogue(selection.release)
    framework = known.contracts[selection.contract].framework
    indicator = known.indicators[code]
    around = [a for t in selection.territories[:MAX_LINES] for a in known.ancestors(t)]
    wanted = list(dict.fromkeys([*selection.territories[:MAX_LINES], *around, selection.reference]))
    found = series([code], wanted, selection)
    goals = targets([code], wanted, selection)
    cuts = tuple(breaks(selection.release, selection.language).get(code, ()))
    card = _card(indicator, selection, found, goals)
    # A commune with one collège would be that collège: what is of schools is ranked at no level.
    ranked = None if indicator.finest_level == "school" else map_view(code, None, selection)
    places = [r.territory for r in ranked.given] if ranked else []
    places = places or list(_school_view(code, selection.last_year, selection))
    everywhere = series([code], places, selection) if places else {}
    reference = None
    if ranked is not None and not indicator.summable and selection.reference not in places:
        reference = _at(found.get((code, selection.reference)), ranked.period)
    serves = _serves(indicator, framework, selection)
    served = tuple(objective.objective for objective, _ in serves)
    return IndicatorSheet(
        indicator=indicator,
        view=AxisView(known.axes[framework, indicator.axis], ((None, (card,)),), found, goals, selection.territories),
        card=card,
        cuts=cuts,
        ranked=ranked,
        reference=reference,
        everywhere=tuple(everywhere.values()),
        available={
            level: dates for (i, level), dates in periods(selection.release, selection.show_demo).items() if i == code
        },
        serves=serves,
        works=_works(selection, (), served),
        notes=notes("indicator", (code,), selection),
    )


_MONTHS = {"annual": 12, "half_yearly": 6, "quarterly": 3, "biennial": 24}


def next_period(sheet: IndicatorSheet) -> date | None:
    """The period that should come after the last one, if the frequency is kept; None without figures or for an irregular one."""
    months = _MONTHS.get(sheet.indicator.frequency)
    known = [dates[-1] for dates in sheet.available.values() if dates]
    if months is None or not known:
        return None
    last = max(known)
    years, month = divmod(last.year * 12 + last.month - 1 + months, 12)
    # The end of a month stays the end of a month.
    if (last + timedelta(days=1)).day == 1:
        after = date(years + (month + 1) // 12, (month + 1) % 12 + 1, 1)
        return after - timedelta(days=1)
    return date(years, month + 1, min(last.day, 28))
