"""The cards of an axis: one element of real buttons, drawn by the server, answered by the browser at once."""

from functools import lru_cache, partial
from html import escape
from typing import Any

import streamlit as st

from observatory import absences, answers, carrying, charts
from observatory.answers import AxisView, Card
from observatory.catalogue import Catalogue, Objective
from observatory.formats import ABSENCE_SIGNS, amount, difference, number, short_period
from observatory.progress import STATUSES
from observatory.selection import Selection
from observatory.series import Point
from observatory.texts import text
from observatory.ui.absence import out_of_years
from observatory.ui.assets import component
from observatory.ui.dress import demo_share, demo_tag, drawing, local_tag, status_sign
from observatory.ui.links import link
from observatory.ui.missed import missed, quoted
from observatory.ui.panel import block, has_panels, listen
from observatory.ui.passages import quality_sign, reason_words


def _value(card: Card, selection: Selection) -> str:
    indicator, latest, language = card.indicator, card.series.latest, selection.language
    if latest is None or latest.value is None:
        hidden = card.series.points[-1].status if card.series.points else "not_available"
        sign = ABSENCE_SIGNS.get(hidden, "n.d.")
        why = text(f"figure.absence.{hidden}", language)
        if card.series.points:
            why = f"{why} {reason_words(card.series.points[-1].reason, selection)}".rstrip()
        return f'<span class="cq-card-value" title="{escape(why)}">{sign}</span>'
    symbol = indicator.unit.symbol.in_language(language)
    shown = escape(number(latest.value, indicator.decimals, language))
    tail = f" <small>{escape(symbol)}</small>" if symbol else ""
    return f'<span class="cq-card-value">{shown}{tail}{quality_sign(latest, selection)}</span>'


def _absence(last: Point, period_kind: str, language: str) -> str:
    """Of which period the last figure is, which is not shown, and why."""
    if last.reason.startswith(carrying.PREFIX):
        refused = last.reason.startswith("passage_not_summable")
        return text("passage.short_not_summable" if refused else "passage.short", language)
    return f"{short_period(last.period, period_kind, language)} · {absences.words(last, language)}"


def _change(card: Card, selection: Selection) -> str:
    language, latest = selection.language, card.series.latest
    if latest is None:
        if card.series.points:
            return escape(_absence(card.series.points[-1], card.indicator.period_kind, language))
        outside = answers.last_outside([card.indicator], selection)
        if said := out_of_years(outside, card.indicator.period_kind, selection):
            return escape(said)
        awaited = answers.awaits_file(card.indicator, selection.release, selection.show_demo)
        return escape(text("cards.awaited" if awaited else "cards.nothing", language))
    when = escape(short_period(latest.period, card.indicator.period_kind, language))
    if card.standing is not None and card.standing.significant is False:
        return f"{when} · {escape(text('progress.not_significant', language))}"
    if card.change is None:
        return when
    unit = card.indicator.unit.difference.in_language(language)
    moved = difference(card.change.difference, card.indicator.decimals, unit, language)
    since = escape(text("cards.since", language, change="{}", year=card.change.since.year))
    return f"{when} · " + since.replace("{}", f"<b>{escape(moved)}</b>")


def _verdict(card: Card, selection: Selection) -> str:
    """Status of an indicator that has a target: shape, word and colour; of a context indicator, that it is one."""
    language = selection.language
    if card.target is None and card.gap_target is None:
        key = "cards.context" if card.indicator.kind == "context" else "cards.no_target"
        return escape(text(key, language))
    aim = escape(_target(card, language))
    if card.indicator.kind == "context" or card.indicator.direction == "none":
        return f"{escape(text('cards.context_word', language))} · {aim}"
    return f"{status_sign(card.status, selection)} · {aim}"


def _target(card: Card, language: str) -> str:
    indicator, unit = card.indicator, card.indicator.unit
    if card.target is not None:
        value = amount(card.target.value, indicator.decimals, unit.symbol.in_language(language), language)
        return text("progress.target", language, value=value)
    return _gap_target(card, language)


