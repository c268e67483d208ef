"""Money drawn: from funders to axes, per inhabitant, and planned against actual. Labels are written from exact amounts;
only lengths are binary fractions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from observatory import formats, texts
from observatory.charts import layout
from observatory.charts.layout import Figure
from observatory.money import NOTHING, Flow, PerHead, euros, percent
from observatory.theme import Palette, on_dark, palette

KINDS = ("specific", "ordinary")
_MONEY_HEIGHT, _PITCH, _GAP, _HEADER = 230.0, 17.0, 5.0, 24.0
_STEPS = 18
_LONGEST_FUNDER = 40
_ROW, _TOP, _BOTTOM = 40, 30, 8


def kind_colour(kind: str, colours: Palette) -> str:
    """The colour of specific credits, or that of ordinary-law ones."""
    return colours.series[0] if kind == "specific" else colours.series[3]


@dataclass(frozen=True, slots=True)
class _Node:
    """A funder or an axis: where its bar begins, how high it is, and the middle of its label, in pixels from the top."""

    top: float
    height: float

    @property
    def middle(self) -> float:
        return self.top + self.height / 2


def money_flow(
    flows: Sequence[Flow], axes: Mapping[str, str], tints: Mapping[str, str], language: str, dark: bool
) -> Figure:
    """Ribbons from each funder, specific credits above ordinary law, to each axis; as thick as the euros planned.

    axes: names by code, in the order to show; tints: their colours on a light ground.
    """
    colours = palette(dark)
    flows = [flow for flow in flows if flow.planned_eur]
    if not flows:
        return layout.empty_figure(colours, language, 160)
    total = sum((f.planned_eur for f in flows), NOTHING)
    scale = _MONEY_HEIGHT / float(total)
    funders = _sums([((f.kind, f.funder), f.planned_eur) for f in flows])
    by_axis = _sums([(f.axis, f.planned_eur) for f in flows])
    left, headers, height = _left(funders, scale)
    shown = [axis for axis in axes if axis in by_axis]
    right = _right([float(by_axis[axis]) * scale for axis in shown], height)
    places = dict(zip(shown, right, strict=True))

    data = _ribbons(flows, left, places, scale, axes, total, language, colours)
    figure = layout.base_layout(colours, language, round(height) + 12)
    names = {key: _funder(key[1], left[key].height) for key in left}
    said = {key: euros(funders[key], language, cents=False) for key in left}
    wide = max(layout.text_width(f"{names[k]} {said[k]}", layout.TEXT_SIZE) for k in left) * 1.04 + 16
    ends = {
        axis: f"<b>{layout.escaped(axes[axis])}</b><br>{euros(by_axis[axis], language, cents=False)}" for axis in shown
    }
    margin = {"l": round(wide), "t": 4, "b": 8, "pad": 0}
    figure["margin"] = margin | {
        "r": round(max(layout.text_width(e, layout.TEXT_SIZE) for e in ends.values()) * 1.1 + 16)
    }
    figure["xaxis"] = {"range": [0, 1], "visible": False, "fixedrange": True}
    figure["yaxis"] = {"range": [height, 0], "visible": False, "fixedrange": True}
    figure["shapes"] = [
        *(_bar(0, left[key], kind_colour(key[0], colours)) for key in left),
        *(_bar(1, places[axis], _axis_colour(axis, tints, colours, dark)) for axis in shown),
    ]
    notes = [_label(f"{names[k]} <b>{said[k]}</b>", 0, left[k].middle, "right", -9, colours.ink) for k in left]
    notes += [_label(ends[axis], 1, places[axis].middle, "left", 9, colours.ink) for axis in shown]
    for kind, y in headers.items():
        of_kind = sum((amount for key, amount in funders.items() if key[0] == kind), NOTHING)
        name = texts.text(f"actions.kind.{kind}", language)
        heading = f"<b>{name}</b> {percent(of_kind, total, language)}"
        notes.append(_label(heading, 0, y, "right", -9, kind_colour(kind, colours)))
    figure["annotations"] = notes
    return {"data": data, "layout": figure}


def _funder(name: str, height: float) -> str:
    """A funder's name, on two lines where its bar is high enough."""
    if height >= 2 * _PITCH:
        return layout.wrapped(layout.escaped(name), _LONGEST_FUNDER, 2)
    return layout.escaped(layout.shortened(name, _LONGEST_FUNDER))


def _sums(pairs: Sequence[tuple[Any, Decimal]]) -> dict[Any, Decimal]:
    found: dict[Any, Decimal] = {}
    for key, amount in pairs:
        found[key] = found.get(key, NOTHING) + amount
    return found


