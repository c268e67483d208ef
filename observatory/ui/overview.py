"""The overview: one screen that says what is going well, what is not, and where; everything on it leads to its proof."""

from collections.abc import Sequence
from dataclasses import replace
from html import escape

from observatory import answers, committee, maps
from observatory.answers import AxisView, Card, MatrixRow
from observatory.catalogue import Bilingual
from observatory.committee import Subject
from observatory.explore import Exploration, to_query
from observatory.formats import amount, day, short_period
from observatory.progress import STATUSES
from observatory.selection import Selection
from observatory.series import Reading
from observatory.texts import plural, text
from observatory.ui.assets import asset
from observatory.ui.cards import demo_mark
from observatory.ui.dress import demo_share, demo_tag, picture, status_sign, wide
from observatory.ui.links import link, linked
from observatory.ui.objectives import status_links
from observatory.ui.panel import block

STATUS_MODEL = "TRA-01"
"""A percentage, whose unit the map of statuses borrows."""
SHOWN = 3
"""Indicators in each of the two lists."""


def overview(views: Sequence[AxisView], selection: Selection) -> None:
    """Draw the contract, its five axes, what progresses and what needs a decision, its neighbourhoods, news and the gate.

    One screen of HTML in one element: it is there before any script of charts, and all of it can be pressed.
    """
    rows = answers.status_matrix(selection)
    places = [replace(selection, territories=(row.territory,)) for row in rows] or [selection]
    subjects = [s for place in places for view in views for s in committee.subjects(view.axis.axis, place)]
    _head(len(rows), selection)
    tiles = "".join(_tile(view, _of_all(view, places), len(rows) > 1, selection) for view in views)
    judged = any(answers.tally("axis", view.axis.axis, selection).known for view in views)
    good = _list("progress", committee.progressing(subjects, SHOWN), selection)
    bad = _list("decide", committee.to_discuss(subjects, SHOWN), selection, judged)
    several = len(rows) > 1
    table = _matrix(rows, views, selection) if several else ""
    news, gate = _news(selection, is_open=not several), _gate(selection)
    linked(
        f'<div class="cq-screen{"" if several else " cq-single"}"><div class="cq-tiles">{tiles}</div>'
        f'<div class="cq-good">{good}</div><div class="cq-bad">{bad}</div><div class="cq-where">{_map(rows, selection)}</div>'
        f'<div class="cq-compared">{table}</div><div class="cq-news">{news}</div><div class="cq-amendment">{gate}</div></div>',
        "overview",
    )


def _head(places: int, selection: Selection) -> None:
    """The contract and its neighbourhoods, whatever the filter; how they stand, as the committee is told, and on what it rests."""
    language = selection.language
    known = answers.catalogue(selection.release)
    contract = known.contracts[selection.contract]
    aside = escape(text("frame.published", language, day=day(answers.last_published(selection.release), language)))
    name = known.territory_label(contract.territories[0], language)
    whose = escape(plural("overview.places", places, language, name=name))
    tally = answers.tally("contract", selection.contract, selection)
    lead = escape(committee.axis_message(tally.counts, language)) + "."
    if tally.demo:
        lead += f' <small class="cq-made-up">{escape(plural("overview.demo", tally.demo, language, total=tally.known))}</small>'
    hidden = ""
    if not selection.show_demo:
        hidden = f'<p class="cq-sub">{escape(text("overview.demo_hidden", language))}</p>'
    block(
        f'<style>{asset("overview.css")}</style><div class="cq-head"><h1>{escape(contract.name.in_language(language))}</h1>'
        f'<span class="cq-muted cq-num">{contract.starts_on.year}–{contract.ends_on.year}</span>'
        f'<span class="cq-note">{whose}</span><span class="cq-head-side">{aside}</span></div><p class="cq-lead">{lead}</p>{hidden}'
    )


def _of_all(view: AxisView, places: Sequence[Selection]) -> AxisView:
    """The view of an axis with the cards of all the neighbourhoods; a wider territory's figure is one card."""
    cards: dict[tuple[str, str], Card] = {}
    for place in places:
        for card in answers.axis(view.axis.axis, place).cards:
            cards.setdefault((card.indicator.indicator, card.bearer), card)
    return replace(view, groups=((None, tuple(cards.values())),))


