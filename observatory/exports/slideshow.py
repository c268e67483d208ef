"""A deck as a PowerPoint file: native charts and tables, notes, alternative texts, the commune's own template if any.

python-pptx, the library that most others build on. Its younger forks add makers of looks that a template already
brings; what they lack too (gaps of a scatter, decorative marks) is a few lines of XML here.
"""

from collections.abc import Callable, Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from io import BytesIO
from math import ceil
from typing import Any, TypeAlias

from lxml import etree
from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.shapes import MSO_SHAPE, PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.text.text import TextFrame
from pptx.util import Emu, Pt

from observatory.charts.layout import text_width
from observatory.exports import native_charts
from observatory.exports.fonts import LOCALES
from observatory.exports.template import Template, content_frame, opened
from observatory.slides.model import (
    MOST_REMARKS,
    REMARK_ROWS,
    Cell,
    Chart,
    Deck,
    Item,
    KeyFigure,
    Listing,
    Sign,
    Slide,
    Table,
)
from observatory.texts import plural, text
from observatory.theme import STATUS_SIGNS, Palette, palette

# The library types only a part of what it offers.
_colour: Any = RGBColor

Frame: TypeAlias = tuple[float, float, float, float]
"""Left, top, width and height in points; a slide of ours is 960 × 540."""

BODY, DETAIL, KEY, FOOT, EYEBROW = 17, 14, 38, 11, 14
"""Points. On a projector of 1920 pixels: 34, 28, 76, 22 and 28."""
_LARGEST, _SMALLEST, _NOTE = 20, 14, 12
_GAP = 24.0
_SIDE = 0.3
_LINE = 1.2
_ROW_AIR, _ITEM_AIR, _CELL_AIR = 9.0, 10.0, 20.0
_WIDER = 1.2
"""How much wider the typeface of a reader's machine may be than ours, for words that stand close above the footer and for
tables, whose rows would grow by a line.
"""
_NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
_DECORATIVE = (
    '<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}">'
    '<adec:decorative xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext></a:extLst>'
)


@dataclass(frozen=True, slots=True)
class _Run:
    """A piece of text. colour: #RRGGBB, `ink` or `muted`; language: when it is another one than the deck's."""

    text: str
    size: float
    bold: bool = False
    colour: str = "ink"
    language: str = ""


_Line: TypeAlias = list[_Run]


def pptx_bytes(deck: Deck, template: bytes | None = None, told: Callable[[int, int], object] | None = None) -> bytes:
    """The deck as a .pptx, on our template or on the given one. DashboardError when that one will not do.

    told: called after each slide with how many are made, of how many.
    """
    made = _Maker(deck, opened(template, deck.language))
    for rank, slide in enumerate(deck.slides):
        made.add(slide, rank)
        if told is not None:
            told(rank + 1, len(deck.slides))
    return made.saved()


