"""What tests of secrecy share: a small catalogue with one indicator a rule, and figures written in one line each."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from observatory.secrecy import Structure

ROOT = Path(__file__).resolve().parents[2]

# indicator, rule, unit, summable, parent, breakdown
INDICATORS = [
    ("A-N", "A", "count", True, None, None),
    ("A-R", "A", "percent", False, None, None),
    ("A-MED", "A", "eur", False, None, None),
    ("B-N", "B", "count", True, None, None),
    ("B-F", "B", "count", True, "B-N", "sex"),
    ("B-H", "B", "count", True, "B-N", "sex"),
    ("B-J", "B", "count", True, "B-N", "age"),
    ("B-M", "B", "count", True, "B-N", "age"),
    ("B-S", "B", "count", True, "B-N", "age"),
    ("B-L", "B", "count", True, "B-N", "duration"),
    ("B-R", "B", "percent", False, None, None),
    ("B-SH", "B", "percent", False, None, None),
    ("B-GIRL", "B", "percent", False, None, None),
    ("B-P1", "B", "percent", False, "B-N", "rooms"),
    ("B-P2", "B", "percent", False, "B-N", "rooms"),
    ("C-N", "C", "count", True, None, None),
    ("C-R", "C", "percent", False, None, None),
    ("D-R", "D", "percent", False, None, None),
    ("E-N", "E", "count", True, None, None),
    ("E-R", "E", "percent", False, None, None),
    ("E-I", "E", "index", False, None, None),
    ("F-R", "F", "per_mille", False, None, None),
    ("N5", "N5", "out_of_10", False, None, None),
    ("N100", "N100", "percent", False, None, None),
    ("NONE", "-", "count", True, None, None),
]
PLACES = [
    ("COM1", "commune", None, 9000),
    ("Q1", "neighbourhood", "qpv2015", 3000),
    ("Q2", "neighbourhood", "qpv2015", 1000),
    ("Q1-1", "neighbourhood_part", "qpv2015", 1000),
    ("Q1-2", "neighbourhood_part", "qpv2015", 2000),
    ("SET", "neighbourhood_set", None, 4000),
    ("DEP", "department", None, 50000),
    ("S1", "school", None, None),
]
PARENTS = [
    ("Q1-1", "Q1", 1000),
    ("Q1-2", "Q1", 2000),
    ("Q2", "COM1", 1000),
    ("Q1-1", "COM1", 1000),
    ("Q1", "COM1", 1000),
    ("Q1", "COM2", 2000),
    ("Q1", "SET", 3000),
    ("Q2", "SET", 1000),
    ("COM1", "DEP", 9000),
]


@pytest.fixture(scope="session")
def structure() -> Structure:
    """A catalogue with the rules of the repository, a neighbourhood in two parts, another, and what they lie in."""
    indicators = pd.DataFrame(
        INDICATORS, columns=["indicator", "secrecy_rule", "unit", "summable", "parent", "breakdown"]
    )
    derivations = pd.DataFrame(
        [("B-SH", "share", "B-L", "B-N")], columns=["indicator", "kind", "numerator", "denominator"]
    )
    identities = pd.DataFrame(
        [
            ("exhaustive", "sex", None),
            ("exhaustive", "age", None),
            ("exhaustive", "rooms", None),
            ("denominator", "B-GIRL", "B-N"),
            ("denominator", "E-I", "E-N"),
        ],
        columns=["kind", "subject", "object"],
    )
    rules = pd.read_csv(ROOT / "data/contract/secrecy_rules.csv", sep=";", decimal=",", encoding="utf-8-sig")
    territories = pd.DataFrame(PLACES, columns=["territory", "level", "generation", "population"])
    parents = pd.DataFrame(PARENTS, columns=["territory", "parent", "population"])
    releases = pd.DataFrame(
        {
            "release": [1, 2],
            "published_at": pd.to_datetime(["2024-01-01", "2025-01-01"]),
            "withdraws": pd.array([None, None], dtype="Int64"),
        }
    )
    return Structure(indicators, derivations, identities, rules, parents, territories, releases)


@pytest.fixture(scope="session")
def figures() -> Callable[..., pd.DataFrame]:
    """A function that makes observations of (indicator, territory, value) or longer tuples; the rest by keyword."""

    def make(*rows: tuple[Any, ...], **common: Any) -> pd.DataFrame:
        columns = ["indicator", "territory", "value", "numerator", "denominator", "release", "period"]
        frame = pd.DataFrame([{**dict(zip(columns, row, strict=False)), **common} for row in rows])
        frame = frame.reindex(columns=[*columns, "status", "reason", "origin"])
        for name in ("period", "status", "reason", "origin"):
            frame[name] = frame[name].astype(object)
        for name in ("value", "numerator", "denominator"):
            frame[name] = frame[name].astype(float)
        frame["release"] = frame["release"].fillna(1).astype(int)
        frame["period"] = pd.to_datetime(frame["period"].fillna("2020-12-31"))
        frame["status"] = frame["status"].fillna("published")
        frame.loc[frame["value"].isna() & (frame["status"] == "published"), "status"] = "secret"
        frame["origin"] = frame["origin"].fillna("local")
        return frame

    return make
