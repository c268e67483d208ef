"""The ledger: one folder a release after those of releases.csv, written once and never changed.

`data/ledger/0004/` holds `release.json` (who, when, why, which files with their SHA-256, or which release is withdrawn),
`observations.csv` (the figures, as in data/observations), `outlines.geojson` (perimeters, as in data/territories), tables of
the contract (`targets.csv`, `actions.csv` …, as in data/contract, see `contract_tables`) and `files/` (what was given,
compressed). A folder is first
written under a name that begins with a dot, where no reader looks, and renamed once everything is on the disk.
"""

import gzip
import hashlib
import json
import os
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from observatory import data_files
from observatory.errors import DashboardError

FOLDER, ASIDE, STOPS = "ledger", "aside", "stops.jsonl"
REPORT, LONGEST_REPORT = "report.csv.gz", 32_000_000
"""What a release changed, row by row, as its author saw it; bytes kept of it at most, before compression."""
RECORD, KEPT = "release.json", "files"
OBSERVATIONS, OUTLINES = "observations.csv", "outlines.geojson"
OBSERVED = "observations"
"""Folder of data/ with the files of the releases older than the ledger."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file as it was given: name, SHA-256 in hexadecimal, size in bytes, and where the folder of the release keeps it."""

    name: str
    sha256: str
    size: int
    kept: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A release of the ledger. published_at: UTC. withdraws: number of the release taken back, or None.

    counts: what it changed when it was published (new, changed, identical, removed, statuses). warnings: what its author
    was warned of, in French. folder: where it is.
    """

    release: int
    published_at: datetime
    author: str
    note: str
    files: tuple[KeptFile, ...]
    withdraws: int | None
    counts: Mapping[str, int] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    folder: Path = Path()

    def table(self, name: str) -> Path | None:
        """A file of the release: OBSERVATIONS, OUTLINES or one of a contract table; None when it has none."""
        path = self.folder / name
        return path if path.is_file() else None

    def record(self) -> str:
        """The release as the JSON text of its folder."""
        content = {
            "release": self.release,
            "published_at": self.published_at.isoformat(),
            "author": self.author,
            "note": self.note,
            "files": [{"name": f.name, "sha256": f.sha256, "size": f.size, "kept": f.kept} for f in self.files],
            "withdraws": self.withdraws,
            "counts": dict(self.counts),
            "warnings": list(self.warnings),
        }
        return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


@dataclass(frozen=True, slots=True)
class First:
    """A release of data/releases.csv, older than the ledger."""

    release: int
    published_at: datetime
    author: str
    note_fr: str
    note_en: str
    files: tuple[str, ...]


def root(data: Path) -> Path:
    """The folder of the ledger; it may not exist yet."""
    return data / FOLDER


def entries(data: Path) -> tuple[Entry, ...]:
    """The releases of the ledger in order. Raises DashboardError naming the folder that is damaged."""
    folder = root(data)
    if not folder.is_dir():
        return ()
    named = (path for path in folder.iterdir() if re.fullmatch(r"\d{4,}", path.name))
    return tuple(read(path) for path in sorted(named, key=lambda path: int(path.name)))


def read(folder: Path) -> Entry:
    """The release in `folder`. Raises DashboardError when its record is damaged."""
    try:
        content = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        entry = Entry(
            release=int(content["release"]),
            published_at=datetime.fromisoformat(content["published_at"]),
            author=str(content["author"]),
            note=str(content["note"]),
            files=tuple(KeptFile(f["name"], f["sha256"], int(f["size"]), f["kept"]) for f in content["files"]),
            withdraws=None if content["withdraws"] is None else int(content["withdraws"]),
            counts={str(name): int(number) for name, number in content.get("counts", {}).items()},
            warnings=tuple(str(sentence) for sentence in content.get("warnings", ())),
            folder=folder,
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DashboardError(
            "Le registre des publications est abîmé",
            f"{FOLDER}/{folder.name}/{RECORD} ne se lit pas : remettez ce dossier tel que votre sauvegarde le garde.",
        ) from error
    if folder.name.isdecimal() and entry.release != int(folder.name):
        raise DashboardError(
            "Le registre des publications est abîmé",
            f"Le dossier {FOLDER}/{folder.name} contient la publication n° {entry.release} : rendez-lui son nom.",
        )
    return entry


def first_releases(data: Path) -> tuple[First, ...]:
    """The releases of data/releases.csv in order. Raises DashboardError naming the line that cannot be read."""
    return tuple(_first(line, row) for line, row in data_files.numbered_rows(data / "releases.csv"))


def _first(line: int, row: Mapping[str, str]) -> First:
    try:
        return First(
            int(row["release"]),
            datetime.fromisoformat(row["published_at"]),
            row["author"],
            row["note_fr"],
            row["note_en"],
            tuple(row["files"].split()),
        )
    except (ValueError, KeyError) as error:
        raise data_files.refused(
            f"Corrigez releases.csv, ligne {line} : il faut un numéro dans la colonne « release », et une date comme "
            "2027-12-31T09:00:00 dans la colonne « published_at »."
        ) from error


def first_files(data: Path, first: First) -> tuple[KeptFile, ...]:
    """The files of a release older than the ledger, as they stand in data/observations; one that is not there is left out."""
    found = []
    for name in first.files:
        path = data / OBSERVED / Path(name).name
        if path.is_file():
            state = path.stat()
            found.append(
                KeptFile(
                    name, _digest(path, state.st_mtime_ns, state.st_size), state.st_size, f"{OBSERVED}/{path.name}"
                )
            )
    return tuple(found)


@lru_cache(maxsize=256)
def _digest(path: Path, changed_at: int, size: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def kept_file(position: int, name: str, content: bytes) -> KeptFile:
    """How a file given at that position (from 1) is kept: a name that no file system refuses, compressed."""
    safe = re.sub(r"[^A-Za-z0-9._-]+", "_", Path(name).name).strip("._")[-80:] or "fichier"
    return KeptFile(name, hashlib.sha256(content).hexdigest(), len(content), f"{KEPT}/{position:02d}-{safe}.gz")


def standing(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The entries that no other one takes back, withdrawals left out."""
    taken = {entry.withdraws for entry in entries}
    return tuple(entry for entry in entries if entry.withdraws is None and entry.release not in taken)


