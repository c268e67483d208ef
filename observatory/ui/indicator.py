"""The sheet of an indicator: what it is, how it moves, where all neighbourhoods stand, what it serves, where it comes from."""

from datetime import date
from decimal import Decimal
from functools import lru_cache
from html import escape
from statistics import median

import streamlit as st

from observatory import answers, tables
from observatory.answers import IndicatorSheet
from observatory.catalogue import Indicator
from observatory.charts import Figure, ranking
from observatory.charts.ranking import Mark
from observatory.exports.about import About, about
from observatory.exports.pages import Picture, picture
from observatory.exports.svg import inside
from observatory.exports.xlsx import Sheet
from observatory.formats import period, year_runs
from observatory.selection import Selection
from observatory.series import Reading, Series, origins, spreads
from observatory.texts import plural, text

# The chart and its table are those of the axis page, so that an indicator looks the same wherever it is met.
from observatory.ui.axis import indicator_chart, indicator_table, shown_table, source_line
from observatory.ui.downloads import PICTURE_WIDTH, picture_buttons
from observatory.ui.dress import origin_tags, source_title
from observatory.ui.judgements import analysing, commenting
from observatory.ui.neighbourhood import analyst_notes, euros, works_mark, works_table
from observatory.ui.panel import block, nothing, plot

CHOICE, LINKED = "indicator-choice", "indicator-linked"
RANKING_WIDTH, SPREAD_WIDTH = 580, 380
WORKS_SHOWN = 6
SHORT_LIST = 20
"""Territories up to which a ranking is no higher than what stands beside it."""


@lru_cache(maxsize=4)
def _offered(release: str) -> tuple[str, ...]:
    """All indicators in the order of the axes, a breakdown's categories after their whole."""
    known = answers.catalogue(release)
    order = {name: place for place, name in enumerate(dict.fromkeys(axis for _, axis in known.axes))}
    return tuple(
        sorted(known.indicators, key=lambda i: (order.get(known.indicators[i].axis, 99), _family(known.indicators[i])))
    )


def _family(indicator: Indicator) -> tuple[str, bool, str]:
    return (indicator.parent or indicator.indicator, bool(indicator.parent), indicator.indicator)


def _default(selection: Selection) -> str:
    """The first core indicator that has official figures of neighbourhoods."""
    known = answers.catalogue(selection.release)
    dates = answers.periods(selection.release, False)
    offered = _offered(selection.release)
    return next(
        (
            i
            for i in offered
            if known.indicators[i].core and (i, "neighbourhood") in dates and not known.indicators[i].parent
        ),
        offered[0],
    )


def _chosen() -> None:
    st.query_params["indicator"] = st.session_state[CHOICE]
    st.session_state[LINKED] = st.session_state[CHOICE]


def indicator_choice(selection: Selection) -> str:
    """Draw the title and the search in the catalogue; the code chosen there, else the link's `indicator`."""
    language = selection.language
    known = answers.catalogue(selection.release)
    linked = st.query_params.get("indicator", "")
    state = st.session_state
    if linked in known.indicators and state.get(LINKED) != linked:
        state[CHOICE] = linked
    elif state.get(CHOICE) not in known.indicators:
        state[CHOICE] = linked if linked in known.indicators else _default(selection)
    state[LINKED] = linked
    contract = known.contracts[selection.contract]

    def label(code: str) -> str:
        found = known.indicators[code]
        axis = known.axes[contract.framework, found.axis].short_name.in_language(language)
        return f"{found.name.in_language(language)} · {axis} · {code}"

    left, right = st.columns([2, 5], gap="medium", vertical_alignment="center")
    with left:
        block(f'<div class="cq-head"><h1>{escape(text("frame.page.indicator", language))}</h1></div>')
    with right:
        code = st.selectbox(
            text("sheets.choose", language),
            _offered(selection.release),
            format_func=label,
            key=CHOICE,
            on_change=_chosen,
            label_visibility="collapsed",
            icon=":material/search:",
        )
    if linked and linked not in known.indicators:
        nothing(text("sheets.unknown_indicator", language, code=linked))
    return code


def indicator_figures(sheet: IndicatorSheet, selection: Selection) -> None:
    """Draw the chart of the axis page beside what the indicator is."""
    left, right = st.columns([3, 2], gap="medium")
    with left:
        if sheet.is_of_schools and not sheet.card.known:
            title = escape(sheet.indicator.name.in_language(selection.language))
            block(f'<div class="cq-block"><h2>{title}</h2></div>')
            nothing(text("sheets.of_schools", selection.language))
        else:
            indicator_chart(sheet.view, sheet.card, selection)
            if sheet.card.known:
                commenting(sheet.card, selection)
        analysing("indicator", sheet.indicator.indicator, selection)
    with right:
        block(_identity(sheet, selection))
        if sheet.notes:
            block(analyst_notes(sheet.notes, selection))


