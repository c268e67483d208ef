"""Command line: `python -m observatory build|check|publish|withdraw|history|export|passages|publishers`. Works while the dashboard runs.

It speaks French, or English with `--lang en`. Exit codes: 0 done, 1 refused with a sentence on standard error, 2 wrong call;
`check` gives 1 for files that cannot be published.
"""

import argparse
import errno
import getpass
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from observatory import access, formats, publication, publish, twins
from observatory.errors import DashboardError
from observatory.publication.generations import passage_table
from observatory.sources.tables import read_bytes
from observatory.texts import FOLDER, LANGUAGES, text

SHOWN_ROWS = 20
_REASONS = {
    errno.ENOENT: "ce fichier ou ce dossier n’existe pas",
    errno.EISDIR: "c’est un dossier",
    errno.ENOTDIR: "un nom du chemin n’est pas celui d’un dossier",
    errno.EACCES: "vous n’en avez pas le droit",
    errno.EPERM: "vous n’en avez pas le droit",
    errno.ENOSPC: "le disque est plein",
    errno.EROFS: "ce disque est en lecture seule",
}


def _resume(language: str) -> None:
    """Say what became of publications that a stop interrupted."""
    for sentence in twins.in_language(publication.resume(), language):
        print(sentence)


def _build(if_needed: bool, language: str) -> None:
    if if_needed and not publish.is_stale():
        return
    started = time.perf_counter()
    path = publish.build()
    size = formats.number(path.stat().st_size / 1e6, 1, language)
    seconds = formats.number(time.perf_counter() - started, 1, language)
    print(text("command.built", language, name=path.name, size=size, seconds=seconds))


def _given(paths: Sequence[str]) -> list[publication.Given]:
    return [publication.Given(Path(path).name, _read(path)) for path in paths]


def _read(path: str) -> bytes:
    """The content of a file. Raises DashboardError when it cannot be read or is too large."""
    try:
        # The system says in English what is wrong with a path.
        with Path(path).open("rb"):
            return read_bytes(Path(path))
    except OSError as error:
        raise DashboardError(
            "Fichier illisible", f"{Path(path).name} n’a pas pu être lu : {_reason(error)}."
        ) from error


def _reason(error: OSError) -> str:
    name = errno.errorcode.get(error.errno or 0, type(error).__name__)
    return _REASONS.get(error.errno or 0, f"le système le refuse ({name})")


def _say(preview: publication.Preview, language: str) -> None:
    for file in preview.files:
        for sentence in twins.in_language(file.told, language):
            print(sentence)
    for problem in preview.problems:
        print(f"  {text(f'publish.severity.{problem.severity}', language)} · {problem.sentence(language)}")
    for sentence in publication.summary(preview, language):
        print(sentence)
    told = text("publish.table.problems", language)
    for name, table in publication.tables(preview, language).items():
        if name == told:
            # Each problem is a sentence above.
            continue
        print(f"\n{name} ({len(table)})")
        print(table.head(SHOWN_ROWS).to_string(index=False))
    for sentence in publication.warnings(preview, language):
        print(text("publish.command.warning", language, sentence=sentence))


def _write(path: str | None, content: bytes) -> None:
    """Write a file, or to standard output when none is named. Raises DashboardError when it cannot be written."""
    if not path:
        sys.stdout.buffer.write(content)
        return
    try:
        Path(path).write_bytes(content)
    except OSError as error:
        raise DashboardError("Rien n’est écrit", f"{path} ne peut pas être écrit : {_reason(error)}.") from error


def _check(options: argparse.Namespace) -> int:
    preview = publication.check(_given(options.files))
    _say(preview, options.lang)
    if options.report:
        _write(options.report, publication.to_csv(preview, options.lang))
    print(text(f"publish.command.{'blocked' if preview.blocked else 'free'}", options.lang))
    return int(preview.blocked)


def _publish(options: argparse.Namespace) -> int:
    preview = publication.check(_given(options.files))
    _say(preview, options.lang)
    return _commit(preview, options)


def _withdraw(options: argparse.Namespace) -> int:
    preview = publication.check_withdrawal(options.release)
    _say(preview, options.lang)
    return _commit(preview, options)


def _commit(preview: publication.Preview, options: argparse.Namespace) -> int:
    before = len(publication.interruptions())
    entry = publication.commit(preview, options.author, options.note)
    for sentence in twins.in_language((one.said for one in publication.interruptions()[before:]), options.lang):
        print(sentence)
    print(text("publish.command.done", options.lang, number=entry.release))
    return 0


def _history(options: argparse.Namespace) -> int:
    language = options.lang
    past = publication.history()
    if options.details is not None:
        return _details(past, options.details, language)
    for one in past:
        moment = f"{formats.day(one.published_at.date(), language)}, {one.published_at:%H:%M} UTC"
        head = text("publish.history.line", language, number=one.release, day=moment, author=one.author)
        marks = [
            text(f"publish.history.{name}", language, number=number)
            for name, number in (("withdrawn", one.withdrawn_by), ("withdraws", one.withdraws))
            if number is not None
        ]
        note = one.note_fr if language == "fr" else one.note_en or one.note_fr
        print(" · ".join(part for part in (head, *marks, note) if part))
        for file in one.kept:
            print("    " + text("publish.history.kept", language, name=file.name, size=file.size, sha=file.sha256))
        for name in one.lost:
            print(f"    {name}")
        if changed := publication.changed(one, language):
            print(f"    {' '.join(changed)}")
    for stop in publication.interruptions():
        (said,) = twins.in_language([stop.said], language)
        print(text("publish.history.stopped", language, day=formats.day(stop.day, language), said=said))
    return 0


