"""From the relations collected to the system: without repeated and contradicted ones, with what each quantity must not show."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from observatory.secrecy.rules import Flags, Floats, too_small
from observatory.secrecy.system import DENOMINATOR, KINDS, NUMERATOR, VALUE, Ints, Protection, System
from observatory.secrecy.terms import Terms

AGREEMENT = 0.5
"""Units by which published figures may contradict a relation."""
DEDUCTIONS = 4
"""Times that what a sum gives may give another."""


@dataclass(slots=True)
class _Relations:
    """Relations as terms: of each term, its relation, the name of its quantity and its coefficient; of each relation, its
    constant, whether it leaves a rest, and the position that owns the rest.
    """

    relation: Ints
    name: Ints
    coefficient: Floats
    constant: Floats
    rest: Flags
    owner: Ints

    @property
    def count(self) -> int:
        return len(self.constant)

    def kept(self, which: Flags) -> "_Relations":
        """Those relations alone, numbered anew, with their terms."""
        order = np.flatnonzero(which)
        renumber = np.full(self.count, -1, dtype=np.int64)
        renumber[order] = np.arange(len(order))
        term = which[self.relation]
        return _Relations(
            renumber[self.relation[term]],
            self.name[term],
            self.coefficient[term],
            self.constant[order],
            self.rest[order],
            self.owner[order],
        )


def assemble(
    collected: Terms,
    known: Floats,
    published: int,
    codes: Ints,
    rule: pd.DataFrame,
    covered: Flags,
    hidden: Flags,
    protection: Protection,
    quotients: pd.DataFrame,
    twins: Ints,
) -> System:
    """The system of what was collected. `known`: value, numerator and denominator of each position, completed here.

    published: how many positions somebody published. codes: of each position, the row of `rule`.
    """
    if not collected.count:
        empty: Ints = np.zeros(0, dtype=np.int64)
        none: Floats = np.zeros(0)
        return System(
            empty, empty, none, none, none, empty, none, none, none, none, none.astype(bool), quotients, twins
        )
    relations, total = _reconciled(collected, known)
    rests = np.flatnonzero(relations.rest)
    names, variable = np.unique(relations.name, return_inverse=True)
    cell = np.concatenate([names // KINDS, np.full(len(rests), -1, dtype=np.int64)])
    kind = np.concatenate([names % KINDS, np.full(len(rests), VALUE)])
    remainder = np.maximum(-total[rests], 0)
    values = np.concatenate([known[names], remainder])

    hidden_from, threshold = (
        rule[column].to_numpy(dtype="float64", na_value=np.nan) for column in ("hidden_from", "threshold_count")
    )
    holder = np.concatenate([names // KINDS, relations.owner[rests]])
    start, end = hidden_from[codes[holder]], threshold[codes[holder]] - 1
    sums = np.bincount(relations.relation, covered[relations.name // KINDS], relations.count) > 0
    has_complement = (rule["complement"].to_numpy(dtype="float64", na_value=0) == 1)[codes[holder]]
    is_small = too_small(values, start, end + 1)
    inner = cell >= 0
    at = np.maximum(cell, 0)
    small_value = inner & (kind == VALUE) & protection.small[at]
    small_numerator = inner & (kind == NUMERATOR) & hidden[at] & is_small
    # Of a figure that nobody published, what others say of it must not be small.
    unpublished = inner & (at >= published)
    near = np.zeros(len(values), dtype=bool)
    near[variable[sums[relations.relation]]] = True
    small_absent = unpublished & near & has_complement & (kind != DENOMINATOR) & is_small
    guarded = small_value | small_numerator | small_absent
    guarded[len(names) :] |= (is_small & has_complement)[len(names) :] & sums[rests]
    counted = inner & np.asarray(rule["unit"].to_numpy(dtype=object)[codes[holder]] == "count")
    unknown_small = (
        inner & (kind == VALUE) & counted & protection.hidden[at] & ~protection.known[at] & ~protection.frozen[at]
    )
    bounded = small_value | unknown_small
    return System(
        relation=np.concatenate([relations.relation, rests]),
        variable=np.concatenate([variable, np.arange(len(rests)) + len(names)]),
        coefficient=np.concatenate([relations.coefficient, np.ones(len(rests))]),
        constant=relations.constant,
        value=values,
        cell=cell,
        least=np.where(bounded & ~np.isnan(start), start, 0.0),
        most=np.where(bounded & ~np.isnan(end), end, np.inf),
        low=np.where(guarded, start, np.nan),
        high=np.where(guarded, end, np.nan),
        aimed=np.where(inner & ~unpublished, kind != DENOMINATOR, guarded),
        quotients=quotients,
        twins=twins,
    )


def _reconciled(collected: Terms, known: Floats) -> tuple[_Relations, Floats]:
    """The relations, each once, without those that published figures contradict, and by how much figures exceed each constant;
    a small or declared difference goes into the constant, and `known` is completed by what sums give.
    """
    relation, name, coefficient = (np.concatenate([piece[n] for piece in collected.pieces]) for n in range(3))
    constant, exact = np.concatenate(collected.constants), np.concatenate(collected.exact)
    rest, owner = np.concatenate(collected.rests), np.concatenate(collected.owners)

    # States that share a table's figures repeat its relations.
    mixed = pd.util.hash_array(name) * (pd.util.hash_array(coefficient) | np.uint64(1))
    signature = np.zeros(collected.count, dtype=np.uint64)
    np.add.at(signature, relation, mixed)
    first = ~pd.DataFrame({"signature": signature, "rest": rest, "constant": constant}).duplicated().to_numpy()

    _deduce(known, relation, name, coefficient, constant, rest)
    total = np.bincount(relation, coefficient * known[name], collected.count) - constant
    complete = ~np.isnan(total)
    # A sum whose parts make more than the whole is of no use; a small or declared difference is known to all: adjusted.
    contradicted = complete & np.where(rest, total > AGREEMENT, exact & (np.abs(total) > AGREEMENT))
    adjusted = np.where(rest, np.maximum(total, 0), total)
    constant = np.where(complete & ~contradicted, constant + adjusted, constant)
    kept = first & ~contradicted
    return _Relations(relation, name, coefficient, constant, rest, owner).kept(kept), total[kept]


def _deduce(known: Floats, relation: Ints, name: Ints, coefficient: Floats, constant: Floats, rest: Flags) -> None:
    """Fill in `known` with what sums give of quantities without a value, where that can be a count."""
    for _ in range(DEDUCTIONS):
        missing = np.isnan(known[name])
        lacking = np.bincount(relation, missing, len(constant))
        single = missing & (lacking == 1)[relation] & ~rest[relation]
        total = np.bincount(relation, np.where(missing, 0.0, coefficient * known[name]), len(constant))
        found = (constant - total)[relation[single]] / coefficient[single]
        sound = found >= 0
        if not sound.any():
            return
        known[name[single][sound]] = found[sound]
