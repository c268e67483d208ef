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


def test_a_wrong_call_says_how_to_call(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "Usage" in capsys.readouterr().err
