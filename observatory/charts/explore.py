"""Charts of the explore page: a ranking as bars, and two indicators as a cloud of named points."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from math import ceil
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from observatory import formats, texts
from observatory.catalogue import Indicator
from observatory.charts import labels, layout
from observatory.charts.layout import Figure
from observatory.charts.lines import REFERENCE_DASH
from observatory.series import HIDDEN_STATUSES, Point
from observatory.theme import Palette, palette

MOST_BARS = 50
MOST_NAMED = 45
"""Points that are named one by one at most; beyond that only the chosen ones and the extremes are."""
_BAR, _TOP, _BOTTOM = 24, 34, 8
_NAME, _NAME_LINES, _LINE = 36, 3, 0.7
"""Signs of a line of a name beside its bar, how many lines it has at most (a phone leaves no room for one long line), and what
each further line adds to the height of its row, in bars.
"""
CLOUD_HEIGHT = 460

_Box: TypeAlias = tuple[float, float, float, float]
_Side: TypeAlias = tuple[float, float, str, _Box]
"""Where a name stands: pixels from its point, anchor, and the box it takes."""


class Bar(NamedTuple):
    """One territory of a ranking: its figure and whether the reader chose it."""

    territory: str
    name: str
    point: Point
    is_chosen: bool


class Dot(NamedTuple):
    """One territory of a cloud: its two figures and whether the reader chose it."""

    territory: str
    name: str
    across: Point
    up: Point
    is_chosen: bool


_HOLE = "\0"


def _value(point: Point) -> float:
    return 0.0 if point.status in HIDDEN_STATUSES or point.value is None else point.value


def kept_bars(bars: Sequence[Bar], most: int = MOST_BARS) -> tuple[Bar, ...]:
    """At most about `most` bars of a sorted ranking: its two ends and all chosen ones."""
    if len(bars) <= most:
        return tuple(bars)
    half = most // 2
    ends = {*range(half), *range(len(bars) - half, len(bars))}
    return tuple(bar for place, bar in enumerate(bars) if place in ends or bar.is_chosen)


def rank(
    indicator: Indicator,
    bars: Sequence[Bar],
    ranks: Sequence[int],
    reference: tuple[str, float] | None,
    language: str,
    dark: bool,
    width_hint: int = 1120,
) -> Figure:
    """Horizontal bars in the order given, with the reference (its name, its value) as a dash-dot line across.

    ranks: the place of each bar in the whole ranking, of which some bars may be left out.
    """
    colours = palette(dark)
    if not bars:
        return layout.empty_figure(colours, language, 160)
    names = [_in_lines(layout.escaped(bar.name)) for bar in bars]
    heights = [1 + _LINE * name.count("<br>") for name in names]
    ends = list(accumulate(heights))
    # A row of usual height is one unit, the first one around 0.
    rows = [end - (height + 1) / 2 for end, height in zip(ends, heights, strict=True)]
    said = [layout.mark_amount(indicator, _value(bar.point), language) for bar in bars]
    signs = [formats.QUALITY_SIGNS.get(bar.point.status, "") for bar in bars]
    marks = _demo_marks(bars, language)
    values = [_value(bar.point) for bar in bars]
    zero = _baseline(indicator)
    low, high = min([*values, zero]), max([*values, zero])
    if reference is not None:
        low, high = min(low, reference[1]), max(high, reference[1])
    width_of_names = (
        max(
            layout.text_width(f"{number}  {name}", layout.LABEL_SIZE) for number, name in zip(ranks, names, strict=True)
        )
        + 26
    )
    width_of_values = max(
        layout.text_width(text + sign, layout.LABEL_SIZE) + (layout.text_width(f"  {mark}", layout.TEXT_SIZE) if mark else 0)
        for text, sign, mark in zip(said, signs, marks, strict=True)
    ) + 14  # fmt: skip
    figure = layout.base_layout(colours, language, round(_TOP + _BOTTOM + _BAR * ends[-1]))
    figure["margin"] = {"l": round(width_of_names), "r": round(width_of_values), "t": _TOP, "b": _BOTTOM, "pad": 6}
    figure["xaxis"] = {"range": [low, high if high > low else low + 1], "visible": False, "fixedrange": True}
    figure["yaxis"] = {
        "range": [ends[-1] - 0.5, -0.5],
        "tickvals": rows,
        "ticktext": [
            f'<span style="color:{colours.muted}">{number}</span>  ' + (_bold(name) if bar.is_chosen else name)
            for number, name, bar in zip(ranks, names, bars, strict=True)
        ],
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
        "tickfont": {"size": layout.LABEL_SIZE, "color": colours.ink},
    }
    fill = [colours.selected if bar.is_chosen else colours.sequential[1] for bar in bars]
    trace: dict[str, Any] = {
        "type": "bar",
        "orientation": "h",
        "y": rows,
        "width": 0.7,
        "x": [value - zero for value in values],
        "base": zero,
        "marker": {"color": fill},
        "hovertext": [_bar_hover(indicator, bar, language) for bar in bars],
        "hoverinfo": "text",
        "name": indicator.short_name.in_language(language),
    }
    notes = []
    for bar, row, value, text, sign, mark in zip(bars, rows, values, said, signs, marks, strict=True):
        shown = (f"<b>{text}</b>" if bar.is_chosen else text) + _raised(sign)
        if mark:
            shown += f'  <span style="color:{colours.warning}">{mark}</span>'
        note = layout.note(shown, max(value, zero), row, layout.LABEL_SIZE, colours.ink)
        notes.append(note | {"xref": "x", "yref": "y", "yanchor": "middle", "xshift": 6, "bgcolor": colours.ground})
    if reference is not None:
        share = (reference[1] - low) / (high - low) if high > low else 0.5
        notes += _reference_mark(indicator, reference, share, language, colours)
        figure["shapes"] = [_across("x", reference[1], colours)]
    figure["annotations"] = notes
    return {"data": [trace], "layout": figure}


def _demo_marks(bars: Sequence[Bar], language: str) -> list[str]:
    """The word that marks each demonstration figure where others are not; where all are, the title says it once."""
    is_demo = [bar.point.origin == "demo" for bar in bars]
    word = "" if all(is_demo) else texts.text("charts.demo", language)
    return [word if one else "" for one in is_demo]


@lru_cache(maxsize=2048)
def _in_lines(name: str) -> str:
    """A name beside its bar, in as few lines as it needs, as even as they can be."""
    said = layout.wrapped(name, _NAME, _NAME_LINES)
    lines = said.count("<br>") + 1
    if lines == 1:
        return said
    evener = (layout.wrapped(name, width) for width in range(ceil(len(name) / lines), _NAME))
    return next((even for even in evener if even.count("<br>") < lines), said)


def _bold(name: str) -> str:
    """A name in bold, line by line: plotly ends each mark with its line."""
    return "<br>".join(f"<b>{line}</b>" for line in name.split("<br>"))


def _raised(sign: str) -> str:
    """The sign of a provisional or estimated figure, as it follows what it is about."""
    return f"<sup>{sign}</sup>" if sign else ""


def _baseline(indicator: Indicator) -> float:
    """Where bars start: nothing, or what equals the reference for an index (100) or a ratio (1)."""
    return {"index": 100.0, "ratio": 1.0}.get(indicator.unit.unit, 0.0)


def _reference_mark(
    indicator: Indicator, reference: tuple[str, float], share: float, language: str, colours: Palette
) -> list[dict[str, Any]]:
    """The name and value of the reference above its line, turned inward near an end of the drawing (share: 0 to 1)."""
    name, value = reference
    text = f"{layout.escaped(name)} {layout.mark_amount(indicator, value, language)}"
    note = layout.note(text, value, 1, layout.TEXT_SIZE, colours.muted)
    anchor = "left" if share < 0.1 else "right" if share > 0.9 else "center"
    return [note | {"xref": "x", "xanchor": anchor, "yshift": 6, "bgcolor": colours.ground}]


def _across(axis: str, value: float, colours: Palette) -> dict[str, Any]:
    """The reference as a dash-dot line over the whole drawing, at a value of one axis."""
    line = {"type": "line", "line": {"color": colours.muted, "width": 2, "dash": REFERENCE_DASH}}
    if axis == "x":
        return line | {"xref": "x", "yref": "paper", "x0": value, "x1": value, "y0": 0, "y1": 1}
    return line | {"xref": "paper", "yref": "y", "x0": 0, "x1": 1, "y0": value, "y1": value}


def _bar_hover(indicator: Indicator, bar: Bar, language: str) -> str:
    words = formats.period(bar.point.period, indicator.period_kind, language)
    value = layout.amount(indicator, _value(bar.point), language)
    notes = layout.quality(bar.point, language)
    said = texts.text("charts.hover_figure", language, period=words, value=value)
    return f"<b>{layout.escaped(bar.name)}</b><br>{said}" + (f"<br>{notes}" if notes else "")


def scatter(
    across: Indicator,
    up: Indicator,
    dots: Sequence[Dot],
    reference: tuple[str, float, float] | None,
    language: str,
    dark: bool,
    width_hint: int = 1120,
    height: int = CLOUD_HEIGHT,
) -> Figure:
    """Each territory at its two figures, named where there is room; the reference (name, across, up) as two dash-dot lines."""
    colours = palette(dark)
    if not dots:
        return layout.empty_figure(colours, language, 220)
    xs, ys = [_value(dot.across) for dot in dots], [_value(dot.up) for dot in dots]
    beside = [[reference[1]], [reference[2]]] if reference else [[], []]
    x_axis = _value_axis(across, [*xs, *beside[0]], language, colours, 8)
    y_axis = _value_axis(up, [*ys, *beside[1]], language, colours, 6)
    left = max(layout.text_width(word, layout.TEXT_SIZE) for word in y_axis["ticktext"]) + 12
    figure = layout.base_layout(colours, language, height)
    margin = {"l": round(left), "r": 24, "t": 34, "b": 50, "pad": 0}
    figure["margin"] = margin
    figure["xaxis"], figure["yaxis"] = x_axis, y_axis
    notes = [
        layout.note(layout.escaped(up.name.in_language(language)), 0, 1, layout.TEXT_SIZE, colours.muted)
        | {"xshift": -margin["l"] + 4, "yshift": 10},
        layout.note(layout.escaped(across.name.in_language(language)), 1, 0, layout.TEXT_SIZE, colours.muted)
        | {"xanchor": "right", "yanchor": "top", "yshift": -26},
    ]
    frame = (float(margin["l"]), float(width_hint - margin["r"]), float(margin["t"]), float(height - margin["b"]))

    (x0, x1), (y0, y1) = x_axis["range"], y_axis["range"]
    places = np.array(
        (
            frame[0] + (np.array(xs) - x0) / ((x1 - x0) or 1) * (frame[1] - frame[0]),
            frame[3] - (np.array(ys) - y0) / ((y1 - y0) or 1) * (frame[3] - frame[2]),
        )
    )
    notes += _dot_names(dots, xs, ys, places, frame, colours)
    if reference is not None:
        figure["shapes"] = [_across("x", reference[1], colours), _across("y", reference[2], colours)]
        notes.append(
            layout.note(layout.escaped(reference[0]), reference[1], 1, layout.TEXT_SIZE, colours.muted)
            | {"xref": "x", "xanchor": "center", "yshift": 2, "bgcolor": colours.ground}
        )
    is_demo = ["demo" in (dot.across.origin, dot.up.origin) for dot in dots]
    if any(is_demo) and not all(is_demo):
        notes.append(layout.demo_note(colours, language) | {"yshift": 8})
    figure["annotations"] = notes
    return {"data": _clouds(across, up, dots, xs, ys, language, colours), "layout": figure}


def _value_axis(
    indicator: Indicator, values: Sequence[float], language: str, colours: Palette, count: int
) -> dict[str, Any]:
    unit = indicator.unit
    low, high, ticks = layout.value_axis(values, indicator.decimals, unit.minimum, unit.maximum, count)
    symbol = layout.symbol(indicator, language) if layout.has_short_unit(indicator, language) else ""
    return {
        "range": [low, high],
        "tickvals": ticks,
        "ticktext": layout.tick_texts(ticks, symbol, language),
        "gridcolor": colours.hairline,
        "zeroline": False,
        "fixedrange": True,
        "tickfont": {"size": layout.TEXT_SIZE, "color": colours.muted},
    }


def _clouds(
    across: Indicator,
    up: Indicator,
    dots: Sequence[Dot],
    xs: Sequence[float],
    ys: Sequence[float],
    language: str,
    colours: Palette,
) -> list[dict[str, Any]]:
    """The chosen points, if any, and the others, each with one look for all."""
    hovers = _dot_hovers((across, xs), (up, ys), dots, language)
    chosen: dict[str, Any] = {"size": 13, "symbol": "diamond", "color": colours.selected, "opacity": 1.0}
    other: dict[str, Any] = {
        "size": 6 if len(dots) > 200 else 9, "symbol": "circle", "color": colours.other, "opacity": 0.75,
    }  # fmt: skip
    clouds = []
    for is_chosen, look in ((True, chosen), (False, other)):
        places = [place for place, dot in enumerate(dots) if dot.is_chosen == is_chosen]
        if places:
            clouds.append(
                {
                    "type": "scatter",
                    "mode": "markers",
                    "x": [xs[place] for place in places],
                    "y": [ys[place] for place in places],
                    "marker": look | {"line": {"color": colours.ground, "width": 1}},
                    "hovertext": [hovers[place] for place in places],
                    "hoverinfo": "text",
                    "name": "",
                    "cliponaxis": False,
                }
            )
    return clouds


def _dot_hovers(
    across: tuple[Indicator, Sequence[float]], up: tuple[Indicator, Sequence[float]], dots: Sequence[Dot], language: str
) -> list[str]:
    """The text of each point, of the indicator and the values along each axis; what a thousand of them share is worded once."""
    found = [f"<b>{layout.escaped(dot.name)}</b>" for dot in dots]
    axes = ((*across, [dot.across for dot in dots]), (*up, [dot.up for dot in dots]))
    for indicator, values, points in axes:
        unit = formats.with_symbol("", layout.symbol(indicator, language), language)
        name = layout.escaped(indicator.short_name.in_language(language))
        # The sentence of each period, cut where the value goes.
        said = {
            period: texts.text(
                "charts.hover_figure",
                language,
                period=formats.period(period, indicator.period_kind, language),
                value=_HOLE,
            ).split(_HOLE)
            for period in {point.period for point in points}
        }
        written = formats.numbers(values, indicator.decimals, language)
        for place, (point, value) in enumerate(zip(points, written, strict=True)):
            plain = point.status == "published" and point.origin != "demo" and not point.reason
            notes = "" if plain else layout.quality(point, language)
            before, after = said[point.period]
            found[place] += f"<br>{name}, {before}{value}{unit}{after}" + (f", {notes}" if notes else "")
    return found


def _dot_names(
    dots: Sequence[Dot],
    xs: Sequence[float],
    ys: Sequence[float],
    places: Any,
    frame: _Box,
    colours: Palette,
) -> list[dict[str, Any]]:
    """Names beside their points: the chosen ones, then the extremes, then the others; one that would cover another is left
    to the text on hover. places: of the points in pixels, an array of two rows, across and down."""
    order = np.lexsort((-_remoteness(xs, ys), [not dot.is_chosen for dot in dots]))[:MOST_NAMED].tolist()
    boxes: list[_Box] = []
    notes = []
    for position in order:
        dot, (x, y) = dots[position], map(float, places[:, position])
        size = layout.LABEL_SIZE if dot.is_chosen else 12
        name = layout.shortened(layout.escaped(dot.name), 28)
        wide = layout.text_width(name, size) * (1.06 if dot.is_chosen else 1)
        side = _free_side(x, y, wide, size * labels.LINE_HEIGHT, boxes, places, frame, dot.is_chosen)
        if side is None:
            continue
        dx, dy, anchor, box = side
        boxes.append(box)
        signs = (formats.QUALITY_SIGNS.get(point.status, "") for point in (dot.across, dot.up))
        text = (f"<b>{name}</b>" if dot.is_chosen else name) + _raised(" ".join(dict.fromkeys(filter(None, signs))))
        ink = colours.ink if dot.is_chosen else colours.muted
        note = layout.note(text, xs[position], ys[position], size, ink)
        notes.append(
            note
            | {
                "xref": "x",
                "yref": "y",
                "xanchor": anchor,
                "yanchor": "middle",
                "xshift": dx,
                "yshift": -dy,
                "borderpad": 0,
            }
        )
    return notes


def _remoteness(xs: Sequence[float], ys: Sequence[float]) -> Any:
    """How far each point is from the middle of the cloud, in widths of it, as an array."""
    total = np.zeros(len(xs))
    for values in (np.array(xs), np.array(ys)):
        total += ((values - values.mean()) / (np.ptp(values) or 1)) ** 2
    return total


def _free_side(
    x: float,
    y: float,
    wide: float,
    high: float,
    boxes: Sequence[_Box],
    places: Any,
    frame: _Box,
    must: bool,
) -> _Side | None:
    """Where a name fits beside its point without covering a name or a point; a name that must stand covers points if need be."""
    sides: list[_Side] = []
    for dx, dy, anchor in (
        (10, 0, "left"),
        (-10, 0, "right"),
        (0, -14, "center"),
        (0, 14, "center"),
        (8, -12, "left"),
        (8, 12, "left"),
    ):
        start = {"left": x + dx, "right": x + dx - wide, "center": x - wide / 2}[anchor]
        box = (start, y + dy - high / 2, start + wide, y + dy + high / 2)
        if box[0] < frame[0] or box[2] > frame[1] + 16 or box[1] < frame[2] - 6 or box[3] > frame[3]:
            continue
        if any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in boxes):
            continue
        sides.append((float(dx), float(dy), anchor, box))
    if not sides:
        return None
    # Of a thousand points, those that no side comes near are set aside first.
    close = places[:, (np.abs(places[0] - x) < wide + 20) & (np.abs(places[1] - y) < high + 20)]
    covered = []
    for *_, box in sides:
        across, down = np.abs(close - [[(box[0] + box[2]) / 2], [(box[1] + box[3]) / 2]])
        own = box[0] - 5 < x < box[2] + 5 and box[1] - 3 < y < box[3] + 3
        covered.append(int(np.count_nonzero((across < wide / 2 + 5) & (down < high / 2 + 3))) - own)
    least = min(covered)
    return sides[covered.index(least)] if least == 0 or must else None


def rank_correlation(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Spearman's coefficient of pairs of values, ties sharing their mean rank; None for fewer than eight or a constant."""
    if len(pairs) < 8:
        return None
    mean = (len(pairs) + 1) / 2
    first, second = (_ranks(values) - mean for values in np.array(pairs, dtype=float).T)
    spread = [float(ranks @ ranks) for ranks in (first, second)]
    if not all(spread):
        return None
    return float((first @ second) / (spread[0] * spread[1]) ** 0.5)


def _ranks(values: Any) -> Any:
    """The rank of each value of an array, from 1, as an array."""
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(count) - (count - 1) / 2)[place]


def names_by_code(codes: Sequence[str], names: Mapping[str, str]) -> dict[str, str]:
    """Names with their code added where two territories share one, so that a reader tells them apart."""
    said = [names.get(code, code) for code in codes]
    twice = {name for name, count in Counter(said).items() if count > 1}
    return {code: f"{name} ({code})" if name in twice else name for code, name in zip(codes, said, strict=True)}
