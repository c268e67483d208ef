"""One sheet of the workbook: headings, typed cells, and what may be typed in each column."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from observatory import twins
from observatory.contract_sheets import named
from observatory.workbook import ods

FREE_ROWS = 500
"""Empty rows under the filled ones that have lists and checks too."""
EXTENDED = frozenset({"indicators", "territories", "contracts", "frameworks", "actions"})
"""Lists that other sheets of the workbook may add to: a code that is not there yet is warned of, not refused."""
PROPOSED = frozenset({"funders"})
"""Lists of usual values: another one is warned of, not refused."""
_WIDTHS = {
    "nom": 44,
    "libellé": 44,
    "question": 44,
    "termes": 60,
    "précaution": 44,
    "titre": 44,
    "définition": 60,
    "note": 40,
    "commentaire": 40,
    "résultat": 40,
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet. kind: text, date, number, positive or the name of a list. help: said when a cell is chosen. All in French."""

    title: str
    kind: str = "text"
    help: str = ""
    needed: bool = False


class Filler:
    """Fills the sheets of a book in a language. lists: range of cells, as a formula, that holds each list."""

    def __init__(self, book: Workbook | ods.Book, lists: Mapping[str, str], language: str) -> None:
        self.lists, self.language = lists, language
        self.bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.needed = book.add_format({"bold": True, "underline": 1, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.said = book.add_format({"text_wrap": True, "valign": "top"})
        self.named = book.add_format({"bold": True, "valign": "top"})
        self.day = book.add_format({"num_format": "dd/mm/yyyy", "align": "left"})

    def read_me(self, sheet: Worksheet | ods.Sheet, lines: Sequence[tuple[str, str]]) -> None:
        """Write a sheet of names and sentences."""
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 1, 110)
        for line, (name, sentence) in enumerate(lines):
            sheet.write_string(line, 0, name, self.named)
            sheet.write_string(line, 1, sentence, self.said)
        sheet.hide_gridlines(2)

    def fill(self, sheet: Worksheet | ods.Sheet, columns: Sequence[Column], rows: Sequence[Sequence[Any]]) -> None:
        """Write headings and rows, with the checks of each column on these rows and FREE_ROWS more."""
        last = len(rows) + FREE_ROWS
        for place, column in enumerate(columns):
            sheet.write_string(
                0, place, named(column.title, self.language), self.needed if column.needed else self.bold
            )
            width = next((w for word, w in _WIDTHS.items() if column.title.startswith(word)), 14)
            sheet.set_column(place, place, width, self.day if column.kind == "date" else None)
            self._check(sheet, place, last, column)
        for line, row in enumerate(rows, 1):
            for place, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(line, place, value, self.day)
                elif isinstance(value, int | float | Decimal):
                    # Sixteen digits are written: an amount in cents comes back as it was.
                    sheet.write_number(line, place, value)
                elif value not in (None, ""):
                    sheet.write_string(line, place, str(value))
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)

    def _check(self, sheet: Worksheet | ods.Sheet, place: int, last: int, column: Column) -> None:
        rule: dict[str, Any]
        if column.kind in self.lists:
            rule = {
                "validate": "list",
                "source": self.lists[column.kind],
                "error_message": "Choisissez dans la liste, sauf pour un code que ce classeur ajoute.",
                "error_type": "warning" if column.kind in EXTENDED | PROPOSED else "stop",
            }
            if column.kind in PROPOSED:
                rule["error_message"] = "Choisissez dans la liste, sauf pour un financeur qui n’y est pas."
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
        elif column.help:
            rule = {"validate": "any"}
        else:
            return
        said = self._in_language(column.help)
        said = said[:1].upper() + said[1:]
        told = {"input_title": named(column.title, self.language)[:32], "input_message": said} if said else {}
        if "error_message" in rule:
            rule["error_message"] = self._in_language(rule["error_message"])
        title = self._in_language("Valeur inattendue")
        sheet.data_validation(1, place, last, place, {**rule, **told, "error_title": title})

    def _in_language(self, french: str) -> str:
        return twins.in_language((french,), self.language)[0]