def _identity(sheet: IndicatorSheet, selection: Selection) -> str:
    language = selection.language
    known = answers.catalogue(selection.release)
    one = sheet.indicator
    unit = _unit(one, language)
    parent = known.indicators.get(one.parent)
    rows = [
        ("definition", one.definition.in_language(language)),
        ("part_of_whole", parent.name.in_language(language) if parent else ""),
        ("unit", unit),
        ("kind", text(f"sheets.kind.{one.kind}", language)),
        ("direction", text(f"sheets.direction.{one.direction}", language)),
        ("level", text(f"sheets.level.{one.finest_level}", language)),
        ("secrecy", _secrecy(one.secrecy_rule, selection)),
        ("frequency", text(f"sheets.frequency.{one.frequency}", language)),
        ("next", next_words(sheet, language, date.today())),
    ]
    body = "".join(
        f"<dt>{escape(text(f'sheets.fact.{key}', language))}</dt><dd>{escape(said)}</dd>" for key, said in rows if said
    )
    title = escape(text("sheets.identity", language))
    return f'<div class="cq-block"><h2>{title}</h2></div><dl class="cq-facts">{body}</dl>'


def _unit(indicator: Indicator, language: str) -> str:
    """The unit in words; an index and a ratio have none."""
    if indicator.unit.unit in {"index", "ratio"}:
        return text("sheets.unit_none", language)
    return indicator.unit.symbol.in_language(language) or text("unit.count", language)


def _secrecy(rule: str, selection: Selection) -> str:
    found = next((r for r in answers.secrecy_rules(selection.release) if r.rule == rule), None)
    if found is None:
        return text("sheets.no_secrecy", selection.language)
    return found.text_en if selection.language == "en" else found.text_fr


def next_words(sheet: IndicatorSheet, language: str, today: date) -> str:
    """What should come next if the producer keeps its pace, never a promise; or what should have come by today."""
    known = [dates[-1] for dates in sheet.available.values() if dates]
    if not known:
        return text("sheets.next_never", language)
    last = period(max(known), sheet.indicator.period_kind, language)
    expected = answers.next_period(sheet)
    if expected is None:
        return text("sheets.next_irregular", language, last=last)
    kind = sheet.indicator.period_kind
    said = period(expected, kind, language)
    # A year is over on its last day, whatever the day that its figures bear.
    if (date(expected.year, 12, 31) if kind == "year" else expected) < today:
        return text("sheets.next_past", language, expected=said, last=last)
    form = {"year": "year", "school_year": "school_year"}.get(kind, "date")
    return text("sheets.next", language, expected=text(f"sheets.next_{form}", language, date=said), last=last)


def indicator_ranking(sheet: IndicatorSheet, selection: Selection) -> None:
    """Draw all neighbourhoods from the highest figure to the lowest, and how they spread year after year."""
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _ranking(sheet, selection)
    # A short list leaves room below it; a long one has all that on its side.
    readings, _ = _places(sheet, selection)
    with right:
        _spread(sheet, selection)
    with right if len(readings) > SHORT_LIST else left:
        _vintages(sheet, selection)
        _objectives(sheet, selection)


def _places(sheet: IndicatorSheet, selection: Selection) -> tuple[tuple[Reading, ...], dict[str, str]]:
    """Readings to rank, a part left out beside its whole, and their names."""
    known = answers.catalogue(selection.release)
    readings = sheet.ranked.given if sheet.ranked else ()
    held = {r.territory for r in readings}
    kept = tuple(
        r
        for r in readings
        if known.territories[r.territory].level != "neighbourhood_part" or not held & set(known.ancestors(r.territory))
    )
    return kept, {r.territory: known.territory_label(r.territory, selection.language) for r in kept}


