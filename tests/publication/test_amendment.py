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
from observatory.ui import amendment as editor

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


def level(aims: Sequence[Aim], indicator: str = "DE-ABC", measure: str = "level") -> Aim:
    return next(a for a in aims if (a.indicator, a.territory, a.measure) == (indicator, "QP094027", measure))


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
    assert preview.counts["targets"] == 2
    # The amendment itself is worth knowing, and needs no reason.
    assert not preview.warnings
    notes = [problem.sentence() for problem in preview.problems if problem.severity == "note"]
    assert any(
        "1\u00a0cible à ajouter : DE-ABC pour QP094027, avenant 2 : 1000 au 31 décembre 2026." in one for one in notes
    )
    assert not any("non lus" in one for one in notes)
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


def test_the_grid_is_read_in_the_language_of_the_page_whatever_the_browser(built: Path) -> None:
    release = database.identity()
    goals, known = answers.goals(CONTRACT, True, release), answers.catalogue(release)
    years = (2022, 2023)
    for language, typed in (("fr", "1100,5"), ("fr", "1 100,5"), ("en", "1100.5"), ("en", "1,100.5"), ("en", "1100,5")):
        shown = editor.grid(goals, years, known, language)
        aims, unread = editor.read_grid(shown, shown, goals, years, language)
        # What is not shown of a figure is kept, and nothing is amended that was not touched.
        assert unread == [] and [(a.value, a.baseline_value) for a in aims] == [
            (g.value, g.baseline_value) for g in goals
        ]
        edited = shown.copy()
        edited.loc[0, ["value", "2023"]] = [typed, "12"]
        aims, unread = editor.read_grid(edited, shown, goals, years, language)
        assert (aims[0].value, dict(aims[0].milestones)[2023], unread) == (1100.5, 12.0, [])
        edited.loc[1, "2022"] = "mille"
        ((title, why),) = editor.read_grid(edited, shown, goals, years, language)[1]
        assert "2" in title and "mille" in title and "1203" in why
    assert [editor.number_of(typed, "en") for typed in ("1,203", "0,125", "12 (p)", "s", "")] == [
        1203.0,
        0.125,
        "12 (p)",
        "s",
        None,
    ]
    # As many decimals as the indicator has.
    for goal, row in zip(goals, editor.grid(goals, years, known, "fr").to_dict("records"), strict=True):
        assert len(row["value"].partition(",")[2]) <= known.indicators[goal.indicator].decimals


TARGETS, MILESTONES = "avenant-2-cibles.csv, ligne 2, colonne", "avenant-2-jalons.csv, ligne 2, colonne"
JOBS, POOR, GAP = ("DE-ABC", "level"), ("TRA-01", "level"), ("TRA-01", "gap")
NEW = {"territory": "QP094027-94019", "baseline_period": date(2020, 12, 31), "baseline_value": 10.0}
WRONG: dict[str, tuple[tuple[str, str], dict[str, object], str]] = {
    "no value": (JOBS, {"value": None}, f"{TARGETS} « cible » : Case vide ; attendu : un nombre."),
    "no deadline": (
        JOBS, {"deadline": None}, f"{TARGETS} « échéance » : Case vide ; attendu : une date, comme 31/12/2027.",
    ),
    "a deadline before the start": (
        POOR, {"deadline": date(2014, 12, 31)},
        f"{TARGETS} « échéance » : 31 décembre 2014 ; attendu : une date après la période initiale, 31 décembre 2014.",
    ),
    "a negative count": (
        JOBS, {"value": -5.0}, f"{TARGETS} « cible » : « -5 » ; attendu : une valeur possible pour DE-ABC (au moins 0).",
    ),
    "a share above 100": (
        POOR, {"value": 134.0},
        f"{TARGETS} « cible » : « 134 » ; attendu : une valeur possible pour TRA-01 (entre 0 et 100).",
    ),
    "a gap wider than its unit": (
        GAP, {"value": -134.0},
        f"{TARGETS} « cible » : « -134 » ; attendu : une valeur possible pour TRA-01 (entre -100 et 100).",
    ),
    "a baseline above 100": (
        POOR, NEW | {"baseline_value": 134.0},
        f"{TARGETS} « valeur initiale » : « 134 » ; attendu : une valeur possible pour TRA-01 (entre 0 et 100).",
    ),
    "a milestone before the baseline": (
        JOBS, {"value": 1000.0, "milestones": ((2016, 1300.0),)},
        f"{MILESTONES} « période » : 31 décembre 2016 ; "
        "attendu : une période après la valeur initiale, 31 décembre 2016, et au plus tard à l’échéance, 31 décembre 2024.",
    ),
    "a milestone after the deadline": (
        JOBS, {"value": 1000.0, "milestones": ((2025, 1300.0),)},
        f"{MILESTONES} « période » : 31 décembre 2025 ; "
        "attendu : une période après la valeur initiale, 31 décembre 2016, et au plus tard à l’échéance, 31 décembre 2024.",
    ),
    "a level with a reference": (
        JOBS, {"value": 1100.0, "reference": "DEP94"},
        f"{TARGETS} « référence » : « DEP94 » ; attendu : rien : un niveau ne se mesure à aucun territoire.",
    ),
    "a gap to itself": (
        GAP, {"value": -10.0, "reference": "QP094027"},
        f"{TARGETS} « référence » : « QP094027 » ; attendu : un autre territoire que celui de la cible.",
    ),
    "a milestone above 100": (
        POOR, {"value": 30.0, "milestones": ((2023, 134.0),)},
        f"{MILESTONES} « jalon » : « 134 » ; attendu : une valeur possible pour TRA-01 (entre 0 et 100).",
    ),
}  # fmt: skip


