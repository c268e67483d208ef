"""Lists of sentences under a heading, each behind its mark, and lines to write on."""

from collections.abc import Sequence
from typing import Any

from observatory.exports.slideshow.writing import GAP, ITEM_AIR, SMALLEST, WIDER, Frame, Line, Pen, Run, lines_height
from observatory.slides.model import Item, Listing
from observatory.theme import STATUS_SIGNS

_LARGEST = 20


def add_lists(pen: Pen, native: Any, lists: Sequence[Listing], frame: Frame, stacked: bool = False) -> None:
    """Put lists on a slide, side by side or stacked, all in the largest letters in which each has room."""
    left, top, wide, high = frame
    columns = 1 if stacked else len(lists)
    step = (wide + GAP * 1.5) / columns
    inner = step - GAP * 1.5 if columns > 1 else wide
    room = high / len(lists) if stacked else high
    size = next(
        (
            size
            for size in range(_LARGEST, SMALLEST, -1)
            if all(_list_height(pen, one, size, inner) <= room for one in lists)
        ),
        SMALLEST,
    )
    y = top
    for rank, one in enumerate(lists):
        used = _list(pen, native, one, size, (left + (0 if stacked else rank * step), y, inner, room))
        y += used + GAP if stacked else 0


def _list_height(pen: Pen, one: Listing, size: float, wide: float) -> float:
    heading = lines_height([[Run(one.heading, size, True)]], wide) + 16 if one.heading else 0.0
    return heading + sum(lines_height(_item(pen, item, size), wide / WIDER) + ITEM_AIR for item in one.items)


def _item(pen: Pen, item: Item, size: float) -> list[Line]:
    """A sentence behind its mark, and what supports it on the line below."""
    small = max(size - 3, SMALLEST)
    look = STATUS_SIGNS[item.sign.status] if item.sign is not None else None
    colour = (look.dark if pen.dark else look.light) if look is not None else ""
    if look is not None:
        mark = Run(f"{look.shape}\u00a0\u00a0", size, True, colour)
    else:
        mark = Run("▌\u00a0" if item.colour else "–\u00a0\u00a0", size, True, item.colour or "muted")
    main: Line = [mark, Run(item.text, size, True)]
    if item.is_demo:
        main.append(pen.mark(small))
    detail: Line = []
    if item.sign is not None:
        detail.append(Run(item.sign.word, small, True, colour))
    if item.detail:
        detail.append(Run(("  " if detail else "") + item.detail, small, False, "muted"))
    return [main, detail] if detail else [main]


def _list(pen: Pen, native: Any, one: Listing, size: float, frame: Frame) -> float:
    left, top, wide, high = frame
    y = top
    if one.heading:
        heading: list[Line] = [[Run(one.heading, size, True)]]
        tall = lines_height(heading, wide)
        pen.text(native, (left, top, wide, tall), heading)
        y += tall + 4
        pen.rectangle(native, (left, y, wide, 1), pen.colours.other)
        y += 10
    lines: list[Line] = []
    starts = set()
    for item in one.items:
        starts.add(len(lines))
        lines += _item(pen, item, size)
    if lines:
        tall = lines_height(lines, wide) + ITEM_AIR * len(one.items)
        pen.text(native, (left, y, wide, tall), lines, starts)
        y += tall
    spacing = min(38.0, (top + high - y - 6) / one.ruled) if one.ruled else 0.0
    for _ in range(one.ruled):
        y += spacing
        pen.rectangle(native, (left, y, wide, 0.75), pen.colours.other)
    return y - top
