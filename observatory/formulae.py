"""The formulae behind a judgement on one real figure, each with the numbers that lead from what was measured to the result.

The build computes the same in SQL (queries/build/70_formula.sql, 71_measure.sql, 72_progress.sql); here every number on the
way is kept, to be printed on the method page.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from math import atan, isclose, pi, sqrt

from observatory.formats import rounded
from observatory.progress import Standing, wilson
from observatory.workings import months

Z_95 = 1.959964
"""Normal quantile of a 95 % interval, as printed."""
STUDENT_90 = {1: 3.077684, 2: 1.885618, 3: 1.637744}
"""Student's 90th percentile by degrees of freedom, as printed."""
FEWEST_FOR_LANDING = 3
WAY_DECIMALS = 3
"""Decimals of the numbers that lead to a prediction, beyond those of the prediction."""
_MOST_MORE = 10
_CLOSE = 1e-5


@dataclass(frozen=True, slots=True)
class Share:
    """Wilson's interval of a share, in per cent, among `count`: centre and half width give low and high."""

    value: float
    count: float
    centre: float
    half: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Gap:
    """Newcombe's interval of the difference of two shares, in points."""

    here: Share
    there: Share
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Landing:
    """The prediction at the deadline, in the unit of the indicator and in years counted from the current figure.

    periods, values: figures that the line rests on; level: its height at the current figure; slope: a year; left: years to the
    deadline; mean, spread: of the years of those figures (mean, sum of squares about it); deviation: of the figures from the line;
    error: of the prediction; distance: of the prediction past the target, in errors; probability: 0 to 1.
    """

    periods: tuple[date, ...]
    values: tuple[float, ...]
    level: float
    slope: float
    left: float
    mean: float
    spread: float
    deviation: float
    error: float
    value: float
    low: float
    high: float
    distance: float
    probability: float

    @property
    def freedom(self) -> int:
        """Degrees of freedom: figures, less the two numbers that draw the line."""
        return len(self.values) - 2


@dataclass(frozen=True, slots=True)
class Distance:
    """What each year left must bring, in the unit of a difference, and what each year brought lately."""

    current: float
    target: float
    months_left: float
    needed: float
    recent: float | None


def share(value: float, count: float) -> Share:
    """Wilson's interval of a share in per cent. ValueError as `wilson`."""
    low, high = (100 * bound for bound in wilson(value / 100, count))
    return Share(value, count, (low + high) / 2, (high - low) / 2, low, high)


def gap(here: Share, there: Share) -> Gap:
    """Newcombe's interval of the difference of two shares."""
    value = here.value - there.value
    below = sqrt((here.value - here.low) ** 2 + (there.high - there.value) ** 2)
    above = sqrt((here.high - here.value) ** 2 + (there.value - there.low) ** 2)
    return Gap(here, there, value, value - below, value + above)


def student(distance: float, freedom: int) -> float:
    """Student's distribution function for one to three degrees of freedom. KeyError beyond."""
    root = distance / sqrt(3)
    return {
        1: 0.5 + atan(distance) / pi,
        2: 0.5 + distance / (2 * sqrt(2 + distance**2)),
        3: 0.5 + (root / (1 + root**2) + atan(root)) / pi,
    }[freedom]


def prediction_error(deviation: float, count: int, left: float, mean: float, spread: float) -> float:
    """Error of a prediction `left` years ahead, from a line through `count` figures."""
    return deviation * sqrt(1 + 1 / count + (left - mean) ** 2 / spread)


def landing(figures: Sequence[tuple[date, float]], standing: Standing, sign: int) -> Landing | None:
    """The landing of a standing from the figures that its line rests on, oldest first; sign: 1 where more is better, else -1.

    None where these figures do not give the landing that was published: it was kept within its unit's range, the figures lie on
    one line, or others were used.
    """
    s = standing
    if (
        len(figures) < FEWEST_FOR_LANDING
        or None in (s.current_period, s.deadline, s.target_value)
        or None in (s.landing_value, s.landing_low, s.landing_high, s.landing_probability)
    ):
        return None
    since, deadline, target = s.current_period or date.min, s.deadline or date.min, s.target_value or 0.0
    years = [months(since, period) / 12 for period, _ in figures]
    values = [value for _, value in figures]
    count = len(values)
    mean, average = sum(years) / count, sum(values) / count
    spread = sum((year - mean) ** 2 for year in years)
    slope = sum((x - mean) * (y - average) for x, y in zip(years, values, strict=True)) / spread
    level = average - slope * mean
    errors = sum((y - level - slope * x) ** 2 for x, y in zip(years, values, strict=True))
    deviation = sqrt(errors / (count - 2))
    left = months(since, deadline) / 12
    error = prediction_error(deviation, count, left, mean, spread)
    if error <= _CLOSE * max(1.0, abs(level)):
        return None
    value = level + slope * left
    reach = STUDENT_90[count - 2] * error
    distance = sign * (value - target) / error
    found = Landing(
        tuple(period for period, _ in figures),
        tuple(values),
        level,
        slope,
        left,
        mean,
        spread,
        deviation,
        error,
        value,
        value - reach,
        value + reach,
        distance,
        student(distance, count - 2),
    )
    return found if _is_published(found, standing) else None


