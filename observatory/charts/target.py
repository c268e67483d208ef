"""The target-versus-actual chart: what was measured, where the contract wanted to be, and the territory of reference."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from statistics import median
from typing import Any

from observatory import texts
from observatory.catalogue import Indicator
from observatory.charts import breaks as rifts
from observatory.charts import labels, layout
from observatory.charts.layout import Figure
from observatory.charts.lines import (
    REFERENCE_DASH,
    Line,
    absence_traces,
    line_trace,
    measured_lines,
    target_trace,
)
from observatory.series import Break, Point, Series, Target
from observatory.theme import Palette, palette

MOST_SERIES = 6
HEIGHT, HEIGHT_WITH_GAP = 400, 500
_TOP, _BOTTOM = 30, 32
_ORDER = {"main": 0, "gap": 0, "reference": 2, "other": 3}
"""Importance of a line's name when room is short; the target's comes after the main line's."""


@dataclass(slots=True)
class _Panel:
    """One value axis, what is drawn against it, and the pixels it takes, so that names can be placed beforehand."""

    yref: str
    lines: list[Line]
    target: Target | None
    low: float
    high: float
    ticks: list[float]
    tick_labels: list[str]
    first: date
    last: date
    left: float
    right: float
    top: float
    bottom: float
    rifts: list[float] = field(default_factory=list)

    def x(self, period: date) -> float:
        share = (period - self.first).days / max((self.last - self.first).days, 1)
        return self.left + share * (self.right - self.left)

    def y(self, value: float) -> float:
        return self.bottom - (value - self.low) / ((self.high - self.low) or 1) * (self.bottom - self.top)


def reference_shown(series: Sequence[Series], reference: Series | None, indicator: Indicator) -> bool:
    """Whether the reference territory is drawn: never twice, nor a count so much larger that it would flatten the rest."""
    if reference is None or not layout.shown(reference):
        return False
    if any(s.territory == reference.territory for s in series):
        return False
    if not indicator.summable:
        return True
    own = [abs(v) for s in series for _, v in layout.shown(s)]
    return bool(own) and median(abs(v) for _, v in layout.shown(reference)) <= 4 * max(own)


def gap_series(series: Series, reference: Series) -> Series:
    """The neighbourhood minus the reference territory, at the periods where both have a value."""
    others = {p.period: p for p in reference.points}
    points = []
    for point in series.points:
        other = others.get(point.period)
        value = layout.value_of(point)
        base = layout.value_of(other) if other is not None else None
        if other is not None and value is not None and base is not None:
            origin = "demo" if "demo" in {point.origin, other.origin} else point.origin
            points.append(Point(point.period, value - base, point.status, point.reason, None, origin))
        else:
            hiding = point if value is None else other
            status = hiding.status if hiding is not None else "not_available"
            points.append(Point(point.period, None, status, "", None, point.origin))
    return Series(series.indicator, series.territory, tuple(points))


def is_demo(series: Sequence[Series], reference: Series | None, target: Target | None) -> bool:
    """Whether anything drawn is a demonstration figure."""
    points = [p for s in (*series, *([reference] if reference else [])) for p in s.points]
    return any(p.origin == "demo" for p in points) or (target is not None and target.origin == "demo")


