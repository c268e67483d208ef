"""Small multiples: every indicator of an axis in one figure, each in its own frame, for the chosen neighbourhood.

All frames share one pair of axes and one trace a kind of line, their coordinates scaled into the frame: thirty frames cost
the browser what one chart costs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import ceil
from typing import Any

from observatory import absences, formats, texts
from observatory.catalogue import Indicator
from observatory.charts import breaks as rifts
from observatory.charts import layout
from observatory.charts.layout import Figure
from observatory.charts.lines import lone_points
from observatory.charts.target import is_demo, reference_shown
from observatory.progress import Standing
from observatory.series import Break, Series, Target
from observatory.theme import STATUS_SIGNS, Palette, palette

MOST_ITEMS = 30
FRAME_HEIGHT = 168
_KEY_HEIGHT = 28
_TITLE, _BOLD = 14, 1.06
"""Pixels of a title's letters, and how much wider they are in bold."""
_LEFT, _RIGHT = 0.03, 0.93
_TOP, _BOTTOM, _BASE = 0.34, 0.84, 0.88
_TOP_UNDER_STATUS = 0.44
"""Where the lines of a frame lie, as shares of its width and height; lower where a row of status is above."""


@dataclass(frozen=True, slots=True)
class MultipleItem:
    """One frame: an indicator, the chosen neighbourhood's figures, and what they are compared with.

    names: the name of each territory, for the text on hover; standing: where the neighbourhood stands on the target.
    """

    indicator: Indicator
    series: Series
    reference: Series | None = None
    target: Target | None = None
    breaks: tuple[Break, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    standing: Standing | None = None


@dataclass(slots=True)
class _Pen:
    """Coordinates and hover texts of one kind of line over all frames; None between two lines."""

    x: list[float | None] = field(default_factory=list)
    y: list[float | None] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    sign: list[str] = field(default_factory=list)

    def lift(self) -> None:
        if self.x and self.x[-1] is not None:
            self.add(None, None, "")

    def add(self, x: float | None, y: float | None, text: str, sign: str = "") -> None:
        self.x.append(None if x is None else round(x, 4))
        self.y.append(None if y is None else round(y, 4))
        self.text.append(text)
        self.sign.append(sign)


@dataclass(slots=True)
class _Frame:
    """One cell of the grid: scales into it, and what is written in it."""

    column: int
    row: int
    characters: int
    width: float
    language: str
    colours: Palette
    notes: list[dict[str, Any]] = field(default_factory=list)
    shapes: list[dict[str, Any]] = field(default_factory=list)
    first: date = date.min
    last: date = date.max
    low: float = 0.0
    high: float = 1.0
    top: float = _TOP

    def scale(self, values: Sequence[float]) -> None:
        self.low, self.high = min(values), max(values)
        if self.high == self.low:
            self.low, self.high = self.low - 1, self.high + 1

    def x(self, period: date) -> float:
        share = 0.5 if self.first == self.last else (period - self.first).days / (self.last - self.first).days
        return self.column + _LEFT + 0.015 + share * (_RIGHT - _LEFT - 0.015)

    def y(self, value: float) -> float:
        return self.row + _BOTTOM - (value - self.low) / (self.high - self.low) * (_BOTTOM - self.top)

    def write(self, text: str, x: float, y: float, size: int, colour: str, anchor: str = "left") -> None:
        note = layout.note(text, round(self.column + x, 4), round(self.row + y, 4), size, colour)
        self.notes.append(
            note | {"xref": "x", "yref": "y", "xanchor": anchor, "yanchor": "top", "align": anchor, "borderpad": 0}
        )

    def fitted(self, title: str) -> str:
        """As much of a title, in bold, as one line of the frame holds."""
        cuts = (layout.shortened(title, length) for length in range(len(title), 1, -1))
        fits = (cut for cut in cuts if layout.text_width(cut, _TITLE) * _BOLD <= self.width * (_RIGHT - _LEFT))
        return layout.escaped(next(fits, title[:1]))

    def close(self) -> None:
        """The base line and the years at its ends."""
        ends = {"x0": self.column + _LEFT, "x1": self.column + _RIGHT, "y0": self.row + _BASE, "y1": self.row + _BASE}
        self.shapes.append(
            ends | {"type": "line", "layer": "below", "line": {"color": self.colours.hairline, "width": 1}}
        )
        self.write(str(self.first.year), _LEFT, _BASE + 0.02, 12, self.colours.muted)
        if self.last.year != self.first.year:
            self.write(str(self.last.year), _RIGHT, _BASE + 0.02, 12, self.colours.muted, "right")


def multiples(
    items: Sequence[MultipleItem], language: str, dark: bool, columns: int = 4, width_hint: int = 1152
) -> Figure:
    """One figure of at most thirty frames in `columns` columns, about `width_hint` pixels wide."""
    colours = palette(dark)
    items = items[:MOST_ITEMS]
    if not items:
        return layout.empty_figure(colours, language, FRAME_HEIGHT)
    columns = max(1, min(columns, len(items)))
    rows = ceil(len(items) / columns)
    pens = {kind: _Pen() for kind in ("main", "single", "reference", "target", "goal", "end", "absence", "break")}
    characters = int((width_hint / columns - 24) / 7.2)
    top = _TOP_UNDER_STATUS if any(_is_judged(item) for item in items) else _TOP
    frames = []
    for position, item in enumerate(items):
        frame = _Frame(
            position % columns, position // columns, characters, width_hint / columns, language, colours, top=top
        )
        _draw(item, frame, pens)
        frames.append(frame)
    figure = layout.base_layout(colours, language, rows * FRAME_HEIGHT + _KEY_HEIGHT + 4)
    figure["margin"] = {"l": 0, "r": 0, "t": _KEY_HEIGHT, "b": 4, "pad": 0}
    figure["xaxis"] = {"range": [0, columns], "visible": False, "fixedrange": True}
    figure["yaxis"] = {"range": [rows, 0], "visible": False, "fixedrange": True}
    key = _key(items, pens, language, colours, columns)
    figure["annotations"] = [key, *(note for frame in frames for note in frame.notes)]
    figure["shapes"] = [shape for frame in frames for shape in frame.shapes]
    return {"data": _traces(pens, language, colours), "layout": figure}


def _key(
    items: Sequence[MultipleItem], pens: Mapping[str, _Pen], language: str, colours: Palette, columns: int
) -> dict[str, Any]:
    """One row above the frames that names each kind of line drawn, in its colour and dash."""
    first = items[0]
    main = first.names.get(first.series.territory) or texts.text("charts.kind_main", language)
    parts = [(colours.accent, "━━", main)]
    if pens["reference"].x:
        drawn = {item.reference.territory: item.names for item in items if item.reference is not None}
        code, names = next(iter(drawn.items()))
        name = names.get(code) if len(drawn) == 1 else None
        parts.append((colours.muted, "━ ∙ ━", name or texts.text("charts.kind_reference", language)))
    if pens["target"].x:
        parts.append((colours.ink, "╌╌◇", texts.text("charts.multiples_key", language)))
    text = "&nbsp;&nbsp;&nbsp;&nbsp;".join(
        f'<span style="color:{colour}">{sign}</span> {layout.escaped(name)}' for colour, sign, name in parts
    )
    return layout.note(text, _LEFT / columns, 1, 13, colours.ink) | {"yshift": 4}


def _draw(item: MultipleItem, frame: _Frame, pens: Mapping[str, _Pen]) -> None:
    """Everything of one frame: title and figure, base line and years, lines, target, missing figures, breaks."""
    indicator, language, colours = item.indicator, frame.language, frame.colours
    frame.write(f"<b>{frame.fitted(indicator.short_name.in_language(language))}</b>", _LEFT, 0.05, _TITLE, colours.ink)
    values = layout.shown(item.series)
    level = item.target if item.target is not None and item.target.measure == "level" else None
    path = level.path() if level is not None else ()
    if not values and not path:
        last = item.series.points[-1] if item.series.points else None
        why = absences.words(last, language) if last is not None else texts.text("charts.nothing", language)
        frame.write(layout.wrapped(why, frame.characters), _LEFT, 0.175, 13, colours.muted)
        return
    periods = [p.period for p in item.series.points] + [period for period, _ in path]
    frame.first, frame.last = min(periods), max(periods)
    reference = _reference(item, frame.first, frame.last)
    others = layout.shown(reference) if reference is not None else []
    frame.scale([value for _, value in (*values, *path, *others)])
    _line(item, item.series, "main", pens, frame)
    if reference is not None:
        _line(item, reference, "reference", pens, frame)
    demo = _demo_word(item, language)
    has_status_row = frame.top == _TOP_UNDER_STATUS
    if values:
        said = _headline(item, language, "" if has_status_row else demo)
        frame.write(said, _LEFT, 0.175, 13, colours.muted)
        pens["end"].add(frame.x(values[-1][0]), frame.y(values[-1][1]), "")
    if has_status_row and (row := _status_row(item, demo, language, colours)):
        frame.write(row, _LEFT, 0.285, 13, colours.muted)
    if level is not None:
        _path(indicator, level, pens, frame)
    _absences(item, pens, frame)
    cuts = [one for one in item.breaks if one.kind != "noise"]
    month_day = layout.day_of_year(periods) if cuts else (12, 31)
    every_year = [date(year, *month_day) for year in range(frame.first.year, frame.last.year + 2)] if cuts else []
    known = [*every_year, *(p.period for p in item.series.points)]
    for place, one in rifts.placed_breaks(cuts, known, frame.first, frame.last):
        why = layout.wrapped(layout.escaped(one.text), 52)
        for end in (frame.top - 0.02, _BASE):
            pens["break"].add(frame.x(place), frame.row + end, why)
        pens["break"].lift()
    frame.close()


def _status_row(item: MultipleItem, demo: str, language: str, colours: Palette) -> str:
    """The status in shape, word and colour, then the mark of demonstration, which has no room on the row above."""
    parts = [demo] if demo else []
    if item.standing is not None and _is_judged(item):
        status = item.standing.status
        sign = STATUS_SIGNS[status]
        key = f"{status}_short" if demo and status == "acceleration" else status
        colour = sign.dark if colours.name == "dark" else sign.light
        parts.insert(0, f'<span style="color:{colour}">{sign.shape} {texts.text(f"status.{key}", language)}</span>')
    return "  ·  ".join(parts)


def _is_judged(item: MultipleItem) -> bool:
    """Whether a status may be written: not of a context, nor where no target is set or no direction is good."""
    return item.standing is not None and item.standing.reason not in {"context", "no_direction", "no_target"}


def _reference(item: MultipleItem, first: date, last: date) -> Series | None:
    """The reference territory within the years of the frame, where it is drawn at all."""
    if item.reference is None or not reference_shown([item.series], item.reference, item.indicator):
        return None
    inside = tuple(p for p in item.reference.points if first <= p.period <= last)
    return Series(item.reference.indicator, item.reference.territory, inside)


def _demo_word(item: MultipleItem, language: str) -> str:
    """The word of demonstration of a frame whose figures, or whose target alone, are made up; empty without any."""
    if is_demo([item.series], None, None):
        return texts.text("charts.demo", language)
    return texts.text("figure.demo_target", language) if is_demo([], None, item.target) else ""


def _headline(item: MultipleItem, language: str, demo: str) -> str:
    latest = next(point for point in reversed(item.series.points) if point.shown is not None)
    figure = layout.amount(item.indicator, latest.shown or 0.0, language)
    parts = [f"<b>{layout.marked(figure, latest)}</b>  {latest.period.year}"]
    if item.target is not None and item.target.measure == "level":
        goal = layout.amount(item.indicator, item.target.value, language)
        parts.append(texts.text("charts.target_mark", language, value=goal))
    if demo:
        parts.append(demo)
    return "  ·  ".join(parts)


def _path(indicator: Indicator, target: Target, pens: Mapping[str, _Pen], frame: _Frame) -> None:
    path = target.path()
    for position, (period, value) in enumerate(path):
        words = formats.period(period, indicator.period_kind, frame.language)
        key = "charts.hover_target" if position == len(path) - 1 else "charts.hover_path"
        figure = layout.amount(indicator, value, frame.language)
        text = texts.text(key, frame.language, period=words, value=figure)
        pens["target"].add(frame.x(period), frame.y(value), text)
    pens["target"].lift()
    pens["goal"].add(frame.x(target.deadline), frame.y(target.value), text)


def _absences(item: MultipleItem, pens: Mapping[str, _Pen], frame: _Frame) -> None:
    for point in item.series.points:
        if layout.value_of(point) is None:
            words = formats.period(point.period, item.indicator.period_kind, frame.language)
            why = absences.words(point, frame.language)
            text = texts.text("charts.hover_absence", frame.language, period=words, why=why)
            pens["absence"].add(frame.x(point.period), frame.row + _BASE, text, absences.sign(point))


def _line(item: MultipleItem, series: Series, kind: str, pens: Mapping[str, _Pen], frame: _Frame) -> None:
    points = layout.segments(item.indicator, series.points, layout.comparable_breaks(item.breaks))
    alone = lone_points(points) if kind == "main" else frozenset()
    name = layout.escaped(item.names.get(series.territory) or texts.text(f"charts.kind_{kind}", frame.language))
    for position, point in enumerate(points):
        value = layout.value_of(point) if point is not None else None
        if point is None or value is None:
            pens[kind].lift()
            continue
        words = formats.period(point.period, item.indicator.period_kind, frame.language)
        figure = layout.amount(item.indicator, value, frame.language)
        said = texts.text("charts.hover_figure", frame.language, period=words, value=figure)
        notes = layout.quality(point, frame.language)
        text = f"<b>{name}</b><br>{said}" + (f"<br>{notes}" if notes else "")
        pens[kind].add(frame.x(point.period), frame.y(value), text)
        if position in alone:
            pens["single"].add(frame.x(point.period), frame.y(value), "")
    pens[kind].lift()


def _traces(pens: dict[str, _Pen], language: str, colours: Palette) -> list[dict[str, Any]]:
    ink, accent, muted = colours.ink, colours.accent, colours.muted
    looks: dict[str, dict[str, Any]] = {
        "break": {"mode": "lines", "line": {"color": colours.other, "width": 1, "dash": "4px,3px"}},
        "reference": {"mode": "lines", "line": {"color": muted, "width": 2, "dash": "dashdot"}},
        "target": {"mode": "lines", "line": {"color": ink, "width": 1.25, "dash": "5px,4px"}},
        "main": {"mode": "lines", "line": {"color": accent, "width": 3}},
        "single": {"mode": "markers", "marker": {"size": 6, "color": accent}, "hoverinfo": "skip"},
        "end": {"mode": "markers", "marker": {"size": 9, "color": accent}, "hoverinfo": "skip"},
        "goal": {
            "mode": "markers",
            "marker": {
                "size": 11,
                "symbol": "diamond-open",
                "color": ink,
                "line": {"color": ink, "width": 2},
            },
        },
        "absence": {
            "mode": "text",
            "text": pens["absence"].sign,
            # Above the base line: below it stand the years.
            "textposition": "top center",
            "textfont": {"size": 13, "color": muted},
        },
    }
    traces = []
    for kind, look in looks.items():
        pen = pens[kind]
        if pen.x:
            base: dict[str, Any] = {
                "type": "scatter",
                "x": pen.x,
                "y": pen.y,
                "hovertext": pen.text,
                "hoverinfo": "text",
                "name": texts.text(f"charts.kind_{kind}", language),
                "connectgaps": False,
            }
            traces.append(base | look)
    return traces
