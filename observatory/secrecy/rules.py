"""Primary suppression: which figures are too small by themselves, rule by rule."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from observatory.secrecy.structure import SCALES, Structure

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Words = npt.NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Judgement:
    """Arrays with one entry per observation, in its order.

    hidden: must be emptied, with `status` and `reason`; unsound: because it says little, not because it is confidential.
    small: hidden because its own count is in the hidden range. covered: its rule applies to its origin.
    quotient: a value over a denominator; numerator, denominator: as given, else what the other one and the value imply.
    """

    hidden: Flags
    unsound: Flags
    small: Flags
    covered: Flags
    quotient: Flags
    status: Words
    reason: Words
    numerator: Floats
    denominator: Floats


def too_small(numbers: Floats, hidden_from: Any, threshold: Any) -> Flags:
    """Whether a number of persons, units or facts lies in the hidden range; a fraction is as secret as the number it hints at."""
    with np.errstate(invalid="ignore"):
        return np.asarray((numbers > hidden_from - 1 + 1e-9) & (numbers < threshold - 1e-9))


def judge(observations: pd.DataFrame, structure: Structure) -> Judgement:
    """Apply to each figure the rule of its indicator.

    A rule covers figures that are not official, and official ones where the rule says so: what a producer published
    after its own secrecy stays as it is.
    """
    codes, names = pd.factorize(observations["indicator"])
    rule = structure.rule_of().reindex(names)
    unit = rule["unit"].to_numpy(dtype=object)[codes]

    def of_rule(column: str) -> Floats:
        values: Floats = rule[column].to_numpy(dtype="float64", na_value=np.nan)
        return values[codes]

    value = observations["value"].to_numpy(dtype="float64", na_value=np.nan)
    numerator = observations["numerator"].to_numpy(dtype="float64", na_value=np.nan)
    denominator = observations["denominator"].to_numpy(dtype="float64", na_value=np.nan)
    scale = pd.Series(unit).map(SCALES).to_numpy(dtype="float64", na_value=np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        # A rounded share gives back its numerator only nearly: what it hints at is the nearest whole number.
        hinted = np.where(np.isnan(numerator), np.round(value * denominator / scale), numerator)
        denominator = np.where(
            np.isnan(denominator) & (value > 0) & ~np.isnan(numerator), np.round(numerator * scale / value), denominator
        )
    size = np.where(np.isnan(denominator), _linked_size(observations, structure), denominator)

    official = (observations["origin"] == "official").to_numpy()
    covered = ~official | (of_rule("official") == 1)
    hidden_from, threshold, least = (
        of_rule(name) for name in ("hidden_from", "threshold_count", "threshold_denominator")
    )
    counted = np.asarray(unit == "count")
    quotient = ~counted & ~np.isnan(hinted) & ~np.isnan(denominator)
    small_count = counted & too_small(value, hidden_from, threshold)
    small_numerator = ~counted & too_small(hinted, hidden_from, threshold)
    rest = denominator - hinted
    small_rest = ~counted & (of_rule("complement") == 1) & too_small(rest, hidden_from, threshold)
    with np.errstate(invalid="ignore"):
        few = ~counted & (size < least)
    unknown = ~counted & np.isnan(size) & ~np.isnan(least)
    unsized = unknown & (rule["unknown_size"].to_numpy(dtype=object)[codes] == "hide")
    shown = ~np.isnan(value)
    hidden = shown & covered & (small_count | small_numerator | small_rest | few | unsized)
    status = rule["status"].to_numpy(dtype=object)[codes]
    reason = ("rule " + rule["secrecy_rule"].astype(object)).to_numpy(dtype=object)[codes]
    return Judgement(
        hidden=hidden,
        unsound=hidden & np.asarray(status == "not_significant"),
        small=hidden & small_count,
        covered=covered & ~np.isnan(hidden_from),
        quotient=quotient,
        status=status,
        reason=reason,
        numerator=hinted,
        denominator=denominator,
    )


def _linked_size(observations: pd.DataFrame, structure: Structure) -> Floats:
    """Sizes that another indicator states: the pupils behind the index of a collège."""
    sizes = np.full(len(observations), np.nan)
    links = structure.identities_of("denominator")
    concerned = observations["indicator"].isin(links["subject"]).to_numpy()
    if not concerned.any():
        return sizes
    key = ["territory", "period"]
    stated = observations.loc[observations["indicator"].isin(links["object"]), ["indicator", *key, "value"]]
    # Of several releases the smallest size counts.
    smallest = stated.groupby(["indicator", *key], as_index=False, observed=True)["value"].min()
    here = observations.loc[concerned, ["indicator", *key]].merge(
        links, how="left", left_on="indicator", right_on="subject"
    )
    found = here.merge(
        smallest, how="left", left_on=["object", *key], right_on=["indicator", *key], suffixes=("", "_size")
    )
    sizes[concerned] = found["value"].to_numpy(dtype="float64", na_value=np.nan)
    return sizes
