"""Passages between two sets of perimeters: what share of each old territory each new one receives.

The share is one of inhabitants where those of its pieces are known, else of ground, measured in Lambert-93. What lies
outside every new perimeter is a piece too, so that the weights of one old territory always sum to 1.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

import pandas as pd
import shapely

from observatory.errors import DashboardError

if TYPE_CHECKING:
    import geopandas as gpd

WGS84, LAMBERT_93 = "EPSG:4326", "EPSG:2154"
NOISE = 0.005
"""Share of both perimeters under which a piece is a difference of drawing, not of ground."""
OUTSIDE = ""
"""The receiver of what lies outside every new perimeter."""
_AREAS = ("Polygon", "MultiPolygon")


@dataclass(frozen=True, slots=True)
class Passage:
    """What `to_territory` (OUTSIDE for none) receives of `from_territory`.

    weight: share of the old territory, 0 to 1; weight_kind: population or area; covered: share of the new territory that
    comes from the old one, 0 to 1, None for OUTSIDE.
    """

    from_territory: str
    to_territory: str
    weight: float
    weight_kind: str
    covered: float | None


def between(
    old: "gpd.GeoDataFrame", new: "gpd.GeoDataFrame", populations: Mapping[tuple[str, str], float] | None = None
) -> tuple[Passage, ...]:
    """The passages from each of `old` to each of `new`, sorted by codes, what lies outside last.

    old, new: one row per territory, with its code in `territory` and its polygons, in any declared coordinate system.
    populations: inhabitants by (old, new); OUTSIDE as new for what no new perimeter holds, as old for what a new perimeter
    holds that no old one did. An old territory of which every piece has its inhabitants is shared by them, else by area.
    Pieces under half a per cent of both perimeters are dropped. The weights of one old territory sum to 1.

    Raises DashboardError when a code comes twice, an outline is not a polygon, no coordinate system is declared, or
    perimeters of one set overlap each other.
    """
    before, after = _measured(old), _measured(new)
    pieces = _pieces(before, after)
    _refuse_overlaps(pieces, "from_territory", before)
    _refuse_overlaps(pieces, "to_territory", after)
    known = dict(populations or {})
    covered = {**_covered(pieces, after), **_covered_by_people(pieces, known)}
    areas = _areas(before)
    found: list[Passage] = []
    for code in sorted(areas):
        shares = {to: area for (giver, to), area in pieces.items() if giver == code}
        outside = areas[code] - sum(shares.values())
        if outside >= NOISE * areas[code] or not shares:
            shares[OUTSIDE] = outside
        kind = "area"
        people = {to: known[code, to] for to in (*sorted(shares), OUTSIDE) if (code, to) in known}
        if sum(people.values()) > 0 and set(shares) - {OUTSIDE} <= set(people):
            kind, shares = "population", people
        whole = sum(shares.values())
        found += [
            Passage(code, to, share / whole, kind, covered.get((code, to))) for to, share in shares.items() if share > 0
        ]
    return tuple(found)


Pieces: TypeAlias = dict[tuple[str, str], float]
"""A number by old and new territory, in the order of their codes."""


def _covered(pieces: Pieces, after: "gpd.GeoDataFrame") -> Pieces:
    """The share of each new territory's ground that each old one brings; a difference of drawing leaves nothing uncovered."""
    areas = _areas(after)
    sums = _sums(pieces, 1)
    whole = {to: sums[to] if sums[to] > areas[to] * (1 - NOISE) else areas[to] for to in sums}
    return {(code, to): area / whole[to] for (code, to), area in pieces.items()}


def _covered_by_people(pieces: Pieces, known: Mapping[tuple[str, str], float]) -> Pieces:
    """The share of each new territory's inhabitants that each old one brings, where those of all its pieces are known."""
    found: Pieces = {}
    for to in _sums(pieces, 1):
        givers = [code for code, receiver in pieces if receiver == to]
        # What was in no old perimeter has inhabitants too: without their number the whole is not known.
        if not all((code, to) in known for code in (*givers, OUTSIDE)):
            continue
        whole = sum(known[code, to] for code in (*givers, OUTSIDE))
        if whole > 0:
            found.update({(code, to): known[code, to] / whole for code in givers})
    return found


def _sums(pieces: Pieces, side: int) -> dict[str, float]:
    """Sums by old territory (side 0) or new one (side 1)."""
    found: dict[str, float] = {}
    for pair, area in pieces.items():
        found[pair[side]] = found.get(pair[side], 0.0) + area
    return found


