"""The data folder as the generator sees it: what it reads of it, and how its own rows are written."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SEED = "cap-quartiers"
WHOLE, PART, COMMUNE = "QP094027", "QP094027-94019", "COM94019"
OTHER_NEIGHBOURHOODS = ("QP094003", "QP094004", "QP094005", "QP094006", "QP094007", "QP094023")
EPT = "EPT200058006"

Row = dict[str, str]
Key = tuple[str, str, str]


@dataclass(frozen=True)
class Folder:
    """What the generator reads: indicators by code, populations, official values, derivations."""

    indicators: dict[str, Row]
    populations: dict[str, int]
    official: dict[Key, float]
    derivations: dict[str, Row]


def read_folder(data_folder: Path) -> Folder:
    """Read what the generator needs of `data_folder`; demonstration observations are left out."""
    indicators = {row["indicator"]: row for row in _read(data_folder / "contract/indicators.csv")}
    territories = _read(data_folder / "territories/territories.csv")
    official: dict[Key, float] = {}
    for path in sorted((data_folder / "observations").glob("*.csv")):
        for row in _read(path) if not path.name.startswith("demo") else ():
            if row["value"]:
                official[row["indicator"], row["territory"], row["period"]] = float(row["value"].replace(",", "."))
    return Folder(
        indicators,
        {row["territory"]: int(row["population"]) for row in territories if row["population"]},
        official,
        {row["indicator"]: row for row in _read(data_folder / "contract/derivations.csv")},
    )


def period_of(folder: Folder, indicator: str, year: int) -> str:
    """The date a yearly figure of `indicator` is about, as observations write it."""
    row = folder.indicators[indicator]
    if row["period_kind"] == "school_year":
        return f"{year}-09-01"
    return f"{year}-01-01" if row["period_kind"] == "census" or row["source"] == "rpls" else f"{year}-12-31"


def lines(table: str) -> list[str]:
    """Rows of a table written as text, without comments and with French apostrophes.

    A line that starts with a space continues the one above.
    """
    text = table.replace("\n  ", " | ").replace("'", "\u2019")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def _read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def write_rows(path: Path, rows: Sequence[Row]) -> None:
    """Write `rows`, at least one, as a table of the data folder; their keys are its header."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=";", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def number(value: float | None) -> str:
    """`value` with a decimal comma and every digit that it has; nothing for None."""
    if value is None:
        return ""
    return str(int(value)) if float(value).is_integer() else repr(float(value)).replace(".", ",")


def cents(amount: int) -> str:
    """An amount in cents as euros with a decimal comma."""
    return f"{amount // 100},{amount % 100:02d}"
