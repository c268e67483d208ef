"""What a choice adds to a map: rings around the chosen places, names of them and of the municipalities around."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from html import escape
from typing import Any

from observatory import geography
from observatory.catalogue import Territory
from observatory.geography import BBox, Outline
from observatory.maps.colours import CLEAR
from observatory.maps.ground import SMALLEST_CIRCLE, Figure
from observatory.maps.places import Place, municipalities, places_of
from observatory.maps.readings import name_of
from observatory.series import Reading
from observatory.theme import Palette, palette

MOST_NAMED = 3
"""How many chosen neighbourhoods are named on the map; more would cover one another."""
NAMES_WITHIN_KM = 14.0
"""Width of view under which municipalities are named."""


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
    places = places_of([r for r in readings if r.territory in chosen], outlines, territories, None)
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


def _names(
    view: BBox,
    outlines: Mapping[str, Outline],
    marks: Mapping[str, Any],
    chosen: Sequence[Place],
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
    land = municipalities(outlines, territories)
    for one in sorted(land, key=lambda o: (o.bbox[0] - o.bbox[2]) * (o.bbox[3] - o.bbox[1])):
        name = name_of(territories, one.territory)
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


def _veil(colour: str) -> str:
    """A colour through which the map shows a little, behind a name."""
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.75)"
