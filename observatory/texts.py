"""Every sentence of the interface, by key, from the gettext catalogues in `locale/`.

A catalogue is a folder of `.po` files, one an area of the product; a key is `area.name`. Plural forms follow
the catalogue's own rule; `{name}` placeholders are filled by keyword.
"""

from functools import cache, lru_cache
from pathlib import Path
from typing import TypeAlias

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

LANGUAGES = ("fr", "en")
FOLDER = Path(__file__).resolve().parent / "locale"

Forms: TypeAlias = str | tuple[str, ...]


@cache
def _catalogue(language: str) -> tuple[dict[str, Forms], Catalog]:
    messages: dict[str, Forms] = {}
    rule = Catalog(locale=language)
    for path in sorted((FOLDER / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if not message.id:
                    continue
                key = message.id[0] if isinstance(message.id, tuple | list) else message.id
                if key in messages:
                    raise ValueError(f"{path}: key {key!r} is defined twice")
                said = message.string or ""
                messages[key] = said if isinstance(said, str) else tuple(said)
    return messages, rule


def keys(language: str) -> frozenset[str]:
    """All keys of a language's catalogue."""
    return frozenset(_catalogue(language)[0])


def text(key: str, language: str, **values: object) -> str:
    """The sentence for `key`; KeyError when the catalogue lacks it."""
    form = _catalogue(language)[0][key]
    template = form if isinstance(form, str) else form[0]
    return template.format(**values) if values else template


def plural(key: str, count: int, language: str, **values: object) -> str:
    """The sentence for `key` in the form that `count` wants (French: 0 and 1 are singular); `{count}` is filled in."""
    form = _catalogue(language)[0][key]
    if isinstance(form, str):
        return form.format(count=_said(count, language), **values)
    singular = abs(count) < 2 if language == "fr" else count == 1
    return form[0 if singular else 1].format(count=_said(count, language), **values)


def place_name(name: str, language: str) -> str:
    """The French name of a territory as `language` says it: proper names stay, what a name says of a part or a whole does not."""
    wholes = {
        text("territory.priority_neighbourhoods", "fr"): text("territory.priority_neighbourhoods", language),
        text("territory.metropolitan_france", "fr"): text("territory.metropolitan_france", language),
    }
    if language == "fr" or name in wholes:
        return wholes.get(name, name)
    whole, found, commune = name.rpartition(text("territory.part", "fr", whole="", commune=""))
    return text("territory.part", language, whole=whole, commune=commune) if found else name


@lru_cache(maxsize=20_000)
def _said(count: int, language: str) -> str:
    return format_decimal(count, locale=language)
