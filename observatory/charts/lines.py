"""The traces of a chart over time: measured lines, the path to the target, and the signs of missing figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, TypeAlias

from observatory import absences, formats, texts
from observatory.catalogue import Indicator
from observatory.charts import layout
from observatory.series import Break, Point, Series, Target
from observatory.theme import Palette

REFERENCE_DASH = "dashdot"
_TARGET_DASH = "6px,4px"
_MARKERS = ("circle", "square", "triangle-up", "diamond", "triangle-down", "pentagon")

Bounds: TypeAlias = Mapping[date, tuple[float, float]]
"""Low and high end of the 95 % interval of figures, by period."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line to draw: its points (None lifts the pen), its name and looks. kind: main, other, reference or gap."""

    points: tuple[Point | None, ...]
    name: str
    kind: str
    colour: str
    width: float
    dash: str = "solid"
    marker: str = ""

    @property
    def values(self) -> list[float]:
        """Values drawn."""
        return [v for p in self.points if p is not None and (v := layout.value_of(p)) is not None]


def measured_lines(
    indicator: Indicator,
    series: Sequence[Series],
    reference: Series | None,
    breaks: Sequence[Break],
    names: Mapping[str, str],
    colours: Palette,
) -> list[Line]:
    """The lines of a chart in drawing order: reference, other neighbourhoods, and the chosen one on top."""
    cuts = layout.comparable_breaks(breaks)
    found: list[Line] = []
    if reference is not None:
        points = tuple(layout.segments(indicator, reference.points, cuts))
        name = names.get(reference.territory, reference.territory)
        found.append(Line(points, name, "reference", colours.muted, 2, REFERENCE_DASH))
    for position in reversed(range(len(series))):
        one = series[position]
        points = tuple(layout.segments(indicator, one.points, cuts))
        name = names.get(one.territory, one.territory)
        colour = _line_colour(position, colours)
        if position == 0:
            found.append(Line(points, name, "main", colour, 3, marker=_MARKERS[0]))
        else:
            found.append(Line(points, name, "other", colour, 1.75, marker=_MARKERS[position]))
    return found


def _line_colour(position: int, colours: Palette) -> str:
    """The colour of one of the neighbourhoods' lines, the chosen one being the first."""
    return colours.series[position % len(colours.series)] if position else colours.accent


def overlapped_line(
    indicator: Indicator,
    main: Series,
    overlapped: Series,
    breaks: Sequence[Break],
    language: str,
    colours: Palette,
) -> Line:
    """What is carried from earlier perimeters beside the territory's own figures: a stroke of its own, which goes on from the
    carried figures before it.
    """
    first = overlapped.points[0].period
    before = [point for point in main.points if point.is_carried and point.period < first]
    points = layout.segments(indicator, [*before[-1:], *overlapped.points], layout.comparable_breaks(breaks))
    name = texts.text("charts.overlapped", language)
    return Line(tuple(points), name, "other", colours.accent, 1.75, marker="circle")


