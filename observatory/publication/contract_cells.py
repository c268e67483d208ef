"""One cell of a contract's sheet: what the files of data/contract write for it, or what was expected instead."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from observatory import theme
from observatory.contract_sheets import Field, words
from observatory.publication.tidy import read_period
from observatory.publication.vocabulary import WHERE
from observatory.sources.cells import parse, written
from observatory.sources.problems import count, listed, quoted

LONGEST_TEXT = 2000
CENT = Decimal("0.01")
FORMS: Mapping[str, tuple[str, str]] = {
    "contract": (r"[a-z0-9][a-z0-9-]{1,29}", "un code de 2 à 30 signes : minuscules sans accent, chiffres et tirets"),
    "framework": (r"[a-z0-9][a-z0-9-]{1,29}", "un code de 2 à 30 signes : minuscules sans accent, chiffres et tirets"),
    "territory": (r"[A-Z0-9][A-Z0-9-]{1,19}", "un code de 2 à 20 signes : capitales, chiffres et tirets"),
    "objective": (r"[A-Za-z0-9]{1,8}", "un code de 8 signes au plus : lettres et chiffres"),
    "indicator": (r"[A-Za-z0-9][A-Za-z0-9_-]{0,7}", "un code de 8 signes au plus : lettres, chiffres et tirets"),
    "action": (r"[A-Za-z0-9][A-Za-z0-9-]{1,29}", "un code de 2 à 30 signes : lettres, chiffres et tirets"),
}
"""How a new code is written, by column, and the same in words."""


class Unexpected(Exception):
    """A cell that cannot be read. expected, found: French phrases."""

    def __init__(self, expected: str, found: str) -> None:
        super().__init__(expected, found)
        self.expected, self.found = expected, found


def read_cell(said: str, one: Field, codes: Mapping[str, frozenset[str]]) -> str:
    """What a cell that is not empty stands for in data/contract. Raises Unexpected."""
    return _READERS[one.kind](said, one, codes)


def expected(one: Field) -> str:
    """What a cell of this column holds, in words."""
    if one.kind in ("code", "codes", "link"):
        return WHERE[one.refers]
    if one.help:
        return one.help
    if one.kind == "words":
        return ", ".join(words(one.refers, one.language))
    return {"date": "une date, comme 31/12/2027", "integer": "un nombre entier", "number": "un nombre"}.get(
        one.kind, "un texte"
    )


def split(said: str) -> list[str]:
    """The codes of a cell, each once, in order."""
    return list(dict.fromkeys(code for code in re.split(r"[\s,;]+", said) if code))


def _text(said: str, one: Field, codes: Mapping[str, frozenset[str]]) -> str:
    # The files are opened with a spreadsheet, which would run such a text.
    if said.startswith(("=", "+", "@", "-")):
        raise Unexpected(f"un texte qui ne commence pas par {quoted(said[0])}", quoted(said))
    if len(said) > LONGEST_TEXT:
        raise Unexpected(f"{LONGEST_TEXT} signes au plus", count(len(said), "signe"))
    return said


def _new(said: str, one: Field, codes: Mapping[str, frozenset[str]]) -> str:
    form, told = FORMS[one.column]
    if not re.fullmatch(form, said):
        raise Unexpected(told, quoted(said))
    return said


def _code(said: str, one: Field, codes: Mapping[str, frozenset[str]]) -> str:
    if said not in codes[one.refers]:
        raise Unexpected(WHERE[one.refers], quoted(said))
    return said


def _codes(said: str, one: Field, codes: Mapping[str, frozenset[str]]) -> str:
    found = split(said)
    unknown = [code for code in found if code not in codes[one.refers]]
    if unknown:
        raise Unexpected(f"{WHERE[one.refers]} ; plusieurs codes sont séparés par des espaces", listed(unknown))
    return " ".join(found)


def _date(said: str, one: Field, codes: Mapping[str, frozenset[str]]) -> str:
    found: date | None = None if re.fullmatch(r"\d{4}(\s*[-/]\s*\d{4})?", said) else read_period(said, "date")
    if found is None:
        raise Unexpected("une date, comme 31/12/2027", quoted(said))
    return found.isoformat()


def _period(said: str, one: Field, codes: Mapping[str, frozenset[str]]) -> str:
    found = read_period(said, "year")
    if found is None:
        raise Unexpected("une date, 31/12/2022, ou une année, 2022", quoted(said))
    return found.isoformat()


def _number(said: str, one: Field, codes: Mapping[str, frozenset[str]]) -> str:
    return written(_decimal(said, "un nombre, comme 2,5"))


def _integer(said: str, one: Field, codes: Mapping[str, frozenset[str]]) -> str:
    found = _decimal(said, "un nombre entier")
    if found != found.to_integral_value() or not 0 <= found < 10**9:
        raise Unexpected("un nombre entier, zéro ou plus", quoted(said))
    return str(int(found))


def _money(said: str, one: Field, codes: Mapping[str, frozenset[str]]) -> str:
    told = "un montant en euros, au centime près, comme 1250,50"
    found = _decimal(said.removesuffix("€"), told)
    cents = found.quantize(CENT)
    # A spreadsheet's sums end in 0,30000000000000004: that is thirty cents; a tenth of a cent is a slip.
    if abs(found - cents) > Decimal("1e-6") or cents < 0:
        raise Unexpected(told, quoted(said))
    if cents >= 10**10:
        raise Unexpected("un montant en euros, de moins de dix milliards", quoted(said))
    return f"{cents:f}".replace(".", ",")


def _words(said: str, one: Field, codes: Mapping[str, frozenset[str]]) -> str:
    known = words(one.refers, one.language)
    found = next((code for word, code in known.items() if said.casefold() in (word.casefold(), code.casefold())), None)
    if found is None:
        raise Unexpected(", ".join(known), quoted(said))
    return found


def _colour(said: str, one: Field, codes: Mapping[str, frozenset[str]]) -> str:
    if not re.fullmatch(r"#[0-9A-Fa-f]{6}", said):
        raise Unexpected("une couleur comme #6A4C93", quoted(said))
    contrast = theme.contrast(said, theme.LIGHT.ground)
    if contrast < theme.LEAST_CONTRAST:
        told = f"un contraste d’au moins {written(Decimal(str(theme.LEAST_CONTRAST)))} avec le blanc"
        raise Unexpected(f"une couleur plus sombre ({told})", f"{quoted(said)}, {written(Decimal(f'{contrast:.1f}'))}")
    return said.upper()


def _decimal(said: str, told: str) -> Decimal:
    cell = parse(said)
    if cell is None or cell.value is None or "%" in said:
        raise Unexpected(told, quoted(said))
    return cell.value


_READERS: Mapping[str, Callable[[str, Field, Mapping[str, frozenset[str]]], str]] = {
    "text": _text, "new": _new, "code": _code, "codes": _codes, "link": _codes, "date": _date, "period": _period,
    "number": _number, "integer": _integer, "money": _money, "colour": _colour, "words": _words,
}  # fmt: skip
