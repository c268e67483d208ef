"""The slides' template: the commune's own file when there is one, else ours, drawn here from an empty presentation.

A template is a .pptx with two named layouts: « Titre » (a title and a subtitle) and « Contenu » (a title and a content
placeholder, whose frame is where figures go). A footer and a slide number are filled where a layout has them.
"""

import re
import zipfile
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Any

import pptx
from lxml import etree
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR
from pptx.exc import PackageNotFoundError
from pptx.presentation import Presentation
from pptx.slide import SlideLayout
from pptx.util import Emu, Pt

from observatory.errors import DashboardError
from observatory.exports.fonts import FAMILY
from observatory.texts import text
from observatory.theme import AXIS_COLOURS, LIGHT

TITLE_LAYOUT, CONTENT_LAYOUT = "Titre", "Contenu"
_ALIASES = {
    TITLE_LAYOUT: ("titre", "diapositive de titre", "title", "title slide"),
    CONTENT_LAYOUT: ("contenu", "titre et contenu", "content", "title and content"),
}
"""Names that layouts may carry, in lower case: ours, and those that office software gives by itself."""
_TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
_BODIES = (PP_PLACEHOLDER.OBJECT, PP_PLACEHOLDER.BODY)
WIDTH, HEIGHT = Pt(960), Pt(540)
TITLE_SIZE, COVER_SIZE = 28, 44
_MARGIN = 40
_MOST_BYTES = 40_000_000
"""What a template may weigh once unpacked; a larger one would only slow every file down."""


@dataclass(frozen=True, slots=True)
class Template:
    """An open presentation without slides, and the two layouts that slides are made from."""

    presentation: Presentation
    title: SlideLayout
    content: SlideLayout
    is_own: bool


def opened(template: bytes | None, language: str) -> Template:
    """The template, ready to take slides. DashboardError when the file or one of its layouts will not do."""
    if template is None:
        presentation = pptx.Presentation(BytesIO(default_template()))
    else:
        presentation = _presentation(template, language)
        _emptied(presentation)
    title = _layout(presentation, TITLE_LAYOUT, language)
    content = _layout(presentation, CONTENT_LAYOUT, language)
    for layout, kinds, wanted in (
        (title, _TITLES, "exports.template_title"),
        (content, _TITLES, "exports.template_title"),
        (content, _BODIES, "exports.template_content"),
    ):
        if placeholder(layout, kinds) is None:
            raise DashboardError(
                text("exports.template_error", language),
                text("exports.template_no_placeholder", language, layout=layout.name, wanted=text(wanted, language)),
            )
    return Template(presentation, title, content, template is not None)


def placeholder(layout: SlideLayout, kinds: tuple[Any, ...] = _BODIES) -> Any | None:
    """The first placeholder of a layout that is of one of the kinds."""
    return next((p for p in _placeholders(layout) if p.placeholder_format.type in kinds), None)


def _placeholders(layout: Any) -> list[Any]:
    return list(layout.placeholders)


def content_frame(layout: SlideLayout) -> tuple[int, int, int, int]:
    """Left, top, width and height (EMU) of the layout's content placeholder."""
    frame = placeholder(layout)
    assert frame is not None
    return int(frame.left), int(frame.top), int(frame.width), int(frame.height)


