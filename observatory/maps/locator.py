"""A small map that says where a neighbourhood is: the communes around, drawn as one picture, with the names beside it as words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap

from shapely import make_valid, maximum_inscribed_circle
from shapely.geometry import Polygon, box
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from observatory import geography
from observatory.catalogue import Territory
from observatory.geography import BBox, Outline
from observatory.maps.pictures import Label, drawn, meets, on, page
from observatory.theme import palette

WIDTH, HEIGHT = 320, 208
LEAST_SHARE = 0.06
"""Part of the picture that a commune must fill to be named."""
LINE_LETTERS, LETTER, LINE = 16, 6.4, 15
"""Letters of a line of a name before it wraps, and the pixels of a letter and of a line."""
KILOMETRES = 2.2
"""Ground shown on each side of the neighbourhood's own box."""


@dataclass(frozen=True, slots=True)
class Locator:
    """The picture as SVG without words, and the names to write over it."""

    svg: str
    names: tuple[Label, ...]


def locator(
    territory: str,
    beside: Sequence[str],
    outlines: Mapping[str, Outline],
    territories: Mapping[str, Territory],
    dark: bool,
    width: int = WIDTH,
    height: int = HEIGHT,
) -> Locator | None:
    """Where `territory` is among communes and the other neighbourhoods `beside`; None when neither outline nor point is known."""
    colours = palette(dark)
    own = geography.drawings(outlines, [territory]).get(territory, ())
    place = territories[territory]
    point = None if place.longitude is None or place.latitude is None else (place.longitude, place.latitude)
    if own:
        core = geography.extent([o.bbox for o in own], 0)
        point = own[0].label
    elif point is not None:
        core = geography.point_box(*point, 0.4)
    else:
        return None
    view = geography.fitted(_around(core), width, height)
    land = {c: o for c, o in outlines.items() if c in territories and territories[c].level == "commune"}
    seen = {c: o for c, o in land.items() if meets(o.bbox, view)}
    others = [
        o for b in beside if b != territory for o in geography.drawings(outlines, [b]).get(b, ()) if meets(o.bbox, view)
    ]
    parts = [
        f'<rect width="{width}" height="{height}" fill="{colours.second_ground}"/>',
        *(drawn(o, view, width, height, colours.land, colours.other, 1) for o in seen.values()),
        *(drawn(o, view, width, height, colours.sequential[1], colours.other, 0.75) for o in others),
        *(drawn(o, view, width, height, colours.accent, colours.ink, 1) for o in own),
    ]
    if not own and point is not None:
        x, y = on(view, point, width, height)
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="8" fill="{colours.accent}"/>')
    names = _names(seen, frozenset(place.parents), own, view, territories, width, height)
    return Locator(page(parts, width, height), tuple(names))


def _names(
    seen: Mapping[str, Outline],
    own_communes: frozenset[str],
    own: Sequence[Outline],
    view: BBox,
    territories: Mapping[str, Territory],
    width: int,
    height: int,
) -> list[Label]:
    """The name of each commune, in the roomiest spot of what is seen of it, the neighbourhood itself left free."""
    frame = box(*view)
    taken = unary_union([_area(o) for o in own]) if own else None
    found = []
    for code, outline in seen.items():
        free = _area(outline).intersection(frame)
        if taken is not None:
            free = free.difference(taken)
        if free.area >= LEAST_SHARE * frame.area:
            found.append((code not in own_communes, -free.area, code, free))
    names: list[Label] = []
    boxes: list[BBox] = []
    # The neighbourhood's own communes come first, then the largest; a name that would cover another is left out.
    for *_, code, free in sorted(found, key=lambda row: row[:3]):
        roomiest = max(getattr(free, "geoms", [free]), key=lambda part: part.area)
        spot = maximum_inscribed_circle(roomiest, tolerance=1e-4).coords[0]
        x, y = on(view, (spot[0], spot[1]), width, height)
        name = territories[code].name
        lines = wrap(name.replace("-", "- "), LINE_LETTERS)
        wide, high = max(map(len, lines)) * LETTER / 2 + 4, len(lines) * LINE / 2 + 3
        x, y = min(max(x, wide), width - wide), min(max(y, high), height - high)
        own_box = (x - wide, y - high, x + wide, y + high)
        if not any(meets(own_box, other) for other in boxes):
            boxes.append(own_box)
            names.append(Label(name, round(100 * x / width, 1), round(100 * y / height, 1)))
    return names


def _area(outline: Outline) -> BaseGeometry:
    """The ground within an outline's rings."""
    rings: list[list[tuple[float, float]]] = [[]]
    for longitude, latitude in zip(outline.x, outline.y, strict=True):
        if longitude is None or latitude is None:
            rings.append([])
        else:
            rings[-1].append((longitude, latitude))
    return unary_union([make_valid(Polygon(ring)) for ring in rings if len(ring) > 3])


def _around(box: BBox) -> BBox:
    high = KILOMETRES / 111.2
    wide = high * geography.aspect(box)
    return (box[0] - wide, box[1] - high, box[2] + wide, box[3] + high)
