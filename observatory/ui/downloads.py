"""Buttons that hand out files: each file is made only when it is asked for."""

from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st

from observatory import answers, exports, twins
from observatory.errors import DashboardError
from observatory.exports.about import About
from observatory.exports.pages import Picture
from observatory.exports.xlsx import Sheet
from observatory.formats import day
from observatory.selection import Selection
from observatory.slides.model import Chart, Deck
from observatory.texts import text

PICTURE_WIDTH = 960
PICTURE_KINDS = ("png", "svg")
TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "png": "image/png",
    "svg": "image/svg+xml",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "pdf": "application/pdf",
}
_LARGEST_TEMPLATE_MB = 20


def downloads(
    name: str,
    sheets: Sequence[Sheet] | Callable[[], Sequence[Sheet]],
    about: About,
    *,
    key: str,
    chart: Chart | None = None,
    source: str = "",
    place: str = "",
    contract: str = "",
    dark: bool = False,
) -> None:
    """A row of buttons: CSV of the first table, XLSX and PPTX of all; with a chart also PNG and SVG.

    sheets: the tables, or what makes them once a file is asked for; name: of the files, without ending; key: makes the buttons of a page distinct; source, place, contract: as on the
    page, for the words around a picture and on slides.
    """
    language = about.language

    def tables() -> Sequence[Sheet]:
        return sheets() if callable(sheets) else sheets

    makers: dict[str, Callable[[], bytes]] = {
        "csv": lambda: sheet_csv(tables()[0], language),
        "xlsx": lambda: _xlsx(tables(), about),
    }
    if chart is None:
        makers["pptx"] = lambda: _tables_pptx(tables(), about, contract)
    else:
        makers |= {
            "png": lambda: _png(_svg(chart, about, source, dark)),
            "svg": lambda: _svg(chart, about, source, dark).encode(),
            "pptx": lambda: _pptx(chart, about, source, place, contract),
        }
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key=f"downloads-{key}"):
        st.caption(text("exports.download", language), width="content")
        for kind, make in makers.items():
            st.download_button(
                kind.upper(),
                make,
                file_name=f"{name}.{kind}",
                mime=TYPES[kind],
                on_click="ignore",
                key=f"{kind}-{key}",
                help=text(f"exports.download_{kind}", language),
            )


def picture_buttons(name: str, what: str, draw: Callable[[], Picture], language: str) -> None:
    """The buttons, in a row that the page has begun, that hand out a drawing as PNG and SVG.

    name: of the files, without ending; what: `map`, `ranking`, `distribution` or `chart`, for the names of the buttons, of
    which the style sheet shows the format alone.
    """
    makers: dict[str, Callable[[], bytes]] = {"png": lambda: _png(draw().svg()), "svg": lambda: draw().svg().encode()}
    for kind in PICTURE_KINDS:
        st.download_button(
            text(f"exports.picture.{what}", language, format=f"**{kind.upper()}**"),
            makers[kind],
            file_name=f"{name}.{kind}",
            mime=TYPES[kind],
            on_click="ignore",
            key=f"picture-{what}-{kind}",
        )


def report_button(selection: Selection) -> None:
    """Choose a year, make its report under a progress bar, then hand it out."""
    from observatory import reports
    from observatory.exports.report import pdf_bytes

    language = selection.language
    offered = reports.years(selection)
    if not offered:
        st.caption(text("exports.report.none", language))
        return
    if selection.as_of is not None:
        st.caption(text("exports.report.past", language, day=day(selection.as_of, language)))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        gate = answers.gate(selection)
        first = offered.index(gate.year) if gate else 0
        year = st.selectbox(text("exports.report.year", language), offered, first, key="report-year", width=140)
        asked = st.button(text("exports.report.make", language), key="report-make", icon=":material/picture_as_pdf:")
    made: dict[object, bytes] = st.session_state.setdefault("report", {})
    if asked:
        bar = st.progress(0.05, text=text("exports.report.gathering", language))
        report = reports.annual(selection, year)

        def drawn(done: int, total: int) -> None:
            said = text("exports.report.drawing", language, done=done, total=total)
            bar.progress(0.4 + 0.4 * done / total, text=said)
            if done == total:
                bar.progress(0.8, text=text("exports.report.composing", language))

        made.clear()
        made[selection, year] = pdf_bytes(report, drawn)
        bar.empty()
    if (selection, year) in made:
        _ready("pdf", made[selection, year], f"cap-quartiers-rapport-{selection.contract}-{year}", language)


