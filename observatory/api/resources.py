"""The answers of the addresses that hold figures and places: rows of a dataset, outlines as GeoJSON."""

import json
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from observatory import answers
from observatory.api.datasets import DATASETS, Dataset
from observatory.api.request import Asked, Refused, language_of, understood
from observatory.api.response import Answer, csv_response, following, json_response
from observatory.texts import text

OUTLINE_FILTERS = ("territory", "level", "generation", "within", "as_of")


def rows_of(dataset: Dataset) -> Answer:
    """What answers with pages of a dataset, as JSON or CSV."""

    def answer(request: Request, release: str, headers: Mapping[str, str]) -> Response:
        asked = understood(request, dataset.filters, release, language_of(request))
        found = dataset.read(asked)
        rows = found[: asked.limit]
        then, linked = following(request, asked, len(found), headers)
        if asked.format == "csv":
            return csv_response(rows, dataset.fields, asked.language, linked, dataset.name)
        names = [field.name for field in dataset.fields]
        content = {
            "dataset": dataset.name,
            "release": release,
            "as_of": asked.values.get("as_of"),
            "offset": asked.offset,
            "count": len(rows),
            "next": then,
            "rows": [{name: row[name] for name in names} for row in rows],
        }
        return json_response(content, linked)

    return answer


def outlines(request: Request, release: str, headers: Mapping[str, str]) -> Response:
    """Pages of one GeoJSON collection, which bears what the pages of the other addresses say of themselves."""
    asked = understood(request, OUTLINE_FILTERS, release, language_of(request))
    if request.query_params.get("format") == "csv":
        raise Refused(text("api.error.only_geojson", asked.language))
    whole = Asked(asked.values, 10**9, 0, asked.language, "json", release, asked.known)
    wanted = {row["territory"] for row in DATASETS["territories"].read(whole)}
    found = [
        outline for outline in answers.outline_features(release, asked.values.get("as_of")) if outline[0] in wanted
    ]
    found = found[asked.offset : asked.offset + asked.limit + 1]
    then, linked = following(request, asked, len(found), headers)
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
        "as_of": asked.values.get("as_of"),
        "offset": asked.offset,
        "count": len(features),
        "next": then,
        "features": features,
    }
    return json_response(content, linked, "application/geo+json")
