"""Outlines of territories as plain lists of numbers, ready to be drawn on two axes, and what a map needs of them.

Coordinates are longitudes and latitudes in degrees (WGS84). Rings of one territory follow one another in the same
two lists, separated by None, which is how a drawn line lifts its pen.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Any, TypeAlias

import shapely
from shapely.geometry import shape

from observatory.errors import DashboardError

DECIMALS = 4
"""Digits kept of a coordinate: about 10 metres, finer than a pixel of any map drawn here."""

BBox: TypeAlias = tuple[float, float, float, float]
"""West, south, east, north, in degrees."""

APPROXIMATE_PRECISIONS = frozenset({"approximate", "circle"})
"""Precisions of an outline that a map must announce as « périmètre approché »."""


@dataclass(frozen=True, slots=True)
class Outline:
    """The outline of one territory.

    x, y: longitudes and latitudes of its rings, each ring closed, None between two rings; bbox: west, south, east,
    north; label: the point, always inside, where its name may be written; precision: `official`, `generalised`,
    `approximate` or `circle`; credit: whom the outline comes from.
    """

    territory: str
    x: tuple[float | None, ...]
    y: tuple[float | None, ...]
    bbox: BBox
    label: tuple[float, float]
    precision: str
    credit: str


def outline(territory: str, geometry: Mapping[str, Any], precision: str = "official", credit: str = "") -> Outline:
    """The outline of `territory` from a GeoJSON geometry (Polygon or MultiPolygon, degrees).

    DashboardError when the geometry is of another type, empty, or not in degrees.
    """
    polygons = _polygons(territory, geometry)
    x: list[float | None] = []
    y: list[float | None] = []
    for polygon in polygons:
        for ring in polygon:
            points = _rounded(ring)
            if len(points) < 4:
                continue
            if x:
                x.append(None)
                y.append(None)
            x.extend(point[0] for point in points)
            y.extend(point[1] for point in points)
    longitudes = [value for value in x if value is not None]
    latitudes = [value for value in y if value is not None]
    if not longitudes:
        raise _unreadable(territory, "sa géométrie est vide")
    if max(map(abs, longitudes)) > 180 or max(map(abs, latitudes)) > 90:
        raise _unreadable(territory, "ses coordonnées ne sont pas des degrés (WGS84)")
    bbox = (min(longitudes), min(latitudes), max(longitudes), max(latitudes))
    return Outline(territory, tuple(x), tuple(y), bbox, _label(geometry, bbox), precision, credit)


def outlines(collection: Mapping[str, Any], language: str = "fr") -> dict[str, Outline]:
    """Outlines by territory from a GeoJSON FeatureCollection.

    Properties read of each feature: `territory`, `precision`, `credit_fr` and, when `language` is `en`, `credit_en`.
    """
    found: dict[str, Outline] = {}
    for feature in collection["features"]:
        properties = feature["properties"]
        credit = properties.get(f"credit_{language}") or properties.get("credit_fr") or ""
        territory = properties["territory"]
        found[territory] = outline(territory, feature["geometry"], properties.get("precision") or "official", credit)
    return found


def drawings(known: Mapping[str, Outline], territories: Iterable[str]) -> dict[str, tuple[Outline, ...]]:
    """The outlines that draw each territory: its own, or those of its parts (`QP094027-94019`) when only these are known.

    A territory without either is left out.
    """
    found: dict[str, tuple[Outline, ...]] = {}
    without: dict[str, list[Outline]] = {}
    for territory in territories:
        own = known.get(territory)
        if own is None:
            without[territory] = []
        else:
            found[territory] = (own,)
    if without:
        for code in sorted(known):
            whole = code.rpartition("-")[0]
            if whole in without:
                without[whole].append(known[code])
        found.update((territory, tuple(parts)) for territory, parts in without.items() if parts)
    return found


def path(drawn: Iterable[Outline]) -> tuple[list[float | None], list[float | None]]:
    """All rings of several outlines in two lists, None between rings: one trace draws them all."""
    x: list[float | None] = []
    y: list[float | None] = []
    for one in drawn:
        x += one.x
        x.append(None)
        y += one.y
        y.append(None)
    return x[:-1], y[:-1]


def extent(boxes: Iterable[BBox], margin: float = 0.04) -> BBox:
    """The box around all `boxes`, widened by `margin` (a share of its size); ValueError when there is none."""
    found = list(boxes)
    if not found:
        raise ValueError("extent needs at least one box")
    west, south = min(box[0] for box in found), min(box[1] for box in found)
    east, north = max(box[2] for box in found), max(box[3] for box in found)
    wide = max((east - west) * margin, 1e-4)
    high = max((north - south) * margin, 1e-4)
    return (west - wide, south - high, east + wide, north + high)


def point_box(longitude: float, latitude: float, kilometres: float = 0.5) -> BBox:
    """The box `kilometres` around a point."""
    high = kilometres / 111.2
    wide = high / cos(radians(latitude))
    return (longitude - wide, latitude - high, longitude + wide, latitude + high)


def aspect(box: BBox) -> float:
    """How much longer a degree of latitude is than one of longitude in the middle of `box`."""
    return 1 / cos(radians((box[1] + box[3]) / 2))


def kilometres_wide(box: BBox) -> float:
    """The width of `box` on the ground."""
    return (box[2] - box[0]) * 111.2 * cos(radians((box[1] + box[3]) / 2))


def fitted(box: BBox, width: float, height: float) -> BBox:
    """`box` widened or heightened about its centre to the proportions of a `width` × `height` drawing."""
    ratio = aspect(box)
    wide, high = box[2] - box[0], (box[3] - box[1]) * ratio
    if wide / high < width / height:
        extra = (high * width / height - wide) / 2
        return (box[0] - extra, box[1], box[2] + extra, box[3])
    extra = (wide * height / width - high) / 2 / ratio
    return (box[0], box[1] - extra, box[2], box[3] + extra)


def is_approximate(drawn: Iterable[Outline]) -> bool:
    """Whether a map of these outlines must say « périmètre approché »."""
    return any(one.precision in APPROXIMATE_PRECISIONS for one in drawn)


def credits(drawn: Iterable[Outline]) -> tuple[str, ...]:
    """Whom the outlines come from, each once, in order of appearance."""
    return tuple(dict.fromkeys(one.credit for one in drawn if one.credit))


def _polygons(territory: str, geometry: Mapping[str, Any]) -> list[Any]:
    kind = geometry.get("type")
    if kind == "Polygon":
        return [geometry["coordinates"]]
    if kind == "MultiPolygon":
        return list(geometry["coordinates"])
    raise _unreadable(territory, f"sa géométrie est de type {kind}, un polygone est attendu")


def _rounded(ring: Sequence[Sequence[float]]) -> list[tuple[float, float]]:
    points: list[tuple[float, float]] = []
    for position in ring:
        point = (round(float(position[0]), DECIMALS), round(float(position[1]), DECIMALS))
        if not points or points[-1] != point:
            points.append(point)
    if points and points[0] != points[-1]:
        points.append(points[0])
    return points


def _label(geometry: Mapping[str, Any], bbox: BBox) -> tuple[float, float]:
    drawn = shape(dict(geometry))
    if not drawn.is_valid:
        drawn = shapely.make_valid(drawn)
    parts = [part for part in getattr(drawn, "geoms", [drawn]) if part.area > 0]
    if not parts:
        return ((bbox[0] + bbox[2]) / 2, (bbox[1] + bbox[3]) / 2)
    # Degrees of latitude are longer: without this the roomiest spot of a tall outline would be misjudged.
    ratio = aspect(bbox)
    stretched = shapely.transform(max(parts, key=lambda part: part.area), lambda xy: xy * (1.0, ratio))
    middle = shapely.maximum_inscribed_circle(stretched, tolerance=1e-4).coords[0]
    return (round(middle[0], DECIMALS), round(middle[1] / ratio, DECIMALS))


def _unreadable(territory: str, why: str) -> DashboardError:
    return DashboardError("Contour illisible", f"Le contour de {territory} ne peut pas être dessiné : {why}.")
