"""Tables as CSV. A file holds exactly the table that is shown."""

from decimal import Decimal
from math import isfinite

import pandas as pd

from observatory.formats import rounded

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def harmless(value: object) -> object:
    """Text that a spreadsheet would run as a formula, made plain text."""
    return "'" + value if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


def csv_bytes(table: pd.DataFrame, language: str, decimals: int | None = None) -> bytes:
    """The table as CSV that the reader's spreadsheet opens at once: BOM; `;` and decimal comma in French, `,` and `.` in English.

    decimals: of the fractional numbers, rounded as on the screen, so that the file says what the page says; None for numbers
    as they are. (A workbook keeps them whole under a format of as many decimals: there they are computed with.)
    """
    separator, decimal = (";", ",") if language == "fr" else (",", ".")

    def written(value: object) -> object:
        if isinstance(value, float) and decimals is not None and isfinite(value):
            value = rounded(value, decimals)
        # pandas writes the decimal sign of binary fractions only.
        return str(value).replace(".", decimal) if isinstance(value, Decimal) else harmless(value)

    return (
        table.map(written)
        .to_csv(index=False, sep=separator, decimal=decimal, lineterminator="\r\n")
        .encode("utf-8-sig")
    )