def _left(
    funders: Mapping[tuple[str, str], Decimal], scale: float
) -> tuple[dict[tuple[str, str], _Node], dict[str, float], float]:
    """Places of the funders under the heading of their kind, a line of text apart at least; and the height of it all."""
    places: dict[tuple[str, str], _Node] = {}
    headers: dict[str, float] = {}
    y = 0.0
    for kind in KINDS:
        some = [key for key in funders if key[0] == kind]
        if not some:
            continue
        headers[kind] = y + _HEADER / 2 - 2
        y += _HEADER
        for key in some:
            height = max(float(funders[key]) * scale, 1.5)
            room = max(height, _PITCH)
            places[key] = _Node(y + (room - height) / 2, height)
            y += room + _GAP
    return places, headers, y


def _right(heights: Sequence[float], room: float) -> list[_Node]:
    """Places of the axes, spread over the whole height."""
    needed = [max(h, 2 * _PITCH) for h in heights]
    gap = max((room - sum(needed)) / max(len(needed), 1), 4.0)
    places, y = [], gap / 2
    for height, slot in zip(heights, needed, strict=True):
        places.append(_Node(y + (slot - height) / 2, max(height, 1.5)))
        y += slot + gap
    return places


def _ribbons(
    flows: Sequence[Flow],
    left: Mapping[tuple[str, str], _Node],
    right: Mapping[str, _Node],
    scale: float,
    axes: Mapping[str, str],
    total: Decimal,
    language: str,
    colours: Palette,
) -> list[dict[str, Any]]:
    """One filled band a flow; at both ends bands are stacked in the order of the other end, so that few cross."""
    order = list(right)
    leaving = {key: node.top for key, node in left.items()}
    arriving = {axis: node.top for axis, node in right.items()}
    starts = {}
    for flow in sorted(flows, key=lambda f: order.index(f.axis)):
        key = (flow.kind, flow.funder)
        starts[key, flow.axis] = leaving[key]
        leaving[key] += float(flow.planned_eur) * scale
    bands = []
    for flow in flows:
        key, thick = (flow.kind, flow.funder), float(flow.planned_eur) * scale
        start, end = starts[key, flow.axis], arriving[flow.axis]
        arriving[flow.axis] += thick
        steps = [n / _STEPS for n in range(_STEPS + 1)]
        top = [start + (end - start) * (3 - 2 * t) * t * t for t in steps]
        kind = texts.text(f"actions.kind.{flow.kind}", language)
        said = (
            f"<b>{layout.escaped(flow.funder)}</b> ({kind})<br>→ {layout.escaped(axes[flow.axis])}<br>"
            f"{euros(flow.planned_eur, language)} ({percent(flow.planned_eur, total, language)})"
        )
        colour = kind_colour(flow.kind, colours)
        bands.append(
            {
                "type": "scatter",
                "mode": "lines",
                "x": [round(t, 4) for t in (*steps, *reversed(steps))],
                "y": [round(y, 1) for y in (*top, *(y + thick for y in reversed(top)))],
                "fill": "toself",
                "fillcolor": layout.tinted(colour, 0.38),
                "line": {"width": 0.5, "color": layout.tinted(colour, 0.55)},
                "hoveron": "fills",
                "hoverinfo": "text",
                "text": said,
                "name": flow.funder,
            }
        )
    return bands


def _axis_colour(axis: str, tints: Mapping[str, str], colours: Palette, dark: bool) -> str:
    colour = tints.get(axis)
    if colour is None:
        return colours.muted
    return on_dark(colour) if dark else colour


def _bar(x: float, node: _Node, colour: str) -> dict[str, Any]:
    # A shape outside of the plot would be clipped.
    ends = {"x0": -6, "x1": 0} if x else {"x0": 0, "x1": 6}
    return {
        "type": "rect",
        "xref": "x",
        "yref": "y",
        "xsizemode": "pixel",
        "xanchor": x,
        **ends,
        "y0": node.top,
        "y1": node.top + node.height,
        "fillcolor": colour,
        "line": {"width": 0},
    }


