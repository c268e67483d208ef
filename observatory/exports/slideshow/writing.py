"""What is written on a slide: sizes of letters, pieces and lines of text, boxes and rules, and how high a text stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, TypeAlias

from lxml import etree
from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.shapes import MSO_SHAPE
from pptx.oxml.ns import qn
from pptx.text.text import TextFrame
from pptx.util import Emu, Pt

from observatory.charts.layout import text_width
from observatory.exports.fonts import LOCALES
from observatory.slides.model import Sign
from observatory.theme import STATUS_SIGNS, Palette

# The library types only a part of what it offers.
_colour: Any = RGBColor

Frame: TypeAlias = tuple[float, float, float, float]
"""Left, top, width and height in points; a slide of ours is 960 × 540."""

BODY, DETAIL, KEY, FOOT, EYEBROW = 17, 14, 38, 11, 14
"""Points. On a projector of 1920 pixels: 34, 28, 76, 22 and 28."""
SMALLEST = 14
GAP, ITEM_AIR = 24.0, 10.0
"""Points between the parts of a slide, and between the sentences of a list."""
LINE_HEIGHT = 1.2
"""How high a line is, for letters of size 1."""
WIDER = 1.2
"""How much wider the typeface of a reader's machine may be than ours, for words that stand close above the footer and for
tables, whose rows would grow by a line.
"""
_DECORATIVE = (
    '<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}">'
    '<adec:decorative xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext></a:extLst>'
)


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text. colour: #RRGGBB, `ink` or `muted`; language: when it is another one than the deck's."""

    text: str
    size: float
    bold: bool = False
    colour: str = "ink"
    language: str = ""


Line: TypeAlias = list[Run]


@dataclass(frozen=True, slots=True)
class Pen:
    """Writes on the slides of a deck. dark: the template's ground is; is_own: the template is the commune's.

    demo: the word that marks demonstration figures.
    """

    language: str
    colours: Palette
    dark: bool
    is_own: bool
    demo: str

    def text(self, native: Any, frame: Frame, lines: Sequence[Line], starts: Iterable[int] = ()) -> Any:
        """A box of text; `starts` are the lines before which there is some air."""
        box = native.shapes.add_textbox(*(Pt(v) for v in frame))
        body = box.text_frame
        body.word_wrap = True
        body.margin_left = body.margin_right = body.margin_top = body.margin_bottom = 0
        self.fill(body._txBody, lines, starts)
        for paragraph in body.paragraphs:
            paragraph.line_spacing = 1.0
        first = next((run.text for line in lines for run in line), "")
        box.name = first[:60] or box.name
        return box

    def fill(self, body: Any, lines: Sequence[Line], starts: Iterable[int] = ()) -> None:
        """Write lines into a text body in place of what it holds."""
        frame: Any = emptied(body)
        for rank, line in enumerate(lines):
            paragraph = frame.paragraphs[0] if rank == 0 else frame.add_paragraph()
            if rank and rank in starts:
                paragraph.space_before = Pt(ITEM_AIR)
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
            if self.is_own:
                # The commune's own second text colour may be anything; its first one is readable for sure.
                colour.theme_color = MSO_THEME_COLOR.TEXT_1
            else:
                colour.theme_color = MSO_THEME_COLOR.TEXT_2
        else:
            colour.rgb = _colour.from_string(wanted.lstrip("#"))

    def rectangle(self, native: Any, frame: Frame, colour: str) -> None:
        """A plain surface of one colour (#RRGGBB), which those who hear the slide are not told of."""
        shape = native.shapes.add_shape(MSO_SHAPE.RECTANGLE, *(Pt(v) for v in frame))
        shape.fill.solid()
        shape.fill.fore_color.rgb = _colour.from_string(colour.lstrip("#"))
        shape.line.fill.background()
        # The theme's style of shapes would bring its own shadow.
        style = shape._element.find(qn("p:style"))
        if style is not None:
            shape._element.remove(style)
        shape._element.xpath(".//p:cNvPr")[0].append(etree.fromstring(_DECORATIVE))

    def signed(self, sign: Sign, size: float) -> Line:
        """A status as its sign and its word, in its colour."""
        look = STATUS_SIGNS[sign.status]
        colour = look.dark if self.dark else look.light
        return [Run(f"{look.shape}\u00a0", size, True, colour), Run(sign.word, size, True, colour)]

    def mark(self, size: float) -> Run:
        """What says behind a text that it is a demonstration."""
        return Run(f"  {self.demo}", size, False, self.colours.warning)


def lines_height(lines: Sequence[Line], wide: float) -> float:
    """Points of height that lines take in a width."""
    total = 0.0
    for line in lines:
        size = max((run.size for run in line), default=BODY)
        if len({run.size for run in line}) > 1:
            rows = ceil(sum(text_width(run.text, run.size) for run in line) * 1.02 / wide)
        else:
            rows = rows_of("".join(run.text for run in line), size * 1.05, wide)
        total += rows * size * LINE_HEIGHT
    return total


def rows_of(said: str, size: float, wide: float) -> int:
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


def emptied(body: Any) -> Any:
    """A text body with one empty paragraph left."""
    for paragraph in body.findall(qn("a:p")):
        body.remove(paragraph)
    etree.SubElement(body, qn("a:p"))
    framed: Any = TextFrame
    return framed(body, None)


def points(length: Any) -> float:
    """A length of the library (English Metric Units) in points."""
    return float(Emu(length).pt)


def in_language(element: Any, locale: str) -> None:
    """Say in which language every piece of text is that does not say so itself, for those who hear it."""
    for run in element.iter(qn("a:r"), qn("a:fld")):
        look = run.find(qn("a:rPr"))
        if look is None:
            look = etree.Element(qn("a:rPr"))
            run.insert(0, look)
        if look.get("lang") is None:
            look.set("lang", locale)
