"""What tests of the explore page share: the catalogue of the built database and a reader's selection."""

from pathlib import Path

import pytest

from observatory import answers, database
from observatory.catalogue import Catalogue
from observatory.selection import Selection


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
