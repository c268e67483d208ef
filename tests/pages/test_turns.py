"""How many pages are computed at the same moment, and which wait for nobody."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Lock
from typing import TYPE_CHECKING

import pytest

from observatory import frame
from observatory.texts import text

if TYPE_CHECKING:
    from .conftest import Reader


def together(name: str, readers: int) -> int:
    """The most of `readers` threads that were inside a page at the same moment."""
    start, lock, inside, most = Barrier(readers), Lock(), 0, 0

    def read() -> None:
        nonlocal inside, most
        start.wait()
        with frame._turn(name):
            with lock:
                inside += 1
                most = max(most, inside)
            time.sleep(0.1)
            with lock:
                inside -= 1

    with ThreadPoolExecutor(readers) as pool:
        for one in [pool.submit(read) for _ in range(readers)]:
            one.result()
    return most


@pytest.mark.parametrize("name", ["", *frame.SECTIONS["axes"], "neighbourhood"])
def test_a_crowd_takes_turns(name: str) -> None:
    assert together(name, 6) == frame.AT_ONCE


@pytest.mark.parametrize("name", sorted(frame.LENGTHY))
def test_what_may_take_seconds_keeps_nobody_waiting(name: str) -> None:
    assert together(name, 6) == 6


def test_a_page_that_fails_gives_its_place_back(
    another: Callable[[], "Reader"], monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = another().open("employment")
    monkeypatch.setattr("observatory.ui.axis_page", lambda *_: 1 / 0)
    for _ in range(frame.AT_ONCE + 1):
        failing.app.run()
        assert failing.errors == [f"**{text('frame.error.title', 'fr')}**\n\n{text('frame.error.message', 'fr')}"]
    monkeypatch.undo()
    assert another().open("employment").errors == []
