"""Measures the committee's deck: making it, its weight, and how long a slide takes to turn in a real browser.

Run with `python bench/deck.py`; prints one line a measure.
"""

import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from observatory import answers, committee, database  # noqa: E402
from observatory.selection import Selection  # noqa: E402
from observatory.slides import Addresses, page  # noqa: E402

# From the key to the second frame after it: the first one paints the slide, the second shows that it was painted.
TURN = """() => new Promise(done => {
  const start = performance.now();
  dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight' }));
  requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - start)));
})"""
TARGET_MS = 50


def main() -> None:
    """Measure and print."""
    release = database.identity()
    contract = next(iter(answers.catalogue(release).contracts.values()))
    selection = Selection(
        contract.contract, contract.territories, contract.reference, 2010, 2024, "fr", False, True, release
    )
    start = time.perf_counter()
    deck = committee.deck(selection)
    made = time.perf_counter()
    document = page(deck, dark=False)
    written = time.perf_counter()
    served = page(deck, None, Addresses("deck/plotly.js", "font.woff2"))
    print(f"slides {len(deck.slides)}, made in {made - start:.2f} s, file in {written - made:.2f} s")
    print(f"file {len(document.encode()) / 1e6:.2f} MB, served page {len(served.encode()) / 1e6:.2f} MB")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder) / "deck.html"
        path.write_text(document, encoding="utf-8")
        installed = next(
            (path for path in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if path), None
        )
        browser = playwright.chromium.launch(executable_path=installed, args=["--no-sandbox", "--disable-gpu"])
        shown = browser.new_page(viewport={"width": 1920, "height": 1080})
        start = time.perf_counter()
        shown.goto(path.as_uri())
        shown.wait_for_selector(".slide.shown", state="attached")
        first = time.perf_counter()
        shown.wait_for_selector("html[data-ready]", state="attached")
        ready = time.perf_counter()
        turns = sorted(shown.evaluate(TURN) for _ in range(len(deck.slides) - 1))
        browser.close()
    print(f"first slide after {first - start:.2f} s, all charts drawn after {ready - start:.2f} s")
    print(
        f"a slide turns in {statistics.median(turns):.0f} ms (median), {turns[-1]:.0f} ms (slowest); asked {TARGET_MS} ms"
    )


if __name__ == "__main__":
    main()
