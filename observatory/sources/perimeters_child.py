"""Run as a module: a file of perimeters on standard input becomes outlines as JSON on standard output.

A process of its own (see `apart`). It holds no sentence: what it finds wrong is a word that its caller tells in French.
Argument: path of a JSON file with `form` (geojson, archive or geopackage), `kinds` (names of columns, codes, tolerance in metres),
`keep` (patterns of the codes to keep), `known` (codes of our territories) and `decimals`.
"""

import json
import re
import shutil
import sqlite3
import sys
import tempfile
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
import pyogrio
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from observatory.sources import apart
from observatory.sources.headers import plain

DRIVERS = {"GeoJSON", "ESRI Shapefile", "GPKG"}
PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
FORMS = {"geojson": ".geojson", "geopackage": ".gpkg", "archive": ".zip"}
SINGLES = (".geojson", ".json", ".gpkg")
MOST_LAYERS = 20
MOST_FEATURES = 100_000
MOST_VERTICES = 2_000_000
MOST_DRAWN = 3_000
MOST_STRANGE = 9
"""Vertices of one outline as drawn; a wilder one is generalised further."""
FOOT = 1200 / 3937
LAMBERT_93 = (0.0, 6_000_000.0, 1_300_000.0, 7_200_000.0)
UNREADABLE = (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError, RuntimeError)
WGS84 = pyproj.CRS.from_epsg(4326)

Found = dict[str, Any]


class Refused(Exception):
    """A dataset or a layer that cannot be read, with the word for it and what was met."""

    def __init__(self, word: str, met: str = "") -> None:
        super().__init__(word)
        self.word, self.met = word, met


def main(asked: str) -> int:
    """Read standard input, write standard output."""
    apart.bound()
    warnings.simplefilter("ignore")
    order = json.loads(Path(asked).read_text(encoding="utf-8"))
    order["known"] = frozenset(order["known"])
    found: Found = {"layers": [], "perimeters": [], "problems": []}
    with tempfile.TemporaryDirectory(prefix="cap-quartiers-") as folder:
        given = Path(folder) / f"perimeters{FORMS[order['form']]}"
        with given.open("wb") as file:
            shutil.copyfileobj(sys.stdin.buffer, file)
        datasets = _unpacked(given, Path(folder), found) if order["form"] == "archive" else [(given, "")]
        for path, name in datasets:
            try:
                _dataset(path, name, order, found)
            except Refused as refused:
                _say(found, refused.word, name, met=refused.met)
    json.dump(found, sys.stdout)
    return 0


def _say(found: Found, word: str, layer: str, feature: int | None = None, column: str = "", met: str = "") -> None:
    problem = {"word": word, "layer": layer, "feature": feature, "column": column, "met": met[:200]}
    found["problems"].append(problem)


def _unpacked(given: Path, folder: Path, found: Found) -> Iterator[tuple[Path, str]]:
    """The files of an archive that the library can open, each with the name to tell it by."""
    with zipfile.ZipFile(given) as archive:
        members = [m for m in archive.infolist() if not m.is_dir() and not m.filename.startswith("__MACOSX/")]
        shapes: dict[str, dict[str, zipfile.ZipInfo]] = {}
        for member in members:
            place = PurePosixPath(member.filename)
            if place.suffix.lower() in PARTS:
                shapes.setdefault(str(place.with_suffix("")), {})[place.suffix.lower()] = member
        number = 0
        for stem, parts in shapes.items():
            number += 1
            missing = [suffix for suffix in PARTS[:4] if suffix not in parts]
            if missing:
                _say(found, "part_missing", f"{stem}.shp", met=" ".join(missing))
                continue
            for suffix, member in parts.items():
                (folder / f"{number}{suffix}").write_bytes(archive.read(member))
            yield folder / f"{number}.shp", f"{stem}.shp"
        for member in members:
            suffix = PurePosixPath(member.filename).suffix.lower()
            if suffix in SINGLES:
                number += 1
                path = folder / f"{number}{'.gpkg' if suffix == '.gpkg' else '.geojson'}"
                path.write_bytes(archive.read(member))
                yield path, member.filename