def _label(said: str, x: float, y: float, side: str, shift: float, colour: str) -> dict[str, Any]:
    beside = layout.note(said, x, y, layout.TEXT_SIZE, colour)
    return beside | {"xref": "x", "yref": "y", "xanchor": side, "yanchor": "middle", "xshift": shift, "align": side}


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of bars: its name, lengths of the pale bar and of the strong one, words in columns at the right, hover."""

    name: str
    pale: float
    strong: float
    columns: tuple[str, ...]
    hover: str


def per_head_chart(rows: Sequence[PerHead], names: Mapping[str, str], language: str, dark: bool) -> Figure:
    """Euros planned per inhabitant: actions for the neighbourhood alone, then those for several, end to end.

    By neighbourhood, or by year where there is only one. A neighbourhood of unknown population says so.
    """
    colours = palette(dark)
    by_year = any(row.year is not None for row in rows)
    shown = []
    for row in rows:
        name = str(row.year) if by_year else layout.wrapped(layout.escaped(names[row.territory]), 26, 2)
        if row.population is None:
            said = texts.text("actions.head.unknown", language)
            shown.append(_Row(name, 0.0, 0.0, (said, ""), said))
            continue
        people = texts.text(
            "actions.head.people", language, count=formats.number(row.population, 0, language), year=row.population_year
        )
        hover = texts.text(
            "actions.head.hover", language, name=layout.escaped(names[row.territory]), total=euros(row.total_eur, language),
            own=euros(row.own_eur, language), shared=euros(row.shared_eur, language), people=people,
        )  # fmt: skip
        columns = (f"<b>{euros(row.total_eur, language)}</b>", "" if by_year else people)
        shown.append(_Row(name, float(row.total_eur), float(row.own_eur), columns, hover))
    headings = (texts.text("actions.head.column", language), "")
    has_shared = any(row.shared_eur for row in rows)
    widths = (0.62, 0.62) if has_shared else (0.0, 0.62)
    return _bars(shown, headings, widths, language, colours)


def outcome_chart(
    rows: Sequence[tuple[str, float, float, Sequence[str], str]],
    headings: Sequence[str],
    language: str,
    dark: bool,
) -> Figure:
    """Planned (pale) against actual (strong), one row an axis: name, planned, actual, words in columns, hover."""
    shown = [
        _Row(layout.escaped(name), planned, actual, tuple(words), hover) for name, planned, actual, words, hover in rows
    ]
    return _bars(shown, tuple(headings), (0.66, 0.34), language, palette(dark))


def _bars(
    rows: Sequence[_Row],
    headings: Sequence[str],
    widths: tuple[float, float],
    language: str,
    colours: Palette,
) -> Figure:
    if not rows:
        return layout.empty_figure(colours, language, 160)
    top = _TOP
    figure = layout.base_layout(colours, language, top + _BOTTOM + _ROW * len(rows))
    rooms = [
        max(layout.text_width(words, layout.TEXT_SIZE) for words in (heading, *(row.columns[n] for row in rows))) * 1.06
        + 12
        for n, heading in enumerate(headings)
    ]
    left = max(layout.text_width(row.name, layout.LABEL_SIZE) for row in rows) + 14
    figure["margin"] = {"l": round(left), "r": round(sum(rooms) + 4), "t": top, "b": _BOTTOM, "pad": 6}
    figure["barmode"] = "overlay"
    longest = max(max(row.pale, row.strong) for row in rows) or 1.0
    figure["xaxis"] = {"range": [0, longest * 1.02], "visible": False, "fixedrange": True}
    figure["yaxis"] = {
        "range": [len(rows) - 0.5, -0.5],
        "tickvals": list(range(len(rows))),
        "ticktext": [row.name for row in rows],
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
        "tickfont": {"size": layout.LABEL_SIZE, "color": colours.ink},
    }
    notes = []
    for n, heading in enumerate(headings):
        shift = sum(rooms[: n + 1]) - 4
        if heading:
            mark = layout.note(heading, 1, 1, layout.TEXT_SIZE, colours.muted)
            notes.append(mark | {"xanchor": "right", "xshift": round(shift), "yshift": 4})
        for place, row in enumerate(rows):
            said = layout.note(row.columns[n], 1, place, layout.TEXT_SIZE, colours.ink if n == 0 else colours.muted)
            notes.append(said | {"yref": "y", "xanchor": "right", "yanchor": "middle", "xshift": round(shift)})
    figure["annotations"] = notes
    pale = layout.tinted(colours.accent, 0.28)
    hover = [row.hover for row in rows]
    traces = [
        _trace([row.pale for row in rows], widths[0], pale, colours.accent, hover),
        _trace([row.strong for row in rows], widths[1], colours.accent, colours.accent, hover),
    ]
    return {"data": [trace for trace, width in zip(traces, widths, strict=True) if width], "layout": figure}


def _trace(lengths: Sequence[float], width: float, fill: str, edge: str, hover: Sequence[str]) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "y": list(range(len(lengths))),
        "x": list(lengths),
        "width": width,
        "marker": {"color": fill, "line": {"width": 1, "color": edge}},
        "hovertext": list(hover),
        "hoverinfo": "text",
    }
