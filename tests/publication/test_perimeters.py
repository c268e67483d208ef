"""Official perimeters: read from every format, matched by code, repaired, generalised, published and taken back."""

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pytest
import shapely
from shapely.geometry import Point, Polygon
from shapely.geometry.base import BaseGeometry

from observatory import __main__ as command
from observatory import answers, database, geography, ledger, publication
from observatory.errors import DashboardError
from observatory.publication.staging import Given, Staged, stage
from observatory.publication.vocabulary import Vocabulary, vocabulary
from observatory.sources.perimeters import area

ROOT = Path(__file__).resolve().parents[2]
LAMBERT, DEGREES = 2154, 4326
HERE = geopandas.GeoSeries([Point(2.551, 48.805)], crs=DEGREES).to_crs(LAMBERT).iloc[0]


@cache
def known() -> Vocabulary:
    return vocabulary(ROOT / "data")


def quarter(radius: float = 300, east: float = 0, points: int = 120) -> Polygon:
    """A neighbourhood of about `radius` metres, in Lambert-93, `east` metres to the east of Le Bois L'Abbé."""
    turn = np.linspace(0, 2 * np.pi, points, endpoint=False)
    away = radius * (1 + 0.05 * np.sin(9 * turn))
    return Polygon(np.column_stack([HERE.x + east + away * np.cos(turn), HERE.y + away * np.sin(turn)]))


def layer(
    *shapes: BaseGeometry | None, column: str = "code_qp", codes: tuple[str, ...] = ("QP094027",)
) -> geopandas.GeoDataFrame:
    return geopandas.GeoDataFrame({column: list(codes)[: len(shapes)]}, geometry=list(shapes), crs=LAMBERT)


def as_geojson(frame: geopandas.GeoDataFrame) -> bytes:
    return frame.to_crs(DEGREES).to_json().encode()


def as_geopackage(frame: geopandas.GeoDataFrame, folder: Path) -> bytes:
    path = folder / "perimeters.gpkg"
    frame.to_file(path, driver="GPKG")
    return path.read_bytes()


def as_shapes(frame: geopandas.GeoDataFrame, folder: Path, without: str = "") -> bytes:
    parts = folder / "parts"
    parts.mkdir(exist_ok=True)
    frame.to_file(parts / "QPV.shp")
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for path in sorted(parts.iterdir()):
            if path.suffix != without:
                archive.write(path, f"dossier/{path.name}")
    return target.getvalue()


def read(name: str, content: bytes) -> Staged:
    return stage([Given(name, content)], known())


def said(staged: Staged, severity: str = "error") -> str:
    return "\n".join(p.sentence() for p in staged.problems if p.severity == severity)


def outlines(staged: Staged) -> dict[str, tuple[dict[str, object], BaseGeometry]]:
    features = json.loads(staged.amendment.get(ledger.OUTLINES, b'{"features":[]}'))["features"]
    return {
        one["properties"]["territory"]: (one["properties"], shapely.geometry.shape(one["geometry"])) for one in features
    }


@pytest.mark.parametrize("form", ["geojson", "geopackage", "shapes", "lambert geojson"])
def test_every_format_gives_the_same_outline(form: str, tmp_path: Path) -> None:
    frame = layer(quarter())
    content = {
        "geojson": lambda: as_geojson(frame),
        "geopackage": lambda: as_geopackage(frame, tmp_path),
        "shapes": lambda: as_shapes(frame, tmp_path),
        "lambert geojson": lambda: frame.to_json(to_wgs84=False, show_bbox=False).encode(),
    }[form]()
    staged = read({"geopackage": "a.gpkg", "shapes": "a.zip"}.get(form, "a.geojson"), content)
    assert said(staged) == ""
    properties, drawn = outlines(staged)["QP094027"]
    exact = frame.to_crs(DEGREES).geometry.iloc[0]
    on_ground = geopandas.GeoSeries([drawn], crs=DEGREES).to_crs(LAMBERT).iloc[0]
    assert on_ground.hausdorff_distance(frame.geometry.iloc[0]) < 5 + 12, "tolerance, and ten metres of rounding"
    assert drawn.intersection(exact).area / exact.area > 0.98
    assert properties["precision"] == "generalised" and "ANCT" in str(properties["credit_fr"])
    assert len(drawn.exterior.coords) < 120
    digits = {len(repr(c).partition(".")[2]) for point in drawn.exterior.coords for c in point}
    assert max(digits) <= 4
    assert area(shapely.geometry.mapping(drawn)) == pytest.approx(on_ground.area / 1e4, rel=1e-3)
    if form != "geojson":
        assert "Lambert-93" in staged.files[0].told[0]


