"""`data/sources.toml` as values: who publishes what, how each shape of file is recognised, what its columns become."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from observatory import data_files
from observatory.errors import DashboardError
from observatory.sources.tables import ENCODINGS

ABSENT = ("secret", "not_available", "not_applicable", "not_significant")
CERTAINTIES = ("documented", "deduced", "supposed")


@dataclass(frozen=True, slots=True)
class Source:
    """A publication that figures come from; `url` is its public page, empty when not known for sure."""

    source: str
    publisher: str
    title_fr: str
    title_en: str
    licence: str
    url: str
    credit_fr: str
    credit_en: str


@dataclass(frozen=True, slots=True)
class Term:
    """A column of the file under any of its names, or a sum of columns.

    alternatives: first one present in the file is read; each is a tuple of column names to add.
    empty, zero: status given to an empty cell, to a 0 that is no figure (None: 0 is a figure).
    since, until: years of the file (both included) that have the column; outside, its absence is no news.
    """

    alternatives: tuple[tuple[str, ...], ...]
    empty: str
    zero: str | None = None
    since: int | None = None
    until: int | None = None

    def due(self, year: int | None) -> bool:
        """Whether a file of `year` should have the column."""
        if year is None:
            return True
        return (self.since is None or year >= self.since) and (self.until is None or year <= self.until)


@dataclass(frozen=True, slots=True)
class Vintage:
    """How the year of a file becomes the date that its figures are about."""

    offset: int
    month: int
    day: int
    years: Mapping[int, int]
    only_years: bool
    documented: frozenset[int]
    deduced: frozenset[int]
    certainty: str


@dataclass(frozen=True, slots=True)
class Kind:
    """One class of a file that has a row per class: its indicator and the column below the line of its rate."""

    indicator: str
    denominator: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """Indicators of the same file: the one whose distance to the département's mean is taken, and what schools weigh by."""

    value: str
    weight: str


@dataclass(frozen=True, slots=True)
class Block:
    """Figures of one source in a file: one per column, one per class of row, or one per counted type of row.

    gaps: figures computed from those of the columns, by indicator.
    """

    source: str
    vintage: Vintage
    empty: str
    note: Term | None
    columns: Mapping[str, Term]
    gaps: Mapping[str, Gap]
    class_column: tuple[str, ...] = ()
    classes: Mapping[str, Kind] | None = None
    value: tuple[str, ...] = ()
    numerator: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    hidden: frozenset[str] = frozenset()
    hidden_status: str = "secret"
    count_column: tuple[str, ...] = ()
    counts: Mapping[str, str] | None = None
    uncounted: str = ""


@dataclass(frozen=True, slots=True)
class School:
    """Columns that describe a school, in files with a row per school."""

    name: tuple[str, ...]
    commune: str
    sector: str
    kind: str


@dataclass(frozen=True, slots=True)
class Layout:
    """One shape of file. Field names are those of `data/sources.toml`, explained at its head."""

    layout: str
    title_fr: str
    name: re.Pattern[str]
    requires: tuple[tuple[str, ...], ...]
    excludes: tuple[str, ...]
    territory: tuple[str, ...]
    codes: tuple[tuple[re.Pattern[str], str], ...]
    ignore: tuple[tuple[re.Pattern[str], str], ...]
    year_from_name: bool
    year_suffix: tuple[str, ...]
    year_column: tuple[str, ...]
    expects: tuple[str, ...]
    priority: int
    known: Mapping[str, int]
    blocks: tuple[Block, ...]
    school: School | None
    encoding: str = ""

    def code(self, text: str) -> str | None:
        """Our code of the territory that the file calls `text`, or None when it is no territory of this layout."""
        return next((ours.format(text) for pattern, ours in self.codes if pattern.search(text)), None)


