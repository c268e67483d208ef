"""Official perimeters out of a GeoJSON, a zipped shapefile or a GeoPackage: matched by code, repaired, generalised.

Which columns hold a code, and of what, is declared in `data/sources.toml`; nothing is matched by name or by place.
"""

import io
import json
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import cos, hypot, radians
from pathlib import PurePosixPath
from typing import Any, TypeAlias

from observatory.errors import DashboardError
from observatory.sources import apart, limits
from observatory.sources.declaration import Declaration
from observatory.sources.problems import Problem, count, gathered, listed, quoted
from observatory.sources.tables import UNZIPPING

CHILD = "observatory.sources.perimeters_child"
DECIMALS = 4
"""Digits kept of a coordinate, about ten metres, as in data/territories/outlines.geojson."""
FARTHEST = 20.0
"""Kilometres between a territory's known point and the box around its perimeter, beyond which they are not the same place."""
LARGEST_MOVE = 0.01
"""Share of its area that a repair may change without asking for a note."""
PRECISIONS = ("official", "generalised", "approximate", "circle")
SUFFIXES = (".shp", ".geojson", ".json", ".gpkg")
FEATURE = "entité"

Point: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Perimeter:
    """The outline of a territory as read. geometry: GeoJSON, WGS84 degrees; feature: its place in the file, from 1."""

    territory: str
    geometry: Mapping[str, Any]
    precision: str
    credit_fr: str
    file: str
    feature: int


@dataclass(frozen=True, slots=True)
class PerimeterReading:
    """told: French sentences about the file; perimeters: one a territory; problems: what was found wrong."""

    told: tuple[str, ...]
    perimeters: tuple[Perimeter, ...]
    problems: tuple[Problem, ...]