def test_what_is_wrong_blocks_with_its_cell(data: Path, before: list[Aim]) -> None:
    for which, changes, said in WRONG.values():
        preview = publication.check(made([replace(level(before, *which), **changes)]))  # type: ignore[arg-type]
        assert [problem.sentence() for problem in preview.errors] == [said]
    formula = replace(SECOND, subject="=1+1")
    preview = publication.check(made([replace(level(before), value=1000.0)], formula))
    assert any("ne commence pas par ce signe" in problem.sentence() for problem in preview.errors)


def errors(amendment: Amendment, before: list[Aim]) -> list[str]:
    (targets,) = made([replace(level(before), value=1000.0, milestones=())], amendment)
    preview = publication.check([targets])
    assert not any("à ajouter" in problem.found for problem in preview.problems)
    return [problem.sentence().split("colonne ")[-1] for problem in preview.errors]


def test_an_amendment_is_of_its_time_and_number(data: Path, before: list[Aim]) -> None:
    said = "« date de l’avenant » : {} ; attendu : {}."
    assert errors(replace(SECOND, signed_on=date(2099, 1, 1)), before) == [
        said.format("1er janvier 2099", "le jour de la signature, qui ne peut pas être à venir")
    ]
    assert errors(replace(SECOND, signed_on=date(2014, 5, 2)), before) == [
        said.format("2 mai 2014", "un jour à partir du début du contrat, le 1er janvier 2015")
    ]
    assert errors(replace(SECOND, signed_on=date(2018, 3, 1)), before) == [
        said.format("1er mars 2018", "un jour à partir de l’avenant qui précède, 18 novembre 2020")
    ]
    assert errors(replace(SECOND, number=2_000_000_000), before) == [
        "« avenant » : « 2000000000 » ; attendu : un numéro d’avenant de 100 au plus."
    ]
    one, other = (made([replace(level(before, *which), value=30.0)], SECOND)[0] for which in (JOBS, POOR))
    otherwise = other.content.replace(b"2023-06-12", b"2023-06-13")
    both = one.content + otherwise.partition(b"\n")[2]
    (problem,) = publication.check([publication.Given("cibles.csv", both)]).errors
    assert "la date de signature de l’avenant 2, 12 juin 2023" in problem.sentence()


