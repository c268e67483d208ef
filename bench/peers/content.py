"""What both twins show: the content of one axis page, read from the product's own database and outlines.

Twelve indicators of one axis, each with the neighbourhood's figures, the reference territory's and the path
to the target; one indicator of the last common period on a map; the last figures in a table.
"""

import json
import os
from pathlib import Path
from typing import Any

import duckdb

AXIS = os.environ.get("BENCH_AXIS", "employment")
REFERENCE = os.environ.get("BENCH_REFERENCE", "COM94019")
FIRST = os.environ.get("BENCH_FIRST", "QP094027")
CHARTS = 12

INDICATORS = """
    SELECT i.indicator, any_value(i.name_fr) AS name
    FROM figure AS f
    INNER JOIN indicator AS i USING (indicator)
    INNER JOIN territory AS t USING (territory)
    WHERE i.axis = $axis AND t.level = 'neighbourhood' AND f.value IS NOT NULL
    GROUP BY i.indicator
    ORDER BY count(*) DESC, i.indicator
    LIMIT 12
"""
NEIGHBOURHOODS = """
    SELECT t.territory, t.name
    FROM territory AS t
    WHERE t.level = 'neighbourhood' AND t.territory IN (SELECT DISTINCT f.territory FROM figure AS f)
    ORDER BY t.name, t.territory
"""
SERIES = """
    SELECT indicator, territory, year(period) AS year, value
    FROM figure
    WHERE list_contains($territories, territory) AND list_contains($indicators, indicator)
    ORDER BY indicator, territory, period
"""
TARGETS = """
    SELECT indicator, year(baseline_period) AS first_year, baseline_value, year(deadline) AS last_year, value
    FROM target
    WHERE territory = $territory AND measure = 'level' AND list_contains($indicators, indicator)
"""
READINGS = """
    SELECT f.territory, f.value
    FROM figure AS f
    INNER JOIN territory AS t USING (territory)
    WHERE f.indicator = $indicator AND t.level = 'neighbourhood'
    QUALIFY f.period = max(f.period) OVER ()
"""


def connect() -> duckdb.DuckDBPyConnection:
    """A read-only connection to the database named by BENCH_DATABASE; take a cursor for each question."""
    return duckdb.connect(os.environ["BENCH_DATABASE"], read_only=True)


def indicators(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """Code and name of the twelve indicators of the axis that have most figures."""
    rows: list[tuple[str, str]] = connection.cursor().execute(INDICATORS, {"axis": AXIS}).fetchall()
    return rows


def neighbourhoods(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """Code and name of every neighbourhood that has figures."""
    rows: list[tuple[str, str]] = connection.cursor().execute(NEIGHBOURHOODS).fetchall()
    return rows


def outlines() -> dict[str, Any]:
    """The FeatureCollection named by BENCH_OUTLINES, each feature's id being the territory's code."""
    collection: dict[str, Any] = json.loads(Path(os.environ["BENCH_OUTLINES"]).read_text(encoding="utf-8"))
    for feature in collection["features"]:
        feature["id"] = feature["properties"]["territory"]
    return collection
