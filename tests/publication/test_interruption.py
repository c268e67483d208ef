"""A publication that is killed at any moment leaves the state of before or the one of after, and is told of at the start.

CAP_QUARTIERS_KILLS sets how many moments are tried.
"""

import os
import pickle
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from observatory import __main__ as command
from observatory import config, ledger, publication, publish, server
from observatory.publication import preview

ROOT = Path(__file__).resolve().parents[2]
KILLS = int(os.environ.get("CAP_QUARTIERS_KILLS", "200"))
PARTS = 4
"""Tests that share the moments, so that several workers do too."""
# Each publication is a process of its own, forked from one that has imported everything and never opened a database: its
# threads would be missing in the child. The parent kills and then waits, so that the number is still that of the child.
PUBLISHER = """
import os, pickle, signal, sys, time
from pathlib import Path
from observatory import publication
for line in sys.stdin:
    moment, path = line.rstrip().split(" ", 1)
    begun = time.monotonic()
    child = os.fork()
    if not child:
        publication.commit(pickle.loads(Path(path).read_bytes()), "Camille", "Essai")
        os._exit(0)
    if float(moment):
        time.sleep(float(moment))
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    print(os.waitstatus_to_exitcode(status), time.monotonic() - begun, flush=True)
"""


def _publisher(data: Path) -> "subprocess.Popen[str]":
    """A process that reads a number of seconds and the path of a preview, publishes it, and kills that after so long.

    With 0 it is left to end. It answers with the exit code, negative for a signal, and the seconds that passed.
    """
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


@pytest.mark.parametrize("part", range(PARTS))
def test_killed_at_random_moments(
    part: int, data: Path, capsys: pytest.CaptureFixture[str], given: Callable[..., list[publication.Given]]
) -> None:
    chance = random.Random(20261124 + part)
    seen: set[str] = set()
    # The other figures would only make each of the publications longer.
    for path in (data / "observations").iterdir():
        if path.stem != "insee-job-seekers":
            path.unlink()
    publish.build()
    number, value = _state(data)
    # Checking writes nothing, so two figures that take each other's place are checked once for all.
    previews = {
        wanted: publication.check(given(("DE-ABC", "QP094027", "2023", f"{wanted:.0f}"))) for wanted in (1300.0, 1301.0)
    }
    settings = config.settings()
    at_hand = data.parent / "preview"
    # Seconds in which the moments are spread: a little more than the first publication takes, which is left alone.
    within = 0.0
    with _publisher(data) as publisher:
        assert publisher.stdin is not None and publisher.stdout is not None
        for trial in range(KILLS // PARTS + 1):
            wanted = next(one for one in previews if one != value)
            at_hand.write_bytes(pickle.dumps(replace(previews[wanted], base=preview.base_of(settings))))
            publisher.stdin.write(f"{chance.random() * within} {at_hand}\n")
            publisher.stdin.flush()
            code, seconds = publisher.stdout.readline().split()
            assert code in {"0", "-9"}, trial
            if not trial:
                within = 1.1 * float(seconds)
            # Readers see one whole state or the other, before anybody starts anything again.
            assert _state(data) in {(number, value), (number + 1, wanted)}, trial
            assert command.main(["build", "--if-needed"]) == 0
            said = capsys.readouterr().out
            after = _state(data)
            entries = ledger.entries(data)
            assert not ledger.unfinished(data) and not list(data.glob("*.new*"))
            assert entries[-1].release == after[0]
            if after == (number, value):
                seen.add("set aside" if "a été mise de côté" in said else "not begun")
            else:
                assert after == (number + 1, wanted), trial
                seen.add("completed" if "a été menée à son terme" in said else "done")
                assert ledger.content(entries[-1], entries[-1].files[0]) == previews[wanted].given[0].content
            number, value = after
        publisher.stdin.close()
    assert {"set aside", "done"} <= seen or KILLS < 30 * PARTS


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
