"""What one axis needs and the others do not: breakdowns, schools, offences, facilities."""

from collections.abc import Iterable, Sequence
from html import escape

from observatory import answers, charts
from observatory.answers import Comparison
from observatory.catalogue import Indicator
from observatory.formats import ABSENCE_SIGNS, difference, number, period
from observatory.selection import Selection
from observatory.series import Point, Series, origins
from observatory.texts import text
from observatory.ui.absence import out_of_years
from observatory.ui.axis import borne_by, source_line
from observatory.ui.dress import demo_tag, drawing, origin_tags, signs_note
from observatory.ui.panel import block, columns, kept, nothing, panel
from observatory.ui.passages import carried_notes

_ONE_LINE = 18
"""Letters of a bar's name that stay on one line."""


def breakdown(parent: str, breakdowns: Sequence[str], selection: Selection) -> None:
    """Categories of an indicator along each breakdown, side by side."""
    with panel("breakdown"):
        kept(_categories, parent, tuple(breakdowns), selection)


def _categories(parent: str, breakdowns: tuple[str, ...], selection: Selection) -> None:
    language = selection.language
    known = answers.catalogue(selection.release)
    indicator = known.indicators[parent]
    breaks = answers.breaks(selection.release, language)
    every = {name: answers.categories(parent, name, selection) for name in breakdowns}
    lines = [series for found in every.values() for _, series in found]
    bearers = tuple(dict.fromkeys(one.territory for one in lines)) or (selection.main_territory,)
    shown = ", ".join(known.territory_label(bearer, language) for bearer in bearers)
    block(
        f'<div class="cq-block"><h2>{escape(text("profile.breakdown", language, name=indicator.name.in_language(language)))}</h2>'
        f'<p class="cq-sub">{escape(shown)}</p></div>'
    )
    for (name, found), column in zip(every.items(), columns([1] * len(every)), strict=True):
        with column:
            title = text(f"profile.by.{name}", language)
            # A whole may be counted where its categories are shares of it.
            unit = (found[0][0].unit.symbol.in_language(language) or text("unit.count", language)) if found else ""
            said = f' <span class="cq-muted">· {escape(unit)}</span>' if unit else ""
            block(f"<p><b>{escape(title)}</b>{said}</p>")
            if not found:
                members = [one for one in known.categories(parent) if one.breakdown == name]
                outside = answers.last_outside(members, selection)
                said = out_of_years(outside, indicator.period_kind, selection)
                nothing(f"{said}." if said else text("profile.no_breakdown", language))
                continue
            summary = charts.breakdown_summary(indicator, found, title, language)
            drawn = charts.breakdown_bars(indicator, found, breaks, language, selection.dark)
            bars = _bars(drawn, title, language) if drawn else ""
            signs = signs_note((word for bar in drawn.bars for word in bar.value.split()), language) if drawn else ""
            twin = _breakdown_table(found, title, language)
            block(f'{bars}{signs}<p class="cq-note">{escape(summary)}</p>{twin}')
    notes = [note for bearer in bearers for note in borne_by(bearer, selection)]
    # Categories are carried from earlier perimeters alike: each sentence is said once.
    notes += dict.fromkeys(carried_notes(lines, selection))
    given = origins(point for one in lines for point in one.points)
    notes.append(source_line(indicator, given, known, language))
    block("".join(f'<p class="cq-note">{escape(note)}</p>' for note in notes))


def _bars(drawn: charts.Bars, title: str, language: str) -> str:
    """Bars as a table of their names, lengths and figures: the style sheet draws them, at no cost to the page."""
    mark = f" {demo_tag(language)}" if drawn.is_demo else ""
    moves, turns = any(bar.change for bar in drawn.bars), any(bar.trend for bar in drawn.bars)
    heads = [
        f'<th scope="col">{escape(text(f"{name}", language))}</th>' for name in ("profile.category", "table.value")
    ]
    heads.insert(1, "<td></td>")
    if moves:
        heads.append(f'<th scope="col">{escape(text("profile.moved", language))}</th>')
    if turns:
        heads.append("<td></td>")
    rows = "".join(_bar(bar, moves, turns) for bar in drawn.bars)
    return (
        f'<table class="cq-bars" aria-label="{escape(title)}"><caption>{escape(drawn.key)}{mark}</caption>'
        f'<thead class="cq-unseen"><tr>{"".join(heads)}</tr></thead><tbody>{rows}</tbody></table>'
    )


