"""Which territories make up which, and the département of each."""

import numpy as np
import pandas as pd

from observatory.secrecy.structure import Structure

SAME_POPULATION = 0.01
"""Part of the inhabitants by which two populations may differ and be the same."""
INSIDE = ("commune", "ept", "department", "region", "country", "neighbourhood_set", "neighbourhood")


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


def department(structure: Structure) -> dict[str, str]:
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
