"""Known answers on the official files, and every income figure against a series that a third party derived."""

import csv
from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from observatory.sources import Declaration, Observation, Reading, load, read
from observatory.sources.bundle import Bundle, gather, settle

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def bundle(official: Path, declaration: Declaration) -> Bundle:
    return gather(official, declaration)


@pytest.fixture(scope="module")
def figures(bundle: Bundle) -> dict[tuple[str, str, str], Observation]:
    return {(figure.indicator, figure.territory, figure.period.isoformat()): figure for figure in bundle.observations}


KNOWN = [
    *(("TRA-10", "QP094027", f"{year}-12-31", text) for year, text in zip(
        range(2013, 2020), ("13739", "13850", "13663", "14070", "14470", "15100", "15550"), strict=True)),
    *(("TRA-01", "QP094027", f"{year}-12-31", text) for year, text in zip(
        range(2013, 2020), ("37.4", "37.7", "40.1", "38.4", "37.5", "35.2", "34.7"), strict=True)),
    *(("DE-ABC", "QP094027", f"{year}-12-31", text) for year, text in zip(
        (2016, 2017, 2019, 2020, 2021), ("1438", "1483", "1363", "1454", "1332"), strict=True)),
    *(("DE-A", "QP094027", f"{year}-12-31", text) for year, text in zip(
        (2016, 2017, 2019, 2020, 2021), ("1044", "1077", "928", "1066", "918"), strict=True)),
    ("TRA-12", "QP094027", "2013-01-01", "12303"),
    ("TRA-12", "QP094027", "2018-01-01", "11914"),
    ("HAB-20", "QP094027", "2022-01-01", "4154"),
    ("HAB-21", "QP094027", "2022-01-01", "1.5"),
    ("HAB-22", "QP094027", "2022-01-01", "5.40"),
    ("TRA-10", "COM94019", "2014-12-31", "21561.7"),
    ("TRA-10", "COM94019", "2015-12-31", "21464.6"),
    ("TRA-10", "COM94019", "2018-12-31", "22460"),
    ("TRA-10", "COM94019", "2019-12-31", "22730"),
    ("DE-ABC-L", "QP094027", "2021-12-31", "655"),
    ("SAN-20", "QP094027", "2021-01-01", "2707"),
    ("SAN-21", "QP094027", "2021-01-01", "12318"),
    ("CAF-A", "QP094027", "2020-12-31", "3361"),
    ("EMP-02", "QP094027", "2010-01-01", "52.4"),
    ("EMP-34", "QP094027", "2018-01-01", "19.0"),
    ("PRE-02", "DEP94", "2016-12-31", "1.92794548637994"),
    ("EDU-20", "UAI0940787V", "2022-09-01", "81.9"),
    # The 62 739 pupils of the 130 collèges have 109.05 on average; the two collèges of Chennevières 81.9 and 108.6.
    ("EDU-08", "UAI0940787V", "2022-09-01", "-27.15"),
    ("EDU-08", "COM94019", "2022-09-01", "-11.23"),
    ("SAN-30", "COM94017", "2019-01-01", "66"),
    ("SAN-30", "COM94019", "2019-01-01", "6"),
]  # fmt: skip


@pytest.mark.parametrize(("indicator", "territory", "period", "expected"), KNOWN)
def test_known_answers(
    figures: dict[tuple[str, str, str], Observation], indicator: str, territory: str, period: str, expected: str
) -> None:
    figure = figures[indicator, territory, period]
    assert figure.value == Decimal(expected)
    assert figure.status == "published"


def test_a_missing_figure_keeps_the_producer_s_remark(figures: dict[tuple[str, str, str], Observation]) -> None:
    figure = figures["DE-ABC", "QP094026", "2016-12-31"]
    assert (figure.value, figure.status) == (None, "not_available")
    assert "NOTE_PE=5" in figure.reason.split()


def test_every_official_file_is_read_without_error(bundle: Bundle) -> None:
    assert not bundle.refused
    assert [name for name, _ in bundle.left] == ["bpe2019_meta.csv", "panel_revenus_2012_2021_derived.csv"]
    for reading in bundle.readings:
        assert not [problem for problem in reading.problems if problem.severity in ("error", "warning")], reading.file
        assert reading.rows == reading.kept + sum(number for _, number in reading.set_aside)


