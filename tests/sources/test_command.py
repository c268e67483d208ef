"""`python -m observatory.sources`: all or nothing."""

from pathlib import Path

import pytest

from observatory.sources.__main__ import main

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "sources.toml").write_bytes((ROOT / "data" / "sources.toml").read_bytes())
    monkeypatch.setenv("CAP_QUARTIERS_DATA", str(folder))
    return folder


def test_a_good_folder_is_written_and_reported(
    data: Path, tmp_path: Path, twins: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "rpls_qpv_2022.csv").write_bytes((twins / "rpls_qpv_2022.csv").read_bytes())
    assert main([str(tmp_path)]) == 0
    assert "Parc social par quartier" in capsys.readouterr().out
    assert (data / "observations" / "rpls.csv").is_file()


def test_a_truncated_file_among_good_ones_stops_everything(
    data: Path, tmp_path: Path, twins: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "rpls_qpv_2022.csv").write_bytes((twins / "rpls_qpv_2022.csv").read_bytes())
    (tmp_path / "IPRO_2017.csv").write_bytes((twins / "IPRO_2017.csv").read_bytes()[:-300])
    assert main([str(tmp_path)]) == 1
    assert not (data / "observations").exists()
    captured = capsys.readouterr()
    assert "tronqué" in captured.out
    assert "Rien n'est écrit" in captured.err


def test_a_file_that_ends_early_takes_no_figure_away_in_silence(
    data: Path, tmp_path: Path, twins: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Cut between two rows, a file is well formed: only the figures already there tell what it lacks."""
    given = tmp_path / "given"
    given.mkdir()
    file = given / "IPRO_2017.csv"
    whole = (twins / "IPRO_2017.csv").read_bytes()
    file.write_bytes(whole)
    assert main([str(given)]) == 0
    written = data / "observations" / "insee-census.csv"
    before = written.read_bytes()
    file.write_bytes(b"".join(line for line in whole.splitlines(keepends=True) if not line.startswith(b"QP094003")))
    capsys.readouterr()
    assert main([str(given)]) == 1
    told = capsys.readouterr().err
    assert "IPRO_2017.csv : " in told and "de data/observations ne s’y trouvent plus" in told
    assert "de QP094003 au " in told and "--accept-losses" in told
    assert written.read_bytes() == before
    assert main(["--accept-losses", str(given)]) == 0
    assert b"QP094003" not in written.read_bytes()


def test_a_recognised_file_of_which_nothing_is_kept_is_an_error(
    data: Path, tmp_path: Path, twins: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its classes are none that the declaration knows."""
    head, _, rows = (twins / "donnee-dep-2017.csv").read_bytes().partition(b"\n")
    classes = (b'"Classe inconnue"' + row[row.index(b";") :] for row in rows.splitlines(True) if b";" in row)
    (tmp_path / "donnee-dep-2017.csv").write_bytes(head + b"\n" + b"".join(classes))
    assert main([str(tmp_path)]) == 1
    assert "ucune ligne n’est retenue" in capsys.readouterr().out


def test_a_wrong_call_says_how_to_call(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "Usage" in capsys.readouterr().err