def _dataset(path: Path, name: str, order: Found, found: Found) -> None:
    if path.suffix == ".gpkg":
        _check_geopackage(path)
    try:
        layers = [str(layer) for layer, _ in pyogrio.list_layers(path)]
    except UNREADABLE as error:
        raise Refused(_why(error)) from error
    if not layers:
        raise Refused("no_layer")
    if len(layers) > MOST_LAYERS:
        raise Refused("many_layers", str(len(layers)))
    for layer in layers:
        told = name or (layer if len(layers) > 1 else "")
        try:
            _layer(path, layer, told, order, found)
        except UNREADABLE as error:
            _say(found, _why(error), told)
        except Refused as refused:
            _say(found, refused.word, told, met=refused.met)


def _why(error: Exception) -> str:
    """The word for a file that the library does not read."""
    return "many_vertices" if "too complex/large" in str(error) else "unreadable"


def _check_geopackage(path: Path) -> None:
    """A GeoPackage is an SQLite base; an SQLite base of another kind is none."""
    try:
        with sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True) as base:
            kinds = [kind for (kind,) in base.execute("SELECT data_type FROM gpkg_contents LIMIT 1000")]
    except sqlite3.Error as error:
        raise Refused("not_geopackage") from error
    if "features" not in kinds:
        raise Refused("no_layer")


def _layer(path: Path, layer: str, told: str, order: Found, found: Found) -> None:
    info = pyogrio.read_info(path, layer=layer, force_feature_count=True)
    if info["driver"] not in DRIVERS:
        raise Refused("other_driver", info["driver"])
    if info["geometry_type"] is None:
        raise Refused("no_geometry")
    fields = [str(field) for field in info["fields"]]
    if info["features"] == 0:
        raise Refused("no_feature")
    if info["features"] > MOST_FEATURES:
        raise Refused("many_features", str(info["features"]))
    chosen = _chosen(fields, order["kinds"])
    if chosen is None:
        raise Refused("no_code", "\x1f".join(fields))
    kind, column = chosen
    own = [field for name in ("precision", "credit_fr") for field in fields if plain(field) == name]
    codes, *rest = _columns(path, layer, [column, *own])
    wanted: list[int] = []
    ours: list[str] = []
    first: dict[str, int] = {}
    outside, strange = 0, []
    for place, text in enumerate(codes):
        code = _code(text, order["kinds"][kind]["codes"])
        if code is not None and not any(re.search(pattern, code) for pattern in order["keep"]):
            outside += 1
            strange.append(text)
        elif code is None or code not in order["known"]:
            _say(found, "unknown_code" if text else "empty_code", told, place + 1, column, text)
        elif code in first:
            _say(found, "second", told, place + 1, column, f"{code} {first[code]}")
        else:
            first[code] = place + 1
            wanted.append(place)
            ours.append(code)
    found["layers"].append(
        {
            "name": told, "kind": kind, "column": column, "features": int(info["features"]), "outside": outside, "strange": strange[:MOST_STRANGE],
            "crs": _crs_name(info["crs"]), "epsg": _epsg(info["crs"]),
        }
    )  # fmt: skip
    if not wanted:
        return
    shapes = _shapes(path, layer, wanted, told, found)
    crs = info["crs"]
    if crs is None:
        bounds = shapely.total_bounds(np.array([shape for shape in shapes if shape is not None]))
        raise Refused("no_crs", _looks(bounds))
    drawn = _Drawing(pyproj.CRS.from_user_input(crs), order["kinds"][kind]["tolerance"], order["decimals"])
    outlines = drawn.outlines(shapes, wanted, told, found)
    for place, code, outline in zip(wanted, ours, outlines, strict=True):
        if outline is not None:
            texts = dict(zip((plain(name) for name in own), (values[place] for values in rest), strict=True))
            found["perimeters"].append(
                {"territory": code, "layer": told, "feature": place + 1, "column": column, "kind": kind, **outline, **texts}
            )  # fmt: skip


def _chosen(fields: Sequence[str], kinds: Sequence[Found]) -> tuple[int, str] | None:
    """The first declared kind that has one of its columns here, and that column as written."""
    by_name = {plain(field): field for field in reversed(fields)}
    for place, kind in enumerate(kinds):
        for name in kind["columns"]:
            if plain(name) in by_name:
                return place, by_name[plain(name)]
    return None


