"""What every chart shares: fonts, axes with round French figures, dates to places, hidden values, labels that fit."""

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from itertools import pairwise
from math import ceil, floor, log10
from statistics import median_low
from typing import Any, TypeAlias

from observatory import carrying, formats, texts
from observatory.catalogue import Indicator
from observatory.progress import too_close
from observatory.series import Break, Point, Series
from observatory.theme import FONT, Palette

Figure: TypeAlias = dict[str, Any]
"""A plotly figure as plain dictionaries: {"data": [...], "layout": {...}}."""

CONFIG: dict[str, Any] = {
    "displayModeBar": False,
    "displaylogo": False,
    "responsive": True,
    "scrollZoom": False,
    "doubleClick": False,
    "showTips": False,
    "showAxisDragHandles": False,
}
"""Options of the drawing in the browser, the same for charts and maps and in every language."""

TEXT_SIZE = 13
LABEL_SIZE = 14
LONGEST_SYMBOL = 4
"""Characters of a unit that may follow each tick of an axis (%, €, €/m²)."""
_CHARACTER = 0.51
_CHARACTERS = {
    **dict.fromkeys("ijl.,'’:;|! \u00a0\u202f", 0.25),
    **dict.fromkeys("ftr()-I·", 0.34),
    **dict.fromkeys("mwMW%‰", 0.83),
    **dict.fromkeys("ABCDEGHKNOPQRSUVXYZÉÈÀÎ+−", 0.6),
}
"""Widths of characters of the typeface as shares of its size, rounded up a little."""
_QUALITY_REASONS = frozenset({"vintage_supposed", "vintage_deduced", "not_listed"})
_PIECES = re.compile(r"[^ -]+(?:-| +(?:[-–—] +)?|$)|[ -]+")
_TAIL = re.compile(r"(?: +[-–—])? *$")
"""What a line may end with beyond its width: spaces, and the dash between two names."""
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_PERIODS_A_YEAR = {"annual": 1.0, "half_yearly": 2.0, "quarterly": 4.0, "biennial": 0.5}


def value_of(point: Point) -> float | None:
    """The value that may be shown: None as soon as the status hides it, whatever the point carries."""
    return point.shown


def shown(series: Series) -> list[tuple[date, float]]:
    """(period, value) of the points that may be shown."""
    return [(p.period, value) for p in series.points if (value := value_of(p)) is not None]


def symbol(indicator: Indicator, language: str) -> str:
    """The unit's symbol."""
    return indicator.unit.symbol.in_language(language)


def amount(indicator: Indicator, value: float, language: str) -> str:
    """A value of the indicator with its unit."""
    return formats.amount(value, indicator.decimals, symbol(indicator, language), language)


def has_short_unit(indicator: Indicator, language: str) -> bool:
    """Whether the unit's symbol is short enough to stand beside every figure of a drawing."""
    return len(symbol(indicator, language)) <= LONGEST_SYMBOL


def mark_amount(indicator: Indicator, value: float, language: str) -> str:
    """A value for a mark in the drawing, where a long unit is written once above the axis instead."""
    unit = symbol(indicator, language) if has_short_unit(indicator, language) else ""
    return formats.amount(value, indicator.decimals, unit, language)


def gap_amount(indicator: Indicator, value: float, language: str) -> str:
    """A signed difference between two values of the indicator, in the unit of differences."""
    return _difference(value, indicator.decimals, indicator.unit.difference.in_language(language), language)


_difference = lru_cache(maxsize=4096)(formats.difference)


def tinted(colour: str, opacity: float) -> str:
    """A #RRGGBB colour seen through, as the browser writes it."""
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"


@lru_cache(maxsize=4096)
def text_width(text: str, size: float) -> float:
    """About how many pixels the longest line of `text` takes in the typeface."""
    return max(sum(_CHARACTERS.get(sign, _CHARACTER) for sign in line) for line in text.split("<br>")) * size


