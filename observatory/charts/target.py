"""The target-versus-actual chart: what was measured, where the contract wanted to be, and the territory of reference."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from statistics import median
from typing import Any

from observatory import texts
from observatory.catalogue import Indicator
from observatory.charts import breaks as rifts
from observatory.charts import layout, panels, uncertainty
from observatory.charts.end_names import end_names, is_tight
from observatory.charts.layout import Figure
from observatory.charts.lines import (
    Line,
    absence_traces,
    earlier_traces,
    line_trace,
    measured_lines,
    overlapped_line,
    target_trace,
)
from observatory.charts.panels import Content, Panel
from observatory.progress import Standing
from observatory.series import Break, Series, Target
from observatory.theme import Palette, palette
from observatory.trajectory import MOST_DRAWN, MOST_WITH_GAP, shown_gap

HEIGHT, HEIGHT_WITH_GAP = 400, 500
_LEAST_FOR_GAP = 300


def reference_shown(series: Sequence[Series], reference: Series | None, indicator: Indicator) -> bool:
    """Whether the reference territory is drawn: never twice, nor a count so much larger that it would flatten the rest."""
    if reference is None or not layout.shown(reference):
        return False
    if any(s.territory == reference.territory for s in series):
        return False
    if not indicator.summable:
        return True
    own = [abs(v) for s in series for _, v in layout.shown(s)]
    return bool(own) and median(abs(v) for _, v in layout.shown(reference)) <= 4 * max(own)


def is_demo(series: Sequence[Series], reference: Series | None, target: Target | None) -> bool:
    """Whether anything drawn is a demonstration figure."""
    points = [p for s in (*series, *([reference] if reference else [])) for p in s.points]
    return any(p.origin == "demo" for p in points) or (target is not None and target.origin == "demo")


def target_chart(
    indicator: Indicator,
    series: Sequence[Series],
    reference: Series | None,
    target: Target | None,
    breaks: Sequence[Break],
    names: Mapping[str, str],
    language: str,
    dark: bool,
    width_hint: int = 640,
    height: int | None = None,
    *,
    gap_target: Target | None = None,
    standing: Standing | None = None,
    gap_standing: Standing | None = None,
    overlapped: Series | None = None,
    show_demo_mark: bool = True,
    is_fixed: bool = False,
) -> Figure:
    """The chart of one indicator: at most six neighbourhoods (the first is the chosen one), reference, path to the target.

    Below the level, the gap to the reference has a panel of its own, with its own target, unless the indicator is a count;
    `target` may also be the one on the gap when there is none on the level. A target on the gap to another territory than
    `reference` is announced, not drawn.
    names: the name of each territory; width_hint: pixels the chart will have about, the drawing holding down to a phone's;
    height: pixels, by default 400, or 500 with the panel of gaps; standing, gap_standing: where the chosen neighbourhood
    stands, which give the landing and say that a change is not significant; overlapped: what is carried from earlier
    perimeters beside the chosen neighbourhood's own figures, drawn as a line of its own; show_demo_mark: whether the figure itself says
    that it holds demonstration figures; is_fixed: whether it is drawn at `width_hint` exactly, as on paper, and need not
    hold on a phone.
    """
    colours = palette(dark)
    series = series[:MOST_DRAWN]
    declared, breaks = breaks, layout.with_turns(series[0] if series else None, breaks, language)
    if not reference_shown(series, reference, indicator):
        reference = None
    if target is not None and target.measure == "gap":
        target, gap_target = None, gap_target or target
    gap_line = _gap_line(indicator, series, reference, breaks, names, gap_target, height, colours)
    undrawn = gap_target if gap_target is not None and not _is_drawn(gap_target, gap_line, series, reference) else None
    gap_target = None if undrawn else gap_target
    height = height or (HEIGHT_WITH_GAP if gap_line else HEIGHT)
    lines = measured_lines(indicator, series, reference, breaks, names, colours)
    if overlapped is not None and series:
        # Where the own figures begin is no break for those that are carried on beside them.
        lines.insert(-1, overlapped_line(indicator, series[0], overlapped, declared, language, colours))
    if target is None and not any(line.values for line in lines if line.kind != "reference"):
        return layout.empty_figure(colours, language, height)

    level = _level(indicator, lines, target, standing, series, breaks, language)
    gap = _gap(gap_line, gap_target, gap_standing, series, reference, breaks, language)
    span = _span(series, [level, gap] if gap else [level])
    level.lines = [_within(line, *span) for line in level.lines]
    drawn = panels.panels(indicator, level, gap, span, language, width_hint, height, is_fixed)
    month_day = layout.day_of_year([p.period for s in series for p in s.points] or [span[0]])
    placed_rifts = _placed_rifts(series, breaks, span)
    seen = (*series, *([overlapped] if overlapped is not None else []))
    demo = show_demo_mark and is_demo(seen, reference, target or gap_target)
    beside = names.get(reference.territory, reference.territory) if reference is not None else ""
    gap_title, titled = _gap_title(indicator, drawn, series, names, language) if len(drawn) > 1 else ("", False)
    ends, held = end_names(indicator, drawn, placed_rifts, beside, titled, language, colours)

    figure = layout.base_layout(colours, language, height)
    floor, left, margin = drawn[-1].bottom, drawn[0].left, drawn[0].margin
    figure["margin"] = {
        "l": round(left),
        "r": round(margin),
        "t": panels.TOP,
        "b": round(height - floor),
        "pad": 0,
    }
    figure["xaxis"] = panels.x_axis(
        colours, span, month_day, drawn[0].widths[-1] - margin - left, drawn[-1].yref, language
    )
    for panel in drawn:
        figure["yaxis" + panel.yref[1:]] = panels.y_axis(colours, panel, floor)
    figure["annotations"] = [
        *_notes(
            indicator,
            drawn,
            placed_rifts,
            demo,
            undrawn if target is None else None,
            names,
            gap_title,
            held,
            language,
            colours,
        ),
        *ends,
    ]
    figure["shapes"] = [
        *rifts.break_shapes(placed_rifts, colours),
        *(panels.zero_line(panel, colours) for panel in drawn[1:]),
    ]
    return {"data": _data(indicator, series, names, drawn, placed_rifts, language, colours), "layout": figure}


def _placed_rifts(
    series: Sequence[Series], breaks: Sequence[Break], span: tuple[date, date]
) -> list[tuple[date, Break]]:
    month_day = layout.day_of_year([p.period for s in series for p in s.points] or [span[0]])
    every_year = [date(year, *month_day) for year in range(span[0].year, span[1].year + 2)]
    return rifts.placed_breaks(breaks, [*every_year, *(p.period for s in series[:1] for p in s.points)], *span)


def drawn_breaks(figure: Figure, series: Sequence[Series], breaks: Sequence[Break], language: str) -> tuple[Break, ...]:
    """The breaks that a figure of `target_chart` has lines for, in order."""
    ends = figure["layout"]["xaxis"].get("range")
    if not figure["data"] or ends is None:
        return ()
    series = series[:MOST_DRAWN]
    breaks = layout.with_turns(series[0] if series else None, breaks, language)
    first, last = (date.fromisoformat(end) for end in ends)
    return tuple(one for _, one in _placed_rifts(series, breaks, (first, last)))


def _gap_line(
    indicator: Indicator,
    series: Sequence[Series],
    reference: Series | None,
    breaks: Sequence[Break],
    names: Mapping[str, str],
    target: Target | None,
    height: int | None,
    colours: Palette,
) -> Line | None:
    """The line of the gap between the chosen neighbourhood and the reference, None where it would say nothing."""
    if reference is None or not series:
        return None
    aimed = target is not None and _aims_at(target, series, reference)
    if not aimed and height is not None and height < _LEAST_FOR_GAP:
        return None
    gap = shown_gap(indicator, series[0], reference, target, len(series))
    points = layout.segments(indicator, gap.points, layout.comparable_breaks(breaks)) if gap is not None else []
    if not points or not aimed and sum(point is not None for point in points) < 2:
        return None
    name = names.get(reference.territory, reference.territory)
    return Line(tuple(points), name, "gap", colours.accent, 3, marker="circle")


def _aims_at(target: Target, series: Sequence[Series], reference: Series | None) -> bool:
    return reference is not None and target.reference == reference.territory and target.territory == series[0].territory


def _is_drawn(target: Target, gap: Line | None, series: Sequence[Series], reference: Series | None) -> bool:
    return gap is not None and _aims_at(target, series, reference)


def _level(
    indicator: Indicator,
    lines: list[Line],
    target: Target | None,
    standing: Standing | None,
    series: Sequence[Series],
    breaks: Sequence[Break],
    language: str,
) -> Content:
    main = next((line for line in lines if line.kind == "main"), None)
    territory = series[0].territory if series else ""
    # The fan would lie under the names of many lines.
    landing = uncertainty.landing_of(standing, main, territory, breaks) if len(series) <= MOST_WITH_GAP else None
    bounds = uncertainty.intervals(indicator, main.points) if main else {}
    return Content(lines, target, landing, bounds, _doubt(standing, main, territory, language))


def _gap(
    line: Line | None,
    target: Target | None,
    standing: Standing | None,
    series: Sequence[Series],
    reference: Series | None,
    breaks: Sequence[Break],
    language: str,
) -> Content | None:
    if line is None or reference is None:
        return None
    if standing is not None and standing.reference != reference.territory:
        standing = None
    landing = uncertainty.landing_of(standing, line, series[0].territory, breaks)
    return Content([line], target, landing, {}, _doubt(standing, line, series[0].territory, language))


def _doubt(standing: Standing | None, line: Line | None, territory: str, language: str) -> str:
    """The note at the end of a line whose change is not significant, where it ends with the figure that was judged."""
    if standing is None or line is None or standing.significant is not False or standing.territory != territory:
        return ""
    final = line.points[-1] if line.points else None
    judged = final is not None and final.period == standing.current_period
    return texts.text("charts.not_significant", language) if judged else ""


def _span(series: Sequence[Series], contents: Sequence[Content]) -> tuple[date, date]:
    periods = [p.period for s in series for p in s.points]
    for content in contents:
        goals = (*content.target.earlier, content.target) if content.target else ()
        periods += [period for goal in goals for period, _ in goal.path()]
        periods += [content.landing.deadline] if content.landing else []
    first, last = min(periods), max(periods)
    if first == last:
        return first - timedelta(days=400), last + timedelta(days=400)
    air = timedelta(days=max(int((last - first).days * 0.025), 20))
    return first - air, last + air


def _within(line: Line, first: date, last: date) -> Line:
    """A line without its points outside the years of the chart, which a reference may have."""
    kept = tuple(p for p in line.points if p is None or first <= p.period <= last)
    if len(kept) == len(line.points):
        return line
    while kept and kept[0] is None:
        kept = kept[1:]
    while kept and kept[-1] is None:
        kept = kept[:-1]
    return Line(kept, line.name, line.kind, line.colour, line.width, line.dash, line.marker)


def _notes(
    indicator: Indicator,
    drawn: Sequence[Panel],
    placed_rifts: Sequence[tuple[date, Break]],
    demo: bool,
    undrawn: Target | None,
    names: Mapping[str, str],
    gap_title: str,
    held: Sequence[float],
    language: str,
    colours: Palette,
) -> list[dict[str, Any]]:
    """What stands around the panels: a long unit and names of breaks above, titles, and under the axis where it starts."""
    top, lowest = drawn[0], drawn[-1]
    notes = []
    above = []
    if not layout.has_short_unit(indicator, language):
        above.append(layout.symbol(indicator, language))
    if undrawn is not None:
        name = layout.escaped(names.get(undrawn.reference, ""))
        key = "charts.gap_elsewhere" if name else "charts.gap_elsewhere_unnamed"
        above.append(texts.text(key, language, name=name))
    free, ends = top.left, [width - 4 for width in top.widths]
    if above:
        text = " · ".join(above)
        notes.append(layout.note(text, 0, 1, 12, colours.muted) | {"yshift": 6})
        free += layout.text_width(text, 12) + 16
    if demo:
        notes.append(layout.demo_note(colours, language))
        taken = top.margin + layout.text_width(texts.text("charts.demo", language), layout.TEXT_SIZE) + 18
        ends = [width - taken for width in top.widths]
    ends = [min(pair) for pair in zip(ends, held, strict=True)]
    pixels = [lambda day, view=view: top.x(day, view) for view in range(len(top.widths))]
    notes += rifts.break_names(placed_rifts, pixels, (free, ends), language, colours)
    for panel in drawn[1:]:
        share = (lowest.bottom - panel.top) / (lowest.bottom - panels.TOP)
        title = layout.note(gap_title, 0, share, layout.TEXT_SIZE, colours.ink)
        # The lines of breaks run through both panels, but not through the title between them.
        notes.append(title | {"yshift": 6, "bgcolor": colours.ground})
    if panels.is_truncated(indicator, top.low):
        # Under the years rather than above the plot, whose names of breaks would collide with it on a phone.
        said = layout.note(texts.text("charts.truncated", language), 0, 0, 12, colours.muted)
        notes.append(said | {"yanchor": "top", "yshift": -27, "xshift": round(6 - top.left)})
    return notes


def _gap_title(
    indicator: Indicator, drawn: Sequence[Panel], series: Sequence[Series], names: Mapping[str, str], language: str
) -> tuple[str, bool]:
    """The title of the panel of gaps, and whether it holds the latest figure: it does where height is short and width allows."""
    panel = drawn[1]
    line = panel.content.lines[0]
    title = texts.text("charts.gap_panel", language, name=layout.escaped(line.name))
    if len(series) > 1:
        own = layout.escaped(names.get(series[0].territory, series[0].territory))
        whole = texts.text("charts.gap_panel_of", language, of=own, panel=title)
        # The colour of the line says whose gap it is where there is no room for the words.
        if layout.text_width(whole, layout.TEXT_SIZE) < panel.widths[-1] - panel.left:
            title = whole
    final = line.points[-1]
    value = layout.value_of(final) if final is not None else None
    if value is None or not is_tight(drawn):
        return title, False
    figure = layout.gap_amount(indicator, value, language)
    room = panel.widths[-1] - panel.left
    doubt = f", {panel.content.note}".replace("\n", " ") if panel.content.note else ""
    for after in (doubt, ""):
        plain = texts.text("charts.gap_panel_figure", language, panel=title, value=figure) + after
        if layout.text_width(plain, layout.TEXT_SIZE) < room:
            bold = texts.text("charts.gap_panel_figure", language, panel=title, value=f"<b>{figure}</b>")
            return bold + after, True
    return title, False


def _data(
    indicator: Indicator,
    series: Sequence[Series],
    names: Mapping[str, str],
    drawn: Sequence[Panel],
    placed_rifts: Sequence[tuple[date, Break]],
    language: str,
    colours: Palette,
) -> list[dict[str, Any]]:
    data: list[dict[str, Any]] = []
    places = {one: place for place, one in placed_rifts}
    for panel in drawn:
        content, yref = panel.content, panel.yref
        below = [line for line in content.lines if line.kind in {"reference", "other"}]
        above = [line for line in content.lines if line.kind in {"main", "gap"}]
        for line in above:
            data += uncertainty.band_traces(line, content.bounds, colours, language, yref)
        landing = []
        if content.landing is not None:
            landing = uncertainty.landing_traces(
                indicator, content.landing, yref != "y", places, language, colours, yref
            )
        data += landing[:1]
        data += [line_trace(indicator, line, language, colours, yref) for line in below]
        if content.target is not None:
            data += earlier_traces(indicator, content.target, language, colours, yref)
            data.append(target_trace(indicator, content.target, language, colours, yref))
        data += landing[1:]
        for line in above:
            trace = line_trace(indicator, line, language, colours, yref, content.bounds)
            if whiskers := uncertainty.whiskers(line, content.bounds, colours):
                trace["error_y"] = whiskers
            data.append(trace)
    data += absence_traces(indicator, series, names, drawn[0].low, language, colours, drawn[0].span)
    data += rifts.break_traces(placed_rifts, drawn[0].high, language, colours)
    return data
