"""A preview becomes a release of the ledger, whole or not at all; what a stop left behind is finished or set aside."""

import logging
import shutil
from contextlib import ExitStack
from datetime import UTC, datetime

from observatory import config, ledger, publish
from observatory.errors import DashboardError
from observatory.publication.comparison import shown_releases
from observatory.publication.preview import Preview, base_of, published_at, taken_back
from observatory.publication.report import to_csv, warnings

LONGEST_NOTE, LONGEST_AUTHOR = 2000, 80

_log = logging.getLogger(__name__)


def commit(preview: Preview, author: str, note: str) -> ledger.Entry:
    """Publish what a preview shows; returns the release, which readers see at their next question.

    Raises DashboardError, with nothing changed, when it is blocked, when the author or a due note is missing, when
    somebody else published since the preview, or when the checks refuse it.
    """
    _refuse_incomplete(preview, author.strip(), note.strip())
    settings = config.settings()
    with publish._sole_writer(settings.database):
        for sentence in _tidy_up(settings):
            _log.warning(sentence)
        if base_of(settings) != preview.base:
            raise DashboardError(
                "Les chiffres ont changé depuis la vérification",
                "Quelqu’un d’autre a publié entre-temps. Rien n’a été écrasé : vérifiez de nouveau, regardez ce qui a changé, "
                "puis publiez.",
            )
        if preview.withdraws is not None:
            taken_back(settings, preview.withdraws)
        files = tuple(ledger.kept_file(n, one.name, one.content) for n, one in enumerate(preview.given, 1))
        entry = ledger.Entry(
            release=preview.base.last + 1,
            published_at=published_at(settings),
            author=author.strip(),
            note=note.strip(),
            files=files,
            withdraws=preview.withdraws,
            counts=preview.counts,
            warnings=warnings(preview, "fr"),
        )
        staged = ledger.write(
            settings.data, entry, preview.tables, [one.content for one in preview.given], to_csv(preview, "fr")
        )
        try:
            publish.rebuild(settings, staged)
        finally:
            # Refused before it was admitted: what was given is still with its author.
            shutil.rmtree(staged.folder, ignore_errors=True)
    return ledger.read(ledger.root(settings.data) / f"{entry.release:04d}")


def resume() -> tuple[str, ...]:
    """Finish or set aside what a stop interrupted, and bring the database up to date where it lags behind.

    Returns a French sentence for each publication concerned, none when all was in order. Does nothing while somebody
    publishes. Raises DashboardError when the data folder itself is refused.
    """
    settings = config.settings()
    if not ledger.root(settings.data).is_dir():
        return ()
    if not ledger.unfinished(settings.data) and not _behind(settings):
        return ()
    with ExitStack() as alone:
        try:
            alone.enter_context(publish._sole_writer(settings.database))
        except DashboardError:
            # What looks unfinished is being written by somebody else.
            return ()
        publish.forget_interrupted(settings.database)
        said = [*_tidy_up(settings)]
        behind = _behind(settings)
        if behind:
            try:
                publish.rebuild(settings)
                finished = [f"{_named(entry)} n’était pas achevée : elle a été menée à son terme." for entry in behind]
            except DashboardError as error:
                finished = _give_up(behind, error, settings)
            for entry, sentence in zip(behind, finished, strict=True):
                ledger.note_stop(settings.data, ledger.Stop(entry.published_at.date(), sentence))
            said += finished
    for sentence in said:
        _log.warning(sentence)
    return tuple(said)


def _refuse_incomplete(preview: Preview, author: str, note: str) -> None:
    title = "Rien n’a été publié"
    if preview.blocked:
        first = preview.errors[0].sentence() if preview.errors else ""
        raise DashboardError(title, f"Corrigez d’abord ce qui bloque. {first}".strip())
    if not author:
        raise DashboardError(title, "Dites qui publie.")
    if preview.needs_note and not note:
        if preview.withdraws is not None:
            raise DashboardError(title, "Une note est nécessaire : dites pourquoi retirer cette publication.")
        raise DashboardError(title, "Une note est nécessaire : dites pourquoi publier malgré les avertissements.")
    if len(author) > LONGEST_AUTHOR or len(note) > LONGEST_NOTE:
        raise DashboardError(title, f"Le nom a {LONGEST_AUTHOR} caractères au plus, la note {LONGEST_NOTE}.")
    for text in (author, note):
        # The history is opened with a spreadsheet, which would run such a text.
        if text.startswith(("=", "@", "+", "\t")):
            raise DashboardError(title, f"Un texte ne peut pas commencer par « {text[0]} ».")


def _tidy_up(settings: config.Settings) -> list[str]:
    """Set aside releases that were never admitted; the caller is the sole writer, so nobody is writing them."""
    said = []
    for folder in ledger.unfinished(settings.data):
        number = folder.name.strip(".").split(".")[0].lstrip("0")
        day = datetime.fromtimestamp(folder.stat().st_mtime, UTC).date()
        place = ledger.set_aside(folder)
        said.append(
            f"La publication n° {number} était inachevée : elle a été mise de côté, rien n’a changé. "
            f"Ses fichiers sont dans {ledger.FOLDER}/{ledger.ASIDE}/{place.name}."
        )
        ledger.note_stop(settings.data, ledger.Stop(day, said[-1]))
    return said


def _behind(settings: config.Settings) -> list[ledger.Entry]:
    """Releases of the ledger that the database does not show yet."""
    shown = shown_releases(settings, settings.database)
    return [entry for entry in ledger.entries(settings.data) if entry.release not in shown] if shown else []


def _give_up(behind: list[ledger.Entry], error: DashboardError, settings: config.Settings) -> list[str]:
    """Set aside releases that the checks refuse, unless the data folder is refused without them too."""
    places = [ledger.set_aside(entry.folder) for entry in behind]
    try:
        publish.rebuild(settings)
    except DashboardError:
        for entry, place in zip(behind, places, strict=True):
            place.rename(entry.folder)
        raise
    return [
        f"{_named(entry)} n’était pas achevée et n’a pas pu l’être ({error.message.rstrip('.')}) : elle a été mise de "
        f"côté, dans {ledger.FOLDER}/{ledger.ASIDE}/{place.name}."
        for entry, place in zip(behind, places, strict=True)
    ]


def _named(entry: ledger.Entry) -> str:
    return f"La publication n° {entry.release} de {entry.author}"