def slides_button(deck: Deck) -> None:
    """Make a deck's PowerPoint file, on the commune's own template when one is given, then hand it out."""
    from observatory.exports.slideshow import pptx_bytes

    language = deck.language
    given = st.file_uploader(
        text("exports.template", language),
        type=["pptx"],
        key="template",
        help=text("exports.template_help", language),
        max_upload_size=_LARGEST_TEMPLATE_MB,
    )
    made: dict[object, bytes] = st.session_state.setdefault("slides", {})
    wanted = (
        deck.name,
        deck.as_of,
        deck.language,
        tuple((s.key, s.message, s.note) for s in deck.slides),
        given.file_id if given else "",
    )
    if st.button(text("exports.slides_make", language), key="slides-make", icon=":material/slideshow:"):
        made.clear()
        bar = st.progress(0.0, text=text("exports.slides_making", language, done=0, total=len(deck.slides)))

        def told(done: int, total: int) -> None:
            bar.progress(done / total, text=text("exports.slides_making", language, done=done, total=total))

        try:
            made[wanted] = pptx_bytes(deck, given.getvalue() if given else None, told)
        except DashboardError as error:
            title, message = twins.said(error, language)
            st.error(message, title=title)
        bar.empty()
    if wanted in made:
        _ready("pptx", made[wanted], f"cap-quartiers-{deck.contract}-{deck.as_of.isoformat()}", language)


def _ready(kind: str, content: bytes, name: str, language: str) -> None:
    st.download_button(
        text(f"exports.download_{kind}", language),
        content,
        file_name=f"{name}.{kind}",
        mime=TYPES[kind],
        type="primary",
        icon=":material/download:",
        on_click="ignore",
        key=f"ready-{kind}",
    )


# The writers of heavy formats are loaded with the first file asked for, not with the page.


def _xlsx(sheets: Sequence[Sheet], about: About) -> bytes:
    from observatory.exports.xlsx import xlsx_bytes

    return xlsx_bytes(sheets, about)


def _svg(chart: Chart, about: About, source: str, dark: bool) -> str:
    from observatory.exports.pages import picture_words
    from observatory.exports.svg import chart_svg

    words = picture_words(chart, about, source)
    return chart_svg(chart, about.language, words, dark=dark, width=PICTURE_WIDTH, alone=True)


def _png(svg: str) -> bytes:
    from observatory.exports.picture import png_bytes

    return png_bytes(svg)


def _pptx(chart: Chart, about: About, source: str, place: str, contract: str) -> bytes:
    from observatory.exports.pages import page_deck
    from observatory.exports.slideshow import pptx_bytes

    return pptx_bytes(page_deck(chart, about, source, place, contract))


def sheet_csv(sheet: Sheet, language: str) -> bytes:
    """A sheet as CSV, its fractional numbers with the decimals that the screen gives them."""
    table = sheet.table
    for column in table.select_dtypes("float").columns:
        pairs = zip(table[column], sheet.digits(column), strict=True)
        exact = pd.Series([None if pd.isna(v) else exports.rounded(v, n) for v, n in pairs], table.index, dtype=object)
        table = table.assign(**{column: exact})
    return exports.csv_bytes(table, language, sheet.decimals)


def _tables_pptx(sheets: Sequence[Sheet], about: About, contract: str) -> bytes:
    from observatory.exports.pages import tables_deck
    from observatory.exports.slideshow import pptx_bytes

    return pptx_bytes(tables_deck(sheets, about, contract))
