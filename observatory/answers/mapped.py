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
from observatory.series import Reading

MAP_LEVELS = {
    "neighbourhood": ("neighbourhood",),
    "neighbourhood_part": ("neighbourhood", "neighbourhood_part"),
    "commune": ("commune",),
}


@dataclass(frozen=True, slots=True, eq=False)
class MapView:
    """One indicator in every territory of a level, for one period; `periods` are those that could be chosen.

    Told apart by identity, so that what is drawn from it can be kept under it: the same question gets the same object.
    """

    indicator: Indicator
    level: str
    period: date
    periods: tuple[date, ...]
    readings: tuple[Reading, ...]


def _same_map(contract: str, territory: str, release: str) -> bool:
    """Whether a territory belongs on the map of a contract: perimeters of two generations would cover each other."""
    known = catalogue(release)
    own = {known.territories[code].generation for code in known.contracts[contract].territories}
    return not known.territories[territory].generation or known.territories[territory].generation in own


@lru_cache(maxsize=512)
def _map_view(indicator: str, year: int | None, contract: str, show_demo: bool, release: str) -> MapView | None:
    dates = periods_around(release, contract, show_demo)
    around = surroundings(release, contract)
    for level, shown in MAP_LEVELS.items():
        available = dates.get((indicator, level), ())
        places = [code for one in shown for code in around.get(one, ()) if _same_map(contract, code, release)]
        if not available or not places:
            continue
        period = next((p for p in reversed(available) if year is None or p.year <= year), available[0])
        rows = database.ask("map_readings", indicator=indicator, period=period, territories=places, show_demo=show_demo)
        if rows:
            readings = tuple(Reading(r.territory, r.value, r.status, r.reason or "", r.origin) for r in rows)
            return MapView(catalogue(release).indicators[indicator], level, period, available, readings)
    return None


def map_view(indicator: str, year: int | None, selection: Selection) -> MapView | None:
    """The map of an indicator around the contract, at the last period of `year` or before it; None without any figure.

    Neighbourhoods are mapped when they have figures, else communes.
    """
    return _map_view(indicator, year, selection.contract, selection.show_demo, selection.release)


@lru_cache(maxsize=512)
def _map_classes(indicator: str, year: int, contract: str, show_demo: bool, release: str) -> maps.Classes:
    view = _map_view(indicator, year, contract, show_demo, release)
    values = [r.value for r in view.readings if r.value is not None] if view else []
    return maps.classify(values, catalogue(release).indicators[indicator].decimals)


def map_classes(indicator: str, period: date, selection: Selection) -> maps.Classes:
    """The classes of a map's colour scale."""
    return _map_classes(indicator, period.year, selection.contract, selection.show_demo, selection.release)
