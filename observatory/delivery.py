"""How the browser's files leave the server: compressed once, kept for a year, and announced early.

Streamlit serves 9 MB of scripts uncompressed and loads those of each widget only when the first page asks for them.
"""

import gzip
import mimetypes
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import blake2b
from html import escape
from pathlib import Path

import brotli
from starlette.datastructures import Headers
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from observatory import config
from observatory.texts import text
from observatory.ui import style_sheet
from observatory.ui.assets import SCRIPTS, asset
from observatory.ui.panel import packed_ground

QUALITY = 9
"""Of Brotli: a sixth smaller than gzip at its best, in a third of a second for the largest script."""

COMPRESSIBLE = {".js", ".css", ".html", ".svg", ".json", ".ttf"}
NEEDED_AT_ONCE = ("Html", "BidiComponent")
"""Scripts of Streamlit that every page of ours is drawn by; others are fetched when they are first met."""
MODULES_AT_ONCE = ("asking", "panel", "cards")
"""Scripts of ours likewise."""
IMPORTED = re.compile(r'(?:from|import)\s*"\./([\w.-]+\.js)"')
PLOTLY = Path(__file__).resolve().parent / "ui" / "vendor" / "plotly-basic-4.1.1.min.js"
"""The basic bundle of plotly.js (scatter, bar): it takes a fifth of the time that the whole one takes to be read."""


FIRST_PAGE = "/overview"
"""Name of the page that Streamlit only knows under the empty address."""

KEPT = {"cache-control": "public, max-age=31536000, immutable", "vary": "accept-encoding"}
"""Headers of a file whose name changes with its content."""
GROUNDS = "/own/ground-"
"""What the addresses of grounds of figures begin with."""


def _ground(path: str, asked: Headers) -> Response | None:
    """The ground of a figure, which a page that was just sent speaks of."""
    packed = packed_ground(path.rpartition("/")[2])
    if packed is None:
        return None
    if "gzip" not in asked.get("accept-encoding", ""):
        return Response(gzip.decompress(packed), media_type="application/json", headers=KEPT)
    return Response(packed, media_type="application/json", headers=KEPT | {"content-encoding": "gzip"})


@lru_cache(maxsize=512)
def _body(file: "Path | Own", compressed: bool) -> bytes:
    content = file.read_bytes() if isinstance(file, Path) else file.content
    return brotli.compress(content, quality=QUALITY) if compressed else content


@dataclass(frozen=True, slots=True)
class Own:
    """A file of our own, kept and compressed like Streamlit's: its name changes with its content."""

    name: str
    content: bytes

    @property
    def suffix(self) -> str:
        """The ending of its name, with the dot."""
        return Path(self.name).suffix

    @property
    def address(self) -> str:
        """Where the browser finds it, from any page."""
        return f"./own/{self.name}"


@cache
def own_files() -> dict[str, Own]:
    """Our own files by the names under which they are announced."""
    own = {
        config.PLOTLY: Own(PLOTLY.name, PLOTLY.read_bytes()),
        config.STYLES: _named("styles.css", style_sheet()),
    }
    return own | {f"{name}.js": _named(f"{name}.js", asset(f"{name}.js")) for name in SCRIPTS}


def _named(name: str, text: str) -> Own:
    content = text.encode()
    path = Path(name)
    return Own(f"{path.stem}-{blake2b(content, digest_size=8).hexdigest()}{path.suffix}", content)


def _chunks(static: Path, names: Iterable[str], known: str) -> list[str]:
    """Names of these scripts of Streamlit and of what they import, without those that the page `known` already names."""
    folder = static / "static" / "js"
    found: dict[str, None] = {}
    waiting = [path.name for name in names for path in sorted(folder.glob(f"{name}.*.js"))]
    while waiting:
        name = waiting.pop(0)
        if name not in found and name not in known:
            found[name] = None
            waiting += IMPORTED.findall((folder / name).read_text(encoding="utf-8"))
    return list(found)


# Streamlit would ask under two addresses where its server is, and who may embed it, before it opens the connection.
WHERE = (
    "<script>window.__streamlit={BACKEND_BASE_URL:new URL('.',location.href).href,HOST_CONFIG:{"
    "allowedOrigins:[location.origin],useExternalAuthToken:false,enableCustomParentMessages:false,"
    "enforceDownloadInNewTab:false,metricsUrl:'',blockErrorDialogs:false,disableFullscreenMode:false}}</script>"
)


def front_page(static: Path, language: str) -> str:
    """Streamlit's page with our name and language, and the scripts that every page of ours needs announced."""
    page = (static / "index.html").read_text(encoding="utf-8")
    page = page.replace('<html lang="en">', f'<html lang="{language}">').replace(
        "<title>Streamlit</title>", "<title>Cap Quartiers</title>"
    )
    page = re.sub(r"<link rel=\"service-desc\"[^>]*>", "", page)
    need = f"<noscript><p>{escape(text('accessibility.no_script', language))}</p></noscript>"
    page = re.sub(r"<noscript>.*?</noscript>", lambda _: need, page, flags=re.DOTALL)
    needed = _chunks(static, NEEDED_AT_ONCE, page)
    announced = [f'<link rel="modulepreload" crossorigin href="./static/js/{name}">' for name in needed]
    own = own_files()
    announced += [
        f'<link rel="modulepreload" crossorigin href="{own[f"{name}.js"].address}">' for name in MODULES_AT_ONCE
    ]
    # Streamlit adds its own styles to the head: those that change them come after.
    style = f'<link rel="stylesheet" href="{own[config.STYLES].address}">'
    return (
        page.replace("<head>", f"<head>{WHERE}")
        .replace("</head>", "".join(announced) + "</head>")
        .replace("</body>", f"{style}</body>")
    )


class Delivery:
    """ASGI middleware: answers for the front page and the static files; everything else goes on to the application."""

    def __init__(self, app: ASGIApp, static: Path, pages: frozenset[str], language: str) -> None:
        self.app = app
        self.static = static
        self.pages = pages
        self.page = front_page(static, language).encode()
        self.own = {f"/own/{file.name}": file for file in own_files().values()}
        for name, file in own_files().items():
            config.announce(name, file.address)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        response = self._answer(scope) if scope["type"] == "http" and scope["method"] == "GET" else None
        await (response or self.app)(scope, receive, send)

    def _answer(self, scope: Scope) -> Response | None:
        path: str = scope["path"]
        if path == FIRST_PAGE:
            query = scope["query_string"].decode("latin-1")
            return RedirectResponse(f"./?{query}" if query else "./")
        if path in self.pages:
            return Response(self.page, media_type="text/html", headers={"cache-control": "no-cache"})
        if path.startswith(GROUNDS):
            return _ground(path, Headers(scope=scope))
        own = self.own.get(path)
        if own is None and not path.startswith("/static/"):
            return None
        file: Path | Own = own or (self.static / path.lstrip("/")).resolve()
        if isinstance(file, Path) and not (file.is_relative_to(self.static) and file.is_file()):
            return None
        takes_brotli = "br" in Headers(scope=scope).get("accept-encoding", "")
        compressed = takes_brotli and file.suffix in COMPRESSIBLE
        if own is None and not takes_brotli and file.suffix in COMPRESSIBLE:
            return None
        headers = KEPT | ({"content-encoding": "br"} if compressed else {})
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        return Response(_body(file, compressed), media_type=kind, headers=headers)
