"""Spoiled, mistaken and hostile files: each gets one clear French sentence, in bounded time, and nothing is written."""

import io
import json
import os
import resource
import tempfile
import zipfile
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

import geopandas
import openpyxl
import pytest
import xlsxwriter
from hypothesis import example, given, settings
from hypothesis import strategies as st
from shapely.geometry import Point

from observatory.errors import DashboardError
from observatory.publication.staging import Given, Staged, stage
from observatory.publication.vocabulary import Vocabulary, vocabulary

ROOT = Path(__file__).resolve().parents[2]
HEADING = ["indicateur", "territoire", "période", "valeur"]
GOOD = ["DE-ABC", "QP094027", "2023", "1320"]
LONGEST = 10.0
"""Seconds of processor, of this process and of those that it starts: the clock would judge what else the machine does."""


def spent() -> float:
    """Seconds of processor so far."""
    used = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


@cache
def _vocabulary() -> Vocabulary:
    return vocabulary(ROOT / "data")


@pytest.fixture
def known() -> Vocabulary:
    return _vocabulary()


def text(*rows: list[str], separator: str = ";", encoding: str = "utf-8") -> bytes:
    return "".join(separator.join(row) + "\n" for row in rows).encode(encoding)


def zipped(**members: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return target.getvalue()


def book(fill: Callable[[openpyxl.Workbook], None] | None = None, rows: list[list[object]] | None = None) -> bytes:
    made = openpyxl.Workbook()
    made.active.title = "Observations"
    for row in rows if rows is not None else [HEADING, GOOD]:
        made.active.append(row)
    if fill:
        fill(made)
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def with_macros() -> bytes:
    target = io.BytesIO(book())
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0")
    return target.getvalue()


def spreadsheet(cells: str, rows: str = "", **members: bytes) -> bytes:
    """An OpenDocument spreadsheet as LibreOffice writes it: the heading, a row of these cells, and these rows."""

    def texts(row: list[str]) -> str:
        return "".join(
            f'<table:table-cell office:value-type="string"><text:p>{one}</text:p></table:table-cell>' for one in row
        )

    urn = "urn:oasis:names:tc:opendocument:xmlns"
    spaces = " ".join(f'xmlns:{name}="{urn}:{name}:1.0"' for name in ("office", "table", "text"))
    content = (
        f"<office:document-content {spaces}>"
        '<office:body><office:spreadsheet><table:table table:name="Observations">'
        f"<table:table-row>{texts(HEADING)}</table:table-row><table:table-row>{texts(GOOD[:3])}{cells}</table:table-row>{rows}"
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        f'<manifest:manifest xmlns:manifest="{urn}:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind.decode()}"/></manifest:manifest>'
    )
    return zipped(
        **{"mimetype": kind, "content.xml": content.encode(), "META-INF/manifest.xml": manifest.encode(), **members}
    )


NUMBER = '<table:table-cell {}office:value-type="float" office:value="1320"><text:p>1320</text:p></table:table-cell>'
SPANNED = 'table:number-columns-spanned="{}" table:number-rows-spanned="{}" '


def hide(made: openpyxl.Workbook) -> None:
    made.create_sheet("Autre").append(["rien"])
    made["Observations"].sheet_state = "hidden"


REFUSED: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "empty": ("a.csv", lambda: b"", "est vide"),
    "truncated in a quoted cell": ("a.csv", lambda: text(HEADING, GOOD) + b'DE-ABC;"QP094027;2023;1\n' + text(GOOD) * 30, "guillemet"),
    "truncated workbook": ("a.xlsx", lambda: book()[:900], "abîmé"),
    "truncated row": ("a.csv", lambda: text(HEADING, GOOD[:3]), "case vide ; attendu : un nombre"),
    "one column": ("a.csv", lambda: text(HEADING, GOOD, separator="|"), "des colonnes séparées par"),
    "unknown columns": ("a.csv", lambda: text(["a", "b"], ["1", "2"]), "aucun format connu n'a les colonnes"),
    "image": ("a.csv", lambda: b"\x89PNG\r\n\x1a\n" + bytes(99), "est une image PNG"),
    "pdf": ("a.xlsx", lambda: b"%PDF-1.7" + bytes(99), "est un document PDF"),
    "web page": ("a.csv", lambda: b"<!DOCTYPE html><html>;", "est une page web"),
    "binary": ("a.csv", lambda: bytes(range(256)) * 50, "son contenu n'est pas du texte"),
    "zip bomb": ("a.zip", lambda: zipped(**{"a.csv": b"0;0\n" * 20_000_000}), "une fois décompressé"),
    "archive in an archive": ("a.zip", lambda: zipped(**{"b.csv": zipped(**{"a.csv": text(HEADING, GOOD)})}), "archive dans une archive"),
    "archive without a table": ("a.zip", lambda: zipped(**{"a.exe": b"MZ"}), "ne contient aucun fichier"),
    "macros": ("a.xlsm", with_macros, "contient des macros"),
    "macros of LibreOffice": ("a.ods", lambda: spreadsheet(NUMBER.format(""), **{"Basic/Standard/Module1.xml": b"<a/>"}), "contient des macros"),
    "scripts of LibreOffice": ("a.ods", lambda: spreadsheet(NUMBER.format(""), **{"Scripts/python/a.py": b"0"}), "contient des macros"),
    "too many cells of a spreadsheet": (
        "a.ods", lambda: spreadsheet("", "".join(f"<table:table-cell n='{n}'/>" for n in range(2_000_000))), "plus de 2 millions de cellules",
    ),
    "too many cells": ("a.csv", lambda: text(HEADING) + b"a;b;c;d\n" * 2_000_000, "plus de 6 millions de cellules"),
    "too many rows": ("a.csv", lambda: text(HEADING) + text(GOOD) * 200_001, "le tableau en plusieurs fichiers"),
    "same heading twice": ("a.csv", lambda: text([*HEADING, "valeur"], [*GOOD, "2"]), "« valeur » est là deux fois"),
    "same heading in two languages": ("a.csv", lambda: text([*HEADING, "value"], [*GOOD, "2"]), "est là deux fois"),
    "formula as text": ("a.csv", lambda: text(HEADING, [*GOOD[:3], "=1+1"]), "« =1+1 » ; attendu : un nombre"),
    "formula without a result": ("a.xlsx", lambda: book(rows=[HEADING, [*GOOD[:3], "=660*2"]]), "case vide ; attendu : un nombre"),
    "merged cells": (
        "a.xlsx",
        lambda: book(lambda made: made.active.merge_cells("A2:A3"), [HEADING, GOOD, [None, "QP094026", "2023", "5"]]),
        "colonne « indicateur » : Case vide ; attendu : un indicateur du catalogue ou de la feuille Indicateurs",
    ),
    "only hidden sheets with figures": ("a.xlsx", lambda: book(hide), "aucun format connu"),
    "date as a number": ("a.csv", lambda: text(HEADING, ["DE-ABC", "QP094027", "45291", "1"]), "« 45291 » ; attendu : une date"),
    "impossible date": ("a.csv", lambda: text(HEADING, ["DE-ABC", "QP094027", "31/02/2023", "1"]), "attendu : une date"),
    "date in words": ("a.csv", lambda: text(HEADING, ["DE-ABC", "QP094027", "fin 2023", "1"]), "attendu : une date"),
    "decimal comma between commas": (
        "a.csv", lambda: text(HEADING, ["EMP-07", "QP094027", "2023", "52,3"], separator=","),
        "ligne 2 : Des cellules remplies au-delà de la dernière colonne, peut-être parce que des virgules décimales",
    ),
    "infinite": ("a.csv", lambda: text(HEADING, [*GOOD[:3], "inf"]), "attendu : un nombre"),
    "not a number": ("a.csv", lambda: text(HEADING, [*GOOD[:3], "NaN"]), "« NaN » ; attendu : un nombre, comme 12,5, ou un signe (s, ns, nd,"),
    "error of a spreadsheet": ("a.csv", lambda: text(HEADING, [*GOOD[:3], "#N/A"]), "« #N/A » ; attendu : un nombre"),
    "denominator that is not a number": (
        "a.csv", lambda: text([*HEADING, "dénominateur"], [*GOOD, "nan"]), "colonne « dénominateur » : « nan » ; attendu : un nombre, ou rien",
    ),
    "beyond all numbers": ("a.csv", lambda: text(HEADING, [*GOOD[:3], "1e999"]), "attendu : un nombre"),
    "two values for one figure": ("a.csv", lambda: text(HEADING, GOOD, [*GOOD[:3], "7"]), "deuxième chiffre pour DE-ABC"),
    "value under a secret status": (
        "a.csv", lambda: text([*HEADING, "statut"], [*GOOD, "secret"]), "attendu : une case vide",
    ),
    "unknown status": ("a.csv", lambda: text([*HEADING, "statut"], [*GOOD, "sûr"]), "attendu : publié, provisoire"),
    "unknown origin": ("a.csv", lambda: text([*HEADING, "origine"], [*GOOD, "ailleurs"]), "attendu : official, local ou demo"),
    "unknown source": ("a.csv", lambda: text([*HEADING, "source"], [*GOOD, "ailleurs"]), "attendu : une source"),
    "heading alone": ("a.csv", lambda: text(HEADING), "le tableau n’a pas de données"),
    "damaged UTF-16": ("a.csv", lambda: text(HEADING, GOOD, encoding="utf-16")[:-1], "UTF-16 abîmé"),
}  # fmt: skip