@dataclass(frozen=True, slots=True)
class Scope:
    """Which territories are kept, and how the report calls the others: those of a whole scale by a reason of their own."""

    name_fr: str
    keep: tuple[re.Pattern[str], ...]
    scales: tuple[tuple[re.Pattern[str], str], ...] = ()

    def __contains__(self, territory: str) -> bool:
        return any(pattern.search(territory) for pattern in self.keep)

    def why(self, territory: str) -> str:
        """Why a territory that is not kept is not."""
        return next((reason for pattern, reason in self.scales if pattern.search(territory)), self.name_fr)


EVERYWHERE = Scope("", (re.compile(""),))


@dataclass(frozen=True, slots=True)
class PerimeterKind:
    """A kind of file of perimeters.

    columns: names of the column of codes, the first that is there is read; codes: as those of a layout; tolerance: metres
    by which an outline may be simplified.
    """

    kind: str
    title_fr: str
    columns: tuple[str, ...]
    codes: tuple[tuple[re.Pattern[str], str], ...]
    source: str
    tolerance: float


@dataclass(frozen=True, slots=True)
class Declaration:
    """Everything that `data/sources.toml` says."""

    sources: Mapping[str, Source]
    layouts: tuple[Layout, ...]
    scope: Scope
    not_read: tuple[tuple[re.Pattern[str], str], ...]
    perimeters: tuple[PerimeterKind, ...] = ()

    def encodings(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        """Names of files whose encoding is declared, and that encoding; it is detected in the others."""
        return tuple((layout.name, layout.encoding) for layout in self.layouts if layout.encoding)

    def indicators(self) -> frozenset[str]:
        """Every indicator that some file can give."""
        found: set[str] = set()
        for block in (block for layout in self.layouts for block in layout.blocks):
            found.update(block.columns, block.gaps, (block.counts or {}).values())
            found.update(kind.indicator for kind in (block.classes or {}).values())
        return frozenset(found)


def load(path: Path) -> Declaration:
    """The declaration in `path`. Raises DashboardError naming the place in the file that is wrong."""
    content = data_files.read_toml(path)
    try:
        return _declaration(content)
    except (KeyError, TypeError, ValueError, AttributeError, re.error) as error:
        raise DashboardError(
            "Déclaration des sources incorrecte",
            f"Le fichier {path.name} a une entrée manquante ou mal écrite : {error}.",
        ) from error


def _declaration(content: dict[str, Any]) -> Declaration:
    sources = {name: Source(source=name, **fields) for name, fields in content["source"].items()}
    shared = {fields.pop("id"): fields for fields in content.get("shared_block", [])}
    layouts = tuple(_layout(fields, shared) for fields in content["layout"])
    for layout in layouts:
        for block in layout.blocks:
            if block.source not in sources:
                raise ValueError(f"{layout.layout} : source inconnue « {block.source} »")
    perimeters = tuple(_perimeter(fields) for fields in content.get("perimeter", []))
    for kind in perimeters:
        if kind.source not in sources:
            raise ValueError(f"{kind.kind} : source inconnue « {kind.source} »")
    scope = content["scope"]
    return Declaration(
        sources,
        layouts,
        Scope(
            scope["name_fr"],
            tuple(re.compile(text) for text in scope["keep"]),
            _patterns(scope.get("scales", [])),
        ),
        tuple((re.compile(entry["name"]), entry["reason"]) for entry in content.get("not_read", [])),
        perimeters,
    )


def _perimeter(fields: dict[str, Any]) -> PerimeterKind:
    return PerimeterKind(
        kind=fields["id"],
        title_fr=fields["title_fr"],
        columns=tuple(fields["columns"]),
        codes=_patterns(fields["codes"]),
        source=fields["source"],
        tolerance=float(fields["tolerance"]),
    )


def _layout(fields: dict[str, Any], shared: dict[str, dict[str, Any]]) -> Layout:
    blocks = list(fields.get("block", []))
    if "blocks_of" in fields:
        blocks.append(shared[fields["blocks_of"]])
    year = fields["year"]
    school = fields.get("school")
    try:
        return Layout(
            layout=fields["id"],
            title_fr=fields["title_fr"],
            name=re.compile(fields["name"]),
            requires=tuple(tuple(name.split("|")) for name in fields["requires"]),
            excludes=tuple(fields.get("excludes", [])),
            territory=tuple(fields["territory"]),
            codes=_patterns(fields["codes"]),
            ignore=_patterns(fields.get("ignore", [])),
            year_from_name=bool(year.get("name", False)),
            year_suffix=_names(year.get("suffix", [])),
            year_column=_names(year.get("column", [])),
            expects=tuple(fields.get("expects", [])),
            priority=int(fields["priority"]),
            known={entry["sha256"]: int(entry["year"]) for entry in fields.get("known", [])},
            blocks=tuple(_block(block) for block in blocks),
            school=School(_names(school["name"]), school["commune"], school["sector"], school["kind"])
            if school
            else None,
            encoding=_encoding(fields.get("encoding", "")),
        )
    except (KeyError, TypeError, ValueError, AttributeError, re.error) as error:
        raise ValueError(f"{fields.get('id', '?')} : {error}") from error


def _block(fields: dict[str, Any]) -> Block:
    empty = _absent(fields.get("empty", "not_available"))
    below = _names(fields.get("denominator", []))
    classes = fields.get("classes")
    published = fields.get("published", {})
    note = fields.get("note")
    return Block(
        source=fields["source"],
        vintage=_vintage(fields),
        empty=empty,
        note=None if note is None else _term(note, empty),
        columns={indicator: _term(entry, empty) for indicator, entry in fields.get("columns", {}).items()},
        gaps={indicator: Gap(**entry) for indicator, entry in fields.get("gaps", {}).items()},
        class_column=_names(fields.get("class_column", [])),
        classes=None if classes is None else {name: _kind(entry, below) for name, entry in classes.items()},
        value=_names(fields.get("value", [])),
        numerator=_names(fields.get("numerator", [])),
        published=_names(published.get("column", [])),
        hidden=frozenset(published.get("hidden", [])),
        hidden_status=_absent(published.get("status", "secret")),
        count_column=_names(fields.get("count_column", [])),
        counts=fields.get("counts"),
        uncounted=fields.get("uncounted", "hors du catalogue"),
    )


def _vintage(fields: dict[str, Any]) -> Vintage:
    month, day = fields["day"].split("-")
    certainty = fields["certainty"]
    if certainty not in CERTAINTIES:
        raise ValueError(f"certitude « {certainty} » inconnue")
    return Vintage(
        offset=int(fields.get("offset", 0)),
        month=int(month),
        day=int(day),
        years={int(key): int(value) for key, value in fields.get("years", {}).items()},
        only_years=bool(fields.get("only_years", False)),
        documented=frozenset(fields.get("documented", [])),
        deduced=frozenset(fields.get("deduced", [])),
        certainty=certainty,
    )


def _term(entry: Any, empty: str) -> Term:
    fields = entry if isinstance(entry, dict) else {"column": entry}
    zero = fields.get("zero")
    return Term(
        alternatives=tuple(tuple(name.strip() for name in text.split(" + ")) for text in _names(fields["column"])),
        empty=_absent(fields.get("empty", empty)),
        zero=None if zero is None else _absent(zero),
        since=fields.get("since"),
        until=fields.get("until"),
    )


def _kind(entry: Any, below: tuple[str, ...]) -> Kind:
    if isinstance(entry, str):
        return Kind(entry, below)
    return Kind(entry["indicator"], _names(entry.get("denominator", below)))


def _names(entry: Any) -> tuple[str, ...]:
    return (entry,) if isinstance(entry, str) else tuple(entry)


def _patterns(entries: list[list[str]]) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern), text) for pattern, text in entries)


def _encoding(name: str) -> str:
    if name and name not in ENCODINGS:
        raise ValueError(f"encodage « {name} » inconnu")
    return name


def _absent(status: str) -> str:
    if status not in ABSENT:
        raise ValueError(f"statut « {status} » inconnu")
    return status
