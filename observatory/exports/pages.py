"""What a page shows, as the values that files are made of: its chart, its deck of two slides, the words around a picture."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from observatory import charts, formats
from observatory.catalogue import Indicator
from observatory.exports.about import About
from observatory.exports.svg import Wording
from observatory.series import Break, Comment, Series, Target
from observatory.slides.model import LONGEST_MESSAGE, Cell, Chart, Deck, Slide, Table
from observatory.texts import text
from observatory.theme import AXIS_COLOURS


def page_chart(
    indicator: Indicator,
    series: Sequence[Series],
    reference: Series | None,
    target: Target | None,
    breaks: Sequence[Break],
    names: Mapping[str, str],
    table: pd.DataFrame,
    language: str,
    comments: Sequence[Comment] = (),
) -> Chart:
    """The page's chart and its table, with the title, the sentence and the comments that the page shows."""
    return Chart(
        indicator=indicator,
        series=tuple(series),
        reference=reference,
        target=target,
        breaks=tuple(breaks),
        names=names,
        title=charts.target_title(indicator, series, reference, target, names, language),
        summary=charts.target_summary(indicator, series, reference, target, names, language, breaks),
        table=table_cells(table, indicator.name.in_language(language), indicator.decimals, language),
        comments=tuple(comments),
    )


def table_cells(frame: pd.DataFrame, caption: str, decimals: int, language: str) -> Table:
    """A table as it is read: numbers in the reader's typography, empty cells empty."""
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
        return Cell(str(value))

    headings = tuple(Cell(str(column), is_number=column in digits) for column in frame.columns)
    rows = tuple(
        tuple(cell(column, value) for column, value in zip(frame.columns, row, strict=True))
        for row in frame.itertuples(index=False, name=None)
    )
    return Table(caption, headings, rows)


def picture_words(chart: Chart, about: About, source: str) -> Wording:
    """What stands around the chart when it leaves as a picture: title, comments, source, as-of date, marks."""
    return Wording(
        chart.title,
        chart.summary,
        tuple(part for part in (source, about.as_of_sentence, *about.marks) if part),
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
