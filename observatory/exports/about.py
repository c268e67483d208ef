"""What a file says of itself: which filters it follows, as of when, what its indicators mean and where they come from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from observatory import formats
from observatory.catalogue import Catalogue, Indicator
from observatory.selection import Selection
from observatory.texts import text


@dataclass(frozen=True, slots=True)
class Definition:
    """One indicator in a file's sheet or page of sources, as words in the file's language."""

    code: str
    name: str
    unit: str
    kind: str
    definition: str
    caution: str
    source: str
    publisher: str
    licence: str
    address: str


@dataclass(frozen=True, slots=True)
class About:
    """title: what the file holds; filters: the reader's choices in a sentence; as_of: the day the file stands for."""

    title: str
    language: str
    filters: str
    as_of: date
    definitions: tuple[Definition, ...]
    is_demo: bool = False
    has_secret: bool = False

    @property
    def as_of_sentence(self) -> str:
        """« Arrêté au 12 juin 2026. »"""
        return text("exports.as_of", self.language, day=formats.day(self.as_of, self.language))

    @property
    def marks(self) -> tuple[str, ...]:
        """Sentences about demonstration figures and statistical secrecy, where they apply."""
        said = []
        if self.is_demo:
            said.append(text("exports.demo", self.language))
        if self.has_secret:
            said.append(text("exports.secret", self.language))
        return tuple(said)


def definitions(indicators: Sequence[Indicator], known: Catalogue, language: str) -> tuple[Definition, ...]:
    """The definitions of some indicators, each once."""
    found = []
    for one in {i.indicator: i for i in indicators}.values():
        source = known.sources.get(one.source)
        found.append(
            Definition(
                code=one.indicator,
                name=one.name.in_language(language),
                unit=one.unit.symbol.in_language(language) or text("unit.count", language),
                kind=text(f"kind.{one.kind}", language),
                definition=one.definition.in_language(language),
                caution=one.caution.in_language(language),
                source=source.title.in_language(language) if source else one.source or "",
                publisher=(source.publisher or "") if source else "",
                licence=source.licence if source else "",
                address=source.url if source else "",
            )
        )
    return tuple(found)


def filters_sentence(selection: Selection, known: Catalogue) -> str:
    """The reader's choices in a sentence: contract, neighbourhoods, reference, years, demonstration figures."""
    language = selection.language
    places = text("exports.list_separator", language).join(
        known.territory_label(code, language) for code in selection.territories
    )
    said = text(
        "exports.filters",
        language,
        contract=known.contracts[selection.contract].name.in_language(language),
        places=places,
        reference=known.territory_label(selection.reference, language),
        first=selection.first_year,
        last=selection.last_year,
    )
    return said if selection.show_demo else f"{said} {text('exports.filters_no_demo', language)}"


def about(
    title: str,
    indicators: Sequence[Indicator],
    selection: Selection,
    known: Catalogue,
    as_of: date,
    *,
    is_demo: bool = False,
    has_secret: bool = False,
) -> About:
    """What a file of these indicators says of itself, for a reader's selection."""
    language = selection.language
    found = definitions(indicators, known, language)
    return About(title, language, filters_sentence(selection, known), as_of, found, is_demo, has_secret)
