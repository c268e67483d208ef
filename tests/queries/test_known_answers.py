"""Published figures, copied by hand from the official files, met again at every station: file, data, database, question, table, CSV."""

import csv
import io
import re
from datetime import date
from functools import cache
from pathlib import Path

import duckdb
import pytest

from observatory import answers, database, exports, tables
from observatory.formats import period
from observatory.selection import Selection

ROOT = Path(__file__).resolve().parents[2]
OFFICIAL = ROOT.parent / "shared" / "data"

LE_BOIS_L_ABBE = "QP094027"
NUMBER = r"-?\d+([\u202f\u00a0 ]\d{3})*([.,]\d+)?(e[-+]\d+)?"


def _ends(years: dict[int, float], indicator: str, territory: str) -> dict[tuple[str, str, date], float]:
    return {(indicator, territory, date(year, 12, 31)): value for year, value in years.items()}


PUBLISHED: dict[tuple[str, str, date], float] = {
    **_ends(
        {2013: 13739, 2014: 13850, 2015: 13663, 2016: 14070, 2017: 14470, 2018: 15100, 2019: 15550},
        "TRA-10",
        LE_BOIS_L_ABBE,
    ),
    **_ends(
        {2013: 37.4, 2014: 37.7, 2015: 40.1, 2016: 38.4, 2017: 37.5, 2018: 35.2, 2019: 34.7}, "TRA-01", LE_BOIS_L_ABBE
    ),
    **_ends({2016: 1438, 2017: 1483, 2019: 1363, 2020: 1454, 2021: 1332}, "DE-ABC", LE_BOIS_L_ABBE),
    **_ends({2016: 1044, 2017: 1077, 2019: 928, 2020: 1066, 2021: 918}, "DE-A", LE_BOIS_L_ABBE),
    ("TRA-12", LE_BOIS_L_ABBE, date(2013, 1, 1)): 12303,
    ("TRA-12", LE_BOIS_L_ABBE, date(2018, 1, 1)): 11914,
    ("HAB-20", LE_BOIS_L_ABBE, date(2022, 1, 1)): 4154,
    ("HAB-21", LE_BOIS_L_ABBE, date(2022, 1, 1)): 1.5,
    ("HAB-22", LE_BOIS_L_ABBE, date(2022, 1, 1)): 5.40,
    **_ends({2014: 21561.7, 2015: 21464.6, 2018: 22460, 2019: 22730}, "TRA-10", "COM94019"),
    # Insee, IPRO_2017 and IPRO_2022: job seekers by category, employment rates of the 2010 census.
    **_ends({2016: 672, 2021: 625}, "DE-ABC-F", LE_BOIS_L_ABBE),
    **_ends({2016: 249, 2021: 204}, "DE-ABC-J", LE_BOIS_L_ABBE),
    **_ends({2016: 377, 2021: 381}, "DE-ABC-S", LE_BOIS_L_ABBE),
    **_ends({2016: 301, 2021: 312}, "DE-ABC-R", LE_BOIS_L_ABBE),
    **_ends({2016: 407, 2021: 302}, "DE-ABC-N", LE_BOIS_L_ABBE),
    ("EMP-02", LE_BOIS_L_ABBE, date(2010, 1, 1)): 52.4,
    ("DE-ABC", "QPV-ALL", date(2016, 12, 31)): 768500,
    ("DE-ABC", "QP094026", date(2021, 12, 31)): 542,
    # Insee, Filosofi: medians around, and the neighbour's.
    **_ends({2019: 23060}, "TRA-10", "DEP94"),
    **_ends({2019: 24060}, "TRA-10", "REG11"),
    **_ends({2013: 14091, 2018: 15190}, "TRA-10", "QP094026"),
    **_ends({2013: 35.7, 2018: 34.5}, "TRA-01", "QP094026"),
    # SDES, RPLS 2022; DEPP, collèges of the 2022 school year; SSMSI, homicides of the département per 1,000 inhabitants.
    ("HAB-05", LE_BOIS_L_ABBE, date(2022, 1, 1)): 4,
    ("HAB-23", LE_BOIS_L_ABBE, date(2022, 1, 1)): 0.5,
    ("EDU-20", "UAI0940787V", date(2022, 9, 1)): 81.9,
    ("EDU-21", "UAI0940787V", date(2022, 9, 1)): 26.3,
    ("EDU-23", "UAI0941348E", date(2022, 9, 1)): 526,
    ("PRE-30", "DEP94", date(2016, 12, 31)): 1.23353681853440e-02,
    ("PRE-31", "DEP94", date(2016, 12, 31)): 3.78768364279386,
}

