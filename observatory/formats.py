"""Numbers, differences, dates and periods in words, in French or English typography. Language is an argument."""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache

from babel.dates import format_date

NO_BREAK_SPACE = "\u00a0"
NARROW_NO_BREAK_SPACE = "\u202f"
MINUS = "\u2212"

SEPARATORS = {"fr": "," + NARROW_NO_BREAK_SPACE, "en": ".,"}
"""Plotly's `separators`: the decimal sign, then the thousands sign."""

ABSENCE_SIGNS = {
    "secret": "s",
    "not_available": "n.d.",
    "not_applicable": "///",
    "not_significant": "n.s.",
}
QUALITY_SIGNS = {"provisional": "p", "estimated": "e"}
_SIGNS = ABSENCE_SIGNS | QUALITY_SIGNS
_DIGITS = frozenset("123456789")
_PLAIN = 1e11
"""Below it, binary numbers tell thousandths of their unit."""


def sign_of(status: str) -> str:
    """The sign that stands for a figure of this status, or beside it; empty for a published one."""
    return _SIGNS.get(status, "")


def _written(value: float, decimals: int, language: str, sign: str) -> str:
    """What `format_decimal` of Babel writes (halves to even, of the number as it is written), over ten times as fast: pages write
    thousands. sign: `+` for one before a positive number too, else empty.
    """
    return _typeset(f"{Decimal(str(value)):{sign},.{decimals}f}", language)


def _typeset(text: str, language: str) -> str:
    """A number as programs write it, in the signs of the language."""
    text = text.replace("-", MINUS)
    return text.replace(",", NARROW_NO_BREAK_SPACE).replace(".", ",") if language == "fr" else text


def rounded(value: float, decimals: int) -> Decimal:
    """A number with so many decimals, halves to the even digit as `number` writes them; no negative zero."""
    whole = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_EVEN)
    return abs(whole) if whole.is_zero() else whole


@lru_cache(maxsize=20_000)
def number(value: float, decimals: int, language: str) -> str:
    """`value` with `decimals` digits after the decimal sign, grouped by thousands; zero carries no sign."""
    text = _written(value, decimals, language, "")
    # A value just below zero rounds to it, and −0.0 shares its place in the cache with 0.
    return text.removeprefix(MINUS) if _DIGITS.isdisjoint(text) else text


def numbers(values: Sequence[float], decimals: int, language: str) -> list[str]:
    """What `number` writes of each of many values, in a third of the time for those that it has not written yet."""
    scale, plain = 10.0**decimals, f",.{decimals}f"
    found = []
    texts = _typeset("\n".join([format(value, plain) for value in values]), language).split("\n")
    for value, text in zip(values, texts, strict=False):
        units = abs(value) * scale
        # Only far from half-way, and with digits to spare, do a number and its binary form round alike.
        if units >= _PLAIN or abs(units % 1 - 0.5) < 1e-3:
            text = number(value, decimals, language)
        elif value <= 0 and _DIGITS.isdisjoint(text):
            text = text.removeprefix(MINUS)
        found.append(text)
    return found


@lru_cache(maxsize=20_000)
def _signed(value: float, decimals: int, language: str) -> str:
    return _written(value, decimals, language, "+")


def with_symbol(text: str, symbol: str, language: str) -> str:
    """`text` followed by a unit's symbol, with the space that the language wants (English sticks % to the number)."""
    if not symbol:
        return text
    if language == "en" and symbol in {"%", "‰"}:
        return text + symbol
    return f"{text}{NO_BREAK_SPACE}{symbol}"


def amount(value: float, decimals: int, symbol: str, language: str) -> str:
    """A figure with its unit: `12,4 %`, `15 100 €`."""
    return with_symbol(number(value, decimals, language), symbol, language)


def difference(value: float, decimals: int, symbol: str, language: str) -> str:
    """A signed difference with its unit (points for percentages): `+1,2 point`, `−122`; zero carries no sign."""
    rounded = round(value, decimals)
    text = number(0, decimals, language) if rounded == 0 else _signed(rounded, decimals, language)
    if symbol in {"points", "point"}:
        symbol = "point" if abs(rounded) < 2 and language == "fr" or abs(rounded) == 1 else "points"
    return with_symbol(text, symbol, language)


@lru_cache(maxsize=4096)
def day(value: date, language: str) -> str:
    """A date in full: `31 décembre 2021`, `1er janvier 2018`, `31 December 2021`."""
    if language == "fr":
        text = format_date(value, "d MMMM y", locale="fr")
        return "1er" + text[1:] if value.day == 1 else text
    return format_date(value, "d MMMM y", locale="en_GB")


def period(value: date, kind: str, language: str) -> str:
    """What a figure is about, in words.

    kind: `year` (2018), `date` (31 décembre 2021), `census` (1er janvier 2018), `school_year` (rentrée 2022).
    """
    if kind == "year":
        return str(value.year)
    if kind == "school_year":
        return f"rentrée {value.year}" if language == "fr" else f"autumn {value.year}"
    return day(value, language)


@lru_cache(maxsize=4096)
def short_period(value: date, kind: str, language: str) -> str:
    """The same in little room: `déc. 2021`, `janv. 2018`, `2018`, `rentrée 2022`."""
    if kind in {"date", "census"}:
        return format_date(value, "MMM y", locale=language)
    return period(value, kind, language)


def year_runs(dates: Sequence[date]) -> str:
    """Years as they are read: `2013–2019`, `2016, 2017, 2019–2021`."""
    runs: list[list[int]] = []
    for year in sorted({d.year for d in dates}):
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    said = []
    for run in runs:
        said += [f"{run[0]}–{run[-1]}"] if len(run) > 2 else [str(year) for year in run]
    return ", ".join(said)
