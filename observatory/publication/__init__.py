"""Import and publication: files become a preview, a preview becomes a release, a release can be taken back.

`check` reads files and says what publishing them would do; `commit` publishes that, all or nothing; `check_withdrawal`
and `commit` take a release back; `state` publishes what people say; `history` tells them all; `resume` says what a stop left behind.
"""

from observatory.publication.amendments import Aim, Amendment, amended
from observatory.publication.amendments import files as amendment_files
from observatory.publication.commit import commit, resume
from observatory.publication.history import Release, details, difference, export, history, interruptions
from observatory.publication.perimeters import export as export_outlines
from observatory.publication.preview import Preview, check, check_withdrawal
from observatory.publication.report import (
    by_source,
    changed,
    figures,
    problems,
    statuses,
    summary,
    suspicions,
    tables,
    to_csv,
    warnings,
)
from observatory.publication.staging import Given
from observatory.publication.statements import state

__all__ = [
    "Aim", "Amendment", "Given", "Preview", "Release", "amended", "amendment_files", "by_source", "changed", "check", "check_withdrawal", "commit", "details", "difference", "export",
    "export_outlines", "figures", "history", "interruptions", "problems", "resume", "state", "statuses", "summary", "suspicions", "tables",
    "to_csv", "warnings",
]  # fmt: skip
