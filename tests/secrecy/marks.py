"""A data folder with marked secrets: numbers that occur nowhere else, each of which some rule must hide.

A mark is looked for in words (with a point or a comma, whatever follows its first digits) and as a double.
"""

import base64
import csv
import math
import shutil
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DIGITS = 6
NEIGHBOURHOOD, PART, COMMUNE = "QP094027", "QP094027-94019", "COM94019"
OTHERS = ("QP094003", "QP094004", "QP094005", "QP094006", "QP094007", "QP094023")
YEAR = "2023-12-31"

Key = tuple[str, str, str]
Numbers = tuple[float | None, float | None, float | None]


def _share(numerator: float, denominator: float) -> Numbers:
    return 100 * numerator / denominator, numerator, denominator


# Hidden for themselves: counts, rates by numerator, rest or denominator, pupils, enterprises, answers.
SECRETS: Mapping[Key, Numbers] = {
    ("TRA-06", NEIGHBOURHOOD, YEAR): (3.68472913, None, None),
    ("EMP-04", "QP094003", YEAR): (4.27491638, None, None),
    ("EMP-04", "QP094003", "2022-12-31"): (4.13566769, None, None),
    ("EMP-15", PART, YEAR): (2.96173845, None, None),
    ("PRE-11", OTHERS[0], YEAR): (1.83749261, None, None),
    ("SAN-10", OTHERS[1], YEAR): (2.38461957, None, None),
    ("EMP-20", COMMUNE, YEAR): (3.49271836, None, None),
    ("EMP-18", NEIGHBOURHOOD, YEAR): _share(2.57412946, 87.1137793),
    ("EMP-17", OTHERS[2], YEAR): _share(41.2310563, 44.5533921),
    ("EMP-19", OTHERS[3], YEAR): _share(7.59381642, 13.3713371),
    ("EMP-10", NEIGHBOURHOOD, YEAR): _share(1.94627183, 71.4142843),
    ("EDU-11", NEIGHBOURHOOD, "2023-09-01"): _share(2.73918264, 68.1175455),
    ("HAB-10", NEIGHBOURHOOD, YEAR): (7.77817459, 27.9907211, 3.59862113),
    ("PRE-13", NEIGHBOURHOOD, YEAR): _share(28.6193745, 61.6441400),
    # What a target starts from.
    ("EMP-18", NEIGHBOURHOOD, "2015-12-31"): _share(3.87298335, 95.2837463),
    ("SAN-09", PART, "2015-12-31"): (4.58257569, None, None),
}
# Hidden only because of others: a part of a whole, a category, a share of a hidden count.
COMPANIONS: Mapping[Key, Numbers] = {
    ("EDU-05", NEIGHBOURHOOD, "2023-09-01"): (64.8074070, None, None),
    ("EDU-05", PART, "2023-09-01"): (61.5173519, None, None),
    ("DE-ABC", OTHERS[4], "2023-12-31"): (46.9041576, None, None),
    ("DE-ABC-F", OTHERS[4], "2023-12-31"): (43.5889894, None, None),
    ("DE-ABC-H", OTHERS[4], "2023-12-31"): (3.31516816, None, None),
    ("EMP-31", OTHERS[4], "2023-12-31"): (92.9320580, None, None),
    ("CAF-A", OTHERS[5], "2023-12-31"): (58.3095189, None, None),
    ("CAF-RSA", OTHERS[5], "2023-12-31"): (2.68193742, None, None),
    ("TRA-24", OTHERS[5], "2023-12-31"): (4.59948232, None, None),
}
# Shown: what proves that the search would find a secret.
SHOWN: Key = ("EMP-04", NEIGHBOURHOOD, YEAR)
SHOWN_VALUE = 423.606797


