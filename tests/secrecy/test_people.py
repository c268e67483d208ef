"""Beneficiaries of actions: small numbers are hidden before the database is built, and no form of them leaves."""

import csv
import io
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest
from openpyxl import load_workbook

from observatory import answers, clean_copy, database, publish, sandbox
from observatory.answers import Narrowing
from observatory.exports import csv_bytes
from observatory.exports.about import about
from observatory.exports.xlsx import Sheet, xlsx_bytes
from observatory.publication import Given, check
from observatory.secrecy import people
from observatory.secrecy.people import COLUMNS, PARTS, RESULT, TOTAL, Rule
from observatory.selection import Selection
from observatory.ui.actions import tables as action_tables
from observatory.workbook import workbook

ROOT = Path(__file__).resolve().parents[2]
RULE = Rule(1, 5, True)
RESIDENTS, WOMEN = PARTS


def action(total: str = "", residents: str = "", women: str = "", result: str = "") -> dict[str, str]:
    return {TOTAL: total, RESIDENTS: residents, WOMEN: women, RESULT: result}


@pytest.mark.parametrize(
    ("row", "hidden"),
    [
        (action("33", "30", "14"), {RESIDENTS}),
        (action("33", "29", "28"), {RESIDENTS}),
        (action("33", "28", "28"), set()),
        (action("33", "33", "0"), set()),
        (action("33", "4", "29"), set(PARTS)),
        (action("33", "5", "5"), set()),
        (action("4", "0", "2"), {TOTAL, *PARTS}),
        (action("1", "1", ""), {TOTAL, RESIDENTS}),
        (action("0", "0", "0"), set()),
        (action("5", "5", "0"), set()),
        (action("", "3", "8"), {RESIDENTS}),
        (action("33", "30", "14", "33 bénéficiaires, 11 stages."), {RESIDENTS}),
        (action("33", "30", "14", "Dont 30 du quartier."), {RESIDENTS, RESULT}),
        (action("33", "30", "14", "Tous du quartier, sauf trois."), {RESIDENTS, RESULT}),
        (action("1233", "1230", "14", "1\u202f230 du quartier."), {RESIDENTS, RESULT}),
        (action("1233", "1230", "14", "en 2021 1 230 habitants."), {RESIDENTS, RESULT}),
        (action("2", "", "", "Deux personnes."), {TOTAL, RESULT}),
        (action("trente", "30", ""), set()),
    ],
)
def test_what_is_hidden(row: dict[str, str], hidden: set[str]) -> None:
    assert people.hidden(row, RULE) == hidden
    told = people.masked(row, RULE)
    assert {column for column in COLUMNS if told[column] == "s"} == hidden
    (kept,) = people.protected([row], RULE)
    assert set(kept["secret"].split()) == hidden
    assert all(kept[column] == "" for column in hidden)


@pytest.mark.parametrize(
    ("versions", "tells"),
    [
        ((action("33", "20"), action("40", "25")), False),
        ((action("33", "20"), action("33", "30")), True),
        ((action("", "30"), action("33", "")), True),
        ((action("", "", "30"), action("33", "20")), True),
        ((action("", "33"), action("33", "")), False),
        ((action("", "28"), action("33", "")), False),
        ((action("4"), action("40")), True),
    ],
)
def test_what_was_said_at_different_times_is_looked_at_together(
    versions: tuple[dict[str, str], ...], tells: bool
) -> None:
    assert people.tells_by_difference(versions, RULE) is tells
    for one in versions:
        kept = people.without_people(one)
        assert all(kept[column] == "" for column in COLUMNS)
        assert kept["secret"].split() == [column for column in COLUMNS if one[column]]


def test_nothing_hidden_is_learnt_from_what_is_shown() -> None:
    """Each hidden number has at least two values that show the same, for a reader who knows the rule."""
    shown: dict[tuple[str, ...], list[tuple[int, int]]] = {}
    for total in range(40):
        for part in range(total + 1):
            (row,) = people.protected([action(str(total), str(part))], RULE)
            shown.setdefault((row[TOTAL], row[RESIDENTS], row["secret"]), []).append((total, part))
    for (total, part, secret), possible in shown.items():
        if TOTAL in secret:
            assert len({t for t, _ in possible}) > 1
        if RESIDENTS in secret:
            assert part == "" and len({p for _, p in possible}) > 1
        if not secret:
            assert possible == [(int(total), int(part))]


