"""What a reader sees and when: pages measured in headless Chromium.

A script in the page looks at the visible state every 15 ms (text of the page, lines and areas drawn, cards)
and notes when it changed. A load or a change is over at the last change of that state, painted; readable is
the last change of the part that carries the key figures. So every peer is measured by what is on the screen,
none by its own events.
"""

import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
]
VIEWPORT = {"width": 1400, "height": 2200}
LINE = {"offline": False, "latency": 40, "downloadThroughput": 10e6 / 8, "uploadThroughput": 10e6 / 8}
"""The connection of a town hall: 10 Mbit/s, 40 ms."""
QUIET_MS = 1200
"""A page whose visible state has not changed for this long is taken as finished."""

WATCH = """
(() => {
  const digest = text => {
    let h = 0;
    for (let i = 0; i < text.length; i++) h = (h * 31 + text.charCodeAt(i)) | 0;
    return h;
  };
  // Looking costs milliseconds of what is measured: only after something moved, or while a map, which paints itself, loads.
  let moved = true, loading = false;
  const told = new MutationObserver(() => { moved = true; });
  const roots = [];
  const attend = root => {
    roots.push(root);
    told.observe(root, { subtree: true, childList: true, characterData: true, attributes: true });
    return root;
  };
  attend(document);
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (options) { return attend(attach.call(this, options)); };
  const all = (within, selector) => within.flatMap(root => [...root.querySelectorAll(selector)]);
  const ends = values => {
    const list = values ? Array.from(values.length === undefined ? [] : values) : [];
    return list.length > 60 ? [list.length, list[0], list[list.length >> 1], list[list.length - 1]] : list;
  };
  const chart = element => {
    const map = element._fullLayout && element._fullLayout.map && element._fullLayout.map._subplot;
    return [
      element.querySelectorAll(".js-line").length, element.querySelectorAll(".js-fill").length,
      element.querySelectorAll(".point").length, map ? Boolean(map.map && map.map.loaded()) : null,
      element._fullLayout ? (element.data || []).map(t => [t.name, ends(t.y || t.z)]) : null,
    ];
  };
  const main = () => document.querySelector("[data-testid=stMain], #react-entry-point") || document.body;
  const look = () => {
    const within = roots.filter(root => root === document || root.host.isConnected);
    const cards = all(within, "[data-card]").map(card => card.textContent);
    const charts = all(within, ".js-plotly-plot").map(chart);
    const flat = charts.filter(c => c[3] === null);
    loading = charts.some(c => c[3] === false || c[4] === null);
    const text = main() ? main().textContent : "";
    const table = all(within, "table, .dash-spreadsheet").map(t => t.textContent).join();
    const waiting = document.querySelectorAll("[data-testid=stSkeleton], [data-stale=true]").length;
    const key = cards.length ? cards : [flat, table];
    return {
      cards: cards.length, charts: charts.filter(c => c[4] !== null).length, text,
      key: digest(JSON.stringify(key)),
      everything: digest(JSON.stringify([cards, charts, table, text, waiting])),
    };
  };
  const bench = (window.__bench = { looks: [], input: null, look });
  let last = null;
  const watch = () => {
    if (!document.body || !(moved || loading)) return;
    moved = false;
    const now = look();
    if (last && now.everything === last.everything) return;
    const entry = { ...now, at: performance.now(), painted: null, text: null };
    bench.looks.push(entry);
    last = now;
    // The first task after a frame's callbacks runs once that frame is painted; an urgent one is not kept behind the
    // page's own work, such as a chart that is drawn next.
    requestAnimationFrame(() => scheduler.postTask(
      () => { entry.painted = performance.now(); }, { priority: "user-blocking" }
    ));
  };
  setInterval(watch, 15);
  for (const kind of ["keydown", "click", "change"])
    addEventListener(kind, event => { bench.input = event.timeStamp; }, true);
})();
"""


@dataclass(frozen=True, slots=True)
class Peer:
    """A page to measure. `address`: where a neighbourhood is shown; `change`: prepares, asks for another.

    `figures`: least number of charts drawn on a finished page; `cards`: least number of cards, 0 where key
    figures are in charts and table. The last input event of `change` starts the clock.
    """

    name: str
    address: Callable[[str], str]
    change: Callable[[Page, "Place"], None]
    figures: int
    cards: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """A neighbourhood: its code, and its name as pages show it."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Moments:
    """Milliseconds until the key figures are readable, and until nothing changes any more."""

    readable: float
    complete: float


@dataclass(slots=True)
class Samples:
    """Measures of one peer, in milliseconds and bytes; failures are sentences."""

    load: list[Moments] = field(default_factory=list)
    change: list[Moments] = field(default_factory=list)
    first_visit: list[Moments] = field(default_factory=list)
    first_visit_bytes: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


def median(values: list[float]) -> float:
    """The median, or NaN of nothing."""
    return statistics.median(values) if values else float("nan")


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium: the one of the system, or Playwright's own where there is none."""
    with sync_playwright() as playwright:
        path = CHROMIUM if Path(CHROMIUM).exists() else None
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


