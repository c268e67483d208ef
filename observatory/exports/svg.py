"""A chart as standalone SVG, drawn from the very figure that the browser draws: same lines, words, colours and places.

Only what our own charts and maps hold is understood: lines, filled outlines, markers, words, level bars, shapes, placed notes.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape, unescape
from itertools import groupby
from typing import Any

from observatory import charts
from observatory.charts.layout import Figure, text_width
from observatory.exports.fonts import FAMILY
from observatory.maps import Swatch
from observatory.slides.model import Chart
from observatory.texts import text
from observatory.theme import Palette, palette

FONTS = f"'{FAMILY}','Source Sans','Source Sans Pro',sans-serif"
WIDTH, HEIGHT = 640, 360
"""Pixels a chart is composed for when nothing else is asked."""
_LINE = 1.3
_TITLE, _NOTE = 18, 13
_MARGIN = 20
_SWATCH, _SWATCH_ROW = (22, 14), 22
_SPACES = re.compile(r" (?![-–—] )")
_PLACES = re.compile(r"([\d.-]+),([\d.-]+)")
_NUMBER = 30
"""Pixels from the number of a comment to its words."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What stands around a drawing that leaves alone: title, mark and lines of a subtitle above; key of colours, comments and
    sentences below (source, as-of date, marks).
    """

    title: str
    summary: str
    notes: tuple[str, ...] = ()
    remarks: tuple[charts.Remark, ...] = ()
    subtitle: tuple[str, ...] = ()
    mark: str = ""
    key: tuple[Swatch, ...] = ()


def inside(width: int) -> int:
    """Pixels that a picture of `width` leaves to its figure."""
    return width - 2 * _MARGIN


def chart_figure(chart: Chart, language: str, dark: bool, width: int, height: int | None = None) -> Figure:
    """The figure of a chart as the browser draws it, with the numbers of its comments, `width` × `height` pixels (the
    figure's own height without one).
    """
    return charts.trajectory_figure(chart, language, dark, width, height)


def chart_svg(
    chart: Chart,
    language: str,
    wording: Wording,
    *,
    dark: bool = False,
    width: int = WIDTH,
    height: int | None = None,
    alone: bool = False,
) -> str:
    """A target-versus-actual chart as SVG, `width` × `height` pixels.

    alone: with its title and notes, for a file on its own; they add to the height.
    """
    figure = chart_figure(chart, language, dark, inside(width) if alone else width, height)
    return (
        picture_svg(figure, width, wording, language, dark) if alone else figure_svg(figure, width, wording, language)
    )


def figure_svg(figure: Figure, width: int, wording: Wording, language: str) -> str:
    """The figure alone, with its title and summary for those who do not see it."""
    height = int(figure["layout"]["height"])
    return _document(width, height, figure["layout"]["paper_bgcolor"], _drawing(figure, width), wording, language)


def picture_svg(figure: Figure, width: int, wording: Wording, language: str, dark: bool = False) -> str:
    """The figure under its title and above its comments and notes, with a margin around."""
    colours = palette(dark)
    inner = inside(width)
    marked = text_width(wording.mark, _NOTE) + 12 if wording.mark else 0.0
    titles = _folded(wording.title, _TITLE * 1.06, inner - marked)
    under = [line for said in wording.subtitle for line in _folded(said, _NOTE, inner)]
    notes = [line for note in wording.notes for line in _folded(note, _NOTE, inner)]
    first = _MARGIN + len(titles) * _TITLE * _LINE
    top = first + len(under) * _NOTE * _LINE + (10 if under else 6)
    high = int(figure["layout"]["height"])
    key, key_taken = _key(wording.key, top + high + 12, inner, colours)
    said, taken = _remarks(wording.remarks, top + high + key_taken + 10, inner, language, dark)
    below = top + high + key_taken + taken
    height = round(below + (len(notes) * _NOTE * _LINE + 10 if notes else 0) + _MARGIN)
    parts = [
        _text(_MARGIN, _MARGIN + _TITLE * (0.9 + n * _LINE), line, _TITLE, colours.ink, bold=True)
        for n, line in enumerate(titles)
    ]
    if marked:
        left = width - _MARGIN - marked
        parts.append(
            f'<rect x="{_n(left)}" y="{_MARGIN}" width="{_n(marked)}" height="{_n(_NOTE * 1.5)}" fill="none" '
            f'stroke="{colours.warning}"/>'
        )
        parts.append(_text(left + 6, _MARGIN + _NOTE * 1.1, wording.mark, _NOTE, colours.warning))
    parts += [
        _text(_MARGIN, first + _NOTE * (0.9 + n * _LINE), line, _NOTE, colours.muted) for n, line in enumerate(under)
    ]
    parts.append(f'<g transform="translate({_MARGIN} {_n(top)})">{_drawing(figure, inner)}</g>')
    parts += [*key, *said]
    parts += [
        _text(_MARGIN, below + 10 + _NOTE * (0.9 + n * _LINE), line, _NOTE, colours.muted)
        for n, line in enumerate(notes)
    ]
    return _document(width, height, colours.ground, "".join(parts), wording, language)


def _key(swatches: Sequence[Swatch], top: float, width: float, colours: Palette) -> tuple[list[str], float]:
    """The colours of a map and what they stand for, in two columns from `top` down, and the height they take."""
    parts = []
    rows = -(-len(swatches) // 2)
    wide, high = _SWATCH
    for place, one in enumerate(swatches):
        x = _MARGIN + (place // rows) * width / 2
        y = top + (place % rows) * _SWATCH_ROW
        edge = f'stroke="{colours.other}"' + (' stroke-dasharray="2 2"' if one.is_missing else "")
        parts.append(f'<rect x="{_n(x + 0.5)}" y="{_n(y)}" width="{wide}" height="{high}" fill="{one.colour}" {edge}/>')
        if one.is_missing:
            cross = {"size": 9, "symbol": "circle-x", "color": one.colour, "line": {"color": colours.muted, "width": 1}}
            parts.append(_marker((x + 0.5 + wide / 2, y + high / 2), cross, 0))
        words = [(one.words, colours.ink, False, ""), (one.count, colours.muted, False, "")]
        inner = " ".join(_span(run) for run in words)
        parts.append(f'<text x="{_n(x + wide + 9)}" y="{_n(y + high * 0.84)}" font-size="{_NOTE}">{inner}</text>')
    return parts, rows * _SWATCH_ROW + 12 if rows else 0.0


def _remarks(
    remarks: Sequence[charts.Remark], top: float, width: float, language: str, dark: bool
) -> tuple[list[str], float]:
    """The list of comments from `top` down, each behind its number framed as on the chart, and the height it takes."""
    if not remarks:
        return [], 0.0
    colours = palette(dark)
    parts = [_text(_MARGIN, top + _NOTE * 0.9, text("charts.remarks", language), _NOTE, colours.ink, bold=True)]
    y = top + _NOTE * _LINE + 6
    step = _NOTE * _LINE
    for one in remarks:
        number = str(one.number)
        wide = text_width(number, 12) + 8
        parts.append(
            f'<rect x="{_MARGIN + 0.5}" y="{_n(y - 1)}" width="{_n(wide)}" height="{_n(step + 1)}" fill="none" '
            f'stroke="{colours.muted}"/>'
        )
        parts.append(_text(_MARGIN + 0.5 + wide / 2, y + _NOTE * 0.9, number, 12, colours.ink, "middle"))
        runs = [
            (one.about, colours.ink, True, ""),
            (one.said, colours.ink, False, "fr"),
            (one.by, colours.muted, False, ""),
        ]
        if one.is_demo:
            runs.append((text("charts.demo", language), colours.warning, False, ""))
        for line in _folded_runs(runs, _NOTE, width - _NUMBER):
            inner = " ".join(map(_span, line))
            parts.append(f'<text x="{_MARGIN + _NUMBER}" y="{_n(y + _NOTE * 0.9)}" font-size="{_NOTE}">{inner}</text>')
            y += step
        y += 6
    return parts, y - top + 10 - 6


_Run = tuple[str, str, bool, str]
"""Words, their colour, whether they are bold, their language when it is another one than the picture's."""


def _folded_runs(runs: Sequence[_Run], size: float, width: float) -> list[list[_Run]]:
    """Words of several looks, one after another, in lines of a width."""
    lines: list[list[_Run]] = [[]]
    used = 0.0
    for words, colour, bold, spoken in runs:
        fresh = True
        for word in words.split(" "):
            wide = text_width(f" {word}", size) * (1.06 if bold else 1.0)
            if used and used + wide > width:
                lines.append([])
                used, fresh = 0.0, True
            if fresh:
                lines[-1].append((word, colour, bold, spoken))
            else:
                lines[-1][-1] = (f"{lines[-1][-1][0]} {word}", colour, bold, spoken)
            used, fresh = used + wide, False
    return lines


def _span(run: _Run) -> str:
    words, colour, bold, spoken = run
    language = f' xml:lang="{spoken}"' if spoken else ""
    return f'<tspan fill="{colour}" style="{_weight(bold)}"{language}>{escape(words, quote=False)}</tspan>'


def _document(width: int, height: int, ground: str, body: str, wording: Wording, language: str) -> str:
    described = " ".join((wording.summary, *(one.sentence(language) for one in wording.remarks)))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'role="img" aria-labelledby="t d" lang="{language}" xml:lang="{language}" font-family="{FONTS}">'
        f'<title id="t">{escape(wording.title)}</title><desc id="d">{escape(described)}</desc>'
        f'<rect width="{width}" height="{height}" fill="{ground}"/>{body}</svg>'
    )


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


