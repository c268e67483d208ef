"""Everything that an axis page shows, and which of it to look at first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from observatory.answers.figures import series, targets
from observatory.answers.judged import standings
from observatory.answers.known import MAX_LINES, catalogue, whole
from observatory.catalogue import (
    Axis,
    Indicator,
    Objective,
)
from observatory.progress import TO_DISCUSS, Change, Standing, change
from observatory.selection import Selection
from observatory.series import Series, Target


@dataclass(frozen=True, slots=True)
class Card:
    """What a card says of one indicator: its figures in the territory that carries them, its target, where it stands.

    bearer: territory whose figures are shown, not always the one asked for (a département's for a neighbourhood);
    standing: on the level; gap_standing: on the gap with a target, else on the gap to the reference territory.
    """

    indicator: Indicator
    bearer: str
    series: Series
    target: Target | None
    gap_target: Target | None
    standing: Standing | None
    gap_standing: Standing | None

    @property
    def change(self) -> Change | None:
        """How the level moved since its baseline, as its standing has it."""
        return change(self.standing)

    @property
    def status(self) -> str:
        """Status of progress on the level, or on the gap where only that has a target."""
        judged = self.judged
        return judged.status if judged else "not_assessable"

    @property
    def has_status(self) -> bool:
        """Whether a status is shown: there is a target, and the indicator may have one."""
        return (self.target or self.gap_target) is not None and self.may_have_status

    @property
    def may_have_status(self) -> bool:
        """Whether it is among those counted: not of context, and with a good direction."""
        return self.indicator.kind != "context" and self.indicator.direction != "none"

    @property
    def judged(self) -> Standing | None:
        """The standing that the status comes from."""
        if self.target is None and self.gap_target is not None:
            return self.gap_standing
        return self.standing

    @property
    def gap_judged(self) -> Standing | None:
        """The standing of the gap where it has a status of its own, beside that of the level; None elsewhere."""
        both = self.target is not None and self.gap_target is not None
        return self.gap_standing if both and self.may_have_status else None

    @property
    def is_demo(self) -> bool:
        """Whether the latest figure is a demonstration one."""
        latest = self.series.latest
        return latest is not None and latest.origin == "demo"

    @property
    def is_local(self) -> bool:
        """Whether the latest figure was given by a partner of the contract, not taken from a published file."""
        latest = self.series.latest
        return latest is not None and latest.origin == "local"

    @property
    def has_demo_target(self) -> bool:
        """Whether its target, on the level or on the gap, is a demonstration one."""
        return any(goal.origin == "demo" for goal in (self.target, self.gap_target) if goal)

    @property
    def is_made_up(self) -> bool:
        """Whether what is said of it rests, wholly or partly, on demonstration figures or targets."""
        judged = any(standing is not None and standing.is_demo for standing in (self.judged, self.gap_judged))
        return self.is_demo or self.has_demo_target or judged

    @property
    def known(self) -> bool:
        """Whether there is a figure to show."""
        return self.series.latest is not None


@dataclass(frozen=True, slots=True)
class AxisView:
    """Everything that an axis page shows: cards by objective, series and targets of the chosen neighbourhoods."""

    axis: Axis
    groups: tuple[tuple[Objective | None, tuple[Card, ...]], ...]
    series: Mapping[tuple[str, str], Series]
    targets: Mapping[tuple[str, str, str], Target]
    territories: tuple[str, ...]

    @property
    def cards(self) -> tuple[Card, ...]:
        """All cards, in the order of the groups."""
        return tuple(card for _, cards in self.groups for card in cards)

    def card(self, indicator: str) -> Card | None:
        """The card of an indicator, or None."""
        return next((c for c in self.cards if c.indicator.indicator == indicator), None)

    @property
    def first_card(self) -> Card | None:
        """The card chosen when the reader chose none: the first core one with a figure and a target."""
        ranked = sorted(self.cards, key=lambda c: (not c.known, c.target is None, c.is_demo, not c.indicator.core))
        return ranked[0] if ranked else None


def stands(
    indicator: str, territory: str, gap_target: Target | None, selection: Selection
) -> tuple[Standing | None, Standing | None]:
    """Where an indicator stands in a territory: on the level, and on the gap with a target, else to the reader's reference."""
    judged = standings(territory, selection).get(indicator, ())
    wanted = gap_target.reference if gap_target else selection.reference
    level = next((s for s in judged if s.measure == "level"), None)
    return level, next((s for s in judged if s.measure == "gap" and s.reference == wanted), None)


def _card(
    indicator: Indicator,
    selection: Selection,
    found: Mapping[tuple[str, str], Series],
    goals: Mapping[tuple[str, str, str], Target],
) -> Card:
    known = catalogue(selection.release)
    signatory = known.contracts[selection.contract].signatory
    bearers = known.bearers(indicator, selection.main_territory, prefer=signatory)
    bearer = next((b for b in bearers if (indicator.indicator, b) in found), selection.main_territory)
    figures = found.get((indicator.indicator, bearer), Series(indicator.indicator, bearer, ()))
    goal = goals.get((indicator.indicator, bearer, "level"))
    gap_goal = goals.get((indicator.indicator, bearer, "gap"))
    level, gap = stands(indicator.indicator, bearer, gap_goal, selection)
    return Card(indicator, bearer, figures, goal, gap_goal, level, gap)


def _codes(name: str, selection: Selection) -> list[str]:
    """What the figures of an axis are asked for by; categories come in the same question: breakdowns then cost nothing."""
    return [i.indicator for i in catalogue(selection.release).indicators.values() if i.axis == name]


@lru_cache(maxsize=256)
def axis(name: str, selection: Selection) -> AxisView:
    """The view of one axis for a selection."""
    known = catalogue(selection.release)
    framework = known.contracts[selection.contract].framework
    indicators = known.axis_indicators(name)
    codes = _codes(name, selection)
    around = [a for code in selection.territories[:MAX_LINES] for a in known.ancestors(code)]
    wanted = list(dict.fromkeys([*selection.territories[:MAX_LINES], *around, selection.reference]))
    found = series(codes, wanted, selection)
    goals = targets(codes, wanted, selection)
    groups = []
    placed: set[str] = set()
    objectives = [o for (f, _), o in known.objectives.items() if f == framework]
    own = [o for o in objectives if o.axis == name]
    for objective in [*own, *(o for o in objectives if o.axis != name)]:
        members = [i for i in indicators if i.indicator in objective.indicators and i.indicator not in placed]
        placed.update(i.indicator for i in members)
        if members:
            cards = [_card(i, selection, found, goals) for i in members]
            groups.append((objective, tuple(sorted(cards, key=lambda c: (not c.known, c.is_demo)))))
    rest = tuple(_card(i, selection, found, goals) for i in indicators if i.indicator not in placed)
    return AxisView(
        known.axes[framework, name], (*groups, *([(None, rest)] if rest else [])), found, goals, selection.territories
    )


def categories(parent: str, breakdown: str, selection: Selection) -> tuple[tuple[Indicator, Series], ...]:
    """The categories of an indicator along one breakdown, in the main neighbourhood; those without figures left out."""
    known = catalogue(selection.release)
    found = axis(known.indicators[parent].axis, selection).series
    signatory = known.contracts[selection.contract].signatory
    kept = []
    for member in known.categories(parent):
        if member.breakdown != breakdown:
            continue
        bearers = known.bearers(member, selection.main_territory, prefer=signatory)
        bearer = next((b for b in bearers if (member.indicator, b) in found), None)
        if bearer is not None:
            kept.append((member, found[member.indicator, bearer]))
    return tuple(kept)


def last_outside(indicators: Sequence[Indicator], selection: Selection) -> date | None:
    """The last period, outside of the years of the selection, that any of these indicators has a figure for in the main
    neighbourhood or in what bears it; None without any.
    """
    everywhen = whole(selection)
    if everywhen == selection:
        return None
    known = catalogue(selection.release)
    signatory = known.contracts[selection.contract].signatory
    found: list[date] = []
    for indicator in indicators:
        bearers = known.bearers(indicator, selection.main_territory, prefer=signatory)
        figures = series(_codes(indicator.axis, selection), bearers, everywhen)
        for bearer in bearers:
            one = figures.get((indicator.indicator, bearer))
            found += [point.period for point in one.published()] if one else []
    return max((one for one in found if not selection.first_year <= one.year <= selection.last_year), default=None)


def attention(view: AxisView) -> Card | None:
    """The indicator to look at first: real figures before demonstration, results before outputs, then the slowest pace
    towards the target; without any target, the largest worsening relative to the baseline.
    """
    pressing = [c for c in view.cards if c.has_status and c.status in TO_DISCUSS]
    if pressing:
        return min(
            pressing,
            key=lambda c: (
                TO_DISCUSS.index(c.status),
                c.is_demo,
                c.indicator.kind != "result",
                c.judged.pace if c.judged and c.judged.pace is not None else 0.0,
            ),
        )

    def worsening(card: Card) -> tuple[bool, bool, float]:
        moved = card.change
        if moved is None or not moved.start:
            return (False, False, 0.0)
        return (not card.is_demo, card.indicator.kind == "result", abs(moved.difference / moved.start))

    worse = [c for c in view.cards if c.change and c.change.improves is False and c.indicator.kind != "context"]
    return max(worse, key=worsening, default=None)


def axes(selection: Selection) -> tuple[AxisView, ...]:
    """The views of the five axes for the contract's own neighbourhoods, in the contract's order."""
    known = catalogue(selection.release)
    selection = replace(selection, territories=known.contracts[selection.contract].territories)
    framework = known.contracts[selection.contract].framework
    return tuple(
        axis(a.axis, selection) for (f, _), a in known.axes.items() if f == framework and a.axis != "transversal"
    )
