"""The linear relations by which a reader may compute one figure from others."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from observatory.secrecy.assembly import assemble
from observatory.secrecy.cells import category_kinds, families_of, states, summed, unpublished
from observatory.secrecy.containment import department, within
from observatory.secrecy.rules import Floats, Judgement
from observatory.secrecy.structure import Structure
from observatory.secrecy.system import DENOMINATOR, KINDS, NUMERATOR, VALUE, Protection, System
from observatory.secrecy.terms import Terms


def _quantities(cells: pd.DataFrame) -> Iterator[tuple[int, pd.DataFrame]]:
    yield VALUE, cells[cells["additive"]]
    fraction = cells[cells["fraction"]]
    yield NUMERATOR, fraction
    yield DENOMINATOR, fraction


def _territories(collected: Terms, cells: pd.DataFrame, links: pd.DataFrame) -> None:
    for quantity, some in _quantities(cells):
        parents = some[some["territory"].isin(links["parent"])]
        parts = some.merge(links, on="territory")
        parts = parts.merge(
            parents[["indicator", "table", "territory", "position"]].rename(
                columns={"territory": "parent", "position": "whole"}
            ),
            on=["indicator", "table", "parent"],
        )
        collected.add_sums(parts, quantity, ["whole", "table", "group"])


def _categories(collected: Terms, cells: pd.DataFrame, structure: Structure) -> None:
    kinds = category_kinds(structure)
    counts = summed(kinds)
    columns = ["indicator", "parent", "breakdown", "expected", "complete"]
    additive = cells[cells["additive"]]
    whole = additive[["indicator", "table", "territory", "position"]].rename(
        columns={"indicator": "parent", "position": "whole"}
    )
    parts = additive.merge(counts[columns], on="indicator").merge(whole, on=["parent", "table", "territory"])
    collected.add_sums(parts, VALUE, ["whole", "table", "breakdown"])

    shares = kinds[(kinds["unit"] == "percent") & (kinds["parent_unit"] != "percent") & kinds["complete"]]
    parts = cells.merge(shares[columns], on="indicator")
    if parts.empty:
        return
    together = parts.groupby(["table", "territory", "parent", "breakdown"], sort=False)
    parts = parts[together["indicator"].transform("count") == parts["expected"]]
    if parts.empty:
        return
    number = parts.groupby(["table", "territory", "parent", "breakdown"], sort=False).ngroup().to_numpy()
    first = ~pd.Series(number).duplicated().to_numpy()
    terms = pd.DataFrame({"relation": number, "name": parts["position"].to_numpy() * KINDS + VALUE, "coefficient": 1.0})
    size = int(number.max()) + 1
    collected.add(
        terms,
        size,
        parts.loc[first, "position"].to_numpy(dtype=np.int64),
        np.zeros(size, dtype=bool),
        np.full(size, 100.0),
    )


def _same_place(cells: pd.DataFrame, codes: pd.DataFrame, one: str, other: str) -> pd.DataFrame:
    """Pairs of cells of one place and table whose indicators `codes` pairs in its columns `one` and `other`."""
    narrow = cells[["indicator", "table", "territory", "position"]]
    pairs = codes.merge(narrow.rename(columns={"indicator": one, "position": f"{one}_position"}), on=one)
    return pairs.merge(
        narrow.rename(columns={"indicator": other, "position": f"{other}_position"}), on=[other, "table", "territory"]
    )


def _quotients(cells: pd.DataFrame, structure: Structure, judged: Judgement, value: Floats) -> pd.DataFrame:
    """Derived indicators with the two counts that make them: columns above, below, own (-1 if only we compute it), kind, few."""
    codes = structure.derivations[["indicator", "kind", "numerator", "denominator"]].rename(
        columns={"indicator": "derived"}
    )
    narrow = cells[["indicator", "table", "territory", "position"]]
    local = codes[codes["kind"] != "relative_gap"]
    pairs = _same_place(cells, local, "numerator", "denominator")
    gap = codes[codes["kind"] == "relative_gap"].merge(
        narrow.rename(columns={"indicator": "numerator", "position": "numerator_position"}), on="numerator"
    )
    gap["reference"] = gap["territory"].map(department(structure))
    gap = gap.dropna(subset=["reference"]).merge(
        narrow.rename(
            columns={"indicator": "denominator", "territory": "reference", "position": "denominator_position"}
        ),
        on=["denominator", "reference", "table"],
    )
    pairs = pd.concat([pairs, gap], ignore_index=True)
    own = narrow.rename(columns={"indicator": "derived", "position": "own"})
    pairs = pairs.merge(own, how="left", on=["derived", "table", "territory"])
    above, below = (pairs[f"{name}_position"].to_numpy(dtype=np.int64) for name in ("numerator", "denominator"))
    rule = structure.rule_of().reindex(pairs["derived"])
    least = rule["threshold_denominator"].to_numpy(dtype="float64", na_value=np.nan)
    quotient = pairs["kind"].isin(("share", "ratio")).to_numpy()
    covered = (judged.covered[above] | judged.covered[below]) if len(pairs) else np.zeros(0, dtype=bool)
    counted = structure.indicators.set_index("indicator")["unit"].reindex(pairs["denominator"]).eq("count").to_numpy()
    with np.errstate(invalid="ignore"):
        few = quotient & covered & counted & (value[below] < least)
    return pd.DataFrame(
        {
            "above": above,
            "below": below,
            "own": pairs["own"].fillna(-1).to_numpy(dtype=np.int64),
            "kind": pairs["kind"].to_numpy(dtype=object),
            "few": few,
            "subset": pairs["kind"].eq("share").to_numpy(),
        }
    )


def _counts_of_quotients(
    collected: Terms,
    cells: pd.DataFrame,
    real: pd.DataFrame,
    structure: Structure,
    judged: Judgement,
    quotients: pd.DataFrame,
    value: Floats,
) -> None:
    subset = structure.identities_of("subset").rename(columns={"subject": "part", "object": "set"})
    inside = _same_place(cells, subset, "part", "set")
    one, other = (inside[f"{name}_position"].to_numpy(dtype=np.int64) for name in ("part", "set"))
    collected.add_pairs(one * KINDS, other * KINDS, 1.0, True, other, True)

    share = quotients[quotients["subset"]]
    one, other = (share[name].to_numpy(dtype=np.int64) for name in ("above", "below"))
    collected.add_pairs(one * KINDS, other * KINDS, 1.0, True, np.where(share["own"] >= 0, share["own"], other), True)

    fraction = cells.loc[cells["fraction"], "position"].drop_duplicates().to_numpy(dtype=np.int64)
    collected.add_pairs(fraction * KINDS + NUMERATOR, fraction * KINDS + DENOMINATOR, 1.0, True, fraction, True)

    with_counts = quotients[(quotients["own"] >= 0) & quotients["kind"].isin(("share", "ratio"))]
    fraction = real.loc[real["fraction"], "position"].drop_duplicates().to_numpy(dtype=np.int64)
    with_counts = with_counts[np.isin(with_counts["own"], fraction)]
    own = with_counts["own"].to_numpy(dtype=np.int64)
    for column, quantity in (("above", NUMERATOR), ("below", DENOMINATOR)):
        other = with_counts[column].to_numpy(dtype=np.int64)
        collected.add_pairs(own * KINDS + quantity, other * KINDS, 1.0, False, own, True)

    links = structure.identities_of("denominator").rename(columns={"subject": "figure", "object": "size"})
    sized = _same_place(real, links, "figure", "size")
    sized = sized[np.isin(sized["figure_position"], fraction)]
    one, other = (sized[f"{name}_position"].to_numpy(dtype=np.int64) for name in ("figure", "size"))
    collected.add_pairs(one * KINDS + DENOMINATOR, other * KINDS, 1.0, False, one, True)

    # An official quotient that stays published ties its two counts to each other.
    own = quotients["own"].to_numpy(dtype=np.int64)
    if len(own):
        tied = quotients[(own >= 0) & ~judged.covered[own] & ~np.isnan(value[own])]
        rate = value[tied["own"].to_numpy(dtype=np.int64)]
        kind = tied["kind"].to_numpy(dtype=object)
        factor = np.where(kind == "share", rate / 100, np.where(kind == "ratio", rate, 1 + rate / 100))
        one, other = (tied[name].to_numpy(dtype=np.int64) for name in ("above", "below"))
        collected.add_pairs(one * KINDS, other * KINDS, factor, False, one, False)


def system_of(
    observations: pd.DataFrame, structure: Structure, judged: Judgement, protection: Protection
) -> System | None:
    """The system of all relations that bear on tables where a rule covers some figure; None when no table has one."""
    family = pd.Series(families_of(structure))
    codes, seen = pd.factorize(observations["indicator"])
    # Indicators that nobody published may still be the whole of some that somebody did.
    names = pd.Index(seen).append(pd.Index(structure.indicators["indicator"]).difference(pd.Index(seen)))
    families = family.reindex(names).fillna(-1).to_numpy(dtype=np.int64)[codes]
    periods, _ = pd.factorize(observations["period"])
    table = families * (len(periods) + 1) + periods
    table = table - table.min(initial=0)
    treated = np.zeros(int(table.max(initial=0)) + 1, dtype=bool)
    treated[table[judged.covered & (families >= 0)]] = True
    concerned = treated[table]
    rule = structure.rule_of().reindex(names)
    unit = rule["unit"].to_numpy(dtype=object)
    summable = (rule["summable"].astype(object).fillna(False) == True).to_numpy()  # noqa: E712
    counts = np.asarray(unit == "count")
    value = observations["value"].to_numpy(dtype="float64", na_value=np.nan)
    secret = protection.hidden
    fraction_kind = ~summable & ~counts & ~pd.isna(rule["hidden_from"]).to_numpy()
    # A figure that is missing for another reason than secrecy takes part as an unknown remainder.
    present = concerned & (~np.isnan(value) | secret)
    at = np.flatnonzero(present)
    if not len(at):
        return None
    cells = pd.DataFrame(
        {
            "position": at,
            "indicator": np.asarray(names, dtype=object)[codes[at]],
            "territory": observations["territory"].iloc[at].to_numpy(dtype=object),
            "period": periods[at],
            "family": families[at],
            "additive": (summable | counts)[codes[at]],
            "fraction": fraction_kind[codes[at]] & (judged.quotient[at] | np.isnan(value[at])),
        }
    )
    if "release" in observations:
        cells["release"] = observations["release"].to_numpy()[at]
    cells = states(cells, structure)

    links, real = within(structure), cells
    shape = pd.DataFrame({"additive": summable | counts, "fraction": fraction_kind}, index=names)
    absent = unpublished(cells, links, summed(category_kinds(structure)), shape)
    absent["position"] = len(observations) + np.arange(len(absent))
    cells = pd.concat([cells, absent], ignore_index=True)

    collected = Terms()
    _territories(collected, cells, links)
    _categories(collected, cells, structure)
    quotients = _quotients(real, structure, judged, value)
    _counts_of_quotients(collected, cells, real, structure, judged, quotients, value)
    twins = np.full(len(observations) + len(absent), -1, dtype=np.int64)
    once = real.drop_duplicates("position")
    key = ["indicator", "territory", "period"]
    twins[once["position"].to_numpy()] = once.groupby(key, sort=False).ngroup().to_numpy()
    known = np.stack([value, judged.numerator, judged.denominator], axis=1)
    known = np.concatenate([known, np.full((len(absent), KINDS), np.nan)]).reshape(-1)
    number = pd.Series(np.arange(len(names)), index=names)
    codes = np.concatenate([codes, number.reindex(absent["indicator"]).to_numpy(dtype=np.int64)])
    nobody = np.zeros(len(absent), dtype=bool)
    covered, hidden = np.concatenate([judged.covered, nobody]), np.concatenate([judged.hidden, nobody])
    protection.extend(len(absent))
    return assemble(collected, known, len(observations), codes, rule, covered, hidden, protection, quotients, twins)
