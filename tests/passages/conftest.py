"""Small databases in which the build's own SQL carries a few made-up figures, over tables of the built database's shape."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

ROOT = Path(__file__).resolve().parents[2]
STEPS = ("58_passage_rule", "60_figure_stated", "61_figure_carried", "62_figure", "63_figure_at")
TABLES = (
    "derivation", "indicator", "observation", "passage", "release", "secrecy_rule", "territory", "territory_parent",
)  # fmt: skip
END_2023 = date(2023, 12, 31)


class Perimeters:
    """A connection on the small tables: two counts, their share and a median, under a rule that hides 1 to 4."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection

    def add(self, table: str, **values: Any) -> None:
        """One row; columns not given are NULL."""
        names, marks = ", ".join(f'"{name}"' for name in values), ", ".join("?" for _ in values)
        self.connection.execute(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', list(values.values()))

    def clear(self) -> None:
        """Empty all tables, then put back the indicators, the rule and one release."""
        for table in TABLES:
            self.connection.execute(f'DELETE FROM "{table}"')
        for code, unit, summable in (("PEOPLE", "count", True), ("YOUNG", "count", True), ("MEDIAN", "eur", False)):
            self.add("indicator", indicator=code, unit=unit, summable=summable, secrecy_rule="B", decimals=0)
        self.add("indicator", indicator="SHARE", unit="percent", summable=False, secrecy_rule="B", decimals=1)
        self.add("derivation", indicator="SHARE", kind="share", numerator="YOUNG", denominator="PEOPLE")
        self.add(
            "secrecy_rule", rule="B", hidden_from=1, threshold_count=5, threshold_denominator=20, complement=True,
            official=False, unknown_size="publish", status="secret",
        )  # fmt: skip
        self.add("release", release=1, published_at="2022-06-01 09:00:00", author="A")

    def passage(self, giver: str, to: str | None, weight: float = 1.0, **more: Any) -> None:
        """A passage that carries, from one generation to the next unless `kind` says otherwise."""
        values = {"kind": "generation", "weight_kind": "area", "covered": None if to is None else 1.0, "carries": True}
        self.add("passage", from_territory=giver, to_territory=to, weight=weight, **{**values, **more})

    def figure(self, indicator: str, territory: str, value: float | None, **more: Any) -> None:
        """A figure of the end of 2023, in the first release."""
        values = {"period": END_2023, "status": "published", "origin": "official", "source": "src", "file": "f.csv",
                  "row": 2, "release": 1}  # fmt: skip
        self.add("observation", indicator=indicator, territory=territory, value=value, **{**values, **more})

    def known(self, as_of: date | None = None) -> dict[tuple[str, str], dict[str, Any]]:
        """The figures of the end of 2023 as readers see them on a day, by indicator and territory."""
        for name in STEPS:
            self.connection.execute((ROOT / "queries" / "build" / f"{name}.sql").read_text(encoding="utf-8"))
        result = self.connection.execute("FROM figure_at($as_of)", {"as_of": as_of})
        names = [column[0] for column in result.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
        found = {(row["indicator"], row["territory"]): row for row in rows if row["period"] == END_2023}
        assert len(found) == len([row for row in rows if row["period"] == END_2023])
        return found

    def overlapped(self, as_of: datetime | None = None) -> dict[tuple[str, str], dict[str, Any]]:
        """What is carried beside figures of the receiver's own at a moment, after `known`, by indicator and territory."""
        question = (ROOT / "queries" / "ask" / "series_overlapped.sql").read_text(encoding="utf-8")
        named = {
            "territory": "NEW",
            "first_period": END_2023,
            "last_period": END_2023,
            "as_of": as_of,
            "show_demo": True,
        }
        result = self.connection.execute(question, named)
        names = [column[0] for column in result.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
        return {(row["indicator"], row["territory"]): row for row in rows}


@pytest.fixture(scope="module")
def opened(emptied: Callable[..., duckdb.DuckDBPyConnection]) -> Iterator[Perimeters]:
    """Small tables for a module."""
    with emptied(TABLES) as connection:
        yield Perimeters(connection)


@pytest.fixture
def perimeters(opened: Perimeters) -> Perimeters:
    """The same, with nothing in them but the indicators."""
    opened.clear()
    return opened
