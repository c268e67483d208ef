"""What a figure may be about: the codes and bounds of the data folder, as the build will check them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from observatory import contract_tables, data_files, ledger
from observatory.contract_tables import Row
from observatory.errors import DashboardError
from observatory.sources import Declaration, load
from observatory.sources.cells import parse

WHERE: Mapping[str, str] = {
    "contracts": "un contrat, en vigueur ou de la feuille Contrat",
    "frameworks": "un cadre, en vigueur ou de la feuille Contrat",
    "axes": "le code d’une page d’axe",
    "territories": "un code de territoire, en vigueur ou de la feuille Territoires",
    "objectives": "un objectif du cadre, en vigueur ou de la feuille Objectifs",
    "indicators": "un indicateur du catalogue ou de la feuille Indicateurs",
    "actions": "une action en vigueur ou de la feuille Actions",
    "units": "une unité de units.csv",
    "rules": "une règle de secrecy_rules.csv",
    "sources": "une source de sources.toml",
}
"""What a code refers to, in words."""

Values = Mapping[tuple[str, date], float]
"""Values of an indicator by territory and period."""
Figures = Mapping[str, Values]
"""Values by indicator."""


def no_values(indicator: str) -> Values:
    """What is published where there is nothing to compare with."""
    return {}


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
    """Indicators by code, codes of territories (schools included), declaration of the sources.

    points: longitude and latitude, in degrees, of the territories whose place is known, by themselves or by what they are in.
    tables: those of the contract, releases included; units: their rows; codes: of `units`, `rules` and `sources`.
    published: asked for the figures of an indicator that readers see.
    """

    indicators: Mapping[str, Measured]
    territories: frozenset[str]
    declaration: Declaration
    points: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    tables: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    units: Mapping[str, Row] = field(default_factory=dict)
    codes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    published: Callable[[str], Values] = no_values

    @property
    def contracts(self) -> frozenset[str]:
        """Codes of the contracts."""
        return frozenset(row["contract"] for row in self.tables["contracts"])

    def over(self, tables: Mapping[str, tuple[Row, ...]]) -> "Vocabulary":
        """The same with these tables of the contract."""
        schools = self.territories - {row["territory"] for row in self.tables["territories"]}
        return replace(
            self,
            indicators=_measured(tables["indicators"], self.units),
            territories=schools | {row["territory"] for row in tables["territories"]},
            points={**self.points, **_points(tables["territories"], tables["parents"])},
            tables=tables,
        )


def vocabulary(data: Path) -> Vocabulary:
    """Read from the data folder and its ledger. Raises DashboardError when one of the files cannot be read."""
    try:
        entries = ledger.entries(data)
        tables = {name: contract_tables.rows(data, entries, name) for name in contract_tables.KINDS}
        units = {row["unit"]: row for row in data_files.rows(data / "contract" / "units.csv")}
        rules = frozenset(row["rule"] for row in data_files.rows(data / "contract" / "secrecy_rules.csv"))
        indicators = _measured(tables["indicators"], units)
        places = [*tables["territories"], *data_files.rows(data / "territories" / "schools.csv")]
        territories = frozenset(row["territory"] for row in places)
        points = _points(places, tables["parents"])
    except (KeyError, ValueError) as error:
        raise DashboardError(
            "Le catalogue ne se lit pas", f"Corrigez les fichiers de data/contract et data/territories : {error}."
        ) from error
    declaration = load(data / "sources.toml")
    codes = {"units": frozenset(units), "rules": rules, "sources": frozenset(declaration.sources)}
    return Vocabulary(indicators, territories, declaration, points, tables, units, codes)


def _measured(indicators: Sequence[Row], units: Mapping[str, Row]) -> dict[str, Measured]:
    return {
        row["indicator"]: Measured(
            row["indicator"],
            row["unit"],
            _bound(units[row["unit"]]["minimum"]),
            _bound(units[row["unit"]]["maximum"]),
            row["period_kind"],
        )
        for row in indicators
    }


def _points(
    places: Sequence[Mapping[str, str]], parents: Sequence[Mapping[str, str]]
) -> dict[str, tuple[float, float]]:
    """The point of each territory that has one, or that of the first thing with one that it is in."""
    found: dict[str, tuple[float, float]] = {}
    for row in places:
        longitude, latitude = _bound(row.get("longitude") or ""), _bound(row.get("latitude") or "")
        if longitude is not None and latitude is not None:
            found[row["territory"]] = (longitude, latitude)
    within = [(row["territory"], found[row["parent"]]) for row in parents if row["parent"] in found]
    for territory, point in within:
        found.setdefault(territory, point)
    return found


def _bound(text: str) -> float | None:
    cell = parse(text)
    return None if cell is None or cell.value is None else float(cell.value)
