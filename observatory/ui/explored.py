"""What an exploration found: one chart or table a view, its twin as a table and files, and what changed since a past day."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from html import escape
from itertools import islice
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from observatory import answers, charts, tables
from observatory.answers import Difference, Explored
from observatory.catalogue import Bilingual, Indicator
from observatory.charts import explore as drawings
from observatory.charts.explore import Bar, Dot
from observatory.charts.layout import at_period
from observatory.charts.lines import amendment, target_amount
from observatory.charts.target import drawn_breaks
from observatory.explore import (
    NO_INDEX,
    Exploration,
    is_of_one_moment,
    measured,
    measured_indicator,
    sentence,
    territories,
)
from observatory.exports.about import About, definitions
from observatory.exports.pages import Picture, picture
from observatory.exports.svg import inside
from observatory.exports.xlsx import Sheet, xlsx_bytes
from observatory.formats import amount, day, number, period, short_period
from observatory.selection import Selection
from observatory.series import Point, Series, Target
from observatory.texts import plural, text
from observatory.ui.axis import source_line
from observatory.ui.downloads import PICTURE_WIDTH, TYPES, picture_buttons, sheet_csv
from observatory.ui.dress import demo_tag, sign_columns, signs_note
from observatory.ui.explored_tables import (
    Question,
    difference_table,
    long_table,
    moment,
    moments,
    pair_table,
    pivot_table,
    rank_table,
    sheet_name,
)
from observatory.ui.panel import block, nothing, plot
from observatory.ui.passages import carried_notes

if TYPE_CHECKING:
    from pandas.io.formats.style import Styler

WIDTH, HEIGHT = 960, 400
MOST_FRAMES = 30
MOST_ROWS = 500
"""Rows of a table that are sent to the browser; the file holds all."""
MOST_DIFFERENCES = 50
"""Rows of the table of what changed since a day; the file holds all."""
MOST_COLUMNS = 40
"""Columns of figures that are sent to the browser; the file holds all."""
WIDEST_SHEET = 16_000
"""Columns of figures of a sheet of a workbook, which holds 16,384 in all."""


def results(found: Explored, state: Exploration, selection: Selection) -> None:
    """Draw what was found, or say what was asked and why there is nothing."""
    known = answers.catalogue(selection.release)
    asked = Question(state, found, selection, known)
    if state.view == "rank" and state.level == "school":
        nothing(text("explore.no_school_rank", selection.language))
        return
    drawn = {"lines": _lines, "rank": _rank, "scatter": _scatter, "multiples": _multiples, "pivot": _pivot}[state.view]
    if not found.shown or not drawn(asked):
        _nothing(asked)
    if found.differences is not None:
        _since(asked, found.differences)


# What is shown, view by view. Each returns False when it has nothing to show.


def _head(title: str, subtitle: str, is_demo: bool, language: str, goal: Target | None = None) -> None:
    tag = demo_tag(language) if is_demo else ""
    if not is_demo and goal is not None and goal.origin == "demo":
        tag = demo_tag(language, "figure.demo_target")
    block(f'<div class="cq-block"><h2>{escape(title)}{tag}</h2><p class="cq-sub">{escape(subtitle)}</p></div>')


def _title(asked: Question, indicator: Indicator) -> str:
    name = indicator.name.in_language(asked.language)
    if asked.state.measure == "level":
        return name
    measure = text(f"explore.unit.{asked.state.measure}", asked.language)
    return text("explore.measure_of", asked.language, name=name, measure=measure)


def _unit(indicator: Indicator, measure: str, language: str) -> str:
    if measure in {"index", "ratio"}:
        return text(f"explore.unit.{measure}", language)
    return indicator.unit.symbol.in_language(language) or text("unit.count", language)


def _has_demo(lines: Sequence[Series]) -> bool:
    return any(p.origin == "demo" for s in lines for p in s.points)


def _constant(asked: Question, lines: Sequence[Series]) -> Series | None:
    """The reference as what it is in the measure: its own line, or 0 for gaps and 1 for ratios."""
    code, own = asked.selection.reference, asked.found.shown[0].indicator
    reference = asked.reference(own)
    if reference is None or code in asked.found.territories[: answers.MAX_LINES]:
        return None
    if asked.state.measure == "level":
        return reference
    if asked.state.measure == "index":
        return measured(reference, "index", None, asked.base(own), asked.known.indicators[own], asked.cuts(own))
    value = 0.0 if asked.state.measure == "gap" else 1.0
    periods = sorted({p.period for s in lines for p in s.published()})
    return Series(own, code, tuple(Point(p, value, "published", "", None, "official") for p in periods))


def _lines(asked: Question) -> bool:
    language, indicator = asked.language, asked.indicator
    lines = asked.lines(indicator.indicator, answers.MAX_LINES)
    drawn = [s for s in lines if s.published()]
    if not drawn:
        return False
    reference = _constant(asked, drawn)
    main = drawn[0].territory
    goal, gap_goal = asked.goals().get(main), asked.goals("gap").get(main)
    codes = [s.territory for s in (*drawn, *([reference] if reference else []))]
    codes += [gap_goal.reference] if gap_goal and gap_goal.reference not in codes else []
    names = drawings.names_by_code(codes, {c: asked.name(c) for c in codes})
    cuts = answers.breaks(asked.selection.release, language).get(indicator.indicator, ())
    years = [p.period.year for s in drawn for p in s.published()]
    span = str(min(years)) if min(years) == max(years) else f"{min(years)}–{max(years)}"
    unit = _unit(indicator, asked.state.measure, language)
    heading = (_title(asked, indicator), f"{span} · {unit}")
    _head(*heading, _has_demo(drawn), language, goal or gap_goal)
    dark = asked.selection.dark

    def figure(width: int) -> charts.Figure:
        return charts.target_chart(
            indicator, drawn, reference, goal, cuts, names, language, dark, width, HEIGHT, gap_target=gap_goal
        )

    summary = charts.target_summary(indicator, drawn, reference, goal or gap_goal, names, language, cuts)
    plot(figure(WIDTH), key="explore-chart", alt=summary)
    notes = [summary] if asked.state.measure == "level" else []
    notes += _target_notes(asked, indicator, main)
    notes += _index_notes(asked, indicator, lines)
    left: Sequence[str] = asked.found.territories
    if not asked.state.level:
        # Of a whole level it goes without saying that some have no figure.
        left = asked.valued(indicator.indicator)
        if without := [t for t in asked.found.territories if t not in left]:
            notes.append(text("explore.without", language, names=", ".join(map(asked.name, without))))
    if len(left) > len(drawn):
        notes.append(plural("explore.too_many", len(left), language, drawn=len(drawn)))
    below = _notes(asked, notes, asked.found.shown)

    def table() -> Sheet:
        every = replace(asked, found=answers.explored(asked.state, asked.selection, True))
        twin = long_table(asked, [(indicator, every.lines(indicator.indicator))], goals=asked.goals())
        return Sheet(sheet_name(asked), twin, indicator.decimals)

    def leaving() -> Picture:
        lines = charts.break_words(drawn_breaks(figure(WIDTH), drawn, cuts, language), language)
        return _picture(asked, heading, figure, summary, [*lines, *below])

    _files(asked, table, leaving)
    return True


def _target_notes(asked: Question, indicator: Indicator, territory: str) -> list[str]:
    """What amendments made since the day of an as-of view of the targets that it shows, or does not show yet."""
    language, day_of = asked.language, asked.state.as_of
    if day_of is None:
        return []
    notes = []
    for measure in ("level", "gap"):
        then, now = (asked.goals(measure, today).get(territory) for today in (False, True))
        if now is None or now == then:
            continue
        said = {
            "day": day(day_of, language),
            "value": target_amount(indicator, now, now.value, language),
            "at": at_period(now.deadline, indicator.period_kind, language),
        }
        if then is None:
            notes.append(text(f"explore.target_unset_{measure}", language, **said))
        elif (then.value, then.deadline) == (now.value, now.deadline):
            said["amendment"] = amendment(now, language)
            notes.append(text("explore.target_path_later", language, day=said["day"], amendment=said["amendment"]))
        else:
            notes.append(text(f"explore.target_later_{measure}", language, **said, amendment=amendment(now, language)))
    return notes


def _index_notes(asked: Question, indicator: Indicator, lines: Sequence[Series]) -> list[str]:
    """Where the index is 100, and the periods of `lines` that have no index, by reason."""
    language = asked.language
    if asked.state.measure != "index":
        return []
    base = asked.base(indicator.indicator)
    at = at_period(base, indicator.period_kind, language) if base else ""
    notes = [text("explore.base", language, at=at) if base else text("explore.base_own", language)]
    for reason in NO_INDEX:
        without = sorted({p.period for s in lines for p in s.points if p.reason == reason})
        if without:
            periods = ", ".join(short_period(p, indicator.period_kind, language) for p in without)
            why = text(f"explore.why_not.{reason}", language)
            notes.append(text("explore.no_index", language, periods=periods, why=why))
    return notes


def _each_base(asked: Question) -> list[str]:
    """Where the index is 100, in a view of many indicators."""
    return [text("explore.base_each", asked.language)] if asked.state.measure == "index" else []


def _rank(asked: Question) -> bool:
    language, indicator = asked.language, asked.indicator
    points = list(moments(asked, indicator.indicator).items())
    ranked = [(t, p) for t, p in points if p.value is not None]
    if not ranked:
        return False
    best_first = indicator.direction == "up" or (indicator.direction == "none")
    ranked.sort(key=lambda pair: -(pair[1].value or 0) if best_first else -(pair[1].value or 0))
    chosen = set(territories(replace(asked.state, level=""), asked.selection, asked.known))
    codes = [t for t, _ in ranked]
    names = drawings.names_by_code(codes, {c: asked.name(c) for c in codes})
    bars = [Bar(t, names[t], p, bool(asked.state.level) and t in chosen) for t, p in ranked]
    places = {bar.territory: place for place, bar in enumerate(bars, 1)}
    kept = drawings.kept_bars(bars)
    reference = _reference_value(asked, indicator)
    when = period(ranked[0][1].period, indicator.period_kind, language)
    unit = _unit(indicator, asked.state.measure, language)
    heading = (_title(asked, indicator), f"{when} · {unit}")
    _head(*heading, _has_demo_points([p for _, p in ranked]), language)
    first, last = bars[0], bars[-1]
    symbol = indicator.unit.symbol.in_language(language)

    def said(point: Point) -> str:
        return amount(point.value or 0.0, indicator.decimals, symbol, language)

    summary = text(
        "explore.summary_rank", language, first=first.name, high=said(first.point), count=len(bars), last=last.name,
        low=said(last.point),
    )  # fmt: skip

    def figure(width: int) -> charts.Figure:
        kept_places = [places[b.territory] for b in kept]
        return drawings.rank(indicator, kept, kept_places, reference, language, asked.selection.dark, width)

    plot(figure(WIDTH), key="explore-chart", alt=summary)
    notes = [summary] if len(bars) > 1 else []
    if asked.state.measure == "index":
        notes += _index_notes(asked, indicator, [Series(indicator.indicator, t, (p,)) for t, p in points])
    if len(kept) < len(bars):
        notes.append(text("explore.too_many_bars", language, drawn=len(kept), total=len(bars)))
    below = _notes(asked, notes, asked.found.shown)
    hidden = [(t, p) for t, p in points if p.value is None]

    def table() -> Sheet:
        return Sheet(sheet_name(asked), rank_table(asked, indicator, [*ranked, *hidden], places), indicator.decimals)

    _files(asked, table, lambda: _picture(asked, heading, figure, summary, below))
    return True


def _has_demo_points(points: Sequence[Point]) -> bool:
    return any(p.origin == "demo" for p in points)


def _reference_value(asked: Question, indicator: Indicator) -> tuple[str, float] | None:
    """The reference's name and value in the year shown, in the measure; a count is too large to stand beside parts of it."""
    code = asked.selection.reference
    name = asked.name(code)
    if asked.state.measure in {"gap", "ratio"}:
        return (name, 0.0 if asked.state.measure == "gap" else 1.0)
    if indicator.summable and asked.state.measure == "level":
        return None
    own = asked.reference(indicator.indicator)
    if own is None or asked.state.measure == "index":
        return None
    point = moment(own, asked.found.year)
    return (name, point.value) if point is not None and point.value is not None else None


