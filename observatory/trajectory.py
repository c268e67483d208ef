"""The way of one indicator in some territories, as one plain value: what was measured, what is aimed at, where it stands.

The chart on the page, its sentence, its table and every file are made of the same trajectory, so that none shows more or
less than another.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from observatory import formats, texts
from observatory.catalogue import Indicator
from observatory.progress import Standing
from observatory.series import Break, Comment, Point, Series, Target, origin_of_both

MOST_DRAWN = 6
"""Lines beyond which a chart cannot be read; a table has them all."""
MOST_WITH_GAP = 3
"""Neighbourhoods beyond which their names need the room that a panel of gaps and a landing would take."""


@dataclass(frozen=True, slots=True)
class Aim:
    """What one territory heads for and where it stands, on the level and on the gap; None where there is nothing."""

    target: Target | None = None
    gap_target: Target | None = None
    standing: Standing | None = None
    gap_standing: Standing | None = None

    @property
    def judged(self) -> Standing | None:
        """The standing that a status comes from: that of the level, or of the gap where only that has a target."""
        return self.gap_standing if self.target is None and self.gap_target is not None else self.standing

    @property
    def judged_target(self) -> Target | None:
        """The target that the status is of."""
        return self.target or self.gap_target


@dataclass(frozen=True, slots=True, kw_only=True)
class Trajectory:
    """One indicator over time in some territories.

    series: the chosen territory first, then the others, all of them; reference: the territory compared with, that of the
    gap's own target where there is one; asked: code of the reader's reference where that of the target stands in its place,
    named too; chosen: code of the reader's reference, named too, where it is none of the series; target, gap_target, standing,
    gap_standing: of the first territory, others: of the others, by code; overlapped: what is carried from earlier perimeters
    to the first territory where it has figures of its own; breaks: of the indicator; names: of each territory; comments: on
    the first of the series and on its points, in the order of their numbers.
    """

    indicator: Indicator
    series: tuple[Series, ...]
    reference: Series | None
    target: Target | None
    breaks: tuple[Break, ...]
    names: Mapping[str, str]
    gap_target: Target | None = None
    standing: Standing | None = None
    gap_standing: Standing | None = None
    others: Mapping[str, Aim] = field(default_factory=dict)
    comments: tuple[Comment, ...] = ()
    asked: str = ""
    chosen: str = ""
    overlapped: Series | None = None

    @property
    def drawn(self) -> tuple[Series, ...]:
        """The series that a chart has lines for."""
        return self.series[:MOST_DRAWN]

    @property
    def listed(self) -> tuple[Series, ...]:
        """The series of the table: all, the reference last."""
        if self.reference is None or any(s.territory == self.reference.territory for s in self.series):
            return self.series
        return (*self.series, self.reference)

    def aim(self, territory: str) -> Aim:
        """What a territory heads for; nothing for the reference, which signed nothing here."""
        if self.series and territory == self.series[0].territory:
            return Aim(self.target, self.gap_target, self.standing, self.gap_standing)
        return self.others.get(territory, Aim())

    def judged(self, territory: str) -> Standing | None:
        """The standing whose status is shown for a territory: there is a target, and the indicator is not of context."""
        aim = self.aim(territory)
        if self.indicator.kind == "context" or (aim.target or aim.gap_target) is None:
            return None
        return aim.judged

    def gap_judged(self, territory: str) -> Standing | None:
        """The standing of the gap where it has a status of its own, beside that of the level: both have a target."""
        aim = self.aim(territory)
        if self.indicator.kind == "context" or self.indicator.direction == "none":
            return None
        return aim.gap_standing if aim.target is not None and aim.gap_target is not None else None

    def gap(self, territory: str) -> Series | None:
        """The gap of a territory to the reference, period by period, in the unit of a difference; None where none is shown."""
        own = next((s for s in self.series if s.territory == territory), None)
        goal = self.aim(territory).gap_target
        is_first = bool(self.series) and territory == self.series[0].territory
        if own is None or (not is_first and goal is None):
            return None
        return shown_gap(self.indicator, own, self.reference, goal, len(self.drawn))

    @property
    def is_demo(self) -> bool:
        """Whether any figure or target is a demonstration one."""
        lines = (*self.listed, *([self.overlapped] if self.overlapped is not None else []))
        figures = any(p.origin == "demo" for s in lines for p in s.points)
        aims = [self.aim(s.territory) for s in self.series]
        return figures or any(t.origin == "demo" for a in aims for t in (a.target, a.gap_target) if t is not None)

    @property
    def has_secret(self) -> bool:
        """Whether statistical secrecy hides a figure."""
        return any(p.status == "secret" for s in self.listed for p in s.points)


def landing_condition(code: str, turns_on: date | None, language: str) -> str:
    """What a landing supposes, in words, from the code and the day of its standing; empty without condition."""
    if not code or turns_on is None:
        return ""
    return texts.text(f"progress.landing_condition.{code}", language, day=formats.day(turns_on, language))


def no_landing(standing: Standing, language: str) -> str:
    """Why a target still due has no landing, in a sentence; empty where that is not a question."""
    if not standing.landing_reason:
        return ""
    when = formats.day(standing.landing_break_on, language) if standing.landing_break_on else ""
    return texts.text(f"progress.no_landing.{standing.landing_reason}", language, day=when)


def landing_note(standing: Standing, language: str) -> str:
    """What a landing supposes, or which change ahead leaves it out; empty where a chart says neither."""
    if standing.landing_value is not None:
        return landing_condition(standing.landing_condition, standing.landing_break_on, language)
    return no_landing(standing, language) if standing.landing_reason in {"break_ahead", "carried"} else ""


def gap_series(series: Series, reference: Series) -> Series:
    """The territory minus the reference, at the periods where both have a value."""
    others = {p.period: p for p in reference.points}
    points = []
    for point in series.points:
        other = others.get(point.period)
        value = point.shown
        base = other.shown if other is not None else None
        if other is not None and value is not None and base is not None:
            origin = origin_of_both(point.origin, other.origin)
            points.append(Point(point.period, value - base, point.status, point.reason, None, origin))
        else:
            hiding = point if value is None else other
            status = hiding.status if hiding is not None else "not_available"
            points.append(Point(point.period, None, status, "", None, point.origin))
    return Series(series.indicator, series.territory, tuple(points))


def shown_gap(
    indicator: Indicator, own: Series, reference: Series | None, target: Target | None, lines: int
) -> Series | None:
    """The gap that is shown beside the level, None where it would say nothing: without a target of its own, for a count, for
    an indicator that is a gap already, among many lines (`lines` of them), or to a reference that never moves.
    """
    if reference is None or reference.territory == own.territory or indicator.is_relative:
        return None
    aimed = target is not None and (target.reference, target.territory) == (reference.territory, own.territory)
    if not aimed:
        levels = {p.shown for p in reference.points if p.shown is not None}
        # A reference that never moves gives the level once more, a little lower.
        if indicator.summable or lines > MOST_WITH_GAP or len(levels) < 2:
            return None
    gap = gap_series(own, reference)
    known = sum(point.value is not None for point in gap.points)
    return gap if known >= (1 if aimed else 2) else None
