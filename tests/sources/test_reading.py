"""The small twins, layout by layout: what they give, what is set aside, what is found wrong."""

import datetime
import random
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from observatory.errors import DashboardError
from observatory.sources import Declaration, Observation, Reading, read
from observatory.sources.reading import read_content, read_tables
from observatory.sources.tables import Line, Table
from observatory.twins import english

Key = tuple[str, str]


def only(twins: Path, declaration: Declaration, name: str, **options: object) -> Reading:
    readings = read(twins / name, declaration, **options)  # type: ignore[arg-type]
    assert len(readings) == 1
    return readings[0]


def figures(reading: Reading) -> dict[Key, Observation]:
    return {(figure.indicator, figure.territory): figure for figure in reading.observations}


def value(figure: Observation) -> str:
    return figure.status if figure.value is None else format(figure.value.normalize(), "f")


EXPECTED = [
    ("IPRO_2017.csv", "DE-ABC", "QP094001", "2016-12-31", "1210", "vintage_deduced", 3),
    ("IPRO_2017.csv", "DE-ABC-L", "QP094001", "2016-12-31", "580", "vintage_deduced", 3),
    ("IPRO_2017.csv", "DE-ABC", "QPV-ALL", "2016-12-31", "900100", "vintage_deduced", 2),
    ("IPRO_2017.csv", "DE-ABC", "QP094002", "2016-12-31", "not_available", "empty NOTE_PE=5 vintage_deduced", 4),
    ("IPRO_2017.csv", "DE-ABC-J", "QP094003", "2016-12-31", "secret", "empty vintage_deduced", 5),
    ("IPRO_2017.csv", "DE-ABC-L", "QP094003", "2016-12-31", "secret", "empty vintage_deduced", 5),
    ("IPRO_2017.csv", "EMP-02", "QP094002", "2010-01-01", "49", "", 4),
    ("IPRO_2017.csv", "EMP-34", "QP094001", "2010-01-01", "18.2", "", 3),
    ("IPRO_2018.csv", "DE-ABC", "QP094001", "2017-12-31", "1230", "vintage_deduced", 2),
    ("IPRO_2021.csv", "DE-ABC", "QP094001", "2020-12-31", "1250", "", 2),
    ("IPRO_2021.csv", "EMP-34", "QP094001", "2017-01-01", "18.2", "vintage_supposed", 2),
    ("IPRO_2021.csv", "EMP-02E", "QP094001", "2017-01-01", "not_available", "zero vintage_supposed", 2),
    ("DEMO_2018.xls[QP]", "TRA-12", "QP094001", "2013-01-01", "4100", "", 6),
    ("DEMO_2019.csv", "TRA-12", "QPV-ALL", "2013-01-01", "5000000", "", 2),
    ("DEMO_2019.csv", "TRA-13", "QP094001", "2015-01-01", "41.5", "vintage_supposed", 3),
    ("DEMO_2019.csv", "CAF-A", "QP094001", "2017-12-31", "900", "vintage_deduced", 3),
    ("DEMO_2019.csv", "TRA-12", "QP02A001", "2013-01-01", "2000", "", 5),
    ("DEMO_2019_extrait.ods[QP]", "TRA-14", "QP094001", "2015-01-01", "15.2", "vintage_supposed", 6),
    ("DEMO_2020.xlsx[QP]", "TRA-17", "QP094002", "2016-01-01", "not_significant", "ns vintage_supposed", 7),
    ("DEMO_2020.xlsx[QP]", "CAF-A", "QP094002", "2018-12-31", "secret", "s NOTE_CNAF=5 vintage_deduced", 7),
    ("data_DEMO_2021_V1_QP.csv", "TRA-12", "QP094001", "2018-01-01", "4050", "", 2),
    ("data_DEMO_2021_V1_QP.csv", "TRA-13", "QP094002", "2017-01-01", "not_available", "empty NOTE_RP=6 vintage_supposed", 3),
    ("data_DEMO_2021_V1_QP.csv", "CAF-AM", "QP094002", "2019-12-31", "secret", "empty vintage_deduced", 3),
    ("REVN_2017.csv", "TRA-10", "QP094001", "2013-12-31", "13900", "", 2),
    ("REVN_2017.csv", "TRA-01", "QP094001", "2013-12-31", "37.2", "", 2),
    ("REVN_2017.csv", "SAN-20", "QP094001", "2016-01-01", "1500", "vintage_supposed", 2),
    ("REVN_2017.csv", "CAF-RSA", "QP094001", "2015-12-31", "230", "vintage_deduced", 2),
    ("REVN_2022.csv", "TRA-11", "QP094001", "2018-12-31", "2.7", "", 2),
    ("REVN_2022.csv", "SAN-20", "QP094001", "2021-01-01", "870", "vintage_supposed", 2),
    ("REVN_2022.csv", "SAN-20", "QP094002", "2021-01-01", "secret", "empty vintage_supposed", 3),
    ("REVN_2022.csv", "TRA-10", "QP094002", "2018-12-31", "13000", "NOTE_FILO=1", 3),
    ("data_filo16_qp_revdis.csv", "TRA-10", "QP094001", "2016-12-31", "14100", "", 3),
    ("data_filo18_qp_revdis.csv", "TRA-10", "QPV-ALL", "2018-12-31", "13770", "", 2),
    ("revenu-disponible-qp15-2021_QP.csv", "TRA-10", "QP094001", "2021-12-31", "16010", "", 2),
    ("revenu-disponible-qp15-2021_QP.csv", "TRA-10", "QP094002", "2021-12-31", "not_significant", "ns DISP_NOTE_A21=1", 3),
    ("revenu-disponible-qp15-2021_QP.csv", "TRA-01", "QP094002", "2021-12-31", "secret", "s DISP_NOTE_A21=1", 3),
    ("revenu-disponible-qp15-2021_QP.csv", "TRA-01", "QP094003", "2021-12-31", "not_applicable", "so", 4),
    ("revenu-disponible-qp15-2021_QP.csv", "TRA-11A", "QP094004", "2021-12-31", "not_available", "na", 5),
    ("disp_2023_QP.csv", "TRA-01", "QN09424I", "2023-12-31", "35.5", "", 2),
    ("FILO2018_DISP_COM_extrait.csv", "TRA-10", "COM94001", "2018-12-31", "23100", "", 2),
    ("FILO2018_DISP_COM_extrait.csv", "TRA-10", "COM94002", "2018-12-31", "secret", "empty", 3),
    ("FILO2018_DISP_EPCI.csv", "TRA-10", "EPT200000001", "2018-12-31", "21000", "", 2),
    ("FILO2018_DISP_DEP.csv", "TRA-10", "DEP94", "2018-12-31", "22900.5", "", 3),
    ("FILO2018_DISP_REG.csv", "TRA-10", "REG11", "2018-12-31", "24060", "", 2),
    ("FILO2018_DISP_METROPOLE.csv", "TRA-11", "FRM", "2018-12-31", "3.9", "", 2),
    ("BASE_TD_FILO_DISP_IRIS_2018_extrait.csv", "TRA-01", "IRI940010101", "2018-12-31", "21.4", "", 2),
    ("BASE_TD_FILO_DISP_IRIS_2018_extrait.csv", "TRA-10", "IRI940010102", "2018-12-31", "not_available", "empty DISP_NOTE18=1", 3),
    ("data_CAF_2016_IRIS_extrait.csv", "CAF-50", "IRI940010101", "2016-12-31", "157", "vintage_supposed", 2),
    ("donnee-dep-2017.csv", "PRE-30", "DEP94", "2016-12-31", "0.00857142857142857", "", 2),
    ("donnee-reg-2017.csv", "PRE-30", "REG11", "2016-12-31", "0.0075", "", 2),
    ("donnee-com-2023.csv", "PRE-07", "COM94001", "2022-12-31", "9.33333333333333", "", 2),
    ("donnee-com-2023.csv", "PRE-34", "COM94001", "2022-12-31", "secret", "ndiff", 3),
    ("rpls_qpv_2022.csv", "HAB-20", "QP094001", "2022-01-01", "4150", "", 2),
    ("rpls_qpv_2022.csv", "HAB-22", "QP094001", "2022-01-01", "5.4", "", 2),
    ("rpls_qpv_2022.csv", "HAB-21", "QP094002", "2022-01-01", "secret", "empty", 3),
    ("rpls_qpv_2022.csv", "HAB-20", "QP094003", "2022-01-01", "not_available", "empty Note=4", 4),
    ("bpe2019_extrait.csv", "SAN-30", "COM94001", "2019-01-01", "2", "", 2),
    ("bpe2019_extrait.csv", "SAN-31", "COM94002", "2019-01-01", "0", "not_listed", None),
    ("fr-en-ips-colleges-ap2022_extrait.csv", "EDU-20", "UAI0940001A", "2022-09-01", "83.8", "", 2),
    ("fr-en-ips-colleges-ap2022_extrait.csv", "EDU-08", "UAI0940002B", "2022-09-01", "31.94", "", 3),
    ("fr-en-ips-colleges-ap2022_extrait.csv", "EDU-08", "COM94001", "2022-09-01", "-4.26", "", None),
    ("fr-en-ips-lycees-ap2022_extrait.csv", "EDU-22", "UAI0940003C", "2022-09-01", "95.8", "", 2),
]  # fmt: skip


