"""The actions page: the sentence and the filters, where the money comes from and goes to, the gate, all actions, and the
chain from an objective to its beneficiaries.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from html import escape
from textwrap import wrap

import pandas as pd
import streamlit as st

from observatory import answers, charts
from observatory.answers import Action, Card, Chain, Means, Narrowing
from observatory.answers.means import STATES
from observatory.catalogue import Catalogue
from observatory.exports.about import about
from observatory.exports.xlsx import Sheet
from observatory.formats import day, number
from observatory.money import NOTHING, Outcome, euros, percent
from observatory.selection import Selection
from observatory.texts import plural, text
from observatory.ui import action_tables, judgements
from observatory.ui.assets import asset
from observatory.ui.downloads import downloads
from observatory.ui.dress import demo_tag, status_sign
from observatory.ui.links import link, linked
from observatory.ui.panel import block, nothing, plot

FUNDERS_WIDTH, FUNDERS_LINE = 480, 70
"""Pixels of the column of funders, which names several of them with their amounts, and characters that surely stand on a line."""
ROW_HEIGHT, LINE_HEIGHT, LEAST_WRAPPED = 35, 18, 66
"""Pixels of a row of one line, of each line, and of the lowest row in which Streamlit breaks lines (above 4 rem)."""
TABLE_HEIGHT = 430
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


def _narrowing(offered: dict[str, list[str]], language: str) -> Narrowing:
    """The choices that are offered; a link's that is not gets a sentence that names it."""
    chosen = {name: _asked(name) for name in FILTERS}
    unknown = [value for name, value in chosen.items() if value and value not in offered[name]]
    if unknown and not any(f"actions-{name}" in st.session_state for name in FILTERS):
        values = ", ".join(value[:60] for value in unknown)
        st.warning(text("actions.unknown", language, values=values), icon=":material/link_off:")
    kept = {name: value if value in offered[name] else "" for name, value in chosen.items()}
    year = int(kept["year"]) if kept["year"] else None
    return Narrowing(kept["axis"], kept["objective"], kept["place"], kept["operator"], year, kept["state"])


def _values(narrowing: Narrowing) -> dict[str, str]:
    year = str(narrowing.year) if narrowing.year else ""
    values = (narrowing.axis, narrowing.objective, narrowing.territory, narrowing.operator, year, narrowing.state)
    return dict(zip(FILTERS, values, strict=True))


def _write_link(values: dict[str, str]) -> None:
    for name, value in values.items():
        if value and st.query_params.get(name) != value:
            st.query_params[name] = value
        elif not value and name in st.query_params:
            del st.query_params[name]


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
    narrowing = _narrowing(offered, language)
    found = answers.programme(narrowing, selection)
    demo = f" {demo_tag(language)}" if found.is_demo else ""
    block(f'{head}<p class="cq-lead" aria-live="polite">{escape(_sentence(found, language))}{demo}</p>')
    names = _names(known, contract.framework, language)
    values = _values(narrowing)
    _write_link(values)

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
        "actions.sentence", language, when=when, total=euros(found.planned_eur, language), count=count, share=share
    )
    return f"{said} {plural('actions.evaluated', found.evaluated, language, total=number(len(done), 0, language))}"


def _demo(found: Means, language: str) -> str:
    return demo_tag(language) if found.is_demo else ""


def actions_money(found: Means, selection: Selection) -> None:
    """Draw where the money comes from and goes to beside the gate; then planned against actual, and euros per inhabitant."""
    if not answers.actions(selection):
        return
    with st.container(key="actions-views"):
        _views(found, selection)


def _views(found: Means, selection: Selection) -> None:
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _flow(found, selection)
    with right:
        _gate(selection)
    rows = answers.outcomes(found, selection)
    money, people = st.columns(2, gap="medium")
    if rows:
        with money:
            _outcome_money(rows, found, selection)
        with people:
            _outcome_people(rows, found, selection)
    if answers.per_head(found, selection):
        per_head, by_year = st.columns(2, gap="medium")
        with per_head:
            _heads(found, selection)
        with by_year:
            _years(found, selection)


