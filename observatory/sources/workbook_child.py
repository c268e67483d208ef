"""Run as a module: a workbook on standard input becomes the rows of its sheets on standard output.

A process of its own (see `apart`). Output: for each sheet its name and whether it is shown, then its rows, packed as in
`lines`, and SHEET_END after all; or TOO_MANY alone when a sheet spans more cells than the argument allows.
"""

import datetime
import io
import sys
from decimal import Decimal
from typing import Any

from python_calamine import CalamineWorkbook, SheetVisibleEnum

from observatory.sources import apart, limits, percents
from observatory.sources.lines import packed

SHEET_END, TOO_MANY = b"\x1c", b"\x18"


def as_text(cell: Any) -> str:
    """A cell as the text that a CSV file would have: no `.0` on whole numbers, ISO dates."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime.datetime | datetime.date | datetime.time):
        return cell.isoformat()
    return str(cell)


def as_percentage(cell: Any) -> str:
    """A number that is shown as a percentage, as its reader sees it: 0.525 as `52.5 %`; anything else as `as_text`."""
    if not isinstance(cell, int | float) or isinstance(cell, bool):
        return as_text(cell)
    # From its digits, since a hundred times 0.347 is no 34.7.
    return as_text(float(Decimal(repr(cell)).scaleb(2))) + " %"


def main(most_cells: int) -> int:
    """Read standard input, write standard output."""
    apart.bound()
    content = sys.stdin.buffer.read()
    if limits.workbook_extent(content) > most_cells:
        sys.stdout.buffer.write(TOO_MANY)
        return 0
    shown_in = percents.percents(content)
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    size = 0
    for sheet_of in book.sheets_metadata:
        sheet = book.get_sheet_by_name(sheet_of.name)
        if sheet.total_height * sheet.total_width > most_cells:
            sys.stdout.buffer.write(TOO_MANY)
            return 0
        sys.stdout.buffer.write(
            packed([sheet_of.name, "shown" if sheet_of.visible == SheetVisibleEnum.Visible else "hidden"])
        )
        # Rows come from the first one on, but without the empty columns on their left.
        before = [""] * (sheet.start[1] if sheet.start else 0)
        shares = shown_in.get(sheet_of.name, percents.NONE)
        for number, row in enumerate(sheet.iter_rows()):
            cells = [*before, *map(as_text, row)]
            for place in shares.of(number):
                if len(before) <= place < len(cells):
                    cells[place] = as_percentage(row[place - len(before)])
            text = packed(cells)
            size += len(text)
            if size > limits.LARGEST_TEXTS:
                return apart.TOO_LARGE
            sys.stdout.buffer.write(text)
        sys.stdout.buffer.write(SHEET_END)
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
