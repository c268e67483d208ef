"""Keeps what people say: judgements of objectives and decisions of committees, each file written whole, then a new state
of the database. A refusal leaves file and database as they were; what a person adds can be taken back.
"""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import TypeAlias

from observatory import config, publish
from observatory.answers.judgements import LEVELS
from observatory.committee_store import _bytes, _replace, _rows
from observatory.errors import DashboardError

JUDGEMENTS = (
    "judgements.csv",
    ("contract", "objective", "territory", "level", "judged_on", "author", "comment_fr", "origin"),
)
DECISIONS = (
    "decisions.csv",
    ("contract", "decision", "decided_on", "committee", "text_fr", "owner", "due_on", "state", "closed_on", "origin"),
)
LONGEST_TEXT, LONGEST_NAME = 1000, 80
PATIENCE = 10.0
"""Seconds to wait for a publication under way."""

Row: TypeAlias = dict[str, str]


def judge(
    contract: str, objective: str, territory: str, level: str, judged_on: date, author: str, comment: str
) -> None:
    """Add a judgement. Raises DashboardError, with nothing changed, when it is incomplete, when that person's day is taken
    by another judgement of the same objective and neighbourhood, or when the database cannot be built.
    """
    title = "L’avis n’est pas enregistré"
    if level not in LEVELS:
        raise DashboardError(title, "Choisissez un niveau : sécurisé, atteignable, appuis nécessaires ou compromis.")
    _require(title, "Signez votre avis : nom et fonction.", author)
    _require(title, "Dites pourquoi en une phrase : un avis sans raison ne se discute pas.", comment)
    _check(title, {"signature": (author, LONGEST_NAME), "commentaire": (comment, LONGEST_TEXT)})
    row = {
        "contract": contract, "objective": objective, "territory": territory, "level": level,
        "judged_on": judged_on.isoformat(), "author": author.strip(), "comment_fr": _line(comment), "origin": "local",
    }  # fmt: skip
    same = ("contract", "objective", "territory", "judged_on")

    def added(rows: list[Row]) -> list[Row]:
        taken = next((r for r in rows if all(r[k] == row[k] for k in same)), None)
        if taken is not None:
            raise DashboardError(
                "Un avis existe déjà ce jour-là",
                f"{taken['author']} a déjà donné un avis sur cet objectif à cette date : retirez-le ou changez la date.",
            )
        return [*rows, row]

    _change(JUDGEMENTS, added)


def take_back(contract: str, objective: str, territory: str, judged_on: date) -> None:
    """Take a judgement back; the one before it speaks again. Raises DashboardError when it is no longer there."""
    wanted = (contract, objective, territory, judged_on.isoformat())

    def without(rows: list[Row]) -> list[Row]:
        kept = [r for r in rows if (r["contract"], r["objective"], r["territory"], r["judged_on"]) != wanted]
        if len(kept) == len(rows):
            raise DashboardError("Cet avis n’existe plus", "Quelqu’un l’a retiré entre-temps : rechargez la page.")
        return kept

    _change(JUDGEMENTS, without)


def decide(contract: str, decided_on: date, committee: str, said: str, owner: str, due_on: date) -> str:
    """Add an open decision; returns its code. Raises DashboardError, with nothing changed, as `judge`."""
    title = "La décision n’est pas enregistrée"
    _require(title, "Écrivez ce qui est décidé.", said)
    _require(title, "Dites qui s’en charge.", owner)
    if due_on < decided_on:
        raise DashboardError(title, "L’échéance précède le jour du comité.")
    texts = {
        "décision": (said, LONGEST_TEXT),
        "responsable": (owner, LONGEST_NAME),
        "comité": (committee, LONGEST_NAME),
    }
    _check(title, texts)
    code = ""

    def added(rows: list[Row]) -> list[Row]:
        nonlocal code
        prefix = f"D-{decided_on.year}-"
        taken = [r["decision"].removeprefix(prefix) for r in rows if r["contract"] == contract]
        code = f"{prefix}{max((int(n) for n in taken if re.fullmatch(r'[0-9]{1,6}', n)), default=0) + 1:02d}"
        row = {
            "contract": contract, "decision": code, "decided_on": decided_on.isoformat(), "committee": committee.strip(),
            "text_fr": _line(said), "owner": owner.strip(), "due_on": due_on.isoformat(), "state": "open", "closed_on": "",
            "origin": "local",
        }  # fmt: skip
        return [*rows, row]

    _change(DECISIONS, added)
    return code


def follow(contract: str, decision: str, state: str, closed_on: date | None) -> None:
    """Set the state of a decision: done or dropped on a day, or open again. Raises DashboardError when it is not there."""
    if state not in {"open", "done", "dropped"} or (closed_on is None) != (state == "open"):
        raise DashboardError("La décision n’est pas enregistrée", "Donnez son état, et le jour où elle a été close.")

    def followed(rows: list[Row]) -> list[Row]:
        found = [r for r in rows if (r["contract"], r["decision"]) == (contract, decision)]
        if not found:
            raise DashboardError("Cette décision n’existe plus", "Rechargez la page pour voir les décisions à jour.")
        closed = closed_on.isoformat() if closed_on else ""
        return [{**r, "state": state, "closed_on": closed} if r in found else r for r in rows]

    _change(DECISIONS, followed)


def _line(said: str) -> str:
    return " ".join(said.split())


def _require(title: str, why: str, said: str) -> None:
    if not said.strip():
        raise DashboardError(title, why)


def _check(title: str, texts: dict[str, tuple[str, int]]) -> None:
    for name, (said, longest) in texts.items():
        if len(said) > longest:
            raise DashboardError(title, f"Le texte « {name} » a {len(said)} caractères : {longest} au plus.")
        # The files are opened with a spreadsheet, which would run such a text.
        if said.strip().startswith(("=", "@", "+", "-")):
            raise DashboardError(title, f"Le texte « {name} » ne peut pas commencer par « {said.strip()[0]} ».")


@contextmanager
def _turn() -> Iterator[None]:
    """Be the sole writer, after waiting a little for a publication under way."""
    until = time.monotonic() + PATIENCE
    database = config.settings().database
    while True:
        turn = publish._sole_writer(database)
        try:
            turn.__enter__()
            break
        except DashboardError:
            if time.monotonic() > until:
                raise
        time.sleep(0.1)
    try:
        yield
    finally:
        turn.__exit__(None, None, None)


def _change(kind: tuple[str, tuple[str, ...]], changed: Callable[[list[Row]], list[Row]]) -> None:
    name, columns = kind
    settings = config.settings()
    path = settings.data / "contract" / name
    with _turn():
        before = path.read_bytes()
        _replace(path, _bytes(columns, changed(_rows(before))))
        try:
            publish.rebuild(settings)
        except BaseException:
            _replace(path, before)
            raise