def _axis_names(selection: Selection) -> dict[str, str]:
    known = answers.catalogue(selection.release)
    framework = known.contracts[selection.contract].framework
    return {a.axis: a.short_name.in_language(selection.language) for (f, _), a in known.axes.items() if f == framework}


def _flow(found: Means, selection: Selection) -> None:
    language = selection.language
    flows = answers.flows(found)
    block(
        f'<div class="cq-block"><h2>{escape(text("actions.flow", language))}{_demo(found, language)}</h2>'
        f'<p class="cq-sub">{escape(text("actions.flow_sub", language))}</p></div>'
    )
    if not flows:
        nothing(text("actions.sentence_none", language))
        return
    names = _axis_names(selection)
    tints = {axis: answers.axis_colour(axis, selection) for axis in names}
    figure = charts.money_flow(flows, names, tints, language, selection.dark)
    by_axis = {axis: sum((f.planned_eur for f in flows if f.axis == axis), NOTHING) for axis in names}
    by_funder = {f.funder: sum((g.planned_eur for g in flows if g.funder == f.funder), NOTHING) for f in flows}
    first = max(by_funder, key=lambda funder: by_funder[funder])
    most = max(by_axis, key=lambda axis: by_axis[axis])
    summary = text(
        "actions.flow_alt", language, funder=first, axis=names[most],
        share=percent(by_funder[first], found.planned_eur, language),
    )  # fmt: skip
    plot(figure, "actions-flow", summary)
    block(f'<p class="cq-note">{escape(summary)} {escape(text("actions.flow_note", language))}</p>')


def _gate(selection: Selection) -> None:
    """Last year's financed actions without an evaluation, all of them, whatever the filters."""
    language = selection.language
    found = answers.gate(selection)
    if found is None:
        return
    waiting = found.unevaluated
    demo = demo_tag(language) if found.is_demo else ""
    said = text("actions.gate_open", language, year=found.year, total=found.financed)
    if waiting:
        said = plural("actions.gate_closed", len(waiting), language, year=found.year, total=found.financed)
    older = plural("actions.gate_older", found.older, language, year=found.year) if found.older else ""
    heads = f'<th scope="col">{escape(text("actions.gate_action", language))}</th>'
    heads += f'<th scope="col" class="cq-right">{escape(text("actions.gate_amount", language))}</th>'
    rows = "".join(
        f'<tr><th scope="row">{escape(a.title.in_language(language))}<small>{escape(_under(a, language))}</small></th>'
        f'<td class="cq-right cq-num">{escape(euros(a.planned_eur, language))}</td></tr>'
        for a in waiting
    )
    table = (
        f'<table class="cq-table cq-gate"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'
        if waiting
        else ""
    )
    block(
        f'<div class="cq-block"><h2>{escape(text("actions.gate", language))}{demo}</h2></div>'
        f'<p class="cq-gate-said{"" if waiting else " cq-gate-open"}">{escape(said)}</p>{table}'
        + (f'<p class="cq-note">{escape(older)}</p>' if older else "")
    )
    if waiting:
        title = text("actions.gate_title", language, year=found.year)
        twin = action_tables.gate_table(_of_any_year(selection), waiting, selection)
        _downloads(f"cap-quartiers-avenant-{found.year}", title, twin, "gate", selection, bool(demo))


def _under(action: Action, language: str) -> str:
    return f"{action.operator} · {text(f'actions.state.{action.state}', language)}"


def _of_any_year(selection: Selection) -> Means:
    # The gate keeps to its own year, even when the reader looks at others.
    return answers.programme(Narrowing(), replace(selection, first_year=0, last_year=9999))


def _downloads(
    name: str, title: str, table: pd.DataFrame, key: str, selection: Selection, demo: bool, more: Sequence[Sheet] = ()
) -> None:
    known = answers.catalogue(selection.release)
    published = answers.last_published(selection.release)
    has_secret = any((table == action_tables.SIGN).any())
    told = about(title, [], selection, known, published, is_demo=demo, has_secret=has_secret)
    downloads(name, [Sheet(title, table, decimals=2), *more], told, key=f"actions-{key}")


