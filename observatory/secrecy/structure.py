"""What is known of figures beside their values: the catalogue, the rules, what adds up to what."""

from dataclasses import dataclass

import pandas as pd

SCALES = {"percent": 100.0, "per_100": 100.0, "per_1000": 1000.0, "per_mille": 1000.0, "per_10000": 10000.0}
"""What a quotient is multiplied by, by unit; other units are counts, amounts or scores."""


@dataclass(frozen=True, slots=True)
class Structure:
    """Each frame has the columns of its file of the data folder, booleans as booleans.

    indicators, derivations, identities, rules: of data/contract; parents, territories: of data/territories.
    releases: release, published_at, withdraws; None when all figures are of one release.
    """

    indicators: pd.DataFrame
    derivations: pd.DataFrame
    identities: pd.DataFrame
    rules: pd.DataFrame
    parents: pd.DataFrame
    territories: pd.DataFrame
    releases: pd.DataFrame | None = None

    def rule_of(self) -> pd.DataFrame:
        """The rule of each indicator, with its unit: indexed by indicator; an unknown rule is no rule."""
        columns = self.indicators[["indicator", "secrecy_rule", "unit", "summable"]]
        return columns.merge(self.rules, how="left", left_on="secrecy_rule", right_on="rule").set_index("indicator")

    def identities_of(self, kind: str) -> pd.DataFrame:
        """subject and object of the declared facts of one kind: exhaustive, subset or denominator."""
        return self.identities.loc[self.identities["kind"] == kind, ["subject", "object"]]
