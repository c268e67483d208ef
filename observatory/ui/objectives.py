"""The objectives of an axis in the contract's own words, with the statuses of the indicators that follow them."""

from collections.abc import Sequence
from html import escape

from observatory.answers.tallies import Tally
from observatory.progress import STATUSES
from observatory.selection import Selection
from observatory.texts import text
from observatory.ui.dress import block, status_sign
from observatory.ui.why import percentage


def objectives(tallies: Sequence[Tally], selection: Selection) -> None:
    """Draw one row an objective: code and wording, counts of statuses, completeness."""
    language = selection.language
    heads = "".join(
        f'<th scope="col">{escape(text(f"table.{key}", language))}</th>'
        for key in ("objective", "statuses", "completeness")
    )
    block(
        f'<table class="cq-table"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{''.join(_row(tally, selection) for tally in tallies)}</tbody></table>"
    )


def _row(tally: Tally, selection: Selection) -> str:
    language = selection.language
    objective = tally.objective
    counts = " ".join(
        f'<span class="cq-count">{status_sign(status, selection)} {tally.counts[status]}</span>'
        for status in STATUSES
        if tally.counts[status]
    )
    remark = ""
    if not tally.results:
        remark = f'<br><span class="cq-note">{escape(text("objective.no_result", language))}</span>'
    complete = percentage(tally.completeness_ratio, language) if tally.completeness_ratio is not None else "—"
    return (
        f'<tr><th scope="row"><b>{escape(objective.objective)}</b> {escape(objective.label.in_language(language))}'
        f'<br><span class="cq-note" lang="fr">{escape(objective.wording)}</span></th>'
        f'<td>{counts or "—"}{remark}</td><td class="cq-num">{complete}</td></tr>'
    )
