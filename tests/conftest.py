"""What all tests share: the built database, a served dashboard on a free port, and a real Chromium in front of it."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import duckdb
import pytest
from playwright.sync_api import Browser, BrowserContext, Download, Locator, Page, expect, sync_playwright
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from observatory import config, database, publish

ROOT = Path(__file__).resolve().parents[1]
# Each worker that runs a part of the tests has ports of its own.
FIRST_PORT = 8700 + 100 * int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
STARTS_WITHIN = 60
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PATIENCE = 30_000
# When a page last spoke to the server and last heard from it.
TALK = """
  window.saidAt = window.heardAt = 0;
  window.WebSocket = class extends WebSocket {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", () => { window.heardAt = performance.now(); });
    }
    send(said) {
      window.saidAt = performance.now();
      super.send(said);
    }
  };
"""
expect.set_options(timeout=PATIENCE)

# The machine's own settings must not change what the tests see; how much the tests try is no setting of the product.
EFFORT = {"CAP_QUARTIERS_FUZZ", "CAP_QUARTIERS_KILLS", "CAP_QUARTIERS_TELL"}
for _name in [name for name in os.environ if name.startswith("CAP_QUARTIERS_") and name not in EFFORT]:
    del os.environ[_name]


@pytest.fixture(scope="session")
def built() -> Path:
    """The database of the repository's data folder, built again when it is older than its sources."""
    if publish.is_stale():
        publish.build()
    return config.settings().database


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A path for another database, which the settings name during the test; no connection to it stays open."""
    path = tmp_path / "observatory.duckdb"
    monkeypatch.setenv("CAP_QUARTIERS_DATABASE", str(path))
    yield path
    database._instances.pop(path, None)


@pytest.fixture(scope="session")
def emptied(built: Path) -> Callable[[Sequence[str]], duckdb.DuckDBPyConnection]:
    """A function that opens a database in memory with these tables of the built one, empty."""

    def make(tables: Sequence[str]) -> duckdb.DuckDBPyConnection:
        connection = duckdb.connect(":memory:")
        connection.execute(f"ATTACH '{built}' AS built (READ_ONLY)")
        for table in tables:
            connection.execute(f'CREATE TABLE "{table}" AS FROM built."{table}" LIMIT 0')
        connection.execute("DETACH built")
        return connection

    return make


def free_port() -> int:
    """The first port from FIRST_PORT on that nobody listens on."""
    for port in range(FIRST_PORT, FIRST_PORT + 100):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError("no free port")


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as response:
            return response.status < 500
    except urllib.error.HTTPError as error:
        return error.code == 503
    except OSError:
        return False


@pytest.fixture(scope="session")
def serve(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., str]]:
    """Start a dashboard as `make run` does, with extra environment variables; gives its address. All end with the tests."""
    running: list[subprocess.Popen[bytes]] = []

    def start(**environment: str) -> str:
        port = free_port()
        address = f"http://127.0.0.1:{port}"
        log = (tmp_path_factory.mktemp("server") / "log.txt").open("wb")
        command = [sys.executable, "-m", "streamlit", "run", "observatory/server.py", "--server.headless", "true"]
        command += ["--server.port", str(port), "--server.address", "127.0.0.1"]
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT, env={**os.environ, **environment}
        )
        running.append(process)
        until = time.monotonic() + STARTS_WITHIN
        while not _answers(f"{address}/api/health"):
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"the dashboard did not start:\n{Path(log.name).read_text()[-2000:]}")
            time.sleep(0.1)
        return address

    yield start
    for process in running:
        process.terminate()
    for process in running:
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()


@pytest.fixture(scope="session")
def server(serve: Callable[..., str]) -> str:
    """Address of a running dashboard on the repository's database."""
    return serve()


@pytest.fixture(scope="session")
def browser_options() -> dict[str, Any]:
    """Launch options of Chromium: the machine's own if there is one, else Playwright's; no name but this machine's resolves."""
    found = next((path for path in map(shutil.which, BROWSERS) if path), None)
    arguments = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-background-networking"]
    arguments.append("--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost")
    return {"executable_path": found, "args": arguments}


@pytest.fixture(scope="session")
def tags() -> Callable[[str], str]:
    """A function that gives the words of a piece of HTML, without its tags."""
    return lambda html: re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html)).strip()


@pytest.fixture(scope="session")
def pick() -> Callable[[Page, str, "str | re.Pattern[str]"], None]:
    """A function that chooses an option of a list by their names, and opens the list again when a redrawn page closed it."""

    def choose(page: Page, field: str, option: "str | re.Pattern[str]") -> None:
        # The browser's own lists of the filters have options too.
        wanted = page.get_by_role("option", name=option).and_(page.locator("[role=option]"))
        for _ in range(10):
            page.get_by_role("combobox", name=field).click()
            try:
                wanted.click(timeout=PATIENCE / 10)
                return
            except PlaywrightTimeout:
                page.keyboard.press("Escape")
        wanted.click()

    return choose


