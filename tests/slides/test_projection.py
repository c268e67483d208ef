"""The projected deck in a real browser: three sizes, type read from afar, a remote's keys, paper, no network."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

SIZES = [(1024, 768), (1280, 720), (1920, 1080)]
OVERFLOWING = """() => [...document.querySelectorAll('.slide')].filter(s => {
  const over = e => e.scrollHeight > e.clientHeight + 1 || e.scrollWidth > e.clientWidth + 1;
  return over(s) || over(s.querySelector('.body'));
}).map(s => s.dataset.key).concat(document.documentElement.scrollHeight > innerHeight + 1 ? ['page'] : [])"""
SMALLEST = """selector => Math.min(...[...document.querySelectorAll(selector)].filter(e => e.textContent.trim())
  .map(e => parseFloat(getComputedStyle(e).fontSize)))"""


def shown(chromium: Browser, address: str, width: int = 1280, height: int = 720, **options: Any) -> Page:
    page = chromium.new_page(viewport={"width": width, "height": height}, **options)
    page.asked = []  # type: ignore[attr-defined]
    page.on("request", lambda request: page.asked.append(request.url))  # type: ignore[attr-defined]
    page.goto(address)
    page.wait_for_selector("html[data-ready]", state="attached")
    return page


def number(page: Page) -> int:
    return int(page.evaluate("+document.documentElement.dataset.slide"))


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_no_slide_scrolls(chromium: Browser, deck_file: Path, width: int, height: int) -> None:
    page = shown(chromium, deck_file.as_uri(), width, height)
    assert page.evaluate(OVERFLOWING) == []
    page.close()


def test_type_is_read_from_the_back_of_the_room(chromium: Browser, deck_file: Path) -> None:
    page = shown(chromium, deck_file.as_uri(), 1920, 1080)
    body = ".body p, .body li .text, .body td, .body th, .eyebrow, .subtitle, .bars .name"
    assert page.evaluate(SMALLEST, f":is({body}):not(.twin *, .tag, .unseen)") >= 28
    assert page.evaluate(SMALLEST, ".figure .value") >= 44
    assert page.evaluate(SMALLEST, ".slide h2") >= 40
    scale = page.evaluate("new DOMMatrix(getComputedStyle(document.querySelector('.plot')).transform).a")
    assert scale * page.evaluate(SMALLEST, ".plot .xtick text, .plot .ytick text, .plot .annotation text") >= 20
    page.close()


def test_a_remote_and_a_keyboard_turn_the_slides(chromium: Browser, deck_file: Path) -> None:
    page = shown(chromium, deck_file.as_uri())
    last = page.locator(".slide").count()
    for key, expected in [
        ("ArrowRight", 2), ("PageDown", 3), (" ", 4), ("PageUp", 3), ("ArrowLeft", 2), ("End", last), ("ArrowRight", last),
        ("Home", 1), ("ArrowLeft", 1),
    ]:  # fmt: skip
        page.keyboard.press(key)
        assert number(page) == expected
    assert page.locator(".slide.shown").count() == 1
    page.keyboard.type("12")
    page.keyboard.press("Enter")
    assert number(page) == 12
    page.keyboard.type("7")
    page.wait_for_selector("html[data-slide='7']", state="attached")
    assert page.locator("#live").inner_text().startswith("Diapositive 7 sur")
    page.keyboard.press("b")
    assert page.locator("#black").is_visible()
    page.keyboard.press("PageDown")
    assert not page.locator("#black").is_visible() and number(page) == 7
    page.keyboard.press("t")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.keyboard.press("?")
    assert page.locator("#help").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("f")
    page.wait_for_selector("html:fullscreen", state="attached")
    page.close()


def test_notes_open_in_a_second_window_and_follow(chromium: Browser, deck_file: Path) -> None:
    page = shown(chromium, deck_file.as_uri())
    with page.expect_popup() as opened:
        page.keyboard.press("n")
    notes = opened.value
    assert notes.locator("#where").inner_text().startswith("1 / ")
    page.keyboard.press("ArrowRight")
    assert notes.locator("#where").inner_text().startswith("2 / ")
    assert notes.locator("#message").inner_text() == page.locator(".slide.shown h2").inner_text()
    assert notes.locator("#next").inner_text() and notes.locator("#note").inner_text()
    notes.keyboard.press("ArrowRight")
    assert number(page) == 3
    assert notes.locator("#timer").inner_text().startswith("00:00:")
    page.close()


def test_a_finger_turns_the_slides(chromium: Browser, deck_file: Path) -> None:
    page = shown(chromium, deck_file.as_uri(), has_touch=True)
    swipe = """([from, to]) => {
      const touch = x => new Touch({ identifier: 1, target: document.body, clientX: x, clientY: 300 });
      window.dispatchEvent(new TouchEvent('touchstart', { touches: [touch(from)], changedTouches: [touch(from)] }));
      window.dispatchEvent(new TouchEvent('touchend', { touches: [], changedTouches: [touch(to)] }));
    }"""
    page.evaluate(swipe, [700, 300])
    assert number(page) == 2
    page.evaluate(swipe, [300, 700])
    assert number(page) == 1
    page.close()


def test_nothing_is_asked_once_it_is_there(chromium: Browser, deck_file: Path) -> None:
    page = shown(chromium, deck_file.as_uri())
    page.context.set_offline(True)
    for _ in range(page.locator(".slide").count()):
        page.keyboard.press("ArrowRight")
    outside = [url for url in page.asked if not url.startswith(("file:", "data:", "blob:"))]  # type: ignore[attr-defined]
    assert outside == []
    assert page.locator(".plot .main-svg").count() > 0
    page.close()


def test_it_prints_one_slide_a_page(chromium: Browser, deck_file: Path) -> None:
    page = shown(chromium, deck_file.as_uri(), 1024, 768)
    printed = page.pdf(prefer_css_page_size=True, print_background=True)
    assert printed.count(b"/Type /Page\n") + printed.count(b"/Type /Page ") == page.locator(".slide").count()
    page.close()


def test_the_served_deck_is_the_same_and_bad_links_get_a_sentence(chromium: Browser, server: str) -> None:
    page = shown(chromium, f"{server}/deck?contract=chennevieres&theme=light")
    assert page.locator(".slide").count() > 20
    assert all(url.startswith((server, "data:", "blob:")) for url in page.asked)  # type: ignore[attr-defined]
    for query in ("contract=zz", "territories=QP1", "reference=x", "years=12", "sequence=nope", "lang=de", "years=²-³"):
        response = page.goto(f"{server}/deck?{query}")
        assert response and response.status == 404
        said = page.inner_text("body")
        assert "diaporama ne peut pas être montré" in said and "Traceback" not in said
    page.close()