def _scatter(asked: Question) -> bool:
    language, found = asked.language, asked.found
    if len(found.shown) < 2 or found.year is None:
        return False
    pair = [measured_indicator(i, asked.state.measure) for i in found.shown]
    at = [moments(asked, one.indicator) for one in pair]
    across, up = at
    both = [t for t in found.territories if t in across and t in up]
    full = [t for t in both if across[t].value is not None and up[t].value is not None]
    if not full:
        return False
    chosen = set(territories(replace(asked.state, level=""), asked.selection, asked.known))
    names = drawings.names_by_code(full, {t: asked.name(t) for t in full})
    dots = [Dot(t, names[t], across[t], up[t], bool(asked.state.level) and t in chosen) for t in full]
    beside = [_reference_value(asked, one) for one in pair]
    reference = (beside[0][0], beside[0][1], beside[1][1]) if beside[0] and beside[1] else None
    title = text(
        "explore.said.pair", language, first=pair[0].short_name.in_language(language),
        second=pair[1].short_name.in_language(language),
    )  # fmt: skip
    heading = (title, str(found.year))
    _head(*heading, _has_demo_points([p for t in full for p in (across[t], up[t])]), language)
    summary = plural("explore.summary_scatter", len(full), language)
    linked = drawings.rank_correlation([(across[t].value or 0.0, up[t].value or 0.0) for t in full])
    if linked is not None:
        summary += " " + text("explore.summary_link", language, value=number(linked, 2, language))

    def figure(width: int) -> charts.Figure:
        return drawings.scatter(pair[0], pair[1], dots, reference, language, asked.selection.dark, width)

    plot(figure(WIDTH), key="explore-chart", alt=summary)
    notes = [summary]
    for one, points in zip(pair, at, strict=True) if asked.state.measure == "index" else ():
        said = _index_notes(asked, one, [Series(one.indicator, t, (points[t],)) for t in both])
        name = one.short_name.in_language(language)
        notes += [text("explore.of_indicator", language, name=name, said=note) for note in said]
    below = _notes(asked, notes, found.shown)

    def table() -> Sheet:
        twin = pair_table(asked, pair, both, across, up)
        digits = {head: one.decimals for head, one in zip(twin.columns[2:4], pair, strict=True)}
        return Sheet(sheet_name(asked), twin, column_decimals=digits)

    _files(asked, table, lambda: _picture(asked, heading, figure, summary, below))
    return True


