"""What a page shows, as the values that files are made of: its chart, its deck of two slides, the words around a picture."""

from dataclasses import fields, replace

import pandas as pd

from observatory import charts, formats, tables
from observatory.catalogue import Catalogue
from observatory.exports.about import About
from observatory.exports.svg import Wording
from observatory.progress import STATUSES
from observatory.slides.model import LONGEST_MESSAGE, Cell, Chart, Deck, Sign, Slide, Table
from observatory.texts import text
from observatory.theme import AXIS_COLOURS
from observatory.trajectory import Trajectory


def page_chart(shown: Trajectory, known: Catalogue, language: str) -> Chart:
    """What the page shows of an indicator, with its title, its sentence and its table, headed for the width of a slide."""
    indicator = shown.indicator
    table = tables.trajectory_table(shown, known, language, compact=True)
    return Chart(
        **{one.name: getattr(shown, one.name) for one in fields(Trajectory)},
        title=charts.trajectory_title(shown, language),
        summary=charts.trajectory_summary(shown, language),
        table=table_cells(table, indicator.name.in_language(language), indicator.decimals, language),
    )


def table_cells(frame: pd.DataFrame, caption: str, decimals: int, language: str) -> Table:
    """A table as it is read: numbers in the reader's typography, a status with its shape, empty cells empty."""
    statuses = {text(f"status.{status}", language): status for status in STATUSES}
    judged = text("table.status", language)
    digits = {
        column: decimals if pd.api.types.is_float_dtype(frame[column]) else 0
        for column in frame.columns
        if pd.api.types.is_numeric_dtype(frame[column])
    }

    def cell(column: str, value: object) -> Cell:
        if value is None or (not isinstance(value, str) and pd.isna(value)):  # type: ignore[call-overload]
            return Cell("", is_number=column in digits)
        if column in digits:
            return Cell(formats.number(float(value), digits[column], language), is_number=True)  # type: ignore[arg-type]
        if column == judged and value in statuses:
            return Cell("", Sign(statuses[str(value)], str(value)))
        return Cell(str(value))

    headings = tuple(Cell(str(column), is_number=column in digits) for column in frame.columns)
    rows = tuple(
        tuple(cell(column, value) for column, value in zip(frame.columns, row, strict=True))
        for row in frame.itertuples(index=False, name=None)
    )
    return Table(caption, headings, rows)


def picture_words(chart: Chart, about: About, source: str) -> Wording:
    """What stands around the chart when it leaves as a picture: title, comments, what its vertical lines are, source, as-of
    date, marks.
    """
    below = (*charts.break_sentences(chart, about.language), source, about.as_of_sentence, *about.marks)
    return Wording(
        chart.title,
        chart.summary,
        tuple(part for part in below if part),
        chart.remarks(about.language),
    )


def page_deck(chart: Chart, about: About, source: str, place: str, contract: str) -> Deck:
    """The page as a deck: the chart on a slide, its figures on the next."""
    language = about.language
    message = chart.title if len(chart.title) <= LONGEST_MESSAGE else chart.title[: LONGEST_MESSAGE - 1] + "…"
    base = Slide(
        key=f"indicator:{chart.indicator.indicator}",
        kind="indicator",
        message=message,
        eyebrow=place,
        colour=AXIS_COLOURS.get(chart.indicator.axis, ""),
        source=source,
        note=f"{chart.summary}\n\n{about.filters}",
        is_demo=about.is_demo,
        has_secret=about.has_secret,
    )
    drawn = replace(base, chart=chart)
    listed = replace(base, key=f"table:{chart.indicator.indicator}", table=chart.table)
    return Deck(
        name=about.title,
        title=about.title,
        place=place,
        contract=contract,
        as_of=about.as_of,
        language=language,
        slides=(drawn, listed),
        words={
            "as_of": about.as_of_sentence,
            "demo": text("exports.report.words.demo", language),
            "secret": text("exports.secret", language),
        },
    )