@pytest.mark.parametrize(("name", "indicator", "territory", "period", "expected", "reason", "row"), EXPECTED)
def test_what_each_layout_gives(
    twins: Path, declaration: Declaration, name: str, indicator: str, territory: str, period: str, expected: str,
    reason: str, row: int | None,
) -> None:  # fmt: skip
    found = [
        figure
        for figure in only(twins, declaration, name.split("[")[0]).observations
        if (figure.indicator, figure.territory, figure.period.isoformat()) == (indicator, territory, period)
    ]
    assert len(found) == 1
    assert (value(found[0]), found[0].reason, found[0].row, found[0].file) == (expected, reason, row, name)


def test_every_twin_is_read_without_error(twins: Path, declaration: Declaration) -> None:
    layouts = set()
    for path in sorted(twins.iterdir()):
        if path.suffix != ".md":
            for reading in read(path, declaration):
                assert not reading.errors
                assert reading.rows == reading.kept + sum(number for _, number in reading.set_aside)
                layouts.add(reading.layout.layout)
    assert layouts == {layout.layout for layout in declaration.layouts}


def test_value_is_missing_exactly_when_the_status_says_so(twins: Path, declaration: Declaration) -> None:
    for path in sorted(twins.iterdir()):
        if path.suffix != ".md":
            for reading in read(path, declaration):
                for figure in reading.observations:
                    absent = figure.status in ("secret", "not_available", "not_applicable", "not_significant")
                    assert (figure.value is None) == absent
                    assert not absent or figure.reason


