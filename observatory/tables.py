"""The table twins of charts and maps, as frames with French or English headings; what is shown is what is exported."""

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from math import isnan, nan
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pandas as pd

from observatory.catalogue import Catalogue, Indicator
from observatory.formats import ABSENCE_SIGNS, QUALITY_SIGNS, number, period, rounded, short_period, sign_of
from observatory.progress import STATUSES, Standing
from observatory.series import Break, Comment, Reading, Series, Spread, Target
from observatory.texts import text
from observatory.theme import STATUS_SIGNS
from observatory.trajectory import Aim, Trajectory, landing_note

if TYPE_CHECKING:
    from pandas.io.formats.style import Styler


def series_table(
    indicator: Indicator,
    series: Sequence[Series],
    targets: Mapping[str, Target],
    known: Catalogue,
    language: str,
) -> pd.DataFrame:
    """The table of some series and their targets on the level (by territory), as `trajectory_table` has it."""
    aims = {territory: Aim(target) for territory, target in targets.items()}
    first = aims.get(series[0].territory, Aim()) if series else Aim()
    shown = Trajectory(
        indicator=indicator,
        series=tuple(series),
        reference=None,
        target=first.target,
        breaks=(),
        names={},
        others=aims,
    )
    return trajectory_table(shown, known, language)


_MEASURES = ("value", "target", "landing", "gap", "gap_target", "gap_landing", "earlier_target")
_ON_GAP = ("gap", "gap_target", "gap_landing")
_COLUMNS = (
    "territory", "period", "value", "target", "landing", "gap", "gap_target", "gap_landing", "status", "gap_status",
    "sign", "origin", "target_origin", "earlier_target", "landing_note",
)  # fmt: skip
_SHORTENED = ("target", "gap", "earlier_target")
_ALWAYS = ("territory", "period", "value", "target", "sign", "origin")


def trajectory_table(shown: Trajectory, known: Catalogue, language: str, compact: bool = False) -> pd.DataFrame:
    """One row a territory and period: territory, period, value and target then (unit of the indicator), sign, origin of the
    value, which is empty without one; further rows for what is carried from earlier perimeters beside own figures.

    Only where there is something to say in them, further columns: the landing of the chosen territory, its gap to the
    reference with the target and the landing of that (unit of a difference), what a landing supposes or why there is none,
    the status, in words, beside the figure that was judged, that of the gap where it has a target too, the origin of the
    targets, and what the target was before an amendment. A hidden value is an empty cell with its sign (`s`, `n.d.` …)
    beside it. Numbers are not rounded here: who writes them does, to the decimals of the indicator.
    compact: for the width of a slide, short periods, short headings, and no column of signs without any, nor of what a
    landing supposes, nor of the gap's status, which the sentence of the slide says.
    """
    rows = [row for one in shown.listed[:1] for row in _rows(shown, one, known, language, compact)]
    rows += _overlapped_rows(shown, known, language, compact)
    rows += [row for one in shown.listed[1:] for row in _rows(shown, one, known, language, compact)]
    frame = pd.DataFrame(rows, columns=list(_COLUMNS)).astype(dict.fromkeys(_MEASURES, "float64"))
    if compact:
        frame[["landing_note", "gap_status"]] = ""
    always = tuple(c for c in _ALWAYS if not compact or c not in {"sign", "target"})
    frame = frame.drop(
        columns=[c for c in _COLUMNS if c not in always and not (frame[c].notna() & (frame[c] != "")).any()]
    )
    return frame.rename(columns={column: _heading(shown, column, language, compact) for column in frame.columns})


def _heading(shown: Trajectory, column: str, language: str, compact: bool) -> str:
    unit = shown.indicator.unit
    name = shown.names.get(shown.reference.territory, "") if shown.reference is not None else ""
    if column == "gap" and not compact:
        words = text("table.gap", language, name=name)
    else:
        words = text(f"table.short.{column}" if compact and column in _SHORTENED else f"table.{column}", language)
    symbol = (unit.difference if column in _ON_GAP else unit.symbol).in_language(language)
    return f"{words} ({symbol})" if symbol and column in _MEASURES else words