def _pair_legend(pale: str, strong: str) -> str:
    return (
        f'<p class="cq-sub cq-keys"><span><span class="cq-swatch cq-swatch-strong" aria-hidden="true"></span>{escape(strong)}</span>'
        f'<span><span class="cq-swatch cq-swatch-pale" aria-hidden="true"></span>{escape(pale)}</span></p>'
    )


def _outcome_money(rows: Sequence[Outcome], found: Means, selection: Selection) -> None:
    language = selection.language
    names = _axis_names(selection)
    waiting = sum(a.paid_eur is None for a in found.financed)
    block(
        f'<div class="cq-block"><h2>{escape(text("actions.paid", language))}{_demo(found, language)}</h2></div>'
        + _pair_legend(text("actions.column.planned", language), text("actions.column.paid", language))
    )
    drawn = [
        (
            names[o.axis], float(o.planned_eur), float(o.paid_eur),
            (
                f"<b>{euros(o.paid_eur, language, cents=False)}</b>",
                euros(o.planned_eur, language, cents=False),
                percent(o.paid_eur, o.planned_eur, language),
            ),
            text(
                "actions.paid_hover", language, axis=names[o.axis], paid=euros(o.paid_eur, language),
                planned=euros(o.planned_eur, language),
            ),
        )
        for o in rows
    ]  # fmt: skip
    headings = [text(f"actions.short.{k}", language) for k in ("paid", "planned", "rate")]
    paid = sum((o.paid_eur for o in rows), NOTHING)
    planned = sum((o.planned_eur for o in rows), NOTHING)
    summary = text(
        "actions.paid_alt", language, paid=euros(paid, language), planned=euros(planned, language),
        share=percent(paid, planned, language),
    )  # fmt: skip
    plot(charts.outcome_chart(drawn, headings, language, selection.dark), "actions-paid", summary)
    note = f" {plural('actions.paid_unknown', waiting, language)}" if waiting else ""
    block(f'<p class="cq-note">{escape(summary)}{escape(note)}</p>')


def _outcome_people(rows: Sequence[Outcome], found: Means, selection: Selection) -> None:
    language = selection.language
    names = _axis_names(selection)
    waiting = sum(a.actual_beneficiaries is None and "actual_beneficiaries" not in a.secret for a in found.financed)
    block(
        f'<div class="cq-block"><h2>{escape(text("actions.people", language))}{_demo(found, language)}</h2></div>'
        + _pair_legend(text("actions.column.planned_people", language), text("actions.column.actual_people", language))
    )
    drawn = [
        (
            names[o.axis], float(o.planned_people), float(o.actual_people),
            (
                f"<b>{number(o.actual_people, 0, language)}</b>",
                number(o.planned_people, 0, language),
                percent(o.residents, o.residents_of, language),
                percent(o.women, o.women_of, language),
            ),
            text(
                "actions.people_hover", language, axis=names[o.axis], actual=number(o.actual_people, 0, language),
                planned=number(o.planned_people, 0, language), residents=number(o.residents, 0, language),
                women=number(o.women, 0, language),
            ),
        )
        for o in rows
    ]  # fmt: skip
    headings = [text(f"actions.short.{k}", language) for k in ("actual", "planned", "residents", "women")]
    actual, planned = sum(o.actual_people for o in rows), sum(o.planned_people for o in rows)
    summary = text(
        "actions.people_alt", language, actual=number(actual, 0, language), planned=number(planned, 0, language),
        residents=percent(sum(o.residents for o in rows), sum(o.residents_of for o in rows), language),
        women=percent(sum(o.women for o in rows), sum(o.women_of for o in rows), language),
    )  # fmt: skip
    plot(charts.outcome_chart(drawn, headings, language, selection.dark), "actions-people", summary)
    note = f" {plural('actions.people_unknown', waiting, language)}" if waiting else ""
    note += _secret_note(found.financed, language)
    block(f'<p class="cq-note">{escape(summary)}{escape(note)} {escape(text("actions.people_note", language))}</p>')