def test_crime_keeps_what_is_above_and_below_the_line(twins: Path, declaration: Declaration) -> None:
    reading = only(twins, declaration, "donnee-dep-2017.csv")
    burglary = next(figure for figure in reading.observations if figure.indicator == "PRE-07")
    assert (burglary.numerator, burglary.denominator) == (Decimal(12), Decimal("640000.1600513844"))
    hidden = figures(only(twins, declaration, "donnee-com-2023.csv"))["PRE-34", "COM94001"]
    assert (hidden.numerator, hidden.denominator) == (None, None)


def test_rows_set_aside_are_counted_with_the_reason(twins: Path, declaration: Declaration) -> None:
    reading = only(twins, declaration, "donnee-dep-2017.csv", scope=declaration.scope)
    assert (reading.rows, reading.kept) == (13, 4)
    assert dict(reading.set_aside) == {
        "hors du Val-de-Marne": 4,
        "sans département connu": 4,
        "sans chiffre attendu": 1,
    }
    assert "4 lignes hors du Val-de-Marne" in reading.summary().replace("\u00a0", " ")


def test_rows_of_types_that_nobody_counts_are_set_aside(twins: Path, declaration: Declaration) -> None:
    content = (twins / "bpe2019_extrait.csv").read_bytes()
    row = b'11;"94";"94003";"94003_0101";2019;"%s";"NA";"NA";"Bonne"\n'
    reading = read_content("bpe2019.csv", content + row % b"A501" + row % b"A501" + row % b"A504", declaration)[0]
    assert (reading.rows, reading.kept) == (8, 4)
    assert dict(reading.set_aside) == {"d’équipements hors du catalogue (3\u00a0types)": 4}
    assert "4 lignes d’équipements hors du catalogue (3 types)" in reading.summary().replace("\u00a0", " ")
    assert "4 rows of facilities outside the catalogue (3 types)" in english(reading.summary())
    # A commune that has facilities of other types alone is in the file: it has 0 of those that are counted.
    assert figures(reading)["SAN-30", "COM94003"].value == 0


