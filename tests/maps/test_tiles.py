"""The optional background: nothing without a setting, and tiles that cover the map with one."""

from observatory.maps.tiles import MOST_TILES, with_tiles

FIGURE = {"data": [], "layout": {"xaxis": {"range": [2.30, 2.62]}, "yaxis": {"range": [48.68, 48.87]}}}


def test_without_a_setting_nothing_is_asked() -> None:
    assert with_tiles(FIGURE, "") is FIGURE


def test_tiles_cover_the_map_and_touch_one_another() -> None:
    images = with_tiles(FIGURE, "https://example.org/{z}/{x}/{y}.png")["layout"]["images"]
    assert 1 < len(images) <= MOST_TILES
    assert min(i["x"] for i in images) <= 2.30 and max(i["x"] + i["sizex"] for i in images) >= 2.62
    assert min(i["y"] - i["sizey"] for i in images) <= 48.68 and max(i["y"] for i in images) >= 48.87
    tops = sorted({round(i["y"], 9) for i in images})
    bottoms = sorted({round(i["y"] - i["sizey"], 9) for i in images})
    assert tops[:-1] == bottoms[1:]


def test_a_tile_lies_where_its_number_says() -> None:
    """Tile 0/0/0 is the whole world; at zoom 1 the equator parts the rows."""
    world = {"data": [], "layout": {"xaxis": {"range": [-170, 170]}, "yaxis": {"range": [-80, 80]}}}
    images = with_tiles(world, "{z}/{x}/{y}")["layout"]["images"]
    assert {i["source"] for i in images} == {"1/0/0", "1/0/1", "1/1/0", "1/1/1"}
    north_west = next(i for i in images if i["source"] == "1/0/0")
    assert (north_west["x"], round(north_west["y"], 4), round(north_west["sizey"], 4)) == (-180, 85.0511, 85.0511)
