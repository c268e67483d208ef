"""Names written at the end of lines: where each goes so that none covers another, a line or a mark.

A chart is as wide as its page, which the server does not know: a place is judged at the width hinted at and, when one is
given, at the narrowest width too, and must hold at both. Heights are the same at every width.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, islice, permutations
from typing import Any, TypeAlias

from observatory.charts.layout import text_width, tinted
from observatory.theme import Palette

LINE_HEIGHT = 1.3
NOTE_SIZE = 12
APART = (8.0, 2.0)
"""Pixels left free between two labels side by side, and between two one above the other: closer, they read as one."""
MOVED = 9.0
"""Pixels between a point and its name; further away a hairline joins them."""
_CROWDED = 45.0
"""Cost from which a label that may be left out is: more than half a line of text over something drawn."""

_LEVELS = (0, *(level for far in range(1, 11) for level in (-far, far)))

Segment: TypeAlias = tuple[float, float, float, float]
Box: TypeAlias = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Label:
    """A text to place near a point of the drawing (pixels, origin top left).

    sides: where it may stand, in order of preference: `right`, `above` and `below`
    (centred on the point), `over` and `under` (starting at it), `over_end` and `under_end` (ending at it); note: a small line under the text;
    narrow_x: where the point is at the narrowest width; optional: left out where there is no room for it; away: pixels
    between the point and a text above or below; halo: whether the ground shows behind the text, over a hatching.
    """

    text: str
    x: float
    y: float
    size: int
    colour: str
    sides: tuple[str, ...] = ("right",)
    bold: bool = False
    note: str = ""
    narrow_x: float | None = None
    optional: bool = False
    away: float = 10.0
    halo: bool = False


@dataclass(frozen=True, slots=True)
class Scene:
    """Lines and points already drawn, and the left edge of the plot, at one width."""

    segments: Sequence[Segment]
    marks: Sequence[tuple[float, float]]
    left: float


@dataclass(frozen=True, slots=True)
class Placed:
    """A label with the pixels between its point and its anchor, on which side it stands, and its box at each width.

    crossed: whether a line passes behind it at one of the widths, which the ground must then hide.
    """

    label: Label
    side: str
    dx: float
    dy: float
    box: Box
    narrow_box: Box | None = None
    crossed: bool = False


@dataclass(slots=True)
class _Taken:
    """Boxes of the labels placed so far, at each width."""

    boxes: tuple[list[Box], ...] = field(default_factory=lambda: ([], []))

    def add(self, placed: Placed) -> None:
        self.boxes[0].append(placed.box)
        if placed.narrow_box is not None:
            self.boxes[1].append(placed.narrow_box)


def place(
    labels: Sequence[Label],
    segments: Sequence[Segment],
    marks: Sequence[tuple[float, float]],
    room: tuple[float, float, float],
    narrow: Scene | None = None,
) -> list[Placed]:
    """Labels in order of importance, each put where it costs least; optional ones without room are not returned.

    segments, marks: lines and points already drawn; room: left edge, top and bottom that labels must keep within, the
    right edge being drawn in by the caller until they fit; narrow: the same drawing at the narrowest width. In pixels.
    """
    scenes = [Scene(segments, marks, room[0]), *([narrow] if narrow else [])]
    column = _moved_off(_column(labels, room), scenes, room)
    spread = {id(placed.label) for placed in column}
    needed = [label for label in labels if id(label) not in spread and not label.optional]
    rest = [label for label in labels if id(label) not in spread and label.optional]
    done, cost = _in_turn([*needed, *rest], column, scenes, room)
    if _touching(done):
        # One that came first may take the only room of another: other turns are tried, those near the given one first.
        for turn in islice(permutations(needed), 1, _TURNS):
            other, its_cost = _in_turn([*turn, *rest], column, scenes, room)
            if its_cost < cost:
                done, cost = other, its_cost
    order = {id(label): rank for rank, label in enumerate(labels)}
    done.sort(key=lambda placed: order[id(placed.label)])
    return [replace(placed, crossed=_behind(placed, scenes) > 0) for placed in done]


_TURNS = 24


def _in_turn(
    labels: Sequence[Label], column: Sequence[Placed], scenes: Sequence[Scene], room: tuple[float, float, float]
) -> tuple[list[Placed], float]:
    """The names of the column and labels one after the other, each where it costs least beside those before it; all costs."""
    done, total = list(column), 0.0
    taken = _Taken()
    for placed in done:
        taken.add(placed)
    for label in labels:
        found, cost = _cheapest(label, scenes, taken, room)
        if not label.optional or cost < _CROWDED:
            done.append(found)
            taken.add(found)
            total += cost
    return done, total


def _touching(placed: Sequence[Placed]) -> bool:
    """Whether two labels come closer to each other than they may, at one of the widths."""
    return any(
        _overlap(a, b) > 0
        for one, other in combinations(placed, 2)
        for a, b in ((one.box, other.box), (one.narrow_box, other.narrow_box))
        if a is not None and b is not None
    )


def _overlap(one: Box, other: Box) -> float:
    """Pixels squared that two boxes share once the space between labels is added, 0 where they stand apart."""
    aside, above = APART
    across = min(one[2], other[2]) - max(one[0], other[0]) + aside
    upright = min(one[3], other[3]) - max(one[1], other[1]) + above
    return across * upright if across > 1e-6 and upright > 1e-6 else 0.0


_FURTHEST = 16
"""Pixels that a name of a column may move off a line."""


def _moved_off(column: list[Placed], scenes: Sequence[Scene], room: tuple[float, float, float]) -> list[Placed]:
    """The names of a column, each moved off the lines that pass behind it as far as its neighbours leave room."""
    _, top, bottom = room
    order = sorted(range(len(column)), key=lambda rank: column[rank].box[1])
    for place, rank in enumerate(order):
        one = column[rank]
        highest = column[order[place - 1]].box[3] + 2 if place else top
        lowest = column[order[place + 1]].box[1] - 2 if place + 1 < len(order) else bottom
        shifts = [
            shift
            for far in range(0, _FURTHEST + 1, 2)
            for shift in ((-far, far) if far else (0,))
            if not shift or (one.box[1] + shift >= highest and one.box[3] + shift <= lowest)
        ]
        moved = [_shifted(one, shift) for shift in shifts]
        # The nearest of those that cost least, to the pixel: an upright line costs the same everywhere but for its rounding.
        column[rank] = min(moved, key=lambda placed: round(_behind(placed, scenes)))
    return column


def _shifted(placed: Placed, shift: float) -> Placed:
    def lower(box: Box) -> Box:
        return (box[0], box[1] + shift, box[2], box[3] + shift)

    narrow = lower(placed.narrow_box) if placed.narrow_box is not None else None
    return replace(placed, dy=placed.dy + shift, box=lower(placed.box), narrow_box=narrow)


def _behind(placed: Placed, scenes: Sequence[Scene]) -> float:
    boxes = (placed.box, placed.narrow_box)
    return sum(_length_behind(box, scene) for box, scene in zip(boxes, scenes, strict=False) if box is not None)


def _cheapest(
    label: Label, scenes: Sequence[Scene], taken: _Taken, room: tuple[float, float, float]
) -> tuple[Placed, float]:
    """The best place of a label; places are tried from the preferred one on, so that most labels need only one."""
    wide, high = width(label), height(label)
    xs = (label.x, label.x if label.narrow_x is None else label.narrow_x)
    best, least = None, float("inf")
    rank = 0
    for side in label.sides:
        for dx, dy in _moves(label, side):
            start = rank + abs(dy) * 0.15
            rank += 1
            if start >= least:
                continue
            cost = start
            boxes: list[Box] = []
            for scene, boxes_taken, x in zip(scenes, taken.boxes, xs, strict=False):
                box = _box(x, label.y, side, dx, dy, wide, high)
                boxes.append(box)
                cost += _cost(box, scene, boxes_taken, room)
                if cost >= least:
                    break
            else:
                least = cost
                best = Placed(label, side, dx, dy, boxes[0], boxes[1] if len(boxes) > 1 else None)
        if rank >= least:
            break
    assert best is not None, "a label has a side, and a side has places"
    return best, least


def _column(labels: Sequence[Label], room: tuple[float, float, float]) -> list[Placed]:
    """Names of three lines or more that end at the same date: one column, spread so that none covers another.

    Each stays as near its line as the others allow (weighted least squares over the order of the ends).
    """
    ends = [label for label in labels if label.sides == ("right",) and not label.optional]
    if not ends:
        return []
    edge = max(label.x for label in ends)
    together = sorted((label for label in ends if edge - label.x < 12), key=lambda label: label.y)
    if len(together) < 3:
        return []
    heights = [height(label) + 2 for label in together]
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
    dx = MOVED if max(map(abs, shifts)) <= together[0].size else 22.0
    placed = []
    for label, dy in zip(together, shifts, strict=True):
        wide, high = width(label), height(label)
        box = _box(label.x, label.y, "right", dx, dy, wide, high)
        narrow = None if label.narrow_x is None else _box(label.narrow_x, label.y, "right", dx, dy, wide, high)
        placed.append(Placed(label, "right", dx, dy, box, narrow))
    return placed


def width(label: Label) -> float:
    """Pixels a label takes across."""
    text = text_width(label.text, label.size) * (1.06 if label.bold else 1)
    return max(text, text_width(label.note, NOTE_SIZE)) if label.note else text


def height(label: Label) -> float:
    """Pixels a label takes up and down."""
    return _rows(label.text) * label.size * LINE_HEIGHT + _note_height(label)


def _note_height(label: Label) -> float:
    return _rows(label.note) * NOTE_SIZE * LINE_HEIGHT if label.note else 0.0


def _rows(text: str) -> int:
    return text.count("<br>") + 1


def annotations(
    placed: Placed, x: Any, y: float, palette: Palette, yref: str = "y", share: float = 0.0, room: float = 1.0
) -> list[dict[str, Any]]:
    """A placed label as plotly annotations bound to its data point, with a hairline when it had to move away.

    share, room: height of the point as a share of all panels, and pixels of them all; the note, which stays under its
    text whatever the axis, is bound to these.
    """
    label = placed.label
    xanchor, yanchor = _ANCHORS[placed.side]
    text = f"<b>{label.text}</b>" if label.bold else label.text
    note_height = _note_height(label)
    lifted = {"middle": note_height / 2, "bottom": note_height, "top": 0.0}[yanchor]
    drawn: dict[str, Any] = {
        "text": text,
        "x": x,
        "y": y,
        "xref": "x",
        "yref": yref,
        "xanchor": xanchor,
        "yanchor": yanchor,
        "align": xanchor,
        "font": {"size": label.size, "color": label.colour},
        "showarrow": False,
        "xshift": placed.dx,
        "yshift": lifted - placed.dy,
    }
    if label.halo or placed.crossed:
        drawn |= {"bgcolor": tinted(palette.ground, 0.72), "borderpad": 0}
    if placed.side == "right" and (abs(placed.dy) > label.size or placed.dx > MOVED):
        drawn |= {
            "showarrow": True,
            "arrowhead": 0,
            "arrowwidth": 1,
            "arrowcolor": palette.other,
            "ax": placed.dx,
            "ay": placed.dy - lifted,
            "standoff": 6,
        }
        del drawn["xshift"], drawn["yshift"]
    if not label.note:
        return [drawn]
    bottom = placed.dy + {"middle": height(label) / 2, "bottom": 0.0, "top": height(label)}[yanchor]
    under = {
        "text": label.note,
        "x": x,
        "y": share - bottom / room,
        "xref": "x",
        "yref": "paper",
        "xanchor": xanchor,
        "yanchor": "bottom",
        "align": drawn["align"],
        "font": {"size": NOTE_SIZE, "color": palette.muted},
        "showarrow": False,
        "xshift": placed.dx + (2 if drawn["showarrow"] else 0),
        "bgcolor": tinted(palette.ground, 0.72),
        "borderpad": 0,
    }
    return [drawn, under]


_ANCHORS = {
    "right": ("left", "middle"),
    "above": ("center", "bottom"),
    "below": ("center", "top"),
    "over": ("left", "bottom"),
    "under": ("left", "top"),
    "over_end": ("right", "bottom"),
    "under_end": ("right", "top"),
}


def _moves(label: Label, side: str) -> list[tuple[float, float]]:
    """Pixels from the point to the label's anchor, the preferred first."""
    if side == "right":
        steps = [level * label.size * 0.62 for level in _LEVELS]
        return [(MOVED if abs(dy) <= label.size else MOVED + 8, dy) for dy in steps]
    dx = {"left": -7.0, "center": 0.0, "right": 7.0}[_ANCHORS[side][0]]
    return [
        (dx, -away if _ANCHORS[side][1] == "bottom" else away) for away in (label.away, label.away + 6, label.away + 14)
    ]


