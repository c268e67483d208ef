"""Open data: the published figures as JSON, CSV and GeoJSON on plain addresses, with what a machine needs to read them.

Secrecy and marks are those of the pages, because the tables are the same: a hidden value is null and its status says
why, `origin` marks demonstration figures, and an installation that hides them hides them here. Every answer carries an
ETag made of the state of the figures; a client that has it gets 304.
"""

import csv
import io
import json
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from hashlib import blake2b
from typing import Any
from urllib.parse import urlencode

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from observatory import __version__, answers, config, database, twins
from observatory.catalogue import LEVELS, Catalogue
from observatory.errors import DashboardError
from observatory.explore import GENERATIONS, KINDS, ORIGINS
from observatory.texts import text

LIMIT, MOST = 1_000, 50_000
"""Rows of a page unless asked otherwise, and at most."""
LICENCES = [
    {
        "name": "etalab-2.0",
        "path": "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
        "title": "Licence Ouverte 2.0",
    }
]

_log = logging.getLogger(__name__)

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Field:
    """A column that leaves: its name, its type in Table Schema, and the column of the database that explains it."""

    name: str
    type: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Dataset:
    """An address: its columns, its filters, and what reads its rows (asked for one more than the page holds).

    has_past: whether `as_of` changes the rows; else it is understood and checked all the same, and the answer says null.
    """

    name: str
    fields: tuple[Field, ...]
    filters: tuple[str, ...]
    key: tuple[str, ...]
    read: Callable[["Asked"], Rows]
    has_past: bool = True


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
        return not config.settings().hide_demo

    def codes(self, name: str) -> tuple[str, ...]:
        """The codes of a filter, none when it is not set."""
        found: tuple[str, ...] = self.values.get(name, ())
        return found


