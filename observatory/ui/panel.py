"""Panels: HTML, figures and controls placed as one element of the page, each changed by the browser only where it changed.

Where the server gives no script of ours (`streamlit run dashboard.py`, tests of pages), the same functions place
Streamlit's own elements one by one.
"""

import gzip
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache, partial
from hashlib import blake2b
from html import escape
from typing import Any, Literal, TypeVar, TypeVarTuple, cast
from weakref import WeakValueDictionary

import orjson
import streamlit as st
from plotly.basedatatypes import BaseFigure

from observatory import charts, config
from observatory.ui.assets import component

Part = dict[str, Any] | orjson.Fragment
"""What a panel places, or the same as JSON: `html`; `plot` (its key) with `figure`, `alt` and `ground`; `columns`, lists of parts, with `widths`; or a
control by its key: `fold` with `parts`, `steps` or `choice` with `options` and `value`; each control has a `label`; or a `script`
of ours that is given `data`."""


@dataclass(frozen=True, slots=True)
class _Filling:
    """A panel that is being filled. answers: what to do with what the reader does to a figure or a control, by its key."""

    parts: list[Part] = field(default_factory=list)
    answers: dict[str, Callable[[Any], None]] = field(default_factory=dict)


_filling: ContextVar[_Filling | None] = ContextVar("filling", default=None)

_Asked = TypeVarTuple("_Asked")
_Said = TypeVar("_Said")


@dataclass(frozen=True, slots=True)
class Ready:
    """HTML to be sent as it is: a string would be searched for indentation to take away, at every change."""

    html: str

    def _repr_html_(self) -> str:
        return self.html


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


def has_panels() -> bool:
    """Whether this server gives the script that figures are drawn by, which panels need; `streamlit run` does not."""
    return bool(config.announced(config.PLOTLY))


@contextmanager
def panel(key: str) -> Iterator[None]:
    """Place what the other functions of this module place inside as one element of the page, sent at the end.

    Each element costs the server a message and the browser a tenth of what a change may take. Streamlit's own controls
    go outside. A panel inside another one is a part of it.
    """
    if not has_panels() or _filling.get() is not None:
        yield
        return
    filling = _Filling()
    with _filled(filling):
        yield
    _place(key, filling)


@contextmanager
def _filled(filling: _Filling) -> Iterator[None]:
    token = _filling.set(filling)
    try:
        yield
    finally:
        _filling.reset(token)


def kept(draw: Callable[[*_Asked], _Said], *asked: *_Asked) -> _Said:
    """Place what `draw` places for what is asked, drawn once for all readers; what it returns.

    draw: a function of a module's top level that neither reads nor changes the session and places no control: what it places
    depends on `asked` alone, which is hashable and holds the release. Raises LookupError where it places a control.
    """
    filling = _filling.get()
    if filling is None:
        return draw(*asked)
    said, parts = _once(draw, *asked)
    filling.parts.extend(parts)
    return cast(_Said, said)


@lru_cache(maxsize=512)
def _once(draw: Callable[..., Any], *asked: Any) -> tuple[Any, Sequence[Part]]:
    filling = _Filling()
    with _filled(filling):
        said = draw(*asked)
    if filling.answers:
        raise LookupError("a control belongs to one session: what is kept has none")
    return said, [orjson.Fragment(orjson.dumps(part)) for part in filling.parts]


def _place(key: str, filling: _Filling) -> None:
    told = {"key": key, "script": config.announced(config.PLOTLY), "config": charts.CONFIG, "parts": filling.parts}
    component("panel", '<div class="cq-panel"></div>')(
        key=key, data=orjson.dumps(told), on_told_change=partial(_answer, key, filling.answers)
    )


def _answer(key: str, answers: Mapping[str, Callable[[Any], None]]) -> None:
    """Do what the reader asked of something in a panel; the browser's word may hold anything."""
    said = (st.session_state.get(key) or {}).get("told")
    if isinstance(said, dict) and isinstance(said.get("name"), str) and said["name"] in answers:
        answers[said["name"]](said.get("value"))


def columns(widths: Sequence[int]) -> Sequence[AbstractContextManager[Any]]:
    """Columns side by side of these widths, as shares; one below the other where there is no room."""
    filling = _filling.get()
    if filling is None:
        return st.columns(widths, gap="medium")
    parts: list[list[Part]] = [[] for _ in widths]
    filling.parts.append({"columns": parts, "widths": widths})
    return [_filled(_Filling(own, filling.answers)) for own in parts]


@contextmanager
def fold(label: str, key: str, icon: str) -> Iterator[bool]:
    """A part that the reader opens; whether it is open, since what is closed need not be made. icon: of Material Symbols."""
    filling = _filling.get()
    if filling is None:
        box = st.expander(label, key=key, on_change="rerun", icon=f":material/{icon}:")
        if not box.open:
            yield False
            return
        with box:
            yield True
        return
    is_open = st.session_state.get(key) is True
    parts: list[Part] = []
    filling.parts.append({"fold": key, "label": label, "icon": icon, "open": is_open, "parts": parts})
    filling.answers[key] = partial(_keep, key, (True, False))
    with _filled(_Filling(parts, filling.answers)):
        yield is_open