def _gap_target(card: Card, language: str) -> str:
    indicator = card.indicator
    if card.gap_target is None:
        return ""
    unit = indicator.unit.difference.in_language(language)
    return text(
        "progress.target_gap", language, value=difference(card.gap_target.value, indicator.decimals, unit, language)
    )


def _gap_verdict(card: Card, selection: Selection) -> str:
    """A line with the status of the gap, where it has a target as the level has one."""
    if card.gap_judged is None:
        return ""
    sign = status_sign(card.gap_judged.status, selection, short=True)
    return f'<span class="cq-card-note">{sign} · {escape(_gap_target(card, selection.language))}</span>'


def _borne_by(card: Card, known: Catalogue, selection: Selection) -> str:
    """Whose value it is, when it is not the chosen neighbourhood's: its name alone, which has room beside a mark."""
    if card.bearer == selection.main_territory or not card.known:
        return ""
    return known.territory_label(card.bearer, selection.language)


def demo_mark(card: Card, language: str, key: str = "frame.demo") -> str:
    """The mark of a card whose figure, in the words of `key`, or whose target alone, is a demonstration one; empty without any."""
    if card.is_demo:
        return demo_tag(language, key)
    return demo_tag(language, "figure.demo_target") if card.has_demo_target else ""


def _html(card: Card, objective: Objective | None, known: Catalogue, selection: Selection) -> str:
    language = selection.language
    label = objective.label.in_language(language) if objective else ""
    bearer = _borne_by(card, known, selection)
    placed = [objective.objective, label] if objective else []
    top = " · ".join(filter(None, [bearer, *placed]))
    said = [text("cards.borne_by_named", language, name=bearer)] if bearer else []
    told = " · ".join([*said, *placed])
    mark = (local_tag(language) if card.is_local else "") + demo_mark(card, language, "frame.demo_short")
    return (
        f'<button type="button" class="cq-card{"" if card.known else " cq-card-empty"}" data-card="{card.indicator.indicator}" '
        f'data-status="{card.status if card.may_have_status else ""}" aria-pressed="false">'
        f'<span class="cq-card-top"><span title="{escape(told)}">{escape(top)}</span></span>'
        f'<span class="cq-card-name">{escape(card.indicator.short_name.in_language(language))}</span>'
        f'<span class="cq-card-row">{_value(card, selection)}'
        f"{_sparkline(card, selection)}</span>"
        f'<span class="cq-card-note">{_change(card, selection)}</span>'
        f'<span class="cq-card-foot"><span class="cq-card-note">{_verdict(card, selection)}</span>{mark}</span>'
        f"{_gap_verdict(card, selection)}</button>"
    )


def _sparkline(card: Card, selection: Selection) -> str:
    breaks = answers.breaks(selection.release, selection.language).get(card.indicator.indicator, ())
    drawn = charts.sparkline(card.indicator, card.series.points, breaks, card.target, selection.dark)
    return drawing(drawn, 120, 32) if drawn else ""


def _filters(view: AxisView, selection: Selection) -> str:
    """Buttons that show the cards of one status, with their numbers; answered by the browser alone."""
    tally = answers.shown_tally(view)
    counts = tally.counts
    buttons = "".join(
        f'<button type="button" class="cq-filter" data-filter="{status}" aria-pressed="false">'
        f"{status_sign(status, selection)} <b>{counts[status]}</b></button>"
        for status in STATUSES
        if counts[status]
    )
    said = escape(text("axis.by_status", selection.language))
    made_up = any(card.has_demo_target for card in view.cards)
    key = "figure.demo_target" if made_up else "frame.demo"
    mark = demo_share(tally.demo, tally.known, selection.language, key=key)
    mark = mark or (demo_tag(selection.language, key) if made_up else "")
    return f'<span class="cq-filters" role="group" aria-label="{said}">{mark}{buttons}</span>' if buttons else ""


