"""A chart as PNG, from its SVG; no browser and no system library."""

import re

import resvg_py

from observatory.exports.fonts import font_folder

SCALE = 2.0
"""Pixels of the picture for each pixel of the drawing: sharp on paper and on dense screens."""


def png_bytes(svg: str, scale: float = SCALE) -> bytes:
    """The SVG as PNG, `scale` times its size in pixels."""
    # resvg warns about attributes it does not know; the language is for readers of the SVG itself.
    plain = re.sub(r' (?:xml:)?lang="\w+"(?=[^<]*>)', "", svg)
    drawn = resvg_py.svg_to_bytes(svg_string=plain, zoom=scale, skip_system_fonts=True, font_dirs=[str(font_folder())])
    return bytes(drawn)
