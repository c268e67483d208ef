"""The words and strokes of a drawing as SVG: lines of text with their looks, straight lines, colours, numbers of pixels."""

import re
from collections.abc import Sequence
from html import escape, unescape

from observatory.charts.layout import text_width

LINE = 1.3
"""The height of a line of words, in sizes of its letters."""
_SPACES = re.compile(r" (?![-–—] )")
_SIGNS = str.maketrans({"━": "—", "╌": "–", "◇": "◊"})
TAGS = re.compile(r"(</?b>|<span [^>]*>|</span>)")
_SPAN = re.compile(r'<span style="color:([^"]*)">')

Run = tuple[str, str, bool, str]
"""Words, their colour, whether they are bold, their language when it is another one than the picture's."""


def folded_runs(runs: Sequence[Run], size: float, width: float) -> list[list[Run]]:
    """Words of several looks, one after another, in lines of a width."""
    lines: list[list[Run]] = [[]]
    used = 0.0
    for words, colour, bold, spoken in runs:
        fresh = True
        for word in words.split(" "):
            wide = text_width(f" {word}", size) * (1.06 if bold else 1.0)
            if used and used + wide > width:
                lines.append([])
                used, fresh = 0.0, True
            if fresh:
                lines[-1].append((word, colour, bold, spoken))
            else:
                lines[-1][-1] = (f"{lines[-1][-1][0]} {word}", colour, bold, spoken)
            used, fresh = used + wide, False
    return lines


def span(run: Run) -> str:
    """Words with their own look within a line."""
    words, colour, bold, spoken = run
    language = f' xml:lang="{spoken}"' if spoken else ""
    return f'<tspan fill="{colour}" style="{_weight(bold)}"{language}>{escape(words, quote=False)}</tspan>'


def lettering(x: float, y: float, text: str, size: float, colour: str, anchor: str) -> list[str]:
    """Lines of a plotly text, whose first baseline is at y."""
    return [_rich(x, y + row * size * LINE, line, size, colour, anchor) for row, line in enumerate(text.split("<br>"))]


def _rich(x: float, y: float, line: str, size: float, colour: str, anchor: str) -> str:
    """One line of a plotly text, which may turn bold or to another colour on its way."""
    runs, bold, inks = [], False, [colour]
    for piece in TAGS.split(line):
        if piece in {"<b>", "</b>"}:
            bold = piece == "<b>"
        elif piece == "</span>":
            inks.pop()
        elif found := _SPAN.fullmatch(piece):
            inks.append(found[1])
        elif piece:
            # Two spaces in a row are one to SVG, and the typeface lacks the signs of the small multiples' key.
            runs.append((unescape(piece).replace("  ", " \u00a0").translate(_SIGNS), inks[-1], bold, ""))
    if len(runs) == 1:
        return plain_line(x, y, runs[0][0], size, runs[0][1], anchor, runs[0][2])
    turned = "" if anchor == "start" else f' text-anchor="{anchor}"'
    inner = "".join(map(span, runs))
    return f'<text x="{pixels(x)}" y="{pixels(y)}" font-size="{pixels(size)}"{turned}>{inner}</text>' if inner else ""


def plain_line(
    x: float, y: float, text: str, size: float, colour: str, anchor: str = "start", bold: bool = False
) -> str:
    """A line of words of one look, whose baseline is at y; nothing for no words."""
    if not text:
        return ""
    turned = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return (
        f'<text x="{pixels(x)}" y="{pixels(y)}" font-size="{pixels(size)}" fill="{colour}"{turned} style="{_weight(bold)}">'
        f"{escape(text, quote=False)}</text>"
    )


def _weight(bold: bool) -> str:
    """A weight of the typeface; a variable font is drawn in its lightest one by readers that take none for the regular."""
    weight = 700 if bold else 400
    return f"font-weight:{weight};font-variation-settings:'wght' {weight}"


def straight(x0: float, y0: float, x1: float, y1: float, colour: str, width: float, dash: str = "solid") -> str:
    """A straight line, dashed as plotly names it."""
    return (
        f'<line x1="{pixels(x0)}" y1="{pixels(y0)}" x2="{pixels(x1)}" y2="{pixels(y1)}" {paint("stroke", colour)} '
        f'stroke-width="{pixels(width)}"{dashes(dash, width)}/>'
    )


def dashes(dash: str, width: float) -> str:
    """Plotly's names of dashes, which grow with the width of the line."""
    unit = max(width, 3)
    named = {"solid": "", "dot": f"{unit} {unit}", "dash": f"{3 * unit} {3 * unit}"}
    named["dashdot"] = f"{3 * unit} {unit} {unit} {unit}"
    pattern = named.get(dash, dash.replace("px", "").replace(",", " "))
    return f' stroke-dasharray="{pattern}"' if pattern else ""


def folded(text: str, size: float, width: float) -> list[str]:
    """Lines of a width; none begins with a dash between two names."""
    rows: list[str] = []
    for word in _SPACES.split(text):
        if rows and text_width(f"{rows[-1]} {word}", size) <= width:
            rows[-1] += f" {word}"
        else:
            rows.append(word)
    return rows


def pixels(value: float) -> str:
    """A number of pixels, to a hundredth."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def paint(what: str, colour: str) -> str:
    """A colour as attributes; one that is seen through has its opacity apart, which all readers know."""
    if not colour.startswith("rgba("):
        return f'{what}="{colour}"'
    red, green, blue, opacity = colour[5:-1].split(",")
    return f'{what}="#{int(red):02X}{int(green):02X}{int(blue):02X}" {what}-opacity="{opacity.strip()}"'
