"""Counts of statuses and completeness, all from one question; figures of several neighbourhoods taken together."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from observatory import config, database
from observatory.answers import catalogue
from observatory.answers.axis_view import AxisView
from observatory.answers.judged import judged_period
from observatory.catalogue import Objective
from observatory.progress import STATUSES
from observatory.selection import Selection


@dataclass(frozen=True, slots=True)
class Tally:
    """Statuses of the indicators that may have one: of an axis, an objective or a contract, in one neighbourhood or in all.

    counts: by status, not_assessable for whatever reason, no target included; pairs: of indicator and territory, that
    may have a status; targets: those of them that have a target; results: indicators that measure a change for
    residents (none: the objective is followed by what is done, not by its effect); demo: known statuses that rest, wholly or
    partly, on demonstration figures or targets; completeness_ratio: share with a known status, None without any pair.
    """

    counts: Mapping[str, int]
    pairs: int
    targets: int
    results: int
    demo: int
    completeness_ratio: float | None

    @property
    def known(self) -> int:
        """How many have a known status."""
        return self.pairs - self.counts["not_assessable"]


_NOTHING = Tally(dict.fromkeys(STATUSES, 0), 0, 0, 0, 0, None)


@lru_cache(maxsize=config.CONTRACTS_KEPT)
def _tallies(
    contract: str,
    territories: tuple[str, ...] | None,
    as_of: date | None,
    period: tuple[date | None, date | None],
    show_demo: bool,
    release: str,
) -> Mapping[tuple[str, str, str], Tally]:
    if as_of is None and period[1] is None and show_demo:
        if territories is None and period[0] is None:
            rows = database.ask("progress_counts_published", contract=contract)
        else:
            rows = database.ask(
                "progress_counts_since",
                contract=contract,
                territories=list(territories) if territories else None,
                first_period=period[0],
            )
    else:
        rows = database.ask(
            "progress_counts",
            contract=contract,
            territories=list(territories) if territories else None,
            measure=None,
            as_of=as_of,
            first_period=period[0],
            last_period=period[1],
            reference=None,
            show_demo=show_demo,
        )
    return {
        (row.scope, row.code, row.territory or ""): Tally(
            {status: getattr(row, f"{status}_count") for status in STATUSES},
            row.indicators_count,
            row.targets_count,
            row.result_indicators_count,
            row.demo_count,
            row.completeness_ratio,
        )
        for row in rows
    }


def _asked(selection: Selection, territories: tuple[str, ...] | None = None) -> Mapping[tuple[str, str, str], Tally]:
    """The counts for the years and the day chosen; the reference changes no status."""
    period = judged_period(selection)
    return _tallies(selection.contract, territories, selection.as_of, period, selection.show_demo, selection.release)


def tally(scope: str, code: str, selection: Selection, territory: str = "") -> Tally:
    """Counts of a `scope` (contract, axis or objective) and its code, in a neighbourhood or, without one, in all of the
    contract's; nothing but zeros for a neighbourhood that is not the contract's.
    """
    return _asked(selection).get((scope, code, territory), _NOTHING)


def shown_tally(view: AxisView) -> Tally:
    """Counts of the cards of an axis page: those of the chosen neighbourhood, and where it has no status of its own, those of the
    territories whose figures its cards show.
    """
    may = [card for card in view.cards if card.may_have_status]
    counts = Counter(card.status if card.has_status else "not_assessable" for card in may)
    demo = sum(card.is_made_up for card in may if card.has_status and card.status != "not_assessable")
    return Tally(
        {status: counts[status] for status in STATUSES},
        len(may),
        sum(card.has_status for card in may),
        sum(card.indicator.kind == "result" for card in may),
        demo,
        (len(may) - counts["not_assessable"]) / len(may) if may else None,
    )


def shared_tally(scope: str, code: str, selection: Selection) -> Tally:
    """Counts of a `scope` and its code in the chosen neighbourhoods together, a wider territory's figure once among them."""
    if len(selection.territories) == 1:
        return tally(scope, code, selection, selection.main_territory)
    signed = catalogue(selection.release).contracts[selection.contract].territories
    chosen = None if set(signed) <= set(selection.territories) else tuple(sorted(selection.territories))
    return _asked(selection, chosen).get((scope, code, ""), _NOTHING)


def objective_tallies(axis: str, selection: Selection) -> tuple[tuple[Objective, Tally], ...]:
    """The objectives of an axis with their counts in all neighbourhoods, in the contract's order."""
    known = catalogue(selection.release)
    framework = known.contracts[selection.contract].framework
    own = [one for (f, _), one in known.objectives.items() if f == framework and one.axis == axis]
    own.sort(key=lambda one: one.position)
    return tuple((one, tally("objective", one.objective, selection)) for one in own)


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A neighbourhood's counts by axis, and over all axes."""

    territory: str
    axes: Mapping[str, Tally]
    whole: Tally


def status_matrix(selection: Selection) -> tuple[MatrixRow, ...]:
    """Counts by neighbourhood of the contract and axis, never a mean; a part is left out beside its whole."""
    known = catalogue(selection.release)
    contract = known.contracts[selection.contract]
    axes = [axis for framework, axis in known.axes if framework == contract.framework]
    return tuple(
        MatrixRow(
            place,
            {axis: tally("axis", axis, selection, place) for axis in axes},
            tally("contract", selection.contract, selection, place),
        )
        for place in contract.territories
        if known.territories[place].level != "neighbourhood_part"
        or not set(contract.territories) & set(known.ancestors(place))
    )


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
