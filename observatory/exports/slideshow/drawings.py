"""The chart or the bars of a slide, with the comments and the absences that belong to a chart."""

from typing import Any

from observatory.exports import native_charts
from observatory.exports.slideshow.writing import (
    DETAIL,
    ITEM_AIR,
    LINE_HEIGHT,
    SMALLEST,
    WIDER,
    Frame,
    Line,
    Pen,
    Run,
    rows_of,
)
from observatory.slides.model import MOST_REMARKS, REMARK_ROWS, Chart, Slide
from observatory.texts import plural, text


def add_drawing(pen: Pen, native: Any, slide: Slide, frame: Frame) -> None:
    """Put the slide's chart or bars in a frame: its title above, below a chart what has no figure and its comments."""
    left, top, wide, high = frame
    if slide.bars is not None:
        pen.text(native, (left, top, wide, 22), [[Run(slide.bars.title, DETAIL, False, "muted")]])
        native_charts.add_bars(native, slide.bars, (left, top + 26, wide, high - 26), pen.language, pen.dark)
        return
    assert slide.chart is not None
    pen.text(native, (left, top, wide, 22), [[Run(slide.chart.title, DETAIL, False, "muted")]])
    said = native_charts.absence_note(slide.chart, pen.language)
    remarks = _remarks(pen, slide.chart, wide)
    if remarks:
        rows = sum(rows_of("".join(run.text for run in line), SMALLEST * WIDER, wide) for line in remarks)
        listed = rows * SMALLEST * LINE_HEIGHT
        high -= listed + ITEM_AIR
        pen.text(native, (left, top + high + ITEM_AIR, wide, listed), remarks)
    below = 24.0 if said else 0.0
    inner = (left, top + 26, wide, high - 26 - below)
    for heading, down in native_charts.add_target_chart(native, slide.chart, inner, pen.language, pen.dark):
        pen.text(native, (left, down, wide, 20), [[Run(heading, DETAIL, False, "muted")]])
    if said:
        pen.text(native, (left, top + high - 20, wide, 20), [[Run(said, SMALLEST, False, "muted")]])


def _remarks(pen: Pen, chart: Chart, wide: float) -> list[Line]:
    """The comments that the slide has room for, each cut to its lines; which others are in the speaker's note."""
    every = chart.remarks(pen.language)
    lines: list[Line] = []
    for one in every[-MOST_REMARKS:]:
        start, end = f"{one.number}. {one.about}\u2002", f" {one.by}"
        demo = f"  {text('charts.demo', pen.language)}" if one.is_demo else ""
        words = one.said.split(" ")
        said = one.said
        while len(words) > 1 and rows_of(start + said + end + demo, SMALLEST * WIDER, wide) > REMARK_ROWS:
            words.pop()
            said = " ".join(words).rstrip(" ,;:.") + "…"
        runs = [
            Run(start, SMALLEST, True),
            Run(said, SMALLEST, language="fr"),
            Run(end, SMALLEST, False, "muted"),
        ]
        if demo:
            runs.append(Run(demo, SMALLEST, False, pen.colours.warning))
        lines.append(runs)
    if others := [str(one.number) for one in every[:-MOST_REMARKS]]:
        more = plural("slides.remarks_more", len(others), pen.language, numbers=", ".join(others))
        lines.append([Run(more, SMALLEST, False, "muted")])
    return lines
