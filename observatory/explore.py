"""What an analyst asks of the explore page: the whole of it in one value, which is also a link and a sentence.

Codes only, never labels, so that a link outlives a change of language or of spelling. Contract, reference, years and
language belong to the frame's filters and are added by it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date

from observatory.carrying import givers
from observatory.catalogue import Bilingual, Catalogue, Indicator, Unit
from observatory.formats import day
from observatory.progress import apart
from observatory.selection import Selection
from observatory.series import Point, Series, origin_of_both
from observatory.texts import plural, text

VIEWS = ("lines", "rank", "scatter", "multiples", "pivot")
MEASURES = ("level", "index", "gap", "ratio")
DIMENSIONS = ("territory", "period", "indicator")
ORIGINS = ("official", "local", "demo")
KINDS = ("context", "output", "result")
STATUSES = ("met", "on_track", "acceleration", "limited", "degradation", "not_assessable")
LEVELS = (
    "neighbourhood",
    "neighbourhood_part",
    "commune",
    "ept",
    "department",
    "region",
    "neighbourhood_set",
    "country",
    "school",
)
GENERATIONS = ("qpv2015", "qpv2024")
MOST_PLACES = 40
MOST_JUDGED = 60
"""Territories that may be named one by one in a link; a level is the way to more."""
NAMED = 3
"""Territories named in the sentence before the rest is counted."""
NO_INDEX = ("index_break", "index_carried", "index_vintage", "index_base", "index_zero")
"""Reasons of a figure without an index: a break, a change of perimeter or too short a time parts it from the base; there is no
figure at the base, or it is 0."""


@dataclass(frozen=True, slots=True)
class Exploration:
    """One view of the figures.

    indicator: the one that the view is about; against: the second one of a scatter; axis, objective, kind and status
    narrow the indicators offered; level: all territories of a level, with generation and within (code of what contains
    them), or empty for those chosen in the frame and `places`; origin, release and as_of (inclusive day) narrow the
    figures; measure: level, index (base 100), gap (to the reference) or ratio; year: for views of one moment, None for
    the latest; rows, columns: of the pivot table and, for small multiples, rows is what the frames are.
    """

    view: str = "lines"
    indicator: str = ""
    against: str = ""
    axis: str = ""
    objective: str = ""
    kind: str = ""
    status: str = ""
    level: str = ""
    generation: str = ""
    within: str = ""
    places: tuple[str, ...] = ()
    origin: str = ""
    release: int | None = None
    as_of: date | None = None
    measure: str = "level"
    year: int | None = None
    rows: str = "territory"
    columns: str = "period"


PARAMETERS = tuple(field.name for field in fields(Exploration))
"""Names of the parameters of a link."""

_CHOICES = {
    "view": VIEWS,
    "measure": MEASURES,
    "kind": KINDS,
    "status": STATUSES,
    "level": LEVELS,
    "generation": GENERATIONS,
    "origin": ORIGINS,
    "rows": DIMENSIONS,
    "columns": DIMENSIONS,
}


def to_query(state: Exploration) -> dict[str, str]:
    """The parameters of the link to `state`; what is as by default is left out."""
    found = {}
    for field in fields(Exploration):
        value = getattr(state, field.name)
        if value != field.default:
            found[field.name] = ",".join(value) if isinstance(value, tuple) else str(value)
    return found


def from_query(query: Mapping[str, str], known: Catalogue) -> tuple[Exploration, tuple[str, ...]]:
    """What a link asks for, and the codes in it that do not exist (they are dropped, the rest stands)."""
    unknown: list[str] = []
    codes = {
        "indicator": known.indicators,
        "against": known.indicators,
        "axis": {axis for _, axis in known.axes},
        "objective": {objective for _, objective in known.objectives},
        "within": known.territories,
    }
    found: dict[str, object] = {}
    for name in PARAMETERS:
        said = query.get(name, "").strip()
        if not said:
            continue
        if name == "places":
            asked = [code for code in dict.fromkeys(said.split(",")) if code]
            unknown += [code for code in asked if code not in known.territories]
            found[name] = tuple(code for code in asked if code in known.territories)[:MOST_PLACES]
        elif name == "as_of":
            try:
                found[name] = date.fromisoformat(said)
            except ValueError:
                unknown.append(said)
        elif name in {"release", "year"}:
            if said.isascii() and said.isdigit() and len(said) <= 6:
                found[name] = int(said)
            else:
                unknown.append(said)
        elif said in _CHOICES.get(name, codes.get(name, ())):
            found[name] = said
        else:
            unknown.append(said)
    state = Exploration(**found)  # type: ignore[arg-type]
    if state.rows == state.columns:
        state = replace(state, columns=next(d for d in ("period", "territory") if d != state.rows))
    return state, tuple(unknown)


def offered(state: Exploration, known: Catalogue, framework: str) -> tuple[Indicator, ...]:
    """Indicators that pass the filters of axis, objective and kind, in the catalogue's order; all when none is set."""
    objective = known.objectives.get((framework, state.objective))
    return tuple(
        i
        for i in known.indicators.values()
        if (not state.axis or i.axis == state.axis)
        and (not state.kind or i.kind == state.kind)
        and (objective is None or i.indicator in objective.indicators)
    )


