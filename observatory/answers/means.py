"""What the contract finances: actions, who pays, for whom, and the gate of the yearly amendment. Amounts are exact decimals."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from observatory import answers, config, database
from observatory.catalogue import Bilingual, Catalogue, Objective
from observatory.money import NOTHING, Flow, Outcome, PerHead
from observatory.selection import Selection

STATES = ("planned", "running", "done", "cancelled")


@dataclass(frozen=True, slots=True)
class Action:
    """An action of the contract with its money (euros; paid is None until known) and its beneficiaries (persons).

    planned_eur: 0 without a funder; planned_of_paid_eur: the plan of the fundings whose payment is known, to compare paid_eur
    with; unpaid: how many fundings have a payment that is not known; is_funded: whether it has any funder.
    secret: what secrecy hides of it, by name of column: persons are then None, the result empty.
    objectives, territories: the principal one first; result: what the evaluation says, in French.
    """

    action: str
    title: Bilingual
    operator: str
    year: int
    objectives: tuple[str, ...]
    territories: tuple[str, ...]
    state: str
    planned_eur: Decimal
    paid_eur: Decimal | None
    planned_of_paid_eur: Decimal
    unpaid: int
    is_funded: bool
    planned_beneficiaries: int | None
    actual_beneficiaries: int | None
    resident_beneficiaries: int | None
    women_beneficiaries: int | None
    evaluated_on: date | None
    evaluated_by: str
    result: str
    origin: str
    secret: tuple[str, ...] = ()

    @property
    def is_financed(self) -> bool:
        """Whether money is planned or was paid for it and it was not cancelled."""
        return self.state != "cancelled" and (self.planned_eur > 0 or (self.paid_eur or NOTHING) > 0)

    @property
    def budget_eur(self) -> Decimal | None:
        """Planned by all funders, in euros; None without a funder."""
        return self.planned_eur if self.is_funded else None


def _action(row: Any) -> Action:
    return Action(
        row.action, Bilingual(row.title_fr or "", row.title_en or ""), row.operator or "", row.year,
        tuple(row.objectives or ()), tuple(row.territories or ()), row.state,
        row.planned_eur or NOTHING, row.paid_eur, row.planned_of_paid_eur or NOTHING, row.unpaid_count,
        row.planned_eur is not None, row.planned_beneficiaries, row.actual_beneficiaries, row.resident_beneficiaries, row.women_beneficiaries,
        row.evaluated_on, row.evaluated_by or "", row.result_fr or "", row.origin,
        tuple(row.secret or ()),
    )  # fmt: skip


@lru_cache(maxsize=config.CONTRACTS_KEPT)
def _actions(release: str, contract: str, as_of: date | None, show_demo: bool) -> tuple[Action, ...]:
    return tuple(_action(row) for row in database.ask("actions", contract=contract, as_of=as_of, show_demo=show_demo))


def actions(selection: Selection) -> tuple[Action, ...]:
    """Actions of the contract, by year and code, cancelled ones included; not evaluated yet where the evaluation comes later
    than today.

    On a past day, what releases had said of them by then. An action of the data folder, which has no day of its own, is only
    planned where its year was not over and it was not evaluated.
    """
    found = _actions(selection.release, selection.contract, selection.as_of, selection.show_demo)
    return tuple(_as_evaluated(a, selection.as_of or date.today()) for a in found)


def under_way(year: int, selection: Selection) -> bool:
    """Whether a year was not over on the past day of a selection, so that of what was done and paid in it only a part is told."""
    return selection.as_of is not None and date(year, 12, 31) > selection.as_of


def _as_evaluated(action: Action, day: date) -> Action:
    if action.evaluated_on is None or action.evaluated_on <= day:
        return action
    return replace(action, evaluated_on=None, evaluated_by="", result="")


@dataclass(frozen=True, slots=True)
class Funder:
    """What one funder brings in one year (euros). kind: specific (credits of urban policy) or ordinary."""

    year: int
    funder: str
    kind: str
    planned_eur: Decimal
    paid_eur: Decimal | None
    actions: int
    is_demo: bool


@lru_cache(maxsize=config.CONTRACTS_KEPT)
def _funders(release: str, contract: str, as_of: date | None, show_demo: bool) -> tuple[Funder, ...]:
    return tuple(
        Funder(r.year, r.funder, r.kind, r.planned_eur, r.paid_eur, r.actions_count, r.is_demo)
        for r in database.ask("funders", contract=contract, as_of=as_of, show_demo=show_demo)
    )


def funders(selection: Selection) -> tuple[Funder, ...]:
    """Who pays for the contract's actions, year by year; cancelled actions left out. On a past day as `actions`."""
    return _funders(selection.release, selection.contract, selection.as_of, selection.show_demo)


