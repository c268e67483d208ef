"""What tests of slides share: selections of the built database, and decks as files."""

from collections.abc import Callable
from pathlib import Path

import pytest

from observatory import answers, committee, database
from observatory.selection import Selection
from observatory.slides import Deck, page


@pytest.fixture(scope="session")
def selection_of(built: Path) -> Callable[..., Selection]:
    """A function that gives the selection of a contract's own neighbourhoods and reference."""

    def make(contract: str = "chennevieres", language: str = "fr", show_demo: bool = True) -> Selection:
        release = database.identity()
        found = answers.catalogue(release).contracts[contract]
        return Selection(contract, found.territories, found.reference, 2010, 2024, language, False, show_demo, release)

    return make


@pytest.fixture(scope="session")
def automatic_deck(selection_of: Callable[..., Selection]) -> Deck:
    """The automatic deck of the first contract, in French."""
    return committee.deck(selection_of())


@pytest.fixture(scope="session")
def deck_file(automatic_deck: Deck, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """That deck as one file."""
    path = tmp_path_factory.mktemp("deck") / "deck.html"
    path.write_text(page(automatic_deck, dark=False), encoding="utf-8")
    return path
