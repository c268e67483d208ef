"""Open data: the published figures as JSON, CSV and GeoJSON on plain addresses, with what a machine needs to read them.

Secrecy and marks are those of the pages, because the tables are the same: a hidden value is null and its status says
why, `origin` marks demonstration figures, and an installation that hides them hides them here. Every answer carries an
ETag made of the state of the figures; a client that has it gets 304.
"""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from observatory import __version__
from observatory.api.datapackage import datapackage
from observatory.api.datasets import DATASETS
from observatory.api.openapi import openapi
from observatory.api.request import base_of, language_of
from observatory.api.resources import outlines, rows_of
from observatory.api.response import guarded, json_response, problem
from observatory.texts import text


def _index(request: Request, release: str, headers: Mapping[str, str]) -> Response:
    language, base = language_of(request), base_of(request)
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
    return json_response(content, headers)


def _missing(request: Request) -> Response:
    language = language_of(request)
    return problem(404, text("api.error.not_found_title", language), text("api.error.not_found", language))


def _not_allowed(request: Request) -> Response:
    """What only reading addresses say to other methods; a browser that asks beforehand is told which there are."""
    if request.method == "OPTIONS":
        return Response(status_code=204, headers=_READ_ONLY)
    language = language_of(request)
    told = problem(405, text("api.error.method_title", language), text("api.error.method", language))
    told.headers["allow"] = _READ_ONLY["allow"]
    return told


_READ_ONLY = {
    "allow": "GET, HEAD, OPTIONS",
    "access-control-allow-origin": "*",
    "access-control-allow-methods": "GET, HEAD",
    # A page of another site that keeps an ETag sends it back.
    "access-control-allow-headers": "If-None-Match",
    "access-control-max-age": "86400",
}
_WRITING = ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

routes = [
    Route("/api/{any:path}", _not_allowed, methods=_WRITING),
    Route("/api", guarded(_index)),
    Route("/api/", guarded(_index)),
    Route("/api/datapackage.json", guarded(datapackage)),
    Route("/api/openapi.json", guarded(openapi)),
    Route("/api/outlines", guarded(outlines)),
    *(Route(f"/api/{name}", guarded(rows_of(dataset))) for name, dataset in DATASETS.items()),
    Route("/api/{unknown:path}", _missing),
]
"""All GET (and HEAD); the last one catches what does not exist, so it must come after every other address of /api/."""
