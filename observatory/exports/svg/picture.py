"""A chart alone, and with what stands around it when it leaves: title and mark above, key, comments and notes below."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from observatory import charts
from observatory.charts.layout import Figure, text_width
from observatory.exports.fonts import FAMILY
from observatory.exports.svg.drawing import drawing, marker_at
from observatory.exports.svg.marks import LINE, folded, folded_runs, pixels, plain_line, span
from observatory.maps import Swatch
from observatory.slides.model import Chart
from observatory.texts import text
from observatory.theme import Palette, palette

FONTS = f"'{FAMILY}','Source Sans','Source Sans Pro',sans-serif"
WIDTH, HEIGHT = 640, 360
"""Pixels a chart is composed for when nothing else is asked."""
_TITLE, _NOTE = 18, 13
_MARGIN = 20
_SWATCH, _SWATCH_ROW = (22, 14), 22
_NUMBER = 30
"""Pixels from the number of a comment to its words."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What stands around a drawing that leaves alone: title, mark and lines of a subtitle above; key of colours, comments and
    sentences below (source, as-of date, marks).
    """

    title: str
    summary: str
    notes: tuple[str, ...] = ()
    remarks: tuple[charts.Remark, ...] = ()
    subtitle: tuple[str, ...] = ()
    mark: str = ""
    key: tuple[Swatch, ...] = ()


def inside(width: int) -> int:
    """Pixels that a picture of `width` leaves to its figure."""
    return width - 2 * _MARGIN


def chart_figure(chart: Chart, language: str, dark: bool, width: int, height: int | None = None) -> Figure:
    """The figure of a chart as the browser draws it, with the numbers of its comments, `width` × `height` pixels (the
    figure's own height without one).
    """
    return charts.trajectory_figure(chart, language, dark, width, height, is_fixed=True)


def chart_svg(
    chart: Chart,
    language: str,
    wording: Wording,
    *,
    dark: bool = False,
    width: int = WIDTH,
    height: int | None = None,
    alone: bool = False,
) -> str:
    """A target-versus-actual chart as SVG, `width` × `height` pixels.

    alone: with its title and notes, for a file on its own; they add to the height.
    """
    figure = chart_figure(chart, language, dark, inside(width) if alone else width, height)
    return (
        picture_svg(figure, width, wording, language, dark) if alone else figure_svg(figure, width, wording, language)
    )


def figure_svg(figure: Figure, width: int, wording: Wording, language: str) -> str:
    """The figure alone, with its title and summary for those who do not see it."""
    height = int(figure["layout"]["height"])
    return _document(width, height, figure["layout"]["paper_bgcolor"], drawing(figure, width), wording, language)


def picture_svg(figure: Figure, width: int, wording: Wording, language: str, dark: bool = False) -> str:
    """The figure under its title and above its comments and notes, with a margin around."""
    colours = palette(dark)
    inner = inside(width)
    marked = text_width(wording.mark, _NOTE) + 12 if wording.mark else 0.0
    titles = folded(wording.title, _TITLE * 1.06, inner - marked)
    under = [line for said in wording.subtitle for line in folded(said, _NOTE, inner)]
    notes = [line for note in wording.notes for line in folded(note, _NOTE, inner)]
    first = _MARGIN + len(titles) * _TITLE * LINE
    top = first + len(under) * _NOTE * LINE + (10 if under else 6)
    high = int(figure["layout"]["height"])
    key, key_taken = _key(wording.key, top + high + 12, inner, colours)
    said, taken = _remarks(wording.remarks, top + high + key_taken + 10, inner, language, dark)
    below = top + high + key_taken + taken
    height = round(below + (len(notes) * _NOTE * LINE + 10 if notes else 0) + _MARGIN)
    parts = [
        plain_line(_MARGIN, _MARGIN + _TITLE * (0.9 + n * LINE), line, _TITLE, colours.ink, bold=True)
        for n, line in enumerate(titles)
    ]
    if marked:
        left = width - _MARGIN - marked
        parts.append(
            f'<rect x="{pixels(left)}" y="{_MARGIN}" width="{pixels(marked)}" height="{pixels(_NOTE * 1.5)}" fill="none" '
            f'stroke="{colours.warning}"/>'
        )
        parts.append(plain_line(left + 6, _MARGIN + _NOTE * 1.1, wording.mark, _NOTE, colours.warning))
    parts += [
        plain_line(_MARGIN, first + _NOTE * (0.9 + n * LINE), line, _NOTE, colours.muted)
        for n, line in enumerate(under)
    ]
    parts.append(f'<g transform="translate({_MARGIN} {pixels(top)})">{drawing(figure, inner)}</g>')
    parts += [*key, *said]
    parts += [
        plain_line(_MARGIN, below + 10 + _NOTE * (0.9 + n * LINE), line, _NOTE, colours.muted)
        for n, line in enumerate(notes)
    ]
    return _document(width, height, colours.ground, "".join(parts), wording, language)


def _key(swatches: Sequence[Swatch], top: float, width: float, colours: Palette) -> tuple[list[str], float]:
    """The colours of a map and what they stand for, in two columns from `top` down, and the height they take."""
    parts = []
    rows = -(-len(swatches) // 2)
    wide, high = _SWATCH
    for place, one in enumerate(swatches):
        x = _MARGIN + (place // rows) * width / 2
        y = top + (place % rows) * _SWATCH_ROW
        edge = f'stroke="{colours.other}"' + (' stroke-dasharray="2 2"' if one.is_missing else "")
        parts.append(
            f'<rect x="{pixels(x + 0.5)}" y="{pixels(y)}" width="{wide}" height="{high}" fill="{one.colour}" {edge}/>'
        )
        if one.is_missing:
            cross = {"size": 9, "symbol": "circle-x", "color": one.colour, "line": {"color": colours.muted, "width": 1}}
            parts.append(marker_at((x + 0.5 + wide / 2, y + high / 2), cross, 0))
        words = [(one.words, colours.ink, False, ""), (one.count, colours.muted, False, "")]
        inner = " ".join(span(run) for run in words)
        parts.append(
            f'<text x="{pixels(x + wide + 9)}" y="{pixels(y + high * 0.84)}" font-size="{_NOTE}">{inner}</text>'
        )
    return parts, rows * _SWATCH_ROW + 12 if rows else 0.0


def _remarks(
    remarks: Sequence[charts.Remark], top: float, width: float, language: str, dark: bool
) -> tuple[list[str], float]:
    """The list of comments from `top` down, each behind its number framed as on the chart, and the height it takes."""
    if not remarks:
        return [], 0.0
    colours = palette(dark)
    parts = [plain_line(_MARGIN, top + _NOTE * 0.9, text("charts.remarks", language), _NOTE, colours.ink, bold=True)]
    y = top + _NOTE * LINE + 6
    step = _NOTE * LINE
    for one in remarks:
        number = str(one.number)
        wide = text_width(number, 12) + 8
        parts.append(
            f'<rect x="{_MARGIN + 0.5}" y="{pixels(y - 1)}" width="{pixels(wide)}" height="{pixels(step + 1)}" fill="none" '
            f'stroke="{colours.muted}"/>'
        )
        parts.append(plain_line(_MARGIN + 0.5 + wide / 2, y + _NOTE * 0.9, number, 12, colours.ink, "middle"))
        runs = [
            (one.about, colours.ink, True, ""),
            (one.said, colours.ink, False, "fr"),
            (one.by, colours.muted, False, ""),
        ]
        if one.is_demo:
            runs.append((text("charts.demo", language), colours.warning, False, ""))
        for line in folded_runs(runs, _NOTE, width - _NUMBER):
            inner = " ".join(map(span, line))
            parts.append(
                f'<text x="{_MARGIN + _NUMBER}" y="{pixels(y + _NOTE * 0.9)}" font-size="{_NOTE}">{inner}</text>'
            )
            y += step
        y += 6
    return parts, y - top + 10 - 6


def _document(width: int, height: int, ground: str, body: str, wording: Wording, language: str) -> str:
    described = " ".join((wording.summary, *(one.sentence(language) for one in wording.remarks)))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'role="img" aria-labelledby="t d" lang="{language}" xml:lang="{language}" font-family="{FONTS}">'
        f'<title id="t">{escape(wording.title)}</title><desc id="d">{escape(described)}</desc>'
        f'<rect width="{width}" height="{height}" fill="{ground}"/>{body}</svg>'
    )