def _rows(
    shown: Trajectory, one: Series, known: Catalogue, language: str, compact: bool
) -> Iterator[tuple[object, ...]]:
    written = short_period if compact else period
    indicator = shown.indicator
    is_first = bool(shown.series) and one.territory == shown.series[0].territory
    aim, gaps, judged = shown.aim(one.territory), shown.gap(one.territory), shown.judged(one.territory)
    goal = aim.target if aim.target is not None and aim.target.measure == "level" else None
    before = goal.earlier[-1] if goal and goal.earlier else None
    gap_goal = aim.gap_target if gaps is not None else None
    points = {p.period: p for p in one.points}
    differences = {p.period: p.shown for p in gaps.points} if gaps is not None else {}
    # Only the chosen territory has its landing on the chart.
    landing, gap_landing = (_landing(s) if is_first else None for s in (aim.standing, aim.gap_standing))
    if gaps is None:
        gap_landing = None
    notes = _landing_notes(aim, gaps is not None, language) if is_first else {}
    planned = {when for target in (goal, before, gap_goal) if target is not None for when, _ in target.path()}
    planned |= {end[0] for end in (landing, gap_landing) if end is not None}
    years = {p.year for p in points}
    every = sorted({*points, *{when.year: when for when in sorted(planned) if when.year not in years}.values()})
    latest = max((p.period for p in one.points), default=None)
    judged_on = (judged.current_period or latest) if judged is not None else None
    gap_judged = shown.gap_judged(one.territory)
    gap_judged_on = (gap_judged.current_period or latest) if gap_judged is not None else None
    for when in every:
        point = points.get(when)
        aimed = [target for target in (goal, gap_goal, before) if _target_on(target, when.year) is not None]
        yield (
            known.territory_label(one.territory, language),
            written(when, indicator.period_kind if point else "year", language),
            point.shown if point else None,
            _target_on(goal, when.year),
            _at(landing, when.year),
            differences.get(when),
            _target_on(gap_goal, when.year),
            _at(gap_landing, when.year),
            text(f"status.{judged.status}", language) if judged is not None and when == judged_on else "",
            text(f"status.{gap_judged.status}", language) if gap_judged is not None and when == gap_judged_on else "",
            sign_of(point.status) if point else "",
            text(f"origin.{point.origin}", language) if point else "",
            origins((target.origin for target in aimed if target is not None), language),
            _target_on(before, when.year),
            notes.get(when.year, ""),
        )


def _overlapped_rows(shown: Trajectory, known: Catalogue, language: str, compact: bool) -> Iterator[tuple[object, ...]]:
    """Rows of what is carried from earlier perimeters beside the own figures of the first territory."""
    if shown.overlapped is None:
        return
    written = short_period if compact else period
    name = text("table.overlapped", language, name=known.territory_label(shown.overlapped.territory, language))
    for point in shown.overlapped.points:
        cells: dict[str, object] = dict.fromkeys(_COLUMNS, "") | dict.fromkeys(_MEASURES)
        cells |= {"territory": name, "period": written(point.period, shown.indicator.period_kind, language)}
        cells |= {
            "value": point.shown,
            "sign": sign_of(point.status),
            "origin": text(f"origin.{point.origin}", language),
        }
        yield tuple(cells.values())


def origins(codes: Iterable[str], language: str) -> str:
    """Origins in words, each once, in the order given; empty without any."""
    return ", ".join(text(f"origin.{code}", language) for code in dict.fromkeys(codes))


def _target_on(target: Target | None, year: int) -> float | None:
    if target is None:
        return None
    return next((value for when, value in reversed(target.path()) if when.year == year), None)


def _landing(standing: Standing | None) -> tuple[date, float] | None:
    """The deadline and the value expected there, None where nothing is."""
    if standing is None or standing.landing_value is None or standing.deadline is None:
        return None
    return standing.deadline, standing.landing_value


def _landing_notes(aim: Aim, has_gap: bool, language: str) -> dict[int, str]:
    """What stands beside the landings, by year of their deadline: said once where level and gap suppose the same."""
    found: dict[int, list[str]] = {}
    for standing in (aim.standing, aim.gap_standing if has_gap else None):
        if standing is not None and standing.deadline is not None and (said := landing_note(standing, language)):
            found.setdefault(standing.deadline.year, []).append(said)
    return {year: " ".join(dict.fromkeys(said)) for year, said in found.items()}


def _at(end: tuple[date, float] | None, year: int) -> float | None:
    return end[1] if end is not None and end[0].year == year else None


