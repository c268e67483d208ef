"""The frame around every page: navigation, shared filters, one place where errors become sentences, footer."""

import logging
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from contextvars import ContextVar
from threading import BoundedSemaphore
from typing import Any

import streamlit as st

from observatory import answers, database, filters, twins, ui
from observatory.catalogue import Catalogue
from observatory.errors import DashboardError
from observatory.selection import Selection
from observatory.texts import text

SECTIONS = {
    "contract": ("overview", "neighbourhood", "actions", "committee"),
    "axes": ("employment", "housing", "education", "prevention", "health"),
    "analysts": ("indicator", "explore", "publish"),
    "understand": ("method",),
}
SIDEBAR_WIDTH = 248
LENGTHY = frozenset({"committee", "explore", "publish"})
AT_ONCE = 2
"""Pages computed at the same moment; more would share one interpreter and all end later."""
NO_NAMES: Mapping[str, str] = {}

_log = logging.getLogger(__name__)
_turns = BoundedSemaphore(AT_ONCE)
_current: ContextVar[Selection | None] = ContextVar("selection", default=None)


def selection() -> Selection:
    """What the reader asked for, for the page that is running.

    On a cold server Streamlit runs a deep link to a page without the frame; then the frame is put up and the run restarted.
    """
    current = _current.get()
    if current is None:
        st.navigation(menu(filters.language()))
        st.rerun()
    return current


def menu(language: str, named: Mapping[str, str] = NO_NAMES) -> dict[str, list[Any]]:
    """Pages by section, titled in `language`; a page's address is its file name.

    named: what the contract calls the pages of its axes, in its order. Icons come from the style sheet: Streamlit fetches
    a page's own icon from a host outside.
    """

    def page(name: str) -> Any:
        title = named.get(name) or text(f"frame.page.{name}", language)
        # The same page is asked for at each run of a session, and costs a dozen looks at the disk each time.
        known: dict[tuple[str, str], Any] = st.session_state.setdefault("_pages", {})
        if (name, title) not in known:
            first = name == "overview"
            known[name, title] = st.Page(
                f"pages/{name}.py", title=title, url_path=None if first else name, default=first
            )
        return known[name, title]

    def ordered(names: Sequence[str]) -> list[str]:
        order = list(named)
        return sorted(names, key=lambda name: order.index(name) if name in named else 0)

    return {
        text(f"frame.section.{section}", language): [page(name) for name in ordered(names)]
        for section, names in SECTIONS.items()
    }


def axis_names(catalogue: Catalogue, language: str) -> dict[str, str]:
    """What the reader's contract calls its axes, in its own order, by the name of their pages."""
    framework = filters.contract(catalogue).framework
    axes = (axis for (owner, _), axis in catalogue.axes.items() if owner == framework)
    return {axis.axis: axis.short_name.in_language(language) for axis in axes if axis.axis in SECTIONS["axes"]}


def _turn(page: str) -> AbstractContextManager[Any]:
    """A place among the pages that are computed at this moment; the others wait for theirs.

    Dozens of threads at once would leave the one that sends answers a fiftieth of the time. What may take seconds waits
    for nobody and keeps nobody waiting.
    """
    return nullcontext() if page in LENGTHY else _turns


def run() -> None:
    """Draw the frame and run the page that the reader is on."""
    language = filters.language()
    named: Mapping[str, str] = NO_NAMES
    failed: DashboardError | None = None
    try:
        release = database.identity()
        catalogue = answers.catalogue(release)
        named = axis_names(catalogue, language)
    except DashboardError as error:
        failed = error
    if "_pages" not in st.session_state:
        # The side bar takes its width when it is first drawn, which may be before the page's title is known.
        st.set_page_config(layout="wide", initial_sidebar_state=SIDEBAR_WIDTH)
    page = st.navigation(menu(language, named), expanded=True)
    title = text("accessibility.title", language, page=page.title)
    st.set_page_config(title, ui.MARK, layout="wide", initial_sidebar_state=SIDEBAR_WIDTH)
    ui.dress(language)
    try:
        if failed:
            raise failed
        above = st.container()
        with st.sidebar:
            asked = filters.ask(catalogue, release)
        with _turn(page.url_path):
            token = _current.set(asked)
            try:
                page.run()
            finally:
                _current.reset(token)
        if page.url_path and page.url_path not in SECTIONS["axes"]:
            ui.follow_theme()
        ui.footer(asked)
        with above:
            ui.say_missed(language)
    except DashboardError as error:
        ui.error(*twins.said(error, language))
    except Exception:
        _log.exception("page %s failed", page.url_path)
        ui.error(text("frame.error.title", language), text("frame.error.message", language))
