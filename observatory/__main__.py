"""Command line: `python -m observatory build|check|publish|withdraw|history|export|passages|publishers`. Works while the dashboard runs.

Exit codes: 0 done, 1 refused with a sentence on standard error, 2 wrong call; `check` gives 1 for files that cannot be
published.
"""

import argparse
import getpass
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from observatory import access, formats, publication, publish, twins
from observatory.errors import DashboardError
from observatory.publication.generations import passage_table
from observatory.sources.tables import read_bytes
from observatory.texts import LANGUAGES, text

SHOWN_ROWS = 20


def _resume(language: str) -> None:
    """Say what became of publications that a stop interrupted."""
    for sentence in twins.in_language(publication.resume(), language):
        print(sentence)


def _build(if_needed: bool) -> None:
    if if_needed and not publish.is_stale():
        return
    started = time.perf_counter()
    path = publish.build()
    print(f"{path.name} : {path.stat().st_size / 1e6:.1f} Mo, {time.perf_counter() - started:.1f} s")


def _given(paths: Sequence[str]) -> list[publication.Given]:
    return [publication.Given(Path(path).name, read_bytes(Path(path))) for path in paths]


def _say(preview: publication.Preview, language: str) -> None:
    for file in preview.files:
        for sentence in twins.in_language(file.told, language):
            print(sentence)
    for problem in preview.problems:
        print(f"  {text(f'publish.severity.{problem.severity}', language)} · {problem.sentence(language)}")
    for sentence in publication.summary(preview, language):
        print(sentence)
    for name, table in publication.tables(preview, language).items():
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
        raise DashboardError(
            "Rien n’est écrit", f"{path} ne peut pas être écrit : {error.strerror or error}."
        ) from error


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
    given = Path(options.populations) if options.populations else None
    content = passage_table((given.name, read_bytes(given)) if given else None)
    _write(options.output, content)
    return 0


def _publishers(options: argparse.Namespace) -> int:
    if options.action == "add":
        access.add(options.name, _phrase())
    elif options.action == "remove":
        access.remove(options.name)
    for name in access.names():
        print(name)
    return 0


def _phrase() -> str:
    """The pass phrase, typed without being shown, or the first line of what is piped in."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    phrase = getpass.getpass("Phrase secrète : ")
    if phrase != getpass.getpass("La même, encore une fois : "):
        raise DashboardError("Phrase refusée", "Les deux phrases ne sont pas les mêmes : recommencez.")
    return phrase


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m observatory", description="Cap Quartiers")
    parser.add_argument(
        "--lang", choices=LANGUAGES, default="fr", help="language of what is said about files; French by default"
    )
    commands = parser.add_subparsers(dest="command", required=True)
    build = commands.add_parser("build", help="build data/observatory.duckdb from data/")
    build.add_argument("--if-needed", action="store_true", help="only when it is missing or older than its sources")
    check = commands.add_parser(
        "check",
        help="say what publishing files would do, and publish nothing; a database older than the tables is built again first",
    )
    check.add_argument("files", nargs="+", metavar="FILE")
    check.add_argument("--report", metavar="FILE", help="write the whole report as CSV")
    given = commands.add_parser("publish", help="publish files as one release")
    given.add_argument("files", nargs="+", metavar="FILE")
    withdraw = commands.add_parser("withdraw", help="take a release back")
    withdraw.add_argument("release", type=int, metavar="N")
    for command in (given, withdraw):
        command.add_argument("--note", default="", help="why; needed when there are warnings")
        command.add_argument("--author", default=_user(), help="who publishes; the user of the machine by default")
    past = commands.add_parser("history", help="list every release, who and why")
    past.add_argument("--details", type=int, metavar="N", help="what release N changed, as CSV or by source")
    export = commands.add_parser("export", help="the figures in force as a tidy CSV file")
    export.add_argument("--outlines", action="store_true", help="the outlines in force as GeoJSON instead")
    export.add_argument("--output", metavar="FILE", help="where to write it; standard output by default")
    shared = commands.add_parser(
        "passages",
        help="how the published perimeters of two generations overlap, as rows for data/territories/passages.csv",
    )
    shared.add_argument(
        "--populations", metavar="FILE", help="inhabitants by piece, to weigh by people rather than ground"
    )
    shared.add_argument("--output", metavar="FILE", help="where to write it; standard output by default")
    publishers = commands.add_parser(
        "publishers", help="name those who may write from the pages (CAP_QUARTIERS_PUBLISHERS)"
    )
    actions = publishers.add_subparsers(dest="action", required=True)
    for action, told in (("add", "name a person, or change the phrase of one"), ("remove", "take the right away")):
        actions.add_parser(action, help=told).add_argument("name", metavar="NAME")
    actions.add_parser("list", help="list them")
    return parser


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""


def main(arguments: list[str] | None = None) -> int:
    """Run a command; returns the exit code (0 done, 1 refused with a sentence on standard error)."""
    options = _parser().parse_args(arguments)
    try:
        if options.command in {"build", "publish", "withdraw", "history"}:
            _resume(options.lang)
        if options.command == "build":
            _build(options.if_needed)
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
