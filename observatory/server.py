"""The served application: the dashboard's pages and plain routes on one port. Run with `make run`.

`streamlit run dashboard.py` goes on working, without the routes and without compression.
"""

import logging
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from threading import Thread

import streamlit as st
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session, runtime
from streamlit.runtime.pages_manager import PagesManager

# Streamlit puts this file's folder on the path, not the one that the package lies in.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from observatory import __version__, api, config, database, projection, publication  # noqa: E402
from observatory.delivery import Delivery  # noqa: E402
from observatory.errors import DashboardError  # noqa: E402
from observatory.gathering import Gathered  # noqa: E402

_log = logging.getLogger(__name__)


def _resume() -> None:
    """Finish or set aside what a stop interrupted; several servers may try, the first one does it."""
    try:
        publication.resume()
    except DashboardError as error:
        _log.error("%s. %s", error.title, error.message)


@asynccontextmanager
async def _lifespan(app: st.App) -> AsyncIterator[None]:
    # Beside the server: readers are served what is in force meanwhile.
    Thread(target=_resume, name="resume", daemon=True).start()
    yield


def health(request: Request) -> JSONResponse:
    """`ok` with the identity of the figures in force, or 503 with what is wrong. No coroutine: it waits for the database."""
    headers = {"cache-control": "no-store"}
    try:
        # A file may be there and say nothing: the shortest question is asked of it.
        database.ask("contracts")
        said = {"status": "ok", "version": __version__, "release": database.identity()}
        return JSONResponse(said, headers=headers)
    except DashboardError as error:
        return JSONResponse({"status": "error", "message": error.message}, status_code=503, headers=headers)


class Probed:
    """ASGI middleware: `/health` is a page for who asks for HTML, as browsers do, and the answer of `/api/health` for others."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on, a probe's to the route."""
        asked = scope["type"] == "http" and scope["path"] == "/health" and scope["method"] in {"GET", "HEAD"}
        if asked and "text/html" not in Headers(scope=scope).get("accept", "").lower():
            scope = {**scope, "path": "/api/health", "raw_path": b"/api/health"}
        await self.app(scope, receive, send)


_populate_theme = app_session._populate_theme_msg


@cache
def _theme(section: str) -> CustomThemeConfig:
    made = CustomThemeConfig()
    _populate_theme(made, section)
    return made


def _say_theme(msg: CustomThemeConfig, section: str = "theme") -> None:
    """What Streamlit reads in six sections of its configuration at each run of a page, read once."""
    if (known := _theme(section)).ByteSize():
        msg.MergeFrom(known)


app_session._populate_theme_msg = _say_theme

# Streamlit looks every 5 ms for messages to send: an answer of 15 ms waited two of them at its end. Read at each turn.
vars(runtime).update(MESSAGE_FLUSH_INTERVAL_SECS=0.001)

# The frame names the pages; otherwise the first session of a server begins with the files of pages/ as its menu, in a side
# bar of another width that stays.
PagesManager.uses_pages_directory = False

PAGES = frozenset({"/", *(f"/{path.stem}" for path in (config.ROOT / "pages").glob("*.py"))})
STATIC = Path(st.__file__).resolve().parent / "static"

app = st.App(
    config.ROOT / "dashboard.py",
    routes=[Route("/api/health", health), *projection.routes, *api.routes],
    lifespan=_lifespan,
    middleware=[
        Middleware(Probed),
        Middleware(Gathered),
        Middleware(Delivery, static=STATIC, pages=PAGES, language="fr"),
        # For what is not static, and for the rare client without Brotli.
        Middleware(GZipMiddleware, minimum_size=1024, compresslevel=6),
    ],
)
