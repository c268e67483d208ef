"""Targets and milestones edited on the page, checked like a file and published as an amendment to the contract."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from observatory import answers, publication
from observatory.catalogue import Catalogue, Contract
from observatory.publication import Aim, Preview
from observatory.selection import Selection
from observatory.series import Target
from observatory.texts import plural, text
from observatory.ui.access import may_write
from observatory.ui.panel import block
from observatory.ui.publish import ROUND, kept, publication_form, show_preview

_PREVIEW, _ASKED = "amendment-preview", "amendment-asked"
_COLUMNS = ("indicator", "territory", "measure", "value", "deadline", "baseline", "baseline_period", "reference")
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
    number, signed, subject = st.columns([1, 1, 3], gap="small")
    number_given = number.number_input(
        text("amendment.number", language), last + 1, last + 99, last + 1, key=f"amendment-number-{turn}"
    )
    signed_on = signed.date_input(
        text("amendment.signed_on", language),
        datetime.now(UTC).date(),
        min_value=contract.starts_on,
        max_value=date(2100, 12, 31),
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
    before = _frame(goals, years)
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
    signed_aims, edited_aims = _aims(before, years), _aims(edited, years)
    changed = publication.amended(signed_aims, edited_aims)
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


def _frame(goals: Sequence[Target], years: Sequence[int]) -> pd.DataFrame:
    """One row a target in force; a column a year for its milestones."""
    rows = [
        {
            "indicator": goal.indicator,
            "territory": goal.territory,
            "measure": goal.measure,
            "reference": goal.reference or None,
            "baseline": goal.baseline_value,
            "baseline_period": goal.baseline_period,
            "value": goal.value,
            "deadline": goal.deadline,
            **{str(day.year): value for day, value in goal.milestones},
        }
        for goal in goals
    ]
    frame = pd.DataFrame(rows, columns=[*_COLUMNS, *map(str, years)])
    numbers = ["baseline", "value", *map(str, years)]
    words = ("indicator", "territory", "measure", "reference")
    return frame.astype({**dict.fromkeys(numbers, "float64"), **dict.fromkeys(words, "object")})


def _columns(known: Catalogue, years: Sequence[int], language: str) -> dict[str, Any]:
    def place(value: object) -> str:
        code = str(value)
        return f"{known.territory_label(code, language)} ({code})"

    def measured(value: object) -> str:
        code = str(value)
        found = known.indicators.get(code)
        return f"{code} · {found.short_name.in_language(language)}" if found else code

    def said(name: str) -> str:
        return text(f"amendment.column.{name}", language)

    places = [t.territory for t in known.territories.values() if t.level != "school"]
    config = st.column_config
    return {
        "indicator": config.SelectboxColumn(
            said("indicator"),
            options=list(known.indicators),
            format_func=measured,
            required=True,
            pinned=True,
            width=235,
        ),
        "territory": config.SelectboxColumn(
            said("territory"), options=places, format_func=place, required=True, pinned=True, width=150
        ),
        "measure": config.SelectboxColumn(
            said("measure"),
            options=["level", "gap"],
            format_func=lambda code: text(f"publish.measure.{code}", language),
            required=True,
            default="level",
            width=80,
        ),
        "reference": config.SelectboxColumn(
            said("reference"),
            options=places,
            format_func=place,
            help=text("amendment.reference_help", language),
            width=130,
        ),
        "baseline": config.NumberColumn(
            said("baseline"), format="localized", help=text("amendment.baseline_help", language), width=110
        ),
        "baseline_period": config.DateColumn(said("baseline_period"), format="DD/MM/YYYY", width=110),
        "value": config.NumberColumn(said("value"), required=True, format="localized", width=80),
        "deadline": config.DateColumn(said("deadline"), format="DD/MM/YYYY", required=True, width=110),
        **{
            str(year): config.NumberColumn(
                text("amendment.column.milestone", language, year=year), format="localized", width=100
            )
            for year in years
        },
    }


def _aims(frame: pd.DataFrame, years: Sequence[int]) -> list[Aim]:
    def words(value: object) -> str:
        return value if isinstance(value, str) else ""

    def amount(value: object) -> float | None:
        return None if pd.isna(value) else float(value)  # type: ignore[call-overload, arg-type]

    def day(value: object) -> date | None:
        return None if pd.isna(value) else pd.Timestamp(value).date()  # type: ignore[call-overload, arg-type]

    return [
        Aim(
            words(row["indicator"]),
            words(row["territory"]),
            words(row["measure"]) or "level",
            words(row["reference"]),
            day(row["baseline_period"]),
            amount(row["baseline"]),
            day(row["deadline"]),
            amount(row["value"]),
            tuple((year, found) for year in years if (found := amount(row[str(year)])) is not None),
        )
        for row in frame.to_dict("records")
    ]
