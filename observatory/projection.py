"""The route of the projected deck: what the link asks for, checked, and the page that holds the whole committee.

`/deck?contract=…&territories=…&reference=…&years=…&lang=…&sequence=…&theme=…`: every part may be left out. A part that
means nothing gets a page with one sentence, never a trace.
"""

import logging
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from html import escape

import brotli
import plotly
from plotly.offline import get_plotlyjs
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from observatory import answers, committee, config, database, twins
from observatory.errors import DashboardError
from observatory.selection import Selection
from observatory.slides import Addresses, SavedSequence, page, typeface
from observatory.texts import LANGUAGES, text

PLOTLY = f"plotly-{plotly.__version__}.js"
QUALITY = 6
THEMES = {"light": False, "dark": True}

_log = logging.getLogger(__name__)


class _Unclear(DashboardError):
    """A part of the link that means nothing."""


def asked(query: Mapping[str, str]) -> tuple[Selection, SavedSequence | None]:
    """The selection and the saved sequence of a link; DashboardError names the part that means nothing."""
    language = query.get("lang", "") or "fr"
    if language not in LANGUAGES:
        raise _unclear("language", language, "fr")
    release = database.identity()
    known = answers.catalogue(release)
    code = query.get("contract") or next(iter(known.contracts))
    if code not in known.contracts:
        raise _unclear("contract", code, language)
    contract = known.contracts[code]
    territories = tuple(dict.fromkeys(t for t in query.get("territories", "").split(",") if t)) or contract.territories
    reference = query.get("reference") or contract.reference
    for one in (*territories, reference):
        if one not in known.territories:
            raise _unclear("territory", one, language)
    others = [one for one in territories if one not in contract.territories][: answers.MAX_LINES]
    first, last = _years(query.get("years", ""), language, release, code)
    sequence = None
    if wanted := query.get("sequence"):
        sequence = answers.committees(release, not config.settings().hide_demo).get(wanted)
        if sequence is None or sequence.contract != code:
            raise _unclear("sequence", wanted, language)
    selection = Selection(
        contract=code,
        # All of the contract have their slides; of others, charts draw but a few.
        territories=tuple(t for t in territories if t in contract.territories or t in others),
        reference=reference,
        first_year=first,
        last_year=last,
        language=language,
        dark=False,
        show_demo=not config.settings().hide_demo,
        release=release,
    )
    return selection, sequence


def _years(written: str, language: str, release: str, contract: str) -> tuple[int, int]:
    if not written:
        return answers.years(release, contract, not config.settings().hide_demo)
    first, _, last = written.partition("-")
    if first.isdecimal() and last.isdecimal() and 1900 <= int(first) <= int(last) <= 2100:
        return int(first), int(last)
    raise _unclear("years", written, language)


def _unclear(part: str, value: str, language: str) -> _Unclear:
    return _Unclear(text("slides.error.title", language), text(f"slides.error.{part}", language, value=value[:60]))


@lru_cache(maxsize=16)
def _served(selection: Selection, sequence: SavedSequence | None, dark: bool | None, _today: date) -> str:
    path = typeface.path()
    # Relative to /deck, so that a proxy may serve the dashboard under a path of its own.
    addresses = Addresses(f"deck/{PLOTLY}", f"static/media/{path.name}" if path else "")
    return page(committee.deck(selection, sequence), dark, addresses)


def deck(request: Request) -> Response:
    """The deck that a link asks for."""
    query = request.query_params
    language = "en" if query.get("lang") == "en" else "fr"
    try:
        selection, sequence = asked(query)
        drawn = _served(selection, sequence, THEMES.get(query.get("theme", "")), date.today())
        return HTMLResponse(drawn, headers={"cache-control": "no-cache"})
    except _Unclear as error:
        return _sorry(error.title, error.message, language, 404)
    except DashboardError as error:
        return _sorry(*twins.said(error, language), language, 503)
    except Exception:
        _log.exception("deck failed")
        return _sorry(text("slides.error.title", language), text("slides.error.unexpected", language), language, 500)


def _sorry(title: str, message: str, language: str, status: int) -> HTMLResponse:
    back = text("slides.error.back", language)
    return HTMLResponse(
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">'
        "<style>:root{color-scheme:light dark}body{font:18px/1.5 'Source Sans','Source Sans 3',sans-serif;max-width:40em;"
        "margin:12vh auto;padding:0 24px}h1{font-size:28px;line-height:1.2}</style></head>"
        f'<body><main><h1>{escape(title)}</h1><p>{escape(message)}</p><p><a href="./">{escape(back)}</a></p></main></body></html>',
        status_code=status,
        headers={"cache-control": "no-store"},
    )


@lru_cache(maxsize=2)
def _script(compressed: bool) -> bytes:
    content: bytes = get_plotlyjs().encode()
    return bytes(brotli.compress(content, quality=QUALITY)) if compressed else content


def plotly_script(request: Request) -> Response:
    """plotly.js of the installed version, which the browser keeps for a year."""
    compressed = "br" in request.headers.get("accept-encoding", "")
    headers = {"cache-control": "public, max-age=31536000, immutable", "vary": "accept-encoding"}
    if compressed:
        headers["content-encoding"] = "br"
    return Response(_script(compressed), media_type="text/javascript", headers=headers)


routes = [Route("/deck", deck), Route(f"/deck/{PLOTLY}", plotly_script)]
"""What the served application adds for committees."""
