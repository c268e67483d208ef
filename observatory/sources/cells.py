"""One cell of text: a number in any of the official spellings, or a sign that says why there is none."""

import re
from dataclasses import dataclass
from decimal import Decimal

SIGNS = {
    "s": "secret",
    "c": "secret",
    "ns": "not_significant",
    "n.s.": "not_significant",
    "nd": "not_available",
    "n.d.": "not_available",
    "na": "not_available",
    "n/a": "not_available",
    "nan": "not_available",
    "...": "not_available",
    "so": "not_applicable",
    "///": "not_applicable",
    "//": "not_applicable",
}
QUALITIES = {"p": "provisional", "e": "estimated"}

SPACES = " \u00a0\u202f\u2009"
LONGEST = 40
LARGEST_EXPONENT = 12

_NUMBER = re.compile(
    rf"(?P<sign>[+\-\u2212]?)(?P<whole>\d{{1,3}}(?:[{SPACES}]\d{{3}})+|\d+)?(?:[.,](?P<decimals>\d+))?"
    rf"(?:[eE](?P<exponent>[+-]?\d{{1,3}}))?[{SPACES}]?%?[{SPACES}]?(?:\(?(?P<quality>[pe])\)?)?"
)


@dataclass(frozen=True, slots=True)
class Cell:
    """value: the exact number, or None; sign: the sign met instead, if any.

    status: published, provisional, estimated, the kind of absence, or empty.
    """

    value: Decimal | None
    status: str
    sign: str = ""


EMPTY = Cell(None, "empty")


def parse(text: str) -> Cell | None:
    """What the cell says, or None when it is neither a number nor a known sign.

    Decimal comma or point; thousands apart by a plain, no-break, narrow or thin space; scientific notation; a trailing
    (p) or (e).
    """
    stripped = text.strip(SPACES + "\t\r\n")
    if not stripped:
        return EMPTY
    sign = stripped.casefold()
    if sign in SIGNS:
        return Cell(None, SIGNS[sign], sign)
    match = _NUMBER.fullmatch(stripped) if len(stripped) <= LONGEST else None
    if match is None or (match["whole"] is None and match["decimals"] is None):
        return None
    whole = re.sub(rf"[{SPACES}]", "", match["whole"] or "0")
    exponent = int(match["exponent"] or 0)
    if abs(exponent) > LARGEST_EXPONENT:
        return None
    negative = match["sign"] not in ("", "+")
    number = Decimal(f"{'-' if negative else ''}{whole}.{match['decimals'] or '0'}").scaleb(exponent)
    return Cell(number, QUALITIES.get(match["quality"] or "", "published"))


def written(number: Decimal | None) -> str:
    """The number with a decimal comma, all its digits and no useless zero; empty for None."""
    if number is None:
        return ""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text.replace(".", ",")
