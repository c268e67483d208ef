"""The overview: one screen that says what is going well, what is not, and where; everything on it leads to its proof."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from html import escape

import streamlit as st

from observatory import answers, committee, maps
from observatory.answers import AxisView, MatrixRow
from observatory.catalogue import Bilingual
from observatory.committee import Subject
from observatory.formats import amount, day, short_period
from observatory.progress import STATUSES
from observatory.selection import Selection
from observatory.series import Reading
from observatory.texts import plural, text
from observatory.theme import AXIS_COLOURS
from observatory.ui.cards import demo_mark
from observatory.ui.dress import block, demo_tag, plot, status_sign
from observatory.ui.links import link, linked

STATUS_MODEL = "TRA-01"
"""A percentage, whose unit the map of statuses borrows."""
MAP_WIDTH, MAP_HEIGHT = 310, 240
SHOWN = 3
"""Indicators in each of the two lists."""


def overview(views: Sequence[AxisView], selection: Selection) -> None:
    """Draw the contract, its five axes, what progresses and what needs a decision, its neighbourhoods, news and the gate."""
    _head(selection)
    rows = answers.status_matrix(selection)
    places = [replace(selection, territories=(row.territory,)) for row in rows] or [selection]
    subjects = [s for place in places for view in views for s in committee.subjects(view.axis.axis, place)]
    tiles = "".join(_tile(view, rows, selection) for view in views)
    made_up = any(subject.card.has_demo_target for subject in subjects)
    note = text("overview.demo_targets", selection.language)
    mark = f'<p class="cq-note">{demo_tag(selection.language)} {escape(note)}</p>' if made_up else ""
    linked(f'<div class="cq-tiles">{tiles}</div>{mark}', "overview-tiles")
    good, bad, side = st.columns([1, 1, 1], gap="medium")
    with good:
        _list("progress", _distinct(committee.progressing(subjects, len(subjects))), selection)
    with bad:
        _list("decide", _distinct(committee.to_discuss(subjects, len(subjects))), selection)
    with side:
        _news(selection)
        _gate(selection)
    if rows:
        table, drawn = st.columns([2, 1], gap="medium")
        with table:
            _matrix(rows, views, selection)
        with drawn:
            _map(rows, selection)


def _distinct(subjects: Sequence[Subject]) -> list[Subject]:
    """The first of the subjects, one neighbourhood for each indicator."""
    first: dict[str, Subject] = {}
    for subject in subjects:
        first.setdefault(subject.indicator.indicator, subject)
    return list(first.values())[:SHOWN]


def _head(selection: Selection) -> None:
    language = selection.language
    known = answers.catalogue(selection.release)
    contract = known.contracts[selection.contract]
    places = ", ".join(known.territory_label(t, language) for t in contract.territories)
    block(
        f'<div class="cq-head"><h1>{escape(contract.name.in_language(language))}</h1>'
        f'<span class="cq-muted cq-num">{contract.starts_on.year}–{contract.ends_on.year}</span>'
        f'<span class="cq-head-side">{escape(places)}</span></div>'
    )


def _tile(view: AxisView, rows: Sequence[MatrixRow], selection: Selection) -> str:
    """An axis: statuses of all neighbourhoods by shape, word and number, completeness, one sentence."""
    language = selection.language
    axis = view.axis.axis
    counts: Counter[str] = Counter()
    for row in rows:
        counts.update(row.counts.get(axis, {}))
    judged = sum(counts[status] for status in STATUSES[:-1])
    signs = "".join(
        f"<li>{link(axis, f'{status_sign(status, selection)} <b>{counts[status]}</b>', status=status)}</li>"
        for status in STATUSES[:-1]
        if counts[status]
    )
    attention = answers.attention(view)
    said = text("overview.nothing_pressing", language)
    if attention is not None:
        name = escape(attention.indicator.short_name.in_language(language))
        said = link(axis, name, indicator=attention.indicator.indicator)
        said = escape(text("overview.look_at", language, name="{}")).replace("{}", said)
    filled = sum(card.known for card in view.cards)
    share = round(100 * filled / len(view.cards)) if view.cards else 0
    complete = escape(text("axis.filled", language, filled=filled, total=len(view.cards)))
    title = link(axis, escape(view.axis.short_name.in_language(language)), "cq-tile-name")
    empty = f'<li class="cq-muted">{escape(text("overview.no_target", language))}</li>' if not judged else ""
    return (
        f'<section class="cq-tile" style="--axis:{AXIS_COLOURS.get(axis, "#44546A")}"><h2>{title}</h2>'
        f"<ul>{signs}{empty}</ul><p>{said}</p>"
        f'<div class="cq-meter" aria-hidden="true"><span style="width:{share}%"></span></div>'
        f'<p class="cq-note">{complete}</p></section>'
    )


def _list(kind: str, subjects: Sequence[Subject], selection: Selection) -> None:
    """Three indicators in plain words: figure, unit, period, how it moved, status; each leads to its page."""
    language = selection.language
    items = "".join(f"<li>{_item(subject, selection)}</li>" for subject in subjects)
    if not items:
        items = f'<li class="cq-muted">{escape(text(f"overview.{kind}.none", language))}</li>'
    title = escape(text(f"overview.{kind}", language))
    linked(f'<div class="cq-block"><h2>{title}</h2></div><ul class="cq-points">{items}</ul>', f"overview-{kind}")


def _item(subject: Subject, selection: Selection) -> str:
    language = selection.language
    indicator = subject.indicator
    latest = subject.card.series.latest
    figure = ""
    if latest is not None and latest.value is not None:
        value = amount(latest.value, indicator.decimals, indicator.unit.symbol.in_language(language), language)
        figure = f"<b>{escape(value)}</b> {escape(short_period(latest.period, indicator.period_kind, language))}"
    moved = escape(committee.short_move(subject, language))
    name = link(
        indicator.axis if indicator.axis != "transversal" else "overview",
        escape(indicator.short_name.in_language(language)),
        indicator=indicator.indicator,
        territories=subject.card.bearer,
    )
    sign = status_sign(subject.status, selection) if subject.status else ""
    demo = f" {demo_mark(subject.card, language)}"
    known = answers.catalogue(selection.release)
    place = ""
    if len(known.contracts[selection.contract].territories) > 1:
        place = f'<p class="cq-note">{escape(known.territory_label(subject.card.bearer, language))}</p>'
    return (
        f'<p class="cq-point-name">{name}{demo}</p>'
        f'<p class="cq-note">{figure}{f" · {moved}" if moved else ""}</p>{place}<p class="cq-note">{sign}</p>'
    )


def _news(selection: Selection) -> None:
    """What changed since the last committee, or since the publication before the last."""
    language = selection.language
    found = answers.news(selection)
    if found is None:
        return
    when = day(found.meeting.day, language)
    since = found.meeting.name or text("overview.publication", language)
    figures = plural("overview.new_figures", found.new, language)
    if found.changed:
        figures += ", " + plural("overview.changed_figures", found.changed, language)
    statuses = plural("overview.changed_statuses", len(found.moved), language)
    block(
        f'<div class="cq-block"><h2>{escape(text("overview.since", language, since=since))}</h2>'
        f'<p class="cq-sub">{escape(when)}</p></div><p>{escape(figures)}.</p><p>{escape(statuses)}.</p>'
    )


def _gate(selection: Selection) -> None:
    """Last year's financed actions without an evaluation: while there are any, the amendment cannot be signed."""
    language = selection.language
    found = answers.gate(selection)
    if found is None:
        return
    waiting = len(found.unevaluated)
    said = (
        plural("overview.gate_closed", waiting, language, year=found.year)
        if waiting
        else text("overview.gate_open", language)
    )
    demo = demo_tag(language) if any(a.origin == "demo" for a in answers.actions(selection)) else ""
    detail = text("overview.gate_detail", language, total=found.financed, year=found.year)
    block(
        f'<div class="cq-block"><h2>{escape(text("overview.gate", language))}{demo}</h2></div>'
        f'<p>{escape(said)}</p><p class="cq-note">{escape(detail)}</p>'
    )