@pytest.mark.parametrize(
    ("column", "code", "territory"),
    [
        ("CODE_QP", "QP094027", "QP094027"), ("INSEE_COM", "94019", "COM94019"), ("code", "QP094027-94019", "QP094027-94019"),
        ("insee_dep", "94", "DEP94"), ("territory", "QN09424I", "QN09424I"),
    ],
)  # fmt: skip
def test_columns_are_those_declared(column: str, code: str, territory: str) -> None:
    staged = read("a.geojson", as_geojson(layer(quarter(), column=column, codes=(code,))))
    assert said(staged) == ""
    assert list(outlines(staged)) == [territory]


def test_nothing_is_matched_by_name_or_place() -> None:
    staged = read("a.geojson", as_geojson(layer(quarter(), column="nom", codes=("Le Bois L’Abbé",))))
    assert "une colonne de codes déclarée dans sources.toml" in said(staged) and "« nom »" in said(staged)
    assert not outlines(staged)


def test_unknown_codes_name_file_feature_and_column() -> None:
    frame = layer(quarter(), quarter(), quarter(), codes=("QP094027", "QP094999", "QP093001"), column="code_qp")
    staged = read("contours.geojson", as_geojson(frame))
    assert said(staged) == (
        "contours.geojson, entité 2, colonne « code_qp » : « QP094999 » ; attendu : un code de territories.csv."
    )
    assert "1\u00a0entité au code hors du Val-de-Marne" in staged.files[0].told[0]


def test_a_file_without_any_known_code_names_them_and_their_column() -> None:
    frame = layer(quarter(), quarter(), codes=("QP999999", "QP013001"), column="code_qp")
    staged = read("contours.geojson", as_geojson(frame))
    assert said(staged) == (
        "contours.geojson, colonne « code_qp » : Aucun territoire connu parmi « QP999999 », « QP013001 » ; "
        "attendu : au moins un code de territories.csv."
    )


def test_a_repaired_geometry_is_told() -> None:
    x, y = HERE.x, HERE.y
    # A knot of a few metres on one side; and a bow tie.
    knot = [(x + 300, y + 599), (x + 301, y + 601), (x + 299, y + 601), (x + 300, y + 599)]
    slight = Polygon([(x, y), (x + 600, y), (x + 600, y + 600), *knot, (x, y + 600)])
    heavy = Polygon([(x, y), (x + 600, y + 600), (x + 600, y), (x, y + 600)])
    for shape, severity in ((slight, "note"), (heavy, "warning")):
        staged = read("a.geojson", as_geojson(layer(shape)))
        assert "a.geojson, entité 1 : Géométrie de QP094027 réparée (le contour se " in said(staged, severity)
        _, drawn = outlines(staged)["QP094027"]
        assert drawn.is_valid and not drawn.is_empty


def test_neighbours_keep_their_common_border() -> None:
    turn = np.linspace(0, 400, 200)
    border = [(HERE.x + 20 * np.sin(step / 7), HERE.y + step) for step in turn]
    west = Polygon([*border, (HERE.x - 500, HERE.y + 400), (HERE.x - 500, HERE.y)])
    east = Polygon([*border, (HERE.x + 500, HERE.y + 400), (HERE.x + 500, HERE.y)])
    frame = layer(west, east, column="insee_com", codes=("94019", "94017"))
    _, first = outlines(read("a.geojson", as_geojson(frame)))["COM94019"]
    _, second = outlines(read("a.geojson", as_geojson(frame)))["COM94017"]
    assert len(first.exterior.coords) < 60
    both = shapely.union(first, second)
    assert first.intersection(second).area < 1e-12 and both.geom_type == "Polygon" and not both.interiors


