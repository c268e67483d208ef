"""Saves the sequences of slides: two files of the contract written whole, then a new state of the database.

Whoever saves a sequence that another person changed meanwhile is told, and nothing is written.
"""

import csv
import io
import os
import re
import time
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from observatory import config, formats, ledger, publish
from observatory.errors import DashboardError
from observatory.slides import LONGEST_MESSAGE, SavedSequence

SEQUENCE_COLUMNS = (
    "sequence",
    "contract",
    "name",
    "as_of",
    "territories",
    "reference",
    "saved_at",
    "saved_by",
    "origin",
)
SLIDE_COLUMNS = ("sequence", "position", "slide", "message", "note")
LONGEST_NAME, LONGEST_NOTE, MOST_SLIDES = 80, 2000, 80

_Row = dict[str, str]


def code(sequence: SavedSequence) -> str:
    """The code under which a sequence is kept: contract, day, name; another name or day is another sequence."""
    plain = unicodedata.normalize("NFKD", sequence.name).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "comite"
    return f"{sequence.contract}-{sequence.as_of.isoformat()}-{name}"[:80].rstrip("-")


def save(sequence: SavedSequence, seen_at: datetime | None) -> SavedSequence:
    """Save a sequence under its name and day; returns it as kept, the writer's own even where it takes an example's place.

    seen_at: `saved_at` of the version that the writer started from, None for a new sequence. Raises DashboardError, with
    nothing changed, when a text is too long, when somebody else saved meanwhile, or when the database cannot be built.
    """
    _check(sequence)
    now = datetime.now(UTC).replace(tzinfo=None)
    kept = replace(sequence, sequence=code(sequence), saved_at=now, origin="local")
    folder = config.settings().data / "contract"
    with publish._sole_writer(config.settings().database):
        before = _Files(folder)
        _refuse_if_changed(before.sequences, kept, seen_at)
        sequences = [row for row in before.sequences if row["sequence"] != kept.sequence]
        slides = [row for row in before.slides if row["sequence"] != kept.sequence]
        sequences.append(_sequence_row(kept))
        slides += [
            {"sequence": kept.sequence, "position": str(n), "slide": s.slide, "message": s.message, "note": s.note}
            for n, s in enumerate(kept.slides, 1)
        ]
        before.write(sequences, slides)
    _publish(before)
    return kept


def delete(sequence: SavedSequence) -> None:
    """Take a saved sequence away. Raises DashboardError when somebody else changed it meanwhile."""
    folder = config.settings().data / "contract"
    with publish._sole_writer(config.settings().database):
        before = _Files(folder)
        _refuse_if_changed(before.sequences, sequence, sequence.saved_at)
        before.write(
            [row for row in before.sequences if row["sequence"] != sequence.sequence],
            [row for row in before.slides if row["sequence"] != sequence.sequence],
        )
    _publish(before)


class _Files:
    """The two files as they were, so that they can be put back."""

    def __init__(self, folder: Path) -> None:
        self.paths = (folder / "committees.csv", folder / "committee_slides.csv")
        self.contents = tuple(path.read_bytes() if path.exists() else b"" for path in self.paths)
        self.sequences, self.slides = (_rows(content) for content in self.contents)
        for row in self.sequences:
            # A file written before there was a column of origins holds the users' own sequences.
            row["origin"] = row.get("origin") or "local"
        self.written: tuple[bytes, bytes] = (b"", b"")

    def write(self, sequences: Sequence[_Row], slides: Sequence[_Row]) -> None:
        self.written = (_bytes(SEQUENCE_COLUMNS, sequences), _bytes(SLIDE_COLUMNS, slides))
        # Slides first: rows of a sequence that is not listed yet are seen by nobody.
        for path, content in zip(reversed(self.paths), reversed(self.written), strict=True):
            _replace(path, content)

    def put_back(self) -> None:
        for path, content, ours in zip(self.paths, self.contents, self.written, strict=True):
            if path.read_bytes() == ours:
                _replace(path, content)


