"""The chain from an objective to its beneficiaries: indicators, actions, money, people."""

from html import escape

import streamlit as st

from observatory import answers
from observatory.answers import Action, Card, Chain
from observatory.formats import day, number
from observatory.money import euros, percent
from observatory.selection import Selection
from observatory.texts import plural, text
from observatory.ui import judgements
from observatory.ui.actions.marks import secret_note
from observatory.ui.actions.tables import year_under_way
from observatory.ui.address import write_address
from observatory.ui.dress import demo_tag, status_sign
from observatory.ui.links import link, linked
from observatory.ui.panel import block


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
    write_address({"chain": "" if chosen == usual else chosen})
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
        _money_step(found, selection),
        _people_step(found, selection),
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


def _under_way(found: Chain, selection: Selection) -> str:
    """Why what was done and paid is not told of some actions on a past day; empty where it is."""
    if not any(answers.under_way(a.year, selection) for a in found.own):
        return ""
    return f'<p class="cq-note">{escape(year_under_way(selection))}</p>'


def _money_step(found: Chain, selection: Selection) -> str:
    language = selection.language
    if not found.own:
        return '<p class="cq-muted">—</p>'
    lines = []
    if found.paid_eur is not None:
        amount, of = euros(found.paid_eur, language), euros(found.planned_of_paid_eur, language)
        name = "paid_of" if found.unpaid else "paid"
        lines.append(text(f"actions.step.{name}", language, amount=amount, planned=of))
    if found.unpaid:
        lines.append(plural("actions.step.unpaid", found.unpaid, language))
    if found.planned_eur:
        share = percent(found.ordinary_eur, found.planned_eur, language)
        lines.append(text("actions.step.ordinary", language, share=share))
    said = "".join(f"<p>{escape(line)}</p>" for line in lines)
    why = _under_way(found, selection) if any(a.paid_eur is None for a in found.own) else ""
    return (
        f'<div class="cq-lines"><p class="cq-key">{escape(euros(found.planned_eur, language))}</p>'
        f"<p>{escape(text('actions.step.planned', language))}</p>{said}{why}</div>"
    )


def _people_step(found: Chain, selection: Selection) -> str:
    language = selection.language
    known = [a for a in found.own if a.actual_beneficiaries is not None]
    secret = secret_note(found.own, language)
    note = f'<p class="cq-note">{escape(secret.strip())}</p>' if secret else ""
    if len(known) < len(found.own):
        note += _under_way(found, selection)
    if not known:
        return note or '<p class="cq-muted">—</p>'
    actual = sum(a.actual_beneficiaries or 0 for a in known)
    planned = [a.planned_beneficiaries for a in known if a.planned_beneficiaries is not None]
    residents, residents_of = answers.part_of(known, lambda a: a.resident_beneficiaries)
    women, women_of = answers.part_of(known, lambda a: a.women_beneficiaries)
    lines = [text("actions.step.reached", language)]
    if len(planned) == len(known):
        lines = [text("actions.step.of_planned", language, count=number(sum(planned), 0, language))]
    for part, count, of in (("residents", residents, residents_of), ("women", women, women_of)):
        if of:
            share = percent(count, of, language)
            lines.append(text(f"actions.step.{part}", language, count=number(count, 0, language), share=share))
    said = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return f'<div class="cq-lines"><p class="cq-key">{escape(number(actual, 0, language))}</p>{said}{note}</div>'