def _settle(page: Page, peer: Peer, place: Place, since: int, seconds: float) -> Moments:
    """Wait until the state that began with look number `since` is finished, and say when it was reached.

    The key figures must differ from those of the look before. Raises TimeoutError with what was on the page when the
    neighbourhood, its figures, cards or charts never came.
    """
    deadline = time.monotonic() + seconds
    found: dict[str, Any] = {}
    # Before that nothing is finished, and to ask costs the page milliseconds of what is measured.
    page.wait_for_timeout(QUIET_MS)
    while time.monotonic() < deadline:
        page.wait_for_timeout(100)
        found = page.evaluate(
            """() => ({looks: __bench.looks, now: performance.now(), input: __bench.input,
                       text: __bench.look().text})"""
        )
        looks = found["looks"][since:]
        if not looks or looks[-1]["painted"] is None or found["now"] - looks[-1]["at"] < QUIET_MS:
            continue
        last = looks[-1]
        other = not since or last["key"] != found["looks"][since - 1]["key"]
        whole = last["cards"] >= peer.cards and last["charts"] >= peer.figures
        if place.name in found["text"] and other and whole:
            start = found["input"] if since else 0.0
            first_key = len(looks) - 1
            while first_key and looks[first_key - 1]["key"] == last["key"]:
                first_key -= 1
            readable = looks[first_key]["painted"] or looks[first_key]["at"]
            return Moments(readable - start, last["painted"] - start)
    looks = found.get("looks") or [{}]
    last = looks[-1]
    seen = f"{last.get('cards')} cards, {last.get('charts')} charts"
    named = place.name in found.get("text", "")
    raise TimeoutError(f"{peer.name}, {place.name}: {seen}, name {'there' if named else 'missing'} after {seconds:g} s")


def load(page: Page, peer: Peer, place: Place, seconds: float = 30) -> Moments:
    """Open the page of a neighbourhood; times run from the start of navigation."""
    page.goto(peer.address(place.code), wait_until="commit")
    return _settle(page, peer, place, 0, seconds)


def change(page: Page, peer: Peer, place: Place, seconds: float = 30) -> Moments:
    """Choose another neighbourhood with the page's own control; times run from the last key or click."""
    seen = page.evaluate("() => __bench.looks.length")
    peer.change(page, place)
    # Typing a name redraws the list of choices; what counts is what came after the committing key or click.
    since = page.evaluate(
        """seen => {
          const first = __bench.looks.findIndex((look, k) => k >= seen && look.at > __bench.input);
          return first < 0 ? __bench.looks.length : first;
        }""",
        seen,
    )
    return _settle(page, peer, place, max(since, 1), seconds)


def _context(browser: Browser) -> BrowserContext:
    context = browser.new_context(viewport=VIEWPORT, locale="fr-FR")  # type: ignore[arg-type]
    context.add_init_script(WATCH)
    return context


def warm_context(browser: Browser, peer: Peer, place: Place) -> BrowserContext:
    """A browser profile that has visited the page once, so that its cache is warm."""
    context = _context(browser)
    page = context.new_page()
    load(page, peer, place)
    page.close()
    return context


def measure_visit(context: BrowserContext, peer: Peer, places: list[Place], samples: Samples) -> None:
    """A new page on the first place, then a change to each other place, added to `samples`."""
    page = context.new_page()
    try:
        samples.load.append(load(page, peer, places[0]))
        for place in places[1:]:
            samples.change.append(change(page, peer, place))
    except Exception as problem:
        samples.failures.append(str(problem).splitlines()[0])
    finally:
        page.close()


def measure_first_visit(browser: Browser, peer: Peer, place: Place, samples: Samples) -> None:
    """One visit with an empty cache over LINE, added to `samples` with the bytes received."""
    context = _context(browser)
    try:
        page = context.new_page()
        session: CDPSession = context.new_cdp_session(page)
        received = 0.0

        def count(event: dict[str, Any]) -> None:
            nonlocal received
            received += event.get("encodedDataLength", 0)

        def count_frame(event: dict[str, Any]) -> None:
            nonlocal received
            frame = event["response"]
            size = len(frame["payloadData"])
            received += size * 3 / 4 if frame["opcode"] == 2 else size

        session.send("Network.enable")
        session.on("Network.loadingFinished", count)
        session.on("Network.webSocketFrameReceived", count_frame)
        session.send("Network.emulateNetworkConditions", LINE)
        samples.first_visit.append(load(page, peer, place, seconds=60))
        samples.first_visit_bytes.append(received)
    except Exception as problem:
        samples.failures.append(str(problem).splitlines()[0])
    finally:
        context.close()
