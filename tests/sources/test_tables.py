"""Files of every format become the same rows; files that are no table become one French sentence, quickly."""

import io
import re
import time
import zipfile
from pathlib import Path

import pytest

from observatory.errors import DashboardError
from observatory.sources import limits
from observatory.sources.tables import read_bytes, tables


def test_line_numbers_are_those_of_the_file() -> None:
    table = tables("a.csv", b'\xef\xbb\xbfcode;nom\r\n1;"deux\r\nlignes"\r\n\r\n2;x\r\n')[0]
    assert [(line.number, line.cells) for line in table.lines] == [
        (1, ("code", "nom")),
        (2, ("1", "deux\r\nlignes")),
        (4, ()),
        (5, ("2", "x")),
    ]


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_separators_and_encodings(separator: str, encoding: str) -> None:
    text = f'code{separator}libellé{separator}valeur\n1{separator}"L\'Haÿ{separator} été"{separator}2\n'
    table = tables("a.csv", text.encode(encoding))[0]
    assert table.separator == separator
    assert table.lines[0].cells == ("code", "libellé", "valeur")
    assert table.lines[1].cells == ("1", f"L'Haÿ{separator} été", "2")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252", "iso-8859-15", "cp850", "mac-roman"])
def test_a_declared_encoding_is_not_guessed(encoding: str) -> None:
    declared = [(re.compile("^a"), encoding)]
    content = "code;libellé\n1;été\n".encode(encoding)
    for table in (
        tables("a.csv", content, encodings=declared)[0],
        tables("b.zip", _zip({"a.csv": content}), encodings=[(re.compile("a.csv$"), encoding)])[0],
    ):
        assert [line.cells for line in table.lines] == [("code", "libellé"), ("1", "été")]
        assert table.lost() == ()
    other = tables("b.csv", "é;à\n".encode(), encodings=declared)[0]
    assert other.lines[0].cells == ("é", "à")


@pytest.mark.parametrize(
    ("content", "encoding", "rows"),
    [
        (b"code;nom\n1;\xe9t\xe9\n", "", ()),
        (b"code;nom\x9d\n1;\xe9t\xe9\n", "", (1,)),
        (b'code;nom\n1;"\xe9\nt\x81"\n2;b\n3;\x8d\n', "", (2, 5)),
        (b"code;nom\n1;\xe9t\xe9\n", "utf-8", (2,)),
        ("\ufeffcode;nom\n1;été\n2;".encode() + b"\xe9t\xe9\n", "", (3,)),
        ("code;nom\n1;perdu \ufffd\n".encode(), "", ()),
        ("code;nom\n1;perdu \ufffd\n".encode(), "utf-8", ()),
        ("code;nom\n1;à\n".encode("utf-16") + b"\x00", "utf-16", (3,)),
    ],
)
def test_rows_whose_bytes_are_no_character_are_named(content: bytes, encoding: str, rows: tuple[int, ...]) -> None:
    table = tables("a.csv", content, encodings=[(re.compile(""), encoding)] if encoding else ())[0]
    assert tuple(table.lossy) == rows
    assert [(problem.severity, problem.rows) for problem in table.lost()] == ([("warning", rows)] if rows else [])


def test_a_file_of_another_encoding_is_refused() -> None:
    with pytest.raises(DashboardError, match="Windows-1252") as caught:
        tables("a.csv", b"code;nom\n" + b"1;Gen\x8fve\n" * 20_001)
    assert caught.value.message.endswith("déclarez son encodage dans data/sources.toml.")


@pytest.mark.parametrize("name", ["DEMO_2018.xls", "DEMO_2020.xlsx", "DEMO_2019_extrait.ods"])
def test_workbooks_give_the_rows_of_their_sheets(twins: Path, name: str) -> None:
    sheets = {table.name: table for table in tables(name, (twins / name).read_bytes())}
    assert list(sheets) == [f"{name}[Documentation]", f"{name}[QP]", f"{name}[COM]"]
    line = sheets[f"{name}[QP]"].lines[5]
    assert line.number == 6
    assert line.cells[:5] == ("QP094001", "Quartier A", "4100", "41.5", "15.2")