class _Maker:
    """A presentation being filled."""

    def __init__(self, deck: Deck, template: Template) -> None:
        self.deck = deck
        self.template = template
        self.language = deck.language
        self.dark = _is_dark(template)
        self.colours: Palette = palette(self.dark)
        self.width = _points(template.presentation.slide_width)
        self.height = _points(template.presentation.slide_height)
        left, top, wide, high = (_points(v) for v in content_frame(template.content))
        self.area: Frame = (left, top, wide, high)

    def add(self, slide: Slide, rank: int) -> None:
        """One slide of the deck; a table too long for one goes on on the next."""
        if slide.kind == "title" and rank == 0:
            self._cover(slide)
            return
        parts = self._tables(slide)
        for number, table in enumerate(parts, start=1):
            suffix = f" ({number}/{len(parts)})" if len(parts) > 1 else ""
            native = self._started(slide, suffix)
            self._body(native, slide, table, first=number == 1)
            self._finished(native, slide)

    def saved(self) -> bytes:
        """The file."""
        presentation = self.template.presentation
        properties = presentation.core_properties
        properties.title = f"{self.deck.title} – {self.deck.place}"
        properties.subject = self.deck.words.get("as_of", "")
        properties.language = LOCALES[self.language]
        properties.author, properties.last_modified_by, properties.comments = "Cap Quartiers", "Cap Quartiers", ""
        memory = BytesIO()
        presentation.save(memory)
        return memory.getvalue()

    # Slides

    def _cover(self, slide: Slide) -> None:
        native = self.template.presentation.slides.add_slide(self.template.title)
        title = native.shapes.title
        title.text_frame.text = slide.message
        for shape in list(native.placeholders):
            if shape.placeholder_format.type in (PP_PLACEHOLDER.SUBTITLE, PP_PLACEHOLDER.BODY):
                lines = [slide.subtitle] + [
                    " · ".join(part for part in (one.value, one.label) if part) for one in slide.key_figures
                ]
                shape.text_frame.text = "\n".join(line for line in lines if line)
            elif shape.placeholder_format.type not in (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE):
                shape._element.getparent().remove(shape._element)
        if slide.eyebrow:
            top = _points(title.top) - 36
            if top > 0:
                self._text(
                    native,
                    (_points(title.left), top, _points(title.width), 30),
                    [[_Run(slide.eyebrow, 20, False, "muted")]],
                )
        self._finished(native, slide)

    def _started(self, slide: Slide, suffix: str) -> Any:
        native = self.template.presentation.slides.add_slide(self.template.content)
        title = native.shapes.title
        title.text_frame.text = slide.message + suffix
        for shape in list(native.placeholders):
            if shape.placeholder_format.type not in (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE):
                shape._element.getparent().remove(shape._element)
        left, top, wide = (_points(v) for v in (title.left, title.top, title.width))
        if slide.eyebrow and top >= 23:
            self._text(native, (left, top - 23, wide, 18), [[_Run(slide.eyebrow, EYEBROW, False, "muted")]])
        if slide.colour:
            self._rectangle(native, (0, top - 20, 6, 74), slide.colour)
        return native

    def _finished(self, native: Any, slide: Slide) -> None:
        self._footer(native, slide)
        native.notes_slide.notes_text_frame.text = self._notes(slide)
        for part in (native._element, native.notes_slide._element):
            _in_language(part, LOCALES[self.language])

    def _notes(self, slide: Slide) -> str:
        """Message, what the speaker says, comments, what the vertical lines of the chart are, method and source."""
        parts = [slide.message, slide.note]
        if slide.chart is not None:
            indicator = slide.chart.indicator
            for said in (
                slide.chart.summary,
                slide.chart.spoken(self.language),
                indicator.definition.in_language(self.language),
            ):
                if said and said not in slide.note:
                    parts.append(said)
            caution = indicator.caution.in_language(self.language)
            if caution and caution not in slide.note:
                parts.append(text("exports.method", self.language, method=caution))
        parts.append(" ".join(self.deck.footer(slide)))
        return "\n\n".join(part for part in parts if part)

    def _footer(self, native: Any, slide: Slide) -> None:
        parts = self.deck.footer(slide)
        marks = {self.deck.words.get("demo", ""), self.deck.words.get("secret", "")}
        runs: _Line = []
        for part in parts:
            if runs:
                runs.append(_Run("  ·  ", FOOT, False, "muted"))
            runs.append(_Run(part, FOOT, part in marks, self.colours.warning if part in marks else "muted"))
        layout = native.slide_layout
        foot = _inherited(layout, PP_PLACEHOLDER.FOOTER)
        if foot is not None:
            self._fill(_cloned(native, foot).find(qn("p:txBody")), [runs])
        else:
            left = self.area[0]
            self._text(native, (left, self.height - 38, self.width - left - 110, 30), [runs])
        number = _inherited(layout, PP_PLACEHOLDER.SLIDE_NUMBER)
        if number is not None:
            _numbered(_cloned(native, number).find(qn("p:txBody")))
        else:
            box = self._text(native, (self.width - 100, self.height - 38, 60, 20), [[]])
            _numbered(box.text_frame._txBody, FOOT)

    # What a slide holds

    def _tables(self, slide: Slide) -> list[Table | None]:
        if slide.table is None:
            return [None]
        room = self.area[3] - (self._keys_height(slide.key_figures) + _GAP if slide.key_figures else 0)
        room -= 30 if slide.subtitle else 0
        if slide.lists:
            room -= 110
        widths = self._columns(slide.table, self.area[2])
        size = self._table_size(slide.table, widths, room)
        pages: list[list[tuple[Cell, ...]]] = [[]]
        head = self._row_height(slide.table.headings, widths, size)
        used = head
        for row in slide.table.rows:
            high = self._row_height(row, widths, size)
            if pages[-1] and used + high > room:
                pages.append([])
                used, room = head, self.area[3]
            pages[-1].append(row)
            used += high
        return [Table(slide.table.caption, slide.table.headings, tuple(rows)) for rows in pages]

    def _body(self, native: Any, slide: Slide, table: Table | None, first: bool) -> None:
        left, top, wide, high = self.area
        if slide.subtitle:
            self._text(native, (left, top, wide, 24), [[_Run(slide.subtitle, BODY, False, "muted")]])
            top, high = top + 30, high - 30
        if slide.missing:
            self._text(native, (left, top, wide, high), [[_Run(slide.missing, BODY)]])
            return
        if slide.chart is not None or slide.bars is not None:
            aside = bool(slide.key_figures or slide.lists)
            main = wide * (1 - _SIDE) - _GAP if aside else wide
            self._drawing(native, slide, (left, top, main, high))
            if aside:
                self._side(native, slide, (left + main + _GAP, top, wide - main - _GAP, high))
            return
        if slide.key_figures and first:
            used = self._keys_row(native, slide.key_figures, (left, top, wide, high))
            top, high = top + used + _GAP, high - used - _GAP
        if table is not None:
            used = self._table(native, table, (left, top, wide, high))
            top, high = top + used + _GAP, high - used - _GAP
        if slide.lists and first:
            self._lists(native, slide.lists, (left, top, wide, high))

    def _drawing(self, native: Any, slide: Slide, frame: Frame) -> None:
        left, top, wide, high = frame
        if slide.bars is not None:
            self._text(native, (left, top, wide, 22), [[_Run(slide.bars.title, DETAIL, False, "muted")]])
            native_charts.add_bars(native, slide.bars, (left, top + 26, wide, high - 26), self.language, self.dark)
            return
        assert slide.chart is not None
        self._text(native, (left, top, wide, 22), [[_Run(slide.chart.title, DETAIL, False, "muted")]])
        said = native_charts.absences(slide.chart, self.language)
        remarks = self._remarks(slide.chart, wide)
        if remarks:
            rows = sum(_rows("".join(run.text for run in line), _SMALLEST * _WIDER, wide) for line in remarks)
            listed = rows * _SMALLEST * _LINE
            high -= listed + _ITEM_AIR
            self._text(native, (left, top + high + _ITEM_AIR, wide, listed), remarks)
        below = 24.0 if said else 0.0
        inner = (left, top + 26, wide, high - 26 - below)
        for heading, down in native_charts.add_target_chart(native, slide.chart, inner, self.language, self.dark):
            self._text(native, (left, down, wide, 20), [[_Run(heading, DETAIL, False, "muted")]])
        if said:
            self._text(native, (left, top + high - 20, wide, 20), [[_Run(said, _SMALLEST, False, "muted")]])

    def _remarks(self, chart: Chart, wide: float) -> list[_Line]:
        """The comments that the slide has room for, each cut to its lines; which others are in the speaker's note."""
        every = chart.remarks(self.language)
        lines: list[_Line] = []
        for one in every[-MOST_REMARKS:]:
            start, end = f"{one.number}. {one.about}\u2002", f" {one.by}"
            demo = f"  {text('charts.demo', self.language)}" if one.is_demo else ""
            words = one.said.split(" ")
            said = one.said
            while len(words) > 1 and _rows(start + said + end + demo, _SMALLEST * _WIDER, wide) > REMARK_ROWS:
                words.pop()
                said = " ".join(words).rstrip(" ,;:.") + "…"
            runs = [
                _Run(start, _SMALLEST, True),
                _Run(said, _SMALLEST, language="fr"),
                _Run(end, _SMALLEST, False, "muted"),
            ]
            if demo:
                runs.append(_Run(demo, _SMALLEST, False, self.colours.warning))
            lines.append(runs)
        if others := [str(one.number) for one in every[:-MOST_REMARKS]]:
            more = plural("slides.remarks_more", len(others), self.language, numbers=", ".join(others))
            lines.append([_Run(more, _SMALLEST, False, "muted")])
        return lines

    def _side(self, native: Any, slide: Slide, frame: Frame) -> None:
        left, top, wide, high = frame
        keys = [self._key_lines(one, wide, KEY if n == 0 else KEY - 10) for n, one in enumerate(slide.key_figures)]
        heights = [self._lines_height(lines, wide) for lines in keys]
        used = sum(heights) + _GAP * max(len(keys) - 1, 0)
        y = top + max(0.0, (high - used) / 2) if not slide.lists else top
        for lines, tall in zip(keys, heights, strict=True):
            self._text(native, (left, y, wide, tall), lines)
            y += tall + _GAP
        if slide.lists:
            self._lists(native, slide.lists, (left, y, wide, top + high - y), stacked=True)

    def _key_lines(self, one: KeyFigure, wide: float, size: float) -> list[_Line]:
        while size > 22 and text_width(one.value, size) * 1.06 > wide:
            size -= 2
        value: _Line = [_Run(one.value, size, True)]
        if one.is_demo:
            value.append(_Run(f"  {self.deck.words.get('demo', '')}", _SMALLEST, False, self.colours.warning))
        lines = [value]
        if one.label:
            lines.append([_Run(one.label, DETAIL + 1)])
        if one.period:
            lines.append([_Run(one.period, DETAIL, False, "muted")])
        if one.sign is not None:
            lines.append(self._signed(one.sign, DETAIL + 1))
        if one.note:
            lines.append([_Run(one.note, DETAIL, False, "muted")])
        return lines

    def _keys_height(self, figures: Sequence[KeyFigure]) -> float:
        wide = self.area[2] / max(len(figures), 1) - _GAP
        return max((self._lines_height(self._key_lines(one, wide, KEY - 8), wide) for one in figures), default=0.0)

    def _keys_row(self, native: Any, figures: Sequence[KeyFigure], frame: Frame) -> float:
        left, top, wide, _ = frame
        step = wide / len(figures)
        tall = self._keys_height(figures)
        for rank, one in enumerate(figures):
            lines = self._key_lines(one, step - _GAP, KEY - 8)
            self._text(native, (left + rank * step, top, step - _GAP, tall), lines)
        return tall

    def _signed(self, sign: Sign, size: float) -> _Line:
        look = STATUS_SIGNS[sign.status]
        colour = look.dark if self.dark else look.light
        return [_Run(f"{look.shape}\u00a0", size, True, colour), _Run(sign.word, size, True, colour)]

    def _lists(self, native: Any, lists: Sequence[Listing], frame: Frame, stacked: bool = False) -> None:
        left, top, wide, high = frame
        columns = 1 if stacked else len(lists)
        step = (wide + _GAP * 1.5) / columns
        inner = step - _GAP * 1.5 if columns > 1 else wide
        room = high / len(lists) if stacked else high
        size = next(
            (
                size
                for size in range(_LARGEST, _SMALLEST, -1)
                if all(self._list_height(one, size, inner) <= room for one in lists)
            ),
            _SMALLEST,
        )
        y = top
        for rank, one in enumerate(lists):
            used = self._list(native, one, size, (left + (0 if stacked else rank * step), y, inner, room))
            y += used + _GAP if stacked else 0

    def _list_height(self, one: Listing, size: float, wide: float) -> float:
        heading = self._lines_height([[_Run(one.heading, size, True)]], wide) + 16 if one.heading else 0.0
        return heading + sum(
            self._lines_height(self._item(item, size), wide / _WIDER) + _ITEM_AIR for item in one.items
        )

    def _item(self, item: Item, size: float) -> list[_Line]:
        """A sentence behind its mark, and what supports it on the line below."""
        small = max(size - 3, _SMALLEST)
        look = STATUS_SIGNS[item.sign.status] if item.sign is not None else None
        colour = (look.dark if self.dark else look.light) if look is not None else ""
        if look is not None:
            mark = _Run(f"{look.shape}\u00a0\u00a0", size, True, colour)
        else:
            mark = _Run("▌\u00a0" if item.colour else "–\u00a0\u00a0", size, True, item.colour or "muted")
        main: _Line = [mark, _Run(item.text, size, True)]
        if item.is_demo:
            main.append(_Run(f"  {self.deck.words.get('demo', '')}", small, False, self.colours.warning))
        detail: _Line = []
        if item.sign is not None:
            detail.append(_Run(item.sign.word, small, True, colour))
        if item.detail:
            detail.append(_Run(("  " if detail else "") + item.detail, small, False, "muted"))
        return [main, detail] if detail else [main]

    def _list(self, native: Any, one: Listing, size: float, frame: Frame) -> float:
        left, top, wide, high = frame
        y = top
        if one.heading:
            heading: list[_Line] = [[_Run(one.heading, size, True)]]
            tall = self._lines_height(heading, wide)
            self._text(native, (left, top, wide, tall), heading)
            y += tall + 4
            self._rectangle(native, (left, y, wide, 1), self.colours.other)
            y += 10
        lines: list[_Line] = []
        starts = set()
        for item in one.items:
            starts.add(len(lines))
            lines += self._item(item, size)
        if lines:
            tall = self._lines_height(lines, wide) + _ITEM_AIR * len(one.items)
            self._text(native, (left, y, wide, tall), lines, starts)
            y += tall
        spacing = min(38.0, (top + high - y - 6) / one.ruled) if one.ruled else 0.0
        for _ in range(one.ruled):
            y += spacing
            self._rectangle(native, (left, y, wide, 0.75), self.colours.other)
        return y - top

    # Tables

    def _columns(self, table: Table, wide: float) -> list[float]:
        """Widths in points: no word is cut, then as much as each column's longest text asks."""
        least, most = [], []
        for column, heading in enumerate(table.headings):
            is_bold = column == 0 or heading.sign or any(row[column].sign for row in table.rows)
            size = BODY * _WIDER * (1.1 if is_bold else 1.0)
            cells = [self._cell_text(row[column]) for row in table.rows]
            head = self._cell_text(heading)
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

    def _cell_text(self, cell: Cell) -> str:
        sign = (
            f"{STATUS_SIGNS[cell.sign.status].shape}\u00a0{cell.sign.word} "
            if cell.sign
            else "▌\u00a0"
            if cell.colour
            else ""
        )
        demo = f"  {self.deck.words.get('demo', '')}" if cell.is_demo else ""
        return f"{sign}{cell.text}{demo}"

    def _row_height(self, row: Sequence[Cell], widths: Sequence[float], size: float) -> float:
        tallest = max(
            _rows(self._cell_text(cell), size * _WIDER, width - _CELL_AIR + 2) * size
            + (_rows(cell.note, _NOTE * _WIDER, width - _CELL_AIR + 2) * _NOTE if cell.note else 0)
            for cell, width in zip(row, widths, strict=True)
        )
        return tallest * _LINE + _ROW_AIR

    def _table_size(self, table: Table, widths: Sequence[float], room: float) -> float:
        for size in (BODY, BODY - 1, BODY - 2):
            tall = sum(self._row_height(row, widths, size) for row in (table.headings, *table.rows))
            if tall <= room:
                return size
        return _SMALLEST

    def _table(self, native: Any, table: Table, frame: Frame) -> float:
        left, top, wide, high = frame
        widths = self._columns(table, wide)
        size = self._table_size(table, widths, high)
        heights = [self._row_height(row, widths, size) for row in (table.headings, *table.rows)]
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
                self._cell(drawn.cell(number, column), cell, size, number == 0, column == 0)
        return sum(heights)

    def _cell(self, native: Any, cell: Cell, size: float, heading: bool, first: bool) -> None:
        native.margin_left = native.margin_right = Pt(_CELL_AIR / 2 - 1)
        native.margin_top = native.margin_bottom = Pt(3)
        if first:
            native.margin_left = Pt(0)
        native.vertical_anchor = MSO_ANCHOR.BOTTOM if heading else MSO_ANCHOR.MIDDLE
        runs: _Line = []
        if cell.colour:
            runs.append(_Run("▌\u00a0", size, True, cell.colour))
        if cell.sign is not None:
            runs += self._signed(cell.sign, max(size - 2, _SMALLEST) if heading else size)
            if cell.text:
                runs.append(_Run(" ", size))
        if cell.text:
            runs.append(
                _Run(
                    cell.text,
                    max(size - 1, _SMALLEST) if heading else size,
                    first and not heading,
                    "muted" if heading else "ink",
                )
            )
        if cell.is_demo:
            runs.append(_Run(f"  {self.deck.words.get('demo', '')}", _SMALLEST - 2, False, self.colours.warning))
        lines = [runs, [_Run(cell.note, _NOTE, False, "muted")]] if cell.note else [runs]
        self._fill(native.text_frame._txBody, lines)
        if cell.is_number:
            for paragraph in native.text_frame.paragraphs:
                paragraph.alignment = PP_ALIGN.RIGHT
        _underlined(native, self.colours.other if heading else self.colours.hairline, 1.5 if heading else 0.75)

    # Texts and shapes

    def _text(self, native: Any, frame: Frame, lines: Sequence[_Line], starts: Iterable[int] = ()) -> Any:
        """A box of text; `starts` are the lines before which there is some air."""
        box = native.shapes.add_textbox(*(Pt(v) for v in frame))
        body = box.text_frame
        body.word_wrap = True
        body.margin_left = body.margin_right = body.margin_top = body.margin_bottom = 0
        self._fill(body._txBody, lines, starts)
        for paragraph in body.paragraphs:
            paragraph.line_spacing = 1.0
        first = next((run.text for line in lines for run in line), "")
        box.name = first[:60] or box.name
        return box

    def _fill(self, body: Any, lines: Sequence[_Line], starts: Iterable[int] = ()) -> None:
        """Write lines into a text body in place of what it holds."""
        frame: Any = _emptied(body)
        for rank, line in enumerate(lines):
            paragraph = frame.paragraphs[0] if rank == 0 else frame.add_paragraph()
            if rank and rank in starts:
                paragraph.space_before = Pt(_ITEM_AIR)
            for run in line:
                native = paragraph.add_run()
                native.text = run.text
                native.font.size, native.font.bold = Pt(run.size), run.bold
                self._inked(native.font.color, run.colour)
                if run.language:
                    native._r.get_or_add_rPr().set("lang", LOCALES[run.language])

    def _inked(self, colour: Any, wanted: str) -> None:
        if wanted == "ink":
            colour.theme_color = MSO_THEME_COLOR.TEXT_1
        elif wanted == "muted":
            if self.template.is_own:
                # The commune's own second text colour may be anything; its first one is readable for sure.
                colour.theme_color = MSO_THEME_COLOR.TEXT_1
            else:
                colour.theme_color = MSO_THEME_COLOR.TEXT_2
        else:
            colour.rgb = _colour.from_string(wanted.lstrip("#"))

    def _lines_height(self, lines: Sequence[_Line], wide: float) -> float:
        total = 0.0
        for line in lines:
            size = max((run.size for run in line), default=BODY)
            if len({run.size for run in line}) > 1:
                rows = ceil(sum(text_width(run.text, run.size) for run in line) * 1.02 / wide)
            else:
                rows = _rows("".join(run.text for run in line), size * 1.05, wide)
            total += rows * size * _LINE
        return total

    def _rectangle(self, native: Any, frame: Frame, colour: str) -> None:
        shape = native.shapes.add_shape(MSO_SHAPE.RECTANGLE, *(Pt(v) for v in frame))
        shape.fill.solid()
        shape.fill.fore_color.rgb = _colour.from_string(colour.lstrip("#"))
        shape.line.fill.background()
        # The theme's style of shapes would bring its own shadow.
        style = shape._element.find(qn("p:style"))
        if style is not None:
            shape._element.remove(style)
        shape._element.xpath(".//p:cNvPr")[0].append(etree.fromstring(_DECORATIVE))