def _ranking(sheet: IndicatorSheet, selection: Selection) -> None:
    language = selection.language
    indicator = sheet.indicator
    readings, names = _places(sheet, selection)
    if sheet.ranked is None or not any(r.value is not None for r in readings):
        block(f'<div class="cq-block"><h2>{escape(text("sheets.ranking", language))}</h2></div>')
        key = "sheets.ranking_schools" if sheet.is_of_schools else "sheets.ranking_none"
        nothing(text(key, language, level=text(f"sheets.level.{indicator.finest_level}", language)))
        return
    when = period(sheet.ranked.period, indicator.period_kind, language)
    unit = _unit(indicator, language)
    mark = _mark(sheet, readings, selection)
    title = text(f"sheets.ranking.{'commune' if sheet.ranked.level == 'commune' else 'neighbourhood'}", language)
    subtitle = text("sheets.ranking_sub", language, when=when, unit=unit)
    given = origins(readings)
    marks = origin_tags(given | {"demo"} if sheet.is_demo else given, language)
    block(f'<div class="cq-block"><h2>{escape(title)}{marks}</h2><p class="cq-sub">{escape(subtitle)}</p></div>')
    main = sheet.card.bearer if sheet.card.bearer in names else selection.main_territory
    own = [main, *selection.territories[: answers.MAX_LINES]]
    summary = ranking.ranking_summary(indicator, readings, mark, main, when, names, language)

    def drawn(width: int) -> Figure:
        return ranking.ranking(indicator, readings, mark, own, names, language, selection.dark, width_hint=width)

    plot(drawn(RANKING_WIDTH), "ranking", summary)
    notes = [source_line(indicator, given, answers.catalogue(selection.release), language)]
    if indicator.summable:
        notes.insert(0, text("sheets.count_note", language))
    block("".join(f'<p class="cq-note">{escape(note)}</p>' for note in (summary, *notes)))

    def leaving() -> Picture:
        told = _about(sheet, any(r.status == "secret" for r in readings), sheet.is_demo, selection)
        return picture(
            drawn(inside(PICTURE_WIDTH)), told.title, f"{title} · {subtitle}", summary, notes, told,
            dark=selection.dark, width=PICTURE_WIDTH, is_marked=True,
        )  # fmt: skip

    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.caption(text("exports.download", language), width="content")
        picture_buttons(f"cap-quartiers-{indicator.indicator.lower()}-ranking", "ranking", leaving, language)
    box = st.expander(text("table.open", language), key="table", on_change="rerun", icon=":material/table:")
    if box.open:
        with box:
            spread = [_spread_table(sheet, selection)] if _has_spread(sheet) else []
            indicator_table(sheet.view, sheet.card, selection, spread)


def _about(sheet: IndicatorSheet, has_secret: bool, is_demo: bool, selection: Selection) -> About:
    known = answers.catalogue(selection.release)
    return about(
        sheet.indicator.name.in_language(selection.language), [sheet.indicator], selection, known,
        answers.last_published(selection.release), is_demo=is_demo, has_secret=has_secret,
    )  # fmt: skip


def _mark(sheet: IndicatorSheet, readings: tuple[Reading, ...], selection: Selection) -> Mark | None:
    """The reference chosen in the frame where it has a comparable figure, else the median of what is ranked."""
    if sheet.reference is not None:
        name = answers.catalogue(selection.release).territory_label(selection.reference, selection.language)
        return Mark(name, sheet.reference, True)
    values = [r.value for r in readings if r.value is not None]
    if len(values) < 2:
        return None
    return Mark(text("sheets.median", selection.language), median(values), False)


def _spread(sheet: IndicatorSheet, selection: Selection) -> None:
    language = selection.language
    indicator = sheet.indicator
    if not _has_spread(sheet):
        return
    known = answers.catalogue(selection.release)
    names = {} if sheet.is_of_schools else {
        s.territory: known.territory_label(s.territory, language) for s in sheet.everywhere
    }  # fmt: skip
    own = _own(sheet)
    unit = _unit(indicator, language)
    name = known.territory_label(sheet.card.bearer, language) if own else ""
    title = text("sheets.spread_title", language)
    subtitle = text("sheets.spread_sub" if own else "sheets.spread_sub_unnamed", language, unit=unit, name=name)
    given = origins(p for s in sheet.everywhere for p in s.points)
    block(
        f'<div class="cq-block"><h2>{escape(title)}{origin_tags(given, language)}</h2>'
        f'<p class="cq-sub">{escape(subtitle)}</p></div>'
    )
    summary = ranking.distribution_summary(indicator, sheet.everywhere, language)
    figure = ranking.distribution(indicator, sheet.everywhere, own, names, language, selection.dark)
    plot(figure, "distribution", summary)
    block(f'<p class="cq-note">{escape(summary)}</p>')

    def leaving() -> Picture:
        hidden = any(p.status == "secret" for s in sheet.everywhere for p in s.points)
        told = _about(sheet, hidden, "demo" in given, selection)
        return picture(
            figure, told.title, f"{title} · {subtitle}", summary, [source_line(indicator, given, known, language)], told,
            dark=selection.dark, width=PICTURE_WIDTH, is_marked=True,
        )  # fmt: skip

    box = st.expander(
        text("sheets.spread_open", language), key="spread-table", on_change="rerun", icon=":material/table:"
    )
    if box.open:
        with box:
            table = _spread_table(sheet, selection).table
            shown_table(table, indicator, title, f"{indicator.indicator}-spread", selection, "distribution", leaving)