def _tile(view: AxisView, everywhere: AxisView, is_several: bool, selection: Selection) -> str:
    """An axis in all neighbourhoods: statuses by shape, word and number, completeness, one sentence."""
    language = selection.language
    axis = view.axis.axis
    tally = answers.tally("axis", axis, selection)
    # Where nothing is judged, what moved most has not been weighed against anything.
    attention = answers.attention(everywhere) if tally.known else None
    said = text("overview.nothing_pressing", language) if tally.known else ""
    named = ""
    if attention is not None:
        plain = attention.indicator.short_name.in_language(language)
        name, named = escape(plain), plain if attention.is_made_up else ""
        indicator = attention.indicator.indicator
        said = link(axis, name, indicator=indicator)
        if is_several:
            said = link(axis, name, indicator=indicator, territories=attention.bearer) + _place(attention, selection)
        said = escape(text("overview.look_at", language, name="{}")).replace("{}", said)
    share = round(100 * (tally.completeness_ratio or 0))
    # On one line in a fifth of the screen: the bar above it shows the share.
    shown = escape(plural("overview.complete_short", tally.pairs, language, known=tally.known))
    complete = link(axis, shown, "cq-quiet")
    mark = demo_share(tally.demo, tally.known, language, named)
    pairs = f'<span class="cq-note">{escape(text("overview.pairs", language))}</span>' if is_several else ""
    title = link(axis, escape(view.axis.short_name.in_language(language)), "cq-tile-name")
    return (
        f'<section class="cq-tile" style="--axis:{answers.axis_colour(axis, selection)}"><h2>{title}</h2>'
        f"<ul>{status_links(axis, tally, selection)}</ul>{f'<p>{said}</p>' if said else ''}"
        f'<div class="cq-meter" aria-hidden="true"><span style="width:{share}%"></span></div>'
        f'<p class="cq-note cq-tile-foot">{complete}{mark}{pairs}</p></section>'
    )


def _titled(title: str, body: str) -> str:
    """A part of the screen: `title` as HTML, and what stands under it."""
    return f"<h2>{title}</h2>{body}"


def _list(kind: str, subjects: Sequence[Subject], selection: Selection, judged: bool = True) -> str:
    """Three indicators in plain words: figure, unit, period, how it moved, status; each leads to its page."""
    language = selection.language
    items = "".join(f"<li>{_item(subject, selection)}</li>" for subject in subjects)
    if not items:
        said = text(f"overview.{kind}.none" if judged else "overview.nothing_judged", language)
        items = f'<li class="cq-muted">{escape(said)}</li>'
    return _titled(escape(text(f"overview.{kind}", language)), f'<ul class="cq-points">{items}</ul>')


def _item(subject: Subject, selection: Selection) -> str:
    language = selection.language
    indicator = subject.indicator
    latest = subject.card.series.latest
    figure = ""
    if latest is not None and latest.value is not None:
        value = amount(latest.value, indicator.decimals, indicator.unit.symbol.in_language(language), language)
        figure = f"<b>{escape(value)}</b> {escape(short_period(latest.period, indicator.period_kind, language))}"
    moved = escape(committee.short_move(subject, language))
    # The link's own box is spread over the whole item, so that the figure is pressed as well as the name.
    name = link(
        indicator.axis if indicator.axis != "transversal" else "overview",
        escape(indicator.short_name.in_language(language)),
        "cq-spread",
        indicator=indicator.indicator,
        territories=subject.card.bearer,
    )
    sign = status_sign(subject.status, selection) if subject.status else ""
    place = _place(subject.card, selection, is_after=bool(sign))
    return (
        f'<p class="cq-point-name"><span>{name}</span>{demo_mark(subject.card, language)}</p>'
        f'<p class="cq-note">{figure}{f" · {moved}" if moved else ""}</p>'
        f'<p class="cq-note cq-cut">{sign}{place}</p>'
    )


def _place(card: Card, selection: Selection, is_after: bool = True) -> str:
    """Whose figure it is, in a contract with several territories; behind a dot where something stands before it."""
    known = answers.catalogue(selection.release)
    if len(known.contracts[selection.contract].territories) < 2:
        return ""
    label = known.territory_label(card.bearer, selection.language)
    return f' <span class="cq-muted">{"· " if is_after else ""}{escape(maps.short(label))}</span>'


