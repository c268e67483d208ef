"""Maps of the dashboard: figures of one period in, a plotly figure as plain dictionaries (or HTML, or a sentence) out."""

from observatory.maps.classes import Classes, classify, prepare
from observatory.maps.neighbourhoods import legend, map_summary, neighbourhood_map

__all__ = ["Classes", "classify", "legend", "map_summary", "neighbourhood_map", "prepare"]
