"""What a page says when its database is missing, damaged or repaired, and when a fault is our own."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest

from observatory import answers, frame
from observatory.texts import text

if TYPE_CHECKING:
    from .conftest import Reader

PAGES = tuple(name for names in frame.SECTIONS.values() for name in names)
each_page = pytest.mark.parametrize("page", PAGES)


def alone(reader: "Reader") -> str:
    """The one error box of the page, which has no trace of a stack."""
    assert len(reader.app.exception) == 0
    assert len(reader.app.error) == 1
    said = reader.app.error[0].value
    assert not re.search(r"Traceback|File \"|duckdb\.|Error\b|line \d", said)
    return said


@each_page
def test_a_missing_database(page: str, reader: "Reader", elsewhere: Path) -> None:
    said = alone(reader.open(page))
    assert "La base de données est absente" in said
    assert "make data" in said


@pytest.mark.parametrize("page", ["overview", "employment"])
@pytest.mark.parametrize("damage", ["other file", "empty", "truncated", "overwritten"])
def test_a_damaged_database(page: str, damage: str, reader: "Reader", elsewhere: Path, built: Path) -> None:
    whole = built.read_bytes()
    content = {
        "other file": b"%PDF-1.7 not a database\n" * 400,
        "empty": b"",
        "truncated": whole[: len(whole) // 3],
        "overwritten": b"\x00" * 12288 + whole[12288:],
    }[damage]
    elsewhere.write_bytes(content)
    said = alone(reader.open(page))
    assert re.search("La base de données est illisible|Les chiffres n’ont pas pu être lus", said)
    assert "make data" in said


def test_a_database_without_tables(reader: "Reader", elsewhere: Path) -> None:
    duckdb.connect(str(elsewhere)).close()
    assert "Les chiffres n’ont pas pu être lus" in alone(reader.open("employment"))


def test_a_repaired_database_is_seen_at_the_next_run(
    reader: "Reader", elsewhere: Path, built: Path, title: Callable[..., str]
) -> None:
    elsewhere.write_bytes(b"nothing of use")
    alone(reader.open("employment"))
    fresh = elsewhere.with_suffix(".new")
    fresh.write_bytes(built.read_bytes())
    fresh.replace(elsewhere)
    reader.app.run()
    assert reader.errors == []
    assert title("employment", "fr") in reader.titles


def test_a_fault_of_our_own_is_one_sentence(reader: "Reader", monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("a secret detail")

    monkeypatch.setattr(answers, "axis", fail)
    said = alone(reader.open("employment"))
    assert text("frame.error.title", "fr") in said
    assert "secret detail" not in reader.words