@dataclass(frozen=True, slots=True)
class Mark:
    """A number to look for, with what it is."""

    what: str
    number: float

    def words(self) -> Iterator[str]:
        """Its first digits, with a decimal point and with a comma."""
        whole = len(str(int(self.number)))
        factor = 10 ** (DIGITS - whole)
        text = f"{math.floor(self.number * factor) / factor:.{DIGITS - whole}f}"
        yield text
        yield text.replace(".", ",")

    def patterns(self) -> list[bytes]:
        """All byte strings that would give it away: words, a double, a double in base64 at any place of an array.

        Four bytes of a float are found by chance in a few megabytes, so floats are not looked for.
        """
        double, reverse = struct.pack("<d", self.number), struct.pack(">d", self.number)
        shifted = (base64.b64encode(bytes(shift) + double)[-(-8 * shift // 6) :][:10] for shift in range(3))
        return [*(word.encode() for word in self.words()), double, reverse, *shifted]


def found(content: bytes, marks: list[Mark]) -> list[str]:
    """What of `marks` lies in `content`."""
    return [mark.what for mark in marks if any(pattern in content for pattern in mark.patterns())]


def marks_of(numbers: Mapping[Key, Numbers]) -> list[Mark]:
    """One mark a number that is not a whole one."""
    return [
        Mark(" ".join((*key, kind)), number)
        for key, row in numbers.items()
        for kind, number in zip(("value", "numerator", "denominator"), row, strict=True)
        if number is not None
    ]


def doctored(folder: Path) -> Path:
    """A copy of the repository's data folder where the numbers above stand in the demonstration's files.

    All indicators are shown with eight decimals, so that a secret would be recognised wherever it is written. A marked count is
    an estimated one: only these may have decimals.
    """
    data = folder / "data"
    shutil.copytree(ROOT / "data", data, ignore=shutil.ignore_patterns("*.duckdb*", "*.lock", "*.new", "*.wal"))
    numbers = {**SECRETS, **COMPANIONS, SHOWN: (SHOWN_VALUE, None, None)}
    counts = _counts(data)
    latest = data / "observations" / "demo-2024.csv"
    for path in sorted((data / "observations").glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file, delimiter=";"))
        # The marked figure is the only one of its kind, whoever gave it before; one year keeps its earlier release.
        rows = [row for row in rows if (row["indicator"], row["territory"], row["period"]) not in numbers]
        if path == latest:
            rows += [_row(key, row, "estimated" if key[0] in counts else "published") for key, row in numbers.items()]
        if path.name == "demo-2023.csv":
            key = ("EMP-04", "QP094003", "2022-12-31")
            rows.append(_row(key, SECRETS[key], "estimated" if key[0] in counts else "provisional"))
        _write(path, rows)
    for name, change in (("targets", _marked_baseline), ("indicators", _decimals)):
        path = data / "contract" / f"{name}.csv"
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [change(row) for row in csv.DictReader(file, delimiter=";")]
        _write(path, rows)
    return data


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=";", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _decimals(row: dict[str, str]) -> dict[str, str]:
    return {**row, "decimals": "8"}


def _marked_baseline(row: dict[str, str]) -> dict[str, str]:
    secret = SECRETS.get((row["indicator"], row["territory"], row["baseline_period"]))
    if not secret or row["measure"] != "level":
        return row
    return {**row, "baseline_value": repr(secret[0]).replace(".", ",")}


def _counts(data: Path) -> set[str]:
    with (data / "contract" / "indicators.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["indicator"] for row in csv.DictReader(file, delimiter=";") if row["unit"] == "count"}


def _row(key: Key, numbers: Numbers, status: str) -> dict[str, str]:
    texts = ["" if number is None else repr(number).replace(".", ",") for number in numbers]
    value, numerator, denominator = texts
    return {
        "indicator": key[0], "territory": key[1], "period": key[2], "value": value, "status": status, "reason": "",
        "numerator": numerator, "denominator": denominator, "origin": "demo", "source": "demo", "file": "", "row": "",
    }  # fmt: skip
