"""An optional background of map tiles, for installations that set one; without it a map asks the network for nothing."""

import math
from typing import Any

MOST_TILES = 12
DEEPEST = 16


def _column(longitude: float, zoom: int) -> float:
    return (longitude + 180) / 360 * 2.0**zoom


def _row(latitude: float, zoom: int) -> float:
    return (1 - math.asinh(math.tan(math.radians(latitude))) / math.pi) / 2 * 2.0**zoom


def _north(row: int, zoom: int) -> float:
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * row / 2**zoom))))


def with_tiles(figure: dict[str, Any], template: str) -> dict[str, Any]:
    """The map figure with tiles under its shapes; as it is when `template` ({z}, {x}, {y}) is empty.

    Tiles are Web Mercator (slippy map numbering), placed by their corners in degrees: within one tile the difference
    with the map's own scale is below a thousandth. The deepest zoom that needs at most MOST_TILES is taken.
    """
    if not template:
        return figure
    west, east = figure["layout"]["xaxis"]["range"]
    south, north = figure["layout"]["yaxis"]["range"]
    found: list[tuple[int, int, int]] = []
    for zoom in range(1, DEEPEST + 1):
        columns = range(int(_column(west, zoom)), int(_column(east, zoom)) + 1)
        rows = range(int(_row(north, zoom)), int(_row(south, zoom)) + 1)
        if len(columns) * len(rows) > MOST_TILES:
            break
        found = [(zoom, column, row) for column in columns for row in rows]
    images = [
        {
            "source": template.format(z=zoom, x=column, y=row),
            "xref": "x",
            "yref": "y",
            "x": column / 2**zoom * 360 - 180,
            "y": _north(row, zoom),
            "sizex": 360 / 2**zoom,
            "sizey": _north(row, zoom) - _north(row + 1, zoom),
            "sizing": "stretch",
            "layer": "below",
            "opacity": 0.6,
        }
        for zoom, column, row in found
    ]
    return {**figure, "layout": {**figure["layout"], "images": images}}
