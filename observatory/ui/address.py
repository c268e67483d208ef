"""The address of a page: what the reader chose is written there, so that any view is a link."""

from collections.abc import Mapping

import streamlit as st


def write_address(wanted: Mapping[str, str]) -> None:
    """Write these parameters of the address, those that changed only; an empty value takes its parameter away."""
    for name, value in wanted.items():
        if value and st.query_params.get(name) != value:
            st.query_params[name] = value
        elif not value and name in st.query_params:
            del st.query_params[name]
