"""What a committee talks about: an indicator with its figures and its judgement, and which of them first."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from observatory import answers
from observatory.answers import Card
from observatory.catalogue import Axis, Indicator
from observatory.progress import Standing
from observatory.selection import Selection

DISCUSSED = 3
"""Indicators of an axis that the automatic sequence shows, the most urgent first."""
DISCUSSION_ORDER = {"degradation": 0, "limited": 1, "acceleration": 2}
GOOD = ("met", "on_track")
UNTARGETED = ("context", "no_direction", "no_target")
"""Reasons that leave an indicator out of the counts: nothing was promised of it."""


@dataclass(frozen=True, slots=True)
class Subject:
    """An indicator as the committee discusses it: its card, where it stands on its level and on its gap.

    gap: the one that has a target, else to the chosen reference, else to another territory; place: the neighbourhood that
    the figure speaks for, not always the one that bears it.
    """

    card: Card
    level: Standing | None
    gap: Standing | None
    place: str

    @property
    def indicator(self) -> Indicator:
        """The indicator."""
        return self.card.indicator

    @property
    def judged(self) -> Standing | None:
        """The judgement to show: on the level when it has a target, else on the gap when that has one."""
        for one in (self.level, self.gap):
            if one is not None and one.target_value is not None and one.reason not in UNTARGETED:
                return one
        return None

    @property
    def status(self) -> str:
        """Status of progress, or empty for an indicator that has no target to be judged by."""
        return self.judged.status if self.judged is not None else ""

    @property
    def improves(self) -> bool | None:
        """Whether the level moved in the good direction since its baseline; None when it cannot be said."""
        return self.level.improves if self.level is not None else None

    @property
    def pace(self) -> float:
        """Realised over required progress; 0 where there is none."""
        return self.judged.pace or 0.0 if self.judged is not None else 0.0

    @property
    def is_judged_by_demo(self) -> bool:
        """Whether an official or local figure owes its status to a demonstration target, which must be said beside it."""
        judged = self.judged
        return judged is not None and bool(self.status) and not self.card.is_demo and self.card.has_demo_target

    @property
    def is_insignificant(self) -> bool:
        """Whether the level moved by less than its uncertainty: no reason to celebrate or to worry."""
        return self.level is not None and self.level.significant is False

    @property
    def urgency(self) -> tuple[bool, int, bool, bool, bool, float]:
        """Sort key of what needs discussion: sure changes, status, real figures, results before outputs, the slowest."""
        rank = DISCUSSION_ORDER.get(self.status, len(DISCUSSION_ORDER))
        return (
            self.is_insignificant,
            rank,
            self.card.is_demo,
            self.indicator.kind != "result",
            not self.indicator.core,
            self.pace,
        )

    @property
    def success(self) -> tuple[bool, bool, bool, float]:
        """Sort key of what progresses: judged first, real figures first, results before outputs, the fastest first."""
        return (self.status not in GOOD, self.card.is_demo, self.indicator.kind != "result", -self.pace)


def axes(selection: Selection) -> tuple[Axis, ...]:
    """The axes of the contract, the transversal one included, in order."""
    known = answers.catalogue(selection.release)
    framework = known.contracts[selection.contract].framework
    return tuple(axis for (f, _), axis in known.axes.items() if f == framework)


def places(selection: Selection) -> tuple[str, ...]:
    """The neighbourhoods that a deck is about, each once: a part is left out beside its whole."""
    known = answers.catalogue(selection.release)
    chosen = set(selection.territories)

    def is_counted(code: str) -> bool:
        return known.territories[code].level != "neighbourhood_part" or not chosen & set(known.ancestors(code))

    return tuple(code for code in selection.territories if is_counted(code))


def alone(selection: Selection, place: str) -> Selection:
    """The selection narrowed to one neighbourhood."""
    return replace(selection, territories=(place,))


def subjects(axis: str, selection: Selection) -> tuple[Subject, ...]:
    """The indicators of an axis that have a figure in the main neighbourhood, in the order of the axis page."""
    rows = []
    for card in answers.axis(axis, alone(selection, selection.main_territory)).cards:
        if card.known:
            found = answers.standings(card.bearer, selection).get(card.indicator.indicator, ())
            level = next((s for s in found if s.measure == "level"), None)
            gaps = sorted(
                (s for s in found if s.measure == "gap"),
                key=lambda s: (s.target_value is None, s.reference != selection.reference),
            )
            rows.append(Subject(card, level, gaps[0] if gaps else None, selection.main_territory))
    return tuple(rows)


def shared_subjects(axis: str, selection: Selection) -> tuple[Subject, ...]:
    """The same in all the neighbourhoods of the deck; a wider territory's figure that speaks for several counts once."""
    found: dict[tuple[str, str], Subject] = {}
    for place in places(selection):
        for subject in subjects(axis, alone(selection, place)):
            found.setdefault((subject.indicator.indicator, subject.card.bearer), subject)
    return tuple(found.values())


def all_subjects(selection: Selection) -> dict[str, tuple[Subject, ...]]:
    """The indicators that have a figure in the neighbourhoods of the deck, by axis."""
    return {axis.axis: shared_subjects(axis.axis, selection) for axis in axes(selection)}


def to_discuss(found: Iterable[Subject], most: int = DISCUSSED) -> tuple[Subject, ...]:
    """What needs discussion most: behind its target, or, without a target, worse than at its baseline. Each indicator
    once, in the neighbourhood where it is the most urgent.
    """
    behind = [s for s in found if s.status in DISCUSSION_ORDER or _worse(s)]
    return _distinct(sorted(behind, key=lambda s: s.urgency), most)


def progressing(found: Iterable[Subject], most: int = DISCUSSED) -> tuple[Subject, ...]:
    """What progresses most: on its way to the target or there, or, without a target, better than at its baseline. Each
    indicator once, in the neighbourhood where it progresses most.
    """
    ahead = [
        s
        for s in found
        if not s.is_insignificant
        and (s.status in GOOD or (not s.status and s.improves is True and s.indicator.kind != "context"))
    ]
    return _distinct(sorted(ahead, key=lambda s: s.success), most)


def _distinct(ranked: Iterable[Subject], most: int) -> tuple[Subject, ...]:
    first: dict[str, Subject] = {}
    for subject in ranked:
        first.setdefault(subject.indicator.indicator, subject)
    return tuple(first.values())[:most]


def _worse(subject: Subject) -> bool:
    return not subject.status and subject.improves is False and subject.indicator.kind != "context"