def _columns(path: Path, layer: str, names: Sequence[str]) -> list[list[str]]:
    """The texts of these columns, in the order of `names`."""
    meta, _, _, data = pyogrio.raw.read(path, layer=layer, columns=list(dict.fromkeys(names)), read_geometry=False)
    texts = {str(field): [_text(value) for value in values] for field, values in zip(meta["fields"], data, strict=True)}
    return [texts[name] for name in names]


def _text(value: Any) -> str:
    if value is None or value != value:
        return ""
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return str(int(value))
    return str(value).strip()


def _code(text: str, codes: Sequence[Sequence[str]]) -> str | None:
    return next((ours.format(text) for pattern, ours in codes if re.search(pattern, text)), None)


def _shapes(path: Path, layer: str, wanted: Sequence[int], told: str, found: Found) -> list[BaseGeometry | None]:
    """The polygons of these features, None for one that is said to be none."""
    _, _, binary, _ = pyogrio.raw.read(path, layer=layer, columns=[], force_2d=True)
    if binary is None:
        raise Refused("no_geometry")
    some = binary[list(wanted)]
    read = shapely.from_wkb(some, on_invalid="fix")
    shapes: list[BaseGeometry | None] = []
    for place, given, shape in zip(wanted, some, read, strict=True):
        word = ""
        if given is None or (shape is not None and shape.is_empty):
            word = "empty_geometry"
        elif shape is None:
            word = "spoiled_geometry"
        elif not np.isfinite(shapely.get_coordinates(shape)).all():
            word = "not_finite"
        elif shape.geom_type not in ("Polygon", "MultiPolygon", "GeometryCollection"):
            word = "not_polygon"
        if word:
            _say(found, word, told, place + 1, met=shape.geom_type if shape is not None else "")
        shapes.append(None if word else shape)
    if sum(shapely.get_num_coordinates(shape) for shape in shapes if shape is not None) > MOST_VERTICES:
        raise Refused("many_vertices")
    return shapes


class _Drawing:
    """Outlines for the screen out of the shapes of a layer whose coordinates are in `crs`."""

    def __init__(self, crs: pyproj.CRS, tolerance: float, decimals: int) -> None:
        self.geographic = crs.is_geographic
        self.tolerance, self.decimals = tolerance, decimals
        self.way = pyproj.Transformer.from_crs(crs, WGS84, always_xy=True)
        self.from_lambert = pyproj.Transformer.from_crs(2154, WGS84, always_xy=True)

    def outlines(
        self, shapes: Sequence[BaseGeometry | None], wanted: Sequence[int], told: str, found: Found
    ) -> list[Found | None]:
        made: list[Found | None] = [None] * len(shapes)
        metres: list[tuple[int, BaseGeometry]] = []
        for place, shape in enumerate(shapes):
            if shape is None:
                continue
            outline: Found = {"repaired": "", "centre": None}
            degrees = shapely.transform(shape, self._degrees)
            box = shapely.bounds(degrees)
            if not np.isfinite(box).all() or max(abs(box[0]), abs(box[2])) > 180 or max(abs(box[1]), abs(box[3])) > 90:
                _say(found, "not_degrees", told, wanted[place] + 1, met=_looks(shapely.bounds(shape)))
                continue
            if not shapely.is_valid(degrees):
                outline["repaired"] = str(shapely.is_valid_reason(degrees)).split("[")[0].strip()
                before = abs(_area(degrees))
                degrees = shapely.make_valid(degrees, method="structure", keep_collapsed=False)
                outline["moved"] = abs(_area(degrees) - before) / before if before else 1.0
            degrees = _polygons(degrees)
            if degrees.is_empty:
                _say(found, "no_area", told, wanted[place] + 1)
                continue
            outline["box"] = [float(edge) for edge in shapely.bounds(degrees)]
            outline["hints"] = self._hints(shape)
            outline["vertices"] = int(shapely.get_num_coordinates(degrees))
            made[place] = outline
            metres.append((place, degrees))
        self._draw(metres, made, wanted, told, found)
        return made

    def _degrees(self, points: np.ndarray) -> np.ndarray:
        return np.column_stack(self.way.transform(points[:, 0], points[:, 1]))

    def _hints(self, shape: BaseGeometry) -> Found:
        """Where the shape would be if its coordinates were swapped, or in feet: a point in degrees, or None."""
        west, south, east, north = shapely.bounds(shape)
        x, y = (west + east) / 2, (south + north) / 2
        at = {"swapped": self.way.transform(y, x)}
        if not self.geographic:
            at["feet"] = self.way.transform(x * FOOT, y * FOOT)
        return {word: [float(c) for c in point] for word, point in at.items() if np.isfinite(point).all()}

    def _draw(
        self,
        metres: Sequence[tuple[int, BaseGeometry]],
        made: list[Found | None],
        wanted: Sequence[int],
        told: str,
        found: Found,
    ) -> None:
        if not metres:
            return
        shapes = np.array([shape for _, shape in metres])
        middle = float(np.mean(shapely.bounds(shapes)[:, [1, 3]]))
        scale = np.array([_metres_of_longitude(middle), _metres_of_latitude(middle)])
        flat = shapely.transform(shapes, lambda points: points * scale)
        simple = _simplified(flat, self.tolerance)
        for (place, exact), ground, drawn in zip(metres, flat, simple, strict=True):
            tolerance = self.tolerance
            while shapely.get_num_coordinates(drawn) > MOST_DRAWN and tolerance < 1000:
                tolerance *= 2
                drawn = shapely.simplify(ground, tolerance, preserve_topology=True)
            degrees = shapely.transform(drawn, lambda points: points / scale)
            outline = _polygons(shapely.set_precision(degrees, 10.0**-self.decimals))
            one = made[place]
            assert one is not None
            if outline.is_empty:
                _say(found, "too_small", told, wanted[place] + 1)
                made[place] = None
                continue
            one["simplified"] = int(shapely.get_num_coordinates(outline)) < int(shapely.get_num_coordinates(exact))
            one["tolerance"] = tolerance
            geometry = json.loads(shapely.to_geojson(shapely.normalize(outline)))
            one["geometry"] = {
                "type": geometry["type"],
                "coordinates": _rounded(geometry["coordinates"], self.decimals),
            }


