"""One indicator in every territory around the contract, for one period."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from observatory import database, maps
from observatory.answers.known import catalogue, periods_around, surroundings
from observatory.catalogue import (
    Indicator,
)
from observatory.selection import Selection
from observatory.series import Reading, no_reading

MAP_LEVELS = {
    "neighbourhood": ("neighbourhood",),
    "neighbourhood_part": ("neighbourhood", "neighbourhood_part"),
    "commune": ("commune",),
}


@dataclass(frozen=True, slots=True, eq=False)
class MapView:
    """One indicator in every territory of a level, for one period, those without any figure included.

    Told apart by identity, so that what is drawn from it can be kept under it: the same question gets the same object.
    """

    indicator: Indicator
    level: str
    period: date
    readings: tuple[Reading, ...]

    @property
    def given(self) -> tuple[Reading, ...]:
        """The readings that a figure, or a reason for its absence, was given for."""
        return tuple(reading for reading in self.readings if reading.origin)


def _same_map(contract: str, territory: str, release: str) -> bool:
    """Whether a territory belongs on the map of a contract: perimeters of two generations would cover each other."""
    known = catalogue(release)
    own = {known.territories[code].generation for code in known.contracts[contract].territories}
    return not known.territories[territory].generation or known.territories[territory].generation in own


@lru_cache(maxsize=512)
def _map_at(indicator: str, level: str, period: date, contract: str, show_demo: bool, release: str) -> MapView:
    around, known = surroundings(release, contract), catalogue(release)
    asked = [code for one in MAP_LEVELS[level] for code in around.get(one, ()) if _same_map(contract, code, release)]
    rows = database.ask("map_readings", indicator=indicator, period=period, territories=asked, show_demo=show_demo)
    found = {r.territory: Reading(r.territory, r.value, r.status, r.reason or "", r.origin) for r in rows}
    # A whole without a figure would cover its parts that have one; a part without one lies in its whole.
    covered = {above for code in found for above in known.territories[code].parents}
    covered |= {code for code in asked if known.territories[code].level == "neighbourhood_part"}
    absent = {code: no_reading(code) for code in asked if code not in covered}
    readings = tuple(sorted((absent | found).values(), key=lambda reading: reading.territory))
    return MapView(known.indicators[indicator], level, period, readings)


def _mapped(indicator: str, selection: Selection) -> tuple[str, tuple[date, ...]]:
    """The level that is mapped, empty for none, and its periods in the selection's years."""
    dates = periods_around(selection.release, selection.contract, selection.show_demo)
    for level in MAP_LEVELS:
        known = dates.get((indicator, level), ())
        if found := tuple(one for one in known if selection.first_year <= one.year <= selection.last_year):
            return level, found
    return "", ()


def map_periods(indicator: str, selection: Selection) -> tuple[date, ...]:
    """The periods that an indicator's map can be drawn for, in the years of the selection."""
    return _mapped(indicator, selection)[1]


def map_view(indicator: str, year: int | None, selection: Selection) -> MapView | None:
    """The map of an indicator around the contract, at the last period of `year` or before it; None without any figure.

    Only in the years of the selection. Neighbourhoods are mapped when they have figures, else communes.
    """
    level, available = _mapped(indicator, selection)
    if not available:
        return None
    period = next((p for p in reversed(available) if year is None or p.year <= year), available[0])
    view = _map_at(indicator, level, period, selection.contract, selection.show_demo, selection.release)
    # Perimeters of another generation may be all that has figures.
    return view if view.given else None


@lru_cache(maxsize=512)
def map_classes(view: MapView) -> maps.Classes:
    """The classes of a map's colour scale."""
    values = [reading.value for reading in view.readings if reading.value is not None]
    return maps.classify(values, view.indicator.decimals)