def territories(state: Exploration, selection: Selection, known: Catalogue) -> tuple[str, ...]:
    """Territories of the view: those of the level asked for, else the frame's neighbourhoods and the places added."""
    if not state.level:
        return tuple(dict.fromkeys((*selection.territories, *state.places)))
    return tuple(
        code
        for code in known.by_level.get(state.level, ())
        if (not state.generation or known.territories[code].generation == state.generation)
        and (not state.within or state.within in known.ancestors(code))
    )


def counted_twice(points: Mapping[str, Point], generation: str, known: Catalogue) -> frozenset[str]:
    """Territories whose figure another one of `points` (by territory) gives already: of a figure carried from one perimeter to
    another, and the one it was carried from, that which is not of the generation.
    """
    found: set[str] = set()
    for code, point in points.items():
        if point.is_carried:
            here = [one.territory for one in givers(point.reason) if one.territory in points]
            found.update(here if known.territories[code].generation == generation else [code] if here else [])
    return frozenset(found)


def base_period(series: Sequence[Series]) -> date | None:
    """The first period at which every series has a value; None when they share none."""
    shared = [{p.period for p in one.published()} for one in series if one.published()]
    common = set.intersection(*shared) if shared else set()
    return min(common, default=None)


def measured(
    series: Series,
    measure: str,
    reference: Series | None,
    base: date | None,
    indicator: Indicator,
    cuts: Sequence[date],
) -> Series:
    """The series as a measure of itself: index of its value at `base` (at its own first value when base is None), gap to the
    reference at the same period, or ratio to it.

    An index is only of figures that may be compared with the base: across a break (cuts: their days) or between vintages too
    close for the producer, there is no value and the reason is one of NO_INDEX. A gap or a ratio is hidden as either figure is; a
    point of a period that the reference does not have, or that would be divided by 0, is left out.
    """
    if measure == "level":
        return series
    if measure == "index":
        return Series(series.indicator, series.territory, tuple(_indexed(series, base, indicator, cuts)))
    beside = {p.period: p for p in reference.points} if reference else {}
    found = []
    for point in series.points:
        other = beside.get(point.period)
        if other is None:
            continue
        made = _beside(point, other, measure)
        if made is not None:
            found.append(made)
    return Series(series.indicator, series.territory, tuple(found))


def _beside(point: Point, other: Point, measure: str) -> Point | None:
    """A point as its gap or its ratio to another one; what is said of either is said of what is made of both."""
    if point.value is None:
        return _with_value(point, None)
    if other.value is None:
        return replace(_with_value(point, None), status=other.status, reason=other.reason)
    if measure == "ratio" and not other.value:
        return None
    value = point.value - other.value if measure == "gap" else point.value / other.value
    origin = origin_of_both(point.origin, other.origin)
    status = other.status if point.status == "published" else point.status
    return replace(_with_value(point, value), origin=origin, status=status)


def _indexed(series: Series, base: date | None, indicator: Indicator, cuts: Sequence[date]) -> Iterator[Point]:
    start = next((p for p in series.published() if base is None or p.period == base), None)
    for point in series.points:
        if point.value is None:
            yield point
            continue
        if start is None:
            why = "base"
        elif not start.value:
            why = "zero"
        else:
            why = apart(indicator, start, point, cuts)
        if why or start is None or not start.value:
            yield replace(_with_value(point, None), status="not_applicable", reason=f"index_{why}")
        else:
            yield _with_value(point, 100 * point.value / start.value)


def _with_value(point: Point, value: float | None) -> Point:
    return replace(point, value=value, denominator=None)


def measured_indicator(indicator: Indicator, measure: str) -> Indicator:
    """The indicator with the unit and the decimals of a measure, for charts and tables."""
    if measure == "level":
        return indicator
    none = Bilingual("", "")
    if measure == "gap":
        said = indicator.unit.difference
        unit = Unit("gap", said, said, None, None)
        return replace(indicator, unit=unit, summable=False)
    # An index has no unit, and its differences are points of index.
    points = Bilingual("points", "points")
    unit = Unit(measure, none, points if measure == "index" else none, None, None)
    return replace(indicator, unit=unit, decimals=1 if measure == "index" else 2, summable=False)


