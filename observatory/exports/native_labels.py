"""What a native chart writes beside its points: names and figures where the screen has them, which follow edited data."""

import re
from collections.abc import Mapping, Sequence
from html import unescape
from itertools import pairwise
from typing import Any

from lxml import etree
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_LABEL_POSITION, XL_MARKER_STYLE
from pptx.oxml.ns import qn
from pptx.util import Pt

from observatory.exports.fonts import NUMBER_LOCALES
from observatory.slides.model import Chart
from observatory.texts import text
from observatory.theme import Palette

# The library types only a part of what it offers.
_colour: Any = RGBColor

REMARK_SIZE = 13
"""Points; on a slide of 960 points they are 26 pixels of 1920."""
_NEAR = 9.0
"""Pixels that separate a name from its point on the screen, about what office software leaves by itself."""


def number_format(chart: Chart, signed: bool, language: str, unit: bool, decimals: int | None = None) -> str:
    """A format in the typography of the deck's language, whatever the reader's machine is set to."""
    decimals = chart.indicator.decimals if decimals is None else decimals
    body = "#,##0" + ("." + "0" * decimals if decimals else "")
    own = chart.indicator.unit
    symbol = (own.difference if signed else own.symbol).in_language(language) if unit else ""
    if symbol and (signed or len(symbol) <= 4):
        space = "" if language == "en" and symbol in {"%", "‰"} else "\u00a0"
        body += f'"{space}{symbol}"'
    where = NUMBER_LOCALES[language]
    return f"{where}+{body};{where}\u2212{body};{where}{body}" if signed else where + body


def doubts_of(notes: Sequence[Mapping[str, Any]], language: str) -> dict[int, str]:
    """What the screen writes under the name of a line whose change is not significant, by the place of the name in memory."""
    words = text("charts.not_significant", language)
    return {
        id(name): words
        for name, under in pairwise(notes)
        if under["text"].replace("<br>", "\n") == words and (under["x"], under["yref"]) == (name["x"], "paper")
    }


def write_names(
    series: Any,
    trace: Mapping[str, Any],
    notes: Sequence[Mapping[str, Any]],
    doubts: Mapping[int, str],
    frame: tuple[float, float, float, float],
    chart: Chart,
    axis: str,
    language: str,
) -> None:
    """Names and figures at the places that the screen gives them; a figure follows its point when it is edited."""
    is_path = trace["name"] == text("charts.target_path", language)
    is_landing = trace["name"] == text("charts.landing", language)
    for note in notes:
        # Another line may end at the very point of the target: its words tell which is which.
        if is_path != (note["text"].startswith(_path_words(language))):
            continue
        found = [
            n for n, (x, y) in enumerate(zip(trace["x"], trace["y"], strict=True)) if (x, y) == (note["x"], note["y"])
        ]
        # The landing starts at the last point of a line, whose name is not its own.
        if not found or is_landing and found[-1] == 0:
            continue
        position, bold = found[-1], "<b>" in note["text"]
        number = number_format(chart, axis != "y", language, unit=True)
        if is_path and position == 0 and len(trace["x"]) > 1:
            parts = [("text", unescape(note["text"]))]
        elif axis != "y" and id(note) in doubts:
            # The heading has it: three lines would not stand clear of it in so low a chart.
            continue
        elif id(note) in doubts and not is_path:
            said = re.sub("</?b>", "", note["text"]).replace("<br>", "\n")
            parts = [("text", unescape(f"{said}\n{doubts[id(note)]}"))]
        elif axis != "y" and not is_path and not is_landing:
            parts = [("value", number)]
        elif bold or is_path:
            parts = [("name", " " if is_path else "\n"), ("value", number)]
        else:
            parts = [("text", unescape(note["text"].replace("<br>", "\n")))]
        side = {"left": XL_LABEL_POSITION.RIGHT, "right": XL_LABEL_POSITION.LEFT}.get(
            note["xanchor"], XL_LABEL_POSITION.ABOVE if note["yanchor"] == "bottom" else XL_LABEL_POSITION.BELOW
        )
        dx, dy = note.get("ax", note.get("xshift", 0)), note.get("ay", -note.get("yshift", 0))
        moved = (0.0, 0.0)
        if side == XL_LABEL_POSITION.RIGHT:
            moved = ((dx - _NEAR) / frame[2], dy / frame[3])
        write_label(series.points[position], parts, note["font"]["size"], note["font"]["color"], bold, side, moved)


