"""Maps of the dashboard: figures of one period in, a plotly figure as plain dictionaries (or HTML, or a sentence) out."""

from observatory.maps.classes import Classes, classify, prepare
from observatory.maps.neighbourhoods import legend, map_summary, neighbourhood_map
from observatory.maps.tiles import with_tiles

__all__ = ["Classes", "classify", "legend", "map_summary", "neighbourhood_map", "prepare", "with_tiles"]
