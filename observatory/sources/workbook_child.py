"""Run as a script: a workbook on standard input becomes its sheets as JSON on standard output.

A process of its own, because the native reader can panic or ask for any amount of memory on a spoiled file: its
memory and time are bounded and its end is one clear failure for the caller. Exit codes: 0 done, 3 too many cells.
"""

import datetime
import io
import json
import sys
from typing import Any

from python_calamine import CalamineWorkbook

MOST_MEMORY = 3 * 2**30
MOST_SECONDS = 60


def as_text(cell: Any) -> str:
    """A cell as the text that a CSV file would have: no `.0` on whole numbers, ISO dates."""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime.datetime | datetime.date | datetime.time):
        return cell.isoformat()
    return str(cell)


def main(most_cells: int) -> int:
    """Read standard input, write standard output."""
    try:
        import resource
    except ImportError:  # no such bounds outside Unix
        pass
    else:
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    sheets: list[tuple[str, list[list[str]]]] = []
    for name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        if sheet.total_height * sheet.total_width > most_cells:
            return 3
        rows = sheet.to_python(skip_empty_area=False)
        sheets.append((name, [[as_text(cell) for cell in row] for row in rows]))
    json.dump(sheets, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
