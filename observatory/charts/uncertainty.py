"""What a chart says of doubt: the interval around a measured share, and where the present pace leads by the deadline."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from observatory import formats, texts
from observatory.catalogue import Indicator
from observatory.charts import layout
from observatory.charts.lines import Bounds, Line
from observatory.progress import Standing, wilson
from observatory.series import Break, Point
from observatory.theme import Palette
from observatory.trajectory import landing_condition

_LANDING_DASH = "2px,4px"
_FEWEST = 3
"""Points from which intervals are a band; fewer are whiskers."""


def intervals(indicator: Indicator, points: Sequence[Point | None]) -> Bounds:
    """The 95 % interval of each share whose number of people is known, in the unit of the indicator."""
    if indicator.unit.unit != "percent":
        return {}
    found = {}
    for point in points:
        value = layout.value_of(point) if point is not None else None
        if point is not None and value is not None and point.denominator and 0 <= value <= 100:
            low, high = wilson(value / 100, point.denominator)
            found[point.period] = (100 * low, 100 * high)
    return found


def whiskered(line: Line, bounds: Bounds) -> frozenset[date]:
    """Periods whose interval is a whisker: those of a line of too few points, and points that no line joins to another."""
    if len(bounds) < _FEWEST:
        return frozenset(bounds)
    runs = _runs(line, bounds)
    return frozenset(run[0] for run in runs if len(run) == 1)


def _runs(line: Line, bounds: Bounds) -> list[list[date]]:
    """Periods with an interval, by stretches that the line joins."""
    runs: list[list[date]] = [[]]
    for point in line.points:
        if point is None or point.period not in bounds:
            runs.append([])
        else:
            runs[-1].append(point.period)
    return [run for run in runs if run]


def band_traces(line: Line, bounds: Bounds, colours: Palette, language: str, yaxis: str) -> list[dict[str, Any]]:
    """A very light band behind the line, one stretch at a time."""
    x: list[str | None] = []
    y: list[float | None] = []
    for run in _runs(line, bounds) if len(bounds) >= _FEWEST else []:
        if len(run) < 2:
            continue
        if x:
            x.append(None)
            y.append(None)
        days = [period.isoformat() for period in run]
        x += [*days, *reversed(days)]
        y += [*(bounds[period][1] for period in run), *(bounds[period][0] for period in reversed(run))]
    return [_area(x, y, colours.accent, 0.11, texts.text("charts.interval", language), yaxis)] if x else []


def whiskers(line: Line, bounds: Bounds, colours: Palette) -> dict[str, Any] | None:
    """Error bars for the points whose interval is not in a band, as plotly's `error_y`; None when there is none."""
    alone = whiskered(line, bounds)
    if not alone:
        return None
    above: list[float | None] = []
    below: list[float | None] = []
    for point in line.points:
        value = layout.value_of(point) if point is not None else None
        low: float | None = None
        high: float | None = None
        if point is not None and value is not None and point.period in alone:
            low, high = value - bounds[point.period][0], bounds[point.period][1] - value
        above.append(high)
        below.append(low)
    bars: dict[str, Any] = {"type": "data", "symmetric": False, "array": above, "arrayminus": below}
    return bars | {"color": layout.tinted(colours.accent, 0.5), "thickness": 1.5, "width": 4}


def _area(
    x: Sequence[str | None], y: Sequence[float | None], colour: str, opacity: float, name: str, yaxis: str
) -> dict[str, Any]:
    """A filled shape without a line: what only reads lines and marks passes over it."""
    return {
        "type": "scatter",
        "mode": "none",
        "x": list(x),
        "y": list(y),
        "fill": "toself",
        "fillcolor": layout.tinted(colour, opacity),
        "hoverinfo": "skip",
        "name": name,
        "yaxis": yaxis,
    }


@dataclass(frozen=True, slots=True)
class Landing:
    """Where the present pace leads: from the latest point to `value` at the deadline, within `low` and `high`.

    probability: of meeting the target, None when unknown; condition: what it supposes of perimeters (a code), which change
    on `turns_on`; broken: the break there, across which nothing is drawn.
    """

    since: date
    start: float
    deadline: date
    value: float
    low: float
    high: float
    probability: float | None
    condition: str
    turns_on: date | None
    broken: Break | None

    def stop(self, places: Mapping[Break, date]) -> date:
        """Where the fan ends: the deadline, or the place of the break that cuts it."""
        return self.deadline if self.broken is None else places.get(self.broken, self.broken.period)

    def at(self, day: date) -> tuple[float, float, float]:
        """Low edge, middle and high edge of the fan on a day."""
        share = (day - self.since).days / (self.deadline - self.since).days
        low, middle, high = (self.start + share * (end - self.start) for end in (self.low, self.value, self.high))
        return low, middle, high

    def stretched(self, values: Sequence[float]) -> tuple[float, float, float]:
        """Values that the axis must hold: the landing, and its interval as far as it does not crush what was measured."""
        ends = [*values, self.value, self.start]
        low, high = min(ends), max(ends)
        air = (high - low) or abs(high) * 0.1
        return max(self.low, low - air), self.value, min(self.high, high + air)