class _Refused(Exception):
    """A request that is not understood: the sentence that says why."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def _fields(table: str, *columns: str) -> tuple[Field, ...]:
    """Fields written `name:type`, each explained by the column of `table` that has its name."""
    return tuple(
        Field(name, kind or "string", f"{table}.{name}") for name, _, kind in (c.partition(":") for c in columns)
    )


# The rows of each address.


def _page(rows: Iterable[Mapping[str, Any]], asked: Asked) -> Rows:
    return list(rows)[asked.offset : asked.offset + asked.limit + 1]


def _as_dicts(rows: Iterable[Any]) -> list[dict[str, Any]]:
    return [row._asdict() for row in rows]


def _indicators(asked: Asked) -> Rows:
    wanted = asked.codes("indicator")
    shown = [
        i
        for i in asked.known.indicators.values()
        if (not wanted or i.indicator in wanted)
        and asked.values.get("axis", i.axis) == i.axis
        and asked.values.get("kind", i.kind) == i.kind
    ]
    return _page(
        (
            {
                "indicator": i.indicator,
                "name_fr": i.name.fr,
                "name_en": i.name.en,
                "axis": i.axis,
                "kind": i.kind,
                "unit": i.unit.unit,
                "decimals": i.decimals,
                "direction": i.direction,
                "definition_fr": i.definition.fr,
                "definition_en": i.definition.en,
                "frequency": i.frequency,
                "period_kind": i.period_kind,
                "finest_level": i.finest_level,
                "secrecy_rule": i.secrecy_rule,
                "summable": i.summable,
                "min_vintage_gap": i.min_vintage_gap,
                "source": i.source,
                "core": i.core,
                "parent": i.parent or None,
                "breakdown": i.breakdown or None,
                "caution_fr": i.caution.fr or None,
                "caution_en": i.caution.en or None,
            }
            for i in shown
        ),
        asked,
    )


def _territories(asked: Asked) -> Rows:
    wanted = asked.codes("territory")
    within = asked.values.get("within")
    return _page(
        (
            {
                "territory": t.territory,
                "level": t.level,
                "name": t.name,
                "generation": t.generation or None,
                "population": t.population,
                "population_year": t.population_year,
                "longitude": t.longitude,
                "latitude": t.latitude,
                "parents": " ".join(t.parents) or None,
            }
            for t in asked.known.territories.values()
            if (not wanted or t.territory in wanted)
            and asked.values.get("level", t.level) == t.level
            and asked.values.get("generation", t.generation) == t.generation
            and (within is None or within in asked.known.ancestors(t.territory))
        ),
        asked,
    )


def _observations(asked: Asked) -> Rows:
    return _as_dicts(
        answers.known_figures(
            asked.codes("indicator"),
            asked.codes("territory"),
            asked.values.get("from"),
            asked.values.get("to"),
            asked.values.get("origin", ""),
            asked.values.get("release"),
            asked.values.get("as_of"),
            asked.show_demo,
            asked.offset,
            asked.limit + 1,
        )
    )


def _targets(asked: Asked) -> Rows:
    rows = answers.known_targets(
        asked.codes("contract"),
        asked.codes("indicator"),
        asked.codes("territory"),
        asked.values.get("as_of"),
        asked.show_demo,
    )
    return _page(_as_dicts(rows), asked)


def _progress(asked: Asked) -> Rows:
    # Progress of a whole country takes seconds: each state of the figures is computed once for each contract asked.
    rows = _computed_progress(asked.release, asked.codes("contract"), asked.values.get("as_of"), asked.show_demo)
    indicators, territories = asked.codes("indicator"), asked.codes("territory")
    return _page(
        (
            row
            for row in rows
            if (not indicators or row["indicator"] in indicators)
            and (not territories or row["territory"] in territories)
        ),
        asked,
    )


@lru_cache(maxsize=8)
def _computed_progress(release: str, contracts: tuple[str, ...], as_of: date | None, show_demo: bool) -> Rows:
    return _as_dicts(answers.known_progress(contracts, as_of, show_demo))


DATASETS = {
    one.name: one
    for one in (
        Dataset(
            "indicators",
            _fields(
                "indicator", "indicator", "name_fr", "name_en", "axis", "kind", "unit", "decimals:integer", "direction",
                "definition_fr", "definition_en", "frequency", "period_kind", "finest_level", "secrecy_rule",
                "summable:boolean", "min_vintage_gap:integer", "source", "core:boolean", "parent", "breakdown",
                "caution_fr", "caution_en",
            ),
            ("indicator", "axis", "kind", "as_of"),
            ("indicator",),
            _indicators,
            has_past=False,
        ),
        Dataset(
            "territories",
            (
                *_fields(
                    "territory", "territory", "level", "name", "generation", "population:integer",
                    "population_year:integer", "longitude:number", "latitude:number",
                ),
                Field("parents", "string", "territory_parent.parent"),
            ),
            ("territory", "level", "generation", "within", "as_of"),
            ("territory",),
            _territories,
            has_past=False,
        ),
        Dataset(
            "observations",
            _fields(
                "figure", "indicator", "territory", "period:date", "value:number", "status", "reason",
                "numerator:number", "denominator:number", "origin", "source", "release:integer", "published_at:datetime",
            ),
            ("indicator", "territory", "from", "to", "origin", "release", "as_of"),
            ("indicator", "territory", "period"),
            _observations,
        ),
        Dataset(
            "targets",
            (
                *_fields(
                    "target", "contract", "indicator", "territory", "measure", "reference", "baseline_period:date",
                    "baseline_value:number", "deadline:date", "value:number", "amendment:integer", "amended_on:date",
                    "origin",
                ),
                Field("in_force", "boolean"),
            ),
            ("contract", "indicator", "territory", "as_of"),
            ("contract", "indicator", "territory", "measure", "reference", "amendment"),
            _targets,
        ),
        Dataset(
            "progress",
            _fields(
                "progress", "contract", "indicator", "territory", "measure", "reference", "is_demo:boolean",
                "read_on:date", "baseline_period:date", "baseline_value:number", "current_period:date",
                "current_value:number", "deadline:date", "target_value:number", "amendment:integer",
                "elapsed_ratio:number", "advancement_ratio:number", "pace:number", "status", "reason",
                "needed_per_year:number", "recent_per_year:number", "landing_value:number", "landing_low:number",
                "landing_high:number", "landing_reason", "landing_condition", "landing_break_on:date", "change_value:number", "improves:boolean", "significant:boolean",
            ),
            ("contract", "indicator", "territory", "as_of"),
            ("contract", "indicator", "territory", "measure", "reference"),
            _progress,
        ),
    )
}  # fmt: skip
_PAGE = ("limit", "offset", "format", "lang")
_OUTLINE_FILTERS = ("territory", "level", "generation", "within", "as_of")
_CHOICES: dict[str, Sequence[str]] = {
    "kind": KINDS,
    "origin": ORIGINS,
    "generation": GENERATIONS,
    "level": tuple(LEVELS),
    "format": ("json", "csv"),
    "lang": ("fr", "en"),
}


# What is asked.


def _language(request: Request) -> str:
    said = request.query_params.get("lang")
    if said in {"fr", "en"}:
        return str(said)
    return "fr" if request.headers.get("accept-language", "").lower().startswith("fr") else "en"


def _whole(name: str, said: str, least: int, most: int, language: str) -> int:
    if not (said.isascii() and said.isdigit()) or len(said) > 9 or not least <= int(said) <= most:
        raise _Refused(text("api.error.whole", language, name=name, said=said, least=least, most=most))
    return int(said)


def _day(name: str, said: str, language: str) -> date:
    if len(said) == 4 and said.isascii() and said.isdigit() and name in {"from", "to"}:
        said = f"{said}-01-01" if name == "from" else f"{said}-12-31"
    try:
        return date.fromisoformat(said)
    except ValueError as error:
        raise _Refused(text("api.error.day", language, name=name, said=said)) from error


def _choice(name: str, said: str, options: Iterable[str], language: str) -> str:
    listed = list(options)
    if said not in listed:
        raise _Refused(text("api.error.choice", language, name=name, said=said, names=", ".join(listed)))
    return said


def _codes(name: str, said: str, existing: Mapping[str, Any], language: str) -> tuple[str, ...]:
    codes = tuple(dict.fromkeys(code.strip() for code in said.split(",") if code.strip()))
    for code in codes:
        if code not in existing:
            raise _Refused(text("api.error.unknown_code", language, name=name, code=code))
    return codes


def _value(name: str, said: str, known: Catalogue, language: str) -> Any:
    if name in {"indicator", "territory", "contract"}:
        existing = {"indicator": known.indicators, "territory": known.territories, "contract": known.contracts}[name]
        return _codes(name, said, existing, language)
    if name == "within":
        return _codes(name, said, known.territories, language)[0]
    if name in {"from", "to", "as_of"}:
        return _day(name, said, language)
    if name == "release":
        return _whole(name, said, 1, 999_999_999, language)
    options = sorted({axis for _, axis in known.axes}) if name == "axis" else _CHOICES[name]
    return _choice(name, said, options, language)


def _understood(request: Request, filters: Sequence[str], release: str, language: str) -> Asked:
    known = answers.catalogue(release)
    query = request.query_params
    values: dict[str, Any] = {}
    for name in query:
        if name not in filters and name not in _PAGE:
            raise _Refused(
                text("api.error.unknown_parameter", language, name=name, names=", ".join((*filters, *_PAGE)))
            )
        if len(query.getlist(name)) > 1:
            raise _Refused(text("api.error.repeated", language, name=name))
        said = query[name].strip()
        if name in filters and said:
            values[name] = _value(name, said, known, language)
    for name in ("format", "lang"):
        if query.get(name):
            _choice(name, query[name], _CHOICES[name], language)
    limit = _whole("limit", query.get("limit") or str(LIMIT), 1, MOST, language)
    offset = _whole("offset", query.get("offset") or "0", 0, 999_999_999, language)
    wants_csv = query.get("format") == "csv" or (
        not query.get("format") and request.headers.get("accept", "").lower().startswith("text/csv")
    )
    return Asked(values, limit, offset, language, "csv" if wants_csv else "json", release, known)


# What is answered.


def _etag(request: Request, release: str) -> str:
    """A mark of the state of the figures and of everything that the answer depends on besides."""
    parts = (
        __version__, release, request.url.path, request.url.query, request.headers.get("accept", ""),
        _language(request), _base(request), str(config.settings().hide_demo),
    )  # fmt: skip
    return f'"{blake2b("|".join(parts).encode(), digest_size=12).hexdigest()}"'


def _base(request: Request) -> str:
    return f"{request.url.scheme}://{request.url.netloc}"


def _headers(etag: str) -> dict[str, str]:
    return {
        "etag": etag,
        "cache-control": "no-cache",
        "access-control-allow-origin": "*",
        "access-control-expose-headers": "ETag, Link",
        "vary": "accept, accept-language, accept-encoding",
    }


def _problem(status: int, title: str, detail: str) -> Response:
    """Problem details (RFC 9457)."""
    body = orjson.dumps({"type": "about:blank", "title": title, "status": status, "detail": detail})
    return Response(
        body,
        status,
        media_type="application/problem+json",
        headers={"access-control-allow-origin": "*", "cache-control": "no-store"},
    )


def _json(content: Any, headers: Mapping[str, str], media_type: str = "application/json") -> Response:
    body = orjson.dumps(content, default=_plain)
    return Response(body, media_type=media_type, headers=dict(headers))


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _cell(value: Any, language: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        said = repr(value).removesuffix(".0")
        return said.replace(".", ",") if language == "fr" else said
    if isinstance(value, date | datetime):
        return value.isoformat()
    said = str(value)
    # A spreadsheet would run a text that begins like a formula.
    return "'" + said if said.startswith(("=", "+", "-", "@", "\t", "\r")) else said


def _csv(rows: Rows, fields: Sequence[Field], language: str, headers: Mapping[str, str], name: str) -> Response:
    memory = io.StringIO()
    writer = csv.writer(memory, delimiter=";" if language == "fr" else ",", lineterminator="\r\n")
    writer.writerow([field.name for field in fields])
    writer.writerows([_cell(row[field.name], language) for field in fields] for row in rows)
    # The mark of UTF-8 makes a French spreadsheet read accents; machines that ask in English do without.
    body = memory.getvalue().encode("utf-8-sig" if language == "fr" else "utf-8")
    named = {"content-disposition": f'attachment; filename="cap-quartiers-{name}.csv"'}
    return Response(body, media_type="text/csv", headers={**headers, **named})


Answer = Callable[[Request, str, Mapping[str, str]], Response]


def _guarded(answer: Answer) -> Callable[[Request], Response]:
    """The same answer with an ETag, 304 for who has it, and errors as problem details."""

    def endpoint(request: Request) -> Response:
        language = _language(request)
        try:
            release = database.identity()
            headers = _headers(_etag(request, release))
            known = [mark.strip().removeprefix("W/") for mark in request.headers.get("if-none-match", "").split(",")]
            if headers["etag"] in known or "*" in known:
                return Response(status_code=304, headers=headers)
            return answer(request, release, headers)
        except _Refused as refused:
            return _problem(400, text("api.error.title", language), refused.message)
        except DashboardError as error:
            return _problem(503, text("api.error.unavailable_title", language), twins.said(error, language)[1])
        except Exception:
            _log.exception("%s failed", request.url.path)
            return _problem(500, text("api.error.unavailable_title", language), text("api.error.internal", language))

    return endpoint


def _rows(dataset: Dataset) -> Answer:
    def answer(request: Request, release: str, headers: Mapping[str, str]) -> Response:
        asked = _understood(request, dataset.filters, release, _language(request))
        found = dataset.read(asked)
        rows = found[: asked.limit]
        following, linked = _following(request, asked, len(found), headers)
        if asked.format == "csv":
            return _csv(rows, dataset.fields, asked.language, linked, dataset.name)
        names = [field.name for field in dataset.fields]
        content = {
            "dataset": dataset.name,
            "release": release,
            "as_of": asked.values.get("as_of") if dataset.has_past else None,
            "offset": asked.offset,
            "count": len(rows),
            "next": following,
            "rows": [{name: row[name] for name in names} for row in rows],
        }
        return _json(content, linked)

    return answer


def _following(
    request: Request, asked: Asked, found: int, headers: Mapping[str, str]
) -> tuple[str | None, Mapping[str, str]]:
    """The address of the next page and the headers that name it; found: rows, one more than the page where there are more."""
    if found <= asked.limit:
        return None, headers
    query = {**request.query_params, "limit": asked.limit, "offset": asked.offset + asked.limit, "format": asked.format}
    address = f"{_base(request)}{request.url.path}?{urlencode(query)}"
    return address, {**headers, "link": f'<{address}>; rel="next"'}


def _outlines(request: Request, release: str, headers: Mapping[str, str]) -> Response:
    """Pages of one GeoJSON collection, which bears what the pages of the other addresses say of themselves."""
    asked = _understood(request, _OUTLINE_FILTERS, release, _language(request))
    if request.query_params.get("format") == "csv":
        raise _Refused(text("api.error.only_geojson", asked.language))
    wanted = {
        row["territory"]
        for row in _territories(Asked(asked.values, 10**9, 0, asked.language, "json", release, asked.known))
    }
    found = [outline for outline in answers.outline_features(release) if outline[0] in wanted]
    found = found[asked.offset : asked.offset + asked.limit + 1]
    following, linked = _following(request, asked, len(found), headers)
    features = [
        {
            "type": "Feature",
            "properties": {
                "territory": code,
                "name": asked.known.territory_label(code, asked.language),
                "level": asked.known.territories[code].level,
                "precision": precision,
                "credit": credit,
            },
            "geometry": json.loads(geometry),
        }
        for code, precision, credit, geometry in found[: asked.limit]
    ]
    content = {
        "type": "FeatureCollection",
        "dataset": "outlines",
        "release": release,
        "as_of": None,
        "offset": asked.offset,
        "count": len(features),
        "next": following,
        "features": features,
    }
    return _json(content, linked, "application/geo+json")


def _index(request: Request, release: str, headers: Mapping[str, str]) -> Response:
    language, base = _language(request), _base(request)
    content = {
        "title": text("api.title", language),
        "description": text("api.description", language),
        "release": release,
        "version": __version__,
        "datasets": [
            {"name": name, "title": text(f"api.dataset.{name}", language), "url": f"{base}/api/{name}"}
            for name in (*DATASETS, "outlines")
        ],
        "datapackage": f"{base}/api/datapackage.json",
        "openapi": f"{base}/api/openapi.json",
        "health": f"{base}/api/health",
    }
    return _json(content, headers)


# Descriptions for machines.


def _meanings(release: str) -> dict[str, str]:
    return {f"{c.table}.{c.column}": c.meaning for c in answers.columns(release)}


_DERIVED = {"in_force": "Whether no later amendment replaced it by the day asked for."}
"""What columns that exist in no table mean."""


def _schema(dataset: Dataset, meanings: Mapping[str, str]) -> dict[str, Any]:
    fields = []
    for field in dataset.fields:
        described = meanings.get(field.source) or _DERIVED.get(field.name, "")
        entry: dict[str, Any] = {"name": field.name, "type": field.type, "description": described}
        if field.type in {"date", "datetime"}:
            entry["format"] = "default" if field.type == "date" else "any"
        if field.name in dataset.key and field.name != "reference":
            entry["constraints"] = {"required": True}
        fields.append(entry)
    schema: dict[str, Any] = {"fields": fields, "missingValues": [""]}
    if "reference" not in dataset.key:
        schema["primaryKey"] = list(dataset.key)
    return schema


@lru_cache(maxsize=16)
def _slices(name: str, release: str, show_demo: bool) -> tuple[int, ...]:
    """Where each page of MOST rows of a dataset begins, so that together they are all of it."""
    known, starts = answers.catalogue(release), [0]
    while DATASETS[name].read(Asked({}, 0, starts[-1] + MOST, "en", "csv", release, known)):
        starts.append(starts[-1] + MOST)
    return tuple(starts)


def _paths(base: str, name: str, release: str) -> str | list[str]:
    """The address of a resource's file, or of each of its parts, in order, where it is longer than a page."""
    whole = f"{base}/api/{name}?format=csv&lang=en&limit={MOST}"
    starts = _slices(name, release, not config.settings().hide_demo)
    return [f"{whole}&offset={start}" for start in starts] if len(starts) > 1 else whole


