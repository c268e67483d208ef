"""What people add is kept whole or not at all, found again at the next question, and can be taken back."""

import shutil
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from html import escape
from pathlib import Path

import pytest

from observatory import answers, config, database, judgement_store, ledger, publication, publish, twins
from observatory.answers import Decision, Weather
from observatory.errors import DashboardError
from observatory.selection import Selection
from observatory.ui.judgements import weather_row
from observatory.ui.neighbourhood import analyst_notes

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2025, 6, 12)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, elsewhere: Path) -> Path:
    """A copy of the data folder that a test may write in."""
    copy = tmp_path / "data"
    shutil.copytree(ROOT / "data", copy, ignore=shutil.ignore_patterns("*.duckdb", "*.lock", "*.new"))
    monkeypatch.setenv("CAP_QUARTIERS_DATA", str(copy))
    publish.build()
    return copy


def selection() -> Selection:
    return Selection("chennevieres", ("QP094027",), "COM94019", 2010, 2024, "fr", False, True, database.identity())


def weather_of(objective: str) -> Weather:
    return next(one for one in answers.weather(selection()) if one.latest.objective == objective)


def decision(code: str) -> Decision:
    return next(one for one in answers.decisions(selection()) if one.decision == code)


def judge(**changes: object) -> None:
    given = {
        "contract": "chennevieres", "objective": "E1", "territory": "QP094027", "level": "support", "judged_on": DAY,
        "author": "Cheffe de projet", "comment": "L’agence a fermé ; « retour »\nattendu",
    }  # fmt: skip
    judgement_store.judge(**{**given, **changes})  # type: ignore[arg-type]


def test_a_judgement_becomes_the_latest_and_can_be_taken_back(data: Path) -> None:
    before = weather_of("E1")
    content = (data / "contract" / "judgements.csv").read_bytes()
    last = answers.last_published(database.identity())
    judge()
    now = weather_of("E1")
    assert (now.latest.level, now.latest.author, now.latest.origin) == ("support", "Cheffe de projet", "local")
    assert now.latest.comment == "L’agence a fermé ; « retour » attendu"
    assert now.history == (before.latest, *before.history)
    with pytest.raises(DashboardError, match="Signez"):
        judgement_store.take_back("chennevieres", "E1", "QP094027", DAY, "Cheffe de projet", " ")
    judgement_store.take_back("chennevieres", "E1", "QP094027", DAY, "Cheffe de projet", "Préfecture")
    assert weather_of("E1") == before
    assert (data / "contract" / "judgements.csv").read_bytes() == content
    with pytest.raises(DashboardError, match="n’existe plus"):
        judgement_store.take_back("chennevieres", "E1", "QP094027", DAY, "Cheffe de projet", "Préfecture")
    given, withdrawn = publication.history()[-2:]
    assert (given.author, withdrawn.author) == ("Cheffe de projet", "Préfecture")
    assert (
        "L’agence a fermé" in given.note_fr
        and "Retrait de l’avis de Cheffe de projet du 12 juin 2025" in withdrawn.note_fr
    )
    # What people say is no publication of figures: the pages go on dating those by their own.
    assert answers.last_published(database.identity()) == last


def test_what_a_withdrawal_of_a_judgement_or_a_decision_takes_back_is_said_in_words(data: Path) -> None:
    judge()
    judgement_store.decide(
        "chennevieres", DAY, "Copil", "Rouvrir la permanence", "Mission locale", date(2026, 12, 1), "Cheffe de projet"
    )
    told = {}
    for entry in ledger.entries(data)[-2:]:
        table = publication.tables(publication.check_withdrawal(entry.release), "fr")["Lignes du contrat"]
        told |= dict(zip(table.iloc[:, 0], table.to_numpy().tolist(), strict=True))
    said = " ".join(map(str, told.values()))
    assert "niveau d’avis : appuis nécessaires" in said and "état : à faire" in said and "objectif : E1" in said
    for raw in ("level", "support", "state", "open", "judged_on", "decided_on", "objective"):
        assert raw not in said


def comments() -> list[tuple[object, str, str]]:
    return [(one.period, one.author, one.comment) for one in answers.comments("HAB-12", "QP094027", selection())]


def comment(**changes: object) -> None:
    given = {
        "contract": "chennevieres", "indicator": "HAB-12", "territory": "QP094027", "period": date(2021, 12, 31),
        "commented_on": DAY, "author": "Cheffe de projet", "said": "Deux conseils citoyens ; « un seul »\ndepuis mars",
    }  # fmt: skip
    judgement_store.comment(**{**given, **changes})  # type: ignore[arg-type]


