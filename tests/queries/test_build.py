"""The build as a whole: what cannot be read or is refused leaves the database already there as it was, byte for byte."""

from collections.abc import Callable
from pathlib import Path

import pytest

from observatory import __main__ as command
from observatory import declared_tables, publish
from observatory.errors import DashboardError

TOO_HIGH = {
    "file": "observations/insee-filosofi.csv",
    "where": {"indicator": "TRA-01", "territory": "QP094027", "period": "2019-12-31"},
    "set": {"value": "134,7"},
}
UNKNOWN_RULE = {"file": "contract/indicators.csv", "where": {"indicator": "DE-ABC"}, "set": {"secrecy_rule": "b"}}


def test_a_step_that_fails_for_another_reason_is_named(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (data / "observations" / "rpls.csv").write_text(
        "indicator;territory;period;value;status;reason;numerator;denominator;origin;source;file;row\nTRA-0", encoding="utf-8"
    )
    monkeypatch.setattr(declared_tables, "refuse_cells", lambda *_: None)
    before = b"the database of yesterday"
    (tmp_path / "observatory.duckdb").write_bytes(before)
    with pytest.raises(DashboardError) as refusal:
        publish.build()
    assert refusal.value.title == "La base de données n’a pas pu être construite"
    assert "30_observation" in refusal.value.message
    assert "La base précédente reste en place" in refusal.value.message
    assert (tmp_path / "observatory.duckdb").read_bytes() == before


@pytest.mark.parametrize("name", ["refused", "rule of secrecy", "unreadable"])
def test_nothing_half_written_is_left(name: str, data: Path, tmp_path: Path, spoil: Callable[..., None]) -> None:
    if name == "refused":
        spoil(data, TOO_HIGH)
    elif name == "rule of secrecy":
        # Secrecy is decided before the checks: what an unknown rule left in the clear must go with the refusal.
        spoil(data, UNKNOWN_RULE)
    else:
        (data / "observations" / "rpls.csv").write_bytes(b"not a table")
    # The error is kept, and with it the frames that hold the connection: files must go without waiting for both.
    with pytest.raises(DashboardError) as refusal:
        publish.build()
    assert {path.name for path in tmp_path.iterdir()} == {"data", "observatory.lock"}
    assert refusal.value.message


def test_the_command_says_the_sentence_and_fails(
    data: Path, spoil: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(data, TOO_HIGH)
    assert command.main(["build"]) == 1
    said = capsys.readouterr().err
    assert "La valeur 134,7 de TRA-01 pour QP094027" in said
    assert "Traceback" not in said


def test_the_command_builds_only_when_needed(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "observatory.duckdb"
    assert command.main(["build", "--if-needed"]) == 0
    first = path.stat()
    assert command.main(["build", "--if-needed"]) == 0
    assert path.stat().st_ino == first.st_ino
    touched = data / "releases.csv"
    touched.touch()
    assert publish.is_stale()
    assert command.main(["build", "--if-needed"]) == 0
    assert path.stat().st_ino != first.st_ino or path.stat().st_mtime_ns != first.st_mtime_ns


def test_two_writers_are_kept_apart(data: Path, tmp_path: Path) -> None:
    with (
        publish._sole_writer(tmp_path / "observatory.duckdb"),
        pytest.raises(DashboardError, match="Une publication est déjà en cours"),
    ):
        publish.build()
    assert not (tmp_path / "observatory.duckdb").exists()
