"""The look shared by all pages, the footer, and the box that says what went wrong."""

from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from html import escape
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

import orjson
import streamlit as st
from plotly.basedatatypes import BaseFigure

from observatory import answers, charts, config, geography
from observatory.formats import day
from observatory.geography import Outline
from observatory.selection import Selection
from observatory.texts import keys, text
from observatory.theme import STATUS_SIGNS

FOLDER = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class _Ready:
    """HTML to be sent as it is: a string would be searched for indentation to take away, at every change."""

    html: str

    def _repr_html_(self) -> str:
        return self.html


@cache
def asset(name: str) -> str:
    """The text of a style sheet or script that lies beside this module."""
    return (FOLDER / name).read_text(encoding="utf-8")


def _data_address(name: str) -> str:
    """A picture that lies beside this module as an address that nothing is fetched from."""
    return f"data:image/svg+xml;base64,{b64encode(asset(name).encode()).decode()}"


MARK = _data_address("mark.svg")


@cache
def style_sheet() -> str:
    """The style of all pages."""
    sheets = "".join(asset(f"{name}.css") for name in ("styles", "cards", "sheets", "asking"))
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
        _Ready(
            f"{style}document.documentElement.lang='{language}';"
            f"document.documentElement.classList.{ground}('cq-dark');{_interface(language)}</script>"
        ),
        unsafe_allow_javascript=True,
    )


_follower = st.components.v2.component(
    "cap_quartiers_theme", html="<span></span>", js=asset("follow.js"), isolate_styles=False
)


def follow_theme() -> None:
    """Have the page drawn again when its reader changes the theme; cards do it by themselves."""
    _follower(key="theme", data={}, on_turned_change=lambda: None)


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


class _Drawn(BaseFigure):  # type: ignore[misc]
    """A figure that is already the plain dictionary the browser wants.

    `st.plotly_chart` validates and copies a dictionary, ten times the cost of building it; it takes a figure as it is.
    """

    def __init__(self, figure: charts.Figure) -> None:
        self.__dict__["drawn"] = figure

    def to_dict(self) -> charts.Figure:
        """The dictionary itself."""
        drawn: charts.Figure = self.__dict__["drawn"]
        return drawn


_panel = st.components.v2.component(
    "cap_quartiers_panel", html='<div class="cq-panel"></div>', js=asset("panel.js"), isolate_styles=False
)

Part = dict[str, Any]
"""What a panel places: `html`; or `plot` (its key) with `figure`, `alt` and `ground`; or `columns`, a list of parts each."""

_parts: ContextVar[list[Part] | None] = ContextVar("parts", default=None)


def has_panels() -> bool:
    """Whether this server gives the script that figures are drawn by, which panels need; `streamlit run` does not."""
    return bool(config.announced(config.PLOTLY))


@contextmanager
def panel(key: str, on_point: Callable[[], None] | None = None) -> Iterator[None]:
    """Place what `block`, `plot`, `nothing` and `columns` place inside as one element of the page, sent at the end.

    Each element costs the server a message and the browser a tenth of what a change may take. Streamlit's own controls
    go outside. on_point: called when the reader clicks a point of a figure inside (`clicked(key)` says which).
    """
    if not has_panels():
        yield
        return
    parts: list[Part] = []
    with _filled(parts):
        yield
    _place(key, parts, on_point)


@contextmanager
def _filled(parts: list[Part]) -> Iterator[None]:
    token = _parts.set(parts)
    try:
        yield
    finally:
        _parts.reset(token)


def _place(key: str, parts: list[Part], on_point: Callable[[], None] | None) -> None:
    told = {"key": key, "script": config.announced(config.PLOTLY), "config": charts.CONFIG, "parts": parts}
    _panel(key=key, data=orjson.dumps(told), on_clicked_change=on_point or _nothing_done)


