"""The header of a table: where its columns are, under whatever capitals, spaces and years in their names."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from observatory.sources.cells import parse
from observatory.sources.problems import Problem, count
from observatory.sources.tables import Line, Table


def plain(name: str) -> str:
    """A column's name without what varies between vintages: capitals, spaces around it, line breaks in it."""
    return re.sub(r"\s+", " ", name).strip().casefold()


@dataclass(frozen=True, slots=True)
class Header:
    """number: its line in the file; names: as written, stripped; places: position of each plain name.

    repeated: plain names met twice.
    """

    number: int
    names: tuple[str, ...]
    places: Mapping[str, int]
    repeated: frozenset[str]

    @property
    def width(self) -> int:
        """Columns up to the last one with a name."""
        return max((place + 1 for place, name in enumerate(self.names) if name), default=0)

    def find(self, names: Iterable[str], yy: str = "") -> str | None:
        """The first of `names` that is a column, as written in the file; {yy} stands for `yy`, {yyyy} for any year."""
        for name in names:
            if "{yyyy}" in name:
                pattern = re.compile(re.escape(plain(name)).replace(r"\{yyyy\}", r"\d{4}"))
                place = next((place for known, place in self.places.items() if pattern.fullmatch(known)), None)
            elif "{yy}" in name and not yy:
                continue
            else:
                place = self.places.get(plain(name.replace("{yy}", yy)))
            if place is not None:
                return self.names[place]
        return None

    def at(self, name: str) -> int:
        """Position of the column of that name. Raises KeyError when there is none."""
        return self.places[plain(name)]

    def years(self, names: Iterable[str]) -> frozenset[str]:
        """The two-digit years found in place of {yy} in `names`."""
        found: set[str] = set()
        for name in names:
            pattern = re.compile(re.escape(plain(name)).replace(r"\{yy\}", r"(\d{2})"))
            found.update(match[1] for known in self.places if (match := pattern.fullmatch(known)))
        return frozenset(found)


def header(line: Line) -> Header:
    """The line read as a header."""
    names = tuple(re.sub(r"\s+", " ", cell).strip() for cell in line.cells)
    counted = Counter(plain(name) for name in names if name)
    places: dict[str, int] = {}
    for place, name in enumerate(names):
        if name:
            places.setdefault(plain(name), place)
    return Header(line.number, names, places, frozenset(name for name, times in counted.items() if times > 1))


class Edge:
    """The last named column of a table, beyond which rows hold nothing: what lies there shows that their figures are shifted."""

    def __init__(self, top: Header, table: Table) -> None:
        self._width, self._table = top.width, table
        self._usual = len(top.names) if len(top.names) > top.width else 0

    def beyond(self, line: Line) -> Problem | None:
        """What is found when a row does not end where it must: an error when its figures may be shifted; None when it does."""
        surplus = line.cells[self._width :]
        filled = [cell for cell in surplus if cell.strip()]
        file, rows, columns = self._table.name, (line.number,), count(self._width, "colonne")
        if self._table.separator == ",":
            # Each decimal comma without quotation marks pushes a cell beyond, an empty one where the last columns are empty.
            self._usual = self._usual or len(line.cells)
            expected = f"{columns}, séparées par des points-virgules, ou des guillemets autour des nombres à virgule"
            if filled:
                return Problem(
                    "error", file, rows, "", expected,
                    "des cellules remplies au-delà de la dernière colonne, "
                    "peut-être parce que des virgules décimales coupent des nombres en deux",
                )  # fmt: skip
            if surplus and len(line.cells) != self._usual:
                return Problem(
                    "error", file, rows, "", expected,
                    f"{count(len(line.cells), 'cellule')} et non {self._usual} comme plus haut, "
                    "peut-être parce que des virgules décimales coupent des nombres en deux",
                )  # fmt: skip
            return None
        if not filled:
            return None
        if not self._table.separator and all(parse(cell) is None for cell in filled):
            return Problem("note", file, rows, "", "", "des remarques au-delà de la dernière colonne, non lues")
        return Problem(
            "error", file, rows, "", f"{columns}, sans séparateur de trop ni colonne sans nom",
            "des cellules remplies au-delà de la dernière colonne, qui décalent peut-être les chiffres",
        )  # fmt: skip