def target_chart(
    indicator: Indicator,
    series: Sequence[Series],
    reference: Series | None,
    target: Target | None,
    breaks: Sequence[Break],
    names: Mapping[str, str],
    language: str,
    dark: bool,
    width_hint: int = 640,
    height: int | None = None,
) -> Figure:
    """The chart of one indicator: at most six neighbourhoods (the first is the chosen one), reference, path to the target.

    names: the name of each territory; width_hint: pixels the chart will have about, which decides where names go;
    height: pixels, by default 400, or 500 when the target is on the gap to the reference and a second panel shows it.
    A target on the gap to another territory than `reference` is announced, not drawn.
    """
    colours = palette(dark)
    series = series[:MOST_SERIES]
    if not reference_shown(series, reference, indicator):
        reference = None
    level = target if target is not None and target.measure == "level" else None
    gap = _gap_line(indicator, series, reference, target, breaks, names, colours)
    height = height or (HEIGHT_WITH_GAP if gap else HEIGHT)
    lines = measured_lines(indicator, series, reference, breaks, names, colours)
    if level is None and not any(line.values for line in lines if line.kind != "reference"):
        return layout.empty_figure(colours, language, height)

    first, last = _span(series, target if level or gap else None)
    lines = [_within(line, first, last) for line in lines]
    panels = _panels(indicator, lines, level, gap, target, (first, last), language, width_hint, height)
    month_day = layout.day_of_year([p.period for s in series for p in s.points] or [first])
    every_year = [date(year, *month_day) for year in range(first.year, last.year + 2)]
    periods = [*every_year, *(p.period for s in series[:1] for p in s.points)]
    rifts_placed = rifts.placed_breaks(breaks, periods, first, last)
    demo = is_demo(series, reference, target if level or gap else None)
    notes = _notes(
        indicator,
        panels,
        rifts_placed,
        demo,
        target if not (level or gap) else None,
        names,
        language,
        colours,
    )
    for panel in panels:
        notes += _fitted_names(indicator, panel, panels, rifts_placed, language, colours, width_hint)

    figure = layout.base_layout(colours, language, height)
    left, right = panels[0].left, panels[0].right
    figure["margin"] = {"l": round(left), "r": round(width_hint - right), "t": _TOP, "b": _BOTTOM, "pad": 0}
    tick_days, tick_labels = layout.year_ticks(first, last, month_day, right - left)
    figure["xaxis"] = _x_axis(colours, first, last, tick_days, tick_labels, panels[-1].yref)
    for panel in panels:
        figure["yaxis" + panel.yref[1:]] = _y_axis(colours, panel, height)
    figure["annotations"] = notes
    figure["shapes"] = rifts.break_shapes(rifts_placed, colours) + [_zero_line(panel, colours) for panel in panels[1:]]
    return {
        "data": _data(indicator, series, names, panels, rifts_placed, language, colours),
        "layout": figure,
    }


def _gap_line(
    indicator: Indicator,
    series: Sequence[Series],
    reference: Series | None,
    target: Target | None,
    breaks: Sequence[Break],
    names: Mapping[str, str],
    colours: Palette,
) -> Line | None:
    if target is None or target.measure != "gap" or reference is None or not series:
        return None
    if reference.territory != target.reference or series[0].territory != target.territory:
        return None
    points = layout.segments(indicator, gap_series(series[0], reference).points, layout.comparable_breaks(breaks))
    name = names.get(reference.territory, reference.territory)
    return Line(tuple(points), name, "gap", colours.accent, 3, marker="circle") if points else None


def _span(series: Sequence[Series], target: Target | None) -> tuple[date, date]:
    periods = [p.period for s in series for p in s.points]
    if target is not None:
        periods += [period for period, _ in target.path()]
    first, last = min(periods), max(periods)
    if first == last:
        return first - timedelta(days=400), last + timedelta(days=400)
    air = timedelta(days=max(int((last - first).days * 0.025), 20))
    return first - air, last + air


def _within(line: Line, first: date, last: date) -> Line:
    """A line without its points outside the years of the chart, which a reference may have."""
    kept = tuple(p for p in line.points if p is None or first <= p.period <= last)
    if len(kept) == len(line.points):
        return line
    while kept and kept[0] is None:
        kept = kept[1:]
    while kept and kept[-1] is None:
        kept = kept[:-1]
    return Line(kept, line.name, line.kind, line.colour, line.width, line.dash, line.marker)


def _panels(
    indicator: Indicator,
    lines: list[Line],
    level: Target | None,
    gap: Line | None,
    target: Target | None,
    span: tuple[date, date],
    language: str,
    width: int,
    height: int,
) -> list[_Panel]:
    unit = indicator.unit
    floor = float(height - _BOTTOM)
    room = floor - _TOP
    values = [v for line in lines for v in line.values] + ([v for _, v in level.path()] if level else [])
    low, high, ticks = layout.value_axis(values, indicator.decimals, unit.minimum, unit.maximum, 4 if gap else 5)
    unit_symbol = layout.symbol(indicator, language) if layout.has_short_unit(indicator, language) else ""
    words = layout.tick_texts(ticks, unit_symbol, language)
    bottom = _TOP + room * 0.56 if gap else floor
    panels = [_Panel("y", lines, level, low, high, ticks, words, *span, 0, 0, _TOP, bottom)]
    if gap is not None and target is not None:
        values = [*gap.values, *(v for _, v in target.path()), 0.0]
        low, high, ticks = layout.value_axis(values, indicator.decimals, None, None, 3)
        words = layout.tick_texts(ticks, "", language, signed=True)
        panels.append(_Panel("y2", [gap], target, low, high, ticks, words, *span, 0, 0, _TOP + room * 0.68, floor))
    left = max(layout.text_width(word, layout.TEXT_SIZE) for panel in panels for word in panel.tick_labels) + 10
    for panel in panels:
        panel.left, panel.right = left, width - 16.0
    return panels


