"""Perimeters among the files to publish: what a release keeps of them, and what is surprising in them."""

import json
from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from observatory import database, ledger
from observatory.formats import number
from observatory.publication.vocabulary import Vocabulary
from observatory.sources import Problem
from observatory.sources.perimeters import FEATURE, Perimeter, PerimeterReading, form, read_perimeters, to_geojson

LARGEST_GROWTH = 3.0
"""Times by which an area may grow or shrink, from one outline to the next, without asking for a note."""


def are(content: bytes) -> bool:
    """Whether a file is one of perimeters."""
    return bool(form(content))


def read(name: str, content: bytes, known: Vocabulary) -> PerimeterReading:
    """The perimeters of a file, matched with our territories. Raises DashboardError when it cannot be read at all."""
    codes = frozenset(code for code in known.territories if not code.startswith("UAI"))
    return read_perimeters(name, content, known.declaration, codes, known.points)


def twice(outlines: Sequence[Perimeter]) -> Iterator[Problem]:
    """A finding for each territory that two files outline."""
    first: dict[str, Perimeter] = {}
    for one in outlines:
        other = first.setdefault(one.territory, one)
        if other.file != one.file:
            found = f"{one.territory} est aussi dans {other.file}"
            yield Problem(
                "error", one.file, (one.feature,), "", "chaque périmètre dans un seul des fichiers", found, FEATURE
            )


def files(outlines: Sequence[Perimeter]) -> dict[str, bytes]:
    """The file of a release that carries them, by name; none without perimeters."""
    return {ledger.OUTLINES: to_geojson(outlines)} if outlines else {}


def territories(tables: Mapping[str, bytes]) -> tuple[str, ...]:
    """The territories that a release outlines."""
    return tuple(_features(tables))


def surprises(tables: Mapping[str, bytes], compared: pd.DataFrame) -> tuple[Problem, ...]:
    """A warning for each outline whose area is several times that of the one before."""
    features = _features(tables)
    found = []
    for row in compared[compared["verdict"] == "changed"].to_dict("records"):
        given = features.get(row["territory"])
        if given is None:
            continue
        before, after = float(row["old_hectares"]), float(row["new_hectares"])
        if after > before * LARGEST_GROWTH or before > after * LARGEST_GROWTH:
            told = f"{row['territory']} passe de {number(before, 1, 'fr')} à {number(after, 1, 'fr')} hectares"
            found.append(Problem("warning", given["file"], (int(given["feature"]),), "", "", told, FEATURE))
    return tuple(found)


def export() -> bytes:
    """The outlines in force as GeoJSON, a feature a line. Raises DashboardError when there is no database."""
    drawn = (
        Perimeter(row.territory, json.loads(row.geometry), row.precision, row.credit_fr or "", "", 0)
        for row in database.ask("outlines")
    )
    return to_geojson(drawn)


def _features(tables: Mapping[str, bytes]) -> dict[str, Mapping[str, str]]:
    if ledger.OUTLINES not in tables:
        return {}
    features = json.loads(tables[ledger.OUTLINES])["features"]
    return {feature["properties"]["territory"]: feature["properties"] for feature in features}
