"""What tests of readers share: the product's declaration, the small twins, the official files when at hand."""

from pathlib import Path

import pytest

from observatory.sources import Declaration, load

ROOT = Path(__file__).resolve().parents[2]
OFFICIAL = ROOT.parent / "shared" / "data"


@pytest.fixture(scope="session")
def declaration() -> Declaration:
    return load(ROOT / "data" / "sources.toml")


@pytest.fixture(scope="session")
def twins() -> Path:
    return Path(__file__).parent / "files"


@pytest.fixture(scope="session")
def official() -> Path:
    if not OFFICIAL.is_dir():
        pytest.skip("the official files (../shared/data) are not here")
    return OFFICIAL
