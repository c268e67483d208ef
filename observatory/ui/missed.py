"""What a link asks for that does not exist: said in one place, at the top of the page, until the reader does something."""

from html import escape

import streamlit as st

from observatory.texts import text
from observatory.ui.links import linked

SAID = "missed"
_TOLD = "_missed"
_MOST = 60
"""Letters of a link's word that are quoted."""


def quoted(value: str) -> str:
    """A word of a link as a sentence may quote it."""
    return value if len(value) <= _MOST else f"{value[:_MOST]}…"


def missed(name: str, sentence: str, way: str = "") -> None:
    """Keep a sentence for `say_missed`, and take the parameter of this `name` out of the address, where it means nothing.

    way: HTML of a link to what was meant.
    """
    told = st.session_state.setdefault(_TOLD, [])
    told.append(f"<p>{escape(sentence)}{' ' if way else ''}{way}</p>")
    st.query_params.pop(name, None)


def say_missed(language: str) -> None:
    """Draw what was kept since the last time; nothing where the link's words all exist."""
    state = st.session_state
    told = state.pop(_TOLD, [])
    if not told and (state.get(SAID) or {}).get("followed"):
        # The reader clicked a link of the sentences: they stand until it is followed.
        told = state.get(f"{_TOLD}_last", [])
    state[f"{_TOLD}_last"] = told
    if told:
        label = escape(text("frame.missed", language))
        linked(f'<div class="cq-missed" role="alert" aria-label="{label}">{"".join(told)}</div>', SAID)
