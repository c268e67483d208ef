"""The files of the contract that no release carries, and cells of data/ as a spreadsheet wants them."""

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path

from observatory import contract_tables
from observatory.errors import DashboardError


class Files:
    """The CSV files of a data folder, by path without ending; a file that is not there has no rows."""

    def __init__(self, data: Path) -> None:
        self.data = data

    def __call__(self, name: str) -> list[dict[str, str]]:
        path = self.data / f"{name}.csv"
        return contract_tables.read(path) if path.is_file() else []

    def sources(self) -> list[str]:
        """Codes of the sources of figures."""
        try:
            return list(tomllib.loads((self.data / "sources.toml").read_text(encoding="utf-8"))["source"])
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError) as error:
            raise DashboardError(
                "Le classeur n’a pas pu être préparé", f"sources.toml ne se lit pas : {error}."
            ) from error


def cell_of(kind: str, text: str) -> str | Decimal | date:
    """A cell of data/ with its type: numbers and amounts exact, dates as dates, anything else as it is."""
    if not text:
        return ""
    if kind in ("integer", "number", "money"):
        return Decimal(text.replace(",", "."))
    if kind in ("date", "period"):
        return date.fromisoformat(text)
    return text
