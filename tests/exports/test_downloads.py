"""The row of buttons: what it offers, and that each file is made when it is asked for, not before."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from observatory.exports.about import About
from observatory.exports.xlsx import Sheet
from observatory.slides.model import Chart
from observatory.ui import downloads as module


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> dict[str, dict[str, Any]]:
    """What the page gives to each button, by its label."""
    found: dict[str, dict[str, Any]] = {}

    def button(label: str, data: Any, **options: Any) -> bool:
        found[label] = {"data": data, **options}
        return False

    monkeypatch.setattr(module.st, "download_button", button)
    return found


STARTS = {"CSV": b"\xef\xbb\xbf", "XLSX": b"PK", "PNG": b"\x89PNG", "SVG": b"<svg", "PPTX": b"PK"}


def test_each_file_is_made_when_it_is_asked_for(
    offered: dict[str, dict[str, Any]], chart: Callable[..., Chart], about: Callable[..., About], table: pd.DataFrame
) -> None:
    module.downloads(
        "cap-quartiers-emp-03", [Sheet("Graphique", table)], about(), key="x", chart=chart(), source="Source : Insee."
    )
    assert list(offered) == list(STARTS)
    for label, start in STARTS.items():
        assert callable(offered[label]["data"]), "nothing is made before the click"
        assert offered[label]["data"]().startswith(start)
        assert offered[label]["file_name"] == f"cap-quartiers-emp-03.{label.lower()}"
        assert offered[label]["help"]


def test_a_table_alone_offers_tables(
    offered: dict[str, dict[str, Any]], about: Callable[..., About], table: pd.DataFrame
) -> None:
    module.downloads("carte", [Sheet("Carte", table)], about("en"), key="y")
    assert list(offered) == ["CSV", "XLSX", "PPTX"]
