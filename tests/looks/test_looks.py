"""Pages look as they did: reference pictures beside this file, compared with a tolerance that lets figures change.

`UPDATE_LOOKS=1 pytest tests/looks` takes the pictures again; look at them before keeping them.
"""

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageChops, ImageFilter
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from ..conftest import Visitor

FOLDER = Path(__file__).parent
UPDATE = os.environ.get("UPDATE_LOOKS") == "1"
BLUR = 3
"""Radius in pixels: the edges of letters, drawn differently by another version of a browser, do not count."""
NOTICED = 40
"""Levels of 255 that a blurred pixel must differ by in one channel."""
TOLERATED = 0.02
LARGEST = 150_000
SIZE = (1280, 720)


def picture(page: Page) -> Image.Image:
    """What the window shows, without a caret or an animation under way."""
    page.evaluate("() => document.fonts.ready")
    page.mouse.move(SIZE[0] - 1, SIZE[1] - 1)
    page.wait_for_timeout(600)
    return Image.open(io.BytesIO(page.screenshot(animations="disabled", caret="hide"))).convert("RGB")


def difference(one: Image.Image, other: Image.Image) -> float:
    """Share of the pixels (0 to 1) that differ visibly between two pictures of one size, both blurred."""
    assert one.size == other.size
    blurred = [image.convert("RGB").filter(ImageFilter.GaussianBlur(BLUR)) for image in (one, other)]
    apart = ImageChops.difference(*blurred)
    red, green, blue = apart.split()
    worst = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return sum(worst.histogram()[NOTICED:]) / (one.width * one.height)


def held(shown: Image.Image, name: str) -> None:
    """Compare with the reference picture `name`, or take it when asked to."""
    path = FOLDER / f"{name}.png"
    if UPDATE:
        shown.quantize(64, dither=Image.Dither.NONE).save(path, optimize=True)
    assert path.exists(), f"no reference picture {path.name}: UPDATE_LOOKS=1 takes it"
    assert path.stat().st_size <= LARGEST
    share = difference(shown, Image.open(path))
    assert share <= TOLERATED, f"{share:.1%} of {name} looks different"


def drawn(visitor: "Visitor", name: str) -> Page:
    """Open a page and wait for its charts."""
    page = visitor.open(name).page
    expect(page.locator(".js-plotly-plot .main-svg").first).to_be_attached()
    return visitor.settle().page


@pytest.mark.parametrize("name", ["overview", "employment"])
def test_pages(name: str, visit: "Callable[..., Visitor]", server: str) -> None:
    held(picture(drawn(visit(server, color_scheme="light"), "" if name == "overview" else name)), name)


@pytest.mark.parametrize("name", ["neighbourhood", "indicator", "committee"])
def test_pages_for_those_who_look_closer(name: str, visit: "Callable[..., Visitor]", server: str) -> None:
    visitor = visit(server, color_scheme="light").open(name, contract="gpsea", territories="QP094027")
    held(picture(visitor.settle().page), name)


def test_the_committee_room(visit: "Callable[..., Visitor]", server: str) -> None:
    held(picture(drawn(visit(server, color_scheme="dark"), "housing")), "housing-dark")


def test_the_overview_on_a_phone(visit: "Callable[..., Visitor]", server: str) -> None:
    visitor = visit(server, color_scheme="light", viewport={"width": 390, "height": 844})
    held(picture(drawn(visitor, "")), "overview-phone")


@pytest.mark.parametrize("slide", [1, 2, 3])
def test_first_slides(slide: int, visit: "Callable[..., Visitor]", server: str) -> None:
    page = visit(server, color_scheme="light").page
    page.goto(f"{server}/deck?theme=light#{slide}")
    page.wait_for_selector("html[data-ready]", state="attached")
    held(picture(page), f"slide-{slide}")


def test_a_broken_layout_is_caught(visit: "Callable[..., Visitor]", server: str) -> None:
    """A page whose cards stand one below the other, and one without its side bar, are not the reference."""
    page = drawn(visit(server, color_scheme="light"), "employment")
    reference = Image.open(FOLDER / "employment.png")
    for fault in (".cq-cards { grid-auto-flow: row !important; }", "[data-testid=stSidebar] { display: none; }"):
        style = page.add_style_tag(content=fault)
        assert difference(picture(page), reference) > TOLERATED, fault
        style.evaluate("one => one.remove()")