def _drawing(figure: Figure, width: int) -> str:
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
    frame = f'<rect x="{_n(plane.left)}" y="{_n(plane.top)}" width="{_n(wide)}" height="{_n(high)}"/>'
    return [f'<clipPath id="frame">{frame}</clipPath><g clip-path="url(#frame)">', *drawn, "</g>"]


def _grid(plane: _Plane, key: str, axis: Mapping[str, Any], font: Mapping[str, Any]) -> list[str]:
    parts = []
    for value, word in zip(axis["tickvals"], axis["ticktext"], strict=True):
        y = plane.y(value, key)
        if axis.get("showgrid", True):
            parts.append(_line(plane.left, y, plane.right, y, axis["gridcolor"], 1))
        top = y + font["size"] * (0.34 - word.count("<br>") * _LINE / 2)
        parts += _words(plane.left - 6, top, word, font["size"], font["color"], "end")
    return parts


def _ticks(plane: _Plane, axis: Mapping[str, Any], font: Mapping[str, Any]) -> list[str]:
    """Dates or values under the plot: a base line and ticks where the axis has them, else a grid if it has one."""
    floor, long = plane.bottom, axis.get("ticklen", 0)
    parts = [_line(plane.left, floor, plane.right, floor, axis["linecolor"], 1)] if "linecolor" in axis else []
    for value, word in zip(axis["tickvals"], axis["ticktext"], strict=True):
        x = plane.x(value)
        if "gridcolor" in axis and axis.get("showgrid", True):
            parts.append(_line(x, plane.top, x, floor, axis["gridcolor"], 1))
        if "tickcolor" in axis:
            parts.append(_line(x, floor, x, floor + long, axis["tickcolor"], 1))
        parts.append(_text(x, floor + (long or 4) + font["size"] * 1.1, word, font["size"], font["color"], "middle"))
    return parts