def sentences(staged: Staged) -> str:
    return "\n".join(p.sentence() for p in staged.problems if p.severity == "error").replace("\u202f", " ")


@pytest.mark.parametrize("what", REFUSED)
def test_refused_with_a_sentence_in_time(what: str, known: Vocabulary) -> None:
    name, make, expected = REFUSED[what]
    content = make()
    started = spent()
    staged = stage([Given(name, content)], known)
    assert spent() - started < LONGEST
    said = sentences(staged)
    assert expected.lower() in said.lower(), said
    assert "Traceback" not in said and "Error" not in said


ACCEPTED: dict[str, Callable[[], bytes]] = {
    "comma": lambda: text(HEADING, GOOD, separator=","),
    "tabulation": lambda: text(HEADING, GOOD, separator="\t"),
    "Windows-1252": lambda: text(HEADING, GOOD, encoding="cp1252"),
    "UTF-16": lambda: text(HEADING, GOOD, encoding="utf-16"),
    "byte-order mark and Windows line ends": lambda: text(HEADING, GOOD, encoding="utf-8-sig").replace(b"\n", b"\r\n"),
    "title above the heading": lambda: text(["Chiffres 2023", "", "", ""], HEADING, GOOD),
    "blank rows": lambda: text(HEADING, ["", "", "", ""], GOOD, ["", "", "", ""]),
    "capitals and spaces": lambda: text([" INDICATEUR ", "Territoire", "Période", "VALEUR"], GOOD),
    "English headings": lambda: text(["indicator", "territory", "period", "value"], GOOD),
    "French date": lambda: text(HEADING, ["DE-ABC", "QP094027", "31/12/2023", "1 320"]),
    "ISO date": lambda: text(HEADING, ["DE-ABC", "QP094027", "2023-12-31", "1320,0"]),
    "date cell of a workbook": lambda: book(rows=[HEADING, ["DE-ABC", "QP094027", date(2023, 12, 31), 1320]]),
    "number cells of a workbook": lambda: book(rows=[HEADING, ["DE-ABC", "QP094027", 2023, 1320.0]]),
}


