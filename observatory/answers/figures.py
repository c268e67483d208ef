"""Figures over time, the targets they head for, and the proof of one of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from observatory import database
from observatory.answers.known import catalogue
from observatory.selection import Selection
from observatory.series import Point, Series, Target


def series(
    indicators: Sequence[str], territories: Sequence[str], selection: Selection
) -> dict[tuple[str, str], Series]:
    """Series by (indicator, territory), for the years of the selection; pairs without any row are absent."""
    points: dict[tuple[str, str], list[Point]] = {}
    for row in database.ask(
        "series",
        indicators=list(indicators),
        territories=list(territories),
        first_year=selection.first_year,
        last_year=selection.last_year,
        show_demo=selection.show_demo,
    ):
        point = Point(row.period, row.value, row.status, row.reason or "", row.denominator, row.origin)
        points.setdefault((row.indicator, row.territory), []).append(point)
    return {key: Series(*key, tuple(found)) for key, found in points.items()}


def targets(
    indicators: Sequence[str], territories: Sequence[str], selection: Selection
) -> dict[tuple[str, str, str], Target]:
    """Targets in force by (indicator, territory, measure)."""
    found: dict[tuple[str, str, str], Target] = {}
    own = catalogue(selection.release).contracts[selection.contract].reference
    for row in database.ask(
        "targets",
        contract=selection.contract,
        indicators=list(indicators),
        territories=list(territories),
        show_demo=selection.show_demo,
    ):
        key = row.indicator, row.territory, row.measure
        if key in found and found[key].reference == own:
            # Of several gaps with a target, the one to the contract's own reference is drawn.
            continue
        milestones = tuple(zip(row.milestone_periods or (), row.milestone_values or (), strict=True))
        found[key] = Target(
            row.indicator,
            row.territory,
            row.measure,
            row.reference or "",
            row.baseline_period,
            row.baseline_value,
            row.deadline,
            row.value,
            milestones,
            row.amendment,
            row.origin,
        )
    return found


@dataclass(frozen=True, slots=True)
class Proof:
    """Where one figure comes from: value and parts (in its unit), source, file with line, release and when it became known.

    value is None when the status hides it; file and row are those of the source's own publication.
    """

    value: float | None
    status: str
    reason: str
    numerator: float | None
    denominator: float | None
    origin: str
    source: str
    file: str
    row: int | None
    release: int
    published_at: datetime


def proof(indicator: str, territory: str, period: date) -> Proof | None:
    """The proof of one figure in force, or None when there is none."""
    for r in database.ask("figure_proof", indicator=indicator, territory=territory, period=period):
        return Proof(
            r.value, r.status, r.reason or "", r.numerator, r.denominator, r.origin, r.source or "", r.file or "", r.row,
            r.release, r.published_at,
        )  # fmt: skip
    return None
