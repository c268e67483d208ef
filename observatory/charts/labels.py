"""Names written at the end of lines: where each goes so that none covers another, a line or a mark."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from observatory.charts.layout import text_width
from observatory.theme import Palette

LINE_HEIGHT = 1.2
MOVED = 9.0
"""Pixels between a point and its name; further away a hairline joins them."""

_LEVELS = (0, -1, 1, -2, 2, -3, 3, -4, 4, -5, 5, -6, 6)


@dataclass(frozen=True, slots=True)
class Label:
    """A text to place near a point of the drawing (pixels, origin top left).

    sides: where it may stand, in order of preference: `right`, `above`, `below`.
    """

    text: str
    x: float
    y: float
    size: int
    colour: str
    sides: tuple[str, ...] = ("right",)
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A label with the pixels between its point and its anchor, and on which side it stands."""

    label: Label
    side: str
    dx: float
    dy: float
    box: tuple[float, float, float, float]


def place(
    labels: Sequence[Label],
    segments: Sequence[tuple[float, float, float, float]],
    marks: Sequence[tuple[float, float]],
    room: tuple[float, float, float],
) -> list[Placed]:
    """Labels in order of importance, each put where it costs least.

    segments, marks: lines and points already drawn; room: left edge, top and bottom that labels must keep within, the
    right edge being drawn in by the caller until they fit. All in pixels.
    """
    done: list[Placed] = _column(labels, room)
    spread = {id(placed.label) for placed in done}
    for label in labels:
        if id(label) in spread:
            continue
        candidates = [c for side in label.sides for c in _candidates(label, side)]
        costs = [_cost(candidate, rank, done, segments, marks, room) for rank, candidate in enumerate(candidates)]
        done.append(candidates[costs.index(min(costs))])
    order = {id(label): rank for rank, label in enumerate(labels)}
    return sorted(done, key=lambda placed: order[id(placed.label)])


def _column(labels: Sequence[Label], room: tuple[float, float, float]) -> list[Placed]:
    """Names of three lines or more that end at the same date: one column, spread so that none covers another.

    Each stays as near its line as the others allow (weighted least squares over the order of the ends).
    """
    ends = [label for label in labels if label.sides == ("right",)]
    if not ends:
        return []
    edge = max(label.x for label in ends)
    together = sorted((label for label in ends if edge - label.x < 12), key=lambda label: label.y)
    if len(together) < 3:
        return []
    heights = [_height(label) + 2 for label in together]
    offsets = [sum(heights[:rank]) + heights[rank] / 2 for rank in range(len(together))]
    # Once the heights before each are taken away, "no overlap" only asks that the places keep their order.
    blocks: list[tuple[float, float, int]] = []
    for label, offset in zip(together, offsets, strict=True):
        weight = 3.0 if label.bold else 1.0
        blocks.append((label.y - offset, weight, 1))
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            (a, weight_a, count_a), (b, weight_b, count_b) = blocks[-2:]
            total = weight_a + weight_b
            blocks[-2:] = [((a * weight_a + b * weight_b) / total, total, count_a + count_b)]
    _, top, bottom = room
    lowest = bottom - sum(heights)
    starts = [min(max(start, top), max(lowest, top)) for start, _, count in blocks for _ in range(count)]
    shifts = [start + offset - label.y for label, start, offset in zip(together, starts, offsets, strict=True)]
    dx = 9.0 if max(map(abs, shifts)) <= together[0].size else 22.0
    placed = []
    for label, dy in zip(together, shifts, strict=True):
        left, middle, high = label.x + dx, label.y + dy, _height(label)
        box = (left, middle - high / 2, left + _width(label), middle + high / 2)
        placed.append(Placed(label, "right", dx, dy, box))
    return placed


def _width(label: Label) -> float:
    return text_width(label.text, label.size) * (1.06 if label.bold else 1)


def _height(label: Label) -> float:
    return (label.text.count("<br>") + 1) * label.size * LINE_HEIGHT


