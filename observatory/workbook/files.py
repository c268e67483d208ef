"""The files of the contract as rows of text, for the workbook."""

import csv
from datetime import date
from pathlib import Path

from observatory.errors import DashboardError


class Files:
    """The CSV files of a data folder, by path without ending; a file that is not there has no rows."""

    def __init__(self, data: Path) -> None:
        self.data = data

    def __call__(self, name: str) -> list[dict[str, str]]:
        path = self.data / f"{name}.csv"
        if not path.is_file():
            return []
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                return list(csv.DictReader(file, delimiter=";"))
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise DashboardError(
                "Le classeur n’a pas pu être préparé", f"{path.name} ne se lit pas : {error}."
            ) from error


def number(text: str) -> float | None:
    """The number in a cell of data/, None for an empty one."""
    return float(text.replace(",", ".")) if text else None


def day(text: str) -> date | None:
    """The date in a cell of data/, None for an empty one."""
    return date.fromisoformat(text) if text else None
