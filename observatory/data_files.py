"""Files of the data folder as they are written. One that cannot be read is named in a French sentence, with the line and what to do."""

import csv
import io
import json
import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from observatory import config
from observatory.errors import DashboardError

_TOML_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")


def name(path: Path) -> str:
    """What sentences call a file: its path below the data folder."""
    data = config.settings().data
    return path.relative_to(data).as_posix() if path.is_relative_to(data) else f"{path.parent.name}/{path.name}"


def refused(said: str) -> DashboardError:
    """The error that says this sentence of a file."""
    return DashboardError("Un fichier des données ne se lit pas", said)


def text(path: Path) -> str:
    """What a file says, without its byte-order mark. Raises DashboardError when it is missing or is not UTF-8."""
    return _decoded(path, _bytes(path, -1))


def header(path: Path) -> list[str]:
    """The cells of the first line of a CSV file, none of an empty one. Raises DashboardError as `records`."""
    first = _bytes(path, 1)
    return next(_records(path, _decoded(path, first)), (1, []))[1]


def records(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The line, from 1, on which each record of a CSV file begins, and its cells: header first, blank lines left out.

    Raises DashboardError as `text`, and when a quotation mark is out of place.
    """
    return _records(path, text(path))


def numbered_rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The line on which each row of a CSV file begins, and its cells by column.

    Raises DashboardError as `records`, and when a row has not as many cells as the header.
    """
    found = records(path)
    _, columns = next(found, (1, []))
    for line, cells in found:
        require_cells(path, line, cells, columns)
        yield line, dict(zip(columns, cells, strict=True))


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file by column. Raises DashboardError as `numbered_rows`."""
    return [row for _, row in numbered_rows(path)]


def require_cells(path: Path, line: int, cells: Sequence[str], columns: Sequence[str]) -> None:
    """Raise DashboardError when a record has not one cell a column."""
    wanted, there = len(columns), len(cells)
    if there < wanted:
        raise refused(
            f"Corrigez {name(path)}, ligne {line}, colonne « {columns[there]} » : elle manque, comme tout ce qui la suit ; "
            f"il faut {wanted} cellules, il y en a {there}."
        )
    if there > wanted:
        raise refused(
            f"Corrigez {name(path)}, ligne {line}, après la colonne « {columns[-1] if columns else ''} » : il faut {wanted} "
            f"cellules, il y en a {there} ; un texte qui contient un point-virgule se met entre guillemets."
        )


def read_json(path: Path) -> Any:
    """What a JSON file says. Raises DashboardError as `text`, and when it is cut or malformed."""
    said = text(path)
    try:
        return json.loads(said)
    except json.JSONDecodeError as error:
        raise refused(
            f"Corrigez {name(path)}, ligne {error.lineno}, signe {error.colno} : ce n’est plus du JSON à partir d’ici, "
            "le fichier est coupé ou mal formé."
        ) from error


def read_toml(path: Path) -> dict[str, Any]:
    """What a TOML file says. Raises DashboardError as `text`, and when it is cut or malformed."""
    said = text(path)
    try:
        return tomllib.loads(said)
    except tomllib.TOMLDecodeError as error:
        place = _TOML_PLACE.search(str(error))
        line, column = place.groups() if place else (said.count("\n") + 1, len(said) - said.rfind("\n"))
        raise refused(
            f"Corrigez {name(path)}, ligne {line}, signe {column} : ce n’est plus du TOML à partir d’ici ; une ligne "
            "s’y écrit « clé = valeur », et un texte s’y met entre guillemets."
        ) from error


def _bytes(path: Path, lines: int) -> bytes:
    """The first lines of a file, all of it for -1."""
    try:
        with path.open("rb") as file:
            return file.read() if lines < 0 else b"".join(file.readline() for _ in range(lines))
    except FileNotFoundError as error:
        raise refused(f"Remettez {name(path)} à sa place : ce fichier manque.") from error
    except OSError as error:
        raise refused(f"Rendez {name(path)} lisible : le système refuse de l’ouvrir.") from error


def _decoded(path: Path, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise refused(
            f"Enregistrez {name(path)} en UTF-8 : sa ligne {line} contient un caractère d’un autre encodage."
        ) from error


def _records(path: Path, said: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(said, newline=""), delimiter=";", strict=True)
    line = 1
    try:
        for cells in reader:
            if cells:
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise refused(
            f"Corrigez {name(path)}, ligne {line} : un guillemet n’y est pas refermé, ou n’est pas à sa place."
        ) from error
