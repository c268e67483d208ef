"""The controls of the explore page: what is asked, as a value, as controls and as a link.

The exploration is one value in the session. Controls show it and change it, so that a control that is not drawn (a
closed popover) loses nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from html import escape
from typing import Any

import streamlit as st

from observatory import answers
from observatory.catalogue import Catalogue
from observatory.explore import (
    DIMENSIONS,
    GENERATIONS,
    KINDS,
    LEVELS,
    MEASURES,
    MOST_PLACES,
    ORIGINS,
    PARAMETERS,
    STATUSES,
    VIEWS,
    Exploration,
    from_query,
    is_of_all_indicators,
    is_of_one_moment,
    is_of_one_territory,
    sentence,
    to_query,
)
from observatory.formats import day
from observatory.selection import Selection
from observatory.texts import plural, text
from observatory.ui.address import write_address
from observatory.ui.missed import missed
from observatory.ui.panel import block

STATE = "exploration"
SUGGESTED = 12
FIRST_DAY = date(2000, 1, 1)
"""Before it nothing was published that one could ask for as it was known."""
_FILTERS = ("axis", "objective", "kind", "status", "origin", "release", "as_of")
_STYLE = """<style>
.st-key-explore-bar { border-bottom: 1px solid var(--cq-line); padding-bottom: .75rem; }
.st-key-explore-bar label p { font-size: .875rem; }
.st-key-explore-bar input[role="combobox"] { text-overflow: ellipsis; }
</style>"""


def _last_day(selection: Selection) -> date:
    """The last day of which what was known can be asked: today, or that of a release dated later."""
    last: date = max([*(r.published_at.date() for r in answers.releases(selection.release)), date.today()])
    return last


def _state(known: Catalogue, selection: Selection) -> Exploration:
    language = selection.language
    if STATE not in st.session_state:
        state, unknown = from_query(dict(st.query_params), known)
        if state.as_of is not None and not FIRST_DAY <= state.as_of <= _last_day(selection):
            said, first = day(state.as_of, language), day(FIRST_DAY, language)
            st.warning(text("explore.no_such_day", language, day=said, first=first), icon=":material/link_off:")
            state = replace(state, as_of=None)
        st.session_state[STATE] = state
        if unknown:
            codes = ", ".join(unknown)
            st.warning(text("explore.unknown", language, codes=codes), icon=":material/link_off:")
        if not state.level:
            state = _without_level(state, known, language)
            st.session_state[STATE] = state
    kept: Exploration = st.session_state[STATE]
    return kept


def _without_level(state: Exploration, known: Catalogue, language: str) -> Exploration:
    """The exploration without what narrows a level, said where a link asks for it and names no level."""
    if state.within:
        name = known.territory_label(state.within, language)
        missed("within", text("explore.missed_within", language, name=name))
    if state.generation:
        said = text(f"explore.generation.{state.generation}", language)
        missed("generation", text("explore.missed_generation", language, generation=said))
    return replace(state, within="", generation="")


def _change(**values: Any) -> None:
    state = replace(st.session_state[STATE], **values)
    if state.rows == state.columns:
        other = next(d for d in ("period", "territory") if d != state.rows)
        state = replace(state, **{"rows" if "columns" in values else "columns": other})
    st.session_state[STATE] = state


def _changed(name: str, key: str) -> None:
    value = st.session_state[key]
    if name in {"release", "year"}:
        value = value or None
    # An objective belongs to its axis, a zoning and a container to their level.
    also: dict[str, Any] = {}
    if name == "axis":
        also = {"objective": ""}
    elif name == "level":
        also = {"generation": "", "within": "", "year": None}
    _change(**{name: value}, **also)


def _draw(
    widget: Callable[..., Any],
    name: str,
    options: Sequence[Any],
    value: Any,
    label: str,
    said: Callable[[Any], str],
    **more: Any,
) -> None:
    """A control that shows one field of the exploration and changes it."""
    key = f"explore-{name}"
    st.session_state[key] = value if value in options else (options[0] if options else None)
    widget(label, options, key=key, format_func=said, on_change=_changed, args=(name, key), **more)


def _write_link(state: Exploration) -> None:
    wanted = to_query(state)
    write_address({name: wanted.get(name, "") for name in PARAMETERS})


def explore_controls(selection: Selection) -> Exploration:
    """Draw the sentence and the controls, write the link, and return what is asked."""
    language = selection.language
    known = answers.catalogue(selection.release)
    state = _state(known, selection)
    asked = answers.complete(state, selection)
    linked = asked if asked.view == "scatter" else replace(asked, against="")
    _write_link(replace(linked, indicator="") if is_of_all_indicators(asked) else linked)
    year = answers.explored(asked, selection).year if is_of_one_moment(asked) else None
    title = escape(text("frame.page.explore", language))
    said = escape(sentence(asked, selection, known, year))
    block(f'{_STYLE}<div class="cq-head"><h1>{title}</h1></div><p class="cq-lead" aria-live="polite">{said}</p>')
    with st.container(key="explore-bar", gap="small"):
        _views(asked, language)
        _subjects(asked, selection, known)
    return asked


def _views(state: Exploration, language: str) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        _draw(
            st.segmented_control, "view", VIEWS, state.view, text("explore.view", language),
            lambda v: text(f"explore.view.{v}", language), required=True, label_visibility="collapsed",
        )  # fmt: skip
        _draw(
            st.segmented_control, "measure", MEASURES, state.measure, text("explore.measure", language),
            lambda v: text(f"explore.measure.{v}", language), required=True, label_visibility="collapsed",
        )  # fmt: skip
        if to_query(replace(state, view="lines", indicator="", against="", rows="territory", columns="period")):
            st.button(
                text("explore.reset", language), icon=":material/restart_alt:", type="tertiary", on_click=_reset,
                key="explore-reset",
            )  # fmt: skip


def _subjects(state: Exploration, selection: Selection, known: Catalogue) -> None:
    language = selection.language
    passing = [i.indicator for i in answers.explorable(state, selection)]

    def indicator_name(code: str) -> str:
        return f"{known.indicators[code].short_name.in_language(language)} ({code})"

    def dimension(name: str) -> str:
        return text(f"explore.dimension.{name}", language)

    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        if not is_of_all_indicators(state):
            label = text("explore.indicator_x" if state.view == "scatter" else "explore.indicator", language)
            _draw(st.selectbox, "indicator", passing, state.indicator, label, indicator_name, width="stretch")
        if state.view == "scatter":
            others = [code for code in passing if code != state.indicator]
            label = text("explore.against", language)
            _draw(st.selectbox, "against", others, state.against, label, indicator_name, width="stretch")
        if state.view == "multiples":
            frames = ("territory", "indicator")
            _draw(st.selectbox, "rows", frames, state.rows, text("explore.frames", language), dimension, width=NARROW)
        if state.view == "pivot":
            for name in ("rows", "columns"):
                label = text(f"explore.{name}", language)
                _draw(st.selectbox, name, DIMENSIONS, getattr(state, name), label, dimension, width=NARROW)
        if not is_of_one_territory(state):
            _draw(
                st.selectbox, "level", ("", *LEVELS), state.level, text("explore.level", language),
                lambda v: text(f"explore.level.{v or 'none'}", language), width=WIDE,
            )  # fmt: skip
        _year(state, selection)
        _popovers(state, selection, known)


NARROW, WIDE = 128, 196


def _year(state: Exploration, selection: Selection) -> None:
    language = selection.language
    if not is_of_one_moment(state):
        return
    years = tuple(reversed(answers.explored(state, selection).years))
    if years:
        _draw(
            st.selectbox, "year", (0, *years), state.year if state.year in years else 0, text("explore.year", language),
            lambda y: str(y) if y else text("explore.latest", language), width=NARROW,
        )  # fmt: skip


def _popovers(state: Exploration, selection: Selection, known: Catalogue) -> None:
    language = selection.language
    on = sum(getattr(state, name) not in {"", None} for name in _FILTERS)
    if state.level and not is_of_one_territory(state):
        _narrow_level(state, selection, known)
    elif not is_of_one_territory(state):
        label = (
            plural("explore.places_on", len(state.places), language)
            if state.places
            else text("explore.add_places", language)
        )
        places = st.popover(label, icon=":material/add_location_alt:", on_change="rerun", key="explore-places-box")
        if places.open:
            with places:
                _places(state, selection, known)
    label = plural("explore.filters_on", on, language) if on else text("explore.filters", language)
    filters = st.popover(label, icon=":material/filter_alt:", on_change="rerun", key="explore-filters-box")
    if filters.open:
        with filters:
            _filters(state, selection, known)


def _reset() -> None:
    state: Exploration = st.session_state[STATE]
    st.session_state[STATE] = Exploration(view=state.view)


def _narrow_level(state: Exploration, selection: Selection, known: Catalogue) -> None:
    language = selection.language
    where = known.territory_label(state.within, language) if state.within else text("explore.anywhere", language)
    label = text("explore.within_is", language, name=where)
    box = st.popover(label, icon=":material/location_on:", on_change="rerun", key="explore-within-box")
    if not box.open:
        return
    with box:
        if state.level in {"neighbourhood", "neighbourhood_part"}:
            _draw(
                st.selectbox, "generation", ("", *GENERATIONS), state.generation, text("explore.generation", language),
                lambda v: text(f"explore.generation.{v}", language) if v else text("explore.all", language),
            )  # fmt: skip
        around = dict.fromkeys(a for t in selection.territories for a in known.ancestors(t))
        options = ["", *around]
        if state.within and state.within not in options:
            options.append(state.within)
        _draw(
            st.selectbox, "within", options, state.within, text("explore.within", language),
            lambda v: known.territory_label(v, language) if v else text("explore.anywhere", language),
        )  # fmt: skip


def _add(code: str) -> None:
    state: Exploration = st.session_state[STATE]
    if code not in state.places and len(state.places) < MOST_PLACES:
        _change(places=(*state.places, code))


def _kept(key: str) -> None:
    _change(places=tuple(st.session_state[key]))


def _places(state: Exploration, selection: Selection, known: Catalogue) -> None:
    """Search on the server: a menu of thirty thousand names would cost a third of a second at each change."""
    language = selection.language

    def name(code: str) -> str:
        level = text(f"explore.a.{known.territories[code].level}", language)
        return f"{known.territory_label(code, language)} · {level} · {code}"

    if state.places:
        key = "explore-places"
        st.session_state[key] = list(state.places)
        st.pills(
            text("explore.places", language), state.places, selection_mode="multi", key=key, format_func=name,
            on_change=_kept, args=(key,),
        )  # fmt: skip
    own = known.contracts[selection.contract]
    names = ", ".join((known.territories[own.signatory].name, own.territories[0]))
    words = st.text_input(
        text("explore.search", language), key="explore-search", icon=":material/search:",
        placeholder=text("explore.search_placeholder", language, names=names),
    )  # fmt: skip
    if not words:
        return
    if len(state.places) >= MOST_PLACES:
        st.caption(text("explore.places_full", language, count=MOST_PLACES))
        return
    hits = [c for c in answers.found_territories(words, SUGGESTED + 1, selection) if c not in state.places]
    if not hits:
        st.caption(text("explore.search_none", language, words=words))
        return
    for code in hits[:SUGGESTED]:
        st.button(
            name(code), key=f"explore-add-{code}", icon=":material/add:", type="tertiary", on_click=_add, args=(code,)
        )
    if len(hits) > SUGGESTED:
        st.caption(text("explore.search_more", language, count=SUGGESTED))


def _filters(state: Exploration, selection: Selection, known: Catalogue) -> None:
    language = selection.language
    framework = known.contracts[selection.contract].framework
    axes = [a.axis for (f, _), a in known.axes.items() if f == framework]
    objectives = [
        o.objective
        for (f, _), o in known.objectives.items()
        if f == framework and (not state.axis or o.axis == state.axis)
    ]

    def axis_name(code: str) -> str:
        return known.axes[framework, code].short_name.in_language(language) if code else text("explore.all", language)

    def objective_name(code: str) -> str:
        if not code:
            return text("explore.all", language)
        return f"{code} · {known.objectives[framework, code].label.in_language(language)}"

    def either(prefix: str, none: str = "explore.all") -> Callable[[str], str]:
        return lambda code: text(f"{prefix}.{code}", language) if code else text(none, language)

    left, right = st.columns(2, gap="small")
    with left:
        _draw(st.selectbox, "axis", ("", *axes), state.axis, text("explore.axis", language), axis_name)
        _draw(
            st.selectbox,
            "kind",
            ("", *KINDS),
            state.kind,
            text("explore.kind", language),
            either("kind", "explore.all_f"),
        )
        _draw(
            st.selectbox, "origin", ("", *ORIGINS), state.origin, text("explore.origin", language),
            either("origin", "explore.all_f"),
        )  # fmt: skip
    with right:
        _draw(
            st.selectbox, "objective", ("", *objectives), state.objective, text("explore.objective", language),
            objective_name,
        )  # fmt: skip
        _draw(
            st.selectbox, "status", ("", *STATUSES), state.status, text("explore.status", language),
            either("explore.status"),
        )  # fmt: skip
        releases = {r.release: r.published_at.date() for r in answers.releases(selection.release)}
        _draw(
            st.selectbox, "release", (0, *releases), state.release or 0, text("explore.release", language),
            lambda n: text("explore.release_label", language, number=n, day=day(releases[n], language))
            if n
            else text("explore.all_f", language),
        )  # fmt: skip
    key = "explore-as_of"
    st.session_state[key] = state.as_of
    st.date_input(
        text("explore.as_of", language), key=key, min_value=FIRST_DAY, max_value=_last_day(selection), format="DD/MM/YYYY",
        help=text("explore.as_of_help", language), on_change=_changed, args=("as_of", key),
    )  # fmt: skip
