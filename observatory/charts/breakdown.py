"""The categories of an indicator (ages, sexes, numbers of rooms): bars of the latest period, or lines when there are two."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from observatory import formats, texts
from observatory.catalogue import Indicator
from observatory.charts import layout
from observatory.charts.layout import Figure
from observatory.charts.target import target_chart
from observatory.series import Point, Series
from observatory.theme import Palette, palette

ORDERED = frozenset({"age", "rooms", "construction_period", "duration", "level", "year"})
"""Breakdowns whose categories have an order of their own; the others are sorted from most to least."""

_BAR, _EDGES = 34, 36


def breakdown(
    indicator: Indicator,
    categories: Sequence[tuple[Indicator, Series]],
    language: str,
    dark: bool,
    width_hint: int = 560,
) -> Figure:
    """The chart of an indicator's categories for one territory.

    Two categories over several periods are lines; otherwise horizontal bars of the latest period that most categories
    share, with a thin mark where each stood at the first such period.
    """
    colours = palette(dark)
    if len(categories) == 2 and all(len(layout.shown(series)) > 1 for _, series in categories):
        return _lines(categories, language, dark, width_hint)
    latest, earlier = _periods(categories)
    if latest is None:
        return layout.empty_figure(colours, language, 160)
    rows = _sorted(categories, latest)
    return _bars(indicator, rows, latest, earlier, language, colours)


@dataclass(frozen=True, slots=True)
class BreakdownTable:
    """The figures of a breakdown in words: periods, and for each category its name and what is said of each period."""

    periods: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


def breakdown_table(categories: Sequence[tuple[Indicator, Series]], language: str) -> BreakdownTable:
    """All periods that any category knows of, hidden ones by their sign; rows in the order of the chart."""
    periods = sorted({p.period for _, series in categories for p in series.points})
    latest, _ = _periods(categories)
    ordered = _sorted(categories, latest) if latest is not None else list(categories)
    return BreakdownTable(
        tuple(formats.short_period(day, categories[0][0].period_kind, language) for day in periods),
        tuple(
            (_name(child, language), tuple(_said(child, s, day, language) for day in periods)) for child, s in ordered
        ),
    )


def breakdown_summary(
    indicator: Indicator, categories: Sequence[tuple[Indicator, Series]], name: str, language: str
) -> str:
    """One sentence: what is broken down, and each category at the latest period that most share."""
    latest, _ = _periods(categories)
    if latest is None:
        return texts.text("charts.breakdown_none", language, name=name)
    said = ", ".join(
        texts.text(
            "charts.breakdown_part", language, name=_name(child, language), value=_said(child, s, latest, language)
        )
        for child, s in _sorted(categories, latest)
    )
    when = formats.period(latest, indicator.period_kind, language)
    return texts.text("charts.breakdown_summary", language, name=name, period=when, parts=said)


def _lines(categories: Sequence[tuple[Indicator, Series]], language: str, dark: bool, width_hint: int) -> Figure:
    # The chart of several lines tells them apart by territory; here each category stands for one.
    series = [Series(s.indicator, child.indicator, s.points) for child, s in categories]
    names = {child.indicator: _name(child, language) for child, _ in categories}
    series.sort(key=lambda s: -(s.latest.value or 0.0) if s.latest else 0.0)
    return target_chart(categories[0][0], series, None, None, (), names, language, dark, width_hint, 280)


def _name(child: Indicator, language: str) -> str:
    return child.category.in_language(language) or child.short_name.in_language(language)


def _point(series: Series, period: date) -> Point | None:
    return next((p for p in series.points if p.period == period), None)


def _value(series: Series, period: date) -> float | None:
    point = _point(series, period)
    return layout.value_of(point) if point else None


def _periods(categories: Sequence[tuple[Indicator, Series]]) -> tuple[date | None, date | None]:
    """The latest period that most categories know of, hidden values included, and the first one to compare it with."""
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
    if not enough:
        return None, None
    most = max(enough.values())
    common = sorted(period for period, count in enough.items() if count == most)
    latest = common[-1]
    gap = max((child.min_vintage_gap for child, _ in categories), default=1)
    before = [p for p in common if (latest - p).days / 365.25 >= max(gap, 1) - 0.1]
    return latest, before[0] if before else None


def _sorted(categories: Sequence[tuple[Indicator, Series]], latest: date) -> list[tuple[Indicator, Series]]:
    if any(child.breakdown in ORDERED for child, _ in categories):
        return list(categories)
    return sorted(categories, key=lambda pair: -(value if (value := _value(pair[1], latest)) is not None else -1.0))


def _bars(
    indicator: Indicator,
    rows: Sequence[tuple[Indicator, Series]],
    latest: date,
    earlier: date | None,
    language: str,
    colours: Palette,
) -> Figure:
    names = [layout.wrapped(layout.escaped(_name(child, language)), 24, 2) for child, _ in rows]
    values = [_value(series, latest) for _, series in rows]
    before = [_value(series, earlier) if earlier else None for _, series in rows]
    if all(value is None for value in before):
        earlier = None
    said = [_said(child, series, latest, language) for child, series in rows]
    changes = [_change(child, now, then, language) for (child, _), now, then in zip(rows, values, before, strict=True)]
    left = max(layout.text_width(name, layout.LABEL_SIZE) for name in names) + 16
    figure_room = max(layout.text_width(text, layout.LABEL_SIZE) for text in said) * 1.06 + 12
    change_room = max(layout.text_width(text, layout.LABEL_SIZE) for text in changes) + 20 if earlier else 8.0

    figure = layout.base_layout(colours, language, _EDGES + _BAR * len(rows))
    figure["margin"] = {"l": round(left), "r": round(figure_room + change_room), "t": _EDGES - 8, "b": 8, "pad": 6}
    figure["bargap"] = 0.38
    known = [value for value in (*values, *before) if value is not None]
    ends = [min([*known, 0.0]), max([*known, 0.0]) or 1.0]
    figure["xaxis"] = {"range": ends, "visible": False, "fixedrange": True}
    figure["yaxis"] = {
        "range": [len(rows) - 0.5, -0.5],
        "tickvals": list(range(len(rows))),
        "ticktext": names,
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
        "tickfont": {"size": layout.LABEL_SIZE, "color": colours.ink},
    }
    notes = []
    for place, (text, change, value) in enumerate(zip(said, changes, values, strict=True)):
        ink = colours.muted if value is None else colours.ink
        notes.append(_beside(f"<b>{text}</b>", place, figure_room, ink))
        if earlier:
            notes.append(_beside(change, place, figure_room + change_room - 4, colours.muted))
    period = formats.period(latest, indicator.period_kind, language)
    data = [_bar_trace(rows, values, latest, earlier, period, language, colours)]
    key = period
    if earlier:
        words = formats.period(earlier, indicator.period_kind, language)
        data.append(_earlier_trace(before, words, colours))
        kind = indicator.period_kind if indicator.period_kind in {"year", "school_year"} else "date"
        key = texts.text(f"charts.bars_since_{kind}", language, latest=period, earlier=words)
    notes.append(layout.note(key, 0, 1, layout.TEXT_SIZE, colours.muted) | {"xshift": round(6 - left), "yshift": 6})
    if any((point := _point(series, latest)) is not None and point.origin == "demo" for _, series in rows):
        figure["margin"]["t"] += 24
        figure["height"] += 24
        mark = layout.demo_note(colours, language)
        notes.append(mark | {"xshift": round(figure_room + change_room - 6), "yshift": 28})
    figure["annotations"] = notes
    return {"data": data, "layout": figure}


def _bar_trace(
    rows: Sequence[tuple[Indicator, Series]],
    values: Sequence[float | None],
    latest: date,
    earlier: date | None,
    name: str,
    language: str,
    colours: Palette,
) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "y": list(range(len(rows))),
        "x": [0.0 if value is None else value for value in values],
        "marker": {"color": colours.accent},
        "hovertext": [_hover(child, series, latest, earlier, language) for child, series in rows],
        "hoverinfo": "text",
        "name": name,
    }


def _earlier_trace(before: Sequence[float | None], name: str, colours: Palette) -> dict[str, Any]:
    """Thin marks where the bars stood earlier."""
    look = {"symbol": "line-ns-open", "size": 26, "color": colours.ink, "line": {"color": colours.ink, "width": 2.5}}
    return {
        "type": "scatter",
        "mode": "markers",
        "y": [place for place, value in enumerate(before) if value is not None],
        "x": [value for value in before if value is not None],
        "marker": look,
        "hoverinfo": "skip",
        "name": name,
        "cliponaxis": False,
    }


def _beside(text: str, place: int, shift: float, colour: str) -> dict[str, Any]:
    """A text in a column right of the bars, its right end `shift` pixels from the plot's edge."""
    beside = layout.note(text, 1, place, layout.LABEL_SIZE, colour)
    return beside | {"yref": "y", "xanchor": "right", "yanchor": "middle", "xshift": round(shift)}


def _change(child: Indicator, now: float | None, then: float | None, language: str) -> str:
    return "" if now is None or then is None else layout.gap_amount(child, now - then, language)


def _said(child: Indicator, series: Series, latest: date, language: str) -> str:
    point = _point(series, latest)
    value = layout.value_of(point) if point else None
    if value is not None:
        return layout.amount(child, value, language)
    return layout.absence_sign(point) if point else formats.ABSENCE_SIGNS["not_available"]


def _hover(child: Indicator, series: Series, latest: date, earlier: date | None, language: str) -> str:
    lines = [f"<b>{layout.escaped(_name(child, language))}</b>"]
    for period in (latest, earlier):
        point = _point(series, period) if period else None
        if period is None or point is None:
            continue
        value = layout.value_of(point)
        words = formats.period(period, child.period_kind, language)
        notes = layout.quality(point, language)
        if value is None:
            why = layout.absence(point, language)
            lines.append(texts.text("charts.hover_absence", language, period=words, why=why))
            continue
        said = texts.text("charts.hover_figure", language, period=words, value=layout.amount(child, value, language))
        lines.append(said + (f" ({notes})" if notes else ""))
    return "<br>".join(lines)
