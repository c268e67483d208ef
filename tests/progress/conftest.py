"""Small databases in which the build's own SQL judges a few made-up series.

Tables have the shape of the built database's; the macros are those of queries/build, read from the files.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

ROOT = Path(__file__).resolve().parents[2]
METHOD = (
    "58_passage_rule", "63_figure_at", "70_formula", "71_measure", "72_progress", "73_progress_table", "74_progress_count",
)  # fmt: skip
FIGURES = ("60_figure_stated", "61_figure_carried", "62_figure")
TABLES = (
    "axis", "break", "contract", "contract_territory", "derivation", "figure", "figure_past", "indicator", "milestone", "objective",
    "objective_indicator", "observation", "passage", "release", "secrecy_rule", "target", "territory", "territory_parent", "unit",
)  # fmt: skip
HERE, THERE = "QP1", "COM1"
Row = dict[str, Any]
EVERYTHING = "SELECT * FROM progress_at(NULL, NULL, NULL, NULL, NULL, NULL, NULL, TRUE)"


def year_end(year: int) -> date:
    """The last day of a year, the period of most figures."""
    return date(year, 12, 31)


@dataclass
class Case:
    """One indicator of one neighbourhood (and of its reference for a gap); years stand for 31 December.

    points: {year: value, or a figure's columns}; beside: those of the reference; baseline: (year, value); breaks: {year:
    kind}, on the first of January.
    """

    points: Mapping[int, Any]
    direction: str = "down"
    baseline: tuple[int, float] | None = None
    target: tuple[int, float] | None = None
    beside: Mapping[int, Any] = field(default_factory=dict)
    milestones: Mapping[int, float] = field(default_factory=dict)
    breaks: Mapping[int, str] = field(default_factory=dict)
    measure: str = "level"
    unit: str = "index"
    kind: str = "result"
    vintage_gap: int = 1
    rule: str = "-"
    summable: bool = False
    decimals: int = 3
    indicator: str = "IND-1"


class Observatory:
    """A connection on the small tables, with what tests do most."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        self.is_prepared = False

    def clear(self) -> None:
        """Empty all tables, then put back one contract, one neighbourhood and its commune."""
        for table in TABLES:
            self.connection.execute(f'DELETE FROM "{table}"')
        self.add("contract", contract="K", framework="F", signatory=THERE, reference=THERE, starts_on=date(2010, 1, 1),
                 ends_on=date(2030, 12, 31))  # fmt: skip
        self.add("contract_territory", contract="K", territory=HERE, position=1)
        self.add("territory", territory=HERE, level="neighbourhood")
        self.add("territory", territory=THERE, level="commune")
        self.add("territory_parent", territory=HERE, parent=THERE)
        for unit, lowest, highest in (("index", None, None), ("percent", 0, 100), ("count", 0, None)):
            self.add("unit", unit=unit, minimum=lowest, maximum=highest)
        for rule, fewest in (("-", None), ("A", 11), ("B", 20), ("E", 20), ("N5", 5), ("N100", 100)):
            self.add("secrecy_rule", rule=rule, threshold_denominator=fewest)

    def add(self, table: str, **values: Any) -> None:
        """One row; columns not given are NULL."""
        names = ", ".join(f'"{name}"' for name in values)
        marks = ", ".join("?" for _ in values)
        self.connection.execute(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', list(values.values()))

    def add_figures(self, indicator: str, territory: str, points: Mapping[int, Any]) -> None:
        """Figures of 31 December; a point is a value or the columns of a figure."""
        for year, point in points.items():
            columns = dict(point) if isinstance(point, Mapping) else {"value": point}
            columns = {"status": "published", "origin": "official", "period": year_end(year), **columns}
            self.add("figure", indicator=indicator, territory=territory, **columns)

    def add_case(self, case: Case | Mapping[int, Any], **fields: Any) -> None:
        """The indicator of a case (or its points and the other fields), its figures, its target and milestones."""
        if not isinstance(case, Case):
            case = Case(case, **fields)
        self.add(
            "indicator", indicator=case.indicator, axis="housing", kind=case.kind, unit=case.unit, decimals=case.decimals,
            direction=case.direction, summable=case.summable, min_vintage_gap=case.vintage_gap, secrecy_rule=case.rule,
            source="src", finest_level="neighbourhood",
        )  # fmt: skip
        for year, kind in case.breaks.items():
            self.add("break", subject_kind="indicator", subject=case.indicator, date=date(year, 1, 1), kind=kind)
        self.add_figures(case.indicator, HERE, case.points)
        self.add_figures(case.indicator, THERE, case.beside)
        if case.target:
            start = case.baseline or (min(case.points), None)
            common = {"contract": "K", "indicator": case.indicator, "territory": HERE, "measure": case.measure}
            self.add(
                "target", **common, reference=THERE if case.measure == "gap" else None, baseline_period=year_end(start[0]),
                baseline_value=start[1], deadline=year_end(case.target[0]), value=case.target[1], amendment=0, origin="local",
            )  # fmt: skip
            for year, value in case.milestones.items():
                self.add("milestone", **common, amendment=0, period=year_end(year), value=value)

    def publish(self) -> None:
        """Make the figures from the observations, as the build does."""
        for name in FIGURES:
            self.connection.execute((ROOT / "queries" / "build" / f"{name}.sql").read_text(encoding="utf-8"))

    def progress(
        self,
        as_of: date | datetime | None = None,
        first: date | None = None,
        last: date | None = None,
        territories: Sequence[str] | None = None,
        indicators: Sequence[str] | None = None,
        reference: str | None = None,
        show_demo: bool = True,
    ) -> list[Row]:
        """Rows of `progress_at`."""
        return self.rows(
            "SELECT * FROM progress_at($as_of, $first, $last, NULL, $territories, $indicators, $reference, $demo) ORDER BY ALL",
            as_of=as_of, first=first, last=last, territories=territories, indicators=indicators, reference=reference,
            demo=show_demo,
        )  # fmt: skip

    def rows(self, statement: str, **parameters: Any) -> list[Row]:
        """Rows of any statement."""
        result = self.connection.execute(statement, parameters or None)
        names = [column[0] for column in result.description or ()]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    def ask(self, name: str, **parameters: Any) -> list[Row]:
        """Rows of queries/ask/<name>.sql."""
        return self.rows((ROOT / "queries" / "ask" / f"{name}.sql").read_text(encoding="utf-8"), **parameters)

    def judge(self, case: Case | Mapping[int, Any], chosen: Mapping[str, Any] | None = None, **fields: Any) -> Row:
        """The row of a case's own measure, in tables that hold nothing else; `chosen` goes to `progress`."""
        self.clear()
        if not isinstance(case, Case):
            case = Case(case, **fields)
        self.add_case(case)
        (row,) = [r for r in self.progress(**(chosen or {})) if r["measure"] == case.measure and r["territory"] == HERE]
        return row

    def judge_all(self, *cases: Case) -> list[Row]:
        """The row of each case's own measure, judged together, in their order; quicker than one by one."""
        self.clear()
        for rank, case in enumerate(cases):
            self.add_case(replace(case, indicator=f"IND-{rank}"))
        # A plan is made once for all: it takes far longer than a few rows.
        if not self.is_prepared:
            self.connection.execute(f"PREPARE judged AS {EVERYTHING}")
            self.is_prepared = True
        found = {
            (row["indicator"], row["measure"]): row for row in self.rows("EXECUTE judged") if row["territory"] == HERE
        }
        return [found[f"IND-{rank}", case.measure] for rank, case in enumerate(cases)]


@pytest.fixture(scope="module")
def observatory(emptied: Callable[..., duckdb.DuckDBPyConnection]) -> Iterator[Observatory]:
    """A small observatory with one contract."""
    with emptied(TABLES) as connection:
        for name in METHOD:
            connection.execute((ROOT / "queries" / "build" / f"{name}.sql").read_text(encoding="utf-8"))
        made = Observatory(connection)
        made.clear()
        yield made


@pytest.fixture
def case_of() -> type[Case]:
    """What makes a case from its fields."""
    return Case
