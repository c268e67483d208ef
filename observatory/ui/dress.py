"""The look shared by all pages, the footer, and the box that says what went wrong."""

from collections.abc import Collection, Iterable
from functools import cache
from html import escape
from typing import Any
from urllib.parse import quote

import orjson
import streamlit as st

from observatory import answers, config, geography, tables
from observatory.catalogue import Source
from observatory.formats import day
from observatory.geography import Outline
from observatory.selection import Selection
from observatory.texts import keys, plural, text
from observatory.theme import STATUS_SIGNS
from observatory.ui.assets import asset, component, data_address
from observatory.ui.panel import Ready, block, has_panels

MARK = data_address("mark.svg")
UNPUBLISHED = {"local", "demo"}
"""Sources of figures given by partners or made up, which no producer's page can show."""
_WIDTHS = {
    "table.communes": 168,
    "table.status": 182,
    "table.gap_status": 182,
    "table.landing_note": 520,
    "table.earlier_target": 190,
    "table.target_origin": 140,
}
"""Pixels that the longest words of a column of a table need, statuses with their shape, by key of its heading; communes leave
their room to statuses."""


@cache
def style_sheet() -> str:
    """The style of all pages."""
    sheets = "".join(asset(f"{name}.css") for name in ("styles", "panel", "cards", "sheets", "asking"))
    return f":root {{ --cq-mark: url({MARK}); }}{sheets}"


def _linked(sheet: str) -> str:
    """A script that names the sheet where the document does not: Streamlit answers for an address that does not exist."""
    link = f"Object.assign(document.createElement('link'), {{ rel: 'stylesheet', href: '{sheet}' }})"
    return f"document.querySelector('link[href=\"{sheet}\"]') || document.body.append({link});"


def dress(language: str) -> None:
    """Put up the style sheet, the page's language and its ground."""
    ground = "add" if st.context.theme.type == "dark" else "remove"
    sheet = config.announced(config.STYLES)
    style = f"<script>{_linked(sheet)}" if sheet else f"<style>{style_sheet()}</style><script>"
    st.html(
        Ready(
            f"{style}document.documentElement.lang='{language}';"
            f"document.documentElement.classList.{ground}('cq-dark');{_interface(language)}</script>"
        ),
        unsafe_allow_javascript=True,
    )


def follow_theme() -> None:
    """Have the page drawn again when its reader changes the theme; cards do it by themselves."""
    component("follow")(key="theme", data={}, on_turned_change=lambda: None)


@cache
def _interface(language: str) -> str:
    """The call that keeps Streamlit's own controls in the reader's language and gives them the roles they lack."""
    names = sorted(key.removeprefix("interface.") for key in keys("en") if key.startswith("interface."))
    told = {
        "language": language,
        "words": [[text(f"interface.{name}", one) for one in ("en", "fr")] for name in names],
        "navigation": text("accessibility.navigation", language),
    }
    return f"({asset('interface.js').strip()})({orjson.dumps(told).decode()});"


def wide(table: str, label: str) -> str:
    """HTML of a table that scrolls sideways where it has no room, by keyboard too. label: escaped by the caller."""
    return f'<div class="cq-wide" tabindex="0" role="region" aria-label="{label}">{table}</div>'


def sign_columns(language: str, headings: Iterable[str] = ()) -> dict[str, Any]:
    """What the columns of signs of a table that Streamlit draws say on hover, and how wide those of words are that it would cut,
    by heading; for `column_config`. headings: those of the table, with their units.
    """
    column = st.column_config.Column(help=tables.signs_help(language))
    signs = {text(key, language): column for key in ("table.sign", "explore.column.signs")}
    widths = {text(key, language): wide for key, wide in _WIDTHS.items()}
    names = {heading: heading.partition(" (")[0] for heading in headings}
    return {
        heading: st.column_config.Column(width=widths[name]) for heading, name in names.items() if name in widths
    } | signs


def signs_note(cells: Iterable[str], language: str) -> str:
    """HTML below a table: what its signs mean, for those who cannot point at them; empty where no cell is one."""
    said = tables.signs_said(cells, language)
    return f'<p class="cq-note">{escape(said)}</p>' if said else ""


def error(title: str, message: str) -> None:
    """One clear sentence where a page could not be drawn."""
    st.error(f"**{title}**\n\n{message}", icon=":material/error:")