def _secret_note(some: Sequence[Action], language: str) -> str:
    hidden = sum(bool(a.secret) for a in some)
    return f" {plural('actions.people_secret', hidden, language)}" if hidden else ""


def _heads(found: Means, selection: Selection) -> None:
    language = selection.language
    known = answers.catalogue(selection.release)
    heads = answers.per_head(found, selection)
    names = {h.territory: known.territory_label(h.territory, language) for h in heads}
    shared = any(h.shared_eur for h in heads)
    if heads[0].year is not None:
        place = heads[0]
        people = text("actions.head.unknown", language)
        if place.population is not None:
            people = text(
                "actions.head.people", language, count=number(place.population, 0, language), year=place.population_year
            )
        sub = f"{names[place.territory]} · {people}"
    else:
        sub = text("actions.head.sub", language)
    block(
        f'<div class="cq-block"><h2>{escape(text("actions.head.title", language))}{_demo(found, language)}</h2><p class="cq-sub">{escape(sub)}</p></div>'
        + (_pair_legend(text("actions.head.shared", language), text("actions.head.own", language)) if shared else "")
    )
    ranked = sorted(heads, key=lambda h: -h.total_eur) if heads[0].year is None else heads
    most = max(ranked, key=lambda h: h.total_eur)
    summary = text(
        "actions.head.alt", language, name=str(most.year) if most.year else names[most.territory],
        total=euros(most.total_eur, language),
    )  # fmt: skip
    plot(charts.per_head_chart(ranked, names, language, selection.dark), "actions-heads", summary)
    note = text("actions.head.note", language) if shared else ""
    block(f'<p class="cq-note">{escape(summary)} {escape(note)}</p>')


def _years(found: Means, selection: Selection) -> None:
    """Year by year: actions, money, ordinary-law share, evaluations."""
    language = selection.language
    names = ("year", "actions", "planned", "ordinary_share", "evaluated")
    heads = "".join(
        f'<th scope="col"{"" if n == "year" else RIGHT}>{escape(text(f"actions.years.{n}", language))}</th>'
        for n in names
    )
    rows = ""
    for year in sorted({a.year for a in found.financed}):
        some = [a for a in found.financed if a.year == year]
        planned = sum((a.planned_eur for a in some), NOTHING)
        own = sum((answers.ordinary(found.fundings.get(a.action, ())) for a in some), NOTHING)
        cells = (
            number(len(some), 0, language),
            euros(planned, language),
            percent(own, planned, language),
            number(sum(a.evaluated_on is not None for a in some), 0, language),
        )
        rows += f'<tr><th scope="row">{year}</th>{"".join(f"<td{RIGHT}>{escape(cell)}</td>" for cell in cells)}</tr>'
    block(
        f'<div class="cq-block"><h2>{escape(text("actions.years.title", language))}{_demo(found, language)}</h2></div>'
        f'<table class="cq-table"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'
    )


RIGHT = ' class="cq-right cq-num"'


def actions_list(found: Means, selection: Selection) -> None:
    """Draw the table of the actions asked for with its files, and on request the tables of the charts."""
    if not answers.actions(selection):
        return
    language = selection.language
    demo = demo_tag(language) if found.is_demo else ""
    count = plural("actions.count", len(found.actions), language)
    block(
        f'<div class="cq-block"><h2>{escape(text("actions.all_actions", language))}{demo}</h2>'
        f'<p class="cq-sub">{escape(text("actions.list_sub", language, count=count))}</p></div>'
    )
    table = action_tables.actions_table(found.actions, dict(found.axes), dict(found.fundings), selection)
    title = text("actions.all_actions", language)
    st.dataframe(
        action_tables.display(table, language), hide_index=True, width="stretch", height=TABLE_HEIGHT, key="actions-table", alt=title,
        placeholder="", row_height=_row_height(table[text("actions.column.funders", language)]),
        column_config={
            text("actions.column.action", language): st.column_config.Column(width="large"),
            text("actions.column.funders", language): st.column_config.Column(width=FUNDERS_WIDTH),
        },
    )  # fmt: skip
    if secret := _secret_note(found.actions, language):
        block(f'<p class="cq-note">{escape(secret.strip())}</p>')
    fundings = action_tables.fundings_table(found.actions, found.fundings, language)
    more = [Sheet(text("actions.fundings", language), fundings, decimals=2)]
    _downloads(f"cap-quartiers-actions-{selection.contract}", title, table, "all", selection, found.is_demo, more)
    box = st.expander(text("actions.twins", language), key="actions-twins", on_change="rerun", icon=":material/table:")
    if box.open:
        with box:
            _twins(found, selection)


