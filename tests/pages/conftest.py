"""A reader in front of the dashboard: pages opened from dashboard.py, and all that they say as plain words."""

import html
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from observatory import answers, database, frame
from observatory.selection import Selection
from observatory.texts import text

ROOT = Path(__file__).resolve().parents[2]
AXES = frame.SECTIONS["axes"]
CONTRACT, NEIGHBOURHOODS, REFERENCE = "chennevieres", ("QP094027", "QP094027-94019"), "COM94019"


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)


@dataclass
class Reader:
    """A session of the dashboard. `app` is Streamlit's AppTest."""

    app: AppTest

    def open(self, page: str) -> "Reader":
        """Go to a page by the name of its file."""
        self.app.switch_page(f"pages/{page}.py").run()
        return self

    def link(self, **parameters: str) -> "Reader":
        """Put parameters in the address, before the first page."""
        for name, value in parameters.items():
            self.app.query_params[name] = value
        return self

    def address(self, name: str) -> str:
        """A parameter of the address, empty when it is not there."""
        value = self.app.query_params.get(name, "")
        return value[0] if isinstance(value, list) and value else str(value or "")

    def figure(self, key: str) -> dict[str, Any]:
        """A plotly figure of the page, by its key."""
        found = next(chart for chart in self.app.get("plotly_chart") if chart.key == key)
        return json.loads(found.proto.spec)

    @property
    def markup(self) -> str:
        """All HTML of the page, cards included, style sheets left out."""
        parts = [block.value for block in self.app.get("html") if not block.value.startswith("<style")]
        parts += [
            data.get("html", "") for card in self.app.get("bidi_component") if (data := json.loads(card.proto.json))
        ]
        return "\n".join(parts)

    @property
    def words(self) -> str:
        """All that the page says: HTML, boxes, alternative texts, words inside charts, labels of widgets, tables."""
        app = self.app
        parts = [self.markup]
        parts += [box.value for kind in ("error", "warning", "info", "success", "markdown") for box in app.get(kind)]
        for chart in app.get("plotly_chart"):
            parts += [chart.proto.alt, *_strings(json.loads(chart.proto.spec))]
        for kind in ("toggle", "selectbox", "multiselect", "slider", "button_group"):
            parts += [widget.label for widget in app.get(kind)]
        parts += [table.value.to_csv() for table in app.get("dataframe") + app.get("arrow_data_frame")]
        plain = html.unescape(re.sub(r"<[^>]*>", " ", "\n".join(parts)))
        return re.sub(r"[ \n]+", " ", plain)

    @property
    def titles(self) -> list[str]:
        """First-level headings of the page; where one begins with the page's own name in small, that name."""
        found = re.findall(r"<h1[^>]*>(?:<small>(.*?)</small>)?(.*?)</h1>", self.markup)
        return [html.unescape(re.sub(r"<[^>]*>", "", small or words)) for small, words in found]

    @property
    def nothing(self) -> list[str]:
        """What the page says where it has nothing to show."""
        return [html.unescape(one) for one in re.findall(r'<p class="cq-nothing"[^>]*>(.*?)</p>', self.markup)]

    @property
    def missed(self) -> list[str]:
        """What the page says, at its top, of things that the link asks for and that do not exist."""
        box = re.search(r'<div class="cq-missed".*?</div>', self.markup, re.DOTALL)
        return (
            [html.unescape(re.sub(r"<[^>]*>", "", one)) for one in re.findall(r"<p>(.*?)</p>", box[0])] if box else []
        )

    @property
    def errors(self) -> list[str]:
        """What went wrong: error boxes, and exceptions that reached Streamlit."""
        return [box.value for box in self.app.error] + [str(one.value) for one in self.app.exception]


@pytest.fixture
def reader(built: Path) -> Reader:
    """A reader who has not opened a page yet."""
    return Reader(AppTest.from_file(ROOT / "dashboard.py", default_timeout=60))


@pytest.fixture
def another(built: Path) -> Callable[[], Reader]:
    """A function that brings one more reader."""
    return lambda: Reader(AppTest.from_file(ROOT / "dashboard.py", default_timeout=60))


def _chosen(**changes: object) -> Selection:
    """What the frame hands to a page when the reader has chosen nothing."""
    kept = {
        "contract": CONTRACT,
        "territories": NEIGHBOURHOODS,
        "reference": REFERENCE,
        "first_year": 2010,
        "last_year": 2024,
        "language": "fr",
        "dark": False,
        "show_demo": True,
        "release": database.identity(),
    }
    return Selection(**{**kept, **changes})


@pytest.fixture(name="chosen")
def what_a_reader_has_chosen() -> Callable[..., Selection]:
    return _chosen


def _title(page: str, language: str, contract: str = CONTRACT) -> str:
    """The heading that a page must bear."""
    known = answers.catalogue(database.identity())
    if page == "overview":
        return known.contracts[contract].name.in_language(language)
    if page not in AXES:
        return text(f"frame.page.{page}", language)
    return known.axes[known.contracts[contract].framework, page].name.in_language(language)


@pytest.fixture(name="title")
def title_of_a_page() -> Callable[..., str]:
    return _title


def _label(code: str) -> str:
    return answers.catalogue(database.identity()).territory_label(code, "fr")


@pytest.fixture(name="label")
def label_of_a_territory() -> Callable[[str], str]:
    return _label
