"""The tables of an exploration: what is shown, as a reader may take it away."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from operator import itemgetter
from typing import Any

import numpy as np
import pandas as pd

from observatory import tables
from observatory.answers import Difference
from observatory.catalogue import Indicator
from observatory.explore import NO_INDEX, is_of_one_moment, measured_indicator
from observatory.exports.xlsx import Sheet
from observatory.formats import period, short_period, sign_of
from observatory.series import Point, Series, Target
from observatory.texts import text
from observatory.ui.explored.question import Question, moment
from observatory.ui.explored.sentences import source_of, unit_of


def sheet_name(asked: Question) -> str:
    return text("explore.table", asked.language)


def _no_index(point: Point, language: str) -> str:
    """Why a figure has no index, nothing for any other."""
    return text(f"explore.why_not.{point.reason}", language) if point.reason in NO_INDEX else ""


def _with_reasons(rows: Sequence[tuple[object, ...]], heads: list[str], language: str) -> pd.DataFrame:
    """A table whose last cells say why a figure has no index, a column that is there only where one has none."""
    found = pd.DataFrame(rows, columns=[*heads, text("explore.column.why", language)])
    return found if any(row[-1] for row in rows) else found[heads]


def _heading(indicator: Indicator, measure: str, language: str, name: str = "") -> str:
    """A column's heading: the name (or « Valeur ») and the unit."""
    said = name or text("table.value", language)
    unit = text(f"explore.unit.{measure}", language) if measure != "level" else ""
    symbol = indicator.unit.symbol.in_language(language)
    inside = " ".join(part for part in (unit, symbol) if part)
    return f"{said} ({inside})" if inside else said


def _one_way(indicators: Iterable[Indicator], mixed: str) -> str:
    """How the periods of a column are written: as those of its indicators where all are of one kind, else as `mixed`."""
    kinds = {i.period_kind for i in indicators}
    return kinds.pop() if len(kinds) == 1 else mixed


def long_table(
    asked: Question,
    sheets: Sequence[tuple[Indicator, Sequence[Series]]],
    with_indicator: bool = False,
    goals: Mapping[str, Target] | None = None,
) -> pd.DataFrame:
    """One row a territory and period (and indicator, with its unit and source): the value in its measure, its sign, its origin.

    With the targets of territories (goals), the target or milestone of the year too, its origin, what it was before an
    amendment, and rows for years that have nothing else.
    """
    language = asked.language
    # Whatever its kind, a period is of a year.
    kind = _one_way((i for i, _ in sheets), "year")
    rows: list[tuple[object, ...]] = []
    for i, lines in sheets:
        source = source_of(asked, i)
        for s in lines:
            place = [asked.name(s.territory), s.territory]
            if with_indicator:
                name, unit = i.name.in_language(language), unit_of(i, asked.state.measure, language)
                place = [i.indicator, name, unit, *place]
            goal = (goals or {}).get(s.territory)
            replaced = goal.earlier[-1] if goal and goal.earlier else None
            aims, before = _by_year(goal), _by_year(replaced)
            figures: list[tuple[date, Point | None]] = [(p.period, p) for p in s.points]
            years = {p.period.year for p in s.points}
            figures += [(when, None) for year, (when, _) in (before | aims).items() if year not in years]
            for when, p in sorted(figures, key=itemgetter(0)):
                aim, earlier = (path[when.year][1] if when.year in path else None for path in (aims, before))
                origin = text(f"origin.{p.origin}", language) if p is not None else ""
                given = [
                    one.origin for one, at in ((goal, aim), (replaced, earlier)) if one is not None and at is not None
                ]
                of_goal = tables.origins(given, language)
                said = period(when, kind, language)
                value, sign, why = (
                    (p.value, sign_of(p.status), _no_index(p, language)) if p is not None else (None, "", "")
                )
                rows.append((*place, said, value, aim, sign, origin, of_goal, earlier, source, why))
    keys = (
        "territory",
        "code",
        "period",
        "value",
        "target",
        "sign",
        "origin",
        "target_origin",
        "earlier_target",
        "source",
    )
    heads = [text(f"table.{key}", language) for key in keys]
    if not with_indicator and sheets:
        heads[3] = _heading(sheets[0][0], asked.state.measure, language)
        for aim in (4, 8):
            heads[aim] = _heading(sheets[0][0], asked.state.measure, language, heads[aim])
    numbers = [heads[n] for n in (3, 4, 8)]
    if with_indicator:
        heads = [_indicator_code(language), *(text(f"table.{key}", language) for key in ("indicator", "unit")), *heads]
    table = _with_reasons(rows, heads, language).astype(dict.fromkeys(numbers, "float64"))
    table = table.drop(columns=[head for head in numbers[1:] if not table[head].notna().any()])
    if not with_indicator:
        table = table.drop(columns=text("table.source", language))
    of_goals = text("table.target_origin", language)
    return table if table[of_goals].any() else table.drop(columns=of_goals)