def _row_height(cells: Iterable[str]) -> int:
    """Pixels of a row in which each of these cells of the column of funders is whole."""
    lines = max((len(wrap(cell, FUNDERS_LINE)) for cell in cells), default=1)
    return ROW_HEIGHT if lines < 2 else max(LEAST_WRAPPED, ROW_HEIGHT + LINE_HEIGHT * (lines - 1))


def _twins(found: Means, selection: Selection) -> None:
    language = selection.language
    tables = (
        ("flow", action_tables.flows_table(answers.flows(found), selection)),
        ("outcomes", action_tables.outcomes_table(answers.outcomes(found, selection), selection)),
        ("heads", action_tables.heads_table(answers.per_head(found, selection), selection)),
    )
    for name, table in tables:
        title = text(f"actions.twin.{name}", language)
        block(f'<div class="cq-block"><h2>{escape(title)}</h2></div>')
        st.dataframe(
            action_tables.display(table, language),
            hide_index=True,
            width="stretch",
            placeholder="",
            key=f"twin-{name}",
            alt=title,
        )
        _downloads(f"cap-quartiers-{name}", title, table, name, selection, found.is_demo)


def actions_chain(selection: Selection) -> None:
    """Draw the chain of the objective that the reader chose, by default the one with most money; then what people say:
    the météo of all objectives and the decisions of committees.
    """
    language = selection.language
    known = answers.catalogue(selection.release)
    framework = known.contracts[selection.contract].framework
    offered = answers.objectives(selection)
    if not offered:
        return
    asked = str(st.session_state.get("actions-chain", st.query_params.get("chain", "")) or "")
    usual = answers.richest(selection) or offered[0]
    chosen = asked if asked in offered else usual
    _write_link({"chain": "" if chosen == usual else chosen})
    block(
        f'<div class="cq-block"><h2>{escape(text("actions.chain", language))}</h2>'
        f'<p class="cq-sub">{escape(text("actions.chain_sub", language))}</p></div>'
    )
    st.session_state["actions-chain"] = chosen

    def said(code: str) -> str:
        return f"{code} · {known.objectives[framework, code].label.in_language(language)}"

    st.selectbox(text("actions.filter.objective", language), offered, format_func=said, key="actions-chain", width=560)
    found = answers.chain(chosen, selection)
    colour = answers.axis_colour(found.objective.axis, selection)
    steps = (
        _objective_step(found, selection),
        _indicators_step(found, selection),
        _actions_step(found, selection),
        _money_step(found, language),
        _people_step(found, language),
    )
    sections = "".join(
        f"<section><h3>{escape(text(f'actions.step.{name}', language))}</h3>{html}</section>"
        for name, html in zip(("objective", "indicators", "actions", "money", "people"), steps, strict=True)
    )
    linked(f'<div class="cq-chain" style="--axis:{colour}">{sections}</div>', "actions-chain-steps")
    judgements.weather(selection)
    judgements.decisions(selection)


def _objective_step(found: Chain, selection: Selection) -> str:
    language = selection.language
    known = answers.catalogue(selection.release)
    objective = found.objective
    axis = known.axes[objective.framework, objective.axis].name.in_language(language)
    wording = text("exports.report.quoted", language, wording=objective.wording)
    return (
        f"<p><b>{escape(objective.objective)} · {escape(objective.label.in_language(language))}</b></p>"
        f'<blockquote lang="fr">{escape(wording)}</blockquote><p class="cq-note">{escape(axis)}</p>'
        f"{judgements.judged(objective.objective, selection)}"
    )


