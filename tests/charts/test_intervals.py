"""Wilson's interval: known values, and the build's own SQL."""

import math
from pathlib import Path

import duckdb
import pytest

from observatory.progress import wilson

FORMULA = Path(__file__).resolve().parents[2] / "queries" / "build" / "70_formula.sql"
CASES = [(0.0, 10.0), (1.0, 10.0), (0.5, 1.0), (0.3, 80.0), (0.4917, 1332.0), (0.042, 1000.0), (81 / 263, 263.0)]


@pytest.mark.parametrize(
    ("share", "n", "low", "high"),
    [
        # R. G. Newcombe, Statistics in Medicine 17, 1998, p. 857-872, table I, method 3.
        (81 / 263, 263, 0.2553, 0.3662),
        (15 / 148, 148, 0.0624, 0.1605),
        (0 / 20, 20, 0.0, 0.1611),
        (1 / 29, 29, 0.0061, 0.1718),
    ],
)
def test_published_intervals(share, n, low, high):
    assert wilson(share, n) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


@pytest.mark.parametrize(("share", "n"), CASES)
def test_the_bounds_solve_the_score_equation(share, n):
    for bound in wilson(share, n):
        if 1e-9 < bound < 1 - 1e-9:
            assert abs(share - bound) / math.sqrt(bound * (1 - bound) / n) == pytest.approx(1.959963984540054)


def test_the_build_has_the_same_formula():
    with duckdb.connect() as connection:
        connection.execute(FORMULA.read_text(encoding="utf-8"))
        for share, n in CASES:
            found = connection.execute("SELECT progress_wilson_low($1, $2), progress_wilson_high($1, $2)", [share, n])
            assert wilson(share, n) == pytest.approx(found.fetchone(), abs=1e-12)


@pytest.mark.parametrize(("share", "n"), [(-0.1, 10), (1.1, 10), (0.5, 0)])
def test_no_interval_of_what_is_not_a_share(share, n):
    with pytest.raises(ValueError):
        wilson(share, n)
