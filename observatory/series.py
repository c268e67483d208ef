"""Figures over time, as plain values: what charts, maps, tables and progress are made of."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median, quantiles

HIDDEN_STATUSES = frozenset({"secret", "not_available", "not_applicable", "not_significant"})
_LEAST_FOR_QUARTILES = 5


def origin_of_both(one: str, other: str) -> str:
    """The origin of what is made of two figures, no more official than either: demo if one is, else local if one is."""
    return next((origin for origin in ("demo", "local") if origin in (one, other)), "official")


@dataclass(frozen=True, slots=True)
class Point:
    """One figure: its period, its value (None when `status` hides it), why, and where it comes from."""

    period: date
    value: float | None
    status: str
    reason: str
    denominator: float | None
    origin: str

    @property
    def shown(self) -> float | None:
        """The value that may be shown: None as soon as the status hides it, whatever the point carries."""
        return None if self.status in HIDDEN_STATUSES else self.value

    @property
    def is_carried(self) -> bool:
        """Whether its value was carried from earlier perimeters."""
        return self.value is not None and self.reason.startswith("passage=")


@dataclass(frozen=True, slots=True)
class Series:
    """The points of one indicator in one territory, by period."""

    indicator: str
    territory: str
    points: tuple[Point, ...]

    def published(self) -> tuple[Point, ...]:
        """Points that have a value."""
        return tuple(p for p in self.points if p.value is not None)

    @property
    def turns(self) -> tuple[date, ...]:
        """Periods from which figures are the territory's own, after some carried from earlier perimeters, or the other way."""
        shown = self.published()
        return tuple(b.period for a, b in pairwise(shown) if a.is_carried != b.is_carried)

    @property
    def latest(self) -> Point | None:
        """The last point that has a value, or None."""
        return next((p for p in reversed(self.points) if p.value is not None), None)


@dataclass(frozen=True, slots=True)
class Target:
    """A target on the level, or on the gap to `reference`: from the baseline to `value` at `deadline`.

    baseline_value: None when it is confidential. amendment: the one that set it, 0 for the contract as signed; amended_on: its
    day. earlier: the targets that it replaced, oldest first.
    """

    indicator: str
    territory: str
    measure: str
    reference: str
    baseline_period: date
    baseline_value: float | None
    deadline: date
    value: float
    milestones: tuple[tuple[date, float], ...]
    amendment: int
    origin: str
    amended_on: date | None = None
    earlier: "tuple[Target, ...]" = ()

    def path(self) -> tuple[tuple[date, float], ...]:
        """The straight steps from the baseline, where it is known, through the milestones to the target."""
        start = () if self.baseline_value is None else ((self.baseline_period, self.baseline_value),)
        return (*start, *self.milestones, (self.deadline, self.value))


@dataclass(frozen=True, slots=True)
class Break:
    """A date at which figures before and after are not comparable. kind: method, geography or noise."""

    period: date
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Comment:
    """What a person says of an indicator in a territory, in French; period: of one figure, None for the whole series."""

    period: date | None
    commented_on: date
    author: str
    comment: str
    origin: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One territory's figure of one period, for a map or a ranking; origin: empty where there is no figure at all."""

    territory: str
    value: float | None
    status: str
    reason: str
    origin: str

    @property
    def shown(self) -> float | None:
        """The value that may be shown: None as soon as the status hides it."""
        return None if self.status in HIDDEN_STATUSES else self.value


def no_reading(territory: str) -> Reading:
    """A territory that no row speaks of: why is not known, so nobody is named."""
    return Reading(territory, None, "not_available", "no_row", "")


def origins(shown: Iterable[Point | Reading]) -> frozenset[str]:
    """Where the figures come from that have a value: official, local, demo."""
    return frozenset(one.origin for one in shown if one.value is not None)


@dataclass(frozen=True, slots=True)
class Spread:
    """How the figures of many territories lie in one period, in the indicator's unit; no quartile of fewer than five figures."""

    period: date
    count: int
    low: float
    first: float | None
    median: float
    third: float | None
    high: float
    origins: tuple[str, ...]


def spreads(everywhere: Iterable[Series]) -> tuple[Spread, ...]:
    """The spread of each period in which a figure may be shown, oldest first."""
    found: dict[date, list[tuple[float, str]]] = {}
    for one in everywhere:
        for point in one.points:
            if point.shown is not None:
                found.setdefault(point.period, []).append((point.shown, point.origin))
    return tuple(_spread(period, figures) for period, figures in sorted(found.items()))


def _spread(period: date, figures: list[tuple[float, str]]) -> Spread:
    values = [value for value, _ in figures]
    first, third = None, None
    if len(values) >= _LEAST_FOR_QUARTILES:
        first, _, third = quantiles(values, n=4, method="inclusive")
    origins = tuple(sorted({origin for _, origin in figures}))
    return Spread(period, len(values), min(values), first, median(values), third, max(values), origins)