COMPUTED: dict[tuple[str, str, date], float] = {
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


def words(key: tuple[str, str, date]) -> str:
    return f"{key[0]} {key[1]} {key[2]}"


published = pytest.mark.parametrize("key", PUBLISHED, ids=words)


@cache
def observations() -> dict[tuple[str, str, date], dict[str, str]]:
    """Lines of data/observations/*.csv by indicator, territory and period."""
    found = {}
    for path in sorted((ROOT / "data" / "observations").glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file, delimiter=";"):
                found[row["indicator"], row["territory"], date.fromisoformat(row["period"])] = row
    return found


def french(cell: str) -> float:
    """A number as a French file writes it."""
    return float(re.sub(r"[\s\u202f\u00a0]", "", cell).replace(",", "."))


@pytest.fixture(scope="module")
def selection(built: Path) -> Selection:
    everything = (LE_BOIS_L_ABBE, "QP094026")
    return Selection("chennevieres", everything, "COM94019", 2010, 2024, "fr", False, True, database.identity())


@published
def test_the_official_file_says_so(key: tuple[str, str, date]) -> None:
    if not OFFICIAL.is_dir():
        pytest.skip("the official files (../shared/data) are not here")
    row = observations()[key]
    content = next(OFFICIAL.rglob(row["file"])).read_bytes()
    try:
        lines = content.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError:
        lines = content.decode("latin-1").split("\n")
    separator = ";" if ";" in lines[0] else ","
    cells = next(csv.reader([lines[int(row["row"]) - 1].strip()], delimiter=separator))
    code = "Ensemble" if key[1] == "QPV-ALL" else re.sub(r"^(COM|DEP|REG|UAI|EPT)", "", key[1])
    assert code in cells
    assert PUBLISHED[key] in [french(cell) for cell in cells if re.fullmatch(NUMBER, cell)]


@published
def test_the_data_folder_keeps_it(key: tuple[str, str, date]) -> None:
    row = observations()[key]
    assert french(row["value"]) == PUBLISHED[key]
    assert (row["origin"], row["status"]) == ("official", "published")


@published
def test_the_database_keeps_it(key: tuple[str, str, date], built: Path) -> None:
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"ATTACH '{built}' AS observatory (READ_ONLY)")
        for table in ("observation", "figure", "figure_map"):
            rows = connection.execute(
                f"SELECT value FROM observatory.{table} WHERE indicator = ? AND territory = ? AND period = ?", list(key)
            ).fetchall()
            assert rows == [(PUBLISHED[key],)], table


@published
def test_the_question_gives_it(key: tuple[str, str, date], selection: Selection) -> None:
    indicator, territory, when = key
    series = answers.series([indicator], [territory], selection)[indicator, territory]
    point = next(point for point in series.points if point.period == when)
    assert (point.value, point.status, point.origin) == (PUBLISHED[key], "published", "official")


@published
def test_the_file_that_leaves_gives_it(key: tuple[str, str, date], selection: Selection) -> None:
    indicator, territory, when = key
    known = answers.catalogue(selection.release)
    asked = known.indicators[indicator]
    series = answers.series([indicator], [territory], selection)[indicator, territory]
    file = exports.csv_bytes(tables.series_table(asked, [series], {}, known, "fr"), "fr")
    rows = list(csv.reader(io.StringIO(file.decode("utf-8-sig")), delimiter=";"))
    said = period(when, asked.period_kind, "fr")
    values = [row[2] for row in rows[1:] if row[0] == known.territory_label(territory, "fr") and row[1] == said]
    assert [french(value) for value in values] == [PUBLISHED[key]]


@pytest.mark.parametrize("key", COMPUTED, ids=words)
def test_what_is_computed_from_published_figures(key: tuple[str, str, date], selection: Selection) -> None:
    indicator, territory, when = key
    series = answers.series([indicator], [territory], selection)[indicator, territory]
    point = next(point for point in series.points if point.period == when)
    assert point.value == pytest.approx(COMPUTED[key], rel=1e-12)


@pytest.mark.parametrize("key", HIDDEN, ids=words)
def test_what_the_producer_hides_stays_hidden(key: tuple[str, str, date], selection: Selection) -> None:
    indicator, territory, when = key
    series = answers.series([indicator], [territory], selection)[indicator, territory]
    point = next(point for point in series.points if point.period == when)
    assert point.value is None
    assert point.status in {"secret", "not_available"}
    assert HIDDEN[key] in point.reason


def test_the_map_shows_the_same_figure(selection: Selection) -> None:
    view = answers.map_view("TRA-10", 2019, selection)
    assert view is not None
    found = {reading.territory: reading.value for reading in view.readings}
    assert found[LE_BOIS_L_ABBE] == PUBLISHED["TRA-10", LE_BOIS_L_ABBE, date(2019, 12, 31)]
    assert len(found) >= 42