def _card(code: str, selection: Selection) -> Card | None:
    axis = answers.catalogue(selection.release).indicators[code].axis
    return answers.axis(axis, selection).card(code)


def _indicators_step(found: Chain, selection: Selection) -> str:
    language = selection.language
    known = answers.catalogue(selection.release)
    items = []
    for code in found.indicators:
        indicator = known.indicators[code]
        card = _card(code, selection)
        page = indicator.axis if indicator.axis != "transversal" else "overview"
        name = link(page, escape(indicator.short_name.in_language(language)), indicator=code)
        sign = f'<span class="cq-muted">{escape(text("actions.no_status", language))}</span>'
        if card is not None and card.has_status:
            sign = status_sign(card.status, selection)
            if card.is_demo or card.has_demo_target:
                sign += f" {demo_tag(language)}"
        items.append(f"<li>{name}<br>{sign}</li>")
    if not any(known.indicators[code].kind == "result" for code in found.indicators):
        items.append(f'<li class="cq-muted">{escape(text("actions.no_result_indicator", language))}</li>')
    return f"<ul>{''.join(items)}</ul>"


def _actions_step(found: Chain, selection: Selection) -> str:
    language = selection.language
    if not found.own and not found.also:
        return f'<p class="cq-note">{escape(text("actions.step.none", language))}</p>'

    def item(action: Action) -> str:
        evaluated = text("actions.not_evaluated", language)
        if action.evaluated_on is not None:
            evaluated = text("actions.evaluated_on", language, day=day(action.evaluated_on, language))
        return (
            f'<li>{escape(action.title.in_language(language))} <span class="cq-muted">({action.year})</span>'
            f'<br><span class="cq-muted">{escape(euros(action.planned_eur, language))} · {escape(evaluated)}</span></li>'
        )

    demo = demo_tag(language) if found.is_demo else ""
    count = plural("actions.count", len(found.own), language)
    html = f"<p><b>{escape(count)}</b> {demo}</p><ul>{''.join(map(item, found.own))}</ul>"
    if found.also:
        also = plural("actions.step.also", len(found.also), language)
        html += f'<p class="cq-note">{escape(also)}</p><ul>{"".join(map(item, found.also))}</ul>'
    return html


def _money_step(found: Chain, language: str) -> str:
    if not found.own:
        return '<p class="cq-muted">—</p>'
    lines = (
        text("actions.step.paid", language, amount=euros(found.paid_eur, language)),
        text("actions.step.ordinary", language, share=percent(found.ordinary_eur, found.planned_eur, language)),
    )
    said = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return (
        f'<div class="cq-lines"><p class="cq-key">{escape(euros(found.planned_eur, language))}</p>'
        f"<p>{escape(text('actions.step.planned', language))}</p>{said}</div>"
    )


def _people_step(found: Chain, language: str) -> str:
    known = [a for a in found.own if a.actual_beneficiaries is not None]
    secret = _secret_note(found.own, language)
    note = f'<p class="cq-note">{escape(secret.strip())}</p>' if secret else ""
    if not known:
        return note or '<p class="cq-muted">—</p>'
    actual = sum(a.actual_beneficiaries or 0 for a in known)
    planned = sum(a.planned_beneficiaries or 0 for a in known)
    residents, residents_of = answers.part_of(known, lambda a: a.resident_beneficiaries)
    women, women_of = answers.part_of(known, lambda a: a.women_beneficiaries)
    lines = (
        text("actions.step.of_planned", language, count=number(planned, 0, language)),
        text(
            "actions.step.residents", language, count=number(residents, 0, language),
            share=percent(residents, residents_of, language),
        ),
        text("actions.step.women", language, count=number(women, 0, language), share=percent(women, women_of, language)),
    )  # fmt: skip
    said = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return f'<div class="cq-lines"><p class="cq-key">{escape(number(actual, 0, language))}</p>{said}{note}</div>'
