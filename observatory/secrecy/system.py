"""What the solver works on: linear relations between quantities, what a reader knows of each and what must not be learnt."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from observatory.secrecy.rules import Flags, Floats

Ints = npt.NDArray[np.int64]

VALUE, NUMERATOR, DENOMINATOR, KINDS = 0, 1, 2, 3
"""The quantities of a figure, and how many there are."""


@dataclass(slots=True)
class Protection:
    """State of each observation while cells are chosen; `hidden` grows.

    hidden: confidential and emptied. small: hidden because its own count is in the hidden range.
    frozen: never to be hidden by us, as its producer published it or no rule bears on it. known: came with a value.
    """

    hidden: Flags
    small: Flags
    frozen: Flags
    known: Flags

    def extend(self, count: int) -> None:
        """Add `count` figures that nobody published, at the end."""
        yes, no = np.ones(count, dtype=bool), np.zeros(count, dtype=bool)
        self.hidden, self.small = np.concatenate([self.hidden, yes]), np.concatenate([self.small, no])
        self.frozen, self.known = np.concatenate([self.frozen, yes]), np.concatenate([self.known, no])


@dataclass(slots=True)
class System:
    """Relations `sum of coefficient × variable = constant` over quantities of observations and remainders.

    relation, variable, coefficient: one entry per term. constant: per relation.
    Per variable: value (NaN when the file came without it), cell (position of the observation, -1 for a remainder, which
    is never published), least and most (what a reader knows beforehand), low and high (the range that must not be
    learnt, NaN for none), aimed (to be protected when hidden: a denominator is not, as without its numerator it gives
    no rate).
    quotients: positions of a quotient (-1 when only we compute it), of its numerator and of its denominator, and
    whether it must be hidden because of its size. twins: number shared by the releases of one cell.
    """

    relation: Ints
    variable: Ints
    coefficient: Floats
    constant: Floats
    value: Floats
    cell: Ints
    least: Floats
    most: Floats
    low: Floats
    high: Floats
    aimed: Flags
    quotients: pd.DataFrame = field(default_factory=pd.DataFrame)
    twins: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
