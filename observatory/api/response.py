"""How an answer travels: ETag and 304, JSON and CSV, pages that name the next one, errors as problem details."""

import csv
import io
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from hashlib import blake2b
from typing import Any
from urllib.parse import urlencode

import orjson
from starlette.requests import Request
from starlette.responses import Response

from observatory import __version__, config, database, twins
from observatory.api.datasets import Field, Rows
from observatory.api.request import Asked, Refused, base_of, language_of
from observatory.errors import DashboardError
from observatory.texts import text

_log = logging.getLogger(__name__)

Answer = Callable[[Request, str, Mapping[str, str]], Response]
"""What answers a request, given the state of the figures and the headers that go with it."""


def guarded(answer: Answer) -> Callable[[Request], Response]:
    """The same answer with an ETag, 304 for who has it, and errors as problem details."""

    def endpoint(request: Request) -> Response:
        language = language_of(request)
        try:
            release = database.identity()
            headers = _headers(_etag(request, release))
            known = [mark.strip().removeprefix("W/") for mark in request.headers.get("if-none-match", "").split(",")]
            if headers["etag"] in known or "*" in known:
                return Response(status_code=304, headers=headers)
            return answer(request, release, headers)
        except Refused as refused:
            return problem(400, text("api.error.title", language), refused.message)
        except DashboardError as error:
            return problem(503, text("api.error.unavailable_title", language), twins.said(error, language)[1])
        except Exception:
            _log.exception("%s failed", request.url.path)
            return problem(500, text("api.error.unavailable_title", language), text("api.error.internal", language))

    return endpoint


def problem(status: int, title: str, detail: str) -> Response:
    """Problem details (RFC 9457)."""
    body = orjson.dumps({"type": "about:blank", "title": title, "status": status, "detail": detail})
    return Response(
        body,
        status,
        media_type="application/problem+json",
        headers={"access-control-allow-origin": "*", "cache-control": "no-store"},
    )


def json_response(content: Any, headers: Mapping[str, str], media_type: str = "application/json") -> Response:
    """Plain values as JSON, days in ISO 8601 and moments, which are all UTC, as RFC 3339 writes them."""
    body = orjson.dumps(content, option=orjson.OPT_NAIVE_UTC | orjson.OPT_UTC_Z)
    return Response(body, media_type=media_type, headers=dict(headers))


def csv_response(rows: Rows, fields: Sequence[Field], language: str, headers: Mapping[str, str], name: str) -> Response:
    """Rows as a file that a spreadsheet of the language opens: `;` and decimal commas in French."""
    memory = io.StringIO()
    writer = csv.writer(memory, delimiter=";" if language == "fr" else ",", lineterminator="\r\n")
    writer.writerow([field.name for field in fields])
    writer.writerows([_cell(row[field.name], language) for field in fields] for row in rows)
    # The mark of UTF-8 makes a French spreadsheet read accents; machines that ask in English do without.
    body = memory.getvalue().encode("utf-8-sig" if language == "fr" else "utf-8")
    named = {"content-disposition": f'attachment; filename="cap-quartiers-{name}.csv"'}
    return Response(body, media_type="text/csv", headers={**headers, **named})


def following(
    request: Request, asked: Asked, found: int, headers: Mapping[str, str]
) -> tuple[str | None, Mapping[str, str]]:
    """The address of the next page and the headers that name it; found: rows, one more than the page where there are more."""
    if found <= asked.limit:
        return None, headers
    query = {**request.query_params, "limit": asked.limit, "offset": asked.offset + asked.limit, "format": asked.format}
    address = f"{base_of(request)}{request.url.path}?{urlencode(query)}"
    return address, {**headers, "link": f'<{address}>; rel="next"'}


def _etag(request: Request, release: str) -> str:
    """A mark of the state of the figures and of everything that the answer depends on besides."""
    parts = (
        __version__, release, request.url.path, request.url.query, request.headers.get("accept", ""),
        language_of(request), base_of(request), str(config.settings().hide_demo),
    )  # fmt: skip
    return f'"{blake2b("|".join(parts).encode(), digest_size=12).hexdigest()}"'


def _headers(etag: str) -> dict[str, str]:
    return {
        "etag": etag,
        "cache-control": "no-cache",
        "access-control-allow-origin": "*",
        "access-control-expose-headers": "ETag, Link",
        "vary": "accept, accept-language, accept-encoding",
    }


def _cell(value: Any, language: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        said = repr(value).removesuffix(".0")
        return said.replace(".", ",") if language == "fr" else said
    if isinstance(value, datetime):
        return f"{value.isoformat()}Z"
    if isinstance(value, date):
        return value.isoformat()
    said = str(value)
    # A spreadsheet would run a text that begins like a formula.
    return "'" + said if said.startswith(("=", "+", "-", "@", "\t", "\r")) else said
