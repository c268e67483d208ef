"""The table twins of charts and maps, as frames with French or English headings; what is shown is what is exported."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from observatory.catalogue import Catalogue, Indicator
from observatory.formats import ABSENCE_SIGNS, QUALITY_SIGNS, number, period
from observatory.series import Comment, Reading, Series, Target
from observatory.texts import text

if TYPE_CHECKING:
    from pandas.io.formats.style import Styler


def _sign(status: str) -> str:
    return ABSENCE_SIGNS.get(status) or QUALITY_SIGNS.get(status, "")


def _target_on(target: Target | None, year: int) -> float | None:
    if target is None or target.measure != "level":
        return None
    return next((value for when, value in reversed(target.path()) if when.year == year), None)


def series_table(
    indicator: Indicator,
    series: Sequence[Series],
    targets: Mapping[str, Target],
    known: Catalogue,
    language: str,
) -> pd.DataFrame:
    """One row a territory and period: territory, period, value (unit of the indicator), target then, sign, origin.

    Where an amendment changed the target, a last column says what it was before. targets: by territory. A hidden value is an empty cell with its sign (`s`, `n.d.` …) beside it.
    """
    rows = []
    for one in series:
        goal = targets.get(one.territory)
        periods = {p.period: p for p in one.points}
        path = goal.path() if goal and goal.measure == "level" else ()
        before = goal.earlier[-1] if goal and goal.measure == "level" and goal.earlier else None
        planned = {when for when, _ in (*path, *(before.path() if before else ()))}
        for when in sorted({*periods, *(w for w in planned if w.year not in {p.year for p in periods})}):
            point = periods.get(when)
            rows.append(
                (
                    known.territory_label(one.territory, language),
                    period(when, indicator.period_kind if point else "year", language),
                    point.value if point else None,
                    _target_on(goal, when.year),
                    _sign(point.status) if point else "",
                    text(f"origin.{point.origin if point else goal.origin if goal else 'official'}", language),
                    _target_on(before, when.year),
                )
            )
    headings = [
        text(f"table.{name}", language)
        for name in ("territory", "period", "value", "target", "sign", "origin", "earlier_target")
    ]
    symbol = indicator.unit.symbol.in_language(language)
    if symbol:
        headings[2] = f"{headings[2]} ({symbol})"
        headings[3] = f"{headings[3]} ({symbol})"
        headings[6] = f"{headings[6]} ({symbol})"
    frame = pd.DataFrame(rows, columns=headings).astype({headings[n]: "float64" for n in (2, 3, 6)})
    return frame if frame[headings[6]].notna().any() else frame.drop(columns=headings[6])


def readings_table(indicator: Indicator, readings: Sequence[Reading], known: Catalogue, language: str) -> pd.DataFrame:
    """One row a territory of the map: name, commune(s), population, value (unit of the indicator), sign, origin."""
    rows = []
    for reading in readings:
        place = known.territories[reading.territory]
        communes = ", ".join(
            known.territories[p].name for p in place.parents if known.territories[p].level == "commune"
        )
        origin = text(f"origin.{reading.origin}", language)
        rows.append((place.name, communes, place.population, reading.value, _sign(reading.status), origin))
    names = ("territory", "communes", "population", "value", "sign", "origin")
    headings = [text(f"table.{name}", language) for name in names]
    symbol = indicator.unit.symbol.in_language(language)
    if symbol:
        headings[3] = f"{headings[3]} ({symbol})"
    frame = pd.DataFrame(rows, columns=headings)
    frame = frame.astype({headings[2]: "Int64", headings[3]: "float64"})
    return frame.sort_values(headings[3], ascending=False, na_position="last", ignore_index=True)


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


def display(frame: pd.DataFrame, decimals: int, language: str) -> "Styler":
    """The frame with numbers in the reader's typography, still sorted by their value; empty cells stay empty."""

    def shown(digits: int) -> Callable[[Any], str]:
        return lambda value: "" if pd.isna(value) else number(float(value), digits, language)

    digits = {"float64": decimals, "Int64": 0}
    formats = {c: shown(digits[str(frame[c].dtype)]) for c in frame.columns if str(frame[c].dtype) in digits}
    return frame.style.format(formats)  # type: ignore[arg-type]