def _shape(plane: _Plane, shape: Mapping[str, Any]) -> str:
    line = shape["line"]
    if shape["type"] in {"path", "circle"}:
        # What a map says of chosen places: an outline in its coordinates, or a circle of so many pixels.
        edge = f'{_paint("fill", shape["fillcolor"])} stroke="{line["color"]}" stroke-width="{_n(line["width"])}"'
        if shape["type"] == "circle":
            x, y = plane.x(shape["xanchor"]), plane.y(shape["yanchor"], "y")
            return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(shape["x1"])}" {edge}/>'
        steps = _PLACES.sub(lambda at: f"{_n(plane.x(float(at[1])))} {_n(plane.y(float(at[2]), 'y'))}", shape["path"])
        return f'<path d="{steps}" {edge} stroke-linejoin="round"/>'
    x0, x1 = (plane.across(shape[k], shape.get("xref", "x")) for k in ("x0", "x1"))
    y0, y1 = (plane.up(shape[k], shape.get("yref", "y")) for k in ("y0", "y1"))
    if shape["type"] == "rect":
        return (
            f'<rect x="{_n(min(x0, x1))}" y="{_n(min(y0, y1))}" width="{_n(abs(x1 - x0))}" height="{_n(abs(y1 - y0))}" '
            f"{_paint('fill', shape['fillcolor'])}/>"
        )
    return _line(x0, y0, x1, y1, line["color"], line["width"], line.get("dash", "solid"))


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
            _marker(place, trace["marker"], position) for position, place in enumerate(places) if place is not None
        ]
    if "text" in modes:
        font = trace["textfont"]
        sides = trace["textposition"]
        for position, place in enumerate(places):
            if place is not None:
                side = sides if isinstance(sides, str) else sides[position]
                anchor = "start" if side.endswith("right") else "middle"
                down = {"top": -0.3, "middle": 0.34, "bottom": 1.1}[side.partition(" ")[0]]
                parts += _words(
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
            f'<rect x="{_n(min(start, end))}" y="{_n(plane.y(row, "y") - high / 2)}" width="{_n(abs(end - start))}" '
            f'height="{_n(high)}" fill="{colour}"/>'
        )
    return "".join(parts)


