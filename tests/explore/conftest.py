"""What tests of the explore page share: the catalogue of the built database, a reader's selection, questions and the page."""

import csv
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from observatory import answers, database, exports
from observatory.catalogue import Catalogue
from observatory.explore import Exploration
from observatory.selection import Selection
from observatory.ui.explored.question import Question

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def selection(built: Path) -> Selection:
    release = database.identity()
    contract = next(iter(answers.catalogue(release).contracts.values()))
    return Selection(
        contract.contract, contract.territories, contract.reference, 2010, 2024, "fr", False, True, release
    )


@pytest.fixture(scope="session")
def known(selection: Selection) -> Catalogue:
    return answers.catalogue(selection.release)


@pytest.fixture
def page() -> Callable[..., AppTest]:
    """The page as the link with these parameters opens it."""

    def show(**query: str) -> AppTest:
        found = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
        for name, value in query.items():
            found.query_params[name] = value
        found.run()
        found.switch_page("pages/explore.py")
        for name, value in query.items():
            found.query_params[name] = value
        return found.run()

    return show


@pytest.fixture
def asking(built: Path) -> Callable[..., Question]:
    """A question of a reader of the Bois l'Abbé, with what it finds."""

    def build(state: Exploration, language: str = "fr") -> Question:
        release = database.identity()
        selection = Selection("chennevieres", ("QP094027",), "COM94019", 2010, 2024, language, False, True, release)
        return Question(state, answers.explored(state, selection), selection, answers.catalogue(release))

    return build


@pytest.fixture
def cells() -> Callable[[pd.DataFrame], list[dict[str, str]]]:
    """The rows of a table as its file in French gives them."""

    def read(table: pd.DataFrame) -> list[dict[str, str]]:
        content = exports.csv_bytes(table, "fr").decode("utf-8-sig")
        return [dict(row) for row in csv.DictReader(StringIO(content), delimiter=";")]

    return read
