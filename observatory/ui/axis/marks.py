"""Where what is shown comes from: the sources named below it, the marks beside its title."""

from collections.abc import Collection, Iterable

from observatory.catalogue import Catalogue, Indicator
from observatory.series import Series, origins
from observatory.texts import text
from observatory.ui.dress import (
    demo_tag,
    origin_tags,
)


def source_line(indicator: Indicator, given: Collection[str], known: Catalogue, language: str) -> str:
    """`Source : …` for what is shown: the usual source of the indicator, and who else gave figures; given: their origins."""
    return text("figure.source", language, source=credit(indicator, given, known, language))


def credit(indicator: Indicator, given: Collection[str], known: Catalogue, language: str) -> str:
    """Who is to be named for what is shown, as in `source_line`."""
    codes = source_codes(indicator, given)
    credits = [known.sources[code].credit.in_language(language) if code in known.sources else code for code in codes]
    return text("figure.source_and", language).join(credits)


def source_codes(indicator: Indicator, given: Collection[str]) -> list[str]:
    """Codes of the sources of what is shown: the indicator's usual one where a published file gave a figure, then others."""
    usual = [indicator.source] if "official" in given or not given else []
    return list(dict.fromkeys([*usual, *(origin for origin in ("local", "demo") if origin in given)]))


def line_origins(lines: Iterable[Series]) -> frozenset[str]:
    """Where the figures of some lines come from."""
    return origins(point for line in lines for point in line.points)


def origin_marks(given: Collection[str], has_demo_target: bool, language: str) -> str:
    """The marks of what is not taken from published files: figures of partners, demonstration figures, or targets only."""
    marks = origin_tags(given, language)
    if has_demo_target and "demo" not in given:
        marks += demo_tag(language, "figure.demo_target")
    return marks