def _simplified(shapes: np.ndarray, tolerance: float) -> np.ndarray:
    """Generalised together where they share borders, so that no gap opens between them; else each for itself."""
    if len(shapes) > 1 and shapely.coverage_is_valid(shapes):
        together = shapely.coverage_union_all(shapes)
        if shapely.get_num_coordinates(together) < shapely.get_num_coordinates(shapes).sum():
            return np.asarray(shapely.coverage_simplify(shapes, tolerance))
    return np.asarray(shapely.simplify(shapes, tolerance, preserve_topology=True))


def _polygons(shape: BaseGeometry) -> BaseGeometry:
    """The polygons of a shape, as a Polygon or a MultiPolygon; empty when it has none."""
    parts = [p for p in shapely.get_parts(shapely.get_parts(shape)) if p.geom_type == "Polygon" and not p.is_empty]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _rounded(coordinates: Any, decimals: int) -> Any:
    if isinstance(coordinates, float | int):
        return round(coordinates, decimals)
    return [_rounded(one, decimals) for one in coordinates]


def _area(shape: BaseGeometry) -> float:
    return float(shapely.area(shape))


def _metres_of_latitude(latitude: float) -> float:
    angle = np.radians(latitude)
    return float(111132.954 - 559.822 * np.cos(2 * angle) + 1.175 * np.cos(4 * angle))


def _metres_of_longitude(latitude: float) -> float:
    angle = np.radians(latitude)
    return float(111412.84 * np.cos(angle) - 93.5 * np.cos(3 * angle) + 0.118 * np.cos(5 * angle))


def _looks(bounds: Any) -> str:
    """What coordinates look like: degrees, lambert93 or nothing known."""
    west, south, east, north = (float(edge) for edge in bounds)
    if -180 <= west <= east <= 180 and -90 <= south <= north <= 90:
        return "degrees"
    if LAMBERT_93[0] <= west <= east <= LAMBERT_93[2] and LAMBERT_93[1] <= south <= north <= LAMBERT_93[3]:
        return "lambert93"
    return ""


def _crs_name(crs: str | None) -> str:
    if crs is None:
        return ""
    try:
        return str(pyproj.CRS.from_user_input(crs).name)
    except pyproj.exceptions.CRSError as error:
        raise Refused("unknown_crs", crs[:80]) from error


def _epsg(crs: str | None) -> int | None:
    return None if crs is None else pyproj.CRS.from_user_input(crs).to_epsg()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
