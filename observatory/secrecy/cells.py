"""The cells of each table: figures that relations may join and that a reader sees together, and those that nobody published."""

import pandas as pd

from observatory.secrecy.structure import Structure

SPARSE = 6
"""Parts that a sum may lack, each then a cell of its own; of more there is one unknown remainder."""


def families_of(structure: Structure) -> dict[str, int]:
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


def states(cells: pd.DataFrame, structure: Structure) -> pd.DataFrame:
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


def category_kinds(structure: Structure) -> pd.DataFrame:
    """Indicators that are a category of another: indicator, parent, breakdown, units, expected, complete."""
    columns = ["indicator", "parent", "breakdown", "unit", "summable"]
    kinds = structure.indicators[columns].dropna(subset=["parent"]).copy()
    kinds["parent_unit"] = kinds["parent"].map(structure.indicators.set_index("indicator")["unit"])
    exhaustive = set(structure.identities_of("exhaustive")["subject"])
    kinds["complete"] = kinds["breakdown"].isin(exhaustive)
    kinds["expected"] = kinds.groupby(["parent", "breakdown"])["indicator"].transform("count")
    return kinds


def summed(kinds: pd.DataFrame) -> pd.DataFrame:
    """Of `category_kinds`, those whose figures add up to that of their parent."""
    counts = kinds[(kinds["unit"] == kinds["parent_unit"]) & kinds["summable"].astype(bool)]
    return counts[["indicator", "parent", "breakdown", "expected", "complete"]]


def unpublished(
    cells: pd.DataFrame, links: pd.DataFrame, categories: pd.DataFrame, shape: pd.DataFrame
) -> pd.DataFrame:
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
