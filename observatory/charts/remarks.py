"""What people said of the points of a chart: a number at each, with the words on demand; the list below the chart has them all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from textwrap import wrap

from observatory import formats
from observatory.charts import layout
from observatory.charts.layout import Figure
from observatory.series import Comment, Series
from observatory.texts import text
from observatory.theme import palette

LIFT, LINE = 30, 48
"""Pixels between a number and its point; characters of a line of the words."""
_FREE = {"top": -LIFT, "bottom": LIFT}
"""Where a number stands of a point whose name is anchored by its top, under it, or by its bottom, over it."""
NAME = "remark"
"""Of the annotations that are numbers of comments, for those who draw the figure by other means than plotly."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment as it is read: its number on the chart, what it is about, the words (in French), who said them and when."""

    number: int
    about: str
    said: str
    by: str
    is_demo: bool

    def sentence(self, language: str) -> str:
        """The comment on one line."""
        demo = f" ({text('charts.demo', language)})" if self.is_demo else ""
        line = text("charts.remark", language, number=self.number, about=self.about, said=self.said, by=self.by)
        return line + demo


def remarks(comments: Sequence[Comment], period_kind: str, language: str) -> tuple[Remark, ...]:
    """Comments numbered in their order."""
    return tuple(
        Remark(
            number,
            formats.period(one.period, period_kind, language) if one.period else text("charts.whole_series", language),
            one.comment,
            text("charts.said_by", language, author=one.author, day=formats.day(one.commented_on, language)),
            one.origin == "demo",
        )
        for number, one in enumerate(comments, start=1)
    )


def remarked(figure: Figure, series: Series, comments: Sequence[Comment], dark: bool) -> Figure:
    """The figure with the number of each comment beside the point of `series` that it is about.

    Several on one point share a place; a point without a value has none.
    """
    colours = palette(dark)
    values = {point.period: value for point in series.points if (value := layout.value_of(point)) is not None}
    places: dict[date, list[tuple[int, str]]] = {}
    for number, one in enumerate(comments, start=1):
        if one.period in values:
            places.setdefault(one.period, []).append((number, one.comment))
    low, high = figure["layout"].get("yaxis", {}).get("range") or (
        min(values.values(), default=0),
        max(values.values(), default=0),
    )
    middle = (low + high) / 2
    free = {
        (one["x"], one["y"]): _FREE[one["yanchor"]]
        for one in figure["layout"].get("annotations", ())
        if one.get("yref") == "y" and one.get("yanchor") in _FREE
    }

    def lift(period: date) -> int:
        # Names of breaks run along the top: numbers of the highest points hang below them.
        usual = LIFT if values[period] > middle else -LIFT
        return free.get((period.isoformat(), values[period]), usual)

    notes = [
        {
            "name": NAME,
            "x": period.isoformat(),
            "y": values[period],
            "xref": "x",
            "yref": "y",
            "xanchor": "center",
            "yanchor": "middle",
            "text": ", ".join(str(number) for number, _ in some),
            "hovertext": "<br>".join(escape(line) for number, said in some for line in wrap(f"{number}. {said}", LINE)),
            "showarrow": True,
            "arrowhead": 0,
            "arrowwidth": 1,
            "arrowcolor": colours.muted,
            "ax": 0,
            "ay": lift(period),
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
