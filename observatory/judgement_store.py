"""Keeps what people say: judgements of objectives, comments on figures, decisions of committees, texts of analysts. Each is a
release of the ledger, signed and dated; a refusal leaves everything as it was; what a person adds can be taken back, and
nothing is lost.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeAlias

from observatory import formats, publication
from observatory.answers.judgements import LEVELS
from observatory.contract_tables import Row
from observatory.errors import DashboardError

LONGEST_TEXT, LONGEST_NAME = 1000, 80
LONGEST_NOTE = 200
_Change: TypeAlias = Callable[[Sequence[Row]], Sequence[Row]]


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

    def refused(taken: Row) -> DashboardError:
        return DashboardError(
            "Un avis existe déjà ce jour-là",
            f"{taken['author']} a déjà donné un avis sur cet objectif à cette date : retirez-le ou changez la date.",
        )

    added = _with(row, ("contract", "objective", "territory", "judged_on"), refused)
    _state("judgements", author, f"Avis sur {objective} ({territory}) : {_line(comment)}", added)


def take_back(contract: str, objective: str, territory: str, judged_on: date, author: str) -> None:
    """Take a judgement back; the one before it speaks again. author: who takes it back.

    Raises DashboardError when it is no longer there, or when nobody signs.
    """
    _signed("L’avis n’est pas retiré", author)
    gone = DashboardError("Cet avis n’existe plus", "Quelqu’un l’a retiré entre-temps : rechargez la page.")
    wanted = {
        "contract": contract, "objective": objective, "territory": territory, "judged_on": judged_on.isoformat(),
    }  # fmt: skip
    when = formats.day(judged_on, "fr")
    _state("judgements", author, f"Retrait de l’avis du {when} sur {objective} ({territory})", _without(wanted, gone))


def comment(
    contract: str, indicator: str, territory: str, period: date | None, commented_on: date, author: str, said: str
) -> None:
    """Add a comment on an indicator in a territory, or on its figure of a period.

    Raises DashboardError, with nothing changed, when it is incomplete, or when that person commented the same that day.
    """
    title = "Le commentaire n’est pas enregistré"
    _require(title, "Signez votre commentaire : nom et fonction.", author)
    _require(title, "Écrivez ce que vous voulez dire.", said)
    _check(title, {"signature": (author, LONGEST_NAME), "commentaire": (said, LONGEST_TEXT)})
    row = {
        "contract": contract, "indicator": indicator, "territory": territory,
        "period": period.isoformat() if period else "", "commented_on": commented_on.isoformat(), "author": author.strip(),
        "comment_fr": _line(said), "origin": "local",
    }  # fmt: skip

    def refused(_: Row) -> DashboardError:
        return DashboardError(
            "Un commentaire existe déjà ce jour-là",
            "Vous avez déjà commenté ce chiffre à cette date : retirez votre commentaire ou changez la date.",
        )

    added = _with(row, ("contract", "indicator", "territory", "period", "commented_on", "author"), refused)
    about = f"{indicator} ({territory}{f', {period.year}' if period else ''})"
    _state("comments", author, f"Commentaire sur {about} : {_line(said)}", added)


def take_comment_back(
    contract: str, indicator: str, territory: str, period: date | None, commented_on: date, commenter: str, author: str
) -> None:
    """Take the comment of `commenter` back. author: who takes it back. Raises DashboardError as `take_back`."""
    _signed("Le commentaire n’est pas retiré", author)
    gone = DashboardError("Ce commentaire n’existe plus", "Quelqu’un l’a retiré entre-temps : rechargez la page.")
    wanted = {
        "contract": contract, "indicator": indicator, "territory": territory,
        "period": period.isoformat() if period else "", "commented_on": commented_on.isoformat(), "author": commenter,
    }  # fmt: skip
    told = f"Retrait du commentaire de {commenter} du {formats.day(commented_on, 'fr')} sur {indicator} ({territory})"
    _state("comments", author, told, _without(wanted, gone))


def analyse(kind: str, subject: str, written_on: date, author: str, said: str, said_en: str = "") -> None:
    """Add an analyst's text on a neighbourhood or an indicator, in French and if one likes in English.

    kind: neighbourhood or indicator; subject: its code. Raises DashboardError, with nothing changed, when it is incomplete, or
    when that person wrote on the same that day.
    """
    title = "Le texte n’est pas enregistré"
    _require(title, "Signez votre texte : nom et fonction.", author)
    _require(title, "Écrivez ce que vous voulez dire.", said)
    texts = {
        "signature": (author, LONGEST_NAME),
        "texte": (said, LONGEST_TEXT),
        "texte en anglais": (said_en, LONGEST_TEXT),
    }
    _check(title, texts)
    row = {
        "subject_kind": kind, "subject": subject, "author": author.strip(), "written_on": written_on.isoformat(),
        "text_fr": _line(said), "text_en": _line(said_en), "origin": "local",
    }  # fmt: skip

    def refused(_: Row) -> DashboardError:
        return DashboardError(
            "Un texte existe déjà ce jour-là",
            "Vous avez déjà écrit sur ce sujet à cette date : retirez votre texte ou changez la date.",
        )

    added = _with(row, ("subject_kind", "subject", "author", "written_on"), refused)
    _state("texts", author, f"Texte d’analyse sur {subject} : {_line(said)}", added)


def take_analysis_back(kind: str, subject: str, written_on: date, writer: str, author: str) -> None:
    """Take the text of `writer` back. author: who takes it back. Raises DashboardError as `take_back`."""
    _signed("Le texte n’est pas retiré", author)
    gone = DashboardError("Ce texte n’existe plus", "Quelqu’un l’a retiré entre-temps : rechargez la page.")
    wanted = {"subject_kind": kind, "subject": subject, "author": writer, "written_on": written_on.isoformat()}
    when = formats.day(written_on, "fr")
    _state("texts", author, f"Retrait du texte d’analyse de {writer} du {when} sur {subject}", _without(wanted, gone))


def decide(contract: str, decided_on: date, committee: str, said: str, owner: str, due_on: date, author: str) -> str:
    """Add an open decision; returns its code. author: who notes it. Raises DashboardError, with nothing changed, as `judge`."""
    title = "La décision n’est pas enregistrée"
    _require(title, "Écrivez ce qui est décidé.", said)
    _require(title, "Dites quel comité a décidé, par exemple « Comité de pilotage ».", committee)
    _require(title, "Dites qui s’en charge.", owner)
    _require(title, "Dites qui note la décision : nom et fonction.", author)
    if due_on < decided_on:
        raise DashboardError(title, "L’échéance précède le jour du comité.")
    texts = {
        "décision": (said, LONGEST_TEXT),
        "responsable": (owner, LONGEST_NAME),
        "comité": (committee, LONGEST_NAME),
        "signature": (author, LONGEST_NAME),
    }
    _check(title, texts)
    code = ""

    def added(rows: Sequence[Row]) -> Sequence[Row]:
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

    _state("decisions", author, f"Décision : {_line(said)}", added)
    return code


def follow(contract: str, decision: str, state: str, closed_on: date | None, author: str) -> None:
    """Set the state of a decision: done or dropped on a day, or open again. author: who says so.

    Raises DashboardError when it is not there, or when nobody signs.
    """
    title = "La décision n’est pas enregistrée"
    _require(title, "Dites qui suit la décision : nom et fonction.", author)
    _check(title, {"signature": (author, LONGEST_NAME)})
    if state not in {"open", "done", "dropped"} or (closed_on is None) != (state == "open"):
        raise DashboardError(title, "Donnez son état, et le jour où elle a été close.")

    def followed(rows: Sequence[Row]) -> Sequence[Row]:
        found = [r for r in rows if (r["contract"], r["decision"]) == (contract, decision)]
        if not found:
            raise DashboardError("Cette décision n’existe plus", "Rechargez la page pour voir les décisions à jour.")
        closed = closed_on.isoformat() if closed_on else ""
        return [{**r, "state": state, "closed_on": closed} if r in found else r for r in rows]

    told = {"open": "rouverte", "done": "faite", "dropped": "abandonnée"}[state]
    _state("decisions", author, f"Décision {decision} {told}", followed)


def _with(row: Row, same: Sequence[str], refused: Callable[[Row], DashboardError]) -> _Change:
    """Adds a row; refused: what to say when there is one with the `same` columns."""

    def added(rows: Sequence[Row]) -> Sequence[Row]:
        taken = next((r for r in rows if all(r[k] == row[k] for k in same)), None)
        if taken is not None:
            raise refused(taken)
        return [*rows, row]

    return added


def _without(wanted: Row, gone: DashboardError) -> _Change:
    """Takes away the rows with the columns of `wanted`; gone: what to say when there is none any more."""

    def without(rows: Sequence[Row]) -> Sequence[Row]:
        kept = [r for r in rows if any(r[name] != value for name, value in wanted.items())]
        if len(kept) == len(rows):
            raise gone
        return kept

    return without


def _signed(title: str, author: str) -> None:
    """A withdrawal is signed by who makes it."""
    _require(title, "Signez le retrait : nom et fonction.", author)
    _check(title, {"signature": (author, LONGEST_NAME)})


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


def _state(table: str, author: str, note: str, changed: _Change) -> None:
    short = note if len(note) <= LONGEST_NOTE else f"{note[: LONGEST_NOTE - 1].rstrip()}…"
    publication.state(table, author.strip(), short, changed)
