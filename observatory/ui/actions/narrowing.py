"""The head of the page: the sentence, and the filters that say which actions are asked for."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from html import escape

import streamlit as st

from observatory import answers, formats
from observatory.answers import Means, Narrowing
from observatory.answers.means import STATES
from observatory.catalogue import Catalogue
from observatory.formats import number
from observatory.money import euros, percent
from observatory.selection import Selection
from observatory.texts import plural, text
from observatory.ui.address import write_address
from observatory.ui.assets import asset
from observatory.ui.dress import demo_tag
from observatory.ui.panel import block, nothing

FILTERS = ("axis", "objective", "place", "operator", "year", "state")
"""Parameters of the address, in the order of the menus."""


def _asked(name: str) -> str:
    """What the reader asks for: the menu as it stands, else the link."""
    return str(st.session_state.get(f"actions-{name}", st.query_params.get(name, "")) or "")


def _offered(axis: str, selection: Selection) -> dict[str, list[str]]:
    """Values of each menu: those that the actions of the years shown have."""
    known = answers.catalogue(selection.release)
    framework = known.contracts[selection.contract].framework
    everything = answers.programme(Narrowing(), selection)
    some = everything.offered
    served = {o for a in some for o in a.objectives}
    return {
        "axis": [a.axis for (f, _), a in known.axes.items() if f == framework and a.axis in everything.axes.values()],
        "objective": [
            o
            for o in answers.objectives(selection)
            if o in served and axis in {"", known.objectives[framework, o].axis}
        ],
        "place": list(dict.fromkeys(t for a in some for t in a.territories)),
        "operator": sorted({a.operator for a in some}),
        "year": [str(y) for y in sorted({a.year for a in some}, reverse=True)],
        "state": [s for s in STATES if any(a.state == s for a in some)],
    }


def _names(known: Catalogue, framework: str, language: str) -> dict[str, Callable[[str], str]]:
    return {
        "axis": lambda v: known.axes[framework, v].short_name.in_language(language),
        "objective": lambda v: f"{v} · {known.objectives[framework, v].label.in_language(language)}",
        "place": lambda v: known.territory_label(v, language),
        "operator": str,
        "year": str,
        "state": lambda v: text(f"actions.state.{v}", language),
    }


def offered_alone(unknown: Sequence[str], chosen: Mapping[str, str], selection: Selection) -> bool:
    """Whether what is not offered is but an objective of another axis than the one chosen beside it."""
    return list(unknown) == [chosen["objective"]] and chosen["objective"] in _offered("", selection)["objective"]


def _narrowing(offered: dict[str, list[str]], selection: Selection) -> Narrowing:
    """The choices that are offered; a link's that is not gets a sentence that names it."""
    language = selection.language
    chosen = {name: _asked(name) for name in FILTERS}
    unknown = [value for name, value in chosen.items() if value and value not in offered[name]]
    if unknown and not any(f"actions-{name}" in st.session_state for name in FILTERS):
        values = ", ".join(value[:60] for value in unknown)
        key = "actions.crossed" if offered_alone(unknown, chosen, selection) else "actions.unknown"
        st.warning(text(key, language, values=values), icon=":material/link_off:")
    kept = {name: value if value in offered[name] else "" for name, value in chosen.items()}
    year = int(kept["year"]) if kept["year"] else None
    return Narrowing(kept["axis"], kept["objective"], kept["place"], kept["operator"], year, kept["state"])


def _values(narrowing: Narrowing) -> dict[str, str]:
    year = str(narrowing.year) if narrowing.year else ""
    values = (narrowing.axis, narrowing.objective, narrowing.territory, narrowing.operator, year, narrowing.state)
    return dict(zip(FILTERS, values, strict=True))


def said_of(narrowing: Narrowing, selection: Selection) -> str:
    """Which actions the reader asks for, in a sentence: contract, years of the frame, filters of the page."""
    language = selection.language
    known = answers.catalogue(selection.release)
    names = _names(known, known.contracts[selection.contract].framework, language)
    parts = [
        text("actions.filter.said", language, name=text(f"actions.filter.{name}", language), value=names[name](value))
        for name, value in _values(narrowing).items()
        if value
    ]
    listed = text("exports.list_separator", language).join(parts)
    said = {
        "contract": known.contracts[selection.contract].name.in_language(language),
        "first": selection.first_year,
        "last": selection.last_year,
    }
    sentences = [text("actions.which", language, **said)]
    if parts:
        sentences.append(text("actions.filters_said", language, filters=listed))
    if not selection.show_demo:
        sentences.append(text("exports.filters_no_demo", language))
    return " ".join(sentences)


def _forget() -> None:
    for name in FILTERS:
        st.session_state[f"actions-{name}"] = ""


def actions_head(selection: Selection) -> Narrowing:
    """Draw the title, the sentence and the filters; returns which actions are asked for."""
    language = selection.language
    known = answers.catalogue(selection.release)
    contract = known.contracts[selection.contract]
    offered = _offered(_asked("axis"), selection)
    title = escape(text("frame.page.actions", language))
    head = (
        f'<style>{asset("actions.css")}</style><div class="cq-head"><h1>{title}</h1>'
        f'<span class="cq-muted">{escape(contract.name.in_language(language))}</span></div>'
    )
    if not answers.actions(selection):
        block(head)
        nothing(text("actions.none" if selection.show_demo else "actions.none_without_demo", language))
        return Narrowing()
    narrowing = _narrowing(offered, selection)
    found = answers.programme(narrowing, selection)
    demo = f" {demo_tag(language)}" if found.is_demo else ""
    unknown = next((a.year for a in found.actions if answers.under_way(a.year, selection)), None)
    note = ""
    if unknown is not None and selection.as_of is not None:
        when = formats.day(selection.as_of, language)
        note = f'<p class="cq-note">{escape(text("actions.under_way", language, day=when, year=unknown))}</p>'
    block(f'{head}<p class="cq-lead" aria-live="polite">{escape(_sentence(found, language))}{demo}</p>{note}')
    names = _names(known, contract.framework, language)
    values = _values(narrowing)
    write_address(values)

    def said(name: str, value: str) -> str:
        return names[name](value) if value else text("actions.all", language)

    with st.container(key="actions-bar", gap="small"):
        columns = st.columns([3, 5, 4, 4, 2, 3], gap="small")
        for name, column in zip(FILTERS, columns, strict=True):
            st.session_state[f"actions-{name}"] = values[name]
            label = text(f"actions.filter.{name}", language)
            options = ["", *offered[name]]
            column.selectbox(label, options, format_func=partial(said, name), key=f"actions-{name}")
        if narrowing != Narrowing():
            st.button(text("actions.reset", language), icon=":material/restart_alt:", type="tertiary", on_click=_forget)
    return narrowing


def _sentence(found: Means, language: str) -> str:
    """How much, for how many actions, what share is ordinary law, how many are evaluated."""
    done = found.financed
    if not done:
        return text("actions.sentence_none", language)
    years = sorted({a.year for a in done})
    when = (
        text("actions.in_year", language, year=years[0])
        if len(years) == 1
        else text("actions.in_years", language, first=years[0], last=years[-1])
    )
    count = plural("actions.count", len(done), language)
    share = percent(found.ordinary_eur, found.planned_eur, language)
    said = text(
        "actions.sentence",
        language,
        when=when,
        total=euros(found.planned_eur, language, cents=False),
        count=count,
        share=share,
    )
    return f"{said} {plural('actions.evaluated', found.evaluated, language, total=number(len(done), 0, language))}"