def test_a_target_the_wrong_way_or_elsewhere_is_doubted(data: Path, before: list[Aim]) -> None:
    up = publication.check([made([replace(level(before), value=9000.0, milestones=())])[0]])
    assert not up.blocked
    assert [one.sentence().split("colonne ")[-1] for one in up.warnings] == [
        "« cible » : De 1438 à 9000 ; attendu : une baisse : c’est le bon sens de DE-ABC."
    ]
    added = Aim("TRA-06", "QP094001", "level", "", date(2020, 12, 31), 10.0, date(2026, 12, 31), 20.0, ())
    far = publication.check([made([added])[0]])
    assert not far.blocked
    assert "QP094001 n’est pas de ce contrat" in [one.found for one in far.warnings]
    mine = publication.check([made([replace(added, territory="QP094027-94019")])[0]])
    assert not any("contrat" in one.found for one in mine.warnings)


def test_milestones_are_carried_to_an_amendment_that_gives_none(data: Path, before: list[Aim]) -> None:
    one = level(before)
    (targets,) = made([replace(one, value=1100.0, milestones=())])
    preview = publication.check([targets])
    notes = [problem.sentence() for problem in preview.problems if problem.severity == "note"]
    assert f"DE-ABC pour QP094027 : {len(one.milestones)}\u00a0jalons de l’avenant 1 repris tels quels." in notes
    publication.commit(preview, "Camille", "Avenant n° 2")
    now = next(g for g in answers.goals(CONTRACT, True, database.identity()) if aim(g).key == one.key)
    assert (now.amendment, aim(now).milestones) == (2, one.milestones)
    # Of another deadline they would say something else: their end is told.
    later = publication.check(
        made([replace(one, value=1100.0, deadline=date(2026, 12, 31), milestones=())], replace(SECOND, number=3))
    )
    assert any("ne valent plus, car l’échéance change" in problem.found for problem in later.warnings)


def test_milestones_of_two_gaps_lead_each_to_its_own(data: Path, before: list[Aim]) -> None:
    gap = Aim("EMP-03", "QP094027", "gap", "QPV-ALL", date(2016, 12, 31), 5.0, date(2024, 12, 31), 3.0, ((2022, 3.5),))
    beside = replace(gap, reference="COM94019", baseline_value=9.0, value=6.0, milestones=((2022, 7.0),))
    targets, milestones = made([gap, beside])
    publication.commit(publication.check([targets, milestones]), "Camille", "Deux écarts")
    found = {
        g.reference: aim(g).milestones
        for g in answers.goals(CONTRACT, True, database.identity())
        if (g.indicator, g.measure) == ("EMP-03", "gap")
    }
    assert found == {"QPV-ALL": ((2022, 3.5),), "COM94019": ((2022, 7.0),)}


def test_a_milestone_says_to_which_of_two_gaps_it_leads(data: Path, before: list[Aim]) -> None:
    gap = Aim("EMP-03", "QP094027", "gap", "QPV-ALL", date(2016, 12, 31), 5.0, date(2024, 12, 31), 3.0, ((2022, 3.5),))
    beside = replace(gap, reference="COM94019", milestones=())
    targets, milestones = made([gap, beside])
    head, line = milestones.content.decode("utf-8-sig").splitlines()
    bare = "\n".join(text.rpartition(";")[0] for text in (head, line)).encode()
    (problem,) = publication.check([targets, publication.Given(milestones.name, bare)]).errors
    assert (
        "le territoire de référence de l’écart auquel le jalon mène : « COM94019 », « QPV-ALL »" in problem.sentence()
    )
    # A file without that column is read where there is one gap.
    alone = publication.check([made([gap])[0], publication.Given(milestones.name, bare)])
    assert not alone.blocked and alone.counts["targets"] == 2


def test_a_milestone_without_a_target_is_named_with_its_row(data: Path, before: list[Aim]) -> None:
    targets, milestones = made([replace(level(before), value=1000.0, milestones=((2023, 1250.0),))])
    assert not publication.check([milestones, targets]).blocked
    (problem,) = publication.check([milestones]).errors
    told = "Aucune cible de DE-ABC pour QP094027 sous le numéro 2"
    expected = "le numéro d’avenant d’une cible du même indicateur, territoire et mesure"
    assert problem.sentence() == f"{MILESTONES} « avenant » : {told} ; attendu : {expected}."
    # A target refused for another reason is there all the same.
    spoiled = targets.content.replace(b";1000;", b";mille;")
    refused = publication.check([publication.Given(targets.name, spoiled), milestones]).errors
    assert [problem.column for problem in refused] == ["cible"]
