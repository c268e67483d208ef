"""Breaks in a series on a chart: a dashed line, a short name above it, and the reason on hover."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from observatory import texts
from observatory.charts import layout
from observatory.series import Break
from observatory.theme import Palette

_NAME_SIZE = 12


def placed_breaks(
    breaks: Sequence[Break], periods: Sequence[date], first: date, last: date
) -> list[tuple[date, Break]]:
    """Breaks within the chart, each half-way between the last of `periods` before it and the first after it.

    Noise (an unusual year) stays at its own date.
    """
    placed = []
    for one in sorted(breaks, key=lambda b: b.period):
        before = max((p for p in periods if p < one.period), default=None)
        after = min((p for p in periods if p >= one.period), default=None)
        place = one.period
        if before is not None and after is not None and one.kind != "noise":
            place = before + (after - before) / 2
        if first < place < last:
            placed.append((place, one))
    return placed


def break_shapes(placed: Sequence[tuple[date, Break]], colours: Palette) -> list[dict[str, Any]]:
    """The vertical lines, lighter where the break is noise that a series may cross."""
    return [
        {
            "type": "line",
            "xref": "x",
            "yref": "paper",
            "x0": place.isoformat(),
            "x1": place.isoformat(),
            "y0": 0,
            "y1": 1,
            "layer": "below",
            "line": {
                "color": colours.other,
                "width": 1 if one.kind == "noise" else 1.25,
                "dash": "dot" if one.kind == "noise" else "4px,3px",
            },
        }
        for place, one in placed
    ]


def break_traces(
    placed: Sequence[tuple[date, Break]], ceiling: float, language: str, colours: Palette
) -> list[dict[str, Any]]:
    """Marks on top of the lines, which give the reason on hover."""
    if not placed:
        return []
    hover = [
        f"<b>{texts.text(f'charts.break_{one.kind}', language)}</b><br>{layout.wrapped(layout.escaped(one.text), 52)}"
        for _, one in placed
    ]
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "x": [place.isoformat() for place, _ in placed],
            "y": [ceiling] * len(placed),
            "hovertext": hover,
            "hoverinfo": "text",
            "name": texts.text("charts.breaks", language),
            "cliponaxis": False,
            "marker": {"symbol": "triangle-down", "size": 9, "color": colours.muted},
        }
    ]


def break_names(
    placed: Sequence[tuple[date, Break]],
    to_pixels: Callable[[date], float],
    room: tuple[float, float],
    language: str,
    colours: Palette,
) -> list[dict[str, Any]]:
    """Short names above the plot, between the pixels of `room`; one that has no room is left to the hover."""
    notes: list[dict[str, Any]] = []
    free, end = room
    for place, one in placed:
        text = texts.text(f"charts.break_{one.kind}", language)
        width = layout.text_width(text, _NAME_SIZE)
        x = to_pixels(place)
        starts = {"center": x - width / 2, "left": x - 4, "right": x + 4 - width}
        anchor = next((a for a, start in starts.items() if start >= free and start + width <= end), None)
        if anchor is None:
            continue
        free = starts[anchor] + width + 10
        note = layout.note(text, 0, 1, _NAME_SIZE, colours.muted)
        note |= {"x": place.isoformat(), "xref": "x", "xanchor": anchor, "yshift": 6}
        notes.append(note | {"xshift": {"center": 0, "left": -4, "right": 4}[anchor]})
    return notes