def wrapped(text: str, width: int, lines: int = 0) -> str:
    """`text` cut at spaces, hyphens and after dashes into lines of at most `width` characters, joined by <br>.

    `lines` > 0 is the most lines; what does not fit is replaced by an ellipsis.
    """
    rows: list[str] = []
    # Each piece carries what follows it, a space, the hyphen of a compound name or a dash, so that joining gives the text back.
    for piece in _PIECES.findall(text):
        if rows and len(_TAIL.sub("", rows[-1] + piece)) <= width:
            rows[-1] += piece
        else:
            rows.append(piece)
    rows = [row.strip() for row in rows]
    if lines and len(rows) > lines:
        rows = rows[:lines]
        rows[-1] = rows[-1][: width - 1].rstrip(" -,") + "…"
    return "<br>".join(row if len(row) <= width + 3 else row[: width - 1] + "…" for row in rows)


def unfolded(text: str, width: int, rows: int) -> str:
    """The whole `text` on at most `rows` lines joined by <br>, of `width` characters or as many more as that takes."""
    return next(
        folded
        for wide in range(width, len(text) + width + 1)
        if (folded := wrapped(text, wide)).count("<br>") < rows and folded.count("…") == text.count("…")
    )


def shortened(text: str, width: int) -> str:
    """`text` on one line of at most `width` characters, an ellipsis standing for what does not fit."""
    return text if len(text) <= width else text[: width - 1].rstrip(" -,") + "…"


def escaped(text: str) -> str:
    """`text` with the signs that plotly would read as markup made harmless."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def nice_step(span: float, count: int, decimals: int) -> float:
    """The round step that divides `span` into at most `count` parts, never finer than the figures' decimals."""
    finest = 10.0**-decimals
    raw = max(span / max(count, 1), finest)
    power = 10.0 ** floor(log10(raw))
    step = next(power * factor for factor in _STEPS if power * factor >= raw * (1 - 1e-9))
    whole = round(step / finest)
    return max(whole, 1) * finest if abs(whole - step / finest) > 1e-6 else step


def value_axis(
    values: Sequence[float],
    decimals: int,
    minimum: float | None,
    maximum: float | None,
    count: int = 5,
    zero: bool = False,
) -> tuple[float, float, list[float]]:
    """Low end, high end and ticks of an axis that holds `values` with some air, within the unit's range.

    Zero is included when `zero` says so, and also when the values come near it, so that a truncated axis is
    never a matter of chance.
    """
    if not values:
        values = [0.0, 1.0]
    low, high = min(values), max(values)
    if zero or (low >= 0 and low <= 0.45 * high):
        low = min(low, 0.0)
    if zero or (high <= 0 and high >= 0.45 * low):
        high = max(high, 0.0)
    span = high - low
    if span <= 0:
        span = max(abs(high) * 0.2, 10.0**-decimals * 4)
        low, high = low - span / 2, high + span / 2
    air = span * 0.06
    bottom = low if low == 0 else low - air
    top = high if high == 0 else high + air
    if minimum is not None:
        bottom = max(bottom, minimum)
    step = nice_step(top - bottom, count, decimals)
    first = floor(bottom / step + 1e-9) if bottom - floor(bottom / step) * step <= step * 0.5 else ceil(bottom / step)
    start = first * step
    bottom = min(bottom, start)
    ticks: list[float] = []
    tick = start
    while tick <= min(top, maximum if maximum is not None else top) + step * 1e-6:
        ticks.append(round(tick, 10))
        tick += step
    if ticks and top - ticks[-1] > step * 0.55 and (maximum is None or ticks[-1] + step <= maximum):
        ticks.append(round(ticks[-1] + step, 10))
        top = ticks[-1]
    return bottom, top, ticks


def tick_texts(ticks: Sequence[float], unit_symbol: str, language: str, signed: bool = False) -> list[str]:
    """Ticks in words, with as many decimals as their step needs; `signed` for an axis of differences."""
    decimals = 0
    while decimals < 6 and any(abs(round(tick, decimals) - tick) > 1e-9 for tick in ticks):
        decimals += 1
    if signed:
        return [formats.difference(tick, decimals, unit_symbol, language) for tick in ticks]
    return [formats.amount(tick, decimals, unit_symbol, language) for tick in ticks]


