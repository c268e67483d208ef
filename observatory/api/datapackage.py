"""The Frictionless data package: every dataset as CSV, with a Table Schema of its columns."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from observatory import answers, config
from observatory.api.datasets import DATASETS, Dataset, meanings
from observatory.api.request import MOST, Asked, base_of, language_of
from observatory.api.response import json_response
from observatory.texts import text

LICENCES = [
    {
        "name": "etalab-2.0",
        "path": "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
        "title": "Licence Ouverte 2.0",
    }
]


def datapackage(request: Request, release: str, headers: Mapping[str, str]) -> Response:
    """A Frictionless Data Package whose Table Schemas come from the comments of the database's columns."""
    base, language = base_of(request), language_of(request)
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
            "schema": _schema(dataset, release),
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
    return json_response(content, headers)


def _schema(dataset: Dataset, release: str) -> dict[str, Any]:
    fields, means = [], meanings(dataset, release)
    for field in dataset.fields:
        entry: dict[str, Any] = {"name": field.name, "type": field.type, "description": means[field.name]}
        if field.type in {"date", "datetime"}:
            entry["format"] = "default"
        if field.name in dataset.key and field.name != "reference":
            entry["constraints"] = {"required": True}
        fields.append(entry)
    schema: dict[str, Any] = {"fields": fields, "missingValues": [""]}
    if "reference" not in dataset.key:
        schema["primaryKey"] = list(dataset.key)
    return schema


def _paths(base: str, name: str, release: str) -> str | list[str]:
    """The address of a resource's file, or of each of its parts, in order, where it is longer than a page."""
    whole = f"{base}/api/{name}?format=csv&lang=en&limit={MOST}"
    starts = _slices(name, release, not config.settings().hide_demo)
    return [f"{whole}&offset={start}" for start in starts] if len(starts) > 1 else whole


@lru_cache(maxsize=16)
def _slices(name: str, release: str, show_demo: bool) -> tuple[int, ...]:
    """Where each page of MOST rows of a dataset begins, so that together they are all of it."""
    known, starts = answers.catalogue(release), [0]
    while DATASETS[name].read(Asked({}, 0, starts[-1] + MOST, "en", "csv", release, known)):
        starts.append(starts[-1] + MOST)
    return tuple(starts)
