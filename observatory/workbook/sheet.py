"""One sheet of the workbook: headings, typed cells, and what may be typed in each column."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

FREE_ROWS = 500
"""Empty rows under the filled ones that have lists and checks too."""
_WIDTHS = {"nom": 44, "libellé": 44, "titre": 44, "définition": 60, "note": 40, "commentaire": 40, "résultat": 40}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet. kind: text, date, number, positive or the name of a list."""

    title: str
    kind: str = "text"


class Filler:
    """Fills the sheets of a book. lists: range of cells, as a formula, that holds each list."""

    def __init__(self, book: Workbook, lists: Mapping[str, str]) -> None:
        self.lists = lists
        self.bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.day = book.add_format({"num_format": "dd/mm/yyyy", "align": "left"})

    def fill(self, sheet: Worksheet, columns: Sequence[Column], rows: Sequence[Sequence[Any]]) -> None:
        """Write headings and rows, with the checks of each column on these rows and FREE_ROWS more."""
        last = len(rows) + FREE_ROWS
        for place, column in enumerate(columns):
            sheet.write_string(0, place, column.title, self.bold)
            width = next((w for word, w in _WIDTHS.items() if column.title.startswith(word)), 14)
            sheet.set_column(place, place, width, self.day if column.kind == "date" else None)
            self._check(sheet, place, last, column)
        for line, row in enumerate(rows, 1):
            for place, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(line, place, value, self.day)
                elif isinstance(value, int | float):
                    sheet.write_number(line, place, value)
                elif value not in (None, ""):
                    sheet.write_string(line, place, str(value))
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)

    def _check(self, sheet: Worksheet, place: int, last: int, column: Column) -> None:
        rule: dict[str, Any]
        title = "Valeur inattendue"
        if column.kind in self.lists:
            rule = {
                "validate": "list",
                "source": self.lists[column.kind],
                "error_message": "Choisissez un code de la liste.",
            }
        elif column.kind == "date":
            rule = {
                "validate": "date", "criteria": "between", "minimum": date(1990, 1, 1), "maximum": date(2100, 12, 31),
                "error_message": "Écrivez une date, comme 31/12/2023.",
            }  # fmt: skip
        elif column.kind in ("number", "positive"):
            low = 0 if column.kind == "positive" else -1e12
            rule = {
                "validate": "decimal", "criteria": "between", "minimum": low, "maximum": 1e12,
                "error_message": "Écrivez un nombre ; s’il manque, laissez la case vide et dites pourquoi dans le statut.",
            }  # fmt: skip
        else:
            return
        sheet.data_validation(1, place, last, place, {**rule, "error_title": title})
