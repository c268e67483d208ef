"""The tables of the contract: what a data folder says, and what standing releases of the ledger lay over it.

A release may carry any of them, under the name of its file: a row takes the place of the row with the same key, or is added.
Rows that it takes away are in `<table>.removed.csv`, written in full. Taking the release back gives the earlier rows again.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

from observatory import data_files, ledger

Row: TypeAlias = dict[str, str]
Key: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """A table of the contract. folder: of data/; key: columns that tell one row from another, which come first in words."""

    name: str
    folder: str
    columns: tuple[str, ...]
    key: tuple[str, ...]

    @property
    def file(self) -> str:
        """Its file, in the data folder and in a release."""
        return f"{self.name}.csv"

    @property
    def removed_file(self) -> str:
        """The file of a release with the rows that it takes away."""
        return f"{self.name}.removed.csv"

    def key_of(self, row: Mapping[str, str]) -> Key:
        """The cells of the key."""
        return tuple(row.get(column) or "" for column in self.key)


def _kind(name: str, columns: str, key: str, folder: str = "contract") -> Kind:
    return Kind(name, folder, tuple(columns.split()), tuple(key.split()))


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        _kind(
            "territories",
            "territory level name generation population population_year longitude latitude point_confidence",
            "territory",
            "territories",
        ),
        _kind("parents", "territory parent population", "territory parent", "territories"),
        _kind(
            "contracts",
            "contract name_fr name_en framework signatory starts_on ends_on reference origin",
            "contract",
        ),
        _kind("contract_territories", "contract territory position", "contract territory"),
        _kind(
            "axes",
            "framework axis position name_fr name_en short_name_fr short_name_en icon colour question_fr question_en "
            "wording_fr",
            "framework axis",
        ),
        _kind("objectives", "framework objective axis position label_fr label_en wording_fr", "framework objective"),
        _kind(
            "indicators",
            "indicator name_fr name_en short_name_fr short_name_en axis kind unit decimals direction definition_fr "
            "definition_en frequency period_kind finest_level secrecy_rule summable min_vintage_gap source core parent "
            "breakdown category_fr category_en caution_fr caution_en",
            "indicator",
        ),
        _kind("objective_indicators", "framework objective indicator", "framework objective indicator"),
        _kind(
            "targets",
            "contract indicator territory measure reference baseline_period baseline_value deadline value amendment "
            "amended_on origin note_fr",
            "contract indicator territory measure reference amendment",
        ),
        _kind(
            "milestones",
            "contract indicator territory measure amendment period value reference",
            "contract indicator territory measure amendment period reference",
        ),
        _kind(
            "actions",
            "action contract objectives title_fr title_en operator year territories state planned_beneficiaries "
            "actual_beneficiaries resident_beneficiaries women_beneficiaries evaluated_on evaluated_by result_fr origin",
            "action",
        ),
        _kind("fundings", "action funder kind planned_eur paid_eur", "action funder kind"),
        _kind(
            "comments",
            "contract indicator territory period commented_on author comment_fr origin",
            "contract indicator territory period commented_on author",
        ),
        _kind(
            "judgements",
            "contract objective territory level judged_on author comment_fr origin",
            "contract objective territory judged_on author",
        ),
        _kind(
            "decisions",
            "contract decision decided_on committee text_fr owner due_on state closed_on origin",
            "contract decision",
        ),
        _kind(
            "texts",
            "subject_kind subject author written_on text_fr text_en origin",
            "subject_kind subject author written_on",
        ),
    )
}
"""By name, in the order in which a reader meets them."""


def rows(data: Path, entries: Sequence[ledger.Entry], name: str) -> tuple[Row, ...]:
    """The rows of a table with the standing ones of `entries` laid over the data folder's, in order.

    Raises DashboardError when a file cannot be read.
    """
    kind = KINDS[name]
    own = data_files.rows(data / kind.folder / kind.file)
    layers = [_layer(entry, kind) for entry in ledger.standing(entries) if _touches(entry, kind)]
    if not layers:
        return tuple(own)
    return tuple(row for row, _ in _overlaid(own, layers, kind).values())


@dataclass(frozen=True, slots=True)
class _Layer:
    """What a release takes away of a table, and what it gives."""

    removed: tuple[Row, ...]
    given: tuple[Row, ...]


def _layer(entry: ledger.Entry, kind: Kind) -> _Layer:
    removed, given = entry.table(kind.removed_file), entry.table(kind.file)
    return _Layer(
        tuple(data_files.rows(removed)) if removed else (),
        tuple({column: row.get(column) or "" for column in kind.columns} for row in data_files.rows(given)) if given else (),
    )  # fmt: skip


def _overlaid(own: Sequence[Row], layers: Iterable[_Layer], kind: Kind) -> dict[Key, tuple[Row, bool]]:
    """The rows of the data folder with the layers laid over them, each with whether a layer gave it."""
    found: dict[Key, tuple[Row, bool]] = {}
    for number, row in enumerate(own):
        key = kind.key_of(row)
        # A key given twice is kept twice, so that the checks see it.
        found[key if key not in found else (*key, str(number))] = (row, False)
    for layer in layers:
        for row in layer.removed:
            found.pop(kind.key_of(row), None)
        for row in layer.given:
            found[kind.key_of(row)] = (row, True)
    return found


@dataclass(frozen=True, slots=True)
class Version:
    """A row while it was in force. known_from: None for always; known_until: None while it is; is_dated: whether a release brought it."""

    row: Row
    known_from: datetime | None
    known_until: datetime | None
    is_dated: bool


def history(data: Path, entries: Sequence[ledger.Entry], name: str) -> tuple[Version, ...]:
    """All rows that a table ever had since the data folder's, releases taken back included, in no order.

    Raises DashboardError when a file cannot be read.
    """
    kind = KINDS[name]
    own = data_files.rows(data / kind.folder / kind.file)
    layers = {entry.release: _layer(entry, kind) for entry in entries if _touches(entry, kind)}
    turns = sorted({e.published_at for e in entries if e.release in layers or e.withdraws in layers})
    standing = {key: Version(row, None, None, is_dated) for key, (row, is_dated) in _overlaid(own, (), kind).items()}
    past: list[Version] = []
    for turn in turns:
        published = ledger.standing([entry for entry in entries if entry.published_at <= turn])
        now = _overlaid(own, (layers[e.release] for e in published if e.release in layers), kind)
        for key, version in tuple(standing.items()):
            if now.get(key) != (version.row, version.is_dated):
                past.append(replace(standing.pop(key), known_until=turn))
        for key, (row, is_dated) in now.items():
            if key not in standing:
                standing[key] = Version(row, turn, None, is_dated)
    return (*past, *standing.values())


def laid(data: Path, entries: Sequence[ledger.Entry], into: Path) -> dict[str, Path]:
    """The file to read of each table: the data folder's own, or one written in `into` where a release says otherwise."""
    files: dict[str, Path] = {}
    for name, kind in KINDS.items():
        if any(_touches(entry, kind) for entry in ledger.standing(entries)):
            files[name] = into / kind.file
            files[name].write_bytes(to_csv(name, rows(data, entries, name)))
        else:
            files[name] = data / kind.folder / kind.file
    return files


def to_csv(name: str, content: Iterable[Mapping[str, str]]) -> bytes:
    """Rows as the bytes of the table's file."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, KINDS[name].columns, delimiter=";", lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(content)
    return text.getvalue().encode("utf-8-sig")


def _touches(entry: ledger.Entry, kind: Kind) -> bool:
    return entry.table(kind.file) is not None or entry.table(kind.removed_file) is not None


def places(tables: Mapping[str, Sequence[Row]], contract: str) -> list[str]:
    """Codes of the territories whose figures the workbook of a contract comes with: its own, what they lie in, who signs, what it
    is compared with. KeyError when there is no such contract.
    """
    signed = {row["contract"]: row for row in tables["contracts"]}[contract]
    own = [row["territory"] for row in tables["contract_territories"] if row["contract"] == contract]
    parents = [row["parent"] for row in tables["parents"] if row["territory"] in own]
    known = {row["territory"] for row in tables["territories"]}
    return [code for code in dict.fromkeys((*own, *parents, signed["signatory"], signed["reference"])) if code in known]