def _datapackage(request: Request, release: str, headers: Mapping[str, str]) -> Response:
    """A Frictionless Data Package whose Table Schemas come from the comments of the database's columns."""
    meanings, base, language = _meanings(release), _base(request), _language(request)
    resources = [
        {
            "name": name,
            "title": text(f"api.dataset.{name}", language),
            "description": text("api.has_past" if dataset.has_past else "api.no_past", language),
            "path": _paths(base, name, release),
            "profile": "tabular-data-resource",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "header": True},
            "schema": _schema(dataset, meanings),
        }
        for name, dataset in DATASETS.items()
    ]
    known = answers.catalogue(release)
    content = {
        "profile": "data-package",
        "name": "cap-quartiers",
        "title": text("api.title", language),
        "description": text("api.description", language),
        "version": release,
        "homepage": f"{base}/",
        "created": f"{answers.last_published(release).isoformat()}T00:00:00Z",
        "licenses": LICENCES,
        "sources": [
            {"title": s.title.in_language(language), **({"path": s.url} if s.url.startswith("http") else {})}
            for s in known.sources.values()
        ],
        "resources": resources,
    }
    return _json(content, headers)


_JSON_TYPES: dict[str, dict[str, Any]] = {
    "string": {"type": ["string", "null"]},
    "number": {"type": ["number", "null"]},
    "integer": {"type": ["integer", "null"]},
    "boolean": {"type": ["boolean", "null"]},
    "date": {"type": ["string", "null"], "format": "date"},
    "datetime": {"type": ["string", "null"]},
}
_ARRAYS = {"indicator", "territory", "contract"}