def landing_of(standing: Standing | None, line: Line | None, territory: str, breaks: Sequence[Break]) -> Landing | None:
    """The landing of a line as its standing has it; None when there is none, or when the line does not show its start."""
    if standing is None or line is None or standing.territory != territory:
        return None
    value, low, high = standing.landing_value, standing.landing_low, standing.landing_high
    since, deadline = standing.current_period, standing.deadline
    if value is None or low is None or high is None or since is None or deadline is None or deadline <= since:
        return None
    start = next((layout.value_of(p) for p in line.points if p is not None and p.period == since), None)
    if start is None:
        return None
    turns_on = standing.landing_break_on
    broken = next((b for b in breaks if b.kind != "noise" and b.period == turns_on), None)
    chance, condition = standing.landing_probability, standing.landing_condition
    return Landing(since, start, deadline, value, low, high, chance, condition, turns_on, broken)


def landing_traces(
    indicator: Indicator,
    landing: Landing,
    signed: bool,
    places: Mapping[Break, date],
    language: str,
    colours: Palette,
    yaxis: str,
) -> list[dict[str, Any]]:
    """The fan from the latest point to the deadline, cut short at a break, and the mark of the value expected there.

    signed: a gap rather than a level; places: where the breaks are drawn.
    """
    stop = landing.stop(places)
    low, middle, high = landing.at(stop)
    name = texts.text("charts.landing", language)
    since, until, end = landing.since.isoformat(), stop.isoformat(), landing.deadline.isoformat()
    fan = _area([since, until, until], [landing.start, high, low], colours.muted, 0.0, name, yaxis)
    fan["fillpattern"] = {
        "shape": "/",
        "size": 6,
        "solidity": 0.14,
        "fgcolor": layout.tinted(colours.muted, 0.45),
        "bgcolor": layout.tinted(colours.muted, 0.05),
        "fillmode": "replace",
    }
    line: dict[str, Any] = {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [since, until],
        "y": [landing.start, middle],
        "hovertext": ["", ""],
        "hoverinfo": "text",
        "name": name,
        "yaxis": yaxis,
        "connectgaps": False,
        "cliponaxis": False,
        "line": {"color": colours.muted, "width": 1.5, "dash": _LANDING_DASH},
    }
    if landing.broken is not None:
        line["x"] += [until, end]
        line["y"] += [None, landing.value]
        line["hovertext"] = ["", "", "", ""]
    line["hovertext"][-1] = _said(indicator, landing, signed, language)
    line["marker"] = {
        "symbol": "circle",
        "size": [*[0] * (len(line["x"]) - 1), 7],
        "color": colours.ground,
        "line": {"color": colours.muted, "width": 1.5},
    }
    return [fan, line]


def _said(indicator: Indicator, landing: Landing, signed: bool, language: str) -> str:
    written = layout.gap_amount if signed else layout.amount
    value, low, high = (written(indicator, v, language) for v in (landing.value, landing.low, landing.high))
    period = formats.period(landing.deadline, indicator.period_kind, language)
    lines = [
        texts.text("charts.hover_landing", language, period=period, value=value),
        texts.text("charts.hover_landing_interval", language, low=low, high=high),
    ]
    if landing.probability is not None:
        chance = chances(landing.probability, language)
        lines.append(texts.text("charts.hover_landing_chance", language, chance=chance))
    if condition := landing_condition(landing.condition, landing.turns_on, language):
        lines.append(layout.wrapped(layout.escaped(condition), 52))
    return "<br>".join(lines)


def chances(probability: float, language: str) -> str:
    """A probability in whole per cent; never none at all nor certainty, which figures that vary do not give."""
    whole = round(100 * probability)
    if 1 <= whole <= 99:
        return formats.amount(whole, 0, "%", language)
    bound = formats.amount(1 if whole < 1 else 99, 0, "%", language)
    return texts.text("charts.chance_below" if whole < 1 else "charts.chance_above", language, bound=bound)