def _news(selection: Selection, is_open: bool) -> str:
    """What changed since the last committee, or since the publication before the last: which statuses, on request."""
    language = selection.language
    found = answers.news(selection)
    if found is None:
        return ""
    when, name = day(found.meeting.day, language), found.meeting.name
    if name:
        # Most names hold the day.
        when = name if when in name else f"{name}, {when}"
    since = text("overview.since_committee" if name else "overview.since_publication", language)
    title = f"{escape(since)}{demo_tag(language) if found.meeting.is_demo else ''}"
    figures = plural("overview.new_figures", found.new, language)
    if found.changed:
        figures += ", " + plural("overview.changed_figures", found.changed, language)
    listed = to_query(Exploration(view="pivot", rows="indicator", columns="period", as_of=found.meeting.day))
    said = f'<p class="cq-sub">{escape(when)} · {link("explore", escape(figures), **listed)}</p>'
    statuses = escape(plural("overview.changed_statuses", len(found.moved), language))
    if not found.moved:
        return _titled(title, f"{said}<p>{statuses}.</p>")
    known = answers.catalogue(selection.release)
    several = len({place for _, place, *_ in found.moved}) > 1
    lines = []
    for code, place, before, after in found.moved:
        one = known.indicators[code]
        page = one.axis if one.axis != "transversal" else "overview"
        name = link(page, escape(one.short_name.in_language(language)), indicator=code, territories=place)
        where = f" · {escape(maps.short(known.territory_label(place, language)))}" if several else ""
        then, now = (status_sign(status, selection, short=True) for status in (before, after))
        lines.append(
            f'<li>{name}<span class="cq-muted">{where}</span><br><span class="cq-note">{then} → {now}</span></li>'
        )
    body = f"<details{' open' if is_open else ''}><summary>{statuses}</summary><ul>{''.join(lines)}</ul></details>"
    return _titled(title, said + body)


def _gate(selection: Selection) -> str:
    """Last year's financed actions without an evaluation: while there are any, the amendment cannot be signed."""
    language = selection.language
    found = answers.gate(selection)
    if found is None:
        return _titled(
            escape(text("overview.gate", language)), f"<p>{escape(text('overview.gate_none', language))}</p>"
        )
    waiting = len(found.unevaluated)
    said = text("overview.gate_open", language, year=found.year)
    if waiting:
        said = plural("overview.gate_closed", waiting, language, year=found.year, total=found.financed)
    demo = demo_tag(language) if found.is_demo else ""
    return _titled(
        f"{escape(text('overview.gate', language))}{demo}",
        f"<p>{link('actions', escape(said))}</p>",
    )


def _matrix(rows: Sequence[MatrixRow], views: Sequence[AxisView], selection: Selection) -> str:
    """Neighbourhoods by axes: numbers of indicators by status in each cell, and how complete each row is."""
    language = selection.language
    known = answers.catalogue(selection.release)
    heads = "".join(
        f'<th scope="col">{link(v.axis.axis, escape(v.axis.short_name.in_language(language)), "cq-quiet")}</th>'
        for v in views
    )
    body = ""
    for row in rows:
        label = known.territory_label(row.territory, language)
        name = link("neighbourhood", escape(maps.short(label)), territories=row.territory)
        cells = "".join(f"<td>{_cell(row, v.axis.axis, selection)}</td>" for v in views)
        body += f'<tr><th scope="row" title="{escape(label)}">{name}</th>{cells}</tr>'
    title = escape(text("overview.matrix", language))
    return _titled(
        f"{title}{_demo_share(selection)}",
        wide(
            f'<table class="cq-table cq-matrix" aria-label="{title}"><thead><tr>'
            f'<th scope="col">{escape(text("table.territory", language))}</th>{heads}</tr></thead><tbody>{body}</tbody></table>',
            title,
        ),
    )