def _bar(bar: charts.Bar, moves: bool, turns: bool) -> str:
    wraps = ' class="cq-bar-long"' if len(bar.name) > _ONE_LINE else ""
    places = f"--from:{bar.start:.4f};--to:{bar.end:.4f}"
    css = "cq-bar"
    if bar.earlier is not None:
        places += f";--was:{bar.earlier:.4f}"
        css += " cq-bar-was"
    value = f"<b>{escape(bar.value)}</b>" if bar.is_known else f'<span class="cq-muted">{escape(bar.value)}</span>'
    moved = f'<td class="cq-num cq-muted">{escape(bar.change)}</td>' if moves else ""
    trend = f'<td class="cq-bar-trend">{bar.trend and drawing(bar.trend, *charts.TREND)}</td>' if turns else ""
    return (
        f'<tr title="{escape(bar.note)}"><th scope="row"{wraps}>{escape(bar.name)}</th>'
        f'<td><div class="{css}" style="{places}"></div></td><td class="cq-num">{value}</td>{moved}{trend}</tr>'
    )


def _breakdown_table(categories: Sequence[tuple[Indicator, Series]], title: str, language: str) -> str:
    """The table twin of a breakdown's chart, folded away."""
    table = charts.breakdown_table(categories, language)
    heads = "".join(f'<th scope="col" class="cq-right">{escape(period)}</th>' for period in table.periods)
    rows = "".join(
        f'<tr><th scope="row">{escape(name)}</th>'
        + "".join(f'<td class="cq-right cq-num">{escape(value)}</td>' for value in values)
        + "</tr>"
        for name, values in table.rows
    )
    said = escape(title)
    return (
        f'<details class="cq-twin"><summary>{escape(text("profile.as_table", language))}</summary>'
        f'<div class="cq-wide" tabindex="0" role="region" aria-label="{said}"><table class="cq-table" aria-label="{said}">'
        f'<thead><tr><th scope="col">{said}</th>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'
        f"{signs_note((word for _, values in table.rows for value in values for word in value.split()), language)}</details>"
    )


def _absence(point: Point | None) -> str:
    """The status of a figure that a table has a sign for; empty where it has a value."""
    if point is not None and point.value is not None:
        return ""
    return point.status if point is not None and point.status in ABSENCE_SIGNS else "not_available"


def _signs(points: Iterable[Point | None], language: str) -> str:
    """What the signs in the cells of these figures mean."""
    return signs_note((ABSENCE_SIGNS[status] for point in points if (status := _absence(point))), language)


def _cell(point: Point | None, decimals: int, language: str) -> str:
    """A figure of a table, or the sign that says why it is missing, explained on hover."""
    status = _absence(point)
    if status or point is None or point.value is None:
        return f'<td class="cq-right cq-num" title="{escape(text(f"figure.absence.{status}", language))}">{ABSENCE_SIGNS[status]}</td>'
    return f'<td class="cq-right cq-num">{escape(number(point.value, decimals, language))}</td>'


def _shown(series: Series | None) -> Point | None:
    """The last point that has a value, else the last one, which says why it has none."""
    if series is None or not series.points:
        return None
    return series.latest or series.points[-1]


def _comparison_table(
    rows: Sequence[Comparison], territories: Sequence[str], with_change: bool, selection: Selection
) -> None:
    language = selection.language
    known = answers.catalogue(selection.release)
    heads = "".join(
        f'<th scope="col" class="cq-right">{escape(known.territory_label(t, language))}</th>' for t in territories
    )
    if with_change:
        said = text("profile.change", language, territory=known.territory_label(territories[0], language))
        heads += f'<th scope="col" class="cq-right">{escape(said)}</th>'
    lines = []
    for row in rows:
        unit = row.indicator.unit.symbol.in_language(language)
        # A rate's full name says what it is out of: burglaries are counted per 1,000 dwellings, not inhabitants.
        name = (row.indicator.name if unit else row.indicator.short_name).in_language(language)
        cells = "".join(_cell(_shown(row.series.get(t)), row.indicator.decimals, language) for t in territories)
        if with_change:
            moved = row.change
            said = ""
            if moved is not None and not moved.is_significant:
                said = text("progress.not_significant", language)
            elif moved is not None:
                said = difference(
                    moved.difference,
                    row.indicator.decimals,
                    row.indicator.unit.difference.in_language(language),
                    language,
                )
                said = text("cards.since", language, change=said, year=moved.since.year)
            cells += f'<td class="cq-right cq-num">{escape(said)}</td>'
        label = escape(name) + (f' <span class="cq-muted">({escape(unit)})</span>' if unit else "")
        lines.append(f'<tr><th scope="row" style="font-weight:400">{label}</th>{cells}</tr>')
    signs = _signs((_shown(row.series.get(t)) for row in rows for t in territories), language)
    block(
        f'<table class="cq-table"><thead><tr><th scope="col">{escape(text("table.indicator", language))}</th>{heads}</tr></thead>'
        f"<tbody>{''.join(lines)}</tbody></table>{signs}"
    )