def columns(count: int) -> Sequence[AbstractContextManager[Any]]:
    """Columns of the same width side by side, inside a panel or not."""
    parts = _parts.get()
    if parts is None:
        return st.columns(count, gap="medium")
    filled: list[list[Part]] = [[] for _ in range(count)]
    parts.append({"columns": filled})
    return [_filled(one) for one in filled]


_ground = st.components.v2.component("cap_quartiers_ground", js=asset("ground.js"), isolate_styles=False)


@dataclass(frozen=True, slots=True)
class Ground:
    """A figure that others are drawn on, as the browser reads it. name: changes with its content."""

    name: str
    told: bytes


def ground(figure: charts.Figure) -> Ground:
    """A ground made of a figure."""
    body = orjson.dumps(figure)
    name = blake2b(body, digest_size=8).hexdigest()
    return Ground(name, orjson.dumps({"name": name, "figure": orjson.Fragment(body)}))


def plot(
    figure: charts.Figure,
    key: str,
    alt: str,
    on_point: Callable[[], None] | None = None,
    on_ground: Ground | None = None,
) -> None:
    """Place a chart or a map; `on_point` is called when the reader clicks one of its points (`clicked` says which).

    Inside a panel it is the panel that has a click answered.

    on_ground: what the figure adds its data and layout to.
    """
    if has_panels():
        part: Part = {"plot": key, "figure": figure, "alt": alt}
        if on_ground is not None:
            part["ground"] = on_ground.name
            # Streamlit sends a large message that the browser still has as a mere reference.
            _ground(key=f"{key}-ground", data=on_ground.told)
        parts = _parts.get()
        if parts is None:
            _place(key, [part], on_point)
        else:
            parts.append(part)
        return
    if on_ground is not None:
        under = orjson.loads(on_ground.told)["figure"]
        figure = {"data": [*under["data"], *figure["data"]], "layout": under["layout"] | figure["layout"]}
    st.plotly_chart(
        _Drawn(figure),
        theme=None,
        key=key,
        config=charts.CONFIG,
        alt=alt,
        on_select=on_point or "ignore",
        selection_mode="points",
    )


def _nothing_done() -> None:
    pass


def clicked(key: str) -> str:
    """What the point carries (`customdata`) that the reader has just clicked on a figure, empty when it carries nothing."""
    state = st.session_state.get(key) or {}
    points = state.get("selection", {}).get("points", [])
    value = state.get("clicked") or (points[0].get("customdata") if points else None)
    return str(value[0] if isinstance(value, list) and value else value or "")


def block(html: str, width: Literal["stretch", "content"] = "stretch") -> None:
    """Place HTML in the dress of the product; the caller has escaped what it holds. width: among elements in a row."""
    parts = _parts.get()
    if parts is None:
        st.html(_Ready(f'<div class="cq">{html}</div>'), width=width)
    else:
        parts.append({"html": html})


def wide(table: str, label: str) -> str:
    """HTML of a table that scrolls sideways where it has no room, by keyboard too. label: escaped by the caller."""
    return f'<div class="cq-wide" tabindex="0" role="region" aria-label="{label}">{table}</div>'


def error(title: str, message: str) -> None:
    """One clear sentence where a page could not be drawn."""
    st.error(f"**{title}**\n\n{message}", icon=":material/error:")


def nothing(message: str) -> None:
    """Say what was asked and why there is nothing."""
    if _parts.get() is None:
        st.info(message, icon=":material/info:")
    else:
        block(f'<p class="cq-nothing" role="status">{escape(message)}</p>')


def demo_tag(language: str, key: str = "frame.demo") -> str:
    """The mark that every demonstration figure or target carries."""
    return f'<span class="cq-tag cq-tag-demo">{escape(text(key, language))}</span>'


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
        text("frame.footer.known", language, day=day(published, language)),
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
    said = " ; ".join(words.get(credit, credit) for credit in credits)
    return text("map.outlines", selection.language, credits=said)
