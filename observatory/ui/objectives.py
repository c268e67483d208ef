"""The objectives of an axis in the contract's own words, and the statuses of indicators, counted."""

from collections.abc import Sequence
from html import escape

from observatory.answers import Tally
from observatory.catalogue import Objective
from observatory.formats import number, with_symbol
from observatory.progress import STATUSES
from observatory.selection import Selection
from observatory.texts import text
from observatory.ui.dress import status_sign
from observatory.ui.links import link
from observatory.ui.panel import block
from observatory.ui.why import percentage


def objectives(tallies: Sequence[tuple[Objective, Tally]], selection: Selection) -> None:
    """Draw one row an objective: code and wording, counts of statuses, completeness."""
    language = selection.language
    heads = "".join(
        f'<th scope="col">{escape(text(f"table.{key}", language))}</th>'
        for key in ("objective", "statuses", "completeness")
    )
    block(
        f'<table class="cq-table"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{''.join(_row(objective, tally, selection) for objective, tally in tallies)}</tbody></table>"
    )


def _row(objective: Objective, tally: Tally, selection: Selection) -> str:
    language = selection.language
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


def complete(tally: Tally, language: str) -> str:
    """`Statuts connus : 17 sur 29 (59 %)`: the completeness of the contract's method."""
    share = "—"
    if tally.completeness_ratio is not None:
        share = with_symbol(number(100 * tally.completeness_ratio, 0, language), "%", language)
    return text("overview.complete", language, share=share, known=tally.known, total=tally.pairs)


def status_links(axis: str, tally: Tally, selection: Selection) -> str:
    """Items of an HTML list: each known status of an axis with its number, which leads to these indicators; else that nothing is judged."""
    items = "".join(
        f"<li>{link(axis, f'{status_sign(status, selection, short=True)} <b>{tally.counts[status]}</b>', status=status)}</li>"
        for status in STATUSES[:-1]
        if tally.counts[status]
    )
    return items or f'<li class="cq-muted">{escape(text("overview.no_target", selection.language))}</li>'
