"""A presentation being filled: slide after slide its title, what it holds, its footer and the speaker's notes."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.oxml.ns import qn

from observatory.exports.fonts import LOCALES
from observatory.exports.slideshow.drawings import add_drawing
from observatory.exports.slideshow.figures import add_keys, key_lines, keys_height
from observatory.exports.slideshow.layouts import cloned, inherited, is_dark, numbered
from observatory.exports.slideshow.lists import add_lists
from observatory.exports.slideshow.tables import add_table, pages
from observatory.exports.slideshow.writing import (
    BODY,
    EYEBROW,
    FOOT,
    GAP,
    KEY,
    Frame,
    Line,
    Pen,
    Run,
    in_language,
    lines_height,
    points,
)
from observatory.exports.template import Template, content_frame, opened
from observatory.slides.model import Deck, Slide, Table
from observatory.texts import text
from observatory.theme import palette

_SIDE = 0.3
"""Part of a slide's width that key figures and lists take beside a chart."""


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
        dark = is_dark(template)
        self.pen = Pen(deck.language, palette(dark), dark, template.is_own, deck.words.get("demo", ""))
        self.width = points(template.presentation.slide_width)
        self.height = points(template.presentation.slide_height)
        left, top, wide, high = (points(v) for v in content_frame(template.content))
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
            top = points(title.top) - 36
            if top > 0:
                self.pen.text(
                    native,
                    (points(title.left), top, points(title.width), 30),
                    [[Run(slide.eyebrow, 20, False, "muted")]],
                )
        self._finished(native, slide)

    def _started(self, slide: Slide, suffix: str) -> Any:
        native = self.template.presentation.slides.add_slide(self.template.content)
        title = native.shapes.title
        title.text_frame.text = slide.message + suffix
        for shape in list(native.placeholders):
            if shape.placeholder_format.type not in (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE):
                shape._element.getparent().remove(shape._element)
        left, top, wide = (points(v) for v in (title.left, title.top, title.width))
        if slide.eyebrow and top >= 23:
            self.pen.text(native, (left, top - 23, wide, 18), [[Run(slide.eyebrow, EYEBROW, False, "muted")]])
        if slide.colour:
            self.pen.rectangle(native, (0, top - 20, 6, 74), slide.colour)
        return native

    def _finished(self, native: Any, slide: Slide) -> None:
        self._footer(native, slide)
        native.notes_slide.notes_text_frame.text = self._notes(slide)
        for part in (native._element, native.notes_slide._element):
            in_language(part, LOCALES[self.language])

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
        runs: Line = []
        for part in parts:
            if runs:
                runs.append(Run("  ·  ", FOOT, False, "muted"))
            runs.append(Run(part, FOOT, part in marks, self.pen.colours.warning if part in marks else "muted"))
        layout = native.slide_layout
        foot = inherited(layout, PP_PLACEHOLDER.FOOTER)
        if foot is not None:
            self.pen.fill(cloned(native, foot).find(qn("p:txBody")), [runs])
        else:
            left = self.area[0]
            self.pen.text(native, (left, self.height - 38, self.width - left - 110, 30), [runs])
        number = inherited(layout, PP_PLACEHOLDER.SLIDE_NUMBER)
        if number is not None:
            numbered(cloned(native, number).find(qn("p:txBody")))
        else:
            box = self.pen.text(native, (self.width - 100, self.height - 38, 60, 20), [[]])
            numbered(box.text_frame._txBody, FOOT)

    def _tables(self, slide: Slide) -> list[Table | None]:
        if slide.table is None:
            return [None]
        _, _, wide, high = self.area
        room = high - (keys_height(self.pen, slide.key_figures, wide) + GAP if slide.key_figures else 0)
        room -= 30 if slide.subtitle else 0
        if slide.lists:
            room -= 110
        return [*pages(self.pen, slide.table, wide, room, high)]

    def _body(self, native: Any, slide: Slide, table: Table | None, first: bool) -> None:
        left, top, wide, high = self.area
        if slide.subtitle:
            self.pen.text(native, (left, top, wide, 24), [[Run(slide.subtitle, BODY, False, "muted")]])
            top, high = top + 30, high - 30
        if slide.missing:
            self.pen.text(native, (left, top, wide, high), [[Run(slide.missing, BODY)]])
            return
        if slide.chart is not None or slide.bars is not None:
            aside = bool(slide.key_figures or slide.lists)
            main = wide * (1 - _SIDE) - GAP if aside else wide
            add_drawing(self.pen, native, slide, (left, top, main, high))
            if aside:
                self._side(native, slide, (left + main + GAP, top, wide - main - GAP, high))
            return
        if slide.key_figures and first:
            used = add_keys(self.pen, native, slide.key_figures, (left, top, wide, high))
            top, high = top + used + GAP, high - used - GAP
        if table is not None:
            used = add_table(self.pen, native, table, (left, top, wide, high))
            top, high = top + used + GAP, high - used - GAP
        if slide.lists and first:
            add_lists(self.pen, native, slide.lists, (left, top, wide, high))

    def _side(self, native: Any, slide: Slide, frame: Frame) -> None:
        left, top, wide, high = frame
        keys = [key_lines(self.pen, one, wide, KEY if n == 0 else KEY - 10) for n, one in enumerate(slide.key_figures)]
        heights = [lines_height(lines, wide) for lines in keys]
        used = sum(heights) + GAP * max(len(keys) - 1, 0)
        y = top + max(0.0, (high - used) / 2) if not slide.lists else top
        for lines, tall in zip(keys, heights, strict=True):
            self.pen.text(native, (left, y, wide, tall), lines)
            y += tall + GAP
        if slide.lists:
            add_lists(self.pen, native, slide.lists, (left, y, wide, top + high - y), stacked=True)
