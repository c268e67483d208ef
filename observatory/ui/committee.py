"""The committee page: choose a sequence of slides, change it, save it, project it or take it away as one file."""

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from html import escape
from urllib.parse import urlencode

import streamlit as st

from observatory import answers, committee, committee_store, database, twins
from observatory.errors import DashboardError
from observatory.formats import day
from observatory.selection import Selection
from observatory.slides import LONGEST_MESSAGE, SavedSequence, SavedSlide, page
from observatory.texts import plural, text
from observatory.ui.access import writer, writing
from observatory.ui.assets import asset
from observatory.ui.downloads import report_button, slides_button
from observatory.ui.dress import demo_tag, error
from observatory.ui.panel import block

_component = st.components.v2.component(
    "cap_quartiers_sequence",
    html='<div class="cq cq-sequence"></div>',
    css=asset("sequence.css"),
    js=asset("sequence.js"),
    isolate_styles=False,
)
WORDS = ("up", "down", "remove", "message", "note", "add", "add_label", "list", "empty")


def committee_head(selection: Selection) -> SavedSequence:
    """Draw the title and the choice of a sequence; returns the chosen one, the automatic one first."""
    language = selection.language
    known = answers.committees(selection.release, selection.show_demo)
    saved = {code: one for code, one in known.items() if one.contract == selection.contract}
    block(
        f'<div class="cq-head"><h1>{escape(text("committee.page.title", language))}</h1></div>'
        f'<p class="cq-lead">{escape(text("committee.page.lead", language))}</p>'
    )
    linked = st.query_params.get("sequence", "")
    if st.session_state.get("sequence") not in {"", *saved}:
        st.session_state.sequence = linked if linked in saved else ""
    if linked and linked not in saved:
        st.warning(text("committee.page.unknown", language, value=linked[:60]), icon=":material/link_off:")

    def name(code: str) -> str:
        if not code:
            return text("committee.automatic", language)
        kind = "example" if saved[code].origin == "demo" else "saved"
        return text(f"committee.page.{kind}", language, name=saved[code].name, day=day(saved[code].as_of, language))

    chosen: str = st.selectbox(
        text("committee.page.sequence", language), ["", *saved], format_func=name, key="sequence", width=560
    )
    if chosen:
        st.query_params["sequence"] = chosen
    elif "sequence" in st.query_params:
        del st.query_params["sequence"]
    if chosen and saved[chosen].origin == "demo":
        own = escape(text("committee.page.example_own", language))
        block(f'<p class="cq-note">{demo_tag(language)} {own}</p>')
    return saved.get(chosen) or committee.automatic(selection)


def _turned(sequence: SavedSequence, selection: Selection) -> Selection:
    return replace(committee.placed(selection, sequence), dark=False)


def _key(sequence: SavedSequence, selection: Selection) -> str:
    # Another version of the sequence, other neighbourhoods or another language is another list, which forgets the changes.
    parts = (
        sequence.contract,
        sequence.sequence,
        sequence.saved_at,
        *sequence.territories,
        sequence.reference,
        selection.language,
    )
    return "sequence-" + "-".join(map(str, parts))


def _edited(sequence: SavedSequence, selection: Selection) -> SavedSequence:
    """The sequence as the list now stands."""
    state = st.session_state.get(_key(sequence, selection))
    return replace(sequence, slides=_received(state.get("slides") if state else None, sequence.slides))


class _Bar:
    """A progress bar that comes only when slides take their time, as those of a past day do."""

    PATIENCE_S = 0.5

    def __init__(self, language: str) -> None:
        self._language, self._since = language, time.monotonic()
        self._place = st.empty()

    def tell(self, done: int, total: int) -> None:
        """Show how many slides are made, of how many."""
        if time.monotonic() - self._since > self.PATIENCE_S:
            said = text("exports.slides_making", self._language, done=done, total=total)
            self._place.progress(done / total, text=said)

    def clear(self) -> None:
        """Leave nothing of it."""
        self._place.empty()


def committee_list(sequence: SavedSequence, selection: Selection) -> None:
    """Draw the slides as a list to reorder, drop, add to and write in."""
    language = selection.language
    key = _key(sequence, selection)
    edited = _edited(sequence, selection)
    selection = _turned(sequence, selection)
    bar = _Bar(language)
    deck = committee.deck(selection, replace(edited, slides=_bare(edited.slides)), bar.tell)
    bar.clear()
    made = {s.key: s for s in deck.slides}
    offered = committee.offered(selection)
    _component(
        key=key,
        data={
            "version": key,
            "slides": [{"slide": s.slide, "message": s.message, "note": s.note} for s in sequence.slides],
            "labels": {k: committee.label(k, selection) for k in (*offered, *(s.slide for s in sequence.slides))},
            "offered": list(offered),
            "made": {k: {"message": s.message, "note": s.note} for k, s in made.items()},
            "longest": LONGEST_MESSAGE,
            "longest_note": committee_store.LONGEST_NOTE,
            "words": {word: text(f"committee.page.{word}", language) for word in WORDS},
        },
        on_slides_change=lambda: None,
    )


def _bare(slides: Sequence[SavedSlide]) -> tuple[SavedSlide, ...]:
    return tuple(SavedSlide(s.slide) for s in slides)