def _areas(measured: "gpd.GeoDataFrame") -> dict[str, float]:
    return dict(zip(map(str, measured["territory"]), map(float, measured["area_m2"]), strict=True))


def _measured(outlines: "gpd.GeoDataFrame") -> "gpd.GeoDataFrame":
    """territory, geometry in Lambert-93 and area_m2; DashboardError when they cannot be measured."""
    # A second to load, which whoever has nothing to measure need not wait for.
    import geopandas as gpd

    codes = [str(code) for code in outlines["territory"]]
    if outlines.crs is None:
        raise _refused("leur système de coordonnées n’est pas déclaré")
    if twice := sorted({code for code in codes if codes.count(code) > 1}):
        raise _refused(f"{', '.join(twice)} y figure deux fois")
    shapes = outlines.geometry.to_crs(LAMBERT_93)
    repaired = gpd.GeoSeries(shapely.make_valid(shapes.to_numpy()), crs=LAMBERT_93)
    for code, shape in zip(codes, repaired, strict=True):
        if shape is None or shape.geom_type not in (*_AREAS, "GeometryCollection") or shape.area <= 0:
            raise _refused(f"le contour de {code} n’est pas une surface")
    made = gpd.GeoDataFrame({"territory": codes}, geometry=repaired, crs=LAMBERT_93)
    return made.assign(area_m2=made.area)


def _pieces(before: "gpd.GeoDataFrame", after: "gpd.GeoDataFrame") -> Pieces:
    """Square metres of ground that an old and a new territory share, differences of drawing left out."""
    import geopandas as gpd

    old, new = _areas(before), _areas(after)
    both = gpd.overlay(
        before.rename(columns={"territory": "code"})[["code", "geometry"]],
        after.rename(columns={"territory": "to"})[["to", "geometry"]],
        how="intersection",
        keep_geom_type=True,
    )
    found: Pieces = {}
    for code, to, area in sorted(zip(map(str, both["code"]), map(str, both["to"]), both.area, strict=True)):
        found[code, to] = found.get((code, to), 0.0) + float(area)
    return {
        (code, to): area for (code, to), area in found.items() if area >= NOISE * old[code] or area >= NOISE * new[to]
    }


def _refuse_overlaps(pieces: Pieces, side: str, whole: "gpd.GeoDataFrame") -> None:
    areas = _areas(whole)
    sums = _sums(pieces, 0 if side == "from_territory" else 1)
    over = [code for code, area in sums.items() if area > areas[code] * (1 + NOISE)]
    if over:
        which = "de la nouvelle génération" if side == "from_territory" else "de l’ancienne génération"
        raise _refused(f"des périmètres {which} se chevauchent dans {', '.join(over)}")


def _refused(why: str) -> DashboardError:
    return DashboardError("Passage impossible entre ces périmètres", f"Vérifiez les contours : {why}.")


COLUMNS = ("from_territory", "to_territory", "kind", "weight", "weight_kind", "covered")
"""What a table of computed passages has in common with data/territories/passages.csv."""


def of_outlines(outlines: pd.DataFrame, populations: Mapping[tuple[str, str], float] | None = None) -> pd.DataFrame:
    """The passages from each generation of perimeters to the next, as a frame of COLUMNS; no row with fewer than two.

    outlines: territory, generation (its name ends in its year: qpv2015) and geometry (GeoJSON, WGS84 degrees) as text.
    Raises DashboardError as `between`.
    """
    names = sorted(outlines["generation"].unique(), key=lambda name: str(name)[-4:])
    found: list[Passage] = []
    for earlier, later in pairwise(names):
        old, new = (_drawn(outlines[outlines["generation"] == name]) for name in (earlier, later))
        found += between(old, new, populations)
    return _frame(found)


def _drawn(outlines: pd.DataFrame) -> "gpd.GeoDataFrame":
    import geopandas as gpd

    shapes = shapely.from_geojson(outlines["geometry"].to_numpy(dtype=object))
    return gpd.GeoDataFrame({"territory": outlines["territory"].to_numpy()}, geometry=shapes, crs=WGS84)


def _frame(found: Sequence[Passage]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "from_territory": pd.array([one.from_territory for one in found], dtype="string"),
            "to_territory": pd.array([one.to_territory or None for one in found], dtype="string"),
            "kind": pd.array(["generation"] * len(found), dtype="string"),
            "weight": pd.array([one.weight for one in found], dtype="Float64"),
            "weight_kind": pd.array([one.weight_kind for one in found], dtype="string"),
            "covered": pd.array([one.covered for one in found], dtype="Float64"),
        }
    )