def _indicator_code(language: str) -> str:
    return f"{text('table.code', language)} ({text('table.indicator', language).lower()})"


def _by_year(goal: Target | None) -> dict[int, tuple[date, float]]:
    """What a target plans by year, and its day: baseline, milestones and the value of its deadline."""
    return {when.year: (when, value) for when, value in goal.path()} if goal else {}


def rank_table(
    asked: Question, indicator: Indicator, points: Sequence[tuple[str, Point]], places: Mapping[str, int]
) -> pd.DataFrame:
    language = asked.language
    rows = [
        (
            places.get(code),
            asked.name(code),
            code,
            ", ".join(
                asked.name(p)
                for p in asked.known.territories[code].parents
                if asked.known.territories[p].level == "commune"
            ),
            period(point.period, indicator.period_kind, language),
            point.value,
            sign_of(point.status),
            text(f"origin.{point.origin}", language),
            _no_index(point, language),
        )
        for code, point in points
    ]
    heads = [text("explore.column.rank", language)]
    heads += [text(f"table.{key}", language) for key in ("territory", "code", "communes", "period")]
    heads += [_heading(indicator, asked.state.measure, language)]
    heads += [text(f"table.{key}", language) for key in ("sign", "origin")]
    return _with_reasons(rows, heads, language).astype({heads[0]: "Int64", heads[5]: "float64"})


def pair_table(
    asked: Question,
    pair: Sequence[Indicator],
    codes: Sequence[str],
    across: Mapping[str, Point],
    up: Mapping[str, Point],
) -> pd.DataFrame:
    """One row a territory: its period, its two values, the sign of each and their origins."""
    language, kind = asked.language, _one_way(pair, "year")
    rows = []
    for code in codes:
        points = one, two = across[code], up[code]
        why = " ".join(dict.fromkeys(said for p in points if (said := _no_index(p, language))))
        when = " · ".join(dict.fromkeys(period(p.period, kind, language) for p in points))
        signs = [sign_of(p.status) for p in points]
        origin = tables.origins((p.origin for p in points), language)
        rows.append((asked.name(code), code, when, one.value, two.value, *signs, origin, why))
    names = [i.short_name.in_language(language) for i in pair]
    heads = [text(f"table.{key}", language) for key in ("territory", "code", "period")]
    values = [_heading(i, asked.state.measure, language, name) for i, name in zip(pair, names, strict=True)]
    heads += [*values, *(tables.sign_heading(name, language) for name in names), text("table.origin", language)]
    return _with_reasons(rows, heads, language).astype(dict.fromkeys(values, "float64"))


def _cells(asked: Question) -> Iterator[tuple[Indicator, str, Point]]:
    """Every figure of the pivot, in its measure."""
    for original in asked.found.shown:
        indicator = measured_indicator(original, asked.state.measure)
        for line in asked.lines(indicator.indicator):
            points: Sequence[Point | None] = line.points
            if is_of_one_moment(asked.state):
                points = [moment(line, asked.found.year_of(indicator.indicator))]
            for point in points:
                if point is not None:
                    yield indicator, line.territory, point