def _rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def _bytes(columns: Sequence[str], rows: Sequence[_Row]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, delimiter=";", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def _replace(path: Path, content: bytes) -> None:
    fresh = path.with_suffix(f".{os.getpid()}.new")
    try:
        with fresh.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def _sequence_row(sequence: SavedSequence) -> _Row:
    return {
        "sequence": sequence.sequence,
        "contract": sequence.contract,
        "name": sequence.name,
        "as_of": sequence.as_of.isoformat(),
        "territories": " ".join(sequence.territories),
        "reference": sequence.reference,
        "saved_at": sequence.saved_at.isoformat() if sequence.saved_at else "",
        "saved_by": sequence.saved_by,
        "origin": sequence.origin,
    }


def _refuse_if_changed(known: Sequence[_Row], wanted: SavedSequence, seen_at: datetime | None) -> None:
    found = next((row for row in known if row["sequence"] == wanted.sequence), None)
    stored = datetime.fromisoformat(found["saved_at"]) if found and found["saved_at"] else None
    is_unseen = found is not None and found["origin"] == "demo" and config.settings().hide_demo
    if seen_at is None and (found is None or is_unseen):
        return
    if found is None:
        raise DashboardError(
            "Cette séquence n’existe plus",
            f"Quelqu’un a supprimé « {wanted.name} » entre-temps : enregistrez la vôtre sous un autre nom.",
        )
    if seen_at is None:
        raise DashboardError(
            "Ce nom est déjà pris à cette date",
            f"« {found['name']} » existe déjà : choisissez cette séquence pour la changer, ou donnez un autre nom à la vôtre.",
        )
    if stored != seen_at:
        who = f" par {found['saved_by']}" if found["saved_by"] else ""
        raise DashboardError(
            "Quelqu’un a enregistré cette séquence entre-temps",
            f"« {wanted.name} » a été enregistrée{who}. Rien n’a été écrasé : enregistrez la vôtre sous un autre "
            "nom, ou rechargez la page pour repartir de la dernière version.",
        )


def _check(sequence: SavedSequence) -> None:
    def refuse(why: str) -> None:
        raise DashboardError("La séquence n’est pas enregistrée", why)

    if not sequence.name.strip():
        refuse("Donnez-lui un nom, par exemple « Copil du 12 juin ».")
    if len(sequence.name) > LONGEST_NAME or len(sequence.saved_by) > LONGEST_NAME:
        refuse(f"Le nom ne doit pas dépasser {LONGEST_NAME} caractères.")
    first = _first_publication()
    if sequence.as_of < first:
        refuse(
            f"Aucun chiffre n’était publié au {formats.day(sequence.as_of, 'fr')} : "
            f"choisissez un jour à partir du {formats.day(first, 'fr')}."
        )
    if not 1 <= len(sequence.slides) <= MOST_SLIDES:
        refuse(f"Une séquence compte de 1 à {MOST_SLIDES} diapositives ; celle-ci en a {len(sequence.slides)}.")
    for rank, slide in enumerate(sequence.slides, 1):
        if len(slide.message) > LONGEST_MESSAGE:
            refuse(
                f"Le message de la diapositive {rank} a {len(slide.message)} caractères : "
                f"{LONGEST_MESSAGE} au plus, pour être lu du fond de la salle."
            )
        if len(slide.note) > LONGEST_NOTE:
            refuse(f"La note de la diapositive {rank} dépasse {LONGEST_NOTE} caractères.")
    texts = [sequence.name, sequence.saved_by, *(t for s in sequence.slides for t in (s.message, s.note))]
    for one in texts:
        # The files are opened with a spreadsheet, which would run such a text.
        if one.startswith(("=", "@", "+", "\t")):
            refuse(f"Un texte ne peut pas commencer par « {one[0]} » : {one[:40]}")


def _first_publication() -> date:
    """Day of the first publication, before which nothing was known."""
    data = config.settings().data
    known = [first.published_at for first in ledger.first_releases(data)]
    known += [entry.published_at for entry in ledger.entries(data)]
    return min((moment.date() for moment in known), default=date.min)


def _publish(before: _Files) -> None:
    until = time.monotonic() + publish.PATIENCE
    while True:
        try:
            publish.build()
            return
        except DashboardError:
            if not publish.is_stale():
                return
            if time.monotonic() > until or not _is_busy():
                before.put_back()
                raise
        time.sleep(0.2)


def _is_busy() -> bool:
    try:
        with publish._sole_writer(config.settings().database):
            return False
    except DashboardError:
        return True
