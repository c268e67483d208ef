"""Style sheets, scripts and pictures that lie beside these modules, and the components made of scripts."""

from base64 import b64encode
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from observatory import config

FOLDER = Path(__file__).resolve().parent
SCRIPTS = ("asking", "panel", "cards", "follow", "links")
"""Scripts of components: modules that export what Streamlit calls."""


@cache
def asset(name: str) -> str:
    """The text of a style sheet or script that lies beside this module."""
    return (FOLDER / name).read_text(encoding="utf-8")


def data_address(name: str) -> str:
    """A picture that lies beside this module as an address that nothing is fetched from."""
    return f"data:image/svg+xml;base64,{b64encode(asset(name).encode()).decode()}"


def component(name: str, html: str = "<span></span>") -> Callable[..., Any]:
    """The component of one of SCRIPTS, to be called with what Streamlit's own are called with.

    The script comes once, as a file; where the server gives none, with each message of the component. html: what it begins with.
    """
    return _component(name, html, config.announced(f"{name}.js"))


@cache
def _component(name: str, html: str, address: str) -> Callable[..., Any]:
    script = asset(f"{name}.js")
    if address:
        # Streamlit takes a single line for the name of a file.
        script = f'const ours = await import(new URL("{address}", document.baseURI));\nexport default ours.default;'
    made: Callable[..., Any] = st.components.v2.component(
        f"cap_quartiers_{name}", html=html, js=script, isolate_styles=False
    )
    return made
