"""What a page shows, as the values that files are made of: its chart, its deck of two slides, the words around a picture."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import pandas as pd

from observatory import charts, formats, tables
from observatory.catalogue import Catalogue
from observatory.charts.layout import Figure
from observatory.exports.about import About
from observatory.exports.svg import Wording, picture_svg
from observatory.exports.xlsx import Sheet
from observatory.maps import Swatch
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


def table_cells(
    frame: pd.DataFrame, caption: str, decimals: int, language: str, row_decimals: Sequence[int] = ()
) -> Table:
    """A table as it is read: numbers in the reader's typography, a status with its shape, empty cells empty.

    row_decimals: as those of a `Sheet`.
    """
    statuses = {text(f"status.{status}", language): status for status in STATUSES}
    judged = {text("table.status", language), text("table.gap_status", language), text("files.column.status", language)}
    digits = {
        column: decimals if pd.api.types.is_float_dtype(frame[column]) else 0
        for column in frame.columns
        if pd.api.types.is_numeric_dtype(frame[column])
    }

    def cell(column: str, value: object, row: int) -> Cell:
        if value is None or (not isinstance(value, str) and pd.isna(value)):  # type: ignore[call-overload]
            return Cell("", is_number=column in digits)
        if column in digits:
            by_row = row_decimals and pd.api.types.is_float_dtype(frame[column])
            shown = formats.number(float(value), row_decimals[row] if by_row else digits[column], language)  # type: ignore[arg-type]
            return Cell(shown, is_number=True)
        if column in judged and value in statuses:
            return Cell("", Sign(statuses[str(value)], str(value)))
        return Cell(str(value))

    headings = tuple(Cell(str(column), is_number=column in digits) for column in frame.columns)
    rows = tuple(
        tuple(cell(column, value, number) for column, value in zip(frame.columns, row, strict=True))
        for number, row in enumerate(frame.itertuples(index=False, name=None))
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


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart or a map that leaves a page alone: its figure, drawn `width` pixels wide less the margins, and the words around."""

    figure: Figure
    wording: Wording
    language: str
    dark: bool
    width: int

    def svg(self) -> str:
        """The picture as SVG."""
        return picture_svg(self.figure, self.width, self.wording, self.language, self.dark)


def picture(
    figure: Figure,
    title: str,
    subtitle: str,
    summary: str,
    notes: Sequence[str],
    about: About,
    *,
    dark: bool,
    width: int,
    is_marked: bool = False,
    key: Sequence[Swatch] = (),
) -> Picture:
    """A figure with what the page says around it, the reader's filters, as-of date and marks.

    is_marked: whether demonstration figures are to be marked beside the title, where the figure does not do it itself.
    """
    mark = text("charts.demo", about.language) if is_marked and about.is_demo else ""
    below = tuple(part for part in (*notes, about.as_of_sentence, *about.marks) if part)
    wording = Wording(title, summary, below, (), (subtitle, about.filters), mark, tuple(key))
    return Picture(figure, wording, about.language, dark, width)


def page_deck(chart: Chart, about: About, source: str, place: str, contract: str) -> Deck:
    """The page as a deck: the chart on a slide, its figures on the next."""
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
    signs = _signs(chart.table, about.language)
    told = " ".join(part for part in (source, signs) if part)
    listed = replace(base, key=f"table:{chart.indicator.indicator}", table=chart.table, source=told)
    return _deck((drawn, listed), about, place, contract)


def _signs(table: Table, language: str) -> str:
    """What the signs of a table mean, as a sentence below it."""
    said = tables.signs_said((cell.text for row in table.rows for cell in row), language)
    return f"{said}." if said else ""


MOST_COLUMNS = 8
"""Columns of a table that a slide has room for; further ones go on on the next, after the first column again."""


def tables_deck(sheets: Sequence[Sheet], about: About, contract: str) -> Deck:
    """Tables without a chart as a deck: each on a slide of its own, in full."""
    language = about.language
    slides = []
    for number, one in enumerate(sheets, start=1):
        columns = list(one.table.columns)
        parts = range(1, max(len(columns), 2), MOST_COLUMNS - 1)
        for part in parts:
            frame = one.table[[columns[0], *columns[part : part + MOST_COLUMNS - 1]]]
            cells = table_cells(frame, one.name, one.decimals, language, one.row_decimals)
            slides.append(
                Slide(
                    key=f"table:{number}:{part}",
                    kind="indicator",
                    message=f"{about.title} — {one.name}"[:LONGEST_MESSAGE],
                    eyebrow=contract,
                    table=cells,
                    source=_signs(cells, language),
                    note=about.filters,
                    is_demo=about.is_demo,
                    has_secret=about.has_secret,
                )
            )
    return _deck(slides, about, contract, contract)


def _deck(slides: Sequence[Slide], about: About, place: str, contract: str) -> Deck:
    return Deck(
        name=about.title,
        title=about.title,
        place=place,
        contract=contract,
        as_of=about.as_of,
        language=about.language,
        slides=tuple(slides),
        words={
            "as_of": about.as_of_sentence,
            "demo": text("exports.report.words.demo", about.language),
            "secret": text("exports.secret", about.language),
        },
    )
