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
NAME_HEIGHT, NAME_AWAY = 22, 4
"""Pixels of a chosen neighbourhood's name, and between it and its circle."""
NAMES_WITHIN_KM = 14.0
"""Width of view under which municipalities are named."""


def map_choice(
    ground: Figure,
    readings: Sequence[Reading],
    outlines: Mapping[str, Outline],
    territories: Mapping[str, Territory],
    selected: Sequence[str],
    language: str,
    dark: bool,
    width_hint: int = 390,
) -> dict[str, Any]:
    """What the choice adds to the ground's layout: `shapes` ring the chosen places, `annotations` name them and, around
    them, the municipalities.

    ground: as `map_ground` draws it from the same readings, or its part (`map_part`); dark, width_hint: those that it was drawn with.
    """
    colours, layout = palette(dark), ground["layout"]
    chosen = set(selected)
    places = places_of([r for r in readings if r.territory in chosen], outlines, territories, None, language)
    (west, east), (south, north) = layout["xaxis"]["range"], layout["yaxis"]["range"]
    marks = next(trace for trace in ground["data"] if trace["mode"] == "markers")
    return {
        "shapes": [
            *(_ring(outline, colours) for place in places for outline in place.outlines),
            *_chosen_circles(marks, chosen, colours),
        ],
        "annotations": _names(
            (west, south, east, north), outlines, marks, places, territories, language, colours, (width_hint, layout["height"])
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
    language: str,
    colours: Palette,
    size: tuple[int, int],
) -> list[dict[str, Any]]:
    """Names of the chosen neighbourhoods when few, each on the side where it covers least, and of municipalities in a close
    view; none of these covers another name or a circle of `marks`.
    """
    width, height = size

    def pixels(point: tuple[float, float]) -> tuple[float, float]:
        across, down = (point[0] - view[0]) / (view[2] - view[0]), (view[3] - point[1]) / (view[3] - view[1])
        return across * width, down * height

    named = [(place, place.point) for place in chosen if place.point is not None]
    circles = {
        code: _about(pixels((x, y)), wide / 2)
        for code, x, y, wide in zip(marks["customdata"], marks["x"], marks["y"], marks["marker"]["size"], strict=True)
    }
    taken: list[BBox] = []
    notes = []
    for place, point in named if len(named) <= MOST_NAMED else []:
        x, y = pixels(point)
        own = circles.get(place.reading.territory, _about((x, y), SMALLEST_CIRCLE / 2))
        others = [box for code, box in circles.items() if code != place.reading.territory]
        box, covered = _placed(own, len(place.name) * 14 * 0.26, width, height, [*others, *taken])
        taken.append(box)
        note = _note(f"<b>{escape(place.name, quote=False)}</b>", *point, 14, colours.ink)
        note |= {"xshift": round((box[0] + box[2]) / 2 - x), "yshift": round(y - (box[1] + box[3]) / 2)}
        # A veil makes a name clear of borders, but would hide a circle that it cannot help to cover.
        notes.append(note if covered else note | {"bgcolor": _veil(colours.ground), "borderpad": 1})
    if geography.kilometres_wide(view) > NAMES_WITHIN_KM:
        return notes
    around = (pixels(point) for point in zip(marks["x"], marks["y"], strict=True))
    taken += [(x - 8, y - 8, x + 8, y + 8) for x, y in around]
    land = municipalities(outlines, territories)
    for one in sorted(land, key=lambda o: (o.bbox[0] - o.bbox[2]) * (o.bbox[3] - o.bbox[1])):
        name = name_of(territories, one.territory, language)
        x, y = pixels(one.label)
        half = len(name) * 12 * 0.25
        box = (x - half, y - 8, x + half, y + 8)
        if box[0] < 2 or box[2] > width - 2 or box[1] < 2 or box[3] > height - 2:
            continue
        if any(box[0] < c and a < box[2] and box[1] < d and b < box[3] for a, b, c, d in taken):
            continue
        taken.append(box)
        notes.append(_note(escape(name, quote=False), *one.label, 12, colours.muted))
    return notes


def _about(middle: tuple[float, float], half: float) -> BBox:
    return (middle[0] - half, middle[1] - half, middle[0] + half, middle[1] + half)


def _placed(own: BBox, half: float, width: int, height: int, others: Sequence[BBox]) -> tuple[BBox, bool]:
    """Where the name of the circle `own` covers least of `others`: above, below, to the right or to the left, and along the
    edge of the map where it would leave it; and whether it covers any. half: of the name's width, all in pixels.
    """
    x, y, away = (own[0] + own[2]) / 2, (own[1] + own[3]) / 2, (own[3] - own[1]) / 2 + NAME_AWAY
    beside, over = half + away, NAME_HEIGHT / 2 + away
    found = []
    for across, down in ((x, y - over), (x, y + over), (x + beside, y), (x - beside, y)):
        middle = min(max(across, half + 6), width - half - 6), min(max(down, NAME_HEIGHT / 2), height - NAME_HEIGHT / 2)
        box = (middle[0] - half, middle[1] - NAME_HEIGHT / 2, middle[0] + half, middle[1] + NAME_HEIGHT / 2)
        covered = [_common(box, other) for other in (own, *others)]
        found.append((sum(covered), box, any(covered[1:])))
    _, box, covers = min(found, key=lambda one: one[0])
    return box, covers


def _common(a: BBox, b: BBox) -> float:
    """The common ground of two boxes."""
    return max(0.0, min(a[2], b[2]) - max(a[0], b[0])) * max(0.0, min(a[3], b[3]) - max(a[1], b[1]))


def _note(text: str, x: float, y: float, size: int, colour: str) -> dict[str, Any]:
    return {
        "text": text,
        "x": x,
        "y": y,
        "xref": "x",
        "yref": "y",
        "xanchor": "center",
        "yanchor": "middle",
        "showarrow": False,
        "font": {"size": size, "color": colour},
    }


def _veil(colour: str) -> str:
    """A colour through which the map shows a little, behind a name."""
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.75)"
