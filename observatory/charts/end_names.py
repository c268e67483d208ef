"""The names and figures at the ends of the lines of a chart of panels: which there are, and where each has room."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

from observatory import texts
from observatory.catalogue import Indicator
from observatory.charts import labels, layout, panels
from observatory.charts.lines import Line
from observatory.charts.panels import Panel
from observatory.series import Break
from observatory.theme import Palette

_MOST_MARGIN = 0.46
_ABOVE = 6
"""Pixels above the plot from which the names of breaks stand."""
_ROOM_FOR_NAMES = 230
"""Pixels of a panel's height below which the name of the reference stays out of the column of names."""
_ASIDE = 28
"""Characters of a row of that name, which stands along the line then."""
_ROOM_FOR_NAME = 420
"""Pixels of height from which the chosen neighbourhood is named at the end of its line above a panel of gaps; below, only
its figure is, as the title names it."""
_ORDER = {"main": 0, "gap": 0, "reference": 3, "other": 4}
"""Importance of a line's name when room is short; those of the target and the landing come after the main line's."""


def end_names(
    indicator: Indicator,
    drawn: Sequence[Panel],
    placed_rifts: Sequence[tuple[date, Break]],
    beside: str,
    titled: bool,
    language: str,
    colours: Palette,
) -> tuple[list[dict[str, Any]], list[float]]:
    """Names at the ends of lines, after the right edge of all panels was drawn in until every name has room.

    Also, at each width, where the row above the plot is taken by one of them, in pixels from the left.
    """
    tight = is_tight(drawn)
    wanted = [_wanted(indicator, panel, tight, titled, beside, language, colours) for panel in drawn]
    most = drawn[0].widths[-1] * _MOST_MARGIN
    places = {one: place for place, one in placed_rifts}
    panels.drawn_in(
        drawn, min(max(16.0, *(_margin(panel, found) for panel, found in zip(drawn, wanted, strict=True))), most)
    )
    for _ in range(3):
        placed = [_placed(panel, found, places) for panel, found in zip(drawn, wanted, strict=True)]
        overflow = max(
            (max(name.box[2] - (panel.widths[0] - 4), (name.narrow_box or name.box)[2] - (panel.widths[-1] - 4))
             for panel, (names, _anchors) in zip(drawn, placed, strict=True) for name in names),
            default=0.0,
        )  # fmt: skip
        if overflow <= 1 or drawn[0].margin >= most:
            break
        panels.drawn_in(drawn, min(drawn[0].margin + overflow, most))
    notes: list[dict[str, Any]] = []
    above = [name for name in placed[0][0] if name.box[1] < drawn[0].top - _ABOVE]
    held = [
        min((box[0] for name in above for box in [(name.box, name.narrow_box or name.box)[view]]), default=width) - 8
        for view, width in enumerate(drawn[0].widths)
    ]
    floor = drawn[-1].bottom
    room = floor - panels.TOP
    for panel, (names, anchors) in zip(drawn, placed, strict=True):
        for name in names:
            period, value = anchors[id(name.label)]
            share = (floor - panel.y(value)) / room
            notes += labels.annotations(name, period.isoformat(), value, colours, panel.yref, share, room)
    return notes, held


def is_tight(drawn: Sequence[Panel]) -> bool:
    """Whether a panel of gaps leaves the chart too little height for the name of the chosen neighbourhood."""
    return len(drawn) > 1 and drawn[-1].bottom < _ROOM_FOR_NAME - panels.BOTTOM


def _rows(panel: Panel) -> int:
    """How many rows each of the names of many lines may have: two unless their column would be taller than the panel."""
    names = [layout.unfolded(layout.escaped(line.name), 18, 2) for line in panel.content.lines]
    taken = sum(name.count("<br>") + 1 for name in names) + 1
    return 2 if taken * layout.TEXT_SIZE * labels.LINE_HEIGHT < panel.bottom - panel.top else 1


_Wanted = tuple[int, date, float, labels.Label]
"""Rank of a name, the day and the value it belongs to, and the label without its place."""


def _margin(panel: Panel, wanted: Sequence[_Wanted]) -> float:
    """Pixels right of the plot that names take when each stands right of its point, at every width."""
    most = 0.0
    for _, period, _, label in wanted:
        share = panel.share(period)
        if label.optional or share < 0.3:
            continue
        needed = labels.MOVED + labels.width(label) + 4
        for width in panel.widths:
            # The point moves left as the margin grows: solved for the margin at which its name just fits.
            most = max(most, (panel.left + share * (width - panel.left) + needed - width) / share)
    return most


