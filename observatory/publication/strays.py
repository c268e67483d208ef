"""Tables among those given that are none of ours: what each may have been meant to be, so that none is dropped without a word."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from observatory.contract_sheets import LISTS, READ_ME, named, sheets
from observatory.publication.funders import closest
from observatory.publication.targets import MILESTONE_HEADINGS, TARGET_HEADINGS
from observatory.publication.tidy import HEADER_LINES, NAMES, NEEDED
from observatory.sources import Problem
from observatory.sources.headers import Header, header, plain
from observatory.sources.problems import listed, quoted
from observatory.sources.tables import Table
from observatory.texts import LANGUAGES

OBSERVATIONS = "Observations"


@dataclass(frozen=True, slots=True)
class _Kind:
    """A sheet as it should be: its title, and of each heading that it cannot do without, the spellings, the usual one first."""

    title: str
    needed: tuple[tuple[str, ...], ...]

    def missing(self, top: Header) -> tuple[str, ...]:
        """Usual spellings of the headings that are not there."""
        return tuple(names[0] for names in self.needed if top.find(names) is None)

    def share(self, top: Header) -> float:
        """How much of the headings is there, in the usual spellings: of two languages, that of the sheet has more."""
        usual = sum(plain(names[0]) in top.places for names in self.needed)
        return (len(self.needed) - len(self.missing(top)) + usual / 100) / len(self.needed)


def is_furniture(table: Table) -> bool:
    """Whether a table is a sheet of the workbook that holds nothing to publish: what it says to its reader, its lists."""
    return _title(table) in {named(name, language) for name in (READ_ME, LISTS) for language in LANGUAGES}


def strays(shown: Sequence[Table]) -> Iterator[Problem]:
    """Findings on tables that nothing has read: they block where a table is nearly one of ours, else ask for a note."""
    for table in shown:
        # What holds no line is told where it was opened.
        if is_furniture(table) or not table.lines:
            continue
        title = _title(table)
        kind, top = _meant(table, title)
        if kind is not None and (kind.title == OBSERVATIONS or title == kind.title or not title):
            yield from _headings(table, kind, top)
            continue
        found = f"la feuille {quoted(title)} n’est pas reconnue" if title else "ce tableau n’est pas reconnu"
        if kind is not None:
            expected = f"{quoted(kind.title)}, ou une feuille masquée si elle n’est pas à publier"
            yield Problem("error", table.name, (), "", expected, found)
        else:
            expected = "un tableau du classeur ; ce qui n’est pas à publier se masque ou s’enlève"
            yield Problem("warning", table.name, (), "", expected, found)


def near(shown: Sequence[Table]) -> tuple[Problem, ...]:
    """The findings on tables that are nearly one of ours."""
    return tuple(problem for problem in strays(shown) if problem.severity == "error")


def _headings(table: Table, kind: _Kind, top: Header) -> Iterator[Problem]:
    """Each heading that is missing, beside the one that may be meant for it; and those that are there twice."""
    wanted = {plain(name) for names in kind.needed for name in names}
    others = [name for name in top.names if name and plain(name) not in wanted]
    lone: list[str] = []
    for name in kind.missing(top):
        meant = next((one for one in others if closest(one, [name]) is not None), None)
        if meant is None:
            lone.append(name)
            continue
        others.remove(meant)
        found = "cette colonne n’est pas reconnue, et le tableau n’est pas lu sans elle"
        yield Problem("error", table.name, (top.number,), meant, quoted(name), found)
    twice = [name for name in dict.fromkeys(top.names) if plain(name) in top.repeated & wanted]
    expected = "les colonnes du classeur, chacune une fois"
    if lone:
        yield Problem("error", table.name, (top.number,), "", expected, f"des colonnes manquent : {listed(lone)}")
    if twice:
        yield Problem("error", table.name, (top.number,), "", expected, f"en double : {listed(twice)}")


def _meant(table: Table, title: str) -> tuple[_Kind | None, Header]:
    """The sheet that a table is nearest to, by its title, by that but for a slip, or by most of its headings; and these."""
    tops = [header(line) for line in table.lines[:HEADER_LINES]]
    best = max(((kind.share(top), kind, top) for kind in _kinds() for top in tops), key=lambda one: one[0])
    titled = [kind for kind in _kinds() if kind.title == title or closest(title, [kind.title]) is not None]
    if titled:
        _, kind, top = max(((kind.share(top), kind, top) for kind in titled for top in tops), key=lambda one: one[0])
        return kind, top
    share, kind, top = best
    return (kind if share > 0.5 else None), top


def _title(table: Table) -> str:
    """The name of a sheet; empty for a text."""
    return table.name.rpartition("[")[2].removesuffix("]") if not table.separator else ""


@cache
def _kinds() -> tuple[_Kind, ...]:
    made: list[_Kind] = []
    for language in LANGUAGES:
        made += [_Kind(s.title, tuple((one.title,) for one in s.fields if one.needed)) for s in sheets(language)]
        for french, headings in (("Cibles", TARGET_HEADINGS), ("Jalons", MILESTONE_HEADINGS)):
            made.append(_Kind(named(french, language), tuple((named(one, language),) for one in headings.values())))
        # The first spelling is the English one.
        place = 0 if language == "en" else 1
        needed = tuple((NAMES[name][place], *NAMES[name]) for name in NEEDED)
        made.append(_Kind(named(OBSERVATIONS, language), needed))
    return tuple(made)
