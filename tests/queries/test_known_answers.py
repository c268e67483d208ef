"""Published figures, read by hand in the official files, met again at every station of their way.

The stations: file, data, database, question, chart, table, CSV. `known_answers.csv` names the file, the row (by its cells)
and the column of each figure; several columns joined by + are added, and a row may be counted instead of read.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import duckdb
import pytest

from observatory import answers, charts, database, exports, tables
from observatory.formats import period
from observatory.selection import Selection

ROOT = Path(__file__).resolve().parents[2]
OFFICIAL = ROOT.parent / "shared" / "data"
LEAST = 10
"""Figures of each source."""
COUNTED = "(number of rows)"

LE_BOIS_L_ABBE = "QP094027"
NUMBER = r"-?\d+([\u202f\u00a0 ]\d{3})*([.,]\d+)?(e[-+]\d+)?"

Key = tuple[str, str, date]


@dataclass(frozen=True, slots=True)
class Published:
    """A figure as its producer printed it, and where: the cells that tell its row, by column, and its own column."""

    source: str
    value: float
    file: str
    row: dict[str, str]
    column: str


def french(cell: str) -> float:
    """A number as a French file writes it."""
    return float(re.sub(r"[\s\u202f\u00a0]", "", cell).replace(",", "."))


def _published() -> dict[Key, Published]:
    with (Path(__file__).parent / "known_answers.csv").open(encoding="utf-8", newline="") as file:
        return {
            (row["indicator"], row["territory"], date.fromisoformat(row["period"])): Published(
                row["source"],
                french(row["value"]),
                row["file"],
                dict(cell.split("=", 1) for cell in row["row"].split(", ")),
                row["column"],
            )
            for row in csv.DictReader(file, delimiter=";")
        }


PUBLISHED = _published()

COMPUTED: dict[Key, float] = {
    # Women among job seekers; registered for a year or more (280 + 305); gap in median income to the département.
    ("EMP-31", LE_BOIS_L_ABBE, date(2016, 12, 31)): 100 * 672 / 1438,
    ("EMP-03", LE_BOIS_L_ABBE, date(2016, 12, 31)): 100 * (280 + 305) / 1438,
    ("TRA-02", LE_BOIS_L_ABBE, date(2019, 12, 31)): 100 * (15550 - 23060) / 23060,
    ("SAN-03", LE_BOIS_L_ABBE, date(2021, 1, 1)): 100 * (2363 + 344) / 12318,
}

HIDDEN = {
    # IPRO_2017 leaves Les Mordacs empty and puts 5 in NOTE_PE.
    ("DE-ABC", "QP094026", date(2016, 12, 31)): "NOTE_PE=5",
    ("SAN-20", "QP094026", date(2016, 1, 1)): "NOTE_CNAM=5",
}


def words(key: Key) -> str:
    return f"{key[0]} {key[1]} {key[2]}"


published = pytest.mark.parametrize("key", PUBLISHED, ids=words)


@cache
def observations() -> dict[Key, dict[str, str]]:
    """Lines of data/observations/*.csv by indicator, territory and period."""
    found = {}
    for path in sorted((ROOT / "data" / "observations").glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file, delimiter=";"):
                found[row["indicator"], row["territory"], date.fromisoformat(row["period"])] = row
    return found


@pytest.fixture(scope="module")
def opened(built: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"ATTACH '{built}' AS observatory (READ_ONLY)")
        yield connection


@pytest.fixture(scope="module")
def selection(built: Path) -> Selection:
    everything = (LE_BOIS_L_ABBE, "QP094026")
    return Selection("chennevieres", everything, "COM94019", 2010, 2024, "fr", False, True, database.identity())


def _text(file: str) -> str:
    """An official file as text; a missing folder skips the test."""
    if not OFFICIAL.is_dir():
        pytest.skip("the official files (../shared/data) are not here")
    content = next(OFFICIAL.rglob(file)).read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


@cache
def _table(file: str) -> tuple[dict[str, str], ...]:
    lines = _text(file).splitlines()
    return tuple(csv.DictReader(lines, delimiter=";" if ";" in lines[0] else ","))


def test_every_official_source_has_its_figures() -> None:
    official = {row["source"] for row in observations().values() if row["origin"] == "official"}
    counts = Counter(one.source for one in PUBLISHED.values())
    assert set(counts) == official
    assert min(counts.values()) >= LEAST, counts


@published
def test_the_official_file_says_so(key: Key) -> None:
    wanted = PUBLISHED[key]
    rows = [row for row in _table(wanted.file) if all(row[name] == cell for name, cell in wanted.row.items())]
    if wanted.column == COUNTED:
        assert len(rows) == wanted.value
        return
    (row,) = rows
    assert sum(french(row[name]) for name in wanted.column.split(" + ")) == wanted.value


@published
def test_the_line_that_the_data_name_is_the_one(key: Key) -> None:
    row, wanted = observations()[key], PUBLISHED[key]
    line = _text(row["file"]).split("\n")[int(row["row"]) - 1].strip()
    cells = next(csv.reader([line], delimiter=";" if ";" in line else ","))
    code = "Ensemble" if key[1] == "QPV-ALL" else re.sub(r"^(COM|DEP|REG|UAI|EPT)", "", key[1])
    assert code in cells
    numbers = [french(cell) for cell in cells if re.fullmatch(NUMBER, cell)]
    assert wanted.value in numbers or wanted.column == COUNTED or "+" in wanted.column


@published
def test_the_data_folder_keeps_it(key: Key) -> None:
    row = observations()[key]
    assert french(row["value"]) == PUBLISHED[key].value
    assert (row["origin"], row["status"], row["source"]) == ("official", "published", PUBLISHED[key].source)


@published
def test_the_database_keeps_it(key: Key, opened: duckdb.DuckDBPyConnection) -> None:
    for table in ("observation", "figure", "figure_map"):
        rows = opened.execute(
            f"SELECT value FROM observatory.{table} WHERE indicator = ? AND territory = ? AND period = ?", list(key)
        ).fetchall()
        assert rows == [(PUBLISHED[key].value,)], table


@published
def test_the_question_gives_it(key: Key, selection: Selection) -> None:
    indicator, territory, when = key
    series = answers.series([indicator], [territory], selection)[indicator, territory]
    point = next(point for point in series.points if point.period == when)
    assert (point.value, point.status, point.origin) == (PUBLISHED[key].value, "published", "official")


@published
def test_the_chart_draws_it(key: Key, selection: Selection) -> None:
    indicator, territory, when = key
    known = answers.catalogue(selection.release)
    series = answers.series([indicator], [territory], selection)[indicator, territory]
    cuts = answers.breaks(selection.release, "fr").get(indicator, ())
    names = {territory: known.territory_label(territory, "fr")}
    figure = charts.target_chart(known.indicators[indicator], [series], None, None, cuts, names, "fr", False)
    drawn = {
        value
        for trace in figure["data"]
        if trace.get("name") == names[territory]
        for x, value in zip(trace["x"], trace["y"], strict=True)
        if x == when.isoformat() and value is not None
    }
    assert drawn == {PUBLISHED[key].value}


@published
def test_the_table_lists_it(key: Key, selection: Selection) -> None:
    indicator, territory, when = key
    known = answers.catalogue(selection.release)
    asked = known.indicators[indicator]
    series = answers.series([indicator], [territory], selection)[indicator, territory]
    frame = tables.series_table(asked, [series], {}, known, "fr")
    rows = frame[frame.iloc[:, 1] == period(when, asked.period_kind, "fr")]
    assert rows.iloc[:, 2].tolist() == [PUBLISHED[key].value]


@published
def test_the_file_that_leaves_gives_it(key: Key, selection: Selection) -> None:
    indicator, territory, when = key
    known = answers.catalogue(selection.release)
    asked = known.indicators[indicator]
    series = answers.series([indicator], [territory], selection)[indicator, territory]
    file = exports.csv_bytes(tables.series_table(asked, [series], {}, known, "fr"), "fr")
    rows = list(csv.reader(io.StringIO(file.decode("utf-8-sig")), delimiter=";"))
    said = period(when, asked.period_kind, "fr")
    values = [row[2] for row in rows[1:] if row[0] == known.territory_label(territory, "fr") and row[1] == said]
    assert [french(value) for value in values] == [PUBLISHED[key].value]


@pytest.mark.parametrize("key", COMPUTED, ids=words)
def test_what_is_computed_from_published_figures(key: Key, selection: Selection) -> None:
    indicator, territory, when = key
    series = answers.series([indicator], [territory], selection)[indicator, territory]
    point = next(point for point in series.points if point.period == when)
    assert point.value == pytest.approx(COMPUTED[key], rel=1e-12)


@pytest.mark.parametrize("key", HIDDEN, ids=words)
def test_what_the_producer_hides_stays_hidden(key: Key, selection: Selection) -> None:
    indicator, territory, when = key
    series = answers.series([indicator], [territory], selection)[indicator, territory]
    point = next(point for point in series.points if point.period == when)
    assert point.value is None
    assert point.status in {"secret", "not_available"}
    assert HIDDEN[key] in point.reason


# Communes are mapped where no neighbourhood has figures.
MAPPED = [key for key, one in PUBLISHED.items() if key[1].startswith("QP0") or one.source == "bpe"]


@pytest.mark.parametrize("key", MAPPED, ids=words)
def test_the_map_shows_the_same_figure(key: Key, selection: Selection) -> None:
    indicator, territory, when = key
    view = answers.map_view(indicator, when.year, selection)
    assert view is not None
    found = {reading.territory: reading.value for reading in view.readings}
    assert found[territory] == PUBLISHED[key].value


def test_incomes_agree_with_the_panel_of_a_third_party(opened: duckdb.DuckDBPyConnection) -> None:
    """Every median and poverty rate of the database, of the 42 neighbourhoods and the seven years that both have.

    The panel goes on to 2021, for which there is no official file here: no figure of those years may be in the database.
    """
    if not OFFICIAL.is_dir():
        pytest.skip("the official files (../shared/data) are not here")
    panel: dict[Key, float] = {}
    for row in _table("panel_revenus_2012_2021_derived.csv"):
        for indicator, column in (("TRA-10", "revenu_median"), ("TRA-01", "taux_pauvrete")):
            if row["code"].startswith("QP094") and int(row["annee"]) >= 2013 and row[column]:
                panel[indicator, row["code"], date(int(row["annee"]), 12, 31)] = float(row[column])
    rows = opened.execute(
        "SELECT indicator, territory, period, value FROM observatory.figure WHERE indicator IN ('TRA-10', 'TRA-01') "
        "AND territory LIKE 'QP094%' AND length(territory) = 8 AND period >= DATE '2013-01-01' AND value IS NOT NULL"
    ).fetchall()
    ours = {(indicator, territory, when): value for indicator, territory, when, value in rows}
    assert ours == {key: value for key, value in panel.items() if key[2].year <= 2019}
    assert len(ours) > 500