def strip(view: AxisView, selection: Selection) -> Card | None:
    """Draw the cards of an axis and return the chosen one; the choice is kept in the link as `indicator`."""
    key = f"cards-{view.axis.axis}"
    clicked = (st.session_state.get(key) or {}).get("chosen")
    linked = st.query_params.get("indicator", "")
    chosen = view.card(clicked or linked) or view.first_card
    if chosen is None:
        return None
    if linked and view.card(linked) is None:
        _say_missed(linked, selection)
    html, language = _strip(view.axis.axis, selection), selection.language
    # The cards are plain HTML, on the screen long before the script of the charts is read; their script only listens.
    block(html)
    told = {
        "version": f"{hash(html):x}",
        "axis": view.axis.axis,
        "chosen": chosen.indicator.indicator,
        "more": text("cards.all", language),
        "less": text("cards.strip", language),
        "status": _linked_status(view, selection),
    }
    if has_panels():
        listen("cards", told, key, partial(_choose, key))
    else:
        component("cards")(key=key, data=told, on_chosen_change=lambda: None, on_turned_change=lambda: None)
    if clicked and linked != clicked:
        st.query_params["indicator"] = clicked
    return chosen


def _say_missed(code: str, selection: Selection) -> None:
    """Say of the link's indicator that it does not exist, or where it is."""
    known, language = answers.catalogue(selection.release), selection.language
    indicator = known.indicators.get(code)
    if indicator is None:
        missed("indicator", text("axis.missed_indicator", language, code=quoted(code)))
        return
    framework = known.contracts[selection.contract].framework
    page, name = "indicator", text("frame.page.indicator", language)
    # Categories of an indicator have no card.
    if not indicator.parent and (framework, indicator.axis) in known.axes:
        page = "overview" if indicator.axis == "transversal" else indicator.axis
        name = known.axes[framework, indicator.axis].name.in_language(language)
    said = text("axis.missed_elsewhere", language, code=code, name=indicator.name.in_language(language))
    way = link(page, escape(text("axis.missed_way", language, page=name)), indicator=code)
    missed("indicator", said, way)


def _linked_status(view: AxisView, selection: Selection) -> str:
    """The link's status, whose cards alone are shown at first; empty where no card has it."""
    linked, language = st.query_params.get("status", ""), selection.language
    if not linked or answers.shown_tally(view).counts.get(linked):
        return linked
    if linked in STATUSES:
        missed("status", text("axis.missed_status_none", language, status=text(f"status.{linked}", language)))
    else:
        missed("status", text("axis.missed_status", language, value=quoted(linked)))
    return ""


def _choose(key: str, code: Any) -> None:
    st.session_state[key] = {"chosen": str(code)}


def _heading(objective: Objective | None, axis: str, selection: Selection) -> str:
    """The objective above its cards; only seen when all cards are unfolded."""
    language = selection.language
    said = text("cards.no_objective", language)
    if objective is not None:
        said = f"{objective.objective} · {objective.label.in_language(language)}"
    # The indicators of all axes stand below the overview, whose parts have titles of the second rank.
    rank = 3 if axis == "transversal" else 2
    return f'<div class="cq-cards-head" role="heading" aria-level="{rank}">{escape(said)}</div>'


@lru_cache(maxsize=256)
def _strip(axis: str, selection: Selection) -> str:
    view = answers.axis(axis, selection)
    known = answers.catalogue(selection.release)
    drawn = "".join(
        _heading(objective, axis, selection) + "".join(_html(card, objective, known, selection) for card in members)
        for objective, members in view.groups
    )
    label = text("cards.label", selection.language)
    more = text("cards.all", selection.language)
    return (
        f'<div class="cq-cards-root"><div class="cq-cards" role="toolbar" aria-label="{escape(label)}">{drawn}</div>'
        f'<div class="cq-cards-foot"><button type="button" class="cq-cards-more" aria-expanded="false">{escape(more)}</button>'
        f"{_filters(view, selection)}</div></div>"
    )