def _wanted(
    indicator: Indicator, panel: Panel, tight: bool, titled: bool, beside: str, language: str, colours: Palette
) -> list[_Wanted]:
    """The names of a panel, the most important first; titled: the figure of the gap stands in the title of its panel."""
    content = panel.content
    is_gap = panel.yref != "y"
    rows = _rows(panel)
    found: list[_Wanted] = []
    for line in content.lines:
        final = line.points[-1] if line.points else None
        value = layout.value_of(final) if final is not None else None
        if final is None or value is None:
            continue
        bold = line.kind in {"main", "gap"}
        size = layout.LABEL_SIZE if bold else layout.TEXT_SIZE
        if is_gap and titled:
            continue
        aside = line.kind == "reference" and len(content.lines) <= 2 and panel.bottom - panel.top < _ROOM_FOR_NAMES
        words = (
            layout.unfolded(layout.escaped(line.name), _ASIDE, 2)
            if aside
            else _line_name(indicator, line, value, len(content.lines), rows, tight, language)
        )
        note = content.note.replace("\n", "<br>") if bold else ""
        # Where height is short, the reference is named along its line, in one row.
        sides: tuple[str, ...] = ("over_end", "over", "under_end", "under") if aside else ("right",)
        if bold and len(content.lines) <= 2:
            sides = ("right", "over_end", "under_end")
        label = labels.Label(
            words, 0, 0, size, line.colour, sides, bold, note, away=6, halo=bold and content.landing is not None
        )
        found.append((_ORDER[line.kind], final.period, value, label))
    around = ("right", "below", "above")
    target, landing = content.target, content.landing
    written = layout.gap_amount if is_gap else layout.mark_amount
    if target is not None:
        goal = texts.text("charts.target_mark", language, value=written(indicator, target.value, language))
        label = labels.Label(goal, 0, 0, layout.LABEL_SIZE, colours.ink, around, True)
        found.append((1, target.deadline, target.value, label))
        # A line of one point that is the baseline already has its figure written there.
        start = target.baseline_value
        drawn = any(rank == 0 and period == target.baseline_period for rank, period, _, _ in found)
        if not is_gap and start is not None and not drawn:
            words = written(indicator, start, language)
            words = texts.text("charts.baseline_mark", language, value=words)
            label = labels.Label(words, 0, 0, layout.TEXT_SIZE, colours.muted, ("under", "over"), optional=True)
            found.append((5, target.baseline_period, start, label))
    if landing is not None:
        key = "charts.landing_mark_if" if landing.condition else "charts.landing_mark"
        words = texts.text(key, language, value=written(indicator, landing.value, language))
        label = labels.Label(words.replace("\n", "<br>"), 0, 0, layout.TEXT_SIZE, colours.muted, around)
        found.append((2, landing.deadline, landing.value, label))
    if is_gap:
        words = layout.unfolded(texts.text("charts.gap_zero", language, name=layout.escaped(beside)), 42, 2)
        label = labels.Label(words, 0, 0, labels.NOTE_SIZE, colours.muted, ("over", "under"), optional=True, away=4)
        first, last = panel.span
        found.append((6, first + (last - first) * 0.05, 0.0, label))
    return sorted(found, key=lambda entry: entry[0])


def _placed(
    panel: Panel, wanted: Sequence[_Wanted], places: Mapping[Break, date]
) -> tuple[list[labels.Placed], dict[int, tuple[date, float]]]:
    """Where the names of a panel go, at all widths at once, and what each belongs to."""
    content = panel.content
    runs: list[list[tuple[float, float]]] = [
        [(share, panel.top), (share, panel.bottom)] for share in map(panel.share, places.values())
    ]
    marks: list[tuple[float, float]] = []
    for line in content.lines:
        run: list[tuple[float, float]] = []
        for point in line.points:
            value = layout.value_of(point) if point is not None else None
            if point is None or value is None:
                runs.append(run)
                run = []
                continue
            run.append((panel.share(point.period), panel.y(value)))
        runs.append(run)
        if line.marker:
            marks += [place for one in runs for place in one] if line.kind in {"main", "gap"} else run
    if content.target is not None:
        path = [(panel.share(period), panel.y(value)) for period, value in content.target.path()]
        runs.append(path)
        marks += [path[0], path[-1]]
        runs += [[(panel.share(p), panel.y(v)) for p, v in goal.path()] for goal in content.target.earlier]
    if (landing := content.landing) is not None:
        end = (panel.share(landing.deadline), panel.y(landing.value))
        marks.append(end)
        start, stop = (panel.share(landing.since), panel.y(landing.start)), landing.stop(places)
        runs += [[start, (panel.share(stop), panel.y(edge))] for edge in landing.at(stop)]
    if panel.yref != "y":
        # The zero line, and the title of the panel, which has no line of its own.
        runs.append([(0.0, panel.y(0.0)), (1.0, panel.y(0.0))])
        runs.append([(0.0, panel.top - 12), (1.0, panel.top - 12)])
    scenes = []
    for view in range(len(panel.widths)):
        left, scale = panel.left, panel.across(1.0, view) - panel.left
        pieces = [(left + a * scale, b, left + c * scale, d) for run in runs for (a, b), (c, d) in pairwise(run)]
        scenes.append(labels.Scene(pieces, [(left + a * scale, b) for a, b in marks], left))
    anchors: dict[int, tuple[date, float]] = {}
    placeable = []
    for _, period, value, label in wanted:
        narrow = panel.x(period, len(panel.widths) - 1)
        own = replace(label, x=panel.x(period), y=panel.y(value), narrow_x=narrow)
        placeable.append(own)
        anchors[id(own)] = (period, value)
    room = (panel.left, panel.top - 8, panel.bottom)
    narrow_scene = scenes[1] if len(scenes) > 1 else None
    return labels.place(placeable, scenes[0].segments, scenes[0].marks, room, narrow_scene), anchors


def _line_name(
    indicator: Indicator, line: Line, value: float, lines: int, rows: int, tight: bool, language: str
) -> str:
    """A name at the end of one of `lines` lines, with the latest figure under the chosen one's; rows: where there are many."""
    if line.kind == "gap":
        return layout.gap_amount(indicator, value, language)
    name = layout.escaped(line.name)
    name = layout.unfolded(name, 16, 3) if lines <= 3 else layout.unfolded(name, 18, rows)
    if line.kind != "main":
        return name
    figure = layout.mark_amount(indicator, value, language)
    return figure if tight and lines <= 2 else f"{name}<br>{figure}"