def names(codes: Sequence[str], known: Catalogue, language: str) -> str:
    """Territories by name, the first ones where they are many, and how many others."""
    said = [known.territory_label(code, language) for code in codes[:NAMED]]
    left = len(codes) - len(said)
    # The name of a part holds a comma of its own.
    between = text("explore.separator", language) if any(", " in name for name in said) else ", "
    if left:
        return between.join(said) + " " + plural("explore.and_others", left, language)
    if len(said) < 2:
        return "".join(said)
    return between.join(said[:-1]) + " " + text("explore.and", language) + " " + said[-1]


def _subject(state: Exploration, known: Catalogue, language: str) -> str:
    def name(code: str) -> str:
        found = known.indicators.get(code)
        return found.name.in_language(language) if found else code

    if state.view == "scatter":
        return text("explore.said.pair", language, first=name(state.indicator), second=name(state.against))
    if not is_of_all_indicators(state):
        return name(state.indicator)
    return text("explore.said.all_indicators", language)


def sentence(state: Exploration, selection: Selection, known: Catalogue, year: int | None = None) -> str:
    """All that is asked, in one sentence: what, for whom, when, measured how, with which figures; year: the one that a view of
    one moment shows, where it is known.
    """
    language = selection.language
    chosen = territories(state, selection, known)
    parts = [_subject(state, known, language)]
    framework = known.contracts[selection.contract].framework
    if state.axis and (axis := known.axes.get((framework, state.axis))):
        parts.append(text("explore.said.axis", language, name=axis.short_name.in_language(language)))
    if state.objective:
        parts.append(text("explore.said.objective", language, code=state.objective))
    if state.kind:
        parts.append(text("explore.said.kind", language, kind=text(f"kind.{state.kind}", language)))
    if state.status:
        key = "status" if are_judged(state, chosen) else "status_followed"
        parts.append(text(f"explore.said.{key}", language, status=text(f"explore.status.{state.status}", language)))
    alone = is_of_one_territory(state)
    if state.level and not alone:
        said = plural(f"explore.count.{state.level}", len(chosen), language)
        if state.generation:
            said += " " + text(f"explore.generation.{state.generation}", language)
        parts.append(text("explore.said.for", language, names=said))
        if state.within:
            parts.append(text("explore.said.within", language, name=known.territory_label(state.within, language)))
    else:
        places = (selection.main_territory,) if alone else chosen
        parts.append(text("explore.said.for", language, names=names(places, known, language)))
    if state.measure in {"gap", "ratio"}:
        reference = known.territory_label(selection.reference, language)
        parts.append(text(f"explore.said.{state.measure}", language, name=reference))
    elif state.measure == "index":
        parts.append(text("explore.said.index", language))
    if is_of_one_moment(state):
        parts.append(_moment(state, selection, year))
    else:
        parts.append(text("explore.said.years", language, first=selection.first_year, last=selection.last_year))
    if state.origin:
        parts.append(text("explore.said.origin", language, origin=text(f"origin.{state.origin}", language)))
    if state.release is not None:
        parts.append(text("explore.said.release", language, number=state.release))
    if state.as_of is not None:
        parts.append(text("explore.said.as_of", language, day=day(state.as_of, language)))
    return ", ".join(parts) + "."


def _moment(state: Exploration, selection: Selection, year: int | None) -> str:
    language, asked = selection.language, state.year
    if asked is not None and year in {None, asked}:
        return text("explore.said.year", language, year=asked)
    last = selection.last_year if asked is None else asked
    if year is None:
        key = "each_latest" if is_of_all_indicators(state) else "latest"
        return text(f"explore.said.{key}", language, year=last)
    return text("explore.said.latest_year", language, year=year, last=last)


def are_judged(state: Exploration, chosen: Sequence[str]) -> bool:
    """Whether all territories of a view are judged for a filter by status; of more, only those that the contract follows."""
    return not state.level or len(chosen) <= MOST_JUDGED


def is_of_one_moment(state: Exploration) -> bool:
    """Whether the view shows one year only."""
    return state.view in {"rank", "scatter"} or (state.view == "pivot" and "period" not in (state.rows, state.columns))


def is_of_all_indicators(state: Exploration) -> bool:
    """Whether the view shows every indicator that passes the filters, rather than one or two."""
    return (state.view == "multiples" and state.rows == "indicator") or (
        state.view == "pivot" and "indicator" in (state.rows, state.columns)
    )


def is_of_one_territory(state: Exploration) -> bool:
    """Whether the view shows the main neighbourhood only."""
    return (state.view == "multiples" and state.rows == "indicator") or (
        state.view == "pivot" and "territory" not in (state.rows, state.columns)
    )
