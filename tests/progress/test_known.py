"""Figures and progress as they were known on a past day."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

FIRST, SECOND = datetime(2020, 6, 12, 9), datetime(2021, 6, 12, 9)


@pytest.fixture
def released(observatory: Any) -> Any:
    """Two releases: the second revises 2019 and adds 2020; a share is computed from two counts."""
    observatory.clear()
    observatory.add_case({}, indicator="ABOVE", unit="count", summable=True)
    observatory.add_case({}, indicator="BELOW", unit="count", summable=True)
    observatory.add_case({2015: 25}, indicator="SHARE", unit="percent", baseline=(2015, 25), target=(2023, 15))
    observatory.add("derivation", indicator="SHARE", kind="share", numerator="ABOVE", denominator="BELOW")
    observatory.add("release", release=1, published_at=FIRST)
    observatory.add("release", release=2, published_at=SECOND)
    for release, year, above, below in ((1, 2015, 50, 200), (1, 2019, 44, 200), (2, 2019, 40, 200), (2, 2020, 45, 250)):
        for indicator, value in (("ABOVE", above), ("BELOW", below)):
            observatory.add(
                "observation", indicator=indicator, territory="QP1", period=date(year, 12, 31), value=value,
                status="published", origin="local", release=release,
            )  # fmt: skip
    observatory.publish()
    return observatory


def share(observatory: Any, as_of: Any) -> dict[int, float]:
    rows = observatory.rows(
        "SELECT period, value FROM figure_at($as_of) WHERE indicator = 'SHARE' ORDER BY period", as_of=as_of
    )
    return {row["period"].year: row["value"] for row in rows}


def test_each_day_has_its_figures(released: Any) -> None:
    assert share(released, None) == {2015: 25, 2019: 20, 2020: 18}
    assert share(released, datetime(2020, 6, 12, 9)) == {2015: 25, 2019: 22}
    assert share(released, datetime(2020, 6, 12, 8, 59)) == {}


def test_a_day_without_hour_is_known_to_its_end(released: Any) -> None:
    assert share(released, date(2020, 6, 12)) == {2015: 25, 2019: 22}
    assert share(released, date(2020, 6, 11)) == {}


def test_a_withdrawal_counts_from_its_own_day(released: Any) -> None:
    released.add("release", release=3, published_at=datetime(2022, 1, 1), withdraws=2)
    released.publish()
    assert share(released, date(2021, 12, 31)) == {2015: 25, 2019: 20, 2020: 18}
    assert share(released, date(2022, 1, 1)) == {2015: 25, 2019: 22}


def test_what_is_secret_today_is_secret_in_the_past(released: Any) -> None:
    released.add("release", release=3, published_at=datetime(2022, 1, 1))
    released.add(
        "observation",
        indicator="ABOVE",
        territory="QP1",
        period=date(2019, 12, 31),
        status="secret",
        origin="local",
        release=3,
    )
    released.publish()
    for indicator in ("ABOVE", "SHARE"):
        (row,) = released.rows(
            "FROM figure_at($as_of) WHERE indicator = $indicator AND year(period) = 2019",
            as_of=date(2020, 12, 31), indicator=indicator,
        )  # fmt: skip
        assert (row["value"], row["numerator"], row["denominator"], row["status"]) == (None, None, None, "secret")
    assert released.rows("FROM figure_past WHERE status = 'secret' AND value IS NOT NULL") == []


def test_progress_of_a_past_committee(released: Any) -> None:
    then = {r["indicator"]: r for r in released.progress(as_of=date(2020, 6, 30))}["SHARE"]
    now = {r["indicator"]: r for r in released.progress()}["SHARE"]
    assert (then["current_period"], then["current_value"], then["status"]) == (date(2019, 12, 31), 22, "acceleration")
    assert (now["current_period"], now["current_value"], now["status"]) == (date(2020, 12, 31), 18, "on_track")


def attached(built: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(":memory:")
    connection.execute(f"ATTACH '{built}' AS observatory (READ_ONLY)")
    connection.execute("USE observatory")
    return connection


def test_the_table_is_what_the_macro_gives(built: Path) -> None:
    with attached(built) as connection:
        call = "progress_at(NULL, NULL, NULL, NULL, NULL, NULL, NULL, true)"
        keys = "contract, indicator, territory, measure, reference, status, reason, current_period"
        assert connection.execute(f"SELECT {keys} FROM progress EXCEPT SELECT {keys} FROM {call}").fetchall() == []
        counts = connection.execute(
            "SELECT count(*), count(DISTINCT (contract, indicator, territory, measure, reference)) FROM progress"
        ).fetchone()
        assert counts is not None
        assert counts[0] == counts[1] > 0


def test_every_status_has_its_reason(built: Path) -> None:
    with attached(built) as connection:
        odd = connection.execute(
            "SELECT * FROM progress WHERE (status = 'not_assessable') <> (reason IS NOT NULL) OR status IS NULL"
        ).fetchall()
        shown = connection.execute(
            "SELECT count(*) FROM progress INNER JOIN indicator USING (indicator) WHERE kind = 'context' AND reason <> 'context'"
        ).fetchone()
    assert odd == []
    assert shown == (0,)
