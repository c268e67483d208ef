"""The ground of a map, whatever is chosen on it: land, outlines in the colours of their classes, circles; its frame."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias

from observatory import formats, geography, texts
from observatory.catalogue import Indicator, Territory
from observatory.geography import BBox, Outline
from observatory.maps.classes import Classes
from observatory.maps.colours import scale_of, shade
from observatory.maps.hover import hover
from observatory.maps.places import Place, municipalities, places_of
from observatory.maps.readings import level_of
from observatory.series import Reading
from observatory.theme import FONT, Palette, palette

Figure: TypeAlias = dict[str, Any]
HEIGHT = 400
LARGEST_CIRCLE, SMALLEST_CIRCLE = 24.0, 6.0
"""Diameters in pixels of the most populous neighbourhood's circle and of the least that can be clicked."""


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
    places = places_of(readings, outlines, territories, classes, language)
    land = municipalities(outlines, territories)
    view = geography.fitted(bbox or _view(places, land), width_hint, height)
    scale = scale_of(classes, colours)
    data: list[dict[str, Any]] = [_land(land, colours)] if land else []
    count = len(classes) if classes is not None else 0
    for index in range(-1, count):
        drawn = [outline for place in places if place.index == index for outline in place.outlines]
        if drawn:
            colour = colours.missing if index < 0 or classes is None else shade(scale, classes.steps[index])
            data.append(_polygons(drawn, colour, index < 0, colours))
    if land and any(place.outlines and level_of(territories, place.reading.territory) == "commune" for place in places):
        data.append(_borders(land, colours))
    data.append(_circles(indicator, places, period, classes, scale, around_text, territories, language, colours))
    return {"data": data, "layout": _layout(view, language, colours, width_hint, height)}


def map_part(ground: Figure) -> Figure:
    """The small part of a map's ground that `map_choice` draws from: its frame and its circles, without outlines and words."""
    marks = next(trace for trace in ground["data"] if trace["mode"] == "markers")
    kept = {key: marks[key] for key in ("mode", "x", "y", "customdata", "marker")}
    return {"data": [kept], "layout": ground["layout"]}


def _view(places: Sequence[Place], land: Sequence[Outline]) -> BBox:
    boxes = [one.bbox for place in places for one in place.outlines]
    boxes += [geography.point_box(*place.point) for place in places if place.point is not None]
    if land and (not boxes or len(places) > 12):
        boxes += [one.bbox for one in land]
    return geography.extent(boxes or [(2.2, 48.6, 2.7, 48.9)])


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


def _circles(
    indicator: Indicator,
    places: Sequence[Place],
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
    sizes, fills, said = [], [], []
    for place in drawn:
        share = (place.population or 0) / most if most else 0.0
        if level_of(territories, place.reading.territory) == "commune":
            # A municipality is coloured as a whole: its circle is only there to be pointed at.
            share = 0.0
        sizes.append(round(max(SMALLEST_CIRCLE, LARGEST_CIRCLE * share**0.5), 1))
        missing = place.index < 0 or classes is None
        fills.append(colours.missing if classes is None or missing else shades[place.index])
        said.append(hover(indicator, place, words, classes, around_text, territories, language))
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [round(place.point[0], 4) for place in drawn if place.point],
        "y": [round(place.point[1], 4) for place in drawn if place.point],
        "customdata": [place.reading.territory for place in drawn],
        "hovertext": said,
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