def _multiples(asked: Question) -> bool:
    language, found = asked.language, asked.found
    cuts = answers.breaks(asked.selection.release, language)
    by_indicator = asked.state.rows == "indicator"
    items, sheets = [], []
    for original in found.shown:
        indicator = measured_indicator(original, asked.state.measure)
        lines = [s for s in asked.lines(indicator.indicator) if s.published()]
        if lines:
            sheets.append((indicator, lines))
        beside = asked.reference(indicator.indicator) if lines and asked.state.measure == "level" else None
        for line in lines:
            shown = indicator
            if not by_indicator:
                # Each frame is titled by its indicator; here what differs from frame to frame is the territory.
                shown = replace(indicator, short_name=Bilingual(asked.name(line.territory), asked.name(line.territory)))
            names = {s.territory: asked.name(s.territory) for s in (line, *([beside] if beside else []))}
            if not by_indicator:
                names[line.territory] = indicator.short_name.in_language(language)
            items.append(charts.MultipleItem(shown, line, beside, None, cuts.get(indicator.indicator, ()), names))
    if not items:
        return False
    title = asked.name(asked.selection.main_territory) if by_indicator else _title(asked, asked.indicator)
    years = f"{asked.selection.first_year}–{asked.selection.last_year}"
    lines_drawn = [item.series for item in items[:MOST_FRAMES]]
    _head(title, years, not by_indicator and _has_demo(lines_drawn), language)

    def figure(width: int) -> charts.Figure:
        return charts.multiples(items, language, asked.selection.dark, 4, width)

    alt = plural("explore.alt.multiples", min(len(items), MOST_FRAMES), language)
    plot(figure(WIDTH), key="explore-chart", alt=alt)
    notes = [text("explore.frames_scale", language)]
    notes += _index_notes(asked, sheets[0][0], sheets[0][1]) if not by_indicator else _each_base(asked)
    if len(items) > MOST_FRAMES:
        notes.append(text("explore.too_many_frames", language, drawn=MOST_FRAMES, total=len(items)))
    below = _notes(asked, notes, found.shown[:1] if not by_indicator else ())

    def table() -> Sheet:
        twin = long_table(asked, sheets, by_indicator)
        digits = {i.indicator: i.decimals for i, _ in sheets}
        of_rows = tuple(digits[code] for code in twin.iloc[:, 0]) if by_indicator else ()
        return Sheet(sheet_name(asked), twin, sheets[0][0].decimals, row_decimals=of_rows)

    def leaving() -> Picture:
        # Under so many frames the page names no source, which the table and the method page give; a picture has only itself.
        sources = dict.fromkeys(source_line(i, [], asked.known, language) for i, _ in sheets)
        return _picture(asked, (title, years), figure, alt, [*below, *sources] if by_indicator else below)

    _files(asked, table, leaving)
    return True