def feature(coordinates: object, kind: str = "Polygon", code: str = '"QP094027"') -> bytes:
    return (
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code_qp":' + code + "},"
        f'"geometry":{{"type":"{kind}","coordinates":{json.dumps(coordinates)}}}}}]}}'
    ).encode()


def ring(west: float = 2.548, south: float = 48.803, size: float = 0.006) -> list[list[list[float]]]:
    return [[[west, south], [west + size, south], [west + size, south + size], [west, south + size], [west, south]]]


def swapped(rings: list[list[list[float]]]) -> list[list[list[float]]]:
    return [[[y, x] for x, y in one] for one in rings]


def in_feet() -> bytes:
    frame = layer(quarter())
    frame.geometry = frame.geometry.scale(1 / 0.3048, 1 / 0.3048, origin=(0, 0))
    return frame.to_json(to_wgs84=False).encode()


def undeclared(tmp_path: Path) -> bytes:
    frame = layer(quarter())
    return as_shapes(frame, tmp_path, ".prj")


def other_base(tmp_path: Path) -> bytes:
    import sqlite3

    path = tmp_path / "autre.gpkg"
    with sqlite3.connect(path) as base:
        base.execute("CREATE TABLE code_qp (code TEXT, geom BLOB)")
    base.close()
    return path.read_bytes()


