"""What people said of the points of a chart: a number at each, with the words on demand; the list below the chart has them all."""

from collections.abc import Sequence
from datetime import date
from html import escape
from textwrap import wrap

from observatory.charts import layout
from observatory.charts.layout import Figure
from observatory.series import Series
from observatory.theme import palette

LIFT, LINE = 30, 48
"""Pixels between a number and its point; characters of a line of the words."""


def remarked(figure: Figure, series: Series, remarks: Sequence[tuple[int, date, str]], dark: bool) -> Figure:
    """The figure with a number beside each point of `series` that somebody spoke of.

    remarks: number in the list, period of the point, words. Several on one point share a place; a point without a value
    has none.
    """
    colours = palette(dark)
    values = {point.period: value for point in series.points if (value := layout.value_of(point)) is not None}
    places: dict[date, list[tuple[int, str]]] = {}
    for number, period, said in remarks:
        if period in values:
            places.setdefault(period, []).append((number, said))
    low, high = figure["layout"].get("yaxis", {}).get("range") or (
        min(values.values(), default=0),
        max(values.values(), default=0),
    )
    middle = (low + high) / 2
    notes = [
        {
            "x": period.isoformat(),
            "y": values[period],
            "text": ", ".join(str(number) for number, _ in some),
            "hovertext": "<br>".join(escape(line) for number, said in some for line in wrap(f"{number}. {said}", LINE)),
            "showarrow": True,
            "arrowhead": 0,
            "arrowwidth": 1,
            "arrowcolor": colours.muted,
            "ax": 0,
            # Names of breaks run along the top: numbers of the highest points hang below them.
            "ay": LIFT if values[period] > middle else -LIFT,
            "bgcolor": colours.ground,
            "bordercolor": colours.muted,
            "borderpad": 3,
            "font": {"size": 12, "color": colours.ink},
        }
        for period, some in places.items()
    ]
    if not notes:
        return figure
    drawn = figure["layout"]
    return {**figure, "layout": {**drawn, "annotations": [*drawn.get("annotations", ()), *notes]}}
