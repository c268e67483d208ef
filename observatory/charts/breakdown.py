"""The categories of an indicator (ages, sexes, numbers of rooms): a bar of the latest period and a small line for each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from observatory import absences, formats, progress, texts
from observatory.catalogue import Indicator
from observatory.charts import layout
from observatory.charts.sparkline import sparkline
from observatory.series import Break, Point, Series

ORDERED = frozenset({"age", "rooms", "construction_period", "duration", "level", "year"})
"""Breakdowns whose categories have an order of their own; the others are sorted from most to least."""
TREND = (72, 24)
"""Width and height of the small lines, in pixels."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One category. value: what is said of its figure, with the sign of its quality, or that of its absence where it is not known;
    note: what must be known of it, in words.

    start, end: places of the bar's ends; earlier: where it stood, None where that is not known; all from 0.0 to 1.0 along the
    length that bars share. change: since then, with its unit, empty where one of the two figures is missing. trend: SVG of all its
    figures, empty where there is but one period.
    """

    name: str
    value: str
    is_known: bool
    note: str
    start: float
    end: float
    earlier: float | None
    change: str
    trend: str


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars of the latest period that most categories share. key: that period, and the one that marks and changes are of."""

    key: str
    bars: tuple[Bar, ...]
    is_demo: bool


def breakdown_bars(
    indicator: Indicator,
    categories: Sequence[tuple[Indicator, Series]],
    breaks: Mapping[str, Sequence[Break]],
    language: str,
    dark: bool,
) -> Bars | None:
    """The bars of an indicator's categories for one territory, each with where it stood at the first period that most share.

    breaks: those of each category, by code. None where there is no figure to draw.
    """
    common = _common(categories)
    if not common:
        return None
    latest = common[-1]
    earlier = next((p for p in common[:-1] if _may_compare(categories, breaks, p, latest)), None)
    rows = _sorted(categories, latest)
    now = [_value(series, latest) for _, series in rows]
    then = [_value(series, earlier) if earlier else None for _, series in rows]
    known = [value for value in (*now, *then) if value is not None]
    low, high = min([*known, 0.0]), max([*known, 0.0])
    length = (high - low) or 1.0

    def place(value: float) -> float:
        return (value - low) / length

    bars = [
        Bar(
            _name(child, language),
            _said(child, _point(series, latest), language),
            value is not None,
            _note(child, series, latest, earlier, language),
            place(min(value or 0.0, 0.0)),
            place(max(value or 0.0, 0.0)),
            None if before is None else place(before),
            "" if value is None or before is None else layout.gap_amount(child, value - before, language),
            _trend(child, series, breaks.get(child.indicator, ()), dark),
        )
        for (child, series), value, before in zip(rows, now, then, strict=True)
    ]
    key = formats.period(latest, indicator.period_kind, language)
    if earlier and any(value is not None for value in then):
        kind = indicator.period_kind if indicator.period_kind in {"year", "school_year"} else "date"
        words = formats.period(earlier, indicator.period_kind, language)
        key = texts.text(f"charts.bars_since_{kind}", language, latest=key, earlier=words)
    is_demo = any((point := _point(series, latest)) is not None and point.origin == "demo" for _, series in rows)
    return Bars(key, tuple(bars), is_demo)


def _trend(child: Indicator, series: Series, breaks: Sequence[Break], dark: bool) -> str:
    return sparkline(child, series.points, breaks, None, dark, *TREND) if len(layout.shown(series)) > 1 else ""


@dataclass(frozen=True, slots=True)
class BreakdownTable:
    """The figures of a breakdown in words: periods, and for each category its name and what is said of each period."""

    periods: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


def breakdown_table(categories: Sequence[tuple[Indicator, Series]], language: str) -> BreakdownTable:
    """All periods that any category knows of, hidden ones by their sign; rows in the order of the chart."""
    periods = sorted({p.period for _, series in categories for p in series.points})
    common = _common(categories)
    ordered = _sorted(categories, common[-1]) if common else list(categories)
    figures = [({p.period: p for p in series.points}, child) for child, series in ordered]
    return BreakdownTable(
        tuple(formats.short_period(day, categories[0][0].period_kind, language) for day in periods),
        tuple(
            (_name(child, language), tuple(_said(child, found.get(day), language) for day in periods))
            for found, child in figures
        ),
    )