def readings_table(
    indicator: Indicator,
    when: date,
    readings: Sequence[Reading],
    known: Catalogue,
    language: str,
    aims: Mapping[str, Aim] | None = None,
) -> pd.DataFrame:
    """One row a territory of the map: name, commune(s), population with its year in the heading, period, value (unit of the
    indicator), sign, origin. A level whose populations are of several years says each in the row.

    when: the period of the map; aims: by territory, of those that are judged: where there is one, a column says the status in
    words, another the origin of its target.
    """
    judged = aims or {}
    dated = period(when, indicator.period_kind, language)
    rows = []
    for reading in readings:
        place = known.territories[reading.territory]
        communes = ", ".join(
            known.territories[p].name for p in place.parents if known.territories[p].level == "commune"
        )
        aim = judged.get(reading.territory, Aim())
        status = text(f"status.{aim.judged.status}", language) if aim.judged is not None else ""
        origin = text(f"origin.{reading.origin}", language) if reading.origin else ""
        aimed = text(f"origin.{aim.judged_target.origin}", language) if aim.judged_target is not None else ""
        year = str(place.population_year) if place.population and place.population_year else None
        rows.append((
            place.name_in(language), communes, place.population, year, dated, reading.value, status, sign_of(reading.status), origin, aimed,
        ))  # fmt: skip
    names = (
        "territory", "communes", "population", "population_year", "period", "value", "status", "sign", "origin", "target_origin"
    )  # fmt: skip
    heading = {name: text(f"table.{name}", language) for name in names}
    if symbol := indicator.unit.symbol.in_language(language):
        heading["value"] += f" ({symbol})"
    frame = pd.DataFrame(rows, columns=list(names)).astype({"population": "Int64", "value": "float64"})
    years = frame["population_year"].dropna().unique()
    if len(years) < 2:
        frame = frame.drop(columns="population_year")
        heading["population"] = " ".join((heading["population"], *years))
    frame = frame if judged else frame.drop(columns=["status", "target_origin"])
    return frame.sort_values("value", ascending=False, na_position="last", ignore_index=True).rename(columns=heading)


def breaks_table(breaks: Sequence[Break], language: str) -> pd.DataFrame:
    """One row a vertical line of a chart: the day from which figures are not comparable, what kind of break, why."""
    rows = [(one.period, text(f"charts.break_{one.kind}", language), one.text) for one in breaks]
    return pd.DataFrame(
        rows, columns=[text(f"table.{name}", language) for name in ("break_day", "break_kind", "break")]
    )


def spread_table(
    indicator: Indicator, spreads: Sequence[Spread], own: Series | None, known: Catalogue, language: str
) -> pd.DataFrame:
    """One row a period: median, quartiles, lowest, highest (unit of the indicator), how many territories have a figure, origin.

    own: the chosen territory, in the first of the columns of figures; no quartile where there are too few figures for one.
    """
    mine = {p.period: p.shown for p in own.points} if own is not None else {}
    rows = [
        (
            period(one.period, indicator.period_kind, language),
            mine.get(one.period),
            one.median,
            one.first,
            one.third,
            one.low,
            one.high,
            one.count,
            ", ".join(text(f"origin.{origin}", language) for origin in one.origins),
        )
        for one in spreads
    ]
    symbol = indicator.unit.symbol.in_language(language)
    measures = [
        text(f"table.{name}", language) for name in ("median", "first_quartile", "third_quartile", "low", "high")
    ]
    measures = [known.territory_label(own.territory, language) if own is not None else "", *measures]
    measures = [f"{heading} ({symbol})" if symbol else heading for heading in measures]
    first, *last = (text(f"table.{name}", language) for name in ("period", "count", "origin"))
    frame = pd.DataFrame(rows, columns=[first, *measures, *last])
    frame = frame.astype({last[0]: "Int64", **dict.fromkeys(measures, "float64")})
    return frame if own is not None else frame.drop(columns=measures[0])


def signs_help(language: str) -> str:
    """What the signs beside figures mean, in a sentence."""
    return signs_said(_ALL_SIGNS, language)


def signs_said(cells: Iterable[str], language: str) -> str:
    """What those signs mean that stand alone in these cells, in a sentence; empty where no cell is one."""
    held = set(cells)
    return " · ".join(f"{sign} — {text(key, language)}" for sign, key in _ALL_SIGNS.items() if sign in held)


def sign_heading(name: str, language: str) -> str:
    """The heading of the signs of one of several figures of a row."""
    return f"{text('table.sign', language)} ({name})"


def signs_in(table: pd.DataFrame, language: str) -> frozenset[str]:
    """The signs in the columns of a table that hold them, alone or after what they are about."""
    alone, told = (text(key, language) for key in ("table.sign", "explore.column.signs"))
    columns = [head for head in table.columns if head == alone or str(head).startswith(sign_heading("", language)[:-1])]
    held = {sign for head in columns for cell in table[head].unique() for sign in str(cell).split()}
    if told in table:
        held |= {sign for cell in table[told].unique() for sign in _TOLD_SIGN.findall(str(cell))}
    return frozenset(held.intersection(_ALL_SIGNS))