def steps(label: str, options: Sequence[int], value: int, key: str) -> None:
    """A slider over a few numbers; the session keeps the one chosen as `key`."""
    filling = _filling.get()
    if filling is None:
        st.select_slider(label, options, value=value, key=key, label_visibility="collapsed")
        return
    filling.parts.append({"steps": key, "label": label, "options": options, "value": value})
    filling.answers[key] = partial(_keep, key, options)


def choice(label: str, options: Mapping[str, str], value: str, key: str) -> str:
    """One of a few options, given by code with their words, beside each other; the code chosen, `value` until then.

    The session keeps it as `key`.
    """
    filling = _filling.get()
    if filling is None:
        shown = st.segmented_control(
            label, list(options), default=value, required=True, format_func=options.__getitem__, key=key
        )
        return shown or ""
    chosen = str(st.session_state.get(key, value))
    chosen = chosen if chosen in options else value
    filling.parts.append({"choice": key, "label": label, "options": list(options.items()), "value": chosen})
    filling.answers[key] = partial(_keep, key, tuple(options))
    return chosen


def listen(name: str, data: Mapping[str, Any], key: str, answer: Callable[[Any], None]) -> None:
    """Give `data` to the script of a component, inside a panel; answer: what to do with the state that it sets."""
    filling = _filling.get()
    if filling is None:
        raise LookupError("outside a panel a component listens by itself")
    filling.parts.append({"script": config.announced(f"{name}.js"), "data": data, "key": key})
    filling.answers[key] = answer


def _keep(key: str, options: Sequence[Any], value: Any) -> None:
    if value in options:
        st.session_state[key] = value


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Ground:
    """A figure that others are drawn on. name: of the file that browsers get it as, which changes with its content; packed: that file."""

    name: str
    packed: bytes

    def figure(self) -> charts.Figure:
        """The figure itself."""
        found: charts.Figure = orjson.loads(gzip.decompress(self.packed))
        return found


_grounds: WeakValueDictionary[str, Ground] = WeakValueDictionary()
"""Every ground that somebody holds, by name."""


def ground(figure: charts.Figure) -> Ground:
    """A ground made of a figure; it can be fetched as long as the caller keeps it."""
    body = orjson.dumps(figure)
    name = f"ground-{blake2b(body, digest_size=8).hexdigest()}.json"
    return _grounds.setdefault(name, Ground(name, gzip.compress(body, 5, mtime=0)))


def packed_ground(name: str) -> bytes | None:
    """The file of a ground, compressed as gzip does; None where nobody holds it any more."""
    found = _grounds.get(name)
    return found.packed if found is not None else None


def plot(
    figure: charts.Figure,
    key: str,
    alt: str,
    on_point: Callable[[str], None] | None = None,
    on_ground: Ground | None = None,
) -> None:
    """Place a chart or a map.

    on_point: called with what a point carries (`customdata`) when the reader clicks it; on_ground: what the figure adds its data
    and layout to.
    """
    if has_panels():
        part: dict[str, Any] = {"plot": key, "figure": figure, "alt": alt}
        if on_ground is not None:
            # Fetched as a file, which the browser keeps: as a message it would be hashed and named at each change.
            part["ground"] = f"./own/{on_ground.name}"
        filling = _filling.get() or _Filling()
        filling.parts.append(part)
        if on_point is not None:
            filling.answers[key] = partial(_point, on_point)
        if _filling.get() is None:
            _place(key, filling)
        return
    if on_ground is not None:
        under = on_ground.figure()
        figure = {"data": [*under["data"], *figure["data"]], "layout": under["layout"] | figure["layout"]}
    st.plotly_chart(
        _Drawn(figure),
        theme=None,
        key=key,
        config=charts.CONFIG,
        alt=alt,
        on_select=partial(_selected, key, on_point) if on_point else "ignore",
        selection_mode="points",
    )


def _selected(key: str, on_point: Callable[[str], None]) -> None:
    points = (st.session_state.get(key) or {}).get("selection", {}).get("points", [])
    if points:
        _point(on_point, points[0].get("customdata"))


def _point(on_point: Callable[[str], None], carried: Any) -> None:
    value = carried[0] if isinstance(carried, list) and carried else carried
    if value:
        on_point(str(value))


def block(html: str, width: Literal["stretch", "content"] = "stretch") -> None:
    """Place HTML in the dress of the product; the caller has escaped what it holds. width: among elements in a row."""
    filling = _filling.get()
    if filling is None:
        st.html(Ready(f'<div class="cq">{html}</div>'), width=width)
    else:
        filling.parts.append({"html": html})


def nothing(message: str) -> None:
    """Say what was asked and why there is nothing, in one paragraph or in several with an empty line between."""
    said = escape(message).replace("\n\n", "<br>")
    block(f'<p class="cq-nothing" role="status">{said}</p>')
