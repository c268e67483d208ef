"""All actions asked for as a table, and on request the tables of the charts."""

from collections.abc import Mapping
from html import escape
from typing import Any

import streamlit as st

from observatory import answers
from observatory.answers import Means
from observatory.exports.xlsx import Sheet
from observatory.selection import Selection
from observatory.texts import plural, text
from observatory.ui.actions import tables
from observatory.ui.actions.files import add_files
from observatory.ui.actions.marks import secret_note
from observatory.ui.actions.narrowing import said_of
from observatory.ui.dress import demo_tag
from observatory.ui.panel import block

ROW_HEIGHT, TABLE_HEIGHT, BORDERS = 35, 430, 4
"""Pixels of a row, of a table of many rows, and of what stands around the header and the rows of one of few."""
WIDTHS = {"action": 260, "objectives": 80, "year": 60, "funders": 190}
TWIN_WIDTHS = {"fundings": {"action": 230, "funder": 230}}
"""Pixels of columns that would else be as wide as their longest text."""


def actions_list(found: Means, selection: Selection) -> None:
    """Draw the table of the actions asked for with its files, and on request the tables of the charts."""
    if not answers.actions(selection):
        return
    language = selection.language
    demo = f" {demo_tag(language)}" if found.is_demo else ""
    count = plural("actions.count", len(found.actions), language)
    block(
        f'<div class="cq-block"><h2>{escape(text("actions.all_actions", language))}{demo}</h2>'
        f'<p class="cq-sub">{escape(text("actions.list_sub", language, count=count))}</p></div>'
    )
    table = tables.actions_table(found.actions, dict(found.axes), dict(found.fundings), selection)
    title = text("actions.all_actions", language)
    which = said_of(found.narrowing, selection)
    shown = tables.display(table, language)
    # Who pays stands beside what is planned, in sight without scrolling sideways.
    order = list(shown.columns)
    funders, planned = (text(f"actions.column.{name}", language) for name in ("funders", "planned"))
    order.insert(order.index(planned), order.pop(order.index(funders)))
    st.dataframe(
        shown, column_order=order, hide_index=True, width="stretch", height=table_height(len(table)), key="actions-table", alt=title,
        placeholder="",
        column_config=_widths(WIDTHS, language),
    )  # fmt: skip
    if secret := secret_note(found.actions, language):
        block(f'<p class="cq-note">{escape(secret.strip())}</p>')
    fundings = tables.fundings_table(found.actions, found.fundings, language)
    more = [Sheet(text("actions.fundings", language), fundings, decimals=2)]
    add_files(f"cap-quartiers-actions-{selection.contract}", title, table, "all", selection, found.is_demo, which, more)
    box = st.expander(text("actions.twins", language), key="actions-twins", on_change="rerun", icon=":material/table:")
    if box.open:
        with box:
            _twins(found, selection)


def _widths(pixels: Mapping[str, int], language: str) -> dict[str, Any]:
    return {
        text(f"actions.column.{name}", language): st.column_config.Column(width=width) for name, width in pixels.items()
    }


def table_height(rows: int) -> int:
    """Pixels of a table: those of its rows and of its header, as long as there are few."""
    return min(TABLE_HEIGHT, ROW_HEIGHT * (rows + 1) + BORDERS)


def _twins(found: Means, selection: Selection) -> None:
    language = selection.language
    twins = (
        ("fundings", tables.fundings_table(found.actions, found.fundings, language)),
        ("flow", tables.flows_table(answers.flows(found), selection)),
        ("outcomes", tables.outcomes_table(answers.outcomes(found, selection), selection)),
        ("heads", tables.heads_table(answers.per_head(found, selection), selection)),
    )
    which = said_of(found.narrowing, selection)
    for name, table in twins:
        title = text(f"actions.twin.{name}", language)
        block(f'<div class="cq-block"><h2>{escape(title)}</h2></div>')
        st.dataframe(
            tables.display(table, language),
            hide_index=True,
            width="stretch",
            placeholder="",
            key=f"twin-{name}",
            alt=title,
            column_config=_widths(TWIN_WIDTHS.get(name, {}), language),
        )
        add_files(f"cap-quartiers-{name}", title, table, name, selection, found.is_demo, which)