def test_a_comment_on_a_point_is_found_again_and_taken_back(data: Path) -> None:
    before = comments()
    comment()
    comment(period=None, said="Série à rapprocher de la précédente")
    said = "Deux conseils citoyens ; « un seul » depuis mars"
    assert set(comments()) - set(before) == {
        (date(2021, 12, 31), "Cheffe de projet", said),
        (None, "Cheffe de projet", "Série à rapprocher de la précédente"),
    }
    with pytest.raises(DashboardError, match="déjà commenté"):
        comment(said="Encore")
    back = ("chennevieres", "HAB-12", "QP094027", date(2021, 12, 31), DAY, "Cheffe de projet", "Préfecture")
    judgement_store.take_comment_back(*back)
    assert (date(2021, 12, 31), "Cheffe de projet", said) not in comments() and len(comments()) == len(before) + 1
    with pytest.raises(DashboardError, match="n’existe plus"):
        judgement_store.take_comment_back(*back)
    told = [one.note_fr for one in publication.history()[-3:]]
    assert "HAB-12 (QP094027, 2021)" in told[0] and said in told[0] and told[2].startswith("Retrait du commentaire")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"author": " "}, "Signez"),
        ({"said": ""}, "Écrivez"),
        ({"said": "x" * 1001}, "1001"),
        ({"said": "=1+1"}, "commencer"),
    ],
)
def test_an_incomplete_comment_is_refused(changes: dict[str, str], sentence: str, data: Path) -> None:
    state = database.identity()
    with pytest.raises(DashboardError, match=sentence):
        comment(**changes)
    assert database.identity() == state


def test_a_comment_can_be_withdrawn_as_any_release(data: Path) -> None:
    before = comments()
    comment()
    number = publication.history()[-1].release
    preview = publication.check_withdrawal(number)
    publication.commit(preview, "Préfecture", "Commentaire hors sujet")
    assert comments() == before


def written(kind: str, subject: str) -> list[tuple[date, str, str, str, str]]:
    return [
        (one.written_on, one.author, one.text.fr, one.text.en, one.origin)
        for one in answers.notes(kind, (subject,), selection())
    ]


def analyse(**changes: object) -> None:
    given = {
        "kind": "indicator", "subject": "TRA-01", "written_on": DAY, "author": "Cheffe de projet",
        "said": "La pauvreté recule ; « peu »\nmais partout", "said_en": "Poverty recedes",
    }  # fmt: skip
    judgement_store.analyse(**{**given, **changes})  # type: ignore[arg-type]


def test_an_analysis_is_found_again_and_taken_back(data: Path) -> None:
    example = written("neighbourhood", "QP094027")
    content = (data / "contract" / "texts.csv").read_bytes()
    analyse()
    analyse(kind="neighbourhood", subject="QP094027", said_en="")
    said = "La pauvreté recule ; « peu » mais partout"
    assert written("indicator", "TRA-01") == [(DAY, "Cheffe de projet", said, "Poverty recedes", "local")]
    assert written("neighbourhood", "QP094027") == [(DAY, "Cheffe de projet", said, "", "local"), *example]
    with pytest.raises(DashboardError, match="déjà écrit"):
        analyse(said="Encore")
    back = ("indicator", "TRA-01", DAY, "Cheffe de projet", "Préfecture")
    with pytest.raises(DashboardError, match="Signez"):
        judgement_store.take_analysis_back(*back[:-1], " ")
    judgement_store.take_analysis_back(*back)
    assert written("indicator", "TRA-01") == [] and len(written("neighbourhood", "QP094027")) == 1 + len(example)
    with pytest.raises(DashboardError, match="n’existe plus"):
        judgement_store.take_analysis_back(*back)
    assert (data / "contract" / "texts.csv").read_bytes() == content
    given, _, taken = publication.history()[-3:]
    assert (given.author, taken.author) == ("Cheffe de projet", "Préfecture")
    assert f"TRA-01 : {said}" in given.note_fr
    assert taken.note_fr.startswith("Retrait du texte d’analyse de Cheffe de projet du 12 juin 2025")


