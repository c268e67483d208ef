"""The annual report as a tagged PDF (PDF/UA-1): sections of plain blocks in, a document out; Typst composes it.

The `typst` package brings the compiler whole: no system library, no browser, no network.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import typst

from observatory import formats
from observatory.charts import break_sentences
from observatory.exports.about import About
from observatory.exports.fonts import FAMILY, font_folder
from observatory.exports.svg import Wording, chart_figure, chart_svg
from observatory.slides.model import Bars, Cell, Chart, KeyFigure, Listing, Sign, Table
from observatory.texts import text
from observatory.theme import LIGHT, STATUS_SIGNS

_TEMPLATE = Path(__file__).with_name("report.typ")
CHART_WIDTH, CHART_HEIGHT, GAP_HEIGHT = 660, 240, 84
"""Pixels that a chart is composed for; on the page it takes the width of the text."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences. kind: plain, lead (what the section says first) or note (small, below a figure)."""

    text: str
    kind: str = "plain"


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """Large figures side by side."""

    figures: tuple[KeyFigure, ...]


@dataclass(frozen=True, slots=True)
class Illustration:
    """A chart with the sentence that says what it means and its source."""

    chart: Chart
    message: str = ""
    source: str = ""
    sign: Sign | None = None


@dataclass(frozen=True, slots=True)
class Lines:
    """Empty lines to write on, under a heading: opinions to be gathered."""

    heading: str
    count: int


