"""The table twins of a card's chart and map, and their files."""

from collections.abc import Callable, Sequence
from html import escape

import pandas as pd
import streamlit as st

from observatory import answers, charts, exports, tables
from observatory.answers import AxisView, Card
from observatory.catalogue import Indicator
from observatory.exports.about import about
from observatory.exports.pages import Picture, page_chart
from observatory.exports.xlsx import Sheet
from observatory.selection import Selection
from observatory.texts import text
from observatory.ui.axis.chart import borne_by
from observatory.ui.axis.marks import line_origins, source_line
from observatory.ui.axis.picture import map_picture
from observatory.ui.axis.shown import shown_map
from observatory.ui.downloads import downloads, picture_buttons
from observatory.ui.dress import (
    sign_columns,
    signs_note,
)
from observatory.ui.panel import block
from observatory.ui.passages import carried_notes


def indicator_table(view: AxisView, chosen: Card, selection: Selection, others: Sequence[Sheet] = ()) -> None:
    """Draw the table twins of a card's chart and map, and what can be downloaded of them; others: tables that the page
    shows elsewhere, for its files.
    """
    language = selection.language
    known = answers.catalogue(selection.release)
    indicator = chosen.indicator
    code = indicator.indicator
    shown = answers.trajectory(chosen, selection, view.series)
    twin = tables.trajectory_table(shown, known, language)
    shown_table(twin, indicator, text("table.chart", language), f"{code}-series", selection)
    if said := [*borne_by(chosen.bearer, selection), *carried_notes(shown.series, selection)]:
        block("".join(f'<p class="cq-note">{escape(note)}</p>' for note in said))
    sheets = [Sheet(text("table.chart", language), twin, indicator.decimals)]
    mapped = shown_map(view, chosen, selection)
    if mapped is not None:
        when = mapped.view.period
        listed = tables.readings_table(indicator, when, mapped.view.readings, known, language, mapped.aims)
        seen = mapped
        shown_table(
            listed, indicator, text("table.map", language), f"{code}-{when.isoformat()}", selection, "map",
            lambda: map_picture(chosen, seen, selection),
        )  # fmt: skip
        sheets.append(Sheet(text("table.map", language), listed, indicator.decimals))
    if cuts := charts.trajectory_breaks(shown, language):
        sheets.append(Sheet(text("charts.breaks", language), tables.breaks_table(cuts, language)))
    if shown.comments:
        listed = tables.comments_table(shown.comments, indicator.period_kind, language)
        sheets.append(Sheet(text("charts.remarks", language), listed))
    sheets += others
    downloads(
        f"cap-quartiers-{code.lower()}",
        sheets,
        about(
            indicator.name.in_language(language),
            [indicator],
            selection,
            known,
            answers.last_published(selection.release),
            is_demo=shown.is_demo,
            has_secret=shown.has_secret,
        ),
        key="axis",
        chart=page_chart(shown, known, language),
        source=source_line(indicator, line_origins(shown.series), known, language),
        place=shown.names[shown.series[0].territory],
        contract=known.contracts[selection.contract].name.in_language(language),
        dark=selection.dark,
    )


def shown_table(
    table: pd.DataFrame,
    indicator: Indicator,
    title: str,
    name: str,
    selection: Selection,
    what: str = "",
    draw: Callable[[], Picture] | None = None,
) -> None:
    """Draw a table twin under its heading, with its CSV and the picture of what it is the twin of, if `draw` makes one.

    name: of the files, without its beginning, and unique on the page; what: as of `picture_buttons`.
    """
    language = selection.language
    heading = f"{title} — {indicator.name.in_language(language)}"
    block(f'<div class="cq-block"><h2>{escape(heading)}</h2></div>')
    st.dataframe(
        tables.display(table, indicator.decimals, language, selection.dark),
        hide_index=True,
        width="stretch",
        key=f"table-{name}",
        alt=heading,
        placeholder="",
        column_config=sign_columns(language, map(str, table.columns)),
    )
    if note := signs_note(tables.signs_in(table, language), language):
        block(note)
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            text("table.csv", language),
            exports.csv_bytes(table, language, indicator.decimals),
            file_name=f"cap-quartiers-{name.lower()}.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
            key=f"csv-{name}",
        )
        if draw is not None:
            picture_buttons(f"cap-quartiers-{name.lower()}", what, draw, language)
