"""The overview: what the contract is, where each axis stands, with a way into each page."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from observatory import answers
from observatory.answers import AxisView
from observatory.selection import Selection
from observatory.texts import plural, text
from observatory.theme import AXIS_COLOURS
from observatory.ui.dress import block


def overview(views: Sequence[AxisView], selection: Selection) -> None:
    """Draw the contract's name and period, and a tile an axis."""
    language = selection.language
    known = answers.catalogue(selection.release)
    contract = known.contracts[selection.contract]
    places = ", ".join(known.territory_label(t, language) for t in contract.territories[: answers.MAX_LINES])
    block(
        f'<div class="cq-head"><h1>{escape(contract.name.in_language(language))}</h1>'
        f'<span class="cq-muted cq-num">{contract.starts_on.year}–{contract.ends_on.year}</span></div>'
        f'<p class="cq-note">{escape(text("overview.territories", language, names=places))}</p>'
    )
    for view, column in zip(views, st.columns(len(views), gap="small"), strict=True):
        with column:
            _tile(view, selection)


def _tile(view: AxisView, selection: Selection) -> None:
    language = selection.language
    moved = [c.change.improves for c in view.cards if c.change is not None]
    better, worse = moved.count(True), moved.count(False)
    steady = len(moved) - better - worse
    filled = sum(card.known for card in view.cards)
    counts = "".join(
        f'<li><span aria-hidden="true">{shape}</span> {escape(plural(f"overview.{key}", count, language))}</li>'
        for shape, key, count in (("▲", "better", better), ("▼", "worse", worse), ("■", "steady", steady))
    )
    with st.container(key=f"tile-{view.axis.axis}", gap="small"):
        block(
            f'<div class="cq-tile" style="--axis:{AXIS_COLOURS.get(view.axis.axis, "#44546A")}">'
            f'<p class="cq-tile-name">{escape(view.axis.short_name.in_language(language))}</p><ul>{counts}</ul>'
            f'<p class="cq-note">{escape(text("axis.filled", language, filled=filled, total=len(view.cards)))}</p></div>'
        )
        st.page_link(
            f"pages/{view.axis.axis}.py",
            label=text("overview.open", language),
            icon=":material/arrow_forward:",
        )