def _received(rows: object, otherwise: tuple[SavedSlide, ...]) -> tuple[SavedSlide, ...]:
    """Slides as the browser sent them; anything that is not a list of slides is ignored."""
    if not isinstance(rows, list):
        return otherwise
    fields = ("slide", "message", "note")
    clean = [[str(row.get(f) or "").strip() for f in fields] for row in rows if isinstance(row, dict)]
    return tuple(SavedSlide(slide, " ".join(message.split()), note) for slide, message, note in clean if slide)


def committee_ways_out(sequence: SavedSequence, selection: Selection) -> None:
    """Draw what leaves the page: the projection and the file."""
    language = selection.language
    edited = _edited(sequence, selection)
    turned = _turned(edited, selection)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="committee-out"):
        # The projection and the file beside it show the same: what nobody saved cannot be projected.
        changed = edited.slides != sequence.slides
        where = 'role="link" aria-disabled="true"'
        if not changed:
            where = f'target="_blank" rel="noopener" href="deck?{escape(link(sequence, selection))}"'
        block(f'<a class="cq-button" {where}>{escape(text("committee.page.project", language))}</a>', "content")
        st.download_button(
            text("committee.page.download", language),
            lambda: page(committee.deck(turned, edited), selection.dark),
            file_name=f"cap-quartiers-{committee_store.code(edited)}.html",
            mime="text/html",
            icon=":material/download:",
            on_click="ignore",
            disabled=not edited.slides,
        )
        note = text(f"committee.page.{'unsaved' if changed else 'keys'}", language)
        block(f'<p class="cq-note" role="status">{escape(note)}</p>')
    if turned.as_of is not None:
        past = text("committee.page.past", language, day=day(turned.as_of, language))
        block(f'<p class="cq-note">{escape(past)}</p>')


def _files(sequence: SavedSequence, selection: Selection) -> None:
    """Offer the sequence as PowerPoint, on the commune's own template if it likes, and the annual report as PDF."""
    language = selection.language
    box = st.expander(
        text("committee.files", language), key="committee-files", on_change="rerun", icon=":material/download:"
    )
    if box.open:
        with box:
            edited = _edited(sequence, selection)
            turned = _turned(edited, selection)
            slides_button(committee.deck(turned, edited))
            report_button(replace(selection, as_of=turned.as_of))


def link(sequence: SavedSequence, selection: Selection) -> str:
    """The query of the deck's address for a sequence: a saved one by its code, else the filters."""
    parts = {"contract": selection.contract, "lang": selection.language, "theme": "dark" if selection.dark else "light"}
    if sequence.sequence:
        parts["sequence"] = sequence.sequence
    else:
        parts |= {"territories": ",".join(sequence.territories), "reference": sequence.reference}
    parts["years"] = f"{selection.first_year}-{selection.last_year}"
    return urlencode(parts)


def committee_save(sequence: SavedSequence, selection: Selection) -> None:
    """Draw the form that saves the sequence under a name and a day, the deletion of a saved one, and its files."""
    language = selection.language
    edited = _edited(sequence, selection)
    if writing(language, "committee"):
        _save_form(edited, sequence, selection)
    if done := st.session_state.pop("committee-done", ""):
        st.toast(done, icon=":material/check:")
    _files(sequence, selection)


def _save_form(edited: SavedSequence, sequence: SavedSequence, selection: Selection) -> None:
    language = selection.language
    new = not sequence.sequence
    count = plural("committee.page.slides", len(edited.slides), language)
    with st.form(f"save-{sequence.sequence}", border=True):
        block(f"<h2>{escape(text('committee.page.save_title', language))}</h2>")
        columns = st.columns([3, 2, 2], gap="small")
        name = columns[0].text_input(
            text("committee.page.name", language),
            "" if new else sequence.name,
            max_chars=committee_store.LONGEST_NAME,
            placeholder=text("committee.page.name_example", language),
        )
        as_of = columns[1].date_input(
            text("committee.page.as_of", language), date.today() if new else sequence.as_of, format="DD/MM/YYYY"
        )
        by = columns[2].text_input(
            text("committee.page.by", language), writer() or sequence.saved_by, max_chars=committee_store.LONGEST_NAME
        )
        saved = st.form_submit_button(text("committee.page.save", language, slides=count), type="primary")
    if saved:
        _save(replace(edited, name=name.strip(), as_of=as_of, saved_by=by.strip()), sequence, selection)
    if not new and st.button(text("committee.page.delete", language), icon=":material/delete:", type="tertiary"):
        _delete(sequence, language)


def _save(wanted: SavedSequence, sequence: SavedSequence, selection: Selection) -> None:
    language = selection.language
    same = committee_store.code(wanted) == sequence.sequence
    try:
        kept = committee_store.save(wanted, sequence.saved_at if same else None)
    except DashboardError as refusal:
        error(*twins.said(refusal, language))
        return
    st.session_state["committee-done"] = text("committee.page.done", language, name=kept.name)
    st.query_params["sequence"] = kept.sequence
    st.session_state.pop("sequence", None)
    answers.committees(database.identity(), selection.show_demo)
    st.rerun()


def _delete(sequence: SavedSequence, language: str) -> None:
    try:
        committee_store.delete(sequence)
    except DashboardError as refusal:
        error(*twins.said(refusal, language))
        return
    st.query_params.pop("sequence", None)
    st.session_state.pop("sequence", None)
    st.rerun()
