"""The gate: last year's financed actions without an evaluation."""

from dataclasses import replace
from html import escape

from observatory import answers
from observatory.answers import Action, Means, Narrowing
from observatory.money import euros
from observatory.selection import Selection
from observatory.texts import plural, text
from observatory.ui.actions import tables
from observatory.ui.actions.files import add_files
from observatory.ui.dress import demo_tag
from observatory.ui.panel import block


def add_gate(selection: Selection) -> None:
    """Draw last year's financed actions without an evaluation, all of them, whatever the filters."""
    language = selection.language
    found = answers.gate(selection)
    if found is None:
        return
    waiting = found.unevaluated
    demo = f" {demo_tag(language)}" if found.is_demo else ""
    said = text("actions.gate_open", language, year=found.year, total=found.financed)
    if waiting:
        said = plural("actions.gate_closed", len(waiting), language, year=found.year, total=found.financed)
    older = plural("actions.gate_older", found.older, language, year=found.year) if found.older else ""
    heads = f'<th scope="col">{escape(text("actions.gate_action", language))}</th>'
    heads += f'<th scope="col" class="cq-right">{escape(text("actions.gate_amount", language))}</th>'
    rows = "".join(
        f'<tr><th scope="row">{escape(a.title.in_language(language))}<small>{escape(_under(a, language))}</small></th>'
        f'<td class="cq-right cq-num">{escape(euros(a.planned_eur, language))}</td></tr>'
        for a in waiting
    )
    table = (
        f'<table class="cq-table cq-gate"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'
        if waiting
        else ""
    )
    block(
        f'<div class="cq-block"><h2>{escape(text("actions.gate", language))}{demo}</h2></div>'
        f'<p class="cq-gate-said{"" if waiting else " cq-gate-open"}">{escape(said)}</p>{table}'
        + (f'<p class="cq-note">{escape(older)}</p>' if older else "")
    )
    if waiting:
        title = text("actions.gate_title", language, year=found.year)
        contract = answers.catalogue(selection.release).contracts[selection.contract].name.in_language(language)
        which = text("actions.gate_which", language, contract=contract, year=found.year)
        twin = tables.gate_table(_of_any_year(selection), waiting, selection)
        add_files(f"cap-quartiers-avenant-{found.year}", title, twin, "gate", selection, bool(demo), which)


def _under(action: Action, language: str) -> str:
    return f"{action.operator} · {text(f'actions.state.{action.state}', language)}"


def _of_any_year(selection: Selection) -> Means:
    # The gate keeps to its own year, even when the reader looks at others.
    return answers.programme(Narrowing(), replace(selection, first_year=0, last_year=9999))
