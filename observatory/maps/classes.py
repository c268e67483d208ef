"""Stepped classes of a map's values: a few groups whose bounds are figures as they are shown, so that a legend can name them."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import isclose
from statistics import quantiles

from jenkspy import jenks_breaks

MOST_FOR_NATURAL_BREAKS = 2_000
"""Beyond as many different values natural breaks take more than ten milliseconds, and quantiles read as well."""

NEAR_SHARE = 0.08
"""Distance from the centre of a diverging scale, as a share of the greatest one, within which a value counts as near it."""
_FARTHEST = 1.6
"""How far into a side's two colours its classes go, counted from the strongest: the palest would pass for the centre."""


@dataclass(frozen=True, slots=True)
class Classes:
    """Classes from low to high.

    bounds: the highest value of each class, rounded to `decimals`, the last being the highest of all; lowest: the lowest value;
    steps: for each class its place in a scale of five colours (0.0 to 4.0, between two colours where it has decimals); around: the value that a diverging scale turns
    about, None for a scale that only grows.
    """

    lowest: float
    bounds: tuple[float, ...]
    steps: tuple[float, ...]
    decimals: int
    around: float | None

    def __len__(self) -> int:
        return len(self.bounds)

    def index(self, value: float) -> int:
        """The class of a value, which is compared as it is shown; values outside go to the nearest end."""
        return min(bisect_left(self.bounds, round(value, self.decimals)), len(self.bounds) - 1)

    def range(self, index: int) -> tuple[float, float]:
        """Lowest and highest value that a class can hold, as shown: classes never share a figure."""
        low = self.lowest if index == 0 else self.bounds[index - 1] + 10.0**-self.decimals
        if self.around is not None and self.steps[index] > 2 and low < self.around:
            # A class above the centre begins there, however far below it the next lower figure is.
            low = self.around
        return round(low, self.decimals), self.bounds[index]


def classify(values: Sequence[float], decimals: int, around: float | None = None, classes: int = 5) -> Classes:
    """Classes of `values` (those that may be shown): natural breaks, or quantiles when there are many.

    Fewer than `classes` (at most five) come out when there are few different values, none without any. With `around`,
    one class is near that value and no other holds values of both sides.
    """
    if not values:
        return Classes(0.0, (), (), decimals, around)
    shown = tuple(sorted(round(float(value), decimals) + 0.0 for value in values))
    return _classify(shown, decimals, None if around is None else float(around), max(1, min(classes, 5)))


@lru_cache(maxsize=512)
def _classify(values: tuple[float, ...], decimals: int, around: float | None, classes: int) -> Classes:
    if around is not None:
        return _diverging(values, decimals, around, classes)
    bounds = _bounds(values, classes, decimals)
    return Classes(values[0], bounds, _spread(len(bounds)), decimals, None)


def _diverging(values: tuple[float, ...], decimals: int, around: float, classes: int) -> Classes:
    """One narrow class about the centre, the others shared out between the two sides as the values are."""
    farthest = max(abs(value - around) for value in values)
    near = farthest * NEAR_SHARE
    below = tuple(value for value in values if value < around - near)
    above = tuple(value for value in values if value > around + near)
    room = classes - 1
    left = round(room * len(below) / (len(below) + len(above))) if below or above else 0
    left = min(max(left, 1 if below else 0), room - (1 if above else 0))
    bounds: list[float] = []
    steps: list[float] = []
    if below:
        low = _bounds(below, max(left, 1), decimals)
        bounds += low
        steps += [round(_FARTHEST * place / len(low), 2) for place in range(len(low))]
    if len(below) + len(above) < len(values):
        bounds.append(max(value for value in values if value <= around + near))
        steps.append(2.0)
    if above:
        high = _bounds(above, max(room - left, 1), decimals)
        bounds += high
        steps += [round(4 - _FARTHEST * place / len(high), 2) for place in reversed(range(len(high)))]
    return Classes(values[0], tuple(bounds), tuple(steps), decimals, around)


def _bounds(values: tuple[float, ...], classes: int, decimals: int) -> tuple[float, ...]:
    """The highest value of each class, all different, the last being the highest value."""
    different = tuple(sorted(set(values)))
    if len(different) <= classes:
        return different
    if len(different) <= MOST_FOR_NATURAL_BREAKS:
        raw = [float(bound) for bound in jenks_breaks(values, n_classes=classes)[1:]]
    else:
        raw = quantiles(values, n=classes, method="inclusive") if classes > 1 else []
    # A bound is the greatest value shown at or below it, so that a legend names figures that exist.
    bounds = [max((v for v in different if v <= bound or isclose(v, bound)), default=different[0]) for bound in raw]
    return tuple(sorted(set(bounds) | {different[-1]}))


def _spread(count: int) -> tuple[float, ...]:
    """Places in a scale of five colours for `count` classes, as far apart as can be."""
    if count < 3:
        return (2.0,) if count == 1 else (1.0, 3.0)
    return tuple(4 * place / (count - 1) for place in range(count))