def _parameter(name: str, language: str, known: Catalogue, has_past: bool) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    if name in _ARRAYS:
        schema = {"type": "array", "items": {"type": "string"}}
    elif name == "as_of":
        schema = {"type": "string", "format": "date"}
    elif name in _CHOICES:
        schema = {"type": "string", "enum": list(_CHOICES[name])}
    elif name == "axis":
        schema = {"type": "string", "enum": sorted({axis for _, axis in known.axes})}
    elif name in {"limit", "offset", "release"}:
        schema = {"type": "integer", "minimum": 0 if name == "offset" else 1}
        if name == "limit":
            schema |= {"maximum": MOST, "default": LIMIT}
    entry = {
        "name": name,
        "in": "query",
        "required": False,
        "description": (
            text("api.no_past", language)
            if name == "as_of" and not has_past
            else text(f"api.parameter.{name}", language, most=MOST)
        ),
        "schema": schema,
    }
    return entry | {"style": "form", "explode": False} if name in _ARRAYS else entry


def _responses(content: Mapping[str, Any]) -> dict[str, Any]:
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/problem"}}}
    return {
        "200": {"description": "OK", "headers": {"ETag": {"schema": {"type": "string"}}}, "content": dict(content)},
        "304": {"description": "Not modified"},
        "400": {"description": "The request is not understood", "content": problem},
        "503": {"description": "The figures are not available", "content": problem},
    }