def _path(places: Sequence[tuple[float, float] | None], line: Mapping[str, Any]) -> str:
    steps, pen = [], False
    for place in places:
        if place is not None:
            steps.append(f"{'L' if pen else 'M'}{_n(place[0])} {_n(place[1])}")
        pen = place is not None
    dash = _dash(line.get("dash", "solid"), line["width"])
    return (
        f'<path d="{"".join(steps)}" fill="none" stroke="{line["color"]}" stroke-width="{_n(line["width"])}" '
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
        f'<polygon points="{" ".join(f"{_n(x)},{_n(y)}" for x, y in run)}" {_paint("fill", fill)}{edge}/>'
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
            parts.append(_line(x0, y0, x1, y1, bars["color"], bars["thickness"]))
    return parts


def _paint(what: str, colour: str) -> str:
    """A colour as attributes; one that is seen through has its opacity apart, which all readers know."""
    if not colour.startswith("rgba("):
        return f'{what}="{colour}"'
    red, green, blue, opacity = colour[5:-1].split(",")
    return f'{what}="#{int(red):02X}{int(green):02X}{int(blue):02X}" {what}-opacity="{opacity.strip()}"'


def _own(value: Any, position: int) -> Any:
    """A look of one point, which a trace gives once for all or point by point."""
    return value[position] if isinstance(value, list | tuple) else value


def _marker(place: tuple[float, float], marker: Mapping[str, Any], position: int) -> str:
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
    look = f'fill="{fill}" stroke="{stroke}" stroke-width="{_n(edge_width)}"'
    if (opacity := _own(marker.get("opacity", 1), position)) != 1:
        look += f' opacity="{_n(opacity)}"'
    if symbol in {"circle", "circle-x"}:
        cross = r * math.sqrt(0.5)
        lines = [_line(x - cross, y - s * cross, x + cross, y + s * cross, stroke, edge_width) for s in (1, -1)]
        return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(r)}" {look}/>' + "".join(
            lines if symbol == "circle-x" else ()
        )
    points = " ".join(f"{_n(x + dx * r)},{_n(y + dy * r)}" for dx, dy in _OUTLINES[symbol])
    tag = "polyline" if symbol.startswith("line") else "polygon"
    return f'<{tag} points="{points}" {look}/>'


