"""What is shown as a table, and the files in which it leaves: CSV, workbook, pictures."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from observatory import answers, charts, tables
from observatory.explore import is_of_all_indicators
from observatory.exports.about import About, definitions
from observatory.exports.pages import Picture, picture
from observatory.exports.svg import inside
from observatory.exports.xlsx import Sheet, xlsx_bytes
from observatory.formats import number
from observatory.texts import text
from observatory.ui.downloads import PICTURE_WIDTH, TYPES, picture_buttons, sheet_csv
from observatory.ui.dress import sign_columns, signs_note
from observatory.ui.explored.question import Question
from observatory.ui.explored.sentences import has_demo
from observatory.ui.panel import block

if TYPE_CHECKING:
    from pandas.io.formats.style import Styler

MOST_ROWS = 500
"""Rows of a table that are sent to the browser; the file holds all."""
MOST_COLUMNS = 40
"""Columns of figures that are sent to the browser; the file holds all."""
WIDEST_SHEET = 16_000
"""Columns of figures of a sheet of a workbook, which holds 16,384 in all."""


def add_files(asked: Question, make: Callable[[], Sheet], draw: Callable[[], Picture] | None) -> None:
    """The files of what is shown and its table, at once where it is all there is (no `draw`), else on request; each is made
    only when somebody wants it.
    """
    language, state = asked.language, asked.state
    title = asked.sentence
    named = [] if is_of_all_indicators(state) else [i.indicator for i in asked.found.shown]
    parts = [state.view, *named]
    file = "cap-quartiers-" + "-".join(parts).lower()
    if draw is None:
        _frame(asked, make(), title)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.download_button(
            text("explore.csv", language), lambda: sheet_csv(make(), language), file_name=f"{file}.csv",
            mime="text/csv", icon=":material/download:", on_click="ignore", key="explore-csv",
        )  # fmt: skip
        st.download_button(
            text("explore.xlsx", language), lambda: _workbook(asked, make(), title), file_name=f"{file}.xlsx",
            mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", icon=":material/download:",
            on_click="ignore", key="explore-xlsx",
        )  # fmt: skip
        if draw is not None:
            picture_buttons(file, "chart", draw, language)
        block(f'<p class="cq-note">{escape(text("explore.link", language))}</p>')
    if draw is not None:
        box = st.expander(
            text("explore.table_of", language), key="explore-table", on_change="rerun", icon=":material/table:"
        )
        if box.open:
            with box:
                _frame(asked, make(), title)


def _frame(asked: Question, sheet: Sheet, title: str) -> None:
    language, table = asked.language, sheet.table
    shown = table.head(MOST_ROWS)
    beyond = [head for head in table.columns if str(table[head].dtype) == "float64"][MOST_COLUMNS:]
    shown = shown.drop(columns=beyond)
    styled = display(replace(sheet, table=shown), language)
    st.dataframe(
        styled, hide_index=True, width="stretch", key="explore-frame", placeholder="", alt=title,
        column_config=sign_columns(language),
    )  # fmt: skip
    add_signs(shown, language)
    if beyond:
        total = number(MOST_COLUMNS + len(beyond), 0, language)
        said = text("explore.too_many_columns", language, shown=number(MOST_COLUMNS, 0, language), total=total)
        block(f'<p class="cq-note">{escape(said)}</p>')
    say_too_many(len(shown), len(table), language)


def say_too_many(shown: int, total: int, language: str) -> None:
    """Say that a table on the screen holds the first rows only."""
    if total > shown:
        counts = {"shown": number(shown, 0, language), "total": number(total, 0, language)}
        block(f'<p class="cq-note">{escape(text("explore.too_many_rows", language, **counts))}</p>')


def add_signs(table: pd.DataFrame, language: str) -> None:
    """Say what the signs of a table mean."""
    if note := signs_note(tables.signs_in(table, language), language):
        block(note)


def display(sheet: Sheet, language: str) -> "Styler":
    """A table as the screen shows it."""
    return tables.display(
        sheet.table, sheet.decimals, language, column_decimals=sheet.column_decimals, row_decimals=sheet.row_decimals
    )


def _workbook(asked: Question, sheet: Sheet, title: str) -> bytes:
    """The table with its figures rounded as on the screen, in as many sheets as its columns need."""
    shown = sheet.rounded()
    about = about_exploration(asked, title)
    return xlsx_bytes([replace(shown, table=part) for part in _parts(shown.table, WIDEST_SHEET)], about)


def about_exploration(asked: Question, title: str) -> About:
    """What the files of an exploration say of themselves."""
    language, known, selection = asked.language, asked.known, asked.selection
    lines = list(asked.found.series.values())
    return About(
        title=text("frame.page.explore", language),
        language=language,
        filters=title,
        as_of=asked.state.as_of or answers.last_published(selection.release),
        definitions=definitions(asked.found.shown, known, language),
        is_demo=has_demo(lines) or any(goal.origin == "demo" for goal in asked.goals().values()),
        has_secret=any(p.status == "secret" for s in lines for p in s.points),
    )


def picture_of(
    asked: Question, heading: tuple[str, str], draw: Callable[[int], charts.Figure], summary: str, notes: Sequence[str]
) -> Picture:
    """The chart as it leaves alone, under its title and subtitle; its summary is for those who do not see it."""
    told = about_exploration(asked, asked.sentence)
    below = [note for note in notes if note != summary]
    figure = draw(inside(PICTURE_WIDTH))
    return picture(figure, *heading, summary, below, told, dark=asked.selection.dark, width=PICTURE_WIDTH)


def _parts(table: pd.DataFrame, widest: int) -> list[pd.DataFrame]:
    """The table in parts of at most `widest` columns of figures, each with all the others around them."""
    figures = [head for head in table.columns if str(table[head].dtype) == "float64"]
    starts = range(0, max(len(figures), 1), widest)
    return [table.drop(columns=[*figures[:start], *figures[start + widest :]]) for start in starts]


def file_buttons(
    name: str, key: str, make_csv: Callable[[], bytes], make_xlsx: Callable[[], bytes], language: str
) -> None:
    """Two buttons in a row that hand out a table; name: of the files, without ending."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        for kind, make in (("csv", make_csv), ("xlsx", make_xlsx)):
            st.download_button(
                text(f"explore.{kind}", language), make, file_name=f"{name}.{kind}", mime=TYPES[kind],
                icon=":material/download:", on_click="ignore", key=f"{key}-{kind}",
            )  # fmt: skip