@dataclass(frozen=True, slots=True)
class Funding:
    """What one funder brings to one action (euros; paid is None until known). kind: specific or ordinary."""

    action: str
    funder: str
    kind: str
    planned_eur: Decimal
    paid_eur: Decimal | None


@lru_cache(maxsize=config.CONTRACTS_KEPT)
def _fundings(release: str, contract: str, as_of: date | None, show_demo: bool) -> Mapping[str, tuple[Funding, ...]]:
    found: dict[str, list[Funding]] = {}
    for r in database.ask("fundings", contract=contract, as_of=as_of, show_demo=show_demo):
        found.setdefault(r.action, []).append(Funding(r.action, r.funder, r.kind, r.planned_eur, r.paid_eur))
    return {action: tuple(some) for action, some in found.items()}


@dataclass(frozen=True, slots=True)
class Gate:
    """Last year's financed actions and those without an evaluation, which block the yearly amendment.

    unevaluated: the most financed first; older: number of financed actions of earlier years without an evaluation, which
    the rule does not name.
    """

    year: int
    financed: int
    unevaluated: tuple[Action, ...]
    older: int
    is_demo: bool


def gate(selection: Selection, day: date | None = None) -> Gate | None:
    """The gate on a day, by default the selection's, else today; None when no programme with financed actions has ended.

    The year is the latest one before the year of the day that has financed actions (the rule names last year's
    financed actions), so that next year's programme can be entered without opening the gate.
    """
    on = day or selection.as_of or date.today()
    ended = [_as_evaluated(a, on) for a in actions(selection) if a.is_financed and a.year < on.year]
    if not ended:
        return None
    year = max(a.year for a in ended)
    last = [a for a in ended if a.year == year]
    waiting = sorted((a for a in last if a.evaluated_on is None), key=lambda a: -a.planned_eur)
    older = sum(a.evaluated_on is None for a in ended if a.year < year)
    return Gate(year, len(last), tuple(waiting), older, any(a.origin == "demo" for a in last))


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Which actions the reader wants: empty or None lets all through. axis is that of the principal objective."""

    axis: str = ""
    objective: str = ""
    territory: str = ""
    operator: str = ""
    year: int | None = None
    state: str = ""

    def lets(self, action: Action, axis: str) -> bool:
        """Whether an action of that axis passes."""
        by_subject = self.objective in action.objectives if self.objective else self.axis in {"", axis}
        return (
            by_subject
            and self.territory in {"", *action.territories}
            and self.operator in {"", action.operator}
            and self.year in {None, action.year}
            and self.state in {"", action.state}
        )


@dataclass(frozen=True, slots=True)
class Means:
    """The actions that the reader asked for, and all that is counted on them.

    offered: those of the selection's years before narrowing; actions: those that pass, cancelled ones included;
    axes: the axis of the principal objective, by action; fundings: by action. Money never counts cancelled actions.
    """

    narrowing: Narrowing
    offered: tuple[Action, ...]
    actions: tuple[Action, ...]
    axes: Mapping[str, str]
    fundings: Mapping[str, tuple[Funding, ...]]
    is_demo: bool

    @property
    def financed(self) -> tuple[Action, ...]:
        """Actions that money is planned or was paid for, cancelled ones left out."""
        return tuple(a for a in self.actions if a.is_financed)

    @property
    def planned_eur(self) -> Decimal:
        """Planned by all funders, in euros."""
        return sum((a.planned_eur for a in self.financed), NOTHING)

    @property
    def ordinary_eur(self) -> Decimal:
        """Planned by ordinary law, in euros."""
        return sum((ordinary(self.fundings.get(a.action, ())) for a in self.financed), NOTHING)

    @property
    def evaluated(self) -> int:
        """Financed actions that have an evaluation."""
        return sum(a.evaluated_on is not None for a in self.financed)


def ordinary(fundings: Iterable[Funding]) -> Decimal:
    """The ordinary-law part of some fundings, in euros planned."""
    return sum((f.planned_eur for f in fundings if f.kind == "ordinary"), NOTHING)


def _axis(action: Action, framework: str, known: Catalogue) -> str:
    objective = known.objectives.get((framework, action.objectives[0])) if action.objectives else None
    return objective.axis if objective else "transversal"


@lru_cache(maxsize=64)
def programme(narrowing: Narrowing, selection: Selection) -> Means:
    """The actions of the selection's years that pass, with who pays for them."""
    known = answers.catalogue(selection.release)
    framework = known.contracts[selection.contract].framework
    offered = tuple(a for a in actions(selection) if selection.first_year <= a.year <= selection.last_year)
    axes = {a.action: _axis(a, framework, known) for a in offered}
    kept = tuple(a for a in offered if narrowing.lets(a, axes[a.action]))
    money = _fundings(selection.release, selection.contract, selection.as_of, selection.show_demo)
    return Means(narrowing, offered, kept, axes, money, any(a.origin == "demo" for a in kept))


