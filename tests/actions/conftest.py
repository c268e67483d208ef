"""What tests of the actions share: the contract's selection, and its two files read with exact amounts."""

import csv
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from observatory import database
from observatory.selection import Selection

ROOT = Path(__file__).resolve().parents[2]


def rows_of(name: str) -> list[dict[str, str]]:
    """Rows of a file of the contract."""
    with (ROOT / "data" / "contract" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def money(said: str) -> Decimal:
    """An amount of the files, its comma made a point."""
    return Decimal(said.replace(",", "."))


@pytest.fixture(scope="session")
def files() -> Callable[[str], list[dict[str, str]]]:
    return rows_of


@pytest.fixture
def select(built: Path) -> Callable[..., Selection]:
    """A function that gives the selection of a contract, changed at will."""

    def make(contract: str = "chennevieres", **changes: object) -> Selection:
        place, reference = (("QP094027",), "COM94019") if contract == "chennevieres" else (("QP094003",), "DEP94")
        kept = {
            "contract": contract, "territories": place, "reference": reference, "first_year": 2010, "last_year": 2024,
            "language": "fr", "dark": False, "show_demo": True, "release": database.identity(),
        }  # fmt: skip
        return Selection(**{**kept, **changes})

    return make
