"""Every release from the first, newest last, and the figures in force as a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from observatory import config, database, ledger
from observatory.sources.observations import COLUMNS, table_to_csv


@dataclass(frozen=True, slots=True)
class Release:
    """A release as the history tells it. published_at: UTC. counts: what it changed then, empty for the first ones.

    files: their names; kept: those that can be had, with their SHA-256. withdraws: the release it takes back; withdrawn_by: the
    release that took it back. entry: its folder of the ledger, None for the first ones, whose files are those of data/observations.
    """

    release: int
    published_at: datetime
    author: str
    note_fr: str
    note_en: str
    files: tuple[str, ...]
    kept: tuple[ledger.KeptFile, ...]
    counts: Mapping[str, int]
    withdraws: int | None
    withdrawn_by: int | None
    entry: ledger.Entry | None

    @property
    def lost(self) -> tuple[str, ...]:
        """Names of its files that can no longer be had."""
        had = {file.name for file in self.kept}
        return tuple(name for name in self.files if name not in had)


def history() -> tuple[Release, ...]:
    """All releases by number. Raises DashboardError when the ledger is damaged."""
    data = config.settings().data
    later = ledger.entries(data)
    taken = {entry.withdraws: entry.release for entry in later if entry.withdraws is not None}
    found = [
        Release(
            one.release,
            one.published_at,
            one.author,
            one.note_fr,
            one.note_en,
            one.files,
            ledger.first_files(data, one),
            {},
            None,
            taken.get(one.release),
            None,
        )  # fmt: skip
        for one in ledger.first_releases(data)
    ]
    found += [
        Release(
            one.release,
            one.published_at,
            one.author,
            one.note,
            one.note,
            tuple(file.name for file in one.files),
            one.files,
            one.counts,
            one.withdraws,
            taken.get(one.release),
            one,
        )  # fmt: skip
        for one in later
    ]
    return tuple(sorted(found, key=lambda release: release.release))


def difference(release: Release, show_demo: bool = True) -> tuple[tuple[str, str, int], ...]:
    """How many figures a release brought: (source, verdict, number), verdict being new, changed, identical or withdrawn.

    Counted in the database against what was known before, for releases whose report was not kept.
    """
    rows = database.ask("release_changes", show_demo=show_demo)
    return tuple((row.source or "", row.verdict, row.figures_count) for row in rows if row.release == release.release)


def details(release: Release) -> bytes | None:
    """The report of what a release changed, as its author saw it (CSV in French); None when it was not kept."""
    return None if release.entry is None else ledger.report(release.entry)


def interruptions() -> tuple[ledger.Stop, ...]:
    """Publications that a stop interrupted, and what became of them, the first first."""
    return ledger.stops(config.settings().data)


def export() -> bytes:
    """The figures in force that were delivered, not those computed from them, as a file of `data/observations`.

    Confidential figures are empty in it. Raises DashboardError when there is no database.
    """
    rows = database.ask("figures_delivered")
    return table_to_csv(COLUMNS, (tuple(_cell(getattr(row, name)) for name in COLUMNS) for row in rows))


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        text = f"{value:.17g}" if float(f"{value:.15g}") != value else f"{value:.15g}"
        return (text if "e" not in text else f"{value:.20f}".rstrip("0").rstrip(".")).replace(".", ",")
    return str(value)
