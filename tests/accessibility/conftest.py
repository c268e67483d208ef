"""The rules of axe-core, run in the page that a visitor is on."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice", "experimental", "RGAAv4"]
RUN = """async tags => (await axe.run(document, {
    resultTypes: ["violations"],
    runOnly: tags,
    // It takes a large key figure for the title of a section.
    rules: {"p-as-heading": {enabled: false}},
})).violations.flatMap(found => found.nodes.map(node => ({
    rule: found.id,
    target: node.target.flat().join(" "),
    html: node.html,
    why: node.failureSummary,
})))"""


@dataclass(frozen=True, slots=True)
class Fault:
    """One element that breaks one rule."""

    rule: str
    target: str
    html: str
    why: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.target}\n  {self.html[:200]}\n  {self.why}"


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], list[Fault]]:
    """A function that gives all faults of a page as it stands."""
    script = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")

    def run(page: Page) -> list[Fault]:
        if not page.evaluate("() => 'axe' in window"):
            page.evaluate(script)
        found: list[dict[str, Any]] = page.evaluate(RUN, TAGS)
        return [Fault(one["rule"], one["target"], one["html"], one["why"]) for one in found]

    return run
