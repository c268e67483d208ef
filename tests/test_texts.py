"""The sentences of the interface: both languages say the same things, each is said somewhere, in good typography."""

import ast
import csv
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from observatory import texts

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted([*(ROOT / "observatory").rglob("*.py"), *(ROOT / "pages").glob("*.py"), ROOT / "dashboard.py"])
KEY = r"[a-z_]+(\.[A-Za-z0-9_-]+)+"
FILES = sorted(texts.FOLDER.glob("*/*.po"))

Nodes = Iterator[ast.expr]


def forms(key: str, language: str) -> tuple[str, ...]:
    """The sentence, or its singular and plural."""
    form = texts._catalogue(language)[0][key]
    return (form,) if isinstance(form, str) else form


def placeholders(key: str, language: str) -> set[str]:
    return {name for form in forms(key, language) for _, name, _, _ in string.Formatter().parse(form) if name}


def pattern(node: ast.JoinedStr) -> str:
    """An f-string as a regular expression: what is filled in may be anything."""
    return "".join(re.escape(part.value) if isinstance(part, ast.Constant) else ".+" for part in node.values)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_key_is_written_twice(path: Path) -> None:
    """The second would silently take the place of the first."""
    written = re.findall(r'^msgid "(.+)"$', path.read_text(encoding="utf-8"), re.MULTILINE)
    assert [key for key in set(written) if written.count(key) > 1] == []


def keys_asked() -> tuple[set[str], set[str]]:
    """First arguments of text(…) and plural(…): keys written out, and patterns of keys put together."""
    plain, composed = set(), set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name not in {"text", "plural"}:
                continue
            for inner in branches(node.args[0]):
                if isinstance(inner, ast.Constant) and isinstance(inner.value, str) and re.fullmatch(KEY, inner.value):
                    plain.add(inner.value)
                elif isinstance(inner, ast.JoinedStr) and re.match(r"[a-z_]+\\?\.", pattern(inner)):
                    composed.add(pattern(inner))
    return plain, composed


def branches(node: ast.expr) -> Nodes:
    """The expression, or both sides of a conditional one."""
    if isinstance(node, ast.IfExp):
        yield from branches(node.body)
        yield from branches(node.orelse)
    else:
        yield node


# Modules that ask for the keys of one area through a function of their own, which puts the area before them.
WITHIN = {"deck.py": "slides."}


def composition(node: ast.JoinedStr) -> str:
    """An f-string as a regular expression whose groups are what is filled in: a part of a key, never several."""
    return "".join(re.escape(part.value) if isinstance(part, ast.Constant) else "([^.]+)" for part in node.values)


def everything_written() -> tuple[set[str], set[str], set[str]]:
    """All strings of the code; f-strings that begin with an area, and other f-strings that may be a part of a key."""
    plain, composed, parts = set(), set(), set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                plain.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                form = composition(node)
                if path.name in WITHIN:
                    composed.add(re.escape(WITHIN[path.name]) + form)
                if re.match(r"[a-z_]+\\\.", form):
                    composed.add(form)
                elif re.match(r"[a-z]{3,}_?\(", form):
                    parts.add(form)
    return plain, composed, parts


def words_written(plain: set[str]) -> set[str]:
    """Words that may be filled into a key: written in the code, alone or in a list, in a query, or in a table of a contract."""
    found = {word for one in plain for word in (one, *one.split())}
    for path in (ROOT / "queries").rglob("*.sql"):
        found |= set(re.findall(r"'(\w+)'", path.read_text(encoding="utf-8")))
    for path in (ROOT / "data" / "contract").glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            found |= {cell for row in csv.reader(file, delimiter=";") for cell in row if re.fullmatch(r"[a-z_]+", cell)}
    return found


class Usage:
    """Whether a key can be asked for: written out, or put together from words that are written somewhere."""

    def __init__(self) -> None:
        self.plain, self.composed, self.parts = everything_written()
        self.words = words_written(self.plain)

    def known(self, word: str) -> bool:
        filled = (re.fullmatch(part, word) for part in self.parts)
        return word in self.words or any(found and self.words.issuperset(found.groups()) for found in filled)

    def begun(self, key: str) -> bool:
        """Whether the code holds the beginning of the key, and the word that ends it."""
        return any(
            key[: place.start()] in self.plain and self.known(key[place.end() :])
            for place in re.finditer(r"[._]", key)
            if "." in key[: place.start()]
        )

    def __call__(self, key: str) -> bool:
        filled = (re.fullmatch(one, key) for one in self.composed)
        return key in self.plain or self.begun(key) or any(f and all(map(self.known, f.groups())) for f in filled)