def test_facilities_of_other_types_are_set_aside_with_their_number(bundle: Bundle) -> None:
    reading = next(reading for reading in bundle.readings if reading.layout.layout == "bpe")
    assert (reading.rows, reading.kept, len(reading.observations)) == (3516, 375, 24)
    assert sum(figure.value or 0 for figure in reading.observations) == 375
    assert dict(reading.set_aside) == {"d’équipements hors du catalogue (116\u00a0types)": 3141}


def test_iris_are_never_said_to_be_elsewhere(bundle: Bundle) -> None:
    readings = [reading for reading in bundle.readings if reading.layout.layout.startswith("iris-")]
    assert len(readings) == 6
    for reading in readings:
        assert dict(reading.set_aside) == {"d’une échelle non retenue (IRIS)": reading.rows}, reading.file


def test_the_forty_two_neighbourhoods_are_in_every_file_by_neighbourhood(
    official: Path, declaration: Declaration
) -> None:
    expected = {f"QP094{number:03d}" for number in range(1, 43)}
    for path in sorted((official / "insee-qpv").glob("*_20*.csv")) + [official / "rpls" / "rpls_qpv.csv"]:
        if "derived" not in path.name:
            found = {figure.territory for figure in _read(path)[0].observations if figure.territory.startswith("QP094")}
            assert found == expected, path.name


def test_the_only_disagreement_is_a_rounding(bundle: Bundle) -> None:
    """REVN_2017 and DEMO_2017 round the recipients of all neighbourhoods to hundreds, not to the same hundred."""
    assert [conflict.sentence() for conflict in bundle.conflicts] == [
        "CAF-A, QPV-ALL, 31/12/2015 : 1428400 (DEMO_2017.csv) est gardé, 1428500 (REVN_2017.csv) est écarté."
    ]


def test_the_ept_is_in_no_file_by_epci_and_the_report_says_so(bundle: Bundle) -> None:
    """Filosofi counts the Métropole du Grand Paris as one EPCI; its EPT have no row."""
    for reading in bundle.readings:
        if reading.layout.layout == "filosofi-epci":
            assert any("EPT200058006" in problem.sentence() for problem in reading.problems)


def test_two_publications_of_the_same_incomes_agree(official: Path) -> None:
    """REVN_2022 and data_filo18 are both Filosofi 2018: no figure of any neighbourhood of France differs."""
    folder = official / "insee-qpv"
    _, conflicts, repeated = settle([*_read(folder / "REVN_2022.csv"), *_read(folder / "data_filo18_qp_revdis.csv")])
    assert repeated > 6_000
    assert not conflicts


def test_incomes_agree_with_the_derived_panel(official: Path) -> None:
    """Every median and poverty rate of 2013-2019, all neighbourhoods of France: no disagreement.

    The panel, derived by a third party, leaves out overseas neighbourhoods; where it has no rate, neither have the files.
    """
    folder = official / "insee-qpv"
    paths = sorted(path for path in folder.glob("*.csv") if path.name.startswith(("REVN", "data_filo")))
    kept, _, _ = settle([reading for path in paths for reading in _read(path)])
    ours = {
        (figure.indicator, figure.territory, figure.period.year): figure
        for figure in kept
        if figure.indicator in ("TRA-10", "TRA-01") and figure.territory != "QPV-ALL"
    }
    with (folder / "panel_revenus_2012_2021_derived.csv").open(encoding="utf-8", newline="") as file:
        panel = {(row["code"], int(row["annee"])): row for row in csv.DictReader(file)}
    verdicts: Counter[str] = Counter()
    for (code, year), row in panel.items():
        if 2013 <= year <= 2019:
            for indicator, column in (("TRA-10", "revenu_median"), ("TRA-01", "taux_pauvrete")):
                theirs = Decimal(row[column]) if row[column] else None
                verdicts[
                    "equal" if ours[indicator, code, year].value == theirs else f"differs {indicator} {code} {year}"
                ] += 1
    assert verdicts == {"equal": 2 * 7 * 1296}
    absent = {code for _, code, year in ours if (code, year) not in panel}
    assert {code[:5] for code in absent} == {"QP972", "QP974"}


@cache
def _declaration() -> Declaration:
    return load(ROOT / "data" / "sources.toml")


@cache
def _read(path: Path) -> tuple[Reading, ...]:
    return read(path, _declaration())
