"""The same from the command line: check, publish, withdraw, history, export, with exit codes."""

import hashlib
import re
from pathlib import Path

import pytest

from observatory import __main__ as command
from observatory import database

HEADING = "indicateur;territoire;période;valeur\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "chiffres 2023.csv"
    path.write_text(HEADING + "DE-ABC;QP094027;2023;1320\n", encoding="utf-8")
    return path


def test_check_publish_history_withdraw_export(data: Path, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    identity = database.identity()
    assert command.main(["check", str(file), "--report", str(data.parent / "rapport.csv")]) == 0
    said = capsys.readouterr().out
    assert "1 chiffre nouveau" in said.replace("\u00a0", " ") and "peuvent être publiés" in said
    assert (data.parent / "rapport.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert database.identity() == identity
    assert command.main(["publish", str(file), "--author", "Camille", "--note", "Fin 2023"]) == 0
    assert "La publication n° 4 est faite." in capsys.readouterr().out.replace("\u00a0", " ")
    assert command.main(["history"]) == 0
    said = capsys.readouterr().out
    assert "n° 4" in said and "Camille" in said and "chiffres 2023.csv" in said and "SHA-256" in said
    told = {
        line.split(" · ")[0].strip(): line.rpartition(" ")[2]
        for line in said.splitlines()
        if " octets · SHA-256 " in line
    }
    assert told["rpls.csv"] == hashlib.sha256((data / "observations" / "rpls.csv").read_bytes()).hexdigest()
    assert {"demo-2023.csv", "chiffres 2023.csv"} <= told.keys() and "    demo-2024.csv\n" in said
    assert command.main(["--lang", "en", "history"]) == 0
    said = capsys.readouterr().out
    assert "No. 4 · " in said and "1 new figure" in said and "bytes" in said and "Official figures: Insee" in said
    assert "octets" not in said and "nouveau" not in said
    assert command.main(["history", "--details", "4"]) == 0
    said = capsys.readouterr().out
    assert "1\u202f320" in said and "QP094027" in said and "nouveau" in said
    assert command.main(["--lang", "en", "history", "--details", "1"]) == 0
    assert re.fullmatch(
        r"(\S+: (\d[\d,]* (new figures?|changed|identical|withdrawn)(, )?)+\.\n)+", capsys.readouterr().out
    )
    (data / "ledger" / "0004" / "report.csv.gz").unlink()
    assert command.main(["history", "--details", "4"]) == 0
    assert "n’a pas été gardé" in capsys.readouterr().out
    assert command.main(["history", "--details", "99"]) == 1
    assert "99" in capsys.readouterr().err
    assert command.main(["export", "--output", str(data.parent / "tout.csv")]) == 0
    assert "DE-ABC;QP094027;2023-12-31;1320;published" in (data.parent / "tout.csv").read_text(encoding="utf-8-sig")
    assert command.main(["withdraw", "4"]) == 1
    assert "dites pourquoi retirer cette publication" in capsys.readouterr().err
    assert command.main(["withdraw", "4", "--note", "Mauvais fichier"]) == 0
    capsys.readouterr()
    assert command.main(["withdraw", "4", "--note", "Encore"]) == 1
    assert "déjà retirée" in capsys.readouterr().err


def test_a_check_builds_again_what_is_older_than_the_tables_and_its_help_says_so(
    data: Path, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tables = {path: path.read_bytes() for path in data.rglob("*.csv")}
    identity = database.identity()
    (data / "releases.csv").touch()
    assert command.main(["check", str(file)]) == 0
    assert database.identity() != identity
    assert {path: path.read_bytes() for path in data.rglob("*.csv")} == tables
    capsys.readouterr()
    with pytest.raises(SystemExit):
        command.main(["--help"])
    said = " ".join(capsys.readouterr().out.split())
    assert "ne publie rien ; une base plus ancienne que ses tables est d’abord refaite" in said.replace("\u00a0", " ")


def test_refusals_have_their_exit_code_and_a_sentence(
    data: Path, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "mauvais.csv"
    rows = "DE-ABC;QP999999;2023;1320\nRIEN;QP094027;2023;douze\nTRA-01;QP094027;2021;130,5\n"
    bad.write_text(HEADING + rows, encoding="utf-8")
    assert command.main(["check", str(bad)]) == 1
    said = capsys.readouterr().out
    assert "ligne 2, colonne « territoire » : « QP999999 » ; attendu : un code de territories.csv." in said
    assert "ligne 3, colonne « valeur » : « douze » ; attendu : un nombre" in said
    assert "bloque · mauvais.csv, ligne 3" in said and "ou un signe (s, ns, nd, so, ///, NA)" in said
    assert (
        "ligne 4, colonne « valeur » : « 130,5 » ; attendu : une valeur possible pour TRA-01 (entre 0 et 100)." in said
    )
    assert command.main(["--lang", "en", "check", str(bad)]) == 1
    assert "a possible value for TRA-01 (between 0 and 100)." in capsys.readouterr().out
    assert command.main(["publish", str(bad)]) == 1
    assert "Traceback" not in capsys.readouterr().err
    assert command.main(["check", str(tmp_path / "absent.csv")]) == 1
    reason = "ce fichier ou ce dossier n’existe pas.\n"
    assert capsys.readouterr().err == f"Fichier illisible. absent.csv n’a pas pu être lu : {reason}"
    assert command.main(["check", str(tmp_path)]) == 1
    assert capsys.readouterr().err.endswith("n’a pas pu être lu : c’est un dossier.\n")
    assert command.main(["--lang", "en", "check", str(tmp_path)]) == 1
    assert capsys.readouterr().err.endswith("could not be read: it is a folder.\n")


WRONG = (
    ([], "il manque COMMANDE"),
    (["check"], "il manque FICHIER"),
    (["withdraw", "quatre"], "« quatre » n’est pas un nombre entier"),
    (["rien"], "« rien » n’est pas possible ; choisissez parmi"),
    (["--lang", "de", "history"], "--lang : « de » n’est pas possible"),
    (["--lang"], "--lang : il faut une valeur"),
    (["history", "--details"], "il faut une valeur"),
    (["history", "encore"], "ceci n’est pas compris : encore"),
    (["build", "--if-needed=oui"], "la valeur 'oui' est de trop"),
    (["export", "--out=x"], "« --out » peut être l’abrégé de --outlines, --output"),
)


@pytest.mark.parametrize(("wrong", "said"), WRONG)
def test_a_wrong_call_is_said_in_french(wrong: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        command.main(wrong)
    assert stop.value.code == 2
    told = capsys.readouterr().err.replace("\u00a0", " ")
    # What follows the equals sign of an abbreviated option is quoted by some versions of Python.
    assert said.replace("« --out »", "« --out") in told.replace("« --out=x »", "« --out") and "--help » dit" in told
    assert not re.search(r"error|usage:|argument |expected|required|choose", told)


def test_a_wrong_call_can_be_said_in_english(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        command.main(["--lang", "en", "check"])
    assert "error: the following arguments are required: FILE" in capsys.readouterr().err


COMMANDS = ("build", "check", "publish", "withdraw", "history", "export", "passages", "publishers")


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_the_help_is_in_the_language_asked_for_with_the_exit_codes(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    helps = []
    for language in ([], ["--lang", "en"]):
        with pytest.raises(SystemExit) as stop:
            command.main([*language, *([name] if name else []), "--help"])
        assert stop.value.code == 0
        helps.append(" ".join(capsys.readouterr().out.split()))
    french, english = helps
    assert "affiche cette aide" in french and "Codes de sortie : 0, c’est fait ; 1, c’est refusé" in french
    assert "show this help" in english and "Exit codes: 0, done; 1, refused" in english
    assert not re.search(r"usage:|positional|show this|FILE|[Ee]xit |AUTHOR", french)
    assert not re.search(r"[éèàêç«]|FICHIER|COMMANDE", english)


def test_a_database_that_cannot_be_read_is_said_in_a_sentence(
    data: Path, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    garbage = tmp_path / "abîmée.duckdb"
    garbage.write_bytes(b"no database at all" * 1000)
    monkeypatch.setenv("CAP_QUARTIERS_DATABASE", str(garbage))
    said = (
        "La base de données est illisible. Le fichier abîmée.duckdb est endommagé ou n’est pas une base DuckDB : "
        "lancez « make data » pour le reconstruire.\n"
    )
    for arguments in (["check", str(file)], ["publish", str(file)], ["withdraw", "2", "--note", "Essai"]):
        assert command.main(arguments) == 1
        spoken = capsys.readouterr()
        assert (spoken.out, spoken.err) == ("", said)
    assert command.main(["--lang", "en", "check", str(file)]) == 1
    assert "run “make data”" in capsys.readouterr().err


def test_a_file_that_cannot_be_written_is_said_in_a_sentence(
    data: Path, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lost = str(tmp_path / "absent" / "x.csv")
    for arguments in (["export", "--output", lost], ["check", str(file), "--report", lost]):
        assert command.main(arguments) == 1
        assert capsys.readouterr().err.startswith(f"Rien n’est écrit. {lost} ne peut pas être écrit : ")
        assert command.main(["--lang", "en", *arguments]) == 1
        assert capsys.readouterr().err.startswith(f"Nothing is written. {lost} cannot be written: ")


def test_a_problem_of_many_rows_is_said_once_and_in_a_short_line(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "chiffres.csv"
    path.write_text(HEADING + "DE-ABC;QP999999;2023;1320\n" * 150, encoding="utf-8")
    assert command.main(["check", str(path)]) == 1
    said = capsys.readouterr().out.splitlines()
    assert sum("QP999999" in line for line in said) == 1
    assert max(map(len, said)) < 160


def test_what_is_said_of_files_can_be_in_english(
    data: Path, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "mauvais.csv"
    bad.write_text(HEADING + "DE-ABC;QP999999;2023;douze\n", encoding="utf-8")
    assert command.main(["--lang", "en", "check", str(bad)]) == 1
    said = capsys.readouterr().out
    assert "expected: a code of territories.csv" in said and "These files cannot be published." in said
    assert command.main(["--lang", "en", "publish", str(file), "--author", ""]) == 1
    assert "Nothing was published. Say who publishes." in capsys.readouterr().err
    assert command.main(["--lang", "en", "publish", str(file), "--author", "Camille"]) == 0
    said = capsys.readouterr().out
    assert "1 new figure" in said and "Release no. 4 is done." in said
