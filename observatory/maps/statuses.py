"""The overview's small map: neighbourhoods as places to press on a picture of the communes, without a script of charts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from observatory import geography
from observatory.catalogue import Territory
from observatory.geography import BBox, Outline
from observatory.maps.classes import Classes
from observatory.maps.colours import shade
from observatory.maps.pictures import Label, drawn, meets, on, page
from observatory.series import Reading
from observatory.theme import palette

WIDTH, HEIGHT = 320, 172
LARGEST, SMALLEST = 26, 14
"""Diameters of circles in pixels."""
ALONE = 0.8
"""Country shown around a neighbourhood that is alone, as a share of its own size."""
LETTER, LINE = 6.6, 16
"""Pixels of a letter and of a line of a name."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A neighbourhood's circle: middle in percent of the picture, diameter in pixels, colour (empty without a figure)."""

    territory: str
    x: float
    y: float
    size: int
    colour: str


@dataclass(frozen=True, slots=True)
class StatusMap:
    """The picture as SVG without words, the circles that lead somewhere, and the names that fit beside them."""

    svg: str
    spots: tuple[Spot, ...]
    labels: tuple[Label, ...]


def short(name: str) -> str:
    """The first of the names that an official name strings together: `Mont Mesly - La Habette` is `Mont Mesly`."""
    return name.partition(" - ")[0].strip()


def status_map(
    readings: Sequence[Reading],
    classes: Classes | None,
    outlines: Mapping[str, Outline],
    territories: Mapping[str, Territory],
    language: str,
    dark: bool,
    width: int = WIDTH,
    height: int = HEIGHT,
) -> StatusMap | None:
    """Neighbourhoods coloured by the class of their reading, sized by population; None when none has a place."""
    colours = palette(dark)
    shapes = geography.drawings(outlines, [reading.territory for reading in readings])
    points = {r.territory: point for r in readings if (point := _point(r.territory, shapes, territories)) is not None}
    if not points:
        return None
    boxes = [one.bbox for found in shapes.values() for one in found]
    boxes += [geography.point_box(*point) for point in points.values()]
    view = geography.fitted(geography.extent(boxes, ALONE if len(points) == 1 else 0.12), width, height)
    parts = [f'<rect width="{width}" height="{height}" fill="{colours.second_ground}"/>']
    for code, outline in outlines.items():
        if code in territories and territories[code].level == "commune" and meets(outline.bbox, view):
            parts.append(drawn(outline, view, width, height, colours.land, colours.other, 0.75))
    most = max((territories[code].population or 0 for code in points), default=0)
    spots = []
    for reading in readings:
        if reading.territory not in points:
            continue
        colour = ""
        if classes is not None and reading.value is not None:
            colour = shade(colours.sequential, classes.steps[classes.index(reading.value)])
        for outline in shapes.get(reading.territory, ()):
            parts.append(drawn(outline, view, width, height, colour or colours.missing, colours.muted, 1))
        share = (territories[reading.territory].population or 0) / most if most and len(points) > 1 else 0.0
        x, y = on(view, points[reading.territory], width, height)
        size = round(SMALLEST + (LARGEST - SMALLEST) * share**0.5)
        spots.append(Spot(reading.territory, round(100 * x / width, 1), round(100 * y / height, 1), size, colour))
    # The largest first, so that none hides another.
    spots.sort(key=lambda spot: -spot.size)
    clear = 0.0
    if len(points) == 1 and shapes:
        # The name of a neighbourhood that is alone stands clear of its outline, which is large then.
        south, north = min(o.bbox[1] for found in shapes.values() for o in found), max(b[3] for b in boxes)
        clear = (north - south) / (view[3] - view[1]) * height / 2
    return StatusMap(
        page(parts, width, height), tuple(spots), tuple(_labels(spots, territories, language, width, height, clear))
    )


def _point(
    code: str, shapes: Mapping[str, Sequence[Outline]], territories: Mapping[str, Territory]
) -> tuple[float, float] | None:
    place = territories[code]
    if place.longitude is not None and place.latitude is not None:
        return (place.longitude, place.latitude)
    return shapes[code][0].label if shapes.get(code) else None


def _labels(
    spots: Sequence[Spot], territories: Mapping[str, Territory], language: str, width: int, height: int, clear: float
) -> list[Label]:
    """Names below, above or beside their circles; one that would cover another or leave the picture is left out.

    clear: pixels to keep free about the middle of a circle.
    """
    taken: list[BBox] = []
    for spot in spots:
        x, y, half = spot.x / 100 * width, spot.y / 100 * height, spot.size / 2
        taken.append((x - half, y - half, x + half, y + half))
    labels = []
    for spot, own in zip(spots, list(taken), strict=True):
        name = short(territories[spot.territory].name_in(language))
        wide = len(name) * LETTER / 2
        middle = ((own[0] + own[2]) / 2, (own[1] + own[3]) / 2)
        away = max(spot.size / 2, clear) + 2
        places = (
            (middle[0], middle[1] + away + LINE / 2),
            (middle[0], middle[1] - away - LINE / 2),
            (middle[0] + away + wide, middle[1]),
            (middle[0] - away - wide, middle[1]),
        )
        for x, y in places:
            box = (x - wide, y - LINE / 2, x + wide, y + LINE / 2)
            inside = box[0] >= 2 and box[1] >= 2 and box[2] <= width - 2 and box[3] <= height - 2
            if inside and not any(meets(box, other) for other in taken):
                taken.append(box)
                labels.append(Label(name, round(100 * x / width, 1), round(100 * y / height, 1)))
                break
    return labels