@pytest.fixture(scope="session")
def downloaded() -> Callable[[Locator], Download]:
    """A function that presses a button for its file, and again when a part of the page that moved took the first press."""

    def press(button: Locator) -> Download:
        for _ in range(2):
            try:
                with button.page.expect_download(timeout=PATIENCE / 3) as file:
                    button.click()
                return file.value
            except PlaywrightTimeout:
                button.page.mouse.move(0, 0)
        with button.page.expect_download() as file:
            button.click()
        return file.value

    return press


@dataclass
class Visitor:
    """A browser window of 1280 × 720 on the dashboard at `address`."""

    page: Page
    address: str
    requests: list[str] = field(default_factory=list)

    def open(self, name: str, **parameters: str) -> "Visitor":
        """Follow a link to a page and wait until it is drawn."""
        query = f"?{urlencode(parameters)}" if parameters else ""
        self.page.goto(f"{self.address}/{name}{query}")
        expect(self.page.locator("h1").first).to_be_visible()
        return self.settle()

    def settle(self) -> "Visitor":
        """Wait until the server has nothing more to say and every chart is drawn: they come in no fixed order."""
        two_frames = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
        # A click is on its way two frames later, and the page's state only changes when the server has heard of it.
        self.page.evaluate(two_frames)
        self.page.wait_for_function(f"() => heardAt >= saidAt || performance.now() - saidAt > {PATIENCE / 10}")
        self.page.evaluate(two_frames)
        app = self.page.get_by_test_id("stApp")
        expect(app).to_have_attribute("data-test-script-state", "notRunning")
        # What the last message holds is on the screen two frames later.
        self.page.evaluate(two_frames)
        self.page.wait_for_function(
            "() => [...document.querySelectorAll('.cq-plot')].every(c => c.querySelector('.main-svg') && !c.ariaBusy)"
        )
        return self

    @property
    def parameters(self) -> dict[str, str]:
        """Parameters of the address now."""
        return {name: values[0] for name, values in parse_qs(urlsplit(self.page.url).query).items()}

    def card(self, indicator: str) -> Locator:
        """The card of an indicator."""
        return self.page.locator(f'[data-card="{indicator}"]')

    def chart(self, number: int) -> Locator:
        """A plotly chart of an axis page: 0 the target chart, 1 the map."""
        name = ("chart", "map")[number]
        return self.page.locator(f".js-plotly-plot:is(.st-key-{name}, .st-key-{name} *):has(.main-svg)")

    def traces(self, number: int) -> list[dict[str, Any]]:
        """Name, mode and length of each trace of a chart."""
        expect(self.chart(number).locator(".main-svg").first).to_be_visible()
        return self.chart(number).evaluate(
            "g => g.data.map(t => ({name: t.name || '', mode: t.mode || '', y: Array.from(t.y || [])}))"
        )

    def marker(self, territory: str) -> tuple[float, float]:
        """Where a neighbourhood's circle lies on the screen, in pixels."""
        self.chart(1).scroll_into_view_if_needed()
        found = self.chart(1).evaluate(
            """(g, code) => {
                const trace = g.data.find(t => t.customdata);
                const place = Array.from(trace.customdata).map(String).indexOf(code);
                if (place < 0) return null;
                const {xaxis, yaxis} = g._fullLayout, box = g.getBoundingClientRect();
                return [box.left + xaxis._offset + xaxis.l2p(trace.x[place]),
                        box.top + yaxis._offset + yaxis.l2p(trace.y[place])];
            }""",
            territory,
        )
        assert found is not None, f"{territory} is not on the map"
        return found[0], found[1]


@pytest.fixture(scope="session")
def chromium(browser_options: dict[str, Any]) -> Iterator[Browser]:
    """One browser for all tests: Playwright refuses to run twice in one thread."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**browser_options)
        yield browser
        browser.close()


def _context(chromium: Browser, **options: Any) -> BrowserContext:
    wanted = {"viewport": {"width": 1280, "height": 720}, "locale": "fr-FR", "accept_downloads": True, **options}
    context = chromium.new_context(**wanted)
    context.set_default_timeout(PATIENCE)
    return context


@pytest.fixture(scope="session")
def usual(chromium: Browser) -> Iterator[BrowserContext]:
    """The window that most tests use one after the other, so that scripts come from its cache as for a returning reader."""
    context = _context(chromium)
    yield context
    context.close()


@pytest.fixture
def visit(chromium: Browser, usual: BrowserContext) -> Iterator[Callable[..., Visitor]]:
    """A function that opens a tab: visit(address); with context options (color_scheme="dark") in a window of its own."""
    opened: list[Page | BrowserContext] = []

    def open_tab(address: str, **options: Any) -> Visitor:
        context = _context(chromium, **options) if options else usual
        page = context.new_page()
        opened.append(context if options else page)
        page.add_init_script(TALK)
        visitor = Visitor(page, address)
        page.on("request", lambda request: visitor.requests.append(request.url))
        page.on("websocket", lambda socket: visitor.requests.append(socket.url))
        return visitor

    yield open_tab
    for one in opened:
        one.close()


@pytest.fixture
def visitor(visit: Callable[..., Visitor], server: str) -> Visitor:
    """A visitor of the shared server."""
    return visit(server)
