"""A file that is not read at all is told of like any other problem: where, what was found, what is expected, once."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from observatory import publication, twins
from observatory.errors import DashboardError
from observatory.publication.refusals import EXPECTED, refused
from observatory.publication.staging import Given

from .test_bad_input import GOOD, HEADING, text, zipped

ROOT = Path(__file__).resolve().parents[2]
READERS = (
    *("sources/" + name for name in ("tables", "limits", "apart", "perimeters", "reading", "recognition", "vintages")),
    *("publication/" + name for name in ("contents", "tidy")),
)  # fmt: skip


def titles() -> Iterator[str]:
    """Titles of the refusals that a reader of files may raise."""
    for name in READERS:
        tree = ast.parse((ROOT / "observatory" / f"{name}.py").read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "DashboardError":
                assert isinstance(node.args[0], ast.Constant)
                yield str(node.args[0].value)


def test_each_refusal_says_what_is_expected_in_both_languages() -> None:
    assert set(titles()) <= set(EXPECTED)
    assert [one for one in EXPECTED.values() if twins.plain(one) not in twins.pairs()] == []


@pytest.mark.parametrize(
    ("message", "file", "rows", "found"),
    [
        ("a.csv est vide.", "a.csv", (), "le fichier est vide"),
        ("a.csv, ligne 7 : la ligne ne se lit pas ; un guillemet manque.", "a.csv", (7,), "la ligne ne se lit pas"),
        ("a.csv n'a qu'une colonne, « x : y ; z » ; il en faut.", "a.csv", (), "le fichier n'a qu'une colonne, « x : y ; z »"),
        ("a.csv[Feuille ; 1] a plus de 9 lignes : coupez.", "a.csv[Feuille ; 1]", (), "la feuille a plus de 9 lignes"),
        ("a.csv/b c.xlsx[D], ligne 2 : plus de 9 colonnes.", "a.csv/b c.xlsx[D]", (2,), "plus de 9 colonnes"),
        ("Plus de 9 chiffres : publiez-les en plusieurs fois.", "a.csv", (), "Plus de 9 chiffres"),
    ],
)  # fmt: skip
def test_a_sentence_is_taken_apart(message: str, file: str, rows: tuple[int, ...], found: str) -> None:
    problem = refused("a.csv", DashboardError("Fichier vide", message))
    assert (problem.file, problem.rows, problem.found, problem.expected) == (
        file,
        rows,
        found,
        EXPECTED["Fichier vide"],
    )


UNCLOSED = text(HEADING, GOOD) + b'DE-ABC;"QP094027;2023;1\n' + text(GOOD) * 30
BAD: dict[str, tuple[str, bytes, tuple[str, str, str]]] = {
    "empty": ("a.csv", b"", ("", "un tableau de chiffres, un classeur ou des périmètres", "le fichier est vide")),
    "unclosed": ("a.csv", UNCLOSED, ("3", EXPECTED["Fichier mal formé"], "la ligne ne se lit pas")),
    "endless": (
        "a.csv", text(HEADING, GOOD) + b"DE-ABC;QP094027;2023;" + b"1" * 200_000,
        ("3", "un guillemet fermant pour chaque guillemet ouvrant, et moins de 131 072 signes dans une case", "la ligne ne se lit pas"),
    ),
    "pdf": (
        "a.pdf", b"%PDF-1.7" + bytes(99),
        ("", EXPECTED["Fichier d'un autre genre"], "le fichier est un document PDF, pas un tableau CSV, XLSX, XLS ou ODS"),
    ),
    "bomb": (
        "a.zip", zipped(**{"a.csv": b"0;0\n" * 60_000_000}),
        ("", "un extrait limité au département, ou ses fichiers un par un",
         "l’archive contient 1 fichier pour 229 Mo une fois décompressé, la limite étant de 500 fichiers et 200 Mo"),
    ),
    "twice": (
        "a.csv", text([*HEADING, "valeur"], [*GOOD, "2"]),
        ("1", "chaque colonne une seule fois", "« valeur » est là deux fois"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
def test_the_report_has_each_part_in_its_column_and_says_it_once(what: str, data: Path) -> None:
    name, content, (row, expected, found) = BAD[what]
    preview = publication.check([Given(name, content)])
    (line,) = publication.tables(preview, "fr")["Problèmes et remarques"].to_dict("records")
    met = {title: cell.replace("\u00a0", " ") for title, cell in line.items()}
    assert (met["Fichier"], met["Ligne"], met["Attendu"], met["Trouvé"]) == (name, row, expected, found)
    assert met["Colonne"] == ("valeur" if what == "twice" else "")
    assert not [sentence for file in preview.files for sentence in file.told if not file.kind]
    (problem,) = preview.problems
    assert not {"le", "la", "fichier", "attendu", "contient"} & set(problem.sentence("en").lower().split())