def _presentation(template: bytes, language: str) -> Presentation:
    try:
        with zipfile.ZipFile(BytesIO(template)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _MOST_BYTES:
                raise DashboardError(
                    text("exports.template_error", language),
                    text("exports.template_too_large", language, most=_MOST_BYTES // 1_000_000),
                )
        return pptx.Presentation(BytesIO(template))
    except (
        zipfile.BadZipFile,
        PackageNotFoundError,
        KeyError,
        ValueError,
        etree.XMLSyntaxError,
        AttributeError,
    ) as error:
        raise DashboardError(
            text("exports.template_error", language), text("exports.template_unreadable", language)
        ) from error


def _emptied(presentation: Presentation) -> None:
    """Take the template's own slides out: what leaves must hold nothing but what is shown."""
    listed = presentation.slides._sldIdLst
    for entry in list(listed):
        presentation.part.drop_rel(entry.rId)
        listed.remove(entry)
    # Sections name slides by number and would point at nothing.
    for extension in presentation.element.findall(".//{*}extLst/{*}ext"):
        if extension.find(".//{*}sectionLst") is not None:
            extension.getparent().remove(extension)


def _layout(presentation: Presentation, name: str, language: str) -> SlideLayout:
    layouts: list[SlideLayout] = [layout for master in presentation.slide_masters for layout in master.slide_layouts]
    for alias in _ALIASES[name]:
        for layout in layouts:
            if layout.name.strip().lower() == alias:
                return layout
    names = text("exports.list_separator", language).join(f"« {one.name} »" for one in layouts[:12])
    raise DashboardError(
        text("exports.template_error", language),
        text("exports.template_no_layout", language, wanted=name, names=names or "–"),
    )


@cache
def default_template() -> bytes:
    """Our own template, 16:9, in the look of the dashboard: also what a commune may start its own from."""
    presentation = pptx.Presentation()
    presentation.slide_width, presentation.slide_height = WIDTH, HEIGHT
    master = presentation.slide_master
    for layout in list(presentation.slide_layouts)[2:]:
        presentation.slide_layouts.remove(layout)
    title, content = presentation.slide_layouts
    _themed(master)
    _master(master)
    _cover(title)
    _content(content)
    presentation.core_properties.title = ""
    presentation.core_properties.author = "Cap Quartiers"
    memory = BytesIO()
    presentation.save(memory)
    return memory.getvalue()


def _themed(master: Any) -> None:
    colours = {
        "dk1": LIGHT.ink, "lt1": LIGHT.ground, "dk2": LIGHT.muted, "lt2": LIGHT.second_ground, "hlink": LIGHT.accent,
        "folHlink": LIGHT.muted, "accent1": LIGHT.accent,
        **{f"accent{n}": colour for n, colour in enumerate(list(AXIS_COLOURS.values())[1:], start=2)},
    }  # fmt: skip
    part = next(rel.target_part for rel in master.part.rels.values() if rel.reltype.endswith("/theme"))
    theme = etree.fromstring(part.blob)
    theme.set("name", "Cap Quartiers")
    scheme = theme.find(".//{*}clrScheme")
    space = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
    for name, colour in colours.items():
        slot = scheme.find(f"{space}{name}")
        for child in list(slot):
            slot.remove(child)
        etree.SubElement(slot, f"{space}srgbClr").set("val", colour[1:])
    for kind in ("majorFont", "minorFont"):
        latin = theme.find(f".//{space}{kind}/{space}latin")
        latin.set("typeface", FAMILY)
        # What a machine without the typeface picks a likeness from.
        latin.set("panose", "020B0503030403020204")
    part._blob = etree.tostring(theme, xml_declaration=True, encoding="UTF-8", standalone=True)


def _placed(shape: Any, left: float, top: float, width: float, height: float) -> None:
    shape.left, shape.top, shape.width, shape.height = (Emu(int(Pt(v))) for v in (left, top, width, height))


def _master(master: Any) -> None:
    names = {0: "Titre", 1: "Contenu", 3: "Pied de page", 4: "Numéro"}
    frames = {
        0: (_MARGIN, 42, 880, 64),
        1: (_MARGIN, 120, 880, 374),
        3: (_MARGIN, 502, 790, 28),
        4: (850, 502, 70, 28),
    }
    for shape in list(master.placeholders):
        index = shape.placeholder_format.idx
        if index not in frames:
            shape._element.getparent().remove(shape._element)
            continue
        shape.name = names[index]
        _placed(shape, *frames[index])
        frame = shape.text_frame
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        if index == 0:
            frame.vertical_anchor = MSO_ANCHOR.TOP
        if index in (3, 4):
            frame.vertical_anchor = MSO_ANCHOR.MIDDLE
            run = shape._element.find(".//{*}lstStyle/{*}lvl1pPr")
            run.set("algn", "l" if index == 3 else "r")
            look = run.find("{*}defRPr")
            look.set("sz", "1100")
            _ink(look, "tx2")
    style = master._element.find(".//{*}titleStyle/{*}lvl1pPr")
    style.set("algn", "l")
    look = style.find("{*}defRPr")
    look.set("sz", str(TITLE_SIZE * 100))
    look.set("b", "1")
    spacing = etree.fromstring(
        '<a:lnSpc xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:spcPct val="90000"/></a:lnSpc>'
    )
    style.insert(0, spacing)
    for level, size in enumerate((18, 16, 15, 14, 14), start=1):
        body = master._element.find(f".//{{*}}bodyStyle/{{*}}lvl{level}pPr/{{*}}defRPr")
        body.set("sz", str(size * 100))


def _ink(look: Any, name: str) -> None:
    for fill in look.findall("{*}solidFill"):
        look.remove(fill)
    look.insert(
        0,
        etree.fromstring(
            '<a:solidFill xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
            f'<a:schemeClr val="{name}"/></a:solidFill>'
        ),
    )


def _cover(layout: Any) -> None:
    layout.name = TITLE_LAYOUT
    frames = {0: (80, 150, 800, 110), 1: (80, 272, 800, 80), 11: (80, 502, 750, 28), 12: (850, 502, 70, 28)}
    for shape in list(layout.placeholders):
        index = shape.placeholder_format.idx
        if index not in frames:
            shape._element.getparent().remove(shape._element)
            continue
        _placed(shape, *frames[index])
        if index in (0, 1):
            shape.name = ("Titre", "Sous-titre")[index]
            shape.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM if index == 0 else MSO_ANCHOR.TOP
            _styled(shape, COVER_SIZE if index == 0 else 20, bold=index == 0)
    _bar(layout, 0, 0, 20, 540)


def _content(layout: Any) -> None:
    layout.name = CONTENT_LAYOUT
    for shape in list(layout.placeholders):
        if shape.placeholder_format.idx == 10:
            shape._element.getparent().remove(shape._element)


def _styled(shape: Any, size: int, bold: bool) -> None:
    body = shape._element.find(".//{*}txBody")
    style = body.find("{*}lstStyle")
    for child in list(style):
        style.remove(child)
    style.append(
        etree.fromstring(
            '<a:lvl1pPr xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" marL="0" indent="0" algn="l">'
            f'<a:buNone/><a:defRPr sz="{size * 100}" b="{int(bold)}"><a:solidFill><a:schemeClr val="tx1"/></a:solidFill>'
            "</a:defRPr></a:lvl1pPr>"
        )
    )


def _bar(layout: Any, left: float, top: float, width: float, height: float) -> None:
    """A plain bar in the accent colour, behind everything else of the layout."""
    left, top, width, height = (int(Pt(v)) for v in (left, top, width, height))
    tree = layout.shapes._spTree
    number = 1 + max(int(n) for n in re.findall(r'<p:cNvPr[^>]* id="(\d+)"', etree.tostring(tree).decode()))
    tree.insert(
        2,
        etree.fromstring(
            '<p:sp xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
            'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
            f'<p:nvSpPr><p:cNvPr id="{number}" name="Filet"/><p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr>'
            f'<p:spPr><a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:solidFill><a:schemeClr val="accent1"/></a:solidFill>'
            "<a:ln><a:noFill/></a:ln></p:spPr></p:sp>"
        ),
    )
