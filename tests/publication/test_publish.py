"""From files to a release and back: what is seen before, what readers see after, and that nothing is lost."""

import gzip
import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from observatory import database, ledger, publication, publish, sandbox
from observatory.errors import DashboardError
from observatory.publication.comparison import Comparison
from observatory.publication.tidy import Figure, outside
from observatory.publication.vocabulary import Measured
from observatory.sources import Observation

Given = Callable[..., list[publication.Given]]
ValueOf = Callable[[str, str, str], tuple[float | None, str] | None]
NEW = ("DE-ABC", "QP094027", "2023", "1320")
CHANGED = ("DE-ABC", "QP094027", "31/12/2021", "1350")
KEY_NEW, KEY_CHANGED = ("DE-ABC", "QP094027", "2023-12-31"), ("DE-ABC", "QP094027", "2021-12-31")


def content_of(folder: Path) -> dict[str, str]:
    """What a folder holds, but for the database, by path."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith("observatory.")
    }


def test_nothing_is_written_by_a_check(data: Path, given: Given) -> None:
    before, identity = content_of(data), database.identity()
    preview = publication.check(given(NEW, CHANGED))
    assert (content_of(data), database.identity()) == (before, identity)
    assert not preview.blocked
    assert {name: preview.counts[name] for name in ("new", "changed", "identical", "removed")} == {
        "new": 1, "changed": 1, "identical": 0, "removed": 0,
    }  # fmt: skip


def test_what_only_the_whole_data_show_names_no_file_among_several(
    data: Path, given: Given, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise DashboardError("Les données sont refusées", "Le territoire « Y » figure deux fois.")

    monkeypatch.setattr(publish, "built", refuse)
    one, other = given(NEW), given(CHANGED, name="autre.csv")
    said, english = "Les données sont refusées : Le territoire « Y » figure deux fois.", "The data are refused: The"
    for files, name in ((other, "autre.csv"), ([*one, *other], "")):
        (problem,) = publication.check(files).errors
        assert problem.file == name
        assert problem.sentence() == (f"{name} : {said}" if name else said)
        assert problem.sentence("en").startswith(f"{name}: {english}" if name else english)


def test_a_release_is_seen_at_the_next_question_and_kept_with_its_file(
    data: Path, given: Given, value_of: ValueOf
) -> None:
    files = given(NEW, CHANGED)
    before = value_of(*KEY_CHANGED)
    identity = database.identity()
    entry = publication.commit(publication.check(files), "Camille", "Chiffres de 2023")
    assert database.identity() != identity
    assert value_of(*KEY_NEW) == (1320, "published")
    assert value_of(*KEY_CHANGED) == (1350, "published") != before
    record = json.loads((data / "ledger" / "0004" / "release.json").read_text(encoding="utf-8"))
    assert (record["release"], record["author"], record["note"]) == (4, "Camille", "Chiffres de 2023")
    kept = record["files"][0]
    assert kept["sha256"] == hashlib.sha256(files[0].content).hexdigest()
    assert gzip.decompress((data / "ledger" / "0004" / kept["kept"]).read_bytes()) == files[0].content
    assert ledger.content(entry, entry.files[0]) == files[0].content
    assert not publish.is_stale()
    assert {path.name for path in data.iterdir() if path.name.startswith("observatory.")} == {
        "observatory.duckdb", "observatory.lock",
    }  # fmt: skip


def test_a_withdrawal_gives_the_former_figures_back_and_loses_nothing(
    data: Path, given: Given, value_of: ValueOf
) -> None:
    before = value_of(*KEY_CHANGED)
    publication.commit(publication.check(given(NEW, CHANGED)), "Camille", "Chiffre de la commune")
    files = content_of(data)
    preview = publication.check_withdrawal(4)
    assert preview.counts["removed"] == 1 and preview.counts["changed"] == 1 and preview.needs_note
    with pytest.raises(DashboardError, match="Une note est nécessaire"):
        publication.commit(preview, "Dominique", "")
    publication.commit(preview, "Dominique", "Mauvais fichier")
    assert value_of(*KEY_NEW) is None
    assert value_of(*KEY_CHANGED) == before
    assert files.items() <= content_of(data).items()
    first, second = publication.history()[-2:]
    assert (first.release, first.withdrawn_by, second.withdraws) == (4, 5, 4)
    for number, why in ((4, "déjà retirée"), (5, "elle-même un retrait"), (9, "pas de publication n° 9")):
        with pytest.raises(DashboardError, match=why):
            publication.check_withdrawal(number)


def test_the_first_releases_can_be_withdrawn_too(data: Path, value_of: ValueOf) -> None:
    assert value_of("TRA-01", "QP094027", "2014-12-31")
    publication.commit(publication.check_withdrawal(1), "Camille", "Essai")
    assert value_of("TRA-01", "QP094027", "2014-12-31") is None


def test_the_first_releases_name_their_files(data: Path, given: Given) -> None:
    folder = data / "observations"
    (folder / "bpe.csv").unlink(missing_ok=True)
    first, second, *_ = publication.history()
    held = {file.name: file.sha256 for file in second.kept}
    assert held == {"demo-2023.csv": hashlib.sha256((folder / "demo-2023.csv").read_bytes()).hexdigest()}
    assert "rpls.csv" in {file.name for file in first.kept} and "bpe.csv" in first.lost and not second.lost
    entry = publication.commit(publication.check(given(NEW)), "Camille", "")
    assert publication.history()[-1].kept == entry.files
    (folder / "demo-2023.csv").write_bytes(b"autre chose")
    assert publication.history()[1].kept[0].sha256 == hashlib.sha256(b"autre chose").hexdigest()


def test_the_second_of_two_publishers_is_told_to_look_again(data: Path, given: Given, value_of: ValueOf) -> None:
    mine, theirs = publication.check(given(CHANGED)), publication.check(given((*CHANGED[:3], "1360"), name="autre.csv"))
    publication.commit(theirs, "Dominique", "Chiffre de la commune")
    with pytest.raises(DashboardError, match="Quelqu’un d’autre a publié entre-temps") as refusal:
        publication.commit(mine, "Camille", "Chiffre de la commune")
    assert "Rien n’a été écrasé" in refusal.value.message
    assert value_of(*KEY_CHANGED) == (1360, "published")
    assert [entry.release for entry in ledger.entries(data)] == [4]
    again = publication.check(given(CHANGED))
    assert again.counts["changed"] == 1
    publication.commit(again, "Camille", "Chiffre de la commune")
    assert value_of(*KEY_CHANGED) == (1350, "published")


def test_a_publication_under_way_makes_the_other_wait(data: Path, given: Given) -> None:
    preview = publication.check(given(CHANGED))
    with (
        publish._sole_writer(data / "observatory.duckdb"),
        pytest.raises(DashboardError, match="Une publication est déjà en cours"),
    ):
        publication.commit(preview, "Camille", "Chiffre de la commune")
    assert not list((data / "ledger").glob("*")) if (data / "ledger").exists() else True


def test_a_release_that_the_checks_refuse_leaves_no_trace(data: Path, given: Given) -> None:
    preview = publication.check(given(NEW))
    spoiled = replace(
        preview, tables={name: table.replace(b"QP094027", b"QP999999") for name, table in preview.tables.items()}
    )
    identity, before = database.identity(), content_of(data)
    with pytest.raises(DashboardError, match="QP999999"):
        publication.commit(spoiled, "Camille", "")
    assert (database.identity(), content_of(data)) == (identity, before)
    assert not list((data / "ledger").iterdir())


@pytest.mark.parametrize(
    ("author", "note", "why"),
    [("", "", "Dites qui publie"), ("Camille", "=1+1", "ne peut pas commencer"), ("x" * 81, "", "80 caractères")],
)
def test_who_and_why_are_asked(author: str, note: str, why: str, data: Path, given: Given) -> None:
    with pytest.raises(DashboardError, match=why):
        publication.commit(publication.check(given(NEW)), author, note)
    assert not (data / "ledger").exists() or not list((data / "ledger").iterdir())


def test_a_release_is_later_than_all_others_even_if_the_clock_is_behind(data: Path, given: Given) -> None:
    path = data / "releases.csv"
    path.write_text(path.read_text(encoding="utf-8-sig").replace("2026-11-24T", "2199-01-01T"), encoding="utf-8-sig")
    entry = publication.commit(publication.check(given(NEW)), "Camille", "")
    assert entry.published_at.isoformat() == "2199-01-01T00:00:01"


def test_suspicious_figures_are_told_and_want_a_note(data: Path, given: Given) -> None:
    preview = publication.check(
        given(
            ("DE-ABC", "QP094027", "2023", "14000"),
            ("TRA-10", "QP094027", "2099", "15000"),
            ("TRA-01", "QP094027", "2001", "30"),
        )
    )
    assert preview.suspicions == {"tenfold": 1, "future": 1, "out_of_order": 1}
    assert preview.needs_note and not preview.blocked
    assert any("plus de dix fois" in sentence for sentence in publication.warnings(preview, "fr"))
    assert any("more than ten times" in sentence for sentence in publication.warnings(preview, "en"))
    with pytest.raises(DashboardError, match="Une note est nécessaire"):
        publication.commit(preview, "Camille", "  ")


@pytest.mark.parametrize(
    ("kind", "rows", "heading", "french", "english"),
    [
        (
            "sign", (("EDU-08", "COM94019", "2021", "-3,0"), ("EDU-08", "COM94019", "2022", "2,0")), "",
            "1 chiffre change de signe.", "sign",
        ),
        (
            "above_denominator", (("EMP-06", "QP094027", "2022", "98", "52", "51"),),
            "indicateur;territoire;période;valeur;numérateur;dénominateur\n",
            "1 chiffre dont la partie est plus grande que le tout.", "whole",
        ),
        ("tenfold", (("EMP-04", "QP094027", "2024", "0"),), "", "1 chiffre plus de dix fois plus grand ou plus petit que le précédent.", "ten times"),
        (
            "not_its_parts", (("HAB-09", "QP094027", "2024", "73,2", "30", "400"),),
            "indicateur;territoire;période;valeur;numérateur;dénominateur\n",
            "1 chiffre n’est pas le rapport de son numérateur et de son dénominateur.", "ratio",
        ),
        ("official", (("DE-ABC", "QP094027", "2021", "1250"),), "", "1 chiffre remplace un chiffre officiel.", "official one"),
        ("official", (("DE-ABC", "QP094027", "2021", "1332"),), "", "1 chiffre remplace un chiffre officiel.", "official one"),
        # Divided by a hundred, it is small enough for secrecy: that it is a slip cannot be told, that it vanishes can.
        ("lost", (("DE-ABC", "QP094027", "2021", "3"),), "", "1 chiffre visible jusqu’ici ne le serait plus.", "any more"),
    ],
)  # fmt: skip
def test_a_slip_is_told_in_a_sentence_and_wants_a_note(
    data: Path, given: Given, kind: str, rows: tuple[tuple[str, ...], ...], heading: str, french: str, english: str
) -> None:
    preview = publication.check(given(*rows, heading=heading))
    assert not preview.blocked, [one.sentence() for one in preview.errors]
    assert preview.suspicions.get(kind) == 1 and preview.needs_note
    said = [sentence.replace("\u00a0", " ") for sentence in publication.warnings(preview, "fr")]
    assert french in said
    assert any(english in sentence for sentence in publication.warnings(preview, "en"))
    assert len(publication.suspicions(preview, "fr"))
    with pytest.raises(DashboardError, match="Une note est nécessaire"):
        publication.commit(preview, "Camille", "")


@pytest.mark.parametrize(
    "row",
    [
        # Rounded to whole percents, and of parts that are rounded themselves.
        ("HAB-09", "QP094027", "2024", "8", "30", "400"),
        ("HAB-09", "QP094027", "2024", "60", "4", "7"),
        # A figure of a partner in place of a made-up one.
        ("EMP-21", "QP094027", "2023", "44,5", "", ""),
    ],
)
def test_what_is_no_slip_is_not_suspected(data: Path, given: Given, row: tuple[str, ...]) -> None:
    preview = publication.check(given(row, heading="indicateur;territoire;période;valeur;numérateur;dénominateur\n"))
    assert not preview.blocked and preview.suspicions == {}


def test_the_report_names_both_origins_where_they_differ_and_both_numbers_as_precisely(
    data: Path, given: Given
) -> None:
    rows = publication.figures(publication.check(given(("DE-ABC", "QP094027", "2021", "1250"))), "fr").to_dict(
        "records"
    )
    changed = {row["Code"]: (row["Avant"], row["Après"]) for row in rows if row["Code du territoire"] == "QP094027"}
    assert changed["DE-ABC"] == ("1\u202f332 (officiel)", "1\u202f250 (local)")
    assert changed["EMP-03"] == ("49,2 (officiel)", "52,4 (local)")
    estimated = given(
        ("DE-ABC", "QP094027", "2021", "1332,4", "estimé"), heading="indicateur;territoire;période;valeur;statut\n"
    )
    rows = publication.figures(publication.check(estimated), "fr").to_dict("records")
    close = next(row for row in rows if (row["Code du territoire"], row["Code"]) == ("QP094027", "DE-ABC"))
    assert (close["Avant"], close["Après"]) == ("1\u202f332,0 (officiel)", "1\u202f332,4 (local)")


def test_a_share_above_100_blocks(data: Path, given: Given) -> None:
    preview = publication.check(given(("TRA-01", "QP094027", "2022", "134,5")))
    assert preview.blocked
    assert preview.errors[0].sentence() == (
        "chiffres.csv, ligne 2, colonne « valeur » : « 134,5 » ; attendu : une valeur possible pour TRA-01 (entre 0 et 100)."
    )


def test_an_impossible_value_of_an_official_file_is_told() -> None:
    one = Observation(
        "TRA-01", "QP094027", date(2022, 12, 31), Decimal("134.50"), "published", "", None, None, "x", "x.csv", 7
    )
    measured = Measured("TRA-01", "pct", None, 100.0, "year")
    (problem,) = outside([Figure(one, "official")], {"TRA-01": measured})
    assert problem.sentence() == (
        "x.csv, ligne 7 : 134,5 pour QP094027 au 31/12/2022 ; attendu : une valeur possible pour TRA-01 (au plus 100)."
    )


@pytest.mark.parametrize(
    ("value", "status", "is_told"), [("1.454", "", True), ("1454", "", False), ("1454,5", "estimé", False)]
)
def test_a_count_has_no_decimals_unless_it_is_estimated(
    data: Path, given: Given, value: str, status: str, is_told: bool
) -> None:
    preview = publication.check(
        given(("DE-ABC", "QP094027", "2022", value, status), heading="indicateur;territoire;période;valeur;statut\n")
    )
    told = [p.sentence() for p in preview.problems if "un nombre entier, puisque DE-ABC compte" in p.sentence()]
    assert preview.blocked is is_told and len(told) == is_told


def test_the_statuses_that_would_change_are_told(data: Path, given: Given) -> None:
    preview = publication.check(given(("DE-ABC", "QP094027", "2023", "1900")))
    changed = publication.statuses(preview, "fr")
    assert len(changed) and "dégradation" in set(changed["Après"])


def test_figures_that_are_in_force_already_change_nothing(data: Path) -> None:
    preview = publication.check([publication.Given("tout.csv", publication.export())])
    assert not preview.blocked and preview.changes_nothing
    assert preview.counts["identical"] == preview.figures_count > 100
    assert "Cette publication ne change aucun chiffre visible." in publication.warnings(preview, "fr")


def test_a_small_number_is_hidden_once_published_and_never_told_back(
    data: Path, given: Given, value_of: ValueOf
) -> None:
    row = ("EMP-04", "QP094027", "2022", "3")
    preview = publication.check(given(row))
    assert "3" not in set(publication.figures(preview, "fr")["Après"])
    publication.commit(preview, "Camille", "Petit nombre")
    assert value_of("EMP-04", "QP094027", "2022-12-31") == (None, "secret")
    again = publication.check(given((*row[:3], "4")))
    assert again.counts["identical"] == 1, "a secret figure must not tell whether a guess is right"


def test_readers_who_ask_in_sql_see_no_past_of_what_is_secret_today(data: Path, given: Given) -> None:
    """The count of young people is hidden, and with it what it was before, and the share made of it."""
    known = sandbox.run("SELECT count(value), count(numerator) FROM figure WHERE territory = 'QP094027'").rows[0]
    assert min(known) > 0
    publication.commit(publication.check(given(("EMP-04", "QP094027", "2022", "3"))), "Camille", "Petit nombre")
    found = sandbox.run(
        "SELECT past.indicator, past.status, past.value, past.numerator, past.denominator FROM figure_past AS past "
        "SEMI JOIN (FROM figure WHERE status = 'secret') AS hidden USING (indicator, territory, period)"
    ).rows
    assert "EMP-04" in {row[0] for row in found}
    assert {row[1:] for row in found} == {("secret", None, None, None)}


def test_an_official_file_is_recognised(data: Path) -> None:
    source = next((ROOT_FILES).glob("IPRO*.csv"), None)
    if source is None:
        pytest.skip("no example of this file")
    preview = publication.check([publication.Given(source.name, source.read_bytes())])
    assert preview.files[0].kind == "official"


def _job_seekers(name: str, *places: str) -> publication.Given:
    head, row, *_ = (ROOT_FILES / "IPRO_2021.csv").read_text(encoding="utf-8-sig").splitlines()
    return publication.Given(
        name, "\n".join([head, *(row.replace("QP094001", place) for place in places)]).encode("utf-8-sig")
    )


def test_an_official_file_that_lost_its_end_is_told_and_wants_a_note(data: Path) -> None:
    preview = publication.check([_job_seekers("IPRO_2023.csv", "QP094026")])
    assert not preview.blocked and preview.needs_note
    (said,) = [one.sentence() for one in preview.warnings if "millésime précédent" in one.found]
    assert said.replace("\u00a0", " ") == (
        "IPRO_2023.csv : Le fichier n’a pas 1 quartier que le millésime précédent avait : « QP094027, Le Bois L’Abbé » ; "
        "vérifiez qu’il est entier."
    )
    (english,) = [one.sentence("en") for one in preview.warnings if "millésime précédent" in one.found]
    assert "lacks 1 neighbourhood that the vintage before had: “QP094027, Le Bois L’Abbé”; check" in english


def test_a_file_about_a_departement_leaves_out_no_neighbourhood(data: Path, given: Given) -> None:
    heading = "indicateur;territoire;période;valeur;origine;source\n"
    row = ("TRA-10", "DEP94", "2019", "22500", "official", "insee-filosofi")
    assert publication.check(given(row, heading=heading)).counts["absent"] == 0


def test_what_another_file_has_or_a_partner_leaves_out_is_not_lacking(data: Path, given: Given) -> None:
    heading = "indicateur;territoire;période;valeur;source"
    for files in (
        [_job_seekers("IPRO_2023.csv", "QP094026", "QP094027")],
        [_job_seekers("IPRO_2023.csv", "QP094026"), _job_seekers("IPRO_2023_suite.csv", "QP094027")],
        given(("DE-ABC", "QP094026", "2022", "800", "insee-job-seekers"), heading=heading),
    ):
        preview = publication.check(files)
        assert not preview.blocked and not preview.comparison.lacking.size


def test_territories_are_counted_in_both_languages() -> None:
    rows = pd.DataFrame(
        {"file": "a.csv", "level": "commune", "territory": ["COM1", "COM2"], "territory_name": ["A", "B"]}
    )
    (problem,) = Comparison(rows, rows, rows, {}, lacking=rows).cut()
    assert "2\u00a0territoires que" in problem.sentence() and "lacks 2 territories that" in problem.sentence("en")


ROOT_FILES = Path(__file__).resolve().parents[1] / "sources" / "files"


def test_the_same_file_twice_is_refused(data: Path, given: Given) -> None:
    preview = publication.check([*given(NEW), *given(NEW, name="copie.csv")])
    assert preview.blocked and "c’est le même fichier" in preview.errors[0].sentence().lower()


def test_the_report_can_be_downloaded(data: Path, given: Given) -> None:
    preview = publication.check(given(NEW, CHANGED))
    told = publication.to_csv(preview, "fr").decode("utf-8-sig")
    assert "1\u00a0chiffre nouveau" in told or "1 chiffre nouveau" in told
    assert "Le Bois L’Abbé" in told and "1\u202f350" in told
