"""One indicator in all territories: ranked dots with the reference, their spread year after year, and a row's small strip."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, floor
from statistics import median
from typing import Any

from observatory import formats, texts
from observatory.catalogue import Indicator
from observatory.charts import layout
from observatory.charts.layout import Figure
from observatory.charts.lines import REFERENCE_DASH
from observatory.series import HIDDEN_STATUSES, Reading, Series, Spread, spreads
from observatory.theme import Palette, palette

ROW = 21
"""Pixels of a row of the ranking."""
_TOP, _BOTTOM = 30, 30
_LONGEST_NAME = 34
DISTRIBUTION_HEIGHT = 320


@dataclass(frozen=True, slots=True)
class Mark:
    """A value that a chart draws as a line across: its name as a reader sees it, and whether it is the reference."""

    name: str
    value: float
    is_reference: bool


def ranked(readings: Sequence[Reading]) -> tuple[list[Reading], list[Reading]]:
    """Readings from the highest value to the lowest, and those without a value that may be shown."""
    known = [r for r in readings if r.shown is not None]
    return sorted(known, key=lambda r: -(r.shown or 0.0)), [r for r in readings if r.shown is None]


def ranking(
    indicator: Indicator,
    readings: Sequence[Reading],
    mark: Mark | None,
    chosen: Sequence[str],
    names: Mapping[str, str],
    language: str,
    dark: bool,
    width_hint: int = 560,
) -> Figure:
    """Dots from the highest value to the lowest, the chosen territories in accent, a line at the reference or the median.

    Territories without a value come last with their sign, so that what is missing is seen. width_hint: pixels about.
    """
    colours = palette(dark)
    known, missing = ranked(readings)
    if not known:
        return layout.empty_figure(colours, language, 200)
    rows = [*known, *missing]
    own = frozenset(chosen)
    values = [value for r in known if (value := r.shown) is not None]
    low, high, ticks = _axis([*values, *([mark.value] if mark else [])], indicator, 4)
    shown = [layout.escaped(layout.shortened(names.get(r.territory, r.territory), _LONGEST_NAME)) for r in rows]
    left = max(layout.text_width(name, layout.TEXT_SIZE) for name in shown) + 14
    said = [layout.mark_amount(indicator, value, language) for value in values]
    right = max(layout.text_width(text, layout.TEXT_SIZE) for text in said) + 14
    figure = layout.base_layout(colours, language, _TOP + _BOTTOM + ROW * len(rows))
    figure["margin"] = {"l": round(min(left, width_hint * 0.5)), "r": round(right), "t": _TOP, "b": _BOTTOM, "pad": 4}
    unit = indicator.unit.symbol.in_language(language) if layout.has_short_unit(indicator, language) else ""
    figure["xaxis"] = {
        "range": [low, high],
        "tickvals": ticks,
        "ticktext": layout.tick_texts(ticks, unit, language),
        "gridcolor": colours.hairline,
        "zeroline": False,
        "fixedrange": True,
        "tickfont": {"color": colours.muted},
    }
    figure["yaxis"] = {
        "range": [len(rows) - 0.5, -0.5],
        "tickvals": list(range(len(rows))),
        "ticktext": [f"<b>{name}</b>" if r.territory in own else name for r, name in zip(rows, shown, strict=True)],
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
    }
    # A thin guide leads the eye from a name to its dot; it runs through, as the length of a bar would mean something.
    figure["shapes"] = [_line(low, high, row, row, colours.hairline, 1, "solid") for row in range(len(rows))]
    figure["annotations"] = []
    if mark is not None:
        figure["shapes"].append(
            {
                **_line(mark.value, mark.value, 0, 1, colours.muted, 2, REFERENCE_DASH if mark.is_reference else "dot"),
                "yref": "paper",
            }
        )
        name = layout.note(_mark_text(indicator, mark, language), 0, 1, layout.TEXT_SIZE, colours.muted)
        share = (mark.value - low) / (high - low) if high > low else 0.5
        anchor = "left" if share < 0.25 else "right" if share > 0.75 else "center"
        figure["annotations"].append(name | {"x": mark.value, "xref": "x", "xanchor": anchor, "yshift": 4})
    return {
        "data": [
            _dots(indicator, known, own, names, language, colours),
            _figures(indicator, known, own, high, language, colours),
            *_missing(missing, len(known), low, language, colours),
        ],
        "layout": figure,
    }


def _axis(values: Sequence[float], indicator: Indicator, count: int) -> tuple[float, float, list[float]]:
    """Low end, high end and ticks of an axis of dots: places and not lengths, so that zero has no need to be there."""
    lowest, highest = min(values), max(values)
    air = max((highest - lowest) * 0.05, 10.0**-indicator.decimals)
    low, high = lowest - air, highest + air
    if indicator.unit.minimum is not None:
        low = min(max(low, indicator.unit.minimum - air), lowest)
    step = layout.nice_step(high - low, count, indicator.decimals)
    first, last = ceil(low / step - 1e-9), floor(high / step + 1e-9)
    return low, high, [round(place * step, 10) for place in range(first, last + 1)]


def _mark_text(indicator: Indicator, mark: Mark, language: str) -> str:
    return layout.escaped(f"{mark.name} {layout.mark_amount(indicator, mark.value, language)}")


def _line(x0: float, x1: float, y0: float, y1: float, colour: str, width: float, dash: str) -> dict[str, Any]:
    line = {"color": colour, "width": width, "dash": dash}
    return {"type": "line", "x0": x0, "x1": x1, "y0": y0, "y1": y1, "layer": "below", "line": line}


def _dots(
    indicator: Indicator,
    known: Sequence[Reading],
    own: frozenset[str],
    names: Mapping[str, str],
    language: str,
    colours: Palette,
) -> dict[str, Any]:
    values = [r.shown or 0.0 for r in known]
    hover = []
    for reading, value in zip(known, values, strict=True):
        lines = [
            f"<b>{layout.escaped(names.get(reading.territory, reading.territory))}</b>",
            layout.amount(indicator, value, language),
        ]
        if reading.status in formats.QUALITY_SIGNS:
            lines.append(texts.text(f"charts.status_{reading.status}", language))
        if reading.origin == "demo":
            lines.append(texts.text("charts.demo_figure", language))
        hover.append("<br>".join(lines))
    is_own = [r.territory in own for r in known]
    colour = [colours.accent if one else colours.other for one in is_own]
    hollow = [r.status in formats.QUALITY_SIGNS for r in known]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": values,
        "y": list(range(len(known))),
        "hovertext": hover,
        "hoverinfo": "text",
        "cliponaxis": False,
        "marker": {
            "size": [13 if one else 8 for one in is_own],
            "color": [colours.ground if empty else one for empty, one in zip(hollow, colour, strict=True)],
            "opacity": 1,
            "line": {"color": colour, "width": 1.5},
        },
    }


def _figures(
    indicator: Indicator, known: Sequence[Reading], own: frozenset[str], right: float, language: str, colours: Palette
) -> dict[str, Any]:
    """The values in a column of their own, where no line crosses them."""
    words = [layout.mark_amount(indicator, r.shown or 0.0, language) for r in known]
    return {
        "type": "scatter",
        "mode": "text",
        "x": [right] * len(known),
        "y": list(range(len(known))),
        "text": [f"<b>{word}</b>" if r.territory in own else word for r, word in zip(known, words, strict=True)],
        "textposition": "middle right",
        "textfont": {
            "size": layout.TEXT_SIZE,
            "color": [colours.ink if r.territory in own else colours.muted for r in known],
        },
        "hoverinfo": "skip",
        "cliponaxis": False,
    }


def _missing(
    missing: Sequence[Reading], first: int, low: float, language: str, colours: Palette
) -> list[dict[str, Any]]:
    if not missing:
        return []
    why = [
        texts.text(f"charts.absence_{r.status if r.status in HIDDEN_STATUSES else 'not_available'}", language)
        for r in missing
    ]
    return [
        {
            "type": "scatter",
            "mode": "text",
            "x": [low] * len(missing),
            "y": list(range(first, first + len(missing))),
            "text": [formats.ABSENCE_SIGNS.get(r.status, "n.d.") for r in missing],
            "textposition": "middle right",
            "textfont": {"size": layout.TEXT_SIZE, "color": colours.muted},
            "hovertext": why,
            "hoverinfo": "text",
            "cliponaxis": False,
        }
    ]


def ranking_summary(
    indicator: Indicator,
    readings: Sequence[Reading],
    mark: Mark | None,
    main: str,
    period: str,
    names: Mapping[str, str],
    language: str,
) -> str:
    """How many territories have a figure, from which value to which, the median or reference, and where `main` stands."""
    known, missing = ranked(readings)
    if not known:
        return texts.text("charts.nothing", language)
    values = [r.shown or 0.0 for r in known]
    sentences = [
        texts.plural(
            "sheets.spread",
            len(known),
            language,
            period=period,
            low=layout.amount(indicator, values[-1], language),
            high=layout.amount(indicator, values[0], language),
            median=layout.amount(indicator, median(values), language),
        )
    ]
    own = next((r for r in known if r.territory == main), None)
    if own is not None and len(known) > 1:
        value = round(own.shown or 0.0, indicator.decimals)
        place = 1 + sum(round(other, indicator.decimals) > value for other in values)
        sentences.append(
            texts.text(
                "sheets.own_place",
                language,
                name=names.get(main, main),
                value=layout.amount(indicator, value, language),
                rank=ordinal(place, language),
                count=len(known),
            )
        )
    if mark is not None and mark.is_reference:
        sentences.append(
            texts.text(
                "sheets.reference_value", language, name=mark.name, value=layout.amount(indicator, mark.value, language)
            )
        )
    if missing:
        sentences.append(texts.plural("sheets.without_figure", len(missing), language))
    return " ".join(sentences)


def ordinal(place: int, language: str) -> str:
    """The rank of a value: `1re`, `12e`; `1st`, `12th`."""
    if language == "fr":
        return "1re" if place == 1 else f"{place}e"
    ending = "th" if 10 <= place % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{ending}"


def _by_period(everywhere: Sequence[Series]) -> dict[date, list[tuple[str, float]]]:
    found: dict[date, list[tuple[str, float]]] = {}
    for one in everywhere:
        for when, value in layout.shown(one):
            found.setdefault(when, []).append((one.territory, value))
    return dict(sorted(found.items()))


def distribution(
    indicator: Indicator,
    everywhere: Sequence[Series],
    own: Series | None,
    names: Mapping[str, str],
    language: str,
    dark: bool,
    height: int = DISTRIBUTION_HEIGHT,
) -> Figure:
    """All territories period after period: a dot each, a box from the first to the third quartile, a tick at the median.

    own: the chosen neighbourhood, drawn on top; names: of those that a hover may name (none for schools).
    """
    colours = palette(dark)
    periods = _by_period(everywhere)
    if not periods:
        return layout.empty_figure(colours, language, height)
    values = [value for rows in periods.values() for _, value in rows]
    low, high, ticks = _axis(values, indicator, 5)
    figure = layout.base_layout(colours, language, height)
    unit = indicator.unit.symbol.in_language(language) if layout.has_short_unit(indicator, language) else ""
    words = layout.tick_texts(ticks, unit, language)
    figure["margin"] = {
        "l": round(max(layout.text_width(word, layout.TEXT_SIZE) for word in words)) + 14,
        "r": 12,
        "t": 16,
        "b": 32,
        "pad": 4,
    }
    # Periods are placed as equal steps: a box must not be thinner because a year is missing.
    steps = list(periods)
    figure["xaxis"] = {
        "range": [-0.6, len(steps) - 0.4],
        "tickvals": list(range(len(steps))),
        "ticktext": _period_ticks(steps),
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
    }
    figure["yaxis"] = {
        "range": [low, high],
        "tickvals": ticks,
        "ticktext": words,
        "gridcolor": colours.hairline,
        "zeroline": False,
        "fixedrange": True,
        "tickfont": {"color": colours.muted},
    }
    figure["shapes"] = [shape for place, one in enumerate(spreads(everywhere)) for shape in _box(place, one, colours)]
    data = [_spread(indicator, periods, steps, names, language, colours)]
    if own is not None and layout.shown(own):
        data.append(_own(indicator, own, steps, names, language, colours))
    return {"data": data, "layout": figure}


def _period_ticks(steps: Sequence[date]) -> list[str]:
    every = -(-len(steps) // 9)
    return [str(when.year) if (len(steps) - 1 - place) % every == 0 else "" for place, when in enumerate(steps)]


def _box(place: int, spread: Spread, colours: Palette) -> list[dict[str, Any]]:
    shapes: list[dict[str, Any]] = []
    if spread.first is not None:
        shapes.append(
            {
                "type": "rect",
                "x0": place - 0.26,
                "x1": place + 0.26,
                "y0": spread.first,
                "y1": spread.third,
                "layer": "below",
                "fillcolor": layout.tinted(colours.other, 0.18),
                "line": {"width": 0},
            }
        )
    tick = _line(place - 0.26, place + 0.26, spread.median, spread.median, colours.ink, 2, "solid")
    return [*shapes, tick | {"layer": "above"}]


def _spread(
    indicator: Indicator,
    periods: Mapping[date, Sequence[tuple[str, float]]],
    steps: Sequence[date],
    names: Mapping[str, str],
    language: str,
    colours: Palette,
) -> dict[str, Any]:
    x, y, hover = [], [], []
    for place, when in enumerate(steps):
        middle = layout.amount(indicator, median(value for _, value in periods[when]), language)
        words = formats.period(when, indicator.period_kind, language)
        median_text = texts.text("sheets.median_then", language, period=words, value=middle)
        for territory, value in periods[when]:
            x.append(place)
            y.append(value)
            name = f"<b>{layout.escaped(names[territory])}</b><br>" if territory in names else ""
            hover.append(f"{name}{layout.amount(indicator, value, language)}<br>{layout.escaped(median_text)}")
    return {
        "type": "scatter",
        "mode": "markers",
        "x": x,
        "y": y,
        "hovertext": hover,
        "hoverinfo": "text",
        "cliponaxis": False,
        "marker": {"size": 5, "color": colours.other, "opacity": 0.55},
    }


def _own(
    indicator: Indicator,
    own: Series,
    steps: Sequence[date],
    names: Mapping[str, str],
    language: str,
    colours: Palette,
) -> dict[str, Any]:
    points = [(steps.index(when), when, value) for when, value in layout.shown(own) if when in steps]
    name = layout.escaped(names.get(own.territory, own.territory))
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [place for place, _, _ in points],
        "y": [value for _, _, value in points],
        "hovertext": [
            f"<b>{name}</b><br>"
            + texts.text(
                "charts.hover_figure",
                language,
                period=formats.period(when, indicator.period_kind, language),
                value=layout.amount(indicator, value, language),
            )
            for _, when, value in points
        ],
        "hoverinfo": "text",
        "cliponaxis": False,
        "marker": {"size": 11, "color": colours.accent, "line": {"color": colours.ground, "width": 1.5}},
    }


def distribution_summary(indicator: Indicator, everywhere: Sequence[Series], language: str) -> str:
    """The median and the distance between quartiles, at the first and the last period."""
    found = spreads(everywhere)
    if not found:
        return texts.text("charts.nothing", language)
    said = []
    for one in dict.fromkeys([found[0], found[-1]]):
        words = formats.period(one.period, indicator.period_kind, language)
        middle = layout.amount(indicator, one.median, language)
        if one.first is None or one.third is None:
            said.append(texts.text("sheets.median_only", language, period=words, median=middle, count=one.count))
            continue
        said.append(
            texts.text(
                "sheets.box",
                language,
                period=words,
                median=middle,
                first=layout.amount(indicator, one.first, language),
                third=layout.amount(indicator, one.third, language),
                count=one.count,
            )
        )
    return " ".join(said)


def strip(values: Sequence[float], own: float, dark: bool, width: int = 220, height: int = 20) -> str:
    """An SVG of all values on one line, a tick at their median and a dot at `own`; empty text without values."""
    if not values:
        return ""
    colours = palette(dark)
    edge, middle = 7.0, height / 2
    low, high = min(values), max(values)

    def x(value: float) -> float:
        share = (value - low) / (high - low) if high > low else 0.5
        return edge + share * (width - 2 * edge)

    marks = "".join(f'<path d="M{x(v):.1f},{middle - 4:.1f}v8"/>' for v in values)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<path d="M{edge},{middle}H{width - edge}" stroke="{colours.hairline}" stroke-width="1"/>'
        f'<g stroke="{colours.other}" stroke-width="1.25" stroke-opacity=".55">{marks}</g>'
        f'<path d="M{x(median(values)):.1f},1V{height - 1}" stroke="{colours.ink}" stroke-width="2"/>'
        f'<circle cx="{x(own):.1f}" cy="{middle}" r="5" fill="{colours.accent}" stroke="{colours.ground}" '
        'stroke-width="1.5"/></svg>'
    )