SECRETS = ("918271", "918270")
"""Two parts of a total of 918 273 that leave 2 and 3 others: numbers that occur nowhere else."""


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A built copy of the data where one action has marked numbers, another one three beneficiaries."""
    folder = tmp_path_factory.mktemp("people")
    data = folder / "data"
    shutil.copytree(ROOT / "data", data, ignore=shutil.ignore_patterns("*.duckdb*", "*.lock", "*.new", "*.wal"))
    path = data / "contract" / "actions.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    rows[0] |= action("918273", "918271", "918270", "918 271 habitants.")
    rows[1] |= action("3", "3", "1", "Trois personnes, toutes du quartier.")
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=";", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    built = folder / "observatory.duckdb"
    connect = duckdb.connect

    def plain(*arguments: object, **options: object) -> duckdb.DuckDBPyConnection:
        connection = connect(*arguments, **options)  # type: ignore[arg-type]
        connection.execute("SET force_compression = 'uncompressed'")
        return connection

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CAP_QUARTIERS_DATA", str(data))
        patch.setenv("CAP_QUARTIERS_DATABASE", str(built))
        patch.setattr(duckdb, "connect", plain)
        patch.setattr(clean_copy, "_SCRIPT", f"SET force_compression = 'uncompressed';\n{clean_copy._SCRIPT}")
        publish.build()
        patch.setattr(duckdb, "connect", connect)
        yield built
        database._instances.pop(built, None)


@pytest.fixture
def selection(marked: Path) -> Selection:
    """The selection of the first contract in that copy."""
    return Selection(
        "chennevieres", ("QP094027",), "COM94019", 2010, 2024, "fr", False, True, database.identity()
    )  # fmt: skip


def leaks(content: str) -> list[str]:
    forms = (number[:3] + space + number[3:] for number in SECRETS for space in ("", "\u202f", "\u00a0", " ", ",", "."))
    return [form for form in forms if form in content]


def test_the_database_holds_no_hidden_number(marked: Path) -> None:
    content = marked.read_bytes()
    for number in (918271, 918270):
        assert number.to_bytes(4, "little") not in content and str(number).encode() not in content
    assert (918273).to_bytes(4, "little") in content
    columns = "actual_beneficiaries, resident_beneficiaries, women_beneficiaries, result_fr"
    rows = sandbox.run(f"SELECT {columns} FROM action WHERE contract = 'chennevieres' ORDER BY action LIMIT 2").rows
    assert [tuple(row) for row in rows] == [(918273, None, None, None), (None, None, None, None)]


def test_no_answer_and_no_file_holds_a_hidden_number(selection: Selection) -> None:
    found = answers.programme(Narrowing(), selection)
    table = action_tables.actions_table(found.actions, dict(found.axes), dict(found.fundings), selection)
    outcomes = action_tables.outcomes_table(answers.outcomes(found, selection), selection)
    said = [repr(found.actions), table.to_string(), outcomes.to_string(), csv_bytes(table, "fr").decode("utf-8-sig")]
    told = about("Actions", [], selection, answers.catalogue(selection.release), date(2026, 1, 1), has_secret=True)
    book = load_workbook(io.BytesIO(xlsx_bytes([Sheet("Actions", table, decimals=2)], told)))
    said.append(repr([list(sheet.iter_rows(values_only=True)) for sheet in book]))
    sheet = answers.neighbourhood_sheet(selection)
    said.append(repr(sheet.actions))
    assert all(not leaks(one) for one in said) and "918273" in said[0]
    first = table.iloc[0]
    assert list(first[["Bénéficiaires touchés", "Dont habitants", "Dont femmes", "Résultat"]]) == [
        918273,
        "s",
        "s",
        "s",
    ]
    shown = action_tables.display(table, "fr").to_html()
    assert not leaks(shown)
    # Sums are of what is shown: shares never mix the residents of some with the persons of others.
    for one in answers.outcomes(found, selection):
        assert one.residents <= one.residents_of and one.women <= one.women_of
    total = sum(one.residents for one in answers.outcomes(found, selection))
    assert total == sum(a.resident_beneficiaries or 0 for a in found.financed if a.actual_beneficiaries is not None)


def test_the_workbook_hides_them_and_given_back_changes_nothing(marked: Path) -> None:
    content = workbook("chennevieres")
    sheet = load_workbook(io.BytesIO(content))["Actions"]
    rows = list(sheet.iter_rows(values_only=True))
    text = repr(rows)
    assert not leaks(text) and "918273" in text and "Trois" not in text
    report = check([Given("classeur.xlsx", content)])
    assert report.changes == () and not report.tables
    assert [one.found for one in report.errors] == ["aucun chiffre nouveau, aucune ligne nouvelle ou changée"]


def test_a_check_does_not_say_whether_a_guess_is_right(marked: Path) -> None:
    """Anybody may check a file: a right guess and a wrong one are told in the same words, errors included."""
    content, told = workbook("chennevieres"), []
    for guess in ("918271", "918272", "918269", "918274"):
        book = load_workbook(io.BytesIO(content))
        titles = [cell.value for cell in book["Actions"][1]]
        book["Actions"].cell(2, titles.index("dont habitants des quartiers") + 1, int(guess))
        book["Actions"].cell(3, titles.index("dont habitants des quartiers") + 1, int(guess))
        target = io.BytesIO()
        book.save(target)
        found = check([Given("classeur.xlsx", target.getvalue())])
        told.append((found.problems, found.changes, found.identical, found.counts, [one.told for one in found.files]))
        assert not leaks(repr(told[-1]).replace(guess, ""))
    assert told[0] == told[1] == told[2] == told[3]


def test_what_is_in_force_is_kept_where_the_workbook_says_s(marked: Path) -> None:
    book = load_workbook(io.BytesIO(workbook("chennevieres")))
    titles = [cell.value for cell in book["Actions"][1]]
    book["Actions"].cell(2, titles.index("opérateur") + 1, "Un autre porteur")
    target = io.BytesIO()
    book.save(target)
    found = check([Given("classeur.xlsx", target.getvalue())])
    assert not found.errors
    assert [(one.verdict, [c.column for c in one.cells]) for one in found.changes] == [("changed", ["opérateur"])]
    (row,) = csv.DictReader(io.StringIO(found.tables["actions.csv"].decode("utf-8-sig")), delimiter=";")
    assert (row["actual_beneficiaries"], row["resident_beneficiaries"]) == ("918273", "918271")
