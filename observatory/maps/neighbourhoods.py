"""The map of one indicator and period, drawn on two plain axes: no tile, no WebGL, nothing fetched."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from statistics import median
from typing import Any, TypeAlias

from observatory import carrying, formats, geography, texts, theme
from observatory.catalogue import Indicator, Territory
from observatory.geography import BBox, Outline
from observatory.maps.classes import Classes
from observatory.series import HIDDEN_STATUSES, Reading
from observatory.theme import FONT, Palette, palette

Figure: TypeAlias = dict[str, Any]

HEIGHT = 400
LARGEST_CIRCLE, SMALLEST_CIRCLE = 24.0, 6.0
"""Diameters in pixels of the most populous neighbourhood's circle and of the least that can be clicked."""
_ABSENCE_REASONS = frozenset({"small_number", "not_delivered", "few_respondents", "survey_postponed"})
CLEAR = "rgba(0,0,0,0)"
MISSING_SIGN = "⊗"
"""How a circle without a value looks, said in the legend."""
MOST_NAMED = 3
"""How many chosen neighbourhoods are named on the map; more would cover one another."""
NAMES_WITHIN_KM = 14.0
"""Width of view under which municipalities are named."""


@dataclass(frozen=True, slots=True)
class _Place:
    """One reading with where it goes: its outlines, its point, its class (-1 when it has no value)."""

    reading: Reading
    name: str
    outlines: tuple[Outline, ...]
    point: tuple[float, float] | None
    population: int | None
    index: int


def neighbourhood_map(
    indicator: Indicator,
    readings: Sequence[Reading],
    period: date,
    outlines: Mapping[str, Outline],
    territories: Mapping[str, Territory],
    selected: Sequence[str],
    classes: Classes | None,
    language: str,
    dark: bool,
    around_text: str | None = None,
    bbox: BBox | None = None,
    width_hint: int = 390,
    height: int = HEIGHT,
    show_demo_mark: bool = True,
) -> Figure:
    """The figure: municipalities as land, each reading as a polygon (if its outline is known) and a circle sized by population.

    classes: None when no reading has a value; around_text: what a diverging scale turns about (« Val-de-Marne »);
    bbox: what must be in view (degrees), by default all readings and the land around them. Circles carry the
    territory's code as `customdata`, so a click gives it. show_demo_mark: False where the title bears the mark.
    """
    ground = map_ground(
        indicator, readings, period, outlines, territories, classes, language, dark, around_text, bbox, width_hint, height
    )  # fmt: skip
    choice = map_choice(ground, readings, outlines, territories, selected, dark, width_hint)
    if show_demo_mark and any(reading.origin == "demo" and _value(reading) is not None for reading in readings):
        choice["annotations"].append(_demo_note(language, palette(dark)))
    return {"data": ground["data"], "layout": ground["layout"] | choice}


def map_ground(
    indicator: Indicator,
    readings: Sequence[Reading],
    period: date,
    outlines: Mapping[str, Outline],
    territories: Mapping[str, Territory],
    classes: Classes | None,
    language: str,
    dark: bool,
    around_text: str | None = None,
    bbox: BBox | None = None,
    width_hint: int = 390,
    height: int = HEIGHT,
) -> Figure:
    """What the map shows whatever is chosen on it, nearly all of it: the browser keeps it from one choice to the next.

    Arguments as of `neighbourhood_map`.
    """
    colours = palette(dark)
    places = _places(readings, outlines, territories, classes)
    land = _municipalities(outlines, territories)
    view = geography.fitted(bbox or _view(places, land), width_hint, height)
    scale = _scale(classes, colours)
    data: list[dict[str, Any]] = [_land(land, colours)] if land else []
    count = len(classes) if classes is not None else 0
    for index in range(-1, count):
        drawn = [outline for place in places if place.index == index for outline in place.outlines]
        if drawn:
            colour = colours.missing if index < 0 or classes is None else shade(scale, classes.steps[index])
            data.append(_polygons(drawn, colour, index < 0, colours))
    if land and any(place.outlines and _level(territories, place.reading.territory) == "commune" for place in places):
        data.append(_borders(land, colours))
    data.append(_circles(indicator, places, period, classes, scale, around_text, territories, language, colours))
    return {"data": data, "layout": _layout(view, language, colours, width_hint, height)}


