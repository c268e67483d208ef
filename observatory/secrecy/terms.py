"""Relations while they are collected, term by term: sums of parts, and pairs of quantities."""

import numpy as np
import pandas as pd

from observatory.secrecy.rules import Flags, Floats
from observatory.secrecy.system import KINDS, Ints


class Terms:
    """Collects terms; a variable is first named by 3 × position + quantity, a remainder by a negative number."""

    def __init__(self) -> None:
        self.pieces: list[tuple[Ints, Ints, Floats]] = []
        self.constants: list[Floats] = []
        self.exact: list[Flags] = []
        self.rests: list[Flags] = []
        self.owners: list[Ints] = []
        self.count = 0

    def add(
        self,
        terms: pd.DataFrame,
        relations: int,
        owner: Ints,
        rest: Flags,
        constant: Floats | None = None,
        exact: bool = False,
    ) -> None:
        """terms: relation (from 0), name, coefficient. owner: position of the whole, which gives the rule of the rest.

        rest: relations that have an unpublished remainder. exact: dropped, not adjusted, when figures contradict it.
        """
        self.pieces.append(
            (
                terms["relation"].to_numpy(dtype=np.int64) + self.count,
                terms["name"].to_numpy(dtype=np.int64),
                terms["coefficient"].to_numpy(dtype=np.float64),
            )
        )
        self.constants.append(np.zeros(relations) if constant is None else constant)
        self.exact.append(np.full(relations, exact))
        self.rests.append(rest)
        self.owners.append(owner)
        self.count += relations

    def add_sums(self, part: pd.DataFrame, quantity: int, group: list[str]) -> None:
        """Relations whole = parts (+ rest): `part` holds, per term, the position of its whole and what groups the terms."""
        if part.empty:
            return
        number = part.groupby(group, sort=False).ngroup().to_numpy()
        first = ~pd.Series(number).duplicated().to_numpy()
        found = np.bincount(number)
        full = part.loc[first, "complete"].to_numpy(dtype=bool) & (found == part.loc[first, "expected"].to_numpy())
        owner = part.loc[first, "whole"].to_numpy(dtype=np.int64)
        terms = pd.DataFrame(
            {
                "relation": np.concatenate([number, np.arange(len(found))]),
                "name": np.concatenate([part["position"].to_numpy() * KINDS + quantity, owner * KINDS + quantity]),
                "coefficient": np.concatenate([np.ones(len(number)), -np.ones(len(found))]),
            }
        )
        self.add(terms, len(found), owner, ~full)

    def add_pairs(
        self, one: Ints, other: Ints, coefficient: Floats | float, rest: bool, owner: Ints, exact: bool
    ) -> None:
        """Relations one − coefficient × other (+ rest) = 0, between variables named `one` and `other`."""
        size = len(one)
        if not size:
            return
        number = np.arange(size)
        terms = pd.DataFrame(
            {
                "relation": np.concatenate([number, number]),
                "name": np.concatenate([one, other]),
                "coefficient": np.concatenate(
                    [np.ones(size), np.broadcast_to(-np.asarray(coefficient, dtype=float), size)]
                ),
            }
        )
        self.add(terms, size, owner, np.full(size, rest), exact=exact)
