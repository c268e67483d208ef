"""The OpenAPI description of every address, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from observatory import __version__, answers
from observatory.api.datapackage import LICENCES
from observatory.api.datasets import DATASETS, meanings
from observatory.api.request import CHOICES, LIMIT, LISTS, MOST, PAGE, base_of, language_of
from observatory.api.resources import OUTLINE_FILTERS
from observatory.api.response import json_response
from observatory.catalogue import Catalogue
from observatory.texts import text

_JSON_TYPES: dict[str, dict[str, Any]] = {
    "string": {"type": ["string", "null"]},
    "number": {"type": ["number", "null"]},
    "integer": {"type": ["integer", "null"]},
    "boolean": {"type": ["boolean", "null"]},
    "date": {"type": ["string", "null"], "format": "date"},
    "datetime": {"type": ["string", "null"], "format": "date-time"},
}


def openapi(request: Request, release: str, headers: Mapping[str, str]) -> Response:
    """All addresses, their parameters and what they give, described in the language asked for."""
    language, known = language_of(request), answers.catalogue(release)
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
        means = meanings(dataset, release)
        properties = {f.name: {**_JSON_TYPES[f.type], "description": means[f.name]} for f in dataset.fields}
        schemas[name] = {"type": "object", "required": list(properties), "properties": properties}
        page = _page_schema(name, "rows", {"$ref": f"#/components/schemas/{name}"}, dataset.has_past)
        paths[f"/api/{name}"] = {
            "get": {
                "operationId": name,
                "summary": text(f"api.dataset.{name}", language),
                "description": text("api.has_past" if dataset.has_past else "api.no_past", language),
                "parameters": [_parameter(p, language, known) for p in (*dataset.filters, *PAGE)],
                "responses": _responses(
                    {"application/json": {"schema": page}, "text/csv": {"schema": {"type": "string"}}}
                ),
            }
        }
    whole = {"type": "object"}
    outlines = _page_schema("outlines", "features", {"type": "object"}, True)
    outlines["required"].append("type")
    outlines["properties"]["type"] = {"const": "FeatureCollection"}
    paths["/api/outlines"] = {
        "get": {
            "operationId": "outlines",
            "summary": text("api.dataset.outlines", language),
            "description": text("api.has_past", language),
            "parameters": [_parameter(p, language, known) for p in (*OUTLINE_FILTERS, "limit", "offset", "lang")],
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
        "servers": [{"url": base_of(request)}],
        "paths": paths,
        "components": {"schemas": schemas},
    }
    return json_response(content, headers)


def _parameter(name: str, language: str, known: Catalogue) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    if name in LISTS:
        schema = {"type": "array", "items": {"type": "string"}, "minItems": 1}
    elif name == "as_of":
        schema = {"type": "string", "format": "date"}
    elif name in CHOICES:
        schema = {"type": "string", "enum": list(CHOICES[name])}
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
        "description": text(f"api.parameter.{name}", language, most=MOST),
        "schema": schema,
    }
    return entry | {"style": "form", "explode": False} if name in LISTS else entry


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
