"""Figures carried from earlier perimeters: what their reasons say, in words.

A reason such as `passage=QP094027:1.0` names the territories that a figure was carried from, each with its weight (0 to 1);
`passage_not_summable=…` and the like say why one could not be.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from observatory import formats, texts

PREFIX = "passage"
CARRIED = f"{PREFIX}="


@dataclass(frozen=True, slots=True)
class Giver:
    """A territory that gives a share (0 to 1) of its figures to another."""

    territory: str
    weight: float


def givers(reason: str) -> tuple[Giver, ...]:
    """The territories that a reason names; none when it is not about a passage."""
    if not reason.startswith(PREFIX):
        return ()
    pairs = (one.rpartition(":") for one in reason.partition("=")[2].split(","))
    return tuple(Giver(code, float(weight)) for code, _, weight in pairs if code)


def words(reason: str, language: str, names: Mapping[str, str] | None = None) -> str:
    """What one reason about a passage says, naming where the figure comes from; empty for any other reason.

    names: how to call the territories, by code; without it they are called by their codes.
    """
    if not givers(reason):
        return ""
    key = reason.partition("=")[0]
    return texts.text(f"charts.reason_{key}", language, givers=said_givers(reason, language, names))


def said_givers(reason: str, language: str, names: Mapping[str, str] | None = None) -> str:
    """The territories that a reason names, with their weights where a figure was carried."""
    called = {one.territory: (names or {}).get(one.territory, one.territory) for one in givers(reason)}
    if not reason.startswith(CARRIED):
        return ", ".join(called.values())
    return ", ".join(
        texts.text("charts.reason_giver", language, name=called[one.territory], weight=share(one.weight, language))
        for one in givers(reason)
    )


def share(ratio: float, language: str) -> str:
    """A share of 0 to 1 in per cent, with a decimal only where it has one."""
    percent = round(100 * ratio, 1)
    return formats.amount(percent, 0 if percent == int(percent) else 1, "%", language)
