"""Secrecy of the beneficiaries of actions: small numbers of people are hidden before the database is built.

Rule B (`data/contract/secrecy_rules.csv`) bears on the persons reached, of whom residents, of whom women:
- a number in the hidden range hides itself; a hidden total hides its parts with it;
- a part whose rest (total less residents, total less women) is in the hidden range is hidden, so that nobody is learnt of
  by a difference;
- an evaluation in words that quotes a hidden number, or such a rest, in digits or in letters, is hidden as a whole.

Guaranteed: no hidden number is in the database, so that every sum by axis, objective, neighbourhood or year, which is
computed from it, is one of published numbers alone and gives none back. What is left of a hidden number are at least
two whole numbers, even for a reader who knows the rule. A workbook and the report of a check show `s` in its place.

What an action was said to be earlier is kept for past days; where it and what is said today would together tell of a hidden
number, all of it but the plan is hidden.

Not guaranteed: persons expected are a plan and are never hidden; a title, or a text that says a number otherwise (a dozen,
a percentage), is not understood; who may write can read the files of data/ and those given.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from observatory import data_files
from observatory.errors import DashboardError

RULE = "B"
TOTAL, PARTS, RESULT = "actual_beneficiaries", ("resident_beneficiaries", "women_beneficiaries"), "result_fr"
COLUMNS = (TOTAL, *PARTS, RESULT)
"""Columns of an action that may be hidden."""
SIGN = "s"
"""What stands for a hidden cell in a workbook; given back as it is, the cell keeps what is in force."""
_LETTERS = {"un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4}
_NUMBER = re.compile(r"\d+(?:[ .\u00a0\u202f]\d{3}(?!\d))*|\b(?:un|une|deux|trois|quatre)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rule:
    """Numbers from `hidden_from` to below `threshold` are hidden; complement: so are parts that leave such a rest."""

    hidden_from: int
    threshold: int
    complement: bool

    def hides(self, people: int | None) -> bool:
        """Whether this many persons are too few to be told."""
        return people is not None and self.hidden_from <= people < self.threshold


def rule(data: Path) -> Rule:
    """The rule on persons of a data folder. Raises DashboardError when it cannot be read."""
    rules = data_files.rows(data / "contract" / "secrecy_rules.csv")
    try:
        row = next(row for row in rules if row["rule"] == RULE)
        return Rule(int(row["hidden_from"]), int(row["threshold_count"]), row["complement"] == "true")
    except (ValueError, KeyError, StopIteration) as error:
        raise DashboardError(
            "Le secret statistique n’a pas pu être appliqué",
            f"Vérifiez la règle {RULE} de data/contract/secrecy_rules.csv.",
        ) from error


def hidden(action: Mapping[str, str], rule: Rule) -> frozenset[str]:
    """The columns of an action, as a row of actions.csv, that must not be told."""
    total = _number(action.get(TOTAL))
    found, said = set(), set()
    if rule.hides(total):
        found.add(TOTAL)
        said.add(total)
    for column in PARTS:
        part = _number(action.get(column))
        if part is None:
            continue
        rest = None if total is None else total - part
        if rule.hides(total) or rule.hides(part) or (rule.complement and rule.hides(rest)):
            found.add(column)
            said |= {number for number in (part, rest) if number}
    if said & set(_numbers(action.get(RESULT) or "")):
        found.add(RESULT)
    return frozenset(found)


def masked(action: Mapping[str, str], rule: Rule) -> dict[str, str]:
    """The row with SIGN in its hidden cells."""
    gone = hidden(action, rule)
    return {column: SIGN if column in gone else said for column, said in action.items()}


def protected(actions: Iterable[Mapping[str, str]], rule: Rule) -> Iterable[dict[str, str]]:
    """The rows with their hidden cells empty, and `secret`: which ones, by column, separated by spaces."""
    for action in actions:
        gone = hidden(action, rule)
        yield {
            **{column: "" if column in gone else said for column, said in action.items()},
            "secret": " ".join(column for column in COLUMNS if column in gone),
        }


def tells_by_difference(versions: Sequence[Mapping[str, str]], rule: Rule) -> bool:
    """Whether what an action was said to be at different times, taken together, would tell of too few people.

    versions: rows of one action, each as it was in force for a time.
    """
    if any(hidden(one, rule) for one in versions):
        return True
    totals = {number for one in versions if (number := _number(one.get(TOTAL))) is not None}
    parts = {number for one in versions for column in PARTS if (number := _number(one.get(column))) is not None}
    return rule.complement and any(rule.hides(total - part) for total in totals for part in parts)


def without_people(action: Mapping[str, str]) -> dict[str, str]:
    """The row with all cells that may be hidden empty, and `secret` as of `protected`."""
    kept = {column: "" if column in COLUMNS else said for column, said in action.items()}
    return {**kept, "secret": " ".join(column for column in COLUMNS if action.get(column))}


def _number(said: str | None) -> int | None:
    """A number of persons; a cell that is none is left for the checks to refuse."""
    try:
        return int(said) if said else None
    except ValueError:
        return None


def _numbers(text: str) -> Iterable[int]:
    for found in _NUMBER.findall(text):
        digits = re.sub(r"\D", "", found)
        yield int(digits) if digits else _LETTERS[found.lower()]
        if not digits.isdecimal() or digits == found:
            continue
        # « 33 200 » may be a thousand or two numbers side by side.
        yield from map(int, re.findall(r"\d+", found))