def demo_tag(language: str, key: str = "frame.demo") -> str:
    """The mark that every demonstration figure or target carries; a short one says the whole word on hover."""
    whole = f' title="{escape(text("frame.demo", language))}"' if key == "frame.demo_short" else ""
    return f'<span class="cq-tag cq-tag-demo"{whole}>{escape(text(key, language))}</span>'


def demo_share(
    demo: int,
    known: int,
    language: str,
    named: str = "",
    key: str = "frame.demo_short",
    share: str = "frame.demo_share",
) -> str:
    """The mark of a sentence or a block of `known` statuses or changes of which `demo` rest on demonstration data, told on hover
    and read aloud; empty without any. named: the indicator that it names and that rests on them; key: the words of the mark; share: those of the
    count.
    """
    parts = [plural(share, demo, language, total=known)] if demo else []
    parts += [text("frame.demo_named", language, name=named)] if named else []
    if not parts:
        return ""
    said = escape(" ".join(parts))
    return (
        f'<span class="cq-tag cq-tag-demo" title="{said}"><span aria-hidden="true">{escape(text(key, language))}</span>'
        f'<span class="cq-unseen">{said}</span></span>'
    )


def source_title(source: Source, language: str) -> str:
    """The title of a source as HTML, which leads to its public address; without one it says so, unless the figures come from
    no publication at all.
    """
    title = escape(source.title.in_language(language))
    if source.url:
        return f'<a href="{escape(source.url)}" target="_blank" rel="noopener">{title}</a>'
    if source.source in UNPUBLISHED:
        return title
    return f'{title} <span class="cq-muted">({escape(text("method.no_address", language))})</span>'


def origin_tags(given: Collection[str], language: str) -> str:
    """The marks of what is not taken from published files: figures of partners, demonstration figures; given: the origins."""
    return (local_tag(language) if "local" in given else "") + (demo_tag(language) if "demo" in given else "")


def local_tag(language: str) -> str:
    """The mark of a figure given by a partner of the contract; those of published files have none."""
    return f'<span class="cq-tag" title="{escape(text("figure.local_said", language))}">{escape(text("figure.local", language))}</span>'


def status_sign(status: str, selection: Selection, word: bool = True, short: bool = False) -> str:
    """A status as shape, word (a `short` one in a tile) and colour; without `word` in little room, it is still read aloud."""
    sign = STATUS_SIGNS[status]
    colour = sign.dark if selection.dark else sign.light
    full = text(f"status.{status}", selection.language)
    said = escape(text("status.acceleration_short", selection.language) if short and status == "acceleration" else full)
    said = said if word else f'<span class="cq-unseen">{said}</span>'
    return f'<span class="cq-status" style="color:{colour}"><span aria-hidden="true">{sign.shape}</span> {said}</span>'


def picture(svg: str, alt: str, width: int, height: int) -> str:
    """An SVG as an image: the sanitiser of HTML strips inline SVG but lets an image with a data address pass."""
    if "xmlns=" not in svg:
        svg = svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return f'<img alt="{escape(alt)}" width="{width}" height="{height}" src="data:image/svg+xml;utf8,{quote(svg)}">'


def drawing(svg: str, width: int, height: int) -> str:
    """An SVG that says nothing which the text around it does not: as it is in a panel, else as `picture`."""
    return svg if has_panels() else picture(svg, "", width, height)


def footer(selection: Selection) -> None:
    """Who is behind the figures, until when, under which licence."""
    language = selection.language
    known = answers.catalogue(selection.release)
    contract = known.contracts[selection.contract]
    published = answers.last_published(selection.release)
    parts = [
        text("frame.footer.contract", language, name=contract.name.in_language(language)),
        text("frame.published", language, day=day(published, language)),
        text("frame.footer.outlines", language),
    ]
    parts.append(text("frame.footer.demo" if selection.show_demo else "frame.footer.demo_hidden", language))
    block('<footer class="cq-footer">' + "".join(f"<span>{escape(part)}</span>" for part in parts) + "</footer>")


def outline_credits(drawn: Iterable[Outline], selection: Selection) -> str:
    """Whom the official perimeters among these outlines come from, as a sentence; empty without one."""
    credits = geography.credits(one for one in drawn if not geography.is_approximate([one]))
    if not credits:
        return ""
    sources = answers.catalogue(selection.release).sources.values()
    words = {source.credit.fr: source.credit.in_language(selection.language) for source in sources}
    said = text("charts.list_separator", selection.language).join(words.get(credit, credit) for credit in credits)
    return text("map.outlines", selection.language, credits=said)
