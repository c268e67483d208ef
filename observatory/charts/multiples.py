"""Small multiples: every indicator of an axis in one figure, each in its own frame, for the chosen neighbourhood.

All frames share one pair of axes and one trace a kind of line, their coordinates scaled into the frame: thirty frames cost
the browser what one chart costs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import ceil
from typing import Any

from observatory import formats, texts
from observatory.catalogue import Indicator
from observatory.charts import layout
from observatory.charts.layout import Figure
from observatory.charts.lines import lone_points
from observatory.charts.target import is_demo, reference_shown
from observatory.series import Break, Series, Target
from observatory.theme import Palette, palette

MOST_ITEMS = 30
FRAME_HEIGHT = 168
_KEY_HEIGHT = 28
_LEFT, _RIGHT = 0.03, 0.93
_TOP, _BOTTOM = 0.34, 0.84


@dataclass(frozen=True, slots=True)
class MultipleItem:
    """One frame: an indicator, the chosen neighbourhood's figures, and what they are compared with.

    names: the name of each territory, for the text on hover.
    """

    indicator: Indicator
    series: Series
    reference: Series | None = None
    target: Target | None = None
    breaks: tuple[Break, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Pen:
    """Coordinates and hover texts of one kind of line over all frames; None between two lines."""

    x: list[float | None] = field(default_factory=list)
    y: list[float | None] = field(default_factory=list)
    text: list[str] = field(default_factory=list)

    def lift(self) -> None:
        if self.x and self.x[-1] is not None:
            self.add(None, None, "")

    def add(self, x: float | None, y: float | None, text: str) -> None:
        self.x.append(None if x is None else round(x, 4))
        self.y.append(None if y is None else round(y, 4))
        self.text.append(text)


def multiples(
    items: Sequence[MultipleItem], language: str, dark: bool, columns: int = 4, width_hint: int = 1152
) -> Figure:
    """One figure of at most thirty frames in `columns` columns, about `width_hint` pixels wide."""
    colours = palette(dark)
    items = items[:MOST_ITEMS]
    if not items:
        return layout.empty_figure(colours, language, FRAME_HEIGHT)
    columns = max(1, min(columns, len(items)))
    rows = ceil(len(items) / columns)
    pens = {kind: _Pen() for kind in ("main", "single", "reference", "target", "goal", "end", "absence", "break")}
    notes: list[dict[str, Any]] = []
    shapes: list[dict[str, Any]] = []
    frame_width = width_hint / columns
    for position, item in enumerate(items):
        column, row = position % columns, position // columns
        _draw(item, column, row, pens, notes, shapes, language, colours, frame_width)
    figure = layout.base_layout(colours, language, rows * FRAME_HEIGHT + _KEY_HEIGHT + 4)
    figure["margin"] = {"l": 0, "r": 0, "t": _KEY_HEIGHT, "b": 4, "pad": 0}
    notes.append(_key(items, pens, language, colours, columns))
    figure["xaxis"] = {"range": [0, columns], "visible": False, "fixedrange": True}
    figure["yaxis"] = {"range": [rows, 0], "visible": False, "fixedrange": True}
    figure["annotations"] = notes
    figure["shapes"] = shapes
    return {"data": _traces(pens, language, colours), "layout": figure}


def _key(
    items: Sequence[MultipleItem], pens: Mapping[str, _Pen], language: str, colours: Palette, columns: int
) -> dict[str, Any]:
    """One row above the frames that names each kind of line drawn, in its colour and dash."""
    first = items[0]
    parts = [(colours.accent, "━━", first.names.get(first.series.territory, first.series.territory))]
    if pens["reference"].x:
        drawn = {item.reference.territory: item.names for item in items if item.reference is not None}
        code, names = next(iter(drawn.items()))
        name = names.get(code, code) if len(drawn) == 1 else texts.text("charts.kind_reference", language)
        parts.append((colours.muted, "━ ∙ ━", name))
    if pens["target"].x:
        parts.append((colours.ink, "╌╌◇", texts.text("charts.multiples_key", language)))
    text = "&nbsp;&nbsp;&nbsp;&nbsp;".join(
        f'<span style="color:{colour}">{sign}</span> {layout.escaped(name)}' for colour, sign, name in parts
    )
    return layout.note(text, _LEFT / columns, 1, 13, colours.ink) | {"yshift": 4}


def _draw(
    item: MultipleItem,
    column: int,
    row: int,
    pens: dict[str, _Pen],
    notes: list[dict[str, Any]],
    shapes: list[dict[str, Any]],
    language: str,
    colours: Palette,
    frame_width: float,
) -> None:
    indicator = item.indicator
    title = layout.wrapped(layout.escaped(indicator.short_name.in_language(language)), int((frame_width - 24) / 7.2), 1)
    level = item.target if item.target is not None and item.target.measure == "level" else None
    reference = item.reference if reference_shown([item.series], item.reference, indicator) else None
    notes.append(_text(f"<b>{title}</b>", column + _LEFT, row + 0.05, 14, colours.ink, "left", "top"))
    values = layout.shown(item.series)
    path = level.path() if level is not None else ()
    if not values and not path:
        status = (
            layout.absence(item.series.points[-1], language)
            if item.series.points
            else texts.text("charts.nothing", language)
        )
        notes.append(_text(layout.wrapped(status, 32), column + _LEFT, row + 0.19, 13, colours.muted, "left", "top"))
        return
    others = layout.shown(reference) if reference is not None else []
    periods = [p.period for p in item.series.points] + [period for period, _ in path]
    first, last = min(periods), max(periods)
    others = [(period, value) for period, value in others if first <= period <= last]
    levels = [v for _, v in values] + [v for _, v in path] + [v for _, v in others]
    low, high = min(levels), max(levels)
    if high == low:
        low, high = low - 1, high + 1

    def x(period: date) -> float:
        share = 0.5 if first == last else (period - first).days / (last - first).days
        return column + _LEFT + 0.015 + share * (_RIGHT - _LEFT - 0.015)

    def y(value: float) -> float:
        return row + _BOTTOM - (value - low) / (high - low) * (_BOTTOM - _TOP)

    if values:
        notes.append(_headline(item, values[-1], column, row, language, colours))
    _line(item, item.series, "main", pens, x, y, language)
    if reference is not None:
        inside = Series(
            reference.indicator,
            reference.territory,
            tuple(p for p in reference.points if first <= p.period <= last),
        )
        _line(item, inside, "reference", pens, x, y, language)
    if values:
        period, value = values[-1]
        pens["end"].add(x(period), y(value), "")
    for period, value in path:
        words = formats.period(period, indicator.period_kind, language)
        text = texts.text("charts.hover_path", language, period=words, value=layout.amount(indicator, value, language))
        pens["target"].add(x(period), y(value), text)
    pens["target"].lift()
    if level is not None:
        words = formats.period(level.deadline, indicator.period_kind, language)
        goal = layout.amount(indicator, level.value, language)
        text = texts.text("charts.hover_target", language, period=words, value=goal)
        pens["goal"].add(x(level.deadline), y(level.value), text)
    for point in item.series.points:
        if layout.value_of(point) is None:
            words = formats.period(point.period, indicator.period_kind, language)
            why = layout.absence(point, language)
            text = texts.text("charts.hover_absence", language, period=words, why=why)
            pens["absence"].add(x(point.period), row + 0.88, text)
    for one in item.breaks:
        if first < one.period < last and one.kind != "noise":
            for end in (_TOP - 0.02, 0.88):
                pens["break"].add(x(one.period), row + end, layout.wrapped(layout.escaped(one.text), 52))
            pens["break"].lift()
    shapes.append(_base(column, row, colours))
    notes.append(_text(str(first.year), column + _LEFT, row + 0.9, 12, colours.muted, "left", "top"))
    if last.year != first.year:
        notes.append(_text(str(last.year), column + _RIGHT, row + 0.9, 12, colours.muted, "right", "top"))


def _headline(
    item: MultipleItem, latest: tuple[date, float], column: int, row: int, language: str, colours: Palette
) -> dict[str, Any]:
    figure = layout.amount(item.indicator, latest[1], language)
    text = f"<b>{figure}</b>  {latest[0].year}"
    if item.target is not None and item.target.measure == "level":
        goal = layout.amount(item.indicator, item.target.value, language)
        text += "  ·  " + texts.text("charts.target_mark", language, value=goal)
    if is_demo([item.series], None, item.target):
        text += "  ·  " + texts.text("charts.demo", language)
    return _text(text, column + _LEFT, row + 0.175, 13, colours.muted, "left", "top")


def _line(item: MultipleItem, series: Series, kind: str, pens: dict[str, _Pen], x: Any, y: Any, language: str) -> None:
    points = layout.segments(item.indicator, series.points, layout.comparable_breaks(item.breaks))
    name = layout.escaped(item.names.get(series.territory, series.territory))
    for point in points:
        value = layout.value_of(point) if point is not None else None
        if point is None or value is None:
            pens[kind].lift()
            continue
        words = formats.period(point.period, item.indicator.period_kind, language)
        figure = layout.amount(item.indicator, value, language)
        text = f"<b>{name}</b><br>" + texts.text("charts.hover_figure", language, period=words, value=figure)
        notes = layout.quality(point, language)
        pens[kind].add(x(point.period), y(value), text + (f"<br>{notes}" if notes else ""))
    pens[kind].lift()
    if kind != "main":
        return
    for position in lone_points(points):
        point = points[position]
        value = layout.value_of(point) if point is not None else None
        if point is not None and value is not None:
            pens["single"].add(x(point.period), y(value), "")


def _traces(pens: dict[str, _Pen], language: str, colours: Palette) -> list[dict[str, Any]]:
    ink, accent, muted = colours.ink, colours.accent, colours.muted
    looks: dict[str, dict[str, Any]] = {
        "break": {"mode": "lines", "line": {"color": colours.other, "width": 1, "dash": "4px,3px"}},
        "reference": {"mode": "lines", "line": {"color": muted, "width": 2, "dash": "dashdot"}},
        "target": {"mode": "lines", "line": {"color": ink, "width": 1.25, "dash": "5px,4px"}},
        "main": {"mode": "lines", "line": {"color": accent, "width": 3}},
        "single": {"mode": "markers", "marker": {"size": 6, "color": accent}, "hoverinfo": "skip"},
        "end": {"mode": "markers", "marker": {"size": 9, "color": accent}, "hoverinfo": "skip"},
        "goal": {
            "mode": "markers",
            "marker": {
                "size": 11,
                "symbol": "diamond-open",
                "color": ink,
                "line": {"color": ink, "width": 2},
            },
        },
        "absence": {
            "mode": "markers",
            "marker": {
                "size": 8,
                "symbol": "x-thin-open",
                "color": muted,
                "line": {"color": muted, "width": 2},
            },
        },
    }
    traces = []
    for kind, look in looks.items():
        pen = pens[kind]
        if pen.x:
            base: dict[str, Any] = {
                "type": "scatter",
                "x": pen.x,
                "y": pen.y,
                "hovertext": pen.text,
                "hoverinfo": "text",
                "name": texts.text(f"charts.kind_{kind}", language),
                "connectgaps": False,
            }
            traces.append(base | look)
    return traces


def _text(text: str, x: float, y: float, size: int, colour: str, xanchor: str, yanchor: str) -> dict[str, Any]:
    return {
        "text": text,
        "x": round(x, 4),
        "y": round(y, 4),
        "xref": "x",
        "yref": "y",
        "xanchor": xanchor,
        "yanchor": yanchor,
        "showarrow": False,
        "borderpad": 0,
        "align": xanchor,
        "font": {"size": size, "color": colour},
    }


def _base(column: int, row: int, colours: Palette) -> dict[str, Any]:
    return {
        "type": "line",
        "x0": column + _LEFT,
        "x1": column + _RIGHT,
        "y0": row + 0.88,
        "y1": row + 0.88,
        "layer": "below",
        "line": {"color": colours.hairline, "width": 1},
    }