def day_of_year(periods: Sequence[date]) -> tuple[int, int]:
    """Month and day that stand for a year on the axis: those that most periods have, so that a tick is under its point."""
    counts: dict[tuple[int, int], int] = {}
    for period in periods:
        key = (period.month, period.day)
        counts[key] = counts.get(key, 0) + 1
    month, day = max(counts, key=lambda key: (counts[key], key)) if counts else (12, 31)
    return (month, 28) if (month, day) == (2, 29) else (month, day)


def year_ticks(
    first: date, last: date, month_day: tuple[int, int], room: float, language: str
) -> tuple[list[str], list[str]]:
    """ISO dates and labels of year ticks between two dates: all years as ticks, as many labels as `room` pixels hold.

    Ticks on 1 January are written with the month, `janv. 2025`: a deadline of 31 December 2024 stands right beside that one,
    and a bare 2025 would contradict it.
    """
    years_wide = max((last - first).days / 365.25, 1.0)
    month, day = month_day
    opens_the_year = month_day == (1, 1)
    every = next((n for n in (1, 2, 3, 5, 10, 20) if room * n / years_wide >= (62 if opens_the_year else 34)), 50)
    years = [y for y in range(first.year, last.year + 1) if first <= date(y, month, day) <= last]
    # Ticks without a word, one a year, would be a comb where decades are shown.
    kept = years if every <= 5 else [y for y in years if (years[-1] - y) % every == 0]
    said = [formats.short_period(date(y, 1, 1), "date", language) if opens_the_year else str(y) for y in kept]
    words = [word if (years[-1] - y) % every == 0 else "" for y, word in zip(kept, said, strict=True)]
    return [date(y, month, day).isoformat() for y in kept], words


def with_turns(series: Series | None, breaks: Sequence[Break], language: str) -> tuple[Break, ...]:
    """The breaks, and one wherever the territory's own figures follow carried ones and no declared break says so."""
    found = list(breaks)
    for a, b in pairwise(series.published()) if series is not None else ():
        if a.is_carried != b.is_carried and not any(a.period < cut <= b.period for cut in comparable_breaks(breaks)):
            found.append(Break(b.period, "geography", texts.text("charts.break_carried", language)))
    return tuple(sorted(found, key=lambda one: one.period))


def comparable_breaks(breaks: Sequence[Break]) -> list[date]:
    """Dates that a line must not cross: figures before and after them are not the same thing."""
    return sorted(b.period for b in breaks if b.kind != "noise")


def is_split(indicator: Indicator, before: date, after: date, cuts: Sequence[date], longest: float) -> bool:
    """Whether no line may join the points of two periods: a break lies between, they are too close, or one is missing.

    longest: years that a line may span, 0 when there is no such rule.
    """
    for cut in cuts:
        if before < cut <= after:
            return True
    return too_close(indicator, before, after) or (longest > 0 and (after - before).days / 365.25 > longest)


def longest_span(indicator: Indicator, points: Sequence[Point]) -> float:
    """Years that a line may span between two vintages, a longer one being a gap: what the frequency promises, or what the series
    or the rule of comparison keeps to if longer, and less than one more vintage.

    0 where nothing is promised: irregular figures.
    """
    rate = _PERIODS_A_YEAR.get(indicator.frequency)
    if rate is None:
        return 0.0
    steps = [(b.period - a.period).days / 365.25 for a, b in pairwise(points)]
    usual = max(1 / rate, median_low(steps) if steps else 0.0, indicator.min_vintage_gap if rate >= 1 else 0.0)
    # Of a census only distant vintages compare: where one that could be compared is missing, the rest of the way is a gap.
    return usual + 0.6 / rate if indicator.period_kind == "census" else 1.6 * usual


