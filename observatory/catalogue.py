"""What the contract speaks of, as plain values: axes, objectives, indicators, units, territories, sources.

Loaded once per state of the database by `answers.catalogue`; nothing here reads a file or a database.
Texts carry both languages; `in_language` picks one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from observatory.texts import place_name


@dataclass(frozen=True, slots=True)
class Bilingual:
    """One text in French and English; English falls back on French where it is empty."""

    fr: str
    en: str

    def in_language(self, language: str) -> str:
        """The text in `language` (`fr` or `en`)."""
        return (self.en or self.fr) if language == "en" else self.fr


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: its symbol, the unit of a difference (points for percentages), and the range of its values."""

    unit: str
    symbol: Bilingual
    difference: Bilingual
    minimum: float | None
    maximum: float | None


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract between the State and a commune or group of communes, for some neighbourhoods, over some years."""

    contract: str
    name: Bilingual
    framework: str
    signatory: str
    starts_on: date
    ends_on: date
    reference: str
    territories: tuple[str, ...]
    origin: str


@dataclass(frozen=True, slots=True)
class Axis:
    """One of the five axes of a framework, or the transversal one; `axis` is also the name of its page.

    colour: #RRGGBB, empty for that of the page; wording: what the contract itself calls the axis, in French, empty where it
    does not name it.
    """

    framework: str
    axis: str
    name: Bilingual
    short_name: Bilingual
    icon: str
    question: Bilingual
    colour: str = ""
    wording: str = ""


@dataclass(frozen=True, slots=True)
class Objective:
    """An objective of the contract, with the contract's own wording."""

    framework: str
    objective: str
    axis: str
    position: int
    label: Bilingual
    wording: str
    indicators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator of the catalogue. kind: context, output or result; direction: up, down or none.

    `parent` and `breakdown` make it one category of another (job seekers, women). `finest_level` is the smallest
    kind of territory that the figure exists for. `min_vintage_gap`: years that two vintages must be apart to be compared.
    """

    indicator: str
    name: Bilingual
    short_name: Bilingual
    axis: str
    kind: str
    unit: Unit
    decimals: int
    direction: str
    definition: Bilingual
    frequency: str
    period_kind: str
    finest_level: str
    secrecy_rule: str
    summable: bool
    min_vintage_gap: int
    source: str
    core: bool
    parent: str
    breakdown: str
    category: Bilingual
    caution: Bilingual
    objectives: tuple[str, ...]

    @property
    def is_relative(self) -> bool:
        """Whether its values are themselves gaps to a fixed territory, so that a gap to another one would say nothing."""
        return self.unit.unit == "relative_gap"


@dataclass(frozen=True, slots=True)
class Territory:
    """A territory; `parents` are the codes of those that contain it, wholly or partly."""

    territory: str
    level: str
    name: str
    generation: str
    population: int | None
    population_year: int | None
    longitude: float | None
    latitude: float | None
    parents: tuple[str, ...]

    def name_in(self, language: str) -> str:
        """The name in `language` (`fr` or `en`), proper names as they are."""
        return place_name(self.name, language) if self.level in _TRANSLATED else self.name


_TRANSLATED = frozenset({"neighbourhood_part", "neighbourhood_set", "country"})
"""Levels whose names are not only proper names."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """What a neighbourhood of one generation shares with one of the next.

    weight: share of the old one, covered: share of the new one (None where unknown), 0 to 1; weight_kind: population, area,
    or identical where the producer says that the perimeter did not change. is_comparable: whether both shares reach the
    product's convention, None where one is unknown; carries: whether figures are carried by it.
    """

    old: str
    new: str
    weight: float
    weight_kind: str
    covered: float | None
    is_comparable: bool | None
    carries: bool
    note: Bilingual


@dataclass(frozen=True, slots=True)
class Source:
    """Where figures come from: the producer, the title of the publication, its licence and public address."""

    source: str
    publisher: str
    title: Bilingual
    licence: str
    url: str
    credit: Bilingual


@dataclass(frozen=True)
class Catalogue:
    """All of the above for one state of the database, by code."""

    contracts: Mapping[str, Contract]
    axes: Mapping[tuple[str, str], Axis]
    objectives: Mapping[tuple[str, str], Objective]
    indicators: Mapping[str, Indicator]
    territories: Mapping[str, Territory]
    sources: Mapping[str, Source]

    @cached_property
    def children(self) -> Mapping[str, tuple[str, ...]]:
        """Codes of the territories that each territory contains."""
        found: dict[str, list[str]] = {}
        for territory in self.territories.values():
            for parent in territory.parents:
                found.setdefault(parent, []).append(territory.territory)
        return {parent: tuple(codes) for parent, codes in found.items()}

    @cached_property
    def by_level(self) -> Mapping[str, tuple[str, ...]]:
        """Codes of the territories of each level, in the catalogue's order."""
        found: dict[str, list[str]] = {}
        for territory in self.territories.values():
            found.setdefault(territory.level, []).append(territory.territory)
        return {level: tuple(codes) for level, codes in found.items()}

    def axis_indicators(self, axis: str) -> tuple[Indicator, ...]:
        """Indicators of an axis that stand on their own, categories of a breakdown left out."""
        return tuple(i for i in self.indicators.values() if i.axis == axis and not i.parent)

    def categories(self, indicator: str) -> tuple[Indicator, ...]:
        """Indicators that are one category of `indicator`."""
        return tuple(i for i in self.indicators.values() if i.parent == indicator)

    @cached_property
    def _lineages(self) -> dict[str, tuple[str, ...]]:
        return {}

    def ancestors(self, territory: str) -> tuple[str, ...]:
        """Codes of all territories that contain `territory`, wholly or partly, nearest first."""
        known = self._lineages.get(territory)
        if known is None:
            known = self._lineages[territory] = self._lineage(territory)
        return known

    def _lineage(self, territory: str) -> tuple[str, ...]:
        found: list[str] = []
        waiting = [territory]
        for code in waiting:
            for parent in self.territories[code].parents if code in self.territories else ():
                if parent not in found:
                    found.append(parent)
                    waiting.append(parent)
        return tuple(sorted(found, key=lambda code: LEVELS[self.territories[code].level]))

    def bearers(self, indicator: Indicator, territory: str, prefer: str = "") -> tuple[str, ...]:
        """Territories that may carry the indicator's figure for `territory`, the best first.

        Itself; for a part, the whole neighbourhood; then the territories at the indicator's finest level that contain
        it, `prefer` (the contract's signatory) first, then those within it, then those with most of it; for schools, which lie
        in no neighbourhood, the communes that they serve. A département's crime rate shown on a neighbourhood page is the
        département's: who shows it says so.
        """
        found = [territory]
        rank = LEVELS["commune" if indicator.finest_level == "school" else indicator.finest_level]
        if rank > LEVELS[self.territories[territory].level]:
            at_level = [a for a in self.ancestors(territory) if LEVELS[self.territories[a].level] == rank]
            # Parents come with the one that holds most inhabitants first, which sorting keeps among equals.
            found += sorted(at_level, key=lambda code: (code != prefer, prefer not in self.territories[code].parents))
        elif self.territories[territory].level == "neighbourhood_part":
            found += [a for a in self.ancestors(territory) if self.territories[a].level == "neighbourhood"]
        return tuple(found)

    @cached_property
    def _namesakes(self) -> frozenset[str]:
        """Codes of the neighbourhoods that have the name of one of an earlier generation."""
        found: set[str] = set()
        first: dict[str, str] = {}
        named = (t for t in self.territories.values() if t.generation)
        for territory in sorted(named, key=lambda t: (t.generation[-4:], t.territory)):
            plain = "".join(filter(str.isalnum, territory.name.casefold()))
            if first.setdefault(plain, territory.generation) != territory.generation:
                found.add(territory.territory)
        return frozenset(found)

    def territory_label(self, territory: str, language: str) -> str:
        """The name of a territory as menus and charts show it; of two generations, the later one says which it is."""
        found = self.territories.get(territory)
        if found is None:
            return territory
        if territory in self._namesakes:
            return f"{found.name_in(language)} ({generation_label(found.generation)})"
        return found.name_in(language)


def generation_label(generation: str) -> str:
    """How a generation of perimeters is called in short, in both languages: `QPV 2024`."""
    return f"{generation[:-4].upper()}\u00a0{generation[-4:]}"


LEVELS: dict[str, int] = {
    "school": 0,
    "iris": 0,
    "neighbourhood_part": 1,
    "neighbourhood": 2,
    "commune": 3,
    "ept": 4,
    "department": 5,
    "region": 6,
    "neighbourhood_set": 7,
    "country": 8,
}
"""Levels of territory from finest to widest."""
