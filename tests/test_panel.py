"""What panels keep: drawn once for all readers, and sent as if each had drawn it."""

from collections.abc import Iterator
from typing import Any

import orjson
import pytest

from observatory.ui import panel as panels
from observatory.ui.panel import block, choice, columns, kept, nothing, panel, plot

drawn: list[str] = []


def _figure(name: str) -> bool:
    drawn.append(name)
    block(f"<h2>{name}</h2>")
    for column in columns([3, 2]):
        with column:
            plot({"data": [{"y": [1.5, None]}], "layout": {}}, "chart", f"Courbe de {name}")
    nothing("Aucun\n\nchiffre")
    return name == "A"


def _with_control(name: str) -> None:
    choice(name, {"": "Aucun", "b": "B"}, "", "turn")


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[list[Any]]]:
    """The parts of each panel that left, as the browser reads them."""
    left: list[list[Any]] = []
    monkeypatch.setattr(panels, "has_panels", lambda: True)
    monkeypatch.setattr(panels, "_place", lambda key, filling: left.append(orjson.loads(orjson.dumps(filling.parts))))
    panels._once.cache_clear()
    drawn.clear()
    yield left
    panels._once.cache_clear()


def test_what_is_kept_is_drawn_once_and_sent_as_if_drawn_each_time(sent: list[list[Any]]) -> None:
    for _ in range(2):
        with panel("one"):
            block("<p>avant</p>")
            assert kept(_figure, "A") is True
    assert drawn == ["A"]
    with panel("one"):
        block("<p>avant</p>")
        _figure("A")
    assert sent[0] == sent[1] == sent[2]
    with panel("one"):
        assert kept(_figure, "B") is False
    assert drawn == ["A", "A", "B"]
    assert sent[3] != sent[0][1:]


def test_what_is_kept_may_stand_in_a_column(sent: list[list[Any]]) -> None:
    with panel("one"):
        for column, name in zip(columns([1, 1]), "AB", strict=True):
            with column:
                kept(_figure, name)
    assert [[part.get("html") for part in parts][0] for parts in sent[0][0]["columns"]] == ["<h2>A</h2>", "<h2>B</h2>"]


def test_a_control_is_not_kept(sent: list[list[Any]]) -> None:
    with pytest.raises(LookupError, match="control"), panel("one"):
        kept(_with_control, "Couleurs")


def test_outside_a_panel_each_page_draws_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(panels.st, "html", lambda *_, **__: None)
    monkeypatch.setattr(panels.st, "columns", lambda widths, **_: [])
    monkeypatch.setattr(panels, "has_panels", lambda: False)
    drawn.clear()
    assert (kept(_figure, "A"), kept(_figure, "A")) == (True, True)
    assert drawn == ["A", "A"]
