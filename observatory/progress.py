"""How a series moves: change since the baseline, and whether that is an improvement.

Figures on either side of a break, or closer than the producer allows, give no change.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from observatory.catalogue import Indicator
from observatory.series import Break, Point, Series, Target


@dataclass(frozen=True, slots=True)
class Change:
    """Difference between the latest figure and the earliest comparable one, in the unit of the indicator.

    improves: True or False along the indicator's direction, None when it has none or when nothing changed.
    """

    since: Point
    until: Point
    difference: float
    improves: bool | None


def comparable(series: Series, breaks: Sequence[Break]) -> tuple[Point, ...]:
    """Points with a value since the last break of method or geography before the latest point."""
    points = series.published()
    if not points:
        return ()
    cuts = [b.period for b in breaks if b.kind != "noise" and b.period <= points[-1].period]
    start = max(cuts, default=None)
    return tuple(p for p in points if start is None or p.period >= start)


def change(indicator: Indicator, series: Series, target: Target | None, breaks: Sequence[Break]) -> Change | None:
    """Change since the target's baseline, else since the first comparable point; None when there is nothing to compare."""
    points = comparable(series, breaks)
    if target is not None and target.measure == "level":
        points = tuple(p for p in points if p.period >= target.baseline_period) or points
    if len(points) < 2:
        return None
    since, until = points[0], points[-1]
    if since.value is None or until.value is None or until.period.year - since.period.year < indicator.min_vintage_gap:
        return None
    difference = until.value - since.value
    if round(difference, indicator.decimals) == 0 or indicator.direction == "none":
        improves = None
    else:
        improves = (difference > 0) == (indicator.direction == "up")
    return Change(since, until, difference, improves)
