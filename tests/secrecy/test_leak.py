"""No hidden value leaves: not in the database file, not in any answer, not over the wire, not in a downloaded file."""

import contextlib
import csv
import io
import json
import re
import struct
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

import duckdb
import pikepdf
import pytest
from playwright.sync_api import Browser, Page, Response, TimeoutError, WebSocket

from observatory import clean_copy, config, database, publish
from observatory.explore import VIEWS

sys.path.insert(0, str(Path(__file__).parent))
import marks  # noqa: E402
from session import Session, fetched  # noqa: E402

HEADER = re.compile(r"\$(\w+)")
QUIET = 900
SETTLES_WITHIN = 20
SHORT = 4_000
# A full-screen sequence covers the page below, which has its files all the same.
CLICK = "element => element.click()"


@dataclass(frozen=True, slots=True)
class Built:
    """A published copy of the marked data: its folder, its database, and what must not be found anywhere."""

    data: Path
    path: Path
    secrets: list[marks.Mark]


@pytest.fixture(scope="module")
def leaky(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """Publish the marked data; DuckDB is told not to compress, else a value left in the file would go unseen."""
    folder = tmp_path_factory.mktemp("marked")
    data = marks.doctored(folder)
    path = folder / "observatory.duckdb"
    connect = duckdb.connect

    def plain(*arguments: Any, **options: Any) -> duckdb.DuckDBPyConnection:
        connection = connect(*arguments, **options)
        connection.execute("SET force_compression = 'uncompressed'")
        return connection

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CAP_QUARTIERS_DATA", str(data))
        patch.setenv("CAP_QUARTIERS_DATABASE", str(path))
        patch.setattr(duckdb, "connect", plain)
        patch.setattr(clean_copy, "_SCRIPT", f"SET force_compression = 'uncompressed';\n{clean_copy._SCRIPT}")
        publish.build()
        patch.setattr(duckdb, "connect", connect)
        with connect(":memory:") as connection:
            connection.execute(f"ATTACH '{path}' AS built (READ_ONLY)")
            shown = connection.execute(
                "SELECT indicator, territory, strftime(period, '%Y-%m-%d') FROM built.observation WHERE value IS NOT NULL"
            ).fetchall()
        hidden = {key: numbers for key, numbers in marks.COMPANIONS.items() if key not in set(shown)}
        assert not set(marks.SECRETS) & set(shown)
        yield Built(data, path, marks.marks_of({**marks.SECRETS, **hidden}))
        database._instances.pop(path, None)


def test_complements_are_hidden(leaky: Built) -> None:
    """Each hidden companion was hidden by somebody's need, and most are not: a rule that hides all proves nothing."""
    gone = {mark.what.rsplit(" ", 1)[0] for mark in leaky.secrets} - {" ".join(key) for key in marks.SECRETS}
    assert len(gone) in range(5, len(marks.COMPANIONS))
    assert {"DE-ABC-H QP094007 2023-12-31", "CAF-RSA QP094023 2023-12-31"} <= gone


def test_the_file_holds_no_secret(leaky: Built) -> None:
    content = leaky.path.read_bytes()
    assert marks.found(content, [marks.Mark("shown", marks.SHOWN_VALUE)]) == ["shown"]
    assert marks.found(content, leaky.secrets) == []


def test_no_table_holds_a_secret(leaky: Built) -> None:
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"ATTACH '{leaky.path}' AS built (READ_ONLY)")
        connection.execute("USE built")
        tables = [name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        assert {"observation", "figure", "figure_map", "target"} <= set(tables)
        for table in tables:
            rows = connection.execute(f'SELECT * FROM "{table}"').fetchall()
            assert marks.found(repr(rows).encode(), leaky.secrets) == [], table


def _parameters(names: list[str], known: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Values for the parameters of a question: everything there is, and one period after the other where it asks for one."""
    given = {name: known.get(name) for name in names}
    if "period" not in names:
        yield given
        return
    for indicator, period in known["periods"]:
        yield {**given, "indicator": indicator, "period": period}


def test_no_answer_holds_a_secret(leaky: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every question, for all indicators, territories and years, and as of every release."""
    monkeypatch.setenv("CAP_QUARTIERS_DATA", str(leaky.data))
    monkeypatch.setenv("CAP_QUARTIERS_DATABASE", str(leaky.path))
    indicators = [row.indicator for row in database.ask("indicators")]
    territories = [row.territory for row in database.ask("territories")]
    contracts = [row.contract for row in database.ask("contracts")]
    levels = sorted({row.level for row in database.ask("territories")})
    everything: dict[str, Any] = {
        "indicators": indicators,
        "territories": territories,
        "contracts": contracts,
        "levels": levels,
        "periods": sorted({(indicator, period) for indicator, _, period in (*marks.SECRETS, *marks.COMPANIONS)}),
        "first_year": 2000, "last_year": 2100, "first_period": "2000-01-01", "last_period": "2100-12-31",
        "show_demo": True, "skip": 0, "most": 1_000_000,
    }  # fmt: skip
    asked, seen = 0, b""
    for path in sorted((config.settings().queries / "ask").glob("*.sql")):
        header = next(line for line in path.read_text(encoding="utf-8").splitlines() if "Parameters:" in line)
        names = HEADER.findall(header)
        for contract in contracts if "contract" in names else [None]:
            for moment in (None, "2023-12-31", "2024-12-31") if "as_of" in names else (None,):
                for measure in ("level", "gap") if "measure" in names else (None,):
                    known = {**everything, "contract": contract, "as_of": moment, "measure": measure}
                    known |= {"level": "neighbourhood", "generation": "qpv2015"}
                    for parameters in _parameters(names, known):
                        answer = repr(database.ask(path.stem, **parameters)).encode()
                        assert marks.found(answer, leaky.secrets) == [], (path.stem, moment)
                        seen += answer if path.stem == "series" else b""
                        asked += 1
    assert asked > 20
    assert marks.found(seen, [marks.Mark("shown", marks.SHOWN_VALUE)]) == ["shown"]


class Wire:
    """All that reaches the browser: bodies of answers and frames of web sockets, and files downloaded."""

    def __init__(self) -> None:
        self.pieces: list[tuple[str, bytes]] = []
        self.waiting: list[Response] = []
        self._known: set[bytes] = set()

    def add(self, name: str, content: bytes) -> None:
        """Keep a piece, unless the same has come before."""
        digest = blake2b(content, digest_size=16).digest()
        if digest not in self._known:
            self._known.add(digest)
            self.pieces.append((name, content))

    def listen(self, page: Page) -> None:
        page.on("response", lambda response: self.waiting.append(response))
        page.on("websocket", self._socket)

    def _socket(self, socket: WebSocket) -> None:
        def keep(payload: str | bytes) -> None:
            self.add("frame", payload.encode() if isinstance(payload, str) else payload)

        socket.on("framereceived", keep)

    def gather(self) -> None:
        """Read the bodies of the answers so far; scripts, styles and fonts of the server itself are left out."""
        for response in self.waiting:
            if response.request.resource_type in {"script", "stylesheet", "font", "image"} or response.status >= 300:
                continue
            try:
                self.add(response.url, response.body())
            except Exception:  # noqa: BLE001 - a body that the browser has let go of was read by nobody
                continue
        self.waiting.clear()

    def add_file(self, name: str, content: bytes) -> None:
        """A downloaded file; what is packed in it (XLSX, PPTX with workbooks inside, ZIP, PDF) is unpacked."""
        self.add(name, content)
        if content.startswith(b"%PDF"):
            self.add(f"{name}/text", pdf_words(content))
        elif zipfile.is_zipfile(io.BytesIO(content)):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                for inner in archive.namelist():
                    self.add_file(f"{name}/{inner}", archive.read(inner))

    def leaks(self, secrets: list[marks.Mark]) -> set[tuple[str, str]]:
        """(piece, secret) for each secret that came."""
        return {(name, what) for name, content in self.pieces for what in marks.found(content, secrets)}

    def shows(self, ending: str) -> bool:
        """Whether the figure that is no secret came in a piece whose name ends so: else nothing would be found there."""
        mark = [marks.Mark("shown", marks.SHOWN_VALUE)]
        return any(marks.found(content, mark) for name, content in self.pieces if name.endswith(ending))


def pdf_words(content: bytes) -> bytes:
    """The text of a PDF, and all its streams unpacked: fonts of a PDF number their glyphs as they like.

    Of what draws, only the strings: among some hundred thousand coordinates, six digits of a mark are met by chance.
    """
    found: list[bytes] = []
    with pikepdf.open(io.BytesIO(content)) as document:
        drawing = {one.objgen for page in document.pages for one in _contents(page.obj)}
        for one in document.objects:
            if not isinstance(one, pikepdf.Stream):
                continue
            if one.objgen in drawing or one.get("/Subtype") == "/Form":
                found += [text for operands, _ in pikepdf.parse_content_stream(one) for text in _strings(operands)]
                continue
            with contextlib.suppress(pikepdf.PdfError):
                found.append(one.read_bytes())
        for page in document.pages:
            found.append(_drawn(page.obj, page.obj).encode())
    return b"\n".join(found)


def _contents(page: pikepdf.Object) -> list[pikepdf.Object]:
    held = page.get("/Contents", pikepdf.Array())
    return list(held) if isinstance(held, pikepdf.Array) else [held]


def _strings(operand: Any) -> Iterator[bytes]:
    """All strings of an operand, those in its arrays and dictionaries (ActualText, Alt) too, as words and as bytes."""
    if isinstance(operand, pikepdf.String):
        yield bytes(operand)
        yield str(operand).encode()
    elif isinstance(operand, pikepdf.Dictionary):
        for _, value in operand.items():
            yield from _strings(value)
    elif isinstance(operand, pikepdf.Array | list | tuple) or type(operand).__name__ == "_ObjectList":
        for value in operand:
            yield from _strings(value)


def _drawn(content: pikepdf.Object, owner: pikepdf.Object) -> str:
    """The words that a page or a form draws, with those of the forms in it."""
    resources = owner.get("/Resources", pikepdf.Dictionary())
    fonts = {name: _glyphs(font) for name, font in resources.get("/Font", pikepdf.Dictionary()).items()}
    words: list[str] = []
    glyphs: dict[int, str] = {}
    for operands, operator in pikepdf.parse_content_stream(content):
        if str(operator) == "Tf":
            glyphs = fonts.get(str(operands[0]), {})
        elif str(operator) in {"Tj", "TJ"}:
            parts = operands[0] if str(operator) == "TJ" else operands
            codes = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))
            words += [glyphs.get(code, "") for (code,) in struct.iter_unpack(">H", codes[: len(codes) // 2 * 2])]
        elif str(operator) in {"ET", "Td", "Tm", "T*"}:
            words.append(" " if str(operator) == "ET" else "")
        elif str(operator) == "Do":
            form = resources["/XObject"][str(operands[0])]
            if form.get("/Subtype") == "/Form":
                words.append(_drawn(form, form))
    return "".join(words)


def _glyphs(font: pikepdf.Object) -> dict[int, str]:
    """What the glyphs of a font stand for, from its table ToUnicode."""
    table = font.get("/ToUnicode")
    if table is None:
        return {}
    found: dict[int, str] = {}
    for section in re.findall(rb"beginbfchar(.*?)endbfchar", table.read_bytes(), re.S):
        for code, text in re.findall(rb"<(\w+)>\s*<(\w+)>", section):
            found[int(code, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be")
    for section in re.findall(rb"beginbfrange(.*?)endbfrange", table.read_bytes(), re.S):
        for first, last, text in re.findall(rb"<(\w+)>\s*<(\w+)>\s*<(\w+)>", section):
            start = int.from_bytes(bytes.fromhex(text.decode()), "big")
            found |= {int(first, 16) + n: chr(start + n) for n in range(int(last, 16) - int(first, 16) + 1)}
    return found


def _settle(page: Page, wire: Wire) -> None:
    """Wait until the page's script has ended and nothing has come for a while."""
    until = time.monotonic() + SETTLES_WITHIN
    seen = -1
    while seen != len(wire.pieces) and time.monotonic() < until:
        seen = len(wire.pieces)
        page.wait_for_timeout(QUIET)
        page.wait_for_selector("[data-test-script-state=notRunning]", state="attached", timeout=60_000)


def _open_all(page: Page, wire: Wire) -> None:
    """Open what is closed, switch on what is off, hover what is drawn, and download what can be."""
    for closed in page.locator("[data-testid=stExpander] summary, .cq-fold > summary").all():
        if closed.is_visible():
            closed.evaluate(CLICK)
            _settle(page, wire)
    main = page.locator("[data-testid=stMain]")
    for switch in main.locator("[data-testid=stCheckbox] label").all():
        if switch.is_visible():
            switch.evaluate(CLICK)
            _settle(page, wire)
    for drawing in main.locator(".js-plotly-plot").all()[:4]:
        if drawing.is_visible():
            drawing.hover(timeout=SHORT, force=True)
            page.wait_for_timeout(100)
    for button in main.locator("[data-testid=stDownloadButton] button").all():
        if not button.is_visible() or button.is_disabled():
            continue
        try:
            with page.expect_download(timeout=30_000) as wanted:
                button.evaluate(CLICK)
        except TimeoutError:
            continue
        wire.add_file(wanted.value.suggested_filename, Path(wanted.value.path()).read_bytes())


@pytest.fixture(scope="module")
def address(leaky: Built, serve: Callable[..., str]) -> str:
    return serve(CAP_QUARTIERS_DATA=str(leaky.data), CAP_QUARTIERS_DATABASE=str(leaky.path))


AXES = {"employment", "housing", "education", "prevention", "health"}
# What the committee's deck draws, 100 × 585 / 1438 (job seekers registered for a year or more): it can be searched.
DECK_FIGURE = b"40.68150"
LEVELS = {marks.PART: "neighbourhood_part", marks.COMMUNE: "commune"}


def _links(leaky: Built) -> Iterator[tuple[str, dict[str, str]]]:
    """Links to each marked figure: its axis, its sheet, its neighbourhood, and every view of the exploration."""
    keys = {tuple(mark.what.split(" ")[:2]) for mark in leaky.secrets} | {marks.SHOWN[:2]}
    with (leaky.data / "contract" / "indicators.csv").open(encoding="utf-8-sig", newline="") as file:
        axes = {row["indicator"]: row["axis"] for row in csv.DictReader(file, delimiter=";")}
    for indicator, territory in sorted(keys):
        place = "reference" if territory == marks.COMMUNE else "territories"
        query = {"indicator": indicator, place: territory}
        if axes[indicator] in AXES:
            yield axes[indicator], query
        yield "indicator", query
    for indicator, level in sorted({(code, LEVELS.get(place, "neighbourhood")) for code, place in keys}):
        for view in VIEWS:
            yield "explore", {"view": view, "indicator": indicator, "against": marks.SHOWN[0], "level": level}
        yield "explore", {"measure": "gap", "indicator": indicator, "level": level}
    for territory in sorted({place for _, place in keys} - {marks.COMMUNE}):
        yield "neighbourhood", {"territories": territory}
    yield "committee", {"territories": f"{marks.NEIGHBOURHOOD},{marks.OTHERS[0]}"}
    for name in sorted(path.stem for path in (config.ROOT / "pages").glob("*.py")):
        for contract in ("chennevieres", "gpsea"):
            yield name, {"contract": contract, "lang": "en"}


def _downloaded(session: Session, wire: Wire, made: bool) -> None:
    """All files that a page hands out but pictures made of dots; made: also those that a button prepares first."""
    for button in session.downloads.values():
        if button.label != "PNG":
            wire.add_file(f"{session.page}-{button.id}.{button.label.split()[-1].lower()}", session.file(button))
    for name in [name for name in session.buttons if name.endswith("-make")] if made else []:
        before = set(session.downloads)
        session.run(pressed=name)
        (ready,) = set(session.downloads) - before
        kind = "pdf" if "report" in name else "pptx"
        wire.add_file(f"{name}.{kind}", session.file(session.downloads[ready]))


def test_no_link_and_no_file_gives_a_secret_away(leaky: Built, address: str) -> None:
    """Every link to a marked figure, everything open on its page, and every file of it, packed or prepared."""
    wire = Wire()
    prepared = unfolded = 0
    for page, query in _links(leaky):
        with Session(address, page, query) as session:
            unfolded += len(session.folds)
            session.open_all()
            by_contract = page == "committee" and "contract" in query
            _downloaded(session, wire, by_contract)
            prepared += by_contract
            for frame in session.frames:
                wire.add("frame", frame)
    assert prepared == 2 and unfolded > 20
    for ending in ("frame", ".csv", ".xlsx/xl/worksheets/sheet1.xml", ".svg", ".pdf/text", "ppt/slides/slide1.xml"):
        assert wire.shows(ending), ending
    assert any(name.endswith("slides-make.pptx") for name, _ in wire.pieces)
    assert any(name.endswith(".html") and DECK_FIGURE in content for name, content in wire.pieces)
    assert wire.leaks(leaky.secrets) == set()


def test_neither_the_deck_nor_the_open_data_give_a_secret_away(leaky: Built, address: str) -> None:
    wire = Wire()
    places = sorted({mark.what.split(" ")[1] for mark in leaky.secrets})
    decks = [f"contract={contract}&lang={lang}" for contract in ("chennevieres", "gpsea") for lang in ("fr", "en")]
    for query in [*decks, *(f"territories={place}" for place in places)]:
        wire.add(f"/deck?{query}", fetched(f"{address}/deck?{query}"))
    index = json.loads(fetched(f"{address}/api/"))
    for one in (index["datapackage"], index["openapi"], index["health"], f"{address}/health", f"{address}/api/"):
        wire.add(one, fetched(one))
    names = [dataset["name"] for dataset in index["datasets"]]
    assert {"indicators", "territories", "observations", "targets", "progress", "outlines"} <= set(names)
    for name in names:
        for options in ("format=json", "format=csv", "format=csv&lang=fr", "format=json&as_of=2024-12-31"):
            refused = (
                "csv" in options if name == "outlines" else "as_of" in options and name in {"indicators", "territories"}
            )
            if not refused:
                one = f"{address}/api/{name}?limit=50000&{options}"
                wire.add(one, fetched(one))
    for options in ("format=json", "format=csv", "format=csv&lang=fr"):
        assert wire.shows(f"/api/observations?limit=50000&{options}"), options
    assert DECK_FIGURE in dict(wire.pieces)["/deck?contract=chennevieres&lang=fr"]
    assert wire.leaks(leaky.secrets) == set()


def test_nothing_secret_crosses_the_wire(leaky: Built, address: str, chromium: Browser) -> None:
    """Every page of both contracts in a real browser, tables open, series side by side, files downloaded."""
    pages = sorted(path.stem for path in (config.ROOT / "pages").glob("*.py"))
    assert {"overview", "employment", "housing", "education", "prevention", "health"} <= set(pages)
    wire = Wire()
    context = chromium.new_context(viewport={"width": 1400, "height": 1000}, accept_downloads=True)
    for contract in ("chennevieres", "gpsea"):
        for name in pages:
            page = context.new_page()
            wire.listen(page)
            page.goto(f"{address}/{name}?contract={contract}", wait_until="domcontentloaded")
            page.wait_for_selector(
                "[data-testid=stMain] [data-testid=stElementContainer]", state="attached", timeout=60_000
            )
            _settle(page, wire)
            assert not page.locator("[data-testid=stException]").count(), f"{name} shows an error"
            _open_all(page, wire)
            wire.add_file(f"{name}.html", page.content().encode())
            wire.gather()
            page.close()
    context.close()
    assert wire.shows("frame")
    assert any(name.endswith(".csv") for name, _ in wire.pieces)
    assert wire.leaks(leaky.secrets) == set()