def _fitted_names(
    indicator: Indicator,
    panel: _Panel,
    panels: Sequence[_Panel],
    placed_rifts: Sequence[tuple[date, Break]],
    language: str,
    colours: Palette,
    width: int,
) -> list[dict[str, Any]]:
    """Names at the ends of a panel's lines, after the right edge of all panels was drawn in until every name has room."""
    for _ in range(4):
        overflow = 0.0
        for one in panels:
            one.rifts = [one.x(place) for place, _break in placed_rifts]
            placed, _anchors = _placed_names(indicator, one, language, colours)
            overflow = max([overflow, *(name.box[2] - (width - 4) for name in placed)])
        if overflow <= 1:
            break
        edge = max(panel.right - overflow, width * 0.6)
        for one in panels:
            one.right = edge
    placed, anchors = _placed_names(indicator, panel, language, colours)
    return [
        labels.annotation(name, period.isoformat(), value, colours, panel.yref)
        for name, (period, value) in zip(placed, anchors, strict=True)
    ]


def _placed_names(
    indicator: Indicator, panel: _Panel, language: str, colours: Palette
) -> tuple[list[labels.Placed], list[tuple[date, float]]]:
    wanted: list[tuple[float, labels.Label, tuple[date, float]]] = []
    pieces = [(x, panel.top, x, panel.bottom) for x in panel.rifts]
    marks: list[tuple[float, float]] = []
    for line in panel.lines:
        path = [
            (panel.x(p.period), panel.y(v)) if p and (v := layout.value_of(p)) is not None else None
            for p in line.points
        ]
        pieces += [(*a, *b) for a, b in pairwise(path) if a and b]
        marks += [place for place in path if place] if line.marker else []
        final = line.points[-1] if line.points else None
        value = layout.value_of(final) if final is not None else None
        if final is None or value is None:
            continue
        bold = line.kind in {"main", "gap"}
        size = layout.LABEL_SIZE if bold else layout.TEXT_SIZE
        text = _line_name(indicator, line, value, len(panel.lines), language)
        label = labels.Label(text, panel.x(final.period), panel.y(value), size, line.colour, bold=bold)
        wanted.append((_ORDER[line.kind], label, (final.period, value)))
    target = panel.target
    if target is not None:
        path_px = [(panel.x(period), panel.y(value)) for period, value in target.path()]
        pieces += [(*a, *b) for a, b in pairwise(path_px)]
        marks += [path_px[0], path_px[-1]]
        goal = _mark(indicator, target, target.value, language)
        text = texts.text("charts.target_mark", language, value=goal)
        label = labels.Label(text, *path_px[-1], layout.LABEL_SIZE, colours.ink, ("right", "below", "above"), True)
        wanted.append((1, label, (target.deadline, target.value)))
        # A line of one point that is the baseline already has its figure written there.
        if not any(rank == 0 and anchor[0] == target.baseline_period for rank, _, anchor in wanted):
            start = _mark(indicator, target, target.baseline_value, language)
            text = texts.text("charts.baseline_mark", language, value=start)
            label = labels.Label(text, *path_px[0], layout.TEXT_SIZE, colours.muted, ("right", "below", "above"))
            wanted.append((4, label, (target.baseline_period, target.baseline_value)))
    wanted.sort(key=lambda entry: entry[0])
    placed = labels.place([label for _, label, _ in wanted], pieces, marks, (panel.left, panel.top - 8, panel.bottom))
    return placed, [anchor for _, _, anchor in wanted]


def _mark(indicator: Indicator, target: Target, value: float, language: str) -> str:
    return (layout.gap_amount if target.measure == "gap" else layout.mark_amount)(indicator, value, language)


def _line_name(indicator: Indicator, line: Line, value: float, lines: int, language: str) -> str:
    if line.kind == "gap":
        return layout.gap_amount(indicator, value, language)
    # With many lines each name has one row, or the column of names would be taller than the chart.
    name = layout.escaped(line.name)
    name = layout.wrapped(name, 16, 3) if lines <= 3 else layout.shortened(name, 24)
    if line.kind != "main":
        return name
    figure = layout.mark_amount(indicator, value, language)
    return f"{name}<br>{figure}" if lines <= 3 else f"{name} {figure}"


