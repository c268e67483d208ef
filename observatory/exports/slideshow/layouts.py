"""What a slide takes from the template: whether its ground is dark, and the layout's places for footer and number."""

from copy import deepcopy
from typing import Any

from lxml import etree
from pptx.oxml.ns import qn

from observatory.exports.slideshow.writing import emptied
from observatory.exports.template import Template


def is_dark(template: Template) -> bool:
    """Whether the template's ground is a dark one, by the colours its master gives to background and text."""
    mapping = template.content.slide_master._element.find(qn("p:clrMap"))
    return mapping is not None and mapping.get("bg1") in {"dk1", "dk2"}


def inherited(layout: Any, kind: Any) -> Any | None:
    """The layout's place for a kind of content, if it has one."""
    return next((p for p in layout.placeholders if p.placeholder_format.type == kind), None)


def cloned(native: Any, shape: Any) -> Any:
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


def numbered(body: Any, size: float | None = None) -> None:
    """The slide's number as a field that follows the order of the slides."""
    paragraph = emptied(body).paragraphs[0]._p
    look = f' sz="{round(size * 100)}"' if size else ""
    paragraph.append(
        etree.fromstring(
            '<a:fld xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
            f'id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" type="slidenum"><a:rPr{look}/><a:t>‹N°›</a:t></a:fld>'
        )
    )