def _pivot(asked: Question) -> bool:
    language = asked.language
    sheet = pivot_table(asked)
    if sheet is None:
        return False
    fixed = {"territory", "period", "indicator"} - {asked.state.rows, asked.state.columns}
    by_one = "indicator" in fixed
    title = _title(asked, asked.indicator) if by_one else text("explore.said.all_indicators", language)
    parts = []
    if "territory" in fixed:
        parts.append(asked.name(asked.selection.main_territory))
    if "period" in fixed and asked.found.year is not None:
        parts.append(str(asked.found.year))
    if by_one:
        parts.append(_unit(asked.indicator, asked.state.measure, language))
    demo = _has_demo(list(asked.found.series.values()))
    _head(title, " · ".join(parts), demo, language)
    _files(asked, lambda: sheet, None)
    notes = (
        _index_notes(asked, asked.indicator, asked.lines(asked.indicator.indicator)) if by_one else _each_base(asked)
    )
    _notes(asked, notes, asked.found.shown[:1] if by_one else ())
    return True


def _files(asked: Question, make: Callable[[], Sheet], draw: Callable[[], Picture] | None) -> None:
    """The files of what is shown and its table, at once where it is all there is (no `draw`), else on request; each is made
    only when somebody wants it.
    """
    language, state = asked.language, asked.state
    title = sentence(state, asked.selection, asked.known)
    parts = [state.view, state.indicator if asked.found.shown else ""]
    file = "cap-quartiers-" + "-".join(p.lower() for p in parts if p)
    if draw is None:
        _frame(asked, make(), title)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.download_button(
            text("explore.csv", language), lambda: sheet_csv(make(), language), file_name=f"{file}.csv",
            mime="text/csv", icon=":material/download:", on_click="ignore", key="explore-csv",
        )  # fmt: skip
        st.download_button(
            text("explore.xlsx", language), lambda: _workbook(asked, make(), title), file_name=f"{file}.xlsx",
            mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", icon=":material/download:",
            on_click="ignore", key="explore-xlsx",
        )  # fmt: skip
        if draw is not None:
            picture_buttons(file, "chart", draw, language)
        block(f'<p class="cq-note">{escape(text("explore.link", language))}</p>')
    if draw is not None:
        box = st.expander(
            text("explore.table_of", language), key="explore-table", on_change="rerun", icon=":material/table:"
        )
        if box.open:
            with box:
                _frame(asked, make(), title)


