"""A publication that is killed at any moment leaves the state of before or the one of after, and is told of at the start.

CAP_QUARTIERS_KILLS sets how many moments are tried (200 before a release of the product).
"""

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from observatory import __main__ as command
from observatory import ledger, publication, publish, server

ROOT = Path(__file__).resolve().parents[2]
KILLS = int(os.environ.get("CAP_QUARTIERS_KILLS", "50"))
# A process of its own for each publication: one forked from a process that holds threads may never begin. It is run from a
# file, because DuckDB takes `python -c` for a person at a terminal and shows the progress of what is slow.
PUBLISHER = """
import sys
from observatory import publication
for line in sys.stdin:
    preview = publication.check([publication.Given("chiffres.csv", line.replace("|", "\\n").encode())])
    print("checked", flush=True)
    publication.commit(preview, "Camille", "Essai")
    print("done", flush=True)
"""


def _publisher(data: Path) -> "subprocess.Popen[str]":
    """A process that waits for the content of a file, says "checked" and publishes it."""
    script = data.parent / "publisher.py"
    script.write_text(PUBLISHER, encoding="utf-8")
    known = {"CAP_QUARTIERS_DATA": str(data), "CAP_QUARTIERS_DATABASE": f"{data}/observatory.duckdb"}
    return subprocess.Popen(
        [sys.executable, str(script)],
        cwd=ROOT,
        env={**os.environ, **known, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _state(data: Path) -> tuple[int, float | None]:
    """Number of the last release that the database shows, and the figure that the publications change."""
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"ATTACH '{data}/observatory.duckdb' AS built (READ_ONLY)")
        last = connection.execute("SELECT max(release) FROM built.release").fetchone()
        value = connection.execute(
            "SELECT value FROM built.figure WHERE (indicator, territory, period) = ('DE-ABC', 'QP094027', DATE '2023-12-31')"
        ).fetchone()
    assert last is not None
    return int(last[0]), None if value is None else float(value[0])


def test_killed_at_random_moments(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chance = random.Random(20261124)
    seen: set[str] = set()
    number, value = _state(data)
    following = _publisher(data)
    # Seconds in which the moments are spread: a little more than the first publication takes, which is left alone.
    within: float | None = None
    for trial in range(KILLS):
        wanted = 1300.0 + trial
        content = f"indicateur;territoire;période;valeur\nDE-ABC;QP094027;2023;{wanted:.0f}\n".encode()
        # The next one imports what it needs while this one is looked at.
        child, following = following, _publisher(data)
        assert child.stdin is not None and child.stdout is not None
        child.stdin.write(content.decode().rstrip("\n").replace("\n", "|") + "\n")
        child.stdin.flush()
        assert child.stdout.readline() == "checked\n"
        if within is None:
            begun = time.monotonic()
            assert child.stdout.readline() == "done\n"
            within = 1.3 * (time.monotonic() - begun)
        else:
            time.sleep(chance.random() * within)
        child.kill()
        child.communicate()
        # Readers see one whole state or the other, before anybody starts anything again.
        assert _state(data) in {(number, value), (number + 1, wanted)}, trial
        assert command.main(["build", "--if-needed"]) == 0
        said = capsys.readouterr().out
        after = _state(data)
        entries = ledger.entries(data)
        assert not ledger.unfinished(data) and not list(data.glob("*.new*"))
        assert entries[-1].release == after[0] if entries else after == (number, value)
        if after == (number, value):
            seen.add("set aside" if "a été mise de côté" in said else "not begun")
        else:
            assert after == (number + 1, wanted), trial
            seen.add("completed" if "a été menée à son terme" in said else "done")
            assert ledger.content(entries[-1], entries[-1].files[0]) == content
        number, value = after
    following.kill()
    following.communicate()
    assert {"set aside", "done"} <= seen or KILLS < 30


def test_a_release_admitted_but_not_shown_is_completed_and_told(
    data: Path, capsys: pytest.CaptureFixture[str], given: Callable[..., list[publication.Given]]
) -> None:
    shutil.copy(data / "observatory.duckdb", data.parent / "before.duckdb")
    publication.commit(publication.check(given(("DE-ABC", "QP094027", "2023", "1320"))), "Camille", "")
    shutil.copy(data.parent / "before.duckdb", data / "observatory.duckdb")
    assert command.main(["build", "--if-needed"]) == 0
    assert (
        "La publication n° 4 de Camille n’était pas achevée : elle a été menée à son terme." in capsys.readouterr().out
    )
    assert _state(data) == (4, 1320.0)
    assert command.main(["build", "--if-needed"]) == 0
    assert capsys.readouterr().out == ""


def test_a_release_half_written_is_set_aside_and_told(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = data / "ledger" / ".0004.123.new"
    (folder / "files").mkdir(parents=True)
    (folder / "observations.csv").write_text("indicator;terr", encoding="utf-8")
    before = (data / "observatory.duckdb").stat().st_ino
    assert command.main(["build", "--if-needed"]) == 0
    assert "La publication n° 4 était inachevée : elle a été mise de côté, rien n’a changé." in capsys.readouterr().out
    assert (data / "ledger" / "aside" / "0004.123" / "observations.csv").is_file()
    assert (data / "observatory.duckdb").stat().st_ino == before
    assert _state(data)[0] == 3


def test_what_somebody_else_is_writing_is_left_alone(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = data / "ledger" / ".0004.123.new"
    folder.mkdir(parents=True)
    with publish._sole_writer(data / "observatory.duckdb"):
        assert command.main(["build", "--if-needed"]) == 0
    assert folder.is_dir() and capsys.readouterr().out == ""


def test_a_damaged_ledger_is_named(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (data / "ledger" / "0004").mkdir(parents=True)
    (data / "ledger" / "0004" / "release.json").write_text("{", encoding="utf-8")
    assert command.main(["build"]) == 1
    assert "ledger/0004/release.json ne se lit pas" in capsys.readouterr().err


def test_the_server_finishes_what_a_stop_left_and_the_history_tells_of_it(
    data: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    folder = data / "ledger" / ".0004.123.new"
    (folder / "files").mkdir(parents=True)
    server._resume()
    assert not ledger.unfinished(data) and "était inachevée" in caplog.text
    server._resume()
    (stop,) = publication.interruptions()
    assert "La publication n° 4 était inachevée" in stop.said.replace("\u00a0", " ")
    assert command.main(["--lang", "en", "history"]) == 0
    assert "A release interrupted on " in (said := capsys.readouterr().out) and "Release no. 4 was unfinished" in said
    with (data / "ledger" / ledger.STOPS).open("a", encoding="utf-8") as file:
        file.write('{"day": "20')
    assert publication.interruptions() == (stop,)


def test_a_publication_tells_of_the_one_that_was_interrupted_before_it(
    data: Path, given: Callable[..., list[publication.Given]]
) -> None:
    preview = publication.check(given(("DE-ABC", "QP094027", "2023", "1320")))
    (data / "ledger" / ".0004.123.new" / "files").mkdir(parents=True)
    publication.commit(preview, "Camille", "")
    assert [one.said.replace("\u00a0", " ")[:20] for one in publication.interruptions()] == ["La publication n° 4 "]


def test_the_report_of_a_release_is_kept_within_bounds(monkeypatch: pytest.MonkeyPatch, data: Path) -> None:
    monkeypatch.setattr(ledger, "LONGEST_REPORT", 12)
    entry = ledger.Entry(4, datetime(2026, 1, 1), "Camille", "", (), None)
    kept = ledger.report(ledger.write(data, entry, {}, [], b"une ligne\nune autre\n"))
    assert kept is not None and kept.decode() == "une ligne\nRapport coupé ici : il était trop long.\n"