def test_both_languages_have_the_same_keys() -> None:
    assert texts.keys("fr") == texts.keys("en")
    assert len(texts.keys("fr")) > 150


def test_no_key_is_missing() -> None:
    plain, composed = keys_asked()
    known = texts.keys("fr")
    assert len(plain) > 60
    assert sorted(plain - known) == []
    assert sorted(one for one in composed if not any(re.fullmatch(one, key) for key in known)) == []


def test_no_key_is_unused() -> None:
    used = Usage()
    # The browser gets all words of Streamlit's own controls.
    assert "interface." in used.plain
    ours = {key for key in texts.keys("fr") if not key.startswith("interface.")}
    assert sorted(key for key in ours if not used(key)) == []


@pytest.mark.parametrize(
    "key",
    ["explore.no_such_word", "explore.a.no_such_word", "table.no_such_word", "why.no_such_word", "status.met.rows"],
)
def test_an_unused_key_is_seen(key: str) -> None:
    """A key of an area whose other keys are put together is not taken for one of them."""
    used = Usage()
    used.words -= {"no_such_word"}
    assert not used(key)


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_nothing_is_left_empty(language: str) -> None:
    assert [key for key in texts.keys(language) if not all(form.strip() for form in forms(key, language))] == []


def test_both_languages_fill_in_the_same_values() -> None:
    different = {
        key: (placeholders(key, "fr"), placeholders(key, "en"))
        for key in texts.keys("fr")
        if placeholders(key, "fr") != placeholders(key, "en")
    }
    # "comme au 31 décembre" but "the same as on 31 December": the code offers both words, each language takes its own.
    assert different.pop("charts.summary_since_same", None) in (None, ({"at"}, {"than"}))
    assert different == {}


def test_what_is_plural_in_one_language_is_in_the_other() -> None:
    assert [key for key in texts.keys("fr") if len(forms(key, "fr")) != len(forms(key, "en"))] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_file_says_its_language(path: Path) -> None:
    content = path.read_text(encoding="utf-8")
    assert f'"Language: {path.parent.name}\\n"' in content
    assert (texts.FOLDER / ("en" if path.parent.name == "fr" else "fr") / path.name).exists()


FAULTS = {
    "straight apostrophe": r"\w'\w",
    "straight quotation marks": r"\"",
    "no no-break space before a sign": r"(?<![\u00a0\u202f])[;?!»](?![\w/])|(?<![\u00a0\u202f\d]):(?![/\d])(?=\s|$)",
    "no no-break space after «": r"«(?![\u00a0\u202f])",
    "no no-break space before %": r"[\d}] ?%",
    "three dots": r"\.\.\.",
    "two spaces": r"  ",
    "space at an end of a line": r" \n",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_french_typography(fault: str) -> None:
    wrong = [
        (key, form) for key in sorted(texts.keys("fr")) for form in forms(key, "fr") if re.search(FAULTS[fault], form)
    ]
    assert wrong == []


def test_english_typography() -> None:
    signs = r"\w'\w|\s[;:?!%](?!\w)|\.\.\.|  "
    wrong = [(key, form) for key in sorted(texts.keys("en")) for form in forms(key, "en") if re.search(signs, form)]
    assert wrong == []


def test_a_missing_key_is_an_error_not_a_blank() -> None:
    with pytest.raises(KeyError):
        texts.text("axis.no_such_sentence", "fr")


@pytest.mark.parametrize(
    ("count", "language", "expected"),
    [
        (0, "fr", "0 se dégrade."),
        (1, "fr", "1 se dégrade."),
        (2, "fr", "2 se dégradent."),
        (0, "en", 1),
        (1, "en", 0),
        (2, "en", 1),
    ],
)
def test_plural_follows_the_language(count: int, language: str, expected: str | int) -> None:
    """French says zero in the singular, English in the plural."""
    wanted = expected if isinstance(expected, str) else forms("axis.worsening", language)[expected].format(count=count)
    assert texts.plural("axis.worsening", count, language) == wanted


def test_a_key_defined_twice_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    header = 'msgid ""\nmsgstr "Language: fr\\n"\n\n'
    (tmp_path / "fr").mkdir()
    for name in ("a.po", "b.po"):
        (tmp_path / "fr" / name).write_text(f'{header}msgid "axis.same"\nmsgstr "Pareil"\n', encoding="utf-8")
    monkeypatch.setattr(texts, "FOLDER", tmp_path)
    texts._catalogue.cache_clear()
    try:
        with pytest.raises(ValueError, match=r"axis\.same.*twice"):
            texts.keys("fr")
    finally:
        texts._catalogue.cache_clear()