def _frame(asked: Question, sheet: Sheet, title: str) -> None:
    language, table = asked.language, sheet.table
    shown = table.head(MOST_ROWS)
    beyond = [head for head in table.columns if str(table[head].dtype) == "float64"][MOST_COLUMNS:]
    shown = shown.drop(columns=beyond)
    styled = _display(replace(sheet, table=shown), language)
    st.dataframe(
        styled, hide_index=True, width="stretch", key="explore-frame", placeholder="", alt=title,
        column_config=sign_columns(language),
    )  # fmt: skip
    _signs(shown, language)
    if beyond:
        total = number(MOST_COLUMNS + len(beyond), 0, language)
        said = text("explore.too_many_columns", language, shown=number(MOST_COLUMNS, 0, language), total=total)
        block(f'<p class="cq-note">{escape(said)}</p>')
    _too_many(len(shown), len(table), language)


def _too_many(shown: int, total: int, language: str) -> None:
    """Say that a table on the screen holds the first rows only."""
    if total > shown:
        counts = {"shown": number(shown, 0, language), "total": number(total, 0, language)}
        block(f'<p class="cq-note">{escape(text("explore.too_many_rows", language, **counts))}</p>')


def _signs(table: pd.DataFrame, language: str) -> None:
    if note := signs_note(tables.signs_in(table, language), language):
        block(note)


