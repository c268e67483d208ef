"""The panel for questions in SQL: the question, in the page and in its link, its answer as a table and as files."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from html import escape
from math import isfinite
from typing import Any

import pandas as pd
import streamlit as st

from observatory import answers, exports, sandbox
from observatory.errors import DashboardError
from observatory.exports.about import About
from observatory.exports.xlsx import Sheet, xlsx_bytes
from observatory.formats import number
from observatory.selection import Selection
from observatory.texts import plural, text
from observatory.ui.dress import error as error_box
from observatory.ui.explored import file_buttons
from observatory.ui.panel import block

SQL, SQL_ANSWER, STATEMENT = "sql", "explore-sql-answer", "explore-statement"
"""The parameter of the link that holds the question, and where the session keeps what was asked with its answer, and the text."""
LONGEST_LINKED = 4_000
"""Characters of a question that a link holds: an address of more is cut by mail programs and proxies."""
SQL_DECIMALS = 4
"""Decimals of a fractional number of an answer, as Streamlit shows it; the cell holds them all."""
LONGEST_CELL = 32_767
"""Characters of a cell of a workbook."""
EXAMPLE = """SELECT territory.name, figure.period, figure.value
FROM figure
JOIN territory USING (territory)
WHERE figure.indicator = 'TRA-01' AND territory.level = 'neighbourhood'
ORDER BY figure.value DESC NULLS LAST
LIMIT 20"""


def explore_sql(selection: Selection) -> None:
    """Draw the panel for questions in SQL, closed until asked for."""
    language = selection.language
    if st.query_params.get(SQL) and SQL_ANSWER not in st.session_state:
        st.session_state.setdefault("explore-sql", True)
    box = st.expander(text("explore.sql", language), key="explore-sql", on_change="rerun", icon=":material/database:")
    if not box.open:
        # The link is to what is shown; the answer comes back, in the page and in the link, with the panel.
        st.query_params.pop(SQL, None)
        return
    with box:
        _sql(selection)


@st.fragment
def _sql(selection: Selection) -> None:
    language = selection.language
    lead = text(
        "explore.sql.lead",
        language,
        rows=number(sandbox.ROWS, 0, language),
        seconds=number(sandbox.SECONDS, 0, language),
    )
    block(f'<p class="cq-note">{escape(lead)}</p>')
    if linked := SQL_ANSWER not in st.session_state and st.query_params.get(SQL):
        st.session_state[STATEMENT] = linked[:LONGEST_LINKED]
        _ask(language)
    asked, given = st.session_state.get(SQL_ANSWER, (EXAMPLE, None))
    st.session_state.setdefault(STATEMENT, asked)
    with st.form("explore-sql-form", border=False):
        st.text_area(text("explore.sql.statement", language), height=170, key=STATEMENT)
        st.form_submit_button(
            text("explore.sql.run", language),
            icon=":material/play_arrow:",
            type="primary",
            on_click=_ask,
            args=(language,),
        )
    if given is not None:
        _link_question(asked, language)
    if isinstance(given, DashboardError):
        error_box(given.title, given.message)
    elif given is not None:
        _sql_answer(asked, given, selection)
    box = st.expander(text("explore.sql.tables", language), key="explore-sql-tables", on_change="rerun")
    if box.open:
        with box:
            keys = ("table", "column", "type", "meaning")
            rows = [(c.table, c.column, c.type, c.meaning) for c in answers.published_columns(selection.release)]
            st.dataframe(
                pd.DataFrame(rows, columns=[text(f"explore.sql.{key}", language) for key in keys]),
                hide_index=True,
                key="explore-sql-columns",
                alt=text("explore.sql.tables", language),
            )


def _ask(language: str) -> None:
    statement = st.session_state[STATEMENT] or ""
    answer: sandbox.Table | DashboardError
    try:
        answer = answers.sql(statement, language)
    except DashboardError as wrong:
        answer = wrong
    st.session_state[SQL_ANSWER] = (statement, answer)


def _link_question(asked: str, language: str) -> None:
    """Write the question that was asked into the page's link, or say that it is too long for one."""
    if 0 < len(asked) <= LONGEST_LINKED:
        if st.query_params.get(SQL) != asked:
            st.query_params[SQL] = asked
        return
    st.query_params.pop(SQL, None)
    if asked:
        most = number(LONGEST_LINKED, 0, language)
        block(f'<p class="cq-note">{escape(text("explore.sql.no_link", language, most=most))}</p>')


def _sql_answer(asked: str, given: sandbox.Table, selection: Selection) -> None:
    """The rows of an answer under the question asked, with their files."""
    language = selection.language
    seconds = number(given.seconds, 2, language)
    said = plural("explore.sql.rows", len(given.rows), language, seconds=seconds)
    if given.truncated:
        said += ". " + text("explore.sql.truncated", language, count=number(len(given.rows), 0, language))
    block(f'<p class="cq-note" role="status">{escape(said)}</p>')
    table = pd.DataFrame.from_records(list(given.rows), columns=list(_apart(given.columns)))
    st.dataframe(table, hide_index=True, placeholder="", key="explore-sql-rows", alt=text("explore.sql", language))
    file_buttons(
        "cap-quartiers-sql",
        "explore-sql",
        lambda: exports.csv_bytes(table, language),
        lambda: _sql_workbook(asked, given, selection),
        language,
    )


def _sql_workbook(asked: str, given: sandbox.Table, selection: Selection) -> bytes:
    """The rows of an answer as a workbook, under the question; `demo` among them marks it."""
    cells = pd.DataFrame.from_records(
        [tuple(map(_cell, row)) for row in given.rows], columns=list(_apart(given.columns))
    ).convert_dtypes(convert_boolean=False)
    told = About(
        title=text("explore.sql", selection.language),
        language=selection.language,
        filters=asked,
        as_of=answers.last_published(selection.release),
        definitions=(),
        is_demo=any("demo" in row for row in given.rows),
    )
    return xlsx_bytes([Sheet("SQL", cells, decimals=SQL_DECIMALS)], told)


def _cell(value: Any) -> Any:
    """A value as a workbook can hold it: what has no type there, or too many digits or signs, is a text."""
    if (
        value is None
        or isinstance(value, bool | Decimal)
        or (isinstance(value, date) and not isinstance(value, datetime))
    ):
        return value
    if isinstance(value, int) and abs(value) < 2**53 or isinstance(value, float) and isfinite(value):
        return value
    return str(value)[:LONGEST_CELL]


def _apart(columns: Sequence[str]) -> Sequence[str]:
    """Column names made different from one another, which a question in SQL does not promise."""
    seen: dict[str, int] = {}
    names = []
    for name in columns:
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return names