def write_numbers(series: Any, notes: Sequence[Mapping[str, Any]], height: float, colours: Palette) -> None:
    """Numbers of comments, framed, on the side of their points where the screen has them."""
    series.marker.style = XL_MARKER_STYLE.NONE
    series.format.line.fill.background()
    for position, note in enumerate(notes):
        below = note["ay"] > 0
        side = XL_LABEL_POSITION.BELOW if below else XL_LABEL_POSITION.ABOVE
        away = (_NEAR if below else -_NEAR) / height
        parts = [("text", f"\u00a0{note['text']}\u00a0")]
        write_label(series.points[position], parts, REMARK_SIZE, colours.ink, False, side, (0.0, away))
        element = series.points[position].data_label._get_or_add_dLbl()
        framed = etree.fromstring(
            '<c:spPr xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
            'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
            f'<a:solidFill><a:srgbClr val="{colours.ground.lstrip("#")}"/></a:solidFill>'
            f'<a:ln w="9525"><a:solidFill><a:srgbClr val="{colours.muted.lstrip("#")}"/></a:solidFill></a:ln></c:spPr>'
        )
        after = next(c for c in element if c.tag in {qn("c:txPr"), qn("c:dLblPos"), qn("c:showLegendKey")})
        after.addprevious(framed)


def _path_words(language: str) -> tuple[str, ...]:
    words = [text(key, language, value="\0").split("\0")[0] for key in ("charts.target_mark", "charts.baseline_mark")]
    return tuple(start + word for word in words for start in ("", "<b>"))


def write_label(
    point: Any,
    parts: Sequence[tuple[str, str]],
    size: float,
    colour: str,
    bold: bool,
    side: XL_LABEL_POSITION,
    moved: tuple[float, float] = (0.0, 0.0),
) -> None:
    """The label of one point: fields that follow the data (name, value), or a plain text."""
    label = point.data_label
    asked = dict(parts)
    if "text" in asked:
        label.text_frame.text = asked["text"]
        fonts = [run.font for paragraph in label.text_frame.paragraphs for run in paragraph.runs]
    else:
        fonts = [label.font]
    for font in fonts:
        font.size, font.bold = Pt(size), bold
        font.color.rgb = rgb(colour)
    label.position = side
    element = point.data_label._get_or_add_dLbl()
    for body in element.iter(qn("a:bodyPr")):
        # Left alone, office software folds a name at a fifth of the chart.
        body.set("wrap", "none")
    for tag, on in (("c:showVal", "value" in asked), ("c:showSerName", "name" in asked), ("c:showCatName", False)):
        found = element.find(qn(tag))
        if found is not None:
            found.set("val", str(int(on or ("text" in asked and tag == "c:showVal"))))
    if "value" in asked:
        number = etree.Element(qn("c:numFmt"), formatCode=asked["value"], sourceLinked="0")
        before = next((c for c in element if c.tag in {qn("c:spPr"), qn("c:txPr"), qn("c:dLblPos")}), None)
        if before is not None:
            before.addprevious(number)
    if "name" in asked and "value" in asked:
        separator = etree.Element(qn("c:separator"))
        separator.text = asked["name"]
        element.find(qn("c:showBubbleSize")).addnext(separator)
    if any(abs(shift) > 0.004 for shift in moved):
        layout = etree.fromstring(
            '<c:layout xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:manualLayout>'
            f'<c:x val="{moved[0]:.5f}"/><c:y val="{moved[1]:.5f}"/></c:manualLayout></c:layout>'
        )
        element.find(qn("c:idx")).addnext(layout)


def rgb(colour: str) -> Any:
    """A colour of the theme (`#0B4F8A`) as the library wants it."""
    return _colour.from_string(colour.lstrip("#"))