def test_the_analyses_before_the_last_are_shown_too_and_a_past_day_knows_no_later_one(data: Path) -> None:
    (example,) = answers.notes("neighbourhood", ("QP094027",), selection())
    analyse(kind="neighbourhood", subject="QP094027", said="La mission locale revient", said_en="")
    chosen = selection()
    last, first = answers.notes("neighbourhood", ("QP094027",), chosen)
    assert (last.text.fr, first) == ("La mission locale revient", example)
    now, earlier = analyst_notes((last, first), chosen).split("<details")
    assert "La mission locale revient" in now and "1 texte précédent" in earlier
    assert escape(example.text.fr) in earlier and "cq-tag-demo" in earlier and "cq-tag-demo" not in now
    before = replace(chosen, as_of=DAY - timedelta(days=1))
    assert answers.notes("neighbourhood", ("QP094027",), before) == (example,)
    assert answers.notes("neighbourhood", ("QP094027",), replace(chosen, as_of=DAY)) == (last, first)
    assert answers.notes("neighbourhood", ("QP094027",), replace(chosen, as_of=date(2000, 1, 1))) == ()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"author": " "}, "Signez"),
        ({"said": " "}, "Écrivez"),
        ({"said": "x" * 1001}, "1001"),
        ({"said_en": "x" * 1001}, "texte en anglais"),
        ({"said": "=1+1"}, "commencer"),
        ({"said_en": "@SUM"}, "commencer"),
        ({"subject": "TRA-99"}, "TRA-99"),
    ],
)
def test_an_incomplete_analysis_is_refused(changes: dict[str, str], sentence: str, data: Path) -> None:
    state = database.identity()
    with pytest.raises(DashboardError, match=sentence):
        analyse(**changes)
    assert database.identity() == state


def test_an_analysis_can_be_withdrawn_as_any_release(data: Path) -> None:
    analyse()
    preview = publication.check_withdrawal(publication.history()[-1].release)
    assert [(one.table, one.verdict) for one in preview.changes] == [("texts", "removed")]
    publication.commit(preview, "Préfecture", "Texte hors sujet")
    assert written("indicator", "TRA-01") == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"level": ""}, "niveau"),
        ({"author": " "}, "Signez"),
        ({"comment": ""}, "pourquoi"),
        ({"comment": "x" * 1001}, "1001 caractères"),
        ({"author": "=1+1"}, "commencer"),
    ],
)
def test_an_incomplete_judgement_is_refused_and_nothing_changes(
    changes: dict[str, str], sentence: str, data: Path
) -> None:
    content, state = (data / "contract" / "judgements.csv").read_bytes(), database.identity()
    with pytest.raises(DashboardError, match=sentence):
        judge(**changes)
    assert (data / "contract" / "judgements.csv").read_bytes() == content
    assert database.identity() == state


def test_two_people_judge_one_objective_on_one_day_and_nobody_judges_twice(data: Path) -> None:
    before = weather_of("E1").history
    judge()
    judge(author="Préfète", level="compromised")
    with pytest.raises(DashboardError, match="Préfète a déjà donné un avis"):
        judge(author="Préfète")
    found = weather_of("E1")
    assert [one.author for one in found.same_day] == ["Préfète"] and len(found.earlier) == len(before) + 1
    assert (found.latest.author, found.latest.level) == ("Cheffe de projet", "support")
    row = weather_row(found, False, False, selection())
    assert "Le même jour" in row and "Préfète" in row and row.count("L’agence a fermé") == 2
    judgement_store.take_back("chennevieres", "E1", "QP094027", DAY, "Cheffe de projet", "Préfecture")
    assert (weather_of("E1").latest.author, weather_of("E1").same_day) == ("Préfète", ())


TOMORROW, YESTERDAY = date.today() + timedelta(days=1), date.today() - timedelta(days=1)


