"""A figure as read, and how figures are written in `data/observations`: tidy, always in the same order."""

import csv
import datetime
import io
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from observatory.sources.cells import written

COLUMNS = (
    "indicator", "territory", "period", "value", "status", "reason", "numerator", "denominator", "origin", "source",
    "file", "row",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Observation:
    """One figure. value, numerator, denominator: exact, in the indicator's unit; value is None when `status` says why.

    row: line in the file, the first one for a count of rows; None when the figure is that no such row exists (0).
    """

    indicator: str
    territory: str
    period: datetime.date
    value: Decimal | None
    status: str
    reason: str
    numerator: Decimal | None
    denominator: Decimal | None
    source: str
    file: str
    row: int | None

    @property
    def key(self) -> tuple[str, str, datetime.date]:
        """What there may be one current figure of."""
        return self.indicator, self.territory, self.period


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """A school of a file: name and sector as the file writes them, commune as our code, kind collège or lycée."""

    territory: str
    name: str
    commune: str
    sector: str
    kind: str


def to_csv(observations: Iterable[Observation], origin: str = "official") -> bytes:
    """The figures as the bytes of a file of `data/observations`: `;`, UTF-8 with BOM, decimal comma, sorted."""
    lines = (
        (
            figure.indicator, figure.territory, figure.period.isoformat(), written(figure.value), figure.status,
            figure.reason, written(figure.numerator), written(figure.denominator), origin, figure.source, figure.file,
            "" if figure.row is None else str(figure.row),
        )
        for figure in sorted(observations, key=lambda figure: (figure.key, figure.file, figure.row or 0))
    )  # fmt: skip
    return table_to_csv(COLUMNS, lines)


def table_to_csv(columns: Iterable[str], lines: Iterable[Iterable[str]]) -> bytes:
    """Text cells as the bytes of a CSV file of `data/`."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=";", lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(lines)
    return b"\xef\xbb\xbf" + target.getvalue().encode("utf-8")
