"""Questions of the method page: worked examples on figures in force, and the rules of secrecy."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from observatory import database, formulae
from observatory.answers import Card, axes, axis
from observatory.answers.figures import series
from observatory.selection import Selection

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of statistical secrecy, in both languages."""

    rule: str
    text_fr: str
    text_en: str


@lru_cache(maxsize=2)
def secrecy_rules(release: str) -> tuple[Rule, ...]:
    """The rules that are applied at publication, in the order of their codes."""
    rows: list[Any] = database.ask("secrecy_rules")
    return tuple(Rule(row.rule, row.text_fr, row.text_en) for row in rows)


@dataclass(frozen=True, slots=True)
class FormulaExamples:
    """For each formula an indicator of the main neighbourhood with the numbers that lead to its result; None where none has them."""

    share: tuple[Card, formulae.Share] | None
    gap: tuple[Card, formulae.Gap] | None
    landing: tuple[Card, formulae.Landing] | None
    distance: tuple[Card, formulae.Distance] | None


@lru_cache(maxsize=2)
def demonstration_only(release: str) -> tuple[str, ...]:
    """Codes of the signatories and references of contracts that have figures, all of them made up."""
    return tuple(row.territory for row in database.ask("demonstration_only"))


def worked_example(selection: Selection) -> Card | None:
    """An indicator of the main neighbourhood on which every step can be shown: a pace, and if possible a real target, real
    figures and an interval; None when no target gives a pace.
    """
    return next((c for c in _candidates(selection) if c.standing is not None and c.standing.pace is not None), None)


def formula_examples(selection: Selection) -> FormulaExamples:
    """An example of each formula, of the worked example itself where that has what the formula needs."""
    cards = _candidates(selection)
    first = next((c for c in cards if c.standing is not None and c.standing.pace is not None), None)
    ranked = [*([first] if first else []), *(c for c in cards if c is not first)]
    return FormulaExamples(
        _first(ranked, _share),
        _first(ranked, lambda card: _gap(card, selection)),
        _first(ranked, _landing),
        _first(ranked, lambda card: formulae.distance(card.standing) if card.standing else None),
    )


def _candidates(selection: Selection) -> list[Card]:
    """The judged cards, those first whose target and figures are real and whose interval is known."""
    views = (*axes(selection), axis("transversal", selection))
    return sorted(
        (c for view in views for c in view.cards if c.standing is not None),
        key=lambda c: (
            c.has_demo_target,
            c.is_demo,
            not c.has_status,
            c.standing is None or c.standing.current_low is None,
        ),
    )


def _first(cards: Sequence[Card], worked: Callable[[Card], _T | None]) -> tuple[Card, _T] | None:
    return next(((card, found) for card in cards if (found := worked(card)) is not None), None)


def _share(card: Card) -> formulae.Share | None:
    s = card.standing
    if s is None or s.current_low is None or s.current_value is None or not s.current_denominator:
        return None
    return formulae.share(s.current_value, s.current_denominator)


def _gap(card: Card, selection: Selection) -> formulae.Gap | None:
    s = card.gap_standing
    if s is None or s.current_low is None or s.current_period is None:
        return None
    code = card.indicator.indicator
    known = series([code], [card.bearer, s.reference], selection)
    shares = []
    for territory in (card.bearer, s.reference):
        points = known[code, territory].points if (code, territory) in known else ()
        point = next((p for p in points if p.period == s.current_period), None)
        if point is None or point.shown is None or not point.denominator:
            return None
        shares.append(formulae.share(point.shown, point.denominator))
    return formulae.gap(*shares)


def _landing(card: Card) -> formulae.Landing | None:
    s = card.standing
    if s is None or s.current_period is None or not s.trend_points_count:
        return None
    since = max(day for day in (s.break_on, s.baseline_period, card.series.points[0].period) if day is not None)
    figures = [
        (p.period, p.shown) for p in card.series.points if p.shown is not None and since <= p.period <= s.current_period
    ]
    sign = {"up": 1, "down": -1}.get(card.indicator.direction)
    return formulae.landing(figures[-s.trend_points_count :], s, sign) if sign else None