def decide(**changes: object) -> str:
    given = {
        "contract": "chennevieres", "decided_on": DAY, "committee": "Copil", "said": "Rouvrir l’agence.", "owner": "Ville",
        "due_on": date(2100, 1, 1), "author": "Camille",
    }  # fmt: skip
    return judgement_store.decide(**{**given, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "said_tomorrow",
    [
        lambda: judge(judged_on=TOMORROW),
        lambda: comment(commented_on=TOMORROW),
        lambda: analyse(written_on=TOMORROW),
        lambda: decide(decided_on=TOMORROW),
        lambda: judgement_store.follow("chennevieres", "D-2023-02", "done", TOMORROW, "Préfecture"),
    ],
)
def test_nothing_is_said_of_a_day_to_come(said_tomorrow: Callable[[], object], data: Path) -> None:
    state = database.identity()
    with pytest.raises(DashboardError, match=rf"Le {TOMORROW:%d/%m/%Y} est à venir") as refusal:
        said_tomorrow()
    assert twins.said(refusal.value, "en")[1].startswith(f"{TOMORROW:%d/%m/%Y} is still to come")
    assert database.identity() == state


def test_a_decision_is_not_closed_before_it_was_taken(data: Path) -> None:
    with pytest.raises(DashboardError, match="prise le 13/06/2023") as refusal:
        judgement_store.follow("chennevieres", "D-2023-02", "done", date(1999, 1, 1), "Préfecture")
    assert "taken on 13/06/2023" in twins.said(refusal.value, "en")[1]
    judgement_store.follow("chennevieres", "D-2023-02", "done", date(2023, 6, 13), "Préfecture")
    assert decision("D-2023-02").state == "done"


def test_a_decision_is_noted_once(data: Path) -> None:
    code = decide()
    with pytest.raises(DashboardError, match=code):
        decide(said="Rouvrir  l’agence. ", owner="Autre")
    assert decide(committee="Comité technique") != code
    assert decide(decided_on=DAY - timedelta(days=1)) != code


def test_what_cannot_be_seen_is_left_out(data: Path) -> None:
    judge(author="Pré\u202efète\x00", comment="L’agence\x07 \u2066rouvre\u2069")
    latest = weather_of("E1").latest
    assert (latest.author, latest.comment) == ("Préfète", "L’agence rouvre")
    with pytest.raises(DashboardError, match="Signez"):
        judge(author="\u202e\x00", level="secured")
    with pytest.raises(DashboardError, match="commencer"):
        judge(author="\u200e=1+1")
    decide(committee="Co\x00pil", owner="Vil\u202ele", said="Rouv\u200frir.")
    (noted,) = [one for one in answers.decisions(selection()) if one.decided_on == DAY]
    assert (noted.committee, noted.owner, noted.text) == ("Copil", "Ville", "Rouvrir.")


def test_a_build_that_fails_leaves_no_trace(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content, state = (data / "contract" / "judgements.csv").read_bytes(), database.identity()

    def fails(*_: object) -> None:
        raise DashboardError("Non", "refusé par un contrôle")

    monkeypatch.setattr(publish, "rebuild", fails)
    with pytest.raises(DashboardError, match="refusé par un contrôle"):
        judge()
    assert (data / "contract" / "judgements.csv").read_bytes() == content
    assert database.identity() == state
    assert not list((data / "ledger").iterdir())


def test_a_publication_under_way_is_waited_for_then_told(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publish, "PATIENCE", 0.3)
    with publish._sole_writer(config.settings().database), pytest.raises(DashboardError, match="déjà en cours"):
        judge()


def test_two_people_at_once_lose_nothing(data: Path) -> None:
    people = [threading.Thread(target=judge, kwargs={"judged_on": date(2025, 6, day)}) for day in (1, 2, 3)]
    for one in people:
        one.start()
    for one in people:
        one.join()
    found = weather_of("E1")
    assert [one.judged_on.day for one in (found.latest, *found.history)][:3] == [3, 2, 1]


def test_a_decision_is_noted_followed_and_opened_again(data: Path) -> None:
    code = judgement_store.decide(
        "chennevieres", DAY, "Copil", "Rouvrir l’agence.", "Ville", date(2025, 9, 1), "Camille"
    )
    assert code == "D-2025-01"
    assert decision(code).state == "open"
    assert decision(code).is_late(date(2025, 9, 2))
    judgement_store.follow("chennevieres", code, "done", date(2025, 8, 1), "Préfecture")
    assert (decision(code).state, decision(code).closed_on) == ("done", date(2025, 8, 1))
    judgement_store.follow("chennevieres", code, "open", None, "Préfecture")
    assert (decision(code).state, decision(code).closed_on) == ("open", None)
    assert judgement_store.decide("chennevieres", DAY, "Copil", "Autre.", "Ville", DAY, "Camille") == "D-2025-02"
    with pytest.raises(DashboardError, match="précède"):
        judgement_store.decide("chennevieres", DAY, "Copil", "Autre.", "Ville", date(2025, 1, 1), "Camille")
    with pytest.raises(DashboardError, match="Dites qui note la décision"):
        judgement_store.decide("chennevieres", DAY, "Copil", "Autre.", "Ville", DAY, " ")
    before = (data / "contract" / "decisions.csv").read_bytes()
    with pytest.raises(DashboardError, match="Dites quel comité a décidé") as refusal:
        judgement_store.decide("chennevieres", DAY, "  ", "Autre.", "Ville", DAY, "Camille")
    assert twins.said(refusal.value, "en")[1].startswith("Say which committee decided")
    assert (data / "contract" / "decisions.csv").read_bytes() == before
    with pytest.raises(DashboardError, match="n’existe plus"):
        judgement_store.follow("chennevieres", "D-1999-01", "done", DAY, "Préfecture")