REFUSED: dict[str, tuple[str, Callable[[Path], bytes], str]] = {
    "no shx": ("a.zip", lambda d: as_shapes(layer(quarter()), d, ".shx"), "il manque .shx"),
    "no dbf": ("a.zip", lambda d: as_shapes(layer(quarter()), d, ".dbf"), "il manque .dbf"),
    "no prj": ("a.zip", undeclared, "il manque .prj"),
    "no coordinate system": (
        "a.gpkg", lambda d: as_geopackage(layer(quarter()).set_crs(None, allow_override=True), d), "système de coordonnées",
    ),
    "part alone": ("a.shp", lambda d: b"\x00\x00\x27\x0a" + bytes(200), "est une partie d’un fichier de formes"),
    "base of another kind": ("a.gpkg", other_base, "c’est une base SQLite d’un autre genre"),
    "cut base": ("a.gpkg", lambda d: as_geopackage(layer(quarter()), d)[:5000], "SQLite d’un autre genre"),
    "cut archive": ("a.zip", lambda d: as_shapes(layer(quarter()), d)[:-30], "abîmé"),
    "cut text": ("a.geojson", lambda d: as_geojson(layer(quarter()))[:-60], "ne se lit pas"),
    "depth": ("a.geojson", lambda d: feature([]).replace(b"[]", b"[" * 100_000), "ne se lit pas"),
    "depth in a property": ("a.geojson", lambda d: feature(ring(), code="[" * 90_000 + "]" * 90_000), "ne se lit pas"),
    "topology": ("a.json", lambda d: b'{"type":"Topology","objects":{"a":{"type":"Polygon","arcs":[[0]]}},"arcs":[[[0,0],[1,1]]]}', "un fichier au format TopoJSON"),
    "not a map": ("a.json", lambda d: b'{"a":1}', "ne se lit pas"),
    "nothing": ("a.geojson", lambda d: b'{"type":"FeatureCollection","features":[]}', "La couche est vide"),
    "point": ("a.geojson", lambda d: feature([2.551, 48.805], "Point"), "entité 1 : Un point ; attendu : un polygone"),
    "line": ("a.geojson", lambda d: feature(ring()[0], "LineString"), "entité 1 : Une ligne ; attendu : un polygone"),
    "empty": ("a.geojson", lambda d: feature([]), "entité 1 : La géométrie est vide"),
    "null": ("a.geojson", lambda d: as_geojson(layer(None, codes=("QP094027",))), "La géométrie est vide"),
    "not a number": (
        "a.geojson", lambda d: feature(ring()).replace(b"2.548", b"NaN"), "La géométrie est abîmée",
    ),
    "infinite": ("a.geojson", lambda d: feature(ring()).replace(b"2.548", b"1e999"), "ne se lit pas"),
    "flat": ("a.geojson", lambda d: feature([[[2.55, 48.8], [2.56, 48.8], [2.55, 48.8], [2.55, 48.8]]]), "entité 1"),
    "latitude first": ("a.geojson", lambda d: feature(swapped(ring())), "latitude et longitude sont inversées"),
    "feet": ("a.geojson", lambda d: in_feet(), "les coordonnées sont en pieds"),
    "metres said to be degrees": (
        "a.geojson", lambda d: feature(ring(665_000, 6_855_000, 500)), "elles ressemblent à du Lambert-93",
    ),
    "elsewhere": ("a.geojson", lambda d: feature(ring(5.4, 43.3)), "un contour là où est QP094027"),
    "twice": ("a.geojson", lambda d: as_geojson(layer(quarter(), quarter(), codes=("QP094027",) * 2)), "deuxième contour pour QP094027"),
    "no code": ("a.geojson", lambda d: feature(ring(), code="null"), "colonne « code_qp » : Case vide"),
    "speck": ("a.geojson", lambda d: feature(ring(size=0.00001)), "moins de quelques mètres"),
    "unknown precision": (
        "a.geojson", lambda d: as_geojson(layer(quarter()).assign(precision="sûre")), "official, generalised, approximate ou circle",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_spoiled_perimeters_get_one_sentence(what: str, tmp_path: Path) -> None:
    name, make, expected = REFUSED[what]
    staged = read(name, make(tmp_path))
    told = said(staged)
    assert told and (what == "twice" or not outlines(staged))
    assert expected.casefold() in told.casefold(), told
    assert all(line.endswith(".") and line.startswith(name) for line in told.splitlines())
    assert "Traceback" not in told and "Error" not in told


def test_an_approximate_outline_stays_approximate() -> None:
    """What the product gives out can be given back without gaining a title."""
    frame = layer(quarter()).assign(precision="approximate", credit_fr="d’après les IRIS")
    properties, _ = outlines(read("a.geojson", as_geojson(frame)))["QP094027"]
    assert (properties["precision"], properties["credit_fr"]) == ("approximate", "d’après les IRIS")


@pytest.fixture
def shown(data: Path) -> Iterator[Callable[[str], geography.Outline]]:
    yield lambda territory: answers.outlines(database.identity())[territory]


def test_published_it_replaces_the_approximate_one_and_taken_back_gives_it_again(
    data: Path, shown: Callable[[str], geography.Outline], capsys: pytest.CaptureFixture[str]
) -> None:
    before = shown("QP094027")
    assert geography.is_approximate([before])
    content = as_geojson(layer(quarter(), quarter(200, -900), codes=("QP094027", "QN09424I")))
    preview = publication.check([publication.Given("contours.geojson", content)])
    assert not preview.blocked, [p.sentence() for p in preview.errors]
    assert not (data / "ledger").exists()
    assert (preview.counts["outlines_new"], preview.counts["outlines_changed"]) == (1, 1)
    table = publication.tables(preview, "fr")["Périmètres"]
    row = table[table["Code du territoire"] == "QP094027"].iloc[0]
    assert (row["Changement"], row["Contour avant"], row["Contour après"]) == (
        "changé",
        "approché",
        "officiel, simplifié",
    )
    assert float(row["Surface après (ha)"].replace(",", ".")) == pytest.approx(quarter().area / 1e4, rel=0.02)
    assert "1 périmètre nouveau." in publication.summary(preview, "fr")
    publication.commit(preview, "Camille", "Périmètres du décret")
    after = shown("QP094027")
    assert not geography.is_approximate([after]) and "ANCT" in after.credit
    assert shown("QN09424I").precision == "generalised"
    assert publication.history()[-1].counts["outlines_changed"] == 1
    again = publication.check([publication.Given("encore.geojson", content)])
    assert again.counts["outlines_identical"] == 2 and again.changes_nothing
    assert command.main(["export", "--outlines", "--output", str(data.parent / "contours.geojson")]) == 0
    exported = json.loads((data.parent / "contours.geojson").read_text(encoding="utf-8"))
    assert {
        f["properties"]["precision"] for f in exported["features"] if f["properties"]["territory"] == "QP094027"
    } == {"generalised"}
    assert command.main(["history"]) == 0
    told = capsys.readouterr().out
    assert "1 périmètre nouveau. 1 périmètre change" in told
    taken = publication.check_withdrawal(4)
    assert (taken.counts["outlines_removed"], taken.counts["outlines_changed"]) == (1, 1)
    publication.commit(taken, "Camille", "Mauvais millésime")
    assert shown("QP094027") == before
    assert "QN09424I" not in answers.outlines(database.identity())
    assert (data / "ledger" / "0004" / "outlines.geojson").is_file()


def test_the_later_of_two_releases_draws(data: Path, shown: Callable[[str], geography.Outline]) -> None:
    for number, radius in enumerate((300, 250)):
        content = as_geojson(layer(quarter(radius)))
        preview = publication.check([publication.Given(f"{number}.geojson", content)])
        publication.commit(preview, "Camille", "Périmètre")
    late = shown("QP094027")
    publication.commit(publication.check_withdrawal(4), "Camille", "La première n’y change rien")
    assert shown("QP094027") == late
    publication.commit(publication.check_withdrawal(5), "Camille", "Ni l’une ni l’autre")
    assert shown("QP094027").precision == "approximate"


def test_what_was_drawn_at_any_moment_is_what_a_database_of_then_drew(data: Path) -> None:
    """A layer over that of the data folder, another over it, the lower and then the upper one taken back."""

    def drawn(name: str, **asked: Any) -> dict[str, tuple[str, str]]:
        return {row.territory: (row.precision, row.geometry) for row in database.ask(name, **asked)}

    seen = [(publication.history()[-1].published_at, drawn("outlines"))]
    both, one = layer(quarter(), quarter(200, -900), codes=("QP094027", "QN09424I")), layer(quarter(250))
    steps: list[Callable[[], publication.Preview]] = [
        *(partial(publication.check, [publication.Given("a.geojson", as_geojson(frame))]) for frame in (both, one)),
        *(partial(publication.check_withdrawal, number) for number in (4, 5)),
    ]
    for step in steps:
        preview = step()
        publication.commit(preview, "Camille", "Périmètres")
        seen.append((publication.history()[-1].published_at, drawn("outlines")))
    told = [state.get("QP094027", ("",))[0] + " " + state.get("QN09424I", ("",))[0] for _, state in seen]
    assert told == [
        "approximate ",
        "generalised generalised",
        "generalised generalised",
        "generalised ",
        "approximate ",
    ]
    assert len({moment for moment, _ in seen}) == 5
    for moment, state in seen:
        assert drawn("outlines_known", as_of=moment) == state
    assert drawn("outlines_known", as_of=date(2020, 1, 1)) == seen[0][1]
    assert answers.outline_features(database.identity()) == answers.outline_features(database.identity(), date.max)


def test_a_far_larger_outline_asks_why(data: Path) -> None:
    preview = publication.check([publication.Given("a.geojson", as_geojson(layer(quarter(1500))))])
    assert any("hectares" in sentence for sentence in publication.warnings(preview, "fr"))
    with pytest.raises(DashboardError, match="Une note est nécessaire"):
        publication.commit(preview, "Camille", "")


def test_a_territory_in_two_files_blocks() -> None:
    content = as_geojson(layer(quarter()))
    staged = stage([Given("a.geojson", content), Given("b.geojson", content + b"\n")], known())
    assert "QP094027 est aussi dans a.geojson" in said(staged)
