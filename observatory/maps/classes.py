"""Stepped classes of a map's values: a few groups whose bounds are figures as they are shown, so that a legend can name them."""

import warnings
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from math import isclose
from threading import Lock
from types import ModuleType

MOST_FOR_NATURAL_BREAKS = 100
"""Beyond as many different values natural breaks take too long for a page, and quantiles read as well."""

_import_lock = Lock()


@dataclass(frozen=True, slots=True)
class Classes:
    """Classes from low to high.

    bounds: the highest value of each class, rounded to `decimals`, the last being the highest of all; lowest: the lowest value;
    steps: for each class its place in a scale of five colours (0 to 4); around: the value that a diverging scale turns
    about, None for a scale that only grows.
    """

    lowest: float
    bounds: tuple[float, ...]
    steps: tuple[int, ...]
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
        return round(low, self.decimals), self.bounds[index]


def classify(values: Sequence[float], decimals: int, around: float | None = None, classes: int = 5) -> Classes:
    """Classes of `values` (those that may be shown): natural breaks, or quantiles when there are many.

    Fewer than `classes` (at most five) come out when there are few different values. With `around`, classes are
    symmetrical about that value: near it, and one or two steps below and above. ValueError without any value.
    """
    if not values:
        raise ValueError("classify needs at least one value")
    shown = tuple(sorted(round(float(value), decimals) + 0.0 for value in values))
    return _classify(shown, decimals, None if around is None else float(around), max(1, min(classes, 5)))


def prepare() -> None:
    """Load the classifier ahead of the first map (about a second), for a server that is starting."""
    _mapclassify()


@lru_cache(maxsize=512)
def _classify(values: tuple[float, ...], decimals: int, around: float | None, classes: int) -> Classes:
    if around is not None:
        return _diverging(values, decimals, around)
    bounds = _bounds(values, classes, decimals)
    return Classes(values[0], bounds, _spread(len(bounds)), decimals, None)


def _diverging(values: tuple[float, ...], decimals: int, around: float) -> Classes:
    distances = tuple(sorted(round(abs(value - around), decimals + 2) for value in values))
    steps = _bounds(distances, 3, decimals + 2)
    finest = 10.0**-decimals
    near = max(steps[0] if len(steps) > 2 else (steps[0] / 2 if len(steps) == 2 else 0.0), 0.0)
    far = steps[1] if len(steps) > 2 else steps[0]
    # The upper bound of a class below the centre excludes its own edge, so that both sides hold the same distances.
    edges = [around - far - finest, around - near - finest, around + near, around + far]
    bounds = [round(edge, decimals) + 0.0 for edge in edges] + [values[-1]]
    kept: list[tuple[float, int]] = []
    for step, bound in enumerate(bounds):
        if bound < values[0] or (kept and bound <= kept[-1][0]):
            continue
        kept.append((min(bound, values[-1]), step))
        if bound >= values[-1]:
            break
    return Classes(values[0], tuple(b for b, _ in kept), tuple(s for _, s in kept), decimals, around)


def _bounds(values: tuple[float, ...], classes: int, decimals: int) -> tuple[float, ...]:
    """The highest value of each class, all different, the last being the highest value."""
    different = tuple(sorted(set(values)))
    if len(different) <= classes:
        return different
    found = _mapclassify()
    with _import_lock, warnings.catch_warnings():
        # It warns that numba is absent and that classes may be empty; neither matters at this size.
        warnings.simplefilter("ignore")
        method = found.FisherJenks if len(different) <= MOST_FOR_NATURAL_BREAKS else found.Quantiles
        raw = [float(bound) for bound in method(values, k=classes).bins]
    # A bound is the greatest value shown at or below it, so that a legend names figures that exist.
    bounds = [max((v for v in different if v <= bound or isclose(v, bound)), default=different[0]) for bound in raw]
    return tuple(sorted(set(bounds) | {different[-1]}))


def _spread(count: int) -> tuple[int, ...]:
    """Places in a scale of five colours for `count` classes, as far apart as can be."""
    return {1: (2,), 2: (1, 3), 3: (0, 2, 4), 4: (0, 1, 3, 4)}.get(count, (0, 1, 2, 3, 4))


def _mapclassify() -> ModuleType:
    """The classifier, imported at its first use because it costs a second, and by one thread only."""
    with _import_lock:
        return import_module("mapclassify")
