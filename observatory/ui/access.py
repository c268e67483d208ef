"""The way in for those who may write, drawn where the form they came for would be."""

from html import escape
from typing import cast

import streamlit as st

from observatory import access
from observatory.access import Right
from observatory.errors import DashboardError
from observatory.texts import text
from observatory.ui.dress import error
from observatory.ui.panel import block

_RIGHT, _REFUSED = "right-to-write", "right-refused"


def writer() -> str:
    """Name of the person identified in this session, empty for nobody; the name that forms are signed with."""
    right = cast("Right | None", st.session_state.get(_RIGHT))
    return right.name if right is not None else ""


def may_write() -> bool:
    """Whether this session may write now: ask again where something is written."""
    if not access.is_set():
        return access.is_local(st.context.ip_address, dict(st.context.headers))
    try:
        stands = access.holds(st.session_state.get(_RIGHT))
    except DashboardError:
        stands = False
    if not stands:
        st.session_state.pop(_RIGHT, None)
    return stands


def writing(language: str, key: str) -> bool:
    """Whether the form that follows may be drawn; where it may not, draws why and how to get in.

    key: makes the way in distinct from others on the page.
    """
    if may_write():
        if name := writer():
            with st.container(horizontal=True, gap="small", vertical_alignment="center"):
                block(f'<p class="cq-note">{escape(text("access.as", language, name=name))}</p>')
                st.button(text("access.out", language), type="tertiary", key=f"access-out-{key}", on_click=_leave)
        return True
    if not access.is_set():
        st.info(text("access.elsewhere", language), icon=":material/lock:")
        return False
    names, phrases = f"access-name-{key}", f"access-phrase-{key}"
    with st.form(f"access-{key}", border=True, width=560):
        block(f'<p class="cq-note">{escape(text("access.lead", language))}</p>')
        left, right = st.columns(2, gap="small")
        left.text_input(
            text("access.name", language), max_chars=access.LONGEST_NAME, autocomplete="username", key=names
        )
        right.text_input(
            text("access.phrase", language),
            type="password",
            max_chars=access.LONGEST_PHRASE,
            autocomplete="current-password",
            key=phrases,
        )
        st.form_submit_button(
            text("access.in", language),
            type="primary",
            icon=":material/lock_open:",
            key=f"access-in-{key}",
            on_click=_enter,
            args=(names, phrases),
        )
    if refusal := st.session_state.pop(_REFUSED, None):
        error(*refusal.said(language))
    return False


def _enter(names: str, phrases: str) -> None:
    # The phrase leaves the session at once, whether it is right or wrong.
    phrase, st.session_state[phrases] = str(st.session_state[phrases]), ""
    try:
        st.session_state[_RIGHT] = access.sign_in(str(st.session_state[names]), phrase)
    except DashboardError as refusal:
        st.session_state[_REFUSED] = refusal


def _leave() -> None:
    st.session_state.pop(_RIGHT, None)
