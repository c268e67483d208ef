"""Maps of the dashboard: figures of one period in, a plotly figure as plain dictionaries (or HTML, or a sentence) out."""

from observatory.maps.choice import map_choice
from observatory.maps.classes import Classes, classify
from observatory.maps.ground import map_ground, map_part
from observatory.maps.legends import Swatch, circles_note, legend, legend_head, status_legend, status_words, swatches
from observatory.maps.neighbourhoods import neighbourhood_map
from observatory.maps.statuses import HEIGHT as STATUS_HEIGHT
from observatory.maps.statuses import WIDTH as STATUS_WIDTH
from observatory.maps.statuses import short, status_map
from observatory.maps.summary import map_summary
from observatory.maps.tiles import with_tiles

__all__ = [
    "STATUS_HEIGHT",
    "STATUS_WIDTH",
    "Classes",
    "Swatch",
    "circles_note",
    "classify",
    "legend",
    "legend_head",
    "map_choice",
    "map_ground",
    "map_summary",
    "neighbourhood_map",
    "map_part",
    "short",
    "status_legend",
    "status_map",
    "status_words",
    "swatches",
    "with_tiles",
]