def _nothing(asked: Sequence[str], have: Sequence[str], selection: Selection) -> None:
    """Say which territories were asked about, for which years, and which others of the contract have figures."""
    language = selection.language
    said = text(
        "profile.nothing",
        language,
        names=_names(asked, selection),
        years="–".join(dict.fromkeys((str(selection.first_year), str(selection.last_year)))),
    )
    more = text("profile.nothing_but", language, names=_names(have, selection)) if have else ""
    nothing(f"{said} {more}".rstrip())


def _names(codes: Sequence[str], selection: Selection) -> str:
    known = answers.catalogue(selection.release)
    return ", ".join(known.territory_label(code, selection.language) for code in codes)


def _compared(
    title: str,
    rows: Sequence[Comparison],
    territories: Sequence[str],
    with_change: bool,
    selection: Selection,
    asked: Sequence[str] = (),
    elsewhere: Sequence[str] = (),
) -> None:
    """A table of indicators by territory; asked: the territories named where there is no figure, elsewhere: those that have some."""
    language = selection.language
    known = answers.catalogue(selection.release)
    shown = [row for row in rows if any(row.series[t].latest for t in row.series)]
    latest = [s.latest for row in shown for s in row.series.values() if s.latest]
    given = origins(latest)
    when = ""
    if latest:
        last = max(p.period for p in latest)
        when = period(last, shown[0].indicator.period_kind, language)
    block(
        f'<div class="cq-block"><h2>{escape(title)}{origin_tags(given, language)}</h2><p class="cq-sub">{escape(when)}</p></div>'
    )
    if not shown:
        _nothing(asked or territories, elsewhere, selection)
        return
    _comparison_table(shown, territories, with_change, selection)
    block(f'<p class="cq-note">{escape(source_line(shown[0].indicator, given, known, language))}</p>')


def offences(selection: Selection) -> None:
    """Recorded offences of the département by class, beside the region: context, never a status."""
    rows, territories = answers.offences(selection)
    _compared(text("profile.offences", selection.language), rows, territories, True, selection)
    block(f'<p class="cq-note">{escape(text("profile.offences_note", selection.language))}</p>')


def facilities(selection: Selection, axis: str) -> None:
    """Facilities counted in the communes of the chosen neighbourhoods."""
    found, language = answers.facilities(axis, selection), selection.language
    title = text(f"profile.facilities.{axis}", language)
    _compared(title, found.rows, found.territories, False, selection, found.without, found.elsewhere)
    notes = []
    if found.left_out:
        notes.append(text("profile.left_out", language, names=_names(found.left_out, selection)))
    if found.territories and found.without:
        notes.append(text("profile.without", language, names=_names(found.without, selection)))
    if notes:
        block("".join(f'<p class="cq-note">{escape(note)}</p>' for note in notes))


def schools(selection: Selection) -> None:
    """Collèges and lycées of the communes concerned: social position index, its spread and pupils."""
    language = selection.language
    known = answers.catalogue(selection.release)
    rows = answers.schools(selection)
    kind = known.indicators["EDU-20"].period_kind
    when = sorted({row.period for row in rows if row.period is not None})
    said = [*(period(one, kind, language) for one in when), text("profile.schools_order", language)]
    sub = text("profile.schools_sub", language, when=", ".join(said))
    block(
        f'<div class="cq-block"><h2>{escape(text("profile.schools", language))}</h2><p class="cq-sub">{escape(sub)}</p></div>'
    )
    if not rows:
        _nothing(*answers.school_communes(selection), selection)
        return
    heads = "".join(
        f'<th scope="col"{" class=cq-right" if right else ""}>{escape(text(f"table.{key}", language))}</th>'
        for key, right in (
            ("school", False),
            ("communes", False),
            ("ips", True),
            ("ips_spread", True),
            ("pupils", True),
        )
    )
    body = "".join(
        f'<tr><th scope="row" style="font-weight:400">{escape(known.territory_label(row.territory, language))}</th>'
        f"<td>{escape(known.territory_label(row.commune, language))}</td>"
        + "".join(_cell(point, d, language) for point, d in ((row.ips, 1), (row.spread, 1), (row.pupils, 0)))
        + "</tr>"
        for row in rows
    )
    signs = _signs((point for row in rows for point in (row.ips, row.spread, row.pupils)), language)
    block(f'<table class="cq-table"><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>{signs}')
    median = answers.schools_median(selection)
    if median is not None:
        note = text(
            "profile.schools_median",
            language,
            place=", ".join(known.territory_label(code, language) for code in median.territories),
            when=period(median.period, kind, language),
            value=number(median.value, known.indicators["EDU-20"].decimals, language),
        )
        block(f'<p class="cq-note">{escape(note)}</p>')
    block(
        f'<p class="cq-note">{escape(source_line(known.indicators["EDU-20"], origins(row.ips for row in rows if row.ips is not None), known, language))}</p>'
    )
