"""Questions of the method page: a worked example on real figures, and the rules of secrecy."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from observatory import database
from observatory.answers import Card, axes, axis
from observatory.selection import Selection


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


def worked_example(selection: Selection) -> Card | None:
    """An indicator of the main neighbourhood on which every step can be shown: a pace, and if possible a real target, real
    figures and an interval; None when no target gives a pace.
    """
    views = (*axes(selection), axis("transversal", selection))
    judged = [c for view in views for c in view.cards if c.standing is not None and c.standing.pace is not None]
    return min(
        judged,
        key=lambda c: (
            c.has_demo_target,
            c.is_demo,
            not c.has_status,
            c.standing is None or c.standing.current_low is None,
        ),
        default=None,
    )
