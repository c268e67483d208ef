"""What files give, held against the figures that readers see: fractions in place of percentages, baselines that no figure bears out.

What is said here is kept with the release: of the numbers that are given, none is told that secrecy may hide.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median

from observatory import formats
from observatory.contract_tables import Row
from observatory.publication.tidy import Figure
from observatory.publication.vocabulary import Figures, Values, Vocabulary
from observatory.sources import Problem
from observatory.sources.cells import parse

TIMES = 5
"""How many times larger than what is given the usual figure must be, for a fraction to be meant."""
MOST_DECIMALS = 4
TO_DO = "des pourcentages (multipliez par 100 et déposez le fichier à nouveau, ou dites dans la note que c’est juste)"


@dataclass(frozen=True, slots=True)
class Fractions:
    """The warning that an indicator's figures in a file may be fractions, and which they are."""

    problem: Problem
    indicator: str
    file: str


def fractions(figures: Sequence[Figure], known: Vocabulary) -> Iterator[Fractions]:
    """Of each file, the indicators in percent all of whose values lie between 0 and 1, unlike those that are published."""
    of_file: dict[tuple[str, str], list[Figure]] = {}
    for figure in figures:
        of_file.setdefault((figure.observation.file, figure.observation.indicator), []).append(figure)
    for (file, indicator), given in of_file.items():
        values = [float(one.observation.value) for one in given if one.observation.value is not None]
        if are_fractions(values, indicator, known):
            rows = sorted({one.observation.row for one in given if one.observation.row is not None})
            yield Fractions(Problem("warning", file, tuple(rows), "", TO_DO, _told(indicator)), indicator, file)


def are_fractions(values: Sequence[float], indicator: str, known: Vocabulary) -> bool:
    """Whether values of an indicator are between 0 and 1 though it is in percent and its published figures are far above."""
    measured = known.indicators.get(indicator)
    if measured is None or measured.unit != "percent" or not any(values):
        return False
    if not all(0 <= value <= 1 for value in values):
        return False
    published = known.published(indicator)
    usual = median(published.values()) if published else 0
    return usual > 1 and TIMES * median(filter(None, values)) <= usual


def is_fraction(value: Decimal | None, row: Row, known: Vocabulary) -> bool:
    """The same of the value of one target or milestone; row: its indicator and measure."""
    return row["measure"] == "level" and value is not None and are_fractions([float(value)], row["indicator"], known)


def lone_fraction(indicator: str) -> str:
    """What is said of a target or a milestone that may be a fraction."""
    return f"cette valeur de {indicator} est entre 0 et 1, alors que les chiffres publiés sont bien plus grands : une fraction au lieu d’un pourcentage ? 0,525 pour 52,5 %"


def _told(indicator: str) -> str:
    return (
        f"toutes les valeurs de {indicator} sont entre 0 et 1, alors que les chiffres publiés sont bien plus grands : "
        "des fractions au lieu de pourcentages ? 0,525 pour 52,5 %"
    )


def baseline(target: Row, stated: Sequence[str], given: Figures, known: Vocabulary) -> str:
    """How the baseline of a target differs from the published figure, in French; empty when it does not, or none is known.

    stated: the baseline as typed and as it will be; given: figures of the same files, which may set it right.
    """
    indicator, reference = target["indicator"], target["reference"]
    places = [target["territory"], *([reference] if target["measure"] == "gap" else [])]
    period = date.fromisoformat(target["baseline_period"])
    row = next(row for row in known.tables["indicators"] if row["indicator"] == indicator)
    decimals = int(row["decimals"] or 0)
    published = known.published(indicator)
    seen = _measured(published, places, period)
    if seen is None:
        return ""
    here = _measured({**published, **given.get(indicator, {})}, places, period)
    # Half of the last decimal that is shown; a gap may have been computed from two rounded figures.
    slack = (0.5 if len(places) == 1 else 1.0) * 10.0**-decimals + 1e-9
    for text in stated:
        cell = parse(text)
        if cell is None or cell.value is None:
            continue
        value = float(cell.value)
        if abs(value - seen) > slack and (here is None or abs(value - here) > slack):
            mine, theirs = _apart(value, seen, decimals)
            if len(places) == 1:
                return f"référence de {period.year} : {mine} dans la cible, {theirs} publié"
            return f"écart de référence de {period.year} : {mine} dans la cible, {theirs} d’après les chiffres publiés"
    return ""


def _measured(figures: Values, places: Sequence[str], period: date) -> float | None:
    """The figure of the first place, less that of the second if there are two; None when one is not known."""
    values = [figures.get((place, period)) for place in places]
    if any(value is None for value in values):
        return None
    first, *rest = [value for value in values if value is not None]
    return first - sum(rest)


def _apart(one: float, other: float, decimals: int) -> tuple[str, str]:
    """Two numbers with as many decimals as it takes to tell them apart."""
    while decimals < MOST_DECIMALS and round(one, decimals) == round(other, decimals):
        decimals += 1
    return formats.number(one, decimals, "fr"), formats.number(other, decimals, "fr")