def map_part(ground: Figure) -> Figure:
    """The small part of a map's ground that `map_choice` draws from: its frame and its circles, without outlines and words."""
    marks = next(trace for trace in ground["data"] if trace["mode"] == "markers")
    kept = {key: marks[key] for key in ("mode", "x", "y", "customdata", "marker")}
    return {"data": [kept], "layout": ground["layout"]}


def map_choice(
    ground: Figure,
    readings: Sequence[Reading],
    outlines: Mapping[str, Outline],
    territories: Mapping[str, Territory],
    selected: Sequence[str],
    dark: bool,
    width_hint: int = 390,
) -> dict[str, Any]:
    """What the choice adds to the ground's layout: `shapes` ring the chosen places, `annotations` name them and, around
    them, the municipalities.

    ground: as `map_ground` draws it from the same readings, or its part (`map_part`); dark, width_hint: those that it was drawn with.
    """
    colours, layout = palette(dark), ground["layout"]
    chosen = set(selected)
    places = _places([r for r in readings if r.territory in chosen], outlines, territories, None)
    (west, east), (south, north) = layout["xaxis"]["range"], layout["yaxis"]["range"]
    marks = next(trace for trace in ground["data"] if trace["mode"] == "markers")
    return {
        "shapes": [
            *(_ring(outline, colours) for place in places for outline in place.outlines),
            *_chosen_circles(marks, chosen, colours),
        ],
        "annotations": _names(
            (west, south, east, north), outlines, marks, places, territories, colours, (width_hint, layout["height"])
        ),
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Swatch:
    """One row of the legend: a colour, what it stands for and for how many places; a missing one is hatched."""

    colour: str
    words: str
    count: str
    is_missing: bool = False


def swatches(
    indicator: Indicator,
    classes: Classes | None,
    readings: Sequence[Reading],
    language: str,
    dark: bool,
    compact: bool = False,
) -> tuple[Swatch, ...]:
    """The bounds and number of neighbourhoods of each class, then the missing ones by reason.

    compact: bare numbers in brackets.
    """
    colours, kind = palette(dark), _kind(readings)

    def counted(count: int) -> str:
        return f"({count})" if compact else texts.plural(f"maps.count_{kind}", count, language)

    rows = []
    if classes is not None:
        scale = _scale(classes, colours)
        figures = [figure for reading in readings if (figure := _value(reading)) is not None]
        counts = Counter(classes.index(figure) for figure in figures)
        rows = [
            Swatch(shade(scale, step), _bounds(indicator, classes, index, language), counted(counts[index]))
            for index, step in enumerate(classes.steps)
        ]
    missing = Counter(_signed_absence(reading, language) for reading in readings if _value(reading) is None)
    rows += [Swatch(colours.missing, why, counted(count), True) for why, count in sorted(missing.items())]
    return tuple(rows)


def legend_head(indicator: Indicator, classes: Classes | None, language: str, around_text: str | None) -> str:
    """What a diverging scale turns on, in words; empty for any other."""
    if classes is None or classes.around is None or not around_text:
        return ""
    value = formats.amount(classes.around, indicator.decimals, _symbol(indicator, language), language)
    said = texts.text("maps.legend_around", language, text=around_text, value=value)
    return said[0].upper() + said[1:]


def circles_note(readings: Sequence[Reading], language: str) -> str:
    """What the size of a circle says; empty where it says nothing."""
    return texts.text("maps.legend_circles", language) if _kind(readings) == "neighbourhood" else ""


def legend(
    indicator: Indicator,
    classes: Classes | None,
    readings: Sequence[Reading],
    language: str,
    dark: bool,
    around_text: str | None = None,
    compact: str | None = None,
) -> str:
    """An HTML list: swatch, bounds and number of neighbourhoods of each class, then the missing ones by reason.

    compact: in little room, what stands below the list; numbers are then bare, in brackets.
    """
    colours = palette(dark)
    hatch = f"repeating-linear-gradient(135deg,{colours.missing} 0 2px,{colours.other} 2px 3px)"
    items = "".join(
        '<li style="display:flex;align-items:center;gap:8px;margin:0;padding:1px 0">'
        f'<span aria-hidden="true" style="flex:none;width:20px;height:14px;border:1px solid {colours.other};'
        f'border-radius:2px;background:{hatch if one.is_missing else one.colour}"></span>'
        f'<span style="flex:{1 if compact is None else "none"}">{MISSING_SIGN + " " if one.is_missing else ""}'
        f'{escape(one.words)}</span><span style="color:{colours.muted}">{escape(one.count)}</span></li>'
        for one in swatches(indicator, classes, readings, language, dark, compact is not None)
    )
    head = legend_head(indicator, classes, language, around_text)
    if head:
        head = f'<p style="margin:0 0 2px">{escape(head)}</p>'
    foot = circles_note(readings, language) if compact is None else compact
    if foot:
        foot = f'<p style="margin:4px 0 0;color:{colours.muted}">{escape(foot)}</p>'
    return (
        f'<div class="map-legend" style="font-size:14px;line-height:20px;font-variant-numeric:tabular-nums;color:{colours.ink}">'
        f'{head}<ul aria-label="{escape(texts.text("maps.legend_title", language))}" '
        f'style="list-style:none;margin:0;padding:0">{items}</ul>'
        f"{foot}</div>"
    )


def status_legend(statuses: Sequence[str], language: str, dark: bool) -> str:
    """One line below the legend: the statuses of progress of the contract's neighbourhoods, shape, word, colour and how many.

    statuses: one a neighbourhood that is judged; empty for none, and the line with it.
    """
    found = []
    for status, sign in theme.STATUS_SIGNS.items():
        if count := statuses.count(status):
            colour = sign.dark if dark else sign.light
            word = escape(texts.text(f"status.{status}", language))
            found.append(
                f'<span style="color:{colour};white-space:nowrap"><span aria-hidden="true">{sign.shape}</span> {word}</span> '
                f"({count})"
            )
    if not found:
        return ""
    title = escape(texts.text("maps.legend_statuses", language))
    return (
        '<p class="map-statuses" style="margin:0;font-size:14px;line-height:20px;'
        f'font-variant-numeric:tabular-nums;color:{palette(dark).ink}">{title} {" · ".join(found)}</p>'
    )


def status_words(statuses: Sequence[str], language: str) -> str:
    """The same line in plain words, for a picture; empty where nothing is judged."""
    found = [
        f"{sign.shape} {texts.text(f'status.{status}', language)} ({count})"
        for status, sign in theme.STATUS_SIGNS.items()
        if (count := statuses.count(status))
    ]
    return f"{texts.text('maps.legend_statuses', language)} {' · '.join(found)}" if found else ""


def map_summary(
    indicator: Indicator,
    readings: Sequence[Reading],
    period: date,
    territories: Mapping[str, Territory],
    selected: Sequence[str],
    language: str,
) -> str:
    """What the map says: how many figures, lowest, highest, median, and where the first chosen neighbourhood stands.

    Schools are never named as highest or lowest.
    """
    words = formats.period(period, indicator.period_kind, language)
    known = sorted(((value, r) for r in readings if (value := _value(r)) is not None), key=lambda pair: pair[0])
    if not known:
        return texts.text("maps.summary_none", language, period=words)
    symbol = _symbol(indicator, language)

    def said(value: float) -> str:
        return formats.amount(value, indicator.decimals, symbol, language)

    count = texts.plural(f"maps.count_{_kind(readings)}", len(known), language)
    head = texts.text("maps.summary_known", language, count=count, all=len(readings), period=words)
    middle = median(value for value, _ in known)
    if len(known) == 1:
        name = _name(territories, known[0][1].territory)
        head += texts.text("maps.summary_one", language, value=said(known[0][0]), name=name)
    else:
        key = "maps.summary_range_unnamed" if indicator.finest_level == "school" else "maps.summary_range"
        head += texts.text(
            key,
            language,
            low=said(known[0][0]),
            high=said(known[-1][0]),
            low_name=_name(territories, known[0][1].territory),
            high_name=_name(territories, known[-1][1].territory),
            median=said(middle),
        )
    sentences = [head]
    own = next((r for r in readings if selected and r.territory == selected[0]), None)
    if own is not None and len(known) > 1:
        sentences.append(_standing(indicator, own, known, middle, territories, language))
    if any(r.origin == "demo" for _, r in known):
        sentences.append(texts.text("maps.summary_demo", language))
    return " ".join(sentences)


def _standing(
    indicator: Indicator,
    own: Reading,
    known: Sequence[tuple[float, Reading]],
    middle: float,
    territories: Mapping[str, Territory],
    language: str,
) -> str:
    name = _name(territories, own.territory)
    value = _value(own)
    if value is None:
        return texts.text("maps.summary_missing", language, name=name, why=_absence(own, language))
    figure = round(value, indicator.decimals)
    centre = round(middle, indicator.decimals)
    key = "above" if figure > centre else "below" if figure < centre else "median"
    rank = 1 + sum(round(other, indicator.decimals) > figure for other, _ in known)
    shown = formats.amount(value, indicator.decimals, _symbol(indicator, language), language)
    return texts.text(f"maps.summary_{key}", language, name=name, value=shown, rank=rank, all=len(known))


def _kind(readings: Sequence[Reading]) -> str:
    """The kind of territory that readings are about, as the catalogue of texts counts it."""
    prefixes = {reading.territory[:2] for reading in readings}
    if prefixes <= {"QP", "QN"}:
        return "neighbourhood"
    return "commune" if prefixes == {"CO"} else "territory"


def _value(reading: Reading) -> float | None:
    """The value that may be shown: None as soon as the status hides it."""
    return None if reading.status in HIDDEN_STATUSES else reading.value


def _signed_absence(reading: Reading, language: str) -> str:
    """The sign that stands for a missing value in tables, with its words."""
    status = reading.status if reading.status in HIDDEN_STATUSES else "not_available"
    return f"{formats.ABSENCE_SIGNS[status]} — {_absence(reading, language)}"


def _absence(reading: Reading, language: str) -> str:
    """Why a reading has no value, in the words of the charts."""
    status = reading.status if reading.status in HIDDEN_STATUSES else "not_available"
    why = texts.text(f"charts.absence_{status}", language)
    details = []
    for reason in reading.reason.split():
        _, found, note = reason.partition("=")
        if reason in _ABSENCE_REASONS:
            details.append(texts.text(f"charts.reason_{reason}", language))
        # Where a figure was carried from is of one neighbourhood, and a legend counts those that lack one for the same reason.
        elif found and not reason.startswith(carrying.PREFIX):
            details.append(texts.text("charts.reason_note", language, note=note))
    return f"{why} ({', '.join(details)})" if details else why


def _symbol(indicator: Indicator, language: str) -> str:
    return indicator.unit.symbol.in_language(language)


def _name(territories: Mapping[str, Territory], code: str) -> str:
    found = territories.get(code)
    return found.name if found else code


def _level(territories: Mapping[str, Territory], code: str) -> str:
    found = territories.get(code)
    return found.level if found else ""


def _bounds(indicator: Indicator, classes: Classes, index: int, language: str) -> str:
    low, high = classes.range(index)
    symbol = _symbol(indicator, language)
    top = formats.amount(high, indicator.decimals, symbol, language)
    if low >= high:
        return top
    return texts.text("maps.range", language, low=formats.number(low, indicator.decimals, language), high=top)


def _places(
    readings: Sequence[Reading],
    outlines: Mapping[str, Outline],
    territories: Mapping[str, Territory],
    classes: Classes | None,
) -> list[_Place]:
    drawings = geography.drawings(outlines, [r.territory for r in readings])
    places = []
    for reading in readings:
        code = reading.territory
        known = territories.get(code)
        drawn = drawings.get(code, ())
        point = None
        if known is not None and known.longitude is not None and known.latitude is not None:
            point = (known.longitude, known.latitude)
        elif drawn:
            point = drawn[0].label
        value = _value(reading)
        index = -1 if value is None or classes is None else classes.index(value)
        places.append(
            _Place(
                reading,
                known.name if known else code,
                drawn,
                point,
                known.population if known else None,
                index,
            )
        )
    return places


def _municipalities(outlines: Mapping[str, Outline], territories: Mapping[str, Territory]) -> list[Outline]:
    return [one for code, one in outlines.items() if _level(territories, code) == "commune"]


def _scale(classes: Classes | None, colours: Palette) -> Sequence[str]:
    return colours.diverging if classes is not None and classes.around is not None else colours.sequential


def _view(places: Sequence[_Place], land: Sequence[Outline]) -> BBox:
    boxes = [one.bbox for place in places for one in place.outlines]
    boxes += [geography.point_box(*place.point) for place in places if place.point is not None]
    if land and (not boxes or len(places) > 12):
        boxes += [one.bbox for one in land]
    return geography.extent(boxes or [(2.2, 48.6, 2.7, 48.9)])


def shade(scale: Sequence[str], step: float) -> str:
    """The colour at a place of a scale of five, mixed from its two neighbours when between them."""
    low = int(step)
    if low == step:
        return scale[low]
    share = step - low
    mixed = (
        round(int(scale[low][at : at + 2], 16) * (1 - share) + int(scale[low + 1][at : at + 2], 16) * share)
        for at in (1, 3, 5)
    )
    return "#" + "".join(f"{part:02X}" for part in mixed)


def _land(land: Iterable[Outline], colours: Palette) -> dict[str, Any]:
    x, y = geography.path(land)
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "fill": "toself",
        "fillcolor": colours.land,
        "line": {"color": colours.hairline, "width": 1},
        "hoverinfo": "skip",
    }


