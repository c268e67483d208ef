"""Take the pictures of the README from a running dashboard: python docs/screenshots.py http://localhost:8501"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

PAGES = {"overview": "", "employment": "employment"}
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def main(address: str) -> None:
    """Write docs/<page>.png at 1280×720."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1280, "height": 720}, locale="fr-FR")
        for name, path in PAGES.items():
            page.goto(f"{address}/{path}")
            page.wait_for_selector(".cq-footer")
            page.wait_for_timeout(2500)
            page.screenshot(path=Path(__file__).parent / f"{name}.png")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8501")