_SIGNS = str.maketrans({"━": "—", "╌": "–", "◇": "◊"})
_TAGS = re.compile(r"(</?b>|<span [^>]*>|</span>)")
_SPAN = re.compile(r'<span style="color:([^"]*)">')
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
            _line(
                point_x + (x - point_x) * share,
                point_y + (y - point_y) * share,
                x,
                y,
                note["arrowcolor"],
                note["arrowwidth"],
            )
        )
        x += 2 if note["xanchor"] == "left" else 0
    high = rows * size * _LINE
    top = {"bottom": y - high, "middle": y - high / 2, "top": y}[note["yanchor"]]
    anchor = {"left": "start", "center": "middle", "right": "end"}[note["xanchor"]]
    if "bgcolor" in note:
        pad = float(note.get("borderpad", 1))
        wide = text_width(_TAGS.sub("", text), size) * (1.06 if "<b>" in text else 1)
        shift = {"start": 0.0, "middle": -wide / 2, "end": -wide}[anchor]
        x += {"start": pad, "middle": 0.0, "end": -pad}[anchor]
        top -= {"bottom": pad, "middle": 0.0, "top": -pad}[note["yanchor"]]
        edge = f' stroke="{note["bordercolor"]}"' if "bordercolor" in note else ""
        parts.append(
            f'<rect x="{_n(x + shift - pad)}" y="{_n(top - pad)}" width="{_n(wide + 2 * pad)}" '
            f'height="{_n(high + 2 * pad)}" {_paint("fill", note["bgcolor"])}{edge}/>'
        )
    return "".join(parts) + "".join(_words(x, top + size * (_LINE / 2 + 0.34), text, size, colour, anchor))


def _words(x: float, y: float, text: str, size: float, colour: str, anchor: str) -> list[str]:
    """Lines of a plotly text, whose first baseline is at y."""
    return [_rich(x, y + row * size * _LINE, line, size, colour, anchor) for row, line in enumerate(text.split("<br>"))]


def _rich(x: float, y: float, line: str, size: float, colour: str, anchor: str) -> str:
    """One line of a plotly text, which may turn bold or to another colour on its way."""
    runs, bold, inks = [], False, [colour]
    for piece in _TAGS.split(line):
        if piece in {"<b>", "</b>"}:
            bold = piece == "<b>"
        elif piece == "</span>":
            inks.pop()
        elif found := _SPAN.fullmatch(piece):
            inks.append(found[1])
        elif piece:
            # Two spaces in a row are one to SVG, and the typeface lacks the signs of the small multiples' key.
            runs.append((unescape(piece).replace("  ", " \u00a0").translate(_SIGNS), inks[-1], bold, ""))
    if len(runs) == 1:
        return _text(x, y, runs[0][0], size, runs[0][1], anchor, runs[0][2])
    turned = "" if anchor == "start" else f' text-anchor="{anchor}"'
    inner = "".join(map(_span, runs))
    return f'<text x="{_n(x)}" y="{_n(y)}" font-size="{_n(size)}"{turned}>{inner}</text>' if inner else ""


def _text(x: float, y: float, text: str, size: float, colour: str, anchor: str = "start", bold: bool = False) -> str:
    if not text:
        return ""
    turned = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return (
        f'<text x="{_n(x)}" y="{_n(y)}" font-size="{_n(size)}" fill="{colour}"{turned} style="{_weight(bold)}">'
        f"{escape(text, quote=False)}</text>"
    )


def _weight(bold: bool) -> str:
    """A weight of the typeface; a variable font is drawn in its lightest one by readers that take none for the regular."""
    weight = 700 if bold else 400
    return f"font-weight:{weight};font-variation-settings:'wght' {weight}"


def _line(x0: float, y0: float, x1: float, y1: float, colour: str, width: float, dash: str = "solid") -> str:
    return (
        f'<line x1="{_n(x0)}" y1="{_n(y0)}" x2="{_n(x1)}" y2="{_n(y1)}" {_paint("stroke", colour)} '
        f'stroke-width="{_n(width)}"{_dash(dash, width)}/>'
    )


def _dash(dash: str, width: float) -> str:
    """Plotly's names of dashes, which grow with the width of the line."""
    unit = max(width, 3)
    named = {"solid": "", "dot": f"{unit} {unit}", "dash": f"{3 * unit} {3 * unit}"}
    named["dashdot"] = f"{3 * unit} {unit} {unit} {unit}"
    pattern = named.get(dash, dash.replace("px", "").replace(",", " "))
    return f' stroke-dasharray="{pattern}"' if pattern else ""


def _folded(text: str, size: float, width: float) -> list[str]:
    """Lines of a width; none begins with a dash between two names."""
    rows: list[str] = []
    for word in _SPACES.split(text):
        if rows and text_width(f"{rows[-1]} {word}", size) <= width:
            rows[-1] += f" {word}"
        else:
            rows.append(word)
    return rows


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