def _page_schema(name: str, rows: str, one: Mapping[str, Any], has_past: bool) -> dict[str, Any]:
    """What a page of an address is made of; rows: the member that holds them; one: the schema of a row."""
    day = {"type": ["string", "null"], "format": "date"} if has_past else {"type": "null"}
    return {
        "type": "object",
        "required": ["dataset", "release", "as_of", "offset", "count", "next", rows],
        "properties": {
            "dataset": {"const": name},
            "release": {"type": "string"},
            "as_of": day,
            "offset": {"type": "integer"},
            "count": {"type": "integer"},
            "next": {"type": ["string", "null"], "format": "uri"},
            rows: {"type": "array", "items": dict(one)},
        },
    }


def _openapi(request: Request, release: str, headers: Mapping[str, str]) -> Response:
    language, known, meanings = _language(request), answers.catalogue(release), _meanings(release)
    paths: dict[str, Any] = {}
    schemas: dict[str, Any] = {
        "problem": {
            "type": "object",
            "required": ["title", "status", "detail"],
            "properties": {
                "type": {"type": "string"},
                "title": {"type": "string"},
                "status": {"type": "integer"},
                "detail": {"type": "string"},
            },
        }
    }
    for name, dataset in DATASETS.items():
        properties = {
            f.name: {**_JSON_TYPES[f.type], "description": meanings.get(f.source) or _DERIVED.get(f.name, "")}
            for f in dataset.fields
        }
        schemas[name] = {"type": "object", "required": list(properties), "properties": properties}
        page = _page_schema(name, "rows", {"$ref": f"#/components/schemas/{name}"}, dataset.has_past)
        paths[f"/api/{name}"] = {
            "get": {
                "operationId": name,
                "summary": text(f"api.dataset.{name}", language),
                "description": text("api.has_past" if dataset.has_past else "api.no_past", language),
                "parameters": [_parameter(p, language, known, dataset.has_past) for p in (*dataset.filters, *_PAGE)],
                "responses": _responses(
                    {"application/json": {"schema": page}, "text/csv": {"schema": {"type": "string"}}}
                ),
            }
        }
    whole = {"type": "object"}
    outlines = _page_schema("outlines", "features", {"type": "object"}, False)
    outlines["required"].append("type")
    outlines["properties"]["type"] = {"const": "FeatureCollection"}
    paths["/api/outlines"] = {
        "get": {
            "operationId": "outlines",
            "summary": text("api.dataset.outlines", language),
            "description": text("api.no_past", language),
            "parameters": [
                _parameter(p, language, known, False) for p in (*_OUTLINE_FILTERS, "limit", "offset", "lang")
            ],
            "responses": _responses({"application/geo+json": {"schema": outlines}}),
        }
    }
    plain = {"/api/": "index", "/api/datapackage.json": "datapackage", "/api/health": "health", "/health": "probe"}
    for address, operation in plain.items():
        paths[address] = {
            "get": {"operationId": operation, "responses": _responses({"application/json": {"schema": whole}})}
        }
    content = {
        "openapi": "3.1.0",
        "info": {
            "title": text("api.title", language),
            "version": __version__,
            "description": text("api.description", language),
            "license": {"name": "Licence Ouverte 2.0", "url": LICENCES[0]["path"]},
        },
        "servers": [{"url": _base(request)}],
        "paths": paths,
        "components": {"schemas": schemas},
    }
    return _json(content, headers)


def _missing(request: Request) -> Response:
    language = _language(request)
    return _problem(404, text("api.error.not_found_title", language), text("api.error.not_found", language))


routes = [
    Route("/api/", _guarded(_index)),
    Route("/api/datapackage.json", _guarded(_datapackage)),
    Route("/api/openapi.json", _guarded(_openapi)),
    Route("/api/outlines", _guarded(_outlines)),
    *(Route(f"/api/{name}", _guarded(_rows(dataset))) for name, dataset in DATASETS.items()),
    Route("/api/{unknown:path}", _missing),
]
"""All GET (and HEAD); the last one catches what does not exist, so it must come after every other address of /api/."""