def _borders(land: Iterable[Outline], colours: Palette) -> dict[str, Any]:
    return _land(land, colours) | {"fill": "none", "line": {"color": colours.ground, "width": 1}}


def _polygons(drawn: Sequence[Outline], colour: str, hatched: bool, colours: Palette) -> dict[str, Any]:
    x, y = geography.path(drawn)
    trace: dict[str, Any] = {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "fill": "toself",
        "fillcolor": colour,
        "line": {"color": colours.other, "width": 0.75},
        "hoverinfo": "skip",
    }
    if hatched:
        trace["fillpattern"] = {
            "shape": "/",
            "size": 5,
            "solidity": 0.25,
            "fgcolor": colours.other,
            "bgcolor": colour,
        }
        trace["line"] = {"color": colours.other, "width": 1, "dash": "dot"}
    return trace


def _ring(outline: Outline, colours: Palette) -> dict[str, Any]:
    rings: list[list[str]] = [[]]
    for x, y in zip(outline.x, outline.y, strict=True):
        if x is None:
            rings.append([])
        else:
            rings[-1].append(f"{x},{y}")
    return {
        "type": "path",
        "path": "".join(f"M{'L'.join(ring)}Z" for ring in rings if ring),
        "fillcolor": CLEAR,
        "line": {"color": colours.ink, "width": 2.5},
        "layer": "above",
    }


