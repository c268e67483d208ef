"""Names of funders as they are typed in: which known one a new spelling is close to."""

import re
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher

CLOSE = 0.85
"""Likeness from which two names may be one: « Ville de Chennevières » and a slip in it, not two départements."""
LONGEST = 120
"""Characters up to which names are compared: comparing takes the square of them."""


def closest(said: str, known: Iterable[str]) -> str | None:
    """The known funder that `said` may be another spelling of; None when there is none, or when `said` is known.

    Capitals, accents and punctuation do not count; a name cut short, as « CAF » for « CAF du Val-de-Marne », is close. Two
    numbers that differ, as those of two programmes of the State, are two funders.
    """
    names = list(known)
    if said in names or len(said) > LONGEST:
        return None
    asked = _words(said)
    likeness = {name: _likeness(asked, _words(name)) for name in names if len(name) <= LONGEST}
    best = max(likeness, key=lambda name: likeness[name], default="")
    return best if best and likeness[best] >= CLOSE else None


def _words(name: str) -> list[str]:
    folded = unicodedata.normalize("NFKD", name.casefold())
    return re.findall(r"[^\W_]+", "".join(sign for sign in folded if not unicodedata.combining(sign)))


def _likeness(one: list[str], other: list[str]) -> float:
    """From 0 to 1, 1 for the same words and CLOSE where those of one begin the other."""
    numbers = [{word for word in words if word.isdigit()} for words in (one, other)]
    if not one or not other or (all(numbers) and numbers[0] != numbers[1]):
        return 0
    shortest = min(len(one), len(other))
    matcher = SequenceMatcher(None, " ".join(one), " ".join(other), autojunk=False)
    least = CLOSE if one[:shortest] == other[:shortest] else 0
    return max(least, matcher.ratio() if matcher.quick_ratio() >= CLOSE else 0)
