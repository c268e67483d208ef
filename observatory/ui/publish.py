"""The publication page: files dropped, what they would change, a note, published; then the history, and taking back.

A preview is kept in the session with what it was made from, so that a rerun neither reads the files again nor loses a
word of the form.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from html import escape
from typing import Any

import streamlit as st

from observatory import answers, ledger, publication, twins, workbook
from observatory.errors import DashboardError
from observatory.exports.about import About
from observatory.exports.xlsx import Sheet, xlsx_bytes
from observatory.formats import day, number
from observatory.ledger import Stop
from observatory.publication import Preview, Release
from observatory.selection import Selection
from observatory.texts import text
from observatory.ui.access import may_write, writer, writing
from observatory.ui.downloads import TYPES
from observatory.ui.dress import error as error_box
from observatory.ui.panel import block

LARGEST_MB = 80
SHOWN_ROWS = 200
ENDINGS = ["csv", "txt", "tsv", "xlsx", "xls", "ods", "zip", "xlsm", "geojson", "json", "gpkg", "shp"]
_PREVIEW, _WITHDRAWAL, ROUND, _DONE, _AUTHOR = (
    "publish-preview", "publish-withdrawal", "publish-round", "publish-done", "publish-author-kept",
)  # fmt: skip


def publish_files(selection: Selection) -> None:
    """Draw the title and the drop of files; then what the files would change, and the form that publishes them."""
    language = selection.language
    block(
        f'<div class="cq-head"><h1>{escape(text("frame.page.publish", language))}</h1></div>'
        f'<p class="cq-lead">{escape(text("publish.lead", language))}</p>'
    )
    done = st.session_state.pop(_DONE, None)
    if done is not None:
        st.success(text("publish.done", language, number=done), icon=":material/check_circle:")
    with st.container(horizontal=True, gap="small"):
        for form in ("xlsx", "ods"):
            _workbook_button("workbook", form, selection)
        for form in ("xlsx", "ods"):
            _workbook_button("start", form, selection)
    turn = st.session_state.setdefault(ROUND, 0)
    dropped = st.file_uploader(
        text("publish.drop", language),
        ENDINGS,
        accept_multiple_files=True,
        key=f"publish-files-{turn}",
        help=text("publish.drop_help", language),
        max_upload_size=LARGEST_MB,
    )
    if not dropped:
        st.session_state.pop(_PREVIEW, None)
        return
    identity = tuple(file.file_id for file in dropped)

    def look() -> Preview:
        return publication.check([publication.Given(file.name, file.getvalue()) for file in dropped])

    preview = kept(_PREVIEW, identity, look, language)
    if preview is not None:
        show_preview(preview, language, "files")
        publication_form(preview, language, _PREVIEW, text("publish.button", language))


def _workbook_button(which: str, form: str, selection: Selection) -> None:
    """The button that hands out the workbook of the contract, or the one to start another. which: workbook or start."""
    language, contract = selection.language, selection.contract
    make, icon = {
        "workbook": (workbook.workbook, ":material/table_view:"),
        "start": (workbook.start, ":material/add_notes:"),
    }[which]
    st.download_button(
        text(f"publish.{which}_{form}", language),
        lambda: make(contract, language, form),
        file_name=text(f"publish.{which}_file", language, contract=contract, ending=form),
        mime=TYPES[form],
        icon=icon if form == "xlsx" else None,
        type="secondary" if which == "workbook" else "tertiary",
        on_click="ignore",
        key=f"publish-{which}-{form}",
        help=text(f"publish.{which}_help", language),
    )


def publish_history(past: Sequence[Release], selection: Selection) -> None:
    """Draw every release, newest first, then the choice of one to take back and what that would change."""
    language = selection.language
    block(f'<div class="cq-block"><h2>{escape(text("publish.history", language))}</h2></div>')
    past = sorted(past, key=lambda one: one.published_at)
    found = answers.differences(selection.release, selection.show_demo)
    block(
        "".join(_stop(one, language) for one in reversed(answers.interruptions()))
        + "".join(_release(one, found.get(one.release, ()), language) for one in reversed(past))
    )
    # What was given holds figures that secrecy hides: it goes back to those who publish, to nobody else. The files of the first
    # releases are those of data/observations, which nobody gave here.
    if may_write():
        carried = [one for one in reversed(past) if one.entry is not None]
        if carried:
            _kept_files(carried, language)
    standing = [one for one in reversed(past) if one.withdraws is None and one.withdrawn_by is None]
    if standing:
        _withdraw(standing, language)


def kept(name: str, made_from: Any, look: Callable[[], Preview], language: str) -> Preview | None:
    """The preview made from these files before, or made now; None when it cannot be, which is said."""
    known = st.session_state.get(name)
    if known is None or known[0] != made_from:
        st.session_state.pop(name, None)
        with st.spinner(text("publish.checking", language)):
            try:
                known = (made_from, look())
            except DashboardError as error:
                error_box(*twins.said(error, language))
                return None
        st.session_state[name] = known
    preview: Preview = known[1]
    return preview


def _listed(title: str, sentences: Sequence[str]) -> None:
    if sentences:
        items = "".join(f"<li>{escape(sentence)}</li>" for sentence in sentences)
        block(f'<div class="cq-block"><h2>{escape(title)}</h2></div><ul class="cq-list">{items}</ul>')


def show_preview(preview: Preview, language: str, key: str) -> None:
    """Draw what was recognised, what blocks, what readers would see otherwise, and the report to download.

    key: makes its buttons distinct from those of other previews on the page.
    """
    said = twins.in_language((sentence for file in preview.files if file.kind for sentence in file.told), language)
    _listed(text("publish.recognised", language), said)
    if preview.blocked:
        _listed(
            text("publish.problems", language), [problem.sentence(language) for problem in preview.errors[:SHOWN_ROWS]]
        )
        st.error(text("publish.blocked", language), icon=":material/block:")
    _listed(text("publish.changes", language), publication.summary(preview, language))
    _listed(text("publish.warnings", language), publication.warnings(preview, language))
    notes = [problem.sentence(language) for problem in preview.problems if problem.severity == "note"]
    _listed(text("publish.notes", language), notes)
    for name, table in publication.tables(preview, language).items():
        with st.expander(f"{name} ({number(len(table), 0, language)})", expanded=len(table) <= 20):
            st.dataframe(table.head(SHOWN_ROWS), hide_index=True, width="stretch", placeholder="")
            if len(table) > SHOWN_ROWS:
                total = number(len(table), 0, language)
                st.caption(text("publish.more_rows", language, shown=SHOWN_ROWS, total=total))
    with st.container(horizontal=True, gap="small"):
        makers: dict[str, Callable[[], bytes]] = {
            "csv": lambda: publication.to_csv(preview, language),
            "xlsx": lambda: _report(preview, language),
        }
        for kind, make in makers.items():
            st.download_button(
                text(f"publish.report_{kind}", language),
                make,
                file_name=f"rapport-{datetime.now(UTC):%Y-%m-%d}.{kind}",
                mime=TYPES[kind],
                on_click="ignore",
                key=f"publish-report-{key}-{kind}",
            )


def _report(preview: Preview, language: str) -> bytes:
    title = text("publish.report", language)
    said = " ".join((*publication.summary(preview, language), *publication.warnings(preview, language)))
    about = About(title, language, said, datetime.now(UTC).date(), ())
    tables = publication.tables(preview, language)
    return xlsx_bytes([Sheet(name, table) for name, table in tables.items()], about)


def publication_form(preview: Preview, language: str, name: str, button: str) -> None:
    """Draw who publishes and why, and the button that does; name: under which the preview is kept in the session."""
    if preview.blocked or not writing(language, name):
        return
    needed = "publish.withdraw_note" if preview.withdraws is not None else "publish.note_needed"
    author = st.text_input(
        text("publish.author", language),
        value=writer() or st.session_state.get(_AUTHOR, ""),
        max_chars=80,
        key=f"{name}-author-{writer()}",
        width=360,
        disabled=bool(writer()),
    )
    st.session_state[_AUTHOR] = author
    note = st.text_area(
        text(needed if preview.needs_note else "publish.note", language), max_chars=2000, key=f"{name}-note", height=96
    )
    if st.button(button, type="primary", icon=":material/publish:", key=f"{name}-button"):
        try:
            with st.spinner(text("publish.publishing", language)):
                entry = publication.commit(preview, writer() or author, note)
        except DashboardError as error:
            error_box(*twins.said(error, language))
        else:
            st.session_state[_DONE] = entry.release
            st.session_state.pop(name, None)
            st.session_state[ROUND] += 1
            st.rerun()
    st.button(
        text("publish.again", language),
        type="tertiary",
        icon=":material/refresh:",
        key=f"{name}-again",
        on_click=_forget,
        args=(name,),
    )


def _forget(name: str) -> None:
    known = st.session_state.get(name)
    if known is not None:
        # The choice of a withdrawal stays; what it was compared with does not.
        st.session_state[name] = (None, known[1])


def _release(one: Release, difference: Sequence[tuple[str, str, int]], language: str) -> str:
    head = text(
        "publish.history.line",
        language,
        number=one.release,
        day=f"{day(one.published_at.date(), language)}, {one.published_at:%H:%M} UTC",
        author=one.author,
    )
    marks = []
    if one.withdraws is not None:
        marks.append(text("publish.history.withdraws", language, number=one.withdraws))
    if one.withdrawn_by is not None:
        marks.append(text("publish.history.withdrawn", language, number=one.withdrawn_by))
    changed = publication.changed(one, language) + publication.by_source(difference, language)
    note = one.note_fr if language == "fr" else one.note_en or one.note_fr
    files = [*(f"{file.name} · SHA-256 {file.sha256[:16]}…" for file in one.kept), *one.lost]
    tags = "".join(f' <span class="cq-tag">{escape(mark)}</span>' for mark in marks)
    lines = [note, " ".join(changed), text("charts.list_separator", language).join(files)]
    told = "".join(f'<p class="cq-note">{escape(line)}</p>' for line in lines if line)
    return f'<div class="cq-release"><p><strong>{escape(head)}</strong>{tags}</p>{told}</div>'


def _stop(stop: Stop, language: str) -> str:
    (said,) = twins.in_language([stop.said], language)
    told = text("publish.history.stopped", language, day=day(stop.day, language), said=said)
    return f'<p class="cq-note">{escape(told)}</p>'


def _kept_files(releases: Sequence[Release], language: str) -> None:
    """What a release of the reader's choice changed, row by row, and its files as given: secrecy may hide some of it since."""
    told = {one.release: one for one in releases}
    chosen = st.selectbox(
        text("publish.history.details", language),
        list(told),
        format_func=lambda release: _named(told[release], language),
        key=f"publish-kept-choice-{st.session_state[ROUND]}",
        width=560,
    )
    entry = None if chosen is None else told[chosen].entry
    if entry is None:
        return
    try:
        report = publication.details(told[chosen])
    except DashboardError as error:
        error_box(*twins.said(error, language))
        report = None
    else:
        if report is None:
            missing = text("publish.history.missing", language, number=chosen)
            block(f'<p class="cq-note">{escape(missing)}</p>')
    with st.container(horizontal=True, gap="small"):
        if report is not None:
            st.download_button(
                text("publish.history.report", language, number=chosen),
                report,
                file_name=f"publication-{chosen}.csv",
                mime=TYPES["csv"],
                type="tertiary",
                on_click="ignore",
                key=f"publish-report-{chosen}",
            )
        for position, file in enumerate(entry.files):
            st.download_button(
                text("publish.history.file", language, number=chosen, name=file.name),
                partial(ledger.content, entry, file),
                file_name=file.name,
                type="tertiary",
                on_click="ignore",
                key=f"publish-original-{chosen}-{position}",
            )


