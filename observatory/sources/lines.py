"""The rows of a table, held as the bytes of their cells: a table of millions of cells costs little more than its file."""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import overload

CELL_END, ROW_END = "\x1f", "\x1e"
_RESERVED = str.maketrans(dict.fromkeys("\x1c\x1d\x1e\x1f", " "))


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table: its number in the file (from 1) and its cells as text."""

    number: int
    cells: tuple[str, ...]


class Lines(Sequence[Line]):
    """Rows of a table, parsed when asked for; a slice shares the bytes.

    content: rows as `packed` gives them; ends: where each one ends, the first entry being where the first one starts;
    numbers: the number of each row.
    """

    __slots__ = ("_content", "_ends", "_numbers", "_span")

    def __init__(
        self, content: bytes | bytearray, ends: Sequence[int], numbers: Sequence[int], span: range | None = None
    ) -> None:
        self._content, self._ends, self._numbers = content, ends, numbers
        self._span = range(len(numbers)) if span is None else span

    def __len__(self) -> int:
        return len(self._span)

    @overload
    def __getitem__(self, place: int) -> Line: ...

    @overload
    def __getitem__(self, place: slice) -> "Lines": ...

    def __getitem__(self, place: int | slice) -> "Line | Lines":
        if isinstance(place, slice):
            return Lines(self._content, self._ends, self._numbers, self._span[place])
        return self._line(self._span[place])

    def __iter__(self) -> Iterator[Line]:
        return map(self._line, self._span)

    def _line(self, row: int) -> Line:
        text = self._content[self._ends[row] : self._ends[row + 1] - 1].decode()
        return Line(self._numbers[row], tuple(text.split(CELL_END)) if text else ())


class Packer:
    """Makes `Lines` out of rows given one after the other."""

    def __init__(self) -> None:
        self._content, self._ends, self._numbers = bytearray(), array("Q", [0]), array("Q")

    def add(self, number: int, cells: Sequence[str]) -> None:
        """Add a row of that number."""
        self._content += packed(cells)
        self._ends.append(len(self._content))
        self._numbers.append(number)

    def lines(self) -> Lines:
        """The rows so far."""
        return Lines(self._content, self._ends, self._numbers)


def packed(cells: Sequence[str]) -> bytes:
    """A row as bytes, ended; control characters that stand between cells and rows become spaces in them."""
    text = CELL_END.join(cells)
    if text.count(CELL_END) >= max(len(cells), 1) or "\x1e" in text or "\x1c" in text:
        text = CELL_END.join(cell.translate(_RESERVED) for cell in cells)
    return f"{text}{ROW_END}".encode("utf-8", "replace")


def unpacked(content: bytes, start: int, end: int) -> Lines:
    """The rows between two places of `content`, numbered from 1."""
    ends = array("Q", [start])
    mark = ROW_END.encode()
    while start < end:
        start = content.index(mark, start, end) + 1
        ends.append(start)
    return Lines(content, ends, range(1, len(ends)))
