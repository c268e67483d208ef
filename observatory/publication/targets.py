"""The sheets Cibles and Jalons of a workbook, in French or in English: a row with a new amendment number is an amendment to the contract.

What stands in the contract or in an earlier amendment is never changed: a row that says otherwise than they do blocks.
Which target a milestone leads to, and what it then must be like, is looked at when all files are read.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import partial

from observatory import contract_tables, formats
from observatory.contract_sheets import named, words
from observatory.contract_tables import Key, Row
from observatory.publication import scope
from observatory.publication.book import rows_read, stays_in_force
from observatory.publication.doubts import TO_DO, baseline, is_fraction, lone_fraction
from observatory.publication.tidy import beyond, no_share, possible, read_period
from observatory.publication.vocabulary import WHERE, Figures, Measured, Vocabulary
from observatory.sources import Problem
from observatory.sources.cells import parse, written
from observatory.sources.headers import Header, header, plain
from observatory.sources.problems import count, listed, quoted
from observatory.sources.tables import Line, Table
from observatory.texts import LANGUAGES

TARGET_HEADINGS = {
    "contract": "contrat", "indicator": "indicateur", "territory": "territoire", "measure": "mesure", "reference": "référence",
    "baseline_period": "période initiale", "baseline_value": "valeur initiale", "deadline": "échéance", "value": "cible",
    "amendment": "avenant", "amended_on": "date de l’avenant", "note_fr": "note",
}  # fmt: skip
MILESTONE_HEADINGS = {
    "contract": "contrat", "indicator": "indicateur", "territory": "territoire", "measure": "mesure",
    "amendment": "avenant", "period": "période", "value": "jalon", "reference": "référence",
}  # fmt: skip
NEEDED = 7
"""How many of the first columns of milestones there must be: files without a reference were written before it was asked for."""
MOST_NUMBERS = 99
"""How far above the contract's last amendment the number of a new one may be."""


@dataclass(frozen=True, slots=True)
class _Step:
    """A milestone to add, with how to say what is wrong in one of its cells: column, expected, found."""

    row: Row
    refusal: Callable[[str, str, str], Problem]


@dataclass(frozen=True, slots=True)
class _Start:
    """The baseline of a target to add as its sheet has it, which may not be the one that it keeps, and how to doubt it."""

    target: Row
    stated: str
    refusal: Callable[[str, str, str], Problem]


@dataclass(slots=True)
class Amendment:
    """Targets and milestones to add, as rows of their files in data/contract, and what was found wrong.

    stated: keys of all targets of the sheets, refused ones too; steps: the milestones to add with their places; starts: baselines; told: a
    sentence a sheet.
    """

    targets: list[Row] = field(default_factory=list)
    steps: list[_Step] = field(default_factory=list)
    starts: list[_Start] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    stated: set[Key] = field(default_factory=set)
    told: list[str] = field(default_factory=list)

    def add(self, other: "Amendment") -> None:
        """Take over what another file adds; its problems are left to it."""
        self.targets += other.targets
        self.steps += other.steps
        self.starts += other.starts
        self.stated |= other.stated

    def settle(self, known: Vocabulary, given: Figures) -> Iterator[Problem]:
        """Give each milestone its target, and carry those of earlier amendments over; yields what is wrong, or worth knowing.

        given: figures of the same files. To be asked once, when all are read: milestones and their targets may be in two of them.
        """
        for start in self.starts:
            if differs := baseline(start.target, (start.target["baseline_value"], start.stated), given, known):
                doubted = start.refusal("baseline_value", "la valeur initiale qui est publiée", differs)
                yield replace(doubted, severity="warning")
        targets = {_AIM(row): row for row in (*known.tables.get("targets", ()), *self.targets)}
        references = _references(self.stated | set(targets))
        led: set[Key] = set()
        for step in self.steps:
            yield from _astray(step, references, targets)
            led.add(_AIM(step.row))
        signed = _by(_SAME, known.tables.get("targets", ()))
        steps = _by(_LED, known.tables.get("milestones", ()))
        for row in self.targets:
            if _AIM(row) not in led:
                yield from self._carry(row, signed, steps)

    def _carry(
        self, target: Row, signed: Mapping[Key, Sequence[Row]], steps: Mapping[Key, Sequence[Row]]
    ) -> Iterator[Problem]:
        """Milestones of the target that this one takes the place of, which has none of its own."""
        past = [row for row in signed.get(_SAME(target), ()) if int(row["amendment"]) < int(target["amendment"])]
        last = max(past, key=lambda row: int(row["amendment"]), default=None)
        if last is None:
            return
        # An empty reference is that of the only gap there is.
        found = [row for row in steps.get(_LED(last), ()) if row.get("reference", "") in ("", target["reference"])]
        if not found:
            return
        about, taken, number = (
            f"{target['indicator']} pour {target['territory']}",
            count(len(found), "jalon"),
            last["amendment"],
        )
        if last["deadline"] != target["deadline"]:
            told = f"{about} : {taken} de l’avenant {number} ne valent plus, car l’échéance change"
            yield Problem("warning", "", (), "", "", told)
            return
        for row in found:
            again = {**row, "amendment": target["amendment"], "reference": target["reference"]}
            self.steps.append(_Step(again, _unplaced))
        told = f"{about} : {taken} de l’avenant {number} repris tels quels"
        yield Problem("note", "", (), "", "", told)

    def files(self) -> dict[str, bytes]:
        """The files of the ledger that carry them, by name; none when there is nothing to add."""
        made = (("targets", self.targets), ("milestones", [step.row for step in self.steps]))
        return {contract_tables.KINDS[name].file: contract_tables.to_csv(name, rows) for name, rows in made if rows}


