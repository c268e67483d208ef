"""The linear relations by which a reader may compute one figure from others."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from observatory.secrecy.rules import Flags, Floats, Judgement, too_small
from observatory.secrecy.structure import Structure

Ints = npt.NDArray[np.int64]

VALUE, NUMERATOR, DENOMINATOR, KINDS = 0, 1, 2, 3
AGREEMENT = 0.5
SAME_POPULATION = 0.01
SPARSE = 6
DEDUCTIONS = 4
INSIDE = ("commune", "ept", "department", "region", "country", "neighbourhood_set", "neighbourhood")


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


def within(structure: Structure) -> pd.DataFrame:
    """Which territories make up which: territory, parent, group, expected, complete.

    A group holds territories that do not overlap: neighbourhoods of one generation (a neighbourhood astride counts by
    its parts), communes, schools … `expected` is their number, `complete` says that together they are the whole parent:
    their inhabitants are the parent's, within 1 %. The parts of a neighbourhood are, unless populations say otherwise.
    """
    places = structure.territories.set_index("territory")
    links = structure.parents[["territory", "parent", "population"]].copy()
    links = links[links["territory"].isin(places.index) & links["parent"].isin(places.index)]
    levels, generations = places["level"].astype(object), places["generation"].astype(object)
    links["level"] = links["territory"].map(levels)
    links["parent_level"] = links["parent"].map(levels)
    links = links[links["parent_level"].isin(INSIDE)]
    count = links.groupby(["territory", "parent_level"])["parent"].transform("count")
    is_whole = links["level"] == "neighbourhood"
    inhabitants = links["territory"].map(places["population"])
    astride = is_whole & ((count > 1) | (links["population"] < (1 - SAME_POPULATION) * inhabitants))
    astride &= links["parent_level"] != "neighbourhood_set"
    is_part = links["level"] == "neighbourhood_part"
    own = links[is_part & (links["parent_level"] == "neighbourhood")].set_index("territory")["parent"]
    whole_inside = set(
        zip(links.loc[is_whole & ~astride, "territory"], links.loc[is_whole & ~astride, "parent"], strict=True)
    )
    counted_with_whole = pd.Series(
        [
            part and (own.get(territory), parent) in whole_inside
            for part, territory, parent in zip(is_part, links["territory"], links["parent"], strict=True)
        ],
        index=links.index,
        dtype=bool,
    )
    links = links[~astride & ~counted_with_whole].copy()
    generation = links["territory"].map(generations).fillna("")
    quarter = links["level"].isin(("neighbourhood", "neighbourhood_part"))
    links["group"] = np.where(quarter, "neighbourhood " + generation.astype(str), links["level"])
    links["population"] = links["population"].fillna(links["territory"].map(places["population"]))
    together = links.groupby(["parent", "group"])
    links["expected"] = together["territory"].transform("count")
    sums = together["population"].transform("sum", min_count=1)
    all_known = together["population"].transform("count") == links["expected"]
    whole = links["parent"].map(places["population"])
    same = all_known & ((sums - whole).abs() <= SAME_POPULATION * whole)
    parts = (links["parent_level"] == "neighbourhood") & ~(all_known & whole.notna() & ~same)
    links["complete"] = same | parts
    return links[["territory", "parent", "group", "expected", "complete"]]


def _families(structure: Structure) -> dict[str, int]:
    """Indicators that relations join, as the number of their family."""
    family = {code: number for number, code in enumerate(structure.indicators["indicator"])}

    def join(one: object, other: object) -> None:
        a, b = family.get(str(one)), family.get(str(other))
        if a is not None and b is not None and a != b:
            for code, number in family.items():
                if number == b:
                    family[code] = a

    parented = structure.indicators.dropna(subset=["parent"])
    for one, other in zip(parented["indicator"], parented["parent"], strict=True):
        join(one, other)
    for row in structure.derivations.itertuples():
        join(row.indicator, row.numerator)
        join(row.indicator, row.denominator)
    for kind in ("subset", "denominator"):
        for one, other in structure.identities_of(kind).itertuples(index=False):
            join(one, other)
    return family


def _standing(releases: pd.DataFrame | None) -> list[list[int]]:
    """For each moment at which what was known changed, the releases that stood, the latest last."""
    if releases is None:
        return []
    ordered = releases.sort_values(["published_at", "release"])
    states: list[list[int]] = []
    for number in range(1, len(ordered) + 1):
        until = ordered.head(number)
        taken_back = set(until["withdraws"].dropna())
        standing = until[until["withdraws"].isna() & ~until["release"].isin(taken_back)]
        states.append([int(release) for release in standing["release"]])
    return states


def _states(cells: pd.DataFrame, structure: Structure) -> pd.DataFrame:
    """`cells` with a column `table`: one number per family, period and state of the figures between two releases.

    Where no cell was published twice, all releases make one state: a reader of the last one sees everything.
    """
    key = ["indicator", "territory", "period"]
    base = cells.groupby(["family", "period"], sort=False).ngroup()
    cells = cells.assign(table=base)
    twice = set(cells.loc[cells.duplicated(key, keep=False), "table"])
    if not twice or "release" not in cells:
        return cells
    repeated = cells["table"].isin(twice)
    pieces = [cells[~repeated]]
    several = cells[repeated]
    for number, standing in enumerate(_standing(structure.releases), start=1):
        rank = {release: order for order, release in enumerate(standing)}
        seen = several[several["release"].isin(rank)]
        seen = seen.assign(rank=seen["release"].map(rank)).sort_values("rank", kind="stable")
        seen = seen.drop_duplicates(key, keep="last").drop(columns="rank")
        pieces.append(seen.assign(table=seen["table"] + number * (int(base.max()) + 1)))
    return pd.concat(pieces, ignore_index=True)


def _category_kinds(structure: Structure) -> pd.DataFrame:
    """Indicators that are a category of another: indicator, parent, breakdown, units, expected, complete."""
    columns = ["indicator", "parent", "breakdown", "unit", "summable"]
    kinds = structure.indicators[columns].dropna(subset=["parent"]).copy()
    kinds["parent_unit"] = kinds["parent"].map(structure.indicators.set_index("indicator")["unit"])
    exhaustive = set(structure.identities_of("exhaustive")["subject"])
    kinds["complete"] = kinds["breakdown"].isin(exhaustive)
    kinds["expected"] = kinds.groupby(["parent", "breakdown"])["indicator"].transform("count")
    return kinds


def _counted(kinds: pd.DataFrame) -> pd.DataFrame:
    counts = kinds[(kinds["unit"] == kinds["parent_unit"]) & kinds["summable"].astype(bool)]
    return counts[["indicator", "parent", "breakdown", "expected", "complete"]]


def _absent(cells: pd.DataFrame, links: pd.DataFrame, categories: pd.DataFrame, shape: pd.DataFrame) -> pd.DataFrame:
    """Figures that nobody published but that stand in sums with those that were: their wholes, their missing parts.

    Columns of `cells` without position; shape: additive and fraction, by indicator. What a sum lacks beyond SPARSE parts is left to one remainder.
    """
    key = ["table", "indicator", "territory"]
    of_table = cells.drop_duplicates("table").set_index("table")[["family", "period"]]
    known = cells.loc[cells["additive"] | cells["fraction"], key]
    there = known
    ways = (
        (links[links["complete"]], "territory", "indicator", ["parent", "group"]),
        (categories[categories["complete"]], "indicator", "territory", ["parent", "breakdown"]),
    )
    for _ in range(2):
        pieces = [there]
        for sums, part, other, group in ways:
            columns = ["table", other, *group]
            below = there.merge(sums, on=part)[[*columns, "expected"]].assign(seen=1)
            above = there.rename(columns={part: "parent"}).merge(sums.drop_duplicates(group), on="parent")
            above = above[[*columns, "expected"]].assign(seen=0)
            found = pd.concat([below, above]).groupby(columns, as_index=False).agg({"seen": "sum", "expected": "first"})
            close = found[found["expected"] - found["seen"] <= SPARSE]
            pieces.append(close.rename(columns={"parent": part})[key])
            pieces.append(close[columns].merge(sums[[part, *group]], on=group)[key])
        grown = pd.concat(pieces).drop_duplicates()
        if len(grown) == len(there):
            break
        there = grown
    fresh = there.merge(known, how="left", on=key, indicator="found")
    fresh = fresh.loc[fresh["found"] == "left_only", key]
    for column in ("family", "period"):
        fresh[column] = fresh["table"].map(of_table[column])
    for column in ("additive", "fraction"):
        fresh[column] = fresh["indicator"].map(shape[column]).astype(bool)
    return fresh.reset_index(drop=True)


class _Builder:
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


def _quantities(cells: pd.DataFrame) -> Iterator[tuple[int, pd.DataFrame]]:
    yield VALUE, cells[cells["additive"]]
    fraction = cells[cells["fraction"]]
    yield NUMERATOR, fraction
    yield DENOMINATOR, fraction


def _sums(
    builder: _Builder,
    whole: pd.DataFrame,
    part: pd.DataFrame,
    quantity: int,
    group: list[str],
    expected: str,
    complete: str,
) -> None:
    """Relations whole = parts (+ rest): `part` holds, per term, the position of its whole and what groups the terms."""
    if part.empty:
        return
    number = part.groupby(group, sort=False).ngroup().to_numpy()
    first = ~pd.Series(number).duplicated().to_numpy()
    found = np.bincount(number)
    full = part.loc[first, complete].to_numpy(dtype=bool) & (found == part.loc[first, expected].to_numpy())
    owner = part.loc[first, "whole"].to_numpy(dtype=np.int64)
    terms = pd.DataFrame(
        {
            "relation": np.concatenate([number, np.arange(len(found))]),
            "name": np.concatenate([part["position"].to_numpy() * KINDS + quantity, owner * KINDS + quantity]),
            "coefficient": np.concatenate([np.ones(len(number)), -np.ones(len(found))]),
        }
    )
    builder.add(terms, len(found), owner, ~full)


def _territories(builder: _Builder, cells: pd.DataFrame, links: pd.DataFrame) -> None:
    for quantity, some in _quantities(cells):
        parents = some[some["territory"].isin(links["parent"])]
        parts = some.merge(links, on="territory")
        parts = parts.merge(
            parents[["indicator", "table", "territory", "position"]].rename(
                columns={"territory": "parent", "position": "whole"}
            ),
            on=["indicator", "table", "parent"],
        )
        _sums(builder, parents, parts, quantity, ["whole", "table", "group"], "expected", "complete")


def _categories(builder: _Builder, cells: pd.DataFrame, structure: Structure) -> None:
    kinds = _category_kinds(structure)
    counts = _counted(kinds)
    columns = ["indicator", "parent", "breakdown", "expected", "complete"]
    additive = cells[cells["additive"]]
    whole = additive[["indicator", "table", "territory", "position"]].rename(
        columns={"indicator": "parent", "position": "whole"}
    )
    parts = additive.merge(counts[columns], on="indicator").merge(whole, on=["parent", "table", "territory"])
    _sums(builder, additive, parts, VALUE, ["whole", "table", "breakdown"], "expected", "complete")

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
    builder.add(
        terms,
        size,
        parts.loc[first, "position"].to_numpy(dtype=np.int64),
        np.zeros(size, dtype=bool),
        np.full(size, 100.0),
    )


def _pair(
    builder: _Builder, one: Ints, other: Ints, coefficient: Floats | float, rest: bool, owner: Ints, exact: bool
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
    builder.add(terms, size, owner, np.full(size, rest), exact=exact)


def _same_place(cells: pd.DataFrame, codes: pd.DataFrame, one: str, other: str) -> pd.DataFrame:
    """Pairs of cells of one place and table whose indicators `codes` pairs in its columns `one` and `other`."""
    narrow = cells[["indicator", "table", "territory", "position"]]
    pairs = codes.merge(narrow.rename(columns={"indicator": one, "position": f"{one}_position"}), on=one)
    return pairs.merge(
        narrow.rename(columns={"indicator": other, "position": f"{other}_position"}), on=[other, "table", "territory"]
    )


def _department(structure: Structure) -> dict[str, str]:
    """The département of each territory that has one, directly or through the territory that contains it."""
    level = structure.territories.set_index("territory")["level"].to_dict()
    parents: dict[str, list[str]] = {}
    for row in structure.parents.itertuples():
        parents.setdefault(str(row.territory), []).append(str(row.parent))
    found: dict[str, str] = {}
    for place, above in parents.items():
        reach = above + [upper for parent in above for upper in parents.get(parent, ())]
        department = next((code for code in reach if level.get(code) == "department"), None)
        if department:
            found[place] = department
    return found


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
    gap["reference"] = gap["territory"].map(_department(structure))
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


def relations(
    observations: pd.DataFrame, structure: Structure, judged: Judgement, protection: Protection
) -> System | None:
    """All relations that bear on tables where a rule covers some figure; None when no table has one."""
    family = pd.Series(_families(structure))
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
    cells = _states(cells, structure)

    links, real = within(structure), cells
    shape = pd.DataFrame({"additive": summable | counts, "fraction": fraction_kind}, index=names)
    absent = _absent(cells, links, _counted(_category_kinds(structure)), shape)
    absent["position"] = len(observations) + np.arange(len(absent))
    cells = pd.concat([cells, absent], ignore_index=True)

    builder = _Builder()
    _territories(builder, cells, links)
    _categories(builder, cells, structure)
    quotients = _quotients(real, structure, judged, value)
    _counts_of_quotients(builder, cells, real, structure, judged, quotients, value)
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
    return _assemble(builder, known, len(observations), codes, rule, covered, hidden, protection, quotients, twins)


def _counts_of_quotients(
    builder: _Builder,
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
    _pair(builder, one * KINDS, other * KINDS, 1.0, True, other, True)

    share = quotients[quotients["subset"]]
    one, other = (share[name].to_numpy(dtype=np.int64) for name in ("above", "below"))
    _pair(builder, one * KINDS, other * KINDS, 1.0, True, np.where(share["own"] >= 0, share["own"], other), True)

    fraction = cells.loc[cells["fraction"], "position"].drop_duplicates().to_numpy(dtype=np.int64)
    _pair(builder, fraction * KINDS + NUMERATOR, fraction * KINDS + DENOMINATOR, 1.0, True, fraction, True)

    with_counts = quotients[(quotients["own"] >= 0) & quotients["kind"].isin(("share", "ratio"))]
    fraction = real.loc[real["fraction"], "position"].drop_duplicates().to_numpy(dtype=np.int64)
    with_counts = with_counts[np.isin(with_counts["own"], fraction)]
    own = with_counts["own"].to_numpy(dtype=np.int64)
    for column, quantity in (("above", NUMERATOR), ("below", DENOMINATOR)):
        other = with_counts[column].to_numpy(dtype=np.int64)
        _pair(builder, own * KINDS + quantity, other * KINDS, 1.0, False, own, True)

    links = structure.identities_of("denominator").rename(columns={"subject": "figure", "object": "size"})
    sized = _same_place(real, links, "figure", "size")
    sized = sized[np.isin(sized["figure_position"], fraction)]
    one, other = (sized[f"{name}_position"].to_numpy(dtype=np.int64) for name in ("figure", "size"))
    _pair(builder, one * KINDS + DENOMINATOR, other * KINDS, 1.0, False, one, True)

    # An official quotient that stays published ties its two counts to each other.
    own = quotients["own"].to_numpy(dtype=np.int64)
    if len(own):
        tied = quotients[(own >= 0) & ~judged.covered[own] & ~np.isnan(value[own])]
        rate = value[tied["own"].to_numpy(dtype=np.int64)]
        kind = tied["kind"].to_numpy(dtype=object)
        factor = np.where(kind == "share", rate / 100, np.where(kind == "ratio", rate, 1 + rate / 100))
        one, other = (tied[name].to_numpy(dtype=np.int64) for name in ("above", "below"))
        _pair(builder, one * KINDS, other * KINDS, factor, False, one, False)


def _assemble(
    builder: _Builder,
    known: Floats,
    published: int,
    codes: Ints,
    rule: pd.DataFrame,
    covered: Flags,
    hidden: Flags,
    protection: Protection,
    quotients: pd.DataFrame,
    twins: Ints,
) -> System | None:
    if not builder.count:
        empty: Ints = np.zeros(0, dtype=np.int64)
        none: Floats = np.zeros(0)
        return System(
            empty, empty, none, none, none, empty, none, none, none, none, none.astype(bool), quotients, twins
        )
    relation = np.concatenate([piece[0] for piece in builder.pieces])
    name = np.concatenate([piece[1] for piece in builder.pieces])
    coefficient = np.concatenate([piece[2] for piece in builder.pieces])
    constant, exact = np.concatenate(builder.constants), np.concatenate(builder.exact)
    rest, owner = np.concatenate(builder.rests), np.concatenate(builder.owners)

    # States that share a table's figures repeat its relations.
    mixed = pd.util.hash_array(name) * (pd.util.hash_array(coefficient) | np.uint64(1))
    signature = np.zeros(builder.count, dtype=np.uint64)
    np.add.at(signature, relation, mixed)
    kept = ~pd.DataFrame({"signature": signature, "rest": rest, "constant": constant}).duplicated().to_numpy()

    _deduce(known, relation, name, coefficient, constant, rest)
    value = known[name]
    total = np.bincount(relation, coefficient * value, builder.count) - constant
    complete = ~np.isnan(total)
    # A sum whose parts make more than the whole is of no use; a small or declared difference is known to all: adjusted.
    contradicted = complete & np.where(rest, total > AGREEMENT, exact & (np.abs(total) > AGREEMENT))
    adjusted = np.where(rest, np.maximum(total, 0), total)
    constant = np.where(complete & ~contradicted, constant + adjusted, constant)
    kept &= ~contradicted

    order = np.flatnonzero(kept)
    renumber = np.full(builder.count, -1, dtype=np.int64)
    renumber[order] = np.arange(len(order))
    term = kept[relation]
    with_rest = rest[order]
    rests = np.flatnonzero(with_rest)
    names, variable = np.unique(name[term], return_inverse=True)
    cell = np.concatenate([names // KINDS, np.full(len(rests), -1, dtype=np.int64)])
    kind = np.concatenate([names % KINDS, np.full(len(rests), VALUE)])
    remainder = np.maximum(-total[order][rests], 0)
    values = np.concatenate([known[names], remainder])

    hidden_from, threshold = (
        rule[column].to_numpy(dtype="float64", na_value=np.nan) for column in ("hidden_from", "threshold_count")
    )
    holder = np.concatenate([names // KINDS, owner[order][rests]])
    start, end = hidden_from[codes[holder]], threshold[codes[holder]] - 1
    sums = np.bincount(renumber[relation[term]], covered[name[term] // KINDS], len(order)) > 0
    whole_rule = (rule["complement"].to_numpy(dtype="float64", na_value=0) == 1)[codes[owner[order][rests]]]
    sensitive_rest = too_small(remainder, start[len(names) :], end[len(names) :] + 1) & sums[rests] & whole_rule
    inner = cell >= 0
    at = np.maximum(cell, 0)
    small_value = inner & (kind == VALUE) & protection.small[at]
    small_numerator = inner & (kind == NUMERATOR) & hidden[at] & too_small(values, start, end + 1)
    # Of a figure that nobody published, what others say of it must not be small.
    unpublished = inner & (at >= published)
    near = np.zeros(len(values), dtype=bool)
    near[variable[sums[renumber[relation[term]]]]] = True
    complementary = (rule["complement"].to_numpy(dtype="float64", na_value=0) == 1)[codes[holder]]
    small_absent = unpublished & near & complementary & (kind != DENOMINATOR) & too_small(values, start, end + 1)
    guarded = small_value | small_numerator | small_absent
    guarded[len(names) :] |= sensitive_rest
    counted = np.concatenate(
        [
            np.asarray(rule["unit"].to_numpy(dtype=object)[codes[names // KINDS]] == "count"),
            np.zeros(len(rests), dtype=bool),
        ]
    )
    unknown_small = (
        inner & (kind == VALUE) & counted & protection.hidden[at] & ~protection.known[at] & ~protection.frozen[at]
    )
    bounded = small_value | unknown_small
    return System(
        relation=np.concatenate([renumber[relation[term]], rests]),
        variable=np.concatenate([variable, np.arange(len(rests)) + len(names)]),
        coefficient=np.concatenate([coefficient[term], np.ones(len(rests))]),
        constant=constant[order],
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