def comments_table(comments: Sequence[Comment], period_kind: str, language: str) -> pd.DataFrame:
    """One row a comment on a chart: its number there, what it is about, the words (in French), who, when, origin."""
    rows = [
        (
            number,
            period(one.period, period_kind, language) if one.period else text("charts.whole_series", language),
            one.comment,
            one.author,
            one.commented_on,
            text(f"origin.{one.origin}", language),
        )
        for number, one in enumerate(comments, start=1)
    ]
    names = ("comment_number", "comment_about", "comment", "comment_author", "comment_day", "origin")
    return pd.DataFrame(rows, columns=[text(f"table.{name}", language) for name in names])


def definitions_table(known: Catalogue, language: str) -> pd.DataFrame:
    """One row an indicator of the catalogue: code, name, kind, unit, direction, definition, caution, source."""
    keys = ("code", "indicator", "kind", "unit", "direction", "definition", "caution", "source")
    rows = [
        (
            i.indicator,
            i.name.in_language(language),
            text(f"kind.{i.kind}", language),
            i.unit.symbol.in_language(language) or text("unit.count", language),
            text(f"direction.{i.direction}", language),
            i.definition.in_language(language),
            i.caution.in_language(language),
            known.sources[i.source].title.in_language(language) if i.source in known.sources else i.source,
        )
        for i in known.indicators.values()
    ]
    return pd.DataFrame(rows, columns=[text(f"table.{key}", language) for key in keys])


_ALL_SIGNS = {
    **{sign: f"charts.absence_{status}" for status, sign in ABSENCE_SIGNS.items()},
    **{sign: f"charts.status_{status}" for status, sign in QUALITY_SIGNS.items()},
}
_TOLD_SIGN = re.compile(rf":\s({'|'.join(map(re.escape, _ALL_SIGNS))})(?=$|;|\s\()")


class _Said(pd.DataFrame):
    """A frame whose text is not that of its values: `astype(str)`, where Streamlit takes what cells show, is the frame `said`.

    The formats of a Styler are asked for cell by cell, then set column by column, which takes more than twice as long.
    """

    _metadata: ClassVar[list[str]] = ["said"]
    said: pd.DataFrame

    def astype(self, dtype: Any, *args: Any, **kwargs: Any) -> Any:  # type: ignore[misc]
        """The text of the cells for `str`, else what a frame gives."""
        return self.said if dtype is str else super().astype(dtype, *args, **kwargs)


def display(
    frame: pd.DataFrame,
    decimals: int,
    language: str,
    dark: bool = False,
    column_decimals: Mapping[str, int] | None = None,
    row_decimals: Sequence[int] = (),
) -> "Styler":
    """The frame with numbers in the reader's typography, still sorted by their value, and statuses with their shape and
    colour; empty cells stay empty. The values below are rounded too: they are what is copied, or read aloud.

    column_decimals, row_decimals: of columns by heading, or of each row, that have others than `decimals`.
    """
    judged: list[Hashable] = [
        head for column in ("status", "gap_status") if (head := text(f"table.{column}", language)) in frame.columns
    ]
    signs = {text(f"status.{status}", language): STATUS_SIGNS[status] for status in STATUSES}

    def marked(word: object) -> str:
        sign = signs.get(str(word))
        return f"{sign.shape} {word}" if sign else ""

    values: dict[str, Any] = {}
    said: dict[str, list[str]] = {}
    for column in map(str, frame.columns):
        held = frame[column]
        kind = str(held.dtype)
        values[column] = held
        if kind == "float64":
            own = (column_decimals or {}).get(column, decimals)
            digits = row_decimals or [own] * len(held)
            rounds = [nan if isnan(v) else float(rounded(v, n)) for v, n in zip(held.tolist(), digits, strict=False)]
            values[column] = np.array(rounds, dtype="float64")
            said[column] = ["" if isnan(v) else number(v, n, language) for v, n in zip(rounds, digits, strict=False)]
        elif kind == "Int64":
            said[column] = ["" if pd.isna(v) else number(float(v), 0, language) for v in held]
        elif column in judged:
            said[column] = [marked(word) for word in held]
        else:
            said[column] = [str(value) for value in held]
    shown = _Said(values, index=frame.index)
    shown.said = pd.DataFrame(said, index=frame.index, dtype=object)
    styled = shown.style
    # Only cells with a look of their own need a name, by which Streamlit finds their text again.
    styled.cell_ids = False  # type: ignore[attr-defined]
    if not judged:
        return styled
    colours = {word: f"color: {sign.dark if dark else sign.light}" for word, sign in signs.items()}
    return styled.format(dict.fromkeys(judged, marked)).map(lambda word: colours.get(word, ""), subset=judged)
