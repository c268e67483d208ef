"""A file that is not read at all, as a finding like the others: where, what was met, what is expected."""

import re
from collections.abc import Mapping

from observatory.errors import DashboardError
from observatory.sources import Problem
from observatory.sources.tables import SUFFIXES

EXPECTED: Mapping[str, str] = {
    "Archive illisible": "le fichier entier, téléchargé à nouveau",
    "Archive protégée": "une archive sans mot de passe",
    "Archive refusée": "les fichiers eux-mêmes, ou une seule archive autour d’eux",
    "Archive sans tableau": "au moins un fichier CSV, XLSX, XLS ou ODS",
    "Archive trop grande": "un extrait limité au département, ou ses fichiers un par un",
    "Classeur avec macros refusé": "un classeur enregistré au format « Classeur Excel (.xlsx) »",
    "Classeur illisible": "un classeur entier et sans mot de passe",
    "Classeur vide": "une feuille visible qui contienne un tableau",
    "Encodage inattendu": "un texte en UTF-8, ou son encodage déclaré dans data/sources.toml",
    "Fichier ambigu": "le nom que son producteur a donné au fichier",
    "Fichier d'un autre genre": "un tableau enregistré au format CSV, XLSX, XLS ou ODS",
    "Fichier de formes incomplet": "une archive avec les fichiers .shp, .shx, .dbf et .prj",
    "Fichier illisible": "le fichier entier, enregistré en UTF-8",
    "Fichier mal formé": "un guillemet fermant pour chaque guillemet ouvrant, et moins de 131 072 signes dans une case",
    "Fichier trop lourd à lire": "un fichier plus simple, ou un extrait limité au département",
    "Fichier trop volumineux": "un extrait limité au département",
    "Fichier vide": "un tableau de chiffres, un classeur ou des périmètres",
    "Format non reconnu": "un tableau de chiffres, le classeur du contrat ou un fichier décrit dans sources.toml",
    "Millésime ambigu": "des colonnes d’une seule année",
    "Millésime inconnu": "un nom de fichier qui dise son année, comme « …_2023 »",
    "Périmètres illisibles": "un GeoJSON, un fichier de formes ou un GeoPackage entier",
    "Séparateur inattendu": "des colonnes séparées par « ; », « , » ou une tabulation",
    "Tableau trop grand": "un extrait limité au département, ou le tableau en plusieurs fichiers",
    "Tableau trop large": "un tableau de moins de colonnes",
    "Trop de chiffres à la fois": "des fichiers publiés en plusieurs fois",
}
"""What is expected in place of a file that is refused, by the title of the refusal."""
_WHOLE = ("Fichier d'un autre genre", "Format non reconnu")
"""Refusals whose sentence says only what was met; that of others goes on with what to do."""
_ARCHIVES = ("Archive protégée", "Archive sans tableau", "Archive trop grande")
_INSIDE = rf"(?:/.*?(?:{'|'.join(map(re.escape, SUFFIXES))}))?(?:\[[^\]]*\])?"
_MET = re.compile(r"(?:«[^»]*»|[^«])*?(?=[ \u00a0][;:] |$)", re.DOTALL)


def refused(name: str, error: DashboardError) -> Problem:
    """The refusal of the file `name`: its sentence names the file, or a table in it, maybe a row, and what was met there."""
    message = error.message.rstrip(".")
    place = re.match(rf"(?P<file>{re.escape(name)}{_INSIDE})(?:, ligne (?P<row>\d+))?(?P<colon> :)? ", message, re.I)
    file, said = name, message
    rows: tuple[int, ...] = ()
    if place is not None:
        file, rows = place["file"], (int(place["row"]),) if place["row"] else ()
        said = message[place.end() :]
        if not place["colon"]:
            subject = "l’archive" if error.title in _ARCHIVES else "la feuille" if file.endswith("]") else "le fichier"
            said = f"{subject} {said}"
    met = _MET.match(said)
    found = said if met is None or error.title in _WHOLE else met.group()
    return Problem("error", file, rows, "", EXPECTED.get(error.title, ""), found)