def _box(x: float, y: float, side: str, dx: float, dy: float, wide: float, high: float) -> Box:
    edge = y + dy
    if side == "right":
        return (x + dx, edge - high / 2, x + dx + wide, edge + high / 2)
    across, upright = _ANCHORS[side]
    left = x + dx - {"left": 0.0, "center": wide / 2, "right": wide}[across]
    return (left, edge - high, left + wide, edge) if upright == "bottom" else (left, edge, left + wide, edge + high)


def _cost(box: Box, scene: Scene, taken: Sequence[Box], room: tuple[float, float, float]) -> float:
    x0, y0, x1, y1 = box
    _, top, bottom = room
    cost = 3.0 * max(0.0, scene.left - x0) + 20.0 * (max(0.0, top - y0) + max(0.0, y1 - bottom))
    for other in taken:
        if shared := _overlap(box, other):
            cost += 200.0 + shared
    for x, y in scene.marks:
        if x0 - 4 < x < x1 + 4 and y0 - 3 < y < y1 + 3:
            cost += 60.0
    return cost + 1.2 * _length_behind(box, scene)


def _length_behind(box: Box, scene: Scene) -> float:
    """Pixels of lines that pass behind the words of a label."""
    x0, y0, x1, y1 = box
    left, high, right, low = x0 - 1, y0 + 2, x1 + 1, y1 - 2
    length = 0.0
    for segment in scene.segments:
        ax, ay, bx, by = segment
        # Most lines pass far from the box, which the corners alone tell.
        if ax > right or bx < left or (ay < high and by < high) or (ay > low and by > low):
            continue
        length += _length_inside(segment, (left, high, right, low))
    return length


def _length_inside(segment: Segment, box: Box) -> float:
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
