"""What changed since the day of a past view, as a table and in files."""

from collections.abc import Sequence
from dataclasses import replace
from html import escape

import streamlit as st

from observatory import answers
from observatory.answers import Difference
from observatory.exports.xlsx import xlsx_bytes
from observatory.formats import day
from observatory.texts import plural, text
from observatory.ui.downloads import sheet_csv
from observatory.ui.dress import sign_columns
from observatory.ui.explored.files import about_exploration, add_signs, display, file_buttons, say_too_many
from observatory.ui.explored.question import Question
from observatory.ui.explored.tables import difference_codes, difference_table
from observatory.ui.panel import block

MOST_DIFFERENCES = 50
"""Rows of the table of what changed since a day; the file holds all."""


def add_since(asked: Question, differences: Sequence[Difference]) -> None:
    """Draw what changed since the day of a past view, with its files; nothing for a view of today."""
    language, state = asked.language, asked.state
    if state.as_of is None:
        return
    when = day(state.as_of, language)
    block(f'<div class="cq-block"><h2>{escape(text("explore.since", language, day=when))}</h2></div>')
    counts = [(v, sum(d.verdict == v for d in differences)) for v in ("new", "changed", "withdrawn")]
    said = ", ".join(plural(f"explore.verdicts.{verdict}", count, language) for verdict, count in counts if count)
    if not said:
        block(f'<p class="cq-note">{escape(text("explore.since_none", language, day=when))}</p>')
        return
    block(f"<p>{escape(text('explore.since_said', language, day=when, parts=said))}</p>")
    title = text("explore.since", language, day=when)
    shown = difference_table(asked, differences[:MOST_DIFFERENCES])
    # The one indicator that all rows are about stands in the title already.
    single = len({d.indicator for d in differences}) == 1
    # Codes are for the files.
    hidden = [*difference_codes(language), *([text("table.indicator", language)] if single else [])]
    st.dataframe(
        display(shown, language),
        hide_index=True,
        placeholder="",
        key="explore-since",
        alt=title,
        column_config=sign_columns(language) | dict.fromkeys(hidden),
    )
    add_signs(shown.table, language)
    say_too_many(len(shown.table), len(differences), language)
    file_buttons(
        f"cap-quartiers-{state.as_of.isoformat()}",
        "explore-since",
        lambda: sheet_csv(difference_table(asked, differences), language),
        lambda: _differences_workbook(asked, differences, title),
        language,
    )


def _differences_workbook(asked: Question, differences: Sequence[Difference], title: str) -> bytes:
    about = replace(
        about_exploration(asked, f"{title} · {asked.sentence}"),
        # The file stands for today, which it compares with the day.
        as_of=answers.last_published(asked.selection.release),
        is_demo=any(d.origin == "demo" for d in differences),
        has_secret=any("secret" in (d.status_then, d.status_now) for d in differences),
    )
    return xlsx_bytes([difference_table(asked, differences).rounded()], about)
