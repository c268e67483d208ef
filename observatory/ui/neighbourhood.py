"""The sheet of a neighbourhood: who it is, its core indicators at one glance, its axes, its actions, its peers."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from html import escape

import streamlit as st
from babel.numbers import format_decimal

from observatory import answers, charts, geography
from observatory.answers import Action, AxisView, Card, NeighbourhoodSheet, Note, Peer
from observatory.catalogue import Indicator
from observatory.charts.ranking import ordinal, strip
from observatory.formats import (
    ABSENCE_SIGNS,
    QUALITY_SIGNS,
    amount,
    day,
    difference,
    number,
    period,
    short_period,
    with_symbol,
)
from observatory.maps.locator import HEIGHT, WIDTH, locator
from observatory.selection import Selection
from observatory.texts import plural, text
from observatory.ui.dress import demo_share, demo_tag, outline_credits, picture, signs_note, status_sign, wide
from observatory.ui.judgements import analysing
from observatory.ui.links import link, linked
from observatory.ui.objectives import complete, status_links
from observatory.ui.panel import block, nothing
from observatory.ui.passages import overlaps, quality_sign

STRIP_WIDTH = 220


def neighbourhood_head(sheet: NeighbourhoodSheet, selection: Selection) -> None:
    """Draw the name, the way to the contract's other neighbourhoods, where it stands on each axis, the identity beside the
    locator, the analyst's text and the forms that write one.
    """
    language = selection.language
    name = escape(_name(sheet.territory.territory, selection))
    code = escape(sheet.territory.territory)
    block(
        f'<h1 class="cq-sheet-title"><small>{escape(text("frame.page.neighbourhood", language))}</small> {name} '
        f'<span class="cq-muted cq-num">{code}</span></h1>'
    )
    _others(sheet, selection)
    tiles = "".join(_tile(view, selection) for view in sheet.axes)
    heading = f'<h2 class="cq-unseen">{escape(text("sheets.axes", language))}</h2>'
    linked(f'{heading}<div class="cq-tiles">{tiles}</div>', "neighbourhood-axes")
    block(
        f'<div class="cq-identity"><div>{_facts(sheet, selection)}{analyst_notes(sheet.notes, selection)}</div>'
        f"{_locator(sheet, selection)}</div>"
    )
    analysing("neighbourhood", sheet.territory.territory, selection)


def _name(code: str, selection: Selection) -> str:
    return answers.catalogue(selection.release).territory_label(code, selection.language)


def _turn_to(key: str) -> None:
    chosen = st.session_state.get(key)
    if chosen:
        kept = [t for t in st.session_state.territories if t != chosen]
        st.session_state.territories = [chosen, *kept][: answers.MAX_LINES]


def _others(sheet: NeighbourhoodSheet, selection: Selection) -> None:
    """The neighbourhoods of the contract, one press away; the shared filter follows, so that the whole dashboard does."""
    if not sheet.others:
        return
    contract = answers.catalogue(selection.release).contracts[selection.contract]
    main = sheet.territory.territory
    offered = list(dict.fromkeys([*contract.territories, main]))
    # A key of its own for each neighbourhood: the choice made elsewhere then never disagrees with this row.
    key = f"neighbourhood-{main}"
    st.pills(
        text("sheets.others", selection.language),
        offered,
        default=main,
        required=True,
        format_func=lambda code: _name(code, selection),
        key=key,
        on_change=_turn_to,
        args=(key,),
        label_visibility="collapsed",
    )


def _facts(sheet: NeighbourhoodSheet, selection: Selection) -> str:
    language = selection.language
    place = sheet.territory
    rows: list[tuple[str, str]] = []
    if place.population:
        people = number(place.population, 0, language)
        said = f'<b class="cq-num">{escape(people)}</b> '
        if place.population_year:
            said += escape(text("sheets.census", language, year=place.population_year))
        rows.append(("population", said))
    # A part is what lies in one commune: beside communes with the same inhabitants it would be said twice.
    same = {s.population for s in sheet.parts} == {s.population for s in sheet.communes}
    rows.append(("communes", _shares(sheet, "communes", selection)))
    if sheet.parts and not same:
        rows.append(("parts", _shares(sheet, "parts", selection)))
    known = len(rows)
    if sheet.whole.territory != place.territory:
        rows.append(("part_of", escape(_name(sheet.whole.territory, selection))))
    if sheet.whole.generation:
        rows.append(("generation", escape(text(f"sheets.generation.{sheet.whole.generation}", language))))
    rows.append(("overlap", overlaps(sheet.whole, selection)))
    rows.append(("perimeter", escape(text(f"sheets.precision.{sheet.precision or 'none'}", language))))
    # How its perimeter was drawn is asked for by few: folded, it leaves the first screen to how the neighbourhood stands.
    title = escape(text("sheets.perimeters", language))
    perimeters = f'<details class="cq-twin"><summary>{title}</summary>{_listed(rows[known:], language)}</details>'
    return f"<div>{_listed(rows[:known], language)}{perimeters}</div>"


def _listed(rows: Iterable[tuple[str, str]], language: str) -> str:
    body = "".join(
        f"<dt>{escape(text(f'sheets.fact.{key}', language))}</dt><dd>{said}</dd>" for key, said in rows if said
    )
    return f'<dl class="cq-facts">{body}</dl>'


def _shares(sheet: NeighbourhoodSheet, kind: str, selection: Selection) -> str:
    language = selection.language
    said = []
    for share in getattr(sheet, kind):
        name = _name(share.territory, selection)
        if kind == "parts":
            # « Le Bois L'Abbé, partie Champigny »: the neighbourhood's name is already the title of the page.
            name = name.rpartition(", ")[2]
        tail = ""
        if share.population:
            people = plural("sheets.inhabitants", share.population, language)
            tail = f' <span class="cq-muted cq-num">{escape(people)}</span>'
        said.append(f"<li>{escape(name)}{tail}</li>")
    return f"<ul>{''.join(said)}</ul>" if said else ""


def analyst_notes(notes: Sequence[Note], selection: Selection) -> str:
    """The last text that an analyst wrote, signed and dated, those before it on request, or where it would stand."""
    language = selection.language
    title = escape(text("sheets.note", language))
    if not notes:
        return f'<aside class="cq-analyst"><h2>{title}</h2><p class="cq-muted">{escape(text("sheets.note_none", language))}</p></aside>'
    mark = demo_tag(language) if notes[0].origin == "demo" else ""
    earlier = "".join(_written(note, language, marked=True) for note in notes[1:])
    if earlier:
        said = escape(plural("sheets.notes_earlier", len(notes) - 1, language))
        earlier = f'<details class="cq-twin"><summary>{said}</summary>{earlier}</details>'
    return f'<aside class="cq-analyst"><h2>{title}{mark}</h2>{_written(notes[0], language)}{earlier}</aside>'


def _written(note: Note, language: str, marked: bool = False) -> str:
    spoken = "fr" if language == "fr" or not note.text.en else "en"
    signed = escape(text("sheets.signed", language, author=note.author, day=day(note.written_on, language)))
    mark = f" {demo_tag(language)}" if marked and note.origin == "demo" else ""
    return f'<p lang="{spoken}">{escape(note.text.in_language(language))}</p><p class="cq-note">{signed}{mark}</p>'


def _locator(sheet: NeighbourhoodSheet, selection: Selection) -> str:
    language = selection.language
    known = answers.catalogue(selection.release)
    shapes = answers.outlines(selection.release)
    around = answers.surroundings(selection.release, selection.contract).get("neighbourhood", ())
    own = sheet.territory.territory
    found = locator(own, around, shapes, known.territories, selection.dark) or locator(
        sheet.whole.territory, around, shapes, known.territories, selection.dark
    )
    if found is None:
        return f'<p class="cq-note">{escape(text("sheets.locator_none", language))}</p>'
    communes = ", ".join(_name(s.territory, selection) for s in sheet.communes)
    alt = text("sheets.locator_alt", language, name=sheet.territory.name_in(language), communes=communes)
    names = "".join(f'<span style="left:{one.x}%;top:{one.y}%">{escape(one.name)}</span>' for one in found.names)
    caption = text("sheets.locator", language)
    if sheet.precision in {"approximate", "circle"}:
        caption = text("sheets.locator_approximate", language)
    own_drawn = geography.drawings(shapes, [own]).get(own, ())
    caption = f"{caption} {outline_credits(own_drawn, selection)}".strip()
    return (
        f'<figure class="cq-locator"><div>{picture(found.svg, alt, WIDTH, HEIGHT)}<div aria-hidden="true">{names}</div></div>'
        f'<figcaption class="cq-note">{escape(caption)}</figcaption></figure>'
    )


def neighbourhood_core(sheet: NeighbourhoodSheet, selection: Selection) -> None:
    """Draw the core indicators as one table."""
    language = selection.language
    reference = _name(selection.reference, selection)
    title = escape(text("sheets.core", language))
    said = escape(text("sheets.core_sub", language, reference=reference))
    head = f'<div class="cq-block"><h2>{title}</h2><p class="cq-sub">{said}</p></div>'
    if not sheet.core:
        block(head)
        nothing(text("sheets.core_none", language, name=sheet.territory.name_in(language)))
    else:
        linked(
            head + _core_table(sheet, selection) + _sources((c.indicator for c in sheet.core), selection),
            "neighbourhood-core",
        )


def _core_table(sheet: NeighbourhoodSheet, selection: Selection) -> str:
    language = selection.language
    columns = (("indicator", ""), ("value", "cq-right"), ("gap", "cq-right"), ("trend", "cq-trend"), ("status", ""))
    heads = "".join(
        f'<th scope="col" class="{css}">{escape(text(f"sheets.column.{key}", language))}</th>' for key, css in columns
    )
    rows, before = [], ""
    for card in sheet.core:
        rows.append(_core_row(card, card.indicator.axis != before, selection))
        before = card.indicator.axis
    caption = escape(text("sheets.core_caption", language, name=sheet.territory.name_in(language)))
    table = wide(
        f'<table class="cq-table cq-core"><caption class="cq-unseen">{caption}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table>",
        caption,
    )
    signs = [QUALITY_SIGNS.get(card.series.latest.status, "") for card in sheet.core if card.series.latest is not None]
    return table + signs_note(signs, language)


def _core_row(card: Card, is_first: bool, selection: Selection) -> str:
    language = selection.language
    known = answers.catalogue(selection.release)
    indicator, latest = card.indicator, card.series.latest
    value = when = ""
    if latest is not None and latest.value is not None:
        value = amount(latest.value, indicator.decimals, indicator.unit.symbol.in_language(language), language)
        when = short_period(latest.period, indicator.period_kind, language)
    contract = known.contracts[selection.contract]
    axis = known.axes[contract.framework, indicator.axis].short_name.in_language(language)
    name = link("indicator", escape(indicator.short_name.in_language(language)), indicator=indicator.indicator)
    under = escape(axis)
    if card.bearer != selection.main_territory:
        under += " · " + escape(
            text("cards.borne_by_named", language, name=known.territory_label(card.bearer, language))
        )
    demo = f" {demo_tag(language)}" if card.is_demo else ""
    breaks = answers.breaks(selection.release, language).get(indicator.indicator, ())
    sparkline = charts.sparkline(indicator, card.series.points, breaks, card.target, selection.dark)
    drawn = picture(sparkline, _trend_alt(card, language), 120, 32) if sparkline else ""
    return (
        f'<tr class="{"cq-first" if is_first else ""}" style="--axis:{answers.axis_colour(indicator.axis, selection)}">'
        f'<th scope="row">{name}<small>{under}{demo}</small></th>'
        f'<td class="cq-right cq-num"><b>{escape(value)}</b>{quality_sign(latest, selection)}<small>{escape(when)}</small></td>'
        f'<td class="cq-right cq-num">{_gap(card, selection)}</td>'
        f'<td class="cq-trend">{drawn}</td><td>{_verdict(card, selection)}</td></tr>'
    )


def _trend_alt(card: Card, language: str) -> str:
    """The change in words, for who does not see the line."""
    if card.change is None:
        return text("sheets.no_change", language)
    if not card.change.is_significant:
        return text("progress.not_significant", language)
    unit = card.indicator.unit.difference.in_language(language)
    moved = difference(card.change.difference, card.indicator.decimals, unit, language)
    return text("cards.since", language, change=moved, year=card.change.since.year)


def _gap(card: Card, selection: Selection) -> str:
    """The gap to the reference, its own period when it is older, and to whom when it is another territory."""
    language = selection.language
    found = answers.beside(card, selection)
    if found is None:
        why = "sheets.gap_count" if card.indicator.summable else "sheets.gap_none"
        return f'<span class="cq-muted">—<small>{escape(text(why, language))}</small></span>'
    unit = card.indicator.unit.difference.in_language(language)
    said = escape(difference(found.value, card.indicator.decimals, unit, language))
    notes = []
    if found.other:
        notes.append(text("sheets.gap_to", language, name=_name(found.other, selection)))
    if found.period is not None:
        notes.append(short_period(found.period, card.indicator.period_kind, language))
    tail = f"<small>{escape(' · '.join(notes))}</small>" if notes else ""
    return f"{said}{tail}"


def _verdict(card: Card, selection: Selection) -> str:
    """Status and target; of an indicator without one, why there is no status."""
    language = selection.language
    judged = card.judged
    if card.target is None and card.gap_target is None:
        key = "cards.context" if card.indicator.kind == "context" else "cards.no_target"
        return f'<span class="cq-muted">{escape(text(key, language))}</span>'
    goal = card.target or card.gap_target
    aim = ""
    if goal is not None:
        indicator, unit = card.indicator, card.indicator.unit
        if goal.measure == "level":
            value = amount(goal.value, indicator.decimals, unit.symbol.in_language(language), language)
            aim = text("progress.target", language, value=value)
        else:
            value = difference(goal.value, indicator.decimals, unit.difference.in_language(language), language)
            aim = text("progress.target_gap", language, value=value)
        aim = escape(text("sheets.aim", language, aim=aim, year=goal.deadline.year))
        if goal.origin == "demo":
            aim += f', <span class="cq-made-up">{escape(text("sheets.made_up", language))}</span>'
    if not card.has_status or card.indicator.direction == "none":
        return f'<span class="cq-muted">{escape(text("cards.context_word", language))}</span><small>{aim}</small>'
    why = ""
    if card.status == "not_assessable" and judged is not None:
        why = escape(text(f"reason.{judged.reason}", language)) + " · "
    return f"{status_sign(card.status, selection)}<small>{why}{aim}</small>"


def _sources(indicators: Iterable[Indicator], selection: Selection) -> str:
    """`Source : …` of several indicators, each producer once."""
    language = selection.language
    known = answers.catalogue(selection.release)
    names = []
    for one in indicators:
        source = known.sources.get(one.source)
        names.append(source.credit.in_language(language) if source else one.source)
    said = text("charts.list_separator", language).join(dict.fromkeys(names))
    return f'<p class="cq-note">{escape(text("figure.source", language, source=said.rstrip(".")))}</p>'


def _tile(view: AxisView, selection: Selection) -> str:
    """An axis in this neighbourhood: numbers of indicators by status, and how complete they are."""
    language = selection.language
    axis = view.axis.axis
    tally = answers.tally("axis", axis, selection, selection.main_territory)
    demo = demo_share(tally.demo, tally.known, language)
    title = link(axis, escape(view.axis.short_name.in_language(language)), "cq-tile-name")
    return (
        f'<section class="cq-tile" style="--axis:{answers.axis_colour(axis, selection)}"><h3>{title}</h3>'
        f'<ul>{status_links(axis, tally, selection)}</ul><p class="cq-note">{escape(complete(tally, language))} {demo}</p></section>'
    )


def euros(value: Decimal, language: str) -> str:
    """An amount to the cent: `17 917,89 €`."""
    return with_symbol(format_decimal(value, "#,##0.00", locale=language), "€", language)


def people(work: Action, language: str) -> str:
    """Beneficiaries reached over expected, with residents and women where they are known; `s` when they are too few."""
    secret = f'<span title="{escape(text("figure.absence.secret", language))}">s</span>'
    if "actual_beneficiaries" in work.secret:
        return secret
    if work.actual_beneficiaries is None:
        planned = work.planned_beneficiaries
        return escape(plural("sheets.planned", planned, language)) if planned is not None else "n.d."
    said = f"<b>{escape(number(work.actual_beneficiaries, 0, language))}</b>"
    if work.planned_beneficiaries is not None:
        said += " " + escape(
            text("sheets.of_planned", language, planned=number(work.planned_beneficiaries, 0, language))
        )
    parts = []
    if work.resident_beneficiaries is not None:
        parts.append(plural("sheets.residents", work.resident_beneficiaries, language))
    if work.women_beneficiaries is not None:
        parts.append(plural("sheets.women", work.women_beneficiaries, language))
    told = [escape(part) for part in parts]
    told += [
        text(f"sheets.secret.{part}", language, sign=secret)
        for part in ("residents", "women")
        if any(column.startswith(part.removesuffix("s")) for column in work.secret)
    ]
    return said + (f"<small>{', '.join(told)}</small>" if told else "")


def _work_signs(works: Iterable[Action]) -> Iterator[str]:
    """The signs that stand for money or people of these actions."""
    for work in works:
        if work.secret:
            yield ABSENCE_SIGNS["secret"]
        untold = (
            work.actual_beneficiaries is None
            and work.planned_beneficiaries is None
            and "actual_beneficiaries" not in work.secret
        )
        if untold or work.paid_eur is None:
            yield ABSENCE_SIGNS["not_available"]


def works_table(works: Iterable[Action], caption: str, selection: Selection) -> str:
    """Actions as a table: title with operator and objectives, state, money to the cent, beneficiaries.

    Rows carry the mark of demonstration where only some are; where all are, the heading does (`works_mark`).
    """
    language = selection.language
    columns = (("action", ""), ("planned", "cq-right"), ("paid", "cq-right"), ("people", "cq-right"), ("state", ""))
    heads = "".join(
        f'<th scope="col" class="{css}">{escape(text(f"sheets.column.{key}", language))}</th>' for key, css in columns
    )
    rows = []
    works = list(works)
    mixed = any(work.origin == "demo" for work in works) and any(work.origin != "demo" for work in works)
    for work in works:
        evaluated = text("sheets.not_evaluated", language)
        if work.evaluated_on is not None:
            evaluated = text("sheets.evaluated", language, day=day(work.evaluated_on, language))
        mark = f" {demo_tag(language)}" if mixed and work.origin == "demo" else ""
        paid = "n.d." if work.paid_eur is None else euros(work.paid_eur, language)
        planned = text("sheets.unfunded", language) if work.budget_eur is None else euros(work.budget_eur, language)
        under = " · ".join([work.operator, *work.objectives])
        rows.append(
            f'<tr><th scope="row">{escape(work.title.in_language(language))}{mark}<small>{escape(under)}</small></th>'
            f'<td class="cq-right cq-num">{escape(planned)}</td>'
            f'<td class="cq-right cq-num">{escape(paid)}</td><td class="cq-right cq-num">{people(work, language)}</td>'
            f"<td>{escape(text(f'sheets.state.{work.state}', language))}<small>{escape(evaluated)}</small></td></tr>"
        )
    table = wide(
        f'<table class="cq-table cq-works"><caption class="cq-unseen">{escape(caption)}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table>",
        escape(caption),
    )
    return table + signs_note(_work_signs(works), language)


def works_mark(works: Sequence[Action], language: str) -> str:
    """The mark of demonstration for the heading of a table of actions that are all made up; empty otherwise."""
    return demo_tag(language) if works and all(work.origin == "demo" for work in works) else ""


def neighbourhood_actions(sheet: NeighbourhoodSheet, selection: Selection) -> None:
    """Draw the actions of one year that concern the neighbourhood, with their money and their beneficiaries."""
    language = selection.language
    title = escape(text("sheets.actions", language))
    years = sorted({work.year for work in sheet.actions}, reverse=True)
    if not years:
        block(f'<div class="cq-block"><h2>{title}</h2></div>')
        nothing(text("sheets.actions_none", language, name=sheet.territory.name_in(language)))
        return
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    with right, st.container(horizontal=True, horizontal_alignment="right"):
        year = st.segmented_control(
            text("sheets.year", language), years, default=years[0], required=True, key="neighbourhood-year",
            label_visibility="collapsed", width="content",
        )  # fmt: skip
    chosen = [work for work in sheet.actions if work.year == year]
    live = [work for work in chosen if work.state != "cancelled"]
    planned = sum((work.planned_eur for work in live), Decimal(0))
    paid = [work.paid_eur for work in live if work.paid_eur is not None]
    said = plural("sheets.actions_sub", len(live), language, planned=euros(planned, language))
    if paid:
        said += ", " + text("sheets.actions_paid", language, paid=euros(sum(paid, Decimal(0)), language))
    if unpaid := sum(work.unpaid for work in live):
        said += ", " + plural("actions.step.unpaid", unpaid, language)
    with left:
        block(
            f'<div class="cq-block"><h2>{title}{works_mark(chosen, language)}</h2><p class="cq-sub">{escape(said)}</p></div>'
        )
    block(works_table(chosen, text("sheets.actions_caption", language, year=year or years[0]), selection))
    if any(len(work.territories) > 1 for work in chosen):
        block(f'<p class="cq-note">{escape(text("sheets.actions_shared", language))}</p>')


def neighbourhood_peers(sheet: NeighbourhoodSheet, selection: Selection) -> None:
    """Draw where the neighbourhood stands among those of its département, on official figures only."""
    language = selection.language
    department = _name(sheet.department, selection) if sheet.department else ""
    head = f'<div class="cq-block"><h2>{escape(text("sheets.peers", language))}</h2>'
    if not sheet.peers:
        block(head + "</div>")
        nothing(text("sheets.peers_none", language, name=sheet.whole.name))
        return
    said = text("sheets.peers_sub", language, department=department)
    if sheet.whole.territory != sheet.territory.territory:
        said += " " + text("sheets.peers_whole", language, name=sheet.whole.name)
    columns = (("indicator", ""), ("own", "cq-right"), ("median", "cq-right"), ("position", "cq-trend"), ("rank", ""))
    heads = "".join(
        f'<th scope="col" class="{css}">{escape(text(f"sheets.column.{key}", language))}</th>' for key, css in columns
    )
    rows = "".join(_peer_row(peer, selection) for peer in sheet.peers)
    caption = escape(text("sheets.peers", language))
    linked(
        f'{head}<p class="cq-sub">{escape(said)}</p></div>'
        + wide(
            f'<table class="cq-table cq-core"><caption class="cq-unseen">{caption}</caption>'
            f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>",
            caption,
        )
        + f'<p class="cq-note">{escape(text("sheets.peers_note", language))}</p>{_sources((p.indicator for p in sheet.peers), selection)}',
        "neighbourhood-peers",
    )


def rank_words(peer: Peer, language: str) -> str:
    """`19e valeur sur 42 quartiers`, counted from the highest; ties say so."""
    key = "sheets.rank_tied" if peer.is_tied else "sheets.rank"
    return text(key, language, rank=ordinal(peer.place, language), count=peer.count)


def _peer_row(peer: Peer, selection: Selection) -> str:
    language = selection.language
    indicator = peer.indicator
    symbol = indicator.unit.symbol.in_language(language)

    def said(value: float) -> str:
        return escape(amount(value, indicator.decimals, symbol, language))

    when = period(peer.period, indicator.period_kind, language)
    alt = text("sheets.strip_alt", language, count=peer.count)
    name = link("indicator", escape(indicator.short_name.in_language(language)), indicator=indicator.indicator)
    return (
        f'<tr style="--axis:{answers.axis_colour(indicator.axis, selection)}"><th scope="row">{name}<small>{escape(when)}</small></th>'
        f'<td class="cq-right cq-num"><b>{said(peer.value)}</b></td><td class="cq-right cq-num">{said(peer.median)}</td>'
        f'<td class="cq-trend">{picture(strip(peer.values, peer.value, selection.dark, STRIP_WIDTH), alt, STRIP_WIDTH, 20)}</td>'
        f"<td>{escape(rank_words(peer, language))}</td></tr>"
    )