@pytest.mark.parametrize("what", ACCEPTED)
def test_usual_spellings_give_the_same_figure(what: str, known: Vocabulary) -> None:
    staged = stage([Given("a.csv", ACCEPTED[what]())], known)
    assert [p.sentence() for p in staged.problems if p.severity == "error"] == []
    (figure,) = staged.figures
    assert figure.observation.key == ("DE-ABC", "QP094027", date(2023, 12, 31))
    assert figure.observation.value == 1320 and figure.origin == "local"


def test_lost_characters_are_named(known: Vocabulary) -> None:
    content = text(["Chiffres à lire", "", "", ""], HEADING, GOOD, encoding="cp1252").replace(b"\xe0", b"\x81")
    staged = stage([Given("a.csv", content)], known)
    (lost,) = [problem for problem in staged.problems if problem.severity == "warning"]
    assert lost.rows == (1,) and "Windows-1252" in lost.sentence()
    assert len(staged.figures) == 1


def test_results_of_formulas_are_read_and_told(known: Vocabulary) -> None:
    target = io.BytesIO()
    made = xlsxwriter.Workbook(target)
    sheet = made.add_worksheet()
    sheet.write_row(0, 0, HEADING)
    sheet.write_row(1, 0, GOOD[:3])
    sheet.write_formula(1, 3, "=660*2", None, 1320)
    made.close()
    staged = stage([Given("a.xlsx", target.getvalue())], known)
    assert staged.figures[0].observation.value == 1320
    assert any(p.severity == "warning" and "formules" in p.found for p in staged.problems)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("", []),
        (SPANNED.format(1, 1), []),
        ('table:formula="of:=660*2" ', ["formules"]),
        (SPANNED.format(1, 2), ["fusionnées"]),
        (f"{SPANNED.format(2, 1)}table:formula='of:=IF(1>0;660*2;0)' ", ["fusionnées", "formules"]),
    ],
)
def test_formulas_and_merged_cells_of_a_spreadsheet_are_told(written: str, told: list[str], known: Vocabulary) -> None:
    staged = stage([Given("a.ods", spreadsheet(NUMBER.format(written)))], known)
    assert staged.figures[0].observation.value == 1320
    found = [problem.found for problem in staged.problems if problem.severity == "warning"]
    assert len(found) == len(told) and all(word in one for word, one in zip(told, found, strict=True)), found


