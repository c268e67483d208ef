"""A small country of two municipalities and five neighbourhoods."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from observatory import geography
from observatory.catalogue import Bilingual, Indicator, Territory, Unit
from observatory.geography import Outline
from observatory.series import Reading

PERIOD = date(2019, 12, 31)


@pytest.fixture
def indicator() -> Indicator:
    unit = Unit("percent", Bilingual("%", "%"), Bilingual("points", "points"), 0, 100)
    name = Bilingual("Taux de pauvreté", "Poverty rate")
    empty = Bilingual("", "")
    return Indicator(
        "TRA-01", name, name, "transversal", "context", unit, 1, "down", empty, "annual", "year", "neighbourhood",
        "A", False, 1, "insee", True, "", "", empty, empty, (),
    )  # fmt: skip


def square(x: float, y: float, size: float) -> dict[str, Any]:
    ring = [[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]
    return {"type": "Polygon", "coordinates": [ring]}


@pytest.fixture
def outlines() -> dict[str, Outline]:
    return {
        "COM94019": geography.outline("COM94019", square(2.50, 48.79, 0.03), "generalised", "IGN"),
        "COM94017": geography.outline("COM94017", square(2.53, 48.79, 0.03), "generalised", "IGN"),
        "QP094001": geography.outline("QP094001", square(2.505, 48.795, 0.004), "approximate", "dessin"),
        "QP094002": geography.outline("QP094002", square(2.535, 48.795, 0.004), "approximate", "dessin"),
        "QP094027-94019": geography.outline("QP094027-94019", square(2.52, 48.81, 0.01), "approximate", "dessin"),
        "QP094027-94017": geography.outline("QP094027-94017", square(2.53, 48.81, 0.01), "approximate", "dessin"),
    }


@pytest.fixture
def territories() -> dict[str, Territory]:
    def place(code: str, level: str, name: str, population: int | None, x: float, y: float) -> Territory:
        return Territory(code, level, name, "qpv2015", population, 2018, x, y, ())

    return {
        "COM94019": place("COM94019", "commune", "Chennevières", 18000, 2.515, 48.805),
        "COM94017": place("COM94017", "commune", "Champigny", 77000, 2.545, 48.805),
        "QP094001": place("QP094001", "neighbourhood", "Un <b>", 1000, 2.507, 48.797),
        "QP094002": place("QP094002", "neighbourhood", "Deux", 4000, 2.537, 48.797),
        "QP094003": place("QP094003", "neighbourhood", "Trois", None, 2.54, 48.80),
        "QP094004": place("QP094004", "neighbourhood", "Quatre", 2000, 2.55, 48.80),
        "QP094027": place("QP094027", "neighbourhood", "Le Bois L’Abbé", 16000, 2.53, 48.815),
    }


@pytest.fixture
def readings() -> Callable[..., list[Reading]]:
    """Readings of the five neighbourhoods; a word in place of a value is the status that hides it."""

    def build(*values: float | str, origin: str = "official") -> list[Reading]:
        codes = ("QP094001", "QP094002", "QP094003", "QP094004", "QP094027")
        return [
            Reading(code, None, value, "NOTE_PE=5" if value == "secret" else "", origin)
            if isinstance(value, str)
            else Reading(code, value, "published", "", origin)
            for code, value in zip(codes, values, strict=False)
        ]

    return build