def flows(found: Means) -> tuple[Flow, ...]:
    """Money from funders to axes, ordinary credits after specific ones, the largest funders first."""
    sums: dict[tuple[str, str, str], Decimal] = {}
    paid: dict[tuple[str, str, str], Decimal] = {}
    for action in found.financed:
        for one in found.fundings.get(action.action, ()):
            key = (one.kind, one.funder, found.axes[action.action])
            sums[key] = sums.get(key, NOTHING) + one.planned_eur
            if one.paid_eur is not None:
                paid[key] = paid.get(key, NOTHING) + one.paid_eur
    weight: dict[tuple[str, str], Decimal] = {}
    for (kind, funder, _), amount in sums.items():
        weight[kind, funder] = weight.get((kind, funder), NOTHING) + amount
    ranked = sorted(sums.items(), key=lambda kv: (kv[0][0] != "specific", -weight[kv[0][:2]], kv[0]))
    return tuple(Flow(*key, amount, paid.get(key)) for key, amount in ranked if amount or paid.get(key))


def _wholes(action: Action, known: Catalogue) -> tuple[str, ...]:
    """Territories of an action, a part left out beside its whole: their inhabitants count once."""
    own = set(action.territories)
    return tuple(t for t in action.territories if not own & set(known.ancestors(t)))


def per_head(found: Means, selection: Selection) -> tuple[PerHead, ...]:
    """Euros planned per inhabitant by neighbourhood; for a single neighbourhood, year by year.

    A neighbourhood whose population is not known has no amount, and neither has an action that serves one.
    """
    known = answers.catalogue(selection.release)
    served = {t for a in found.financed for t in _wholes(a, known)}
    places = [t for t in known.contracts[selection.contract].territories if t in served]
    places += sorted(served - set(places))
    years: Sequence[int | None] = (None,)
    if len(places) == 1:
        years = sorted({a.year for a in found.financed})
    return tuple(_head(place, year, found.financed, known) for place in places for year in years)


def _head(place: str, year: int | None, financed: Sequence[Action], known: Catalogue) -> PerHead:
    own = shared = NOTHING
    territory = known.territories[place]
    for action in financed:
        wholes = _wholes(action, known)
        inhabitants = [known.territories[t].population for t in wholes]
        if place not in wholes or year not in {None, action.year} or None in inhabitants:
            continue
        amount = action.planned_eur / sum(n for n in inhabitants if n is not None)
        own, shared = (own + amount, shared) if len(wholes) == 1 else (own, shared + amount)
    return PerHead(place, year, territory.population, territory.population_year, own, shared)