def _emptied(body: Any) -> Any:
    """A text body with one empty paragraph left."""
    for paragraph in body.findall(qn("a:p")):
        body.remove(paragraph)
    etree.SubElement(body, qn("a:p"))
    framed: Any = TextFrame
    return framed(body, None)


def _points(length: Any) -> float:
    return float(Emu(length).pt)


def _rows(said: str, size: float, wide: float) -> int:
    """Lines that a text takes in a width."""
    rows, used = 1, 0.0
    space = text_width(" ", size)
    for word in said.split(" "):
        width = text_width(word, size)
        if used and used + space + width > wide:
            rows, used = rows + 1, width
        else:
            used += width + (space if used else 0.0)
    return rows


def _is_dark(template: Template) -> bool:
    """Whether the template's ground is a dark one, by the colours its master gives to background and text."""
    mapping = template.content.slide_master._element.find(qn("p:clrMap"))
    return mapping is not None and mapping.get("bg1") in {"dk1", "dk2"}


def _inherited(layout: Any, kind: Any) -> Any | None:
    return next((p for p in layout.placeholders if p.placeholder_format.type == kind), None)


def _cloned(native: Any, shape: Any) -> Any:
    """A placeholder of the layout put on the slide, where the library leaves footers and numbers out."""
    tree = native.shapes._spTree
    element = deepcopy(shape._element)
    used = [int(n.get("id")) for n in tree.iter(qn("p:cNvPr"))]
    element.find(".//" + qn("p:cNvPr")).set("id", str(max(used) + 1))
    properties = element.find(qn("p:spPr"))
    for child in list(properties):
        properties.remove(child)
    style = element.find(qn("p:txBody")).find(qn("a:lstStyle"))
    if style is not None:
        for child in list(style):
            style.remove(child)
    tree.append(element)
    return element


def _numbered(body: Any, size: float | None = None) -> None:
    """The slide's number as a field that follows the order of the slides."""
    paragraph = _emptied(body).paragraphs[0]._p
    look = f' sz="{round(size * 100)}"' if size else ""
    paragraph.append(
        etree.fromstring(
            '<a:fld xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
            f'id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" type="slidenum"><a:rPr{look}/><a:t>‹N°›</a:t></a:fld>'
        )
    )


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


def _in_language(element: Any, locale: str) -> None:
    """Say in which language every piece of text is that does not say so itself, for those who hear it."""
    for run in element.iter(qn("a:r"), qn("a:fld")):
        look = run.find(qn("a:rPr"))
        if look is None:
            look = etree.Element(qn("a:rPr"))
            run.insert(0, look)
        if look.get("lang") is None:
            look.set("lang", locale)