@pytest.mark.parametrize(
    ("before", "after", "severity", "words"),
    [(b'"D301"', b'" "', "warning", "Type absent"), (b'2019;"D301"', b'hier;"D301"', "error", "Lu « hier »")],
)
def test_a_row_that_cannot_be_counted_is_named_and_set_aside(
    twins: Path, declaration: Declaration, before: bytes, after: bytes, severity: str, words: str
) -> None:
    content = (twins / "bpe2019_extrait.csv").read_bytes()
    reading = read_content("bpe2019.csv", content.replace(before, after), declaration)[0]
    assert [(problem.severity, problem.rows) for problem in reading.problems] == [(severity, (4,))]
    assert words in reading.problems[0].sentence()
    assert ("sans chiffre attendu", 1) in reading.set_aside
    assert reading.kept == 3


@pytest.mark.parametrize("name", ["BASE_TD_FILO_DISP_IRIS_2018_extrait.csv", "data_CAF_2016_IRIS_extrait.csv"])
def test_iris_are_set_aside_for_their_scale(twins: Path, declaration: Declaration, name: str) -> None:
    reading = only(twins, declaration, name, scope=declaration.scope)
    assert dict(reading.set_aside) == {"d’une échelle non retenue (IRIS)": 2}
    assert "2 rows of a scale that is not kept (IRIS)" in english(reading.summary())


def test_rows_with_lost_characters_are_named(twins: Path, declaration: Declaration) -> None:
    text = (twins / "IPRO_2017.csv").read_text("utf-8-sig").replace("\u202f", " ")
    content = text.encode("cp1252").replace(b"QP094003;", b"QP094003;\x81").replace(b"QP075001;", b"QP075001;\x8d")
    reading = read_content("IPRO_2017.csv", content, declaration)[0]
    lost = [problem for problem in reading.problems if "octets" in problem.found]
    assert [(problem.severity, problem.rows) for problem in lost] == [("warning", (5, 6))]
    assert lost[0].sentence().replace("\u00a0", " ") == (
        "IPRO_2017.csv, lignes 5, 6 : Des octets qui ne sont aucun signe en Windows-1252 : ces signes sont perdus ; "
        "attendu : un texte en UTF-8, ou son encodage déclaré dans data/sources.toml."
    )
    assert lost[0].sentence("en") == (
        "IPRO_2017.csv, rows 5, 6: Bytes that are no character in Windows-1252: these characters are lost; "
        "expected: a text in UTF-8, or its encoding declared in data/sources.toml."
    )


def test_a_declared_encoding_is_that_of_the_files_of_the_name(twins: Path, declaration: Declaration) -> None:
    layouts = tuple(
        replace(layout, encoding="mac-roman") if layout.layout == "ips-colleges" else layout
        for layout in declaration.layouts
    )
    declared = replace(declaration, layouts=layouts)
    name = "fr-en-ips-colleges-ap2022_extrait.csv"
    content = (twins / name).read_text("utf-8-sig").replace("COLLEGE ", "Collège ").encode("mac-roman")
    found = read_content(name, content, declared)[0]
    assert all(school.name.startswith("Collège ") for school in found.schools)
    assert not found.problems
    detected = read_content(name, content, declaration)[0]
    assert not any("è" in school.name for school in detected.schools)
    assert any("octets" in problem.found for problem in detected.problems)


def test_an_unknown_class_is_named(twins: Path, declaration: Declaration) -> None:
    problem = only(twins, declaration, "donnee-dep-2017.csv").problems[0]
    assert (problem.severity, problem.rows, problem.column) == ("warning", (14,), "classe")
    assert "Classe nouvelle" in problem.sentence()


def test_a_column_that_moved_is_named(twins: Path, declaration: Declaration) -> None:
    sentences = [problem.sentence() for problem in only(twins, declaration, "IPRO_2021.csv").problems]
    assert any("TX_TOT_EDLIM" in sentence and "TX_TOT_EPREC" in sentence for sentence in sentences)


