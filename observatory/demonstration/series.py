"""The partners' invented series: how each indicator behaves, and its figures in every territory."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from random import Random

from observatory.demonstration.folder import (
    COMMUNE,
    OTHER_NEIGHBOURHOODS,
    PART,
    SEED,
    WHOLE,
    Folder,
    Row,
    lines,
)

YEARS = range(2013, 2024)
SURVEY_YEARS = (2014, 2016, 2018, 2021, 2023)
REFERENCE_POPULATION = {"neighbourhood": 11_914, "commune": 18_710}
PART_SHARE = 4_799 / 11_914
COMMUNES = (COMMUNE, "COM94002", "COM94004", "COM94011", "COM94028", "COM94044")

SERIES = """
# indicator form shape 2013 2023 size and options.
# form: rate (per 1,000 inhabitants), number (at the reference population), share, score.
# size: denominator of a share at the reference population, or the indicator that gives it.
# covid: what is left in 2020; first: first year; reference: the commune too, that many points away.
EMP-04 rate linear 28 37 - covid=.82 part
EMP-05 number early 2 4 - covid=1
EMP-06 share late 22 35 48 covid=1
EMP-07 share linear 22 27 260 covid=1 part
EMP-10 share plateau 31 36 140 covid=1
EMP-11 rate hump 900 1500 - covid=.7
EMP-12 share linear 42 55 16000 covid=1
EMP-15 rate linear 5.4 7.3 - covid=.9 part
EMP-16 share linear 52 59 95 covid=.86 commune
EMP-17 share late 24 39 110 covid=.8 part
EMP-18 share early 46 56 92 covid=.9 part reference=6
EMP-19 share linear 55 63 120 covid=.9 part
EMP-20 number linear 5 9 - covid=.7 commune
EMP-22 share linear 14 20 36 covid=1.1
EMP-24 share plateau 27 36 44 covid=.8 part reference=5
HAB-01 share late 9 74 1150 covid=1 monotone
HAB-03 share linear 15 41 95 covid=1
HAB-04 share early 40 80 15 covid=1 monotone
HAB-08 share early 32 63 64 covid=1 monotone
HAB-09 share hump 58 73 900 covid=.93 reference=9
HAB-10 score linear 5.1 6.3 140 covid=1
HAB-11 share linear 54 61 340 covid=1 survey reference=10
HAB-12 rate linear 6.8 9.6 - covid=.45 part
HAB-13 number linear 9 15 - covid=.4 part
HAB-14 share linear 16 22 210 covid=1 commune
HAB-16 rate linear 5 6.6 - covid=1.15
HAB-17 share plateau 55 61 46 covid=.95 commune
EDU-02 share linear 33 36 280 covid=1.04 commune first=2017
EDU-04 rate early 12 19 - covid=.5 part
EDU-05 rate plateau 9 12.6 - covid=.95 part
EDU-06 share linear 57 67 78 covid=.93 part
EDU-09 rate linear 20 31 - covid=.3 part
EDU-11 share linear 70 73 98 covid=1.03 reference=8
EDU-12 rate late 3.6 6.6 - covid=.85 part
EDU-13 share early 34 63 56 covid=.8
EDU-14 share linear 38 76 21 covid=.9
EDU-15 share linear 8.8 11.6 1900 covid=.92 reference=-2
PRE-01 rate linear 9.6 13.2 - covid=.6 part
PRE-03 number linear 58 97 - covid=1.08 commune
PRE-04 share linear 12 13.6 2300 covid=.7 commune
PRE-05 share linear 28 69 26 covid=1 monotone
PRE-08 rate early 29 42 - covid=.7 part
PRE-09 number linear 13 19 - covid=.5 commune
PRE-10 number linear 10 16 - covid=.45 commune
PRE-11 rate linear 15.5 19.5 - covid=.6 part
PRE-11F share late 35 45 PRE-11 covid=1 part
PRE-12 share linear 54 73 29 covid=1
PRE-13 share hump 39 32 340 covid=1 survey reference=-11
SAN-02 share linear 11 14.8 6500 covid=1.02 reference=-3.5
SAN-05 rate linear 21 31 - covid=.5 part
SAN-06 share linear 40 50 42 covid=.85 commune
SAN-07 share linear 33.5 38.5 2100 covid=.85 reference=6
SAN-08 share linear 27 21 190 covid=1.03 commune first=2014
SAN-09 rate linear 29 47 - covid=.62 part
SAN-10 rate linear 6 10 - covid=1.2 part
TRA-06 number linear 6 13 - covid=.8 part
"""


@dataclass(frozen=True)
class Recipe:
    """How one invented series behaves: first and last level, the way between, size and accidents."""

    indicator: str
    form: str
    shape: str
    first_level: float
    last_level: float
    size: str
    options: dict[str, str]


@dataclass(frozen=True)
class Figure:
    """One observation before it is written: its value, the two terms of a share, or why there is none."""

    indicator: str
    territory: str
    year: int
    value: float | None
    status: str = "published"
    reason: str = ""
    numerator: int | None = None
    denominator: int | None = None


def partner_figures(folder: Folder) -> list[Figure]:
    """All series of SERIES for the neighbourhoods, the part in Chennevières and the communes."""
    figures: list[Figure] = []
    for recipe in _recipes():
        options = recipe.options
        if "commune" in options:
            places: Sequence[str] = COMMUNES
        else:
            places = (WHOLE, *OTHER_NEIGHBOURHOODS, *((COMMUNE,) if "reference" in options else ()))
        for place in places:
            series = _series(recipe, place, folder, figures)
            figures += series
            if place == WHOLE and "part" in options:
                figures += _part(recipe, series, folder, figures)
    return [hidden(figure, folder.indicators[figure.indicator]) for figure in figures]


def _series(recipe: Recipe, place: str, folder: Folder, before: Iterable[Figure]) -> list[Figure]:
    rng = Random(f"{SEED}:{recipe.indicator}:{place}")
    options = recipe.options
    own = place in (WHOLE, COMMUNE)
    level_factor, gain = (1.0, 1.0) if own else (math.exp(rng.gauss(0, 0.1)), rng.gauss(0.9, 0.7))
    shift = float(options.get("reference", 0)) if place == COMMUNE else 0.0
    gain = gain * 0.7 if shift else gain
    level = "commune" if place.startswith("COM") and not shift else "neighbourhood"
    factor = 1.6 if shift else folder.populations[place] / REFERENCE_POPULATION[level]
    sizes = {f.year: f.value for f in before if f.indicator == recipe.size and f.territory == place}
    scale = _scale(recipe, folder)
    missing = rng.choice(YEARS[5:-1]) if rng.random() < 0.3 and "monotone" not in options else None
    figures: list[Figure] = []
    for year in YEARS:
        if year < int(options.get("first", YEARS[0])):
            continue
        if "survey" in options and year not in SURVEY_YEARS:
            if year == 2020:
                figures.append(_absent(recipe.indicator, place, year, "survey_postponed"))
            continue
        goal = recipe.first_level + (recipe.last_level - recipe.first_level) * gain * _way(recipe.shape, year)
        goal = goal * level_factor * _covid(recipe, year) + shift
        size = sizes.get(year)
        if (year == missing and "survey" not in options) or (size is None and recipe.size in folder.indicators):
            figures.append(_absent(recipe.indicator, place, year, "not_delivered"))
        elif recipe.form in ("rate", "number"):
            inhabitants = factor * REFERENCE_POPULATION["neighbourhood"] / 1000
            people = goal * (inhabitants if recipe.form == "rate" else factor**0.8)
            count = max(0, round(people * math.exp(rng.gauss(0, 0.035))))
            figures.append(Figure(recipe.indicator, place, year, float(count)))
        else:
            denominator = max(1, round(float(recipe.size) * factor**0.75 if size is None else size))
            if size is None and "monotone" not in options:
                denominator = max(1, round(denominator * rng.uniform(0.93, 1.07)))
            numerator = _drawn(rng, recipe, goal / scale, denominator)
            if "monotone" in options and figures:
                numerator = max(numerator, figures[-1].numerator or 0)
            figures.append(share_figure(recipe.indicator, place, year, numerator, denominator, scale))
    return figures


def _scale(recipe: Recipe, folder: Folder) -> int:
    """What a share is multiplied by in its unit; a score is a mean of marks out of ten, hence 1."""
    if recipe.form == "score":
        return 1
    return 1000 if folder.indicators[recipe.indicator]["unit"] == "per_mille" else 100


def _drawn(rng: Random, recipe: Recipe, share: float, denominator: int) -> int:
    """A numerator around `share` of `denominator`, about as scattered as so small a number would be."""
    score = recipe.form == "score"
    spread = 0.12 if score else 0.55 * math.sqrt(abs(share * (1 - share)) / denominator)
    return min(denominator * (10 if score else 1), max(0, round(denominator * (share + rng.gauss(0, spread)))))


def _part(recipe: Recipe, whole: list[Figure], folder: Folder, before: Iterable[Figure]) -> list[Figure]:
    """The part in Chennevières of a whole series: its share of the inhabitants, never above the whole."""
    rng = Random(f"{SEED}:{recipe.indicator}:{PART}")
    sizes = {f.year: f.value for f in before if f.indicator == recipe.size and f.territory == PART}
    scale = _scale(recipe, folder)
    figures: list[Figure] = []
    for figure in whole:
        share = PART_SHARE * math.exp(rng.gauss(0, 0.05))
        if figure.value is None:
            figures.append(replace(figure, territory=PART))
        elif figure.numerator is None or figure.denominator is None:
            figures.append(replace(figure, territory=PART, value=float(round(figure.value * share))))
        else:
            denominator = round(sizes.get(figure.year) or figure.denominator * share)
            rest = figure.denominator - denominator
            drawn = round(
                denominator * figure.numerator / figure.denominator + rng.gauss(0, 0.3) * math.sqrt(denominator)
            )
            numerator = min(denominator, figure.numerator, max(0, figure.numerator - rest, drawn))
            figures.append(share_figure(recipe.indicator, PART, figure.year, numerator, denominator, scale))
    return figures


def _way(shape: str, year: int) -> float:
    """How much of the way from the level of 2013 to that of 2023 is done in `year`."""
    t = (year - YEARS[0]) / (YEARS[-1] - YEARS[0])
    ways: dict[str, Callable[[float], float]] = {
        "linear": lambda t: t,
        "late": lambda t: t**1.8,
        "early": lambda t: t**0.6,
        "plateau": lambda t: min(1.0, 1.9 * t),
        "hump": lambda t: 2.2 * t if t <= 0.5 else 1.1 - 0.9 * (t - 0.5),
    }
    return ways[shape](t)


def _covid(recipe: Recipe, year: int) -> float:
    left = float(recipe.options["covid"])
    return {2020: left, 2021: (2 + left) / 3}.get(year, 1.0)


def share_figure(indicator: str, place: str, year: int, numerator: int, denominator: int, scale: int) -> Figure:
    """The figure scale * numerator / denominator; not available when there is nothing to divide by."""
    value = scale * numerator / denominator if denominator else None
    if value is None:
        return _absent(indicator, place, year, "not_delivered")
    return Figure(indicator, place, year, value, "published", "", numerator, denominator)


def _absent(indicator: str, place: str, year: int, reason: str) -> Figure:
    return Figure(indicator, place, year, None, "not_available", reason)


def hidden(figure: Figure, indicator: Row) -> Figure:
    """`figure` as the indicator's secrecy rule lets it out: a hidden figure loses every number."""
    rule, n = indicator["secrecy_rule"], figure.denominator
    status = ""
    if figure.value is None:
        return figure
    if rule in ("B", "E", "C"):
        cell = figure.value if n is None else figure.numerator or 0
        if 1 <= cell <= 4 or (n is not None and n < 20):
            status, reason = "secret", "small_number"
    elif rule == "A" and n is not None and (1 <= (figure.numerator or 0) <= 10 or n < 11):
        status, reason = "secret", "small_number"
    elif (rule == "N5" and (n or 0) < 5) or (rule == "N100" and (n or 0) < 100):
        status, reason = "not_significant", "few_respondents"
    if not status:
        return figure
    return replace(figure, value=None, status=status, reason=reason, numerator=None, denominator=None)


def _recipes() -> Iterable[Recipe]:
    for line in lines(SERIES):
        indicator, form, shape, first, last, size, *options = line.split()
        named = {key: value for key, _, value in (option.partition("=") for option in options)}
        yield Recipe(indicator, form, shape, float(first), float(last), size, named)
