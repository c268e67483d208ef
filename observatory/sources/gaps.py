"""The gap of schools, and of the communes they serve, to the mean of their département's schools."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from observatory.sources.declaration import Layout
from observatory.sources.observations import Observation, SchoolRow
from observatory.sources.schools import sector

EXACTNESS = Decimal("0.01")
DEPARTMENT = slice(0, 6)
"""Where the code of a school, `UAI0940787V`, says its département: `UAI094`."""


def gaps(layout: Layout, figures: Iterable[Observation], schools: Mapping[str, SchoolRow]) -> Iterator[Observation]:
    """The figures that `layout` declares as gaps, from the other figures of the same file.

    A school's gap is its value minus the mean of its département, a commune's that of the mean of its public schools: a
    private one has no catchment area. Schools weigh by their pupils, so that a mean is that of pupils; `denominator` is
    how many pupils are behind the value. A school without a value or without pupils is in no mean.
    """
    by_key = {figure.key: figure for figure in figures}
    for block in layout.blocks:
        for indicator, gap in block.gaps.items():
            values = [f for f in by_key.values() if f.indicator == gap.value and f.value is not None]
            weights = {f.key[1:]: f.value for f in by_key.values() if f.indicator == gap.weight and f.value}
            yield from _gaps(indicator, [(f, weights.get(f.key[1:])) for f in values], schools)


def _gaps(
    indicator: str, values: list[tuple[Observation, Decimal | None]], schools: Mapping[str, SchoolRow]
) -> Iterator[Observation]:
    everywhere: dict[tuple[str, datetime.date], list[tuple[Observation, Decimal]]] = defaultdict(list)
    served: dict[tuple[str, str, datetime.date], list[tuple[Observation, Decimal]]] = defaultdict(list)
    for figure, weight in values:
        school = schools.get(figure.territory)
        if weight is None or school is None:
            continue
        department = figure.territory[DEPARTMENT]
        everywhere[department, figure.period].append((figure, weight))
        if sector(school.sector) == "public":
            served[department, school.commune, figure.period].append((figure, weight))
    means = {key: _mean(members) for key, members in everywhere.items()}
    for (department, period), members in everywhere.items():
        for figure, weight in members:
            value = _exact(figure.value, means[department, period])
            yield _gap(indicator, figure, figure.territory, value, weight, figure.row)
    for (department, commune, period), members in served.items():
        value = _exact(_mean(members), means[department, period])
        yield _gap(indicator, members[0][0], commune, value, sum((w for _, w in members), Decimal(0)), None)


def _mean(members: list[tuple[Observation, Decimal]]) -> Decimal:
    return sum((f.value * w for f, w in members if f.value is not None), Decimal(0)) / sum(w for _, w in members)


def _exact(value: Decimal | None, mean: Decimal) -> Decimal:
    assert value is not None, "only published values are compared"
    return (value - mean).quantize(EXACTNESS)


def _gap(
    indicator: str, like: Observation, territory: str, value: Decimal, pupils: Decimal, row: int | None
) -> Observation:
    return Observation(
        indicator, territory, like.period, value, "published", like.reason, None, pupils, like.source, like.file, row
    )
