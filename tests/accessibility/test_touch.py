"""On a phone a finger finds what it aims at, and the keyboard never goes where the eye cannot follow."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from ..conftest import Visitor

PHONE = {"width": 390, "height": 844}
LEAST = 24
"""Pixels of a target in each direction (WCAG 2.2, 2.5.8)."""
SMALL = """least => [...document.querySelectorAll(".cq :is(a, button, summary)")]
    .map(e => [e, e.getBoundingClientRect()])
    // A link in a sentence is as high as its line.
    .filter(([e, b]) => b.width && getComputedStyle(e).display !== "inline" && (b.width < least || b.height < least))
    .map(([e, b]) => `${e.tagName} ${e.textContent.trim()} ${b.width}x${b.height}`)"""
FOCUSED = """() => {
    const box = document.activeElement.getBoundingClientRect();
    return [box.left, box.right, document.activeElement.outerHTML.slice(0, 120)];
}"""


@pytest.mark.parametrize(
    ("name", "contract"),
    [("", "chennevieres"), ("", "gpsea"), ("neighbourhood", "chennevieres"), ("committee", "gpsea")],
)
def test_targets_are_large_enough_for_a_finger(
    name: str, contract: str, visit: "Callable[..., Visitor]", server: str
) -> None:
    visitor = visit(server, viewport=PHONE, has_touch=True, is_mobile=True).open(name, contract=contract)
    page = visitor.settle().page
    assert page.locator(".cq :is(a, button, summary)").count() > 5
    assert page.evaluate(SMALL, LEAST) == []


def test_the_focus_never_goes_into_a_folded_side_bar(visit: "Callable[..., Visitor]", server: str) -> None:
    page = visit(server, viewport=PHONE).open("employment").settle().page
    for _ in range(20):
        page.keyboard.press("Tab")
        left, right, element = page.evaluate(FOCUSED)
        assert right > 0 and left < PHONE["width"], element
    page.get_by_test_id("stExpandSidebarButton").press("Enter")
    expect(page.get_by_test_id("stSidebarNavLink").first).to_be_visible()