def test_a_column_that_vanished_is_named_and_the_others_read(twins: Path, declaration: Declaration) -> None:
    content = (twins / "IPRO_2021.csv").read_bytes().replace(b";ABC_RSA;", b";ABC_REVENU;")
    reading = read_content("IPRO_2023.csv", content, declaration)[0]
    vanished = [problem for problem in reading.problems if problem.column == "ABC_RSA"]
    assert len(vanished) == 1
    assert vanished[0].sentence() == (
        "IPRO_2023.csv, ligne 1, colonne « ABC_RSA » : Colonne absente, chiffre non lu ; attendu : cette colonne, pour DE-ABC-R."
    )
    assert "ABC_REVENU" in reading.unread_columns
    assert figures(reading)["DE-ABC", "QP094001"].period == datetime.date(2022, 12, 31)


def test_columns_may_be_in_any_order(twins: Path, declaration: Declaration) -> None:
    lines = (twins / "IPRO_2017.csv").read_text("utf-8-sig").splitlines()
    order = list(range(len(lines[0].split(";"))))
    random.Random(3).shuffle(order)
    moved = "\r\n".join(";".join(line.split(";")[place] for place in order) for line in lines)
    again = read_content("IPRO_2017.csv", moved.encode(), declaration)[0]
    assert again.observations == only(twins, declaration, "IPRO_2017.csv").observations


def test_schools_are_described(twins: Path, declaration: Declaration) -> None:
    schools = only(twins, declaration, "fr-en-ips-colleges-ap2022_extrait.csv").schools
    assert [(row.territory, row.commune, row.sector, row.kind) for row in schools] == [
        ("UAI0940001A", "COM94001", "public", "collège"),
        ("UAI0940002B", "COM94002", "privé sous contrat", "collège"),
    ]


def test_gaps_weigh_schools_by_pupils_and_leave_private_ones_to_no_commune(
    twins: Path, declaration: Declaration
) -> None:
    name = "fr-en-ips-colleges-ap2022_extrait.csv"
    head, public, private = (twins / name).read_text("utf-8-sig").splitlines()
    second = public.replace("0940001A", "0940004D").replace(";307.0;83.8;", ";100.0;100.0;")
    unknown = public.replace("0940001A", "0940005E").replace(";307.0;83.8;", ";50.0;;")
    elsewhere = public.replace("0940001A", "0770001A").replace(";94001;", ";77001;")
    content = "\r\n".join([head, public, private, second, unknown, elsewhere]).encode()
    found = {
        f.territory: f for f in read_content(name, content, declaration)[0].observations if f.indicator == "EDU-08"
    }
    mean = (307 * 83.8 + 41 * 120 + 100 * 100) / 448
    expected = {
        "UAI0940001A": 83.8 - mean, "UAI0940002B": 120 - mean, "UAI0940004D": 100 - mean,
        "COM94001": (307 * 83.8 + 100 * 100) / 407 - mean, "UAI0770001A": 0, "COM77001": 0,
    }  # fmt: skip
    assert {place: float(f.value) for place, f in found.items()} == pytest.approx(expected, abs=0.005)
    assert (found["COM94001"].denominator, found["COM94001"].numerator) == (407, None)


def test_a_zip_gives_a_reading_for_each_table_it_knows(twins: Path, declaration: Declaration) -> None:
    readings = read(twins / "indic-struct-distrib-revenu-2018_csv.zip", declaration)
    assert [reading.layout.layout for reading in readings] == ["filosofi-com", "filosofi-dep"]
    assert "meta_FILO2018.csv" in readings[0].problems[0].sentence()


