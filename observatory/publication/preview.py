"""What a publication would do, before anything is written: the files, their problems, and what readers would see."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial
from pathlib import Path

from observatory import config, database, ledger, publish
from observatory.errors import DashboardError
from observatory.publication import perimeters
from observatory.publication.book import stays_in_force
from observatory.publication.comparison import (
    COUNTED,
    OUTLINED,
    Comparison,
    compare,
    left_out,
    published,
    restated,
    snapshot,
)
from observatory.publication.contract_changes import VERDICTS, Change, changes, counted
from observatory.publication.doubts import Fractions, fractions
from observatory.publication.staging import Given, Recognised, Staged, stage
from observatory.publication.vocabulary import vocabulary
from observatory.sources import Problem
from observatory.sources.problems import count

SUSPICIONS = ("tenfold", "sign", "future", "out_of_order", "above_denominator", "not_its_parts", "lost", "official")


@dataclass(frozen=True, slots=True)
class Base:
    """The state that a preview was made on: identity of the database, and number of the last release."""

    identity: str
    last: int


@dataclass(frozen=True, slots=True)
class Preview:
    """A publication that may be made. withdraws: number of the release to take back, None when figures are added.

    tables: what to publish, by the names of the ledger: figures, contract tables; comparison is None when errors block.
    changes: rows of the contract's tables that differ; identical: rows given that are no news, by table.
    """

    base: Base
    given: tuple[Given, ...]
    files: tuple[Recognised, ...]
    problems: tuple[Problem, ...]
    tables: Mapping[str, bytes]
    figures_count: int
    withdraws: int | None
    comparison: Comparison | None
    changes: tuple[Change, ...] = ()
    identical: Mapping[str, int] = field(default_factory=dict)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """Problems that block."""
        return tuple(problem for problem in self.problems if problem.severity == "error")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """Problems that ask for a note."""
        return tuple(problem for problem in self.problems if problem.severity == "warning")

    @property
    def suspicions(self) -> dict[str, int]:
        """Suspicious figures by kind, those met only."""
        if self.comparison is None:
            return {}
        kinds = self.comparison.suspicions["kind"]
        return {kind: found for kind in SUSPICIONS if (found := int((kinds == kind).sum()))}

    @property
    def changes_nothing(self) -> bool:
        """Whether readers would see the same figures."""
        return (
            self.comparison is not None
            and not self.changes
            and self.comparison.targets.empty
            and not any(self.comparison.counts[verdict] for verdict in ("new", "changed", "removed", "consequence"))
            and not any(self.comparison.counts[f"outlines_{verdict}"] for verdict in ("new", "changed", "removed"))
        )

    @property
    def blocked(self) -> bool:
        """Whether it cannot be published."""
        return bool(self.errors) or self.comparison is None

    @property
    def needs_note(self) -> bool:
        """Whether a note must say why it is published all the same; a withdrawal always says why."""
        return bool(self.warnings or self.suspicions or self.withdraws is not None or self.changes_nothing)

    @property
    def counts(self) -> dict[str, int]:
        """Figures, outlines and rows of the contract by verdict, and statuses that change."""
        if self.comparison is None:
            return {}
        names = (*COUNTED, *(f"outlines_{verdict}" for verdict in OUTLINED))
        rows = counted(self.changes).values()
        contract = {f"contract_{verdict}": sum(one[verdict] for one in rows) for verdict in VERDICTS}
        contract["targets"] = len(self.comparison.targets)
        statuses = len(self.comparison.statuses)
        return {**{name: self.comparison.counts[name] for name in names}, **contract, "statuses": statuses}


def base_of(settings: config.Settings) -> Base:
    """The present state. Raises DashboardError when there is no database."""
    numbers = [first.release for first in ledger.first_releases(settings.data)]
    numbers += [entry.release for entry in ledger.entries(settings.data)]
    return Base(database.identity(), max(numbers, default=0))


def published_at(settings: config.Settings) -> datetime:
    """When a release made now is published (UTC): after every other one, even where the clock was ahead."""
    times = [first.published_at for first in ledger.first_releases(settings.data)]
    times += [entry.published_at for entry in ledger.entries(settings.data)]
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    return max([now, *(time + timedelta(seconds=1) for time in times)])


def check(files: Sequence[Given]) -> Preview:
    """What publishing these files would do; nothing is published, but a database older than the data folder is built again.

    Raises DashboardError when the state of the data folder forbids to tell.
    """
    settings = config.settings()
    bring_up_to_date()
    with tempfile.TemporaryDirectory(prefix="cap-quartiers-") as name, _still(settings, Path(name)) as (base, earlier):
        known = replace(vocabulary(settings.data), published=cache(partial(published, settings, earlier)))
        staged = stage(files, known)
        staged = _without_restated(staged, settings, earlier)
        meant = tuple(fractions(staged.figures, known))
        preview = Preview(
            base=base,
            given=tuple(files),
            files=staged.files,
            problems=(*staged.problems, *(one.problem for one in meant)),
            tables={**staged.amendment, **({ledger.OBSERVATIONS: staged.csv()} if staged.figures else {})},
            figures_count=len(staged.figures),
            withdraws=None,
            comparison=None,
            identical=staged.identical,
        )
        if preview.errors:
            return preview
        if not preview.tables:
            nothing = Problem(
                "error",
                _sole(files),
                (),
                "",
                "au moins un chiffre ou une ligne du contrat à publier",
                "aucun chiffre nouveau, aucune ligne nouvelle ou changée",
            )
            return replace(preview, problems=(*preview.problems, nothing))
        return _compared(preview, settings, earlier, Path(name), meant)


def check_withdrawal(number: int) -> Preview:
    """What taking release `number` back would do. Raises DashboardError when it cannot be taken back."""
    settings = config.settings()
    bring_up_to_date()
    taken_back(settings, number)
    with tempfile.TemporaryDirectory(prefix="cap-quartiers-") as name, _still(settings, Path(name)) as (base, earlier):
        preview = Preview(base, (), (), (), {}, 0, number, None)
        return _compared(preview, settings, earlier, Path(name))


def taken_back(settings: config.Settings, number: int) -> None:
    """Raise DashboardError unless release `number` stands and carries figures."""
    title = "Cette publication ne peut pas être retirée"
    entries = ledger.entries(settings.data)
    known = {first.release for first in ledger.first_releases(settings.data)} | {entry.release for entry in entries}
    if number not in known:
        raise DashboardError(title, f"Il n’y a pas de publication n° {number} ; l’historique donne les numéros.")
    if any(entry.release == number and entry.withdraws is not None for entry in entries):
        raise DashboardError(
            title, f"La publication n° {number} est elle-même un retrait : publiez de nouveau les fichiers d’origine."
        )
    for entry in entries:
        if entry.withdraws == number:
            raise DashboardError(title, f"La publication n° {number} est déjà retirée, par la n° {entry.release}.")


def bring_up_to_date() -> None:
    """Have the database show the data folder, so that only the publication makes a difference."""
    if publish.is_stale():
        publish.build()


@contextmanager
def _still(settings: config.Settings, folder: Path) -> Iterator[tuple[Base, Path]]:
    base = base_of(settings)
    with snapshot(settings.database, folder) as earlier:
        yield base, earlier


def _without_restated(staged: Staged, settings: config.Settings, earlier: Path) -> Staged:
    """The workbook comes filled in with figures in force: those left as they were are not published again."""
    books = {one.name for one in staged.files if one.kind == "workbook"}
    if not books:
        return staged
    known = restated(settings, earlier, staged.figures) if staged.figures else frozenset()
    kept = tuple(f for n, f in enumerate(staged.figures) if n not in known or f.observation.file not in books)
    left = len(staged.figures) - len(kept)
    told = [f"{count(left, 'chiffre')} déjà en vigueur, laissés tels quels"] if left else []
    in_books = [figure for figure in staged.figures if figure.observation.file in books]
    absent = left_out(settings, earlier, in_books, staged.delivered) if in_books or staged.delivered else ()
    if absent:
        stays = stays_in_force(absent, "chiffre")
        told.append(
            f"{stays} ; pour retirer un chiffre, gardez sa ligne, videz sa valeur et choisissez le statut « non disponible »"
        )
    notes = (Problem("note", sorted(books)[0], (), "", "", one) for one in told)
    return replace(staged, figures=kept, problems=(*staged.problems, *notes))


def _compared(
    preview: Preview, settings: config.Settings, earlier: Path, folder: Path, meant: Sequence[Fractions] = ()
) -> Preview:
    release = preview.base.last + 1
    entry = ledger.Entry(release, published_at(settings), "", "", (), preview.withdraws, folder=folder)
    for name, content in preview.tables.items():
        (folder / name).write_bytes(content)
    before = tuple(one for one in ledger.entries(settings.data) if one.release < release)
    entries = (*before, entry)
    today: date = datetime.now(UTC).date()
    try:
        with publish.built(settings, folder / "later.duckdb", entries) as later:
            subject = preview.withdraws or release
            official = [file.name for file in preview.files if file.kind == "official"]
            found = compare(settings, earlier, later, subject, today, perimeters.territories(preview.tables), official)
            if any(file.kind == "workbook" for file in preview.files):
                found = found.without("absent")
            for one in meant:
                found = found.unsuspected(one.indicator, one.file)
            surprises = () if preview.withdraws is not None else perimeters.surprises(preview.tables, found.outlines)
            rows = changes(settings.data, before, entries)
            told = (*preview.problems, *surprises, *found.cut())
            return replace(preview, comparison=found, changes=rows, problems=told)
    except DashboardError as error:
        name = _sole(preview.files) if preview.withdraws is None else f"publication n° {preview.withdraws}"
        refused = Problem("error", name, (), "", "", f"{error.title} : {error.message}".rstrip("."))
        return replace(preview, problems=(*preview.problems, refused))


def _sole(files: Sequence[Given | Recognised]) -> str:
    """The name of the only file, empty for several: what is found in them together may come from any of them."""
    return files[0].name if len(files) == 1 else ""
