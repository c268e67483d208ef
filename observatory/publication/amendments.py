"""An amendment to the contract typed in on a page: what was edited becomes two files, read and published like any other.

The files are what a sheet Cibles and a sheet Jalons would say, so that nothing is checked twice in two ways.
"""

import csv
import io
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from observatory.contract_sheets import MEASURES
from observatory.publication.staging import Given
from observatory.publication.targets import MILESTONE_HEADINGS, TARGET_HEADINGS
from observatory.publication.tidy import read_period


@dataclass(frozen=True, slots=True)
class Aim:
    """A target as edited, values in the indicator's unit; milestones by year; None for a cell left empty."""

    indicator: str
    territory: str
    measure: str
    reference: str
    baseline_period: date | None
    baseline_value: float | None
    deadline: date | None
    value: float | None
    milestones: tuple[tuple[int, float], ...]

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What there is one target in force of."""
        return self.indicator, self.territory, self.measure, self.reference


@dataclass(frozen=True, slots=True)
class Amendment:
    """Who is amended, under which number, on which day, and why in one sentence."""

    contract: str
    number: int
    signed_on: date
    subject: str


def amended(before: Sequence[Aim], after: Sequence[Aim]) -> tuple[Aim, ...]:
    """The targets that were changed or added, in the order of `after`; rows with nothing in them are left out."""
    known = {one.key: one for one in before}
    return tuple(one for one in after if any(one.key) and (one.key not in known or _differs(known[one.key], one)))


def files(amendment: Amendment, aims: Sequence[Aim], periods: Mapping[str, str]) -> list[Given]:
    """The files that publish these targets; periods: how each indicator's periods are worded, for the day of a milestone."""
    words = {code: word for word, code in MEASURES.items()}
    targets = [
        (
            amendment.contract, one.indicator, one.territory, words.get(one.measure, one.measure), one.reference,
            one.baseline_period, one.baseline_value, one.deadline, one.value, amendment.number, amendment.signed_on,
            amendment.subject,
        )
        for one in aims
    ]  # fmt: skip
    steps = [
        (
            amendment.contract, one.indicator, one.territory, words.get(one.measure, one.measure), amendment.number,
            read_period(str(year), periods.get(one.indicator, "year")), value, one.reference,
        )
        for one in aims
        for year, value in one.milestones
    ]  # fmt: skip
    name = f"avenant-{amendment.number}"
    made = [Given(f"{name}-cibles.csv", _csv(TARGET_HEADINGS.values(), targets))]
    return [*made, *([Given(f"{name}-jalons.csv", _csv(MILESTONE_HEADINGS.values(), steps))] if steps else [])]


def _differs(before: Aim, after: Aim) -> bool:
    """Whether what an amendment may change is not the same: the baseline stays that of the contract as signed."""
    if (before.deadline, before.value) != (after.deadline, after.value):
        return True
    return dict(before.milestones) != dict(after.milestones)


def _csv(headings: Iterable[str], rows: Iterable[Sequence[Any]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(headings)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, float):
        return f"{value:.15g}".replace(".", ",")
    return value.isoformat() if isinstance(value, date) else str(value)