BAD = [
    ("IPRO_2017.csv", lambda content: content[: len(content) // 2], "fichier est peut-être tronqué"),
    ("IPRO_2017.csv", lambda content: content.replace(b"QP094002", b"QP094001"), "une seule ligne par territoire"),
    ("IPRO_2017.csv", lambda content: content.replace(b"560;650", b"beaucoup;650"), "« beaucoup »"),
    ("IPRO_2017.csv", lambda content: content.replace(b";ABC_F;", b";ABC;"), "colonnes en double"),
    ("DEMO_2023.csv", lambda content: content, "2023 = …"),
    ("fr-en-ips-colleges-ap2022_extrait.csv", lambda content: content.replace(b"2022-2023", b"hier"), "une année"),
]


@pytest.mark.parametrize(("name", "spoil", "words"), BAD)
def test_errors_name_the_row_or_the_column(twins: Path, declaration: Declaration, name: str, spoil, words: str) -> None:
    twin = "DEMO_2019.csv" if name == "DEMO_2023.csv" else name
    reading = read_content(name, spoil((twins / twin).read_bytes()), declaration)[0]
    assert any(words in f"{problem.found} {problem.expected}" for problem in reading.errors)
    assert reading.rows == reading.kept + sum(number for _, number in reading.set_aside)


def _by_comma(content: bytes) -> bytes:
    return content.decode("utf-8-sig").replace(";", ",").encode()


INCOME = "CODGEO,DISP_MED_A21,DISP_TP60_A21,NOTE_A21"
EDGES = [
    # In the third and fourth the last column is empty: nothing filled lies beyond.
    ("IPRO_2021.csv", None, "2, 4", "des virgules décimales coupent des nombres en deux"),
    (
        "a.csv",
        f"{INCOME}\nQP094001,16010,34,0\nQP094002,16010,34,7,0\n",
        "3",
        "au-delà de la dernière colonne, peut-être",
    ),
    (
        "a.csv",
        f"{INCOME}\nQP094001,16010,34,\nQP094002,16010,34,7,\n",
        "3",
        "5 cellules et non 4 comme plus haut",
    ),
    (
        "a.csv",
        f"{INCOME},,,\nQP094001,16010,34,7,,,,\nQP094002,16010,34,,,,\n",
        "2",
        "8 cellules et non 7 comme plus haut",
    ),
    (
        "a.csv",
        INCOME.replace(",", ";") + "\nQP094001;160;10;34;0\n",
        "2",
        "sans séparateur de trop ni colonne sans nom",
    ),
]


@pytest.mark.parametrize(("name", "text", "rows", "words"), EDGES)
def test_a_row_that_a_separator_shifts_is_not_read(
    twins: Path, declaration: Declaration, name: str, text: str | None, rows: str, words: str
) -> None:
    content = _by_comma((twins / name).read_bytes()) if text is None else text.encode()
    reading = read_content(name, content, declaration)[0]
    assert [", ".join(map(str, problem.rows)) for problem in reading.errors] == [rows]
    assert re.search(words, reading.errors[0].sentence().replace("\u00a0", " "))
    assert ("aux cellules peut-être décalées", rows.count(",") + 1) in reading.set_aside
    assert not {figure.row for figure in reading.observations} & set(reading.errors[0].rows)
    assert not FRENCH.search(reading.errors[0].sentence("en")) and not FRENCH.search(english(reading.summary()))


FRENCH = re.compile(r"cellule|colonne|ligne|virgule|séparateur")


@pytest.mark.parametrize(
    "text",
    [
        f"{INCOME}\nQP094001,16010,34.7,0\n",
        f'{INCOME}\nQP094001,16010,"34,7",0\n',
        f"{INCOME},,\nQP094001,16010,34,0,,\nQP094002,16010,34,,,\n",
        f"{INCOME}\nQP094001,16010,34,0,,\nQP094002,16010,34,,,\n",
        INCOME.replace(",", ";") + "\nQP094001;16010;34,7;0;;\nQP094002;16010;34;0; ;\n",
    ],
)
def test_empty_cells_at_the_end_of_rows_are_nothing(declaration: Declaration, text: str) -> None:
    reading = read_content("a.csv", text.encode(), declaration)[0]
    assert [problem for problem in reading.problems if problem.severity == "error"] == []
    assert reading.kept == reading.rows


def test_beside_a_sheet_remarks_are_told_and_numbers_refused(declaration: Declaration) -> None:
    head = Line(1, ("CODGEO", "DISP_MED_A21"))
    for beyond, severity in (("à vérifier", "note"), ("7", "error")):
        table = Table("a.xlsx[QP]", "a.xlsx", [head, Line(2, ("QP094001", "16010", "", beyond))], "")
        reading = read_tables("a.xlsx", [table], "", declaration)[0]
        found = [problem for problem in reading.problems if "au-delà de la dernière colonne" in problem.found]
        assert [problem.severity for problem in found] == [severity]
        assert len(reading.observations) == (severity == "note")


def test_unknown_territories_are_one_sentence(twins: Path, declaration: Declaration) -> None:
    content = (twins / "IPRO_2017.csv").read_bytes().replace(b"QP094003", b"ZUS94003").replace(b"QP075001", b"ZUS94003")
    reading = read_content("IPRO_2017.csv", content, declaration)[0]
    found = [problem for problem in reading.problems if "ZUS94003" in problem.found]
    assert [problem.rows for problem in found] == [(5, 6)]
    assert ("de territoire inconnu", 2) in reading.set_aside


def test_a_territory_we_do_not_have_is_an_error(twins: Path, declaration: Declaration) -> None:
    known = frozenset({"QP094001", "QP094002", "QPV-ALL"})
    reading = only(twins, declaration, "IPRO_2017.csv", scope=declaration.scope, known=known)
    assert [problem.rows for problem in reading.errors] == [(5,)]
    assert "« QP094003 »" in reading.errors[0].sentence()


REFUSED = [
    ("IPRO_2023.csv", b"CODGEO;LIBGEO;CUI\nQP094001;A;1\n", "colonne attendue absente, « ABC »"),
    ("inconnu.csv", b"a;b;c\n1;2;3\n", "aucun format connu n'a les colonnes « a », « b », « c »"),
    ("rpls_qpv.csv", b"CodGeo,nbLsPls,txVac\nQP094001,1,2\n", "rien ne dit l'année"),
    ("revenus.csv", b"CODGEO;Q218\n11;1\n", "gardez au fichier le nom"),
    ("filo_qp.csv", b"CODGEO;DISP_MED_A20;DISP_MED_A21\nQP094001;1;2\n", "plusieurs années"),
    ("DEMO_2019.csv", b"CODGEO;POP_MUN;TX_TOT_0A24\nLyon;1;2\n", "codes de territoire"),
]


@pytest.mark.parametrize(("name", "content", "words"), REFUSED)
def test_files_of_no_layout_are_refused_in_one_sentence(
    declaration: Declaration, name: str, content: bytes, words: str
) -> None:
    with pytest.raises(DashboardError) as caught:
        read_content(name, content, declaration)
    assert words in caught.value.message
    assert caught.value.message.endswith(".")


def test_a_year_may_be_stated_where_the_file_has_none(declaration: Declaration) -> None:
    reading = read_content("rpls_qpv.csv", b"CodGeo,nbLsPls,txVac\nQP094001,10,2\n", declaration, year=2024)[0]
    assert {figure.period for figure in reading.observations} == {datetime.date(2024, 1, 1)}


def test_a_year_in_the_name_against_the_columns_is_said(declaration: Declaration) -> None:
    reading = read_content("revenu-disponible-qp15-2022_QP.csv", b"CODGEO;DISP_MED_A21\nQP094001;16000\n", declaration)[
        0
    ]
    assert reading.year == 2021
    assert any("2022" in problem.sentence() and "2021" in problem.sentence() for problem in reading.problems)


def test_spoiled_bytes_never_raise_anything_else(twins: Path, declaration: Declaration) -> None:
    chance = random.Random(94019)
    for path in sorted(twins.iterdir()):
        content = path.read_bytes()
        for _ in range(15):
            spoiled = bytearray(content)
            for _ in range(chance.randrange(1, 12)):
                spoiled[chance.randrange(len(spoiled))] = chance.randrange(256)
            cut = bytes(spoiled[: chance.randrange(1, len(spoiled) + 1)])
            try:
                for reading in read_content(path.name, cut, declaration):
                    assert reading.rows == reading.kept + sum(number for _, number in reading.set_aside)
                    assert all(problem.sentence().endswith(".") for problem in reading.problems)
            except DashboardError as error:
                assert error.message


def test_titles_above_and_remarks_below_the_table_are_no_errors(declaration: Declaration) -> None:
    content = "Revenus en 2021\n\nCODGEO;DISP_MED_A21;NOTE_A21\nQP094001;16 010;0\n\nSource : Insee, Filosofi 2021\n"
    reading = read_content("qp.csv", content.encode(), declaration)[0]
    assert [(figure.row, figure.value) for figure in reading.observations] == [(4, Decimal(16010))]
    assert dict(reading.set_aside) == {"de commentaire": 1}
    assert not reading.errors
    assert any("Source : Insee, Filosofi 2021" in problem.sentence() for problem in reading.problems)