def _chosen_circles(marks: Mapping[str, Any], chosen: Collection[str], colours: Palette) -> Iterator[dict[str, Any]]:
    """A thick edge around the chosen circles, drawn again above the others; a missing figure's cross stays in sight."""
    look = marks["marker"]
    for at, code in enumerate(marks["customdata"]):
        if code in chosen:
            # The edge is drawn across the rim: without room for it a small circle would lose its colour.
            radius = round((max(look["size"][at], SMALLEST_CIRCLE + 2) + 3) / 2, 2)
            yield {
                "type": "circle",
                "xsizemode": "pixel",
                "ysizemode": "pixel",
                "xanchor": marks["x"][at],
                "yanchor": marks["y"][at],
                "x0": -radius,
                "x1": radius,
                "y0": -radius,
                "y1": radius,
                "fillcolor": look["color"][at] if look["symbol"][at] == "circle" else CLEAR,
                "line": {"color": colours.ink, "width": 3},
                "layer": "above",
            }


def _circles(
    indicator: Indicator,
    places: Sequence[_Place],
    period: date,
    classes: Classes | None,
    scale: Sequence[str],
    around_text: str | None,
    territories: Mapping[str, Territory],
    language: str,
    colours: Palette,
) -> dict[str, Any]:
    """All circles in one trace, the largest first so that none hides another."""
    drawn = [place for place in places if place.point is not None]
    drawn.sort(key=lambda place: -(place.population or 0))
    most = max((place.population or 0 for place in drawn), default=0)
    words = formats.period(period, indicator.period_kind, language)
    shades = [shade(scale, step) for step in classes.steps] if classes is not None else []
    sizes, fills, hover = [], [], []
    for place in drawn:
        share = (place.population or 0) / most if most else 0.0
        if _level(territories, place.reading.territory) == "commune":
            # A municipality is coloured as a whole: its circle is only there to be pointed at.
            share = 0.0
        sizes.append(round(max(SMALLEST_CIRCLE, LARGEST_CIRCLE * share**0.5), 1))
        missing = place.index < 0 or classes is None
        fills.append(colours.missing if classes is None or missing else shades[place.index])
        hover.append(_hover(indicator, place, words, classes, around_text, territories, language))
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [round(place.point[0], 4) for place in drawn if place.point],
        "y": [round(place.point[1], 4) for place in drawn if place.point],
        "customdata": [place.reading.territory for place in drawn],
        "hovertext": hover,
        "hoverinfo": "text",
        "name": texts.text("maps.places", language),
        "marker": {
            "size": sizes,
            "color": fills,
            "symbol": ["circle-x" if place.index < 0 else "circle" for place in drawn],
            "opacity": 1,
            "line": {"color": colours.muted, "width": 1},
        },
        # A click must not fade the other neighbourhoods: the page redraws the chosen one with a ring.
        "selected": {"marker": {"opacity": 1}},
        "unselected": {"marker": {"opacity": 1}},
    }


