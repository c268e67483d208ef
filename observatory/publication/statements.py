"""What people say beside the figures becomes a release like any other: dated, signed, never lost, taken back by another one."""

import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from observatory import config, contract_tables, ledger, publish
from observatory.contract_tables import Row
from observatory.errors import DashboardError
from observatory.publication.contract_changes import as_csv
from observatory.publication.preview import base_of, published_at
from observatory.secrecy import people

SAID = "said"
"""What the counts of such a release hold: it changes no figure."""


def state(table: str, author: str, note: str, changed: Callable[[Sequence[Row]], Sequence[Row]]) -> ledger.Entry | None:
    """Publish what `changed` makes of the rows of a table of the contract, those added, changed or taken away alone.

    author, note: of the release, in French. Returns the release, None when nothing changed. Raises DashboardError, with
    nothing changed, when `changed` does, when the database cannot be built, or when a publication goes on for too long.
    """
    settings = config.settings()
    kind = contract_tables.KINDS[table]
    with _turn(settings):
        before = contract_tables.rows(settings.data, ledger.entries(settings.data), table)
        after = changed(before)
        old, new = ({kind.key_of(row): row for row in some} for some in (before, after))
        given = [row for key, row in new.items() if old.get(key) != row]
        removed = [row for key, row in old.items() if key not in new]
        files = {kind.file: given, kind.removed_file: removed}
        tables = {file: contract_tables.to_csv(table, some) for file, some in files.items() if some}
        if not tables:
            return None
        entry = ledger.Entry(
            release=base_of(settings).last + 1,
            published_at=published_at(settings),
            author=author,
            note=note,
            files=(),
            withdraws=None,
            counts={SAID: len(given) + len(removed)},
        )
        report = as_csv(
            table,
            {key: row for key, row in old.items() if new.get(key) != row},
            {key: row for key, row in new.items() if old.get(key) != row},
            people.rule(settings.data),
        )
        staged = ledger.write(settings.data, entry, tables, [], report)
        try:
            publish.rebuild(settings, staged)
        finally:
            shutil.rmtree(staged.folder, ignore_errors=True)
    return ledger.read(ledger.root(settings.data) / f"{entry.release:04d}")


@contextmanager
def _turn(settings: config.Settings) -> Iterator[None]:
    """Be the sole writer, after waiting a little for a publication under way."""
    until = time.monotonic() + publish.PATIENCE
    while True:
        turn = publish._sole_writer(settings.database)
        try:
            turn.__enter__()
            break
        except DashboardError:
            if time.monotonic() > until:
                raise
        time.sleep(0.1)
    try:
        yield
    finally:
        turn.__exit__(None, None, None)