def segments(indicator: Indicator, points: Sequence[Point], cuts: Sequence[date]) -> list[Point | None]:
    """Points in order, with None wherever the line must lift its pen."""
    longest = longest_span(indicator, points)
    drawn: list[Point | None] = []
    before: Point | None = None
    was_carried = False
    for point in points:
        if point.shown is None:
            if drawn and drawn[-1] is not None:
                drawn.append(None)
            before = None
            continue
        is_carried = point.is_carried
        if before is not None and (
            was_carried != is_carried or is_split(indicator, before.period, point.period, cuts, longest)
        ):
            drawn.append(None)
        drawn.append(point)
        before, was_carried = point, is_carried
    while drawn and drawn[-1] is None:
        drawn.pop()
    return drawn


def marked(said: str, point: Point) -> str:
    """A figure in words, followed by the sign of its quality where it is provisional or estimated."""
    sign = formats.QUALITY_SIGNS.get(point.status)
    return f"{said}{formats.NO_BREAK_SPACE}{sign}" if sign else said


def quality(point: Point, language: str) -> str:
    """What must be known about a point beside its value (provisional, supposed vintage, demonstration), or nothing."""
    notes = []
    if point.status in formats.QUALITY_SIGNS:
        notes.append(texts.text(f"charts.status_{point.status}", language))
    reasons = point.reason.split()
    notes += [texts.text(f"charts.reason_{r}", language) for r in reasons if r in _QUALITY_REASONS]
    notes += filter(None, (carrying.words(r, language) for r in reasons))
    if point.origin == "demo":
        notes.append(texts.text("charts.demo_figure", language))
    return ", ".join(notes)


def at_period(period: date, kind: str, language: str) -> str:
    """A period as a complement: « en 2018 », « au 31 décembre 2021 », « à la rentrée 2022 »."""
    words = formats.period(period, kind, language)
    key = kind if kind in {"year", "school_year"} else "date"
    return texts.text(f"charts.at_{key}", language, period=words)


def base_layout(palette: Palette, language: str, height: int) -> dict[str, Any]:
    """The part of a layout that all charts have: typeface, ground, French or English separators, hover, no legend."""
    return {
        "height": height,
        "font": {"family": FONT, "size": TEXT_SIZE, "color": palette.ink},
        "paper_bgcolor": palette.ground,
        "plot_bgcolor": palette.ground,
        "separators": formats.SEPARATORS[language],
        "showlegend": False,
        "hovermode": "closest",
        "dragmode": False,
        "hoverlabel": {
            "bgcolor": palette.ground,
            "bordercolor": palette.muted,
            "font": {"family": FONT, "size": LABEL_SIZE, "color": palette.ink},
            "align": "left",
            "namelength": 0,
        },
        "margin": {"l": 8, "r": 16, "t": 28, "b": 30, "pad": 0},
    }


def note(text: str, x: float, y: float, size: float, colour: str) -> dict[str, Any]:
    """An annotation at a share of the plot's width and height (0 to 1), its bottom left corner there."""
    return {
        "text": text,
        "xref": "paper",
        "yref": "paper",
        "x": x,
        "y": y,
        "xanchor": "left",
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"size": size, "color": colour},
    }


def demo_note(palette: Palette, language: str) -> dict[str, Any]:
    """The annotation that marks a chart holding demonstration figures, in its top right corner."""
    frame = {"bordercolor": palette.warning, "borderwidth": 1, "borderpad": 3, "bgcolor": palette.ground}
    mark = note(texts.text("charts.demo", language), 1, 1, TEXT_SIZE, palette.warning)
    return mark | frame | {"xanchor": "right", "yshift": 4}


def empty_figure(palette: Palette, language: str, height: int) -> Figure:
    """A figure that says that there is no published value to draw."""
    layout = base_layout(palette, language, height)
    layout["xaxis"] = {"visible": False, "fixedrange": True}
    layout["yaxis"] = {"visible": False, "fixedrange": True}
    said = note(texts.text("charts.nothing", language), 0.5, 0.5, 16, palette.muted)
    layout["annotations"] = [said | {"xanchor": "center", "yanchor": "middle"}]
    return {"data": [], "layout": layout}