def _hover(
    indicator: Indicator,
    place: _Place,
    words: str,
    classes: Classes | None,
    around_text: str | None,
    territories: Mapping[str, Territory],
    language: str,
) -> str:
    lines = [f"<b>{escape(place.name, quote=False)}</b>"]
    value = _value(place.reading)
    if value is None:
        lines.append(
            texts.text("maps.hover_missing", language, period=words, why=_signed_absence(place.reading, language))
        )
    else:
        shown = formats.amount(value, indicator.decimals, _symbol(indicator, language), language)
        lines.append(texts.text("maps.hover_value", language, period=words, value=shown))
        if place.reading.status in formats.QUALITY_SIGNS:
            sign = formats.QUALITY_SIGNS[place.reading.status]
            lines.append(f"{sign} — {texts.text(f'charts.status_{place.reading.status}', language)}")
        if classes is not None and classes.around is not None and around_text:
            symbol = indicator.unit.difference.in_language(language)
            gap = formats.difference(value - classes.around, indicator.decimals, symbol, language)
            lines.append(
                texts.text("maps.hover_around", language, text=escape(around_text, quote=False), difference=gap)
            )
        if place.reading.origin == "demo":
            lines.append(texts.text("maps.demo_figure", language))
    known = territories.get(place.reading.territory)
    if known is not None and known.population and known.population_year:
        people = formats.number(known.population, 0, language)
        lines.append(
            texts.plural("maps.population", known.population, language, population=people, year=known.population_year)
        )
    if geography.is_approximate(place.outlines):
        lines.append(texts.text("maps.approximate", language))
    return "<br>".join(lines)