def _display(sheet: Sheet, language: str) -> "Styler":
    return tables.display(
        sheet.table, sheet.decimals, language, column_decimals=sheet.column_decimals, row_decimals=sheet.row_decimals
    )


def _workbook(asked: Question, sheet: Sheet, title: str) -> bytes:
    """The table with its figures rounded as on the screen, in as many sheets as its columns need."""
    shown = sheet.rounded()
    about = _about(asked, title)
    return xlsx_bytes([replace(shown, table=part) for part in _parts(shown.table, WIDEST_SHEET)], about)


def _about(asked: Question, title: str) -> About:
    language, known, selection = asked.language, asked.known, asked.selection
    lines = list(asked.found.series.values())
    return About(
        title=text("frame.page.explore", language),
        language=language,
        filters=title,
        as_of=asked.state.as_of or answers.last_published(selection.release),
        definitions=definitions(asked.found.shown, known, language),
        is_demo=_has_demo(lines) or any(goal.origin == "demo" for goal in asked.goals().values()),
        has_secret=any(p.status == "secret" for s in lines for p in s.points),
    )


def _picture(
    asked: Question, heading: tuple[str, str], draw: Callable[[int], charts.Figure], summary: str, notes: Sequence[str]
) -> Picture:
    """The chart as it leaves alone, under its title and subtitle; its summary is for those who do not see it."""
    told = _about(asked, sentence(asked.state, asked.selection, asked.known))
    below = [note for note in notes if note != summary]
    figure = draw(inside(PICTURE_WIDTH))
    return picture(figure, *heading, summary, below, told, dark=asked.selection.dark, width=PICTURE_WIDTH)


def _parts(table: pd.DataFrame, widest: int) -> list[pd.DataFrame]:
    """The table in parts of at most `widest` columns of figures, each with all the others around them."""
    figures = [head for head in table.columns if str(table[head].dtype) == "float64"]
    starts = range(0, max(len(figures), 1), widest)
    return [table.drop(columns=[*figures[:start], *figures[start + widest :]]) for start in starts]


def _notes(asked: Question, notes: Sequence[str], indicators: Sequence[Indicator]) -> list[str]:
    """Write what must be said below, and return it."""
    language = asked.language
    said = [note for note in notes if note]
    said += [c for i in indicators if (c := i.caution.in_language(language))]
    if asked.state.measure == "level":
        keys = ((i.indicator, t) for i in indicators for t in asked.found.territories)
        held = list(islice((key for key in keys if key in asked.found.series), answers.MAX_LINES + 1))
        lines = [asked.found.series[key] for key in held] if len(held) <= answers.MAX_LINES else []
        said += dict.fromkeys(carried_notes(lines, asked.selection))
    said += dict.fromkeys(source_line(i, [], asked.known, language) for i in indicators)
    block("".join(f'<p class="cq-note">{escape(note)}</p>' for note in said))
    return said


# Nothing, and what changed since a past day.


def _nothing(asked: Question) -> None:
    language = asked.language
    block(f'<div class="cq-block"><h2>{escape(text("explore.nothing", language))}</h2></div>')
    said = sentence(asked.state, asked.selection, asked.known)
    nothing(text("explore.why.asked", language, sentence=said) + "\n\n" + _why(asked))


