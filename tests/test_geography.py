"""GeoJSON to drawable rings, boxes and places for names."""

import pytest
from shapely.geometry import Point, Polygon

from observatory import geography
from observatory.errors import DashboardError

RING = [[2.0, 48.0], [2.2, 48.0], [2.2, 48.1], [2.0, 48.1], [2.0, 48.0]]
HOLE = [[2.05, 48.02], [2.1, 48.02], [2.1, 48.05], [2.05, 48.02]]


def test_rings_follow_one_another_with_a_lifted_pen():
    geometry = {"type": "MultiPolygon", "coordinates": [[RING, HOLE], [[[3, 48], [3.1, 48], [3.1, 48.1], [3, 48]]]]}
    found = geography.outline("QP094027", geometry, "approximate", "dessin")
    assert found.x.count(None) == found.y.count(None) == 2
    assert found.x[:5] == (2.0, 2.2, 2.2, 2.0, 2.0)
    assert found.bbox == (2.0, 48.0, 3.1, 48.1)
    assert (found.precision, found.credit) == ("approximate", "dessin")


def test_coordinates_are_rounded_repeated_points_dropped_and_rings_closed():
    ring = [[2.00001, 48.0], [2.000012, 48.0], [2.1, 48.0], [2.1, 48.1]]
    found = geography.outline("A", {"type": "Polygon", "coordinates": [ring]})
    assert list(zip(found.x, found.y, strict=True)) == [(2.0, 48.0), (2.1, 48.0), (2.1, 48.1), (2.0, 48.0)]


def test_the_place_of_a_name_is_inside_even_a_crescent():
    crescent = [[0, 0], [4, 0], [4, 4], [0, 4], [0, 3.2], [3.2, 3.2], [3.2, 0.8], [0, 0.8], [0, 0]]
    ring = [[2 + x / 100, 48 + y / 100] for x, y in crescent]
    found = geography.outline("A", {"type": "Polygon", "coordinates": [ring]})
    assert Polygon(ring).contains(Point(found.label))


@pytest.mark.parametrize(
    ("geometry", "word"),
    [
        ({"type": "Point", "coordinates": [2, 48]}, "Point"),
        ({"type": "Polygon", "coordinates": []}, "vide"),
        (
            {
                "type": "Polygon",
                "coordinates": [[[652000, 6862000], [652100, 6862000], [652100, 6862100], [652000, 6862000]]],
            },
            "WGS84",
        ),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_a_sentence(geometry, word):
    with pytest.raises(DashboardError, match=word):
        geography.outline("QP094027", geometry)


def test_a_collection_is_read_by_territory():
    collection = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"territory": "COM94019", "precision": "generalised", "credit_fr": "IGN"},
                "geometry": {"type": "Polygon", "coordinates": [RING]},
            }
        ],
    }
    found = geography.outlines(collection, "en")
    assert found["COM94019"].credit == "IGN"
    assert geography.credits(found.values()) == ("IGN",)
    assert not geography.is_approximate(found.values())


def test_a_neighbourhood_known_only_by_its_parts_is_drawn_by_them():
    polygon = {"type": "Polygon", "coordinates": [RING]}
    known = {code: geography.outline(code, polygon) for code in ("QP1", "QP2-94017", "QP2-94019", "QP20-94017")}
    found = geography.drawings(known, ["QP1", "QP2", "QP3"])
    assert [o.territory for o in found["QP1"]] == ["QP1"]
    assert [o.territory for o in found["QP2"]] == ["QP2-94017", "QP2-94019"]
    assert "QP3" not in found


def test_paths_boxes_and_proportions():
    polygon = {"type": "Polygon", "coordinates": [RING]}
    one = geography.outline("A", polygon)
    x, y = geography.path([one, one])
    assert len(x) == len(y) == 11
    assert x[5] is None
    box = geography.extent([one.bbox], margin=0.1)
    assert box == pytest.approx((1.98, 47.99, 2.22, 48.11))
    assert geography.aspect(one.bbox) == pytest.approx(1.496, abs=0.01)
    for width, height in ((390, 400), (800, 200)):
        west, south, east, north = geography.fitted(one.bbox, width, height)
        ratio = geography.aspect(one.bbox)
        assert (east - west) / ((north - south) * ratio) == pytest.approx(width / height, rel=0.01)
        assert west <= 2.0 < 2.2 <= east
    with pytest.raises(ValueError, match="at least one"):
        geography.extent([])
    point = geography.point_box(2.5, 48.8, 1)
    assert geography.kilometres_wide(point) == pytest.approx(2, rel=0.01)