def pivot_table(asked: Question) -> Sheet | None:
    """Rows by columns, figures in the cells; a hidden one is empty, its sign in the last column of its row."""
    language, state = asked.language, asked.state

    def key(dimension: str, indicator: Indicator, territory: str, point: Point) -> object:
        return {"indicator": indicator.indicator, "territory": territory, "period": point.period}[dimension]

    values: dict[object, dict[object, float | None]] = {}
    signs: dict[object, list[str]] = {}
    columns: dict[object, None] = {}
    origins: dict[object, dict[str, None]] = {}
    # Where each indicator shows its own last period, its row or column says which.
    periods: dict[object, dict[str, None]] = {}
    figures = list(_cells(asked))
    # Years alone would not tell the beginning of one from its end, which have a row or a column each.
    kind = _one_way((indicator for indicator, _, _ in figures), "date")
    for indicator, territory, point in figures:
        row, column = (key(d, indicator, territory, point) for d in (state.rows, state.columns))
        values.setdefault(row, {})[column] = point.value
        origins.setdefault(row, {})[text(f"origin.{point.origin}", language)] = None
        columns[column] = None
        said = period(point.period, indicator.period_kind, language)
        periods.setdefault(indicator.indicator, {})[said] = None
        if sign := sign_of(point.status):
            what = _label(asked, state.columns, column, kind)
            why = _no_index(point, language)
            sign = f"{sign} ({why})" if why else sign
            signs.setdefault(row, []).append(text("explore.sign_at", language, what=what, sign=sign))
    if not any(v is not None for row in values.values() for v in row.values()):
        return None
    ordered = sorted(columns) if state.columns == "period" else list(columns)  # type: ignore[type-var]
    rows = sorted(values) if state.rows == "period" else list(values)  # type: ignore[type-var]
    names = [_label(asked, state.columns, column, kind) for column in ordered]
    twice = {n for n, count in Counter(names).items() if count > 1}
    names = [f"{n} ({c})" if n in twice else n for n, c in zip(names, ordered, strict=True)]
    own = is_of_one_moment(state)
    if own and state.columns == "indicator":
        names = [f"{n}, {' · '.join(periods[column])}" for n, column in zip(names, ordered, strict=True)]
    cells: dict[str, Any] = {
        text(f"explore.dimension.{state.rows}", language): [_label(asked, state.rows, row, kind) for row in rows]
    }
    if state.rows != "period":
        cells[text("explore.column.code", language)] = [str(row) for row in rows]
    if own and state.rows == "indicator":
        cells[text("table.period", language)] = [" · ".join(periods[row]) for row in rows]
    for name, column in zip(names, ordered, strict=True):
        cells[name] = np.array([values[row].get(column) for row in rows], dtype="float64")
    apart = text("explore.separator", language)
    cells[text("explore.column.signs", language)] = [apart.join(signs.get(row, ())) for row in rows]
    cells[text("table.origin", language)] = [", ".join(origins[row]) for row in rows]
    if state.rows == "indicator":
        cells[text("table.source", language)] = [source_of(asked, asked.known.indicators[str(row)]) for row in rows]
    table = pd.DataFrame(cells)
    digits = {i.indicator: measured_indicator(i, state.measure).decimals for i in asked.found.shown}
    if state.rows == "indicator":
        return Sheet(sheet_name(asked), table, row_decimals=tuple(digits[str(row)] for row in rows))
    if state.columns == "indicator":
        of_columns = {name: digits[str(column)] for name, column in zip(names, ordered, strict=True)}
        return Sheet(sheet_name(asked), table, column_decimals=of_columns)
    return Sheet(sheet_name(asked), table, asked.indicator.decimals)


def _label(asked: Question, dimension: str, key: object, period_kind: str) -> str:
    if isinstance(key, date):
        return short_period(key, period_kind, asked.language)
    if dimension == "territory":
        return asked.name(str(key))
    indicator = asked.known.indicators[str(key)]
    return _heading(indicator, asked.state.measure, asked.language, indicator.short_name.in_language(asked.language))


def difference_codes(language: str) -> tuple[str, str]:
    """Headings of the codes, of the indicator and of the territory, in a table of differences."""
    return _indicator_code(language), text("table.code", language)


def difference_table(asked: Question, differences: Sequence[Difference]) -> Sheet:
    """One row a figure that changed: what became of it, of which indicator and territory, the period, both values."""
    language, known = asked.language, asked.known
    kind = _one_way((known.indicators[d.indicator] for d in differences), "year")
    rows = [
        (
            text(f"explore.verdict.{d.verdict}", language),
            d.indicator,
            known.indicators[d.indicator].short_name.in_language(language),
            d.territory,
            asked.name(d.territory),
            period(d.period, kind, language),
            d.value_then,
            d.value_now,
            " → ".join(sign_of(s) or "–" for s in (d.status_then, d.status_now))
            if sign_of(d.status_then) != sign_of(d.status_now)
            else "",
            text(f"origin.{d.origin}", language),
        )
        for d in differences
    ]
    heads = [text("explore.column.verdict", language), *difference_codes(language)]
    heads[2:2] = [text("table.indicator", language)]
    heads += [text(f"table.{key}", language) for key in ("territory", "period")]
    heads += [text("explore.column.then", language), text("explore.column.now", language)]
    heads += [text(f"table.{key}", language) for key in ("sign", "origin")]
    table = pd.DataFrame(rows, columns=heads).astype({heads[6]: "float64", heads[7]: "float64"})
    return Sheet(
        sheet_name(asked), table, row_decimals=tuple(known.indicators[d.indicator].decimals for d in differences)
    )
