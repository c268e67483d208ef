"""Refusals and problems of files in English: each sentence of the code has its twin, and no French is left on the page."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from observatory import errors, publication, twins
from observatory.sources.problems import Problem

if TYPE_CHECKING:
    from ..conftest import Visitor

ROOT = Path(__file__).resolve().parents[2]
FAR_BELOW = [
    *(path for name in ("sources", "publication") for path in sorted((ROOT / "observatory" / name).glob("*.py"))),
    *(
        ROOT / "observatory" / f"{name}.py"
        for name in (
            "publish",
            "ledger",
            "contract_tables",
            "declared_tables",
            "data_files",
            "judgement_store",
            "committee_store",
        )
    ),
]
# Read from the command line alone, or by whoever keeps the data folder: never on a page.
APART = {"__main__.py", "bundle.py", "generations.py"}
SAYING = {"DashboardError", "NoTable", "Problem", "refuse", "refused", "_require", "_refuse", "_note", "tell"}
HOLES_ONLY = re.compile(r"[\W\d_]*")


def template(node: ast.expr) -> str:
    """A string or an f-string as a catalogue writes it, holes without names; empty for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)  # type: ignore[misc]
    return ""


def said_in(path: Path) -> Iterator[str]:
    """Sentences that a module hands to what says them."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in SAYING:
                for one in (*node.args, *(keyword.value for keyword in node.keywords)):
                    found = template(one)
                    if re.search(r"\w{2,} \S|[éèàçê]", found) or (name in {"DashboardError", "NoTable"} and found):
                        yield found


def test_each_refusal_has_its_twin() -> None:
    missing = [
        f"{path.name}: {one}"
        for path in FAR_BELOW
        if path.name not in APART
        for one in said_in(path)
        if twins.plain(one) not in twins.pairs() and not HOLES_ONLY.fullmatch(one.replace("{}", ""))
    ]
    assert missing == []


def test_each_check_has_its_twin() -> None:
    written = (ROOT / "queries" / "build" / "65_checks.sql").read_text(encoding="utf-8")
    checks = [one for one in re.findall(r"'((?:[^']|'')*)'", written) if re.match(r"[A-ZÀÉ]\w*[’ ].*\.$", one)]
    assert len(checks) > 50
    assert [one for one in checks if twins.plain(one) not in twins.pairs()] == []


def test_no_twin_is_for_a_sentence_that_nobody_says() -> None:
    files = [*(ROOT / "observatory").rglob("*.py"), *(ROOT / "queries" / "build").glob("*.sql")]
    # A long sentence is written on several lines: what counts is that its words are there, in their order.
    code = re.sub(r"\"\s+f?\"", "", " ".join(path.read_text(encoding="utf-8") for path in files))
    code = re.sub(r"[\u00a0\u202f]|\\u00a0|\\u202f", " ", code).replace("'", "’")

    def longest(french: str) -> str:
        return max(french.split("{}"), key=len).strip(" .")

    assert [french for french in twins.pairs() if longest(french) not in code] == []


def test_holes_are_the_same() -> None:
    wrong = [
        french for french, twin in twins.pairs().items()
        if sorted(re.findall(r"\{\d\}", twin)) != [f"{{{n}}}" for n in range(french.count("{}"))]
    ]  # fmt: skip
    assert wrong == []


@pytest.mark.parametrize(
    ("french", "english"),
    [
        ("Fichier vide", "Empty file"),
        ("chiffres.csv est vide.", "chiffres.csv is empty."),
        ("est vide", "is empty"),
        ("un jour à partir du début du contrat, le 1er janvier 2015", "a day from the start of the contract on, 1 January 2015"),
        ("Code inconnu « QP9 »", "Unknown code “QP9”"),
        ("3\u202f412\u00a0chiffres déjà en vigueur, laissés tels quels", "3,412 figures already in force, left as they are"),
        ("colonnes non lues : « a », « b » et 3\u00a0autres", "columns not read: “a”, “b” and 3 others"),
        (
            "Les données sont refusées : Le territoire « Y » figure deux fois. Le contrat « Z » n’a aucun quartier.",
            "The data are refused: The territory “Y” is there twice. The contract “Z” has no neighbourhood.",
        ),
        ("Un mot que personne n’a traduit", "Un mot que personne n’a traduit"),
    ],
)  # fmt: skip
def test_what_is_filled_in_is_said_in_english_too(french: str, english: str) -> None:
    assert twins.english(french) == english


def test_a_problem_is_a_sentence_in_both_languages() -> None:
    problem = Problem("error", "a.csv", (3, 4), "valeur", "un nombre, ou rien", "« douze »")
    assert problem.sentence() == "a.csv, lignes 3, 4, colonne « valeur » : « douze » ; attendu : un nombre, ou rien."
    assert problem.sentence("en") == "a.csv, rows 3, 4, column “valeur”: “douze”; expected: a number, or nothing."


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ("a1_chiffres.csv est vide", "a1_chiffres.csv est vide"),
        ("a.zip/lisezmoi.txt est vide", "a.zip/lisezmoi.txt est vide"),
        ("e_2 est vide", "e_2 est vide"),
        ("l'année 2023 n’y est pas", "L'année 2023 n’y est pas"),
        ("case vide", "Case vide"),
        ("« a.csv » est vide", "« a.csv » est vide"),
        ("3 lignes dans a.csv", "3 lignes dans a.csv"),
    ],
)
def test_a_file_name_at_the_head_of_a_sentence_keeps_its_letters(found: str, said: str) -> None:
    assert Problem("error", "", (), "", "", found).sentence() == f"{said}."


def test_a_refusal_keeps_its_own_english() -> None:
    refusal = errors.DashboardError("Fichier vide", "Rien.", ("Nothing in it", "None."))
    assert twins.said(refusal, "en") == ("Nothing in it", "None.")
    assert twins.said(errors.DashboardError("Fichier vide", "a est vide."), "en") == ("Empty file", "a is empty.")
    assert twins.said(errors.DashboardError("Fichier vide", "a est vide."), "fr") == ("Fichier vide", "a est vide.")


BAD: dict[str, bytes] = {
    "vide.csv": b"",
    "codes.csv": "indicateur;territoire;période;valeur\nDE-ABC;QP999999;2023;douze\nNOPE;QP094027;2023;1\n".encode(),
    "doubles.csv": "indicateur;territoire;période;valeur\nDE-ABC;QP094027;2023;1\nDE-ABC;QP094027;2023;2\n".encode(),
    "entetes.csv": "indicateur;territoire;période;valeur;valeur\nDE-ABC;QP094027;2023;1;2\n".encode(),
    "image.csv": b"\x89PNG\r\n\x1a\n" + b"\x00" * 64,
    "archive.zip": b"PK\x03\x04 not an archive",
    "classeur.xlsx": b"PK\x03\x04 not a workbook",
    "rien.csv": "indicateur;territoire;période;valeur\n".encode(),
    "texte.csv": b"Bonjour tout le monde\n",
    "contours.geojson": b'{"type": "FeatureCollection", "features": []}',
}
FRENCH = re.compile(
    r"\b(?:le|la|les|une|des|est|pas|dans|avec|pour|fichier|ligne|lignes|colonne|attendu|aucun|aucune|chiffre)\b", re.I
)
NAMES = re.compile(r"“[^”]*”|\S+\.(?:csv|zip|xlsx|geojson|toml)\b")


@pytest.mark.parametrize("name", BAD)
def test_bad_files_are_told_in_english(name: str, built: Path) -> None:
    preview = publication.check([publication.Given(name, BAD[name])])
    assert preview.errors
    for problem in preview.problems:
        english = problem.sentence("en")
        assert english.startswith(name)
        assert not FRENCH.search(NAMES.sub("", english)), english
        assert not re.search(r"\b(?:expected|row|column|is not|of the)\b", problem.sentence("fr"))
    report = publication.to_csv(preview, "en").decode("utf-8-sig")
    assert not FRENCH.search(NAMES.sub("", report)), report


@pytest.mark.parametrize(
    ("language", "said", "unsaid"),
    [
        ("en", "expected: a code of territories.csv", "attendu"),
        ("fr", "attendu : un code de territories.csv", "expected"),
    ],
)
def test_the_publish_page_tells_bad_files_in_its_language(
    language: str, said: str, unsaid: str, visit: Callable[..., "Visitor"], server: str
) -> None:
    page = visit(server).open("publish", lang=language).page
    page.set_input_files(
        "input[type=file]", [{"name": "codes.csv", "mimeType": "text/csv", "buffer": BAD["codes.csv"]}]
    )
    page.get_by_text(said).first.wait_for()
    assert unsaid not in page.get_by_test_id("stMain").inner_text()
