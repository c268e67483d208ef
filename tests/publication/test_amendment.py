"""Targets edited as an amendment: what changed becomes two files, checked and published like any other, all of it kept."""

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from observatory import answers, contract_tables, database, ledger, publication
from observatory.publication import Aim, Amendment
from observatory.series import Target

CONTRACT = "chennevieres"
SECOND = Amendment(CONTRACT, 2, date(2023, 6, 12), "Report de la cible d’emploi")


def aim(goal: Target) -> Aim:
    return Aim(
        goal.indicator, goal.territory, goal.measure, goal.reference, goal.baseline_period, goal.baseline_value,
        goal.deadline, goal.value, tuple((day.year, value) for day, value in goal.milestones),
    )  # fmt: skip


@pytest.fixture
def before(data: Path) -> list[Aim]:
    return [aim(goal) for goal in answers.goals(CONTRACT, True, database.identity())]


def level(aims: Sequence[Aim]) -> Aim:
    return next(a for a in aims if (a.indicator, a.territory, a.measure) == ("DE-ABC", "QP094027", "level"))


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def made(aims: Sequence[Aim], amendment: Amendment = SECOND) -> list[publication.Given]:
    return publication.amendment_files(amendment, aims, {"DE-ABC": "year"})


def test_only_what_was_changed_or_added_is_amended(before: list[Aim]) -> None:
    assert publication.amended(before, before) == ()
    one = level(before)
    later = replace(one, deadline=date(2026, 12, 31))
    steps = replace(one, milestones=((2023, 1250.0),))
    added = Aim("TRA-06", "QP094027-94019", "level", "", date(2020, 12, 31), 10.0, date(2026, 12, 31), 20.0, ())
    nothing = Aim("", "", "", "", None, None, None, None, ())
    for changed in (later, steps):
        after = [changed if a.key == one.key else a for a in before]
        assert publication.amended(before, [*after, added, nothing]) == (changed, added)
    # The baseline is that of the contract as signed.
    assert publication.amended(before, [replace(a, baseline_value=1.0) for a in before]) == ()


def test_the_files_are_those_of_a_workbook(before: list[Aim]) -> None:
    changed = replace(level(before), value=1000.5, milestones=((2023, 1200.0), (2024, 1100.25)))
    targets, milestones = made([changed])
    assert (targets.name, milestones.name) == ("avenant-2-cibles.csv", "avenant-2-jalons.csv")
    (row,) = rows(targets.content)
    assert (row["contrat"], row["mesure"], row["cible"], row["avenant"]) == (CONTRACT, "niveau", "1000,5", "2")
    assert (row["date de l’avenant"], row["note"]) == ("2023-06-12", "Report de la cible d’emploi")
    assert [(r["période"], r["jalon"]) for r in rows(milestones.content)] == [
        ("2023-12-31", "1200"), ("2024-12-31", "1100,25"),
    ]  # fmt: skip


def test_an_amendment_is_previewed_published_seen_and_kept(data: Path, before: list[Aim]) -> None:
    one = level(before)
    assert one.value is not None
    changed = replace(one, value=1000.0, deadline=date(2026, 12, 31), milestones=((2025, 1100.0),))
    preview = publication.check(made([changed]))
    assert not preview.blocked, [problem.sentence() for problem in preview.errors]
    assert preview.needs_note and preview.counts["targets"] == 2
    table = publication.tables(preview, "fr")["Cibles et jalons"]
    assert list(table.iloc[:, 0]) == ["amendée", "nouveau"]
    assert table.iloc[0]["Avant"].replace("\u202f", "") == f"{one.value:g}"
    assert table.iloc[0]["Après"].replace("\u202f", "") == "1000"
    entry = publication.commit(preview, "Camille", "Avenant n° 2")
    assert [file.name for file in entry.files] == ["avenant-2-cibles.csv", "avenant-2-jalons.csv"]

    release = database.identity()
    now = next(g for g in answers.goals(CONTRACT, True, release) if aim(g).key == one.key)
    assert (now.value, now.amendment, now.amended_on) == (1000.0, 2, date(2023, 6, 12))
    assert now.milestones == ((date(2025, 12, 31), 1100.0),)
    assert (now.baseline_value, now.baseline_period) == (one.baseline_value, one.baseline_period)
    assert answers.last_amendment(CONTRACT, True, release) == 2
    # Every earlier one is still there, and says what it said.
    kept = [
        (row["amendment"], row["value"])
        for row in contract_tables.rows(data, ledger.entries(data), "targets")
        if (row["indicator"], row["territory"], row["measure"]) == ("DE-ABC", "QP094027", "level")
        and row["contract"] == CONTRACT
    ]
    assert [number for number, _ in kept] == ["0", "1", "2"]
    # A number that was used is not used again.
    again = publication.check(made([replace(changed, value=900.0)]))
    assert any("la cible déjà signée" in problem.sentence() for problem in again.errors)


WRONG = {
    "no value": ({"value": None}, "colonne « cible » : Case vide ; attendu : un nombre."),
    "no deadline": ({"deadline": None}, "colonne « échéance » : Case vide ; attendu : une date, comme 31/12/2027."),
    "a deadline before the start": ({"deadline": date(2001, 1, 1)}, "échéance qui ne suit pas sa valeur initiale"),
    "a negative count": ({"value": -5.0}, "La cible -5.0 de DE-ABC pour QP094027 sort de l’intervalle de son unité"),
}


def test_what_is_wrong_blocks_with_a_sentence(data: Path, before: list[Aim]) -> None:
    for changes, said in WRONG.values():
        preview = publication.check(made([replace(level(before), **changes)]))  # type: ignore[arg-type]
        sentences = [problem.sentence() for problem in preview.errors]
        assert preview.blocked and any(said in sentence for sentence in sentences), (said, sentences)
    formula = replace(SECOND, subject="=1+1")
    preview = publication.check(made([replace(level(before), value=1000.0)], formula))
    assert any("ne commence pas par ce signe" in problem.sentence() for problem in preview.errors)
