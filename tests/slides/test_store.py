"""Saved sequences: kept as data, found again, and never written over by somebody who had not seen them."""

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from observatory import answers, committee_store, database, publish
from observatory.errors import DashboardError
from observatory.slides import SavedSequence, SavedSlide

ROOT = Path(__file__).resolve().parents[2]
NEW = SavedSequence(
    "", "chennevieres", "Copil du 12 juin", date(2027, 6, 12), ("QP094027",), "COM94019",
    (SavedSlide("title"), SavedSlide("gate", "Huit actions ; « à évaluer »", "Ligne 1\nLigne 2")), None, "Cheffe de projet",
)  # fmt: skip


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, elsewhere: Path) -> Path:
    """A copy of the data folder that a test may write in."""
    copy = tmp_path / "data"
    shutil.copytree(ROOT / "data", copy, ignore=shutil.ignore_patterns("*.duckdb", "*.lock", "*.new"))
    monkeypatch.setenv("CAP_QUARTIERS_DATA", str(copy))
    publish.build()
    return copy


def kept() -> dict[str, SavedSequence]:
    return dict(answers.committees(database.identity()))


def test_a_sequence_is_found_again_as_it_was_saved(data: Path) -> None:
    before = kept()
    saved = committee_store.save(NEW, None)
    assert kept() == {**before, saved.sequence: saved}
    assert saved.slides == NEW.slides and saved.saved_at is not None


def test_two_who_save_at_once_do_not_lose_anything(data: Path) -> None:
    first = committee_store.save(NEW, None)
    second = committee_store.save(replace(first, saved_by="B"), first.saved_at)
    with pytest.raises(DashboardError, match="entre-temps"):
        committee_store.save(replace(first, saved_by="A"), first.saved_at)
    with pytest.raises(DashboardError, match="déjà pris"):
        committee_store.save(NEW, None)
    assert kept()[first.sequence] == second
    committee_store.delete(second)
    with pytest.raises(DashboardError, match="n’existe plus"):
        committee_store.save(second, second.saved_at)


def test_a_save_during_a_publication_is_told(data: Path) -> None:
    from observatory import config

    with publish._sole_writer(config.settings().database), pytest.raises(DashboardError, match="déjà en cours"):
        committee_store.save(NEW, None)


def test_what_the_build_refuses_is_taken_back(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = [data / "contract" / name for name in ("committees.csv", "committee_slides.csv")]
    before = [path.read_bytes() for path in files]

    def refuse() -> Path:
        raise DashboardError("Les données sont refusées", "…")

    monkeypatch.setattr(publish, "build", refuse)
    with pytest.raises(DashboardError, match="refusées"):
        committee_store.save(NEW, None)
    assert [path.read_bytes() for path in files] == before


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"name": " "}, "nom"),
        ({"name": "n" * 81}, "80"),
        ({"slides": ()}, "1 à 80"),
        ({"slides": (SavedSlide("title", "m" * 111),)}, "110"),
        ({"slides": (SavedSlide("title", "=1+1"),)}, "commencer"),
    ],
)
def test_what_cannot_be_shown_is_refused(built: Path, change: dict[str, object], why: str) -> None:
    with pytest.raises(DashboardError, match=why):
        committee_store.save(replace(NEW, **change), None)  # type: ignore[arg-type]