def line_trace(
    indicator: Indicator,
    line: Line,
    language: str,
    colours: Palette,
    yaxis: str = "y",
    bounds: Bounds | None = None,
) -> dict[str, Any]:
    """The trace of a line; provisional and estimated points are hollow, and `bounds` are said on hover."""
    bounds = bounds or {}
    x: list[str | None] = []
    y: list[float | None] = []
    hover: list[str] = []
    hollow: list[bool] = []
    for point in line.points:
        value = layout.value_of(point) if point is not None else None
        drawn = point is not None and value is not None
        x.append(point.period.isoformat() if point is not None else (x[-1] if x else None))
        y.append(value)
        hover.append(
            _hover(indicator, line, point, value, language, bounds) if drawn and point and value is not None else ""
        )
        hollow.append(point is not None and drawn and point.status in formats.QUALITY_SIGNS)
    strong = line.kind in {"main", "gap"}
    trace: dict[str, Any] = {
        "type": "scatter",
        "mode": "lines+markers" if line.marker else "lines",
        "x": x,
        "y": y,
        "hovertext": hover,
        "hoverinfo": "text",
        "name": line.name,
        "yaxis": yaxis,
        "connectgaps": False,
        "cliponaxis": False,
        "line": {"color": line.colour, "width": line.width, "dash": line.dash},
    }
    if line.marker:
        trace["marker"] = {
            "size": 9 if strong else 6.5,
            "symbol": line.marker,
            "color": [colours.ground if one else line.colour for one in hollow] if any(hollow) else line.colour,
            "line": {
                "color": [line.colour if one else colours.ground for one in hollow] if any(hollow) else colours.ground,
                "width": 1.5 if strong else 1,
            },
        }
    elif alone := lone_points(line.points):
        # A point of the reference with no neighbour would be invisible without a mark.
        trace["mode"] = "lines+markers"
        trace["marker"] = {
            "size": [11 if position in alone else 0 for position in range(len(line.points))],
            "symbol": "line-ew-open",
            "color": line.colour,
            "line": {"color": line.colour, "width": 2},
        }
    return trace


def lone_points(points: Sequence[Point | None]) -> frozenset[int]:
    """Positions of the points that no line joins to another."""
    around = [None, *points, None]
    return frozenset(
        position
        for position, point in enumerate(points)
        if point is not None and around[position] is None and around[position + 2] is None
    )


def target_trace(
    indicator: Indicator, target: Target, language: str, colours: Palette, yaxis: str = "y"
) -> dict[str, Any]:
    """The dashed path: an open square at the baseline, a tick at each milestone, an open diamond at the deadline."""
    path = target.path()
    milestones = len(target.milestones)
    known = int(target.baseline_value is not None)
    keys = [*["charts.hover_baseline"] * known, *["charts.hover_milestone"] * milestones, "charts.hover_target"]
    hover = []
    for (period, value), key in zip(path, keys, strict=True):
        words = formats.period(period, indicator.period_kind, language)
        hover.append(texts.text(key, language, period=words, value=target_amount(indicator, target, value, language)))
    if target.amendment:
        hover[-1] += "<br>" + amendment(target, language)
    if target.origin == "demo":
        hover = [text + "<br>" + texts.text("charts.demo_figure", language) for text in hover]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [period.isoformat() for period, _ in path],
        "y": [value for _, value in path],
        "hovertext": hover,
        "hoverinfo": "text",
        "name": texts.text("charts.target_path", language),
        "yaxis": yaxis,
        "cliponaxis": False,
        "line": {"color": colours.ink, "width": 1.5, "dash": _TARGET_DASH},
        "marker": {
            "symbol": [*["square-open"] * known, *["line-ns-open"] * milestones, "diamond-open"],
            "size": [*[12] * known, *[5] * milestones, 13],
            "color": colours.ink,
            "line": {"color": colours.ink, "width": [*[2] * known, *[1.25] * milestones, 2]},
        },
    }


def amendment(target: Target, language: str) -> str:
    """Which amendment set a target, and when: « avenant n° 2 du 12 juin 2023 »."""
    if target.amended_on is None:
        return texts.text("charts.amendment_undated", language, number=target.amendment)
    signed = formats.day(target.amended_on, language)
    return texts.text("charts.amendment", language, number=target.amendment, day=signed)


