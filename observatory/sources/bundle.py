"""A folder of official files as `data/observations`: every file read, one figure kept where several files give it."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from observatory.errors import DashboardError
from observatory.sources.cells import written
from observatory.sources.declaration import Declaration
from observatory.sources.observations import Observation, SchoolRow, table_to_csv, to_csv
from observatory.sources.problems import count
from observatory.sources.reading import Reading, read
from observatory.sources.schools import school_name, sector
from observatory.sources.tables import SUFFIXES
from observatory.texts import text

SHOWN_KEYS = 3


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two files that do not agree on a figure; the first one is kept."""

    kept: Observation
    other: Observation

    def sentence(self) -> str:
        """The disagreement as one French sentence."""
        kept, other = self.kept, self.other
        return (
            f"{kept.indicator}, {kept.territory}, {kept.period:%d/%m/%Y} : "
            f"{_said(kept)} ({kept.file}) est gardé, {_said(other)} ({other.file}) est écarté."
        )


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a folder gave.

    repeated: figures given by more than one file. refused: name of each file that cannot be read, and a French sentence.
    left: name of each file that is no source on purpose, and why.
    """

    readings: tuple[Reading, ...]
    observations: tuple[Observation, ...]
    conflicts: tuple[Conflict, ...]
    repeated: int
    schools: tuple[SchoolRow, ...]
    refused: tuple[tuple[str, str], ...]
    left: tuple[tuple[str, str], ...]

    def report(self) -> str:
        """Everything that was read, set aside or found wrong, in French, one line a finding."""
        lines: list[str] = []
        for reading in self.readings:
            lines.append(reading.summary())
            lines.extend(
                f"  {text(f'publish.severity.{problem.severity}', 'fr')} · {problem.sentence()}"
                for problem in reading.problems
            )
            if reading.unread_columns:
                note = text("publish.severity.note", "fr")
                lines.append(f"  {note} · {count(len(reading.unread_columns), 'colonne')} hors du catalogue.")
        lines.extend(f"{name} : non lu, {why}." for name, why in self.left)
        lines.extend(f"{name} : refusé. {why}" for name, why in self.refused)
        lines.append(
            f"{count(len(self.observations), 'chiffre')} ; {count(self.repeated, 'doublon')} d'un fichier à l'autre, "
            f"dont {count(len(self.conflicts), 'désaccord')}."
        )
        lines.extend(f"  {conflict.sentence()}" for conflict in self.conflicts)
        return "\n".join(lines)


def gather(folder: Path, declaration: Declaration, known: frozenset[str] = frozenset()) -> Bundle:
    """Read every file under `folder`, in the order of their names. Raises DashboardError when the folder has none."""
    files = sorted((path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES), key=lambda path: path.name)
    if not files:
        raise DashboardError(
            "Aucun fichier", f"Le dossier {folder.name} ne contient aucun fichier CSV, XLSX, XLS, ODS ou ZIP."
        )
    readings: list[Reading] = []
    refused: list[tuple[str, str]] = []
    left: list[tuple[str, str]] = []
    for path in files:
        why = next((reason for pattern, reason in declaration.not_read if pattern.search(path.name)), None)
        if why is not None:
            left.append((path.name, why))
            continue
        try:
            readings.extend(read(path, declaration, declaration.scope, known))
        except DashboardError as error:
            refused.append((path.name, error.message))
    kept, conflicts, repeated = settle(readings)
    schools = {
        school.territory: school
        for reading in readings
        for school in reading.schools
        if school.territory in declaration.scope
    }
    return Bundle(
        tuple(readings),
        kept,
        conflicts,
        repeated,
        tuple(schools[key] for key in sorted(schools)),
        tuple(refused),
        tuple(left),
    )


def settle(readings: Iterable[Reading]) -> tuple[tuple[Observation, ...], tuple[Conflict, ...], int]:
    """One figure for each key, the disagreements, and how many figures were given more than once.

    A published figure goes before a missing one, then the layout's priority decides, then the later file.
    """
    given: dict[tuple[str, str, object], list[tuple[tuple[bool, int, int, str], Observation]]] = {}
    for reading in readings:
        for figure in reading.observations:
            rank = (figure.value is None, reading.layout.priority, -(reading.year or 0), reading.file)
            given.setdefault(figure.key, []).append((rank, figure))
    kept: list[Observation] = []
    conflicts: list[Conflict] = []
    for ranked in given.values():
        ranked.sort(key=lambda entry: entry[0])
        first = ranked[0][1]
        kept.append(first)
        conflicts.extend(Conflict(first, other) for _, other in ranked[1:] if other.value != first.value)
    repeated = sum(len(ranked) - 1 for ranked in given.values())
    return (
        tuple(sorted(kept, key=lambda figure: figure.key)),
        tuple(sorted(conflicts, key=lambda conflict: (conflict.kept.key, conflict.other.file))),
        repeated,
    )


def write(bundle: Bundle, data: Path) -> tuple[Path, ...]:
    """Write `observations/<source>.csv` and `territories/schools.csv` under `data`; the files written, in order."""
    contents: dict[Path, bytes] = {}
    for source in sorted({figure.source for figure in bundle.observations}):
        contents[data / "observations" / f"{source}.csv"] = to_csv(
            figure for figure in bundle.observations if figure.source == source
        )
    if bundle.schools:
        contents[data / "territories" / "schools.csv"] = table_to_csv(
            ("territory", "level", "name", "commune", "sector", "kind"),
            (
                (row.territory, "school", school_name(row.name), row.commune, sector(row.sector), row.kind)
                for row in bundle.schools
            ),
        )
    for path, content in contents.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_bytes(content)
        part.replace(path)
    return tuple(contents)


@dataclass(frozen=True, slots=True)
class Loss:
    """Figures of `data/observations` that a bundle would replace and does not give: the file they came from, their keys in order."""

    file: str
    keys: tuple[tuple[str, str, str], ...]

    def sentence(self, accept: str) -> str:
        """The loss as one French sentence; accept: the option that accepts it."""
        examples = ", ".join(
            f"{indicator} de {territory} au {period}" for indicator, territory, period in self.keys[:SHOWN_KEYS]
        )
        number = count(len(self.keys), "chiffre")
        return (
            f"{self.file} : {number} de data/observations ne s’y {'trouve' if len(self.keys) < 2 else 'trouvent'} plus "
            f"(ainsi {examples}) ; remettez le fichier entier dans le dossier, ou relancez avec {accept} si c’est voulu."
        )


def losses(bundle: Bundle, data: Path) -> tuple[Loss, ...]:
    """What writing the bundle under `data` would take away, one entry a file that the figures to be replaced came from."""
    given = {(one.indicator, one.territory, one.period.isoformat()) for one in bundle.observations}
    lost: dict[str, list[tuple[str, str, str]]] = {}
    for source in {one.source for one in bundle.observations}:
        path = data / "observations" / f"{source}.csv"
        for row in _rows(path):
            key = (row["indicator"], row["territory"], row["period"])
            if key not in given:
                lost.setdefault(row["file"] or path.name, []).append(key)
    return tuple(Loss(file, tuple(sorted(keys))) for file, keys in sorted(lost.items()))


def known_territories(data: Path) -> frozenset[str]:
    """Codes of `territories/territories.csv` under `data`; none when the file is not there yet."""
    return frozenset(row["territory"] for row in _rows(data / "territories" / "territories.csv"))


def _rows(path: Path) -> list[dict[str, str]]:
    """The rows of a table of the data folder; none when it is not there yet."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def _said(figure: Observation) -> str:
    return written(figure.value) if figure.value is not None else figure.status
