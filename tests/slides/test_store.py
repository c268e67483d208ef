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


def kept(show_demo: bool = True) -> dict[str, SavedSequence]:
    return dict(answers.committees(database.identity(), show_demo))


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


def test_what_a_user_saves_over_an_example_is_the_users_own(data: Path) -> None:
    assert {one.origin for one in kept().values()} == {"demo"} and not kept(show_demo=False)
    example = next(iter(kept().values()))
    saved = committee_store.save(replace(example, saved_by="Cheffe de projet"), example.saved_at)
    assert saved.sequence == example.sequence and saved.origin == "local"
    assert kept(show_demo=False) == {saved.sequence: saved}


def test_an_example_that_is_hidden_takes_no_name(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    example = next(iter(kept().values()))
    mine = replace(example, sequence="", saved_at=None)
    with pytest.raises(DashboardError, match="déjà pris"):
        committee_store.save(mine, None)
    monkeypatch.setenv("CAP_QUARTIERS_HIDE_DEMO", "1")
    saved = committee_store.save(mine, None)
    assert kept(show_demo=False) == {example.sequence: saved}


def test_a_file_without_origins_holds_the_users_own_sequences(data: Path) -> None:
    path = data / "contract" / "committees.csv"
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    path.write_text("".join(f"{line.rpartition(';')[0]}\n" for line in lines), encoding="utf-8-sig")
    publish.build()
    before = kept(show_demo=False)
    assert len(before) == len(lines) - 1
    saved = committee_store.save(NEW, None)
    assert kept(show_demo=False) == {**before, saved.sequence: saved}
    rows = path.read_text(encoding="utf-8-sig").splitlines()
    assert [row.rpartition(";")[2] for row in rows] == ["origin", *["local"] * len(lines)]


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
