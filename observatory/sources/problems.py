"""What is wrong in a file, structured and in a sentence: file, row, column, what was expected."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from observatory import twins

SHOWN_ROWS = 3
SHOWN_CHARACTERS = 60
MOST_FINDINGS = 20_000
_NAME = re.compile(r"[^\s«»]+\.\w|[^\s’']*[\d_]")


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding about a file.

    severity: error (the rows or columns named are not read), warning (something changed or is missing, the rest is
    read) or note (worth knowing). file: empty when it may be any of several. rows: line numbers in the file, from 1; empty when it is about the whole file.
    column: name in the file, or empty. expected, found: French phrases without a final stop. row_noun: what a row is called.
    """

    severity: str
    file: str
    rows: tuple[int, ...]
    column: str
    expected: str
    found: str
    row_noun: str = "ligne"

    def sentence(self, language: str = "fr") -> str:
        """The finding as one sentence."""
        place = [_lines(self.rows, self.row_noun)] if self.rows else []
        if self.column:
            place.append(f"colonne « {self.column} »")
        where = ", ".join(filter(None, [self.file, *twins.in_language(place, language)]))
        found, expected = twins.in_language((self.found, self.expected), language)
        # The name of a file keeps its first letter.
        found = f"{found[:1].upper()}{found[1:]}" if not _NAME.match(found) else found
        if language == "en":
            said = f"{found}; expected: {expected}" if found and expected else found or f"Expected: {expected}"
            return f"{where and f'{where}: '}{said.rstrip('.')}."
        said = f"{found} ; attendu : {expected}" if found and expected else found or f"Attendu : {expected}"
        return f"{where and f'{where} : '}{said.rstrip('.')}."


class Findings(list[Problem]):
    """Findings about one table, the first MOST_FINDINGS of them: a file wrong on every row must not fill the memory."""

    left = 0

    def append(self, problem: Problem) -> None:
        """Keep the finding, or only count it."""
        if len(self) < MOST_FINDINGS:
            super().append(problem)
        else:
            self.left += 1


def quoted(text: str) -> str:
    """`text` between French quotation marks, shortened and without control characters."""
    clean = "".join(character if character.isprintable() else "·" for character in text)
    return f"« {clean if len(clean) <= SHOWN_CHARACTERS else clean[:SHOWN_CHARACTERS] + '…'} »"


def listed(texts: Iterable[str], most: int = 8) -> str:
    """Several names in quotation marks, the first `most` of them, and how many are left."""
    names = list(texts)
    left = len(names) - most
    return ", ".join(quoted(name) for name in names[:most]) + (f" et {count(left, 'autre')}" if left > 0 else "")


def count(number: int, noun: str) -> str:
    """`1 ligne`, `1 304 lignes`, with the French separator of thousands."""
    plural = "" if abs(number) < 2 else "s"
    return f"{number:,}".replace(",", "\u202f") + f"\u00a0{noun}{plural}"


def gathered(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The same findings with those that differ only by their row made one, in the order first met."""
    rows: dict[Problem, list[int]] = {}
    for problem in problems:
        rows.setdefault(replace(problem, rows=()), []).extend(problem.rows)
    return tuple(replace(key, rows=tuple(sorted(set(lines)))) for key, lines in rows.items())


def _lines(rows: tuple[int, ...], noun: str) -> str:
    if len(rows) == 1:
        return f"{noun} {rows[0]}"
    shown = ", ".join(str(row) for row in rows[:SHOWN_ROWS])
    left = len(rows) - SHOWN_ROWS
    return f"{noun}s {shown}" + (f" et {count(left, 'autre')}" if left > 0 else "")
