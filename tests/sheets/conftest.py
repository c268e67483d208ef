"""A reader of the two sheets, opened from dashboard.py without a browser."""

import html
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def reader_of(built: Path) -> Callable[..., str]:
    """A function that opens a page with parameters in its address and gives its words; what went wrong fails the test."""

    def words(page: str, **parameters: str) -> str:
        app = AppTest.from_file(ROOT / "dashboard.py", default_timeout=60)
        for name, value in parameters.items():
            app.query_params[name] = value
        app.switch_page(f"pages/{page}.py").run()
        assert [one.value for one in [*app.error, *app.exception]] == []
        parts = [block.value for block in app.get("html") if not block.value.startswith("<style")]
        parts += [str(json.loads(one.proto.json)) for one in app.get("bidi_component") if one.proto.json]
        parts += [box.value for box in app.info]
        parts += [chart.proto.spec + chart.proto.alt for chart in app.get("plotly_chart")]
        return html.unescape(re.sub(r"<[^>]*>", " ", " ".join(parts)))

    return words