def form(content: bytes) -> str:
    """What kind of file of perimeters the bytes are: geojson, archive, geopackage or part (of a shapefile); else empty."""
    start = content[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if content.startswith(b"SQLite format 3\x00"):
        return "geopackage"
    if start.startswith((b"{", b"[")):
        return "geojson"
    if content.startswith(b"\x00\x00\x27\x0a"):
        return "part"
    if content.startswith(b"PK\x03\x04"):
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                names = archive.namelist()
        except UNZIPPING:
            return ""
        if not any(name in ("xl/workbook.xml", "content.xml") for name in names) and any(_is_part(n) for n in names):
            return "archive"
    return ""


def read_perimeters(
    name: str, content: bytes, declaration: Declaration, known: frozenset[str], points: Mapping[str, Point]
) -> PerimeterReading:
    """The perimeters in a file of a known `form`.

    known: codes of our territories; points: longitude and latitude of those whose place is known, in degrees. Raises
    DashboardError when the file cannot be read at all; whatever concerns a layer or a feature is a problem that names it.
    """
    limits.check_size(name, len(content))
    shape = form(content)
    if shape == "part":
        raise DashboardError(
            "Fichier de formes incomplet",
            f"{name} est une partie d’un fichier de formes : déposez une archive ZIP avec ses fichiers .shp, .shx, .dbf et .prj.",
        )
    if shape == "archive":
        _check_archive(name, content)
    order = {
        "form": shape,
        "kinds": [
            {
                "columns": kind.columns,
                "codes": [(p.pattern, ours) for p, ours in kind.codes],
                "tolerance": kind.tolerance,
            }
            for kind in declaration.perimeters
        ],
        "keep": [pattern.pattern for pattern in declaration.scope.keep],
        "known": sorted(known),
        "decimals": DECIMALS,
    }
    with tempfile.NamedTemporaryFile("w", prefix="cap-quartiers-", suffix=".json", encoding="utf-8") as asked:
        json.dump(order, asked)
        asked.flush()
        answered = apart.answer(CHILD, name, content, asked.name)
    if answered is None:
        raise DashboardError(
            "Périmètres illisibles", f"{name} : {_WORDS['unreadable'][1]} ; {_WORDS['unreadable'][0]}."
        )
    found = json.loads(answered)
    problems = [_problem(name, one) for one in found["problems"]]
    perimeters = tuple(_perimeters(name, found["perimeters"], declaration, points, problems))
    told = tuple(_told(name, layer, found["perimeters"], declaration) for layer in found["layers"])
    if not perimeters and not problems:
        problems += [_strange(name, layer) for layer in found["layers"]]
    return PerimeterReading(told, perimeters, _bounded(gathered(problems)))


def area(geometry: Mapping[str, Any]) -> float:
    """Hectares within a GeoJSON Polygon or MultiPolygon in degrees, within a thousandth for a commune."""
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return sum(_ring(ring) * (1 if place == 0 else -1) for polygon in polygons for place, ring in enumerate(polygon))


def to_geojson(perimeters: Iterable[Perimeter]) -> bytes:
    """Perimeters as a file of the same shape as data/territories/outlines.geojson, a feature a line."""
    lines = [
        json.dumps(
            {
                "type": "Feature",
                "properties": {
                    "territory": one.territory, "precision": one.precision, "credit_fr": one.credit_fr,
                    "file": one.file, "feature": one.feature,
                },
                "geometry": one.geometry,
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )
        for one in sorted(perimeters, key=lambda one: one.territory)
    ]  # fmt: skip
    return ('{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n").encode()


_WORDS: Mapping[str, tuple[str, str]] = {
    "unreadable": (
        "un GeoJSON, un fichier de formes ou un GeoPackage entier",
        "le fichier ne se lit pas, il est abîmé ou incomplet",
    ),
    "no_layer": ("une couche de polygones", "le fichier n’a aucune couche géographique"),
    "many_layers": ("un fichier d’une seule couche", "{met} couches"),
    "not_geopackage": ("un GeoPackage (.gpkg)", "c’est une base SQLite d’un autre genre"),
    "other_driver": ("un GeoJSON, un fichier de formes ou un GeoPackage", "c’est un fichier au format {met}"),
    "no_geometry": ("une couche de polygones", "la couche n’a pas de géométrie"),
    "no_feature": ("au moins un polygone", "la couche est vide"),
    "many_features": ("une couche limitée au département", "{met} entités"),
    "many_vertices": (
        "un contour plus simple, ou un extrait limité au département",
        "trop de sommets",
    ),
    "part_missing": ("une archive avec les fichiers .shp, .shx, .dbf et .prj", "il manque {met}"),
    "no_code": ("une colonne de codes déclarée dans sources.toml, comme code_qp ou insee_com", "{fields}"),
    "no_crs": (
        "un système de coordonnées déclaré, WGS84 ou Lambert-93 (EPSG:2154)",
        "le fichier ne dit pas dans quel système sont ses coordonnées{looks}",
    ),
    "unknown_crs": (
        "WGS84, Lambert-93 (EPSG:2154) ou un autre système connu",
        "système de coordonnées inconnu, {quoted}",
    ),
    "second": ("une seule entité par territoire", "deuxième contour pour {code}, le premier est l’entité {first}"),
    "unknown_code": ("un code de territories.csv", "{quoted}"),
    "empty_code": ("un code de territories.csv", "case vide"),
    "empty_geometry": ("un polygone", "la géométrie est vide"),
    "spoiled_geometry": ("un polygone", "la géométrie est abîmée"),
    "not_finite": ("des coordonnées en nombres", "une coordonnée n’est pas un nombre fini"),
    "not_polygon": ("un polygone", "{shape}"),
    "no_area": ("un polygone", "la géométrie n’a pas de surface"),
    "too_small": ("un polygone visible à l’écran", "le contour a moins de quelques mètres"),
    "not_degrees": (
        "des degrés (WGS84), ou un système de coordonnées déclaré",
        "les coordonnées ne vont pas avec le système déclaré{looks}",
    ),
}
"""What is expected and what is met, by the word of the reading process."""
_SHAPES = {
    "Point": "un point", "MultiPoint": "des points", "LineString": "une ligne", "MultiLineString": "des lignes",
    "LinearRing": "une ligne",
}  # fmt: skip
_LOOKS = {
    "degrees": " ; elles ressemblent à des degrés (WGS84)",
    "lambert93": " ; elles ressemblent à du Lambert-93 (EPSG:2154)",
    "": "",
}
MOST_PROBLEMS = 500


def _problem(name: str, one: Mapping[str, Any]) -> Problem:
    expected, found = _WORDS[one["word"]]
    met = one["met"]
    fields = f"colonnes trouvées : {listed(met.split(chr(31)), 6)}" if met else "aucune colonne"
    code, _, first = met.partition(" ")
    told = found.format(
        code=code,
        first=first,
        met=met,
        quoted=quoted(met),
        looks=_LOOKS.get(met, ""),
        shape=_SHAPES.get(met, met),
        fields=fields,
    )
    rows = () if one["feature"] is None else (int(one["feature"]),)
    return Problem("error", _file(name, one["layer"]), rows, one["column"], expected, told, FEATURE)


def _strange(name: str, layer: Mapping[str, Any]) -> Problem:
    """That no code of a layer is one of a territory to keep."""
    told = f"aucun territoire connu parmi {listed(layer['strange'])}"
    return Problem(
        "error", _file(name, layer["name"]), (), layer["column"], "au moins un code de territories.csv", told
    )


def _file(name: str, layer: str) -> str:
    return f"{name}/{layer}" if layer else name


def _perimeters(
    name: str,
    found: Iterable[Mapping[str, Any]],
    declaration: Declaration,
    points: Mapping[str, Point],
    problems: list[Problem],
) -> Iterator[Perimeter]:
    seen: dict[str, str] = {}
    for one in found:
        file, rows = _file(name, one["layer"]), (int(one["feature"]),)

        def say(
            severity: str, column: str, expected: str, told: str, at: tuple[str, tuple[int, ...]] = (file, rows)
        ) -> None:
            problems.append(Problem(severity, at[0], at[1], column, expected, told, FEATURE))

        territory, column = one["territory"], one["column"]
        other = seen.setdefault(territory, file)
        if other != file:
            say("error", column, "une seule couche par territoire", f"{territory} est aussi dans {other}")
            continue
        away = _away(one, points.get(territory))
        if away:
            say("error", "", f"un contour là où est {territory}", away)
            continue
        if one["repaired"]:
            moved = one["moved"]
            share = " ; sa surface change de plus de moitié" if moved > 0.5 else ""
            share = share or (
                f" ; sa surface change de {moved * 100:.1f} %".replace(".", ",") if moved >= 0.001 else ""
            )
            told = f"géométrie de {territory} réparée ({_reason(one['repaired'])}){share}"
            say("warning" if moved > LARGEST_MOVE else "note", "", "", told)
        kind = declaration.perimeters[one["kind"]]
        precision = one.get("precision") or ("generalised" if one["simplified"] or one["repaired"] else "official")
        if precision not in PRECISIONS:
            say("error", "precision", f"{', '.join(PRECISIONS[:-1])} ou {PRECISIONS[-1]}", quoted(precision))
            continue
        credit = one.get("credit_fr") or declaration.sources[kind.source].credit_fr
        yield Perimeter(territory, one["geometry"], precision, credit[:200], name, rows[0])


def _away(one: Mapping[str, Any], point: Point | None) -> str:
    """Why the outline is not where its territory is known to be; empty when it is."""
    if point is None:
        return ""
    west, south, east, north = one["box"]
    nearest = (min(max(point[0], west), east), min(max(point[1], south), north))
    distance = _kilometres(point, nearest)
    if distance <= FARTHEST:
        return ""
    hints = {word: place for word, place in one["hints"].items() if _kilometres(point, place) <= FARTHEST}
    why = " ; latitude et longitude sont inversées" if "swapped" in hints else ""
    why = why or (" ; les coordonnées sont en pieds et non en mètres" if "feet" in hints else "")
    return f"le contour en est à {count(round(distance), 'kilomètre')}{why}"


def _kilometres(one: Point, other: Iterable[float]) -> float:
    longitude, latitude = other
    return hypot((longitude - one[0]) * 111.32 * cos(radians(one[1])), (latitude - one[1]) * 111.13)


def _reason(english: str) -> str:
    """Why a geometry was not valid, in French; the library's own words where none are known."""
    known = {
        "Self-intersection": "le contour se croise lui-même", "Ring Self-intersection": "le contour se touche lui-même",
        "Nested shells": "des polygones l’un dans l’autre", "Hole lies outside shell": "un trou hors du contour",
        "Holes are nested": "des trous l’un dans l’autre", "Interior is disconnected": "un intérieur coupé en deux",
        "Too few points in geometry component": "trop peu de points", "Duplicate Rings": "deux fois le même contour",
    }  # fmt: skip
    return known.get(english, english)


def _told(
    name: str, layer: Mapping[str, Any], perimeters: Iterable[Mapping[str, Any]], declaration: Declaration
) -> str:
    kind = declaration.perimeters[layer["kind"]]
    kept = [one for one in perimeters if one["layer"] == layer["name"]]
    outside = f", {count(layer['outside'], 'entité')} au code {declaration.scope.name_fr}" if layer["outside"] else ""
    system = "WGS84" if layer["epsg"] == 4326 else "Lambert-93" if layer["epsg"] == 2154 else layer["crs"]
    system = (
        f" ; coordonnées {system}" + ("" if layer["epsg"] == 4326 or not system else ", converties en WGS84")
        if system
        else ""
    )
    tolerance = max((one["tolerance"] for one in kept), default=kind.tolerance)
    return (
        f"{_file(name, layer['name'])} : {kind.title_fr} ; {count(layer['features'], 'entité')}, "
        f"{count(len(kept), 'périmètre')} par la colonne {quoted(layer['column'])}{outside}{system} ; "
        f"généralisation à {tolerance:.0f} m."
    )


def _check_archive(name: str, content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            limits.check_archive(name, archive)
            if any(member.flag_bits & 1 for member in archive.infolist()):
                raise DashboardError("Archive protégée", f"{name} est protégée par un mot de passe.")
    except UNZIPPING as error:
        raise DashboardError(
            "Archive illisible", f"{name} est une archive abîmée ; téléchargez-la à nouveau."
        ) from error


def _is_part(member: str) -> bool:
    place = PurePosixPath(member)
    return not member.startswith("__MACOSX/") and place.suffix.lower() in SUFFIXES


def _bounded(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    if len(problems) <= MOST_PROBLEMS:
        return problems
    left = Problem("error", problems[0].file, (), "", "", f"{count(len(problems) - MOST_PROBLEMS, 'problème')} de plus")
    return (*problems[:MOST_PROBLEMS], left)


def _ring(ring: list[list[float]]) -> float:
    """Hectares within a ring of degrees, on a plane that touches the ground at its middle."""
    latitude = radians(sum(point[1] for point in ring) / len(ring))
    wide = 111412.84 * cos(latitude) - 93.5 * cos(3 * latitude) + 0.118 * cos(5 * latitude)
    high = 111132.954 - 559.822 * cos(2 * latitude) + 1.175 * cos(4 * latitude)
    west, south = ring[0]
    x = [(point[0] - west) * wide for point in ring]
    y = [(point[1] - south) * high for point in ring]
    twice = sum(x[n] * y[n + 1] - x[n + 1] * y[n] for n in range(len(ring) - 1))
    return abs(twice) / 2 / 10_000
