"""Breaks in a series on a chart: a dashed line, a short name above it, and the reason on hover."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from observatory import texts
from observatory.charts import layout
from observatory.series import Break
from observatory.theme import Palette

_NAME_SIZE = 12


_LONGEST_NAME = 30
"""Characters of a break's own words that may stand above the plot."""


def break_name(one: Break, language: str) -> str:
    """A short name of a break: for an unusual year what made it so, as its text begins; else its kind."""
    head, colon, _ = one.text.partition(":")
    head = head.strip()
    if one.kind == "noise" and colon and len(head) <= _LONGEST_NAME:
        return head[:1].lower() + head[1:]
    return texts.text(f"charts.break_{one.kind}", language)


def break_reason(one: Break, language: str) -> str:
    """That name, and of a change of method, whose name says nothing of it, the text."""
    name = break_name(one, language)
    return f"{name} ({one.text.strip().rstrip('.')})" if one.kind == "method" and one.text else name


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
    to_pixels: Sequence[Callable[[date], float]],
    room: tuple[float, Sequence[float]],
    language: str,
    colours: Palette,
) -> list[dict[str, Any]]:
    """Short names above the plot; one that has no room is left to the hover, noise first.

    to_pixels: where a day is, at each width that the chart may have; room: the left end of the row, and its right end at
    each width. A name must have room at all of them.
    """
    start, ends = room
    taken: list[list[tuple[float, float]]] = [[] for _ in to_pixels]
    notes: list[dict[str, Any]] = []
    for place, one in sorted(placed, key=lambda entry: entry[1].kind == "noise"):
        text = layout.escaped(break_name(one, language))
        width = layout.text_width(text, _NAME_SIZE)
        shifts = {"center": -width / 2, "left": -4.0, "right": 4.0 - width}
        free = (a for a in shifts if _is_free([x(place) + shifts[a] for x in to_pixels], width, start, ends, taken))
        anchor = next(free, None)
        if anchor is None:
            continue
        for pixels, others in zip(to_pixels, taken, strict=True):
            left = pixels(place) + shifts[anchor]
            others.append((left, left + width))
        note = layout.note(text, 0, 1, _NAME_SIZE, colours.muted)
        note |= {"x": place.isoformat(), "xref": "x", "xanchor": anchor, "yshift": 6}
        notes.append(note | {"xshift": {"center": 0, "left": -4, "right": 4}[anchor]})
    return notes


def _is_free(
    lefts: Sequence[float],
    width: float,
    start: float,
    ends: Sequence[float],
    taken: Sequence[Sequence[tuple[float, float]]],
) -> bool:
    """Whether a name of some width, starting at `lefts`, has room at every width of the chart."""
    return all(
        left >= start and left + width <= end and all(left > b + 10 or left + width < a - 10 for a, b in others)
        for left, end, others in zip(lefts, ends, taken, strict=True)
    )
