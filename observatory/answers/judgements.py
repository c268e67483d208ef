"""What people say beside the figures: the météo of objectives, comments on figures, decisions of committees.

A judgement is never merged with the computed status; where they disagree is what a committee talks about.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from observatory import answers, config, database
from observatory.selection import Selection
from observatory.series import Comment

LEVELS = ("secured", "reachable", "support", "compromised")
"""Levels of the météo, best first."""
CONFIDENT, ALARMED = frozenset({"secured", "reachable"}), frozenset({"compromised"})
GOOD, SLIPPING = frozenset({"met", "on_track"}), frozenset({"limited", "degradation"})


@dataclass(frozen=True, slots=True)
class Judgement:
    """A person's judgement of an objective in a neighbourhood. level: one of LEVELS; comment in French."""

    objective: str
    territory: str
    judged_on: date
    level: str
    author: str
    comment: str
    origin: str


@dataclass(frozen=True, slots=True)
class Weather:
    """The latest judgement of an objective, the others (latest first), and the statuses computed beside it.

    statuses: indicators of the objective that could be assessed, by status; disagreement: `optimistic` when the person is
    confident and most of these slip, `pessimistic` when the person is alarmed and most go well, else empty.
    """

    latest: Judgement
    history: tuple[Judgement, ...]
    statuses: Mapping[str, int]
    disagreement: str
    has_demo_status: bool

    @property
    def same_day(self) -> tuple[Judgement, ...]:
        """What others said on the day of the latest judgement."""
        return tuple(one for one in self.history if one.judged_on == self.latest.judged_on)

    @property
    def earlier(self) -> tuple[Judgement, ...]:
        """What was said before that day."""
        return self.history[len(self.same_day) :]


def disagreement(level: str, statuses: Mapping[str, int]) -> str:
    """How a level and the statuses of assessed indicators disagree; most means more than half."""
    assessed = sum(statuses.values())
    good, slipping = (sum(statuses.get(s, 0) for s in kinds) for kinds in (GOOD, SLIPPING))
    if level in CONFIDENT and 2 * slipping > assessed:
        return "optimistic"
    if level in ALARMED and 2 * good > assessed:
        return "pessimistic"
    return ""


@lru_cache(maxsize=config.CONTRACTS_KEPT)
def _judgements(release: str, contract: str, show_demo: bool) -> Mapping[tuple[str, str], tuple[Judgement, ...]]:
    found: dict[tuple[str, str], list[Judgement]] = {}
    for r in database.ask("judgements", contract=contract, show_demo=show_demo):
        one = Judgement(r.objective, r.territory, r.judged_on, r.level, r.author or "", r.comment_fr or "", r.origin)
        found.setdefault((r.objective, r.territory), []).append(one)
    return {key: tuple(some) for key, some in found.items()}


@lru_cache(maxsize=64)
def weather(selection: Selection) -> tuple[Weather, ...]:
    """The météo of the contract's objectives, on a past day what had been said by then: disagreements first, then in the
    contract's order.
    """
    known = answers.catalogue(selection.release)
    framework = known.contracts[selection.contract].framework
    rows = []
    last = selection.as_of or date.max
    for (code, territory), said in _judgements(selection.release, selection.contract, selection.show_demo).items():
        objective = known.objectives.get((framework, code))
        some = tuple(one for one in said if one.judged_on <= last)
        if not some or objective is None or territory not in known.territories:
            continue
        place = replace(selection, territories=(territory,))
        cards = []
        for indicator in objective.indicators:
            axis = known.indicators[indicator].axis
            card = answers.axis(axis, place).card(indicator)
            if card is not None and card.has_status and card.status != "not_assessable":
                cards.append(card)
        statuses = Counter(card.status for card in cards)
        made_up = any(card.is_demo or card.has_demo_target for card in cards)
        rows.append(Weather(some[0], some[1:], statuses, disagreement(some[0].level, statuses), made_up))
    order = answers.objectives(selection)
    return tuple(sorted(rows, key=lambda w: (not w.disagreement, order.index(w.latest.objective), w.latest.territory)))


@lru_cache(maxsize=config.CONTRACTS_KEPT)
def _comments(release: str, contract: str, show_demo: bool) -> Mapping[tuple[str, str], tuple[Comment, ...]]:
    found: dict[tuple[str, str], list[Comment]] = {}
    for r in database.ask("comments", contract=contract, show_demo=show_demo):
        one = Comment(r.period, r.commented_on, r.author or "", r.comment_fr, r.origin)
        found.setdefault((r.indicator, r.territory), []).append(one)
    return {key: tuple(some) for key, some in found.items()}


def comments(indicator: str, territory: str, selection: Selection) -> tuple[Comment, ...]:
    """Comments on an indicator in a territory, for the years of the selection and made by its day, in the order of their
    numbers: those on the whole series first.
    """
    some = _comments(selection.release, selection.contract, selection.show_demo).get((indicator, territory), ())
    years, last = range(selection.first_year, selection.last_year + 1), selection.as_of or date.max
    return tuple(c for c in some if c.commented_on <= last and (c.period is None or c.period.year in years))


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision of a committee. state: open, done or dropped; text in French."""

    decision: str
    decided_on: date
    committee: str
    text: str
    owner: str
    due_on: date | None
    state: str
    closed_on: date | None
    origin: str

    def is_late(self, today: date) -> bool:
        """Whether it is still open after the day it was due."""
        return self.state == "open" and self.due_on is not None and self.due_on < today


@lru_cache(maxsize=config.CONTRACTS_KEPT)
def _decisions(release: str, contract: str, show_demo: bool) -> tuple[Decision, ...]:
    return tuple(
        Decision(
            r.decision, r.decided_on, r.committee or "", r.text_fr, r.owner or "", r.due_on, r.state, r.closed_on, r.origin
        )
        for r in database.ask("decisions", contract=contract, show_demo=show_demo)
    )  # fmt: skip


def _as_known(decision: Decision, day: date) -> Decision:
    """The decision as it stood at the end of a day: open when it was closed later."""
    if decision.closed_on is not None and decision.closed_on > day:
        return replace(decision, state="open", closed_on=None)
    return decision


def decisions(selection: Selection) -> tuple[Decision, ...]:
    """Decisions of the contract's committees: open ones by the day they are due, then closed ones, the latest first; on a
    past day, those taken by then, open where they were closed later.
    """
    some = _decisions(selection.release, selection.contract, selection.show_demo)
    if (day := selection.as_of) is not None:
        some = tuple(_as_known(d, day) for d in some if d.decided_on <= day)
    still = sorted((d for d in some if d.state == "open"), key=lambda d: (d.due_on or date.max, d.decision))
    return (*still, *(d for d in some if d.state != "open"))


def followed(selection: Selection, day: date) -> tuple[Decision, ...]:
    """What a committee of that day follows of earlier ones: the decisions still open, by the day they are due, then those
    closed since the last of these committees, the latest first.
    """
    everything = _decisions(selection.release, selection.contract, selection.show_demo)
    some = [_as_known(d, day) for d in everything if d.decided_on < day]
    last = max((d.decided_on for d in some), default=day)
    still = sorted((d for d in some if d.state == "open"), key=lambda d: (d.due_on or date.max, d.decision))
    closed = [d for d in some if d.state != "open" and d.closed_on is not None and d.closed_on >= last]
    return (*still, *sorted(closed, key=lambda d: d.closed_on or day, reverse=True))