def _notes(
    indicator: Indicator,
    panels: Sequence[_Panel],
    placed_rifts: Sequence[tuple[date, Break]],
    demo: bool,
    undrawn: Target | None,
    names: Mapping[str, str],
    language: str,
    colours: Palette,
) -> list[dict[str, Any]]:
    """What stands above the panels: warnings on the left, names of breaks, the mark of demonstration on the right."""
    top = panels[0]
    notes = []
    warnings = []
    if not layout.has_short_unit(indicator, language):
        warnings.append(layout.symbol(indicator, language))
    if indicator.summable and top.low > 0:
        warnings.append(texts.text("charts.truncated", language))
    if undrawn is not None:
        name = layout.escaped(names.get(undrawn.reference, undrawn.reference))
        warnings.append(texts.text("charts.gap_elsewhere", language, name=name))
    free, end = top.left, top.right
    if warnings:
        text = " · ".join(warnings)
        notes.append(layout.note(text, 0, 1, 12, colours.muted) | {"yshift": 6})
        free += layout.text_width(text, 12) + 16
    if demo:
        notes.append(layout.demo_note(colours, language))
        end -= layout.text_width(texts.text("charts.demo", language), layout.TEXT_SIZE) + 18
    notes += rifts.break_names(placed_rifts, top.x, (free, end), language, colours)
    for panel in panels[1:]:
        text = texts.text("charts.gap_panel", language, name=layout.escaped(panel.lines[0].name))
        share = (panels[-1].bottom - panel.top) / (panels[-1].bottom - _TOP)
        notes.append(layout.note(text, 0, share, layout.TEXT_SIZE, colours.ink) | {"yshift": 6})
    return notes


def _data(
    indicator: Indicator,
    series: Sequence[Series],
    names: Mapping[str, str],
    panels: Sequence[_Panel],
    placed_rifts: Sequence[tuple[date, Break]],
    language: str,
    colours: Palette,
) -> list[dict[str, Any]]:
    data = []
    for panel in panels:
        below = [line for line in panel.lines if line.kind in {"reference", "other"}]
        above = [line for line in panel.lines if line.kind in {"main", "gap"}]
        data += [line_trace(indicator, line, language, colours, panel.yref) for line in below]
        if panel.target is not None:
            data.append(target_trace(indicator, panel.target, language, colours, panel.yref))
        data += [line_trace(indicator, line, language, colours, panel.yref) for line in above]
    data += absence_traces(
        indicator, series, names, panels[0].low, language, colours, (panels[0].first, panels[0].last)
    )
    data += rifts.break_traces(placed_rifts, panels[0].high, language, colours)
    return data


def _zero_line(panel: _Panel, colours: Palette) -> dict[str, Any]:
    """The reference territory in the panel of gaps: the line where there is none."""
    return {
        "type": "line",
        "xref": "paper",
        "yref": panel.yref,
        "x0": 0,
        "x1": 1,
        "y0": 0,
        "y1": 0,
        "layer": "below",
        "line": {"color": colours.muted, "width": 2, "dash": REFERENCE_DASH},
    }


def _x_axis(
    colours: Palette, first: date, last: date, ticks: list[str], tick_labels: list[str], anchor: str
) -> dict[str, Any]:
    return {
        "type": "date",
        "range": [first.isoformat(), last.isoformat()],
        "tickvals": ticks,
        "ticktext": tick_labels,
        "tickangle": 0,
        "ticks": "outside",
        "ticklen": 5,
        "tickcolor": colours.other,
        "showgrid": False,
        "zeroline": False,
        "showline": True,
        "linecolor": colours.other,
        "anchor": anchor,
        "fixedrange": True,
        "tickfont": {"size": layout.TEXT_SIZE, "color": colours.muted},
    }


def _y_axis(colours: Palette, panel: _Panel, height: int) -> dict[str, Any]:
    room = height - _TOP - _BOTTOM
    return {
        "range": [panel.low, panel.high],
        "domain": [max(0.0, 1 - (panel.bottom - _TOP) / room), 1 - (panel.top - _TOP) / room],
        "tickvals": panel.ticks,
        "ticktext": panel.tick_labels,
        "gridcolor": colours.hairline,
        "zeroline": panel.low == 0,
        "zerolinecolor": colours.hairline,
        "zerolinewidth": 1,
        "fixedrange": True,
        "anchor": "x",
        "tickfont": {"size": layout.TEXT_SIZE, "color": colours.muted},
    }
