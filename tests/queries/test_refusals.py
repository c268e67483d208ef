"""Each check of the build refuses what it names: `refusals/<concept>.yaml` beside this file.

file: what is spoiled in a small copy of the data folder; where: its first row with these cells (of outlines, the first one),
whose cells are `set`, of which a copy with other cells is added (`add`), or which goes with all that are alike (`drop`);
says: a regular expression of the sentence; leaves_out: what nothing may say beside it; again: true where another case tries
the same check; apart: why it is not built together with other cases.
"""

import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pytest
import yaml

from observatory import publish
from observatory.errors import DashboardError

ROOT = Path(__file__).resolve().parents[2]
CASES = [
    case
    for path in sorted((Path(__file__).parent / "refusals").glob("*.yaml"))
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))
]
YESTERDAY = b"the database of yesterday"


class Refusal(NamedTuple):
    """What a build said of a spoiled folder, all its problems, and the database that was there before as it is now."""

    title: str
    message: str
    database: bytes


def _together(cases: Sequence[Mapping[str, Any]]) -> list[list[Mapping[str, Any]]]:
    """Cases that one build tries: no two spoil one file or wait for one sentence, and those set apart for one reason go together."""
    groups: list[list[Mapping[str, Any]]] = []
    for case in cases:
        for group in groups:
            differ = all(case["file"] != other["file"] and case["says"] != other["says"] for other in group)
            if differ and case.get("apart") == group[0].get("apart"):
                group.append(case)
                break
        else:
            groups.append([case])
    return groups


GROUPS = _together(CASES)


@pytest.fixture(scope="session")
def refused(
    small_data: Path, spoil: Callable[..., None], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[int], Refusal]:
    """A function that builds the small data spoiled by a group of cases, once, and gives its refusal."""

    @cache
    def build(group: int) -> Refusal:
        folder = tmp_path_factory.mktemp("refused")
        data, database = folder / "data", folder / "observatory.duckdb"
        shutil.copytree(small_data, data)
        for case in GROUPS[group]:
            spoil(data, case)
        database.write_bytes(YESTERDAY)
        with pytest.MonkeyPatch.context() as patch, pytest.raises(DashboardError) as refusal:
            patch.setenv("CAP_QUARTIERS_DATA", str(data))
            patch.setenv("CAP_QUARTIERS_DATABASE", str(database))
            patch.setattr(publish, "SHOWN_PROBLEMS", 10_000)
            publish.build()
        return Refusal(refusal.value.title, refusal.value.message, database.read_bytes())

    return build


def test_the_small_data_is_accepted(data: Path) -> None:
    """Else every refusal below would prove nothing."""
    path = publish.build()
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"ATTACH '{path}' AS built (READ_ONLY)")
        assert connection.execute("SELECT count(*) FROM built.figure").fetchone()[0] > 100


@pytest.mark.parametrize(
    ("group", "case"),
    # Group by group, so that each process that runs a part of the tests builds few of them.
    [pytest.param(at, case, id=case["case"]) for at, group in enumerate(GROUPS) for case in group],
)
def test_refused_with_its_sentence_and_nothing_changed(
    group: int, case: Mapping[str, Any], refused: Callable[[int], Refusal]
) -> None:
    refusal = refused(group)
    assert refusal.title == "Les données sont refusées"
    assert re.search(case["says"], refusal.message), refusal.message
    assert "leaves_out" not in case or case["leaves_out"] not in refusal.message
    assert refusal.database == YESTERDAY


def test_each_check_is_spoiled_once() -> None:
    """A check added to 65_checks.sql needs a case: as many sentences there as are tried here."""
    sentences = re.findall(r"\bformat\(", (ROOT / "queries" / "build" / "65_checks.sql").read_text(encoding="utf-8"))
    # One sentence says all words that are none of a few, and each place of such a word has a case.
    built_of_others = {"one word out of a few"}
    first = [case for case in CASES if not case.get("again")]
    assert len(sentences) == len(first) + len(built_of_others)


def test_many_problems_are_counted(data: Path, rewrite: Callable[..., None]) -> None:
    counted = 0

    def unknown(rows: list[dict[str, str]]) -> list[dict[str, str]]:
        nonlocal counted
        counted = len(rows)
        return [{**row, "indicator": f"X-{n}"} for n, row in enumerate(rows)]

    rewrite(data / "observations" / "insee-filosofi.csv", unknown)
    with pytest.raises(DashboardError) as refusal:
        publish.build()
    assert refusal.value.message.endswith(f"… et {counted - publish.SHOWN_PROBLEMS} autres.")
