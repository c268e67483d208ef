"""Key figures: a large value with what it is, its period and its status, in a row or beside a chart."""

from collections.abc import Sequence
from typing import Any

from observatory.charts.layout import text_width
from observatory.exports.slideshow.writing import DETAIL, GAP, KEY, SMALLEST, Frame, Line, Pen, Run, lines_height
from observatory.slides.model import KeyFigure


def key_lines(pen: Pen, one: KeyFigure, wide: float, size: float) -> list[Line]:
    """The lines of a key figure, its value in letters of `size` points or as large as the width allows."""
    while size > 22 and text_width(one.value, size) * 1.06 > wide:
        size -= 2
    value: Line = [Run(one.value, size, True)]
    if one.is_demo:
        value.append(pen.mark(SMALLEST))
    lines = [value]
    if one.label:
        lines.append([Run(one.label, DETAIL + 1)])
    if one.period:
        lines.append([Run(one.period, DETAIL, False, "muted")])
    if one.sign is not None:
        lines.append(pen.signed(one.sign, DETAIL + 1))
    if one.note:
        lines.append([Run(one.note, DETAIL, False, "muted")])
    return lines


def keys_height(pen: Pen, figures: Sequence[KeyFigure], wide: float) -> float:
    """Points of height that key figures take side by side in a width."""
    each = wide / max(len(figures), 1) - GAP
    return max((lines_height(key_lines(pen, one, each, KEY - 8), each) for one in figures), default=0.0)


def add_keys(pen: Pen, native: Any, figures: Sequence[KeyFigure], frame: Frame) -> float:
    """Put key figures side by side on a slide; returns how high they stand, in points."""
    left, top, wide, _ = frame
    step = wide / len(figures)
    tall = keys_height(pen, figures, wide)
    for rank, one in enumerate(figures):
        lines = key_lines(pen, one, step - GAP, KEY - 8)
        pen.text(native, (left + rank * step, top, step - GAP, tall), lines)
    return tall