def _matrix(rows: Sequence[MatrixRow], views: Sequence[AxisView], selection: Selection) -> None:
    """Neighbourhoods by axes: numbers of indicators by status in each cell."""
    language = selection.language
    known = answers.catalogue(selection.release)
    heads = "".join(f'<th scope="col">{escape(v.axis.short_name.in_language(language))}</th>' for v in views)
    body = "".join(
        f'<tr><th scope="row">{escape(known.territory_label(row.territory, language))}</th>'
        + "".join(f"<td>{_cell(row, v.axis.axis, selection)}</td>" for v in views)
        + "</tr>"
        for row in rows
    )
    linked(
        f'<div class="cq-block"><h2>{escape(text("overview.matrix", language))}</h2></div>'
        f'<table class="cq-table cq-matrix"><thead><tr><th scope="col">{escape(text("table.territory", language))}</th>{heads}'
        f"</tr></thead><tbody>{body}</tbody></table>",
        "overview-matrix",
    )


def _map(rows: Sequence[MatrixRow], selection: Selection) -> None:
    """The contract's neighbourhoods, coloured by the share of their assessed indicators that are on track: a count of
    statuses, never a mean of values.
    """
    language = selection.language
    known = answers.catalogue(selection.release)
    readings = []
    for row in rows:
        total: Counter[str] = Counter()
        for counts in row.counts.values():
            total.update(counts)
        assessed = sum(total[status] for status in STATUSES[:-1])
        share = 100 * (total["met"] + total["on_track"]) / assessed if assessed else None
        readings.append(Reading(row.territory, share, "published" if assessed else "not_available", "", "local"))
    name = Bilingual(text("overview.map", "fr"), text("overview.map", "en"))
    model = known.indicators[STATUS_MODEL]
    on_track = replace(model, indicator="", name=name, short_name=name, decimals=0, period_kind="year")
    values = [reading.value for reading in readings if reading.value is not None]
    classes = maps.classify(values, 0)
    when = answers.last_published(selection.release)
    figure = maps.neighbourhood_map(
        on_track, readings, when, answers.outlines(selection.release), known.territories, selection.territories[:1],
        classes, language, selection.dark, width_hint=MAP_WIDTH, height=MAP_HEIGHT,
    )  # fmt: skip
    block(
        f'<div class="cq-block"><h2>{escape(text("overview.map_title", language))}</h2>'
        f'<p class="cq-sub">{escape(name.in_language(language))}</p></div>'
    )
    plot(
        figure,
        "overview-map",
        maps.map_summary(on_track, readings, when, known.territories, selection.territories, language),
    )
    block(maps.legend(on_track, classes, readings, language, selection.dark))


def _cell(row: MatrixRow, axis: str, selection: Selection) -> str:
    counts = row.counts.get(axis, {})
    signs = " ".join(
        f'<span class="cq-count" title="{escape(text(f"status.{status}", selection.language))}">'
        f"{status_sign(status, selection, word=False)} {counts[status]}</span>"
        for status in STATUSES
        if counts.get(status)
    )
    return link(axis, signs, territories=row.territory) if signs else '<span class="cq-muted">—</span>'