def write(
    data: Path, entry: Entry, tables: Mapping[str, bytes], contents: Sequence[bytes], report: bytes = b""
) -> Entry:
    """Write a release under a name where nobody looks, wholly on the disk; returns it with its folder.

    tables: by their name. contents: of entry.files, in order. report: what it changes, as CSV, kept up to LONGEST_REPORT.
    """
    folder = root(data) / f".{entry.release:04d}.{os.getpid()}.new"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / KEPT).mkdir(parents=True)
    for kept, content in zip(entry.files, contents, strict=True):
        _put(folder / kept.kept, gzip.compress(content, compresslevel=6, mtime=0))
    for name, table in tables.items():
        _put(folder / name, table)
    if report:
        _put(folder / REPORT, gzip.compress(_bounded(report), compresslevel=6, mtime=0))
    _put(folder / RECORD, entry.record().encode("utf-8"))
    for path in (folder / KEPT, folder, folder.parent):
        _settle(path)
    return read(folder)


def _bounded(report: bytes) -> bytes:
    if len(report) <= LONGEST_REPORT:
        return report
    return report[: report.rfind(b"\n", 0, LONGEST_REPORT) + 1] + "Rapport coupé ici : il était trop long.\n".encode()


def report(entry: Entry) -> bytes | None:
    """What the release changed, as CSV; None when it was not kept. Raises DashboardError when the copy is damaged."""
    path = entry.folder / REPORT
    if not path.is_file():
        return None
    try:
        return gzip.decompress(path.read_bytes())
    except (OSError, EOFError) as error:
        raise DashboardError(
            "Le fichier n’a pas été retrouvé",
            f"La copie de {REPORT} de la publication n° {entry.release} ne se lit pas.",
        ) from error


@dataclass(frozen=True, slots=True)
class Stop:
    """A publication that a stop interrupted: on which day, and what became of it, a French sentence."""

    day: date
    said: str


def note_stop(data: Path, stop: Stop) -> None:
    """Add to what is told of interrupted publications; the caller is the sole writer."""
    with (root(data) / STOPS).open("a", encoding="utf-8") as file:
        file.write(json.dumps({"day": stop.day.isoformat(), "said": stop.said}, ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())


def stops(data: Path) -> tuple[Stop, ...]:
    """Publications that a stop interrupted, the first first; a line that a stop cut short is left out."""
    found = []
    try:
        lines = (root(data) / STOPS).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ()
    for line in lines:
        try:
            told = json.loads(line)
            found.append(Stop(date.fromisoformat(told["day"]), str(told["said"])))
        except (ValueError, KeyError, TypeError):
            continue
    return tuple(found)


def admit(entry: Entry) -> Path:
    """Give a written release its name, in one step, for good; returns its folder. The number must be free."""
    final = entry.folder.parent / f"{entry.release:04d}"
    entry.folder.rename(final)
    _settle(final.parent)
    return final


def unfinished(data: Path) -> tuple[Path, ...]:
    """Folders of releases that were never admitted."""
    folder = root(data)
    if not folder.is_dir():
        return ()
    return tuple(sorted(path for path in folder.iterdir() if path.name.startswith(".") and path.name.endswith(".new")))


def set_aside(folder: Path) -> Path:
    """Move a release where it counts no more, nothing of it lost; returns its new place."""
    aside = folder.parent / ASIDE
    aside.mkdir(exist_ok=True)
    name = folder.name.strip(".").removesuffix(".new")
    place = aside / name
    number = 1
    while place.exists():
        number += 1
        place = aside / f"{name}-{number}"
    folder.rename(place)
    _settle(folder.parent)
    return place


def content(entry: Entry, kept: KeptFile) -> bytes:
    """A file as it was given. Raises DashboardError when the copy is missing or is no longer what it was."""
    try:
        given = gzip.decompress((entry.folder / kept.kept).read_bytes())
    except (OSError, EOFError) as error:
        raise DashboardError("Le fichier n’a pas été retrouvé", f"La copie de {kept.name} ne se lit pas.") from error
    if hashlib.sha256(given).hexdigest() != kept.sha256:
        raise DashboardError(
            "Le fichier a été modifié", f"La copie de {kept.name} n’a plus l’empreinte SHA-256 du registre."
        )
    return given


def _put(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _settle(folder: Path) -> None:
    """Have the names in a folder on the disk too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