def _unplaced(column: str, expected: str, found: str) -> Problem:
    return Problem("error", "", (), "", expected, found)


def _by(key: Callable[[Row], Key], rows: Sequence[Row]) -> dict[Key, list[Row]]:
    found: dict[Key, list[Row]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found


def _references(aims: Iterable[Key]) -> dict[Key, set[str]]:
    """The references of targets by what milestones share with them."""
    found: dict[Key, set[str]] = {}
    for *led, reference in aims:
        found.setdefault(tuple(led), set()).add(reference)
    return found


def _astray(step: _Step, references: Mapping[Key, set[str]], targets: Mapping[Key, Row]) -> Iterator[Problem]:
    """What is wrong with where a milestone leads to."""
    row = step.row
    found = [one for one in references.get(_LED(row), ()) if row["reference"] in ("", one)]
    if not found:
        told = f"aucune cible de {row['indicator']} pour {row['territory']} sous le numéro {row['amendment']}"
        if row["reference"]:
            told = f"aucune cible de {row['indicator']} pour {row['territory']} face à {row['reference']} sous le numéro {row['amendment']}"
        expected = "le numéro d’avenant d’une cible du même indicateur, territoire et mesure"
        yield step.refusal("amendment", expected, told)
        return
    if len(found) > 1:
        expected = f"le territoire de référence de l’écart auquel le jalon mène : {listed(sorted(found))}"
        yield step.refusal("reference", expected, "case vide")
        return
    row["reference"] = found[0]
    target = targets.get(_AIM(row))
    if target is None or not (target["baseline_period"] and target["deadline"]):
        return
    start, end = target["baseline_period"], target["deadline"]
    if not start < row["period"] <= end:
        expected = f"une période après la valeur initiale, {_day(start)}, et au plus tard à l’échéance, {_day(end)}"
        yield step.refusal("period", expected, _day(row["period"]))


def are(table: Table) -> bool:
    """Whether a table is one of targets or of milestones."""
    return _sheet(table, Amendment(), "") is not None


def amendment(shown: Sequence[Table], known: Vocabulary, contract: str = "") -> Amendment:
    """What the sheets Cibles and Jalons add to the targets in force. contract: what an empty cell means."""
    found = Amendment()
    for table in shown:
        sheet = _sheet(table, found, contract)
        if sheet is None or sheet.is_refused():
            continue
        (_targets if "deadline" in sheet.headings else _milestones)(sheet, known)
    return found


def _sheet(table: Table, found: Amendment, contract: str) -> "_Sheet | None":
    """The table as targets or milestones in the language of its headings: by all of them, or by most and its name."""
    top = header(table.lines[0]) if table.lines else None
    if top is None:
        return None
    for title, french in (("Cibles", TARGET_HEADINGS), ("Jalons", MILESTONE_HEADINGS)):
        twins = {one: {name: named(said, one) for name, said in french.items()} for one in LANGUAGES}
        needed = {one: list(twins[one].values())[: NEEDED if title == "Jalons" else None] for one in LANGUAGES}
        met = {one: sum(plain(said) in top.places for said in needed[one]) for one in LANGUAGES}
        language = max(LANGUAGES, key=met.__getitem__)
        is_named = any(table.name.endswith(f"[{named(title, one)}]") for one in LANGUAGES)
        whole = len(needed[language])
        if met[language] == whole or is_named and sum(met.values()) * 2 > whole:
            return _Sheet(table, top, twins[language], needed[language], found, contract, language)
    return None


class _Sheet:
    def __init__(
        self,
        table: Table,
        top: Header,
        headings: Mapping[str, str],
        needed: Sequence[str],
        found: Amendment,
        contract: str,
        language: str,
    ) -> None:
        self.table, self.top, self.headings, self.needed = table, top, headings, needed
        self.found, self.contract, self.errors = found, contract, 0
        self.signed: dict[str, dict[int, str]] = {}
        self.places: dict[str, frozenset[str]] = {}
        self.measures = words("mesures", language)

    def is_refused(self) -> bool:
        """Whether columns are missing, which is said and blocks."""
        missing = [title for title in self.needed if plain(title) not in self.top.places]
        if missing:
            told = f"des colonnes manquent : {listed(missing)}"
            expected = "les colonnes du classeur, chacune une fois"
            self.found.problems.append(Problem("error", self.table.name, (), "", expected, told))
        return bool(missing)

    def rows(self) -> Iterator[tuple[Line, Row]]:
        for line in self.table.lines[1:]:
            row = {name: self._text(line, title) for name, title in self.headings.items()}
            if any(row[name] for name in ("indicator", "territory", "value")):
                yield (
                    line,
                    {
                        **row,
                        "contract": row["contract"] or self.contract,
                        "measure": self.measures.get(row["measure"].casefold(), row["measure"]),
                        "amendment": row["amendment"].lstrip("0") or "0",
                    },
                )

    def _text(self, line: Line, title: str) -> str:
        place = self.top.places.get(plain(title), len(line.cells))
        return line.cells[place].strip() if place < len(line.cells) else ""

    def refuse(self, line: Line, name: str, expected: str, found: str) -> None:
        """Say what is wrong in a cell, which blocks."""
        self.errors += 1
        self.found.problems.append(self.refusal(line, name, expected, found))

    def refusal(self, line: Line, name: str, expected: str, found: str) -> Problem:
        """What `refuse` says of a cell."""
        column = self.headings.get(name, "")
        return Problem("error", self.table.name, (line.number,), column, expected, found)

    def doubt(self, line: Line, name: str, expected: str, found: str) -> None:
        """Say what may be wrong in a cell, which a note then explains."""
        self.found.problems.append(replace(self.refusal(line, name, expected, found), severity="warning"))

    def tell(self, found: str) -> None:
        """Say what the sheet adds."""
        self.found.problems.append(Problem("note", self.table.name, (), "", "", found))

    def close(self, met: Sequence[Key], old: Mapping[Key, Row], given: int) -> None:
        """Say how much was read, and what the sheet leaves out. met: the key of each row; old: rows in force by key."""
        self.found.told.append(f"{self.table.name} : {rows_read(len(met), given)}.")
        there = set(met)
        left = [row for key, row in old.items() if row["contract"] == self.contract and key not in there]
        if met and left:
            names = [" · ".join((row["indicator"], row["territory"], *_days(row.get("period")))) for row in left]
            self.found.problems.append(Problem("note", self.table.name, (), "", "", stays_in_force(names, "ligne")))

    def day(self, line: Line, row: Row, name: str, kind: str = "year") -> str:
        """A date as ISO text, empty and refused when it is none. kind: how a year alone is meant."""
        found = read_period(row[name], kind)
        if found is None:
            self.refuse(line, name, "une date, comme 31/12/2027", quoted(row[name]) if row[name] else "case vide")
        return found.isoformat() if found else ""

    def number(self, line: Line, row: Row, name: str, known: Vocabulary) -> str:
        """A number as the files of data/contract write it, refused when it is none (then empty) or not one of its unit."""
        cell = parse(row[name])
        if cell is None or cell.value is None:
            self.refuse(line, name, "un nombre", quoted(row[name]) if row[name] else "case vide")
            return ""
        if bounds := beyond(cell.value, _measured(known, row)):
            self.refuse(line, name, possible(row["indicator"], bounds), quoted(row[name]))
        elif (one := known.indicators.get(row["indicator"])) is not None and (expected := no_share(row[name], one)):
            self.refuse(line, name, expected, quoted(row[name]))
        return written(cell.value)


def _targets(sheet: _Sheet, known: Vocabulary) -> None:
    old = {(*_SAME(row), row["amendment"]): row for row in known.tables["targets"]}
    numbers: dict[Key, int] = {}
    for row in known.tables["targets"]:
        numbers[_SAME(row)] = max(numbers.get(_SAME(row), -1), int(row["amendment"]))
        days = sheet.signed.setdefault(row["contract"], {0: ""})
        days[int(row["amendment"])] = row["amended_on"] or days.get(int(row["amendment"]), "")
    last_numbers = {contract: max(days) for contract, days in sheet.signed.items()}
    met: list[Key] = []
    in_force = dict(old)
    for line, row in sheet.rows():
        met.append((*_SAME(row), row["amendment"]))
        sheet.found.stated.add(_AIM(row))
        same = old.get((*_SAME(row), row["amendment"]))
        if same is not None:
            if not (
                _equal(same["value"], row["value"]) and same["deadline"] == str(read_period(row["deadline"], "year"))
            ):
                told = f"{written(_decimal(same['value']))} au {_day(same['deadline'])}"
                expected = f"la cible déjà signée, {told} ; pour la changer, ajoutez une ligne avec un numéro d’avenant"
                sheet.refuse(line, "value", expected, f"{row['value']} au {_day(row['deadline'])}")
            continue
        before = sheet.errors
        if not (_is_about(sheet, line, row, known) and _is_measured(sheet, line, row, known)):
            continue
        if row["note_fr"].startswith(("=", "+", "@", "-")):
            # The files are opened with a spreadsheet, which would run such a text.
            sheet.refuse(line, "note_fr", "un texte qui ne commence pas par ce signe", quoted(row["note_fr"]))
            continue
        first = numbers.get(_SAME(row), -1)
        most = MOST_NUMBERS + last_numbers.get(row["contract"], 0)
        if not row["amendment"].isdecimal() or int(row["amendment"]) <= first:
            sheet.refuse(line, "amendment", f"un numéro plus grand que {first}", quoted(row["amendment"]))
            continue
        if int(row["amendment"]) > most:
            sheet.refuse(line, "amendment", f"un numéro d’avenant de {most} au plus", quoted(row["amendment"]))
            continue
        last = old.get((*_SAME(row), str(first)), {})
        added = {
            **row,
            "baseline_period": last.get("baseline_period")
            or sheet.day(line, row, "baseline_period", _kind(known, row)),
            "baseline_value": last.get("baseline_value") or sheet.number(line, row, "baseline_value", known),
            "deadline": sheet.day(line, row, "deadline"),
            "value": sheet.number(line, row, "value", known),
            "amended_on": _signed_on(sheet, line, row, known) if row["amendment"] != "0" else "",
            "origin": "local",
        }
        start = added["baseline_period"]
        if start and added["deadline"] and added["deadline"] <= start:
            told = f"une date après la période initiale, {_day(start)}"
            sheet.refuse(line, "deadline", told, _day(added["deadline"]))
        old[(*_SAME(row), row["amendment"])] = added
        numbers[_SAME(row)] = int(row["amendment"])
        if sheet.errors == before:
            are_fractions = _doubt(sheet, line, row, known)
            sheet.found.targets.append(added)
            typed = read_period(row["baseline_period"], "year")
            if typed is not None and str(typed.year) != added["baseline_period"][:4]:
                told = f"celle de la cible en vigueur, {_day(added['baseline_period'])}, qu’un avenant ne change pas"
                sheet.doubt(line, "baseline_period", told, f"{quoted(row['baseline_period'])} n’est pas repris")
            elif not are_fractions:
                sheet.found.starts.append(_Start(added, row["baseline_value"], partial(sheet.refusal, line)))
    sheet.close(met, in_force, len(sheet.found.targets))
    if sheet.found.targets:
        told = " ; ".join(
            f"{row['indicator']} pour {row['territory']}, avenant {row['amendment']} : {row['value']} au {_day(row['deadline'])}"
            for row in sheet.found.targets[:5]
        )
        sheet.tell(f"{count(len(sheet.found.targets), 'cible')} à ajouter : {told}")


def _is_measured(sheet: _Sheet, line: Line, row: Row, known: Vocabulary) -> bool:
    """Whether the reference is that of a gap, or empty for a level, which is said otherwise."""
    reference, before = row["reference"], sheet.errors
    if row["measure"] == "level" and reference:
        sheet.refuse(line, "reference", "rien : un niveau ne se mesure à aucun territoire", quoted(reference))
    elif row["measure"] == "gap" and reference not in known.territories:
        told = quoted(reference) if reference else "case vide"
        sheet.refuse(line, "reference", "le territoire auquel un écart se mesure", told)
    elif reference and reference == row["territory"]:
        sheet.refuse(line, "reference", "un autre territoire que celui de la cible", quoted(reference))
    return sheet.errors == before


def _signed_on(sheet: _Sheet, line: Line, row: Row, known: Vocabulary) -> str:
    """The day of an amendment as ISO text; refused when it is to come, or not in the order of the numbers."""
    found, number = sheet.day(line, row, "amended_on"), int(row["amendment"])
    if not found:
        return ""
    days = sheet.signed.setdefault(row["contract"], {})
    starts_on = next(r["starts_on"] for r in known.tables["contracts"] if r["contract"] == row["contract"])
    same = days.get(number) or found
    past = max((on for one, on in days.items() if on and one < number), default=starts_on)
    next_on = min((on for one, on in days.items() if on and one > number), default=found)
    if found > date.today().isoformat():
        sheet.refuse(line, "amended_on", "le jour de la signature, qui ne peut pas être à venir", _day(found))
    elif found < starts_on:
        sheet.refuse(line, "amended_on", f"un jour à partir du début du contrat, le {_day(starts_on)}", _day(found))
    elif found != same:
        sheet.refuse(line, "amended_on", f"la date de signature de l’avenant {number}, {_day(same)}", _day(found))
    elif found < past:
        sheet.refuse(line, "amended_on", f"un jour à partir de l’avenant qui précède, {_day(past)}", _day(found))
    elif found > next_on:
        sheet.refuse(line, "amended_on", f"un jour au plus tard de l’avenant qui suit, {_day(next_on)}", _day(found))
    else:
        days[number] = found
    return found


def _doubt(sheet: _Sheet, line: Line, row: Row, known: Vocabulary) -> bool:
    """Warn of a target elsewhere, or the wrong way from the baseline as typed: the stored one may repeat a secret figure.

    Whether both look like fractions in place of percentages, which is then all that is said of them.
    """
    if row["contract"] not in sheet.places:
        sheet.places[row["contract"]] = scope.places(known.tables, row["contract"])
    if row["territory"] not in sheet.places[row["contract"]]:
        told = f"{row['territory']} n’est pas de ce contrat"
        sheet.doubt(line, "territory", "un quartier du contrat, ou ce qui le contient", told)
    start, end = _decimal(row["baseline_value"]), _decimal(row["value"])
    if is_fraction(end, row, known):
        sheet.doubt(line, "value", TO_DO, lone_fraction(row["indicator"]))
        return start is None or is_fraction(start, row, known)
    if start is None or end is None:
        return False
    direction = next(r["direction"] for r in known.tables["indicators"] if r["indicator"] == row["indicator"])
    told = f"de {written(start)} à {written(end)}"
    if direction == "up" and end < start:
        sheet.doubt(line, "value", f"une hausse : c’est le bon sens de {row['indicator']}", told)
    elif direction == "down" and end > start:
        sheet.doubt(line, "value", f"une baisse : c’est le bon sens de {row['indicator']}", told)
    return False


def _milestones(sheet: _Sheet, known: Vocabulary) -> None:
    references = _references(map(_AIM, known.tables["targets"]))

    def key(row: Row) -> Key:
        # An empty reference is that of the only target in force that the milestone may lead to.
        found = references.get(_LED(row), set())
        sole = next(iter(found)) if len(found) == 1 else ""
        return (*_LED(row), row.get("reference") or sole, row["period"])

    old = {key(row): row for row in known.tables["milestones"]}
    met: list[Key] = []
    in_force = dict(old)
    for line, row in sheet.rows():
        before = sheet.errors
        row = {**row, "period": sheet.day(line, row, "period", _kind(known, row))}
        met.append(key(row))
        same = old.get(key(row))
        if same is not None:
            if not _equal(same["value"], row["value"]):
                expected = f"le jalon déjà signé, {same['value']} ; un avenant porte un autre numéro"
                sheet.refuse(line, "value", expected, row["value"] or "case vide")
            continue
        if row["period"] and _is_about(sheet, line, row, known):
            added = {**row, "value": sheet.number(line, row, "value", known)}
            old[key(row)] = added
            if sheet.errors == before:
                if is_fraction(_decimal(row["value"]), row, known):
                    sheet.doubt(line, "value", TO_DO, lone_fraction(row["indicator"]))
                sheet.found.steps.append(_Step(added, partial(sheet.refusal, line)))
    sheet.close(met, in_force, len(sheet.found.steps))
    if sheet.found.steps:
        sheet.tell(f"{count(len(sheet.found.steps), 'jalon')} à ajouter")


def _is_about(sheet: _Sheet, line: Line, row: Row, known: Vocabulary) -> bool:
    allowed: tuple[tuple[str, bool, str], ...] = (
        ("contract", row["contract"] in known.contracts, WHERE["contracts"]),
        ("indicator", row["indicator"] in known.indicators, WHERE["indicators"]),
        ("territory", row["territory"] in known.territories, WHERE["territories"]),
        ("measure", row["measure"] in ("level", "gap"), "niveau ou écart"),
    )
    for name, is_right, expected in allowed:
        if not is_right:
            sheet.refuse(line, name, expected, quoted(row[name]) if row[name] else "case vide")
    return all(is_right for _, is_right, _ in allowed)


def _days(period: str | None) -> Iterator[str]:
    """The day of a milestone as it is read, nothing of a target."""
    if period:
        yield f"{date.fromisoformat(period):%d/%m/%Y}"


def _key(*names: str) -> Callable[[Row], Key]:
    return lambda row: tuple(row[name] for name in names)


_LED = _key("contract", "indicator", "territory", "measure", "amendment")
"""What a milestone and the target that it leads to share, beside the reference of a gap."""
_AIM = _key("contract", "indicator", "territory", "measure", "amendment", "reference")
_SAME = _key("contract", "indicator", "territory", "measure", "reference")
"""What a target and those that amended it share."""


def _day(text: str) -> str:
    """A day as a French sentence writes it; a text that is none stays as it is."""
    found = read_period(text, "year")
    return formats.day(found, "fr") if found else text


def _measured(known: Vocabulary, row: Row) -> Measured | None:
    """The indicator of a row. A gap lies between the farthest two values of its unit, where there are two ends."""
    one = known.indicators.get(row["indicator"])
    if one is None or row["measure"] != "gap":
        return one
    if one.minimum is None or one.maximum is None:
        return None
    widest = one.maximum - one.minimum
    return replace(one, minimum=-widest, maximum=widest)


def _kind(known: Vocabulary, row: Row) -> str:
    one = known.indicators.get(row["indicator"])
    return one.period_kind if one else "year"


def _decimal(text: str) -> Decimal | None:
    cell = parse(text)
    return None if cell is None else cell.value


def _equal(before: str, after: str) -> bool:
    known, given = _decimal(before), _decimal(after)
    if known is None or given is None:
        return known is given
    return abs(known - given) <= Decimal("1e-9") * max(abs(known), Decimal(1))