def _why(asked: Question) -> str:
    """The first reason that explains why nothing is left."""
    language, state, found, selection = asked.language, asked.state, asked.found, asked.selection
    if not found.shown:
        return text("explore.why.no_indicator", language)
    if not found.territories:
        return text("explore.why.no_territory", language)
    indicator = found.shown[0]
    name = indicator.name.in_language(language)
    levels = answers.explored_levels(indicator.indicator, selection)
    if not levels:
        hidden = not selection.show_demo and answers.explored_levels(
            indicator.indicator, replace(selection, show_demo=True)
        )
        return text("explore.why.hidden_demo" if hidden else "explore.why.never", language, name=name)
    wanted = {asked.known.territories[t].level for t in found.territories}
    if not wanted & set(levels):
        said = ", ".join(text(f"explore.levels.{level}", language) for level in levels)
        only = text("explore.why.level_only", language, levels=said)
        return text("explore.why.level", language, name=name, levels=only)
    own = [s for (i, _), s in found.series.items() if i == indicator.indicator]
    if own and not any(s.published() for s in own):
        status = own[0].points[-1].status
        return text("explore.why.secret", language, why=text(f"figure.absence.{status}", language))
    if own and state.view == "scatter":
        return text("explore.why.common_year", language)
    if own and state.measure == "index":
        lines = asked.lines(indicator.indicator)
        if is_of_one_moment(state):
            lines = [Series(s.indicator, s.territory, (p,)) for s in lines if (p := moment(s, found.year)) is not None]
        if reasons := _index_notes(asked, indicator, lines)[1:]:
            return " ".join(reasons)
    if own and state.measure in {"gap", "ratio"} and asked.reference(indicator.indicator) is None:
        said = ", ".join(text(f"explore.levels.{level}", language) for level in levels)
        return text("explore.why.reference", language, place=asked.name(selection.reference), name=name, levels=said)
    if own and state.measure in {"gap", "ratio"}:
        return text("explore.why.measure", language, name=asked.name(selection.reference))
    if state.as_of is not None:
        return text("explore.why.as_of", language, day=day(state.as_of, language))
    if state.release is not None:
        return text("explore.why.release", language, number=state.release)
    if state.status:
        return text("explore.why.status", language, status=text(f"explore.status.{state.status}", language))
    if state.origin:
        return text("explore.why.origin", language, origin=text(f"origin.{state.origin}", language))
    dates = answers.periods(selection.release, selection.show_demo)
    years = sorted({p.year for level in wanted for p in dates.get((indicator.indicator, level), ())})
    if state.level and state.generation and years:
        generation = text(f"explore.generation.{state.generation}", language)
        return text("explore.why.generation", language, name=name, generation=generation)
    if years and not any(selection.first_year <= y <= selection.last_year for y in years):
        return text("explore.why.years", language, name=name, first=years[0], last=years[-1])
    if state.view == "scatter":
        return text("explore.why.common_year", language)
    return text("explore.why.other", language)


def _since(asked: Question, differences: Sequence[Difference]) -> None:
    language, state = asked.language, asked.state
    if state.as_of is None:
        return
    when = day(state.as_of, language)
    block(f'<div class="cq-block"><h2>{escape(text("explore.since", language, day=when))}</h2></div>')
    counts = [(v, sum(d.verdict == v for d in differences)) for v in ("new", "changed", "withdrawn")]
    said = ", ".join(plural(f"explore.verdicts.{verdict}", count, language) for verdict, count in counts if count)
    if not said:
        block(f'<p class="cq-note">{escape(text("explore.since_none", language, day=when))}</p>')
        return
    block(f"<p>{escape(text('explore.since_said', language, day=when, parts=said))}</p>")
    title = text("explore.since", language, day=when)
    shown = difference_table(asked, differences[:MOST_DIFFERENCES])
    st.dataframe(
        _display(shown, language),
        hide_index=True,
        placeholder="",
        key="explore-since",
        alt=title,
        column_config=sign_columns(language),
    )
    _signs(shown.table, language)
    _too_many(len(shown.table), len(differences), language)
    file_buttons(
        f"cap-quartiers-{state.as_of.isoformat()}",
        "explore-since",
        lambda: sheet_csv(difference_table(asked, differences), language),
        lambda: _differences_workbook(asked, differences, title),
        language,
    )


def _differences_workbook(asked: Question, differences: Sequence[Difference], title: str) -> bytes:
    about = replace(
        _about(asked, f"{title} · {sentence(asked.state, asked.selection, asked.known)}"),
        # The file stands for today, which it compares with the day.
        as_of=answers.last_published(asked.selection.release),
        is_demo=any(d.origin == "demo" for d in differences),
        has_secret=any("secret" in (d.status_then, d.status_now) for d in differences),
    )
    return xlsx_bytes([difference_table(asked, differences).rounded()], about)


def file_buttons(
    name: str, key: str, make_csv: Callable[[], bytes], make_xlsx: Callable[[], bytes], language: str
) -> None:
    """Two buttons in a row that hand out a table; name: of the files, without ending."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        for kind, make in (("csv", make_csv), ("xlsx", make_xlsx)):
            st.download_button(
                text(f"explore.{kind}", language), make, file_name=f"{name}.{kind}", mime=TYPES[kind],
                icon=":material/download:", on_click="ignore", key=f"{key}-{kind}",
            )  # fmt: skip
