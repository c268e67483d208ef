"""A chart as standalone SVG, drawn from the very figure that the browser draws: same lines, words, colours and places.

`marks`: words and strokes; `drawing`: a figure; `picture`: what stands around one that leaves alone.
"""

from observatory.exports.svg.picture import Wording, chart_figure, chart_svg, figure_svg, inside, picture_svg

__all__ = ["Wording", "chart_figure", "chart_svg", "figure_svg", "inside", "picture_svg"]
