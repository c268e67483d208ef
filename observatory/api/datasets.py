"""The tables that leave: columns, filters, and what reads their rows."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from observatory import answers
from observatory.api.request import Asked

Rows = Sequence[Mapping[str, Any]]

_DERIVED = {"in_force": "Whether no later amendment replaced it by the day asked for."}
"""What columns that exist in no table mean."""


@dataclass(frozen=True, slots=True)
class Field:
    """A column that leaves: its name, its type in Table Schema, and the column of the database that explains it."""

    name: str
    type: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Dataset:
    """An address: its columns, its filters, and what reads its rows (asked for one more than the page holds)."""

    name: str
    fields: tuple[Field, ...]
    filters: tuple[str, ...]
    key: tuple[str, ...]
    read: Callable[[Asked], Rows]

    @property
    def has_past(self) -> bool:
        """Whether it knows past days; else only what is in force, and a request for a day is refused."""
        return "as_of" in self.filters


def _fields(table: str, *columns: str) -> tuple[Field, ...]:
    """Fields written `name:type`, each explained by the column of `table` that has its name."""
    return tuple(
        Field(name, kind or "string", f"{table}.{name}") for name, _, kind in (c.partition(":") for c in columns)
    )


def meanings(dataset: Dataset, release: str) -> dict[str, str]:
    """What each field of a dataset means, as the columns of the database are explained."""
    explained = {f"{c.table}.{c.column}": c.meaning for c in answers.columns(release)}
    return {field.name: explained.get(field.source) or _DERIVED.get(field.name, "") for field in dataset.fields}


def _indicators(asked: Asked) -> Rows:
    wanted = asked.codes("indicator")
    shown = [
        i
        for i in asked.known.indicators.values()
        if (not wanted or i.indicator in wanted)
        and asked.values.get("axis", i.axis) == i.axis
        and asked.values.get("kind", i.kind) == i.kind
    ]
    return _page(
        (
            {
                "indicator": i.indicator,
                "name_fr": i.name.fr,
                "name_en": i.name.en,
                "axis": i.axis,
                "kind": i.kind,
                "unit": i.unit.unit,
                "decimals": i.decimals,
                "direction": i.direction,
                "definition_fr": i.definition.fr,
                "definition_en": i.definition.en,
                "frequency": i.frequency,
                "period_kind": i.period_kind,
                "finest_level": i.finest_level,
                "secrecy_rule": i.secrecy_rule,
                "summable": i.summable,
                "min_vintage_gap": i.min_vintage_gap,
                "source": i.source,
                "core": i.core,
                "parent": i.parent or None,
                "breakdown": i.breakdown or None,
                "caution_fr": i.caution.fr or None,
                "caution_en": i.caution.en or None,
            }
            for i in shown
        ),
        asked,
    )


def _territories(asked: Asked) -> Rows:
    wanted = asked.codes("territory")
    within = asked.values.get("within")
    return _page(
        (
            {
                "territory": t.territory,
                "level": t.level,
                "name": t.name,
                "generation": t.generation or None,
                "population": t.population,
                "population_year": t.population_year,
                "longitude": t.longitude,
                "latitude": t.latitude,
                "parents": " ".join(t.parents) or None,
            }
            for t in asked.known.territories.values()
            if (not wanted or t.territory in wanted)
            and asked.values.get("level", t.level) == t.level
            and asked.values.get("generation", t.generation) == t.generation
            and (within is None or within in asked.known.ancestors(t.territory))
        ),
        asked,
    )


def _observations(asked: Asked) -> Rows:
    return _as_dicts(
        answers.known_figures(
            asked.codes("indicator"),
            asked.codes("territory"),
            asked.values.get("from"),
            asked.values.get("to"),
            asked.values.get("origin", ""),
            asked.values.get("release"),
            asked.values.get("as_of"),
            asked.show_demo,
            asked.offset,
            asked.limit + 1,
        )
    )


def _targets(asked: Asked) -> Rows:
    rows = answers.known_targets(
        asked.codes("contract"),
        asked.codes("indicator"),
        asked.codes("territory"),
        asked.values.get("as_of"),
        asked.show_demo,
    )
    return _page(_as_dicts(rows), asked)


def _progress(asked: Asked) -> Rows:
    # Progress of a whole country takes seconds: each state of the figures is computed once for each contract asked.
    rows = _computed_progress(asked.release, asked.codes("contract"), asked.values.get("as_of"), asked.show_demo)
    indicators, territories = asked.codes("indicator"), asked.codes("territory")
    return _page(
        (
            row
            for row in rows
            if (not indicators or row["indicator"] in indicators)
            and (not territories or row["territory"] in territories)
        ),
        asked,
    )


@lru_cache(maxsize=8)
def _computed_progress(release: str, contracts: tuple[str, ...], as_of: date | None, show_demo: bool) -> Rows:
    return _as_dicts(answers.known_progress(contracts, as_of, show_demo))


def _page(rows: Iterable[Mapping[str, Any]], asked: Asked) -> Rows:
    return list(rows)[asked.offset : asked.offset + asked.limit + 1]


def _as_dicts(rows: Iterable[Any]) -> list[dict[str, Any]]:
    return [row._asdict() for row in rows]


DATASETS = {
    one.name: one
    for one in (
        Dataset(
            "indicators",
            _fields(
                "indicator", "indicator", "name_fr", "name_en", "axis", "kind", "unit", "decimals:integer", "direction",
                "definition_fr", "definition_en", "frequency", "period_kind", "finest_level", "secrecy_rule",
                "summable:boolean", "min_vintage_gap:integer", "source", "core:boolean", "parent", "breakdown",
                "caution_fr", "caution_en",
            ),
            ("indicator", "axis", "kind"),
            ("indicator",),
            _indicators,
        ),
        Dataset(
            "territories",
            (
                *_fields(
                    "territory", "territory", "level", "name", "generation", "population:integer",
                    "population_year:integer", "longitude:number", "latitude:number",
                ),
                Field("parents", "string", "territory_parent.parent"),
            ),
            ("territory", "level", "generation", "within"),
            ("territory",),
            _territories,
        ),
        Dataset(
            "observations",
            _fields(
                "figure", "indicator", "territory", "period:date", "value:number", "status", "reason",
                "numerator:number", "denominator:number", "origin", "source", "release:integer", "published_at:datetime",
            ),
            ("indicator", "territory", "from", "to", "origin", "release", "as_of"),
            ("indicator", "territory", "period"),
            _observations,
        ),
        Dataset(
            "targets",
            (
                *_fields(
                    "target", "contract", "indicator", "territory", "measure", "reference", "baseline_period:date",
                    "baseline_value:number", "deadline:date", "value:number", "amendment:integer", "amended_on:date",
                    "origin",
                ),
                Field("in_force", "boolean"),
            ),
            ("contract", "indicator", "territory", "as_of"),
            ("contract", "indicator", "territory", "measure", "reference", "amendment"),
            _targets,
        ),
        Dataset(
            "progress",
            _fields(
                "progress", "contract", "indicator", "territory", "measure", "reference", "is_demo:boolean",
                "read_on:date", "baseline_period:date", "baseline_value:number", "current_period:date",
                "current_value:number", "deadline:date", "target_value:number", "amendment:integer",
                "elapsed_ratio:number", "advancement_ratio:number", "pace:number", "status", "reason",
                "needed_per_year:number", "recent_per_year:number", "landing_value:number", "landing_low:number",
                "landing_high:number", "landing_reason", "landing_condition", "landing_break_on:date", "change_value:number", "improves:boolean", "significant:boolean",
            ),
            ("contract", "indicator", "territory", "as_of"),
            ("contract", "indicator", "territory", "measure", "reference"),
            _progress,
        ),
    )
}  # fmt: skip
