"""Where and when a contract acts: what is told to a person who writes of another place or of a year far from its own."""

from collections.abc import Mapping, Sequence

from observatory.contract_tables import Row

YEARS_BESIDE = 5
"""Years before a contract's first and after its last that an action may still be of."""


def places(tables: Mapping[str, Sequence[Row]], contract: str) -> frozenset[str]:
    """Its neighbourhoods, their parts, all that they lie in, who signs it and what it is compared with."""
    own = {row["territory"] for row in tables["contract_territories"] if row["contract"] == contract}
    signed = {
        row[column]
        for row in tables["contracts"]
        if row["contract"] == contract
        for column in ("signatory", "reference")
    }
    links = [(row["territory"], row["parent"]) for row in tables["parents"]]
    return frozenset(own | signed | _reached(own, links) | _reached(own, [(parent, child) for child, parent in links]))


def years(tables: Mapping[str, Sequence[Row]], contract: str) -> tuple[int, int] | None:
    """First and last year of a contract; None for one that is not known."""
    found = next((row for row in tables["contracts"] if row["contract"] == contract), None)
    return (int(found["starts_on"][:4]), int(found["ends_on"][:4])) if found else None


def _reached(start: set[str], links: Sequence[tuple[str, str]]) -> set[str]:
    found: set[str] = set()
    ahead = start
    while ahead:
        ahead = {to for one, to in links if one in ahead} - found
        found |= ahead
    return found