def test_hidden_sheets_are_not_read_and_told(known: Vocabulary) -> None:
    def fill(made: openpyxl.Workbook) -> None:
        sheet = made.create_sheet("Brouillon")
        sheet.append(HEADING)
        sheet.append(["DE-ABC", "QP094027", "2024", "1"])
        sheet.sheet_state = "veryHidden"

    staged = stage([Given("a.xlsx", book(fill))], known)
    assert [figure.observation.period.year for figure in staged.figures] == [2023]
    assert any("Brouillon" in p.found for p in staged.problems)


IPRO = (ROOT / "tests" / "sources" / "files" / "IPRO_2021.csv").read_bytes().replace(b"QP094001", b"QP094027")
README = "À lire avant usage\n\nChiffres de 2023.\n".encode()


@pytest.mark.parametrize("beside", [README, b"", b"\x89PNG\r\n\x1a\n" + bytes(99), b"a;b\n1;2\n"])
@pytest.mark.parametrize("table", [{"IPRO_2023.csv": IPRO}, {"chiffres.csv": text(HEADING, GOOD)}])
def test_what_is_no_table_beside_the_data_of_an_archive_is_told(
    table: dict[str, bytes], beside: bytes, known: Vocabulary
) -> None:
    staged = stage([Given("a.zip", zipped(**{"lisezmoi.txt": beside}, **table))], known)
    assert staged.figures and sentences(staged) == ""
    (told,) = [problem for problem in staged.problems if "lisezmoi" in problem.found]
    assert told.severity == "note"
    assert told.sentence().endswith("Tableaux non lus, d’aucun format déclaré : « a.zip/lisezmoi.txt ».")