def _layout(view: BBox, language: str, colours: Palette, width: int, height: int) -> dict[str, Any]:
    return {
        "height": height,
        "font": {"family": FONT, "size": 13, "color": colours.ink},
        "paper_bgcolor": colours.ground,
        "plot_bgcolor": colours.ground,
        "separators": formats.SEPARATORS[language],
        "showlegend": False,
        "hovermode": "closest",
        "clickmode": "event+select",
        "dragmode": False,
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0},
        "xaxis": {"range": [view[0], view[2]], "visible": False, "fixedrange": True, "constrain": "domain"},
        "yaxis": {
            "range": [view[1], view[3]],
            "visible": False,
            "fixedrange": True,
            "scaleanchor": "x",
            "scaleratio": round(geography.aspect(view), 4),
            "constrain": "domain",
        },
        "hoverlabel": {
            "bgcolor": colours.ground,
            "bordercolor": colours.muted,
            "font": {"family": FONT, "size": 14, "color": colours.ink},
            "align": "left",
            "namelength": 0,
        },
    }


def _names(
    view: BBox,
    outlines: Mapping[str, Outline],
    marks: Mapping[str, Any],
    chosen: Sequence[_Place],
    territories: Mapping[str, Territory],
    colours: Palette,
    size: tuple[int, int],
) -> list[dict[str, Any]]:
    """Names of the chosen neighbourhoods when few, and of municipalities in a close view; none covers another or a circle
    of `marks`.
    """
    width, height = size

    def pixels(point: tuple[float, float]) -> tuple[float, float]:
        across, down = (point[0] - view[0]) / (view[2] - view[0]), (view[3] - point[1]) / (view[3] - view[1])
        return across * width, down * height

    named = [(place, place.point) for place in chosen if place.point is not None]
    taken = []
    notes = []
    for place, point in named if len(named) <= MOST_NAMED else []:
        x, y = pixels(point)
        half = len(place.name) * 14 * 0.26
        taken.append((x - half, y - 34, x + half, y - 12))
        shift = max(half + 6 - x, 0.0) + min(width - half - 6 - x, 0.0)
        note = _note(f"<b>{escape(place.name, quote=False)}</b>", *point, 14, colours.ink, 16)
        notes.append(note | {"xshift": round(shift), "bgcolor": _veil(colours.ground), "borderpad": 1})
    if geography.kilometres_wide(view) > NAMES_WITHIN_KM:
        return notes
    around = (pixels(point) for point in zip(marks["x"], marks["y"], strict=True))
    taken += [(x - 8, y - 8, x + 8, y + 8) for x, y in around]
    land = _municipalities(outlines, territories)
    for one in sorted(land, key=lambda o: (o.bbox[0] - o.bbox[2]) * (o.bbox[3] - o.bbox[1])):
        name = _name(territories, one.territory)
        x, y = pixels(one.label)
        half = len(name) * 12 * 0.25
        box = (x - half, y - 8, x + half, y + 8)
        if box[0] < 2 or box[2] > width - 2 or box[1] < 2 or box[3] > height - 2:
            continue
        if any(box[0] < c and a < box[2] and box[1] < d and b < box[3] for a, b, c, d in taken):
            continue
        taken.append(box)
        notes.append(_note(escape(name, quote=False), *one.label, 12, colours.muted, 0))
    return notes


def _veil(colour: str) -> str:
    """A colour through which the map shows a little, behind a name."""
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.75)"


def _note(text: str, x: float, y: float, size: int, colour: str, shift: int) -> dict[str, Any]:
    return {
        "text": text,
        "x": x,
        "y": y,
        "xref": "x",
        "yref": "y",
        "xanchor": "center",
        "yanchor": "bottom" if shift else "middle",
        "yshift": shift,
        "showarrow": False,
        "font": {"size": size, "color": colour},
    }


def _demo_note(language: str, colours: Palette) -> dict[str, Any]:
    return {
        "text": texts.text("maps.demo", language),
        "xref": "paper",
        "yref": "paper",
        "x": 1,
        "y": 1,
        "xshift": -4,
        "yshift": -4,
        "xanchor": "right",
        "yanchor": "top",
        "showarrow": False,
        "font": {"size": 13, "color": colours.warning},
        "bordercolor": colours.warning,
        "borderwidth": 1,
        "borderpad": 3,
        "bgcolor": colours.ground,
    }