def outcomes(found: Means, selection: Selection) -> tuple[Outcome, ...]:
    """Planned and actual by axis, in the contract's order, of what is known on both sides: money paid, people reached."""
    known = answers.catalogue(selection.release)
    framework = known.contracts[selection.contract].framework
    rows = []
    for axis in (a.axis for (f, _), a in known.axes.items() if f == framework):
        some = [a for a in found.financed if found.axes[a.action] == axis]
        if not some:
            continue
        paid = [a for a in some if a.paid_eur is not None]
        met = [a for a in some if a.actual_beneficiaries is not None and a.planned_beneficiaries is not None]
        rows.append(
            Outcome(
                axis,
                sum((a.planned_of_paid_eur for a in paid), NOTHING),
                sum((a.paid_eur for a in paid if a.paid_eur is not None), NOTHING),
                _total(met, lambda a: a.planned_beneficiaries),
                _total(met, lambda a: a.actual_beneficiaries),
                *part_of(met, lambda a: a.resident_beneficiaries),
                *part_of(met, lambda a: a.women_beneficiaries),
                any(a.origin == "demo" for a in some),
            )
        )
    return tuple(rows)


def part_of(some: Iterable[Action], part: Callable[[Action], int | None]) -> tuple[int, int]:
    """Persons of a part, and the persons reached among whom they are: of the actions where both are known and not secret."""
    known = [(number, a.actual_beneficiaries) for a in some if (number := part(a)) is not None]
    both = [(number, of) for number, of in known if of is not None]
    return sum(number for number, _ in both), sum(of for _, of in both)


def _total(some: Iterable[Action], people: Callable[[Action], int | None]) -> int:
    return sum(people(a) or 0 for a in some)


@dataclass(frozen=True, slots=True)
class Chain:
    """From an objective to its beneficiaries: its indicators' codes, and its actions.

    own: actions whose principal objective it is, whose euros and beneficiaries count here; also: those it comes second in.
    paid_eur: None while no payment is known; planned_of_paid_eur: the plan of the fundings whose payment is known; unpaid: how
    many payments are not.
    """

    objective: Objective
    indicators: tuple[str, ...]
    own: tuple[Action, ...]
    also: tuple[Action, ...]
    planned_eur: Decimal
    paid_eur: Decimal | None
    planned_of_paid_eur: Decimal
    unpaid: int
    ordinary_eur: Decimal

    @property
    def is_demo(self) -> bool:
        """Whether any of its actions is a demonstration one."""
        return any(a.origin == "demo" for a in (*self.own, *self.also))


def objectives(selection: Selection) -> tuple[str, ...]:
    """Codes of all objectives of the contract, axis by axis in its order."""
    known = answers.catalogue(selection.release)
    framework = known.contracts[selection.contract].framework
    order = [a.axis for (f, _), a in known.axes.items() if f == framework]
    found = [o for (f, _), o in known.objectives.items() if f == framework]
    return tuple(o.objective for o in sorted(found, key=lambda o: (order.index(o.axis), o.position)))


def richest(selection: Selection) -> str:
    """The objective that most money is planned for, by principal objective; empty without any financed action."""
    sums: dict[str, Decimal] = {}
    for action in programme(Narrowing(), selection).financed:
        code = action.objectives[0] if action.objectives else ""
        sums[code] = sums.get(code, NOTHING) + action.planned_eur
    return max(sums, key=lambda code: sums[code], default="")


@lru_cache(maxsize=128)
def chain(objective: str, selection: Selection) -> Chain:
    """The chain of one objective for the selection's years; KeyError when the contract has no such objective."""
    known = answers.catalogue(selection.release)
    found = known.objectives[known.contracts[selection.contract].framework, objective]
    everything = programme(Narrowing(objective=objective), selection)
    own = tuple(a for a in everything.financed if a.objectives[0] == objective)
    also = tuple(a for a in everything.financed if a.objectives[0] != objective)
    paid = [a.paid_eur for a in own if a.paid_eur is not None]
    return Chain(
        found,
        tuple(code for code in found.indicators if code in known.indicators and not known.indicators[code].parent),
        own,
        also,
        sum((a.planned_eur for a in own), NOTHING),
        sum(paid, NOTHING) if paid else None,
        sum((a.planned_of_paid_eur for a in own), NOTHING),
        sum(a.unpaid for a in own),
        sum((ordinary(everything.fundings.get(a.action, ())) for a in own), NOTHING),
    )
