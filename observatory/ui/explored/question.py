"""The question that an exploration's page answers: what was asked, what was found, and its points of one moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from observatory import answers
from observatory.answers import Explored
from observatory.catalogue import Catalogue, Indicator
from observatory.charts.layout import comparable_breaks
from observatory.explore import Exploration, base_period, counted_twice, measured, measured_indicator, sentence
from observatory.selection import Selection
from observatory.series import Point, Series, Target


@dataclass(frozen=True, slots=True)
class Question:
    """What every part of the page needs: the state, what was found, the words."""

    state: Exploration
    found: Explored
    selection: Selection
    known: Catalogue

    @property
    def language(self) -> str:
        return self.selection.language

    @property
    def indicator(self) -> Indicator:
        """The indicator of the view, in the unit of the measure."""
        return measured_indicator(self.found.shown[0], self.state.measure)

    def name(self, code: str) -> str:
        return self.known.territory_label(code, self.language)

    def reference(self, indicator: str) -> Series | None:
        """The level of what the territories are compared with: of the view's own figures when it is one of them."""
        key = (indicator, self.selection.reference)
        if self.selection.reference in self.found.territories:
            return self.found.series.get(key)
        codes = tuple(i.indicator for i in self.found.shown)
        return answers.explored_reference(codes, self.state.as_of, self.selection).get(key)

    @property
    def sentence(self) -> str:
        """All that is asked, in one sentence."""
        return sentence(self.state, self.selection, self.known, self.found.year)

    def valued(self, indicator: str) -> list[str]:
        """Territories of the view that have a value to show."""
        return [t for t in self.found.territories if (indicator, t) in self.found.with_value]

    def cuts(self, indicator: str) -> list[date]:
        """Days of the breaks that no comparison of the indicator may cross."""
        return comparable_breaks(answers.breaks(self.selection.release, self.language).get(indicator, ()))

    def base(self, indicator: str) -> date | None:
        """The period at which the lines drawn all have a value, 100 in an index; None where they share none."""
        # The base is that of the lines drawn, whether a chart or a table asks.
        return base_period([self.found.series[indicator, t] for t in self.valued(indicator)[: answers.MAX_LINES]])

    def counted_twice(self, *at: Mapping[str, Point]) -> frozenset[str]:
        """Territories that a view of a whole level leaves out: the same figure stands there for the perimeter of another
        generation. at: points by territory, all with a value. Who chose a generation or territories by name sees them all.
        """
        if not self.state.level or self.state.generation:
            return frozenset()
        own = self.known.territories[self.selection.main_territory].generation
        return frozenset().union(*(counted_twice(points, own, self.known) for points in at))

    def goals(self, measure: str = "level", now: bool = False) -> dict[str, Target]:
        """Targets on a measure of the indicator of the view by territory, as of the day of the view, or today; none unless
        levels are drawn over time, as a target is one.
        """
        if self.state.view != "lines" or self.state.measure != "level" or not self.found.shown:
            return {}
        day = None if now else self.state.as_of
        code = self.found.shown[0].indicator
        found = answers.targets([code], self.found.territories, replace(self.selection, as_of=day))
        return {territory: goal for (_, territory, kind), goal in found.items() if kind == measure}

    def lines(self, indicator: str, most: int | None = None) -> list[Series]:
        """Measured series of the view's territories (of the first `most` with a value), those without any point left out."""
        codes = (
            self.valued(indicator)[:most]
            if most
            else [t for t in self.found.territories if (indicator, t) in self.found.series]
        )
        return _measured(self, indicator, codes)


def _measured(asked: Question, indicator: str, codes: Sequence[str]) -> list[Series]:
    own = [asked.found.series[indicator, code] for code in codes]
    measure, reference, known = asked.state.measure, asked.reference(indicator), asked.known.indicators[indicator]
    if measure == "level":
        return [one for one in own if one.points]
    base, cuts = (asked.base(indicator), asked.cuts(indicator)) if measure == "index" else (None, [])
    lines = (measured(one, measure, reference, base, known, cuts) for one in own)
    return [one for one in lines if one.points]


def moment(series: Series, year: int | None) -> Point | None:
    """The last point of a year, hidden or not."""
    return next((p for p in reversed(series.points) if p.period.year == year), None)


def moments(asked: Question, indicator: str) -> dict[str, Point]:
    """Points of the year shown, hidden or not, by territory of the view."""
    year, series = asked.found.year_of(indicator), asked.found.series
    if asked.state.measure != "level":
        return {s.territory: p for s in asked.lines(indicator) if (p := moment(s, year)) is not None}
    return series.of_year(indicator, asked.found.territories, year)
