"""The passages between generations of perimeters, worked out from published outlines, to be looked through and kept."""

import csv
import io

import pandas as pd

from observatory import database, passages
from observatory.errors import DashboardError

MEASURED = frozenset({"official", "generalised"})
"""Precisions of an outline that ground may be measured on."""
_COLUMNS = ("from_territory", "to_territory", "population")
_NOTES = {
    "area": ("Part de la surface, d’après les contours publiés", "Share of the ground, from the published outlines"),
    "population": ("Part des habitants de chaque morceau", "Share of the inhabitants of each piece"),
}


def passage_table(populations: tuple[str, bytes] | None = None) -> bytes:
    """The rows of data/territories/passages.csv between the generations of neighbourhoods that have published outlines.

    populations: name and content of a CSV file of inhabitants by piece: from_territory, to_territory and population; either
    code is empty for what no perimeter of its generation holds. Raises DashboardError when that file cannot be read, when no
    two generations have published outlines, and as `passages.between`.
    """
    places = {row.territory: row for row in database.ask("territories")}
    outlines = pd.DataFrame(
        [
            (row.territory, places[row.territory].generation, row.geometry)
            for row in database.ask("outlines")
            if row.precision in MEASURED
            and places[row.territory].level == "neighbourhood"
            and places[row.territory].generation
        ],
        columns=["territory", "generation", "geometry"],
    )
    if outlines["generation"].nunique() < 2:
        raise DashboardError(
            "Une seule génération de périmètres",
            "Publiez d’abord les périmètres officiels des quartiers de deux générations : « publish FICHIER ».",
        )
    found = passages.of_outlines(outlines, _inhabitants(*populations) if populations else None)
    french, english = (found["weight_kind"].map(lambda kind, n=n: _NOTES[kind][n]) for n in (0, 1))
    table = found.assign(carries="true", note_fr=french, note_en=english)
    return table.to_csv(index=False, sep=";", decimal=",", lineterminator="\n").encode("utf-8-sig")


def _inhabitants(name: str, content: bytes) -> dict[tuple[str, str], float]:
    try:
        reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";")
        rows = list(reader)
    except (UnicodeDecodeError, csv.Error) as error:
        raise _unreadable(name, "ce n’est pas un CSV en UTF-8 séparé par des points-virgules") from error
    if missing := [column for column in _COLUMNS if column not in (reader.fieldnames or ())]:
        raise _unreadable(name, f"il manque la colonne {', '.join(missing)}")
    found: dict[tuple[str, str], float] = {}
    for line, row in enumerate(rows, 2):
        said = (row["population"] or "").replace("\u202f", "").replace("\u00a0", "").replace(" ", "").replace(",", ".")
        try:
            number = float(said)
        except ValueError:
            number = -1.0
        if not 0 <= number < float("inf"):
            raise _unreadable(name, f"ligne {line}, « {row['population']} » n’est pas un nombre d’habitants")
        key = (row["from_territory"] or "").strip(), (row["to_territory"] or "").strip()
        found[key] = found.get(key, 0.0) + number
    return found


def _unreadable(name: str, why: str) -> DashboardError:
    return DashboardError("Populations illisibles", f"Corrigez {name} : {why}.")
