"""Counts of statuses by objective, and figures of several neighbourhoods taken together."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from observatory import database
from observatory.answers import catalogue
from observatory.catalogue import Objective
from observatory.progress import STATUSES
from observatory.selection import Selection


@dataclass(frozen=True, slots=True)
class Tally:
    """Statuses of the indicators of an objective in the contract's neighbourhoods, and how complete they are.

    indicators: pairs of indicator and territory that may have a status; results: indicators that measure a change for
    residents (none: the objective is followed by what is done, not by its effect); completeness_ratio: share with a
    known status, None without any indicator.
    """

    objective: Objective
    counts: Mapping[str, int]
    indicators: int
    results: int
    completeness_ratio: float | None


@lru_cache(maxsize=16)
def _tallies(selection: Selection) -> Mapping[str, Tally]:
    known = catalogue(selection.release)
    contract = known.contracts[selection.contract]
    is_open = selection.last_year >= contract.ends_on.year
    rows = database.ask(
        "progress_counts",
        contract=selection.contract,
        territories=None,
        measure="level",
        as_of=None,
        first_period=None,
        last_period=None if is_open else date(selection.last_year, 12, 31),
        reference=None,
        show_demo=selection.show_demo,
    )
    return {
        row.code: Tally(
            known.objectives[contract.framework, row.code],
            {status: getattr(row, f"{status}_count") for status in STATUSES},
            row.indicators_count,
            row.result_indicators_count,
            row.completeness_ratio,
        )
        for row in rows
        if row.scope == "objective"
    }


def objective_tallies(axis: str, selection: Selection) -> tuple[Tally, ...]:
    """The objectives of an axis with their counts, in the contract's order."""
    shared = Selection(
        selection.contract,
        (),
        "",
        0,
        selection.last_year,
        "fr",
        False,
        selection.show_demo,
        selection.release,
    )
    own = [tally for tally in _tallies(shared).values() if tally.objective.axis == axis]
    return tuple(sorted(own, key=lambda tally: tally.objective.position))


@dataclass(frozen=True, slots=True)
class Together:
    """The last figure of several neighbourhoods taken together, in the indicator's unit; or why there is none.

    reason: empty, or not_summable, overlap (one contains another) or incomplete (`missing` have no figure).
    """

    period: date
    value: float | None
    reason: str
    missing: tuple[str, ...]
    is_demo: bool


@lru_cache(maxsize=256)
def together(indicator: str, selection: Selection) -> Together | None:
    """The chosen neighbourhoods taken together for the last period that any of them has; None without any figure."""
    rows = database.ask(
        "aggregate",
        indicators=[indicator],
        territories=list(selection.territories),
        first_year=selection.first_year,
        last_year=selection.last_year,
        show_demo=selection.show_demo,
    )
    if not rows:
        return None
    row = rows[-1]
    return Together(row.period, row.value, row.reason or "", tuple(row.missing_territories or ()), bool(row.is_demo))
