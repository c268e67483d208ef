"""Keeps what people say: judgements of objectives, comments on figures, decisions of committees, texts of analysts. Each is a
release of the ledger, signed and dated; a refusal leaves everything as it was; what a person adds can be taken back, and
nothing is lost.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeAlias

from observatory import formats, publication
from observatory.answers.judgements import LEVELS
from observatory.contract_tables import Row
from observatory.errors import DashboardError

LONGEST_TEXT, LONGEST_NAME = 1000, 80
LONGEST_NOTE = 200
_MARKS = frozenset("\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff")
"""Characters that nobody sees: those that turn the direction of writing make a signature read as another."""
_Change: TypeAlias = Callable[[Sequence[Row]], Sequence[Row]]


def judge(
    contract: str, objective: str, territory: str, level: str, judged_on: date, author: str, comment: str
) -> None:
    """Add a judgement. Raises DashboardError, with nothing changed, when it is incomplete, when that person's day is taken
    by another judgement of the same objective and neighbourhood, when the day is still to come, or when the database cannot
    be built.
    """
    title = "L’avis n’est pas enregistré"
    author, comment = _line(author), _line(comment)
    if level not in LEVELS:
        raise DashboardError(title, "Choisissez un niveau : sécurisé, atteignable, appuis nécessaires ou compromis.")
    _require(title, "Signez votre avis : nom et fonction.", author)
    _require(title, "Dites pourquoi en une phrase : un avis sans raison ne se discute pas.", comment)
    _check(title, {"signature": (author, LONGEST_NAME), "commentaire": (comment, LONGEST_TEXT)})
    _past(title, judged_on)
    row = {
        "contract": contract, "objective": objective, "territory": territory, "level": level,
        "judged_on": judged_on.isoformat(), "author": author, "comment_fr": comment, "origin": "local",
    }  # fmt: skip

    def refused(taken: Row) -> DashboardError:
        return DashboardError(
            "Un avis existe déjà ce jour-là",
            f"{taken['author']} a déjà donné un avis sur cet objectif à cette date : retirez-le ou changez la date.",
        )

    added = _with(row, ("contract", "objective", "territory", "judged_on", "author"), refused)
    _state("judgements", author, f"Avis sur {objective} ({territory}) : {comment}", added)


def take_back(contract: str, objective: str, territory: str, judged_on: date, judge: str, author: str) -> None:
    """Take the judgement that `judge` signed back; the one before it speaks again. author: who takes it back.

    Raises DashboardError when it is no longer there, or when nobody signs.
    """
    author = _signed("L’avis n’est pas retiré", author)
    gone = DashboardError("Cet avis n’existe plus", "Quelqu’un l’a retiré entre-temps : rechargez la page.")
    wanted = {
        "contract": contract, "objective": objective, "territory": territory, "judged_on": judged_on.isoformat(),
        "author": judge,
    }  # fmt: skip
    told = f"Retrait de l’avis de {judge} du {formats.day(judged_on, 'fr')} sur {objective} ({territory})"
    _state("judgements", author, told, _without(wanted, gone))


def comment(
    contract: str, indicator: str, territory: str, period: date | None, commented_on: date, author: str, said: str
) -> None:
    """Add a comment on an indicator in a territory, or on its figure of a period.

    Raises DashboardError, with nothing changed, when it is incomplete, when that person commented the same that day, or when
    the day is still to come.
    """
    title = "Le commentaire n’est pas enregistré"
    author, said = _line(author), _line(said)
    _require(title, "Signez votre commentaire : nom et fonction.", author)
    _require(title, "Écrivez ce que vous voulez dire.", said)
    _check(title, {"signature": (author, LONGEST_NAME), "commentaire": (said, LONGEST_TEXT)})
    _past(title, commented_on)
    row = {
        "contract": contract, "indicator": indicator, "territory": territory,
        "period": period.isoformat() if period else "", "commented_on": commented_on.isoformat(), "author": author,
        "comment_fr": said, "origin": "local",
    }  # fmt: skip

    def refused(_: Row) -> DashboardError:
        return DashboardError(
            "Un commentaire existe déjà ce jour-là",
            "Vous avez déjà commenté ce chiffre à cette date : retirez votre commentaire ou changez la date.",
        )

    added = _with(row, ("contract", "indicator", "territory", "period", "commented_on", "author"), refused)
    about = f"{indicator} ({territory}{f', {period.year}' if period else ''})"
    _state("comments", author, f"Commentaire sur {about} : {said}", added)


def take_comment_back(
    contract: str, indicator: str, territory: str, period: date | None, commented_on: date, commenter: str, author: str
) -> None:
    """Take the comment of `commenter` back. author: who takes it back. Raises DashboardError as `take_back`."""
    author = _signed("Le commentaire n’est pas retiré", author)
    gone = DashboardError("Ce commentaire n’existe plus", "Quelqu’un l’a retiré entre-temps : rechargez la page.")
    wanted = {
        "contract": contract, "indicator": indicator, "territory": territory,
        "period": period.isoformat() if period else "", "commented_on": commented_on.isoformat(), "author": commenter,
    }  # fmt: skip
    told = f"Retrait du commentaire de {commenter} du {formats.day(commented_on, 'fr')} sur {indicator} ({territory})"
    _state("comments", author, told, _without(wanted, gone))


def analyse(kind: str, subject: str, written_on: date, author: str, said: str, said_en: str = "") -> None:
    """Add an analyst's text on a neighbourhood or an indicator, in French and if one likes in English.

    kind: neighbourhood or indicator; subject: its code. Raises DashboardError, with nothing changed, when it is incomplete,
    when that person wrote on the same that day, or when the day is still to come.
    """
    title = "Le texte n’est pas enregistré"
    author, said, said_en = _line(author), _line(said), _line(said_en)
    _require(title, "Signez votre texte : nom et fonction.", author)
    _require(title, "Écrivez ce que vous voulez dire.", said)
    texts = {
        "signature": (author, LONGEST_NAME),
        "texte": (said, LONGEST_TEXT),
        "texte en anglais": (said_en, LONGEST_TEXT),
    }
    _check(title, texts)
    _past(title, written_on)
    row = {
        "subject_kind": kind, "subject": subject, "author": author, "written_on": written_on.isoformat(),
        "text_fr": said, "text_en": said_en, "origin": "local",
    }  # fmt: skip

    def refused(_: Row) -> DashboardError:
        return DashboardError(
            "Un texte existe déjà ce jour-là",
            "Vous avez déjà écrit sur ce sujet à cette date : retirez votre texte ou changez la date.",
        )

    added = _with(row, ("subject_kind", "subject", "author", "written_on"), refused)
    _state("texts", author, f"Texte d’analyse sur {subject} : {said}", added)


def take_analysis_back(kind: str, subject: str, written_on: date, writer: str, author: str) -> None:
    """Take the text of `writer` back. author: who takes it back. Raises DashboardError as `take_back`."""
    author = _signed("Le texte n’est pas retiré", author)
    gone = DashboardError("Ce texte n’existe plus", "Quelqu’un l’a retiré entre-temps : rechargez la page.")
    wanted = {"subject_kind": kind, "subject": subject, "author": writer, "written_on": written_on.isoformat()}
    when = formats.day(written_on, "fr")
    _state("texts", author, f"Retrait du texte d’analyse de {writer} du {when} sur {subject}", _without(wanted, gone))


def decide(contract: str, decided_on: date, committee: str, said: str, owner: str, due_on: date, author: str) -> str:
    """Add an open decision; returns its code. author: who notes it.

    Raises DashboardError, with nothing changed, when it is incomplete, when that committee already decided the same that day,
    when its day is still to come, or when it is due before that day.
    """
    title = "La décision n’est pas enregistrée"
    said, committee, owner, author = map(_line, (said, committee, owner, author))
    _require(title, "Écrivez ce qui est décidé.", said)
    _require(title, "Dites quel comité a décidé, par exemple « Comité de pilotage ».", committee)
    _require(title, "Dites qui s’en charge.", owner)
    _require(title, "Dites qui note la décision : nom et fonction.", author)
    _past(title, decided_on)
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

    same = {"contract": contract, "decided_on": decided_on.isoformat(), "committee": committee, "text_fr": said}

    def added(rows: Sequence[Row]) -> Sequence[Row]:
        nonlocal code
        noted = next((r["decision"] for r in rows if same.items() <= r.items()), None)
        if noted is not None:
            why = f"Ce comité l’a prise ce jour-là sous le numéro {noted} : changez son texte ou sa date."
            raise DashboardError("Cette décision est déjà notée", why)
        prefix = f"D-{decided_on.year}-"
        taken = [r["decision"].removeprefix(prefix) for r in rows if r["contract"] == contract]
        code = f"{prefix}{max((int(n) for n in taken if re.fullmatch(r'[0-9]{1,6}', n)), default=0) + 1:02d}"
        row = same | {
            "decision": code, "owner": owner, "due_on": due_on.isoformat(), "state": "open", "closed_on": "", "origin": "local",
        }  # fmt: skip
        return [*rows, row]

    _state("decisions", author, f"Décision : {said}", added)
    return code


def follow(contract: str, decision: str, state: str, closed_on: date | None, author: str) -> None:
    """Set the state of a decision: done or dropped on a day, or open again. author: who says so.

    Raises DashboardError when it is not there, when nobody signs, or when it is closed before it was taken or on a day still to
    come.
    """
    title = "La décision n’est pas enregistrée"
    author = _line(author)
    _require(title, "Dites qui suit la décision : nom et fonction.", author)
    _check(title, {"signature": (author, LONGEST_NAME)})
    if state not in {"open", "done", "dropped"} or (closed_on is None) != (state == "open"):
        raise DashboardError(title, "Donnez son état, et le jour où elle a été close.")
    if closed_on is not None:
        _past(title, closed_on)

    def followed(rows: Sequence[Row]) -> Sequence[Row]:
        found = [r for r in rows if (r["contract"], r["decision"]) == (contract, decision)]
        if not found:
            raise DashboardError("Cette décision n’existe plus", "Rechargez la page pour voir les décisions à jour.")
        closed = closed_on.isoformat() if closed_on else ""
        if closed and closed < found[0]["decided_on"]:
            taken = date.fromisoformat(found[0]["decided_on"])
            why = f"Elle a été prise le {taken:%d/%m/%Y} : donnez ce jour-là ou un jour qui le suit."
            raise DashboardError(title, why)
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


def _signed(title: str, author: str) -> str:
    """Who makes a withdrawal, who has to sign it."""
    author = _line(author)
    _require(title, "Signez le retrait : nom et fonction.", author)
    _check(title, {"signature": (author, LONGEST_NAME)})
    return author


def _past(title: str, day: date) -> None:
    """What is said is dated of a day that has come: a later one would stay the latest for good."""
    if day > date.today():
        raise DashboardError(title, f"Le {day:%d/%m/%Y} est à venir : donnez la date d’aujourd’hui ou une date passée.")


def _line(said: str) -> str:
    """What was typed on one line, without characters that cannot be seen."""
    seen = (
        one for one in " ".join(said.split()) if one not in _MARKS and unicodedata.category(one) not in {"Cc", "Cs"}
    )
    return "".join(seen).strip()


def _require(title: str, why: str, said: str) -> None:
    if not said:
        raise DashboardError(title, why)


def _check(title: str, texts: dict[str, tuple[str, int]]) -> None:
    for name, (said, longest) in texts.items():
        if len(said) > longest:
            raise DashboardError(title, f"Le texte « {name} » a {len(said)} caractères : {longest} au plus.")
        # The files are opened with a spreadsheet, which would run such a text.
        if said.startswith(("=", "@", "+", "-")):
            raise DashboardError(title, f"Le texte « {name} » ne peut pas commencer par « {said[0]} ».")


def _state(table: str, author: str, note: str, changed: _Change) -> None:
    short = note if len(note) <= LONGEST_NOTE else f"{note[: LONGEST_NOTE - 1].rstrip()}…"
    publication.state(table, author, short, changed)
