"""A page only says which and where: the shape of each file in pages/ is read from its syntax tree."""

import ast
import re
from pathlib import Path

import pytest

from observatory import frame, texts
from observatory.ui.assets import asset

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "pages").glob("*.py"))
MOST_LINES = 60
# The method page draws the catalogue itself: it has no figure of its own to ask for.
WITHOUT_ANSWERS = {"committee", "method", "publish"}
each_page = pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)


def imported(tree: ast.Module) -> dict[str, str]:
    """Names that the page imports, with the part of the product that each comes from: answers, frame or ui."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            part = (node.module or "").removeprefix("observatory").removeprefix(".")
            found |= {alias.asname or alias.name: part or alias.name for alias in node.names}
    return found


def calls(tree: ast.Module, part: str) -> list[str]:
    """Functions of a part that the page calls, in order."""
    names = {name for name, origin in imported(tree).items() if origin == part}
    return [
        node.func.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in names
    ]


@pytest.fixture(name="tree")
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def test_the_menu_and_the_folder_agree() -> None:
    named = [name for names in frame.SECTIONS.values() for name in names]
    assert sorted(named) == [path.stem for path in PAGES]
    # The first page's icon is the one that a link has without a name of its own.
    drawn = re.findall(r'\[href\$="/(\w+)"\]', asset("styles.css"))
    assert sorted(drawn) == sorted(set(named) - {"overview"})


@each_page
def test_a_page_says_which_question_it_answers(path: Path, tree: ast.Module) -> None:
    assert (ast.get_docstring(tree) or "").endswith("?")


@each_page
def test_a_page_is_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


@each_page
def test_a_page_imports_only_from_the_observatory(path: Path, tree: ast.Module) -> None:
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    assert all(isinstance(node, ast.ImportFrom) and node.module == "observatory" for node in imports)
    assert set(imported(tree).values()) <= {"answers", "frame", "ui"}


@each_page
def test_a_page_asks_little_and_places_little(path: Path, tree: ast.Module) -> None:
    assert calls(tree, "frame") == ["selection"]
    least = 0 if path.stem in WITHOUT_ANSWERS else 1
    assert least <= len(calls(tree, "answers")) <= 4
    assert 1 <= len(calls(tree, "ui")) <= 5


@each_page
def test_a_page_does_no_work_of_its_own(path: Path, tree: ast.Module) -> None:
    working = (ast.For, ast.While, ast.If, ast.FunctionDef, ast.ClassDef, ast.ListComp, ast.DictComp, ast.Try, ast.With)
    assert [type(node).__name__ for node in ast.walk(tree) if isinstance(node, working)] == []


@each_page
def test_a_page_has_its_name_in_every_language(path: Path) -> None:
    for language in texts.LANGUAGES:
        assert texts.text(f"frame.page.{path.stem}", language)
