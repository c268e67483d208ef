"""The map of one indicator and period, drawn on two plain axes: no tile, no WebGL, nothing fetched."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from observatory import texts
from observatory.catalogue import Indicator, Territory
from observatory.geography import BBox, Outline
from observatory.maps.choice import map_choice
from observatory.maps.classes import Classes
from observatory.maps.ground import HEIGHT, Figure, map_ground
from observatory.series import Reading
from observatory.theme import Palette, palette


def neighbourhood_map(
    indicator: Indicator,
    readings: Sequence[Reading],
    period: date,
    outlines: Mapping[str, Outline],
    territories: Mapping[str, Territory],
    selected: Sequence[str],
    classes: Classes | None,
    language: str,
    dark: bool,
    around_text: str | None = None,
    bbox: BBox | None = None,
    width_hint: int = 390,
    height: int = HEIGHT,
    show_demo_mark: bool = True,
) -> Figure:
    """The figure: municipalities as land, each reading as a polygon (if its outline is known) and a circle sized by population.

    classes: None when no reading has a value; around_text: what a diverging scale turns about (« Val-de-Marne »);
    bbox: what must be in view (degrees), by default all readings and the land around them. Circles carry the
    territory's code as `customdata`, so a click gives it. show_demo_mark: False where the title bears the mark.
    """
    ground = map_ground(
        indicator, readings, period, outlines, territories, classes, language, dark, around_text, bbox, width_hint, height
    )  # fmt: skip
    choice = map_choice(ground, readings, outlines, territories, selected, language, dark, width_hint)
    if show_demo_mark and any(reading.origin == "demo" and reading.shown is not None for reading in readings):
        choice["annotations"].append(_demo_note(language, palette(dark)))
    return {"data": ground["data"], "layout": ground["layout"] | choice}


def _demo_note(language: str, colours: Palette) -> dict[str, Any]:
    return {
        "text": texts.text("maps.demo", language),
        "xref": "paper",
        "yref": "paper",
        "x": 1,
        "y": 1,
        "xshift": -4,
        "yshift": -4,
        "xanchor": "right",
        "yanchor": "top",
        "showarrow": False,
        "font": {"size": 13, "color": colours.warning},
        "bordercolor": colours.warning,
        "borderwidth": 1,
        "borderpad": 3,
        "bgcolor": colours.ground,
    }