def test_a_workbook_is_known_by_its_content_not_its_name(twins: Path) -> None:
    content = (twins / "DEMO_2020.xlsx").read_bytes()
    assert len(tables("DEMO_2020.csv", content)) == 3


def test_a_zip_gives_the_tables_it_holds(twins: Path) -> None:
    name = "indic-struct-distrib-revenu-2018_csv.zip"
    found = tables(name, (twins / name).read_bytes())
    assert [table.name for table in found] == [
        f"{name}/FILO2018_DISP_COM_extrait.csv",
        f"{name}/FILO2018_DISP_DEP.csv",
        f"{name}/meta_FILO2018.csv",
    ]


def _zip(members: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


def _workbook(sheet: str) -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return _zip(
        {
            "xl/workbook.xml": f'<workbook xmlns="{space}"><sheets/></workbook>'.encode(),
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{space}"><sheetData>{sheet}</sheetData></worksheet>'.encode(),
        }
    )


def _spreadsheet(rows: str) -> bytes:
    spaces = 'xmlns:table="urn:oasis:t" xmlns:office="urn:oasis:o"'
    return _zip({"content.xml": f"<office:body {spaces}><table:table>{rows}</table:table></office:body>".encode()})


FULL_ROW = '<table:table-row table:number-rows-repeated="1000000"><table:table-cell office:value-type="float" '


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("vide.csv", b"", "est vide"),
        ("blanc.csv", b"\r\n \r\n", "est vide"),
        ("photo.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "une image PNG"),
        ("rapport.csv", b"%PDF-1.7\n...", "un document PDF"),
        ("page.csv", b"<!DOCTYPE html><html></html>", "une page web"),
        ("programme.csv", bytes(range(256)) * 50, "n'est pas un tableau"),
        ("barres.csv", b"CODGEO|LIBGEO|ABC\nQP094001|A|1\n", "les colonnes doivent être séparées"),
        ("guillemet.csv", b'a;b\n1;"jamais ferme\n' + b"2;3\n" * 100, "guillemet"),
        ("large.csv", b"a;b\n" + b";" * (20 * 2**20) + b"\n", "millions de cellules"),
        ("long.csv", b"a;b\n" * (4 * 2**20), "millions de cellules"),
        ("faux.xlsx", b"PK\x03\x04" + b"\x00" * 200, "abîmé"),
        ("faux.xls", b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "classeur lisible"),
        ("vide.zip", _zip({"lisezmoi.md": b"rien"}), "ne contient aucun fichier CSV"),
        ("poupee.zip", _zip({"dedans.csv": _zip({"a.csv": b"a;b\n"})}), "une archive dans une archive"),
        ("bombe.zip", _zip({"zeros.csv": b"0;" * (20 * 2**20)}), "décompressé"),
        ("bombe.xlsx", _workbook('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), "millions de cellules"),
        (
            "bombe.ods",
            _spreadsheet(FULL_ROW + 'table:number-columns-repeated="1000"/></table:table-row>'),
            "millions de cellules",
        ),
    ],
)
def test_bad_files_are_refused_in_one_sentence_and_at_once(name: str, content: bytes, words: str) -> None:
    start = time.monotonic()
    with pytest.raises(DashboardError) as caught:
        tables(name, content)
    assert time.monotonic() - start < 5
    assert words in caught.value.message
    assert name in caught.value.message
    assert caught.value.message.endswith(".")


def test_a_truncated_workbook_is_refused(twins: Path) -> None:
    for name in ("DEMO_2020.xlsx", "DEMO_2018.xls", "DEMO_2019_extrait.ods"):
        content = (twins / name).read_bytes()
        with pytest.raises(DashboardError):
            tables(name, content[: len(content) // 2])


def test_a_file_too_large_is_not_even_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LARGEST_FILE", 10)
    path = tmp_path / "gros.csv"
    path.write_bytes(b"a;b\n" * 10)
    with pytest.raises(DashboardError, match="pèse"):
        read_bytes(path)


def test_a_missing_file_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(DashboardError, match="n'a pas pu être lu"):
        read_bytes(tmp_path / "absent.csv")