def _details(past: Sequence[publication.Release], number: int, language: str) -> int:
    one = next((one for one in past if one.release == number), None)
    if one is None:
        raise DashboardError(
            "Publication inconnue", f"Il n’y a pas de publication n° {number} ; l’historique donne les numéros."
        )
    report = publication.details(one)
    if report is not None:
        print(report.decode("utf-8-sig"), end="")
        return 0
    if one.entry is not None:
        print(text("publish.history.not_kept", language))
    for sentence in publication.by_source(publication.difference(one), language):
        print(sentence)
    return 0


def _export(options: argparse.Namespace) -> int:
    content = publication.export_outlines() if options.outlines else publication.export()
    _write(options.output, content)
    return 0


def _passages(options: argparse.Namespace) -> int:
    given = options.populations
    content = passage_table((Path(given).name, _read(given)) if given else None)
    _write(options.output, content)
    return 0


def _publishers(options: argparse.Namespace) -> int:
    if options.action == "add":
        access.add(options.name, _phrase(options.lang))
    elif options.action == "remove":
        access.remove(options.name)
    for name in access.names():
        print(name)
    return 0


def _phrase(language: str) -> str:
    """The pass phrase, typed without being shown, or the first line of what is piped in."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    phrase = getpass.getpass(text("command.phrase", language))
    if phrase != getpass.getpass(text("command.phrase_again", language)):
        raise DashboardError("Phrase refusée", "Les deux phrases ne sont pas les mêmes : recommencez.")
    return phrase


def _language(arguments: Sequence[str] | None) -> str:
    """The language asked for, French when it is none of ours: it must be known before a mistake in the rest is said."""
    asked = argparse.ArgumentParser(add_help=False)
    asked.add_argument("--lang", nargs="?")
    wanted = asked.parse_known_args(arguments)[0].lang
    return wanted if wanted in LANGUAGES else LANGUAGES[0]


def _words(language: str) -> NullTranslations:
    """The words of argparse itself, which are English."""
    if language == "en":
        return NullTranslations()
    packed = BytesIO()
    with (FOLDER / "argparse.po").open("rb") as file:
        write_mo(packed, read_po(file, locale=language))
    packed.seek(0)
    return GNUTranslations(packed)


@contextmanager
def _speaking(language: str) -> Iterator[None]:
    """Have argparse speak a language: it has no setting for it, but looks its words up by two names whenever it says them."""
    names, words = vars(argparse), _words(language)
    before = {name: names[name] for name in ("_", "ngettext")}
    names.update({"_": words.gettext, "ngettext": words.ngettext})
    try:
        yield
    finally:
        names.update(before)


def _parser(language: str) -> argparse.ArgumentParser:
    def said(name: str) -> str:
        return text(f"command.{name}", language)

    file = said("file")
    parser = argparse.ArgumentParser(
        prog="python -m observatory", description=said("description"), epilog=said("exit_codes")
    )
    parser.add_argument("--lang", choices=LANGUAGES, default=LANGUAGES[0], help=said("lang"))
    commands = parser.add_subparsers(dest="command", required=True, title=said("commands"), metavar=said("command"))

    def command(name: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=said(name), description=said(name), epilog=said("exit_codes"))

    command("build").add_argument("--if-needed", action="store_true", help=said("if_needed"))
    check = command("check")
    check.add_argument("files", nargs="+", metavar=file)
    check.add_argument("--report", metavar=file, help=said("report"))
    given = command("publish")
    given.add_argument("files", nargs="+", metavar=file)
    withdraw = command("withdraw")
    withdraw.add_argument("release", type=int, metavar="N")
    for one in (given, withdraw):
        one.add_argument("--note", default="", help=said("note"))
        one.add_argument("--author", metavar=said("name"), default=_user(), help=said("author"))
    command("history").add_argument("--details", type=int, metavar="N", help=said("details"))
    export = command("export")
    export.add_argument("--outlines", action="store_true", help=said("outlines"))
    export.add_argument("--output", metavar=file, help=said("output"))
    shared = command("passages")
    shared.add_argument("--populations", metavar=file, help=said("populations"))
    shared.add_argument("--output", metavar=file, help=said("output"))
    actions = command("publishers").add_subparsers(
        dest="action", required=True, title=said("commands"), metavar=said("command")
    )
    for action in ("add", "remove"):
        actions.add_parser(action, help=said(action), description=said(action)).add_argument(
            "name", metavar=said("name")
        )
    actions.add_parser("list", help=said("list"), description=said("list"))
    return parser


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""


def main(arguments: list[str] | None = None) -> int:
    """Run a command; returns the exit code (0 done, 1 refused with a sentence on standard error)."""
    language = _language(arguments)
    with _speaking(language):
        options = _parser(language).parse_args(arguments)
    try:
        if options.command in {"build", "publish", "withdraw", "history"}:
            _resume(options.lang)
        if options.command == "build":
            _build(options.if_needed, options.lang)
            return 0
        if options.command == "history":
            return _history(options)
        commands = {
            "check": _check, "publish": _publish, "withdraw": _withdraw, "export": _export, "passages": _passages,
            "publishers": _publishers,
        }  # fmt: skip
        return commands[options.command](options)
    except DashboardError as error:
        title, message = twins.said(error, options.lang)
        print(f"{title}. {message}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        # Whoever reads the output has seen enough; the interpreter must not write to it again on its way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


if __name__ == "__main__":
    sys.exit(main())
