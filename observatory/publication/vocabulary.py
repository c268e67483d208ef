"""What a figure may be about: the codes and bounds of the data folder, as the build will check them."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from observatory.errors import DashboardError
from observatory.sources import Declaration, load
from observatory.sources.cells import parse


@dataclass(frozen=True, slots=True)
class Measured:
    """An indicator: its unit with smallest and largest possible value (None for none), and how its periods are worded."""

    indicator: str
    unit: str
    minimum: float | None
    maximum: float | None
    period_kind: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Indicators by code, codes of territories (schools included), declaration of the sources."""

    indicators: Mapping[str, Measured]
    territories: frozenset[str]
    declaration: Declaration


def vocabulary(data: Path) -> Vocabulary:
    """Read from the data folder. Raises DashboardError when one of its files cannot be read."""
    try:
        units = {row["unit"]: row for row in _rows(data / "contract" / "units.csv")}
        indicators = {
            row["indicator"]: Measured(
                row["indicator"],
                row["unit"],
                _bound(units[row["unit"]]["minimum"]),
                _bound(units[row["unit"]]["maximum"]),
                row["period_kind"],
            )
            for row in _rows(data / "contract" / "indicators.csv")
        }
        places = _rows(data / "territories" / "territories.csv") + _rows(data / "territories" / "schools.csv")
        territories = frozenset(row["territory"] for row in places)
    except (OSError, KeyError, ValueError, csv.Error) as error:
        raise DashboardError(
            "Le catalogue ne se lit pas", f"Corrigez les fichiers de data/contract et data/territories : {error}."
        ) from error
    return Vocabulary(indicators, territories, load(data / "sources.toml"))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def _bound(text: str) -> float | None:
    cell = parse(text)
    return None if cell is None or cell.value is None else float(cell.value)
