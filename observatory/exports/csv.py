"""Tables as CSV. A file holds exactly the table that is shown."""

from decimal import Decimal

import pandas as pd

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def harmless(value: object) -> object:
    """Text that a spreadsheet would run as a formula, made plain text."""
    return "'" + value if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


def csv_bytes(table: pd.DataFrame, language: str) -> bytes:
    """The table as CSV that the reader's spreadsheet opens at once: BOM; `;` and decimal comma in French, `,` and `.` in English."""
    separator, decimal = (";", ",") if language == "fr" else (",", ".")

    def written(value: object) -> object:
        # pandas writes the decimal sign of binary fractions only.
        return str(value).replace(".", decimal) if isinstance(value, Decimal) else harmless(value)

    return (
        table.map(written)
        .to_csv(index=False, sep=separator, decimal=decimal, lineterminator="\r\n")
        .encode("utf-8-sig")
    )
