"""The projected page: a deck as one HTML document that holds everything, from the first slide to the last chart.

Two ways out of the same document: served beside the dashboard, with plotly.js and the typeface at addresses of the same
server, which the browser keeps; or as one file that asks nobody for anything.
"""

import json
import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from math import ceil
from pathlib import Path
from typing import Any

from plotly.offline import get_plotlyjs

from observatory import charts, tables
from observatory.charts import Remark
from observatory.charts.layout import text_width
from observatory.slides import typeface
from observatory.slides.model import (
    MOST_REMARKS,
    REMARK_ROWS,
    WRITTEN_IN,
    Bars,
    Cell,
    Chart,
    Deck,
    KeyFigure,
    Listing,
    Sign,
    Slide,
    Table,
)
from observatory.texts import plural, text
from observatory.theme import STATUS_SIGNS

FOLDER = Path(__file__).resolve().parent
WIDTH, HEIGHT = 740, 400
"""Pixels that a chart is composed for; the style sheet enlarges it 1.68 times on a slide of 1920 × 1080."""

REMARK, _REMARK_SPACE = 14.5, "Démonstration    "
"""Size of the words of comments in pixels of the chart, and room for the mark of a made-up one."""

LONG_TITLE = 70
"""Characters of a chart's title beyond which it is written smaller, so that its years are not cut."""
KEYS = ("next", "previous", "ends", "jump", "full", "black", "notes", "theme", "print")
_SHAPES = {
    "●": '<circle cx="10" cy="10" r="9"/>',
    "▲": '<path d="M10 1 19.5 18.5H.5z"/>',
    "◆": '<path d="M10 0 20 10 10 20 0 10z"/>',
    "■": '<path d="M2 2h16v16H2z"/>',
    "▼": '<path d="M10 19 .5 1.5h19z"/>',
    "◌": '<circle cx="10" cy="10" r="8" fill="none" stroke="currentColor" stroke-width="2.5" stroke-dasharray="3 2.4"/>',
}


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the served page finds, on its own server, what the browser may keep: plotly.js and the typeface (woff2)."""

    plotly: str
    font: str


def page(deck: Deck, dark: bool | None = None, addresses: Addresses | None = None) -> str:
    """The deck as an HTML document.

    dark: the ground to start on, None for what the reader's system prefers; addresses: None for a file that holds
    everything.
    """
    language = deck.language

    def words(key: str) -> str:
        return text(f"slides.{key}", language)

    if addresses:
        policy = "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'unsafe-inline'; font-src 'self'; img-src data: blob:"
        plotly = f'<script src="{escape(addresses.plotly)}"></script>'
        face = f"url({addresses.font})" if addresses.font else ""
    else:
        policy = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; font-src data:; img-src data: blob:"
        plotly = f"<script>{get_plotlyjs()}</script>"
        font = typeface.embedded()
        face = f"url(data:font/woff2;base64,{b64encode(font).decode()})" if font else ""
    filled = {
        "language": language,
        "theme": "" if dark is None else "dark" if dark else "light",
        "policy": policy,
        "title": escape(f"{deck.title} — {deck.place}"),
        "font": f"@font-face{{font-family:'Source Sans';font-weight:200 900;font-display:block;src:{face} format('woff2')}}"
        if face
        else "",
        "style": _asset("deck.css"),
        "slides": "\n".join(_slide(deck, slide, rank) for rank, slide in enumerate(deck.slides)),
        "keys": "".join(
            f"<dt>{escape(words(f'key.{key}'))}</dt><dd>{escape(words(f'does.{key}'))}</dd>" for key in KEYS
        ),
        "data": _data(deck),
        "plotly": plotly,
        "script": _asset("deck.js"),
    }
    for name in ("deck", "controls", "previous", "next", "full", "notes", "theme", "help", "help_title", "close"):
        filled[f"w_{name}"] = escape(words(name))
    pieces = _asset("deck.html").split("@")
    return "".join(filled[piece] if rank % 2 else piece for rank, piece in enumerate(pieces))


@cache
def _asset(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def figures(chart: Chart, language: str) -> dict[str, charts.Figure]:
    """The drawing of a chart on both grounds: {"light": …, "dark": …}, WIDTH pixels wide, as high as its comments leave it."""
    drawn, height = {}, _height(chart, language)
    for name, dark in (("light", False), ("dark", True)):
        figure = charts.trajectory_figure(chart, language, dark, WIDTH, height, is_fixed=True)
        figure["layout"] |= {"width": WIDTH, "height": height, "autosize": False}
        drawn[name] = figure
    return drawn


def _height(chart: Chart, language: str) -> int:
    """Pixels that a chart is high so that it and the comments under it take HEIGHT together."""
    some, others = _shown_remarks(chart, language)
    if not some:
        return HEIGHT
    words = [f"{one.number}. {one.about}  {one.said} {one.by} {_REMARK_SPACE if one.is_demo else ''}" for one in some]
    rows = sum(min(ceil(text_width(line, REMARK) * 1.04 / WIDTH), REMARK_ROWS) for line in words) + bool(others)
    return HEIGHT - round(rows * REMARK * 1.25 + 10)


def _shown_remarks(chart: Chart, language: str) -> tuple[tuple[Remark, ...], str]:
    """The comments that a slide has room for, and a sentence that says where the others are."""
    every = chart.remarks(language)
    others = [str(one.number) for one in every[:-MOST_REMARKS]]
    said = plural("slides.remarks_more", len(others), language, numbers=", ".join(others)) if others else ""
    return every[-MOST_REMARKS:], said


def _remarks(deck: Deck, chart: Chart) -> str:
    some, others = _shown_remarks(chart, deck.language)
    if not some:
        return ""
    items = "".join(
        f'<li><b>{one.number}. {escape(one.about)}</b>\u2002<span lang="{WRITTEN_IN}">{escape(one.said)}</span> '
        f'<span class="by">{escape(one.by)}</span>{_demo(deck) if one.is_demo else ""}</li>'
        for one in some
    )
    items += f'<li class="by">{escape(others)}</li>' if others else ""
    return f'<ul class="remarks" aria-label="{escape(text("charts.remarks", deck.language))}">{items}</ul>'


def _note(slide: Slide, language: str) -> str:
    """What the speaker says, with the comments on the chart in full."""
    spoken = slide.chart.spoken(language) if slide.chart is not None else ""
    return "\n\n".join(part for part in (slide.note, spoken if spoken not in slide.note else "") if part)


def _data(deck: Deck) -> str:
    language = deck.language
    config = dict(charts.CONFIG) | {"responsive": False}
    content: dict[str, Any] = {
        "words": {key: text(f"slides.{key}", language) for key in ("no_note", "last", "blocked", "no_full")},
        "messages": [slide.message for slide in deck.slides],
        "notes": [_note(slide, language) for slide in deck.slides],
        "figures": {str(n): figures(s.chart, language) for n, s in enumerate(deck.slides) if s.chart is not None},
        "config": config,
        "notes_page": _notes_page(language),
    }
    # A "</script>" or "<!--" inside a text must not end the element that carries it.
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _notes_page(language: str) -> str:
    label = {key: escape(text(f"slides.{key}", language)) for key in ("notes", "timer", "clock", "next_slide")}
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8"><title>{label["notes"]}</title><style>'
        "body{font:20px/1.45 'Source Sans','Source Sans 3',sans-serif;margin:0;padding:24px 32px;color:#1D2433;background:#FFFFFF}"
        "header{display:flex;gap:32px;font-size:28px;font-weight:600;font-variant-numeric:tabular-nums;border-bottom:2px solid #D8DCE3;padding-bottom:12px}"
        "header small{display:block;font-size:15px;font-weight:400;color:#5A6272}header :last-child{margin-left:auto}"
        "h1{font-size:26px;line-height:1.2;margin:20px 0 12px}#note{font-size:24px;white-space:pre-wrap;min-height:6em}"
        "#next{font-weight:600}.next{border-top:2px solid #D8DCE3;padding-top:12px;color:#5A6272}"
        "</style></head><body>"
        f'<header><div><small>{label["notes"]}</small><span id="where"></span></div>'
        f'<div><small>{label["timer"]}</small><span id="timer"></span></div>'
        f'<div><small>{label["clock"]}</small><span id="clock"></span></div></header>'
        '<main aria-live="polite"><h1 id="message"></h1><p id="note"></p></main>'
        f'<p class="next">{label["next_slide"]} <span id="next"></span></p></body></html>'
    )


def sign_shape(status: str) -> str:
    """The shape of a status as inline SVG in the current text colour: the same on machines without the characters."""
    drawn = _SHAPES[STATUS_SIGNS[status].shape]
    return f'<svg class="{status}" viewBox="0 0 20 20" fill="currentColor" aria-hidden="true">{drawn}</svg>'


def _sign(sign: Sign | None) -> str:
    if sign is None:
        return ""
    return f'<span class="sign {sign.status}">{sign_shape(sign.status)}{escape(sign.word)}</span>'


def _demo(deck: Deck) -> str:
    return f' <span class="tag">{escape(deck.words["demo"])}</span>'


def _slide(deck: Deck, slide: Slide, rank: int) -> str:
    total = len(deck.slides)
    label = text("slides.position", deck.language, number=rank + 1, total=total)
    level = "h1" if slide.kind == "title" else "h2"
    colour = f' style="--axis:{slide.colour}"' if slide.colour else ""
    head = f'<p class="eyebrow">{escape(slide.eyebrow)}</p>' if slide.eyebrow else ""
    head += f"<{level}>{_unbroken(slide.message)}</{level}>"
    if slide.subtitle:
        head += f'<p class="subtitle">{escape(slide.subtitle)}</p>'
    return (
        f'<section class="slide slide-{slide.kind}" role="group" data-key="{escape(slide.key)}"{colour} '
        f'aria-roledescription="{escape(text("slides.slide", deck.language))}" '
        f'aria-label="{escape(label)} : {escape(slide.message)}">'
        f'{_brand() if slide.kind == "title" else ""}<header>{head}</header><div class="body">{_body(deck, slide, rank)}</div>{_footer(deck, slide, rank, total)}</section>'
    )


def _unbroken(message: str) -> str:
    """The message with compound names (Chennevières-sur-Marne) kept on one line."""
    return re.sub(r"\S+-\S+", lambda found: f'<span class="whole">{found[0]}</span>', escape(message))


@cache
def _brand() -> str:
    mark = (FOLDER.parent / "ui" / "mark.svg").read_text(encoding="utf-8")
    return f'<p class="brand">{mark}Cap Quartiers</p>'


def _body(deck: Deck, slide: Slide, rank: int) -> str:
    keys = _figures(deck, slide.key_figures)
    lists = _lists(deck, slide.lists)
    if slide.chart is not None:
        return _chart(deck, slide.chart, rank) + (f'<div class="side">{keys}{lists}</div>' if keys or lists else "")
    if slide.bars is not None:
        return _bars(slide.bars) + (f'<div class="side">{keys}{lists}</div>' if keys or lists else "")
    row = keys.replace('class="figures"', 'class="figures figures-row"')
    table = _table(deck, slide.table) if slide.table is not None else ""
    if row and (lists or table):
        return f'<div class="stack">{row}{table}{lists}</div>'
    return row + table + lists


def _chart(deck: Deck, chart: Chart, rank: int) -> str:
    language = deck.language
    long = ' class="long"' if len(chart.title) > LONG_TITLE else ""
    return (
        f'<figure class="chart" role="group" aria-label="{escape(chart.title)}" style="--plot-height:{_height(chart, language)}">'
        f"<figcaption{long}>{escape(chart.title)}</figcaption>"
        f'<div class="frame"><div class="plot" role="img" data-figure="{rank}" aria-label="{escape(chart.summary)}"></div></div>'
        f'<details class="twin"><summary>{escape(text("slides.table", language))}</summary>'
        f'<div tabindex="0" role="region" aria-label="{escape(chart.table.caption)}">{_table(deck, chart.table)}{_signs(deck, chart.table)}</div></details>{_remarks(deck, chart)}</figure>'
    )


def _figures(deck: Deck, found: Sequence[KeyFigure]) -> str:
    drawn = []
    for one in found:
        parts = [f'<p class="value">{escape(one.value)}{_demo(deck) if one.is_demo else ""}</p>']
        parts.append(f'<p class="label">{escape(one.label)}</p>')
        if one.period:
            parts.append(f'<p class="period">{escape(one.period)}</p>')
        if one.sign is not None:
            parts.append(f"<p>{_sign(one.sign)}</p>")
        if one.note:
            parts.append(f'<p class="note">{escape(one.note)}</p>')
        drawn.append(f'<div class="figure">{"".join(parts)}</div>')
    return f'<div class="figures">{"".join(drawn)}</div>' if drawn else ""


def _lists(deck: Deck, found: Sequence[Listing]) -> str:
    if not found:
        return ""
    drawn = []
    for one in found:
        items = []
        for item in one.items:
            dot = f' style="--dot:{item.colour}"' if item.colour else ""
            mark = sign_shape(item.sign.status) if item.sign else f'<span class="point"{dot}></span>'
            word = f'<span class="sign {item.sign.status}">{escape(item.sign.word)}</span>' if item.sign else ""
            detail = f'<p class="detail">{word}{escape(item.detail)}</p>' if item.detail or word else ""
            demo = _demo(deck) if item.is_demo else ""
            items.append(f'<li>{mark}<div><p class="text">{escape(item.text)}{demo}</p>{detail}</div></li>')
        items += ['<li class="line" aria-hidden="true"></li>'] * one.ruled
        heading = f"<h3>{escape(one.heading)}</h3>" if one.heading else ""
        drawn.append(f'<div class="list">{heading}<ul>{"".join(items)}</ul></div>')
    return f'<div class="lists">{"".join(drawn)}</div>'


def _cell(deck: Deck, cell: Cell, tag: str, scope: str = "") -> str:
    classes = [
        name for name, on in (("right", cell.is_number), ("dot", bool(cell.colour)), ("none", cell.text == "0")) if on
    ]
    attributes = f' class="{" ".join(classes)}"' if classes else ""
    attributes += f' scope="{scope}"' if scope else ""
    attributes += f' style="--dot:{cell.colour}"' if cell.colour else ""
    attributes += f' lang="{cell.language}"' if cell.language else ""
    inner = _sign(cell.sign) if cell.sign and not cell.text else escape(cell.text)
    if cell.sign and cell.text:
        inner = f"{_sign(cell.sign)} {inner}"
    note = f"<small>{escape(cell.note)}</small>" if cell.note else ""
    return f"<{tag}{attributes}>{inner}{_demo(deck) if cell.is_demo else ''}{note}</{tag}>"


def _table(deck: Deck, table: Table) -> str:
    head = "".join(_cell(deck, cell, "th", "col") for cell in table.headings)
    rows = [
        "<tr>" + "".join(_cell(deck, c, "td" if n else "th", "" if n else "row") for n, c in enumerate(row)) + "</tr>"
        for row in table.rows
    ]
    caption = f'<caption class="unseen">{escape(table.caption)}</caption>'
    return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _signs(deck: Deck, table: Table) -> str:
    """What the signs in the cells of a table mean."""
    said = tables.signs_said((cell.text for row in table.rows for cell in row), deck.language)
    return f'<p class="signs">{escape(said)}</p>' if said else ""


def _bars(bars: Bars) -> str:
    most = max((abs(bar.amount) for bar in bars.bars), default=0) or 1
    rows = "".join(
        f'<li><span class="name">{escape(bar.label)}</span><span class="track">'
        f'<span class="bar" style="--share:{max(bar.amount, 0) / most:.4f}"></span>'
        f'<span class="amount">{escape(bar.shown)}</span></span></li>'
        for bar in bars.bars
    )
    return (
        f'<figure class="bars" role="group" aria-label="{escape(bars.summary)}">'
        f"<figcaption>{escape(bars.title)}</figcaption><ul>{rows}</ul></figure>"
    )


def _footer(deck: Deck, slide: Slide, rank: int, total: int) -> str:
    marks = {deck.words["demo"], deck.words["secret"]}
    parts = []
    for part in deck.footer(slide):
        inner = f'<span class="tag">{escape(part)}</span>' if part in marks else escape(part)
        parts.append(f"<li>{inner}</li>")
    return (
        f'<footer><ul>{"".join(parts)}</ul><span class="place">{escape(deck.place)}</span>'
        f'<span class="number" aria-hidden="true">{rank + 1} / {total}</span></footer>'
    )
