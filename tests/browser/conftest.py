"""A real Chromium in front of a served dashboard. Every request is written down; no name but this machine's resolves."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)


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
        """Wait until the server has nothing more to say."""
        app = self.page.get_by_test_id("stApp")
        expect(app).to_have_attribute("data-test-script-state", "notRunning")
        return self

    @property
    def parameters(self) -> dict[str, str]:
        """Parameters of the address now."""
        return {name: values[0] for name, values in parse_qs(urlsplit(self.page.url).query).items()}

    def card(self, indicator: str) -> Locator:
        """The card of an indicator."""
        return self.page.locator(f'[data-card="{indicator}"]')

    def chart(self, number: int) -> Locator:
        """A plotly chart of the page by its place: 0 the target chart, 1 the map."""
        return self.page.locator(".js-plotly-plot").nth(number)

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
def chromium(browser_options: dict[str, object]) -> Iterator[Browser]:
    """One browser for all tests."""
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
