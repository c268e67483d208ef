"""An axis page from top to bottom: sentence, cards, target-versus-actual chart beside the map, then what is on request."""

from html import escape

import streamlit as st

from observatory import answers
from observatory.answers import AxisView
from observatory.selection import Selection
from observatory.texts import text
from observatory.ui.address import write_address
from observatory.ui.axis.chart import axis_chart
from observatory.ui.axis.head import axis_head
from observatory.ui.axis.map import axis_map
from observatory.ui.axis.table import indicator_table
from observatory.ui.cards import strip
from observatory.ui.multiples import multiples
from observatory.ui.objectives import objectives
from observatory.ui.panel import block, columns, kept, nothing, panel


def axis_page(view: AxisView, selection: Selection) -> None:
    """Draw the sentence, the cards, and the chart and map of the chosen card."""
    with panel("axis-head"):
        kept(axis_head, view.axis.axis, selection)
        chosen = strip(view, selection)
    if chosen is None:
        nothing(text("axis.nothing", selection.language, axis=view.axis.name.in_language(selection.language)))
        return
    with panel("figures"):
        left, right = columns([3, 2])
        with left:
            axis_chart(view.axis.axis, chosen, selection)
        with right:
            axis_map(view, chosen, selection)


def axis_more(view: AxisView, selection: Selection) -> None:
    """Draw what is on request: small multiples of all indicators, and the table twin with its files."""
    language = selection.language
    asked = st.toggle(text("axis.multiples", language), key="multiples", value=st.query_params.get("multiples") == "1")
    write_address({"multiples": "1" if asked else ""})
    if asked:
        with panel("small-charts"):
            multiples(view, selection)
    chosen = view.card(st.query_params.get("indicator", "")) or view.first_card
    if chosen is None:
        return
    box = st.expander(text("objective.open", language), key="objectives", on_change="rerun", icon=":material/flag:")
    if box.open:
        with box:
            if view.axis.wording:
                block(f'<p class="cq-prose" lang="fr"><b>{escape(view.axis.wording)}</b></p>')
            objectives(answers.objective_tallies(view.axis.axis, selection), selection)
    # As the link had it all along: with another default the box would be another one, and open again when it is closed.
    linked = st.session_state.setdefault("_table_linked", st.query_params.get("table") == "1")
    box = st.expander(
        text("table.open", language), key="table", on_change="rerun", icon=":material/table:", expanded=linked
    )
    write_address({"table": "1" if box.open else ""})
    if box.open:
        with box:
            indicator_table(view, chosen, selection)