def earlier_traces(
    indicator: Indicator, target: Target, language: str, colours: Palette, yaxis: str = "y"
) -> list[dict[str, Any]]:
    """The targets that amendments replaced: a faint dotted path each, which says on hover what replaced it."""
    traces = []
    for before, after in pairwise((*target.earlier, target)):
        path = before.path()
        if path == after.path():
            continue
        said = texts.text(
            "charts.hover_earlier",
            language,
            amendment=amendment(after, language),
            period=formats.period(before.deadline, indicator.period_kind, language),
            value=target_amount(indicator, before, before.value, language),
        )
        if before.origin == "demo":
            said += "<br>" + texts.text("charts.demo_figure", language)
        traces.append(
            {
                "type": "scatter",
                "mode": "lines+markers",
                "x": [period.isoformat() for period, _ in path],
                "y": [value for _, value in path],
                "hovertext": [said] * len(path),
                "hoverinfo": "text",
                "name": texts.text("charts.earlier_target", language),
                "yaxis": yaxis,
                "cliponaxis": False,
                "line": {"color": colours.other, "width": 1, "dash": "1px,3px"},
                "marker": {
                    "symbol": "diamond-open",
                    "size": [*[0] * (len(path) - 1), 9],
                    "color": colours.other,
                    "line": {"color": colours.other, "width": 1.25},
                },
            }
        )
    return traces


def target_amount(indicator: Indicator, target: Target, value: float, language: str) -> str:
    """A value of a target's path in words: a level, or a signed gap."""
    return (layout.gap_amount if target.measure == "gap" else layout.amount)(indicator, value, language)


def absence_traces(
    indicator: Indicator,
    series: Sequence[Series],
    names: Mapping[str, str],
    floor: float,
    language: str,
    colours: Palette,
    span: tuple[date, date],
) -> list[dict[str, Any]]:
    """The signs of missing figures (`s`, `n.d.` …), standing at `floor` under their period, with the reason on hover; in the
    colour of the line that lacks the figure, muted where several do.

    span: ends of the axis of dates; a sign at its left end moves inside so as not to cover the figures of the other axis.
    """
    found: dict[date, list[tuple[str, str]]] = {}
    owners: dict[date, set[str]] = {}
    for position, one in enumerate(series):
        for point in one.points:
            if layout.value_of(point) is not None:
                continue
            name = layout.escaped(names.get(one.territory, one.territory))
            words = formats.period(point.period, indicator.period_kind, language)
            why = texts.text("charts.hover_absence", language, period=words, why=absences.words(point, language))
            owners.setdefault(point.period, set()).add(_line_colour(position, colours))
            found.setdefault(point.period, []).append((absences.sign(point), f"<b>{name}</b><br>{why}"))
    if not found:
        return []
    periods = sorted(found)
    near = (span[1] - span[0]) * 0.04
    return [
        {
            "type": "scatter",
            "mode": "text",
            "x": [period.isoformat() for period in periods],
            "y": [floor] * len(periods),
            "text": ["<b>" + " ".join(dict.fromkeys(sign for sign, _ in found[period])) + "</b>" for period in periods],
            "textposition": ["top right" if period - span[0] < near else "top center" for period in periods],
            "textfont": {
                "size": layout.LABEL_SIZE,
                "color": [next(iter(own)) if len(own := owners[p]) == 1 else colours.muted for p in periods],
            },
            "hovertext": ["<br>".join(text for _, text in found[period]) for period in periods],
            "hoverinfo": "text",
            "name": texts.text("charts.missing", language),
            "cliponaxis": False,
        }
    ]


def _hover(indicator: Indicator, line: Line, point: Point, value: float, language: str, bounds: Bounds) -> str:
    words = formats.period(point.period, indicator.period_kind, language)
    figure = (layout.gap_amount if line.kind == "gap" else layout.amount)(indicator, value, language)
    name = layout.escaped(line.name)
    if line.kind == "gap":
        name = texts.text("charts.gap_panel", language, name=name)
    lines = [f"<b>{name}</b>", texts.text("charts.hover_figure", language, period=words, value=figure)]
    if point.period in bounds:
        low, high = (layout.amount(indicator, end, language) for end in bounds[point.period])
        lines.append(texts.text("charts.hover_interval", language, low=low, high=high))
    notes = layout.quality(point, language)
    return "<br>".join([*lines, notes] if notes else lines)