def _named(one: Release, language: str) -> str:
    number, note = ("n°", one.note_fr) if language == "fr" else ("No.", one.note_en or one.note_fr)
    return f"{number} {one.release} · {one.author} · {note}"[:120]


def _withdraw(standing: Sequence[Release], language: str) -> None:
    block(
        f'<div class="cq-block"><h2>{escape(text("publish.withdraw", language))}</h2>'
        f'<p class="cq-sub">{escape(text("publish.withdraw_lead", language))}</p></div>'
    )
    told = {one.release: _named(one, language) for one in standing}
    chosen = st.selectbox(
        text("publish.history.choose", language),
        [0, *told],
        format_func=lambda release: told.get(release, "—"),
        key=f"publish-withdraw-choice-{st.session_state[ROUND]}",
        width=560,
    )
    if not chosen:
        st.session_state.pop(_WITHDRAWAL, None)
        return
    preview = kept(_WITHDRAWAL, chosen, lambda: publication.check_withdrawal(chosen), language)
    if preview is not None:
        block(f'<p class="cq-lead">{escape(text("publish.withdrawing", language, number=chosen))}</p>')
        show_preview(preview, language, "withdrawal")
        publication_form(preview, language, _WITHDRAWAL, text("publish.withdraw_button", language, number=chosen))
