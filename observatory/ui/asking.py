"""The shared filters as one element of the page, answered before the eye notices."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
import streamlit as st

from observatory.ui.assets import component

KEY = "filters"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the reader has just chosen in one of the filters; the browser's word, which may hold anything."""

    name: str
    value: Any


def asking(fixed: bytes, now: Mapping[str, Any], answer: Callable[[], None]) -> None:
    """Place the filters.

    fixed: what they offer and their words, as JSON; now: what each of them holds; answer: called when the reader chose.
    """
    told = {"fixed": orjson.Fragment(fixed), "now": now, "rank": st.session_state.get("_asked", 0)}
    component("asking", '<div class="cq cq-ask"></div>')(key=KEY, data=orjson.dumps(told), on_asked_change=answer)


def asked() -> Asked | None:
    """What was chosen, in the `answer` of `asking`; None when it is not a choice of a filter."""
    said = (st.session_state.get(KEY) or {}).get("asked")
    if not isinstance(said, dict) or not isinstance(said.get("rank"), int):
        return None
    st.session_state["_asked"] = said["rank"]
    return Asked(str(said.get("name", "")), said.get("value"))
