"""Where indicators stand, as plain values: statuses, changes, and the interval of a share."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt

from observatory.catalogue import Indicator
from observatory.series import Point


def too_close(indicator: Indicator, before: date, after: date) -> bool:
    """Whether two vintages are too near in time to be compared, by the producer's own rule."""
    gap = indicator.min_vintage_gap
    return gap > 1 and before != after and (after - before).days / 365.25 < gap - 0.1


def apart(indicator: Indicator, one: Point, other: Point, cuts: Sequence[date]) -> str:
    """Why two figures of a series must not be compared: `break`, `carried` or `vintage`; empty when they may be.

    cuts: days of the breaks that no comparison may cross.
    """
    before, after = sorted((one.period, other.period))
    if any(before < cut <= after for cut in cuts):
        return "break"
    if one.is_carried != other.is_carried:
        return "carried"
    return "vintage" if too_close(indicator, before, after) else ""


def is_lead(indicator: Indicator, gap: float) -> bool:
    """Whether a gap to a reference is in favour of the place: below it where less is better, above it where more is."""
    return gap < 0 if indicator.direction == "down" else gap > 0 and indicator.direction == "up"


_Z_95 = 1.959963984540054


def wilson(share: float, n: float) -> tuple[float, float]:
    """Bounds of the 95 % interval of a share (0 to 1) observed among `n`, within 0 and 1.

    Wilson's score interval: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal
    of the American Statistical Association 22 (158), 1927, p. 209-212. The build has the same formula in SQL
    (progress_wilson_low and progress_wilson_high in queries/build/70_formula.sql). ValueError outside of these ranges.
    """
    if not 0 <= share <= 1 or n <= 0:
        raise ValueError(f"no interval for a share of {share} among {n}")
    square = _Z_95**2
    centre = (share + square / (2 * n)) / (1 + square / n)
    half = _Z_95 * sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
    return max(0.0, centre - half), min(1.0, centre + half)


STATUSES = ("met", "on_track", "acceleration", "limited", "degradation", "not_assessable")
"""Statuses of progress, best first."""

TO_DISCUSS = ("degradation", "limited", "acceleration")
"""Statuses that a committee discusses, most pressing first."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an indicator stands in a territory, on its level or on its gap to `reference`; values in its unit.

    Computed in SQL (queries/build/72_progress.sql gives the method and its sources). Periods are dates; *_ratio, pace and
    landing_probability are numbers where 1 is the whole; *_per_year in the unit of a difference; low and high bound the
    95 % interval of a share, or the 80 % prediction interval of the landing. status: one of STATUSES; reason: why it is
    not assessable; landing_reason: why a target still due has no landing; landing_condition: what the landing supposes of
    perimeters, which change on landing_break_on; improves: along the indicator's direction, None when it cannot be said.
    """

    indicator: str
    territory: str
    measure: str
    reference: str
    is_demo: bool
    baseline_period: date | None
    baseline_value: float | None
    baseline_low: float | None
    baseline_high: float | None
    current_period: date | None
    current_value: float | None
    current_low: float | None
    current_high: float | None
    current_status: str
    current_denominator: float | None
    amendment: int | None
    deadline: date | None
    target_value: float | None
    elapsed_ratio: float | None
    milestone_value: float | None
    starts_at_target: bool | None
    advancement_ratio: float | None
    advancement_shown_ratio: float | None
    advancement_outside: bool | None
    pace: float | None
    pace_kind: str
    growth_pace: float | None
    meets_target: bool | None
    status: str
    reason: str
    needed_per_year: float | None
    recent_per_year: float | None
    trend_points_count: int | None
    landing_value: float | None
    landing_low: float | None
    landing_high: float | None
    landing_probability: float | None
    landing_reason: str
    landing_condition: str
    landing_break_on: date | None
    change: float | None
    movement: str
    improves: bool | None
    significant: bool | None
    break_on: date | None


@dataclass(frozen=True, slots=True)
class Change:
    """Difference between the current figure and `start`, its baseline of the period `since`, in the unit of the indicator.

    improves: True or False along the indicator's direction; None when it has none, when nothing changed, or when the change
    is smaller than its uncertainty, which is_significant False says.
    """

    since: date
    start: float
    difference: float
    improves: bool | None
    is_significant: bool


def change(standing: Standing | None) -> Change | None:
    """The change that a standing holds (queries/build says what may be compared); None when there is nothing to compare."""
    if (
        standing is None
        or standing.change is None
        or standing.baseline_period is None
        or standing.baseline_value is None
    ):
        return None
    is_significant = standing.significant is not False
    improves = standing.improves if is_significant else None
    return Change(standing.baseline_period, standing.baseline_value, standing.change, improves, is_significant)