def test_an_archive_without_any_table_is_refused(known: Vocabulary) -> None:
    staged = stage([Given("a.zip", zipped(**{"lisezmoi.txt": README, "image.csv": b"GIF89a"}))], known)
    assert "a.zip/lisezmoi.txt : Le fichier n'a qu'une colonne" in sentences(staged)
    staged = stage([Given("a.zip", zipped(**{"lisezmoi.txt": README, "b.csv": b"x;y\n1;2\n"}))], known)
    assert "Aucun format connu n'a les colonnes « x », « y »" in sentences(staged)
    # A table that is damaged is not passed over: its figures would be missed.
    damaged = IPRO + b'"jamais ferme\n' + IPRO * 30
    staged = stage([Given("a.zip", zipped(**{"IPRO_2021.csv": IPRO, "IPRO_2020.csv": damaged}))], known)
    assert "guillemet" in sentences(staged) and not staged.figures


def test_a_file_of_200_mb_is_refused_before_it_is_read(known: Vocabulary, tmp_path: Path) -> None:
    from observatory import __main__ as command

    path = tmp_path / "énorme.csv"
    with path.open("wb") as file:
        file.truncate(200 * 2**20)
    started = spent()
    assert command.main(["check", str(path)]) == 1
    assert spent() - started < 2
    assert "Le fichier pèse 81 Mo" in sentences(stage([Given("a.csv", bytes(81 * 2**20))], known))


def test_one_bad_file_does_not_hide_the_others(known: Vocabulary) -> None:
    files = [Given("a.csv", text(HEADING, GOOD)), Given("b.csv", b"")]
    staged = stage(files, known)
    assert [(file.name, file.kind) for file in staged.files] == [("a.csv", "tidy"), ("b.csv", "")]
    assert len(staged.figures) == 1


def _is_answered(name: str, content: bytes) -> None:
    started = spent()
    try:
        staged = stage([Given(name, content)], _vocabulary())
    except DashboardError as error:
        assert error.title and error.message
        return
    finally:
        assert spent() - started < LONGEST
    for problem in staged.problems:
        assert problem.sentence().endswith(".")
        assert "Traceback" not in problem.sentence()
    assert staged.figures or staged.amendment or any(p.severity == "error" for p in staged.problems)


def fuzzed(share: float) -> settings:
    """Examples drawn the same way each time: a share of what CAP_QUARTIERS_FUZZ asks (thousands before a release)."""
    many = int(os.environ.get("CAP_QUARTIERS_FUZZ", "400"))
    return settings(max_examples=max(int(many * share), 5), deadline=None, derandomize=True, database=None)


