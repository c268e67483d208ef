"""The panels of a chart over time: one value axis each, above one axis of dates, and the pixels that everything takes.

The server does not know how wide the page is. Panels are measured at the width hinted at and at a narrow one (a phone's):
margins are pixels that hold at both, and what lies between them is stretched.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from observatory.catalogue import Indicator
from observatory.charts import layout
from observatory.charts.lines import REFERENCE_DASH, Bounds, Line
from observatory.charts.uncertainty import Landing
from observatory.series import Target
from observatory.theme import Palette

NARROWEST = 340
"""Pixels of a chart on a phone."""
TOP, BOTTOM, BOTTOM_WITH_NOTE = 30, 32, 50
_GAP_SHARE, _GAP_LEAST, _GAP_TITLE = 0.3, 60.0, 30.0


@dataclass(slots=True)
class Content:
    """What a panel shows: lines, the target and its path, the landing, intervals of the chosen line, a note at its end."""

    lines: list[Line]
    target: Target | None = None
    landing: Landing | None = None
    bounds: Bounds = field(default_factory=dict)
    note: str = ""

    def values(self) -> list[float]:
        """All that the axis must hold."""
        found = [v for line in self.lines for v in line.values]
        goals = (*self.target.earlier, self.target) if self.target else ()
        found += [v for goal in goals for _, v in goal.path()]
        found += [end for pair in self.bounds.values() for end in pair]
        if self.landing is not None:
            found += self.landing.stretched(found)
        return found


@dataclass(slots=True)
class Panel:
    """A content with its axis and its place. left, margin: pixels left and right of the plot; widths: of the chart."""

    yref: str
    content: Content
    low: float
    high: float
    ticks: list[float]
    tick_labels: list[str]
    span: tuple[date, date]
    top: float
    bottom: float
    widths: tuple[float, ...]
    left: float = 0.0
    margin: float = 16.0

    def share(self, period: date) -> float:
        """Where a day lies between the ends of the axis of dates, 0 to 1."""
        first, last = self.span
        return (period - first).days / max((last - first).days, 1)

    def across(self, share: float, view: int = 0) -> float:
        """Pixels from the left of a share of the plot, at one of the widths."""
        return self.left + share * (self.widths[view] - self.margin - self.left)

    def x(self, period: date, view: int = 0) -> float:
        """Pixels from the left of a day."""
        return self.across(self.share(period), view)

    def y(self, value: float) -> float:
        """Pixels from the top of a value."""
        return self.bottom - (value - self.low) / ((self.high - self.low) or 1) * (self.bottom - self.top)


def views(width: int, is_fixed: bool) -> tuple[float, ...]:
    """The widths that a chart must be legible at: its own and, unless it is drawn at that one alone, a phone's."""
    return (float(width), float(NARROWEST)) if width > NARROWEST and not is_fixed else (float(width),)


def panels(
    indicator: Indicator,
    level: Content,
    gap: Content | None,
    span: tuple[date, date],
    language: str,
    width: int,
    height: int,
    is_fixed: bool = False,
) -> list[Panel]:
    """The panel of the level and, below it, the one of the gap where there is one."""
    unit = indicator.unit
    floor = float(height - BOTTOM)
    room = floor - TOP
    below = max(room * _GAP_SHARE, _GAP_LEAST) if gap else 0.0
    bottom = floor - below - _GAP_TITLE if gap else floor
    low, high, ticks = layout.value_axis(
        level.values(), indicator.decimals, unit.minimum, unit.maximum, _ticks(bottom - TOP)
    )
    if is_truncated(indicator, low):
        floor = float(height - BOTTOM_WITH_NOTE)
        bottom = floor - below - _GAP_TITLE if gap else floor
    unit_symbol = layout.symbol(indicator, language) if layout.has_short_unit(indicator, language) else ""
    words = layout.tick_texts(ticks, unit_symbol, language)
    widths = views(width, is_fixed)
    found = [Panel("y", level, low, high, ticks, words, span, TOP, bottom, widths)]
    if gap is not None:
        low, high, ticks = layout.value_axis([*gap.values(), 0.0], indicator.decimals, None, None, _ticks(below))
        words = layout.tick_texts(ticks, "", language, signed=True)
        found.append(Panel("y2", gap, low, high, ticks, words, span, floor - below, floor, widths))
    left = max(layout.text_width(word, layout.TEXT_SIZE) for panel in found for word in panel.tick_labels) + 10
    for panel in found:
        panel.left = left
    return found


def _ticks(room: float) -> int:
    """Ticks of a value axis so many pixels high."""
    return 5 if room > 210 else 4 if room > 150 else 3 if room > 90 else 2


def is_truncated(indicator: Indicator, low: float) -> bool:
    """Whether the axis of what may be zero (a count, a share) starts above it, which a reader must be told."""
    return indicator.unit.minimum == 0 and low > 0


def x_axis(
    colours: Palette, span: tuple[date, date], month_day: tuple[int, int], room: float, anchor: str, language: str
) -> dict[str, Any]:
    """The axis of dates: a tick a year, with as many years written as `room` pixels hold."""
    ticks, words = layout.year_ticks(*span, month_day, room, language)
    return {
        "type": "date",
        "range": [day.isoformat() for day in span],
        "tickvals": ticks,
        "ticktext": words,
        "tickangle": 0,
        "ticks": "outside",
        "ticklen": 5,
        "tickcolor": colours.other,
        "showgrid": False,
        "zeroline": False,
        "showline": True,
        "linecolor": colours.other,
        "anchor": anchor,
        "fixedrange": True,
        "tickfont": {"size": layout.TEXT_SIZE, "color": colours.muted},
    }


def y_axis(colours: Palette, panel: Panel, floor: float) -> dict[str, Any]:
    """The value axis of a panel; floor: pixels from the top at which the lowest panel ends."""
    room = floor - TOP
    return {
        "range": [panel.low, panel.high],
        "domain": [max(0.0, 1 - (panel.bottom - TOP) / room), 1 - (panel.top - TOP) / room],
        "tickvals": panel.ticks,
        "ticktext": panel.tick_labels,
        "gridcolor": colours.hairline,
        "zeroline": panel.low == 0,
        "zerolinecolor": colours.hairline,
        "zerolinewidth": 1,
        "fixedrange": True,
        "anchor": "x",
        "tickfont": {"size": layout.TEXT_SIZE, "color": colours.muted},
    }


def zero_line(panel: Panel, colours: Palette) -> dict[str, Any]:
    """The reference territory in the panel of gaps: the line where there is none."""
    return {
        "type": "line",
        "xref": "paper",
        "yref": panel.yref,
        "x0": 0,
        "x1": 1,
        "y0": 0,
        "y1": 0,
        "layer": "below",
        "line": {"color": colours.muted, "width": 2, "dash": REFERENCE_DASH},
    }


def drawn_in(everything: Sequence[Panel], margin: float) -> None:
    """Leave `margin` pixels right of all panels, which share one axis of dates."""
    for panel in everything:
        panel.margin = margin
