"""What is shown, view by view. Each view draws it and returns True, or False when it has nothing to show."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from observatory import answers, charts
from observatory.catalogue import Bilingual, Indicator
from observatory.charts import explore as drawings
from observatory.charts.explore import Bar, Dot
from observatory.charts.target import drawn_breaks
from observatory.explore import measured, measured_indicator, territories
from observatory.exports.pages import Picture
from observatory.exports.xlsx import Sheet
from observatory.formats import amount, number, period
from observatory.series import Point, Series, origins
from observatory.texts import plural, text
from observatory.ui.explored.files import add_files, picture_of
from observatory.ui.explored.question import Question, moment, moments
from observatory.ui.explored.sentences import (
    each_base,
    index_notes,
    quality_notes,
    target_notes,
    title_of,
    twice_notes,
    unit_of,
    without_notes,
    write_head,
    write_notes,
)
from observatory.ui.explored.tables import long_table, pair_table, pivot_table, rank_table, sheet_name
from observatory.ui.panel import plot

WIDTH, HEIGHT = 960, 400
MOST_FRAMES = 30


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
    unit = unit_of(indicator, asked.state.measure, language)
    heading = (title_of(asked, indicator), f"{span} · {unit}")
    write_head(*heading, origins(p for s in drawn for p in s.points), language, goal or gap_goal)
    dark = asked.selection.dark
    # The title marks figures that are all of demonstration, and a target that alone is; a line of zeros or ones has no origin.
    beside = [reference] if reference is not None and asked.state.measure in {"level", "index"} else []
    is_mixed = len({p.origin == "demo" for s in (*drawn, *beside) for p in s.published()}) > 1

    def figure(width: int) -> charts.Figure:
        return charts.target_chart(
            indicator, drawn, reference, goal, cuts, names, language, dark, width, HEIGHT, gap_target=gap_goal,
            show_demo_mark=is_mixed,
        )  # fmt: skip

    summary = charts.target_summary(indicator, drawn, reference, goal or gap_goal, names, language, cuts)
    plot(figure(WIDTH), key="explore-chart", alt=summary)
    notes = [summary] if asked.state.measure == "level" else []
    notes += target_notes(asked, indicator, main)
    notes += index_notes(asked, indicator, lines)
    left = dict.fromkeys(asked.valued(indicator.indicator))
    # Of the lines of a whole level only the first are read: the table says which of the others have figures.
    if not asked.state.level:
        notes += without_notes(asked, [t for t in asked.found.territories if t not in left])
    else:
        left = dict.fromkeys(asked.found.territories)
    if len(left) > len(drawn):
        notes.append(plural("explore.too_many", len(left), language, drawn=len(drawn)))
    below = write_notes(asked, notes, asked.found.shown, drawn)

    def table() -> Sheet:
        every = replace(asked, found=answers.explored(asked.state, asked.selection, True))
        twin = long_table(asked, [(indicator, every.lines(indicator.indicator))], goals=asked.goals())
        return Sheet(sheet_name(asked), twin, indicator.decimals)

    def leaving() -> Picture:
        lines = charts.break_words(drawn_breaks(figure(WIDTH), drawn, cuts, language), language)
        return picture_of(asked, heading, figure, summary, [*lines, *below])

    add_files(asked, table, leaving)
    return True


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


def _rank(asked: Question) -> bool:
    language, indicator = asked.language, asked.indicator
    points = list(moments(asked, indicator.indicator).items())
    valued = {t: p for t, p in points if p.value is not None}
    if not valued:
        return False
    twice = asked.counted_twice(valued)
    ranked = sorted(((t, p) for t, p in valued.items() if t not in twice), key=lambda pair: -(pair[1].value or 0.0))
    chosen = set(territories(replace(asked.state, level=""), asked.selection, asked.known))
    codes = [t for t, _ in ranked]
    names = drawings.names_by_code(codes, {c: asked.name(c) for c in codes})
    bars = [Bar(t, names[t], p, bool(asked.state.level) and t in chosen) for t, p in ranked]
    places = _places(ranked, indicator.decimals)
    kept = drawings.kept_bars(bars)
    reference = _reference_value(asked, indicator)
    when = period(ranked[0][1].period, indicator.period_kind, language)
    unit = unit_of(indicator, asked.state.measure, language)
    heading = (title_of(asked, indicator), f"{when} · {unit}")
    write_head(*heading, origins(p for _, p in ranked), language)
    first, last = bars[0], bars[-1]
    symbol = indicator.unit.symbol.in_language(language)

    def said(point: Point) -> str:
        return amount(point.value or 0.0, indicator.decimals, symbol, language)

    if places[last.territory] > 1:
        summary = text(
            "explore.summary_rank", language, first=first.name, high=said(first.point), count=len(bars), last=last.name,
            low=said(last.point),
        )  # fmt: skip
    else:
        summary = plural("explore.summary_equal", len(bars), language, value=said(first.point))

    def figure(width: int) -> charts.Figure:
        kept_places = [places[b.territory] for b in kept]
        return drawings.rank(indicator, kept, kept_places, reference, language, asked.selection.dark, width)

    plot(figure(WIDTH), key="explore-chart", alt=summary)
    notes = [summary] if len(bars) > 1 else []
    notes += twice_notes(asked, twice)
    if asked.state.measure == "index":
        notes += index_notes(asked, indicator, [Series(indicator.indicator, t, (p,)) for t, p in points])
    if len(kept) < len(bars):
        notes.append(text("explore.too_many_bars", language, drawn=len(kept), total=len(bars)))
    notes += without_notes(asked, [t for t in asked.found.territories if t not in valued], asked.found.year)
    notes += quality_notes(asked, ranked)
    below = write_notes(asked, notes, asked.found.shown)
    hidden = [(t, p) for t, p in points if p.value is None]

    def table() -> Sheet:
        return Sheet(sheet_name(asked), rank_table(asked, indicator, [*ranked, *hidden], places), indicator.decimals)

    add_files(asked, table, lambda: picture_of(asked, heading, figure, summary, below))
    return True


def _places(ranked: Sequence[tuple[str, Point]], decimals: int) -> dict[str, int]:
    """The place of each territory of a sorted ranking, shared by those whose figures are written alike."""
    first: dict[float, int] = {}
    return {
        territory: first.setdefault(round(point.value or 0.0, decimals), place)
        for place, (territory, point) in enumerate(ranked, 1)
    }


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
    valued = {t: None for t in both if across[t].value is not None and up[t].value is not None}
    if not valued:
        return False
    twice = asked.counted_twice(*({t: points[t] for t in valued} for points in at))
    full, both = ([t for t in some if t not in twice] for some in (valued, both))
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
    write_head(*heading, origins(p for t in full for p in (across[t], up[t])), language)
    summary = plural("explore.summary_scatter", len(full), language)
    linked = drawings.rank_correlation([(across[t].value or 0.0, up[t].value or 0.0) for t in full])
    if linked is not None:
        summary += " " + text("explore.summary_link", language, value=number(linked, 2, language))

    def figure(width: int) -> charts.Figure:
        return drawings.scatter(pair[0], pair[1], dots, reference, language, asked.selection.dark, width)

    plot(figure(WIDTH), key="explore-chart", alt=summary)
    notes = [summary, *twice_notes(asked, twice)]
    notes += without_notes(asked, [t for t in found.territories if t not in valued], found.year)
    for one, points in zip(pair, at, strict=True) if asked.state.measure == "index" else ():
        said = index_notes(asked, one, [Series(one.indicator, t, (points[t],)) for t in both])
        name = one.short_name.in_language(language)
        notes += [text("explore.of_indicator", language, name=name, said=note) for note in said]
    notes += quality_notes(asked, ((t, points[t]) for points in at for t in full))
    below = write_notes(asked, notes, found.shown)

    def table() -> Sheet:
        twin = pair_table(asked, pair, both, across, up)
        digits = {head: one.decimals for head, one in zip(twin.columns[3:5], pair, strict=True)}
        return Sheet(sheet_name(asked), twin, column_decimals=digits)

    add_files(asked, table, lambda: picture_of(asked, heading, figure, summary, below))
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
    title = asked.name(asked.selection.main_territory) if by_indicator else title_of(asked, asked.indicator)
    years = f"{asked.selection.first_year}–{asked.selection.last_year}"
    given = origins(p for item in items[:MOST_FRAMES] for p in item.series.points)
    # Frames of many indicators bear their own marks.
    write_head(title, years, () if by_indicator else given, language)

    def figure(width: int) -> charts.Figure:
        return charts.multiples(items, language, asked.selection.dark, 4, width)

    alt = plural("explore.alt.multiples", min(len(items), MOST_FRAMES), language)
    plot(figure(WIDTH), key="explore-chart", alt=alt)
    notes = [text("explore.frames_scale", language)]
    notes += index_notes(asked, sheets[0][0], sheets[0][1]) if not by_indicator else each_base(asked)
    if len(items) > MOST_FRAMES:
        notes.append(text(f"explore.too_many_frames.{asked.state.rows}", language, drawn=MOST_FRAMES, total=len(items)))
    drawn = [item.series for item in items[:MOST_FRAMES]]
    if not by_indicator:
        with_frame = {item.series.territory for item in items}
        notes += without_notes(asked, [t for t in found.territories if t not in with_frame])
    below = write_notes(asked, notes, [i for i, _ in sheets], drawn)

    def table() -> Sheet:
        twin = long_table(asked, sheets, by_indicator)
        digits = {i.indicator: i.decimals for i, _ in sheets}
        of_rows = tuple(digits[code] for code in twin.iloc[:, 0]) if by_indicator else ()
        return Sheet(sheet_name(asked), twin, sheets[0][0].decimals, row_decimals=of_rows)

    add_files(asked, table, lambda: picture_of(asked, (title, years), figure, alt, below))
    return True


def _pivot(asked: Question) -> bool:
    language = asked.language
    sheet = pivot_table(asked)
    if sheet is None:
        return False
    fixed = {"territory", "period", "indicator"} - {asked.state.rows, asked.state.columns}
    by_one = "indicator" in fixed
    title = title_of(asked, asked.indicator) if by_one else text("explore.said.all_indicators", language)
    parts = []
    if "territory" in fixed:
        parts.append(asked.name(asked.selection.main_territory))
    if "period" in fixed:
        parts.append(str(asked.found.year or text("explore.own_year", language)))
    if by_one:
        parts.append(unit_of(asked.indicator, asked.state.measure, language))
    given = frozenset().union(*(asked.found.series.origins(i.indicator) for i in asked.found.shown))
    write_head(title, " · ".join(parts), given, language)
    add_files(asked, lambda: sheet, None)
    lines = asked.lines(asked.indicator.indicator) if by_one else []
    notes = index_notes(asked, asked.indicator, lines) if by_one else each_base(asked)
    if "territory" not in fixed:
        with_figure = {t for _, t in asked.found.with_value}
        without = [t for t in asked.found.territories if t not in with_figure]
        notes += without_notes(asked, without, asked.found.year)
    write_notes(asked, notes, asked.found.shown, lines)
    return True


VIEWS: dict[str, Callable[[Question], bool]] = {
    "lines": _lines,
    "rank": _rank,
    "scatter": _scatter,
    "multiples": _multiples,
    "pivot": _pivot,
}
"""What draws each view."""
