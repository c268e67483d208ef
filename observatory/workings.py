"""How precisely the numbers of a judgement must be printed for a reader to find its result again by hand."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from observatory.formats import rounded
from observatory.progress import Standing

THRESHOLDS = (0.95, 0.60, 0.0)
"""Paces at which the status changes, as progress_pace_status has them (queries/build/70_formula.sql)."""
_NOISE = 1e-9
_FEWEST_OF_A_PACE = 2
_FEWEST_OF_A_SHARE = 1
_MORE = (4, 6, 8, 10)
"""Decimals of a value beyond those of its indicator, tried in this order: four are enough for nearly all."""


@dataclass(frozen=True, slots=True)
class Precision:
    """Most decimals to print. value: of VI, VA, VC and milestone; months: of the time counted in months; share: of TA and e, in
    per cent; pace: decimals of R, all of them printed.
    """

    value: int
    months: int
    share: int
    pace: int


def months(since: date, until: date) -> float:
    """Months between two days, as the build counts them (progress_years in queries/build/70_formula.sql)."""
    return _months(until) - _months(since)


def _months(day: date) -> float:
    return 12 * day.year + day.month - 1 + (day.day - 1) / monthrange(day.year, day.month)[1]


def reached(pace: float) -> int:
    """How many thresholds a pace has reached, which is its status."""
    return sum(pace >= threshold - _NOISE for threshold in THRESHOLDS)


def decimals_of(value: float, fewest: int, most: int) -> int:
    """Decimals that a number has when written with `most`, trailing zeros beyond `fewest` left out."""
    exponent = rounded(value, most).normalize().as_tuple().exponent
    return max(fewest, -exponent if isinstance(exponent, int) else fewest)


def parts_decimals(one: float, other: float, decimals: int) -> int:
    """The fewest decimals with which two numbers, as printed, give their difference printed with `decimals`."""
    gap = rounded(one - other, decimals)
    tried = range(max(decimals, _MORE[0]), decimals + _MORE[-1])
    return next((d for d in tried if _agree(rounded(one, d) - rounded(other, d), gap, decimals)), tried[-1])


def precision(standing: Standing, decimals: int) -> Precision:
    """The fewest decimals with which the printed numbers give the printed TA, e and R, and R the status.

    decimals: those that the indicator is shown with elsewhere.
    """
    tried = list(_candidates(standing, decimals))
    return next((one for one in tried if _holds(standing, one)), tried[-1])


def _candidates(standing: Standing, decimals: int) -> Iterator[Precision]:
    fewest = _FEWEST_OF_A_PACE
    if standing.pace is not None:
        right = (d for d in range(fewest, 10) if reached(float(rounded(standing.pace, d))) == reached(standing.pace))
        fewest = next(right, 9)
    for more in _MORE:
        # A result half-way between two roundings needs one decimal more, whatever it is computed from.
        for pace in range(fewest, fewest + 3):
            for share in range(_FEWEST_OF_A_SHARE, more + 3):
                yield Precision(decimals + more, more, share, pace)


def _holds(standing: Standing, at: Precision) -> bool:
    """Whether the numbers, taken as printed, give each printed result."""
    s = standing
    if s.advancement_ratio is None or s.starts_at_target or None in (s.current_value, s.baseline_value, s.target_value):
        return True
    current, baseline, target = (
        rounded(value or 0, at.value) for value in (s.current_value, s.baseline_value, s.target_value)
    )
    advancement = rounded(100 * s.advancement_ratio, at.share)
    if target == baseline or not _agree(100 * (current - baseline) / (target - baseline), advancement, at.share):
        return False
    elapsed = Decimal(100)
    if s.elapsed_ratio and s.baseline_period and s.current_period and s.deadline:
        elapsed = rounded(100 * s.elapsed_ratio, at.share)
        past = rounded(months(s.baseline_period, s.current_period), at.months)
        if not _agree(100 * past / rounded(months(s.baseline_period, s.deadline), at.months), elapsed, at.share):
            return False
    if s.pace is None:
        return True
    if s.milestone_value is not None:
        due = rounded(s.milestone_value, at.value) - baseline
        return bool(due) and _agree((current - baseline) / due, rounded(s.pace, at.pace), at.pace)
    return _agree(advancement / min(elapsed, Decimal(100)), rounded(s.pace, at.pace), at.pace)


def _agree(by_hand: Decimal, printed: Decimal, decimals: int) -> bool:
    return abs(by_hand - printed) <= Decimal(5).scaleb(-decimals - 1)
