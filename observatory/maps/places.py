"""Where readings go on a map: outlines, points and the municipalities that they lie in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from observatory import geography
from observatory.catalogue import Territory
from observatory.geography import Outline
from observatory.maps.classes import Classes
from observatory.maps.readings import level_of
from observatory.series import Reading


@dataclass(frozen=True, slots=True)
class Place:
    """One reading with where it goes: its outlines, its point, its class (-1 when it has no value)."""

    reading: Reading
    name: str
    outlines: tuple[Outline, ...]
    point: tuple[float, float] | None
    population: int | None
    index: int


def places_of(
    readings: Sequence[Reading],
    outlines: Mapping[str, Outline],
    territories: Mapping[str, Territory],
    classes: Classes | None,
    language: str,
) -> list[Place]:
    """Each reading with its name and where it goes; classes: None when their classes do not matter."""
    drawings = geography.drawings(outlines, [r.territory for r in readings])
    places = []
    for reading in readings:
        code = reading.territory
        known = territories.get(code)
        drawn = drawings.get(code, ())
        point = None
        if known is not None and known.longitude is not None and known.latitude is not None:
            point = (known.longitude, known.latitude)
        elif drawn:
            point = drawn[0].label
        value = reading.shown
        index = -1 if value is None or classes is None else classes.index(value)
        places.append(
            Place(
                reading,
                known.name_in(language) if known else code,
                drawn,
                point,
                known.population if known else None,
                index,
            )
        )
    return places


def municipalities(outlines: Mapping[str, Outline], territories: Mapping[str, Territory]) -> list[Outline]:
    """The outlines of municipalities, the land that a map draws under everything else."""
    return [one for code, one in outlines.items() if level_of(territories, code) == "commune"]