def _map(rows: Sequence[MatrixRow], selection: Selection) -> str:
    """The contract's neighbourhoods, coloured by the share of their assessed indicators that are on track: a count of
    statuses, never a mean of values.
    """
    language = selection.language
    known = answers.catalogue(selection.release)
    if not any(row.whole.known for row in rows):
        said = escape(text("overview.map_nothing", language))
        return _titled(escape(text("overview.map_title", language)), f'<p class="cq-sub">{said}</p>')
    readings = []
    for row in rows:
        total, assessed = row.whole.counts, row.whole.known
        share = 100 * (total["met"] + total["on_track"]) / assessed if assessed else None
        readings.append(Reading(row.territory, share, "published" if assessed else "not_available", "", "local"))
    name = Bilingual(text("overview.map", "fr"), text("overview.map", "en"))
    model = known.indicators[STATUS_MODEL]
    on_track = replace(model, indicator="", name=name, short_name=name, decimals=0, period_kind="year")
    values = [reading.value for reading in readings if reading.value is not None]
    classes = maps.classify(values, 0)
    outlines = answers.outlines(selection.release)
    found = maps.status_map(readings, classes, outlines, known.territories, language, selection.dark)
    if found is None:
        return ""
    shares = {reading.territory: reading.value for reading in readings}
    symbol = on_track.unit.symbol.in_language(language)
    spots = ""
    for spot in found.spots:
        share = shares[spot.territory]
        said = text("overview.map_none", language) if share is None else amount(share, 0, symbol, language)
        label = text("overview.place", language, name=known.territory_label(spot.territory, language), share=said)
        colour = f"background:{spot.colour}" if spot.colour else ""
        drawn = f'<span class="cq-unseen">{escape(label)}</span>'
        spots += (
            f'<li style="left:{spot.x}%;top:{spot.y}%;--size:{spot.size}px;{colour}" title="{escape(label)}">'
            f"{link('neighbourhood', drawn, territories=spot.territory)}</li>"
        )
    words = {one.name: one.name for one in found.labels}
    is_single = len(found.spots) == 1
    if is_single:
        words = dict.fromkeys(words, label)
    names = "".join(
        f'<span style="left:{one.x}%;top:{one.y}%">{escape(words[one.name])}</span>' for one in found.labels
    )
    drawn = picture(found.svg, "", maps.STATUS_WIDTH, maps.STATUS_HEIGHT)
    legend = ""
    if not is_single:
        note = text("overview.map_note", language)
        legend = maps.legend(on_track, classes, readings, language, selection.dark, compact=note)
    twin = _map_table(rows[0], readings[0].value, selection) if len(rows) == 1 else ""
    return _titled(
        f"{escape(text('overview.map_title', language))}{_demo_share(selection)}",
        f'<p class="cq-sub">{escape(name.in_language(language))}</p>'
        f'<div class="cq-spots">{drawn}<div aria-hidden="true">{names}</div><ul>{spots}</ul></div>'
        f"{legend}{twin}",
    )


def _demo_share(selection: Selection) -> str:
    """The mark of a part that counts the statuses of all axes, where some rest on demonstration data."""
    tally = answers.tally("contract", selection.contract, selection)
    return demo_share(tally.demo, tally.known, selection.language, key="frame.demo")


def _map_table(row: MatrixRow, share: float | None, selection: Selection) -> str:
    """The map's table twin, folded away, where no neighbourhoods are compared beside it: what its percentage is made of."""
    language = selection.language
    title = escape(text("overview.map", language))
    place = maps.short(answers.catalogue(selection.release).territory_label(row.territory, language))
    counts = [(status_sign(status, selection), str(row.whole.counts[status])) for status in STATUSES[:-1]]
    said = text("overview.map_none", language) if share is None else amount(share, 0, "%", language)
    whole = [(escape(text("table.assessed", language)), str(row.whole.known)), (title, escape(said))]
    body = "".join(
        f'<tr><th scope="row">{name}</th><td class="cq-right cq-num">{value}</td></tr>'
        for name, value in counts + whole
    )
    return (
        f'<details class="cq-twin"><summary>{escape(text("profile.as_table", language))}</summary>'
        f'<table class="cq-table" aria-label="{title}"><thead><tr><th scope="col">{escape(text("table.status", language))}</th>'
        f'<th scope="col" class="cq-right">{escape(place)}</th></tr></thead><tbody>{body}</tbody></table></details>'
    )


def _cell(row: MatrixRow, axis: str, selection: Selection) -> str:
    counts = row.axes[axis].counts
    signs = " ".join(
        f'<span class="cq-count" title="{escape(text(f"status.{status}", selection.language))}">'
        f"{status_sign(status, selection, word=False)} {counts[status]}</span>"
        for status in STATUSES[:-1]
        if counts[status]
    )
    return link(axis, signs, territories=row.territory) if signs else '<span class="cq-muted">—</span>'
