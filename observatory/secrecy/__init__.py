"""Statistical secrecy, applied once, when figures are published.

`decide` says which figures are hidden and why; `protect` gives the figures with the hidden ones emptied. Both are
pure: frames in, frames out. The rules are data (`data/contract/secrecy_rules.csv`), the facts that let a reader
compute one figure from others are data too (`data/contract/identities.csv`, with the categories of indicators.csv,
derivations.csv and parents.csv).

**Primary suppression** (`rules`): a figure whose own count, numerator, complement or denominator is too small.

**Secondary suppression** (`relations`, `suppression`). Everything a reader may add up is written as linear relations
between quantities: a neighbourhood and its parts; a commune, a group of communes or a département and the territories
within it; an indicator and its categories; a numerator within its denominator; a subset within its set; a share and
the two counts that make it. What a relation leaves unsaid (an absent part, the rest of the commune, those who are
not in the category) is a cell too, never published, and sensitive when it is small: a reader must not learn of three
persons because everybody else was counted. Complementary cells are chosen
with the linear-programming heuristic of the cell suppression problem (Cox 1980, "Suppression methodology and
statistical disclosure control", JASA 75; Kelly, Golden and Assad 1990, "Cell suppression: disclosure protection for
sensitive tabular data", Networks 22; Fischetti and Salazar 2001, "Solving the cell suppression problem on tabular
data with linear constraints", Management Science 47; Hundepool et al. 2012, "Statistical Disclosure Control",
Wiley): for a cell that is not protected, the cheapest set of cells that can move with it while every published total
stands. Then an **audit** measures, for each hidden cell, the interval of values that agree with all that is published.

Guaranteed, for every hidden figure that is not listed as exposed:
- no sum, difference or share of published figures joined by those relations gives its value: the interval holds at
  least two whole numbers, even for a reader who knows the rule and so knows that a figure hidden under "1 to 4" is
  1, 2, 3 or 4;
- for a reader who does not use the rule, the interval of a small count reaches out of the hidden range;
- this holds for each state of the figures between two releases, and a cell hidden to protect another is hidden in all
  releases.

Figures that passages carry from earlier perimeters come after these decisions, in the build's SQL: each is a published
figure times a published weight, so that a reader could compute it himself. None comes from a figure that is hidden today,
none stands beside a hidden figure of its receiver, and each keeps to the thresholds of its own rule.

Not guaranteed:
- integrality is relaxed: in tables of three dimensions or more an interval may be wider than what whole numbers allow;
- the audit bears on one cell at a time: sums of hidden cells may be known exactly, as may the order of two of them;
- what a reader knows from elsewhere (the producer's own tables, an earlier file published by someone else, being one
  of two persons counted) is not modelled, nor is the difference of two releases whose figures were revised;
- a figure that nobody published joins its relations as an unknown; where a sum lacks more than six of its parts, as
  one unknown remainder;
- relations that nobody declared are not known. No indicator of the catalogue publishes a total over several years,
  so years are independent of each other;
- relations that published figures contradict by more than half a unit are left out, as no reader can use them;
- a figure that its producer published (origin official, rules A to C) stays published. When official figures alone
  give a hidden cell, it is listed as exposed and logged;
- rule C also asks that no unit weighs more than 85 % of a cell. A count of at least three units satisfies it; of
  an amount only the producer knows the weights, and no observation carries them.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from observatory.secrecy import rules as primary
from observatory.secrecy.relations import system_of
from observatory.secrecy.structure import Structure
from observatory.secrecy.system import Protection

__all__ = ["HIDDEN_STATUSES", "SECONDARY", "Decision", "Structure", "decide", "protect"]

HIDDEN_STATUSES = ("secret", "not_available", "not_applicable", "not_significant")
SECONDARY = "secondary"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Decision:
    """hidden: one row per figure to hide (position in the frame, status, reason). exposed: positions of hidden figures
    that published official figures give away all the same."""

    hidden: pd.DataFrame
    exposed: Sequence[int]


def decide(observations: pd.DataFrame, structure: Structure) -> Decision:
    """Which of `observations` must be hidden. Positions count rows from 0; figures that are empty already are not listed.

    observations: indicator, territory, period, value, status, numerator, denominator, origin, and release if several.
    """
    size = len(observations)
    first = primary.judge(observations, structure)
    secret = (observations["status"] == "secret").to_numpy() | (first.hidden & ~first.unsound)
    protection = Protection(
        hidden=secret.copy(), small=first.small, frozen=~first.covered, known=observations["value"].notna().to_numpy()
    )
    exposed: list[int] = []
    if first.covered.any():
        # A solver of linear programs: forty megabytes that a server has no use for until someone publishes.
        from observatory.secrecy import suppression

        system = system_of(observations, structure, first, protection)
        if system is not None:
            exposed = [cell for cell in suppression.complete(system, protection) if cell < size]
    second = protection.hidden[:size] & ~secret
    listed = first.hidden | second
    status = np.where(first.hidden, first.status, "secret")
    reason = np.where(first.hidden, first.reason, SECONDARY)
    hidden = pd.DataFrame({"position": np.arange(size)[listed], "status": status[listed], "reason": reason[listed]})
    if exposed:
        _log.warning("%d hidden figures can be computed from published official figures", len(exposed))
    return Decision(hidden, exposed)


def protect(observations: pd.DataFrame, structure: Structure) -> pd.DataFrame:
    """`observations` with every figure that must be hidden emptied: no value, numerator or denominator, and why.

    The numerator and denominator of a figure that came without a value are emptied too. A figure whose status hides it
    but that has a value is left as it is, for the checks to refuse.
    """
    decision = decide(observations, structure)
    protected = observations.copy()
    at = decision.hidden["position"].to_numpy()
    for column in ("value", "numerator", "denominator"):
        values = protected[column].to_numpy(dtype="float64", na_value=np.nan).copy()
        values[at] = np.nan
        if column != "value":
            values[protected["status"].isin(HIDDEN_STATUSES).to_numpy()] = np.nan
        protected[column] = values
    for column in ("status", "reason"):
        words = protected[column].to_numpy(dtype=object).copy()
        words[at] = decision.hidden[column].to_numpy(dtype=object)
        protected[column] = words
    return protected
