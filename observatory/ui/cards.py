"""The cards of an axis: one element of real buttons, drawn by the server, answered by the browser at once."""

from functools import lru_cache
from hashlib import blake2b
from html import escape

import streamlit as st

from observatory import answers, charts
from observatory.answers import AxisView, Card
from observatory.catalogue import Catalogue, Objective
from observatory.formats import ABSENCE_SIGNS, amount, difference, number, short_period
from observatory.selection import Selection
from observatory.texts import text
from observatory.ui.dress import asset, demo_tag

_component = st.components.v2.component(
    "cap_quartiers_cards", html='<div class="cq cq-cards-root"></div>', js=asset("cards.js"), isolate_styles=False
)


def _value(card: Card, language: str) -> str:
    indicator, latest = card.indicator, card.series.latest
    if latest is None or latest.value is None:
        hidden = card.series.points[-1].status if card.series.points else "not_available"
        sign = ABSENCE_SIGNS.get(hidden, "n.d.")
        why = text(f"figure.absence.{hidden}", language)
        return f'<span class="cq-card-value" title="{escape(why)}">{sign}</span>'
    symbol = indicator.unit.symbol.in_language(language)
    shown = escape(number(latest.value, indicator.decimals, language))
    tail = f" <small>{escape(symbol)}</small>" if symbol else ""
    return f'<span class="cq-card-value">{shown}{tail}</span>'


def _change(card: Card, language: str) -> str:
    latest = card.series.latest
    if latest is None:
        return escape(text("cards.nothing", language))
    when = short_period(latest.period, card.indicator.period_kind, language)
    if card.change is None:
        return escape(when)
    unit = card.indicator.unit.difference.in_language(language)
    moved = difference(card.change.difference, card.indicator.decimals, unit, language)
    since = escape(text("cards.since", language, change="{}", year=card.change.since.period.year))
    return f"{escape(when)} · " + since.replace("{}", f"<b>{escape(moved)}</b>")


def _verdict(card: Card, language: str) -> str:
    if card.change is None or card.change.improves is None:
        return ""
    shape, key = ("▲", "better") if card.change.improves else ("▼", "worse")
    return f'<span aria-hidden="true">{shape}</span> {escape(text(f"cards.{key}", language))} · '


def _target(card: Card, known: Catalogue, selection: Selection) -> str:
    language, indicator = selection.language, card.indicator
    if card.bearer != selection.main_territory and card.known:
        level = known.territories[card.bearer].level
        return text("cards.borne_by", language, level=text(f"level.of.{level}", language))
    goal = card.target
    if goal is None:
        key = "cards.context" if indicator.kind == "context" else "cards.no_target"
        return text(key, language)
    unit = indicator.unit
    if goal.measure == "gap":
        value = difference(goal.value, indicator.decimals, unit.difference.in_language(language), language)
        return text("cards.target_gap", language, value=value, year=goal.deadline.year)
    value = amount(goal.value, indicator.decimals, unit.symbol.in_language(language), language)
    return text("cards.target", language, value=value, year=goal.deadline.year)


def _html(card: Card, objective: Objective | None, known: Catalogue, selection: Selection) -> str:
    language = selection.language
    label = f"{objective.objective} · {objective.label.in_language(language)}" if objective else ""
    is_demo = card.is_demo or (card.target is not None and card.target.origin == "demo" and not card.known)
    return (
        f'<button type="button" class="cq-card" data-card="{card.indicator.indicator}" aria-pressed="false">'
        f'<span class="cq-card-top"><span title="{escape(label)}">{escape(label)}</span>'
        f"{demo_tag(language) if is_demo else ''}</span>"
        f'<span class="cq-card-name">{escape(card.indicator.short_name.in_language(language))}</span>'
        f'<span class="cq-card-row">{_value(card, language)}'
        f"{charts.sparkline(card.series.points, card.target, selection.dark)}</span>"
        f'<span class="cq-card-note">{_change(card, language)}</span>'
        f'<span class="cq-card-note">{_verdict(card, language)}{escape(_target(card, known, selection))}</span></button>'
    )


def cards(view: AxisView, selection: Selection) -> Card | None:
    """Draw the cards and return the chosen one; the choice is kept in the link as `indicator`."""
    linked = st.query_params.get("indicator", "")
    key = f"cards-{view.axis.axis}"
    state = st.session_state.get(key)
    clicked = state.get("chosen") if state else None
    chosen = view.card(clicked or linked) or view.first_card
    if chosen is None:
        return None
    language = selection.language
    html = _strip(view.axis.axis, selection)
    _component(
        key=key,
        data={
            "html": html,
            "version": blake2b(html.encode(), digest_size=8).hexdigest(),
            "chosen": chosen.indicator.indicator,
            "more": text("cards.all", language),
            "less": text("cards.strip", language),
        },
        on_chosen_change=lambda: None,
    )
    if clicked and linked != clicked:
        st.query_params["indicator"] = clicked
    return chosen


@lru_cache(maxsize=256)
def _strip(axis: str, selection: Selection) -> str:
    view = answers.axis(axis, selection)
    known = answers.catalogue(selection.release)
    drawn = "".join(_html(card, objective, known, selection) for objective, members in view.groups for card in members)
    label = text("cards.label", selection.language)
    more = text("cards.all", selection.language)
    return (
        f'<div class="cq-cards" role="group" aria-label="{escape(label)}">{drawn}</div>'
        f'<button type="button" class="cq-cards-more" aria-expanded="false">{escape(more)}</button>'
    )