def annotation(placed: Placed, x: Any, y: float, palette: Palette, yref: str = "y") -> dict[str, Any]:
    """A placed label as a plotly annotation bound to its data point, with a hairline when it had to move away."""
    label = placed.label
    anchors = {"right": ("left", "middle"), "above": ("center", "bottom")}
    xanchor, yanchor = anchors.get(placed.side, ("center", "top"))
    text = f"<b>{label.text}</b>" if label.bold else label.text
    note: dict[str, Any] = {
        "text": text,
        "x": x,
        "y": y,
        "xref": "x",
        "yref": yref,
        "xanchor": xanchor,
        "yanchor": yanchor,
        "align": "left" if xanchor == "left" else "center",
        "font": {"size": label.size, "color": label.colour},
        "showarrow": False,
        "xshift": placed.dx,
        "yshift": -placed.dy,
    }
    if placed.side == "right" and (abs(placed.dy) > label.size or placed.dx > MOVED):
        note |= {
            "showarrow": True,
            "arrowhead": 0,
            "arrowwidth": 1,
            "arrowcolor": palette.other,
            "ax": placed.dx,
            "ay": placed.dy,
            "standoff": 6,
        }
        del note["xshift"], note["yshift"]
    return note


def _candidates(label: Label, side: str) -> list[Placed]:
    wide, high = _width(label), _height(label)
    found = []
    if side == "right":
        for level in _LEVELS:
            dy = level * label.size * 0.62
            dx = MOVED if abs(dy) <= label.size else MOVED + 8
            box = (label.x + dx, label.y + dy - high / 2, label.x + dx + wide, label.y + dy + high / 2)
            found.append(Placed(label, side, dx, dy, box))
        return found
    for away in (10.0, 16.0, 24.0):
        dy = -away if side == "above" else away
        edge = label.y + dy
        box = (label.x - wide / 2, edge - high, label.x + wide / 2, edge)
        if side == "below":
            box = (label.x - wide / 2, edge, label.x + wide / 2, edge + high)
        found.append(Placed(label, side, 0.0, dy, box))
    return found


def _cost(
    candidate: Placed,
    rank: int,
    done: Sequence[Placed],
    segments: Sequence[tuple[float, float, float, float]],
    marks: Sequence[tuple[float, float]],
    room: tuple[float, float, float],
) -> float:
    x0, y0, x1, y1 = candidate.box
    left, top, bottom = room
    cost = rank * 1.0 + abs(candidate.dy) * 0.15
    cost += 3.0 * max(0.0, left - x0) + 20.0 * (max(0.0, top - y0) + max(0.0, y1 - bottom))
    for other in done:
        a0, b0, a1, b1 = other.box
        overlap = max(0.0, min(x1, a1) - max(x0, a0)) * max(0.0, min(y1, b1) - max(y0, b0))
        cost += 200.0 * (overlap > 0) + overlap
    for x, y in marks:
        if x0 - 4 < x < x1 + 4 and y0 - 3 < y < y1 + 3:
            cost += 60.0
    for segment in segments:
        cost += 1.2 * _length_inside(segment, (x0 - 1, y0 + 2, x1 + 1, y1 - 2))
    return cost


def _length_inside(segment: tuple[float, float, float, float], box: tuple[float, float, float, float]) -> float:
    """Pixels of a segment that lie in a box (Liang-Barsky clipping)."""
    ax, ay, bx, by = segment
    start, end = 0.0, 1.0
    for delta, near, far in ((bx - ax, box[0] - ax, box[2] - ax), (by - ay, box[1] - ay, box[3] - ay)):
        if abs(delta) < 1e-9:
            if near > 0 or far < 0:
                return 0.0
            continue
        low, high = sorted((near / delta, far / delta))
        start, end = max(start, low), min(end, high)
        if start >= end:
            return 0.0
    return float((end - start) * ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5)
