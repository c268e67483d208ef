"""The files of the contract that no release carries, and cells of data/ as a spreadsheet wants them."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from observatory import data_files


class Files:
    """The CSV files of a data folder, by path without ending; a file that is not there has no rows."""

    def __init__(self, data: Path) -> None:
        self.data = data

    def __call__(self, name: str) -> list[dict[str, str]]:
        path = self.data / f"{name}.csv"
        return data_files.rows(path) if path.is_file() else []

    def sources(self) -> list[str]:
        """Codes of the sources of figures. Raises DashboardError when the file that declares them cannot be read."""
        return list(data_files.read_toml(self.data / "sources.toml").get("source", ()))


def cell_of(kind: str, text: str) -> str | Decimal | date:
    """A cell of data/ with its type: numbers and amounts exact, dates as dates, anything else as it is."""
    if not text:
        return ""
    if kind in ("integer", "number", "money"):
        return Decimal(text.replace(",", "."))
    if kind in ("date", "period"):
        return date.fromisoformat(text)
    return text
