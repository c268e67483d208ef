"""A figure of ours as SVG: where its values fall, its axes, shapes, traces and notes.

Only what our own charts and maps hold is understood: lines, filled outlines, markers, words, level bars, shapes, placed notes.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from observatory.charts.layout import Figure, text_width
from observatory.exports.svg.marks import LINE, TAGS, dashes, lettering, paint, pixels, plain_line, straight

_PLACES = re.compile(r"([\d.-]+),([\d.-]+)")
_OUTLINES: dict[str, tuple[tuple[float, float], ...]] = {
    "square": ((-1, -1), (1, -1), (1, 1), (-1, 1)),
    "diamond": ((0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)),
    "triangle-up": ((-1.1547, 0.5), (0, -1), (1.1547, 0.5)),
    "triangle-down": ((-1.1547, -0.5), (0, 1), (1.1547, -0.5)),
    "pentagon": tuple((math.sin(2 * math.pi * k / 5), -math.cos(2 * math.pi * k / 5)) for k in range(5)),
    "line-ns": ((0, -1.4), (0, 1.4)),
    "line-ew": ((-1.4, 0), (1.4, 0)),
}
"""Outlines of the markers in units of half their size."""


@dataclass(slots=True)
class _Plane:
    """Where figures fall: pixels of the plot, dates across, and each value axis up."""

    left: float
    right: float
    top: float
    bottom: float
    first: float
    last: float
    axes: dict[str, tuple[float, float, float, float]]

    def x(self, value: Any) -> float:
        return self.left + (_number(value) - self.first) / ((self.last - self.first) or 1) * (self.right - self.left)

    def y(self, value: float, axis: str) -> float:
        low, high, top, bottom = self.axes[axis]
        return bottom - (value - low) / ((high - low) or 1) * (bottom - top)

    def across(self, value: Any, ref: str) -> float:
        return self.left + float(value) * (self.right - self.left) if ref == "paper" else self.x(value)

    def up(self, value: float, ref: str) -> float:
        return self.bottom - float(value) * (self.bottom - self.top) if ref == "paper" else self.y(value, ref)


def _number(value: Any) -> float:
    """A place along the axis: a number, or the days of an ISO date."""
    return float(date.fromisoformat(value[:10]).toordinal()) if isinstance(value, str) else float(value)


def _plane(layout: Mapping[str, Any], width: int) -> _Plane:
    margin = layout["margin"]
    left, right = float(margin["l"]), width - float(margin["r"])
    top, bottom = float(margin["t"]), float(layout["height"]) - float(margin["b"])
    first, last = (_number(v) for v in layout["xaxis"].get("range", (0, 1)))
    axes = {}
    for key, axis in layout.items():
        if key.startswith("yaxis") and "range" in axis:
            low, high = axis["range"]
            share_low, share_high = axis.get("domain", (0, 1))
            room = bottom - top
            axes["y" + key[5:]] = (float(low), float(high), bottom - share_high * room, bottom - share_low * room)
    return _Plane(left, right, top, bottom, first, last, axes)


def drawing(figure: Figure, width: int) -> str:
    """The elements of a figure `width` pixels wide, from its grid up to its notes."""
    layout = figure["layout"]
    plane = _plane(layout, width)
    font = layout.get("font", {})
    parts = []
    for key in plane.axes:
        axis = layout["yaxis" + key[1:]]
        if "tickvals" in axis:
            parts += _grid(plane, key, axis, font | axis.get("tickfont", {}))
    if "tickvals" in layout["xaxis"]:
        parts += _ticks(plane, layout["xaxis"], font | layout["xaxis"].get("tickfont", {}))
    shapes = layout.get("shapes", ())
    parts += [_shape(plane, shape) for shape in shapes if shape.get("layer") != "above"]
    is_map = "scaleanchor" in layout["yaxis"]
    traces = [_in_view(plane, trace) if is_map else trace for trace in figure["data"]]
    drawn = [_bars(plane, trace) if trace["type"] == "bar" else _trace(plane, trace) for trace in traces]
    drawn += [_shape(plane, shape) for shape in shapes if shape.get("layer") == "above"]
    parts += _cut(plane, drawn) if is_map else drawn
    parts += [_annotation(plane, note) for note in layout.get("annotations", ())]
    return "".join(parts)


def _in_view(plane: _Plane, trace: Mapping[str, Any]) -> Mapping[str, Any]:
    """A trace of outlines without those that a map does not reach, which would weigh and slow the picture down."""
    if trace["mode"] != "lines":
        return trace
    (low, high, *_), kept = plane.axes["y"], []
    places = list(zip(trace["x"], trace["y"], strict=True))
    for is_gap, run in groupby(places, key=lambda place: place[0] is None):
        outline = list(run)
        xs, ys = ([place[n] for place in outline] for n in (0, 1))
        if not is_gap and max(xs) > plane.first and min(xs) < plane.last and max(ys) > low and min(ys) < high:
            kept += [*outline, (None, None)]
    return {**trace, "x": [x for x, _ in kept], "y": [y for _, y in kept]}


def _cut(plane: _Plane, drawn: Sequence[str]) -> list[str]:
    """A map, which ends at its frame while its outlines go on."""
    wide, high = plane.right - plane.left, plane.bottom - plane.top
    frame = f'<rect x="{pixels(plane.left)}" y="{pixels(plane.top)}" width="{pixels(wide)}" height="{pixels(high)}"/>'
    return [f'<clipPath id="frame">{frame}</clipPath><g clip-path="url(#frame)">', *drawn, "</g>"]


def _grid(plane: _Plane, key: str, axis: Mapping[str, Any], font: Mapping[str, Any]) -> list[str]:
    parts = []
    for value, word in zip(axis["tickvals"], axis["ticktext"], strict=True):
        y = plane.y(value, key)
        if axis.get("showgrid", True):
            parts.append(straight(plane.left, y, plane.right, y, axis["gridcolor"], 1))
        top = y + font["size"] * (0.34 - word.count("<br>") * LINE / 2)
        parts += lettering(plane.left - 6, top, word, font["size"], font["color"], "end")
    return parts


def _ticks(plane: _Plane, axis: Mapping[str, Any], font: Mapping[str, Any]) -> list[str]:
    """Dates or values under the plot: a base line and ticks where the axis has them, else a grid if it has one."""
    floor, long = plane.bottom, axis.get("ticklen", 0)
    parts = [straight(plane.left, floor, plane.right, floor, axis["linecolor"], 1)] if "linecolor" in axis else []
    for value, word in zip(axis["tickvals"], axis["ticktext"], strict=True):
        x = plane.x(value)
        if "gridcolor" in axis and axis.get("showgrid", True):
            parts.append(straight(x, plane.top, x, floor, axis["gridcolor"], 1))
        if "tickcolor" in axis:
            parts.append(straight(x, floor, x, floor + long, axis["tickcolor"], 1))
        parts.append(
            plain_line(x, floor + (long or 4) + font["size"] * 1.1, word, font["size"], font["color"], "middle")
        )
    return parts


def _shape(plane: _Plane, shape: Mapping[str, Any]) -> str:
    line = shape["line"]
    if shape["type"] in {"path", "circle"}:
        # What a map says of chosen places: an outline in its coordinates, or a circle of so many pixels.
        edge = f'{paint("fill", shape["fillcolor"])} stroke="{line["color"]}" stroke-width="{pixels(line["width"])}"'
        if shape["type"] == "circle":
            x, y = plane.x(shape["xanchor"]), plane.y(shape["yanchor"], "y")
            return f'<circle cx="{pixels(x)}" cy="{pixels(y)}" r="{pixels(shape["x1"])}" {edge}/>'
        steps = _PLACES.sub(
            lambda at: f"{pixels(plane.x(float(at[1])))} {pixels(plane.y(float(at[2]), 'y'))}", shape["path"]
        )
        return f'<path d="{steps}" {edge} stroke-linejoin="round"/>'
    x0, x1 = (plane.across(shape[k], shape.get("xref", "x")) for k in ("x0", "x1"))
    y0, y1 = (plane.up(shape[k], shape.get("yref", "y")) for k in ("y0", "y1"))
    if shape["type"] == "rect":
        return (
            f'<rect x="{pixels(min(x0, x1))}" y="{pixels(min(y0, y1))}" width="{pixels(abs(x1 - x0))}" height="{pixels(abs(y1 - y0))}" '
            f"{paint('fill', shape['fillcolor'])}/>"
        )
    return straight(x0, y0, x1, y1, line["color"], line["width"], line.get("dash", "solid"))


def _trace(plane: _Plane, trace: Mapping[str, Any]) -> str:
    axis = trace.get("yaxis", "y")
    places = [
        (plane.x(x), plane.y(y, axis)) if x is not None and y is not None else None
        for x, y in zip(trace["x"], trace["y"], strict=True)
    ]
    modes = trace["mode"].split("+")
    parts = []
    if trace.get("fill") == "toself":
        parts.append(_area(places, trace))
    if "lines" in modes:
        parts.append(_path(places, trace["line"]))
    if "error_y" in trace:
        parts += _whiskers(plane, trace, axis)
    if "markers" in modes:
        parts += [
            marker_at(place, trace["marker"], position) for position, place in enumerate(places) if place is not None
        ]
    if "text" in modes:
        font = trace["textfont"]
        sides = trace["textposition"]
        for position, place in enumerate(places):
            if place is not None:
                side = sides if isinstance(sides, str) else sides[position]
                anchor = "start" if side.endswith("right") else "middle"
                down = {"top": -0.3, "middle": 0.34, "bottom": 1.1}[side.partition(" ")[0]]
                parts += lettering(
                    place[0],
                    place[1] + font["size"] * down,
                    trace["text"][position],
                    font["size"],
                    _own(font["color"], position),
                    anchor,
                )
    return "".join(parts)


def _bars(plane: _Plane, trace: Mapping[str, Any]) -> str:
    """Level bars from zero, one a row, as thick as their `width` in rows."""
    base = trace.get("base", 0)
    start = plane.x(base)
    parts = []
    for position, (row, value) in enumerate(zip(trace["y"], trace["x"], strict=True)):
        high = abs(plane.y(row + 0.5, "y") - plane.y(row - 0.5, "y")) * trace["width"]
        end, colour = plane.x(base + value), _own(trace["marker"]["color"], position)
        parts.append(
            f'<rect x="{pixels(min(start, end))}" y="{pixels(plane.y(row, "y") - high / 2)}" width="{pixels(abs(end - start))}" '
            f'height="{pixels(high)}" fill="{colour}"/>'
        )
    return "".join(parts)


def _path(places: Sequence[tuple[float, float] | None], line: Mapping[str, Any]) -> str:
    steps, pen = [], False
    for place in places:
        if place is not None:
            steps.append(f"{'L' if pen else 'M'}{pixels(place[0])} {pixels(place[1])}")
        pen = place is not None
    dash = dashes(line.get("dash", "solid"), line["width"])
    return (
        f'<path d="{"".join(steps)}" fill="none" stroke="{line["color"]}" stroke-width="{pixels(line["width"])}" '
        f'stroke-linejoin="round"{dash}/>'
    )


def _area(places: Sequence[tuple[float, float] | None], trace: Mapping[str, Any]) -> str:
    """Filled shapes without a line; a hatched one (the fan of a forecast) as a light ground between two thin dashed edges."""
    runs: list[list[tuple[float, float]]] = [[]]
    for place in places:
        if place is None:
            runs.append([])
        else:
            runs[-1].append(place)
    pattern = trace.get("fillpattern")
    fill = pattern["bgcolor"] if pattern else trace["fillcolor"]
    edge = f' stroke="{pattern["fgcolor"]}" stroke-width="0.75" stroke-dasharray="2 3"' if pattern else ""
    return "".join(
        f'<polygon points="{" ".join(f"{pixels(x)},{pixels(y)}" for x, y in run)}" {paint("fill", fill)}{edge}/>'
        for run in runs
        if len(run) > 2
    )


def _whiskers(plane: _Plane, trace: Mapping[str, Any], axis: str) -> list[str]:
    """Intervals around points, with a short bar at each end."""
    bars = trace["error_y"]
    parts = []
    for x, y, above, below in zip(trace["x"], trace["y"], bars["array"], bars["arrayminus"], strict=True):
        if y is None or not (above or below):
            continue
        across, high, low, half = plane.x(x), plane.y(y + above, axis), plane.y(y - below, axis), bars["width"]
        for x0, y0, x1, y1 in (
            (across, low, across, high), (across - half, low, across + half, low), (across - half, high, across + half, high),
        ):  # fmt: skip
            parts.append(straight(x0, y0, x1, y1, bars["color"], bars["thickness"]))
    return parts


def _annotation(plane: _Plane, note: Mapping[str, Any]) -> str:
    size, colour = note["font"]["size"], note["font"]["color"]
    x = plane.across(note["x"], note["xref"]) + note.get("xshift", 0)
    y = plane.up(note["y"], note["yref"]) - note.get("yshift", 0)
    parts = []
    text = note["text"]
    rows = text.count("<br>") + 1
    if note.get("showarrow"):
        point_x, point_y = x, y
        x, y = x + note["ax"], y + note["ay"]
        length = math.hypot(x - point_x, y - point_y)
        share = min(note.get("standoff", 0) / length, 1.0) if length else 0.0
        parts.append(
            straight(
                point_x + (x - point_x) * share,
                point_y + (y - point_y) * share,
                x,
                y,
                note["arrowcolor"],
                note["arrowwidth"],
            )
        )
        x += 2 if note["xanchor"] == "left" else 0
    high = rows * size * LINE
    top = {"bottom": y - high, "middle": y - high / 2, "top": y}[note["yanchor"]]
    anchor = {"left": "start", "center": "middle", "right": "end"}[note["xanchor"]]
    if "bgcolor" in note:
        pad = float(note.get("borderpad", 1))
        wide = text_width(TAGS.sub("", text), size) * (1.06 if "<b>" in text else 1)
        shift = {"start": 0.0, "middle": -wide / 2, "end": -wide}[anchor]
        x += {"start": pad, "middle": 0.0, "end": -pad}[anchor]
        top -= {"bottom": pad, "middle": 0.0, "top": -pad}[note["yanchor"]]
        edge = f' stroke="{note["bordercolor"]}"' if "bordercolor" in note else ""
        parts.append(
            f'<rect x="{pixels(x + shift - pad)}" y="{pixels(top - pad)}" width="{pixels(wide + 2 * pad)}" '
            f'height="{pixels(high + 2 * pad)}" {paint("fill", note["bgcolor"])}{edge}/>'
        )
    return "".join(parts) + "".join(lettering(x, top + size * (LINE / 2 + 0.34), text, size, colour, anchor))


def _own(value: Any, position: int) -> Any:
    """A look of one point, which a trace gives once for all or point by point."""
    return value[position] if isinstance(value, list | tuple) else value


def marker_at(place: tuple[float, float], marker: Mapping[str, Any], position: int) -> str:
    """The marker of one point, centred at its place; nothing for one without a size."""
    size, colour = float(_own(marker["size"], position)), _own(marker["color"], position)
    symbol = _own(marker.get("symbol", "circle"), position)
    edge = marker.get("line", {})
    edge_colour, edge_width = _own(edge.get("color", colour), position), float(_own(edge.get("width", 0), position))
    if size <= 0:
        return ""
    if symbol.endswith("-open"):
        fill, stroke, symbol = "none", colour, symbol.removesuffix("-open")
    else:
        fill, stroke = colour, edge_colour
    x, y = place
    r = size / 2
    look = f'fill="{fill}" stroke="{stroke}" stroke-width="{pixels(edge_width)}"'
    if (opacity := _own(marker.get("opacity", 1), position)) != 1:
        look += f' opacity="{pixels(opacity)}"'
    if symbol in {"circle", "circle-x"}:
        cross = r * math.sqrt(0.5)
        lines = [straight(x - cross, y - s * cross, x + cross, y + s * cross, stroke, edge_width) for s in (1, -1)]
        return f'<circle cx="{pixels(x)}" cy="{pixels(y)}" r="{pixels(r)}" {look}/>' + "".join(
            lines if symbol == "circle-x" else ()
        )
    points = " ".join(f"{pixels(x + dx * r)},{pixels(y + dy * r)}" for dx, dy in _OUTLINES[symbol])
    tag = "polyline" if symbol.startswith("line") else "polygon"
    return f'<{tag} points="{points}" {look}/>'
