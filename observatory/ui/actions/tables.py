"""Tables of the actions page, exactly as shown and as exported: amounts are exact decimals, dates are dates."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd

from observatory import answers
from observatory.answers import Action, Funding, Means
from observatory.formats import day, number
from observatory.money import NOTHING, Flow, Outcome, PerHead, euros
from observatory.selection import Selection
from observatory.texts import text

if TYPE_CHECKING:
    from pandas.io.formats.style import Styler

SIGN = "s"
"""What stands for a number or a text that statistical secrecy hides."""
_COUNTS = ("planned_people", "actual_people", "residents", "women", "population")
_SHORT = "short"
"""Attribute of a table: what the screen, whose rows are of one line, says instead of a column that is whole in files, by heading."""
_NAMED = 2
"""Funders of an action that the screen names; of others it says how many."""
_OF_WHAT = re.compile(r" (\(|des? |du |d[’']).*")
"""What follows the kind of a funder in its name: a programme in brackets, a place."""
_AWAITED = "awaited"
"""Attribute of a table: its rows of a year that was not over on a past day, where the screen says so in empty cells."""
_SAID = "said"
"""Attribute of a table: what it says there."""
_UNTIL_OVER = ("paid", "actual_people", "residents", "women", "evaluated_on")
_FILES_ONLY = "files_only"
"""Attribute of a table: headings of its columns that its files have and the screen, which says them in words, has not."""


def _frame(
    rows: Sequence[Sequence[Any]], names: Sequence[str], language: str, more: Sequence[str] = ()
) -> pd.DataFrame:
    """A table with a column for each name and, after them, for each heading of `more`."""
    headings = [text(f"actions.column.{name}", language) for name in names]
    frame = pd.DataFrame(rows, columns=[*headings, *more], dtype=object)
    counted = [h for h, name in zip(headings, names, strict=True) if name in _COUNTS]
    return frame.astype({h: "Int64" for h in counted if not (frame[h] == SIGN).any()})


def _ranked(fundings: Iterable[Funding]) -> list[Funding]:
    return sorted(fundings, key=lambda one: -one.planned_eur)


def _by_funder(fundings: Iterable[Funding]) -> dict[str, Decimal]:
    """What each funder plans, all its kinds of credit together, the largest first."""
    sums: dict[str, Decimal] = {}
    for one in fundings:
        sums[one.funder] = sums.get(one.funder, NOTHING) + one.planned_eur
    return dict(sorted(sums.items(), key=lambda pair: -pair[1]))


def _said(amounts: Mapping[str, Decimal], language: str) -> str:
    return ", ".join(f"{funder} {euros(amount, language)}" for funder, amount in amounts.items())


def _named(amounts: Mapping[str, Decimal]) -> str:
    """`État, Ville +2`: the largest funders by what their names begin with, and how many others there are."""
    names = [_OF_WHAT.sub("", funder) for funder in amounts]
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" +{more}" if more > 0 else "")


def _told(action: Action, column: str, said: int | str | None) -> int | str | None:
    return SIGN if column in action.secret else said


def actions_table(
    actions: Sequence[Action], axes: dict[str, str], fundings: dict[str, tuple[Funding, ...]], selection: Selection
) -> pd.DataFrame:
    """One row an action: what, where, who, when, euros planned, paid and of ordinary law, funders, persons, evaluation, and,
    in files, what each funder plans in a column of its own, 0 where it is not a funder of the action.

    axes: the axis of each action; an amount or number that is not known yet, or that no funder brings, is an empty cell, one that is secret is SIGN.
    """
    language = selection.language
    known = answers.catalogue(selection.release)
    framework = known.contracts[selection.contract].framework
    planned = {a.action: _by_funder(fundings.get(a.action, ())) for a in actions}
    funders = _by_funder(one for a in actions for one in fundings.get(a.action, ()))
    rows = []
    for a in actions:
        rows.append(
            (
                a.action,
                a.title.in_language(language),
                known.axes[framework, axes[a.action]].short_name.in_language(language),
                " ".join(a.objectives),
                str(a.year),
                text(f"actions.state.{a.state}", language),
                a.budget_eur,
                a.paid_eur,
                answers.ordinary(fundings.get(a.action, ())) if a.is_funded else None,
                _said(planned[a.action], language),
                a.planned_beneficiaries,
                _told(a, "actual_beneficiaries", a.actual_beneficiaries),
                _told(a, "resident_beneficiaries", a.resident_beneficiaries),
                _told(a, "women_beneficiaries", a.women_beneficiaries),
                a.evaluated_on,
                a.evaluated_by,
                a.operator,
                ", ".join(known.territory_label(t, language) for t in a.territories),
                _told(a, "result_fr", a.result),
                text(f"origin.{a.origin}", language),
                *(planned[a.action].get(funder, NOTHING) for funder in funders),
            )
        )
    names = (
        "code", "action", "axis", "objectives", "year", "state", "planned", "paid", "ordinary", "funders",
        "planned_people", "actual_people", "residents", "women", "evaluated_on", "evaluated_by", "operator", "territories", "result", "origin",
    )  # fmt: skip
    own = [text("actions.column.planned_by", language, funder=funder) for funder in funders]
    frame = _frame(rows, names, language, own)
    frame.attrs[_FILES_ONLY] = own
    frame.attrs[_SHORT] = {text("actions.column.funders", language): [_named(planned[a.action]) for a in actions]}
    frame.attrs[_AWAITED] = [
        row for row, a in enumerate(actions) if a.state != "cancelled" and answers.under_way(a.year, selection)
    ]
    frame.attrs[_SAID] = year_under_way(selection)
    return frame


def year_under_way(selection: Selection) -> str:
    """What an empty cell of a year that was not over says on a past day; empty for today."""
    if selection.as_of is None:
        return ""
    return text("actions.year_under_way", selection.language, day=day(selection.as_of, selection.language))


def fundings_table(
    actions: Sequence[Action], fundings: Mapping[str, tuple[Funding, ...]], language: str
) -> pd.DataFrame:
    """One row an action, funder and kind of credit: euros planned and paid, to the cent, the largest of an action first."""
    rows = [
        (
            a.action,
            a.title.in_language(language),
            one.funder,
            text(f"actions.kind.{one.kind}", language),
            one.planned_eur,
            one.paid_eur,
        )
        for a in actions
        for one in _ranked(fundings.get(a.action, ()))
    ]
    return _frame(rows, ("code", "action", "funder", "kind", "planned", "paid"), language)


def flows_table(flows: Sequence[Flow], selection: Selection) -> pd.DataFrame:
    """One row a funder, kind of credit and axis: euros planned and paid."""
    language = selection.language
    known = answers.catalogue(selection.release)
    framework = known.contracts[selection.contract].framework
    rows = [
        (
            f.funder,
            text(f"actions.kind.{f.kind}", language),
            known.axes[framework, f.axis].name.in_language(language),
            f.planned_eur,
            f.paid_eur,
        )
        for f in flows
    ]
    return _frame(rows, ("funder", "kind", "axis", "planned", "paid"), language)


def heads_table(heads: Sequence[PerHead], selection: Selection) -> pd.DataFrame:
    """One row a neighbourhood (and year): inhabitants, their year, euros per inhabitant to the cent."""
    language = selection.language
    known = answers.catalogue(selection.release)

    def cents(amount: Decimal, head: PerHead) -> Decimal | None:
        return amount.quantize(Decimal("0.01")) if head.population is not None else None

    rows = [
        (
            known.territory_label(h.territory, language),
            str(h.year) if h.year else text("actions.all_years", language),
            h.population,
            str(h.population_year or ""),
            cents(h.own_eur, h),
            cents(h.shared_eur, h),
            cents(h.total_eur, h),
        )
        for h in heads
    ]
    names = ("territory", "year", "population", "population_year", "own_head", "shared_head", "total_head")
    return _frame(rows, names, language)


def outcomes_table(outcomes: Sequence[Outcome], selection: Selection) -> pd.DataFrame:
    """One row an axis: euros planned and paid, persons planned and reached, of whom residents and women, empty where nobody counted them."""
    language = selection.language
    known = answers.catalogue(selection.release)
    framework = known.contracts[selection.contract].framework
    rows = [
        (
            known.axes[framework, o.axis].name.in_language(language),
            o.planned_eur, o.paid_eur, o.planned_people, o.actual_people,
            o.residents if o.residents_of else None, o.women if o.women_of else None,
        )
        for o in outcomes
    ]  # fmt: skip
    names = ("axis", "planned", "paid", "planned_people", "actual_people", "residents", "women")
    return _frame(rows, names, language)


def gate_table(found: Means, waiting: Sequence[Action], selection: Selection) -> pd.DataFrame:
    """The actions that block the amendment, with the columns of `actions_table`."""
    return actions_table(waiting, dict(found.axes), dict(found.fundings), selection)


def display(frame: pd.DataFrame, language: str) -> "Styler":
    """The frame in the reader's typography (12 345,60 €; 4 février 2021), still sorted by its values, without the columns that
    are for files, in rows of one line.
    """
    frame = frame.drop(columns=frame.attrs.get(_FILES_ONLY, [])).assign(**frame.attrs.get(_SHORT, {}))

    def shown(value: Any) -> str:
        if value is None or value is pd.NA or (not isinstance(value, str) and pd.isna(value)):
            return ""
        if isinstance(value, Decimal):
            return euros(value, language)
        if isinstance(value, date):
            return day(value, language)
        return value if isinstance(value, str) else number(int(value), 0, language)

    typed, secret = frame.copy(), frame == SIGN
    for heading in frame.columns[secret.any()]:
        numbers = [value for value in frame[heading] if isinstance(value, int)]
        if numbers or not any(isinstance(value, str) and value != SIGN for value in frame[heading]):
            # A column of numbers is sorted as such, what is secret last.
            typed[heading] = frame[heading].where(~secret[heading], None).astype("Int64")
    style = typed.style.format(shown)
    for heading in frame.columns[secret.any()]:
        style = style.format(lambda _: SIGN, subset=(frame.index[secret[heading]], heading))
    for heading in (text(f"actions.column.{name}", language) for name in _UNTIL_OVER):
        if heading in frame and (
            empty := [row for row in frame.attrs.get(_AWAITED, ()) if pd.isna(frame[heading].iloc[row])]
        ):
            style = style.format(lambda _: frame.attrs[_SAID], subset=(frame.index[empty], heading))
    return style
