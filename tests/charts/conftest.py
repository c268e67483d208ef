"""Builders of small indicators and series, so that each test says only what it is about."""

from collections.abc import Callable
from dataclasses import fields
from datetime import date
from typing import Any

import pytest

from observatory.catalogue import Bilingual, Indicator, Unit
from observatory.progress import Standing
from observatory.series import Point, Series, Target

UNITS = {
    "count": Unit("count", Bilingual("", ""), Bilingual("", ""), 0, None),
    "percent": Unit("percent", Bilingual("%", "%"), Bilingual("points", "points"), 0, 100),
    "per_1000": Unit(
        "per_1000", Bilingual("pour 1 000 hab.", "per 1,000 inhab."), Bilingual("pour 1 000 hab.", ""), 0, None
    ),
}


@pytest.fixture
def indicator() -> Callable[..., Indicator]:
    def build(unit: str = "count", **changes: Any) -> Indicator:
        values: dict[str, Any] = {
            "indicator": "DE-ABC",
            "name": Bilingual("Demandeurs d’emploi", "Job seekers"),
            "short_name": Bilingual("Demandeurs d’emploi", "Job seekers"),
            "axis": "employment",
            "kind": "result",
            "unit": UNITS[unit],
            "decimals": 0 if unit == "count" else 1,
            "direction": "down",
            "definition": Bilingual("", ""),
            "frequency": "annual",
            "period_kind": "date",
            "finest_level": "neighbourhood",
            "secrecy_rule": "B",
            "summable": unit == "count",
            "min_vintage_gap": 1,
            "source": "insee",
            "core": True,
            "parent": "",
            "breakdown": "",
            "category": Bilingual("", ""),
            "caution": Bilingual("", ""),
            "objectives": (),
        }
        return Indicator(**(values | changes))

    return build


@pytest.fixture
def series() -> Callable[..., Series]:
    """Values by year at 31 December; a word in place of a value is the status that hides it."""

    def build(
        values: dict[int, float | str], territory: str = "QP094027", origin: str = "official", reason: str = ""
    ) -> Series:
        points = tuple(
            Point(date(year, 12, 31), None, value, reason, None, origin)
            if isinstance(value, str)
            else Point(date(year, 12, 31), float(value), "published", "", None, origin)
            for year, value in values.items()
        )
        return Series("DE-ABC", territory, points)

    return build


@pytest.fixture
def target() -> Callable[..., Target]:
    def build(**changes: Any) -> Target:
        values: dict[str, Any] = {
            "indicator": "DE-ABC",
            "territory": "QP094027",
            "measure": "level",
            "reference": "",
            "baseline_period": date(2016, 12, 31),
            "baseline_value": 1438.0,
            "deadline": date(2024, 12, 31),
            "value": 1200.0,
            "milestones": ((date(2020, 12, 31), 1330.0),),
            "amendment": 0,
            "origin": "official",
        }
        return Target(**(values | changes))

    return build


@pytest.fixture
def standing() -> Callable[..., Standing]:
    """Where an indicator stands, everything unknown but what is said."""

    def build(**changes: Any) -> Standing:
        values: dict[str, Any] = dict.fromkeys(field.name for field in fields(Standing))
        words = (
            "current_status",
            "pace_kind",
            "reason",
            "landing_reason",
            "landing_condition",
            "movement",
            "reference",
        )
        values |= dict.fromkeys(words, "")
        values |= {"indicator": "DE-ABC", "territory": "QP094027", "measure": "level", "is_demo": False}
        values |= {"status": "acceleration"}
        return Standing(**(values | changes))

    return build


@pytest.fixture
def names() -> dict[str, str]:
    return {
        "QP094027": "Le Bois L’Abbé",
        "COM94019": "Chennevières-sur-Marne",
        "DEP94": "Val-de-Marne",
        **{f"QP09400{n}": f"Quartier numéro {n} - Vaillant Couturier" for n in range(1, 9)},
    }
