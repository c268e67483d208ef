"""Tables: widths of columns, heights of rows, the slides that a long one takes, and its native cells."""

from collections.abc import Sequence
from typing import Any

from lxml import etree
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Pt

from observatory.charts.layout import text_width
from observatory.exports import native_charts
from observatory.exports.slideshow.writing import BODY, LINE_HEIGHT, SMALLEST, WIDER, Frame, Line, Pen, Run, rows_of
from observatory.slides.model import Cell, Table
from observatory.theme import STATUS_SIGNS

_NOTE = 12
_ROW_AIR, _CELL_AIR = 9.0, 20.0
_NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"


def pages(pen: Pen, whole: Table, wide: float, room: float, high: float) -> list[Table]:
    """The table in as many parts as its rows need: the first has `room` points of height, the others the `high` of a slide."""
    widths = _columns(pen, whole, wide)
    size = _table_size(pen, whole, widths, room)
    parts: list[list[tuple[Cell, ...]]] = [[]]
    head = _row_height(pen, whole.headings, widths, size)
    used = head
    for row in whole.rows:
        tall = _row_height(pen, row, widths, size)
        if parts[-1] and used + tall > room:
            parts.append([])
            used, room = head, high
        parts[-1].append(row)
        used += tall
    return [Table(whole.caption, whole.headings, tuple(rows)) for rows in parts]


def _columns(pen: Pen, table: Table, wide: float) -> list[float]:
    """Widths in points: no word is cut, then as much as each column's longest text asks."""
    least, most = [], []
    for column, heading in enumerate(table.headings):
        is_bold = column == 0 or heading.sign or any(row[column].sign for row in table.rows)
        size = BODY * WIDER * (1.1 if is_bold else 1.0)
        cells = [_cell_text(pen, row[column]) for row in table.rows]
        head = _cell_text(pen, heading)
        words = [text_width(word, size) for cell in (*cells, head) for word in cell.split(" ")]
        least.append(max(words) + _CELL_AIR)
        # A heading may take two lines, a cell as few as it can.
        asked = max([text_width(head, size) / 1.8, *(text_width(cell, size) for cell in cells)])
        most.append(max(min(asked, 400.0) + _CELL_AIR, least[-1]))
    if sum(least) >= wide:
        return [one * wide / sum(least) for one in least]
    if sum(most) > wide:
        share = (wide - sum(least)) / (sum(most) - sum(least))
        return [low + (high - low) * share for low, high in zip(least, most, strict=True)]
    # What is left goes to the columns of words, so that figures stay beside what they belong to.
    words_in = [n for n, heading in enumerate(table.headings) if not heading.is_number] or [0]
    return [one + (wide - sum(most)) / len(words_in) * (n in words_in) for n, one in enumerate(most)]


def _cell_text(pen: Pen, cell: Cell) -> str:
    sign = (
        f"{STATUS_SIGNS[cell.sign.status].shape}\u00a0{cell.sign.word} "
        if cell.sign
        else "▌\u00a0"
        if cell.colour
        else ""
    )
    demo = f"  {pen.demo}" if cell.is_demo else ""
    return f"{sign}{cell.text}{demo}"


def _row_height(pen: Pen, row: Sequence[Cell], widths: Sequence[float], size: float) -> float:
    tallest = max(
        rows_of(_cell_text(pen, cell), size * WIDER, width - _CELL_AIR + 2) * size
        + (rows_of(cell.note, _NOTE * WIDER, width - _CELL_AIR + 2) * _NOTE if cell.note else 0)
        for cell, width in zip(row, widths, strict=True)
    )
    return tallest * LINE_HEIGHT + _ROW_AIR


def _table_size(pen: Pen, table: Table, widths: Sequence[float], room: float) -> float:
    for size in (BODY, BODY - 1, BODY - 2):
        tall = sum(_row_height(pen, row, widths, size) for row in (table.headings, *table.rows))
        if tall <= room:
            return size
    return SMALLEST


def add_table(pen: Pen, native: Any, table: Table, frame: Frame) -> float:
    """Put a table on a slide; returns how high it stands, in points."""
    left, top, wide, high = frame
    widths = _columns(pen, table, wide)
    size = _table_size(pen, table, widths, high)
    heights = [_row_height(pen, row, widths, size) for row in (table.headings, *table.rows)]
    # Few rows breathe more, many keep to what they need.
    stretch = min(1.0, (high - sum(heights)) / sum(heights)) if high > sum(heights) else 0.0
    heights = [tall * (1 + stretch * 0.7) for tall in heights]
    shape = native.shapes.add_table(len(heights), len(widths), Pt(left), Pt(top), Pt(sum(widths)), Pt(sum(heights)))
    native_charts.describe(shape, table.caption, table.caption)
    drawn: Any = shape.table
    drawn.first_row, drawn.horz_banding, drawn.first_col = True, False, True
    drawn._tbl.tblPr.find(qn("a:tableStyleId")).text = _NO_STYLE
    for number, width in enumerate(widths):
        drawn.columns[number].width = Pt(width)
    for number, (row, tall) in enumerate(zip((table.headings, *table.rows), heights, strict=True)):
        drawn.rows[number].height = Pt(tall)
        for column, cell in enumerate(row):
            _cell(pen, drawn.cell(number, column), cell, size, number == 0, column == 0)
    return sum(heights)


def _cell(pen: Pen, native: Any, cell: Cell, size: float, heading: bool, first: bool) -> None:
    native.margin_left = native.margin_right = Pt(_CELL_AIR / 2 - 1)
    native.margin_top = native.margin_bottom = Pt(3)
    if first:
        native.margin_left = Pt(0)
    native.vertical_anchor = MSO_ANCHOR.BOTTOM if heading else MSO_ANCHOR.MIDDLE
    runs: Line = []
    if cell.colour:
        runs.append(Run("▌\u00a0", size, True, cell.colour))
    if cell.sign is not None:
        runs += pen.signed(cell.sign, max(size - 2, SMALLEST) if heading else size)
        if cell.text:
            runs.append(Run(" ", size))
    if cell.text:
        runs.append(
            Run(
                cell.text,
                max(size - 1, SMALLEST) if heading else size,
                first and not heading,
                "muted" if heading else "ink",
            )
        )
    if cell.is_demo:
        runs.append(pen.mark(SMALLEST - 2))
    lines = [runs, [Run(cell.note, _NOTE, False, "muted")]] if cell.note else [runs]
    pen.fill(native.text_frame._txBody, lines)
    if cell.is_number:
        for paragraph in native.text_frame.paragraphs:
            paragraph.alignment = PP_ALIGN.RIGHT
    _underlined(native, pen.colours.other if heading else pen.colours.hairline, 1.5 if heading else 0.75)


def _underlined(cell: Any, colour: str, width: float) -> None:
    """A line under a cell and no other."""
    properties = cell._tc.get_or_add_tcPr()
    for child in list(properties):
        properties.remove(child)
    space = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    for side in ("L", "R", "T"):
        properties.append(etree.fromstring(f'<a:ln{side} {space} w="0"><a:noFill/></a:ln{side}>'))
    properties.append(
        etree.fromstring(
            f'<a:lnB {space} w="{int(width * 12700)}"><a:solidFill><a:srgbClr val="{colour.lstrip("#")}"/></a:solidFill></a:lnB>'
        )
    )
    properties.append(etree.fromstring(f"<a:noFill {space}/>"))
