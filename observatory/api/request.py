"""What is asked: a request understood, parameter by parameter, or refused with the sentence that says why."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from starlette.requests import Request

from observatory import answers, config
from observatory.catalogue import LEVELS, Catalogue
from observatory.explore import GENERATIONS, KINDS, ORIGINS
from observatory.texts import text

LIMIT, MOST = 1_000, 50_000
"""Rows of a page unless asked otherwise, and at most."""

LISTS = ("indicator", "territory", "contract")
"""Parameters that hold codes separated by commas: one code at least, since an empty list would ask for everything."""

PAGE = ("limit", "offset", "format", "lang")
"""Parameters of every address that gives pages."""

CHOICES: dict[str, Sequence[str]] = {
    "kind": KINDS,
    "origin": ORIGINS,
    "generation": GENERATIONS,
    "level": tuple(LEVELS),
    "format": ("json", "csv"),
    "lang": ("fr", "en"),
}
"""What a parameter may say, where the words are few."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request understood: filters by name, page, language and format. Codes are known to exist."""

    values: Mapping[str, Any]
    limit: int
    offset: int
    language: str
    format: str
    release: str
    known: Catalogue

    @property
    def show_demo(self) -> bool:
        """Whether this installation shows demonstration figures."""
        return not config.settings().hide_demo

    def codes(self, name: str) -> tuple[str, ...]:
        """The codes of a filter, none when it is not set."""
        found: tuple[str, ...] = self.values.get(name, ())
        return found


_JSON_KINDS = frozenset({"application/json", "application/*"})
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Refused(Exception):
    """A request that is not understood: the sentence that says why."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def understood(request: Request, filters: Sequence[str], release: str, language: str) -> Asked:
    """A request of an address that has these filters; raises Refused, in `language`, for whatever is not as it must be."""
    known = answers.catalogue(release)
    query = request.query_params
    values: dict[str, Any] = {}
    for name in query:
        if name == "as_of" and name not in filters:
            raise Refused(text("api.error.no_past", language))
        if name not in filters and name not in PAGE:
            raise Refused(text("api.error.unknown_parameter", language, name=name, names=", ".join((*filters, *PAGE))))
        if len(query.getlist(name)) > 1:
            raise Refused(
                text("api.error.repeated" if name in LISTS else "api.error.repeated_once", language, name=name)
            )
        said = query[name].strip()
        if name in filters and (said or name in LISTS):
            values[name] = _value(name, said, release, language)
    if "from" in values and "to" in values and values["from"] > values["to"]:
        raise Refused(text("api.error.span", language, first=values["from"], last=values["to"]))
    for name in ("format", "lang"):
        if query.get(name):
            _choice(name, query[name], CHOICES[name], language)
    limit = _whole("limit", query.get("limit") or str(LIMIT), 1, MOST, language)
    offset = _whole("offset", query.get("offset") or "0", 0, 999_999_999, language)
    wants_csv = query.get("format") == "csv" or (
        not query.get("format") and _prefers_csv(request.headers.get("accept", ""))
    )
    return Asked(values, limit, offset, language, "csv" if wants_csv else "json", release, known)


def language_of(request: Request) -> str:
    """fr or en: what `lang` says, else what the client reads."""
    said = request.query_params.get("lang")
    if said in {"fr", "en"}:
        return str(said)
    return "fr" if request.headers.get("accept-language", "").lower().startswith("fr") else "en"


def _prefers_csv(accept: str) -> bool:
    """Whether a client names CSV among what it reads, before JSON or with more weight."""
    weights: dict[str, tuple[float, int]] = {}
    for rank, said in enumerate(accept.lower().split(",")):
        kind, *options = (part.strip() for part in said.split(";"))
        found = next((option for option in options if option.startswith("q=")), "q=1")
        try:
            weight = float(found[2:])
        except ValueError:
            weight = 0.0
        if weight > 0:
            weights.setdefault(kind, (weight, -rank))
    csv = weights.get("text/csv")
    return csv is not None and all(csv > other for kind, other in weights.items() if kind in _JSON_KINDS)


def base_of(request: Request) -> str:
    """The address of the server as the client wrote it, without a slash at the end."""
    return f"{request.url.scheme}://{request.url.netloc}"


def _value(name: str, said: str, release: str, language: str) -> Any:
    known = answers.catalogue(release)
    if name in LISTS:
        existing = {"indicator": known.indicators, "territory": known.territories, "contract": known.contracts}[name]
        return _codes(name, said, existing, language)
    if name == "within":
        if said not in known.territories:
            raise Refused(text("api.error.unknown_code", language, name=name, code=said))
        return said
    if name in {"from", "to", "as_of"}:
        return _day(name, said, language)
    if name == "release":
        number = _whole(name, said, 1, 999_999_999, language)
        if all(one.release != number for one in answers.releases(release, not config.settings().hide_demo)):
            raise Refused(text("api.error.unknown_code", language, name=name, code=said))
        return number
    options = sorted({axis for _, axis in known.axes}) if name == "axis" else CHOICES[name]
    return _choice(name, said, options, language)


def _codes(name: str, said: str, existing: Mapping[str, Any], language: str) -> tuple[str, ...]:
    codes = tuple(dict.fromkeys(code.strip() for code in said.split(",") if code.strip()))
    if not codes:
        raise Refused(text("api.error.no_code", language, name=name))
    for code in codes:
        if code not in existing:
            raise Refused(text("api.error.unknown_code", language, name=name, code=code))
    return codes


def _choice(name: str, said: str, options: Iterable[str], language: str) -> str:
    listed = list(options)
    if said not in listed:
        raise Refused(text("api.error.choice", language, name=name, said=said, names=", ".join(listed)))
    return said


def _day(name: str, said: str, language: str) -> date:
    if len(said) == 4 and said.isascii() and said.isdigit() and name in {"from", "to"}:
        said = f"{said}-01-01" if name == "from" else f"{said}-12-31"
    try:
        # Python reads weeks and days without hyphens too, which the description of the API does not promise.
        return date.fromisoformat(said if _DAY.fullmatch(said) else "")
    except ValueError as error:
        raise Refused(text("api.error.day", language, name=name, said=said)) from error


def _whole(name: str, said: str, least: int, most: int, language: str) -> int:
    if not (said.isascii() and said.isdigit()) or len(said) > 9 or not least <= int(said) <= most:
        raise Refused(text("api.error.whole", language, name=name, said=said, least=least, most=most))
    return int(said)
