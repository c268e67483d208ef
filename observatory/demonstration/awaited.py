"""Invented series of indicators whose official producer's file is not at hand yet: known whole, one figure a year.

Where the official count of job seekers exists it is what their rate is made of, so that the two never contradict each other.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from random import Random

from observatory.demonstration.folder import COMMUNE, OTHER_NEIGHBOURHOODS, SEED, WHOLE, Folder, lines, period_of
from observatory.demonstration.series import COMMUNES, YEARS, Figure, hidden, share_figure

SERIES = """
# indicator places 2013 2023 people covid scatter and options.
# places: neighbourhoods (with the commune as reference) or communes.
# people: denominator for one inhabitant, or - for a score without any.
# covid: what is left in 2020; scatter: of a figure around its way, relative.
# apart: how far places other than the contract of Chennevières lie from its level, relative.
# reference: from the neighbourhoods' level to the commune's; counts: official indicator above the line.
EMP-01 neighbourhoods 13.6 11.9 .625 1.09 .02 apart=.08 reference=.72 counts=DE-A
EMP-08 neighbourhoods 24.2 20.8 .125 1 .012 apart=.08 reference=.68
EMP-13 communes 44 52.5 .042 .98 .012 apart=.1
EMP-21 neighbourhoods 31 42 1 1.01 .012 apart=.12 reference=1.85
HAB-06 neighbourhoods 9.2 6.6 .36 1 .025 apart=.08 reference=.45
EDU-07 communes 82 86.5 .0115 1.055 .012 apart=.025
SAN-01 communes 3.1 2.5 - 1 .012 apart=.1
"""
SCALES = {"percent": 100, "per_100": 100, "per_1000": 1000}
YEARLY_GROWTH = 0.004


@dataclass(frozen=True)
class Recipe:
    """How one series behaves: its levels in 2013 and 2023 in the indicator's unit, and how far figures lie from the way."""

    indicator: str
    places: str
    first_level: float
    last_level: float
    people: float | None
    covid: float
    scatter: float
    options: dict[str, str]


def awaited_indicators() -> frozenset[str]:
    """Codes of the indicators of SERIES."""
    return frozenset(recipe.indicator for recipe in _recipes())


def awaited_figures(folder: Folder) -> list[Figure]:
    """All series of SERIES for the neighbourhoods and the communes where each may exist, secrecy applied."""
    figures: list[Figure] = []
    for recipe in _recipes():
        places = COMMUNES if recipe.places == "communes" else (WHOLE, *OTHER_NEIGHBOURHOODS, COMMUNE)
        for place in places:
            figures += _series(recipe, place, folder)
    return [hidden(figure, folder.indicators[figure.indicator]) for figure in figures]


def _series(recipe: Recipe, place: str, folder: Folder) -> list[Figure]:
    rng = Random(f"{SEED}:{recipe.indicator}:{place}")
    level = 1.0 if place in (WHOLE, COMMUNE) else math.exp(rng.gauss(0, float(recipe.options["apart"])))
    if place == COMMUNE:
        level = float(recipe.options.get("reference", 1))
    growth = 0.0 if place == WHOLE else rng.uniform(-YEARLY_GROWTH, YEARLY_GROWTH)
    counted = _counted(recipe.options.get("counts", ""), place, folder)
    figures: list[Figure] = []
    for year in YEARS:
        done = (year - YEARS[0]) / (YEARS[-1] - YEARS[0])
        way = recipe.first_level + (recipe.last_level - recipe.first_level) * done
        covid = {2020: recipe.covid, 2021: (2 + recipe.covid) / 3}.get(year, 1.0)
        value = way * level * covid * math.exp(rng.gauss(0, recipe.scatter))
        if recipe.people is None:
            decimals = int(folder.indicators[recipe.indicator]["decimals"])
            figures.append(Figure(recipe.indicator, place, year, round(value, decimals)))
            continue
        scale = SCALES[folder.indicators[recipe.indicator]["unit"]]
        below = round(folder.populations[place] * recipe.people * (1 + growth * (year - 2018)))
        above = round(_between(counted, year, value / way / level) if counted else below * value / scale)
        figures.append(share_figure(recipe.indicator, place, year, above, below, scale))
    return figures


def _counted(indicator: str, place: str, folder: Folder) -> dict[int, float]:
    """Official counts of `indicator` in `place` by year; nothing where there is none."""
    found = {
        year: folder.official.get((indicator, place, period_of(folder, indicator, year))) for year in YEARS if indicator
    }
    return {year: count for year, count in found.items() if count is not None}


def _between(counted: dict[int, float], year: int, noise: float) -> float:
    """The official count of `year`; between two of them their mean by distance, beyond the last ones about the same."""
    if year in counted:
        return counted[year]
    if not min(counted) < year < max(counted):
        return counted[min(counted, key=lambda known: abs(known - year))] * noise
    before = max(known for known in counted if known < year)
    after = min(known for known in counted if known > year)
    done = (year - before) / (after - before)
    return counted[before] + (counted[after] - counted[before]) * done


def _recipes() -> Iterable[Recipe]:
    for line in lines(SERIES):
        indicator, places, first, last, people, covid, scatter, *options = line.split()
        named = {key: value for key, _, value in (option.partition("=") for option in options)}
        ratio = None if people == "-" else float(people)
        yield Recipe(indicator, places, float(first), float(last), ratio, float(covid), float(scatter), named)