def breakdown_summary(
    indicator: Indicator, categories: Sequence[tuple[Indicator, Series]], name: str, language: str
) -> str:
    """One sentence: what is broken down, and each category at the latest period that most share."""
    common = _common(categories)
    if not common:
        return texts.text("charts.breakdown_none", language, name=name)
    latest = common[-1]
    said = ", ".join(
        texts.text(
            "charts.breakdown_part",
            language,
            name=_name(child, language),
            value=_said(child, _point(s, latest), language),
        )
        for child, s in _sorted(categories, latest)
    )
    when = formats.period(latest, indicator.period_kind, language)
    return texts.text("charts.breakdown_summary", language, name=name, period=when, parts=said)


def _name(child: Indicator, language: str) -> str:
    return child.category.in_language(language) or child.short_name.in_language(language)


def _point(series: Series, period: date) -> Point | None:
    return next((p for p in series.points if p.period == period), None)


def _value(series: Series, period: date) -> float | None:
    point = _point(series, period)
    return layout.value_of(point) if point else None


def _common(categories: Sequence[tuple[Indicator, Series]]) -> list[date]:
    """The periods that most categories know of, hidden values included, in order; empty where nothing is published."""
    known: dict[date, int] = {}
    published: dict[date, int] = {}
    for _, series in categories:
        for point in series.points:
            known[point.period] = known.get(point.period, 0) + 1
            if layout.value_of(point) is not None:
                published[point.period] = published.get(point.period, 0) + 1
    # A period where secrecy leaves less than half of the bars says little; an older one then says more.
    enough = {p: known[p] for p, count in published.items() if 2 * count >= known[p]} or {
        p: known[p] for p in published
    }
    most = max(enough.values(), default=0)
    return sorted(period for period, count in enough.items() if count == most)


def _may_compare(
    categories: Sequence[tuple[Indicator, Series]], breaks: Mapping[str, Sequence[Break]], then: date, now: date
) -> bool:
    """Whether no category has a break, a passage or too short a time between two periods of which it has figures."""
    pairs = [(child, _point(series, then), _point(series, now)) for child, series in categories]
    return not any(
        progress.apart(child, before, after, layout.comparable_breaks(breaks.get(child.indicator, ())))
        for child, before, after in pairs
        if before is not None and after is not None
    )


def _sorted(categories: Sequence[tuple[Indicator, Series]], latest: date) -> list[tuple[Indicator, Series]]:
    if any(child.breakdown in ORDERED for child, _ in categories):
        return list(categories)
    return sorted(categories, key=lambda pair: -(value if (value := _value(pair[1], latest)) is not None else -1.0))


def _said(child: Indicator, point: Point | None, language: str) -> str:
    value = layout.value_of(point) if point else None
    if point is not None and value is not None:
        return layout.marked(layout.amount(child, value, language), point)
    return absences.sign(point) if point else formats.ABSENCE_SIGNS["not_available"]


def _note(child: Indicator, series: Series, latest: date, earlier: date | None, language: str) -> str:
    """The figures of both periods in words, one line each, with why one is missing and what must be known of it."""
    lines = []
    for period in (latest, earlier):
        point = _point(series, period) if period else None
        if period is None or point is None:
            continue
        value = layout.value_of(point)
        words = formats.period(period, child.period_kind, language)
        notes = layout.quality(point, language)
        if value is None:
            why = absences.words(point, language)
            lines.append(texts.text("charts.hover_absence", language, period=words, why=why))
            continue
        said = texts.text("charts.hover_figure", language, period=words, value=layout.amount(child, value, language))
        lines.append(said + (f" ({notes})" if notes else ""))
    return "\n".join(lines)
