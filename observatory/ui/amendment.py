"""Targets and milestones edited on the page, checked like a file and published as an amendment to the contract."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from observatory import answers, formats, publication
from observatory.catalogue import Catalogue, Contract
from observatory.publication import Aim, Preview
from observatory.selection import Selection
from observatory.series import Target
from observatory.sources import cells
from observatory.texts import plural, text
from observatory.ui.access import may_write
from observatory.ui.dress import error
from observatory.ui.panel import block
from observatory.ui.publish import ROUND, kept, publication_form, show_preview

_PREVIEW, _ASKED = "amendment-preview", "amendment-asked"
_FIRST, _LAST = ("indicator", "territory", "measure", "value", "deadline"), ("baseline", "baseline_period", "reference")
_FIGURES = ("value", "baseline")
_THOUSANDS = re.compile(r"[+\-\u2212]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?")
HEIGHT = 420


def publish_targets(selection: Selection) -> None:
    """Draw the targets in force of the contract for editing; what an amendment would change, and the form that publishes it."""
    language = selection.language
    known = answers.catalogue(selection.release)
    contract = known.contracts[selection.contract]
    lead = text("amendment.lead", language, contract=contract.name.in_language(language))
    block(
        f'<div class="cq-block"><h2>{escape(text("amendment.title", language))}</h2>'
        f'<p class="cq-sub">{escape(lead)}</p></div>'
    )
    with st.expander(text("amendment.open", language), icon=":material/edit_note:"):
        _edit(selection, known, contract)


def _edit(selection: Selection, known: Catalogue, contract: Contract) -> None:
    language, turn = selection.language, st.session_state.get(ROUND, 0)
    goals = answers.goals(contract.contract, selection.show_demo, selection.release)
    last = answers.last_amendment(contract.contract, selection.show_demo, selection.release)
    today = datetime.now(UTC).date()
    number, signed, subject = st.columns([1, 1, 3], gap="small")
    number_given = number.number_input(
        text("amendment.number", language), last + 1, last + 99, last + 1, key=f"amendment-number-{turn}"
    )
    signed_on = signed.date_input(
        text("amendment.signed_on", language),
        max(today, contract.starts_on),
        min_value=contract.starts_on,
        max_value=max(today, contract.starts_on),
        format="DD/MM/YYYY",
        key=f"amendment-day-{turn}",
    )
    subject_given = subject.text_input(
        text("amendment.subject", language),
        max_chars=300,
        placeholder=text("amendment.subject_example", language),
        key=f"amendment-subject-{turn}",
    )
    years = _years(goals, contract)
    before = grid(goals, years, known, language)
    edited = st.data_editor(
        before,
        num_rows="add",
        height=HEIGHT,
        hide_index=True,
        column_config=_columns(known, years, language),
        disabled=not may_write(),
        placeholder="",
        key=f"amendment-table-{contract.contract}-{turn}",
        alt=text("amendment.table", language, contract=contract.name.in_language(language)),
    )
    block(f'<p class="cq-note">{escape(text("amendment.help", language))}</p>')
    signed_aims, _ = read_grid(before, before, goals, years, language)
    edited_aims, unread = read_grid(edited, before, goals, years, language)
    for title, why in unread:
        error(title, why)
    changed = () if unread else publication.amended(signed_aims, edited_aims)
    if _moves_baseline(signed_aims, edited_aims):
        st.warning(text("amendment.baseline_kept", language), icon=":material/info:")
    amendment = publication.Amendment(contract.contract, int(number_given), signed_on, subject_given.strip())
    periods = {i.indicator: i.period_kind for i in known.indicators.values()}
    made = publication.amendment_files(amendment, changed, periods) if changed else []
    identity = tuple(one.content for one in made)
    st.button(
        plural("amendment.check", len(changed), language) if changed else text("amendment.nothing", language),
        icon=":material/difference:",
        disabled=not changed,
        key=f"amendment-check-{turn}",
        on_click=_ask,
        args=(identity,),
    )
    if not changed or st.session_state.get(_ASKED) != identity:
        return

    def look() -> Preview:
        return publication.check(made)

    preview = kept(_PREVIEW, identity, look, language)
    if preview is not None:
        show_preview(preview, language, "amendment")
        publication_form(preview, language, _PREVIEW, text("amendment.button", language, number=int(number_given)))


def _moves_baseline(before: Sequence[Aim], after: Sequence[Aim]) -> bool:
    """Whether the baseline of a signed target was typed over, which an amendment cannot do."""
    known = {one.key: (one.baseline_period, one.baseline_value) for one in before}
    return any(one.key in known and known[one.key] != (one.baseline_period, one.baseline_value) for one in after)


def _ask(identity: tuple[bytes, ...]) -> None:
    st.session_state[_ASKED] = identity


def _years(goals: Sequence[Target], contract: Contract) -> tuple[int, ...]:
    """Years that may hold a milestone: those of the contract still to come, and those that have one."""
    asked = {day.year for goal in goals for day, _ in goal.milestones}
    last = max([contract.ends_on.year, *(goal.deadline.year for goal in goals)])
    first = max([contract.starts_on.year, *(goal.baseline_period.year + 1 for goal in goals)])
    return tuple(sorted(asked | set(range(min(first, last), last + 1))))


def grid(goals: Sequence[Target], years: Sequence[int], known: Catalogue, language: str) -> pd.DataFrame:
    """One row a target in force; a column a year for its milestones.

    Figures are words of the page's language: columns of numbers are read by the browser's, where 37,5 may be 375.
    """

    def said(goal: Target, value: float | None) -> str | None:
        return None if value is None else formats.number(value, known.indicators[goal.indicator].decimals, language)

    rows = [
        {
            "indicator": goal.indicator,
            "territory": goal.territory,
            "measure": goal.measure,
            "reference": goal.reference or None,
            "baseline": said(goal, goal.baseline_value),
            "baseline_period": goal.baseline_period,
            "value": said(goal, goal.value),
            "deadline": goal.deadline,
            **{str(day.year): said(goal, value) for day, value in goal.milestones},
        }
        for goal in goals
    ]
    frame = pd.DataFrame(rows, columns=[*_FIRST, *map(str, years), *_LAST])
    words = ("indicator", "territory", "measure", "reference", *_FIGURES, *map(str, years))
    return frame.astype(dict.fromkeys(words, "object"))


def _columns(known: Catalogue, years: Sequence[int], language: str) -> dict[str, Any]:
    places = [t.territory for t in known.territories.values() if t.level != "school"]
    named = Counter(known.territory_label(code, language) for code in places)

    def place(value: object) -> str:
        code = str(value)
        name = known.territory_label(code, language)
        return f"{name} ({code})" if named[name] > 1 else name

    def measured(value: object) -> str:
        code = str(value)
        found = known.indicators.get(code)
        return f"{code} · {found.short_name.in_language(language)}" if found else code

    def said(name: str) -> str:
        return text(f"amendment.column.{name}", language)

    config = st.column_config
    # What an amendment changes comes first: the baseline and its reference stay those of the contract as signed.
    return {
        "indicator": config.SelectboxColumn(
            said("indicator"),
            options=list(known.indicators),
            format_func=measured,
            required=True,
            pinned=True,
            width=200,
        ),
        "territory": config.SelectboxColumn(
            said("territory"), options=places, format_func=place, required=True, width=165
        ),
        "measure": config.SelectboxColumn(
            said("measure"),
            options=["level", "gap"],
            format_func=lambda code: text(f"publish.measure.{code}", language),
            required=True,
            default="level",
            width=80,
        ),
        "value": config.TextColumn(said("value"), required=True, alignment="right", width=80),
        "deadline": config.DateColumn(said("deadline"), format="DD/MM/YYYY", required=True, width=105),
        **{
            str(year): config.TextColumn(
                text("amendment.column.milestone", language, year=year), alignment="right", width=105
            )
            for year in years
        },
        "baseline": config.TextColumn(
            said("baseline"), help=text("amendment.baseline_help", language), alignment="right", width=130
        ),
        "baseline_period": config.DateColumn(said("baseline_period"), format="DD/MM/YYYY", width=130),
        "reference": config.SelectboxColumn(
            said("reference"),
            options=places,
            format_func=place,
            help=text("amendment.reference_help", language),
            width=150,
        ),
    }


def read_grid(
    frame: pd.DataFrame, shown: pd.DataFrame, goals: Sequence[Target], years: Sequence[int], language: str
) -> tuple[list[Aim], list[tuple[str, str]]]:
    """The targets of an edited grid, and a title and sentence for each cell that is no number.

    shown: the grid as `grid` made it of `goals`. A figure left as it was shown keeps the digits that are not shown.
    """
    names = (*_FIGURES, *map(str, years))
    asked = [_exact(goal, years) for goal in goals]
    before = shown.to_dict("records")
    unread: list[tuple[str, str]] = []

    def amount(row: Mapping[Any, Any], number: int, name: str) -> float | None:
        typed = _words(row[name])
        if number < len(goals) and typed == _words(before[number][name]):
            return asked[number].get(name)
        found = number_of(typed, language)
        if isinstance(found, str):
            key = name if name in _FIGURES else "milestone"
            column = text(f"amendment.column.{key}", language, year=name)
            title = text("amendment.unread", language, row=number + 1, column=column, typed=found)
            unread.append((title, text("amendment.unread_why", language)))
            return None
        return found

    aims = []
    for number, row in enumerate(frame.to_dict("records")):
        figures = {name: amount(row, number, name) for name in names}
        aims.append(
            Aim(
                _words(row["indicator"]),
                _words(row["territory"]),
                _words(row["measure"]) or "level",
                _words(row["reference"]),
                _day(row["baseline_period"]),
                figures["baseline"],
                _day(row["deadline"]),
                figures["value"],
                tuple((year, found) for year in years if (found := figures[str(year)]) is not None),
            )
        )
    return aims, unread


def number_of(typed: str, language: str) -> float | None | str:
    """The number typed on a page of that language, None for an empty cell; what was typed when it is no number."""
    said = typed.replace(",", "") if language == "en" and _THOUSANDS.fullmatch(typed.strip()) else typed
    cell = cells.parse(said)
    if cell is None or cell.status not in {"published", "empty"}:
        return typed
    return None if cell.value is None else float(cell.value)


def _exact(goal: Target, years: Sequence[int]) -> dict[str, float | None]:
    steps = {str(day.year): value for day, value in goal.milestones if day.year in years}
    return {"value": goal.value, "baseline": goal.baseline_value, **steps}


def _words(value: object) -> str:
    return value if isinstance(value, str) else ""


def _day(value: object) -> date | None:
    return None if pd.isna(value) else pd.Timestamp(value).date()  # type: ignore[call-overload, arg-type]
