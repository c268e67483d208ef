"""The English twin of a French sentence that was written far below the pages: refusals, and what is wrong in a file.

Such sentences are written once, in French, where they arise: the command line and the ledger keep them as they are. The
catalogue `locale/sentences.po` has each of them with its twin, `{0}`, `{1}` … standing for what is filled in; a page in
English finds the twin by the French, and says what is filled in in English too where it knows how.
"""

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from babel.messages.pofile import read_po

from observatory.errors import DashboardError
from observatory.texts import FOLDER

CATALOGUE = FOLDER / "sentences.po"
DEEPEST = 3
"""Sentences inside sentences that are looked for."""
_HOLE = re.compile(r"\{\w*\}")
_QUOTED = re.compile(r"«[ \u00a0\u202f]([^«»]*)[ \u00a0\u202f]»")
_AND = re.compile(r" et (\d[\d,]* others?)\b")
_COUNTED = re.compile(r"(\d+(?:[ \u00a0\u202f]\d{3})*)[ \u00a0\u202f](\w+)")
_MONTHS = {
    "janvier": "January", "février": "February", "mars": "March", "avril": "April", "mai": "May", "juin": "June",
    "juillet": "July", "août": "August", "septembre": "September", "octobre": "October", "novembre": "November",
    "décembre": "December",
}  # fmt: skip
_DAY = re.compile(rf"\b(1er|\d{{1,2}}) ({'|'.join(_MONTHS)}) (\d{{4}})\b")
_NOUNS = {
    "autre": "other", "cellule": "cell", "chiffre": "figure", "cible": "target", "colonne": "column", "désaccord": "disagreement",
    "doublon": "duplicate", "entité": "feature", "fichier": "file", "jalon": "milestone", "kilomètre": "kilometre", "ligne": "row",
    "périmètre": "perimeter", "problème": "problem", "quartier": "neighbourhood", "signe": "character", "territoire": "territory",
    "type": "type",
}  # fmt: skip


_ROWS = tuple(
    (re.compile(rf"(\brows? ){french}"), rf"\1{english}")
    for french, english in (
        (r"retenues?\b", "kept"),
        (r"d’équipements hors du catalogue\b", "of facilities outside the catalogue"),
        (r"hors du catalogue\b", "outside the catalogue"),
        (r"d’une échelle non retenue\b", "of a scale that is not kept"),
        (r"hors (?:du |de la |de l’|des |de )", "outside "),
        (r"sans chiffre attendu\b", "without an expected figure"),
        (r"sans toutes leurs colonnes\b", "without all their columns"),
        (r"aux cellules peut-être décalées\b", "whose cells may be shifted"),
        (r"sans contenu\b", "without content"),
        (r"sans (\w+) connue?\b", r"without a known \2"),
        (r"de commentaire\b", "of comment"),
        (r"de territoire inconnu\b", "of unknown territory"),
    )
)
"""What is said of counted rows in the account of a file that was read."""


def plain(sentence: str) -> str:
    """The sentence with plain spaces, apostrophes and holes, without its final stop: what ways to write it share."""
    said = re.sub(r"[\u00a0\u202f]", " ", sentence).replace("'", "’").strip()
    return _HOLE.sub("{}", said.removesuffix("."))


@cache
def pairs() -> dict[str, str]:
    """French sentences as `plain` gives them, and their twins with numbered holes and no final stop."""
    with CATALOGUE.open("rb") as file:
        return {plain(str(m.id)): str(m.string).removesuffix(".") for m in read_po(file, locale="en") if m.id}


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Patterns of the sentences with holes, those that say most first."""
    found = [(french, twin) for french, twin in pairs().items() if "{}" in french]
    found.sort(key=lambda pair: -len(pair[0].replace("{}", "")))
    return tuple(
        (re.compile("(.*?)".join(re.escape(part) for part in french.split("{}")), re.DOTALL), twin)
        for french, twin in found
    )


@lru_cache(maxsize=4096)
def english(sentence: str) -> str:
    """The twin of a French sentence, of several in a row, or the sentence itself where nobody wrote one."""
    whole = _found(sentence, 0)
    title, colon, rest = re.sub(r"[\u00a0\u202f]", " ", sentence).partition(" : ")
    if whole is None and colon and (known := _found(title, 0)) is not None:
        return f"{_typeset(known)}: {english(rest)}"
    if whole is None:
        parts = re.split(r"(?<=\.) (?=[A-ZÀ-Ý«])", sentence)
        whole = " ".join(_found(part, 0) or part for part in parts)
    return _typeset(whole)


def said(refusal: DashboardError, language: str) -> tuple[str, str]:
    """Title and message of a refusal in the language of a page."""
    title, message = refusal.said(language)
    if language == "en" and refusal.english is None:
        return english(title), english(message)
    return title, message


def in_language(sentences: Iterable[str], language: str) -> list[str]:
    """French sentences in the language of a page."""
    return [english(one) if language == "en" else one for one in sentences]


def _found(sentence: str, depth: int) -> str | None:
    """The twin of one sentence with its spaces and its stop, None where there is none."""
    core = plain(sentence)
    if not core or depth > DEEPEST:
        return None
    before = " " if sentence[:1].isspace() else ""
    stop = "." if sentence.rstrip().endswith(".") else ""
    for one in (core, core[:1].lower() + core[1:], core[:1].upper() + core[1:]):
        twin = pairs().get(one) or _filled(one, depth)
        if twin is not None:
            first = twin[:1].upper() if core[:1].isupper() else twin[:1]
            return f"{before}{first}{twin[1:]}{stop}"
    return None


def _filled(core: str, depth: int) -> str | None:
    # The name of the file is left out where it stands before the sentence already.
    for pattern, twin in _patterns():
        for unnamed in ("", " ", " : "):
            match = pattern.fullmatch(unnamed + core)
            if match is not None:
                return twin.format(*(_found(part, depth + 1) or part for part in match.groups())).lstrip(" :")
    return None


def _typeset(said: str) -> str:
    """Quotation marks, counts and lists as English writes them."""
    said = _QUOTED.sub("“\\1”", said)
    said = _DAY.sub(lambda day: f"{day[1].removesuffix('er')} {_MONTHS[day[2]]} {day[3]}", said)
    said = _COUNTED.sub(_count, said)
    for pattern, words in _ROWS:
        said = pattern.sub(words, said)
    said = _AND.sub(" and \\1", said)
    return re.sub(r"[ \u00a0\u202f]([:;])", "\\1", said)


def _count(match: re.Match[str]) -> str:
    number, noun = match.groups()
    singular = _NOUNS.get(noun) or _NOUNS.get(noun.removesuffix("s"))
    if singular is None:
        return match.group()
    plural = f"{singular[:-1]}ies" if singular.endswith("y") else f"{singular}s"
    return f"{','.join(number.split())} {singular if number == '1' else plural}"