def _is_published(found: Landing, standing: Standing) -> bool:
    pairs = (
        (found.value, standing.landing_value),
        (found.low, standing.landing_low),
        (found.high, standing.landing_high),
        (found.probability, standing.landing_probability),
    )
    return all(isclose(one, other or 0.0, rel_tol=_CLOSE, abs_tol=_CLOSE) for one, other in pairs)


def distance(standing: Standing) -> Distance | None:
    """What is left to do a year; None once the target is met or due."""
    s = standing
    if s.needed_per_year is None or s.current_period is None or s.deadline is None:
        return None
    if s.current_value is None or s.target_value is None:
        return None
    left = months(s.current_period, s.deadline)
    return Distance(s.current_value, s.target_value, left, s.needed_per_year, s.recent_per_year)


def _fewest(holds: Callable[[int], bool]) -> int:
    """The fewest decimals beyond those of the indicator with which printed numbers give the printed result."""
    return next((more for more in range(1, _MOST_MORE) if holds(more)), _MOST_MORE)


def _printed(value: float, decimals: int) -> float:
    return float(rounded(value, decimals))


def _agrees(by_hand: float, result: float, decimals: int) -> bool:
    return abs(by_hand - _printed(result, decimals)) <= 0.5 * 10.0**-decimals


def share_decimals(found: Share, decimals: int) -> int:
    """Decimals of the centre and the half width, so that they give the bounds printed with `decimals`."""

    def holds(more: int) -> bool:
        centre, half = _printed(found.centre, decimals + more), _printed(found.half, decimals + more)
        return _agrees(centre - half, found.low, decimals) and _agrees(centre + half, found.high, decimals)

    return decimals + _fewest(holds)


def gap_decimals(found: Gap, decimals: int) -> int:
    """Decimals of both shares and their bounds, so that they give the bounds of the difference printed with `decimals`."""

    def holds(more: int) -> bool:
        at = decimals + more
        here, there = (
            Share(_printed(one.value, at), one.count, 0, 0, _printed(one.low, at), _printed(one.high, at))
            for one in (found.here, found.there)
        )
        again = gap(here, there)
        pairs = ((again.value, found.value), (again.low, found.low), (again.high, found.high))
        return all(_agrees(by_hand, result, decimals) for by_hand, result in pairs)

    return decimals + _fewest(holds)


def landing_decimals(found: Landing, target: float, decimals: int) -> int:
    """Decimals of the prediction, its error and its distance from the target, so that each step gives the next one as printed;
    the numbers that these come from take WAY_DECIMALS more.
    """

    def holds(more: int) -> bool:
        at = decimals + more
        way = (found.level, found.slope, found.left, found.mean, found.spread, found.deviation)
        level, slope, left, mean, spread, deviation = (_printed(one, at + WAY_DECIMALS) for one in way)
        error, value, distance = (_printed(one, at) for one in (found.error, found.value, found.distance))
        if not error:
            return False
        reach = STUDENT_90[found.freedom] * error
        # The sign of the distance says which way is better.
        sign = 1 if (found.value - target) * found.distance >= 0 else -1
        return (
            _agrees(level + slope * left, found.value, at)
            and _agrees(prediction_error(deviation, len(found.values), left, mean, spread), found.error, at)
            and _agrees(value - reach, found.low, decimals)
            and _agrees(value + reach, found.high, decimals)
            and _agrees(sign * (value - target) / error, found.distance, at)
            and _agrees(100 * student(distance, found.freedom), 100 * found.probability, 1)
        )

    return decimals + _fewest(holds)


def distance_decimals(found: Distance, decimals: int) -> int:
    """Decimals of current value and target, so that they give what each year must bring, printed with one more than `decimals`."""

    def holds(more: int) -> bool:
        current, target = _printed(found.current, decimals + more), _printed(found.target, decimals + more)
        left = _printed(found.months_left, 4)
        return _agrees((target - current) * 12 / left, found.needed, decimals + 1)

    return decimals + _fewest(holds)
