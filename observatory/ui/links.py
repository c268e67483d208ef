"""Blocks of HTML whose links lead to other pages of the dashboard without a new session."""

from hashlib import blake2b
from html import escape
from urllib.parse import parse_qsl, urlencode, urlsplit

import streamlit as st

from observatory.ui.assets import component


def link(page: str, html: str, css: str = "", **query: str) -> str:
    """An `<a>` to a page with query parameters; `html` is its content, already escaped."""
    address = page + (f"?{urlencode(query)}" if query else "")
    return f'<a class="{css}" data-page="{page}" href="{escape(address)}">{html}</a>'


def linked(html: str, key: str) -> None:
    """Place a block of HTML that holds links, and follow the one that was clicked."""
    result = component("links", '<div class="cq cq-links-root"></div>')(
        key=key,
        data={"html": html, "version": blake2b(html.encode(), digest_size=8).hexdigest()},
        on_followed_change=lambda: None,
    )
    if result.followed:
        address = urlsplit(str(result.followed))
        # A choice of card made earlier on that page would win over the link.
        st.session_state.pop(f"cards-{address.path}", None)
        asked = dict(parse_qsl(address.query))
        if address.path == "explore" and "view" in asked:
            # Likewise what was explored before.
            st.session_state.pop("exploration", None)
        st.switch_page(f"pages/{address.path}.py", query_params=asked)
