"""A small data folder that tests of publication may write to, and files to publish on it."""

import csv
import io
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from observatory import database, publication, publish

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("insee-filosofi", "insee-job-seekers", "rpls", "demo-2023")
PLACES = {"QP094027", "DEP94", "COM94019", "QPV-ALL"}


@pytest.fixture(scope="session")
def small_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The contract and the territories of the repository with a few figures, and the database built from them."""
    data = tmp_path_factory.mktemp("published") / "data"
    for folder in ("contract", "territories"):
        shutil.copytree(ROOT / "data" / folder, data / folder)
    shutil.copy(ROOT / "data" / "sources.toml", data)
    shutil.copy(ROOT / "data" / "releases.csv", data)
    (data / "observations").mkdir()
    for name in SOURCES:
        text = (ROOT / "data" / "observations" / f"{name}.csv").read_text(encoding="utf-8-sig")
        head, *lines = text.splitlines(keepends=True)
        kept = [line for line in lines if line.split(";")[1] in PLACES]
        (data / "observations" / f"{name}.csv").write_text(head + "".join(kept), encoding="utf-8-sig")
    return data


@pytest.fixture
def data(small_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the small data folder with its database in it; the settings name it during the test."""
    copy = tmp_path / "data"
    shutil.copytree(small_data, copy)
    monkeypatch.setenv("CAP_QUARTIERS_DATA", str(copy))
    monkeypatch.setenv("CAP_QUARTIERS_DATABASE", str(copy / "observatory.duckdb"))
    publish.build()
    yield copy
    database._instances.pop(copy / "observatory.duckdb", None)


def table(rows: Sequence[Sequence[str]], heading: str = "indicateur;territoire;période;valeur") -> bytes:
    """A tidy CSV file with these rows."""
    target = io.StringIO(newline="")
    target.write(heading + "\n")
    csv.writer(target, delimiter=";", lineterminator="\n").writerows(rows)
    return target.getvalue().encode("utf-8-sig")


@pytest.fixture
def given() -> Callable[..., list[publication.Given]]:
    """A function that gives one tidy file with these rows."""

    def make(*rows: Sequence[str], name: str = "chiffres.csv", heading: str = "") -> list[publication.Given]:
        return [publication.Given(name, table(rows, heading) if heading else table(rows))]

    return make


@pytest.fixture
def value_of() -> Callable[[str, str, str], tuple[float | None, str] | None]:
    """A function that gives value and status in force of an indicator, territory and period, None for no figure."""

    def ask(indicator: str, territory: str, period: str) -> tuple[float | None, str] | None:
        found = [
            (row.value, row.status)
            for row in database.ask("figures_delivered")
            if (row.indicator, row.territory, row.period.isoformat()) == (indicator, territory, period)
        ]
        return found[0] if found else None

    return ask