def _own(sheet: IndicatorSheet) -> Series | None:
    """The series of the card among all those that spread; schools have none of their own."""
    return (
        None if sheet.is_of_schools else next((s for s in sheet.everywhere if s.territory == sheet.card.bearer), None)
    )


def _has_spread(sheet: IndicatorSheet) -> bool:
    return any(s.published() for s in sheet.everywhere)


def _spread_table(sheet: IndicatorSheet, selection: Selection) -> Sheet:
    """The table of the distribution, under the name that it has in the page's files."""
    known, language = answers.catalogue(selection.release), selection.language
    table = tables.spread_table(sheet.indicator, spreads(sheet.everywhere), _own(sheet), known, language)
    return Sheet(text("sheets.spread_title", language), table, sheet.indicator.decimals)


def _vintages(sheet: IndicatorSheet, selection: Selection) -> None:
    """Source with licence and link, years available by level, breaks."""
    language = selection.language
    known = answers.catalogue(selection.release)
    one = sheet.indicator
    source = known.sources.get(one.source)
    said = escape(one.source)
    if answers.awaits_file(one, selection.release, selection.show_demo):
        said = escape(text("cards.awaited", language))
    elif source is not None:
        said = source_title(source, language)
        tail = ", ".join(filter(None, (source.publisher, source.licence)))
        said += f"<small>{escape(tail)}</small>"
    years = "".join(
        f'<li>{escape(text(f"sheets.level.{level}", language))} <span class="cq-muted cq-num">{escape(year_runs(dates))}</span></li>'
        for level, dates in sheet.available.items()
        if dates
    )
    if one.min_vintage_gap > 1:
        years += f'<li class="cq-muted">{escape(text("sheets.vintage_gap", language, years=one.min_vintage_gap))}</li>'
    cuts = "".join(f'<li><b class="cq-num">{cut.period.year}</b> {escape(cut.text)}</li>' for cut in sheet.cuts)
    rows = [
        ("source", said),
        ("vintages", f"<ul>{years}</ul>" if years else escape(text("axis.never_imported", language))),
        ("breaks", f"<ul>{cuts}</ul>" if cuts else escape(text("sheets.no_break", language))),
    ]
    body = "".join(f"<dt>{escape(text(f'sheets.fact.{key}', language))}</dt><dd>{value}</dd>" for key, value in rows)
    block(
        f'<div class="cq-block"><h2>{escape(text("sheets.provenance", language))}</h2></div><dl class="cq-facts">{body}</dl>'
    )


def _objectives(sheet: IndicatorSheet, selection: Selection) -> None:
    """The objectives that the indicator follows, in the contract's own words."""
    language = selection.language
    title = escape(text("sheets.objectives", language))
    if not sheet.serves:
        block(f'<div class="cq-block"><h2>{title}</h2></div><p>{escape(text("sheets.objectives_none", language))}</p>')
        return
    items = []
    for objective, has_result in sheet.serves:
        label = f"{objective.objective} · {objective.label.in_language(language)}"
        wording = f'<blockquote lang="fr">{escape(objective.wording)}</blockquote>'
        only = "" if has_result else f'<p class="cq-note">{escape(text("sheets.only_output", language))}</p>'
        items.append(f"<li><h3>{escape(label)}</h3>{wording}{only}</li>")
    block(f'<div class="cq-block"><h2>{title}</h2></div><ul class="cq-objectives">{"".join(items)}</ul>')


def indicator_uses(sheet: IndicatorSheet, selection: Selection) -> None:
    """Draw the actions of the objectives that the indicator follows."""
    block(_works(sheet, selection))


def _works(sheet: IndicatorSheet, selection: Selection) -> str:
    language = selection.language
    title = escape(text("sheets.works", language))
    if not sheet.works:
        return f'<div class="cq-block"><h2>{title}</h2></div><p>{escape(text("sheets.works_none", language))}</p>'
    live = [work for work in sheet.works if work.state != "cancelled"]
    planned = sum((work.planned_eur for work in live), Decimal(0))
    first, last = min(w.year for w in sheet.works), max(w.year for w in sheet.works)
    money = euros(planned, language)
    said = plural("sheets.works_sub", len(live), language, first=first, last=last, planned=money)
    if first == last:
        said = plural("sheets.works_year", len(live), language, year=first, planned=money)
    shown = sheet.works[:WORKS_SHOWN]
    more = ""
    if len(sheet.works) > len(shown):
        more = f'<p class="cq-note">{escape(plural("sheets.works_more", len(sheet.works) - len(shown), language))}</p>'
    caption = text("sheets.works", language)
    return (
        f'<div class="cq-block"><h2>{title}{works_mark(shown, language)}</h2><p class="cq-sub">{escape(said)}</p></div>'
        f"{works_table(shown, caption, selection)}{more}"
    )