names = st.sampled_from(["a.csv", "a.xlsx", "a.zip", "a.ods", "a.geojson", "a.gpkg", "a"])
beginnings = st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{", b"[", b"SQLite format 3\x00", b"\xff\xfe"])


@fuzzed(1)
@given(name=names, content=st.binary(max_size=3000))
def test_any_bytes_get_an_answer(name: str, content: bytes) -> None:
    _is_answered(name, content)


@fuzzed(0.2)
@given(name=names, beginning=beginnings, content=st.binary(max_size=3000))
def test_any_bytes_after_a_known_beginning_get_an_answer(name: str, beginning: bytes, content: bytes) -> None:
    _is_answered(name, beginning + content)


@fuzzed(1)
@given(rows=st.lists(st.lists(st.text(max_size=12), min_size=3, max_size=6), max_size=8))
def test_any_cells_under_a_good_heading_get_an_answer(rows: list[list[str]]) -> None:
    _is_answered("a.csv", text(HEADING, *[[cell.replace("\ud800", "") for cell in row] for row in rows]))


def _spoil(content: bytes, place: float, flip: int, cut: bool) -> bytes:
    spoiled = bytearray(content)
    position = int(place * (len(spoiled) - 1))
    spoiled[position] ^= flip
    return bytes(spoiled[:position] if cut else spoiled)


damages = {"place": st.floats(0, 1), "flip": st.integers(1, 255), "cut": st.booleans()}


@fuzzed(0.5)
@given(**damages)
def test_any_damage_to_a_workbook_gets_an_answer(place: float, flip: int, cut: bool) -> None:
    _is_answered("a.xlsx", _spoil(GOOD_BOOK, place, flip, cut))


@fuzzed(0.1)
@given(form=st.sampled_from(["a.geojson", "a.zip", "a.gpkg"]), **damages)
def test_any_damage_to_perimeters_gets_an_answer(form: str, place: float, flip: int, cut: bool) -> None:
    _is_answered(form, _spoil(_perimeters()[form], place, flip, cut))


numbers = (
    st.floats(allow_nan=True, allow_infinity=True)
    | st.floats(2.4, 2.7)
    | st.floats(48.6, 48.9)
    | st.integers(-(10**7), 10**7)
)
points = st.lists(numbers, max_size=4)
coordinates = st.recursive(points, lambda inner: st.lists(inner, max_size=5), max_leaves=25)
shapes = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["Polygon", "MultiPolygon", "Point", "GeometryCollection", "Feature", "", None]),
        "coordinates": coordinates,
    }
)
properties = st.dictionaries(
    st.sampled_from(["code_qp", "CODE_QP", "INSEE_COM", "code", "nom", "precision"]),
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=9)
    | st.sampled_from(["QP094027", "94019", "QP099999"])
    | points,
)


@fuzzed(0.025)
@given(features=st.lists(st.tuples(shapes | st.none(), properties), max_size=4))
@example(features=[(None, {"code": False})])
def test_any_geojson_gets_an_answer(features: list[tuple[object, object]]) -> None:
    made = [{"type": "Feature", "geometry": shape, "properties": cells} for shape, cells in features]
    _is_answered("a.geojson", json.dumps({"type": "FeatureCollection", "features": made}).encode())


@cache
def _perimeters() -> dict[str, bytes]:
    """One good perimeter in each format."""
    frame = geopandas.GeoDataFrame({"code_qp": ["QP094027"]}, geometry=[Point(2.551, 48.805).buffer(0.004)], crs=4326)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        frame.to_file(folder / "a.gpkg", driver="GPKG")
        base = (folder / "a.gpkg").read_bytes()
        frame.to_file(folder / "a.shp")
        parts = {path.name: path.read_bytes() for path in sorted(folder.glob("a.*")) if path.suffix != ".gpkg"}
    return {"a.geojson": frame.to_json().encode(), "a.gpkg": base, "a.zip": zipped(**parts)}


GOOD_BOOK = book()


def test_a_row_number_that_no_table_has_is_refused(known: Vocabulary) -> None:
    rows = [[*HEADING, "fichier", "ligne"], [*GOOD, "x.csv", "99999999999999"]]
    (problem,) = stage([Given("a.csv", text(*rows))], known).problems
    assert (problem.rows, problem.column) == ((2,), "ligne")
    assert stage([Given("a.csv", text(rows[0], [*GOOD, "x.csv", "12"]))], known).figures[0].observation.row == 12


def test_a_figure_in_two_tables_of_an_archive_is_told_of(known: Vocabulary) -> None:
    content = zipped(**{"a.csv": text(HEADING, GOOD), "b.csv": text(HEADING, GOOD)})
    (problem,) = [one for one in stage([Given("a.zip", content)], known).problems if one.severity == "error"]
    assert problem.found == "DE-ABC, QP094027, 31/12/2023 est aussi dans un autre tableau de a.zip"