Block: TypeAlias = Paragraph | KeyFigures | Illustration | Bars | Table | Listing | Lines


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its blocks, then its own sections; colour: of its axis (#RRGGBB), or empty."""

    heading: str
    blocks: tuple[Block, ...] = ()
    sections: tuple["Section", ...] = ()
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A report: what it is, for whom and as of when, its sections, and what its figures are.

    words: the small texts of the document by key (`contents`, `demo` …); year: that the report is about.
    """

    title: str
    subtitle: str
    place: str
    year: int
    as_of: date
    language: str
    cover: tuple[str, ...]
    sections: tuple[Section, ...]
    about: About
    words: Mapping[str, str]


class _Pictures(dict[str, bytes]):
    """The drawn charts by name; says after each how many are drawn, of how many."""

    def __init__(self, total: int, told: Callable[[int, int], object] | None) -> None:
        super().__init__()
        self.total, self.told = total, told

    def __setitem__(self, name: str, content: bytes) -> None:
        super().__setitem__(name, content)
        if self.told is not None:
            self.told(len(self), self.total)


def _charts(sections: Iterable[Section]) -> int:
    return sum(sum(isinstance(b, Illustration) for b in one.blocks) + _charts(one.sections) for one in sections)


def pdf_bytes(report: Report, told: Callable[[int, int], object] | None = None) -> bytes:
    """The report as PDF/UA-1: tagged, titled, in its language, with bookmarks and alternative texts.

    told: called after each chart with how many are drawn, of how many.
    """
    pictures: dict[str, bytes] = _Pictures(_charts(report.sections), told)
    content = {
        "title": report.title,
        "subtitle": report.subtitle,
        "place": report.place,
        "language": report.language,
        "family": FAMILY,
        "cover": list(report.cover),
        "as_of": report.about.as_of_sentence,
        "marks": list(report.about.marks),
        "demo": report.about.is_demo,
        "filters": report.about.filters,
        "words": dict(report.words),
        "colours": {
            name: getattr(LIGHT, name) for name in ("ink", "muted", "hairline", "accent", "second_ground", "warning")
        },
        "sections": [_section(one, report.language, pictures) for one in report.sections],
        "definitions": [
            {
                "code": one.code,
                "name": one.name,
                "unit": one.unit,
                "text": " ".join(part for part in (one.definition, one.caution) if part),
                "source": " · ".join(part for part in (one.publisher or one.source, one.licence) if part),
            }
            for one in report.about.definitions
        ],
        "signs": _signs(report.language),
    }
    files: dict[str, bytes] = {
        "main": _TEMPLATE.read_bytes(),
        "data.json": json.dumps(content, ensure_ascii=False).encode(),
        **pictures,
    }
    # Its types leave out that files may be given by name, in memory.
    compiled: Any = typst.compile
    made = compiled(
        files,
        format="pdf",
        font_paths=_fonts(),
        pdf_standards=["ua-1"],
        timestamp=datetime.combine(report.as_of, datetime.min.time(), tzinfo=UTC),
    )
    assert isinstance(made, bytes)
    return made


@cache
def _fonts() -> typst.Fonts:
    """Only the typeface of the product and, for signs it lacks, those of the compiler: the same file on any machine."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(font_folder())])


def _section(one: Section, language: str, pictures: dict[str, bytes]) -> dict[str, Any]:
    return {
        "heading": one.heading,
        "colour": one.colour,
        "blocks": [_block(block, language, pictures) for block in one.blocks],
        "sections": [_section(inner, language, pictures) for inner in one.sections],
    }


def _block(block: Block, language: str, pictures: dict[str, bytes]) -> dict[str, Any]:
    match block:
        case Paragraph():
            return {"block": "paragraph", "text": block.text, "kind": block.kind}
        case KeyFigures():
            return {"block": "figures", "figures": [_figure(one) for one in block.figures]}
        case Illustration():
            return _illustration(block, language, pictures)
        case Bars():
            return _bars(block)
        case Table():
            return _table(block)
        case Listing():
            items = [
                {"text": i.text, "detail": i.detail, "sign": _sign(i.sign), "colour": i.colour, "demo": i.is_demo}
                for i in block.items
            ]
            return {"block": "list", "heading": block.heading, "items": items, "ruled": block.ruled}
        case Lines():
            return {"block": "lines", "heading": block.heading, "count": block.count}


def _figure(one: KeyFigure) -> dict[str, Any]:
    return {
        "value": one.value,
        "label": one.label,
        "period": one.period,
        "note": one.note,
        "sign": _sign(one.sign),
        "demo": one.is_demo,
    }


def _illustration(one: Illustration, language: str, pictures: dict[str, bytes]) -> dict[str, Any]:
    chart = one.chart
    name = f"chart-{len(pictures) + 1}.svg"
    height = CHART_HEIGHT + (
        GAP_HEIGHT if "yaxis2" in chart_figure(chart, language, False, CHART_WIDTH)["layout"] else 0
    )
    words = Wording(chart.title, chart.summary)
    svg = chart_svg(chart, language, words, width=CHART_WIDTH, height=height)
    pictures[name] = svg.encode()
    return {
        "block": "chart",
        "file": name,
        "title": chart.title,
        "alt": chart.summary,
        "message": one.message,
        "source": " ".join((one.source, *break_sentences(chart, language))),
        "sign": _sign(one.sign),
        "remarks_title": text("charts.remarks", language),
        "remarks": [{"about": r.about, "said": r.said, "by": r.by, "demo": r.is_demo} for r in chart.remarks(language)],
    }


def _bars(bars: Bars) -> dict[str, Any]:
    most = max((bar.amount for bar in bars.bars), default=0.0) or 1.0
    rows = [{"label": b.label, "shown": b.shown, "share": max(b.amount, 0.0) / most} for b in bars.bars]
    return {"block": "bars", "title": bars.title, "alt": bars.summary, "bars": rows}


def _table(table: Table) -> dict[str, Any]:
    columns = range(len(table.headings))
    longest = [max([_heading_length(table.headings[n]), *(_length(row[n]) for row in table.rows)]) for n in columns]
    return {
        "block": "table",
        "caption": table.caption,
        "headings": [_cell(cell) for cell in table.headings],
        "rows": [[_cell(cell) for cell in row] for row in table.rows],
        "widths": _widths(table.headings, longest),
    }


def _length(cell: Cell) -> float:
    return len(cell.text) + (len(cell.sign.word) + 3 if cell.sign else 0) + (10 if cell.is_demo else 0)


def _heading_length(cell: Cell) -> float:
    """Headings may take as many lines as they have words."""
    words = [*cell.text.split(" "), *(cell.sign.word.split(" ") if cell.sign else ())]
    return max(map(len, words)) + (5.0 if cell.sign else 2.0)


def _widths(headings: Sequence[Cell], longest: Iterable[float]) -> list[float]:
    """Shares of the page's width, so that words get what figures do not need."""
    return [
        min(max(one + 1.5, 7.0), 22.0 if heading.is_number else 44.0)
        for heading, one in zip(headings, longest, strict=True)
    ]


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "text": cell.text,
        "sign": _sign(cell.sign),
        "number": cell.is_number,
        "demo": cell.is_demo,
        "colour": cell.colour,
        "note": cell.note,
    }


def _sign(sign: Sign | None) -> dict[str, str] | None:
    if sign is None:
        return None
    look = STATUS_SIGNS[sign.status]
    return {"shape": look.shape, "colour": look.light, "word": sign.word}


def _signs(language: str) -> list[dict[str, str]]:
    signs = [(sign, f"charts.absence_{status}") for status, sign in formats.ABSENCE_SIGNS.items()]
    signs += [(sign, f"charts.status_{status}") for status, sign in formats.QUALITY_SIGNS.items()]
    return [{"sign": sign, "meaning": text(key, language)} for sign, key in signs]
