"""Where the money comes from and goes to, planned against actual, euros per inhabitant, year by year."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from observatory import answers, charts
from observatory.answers import Means
from observatory.formats import number
from observatory.money import NOTHING, Outcome, euros, percent
from observatory.selection import Selection
from observatory.texts import plural, text
from observatory.ui.actions.gate import add_gate
from observatory.ui.actions.marks import demo_mark, secret_note
from observatory.ui.actions.narrow import Bar, bars, flow_bars
from observatory.ui.dress import wide
from observatory.ui.panel import block, nothing, plot

RIGHT = ' class="cq-right cq-num"'


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
        add_gate(selection)
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
        f'<div class="cq-block"><h2>{escape(text("actions.flow", language))}{demo_mark(found, language)}</h2>'
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
    share = percent(by_funder[first], found.planned_eur, language)
    several = sum(bool(amount) for amount in by_axis.values()) > 1
    summary = text(
        "actions.flow_alt" if several else "actions.flow_alt_one", language, funder=first, axis=names[most], share=share
    )
    block(flow_bars(flows, names, selection))
    plot(figure, "actions-flow", summary)
    block(f'<p class="cq-note">{escape(summary)} {escape(text("actions.flow_note", language))}</p>')


def _pair_legend(pale: str, strong: str) -> str:
    return (
        f'<p class="cq-sub cq-keys"><span><span class="cq-swatch cq-swatch-strong" aria-hidden="true"></span>{escape(strong)}</span>'
        f'<span><span class="cq-swatch cq-swatch-pale" aria-hidden="true"></span>{escape(pale)}</span></p>'
    )


def _outcome_money(rows: Sequence[Outcome], found: Means, selection: Selection) -> None:
    language = selection.language
    names = _axis_names(selection)
    waiting = sum(a.unpaid for a in found.financed)
    block(
        f'<div class="cq-block"><h2>{escape(text("actions.paid", language))}{demo_mark(found, language)}</h2></div>'
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
    note = f" {plural('actions.paid_unknown', waiting, language)}" if waiting else ""
    if all(a.paid_eur is None for a in found.financed):
        nothing(text("actions.paid_none", language))
        return
    summary = text(
        "actions.paid_alt", language, paid=euros(paid, language), planned=euros(planned, language),
        share=percent(paid, planned, language),
    )  # fmt: skip
    block(_outcome_bars(drawn, headings))
    plot(charts.outcome_chart(drawn, headings, language, selection.dark), "actions-paid", summary)
    block(f'<p class="cq-note">{escape(summary)}{escape(note)}</p>')


def _outcome_bars(drawn: Sequence[tuple[str, float, float, tuple[str, ...], str]], headings: Sequence[str]) -> str:
    rows = []
    for name, planned, actual, words, _ in drawn:
        plain = (word.removeprefix("<b>").removesuffix("</b>") for word in words)
        said = " · ".join(f"{heading} {word}" for heading, word in zip(headings, plain, strict=True))
        rows.append(Bar(name, said, planned, actual))
    return bars(rows)


def _outcome_people(rows: Sequence[Outcome], found: Means, selection: Selection) -> None:
    language = selection.language
    names = _axis_names(selection)
    waiting = sum(a.actual_beneficiaries is None and "actual_beneficiaries" not in a.secret for a in found.financed)
    block(
        f'<div class="cq-block"><h2>{escape(text("actions.people", language))}{demo_mark(found, language)}</h2></div>'
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
            _people_hover(o, names[o.axis], language),
        )
        for o in rows
    ]  # fmt: skip
    headings = [text(f"actions.short.{k}", language) for k in ("actual", "planned", "residents", "women")]
    actual, planned = sum(o.actual_people for o in rows), sum(o.planned_people for o in rows)
    if not actual and not planned:
        nothing(text("actions.people_none", language))
        return
    reached = {"actual": number(actual, 0, language), "planned": number(planned, 0, language)}
    parts = {
        "residents": (sum(o.residents for o in rows), sum(o.residents_of for o in rows)),
        "women": (sum(o.women for o in rows), sum(o.women_of for o in rows)),
    }
    shares = {name: percent(count, of, language) for name, (count, of) in parts.items() if of}
    # What nobody counted is left out of the sentence.
    counted = "both" if len(shares) > 1 else next(iter(shares), "alone")
    summary = text(f"actions.people_alt_{counted}", language, **reached, **shares)
    block(_outcome_bars(drawn, headings))
    plot(charts.outcome_chart(drawn, headings, language, selection.dark), "actions-people", summary)
    note = f" {plural('actions.people_unknown', waiting, language)}" if waiting else ""
    note += secret_note(found.financed, language)
    block(f'<p class="cq-note">{escape(summary)}{escape(note)} {escape(text("actions.people_note", language))}</p>')


def _people_hover(one: Outcome, axis: str, language: str) -> str:
    """What the mouse shows of an axis: people reached of planned, and the parts that were counted."""
    actual, planned = number(one.actual_people, 0, language), number(one.planned_people, 0, language)
    lines = [text("actions.people_hover", language, axis=axis, actual=actual, planned=planned)]
    for part, count, of in (("residents", one.residents, one.residents_of), ("women", one.women, one.women_of)):
        if of:
            lines.append(text(f"actions.people_hover_{part}", language, count=number(count, 0, language)))
    return "<br>".join(lines)


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
        f'<div class="cq-block"><h2>{escape(text("actions.head.title", language))}{demo_mark(found, language)}</h2><p class="cq-sub">{escape(sub)}</p></div>'
        + (_pair_legend(text("actions.head.shared", language), text("actions.head.own", language)) if shared else "")
    )
    ranked = sorted(heads, key=lambda h: -h.total_eur) if heads[0].year is None else heads
    most = max(ranked, key=lambda h: h.total_eur)
    summary = text(
        "actions.head.alt" if len(ranked) > 1 else "actions.head.alt_one", language,
        name=str(most.year) if most.year else names[most.territory], total=euros(most.total_eur, language),
    )  # fmt: skip
    if all(h.population is None for h in heads):
        summary = text("actions.head.alt_unknown", language)
    block(
        bars(
            [
                Bar(
                    str(h.year) if h.year else names[h.territory],
                    text("actions.head.unknown", language) if h.population is None else euros(h.total_eur, language),
                    float(h.total_eur) if shared else 0.0,
                    float(h.own_eur if shared else h.total_eur),
                )
                for h in ranked
            ]
        )
    )
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
        f'<div class="cq-block"><h2>{escape(text("actions.years.title", language))}{demo_mark(found, language)}</h2></div>'
        + wide(
            f'<table class="cq-table cq-years"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>',
            escape(text("actions.years.title", language)),
        )
    )
