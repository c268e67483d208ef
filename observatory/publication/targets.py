"""The sheets Cibles and Jalons of a workbook, in French or in English: a row with a new amendment number is an amendment to the contract.

What stands in the contract or in an earlier amendment is never changed: a row that says otherwise than they do blocks.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from observatory import contract_tables
from observatory.contract_sheets import named, words
from observatory.contract_tables import Key, Row
from observatory.publication.tidy import beyond, possible, read_period
from observatory.publication.vocabulary import Measured, Vocabulary
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
    "amendment": "avenant", "period": "période", "value": "jalon",
}  # fmt: skip


@dataclass(slots=True)
class Amendment:
    """Targets and milestones to add, as rows of their files in data/contract, and what was found wrong.

    stated: keys of all targets of the sheets, refused ones too; leading: of each milestone, the key of its target and what
    to say if there is none.
    """

    targets: list[Row] = field(default_factory=list)
    milestones: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    stated: set[Key] = field(default_factory=set)
    leading: list[tuple[Key, Problem]] = field(default_factory=list)

    def add(self, other: "Amendment") -> None:
        """Take over what another file adds; its problems are left to it."""
        self.targets += other.targets
        self.milestones += other.milestones
        self.stated |= other.stated
        self.leading += other.leading

    def astray(self, known: Vocabulary) -> Iterator[Problem]:
        """Milestones without a target in any file or in the contract: findings that block, made when all files are read."""
        targets = self.stated | {_LED(row) for row in known.tables.get("targets", ())}
        yield from (problem for key, problem in self.leading if key not in targets)

    def files(self) -> dict[str, bytes]:
        """The files of the ledger that carry them, by name; none when there is nothing to add."""
        made = (("targets", self.targets), ("milestones", self.milestones))
        return {contract_tables.KINDS[name].file: contract_tables.to_csv(name, rows) for name, rows in made if rows}


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
        met = {one: sum(plain(said) in top.places for said in twins[one].values()) for one in LANGUAGES}
        language = max(LANGUAGES, key=met.__getitem__)
        is_named = any(table.name.endswith(f"[{named(title, one)}]") for one in LANGUAGES)
        if met[language] == len(french) or is_named and sum(met.values()) * 2 > len(french):
            return _Sheet(table, top, twins[language], found, contract, language)
    return None


class _Sheet:
    def __init__(
        self, table: Table, top: Header, headings: Mapping[str, str], found: Amendment, contract: str, language: str
    ) -> None:
        self.table, self.top, self.headings, self.found, self.contract = table, top, headings, found, contract
        self.measures = words("mesures", language)

    def is_refused(self) -> bool:
        """Whether columns are missing, which is said and blocks."""
        missing = [title for title in self.headings.values() if plain(title) not in self.top.places]
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
        place = self.top.at(title)
        return line.cells[place].strip() if place < len(line.cells) else ""

    def refuse(self, line: Line, name: str, expected: str, found: str) -> None:
        """Say what is wrong in a cell, which blocks."""
        self.found.problems.append(self.refusal(line, name, expected, found))

    def refusal(self, line: Line, name: str, expected: str, found: str) -> Problem:
        """What `refuse` says of a cell."""
        column = self.headings.get(name, "")
        return Problem("error", self.table.name, (line.number,), column, expected, found)

    def tell(self, found: str) -> None:
        """Say what the sheet adds."""
        self.found.problems.append(Problem("warning", self.table.name, (), "", "", found))

    def day(self, line: Line, row: Row, name: str) -> str:
        """A date as ISO text, empty and refused when it is none."""
        found = read_period(row[name], "year")
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
        return written(cell.value)


def _targets(sheet: _Sheet, known: Vocabulary) -> None:
    key = _key("contract", "indicator", "territory", "measure", "reference")
    old = {(*key(row), row["amendment"]): row for row in known.tables["targets"]}
    numbers: dict[Key, int] = {}
    for row in known.tables["targets"]:
        numbers[key(row)] = max(numbers.get(key(row), -1), int(row["amendment"]))
    for line, row in sheet.rows():
        sheet.found.stated.add(_LED(row))
        same = old.get((*key(row), row["amendment"]))
        if same is not None:
            if not (
                _equal(same["value"], row["value"]) and same["deadline"] == str(read_period(row["deadline"], "year"))
            ):
                told = f"{written(_decimal(same['value']))} au {same['deadline']}"
                expected = f"la cible déjà signée, {told} ; pour la changer, ajoutez une ligne avec un numéro d’avenant"
                sheet.refuse(line, "value", expected, f"{row['value']} au {row['deadline']}")
            continue
        if not _is_about(sheet, line, row, known):
            continue
        if row["measure"] == "gap" and row["reference"] not in known.territories:
            told = quoted(row["reference"]) if row["reference"] else "case vide"
            sheet.refuse(line, "reference", "le territoire auquel un écart se mesure", told)
            continue
        if row["note_fr"].startswith(("=", "+", "@", "-")):
            # The files are opened with a spreadsheet, which would run such a text.
            sheet.refuse(line, "note_fr", "un texte qui ne commence pas par ce signe", quoted(row["note_fr"]))
            continue
        first = numbers.get(key(row), -1)
        if not row["amendment"].isdecimal() or int(row["amendment"]) <= first:
            sheet.refuse(line, "amendment", f"un numéro plus grand que {first}", quoted(row["amendment"]))
            continue
        last = old.get((*key(row), str(first)), {})
        added = {
            **row,
            "baseline_period": last.get("baseline_period") or sheet.day(line, row, "baseline_period"),
            "baseline_value": last.get("baseline_value") or sheet.number(line, row, "baseline_value", known),
            "deadline": sheet.day(line, row, "deadline"),
            "value": sheet.number(line, row, "value", known),
            "amended_on": sheet.day(line, row, "amended_on") if row["amendment"] != "0" else "",
            "origin": "local",
        }
        start = added["baseline_period"]
        if start and added["deadline"] and added["deadline"] <= start:
            sheet.refuse(line, "deadline", f"une date après la période initiale, {start}", quoted(row["deadline"]))
        old[(*key(row), row["amendment"])] = added
        numbers[key(row)] = int(row["amendment"])
        sheet.found.targets.append(added)
    if sheet.found.targets:
        told = " ; ".join(
            f"{row['indicator']} pour {row['territory']}, avenant {row['amendment']} : {row['value']} au {row['deadline']}"
            for row in sheet.found.targets[:5]
        )
        sheet.tell(f"{count(len(sheet.found.targets), 'cible')} à ajouter : {told}")


def _milestones(sheet: _Sheet, known: Vocabulary) -> None:
    old = {(*_LED(row), row["period"]): row for row in known.tables["milestones"]}
    for line, row in sheet.rows():
        period = sheet.day(line, row, "period")
        same = old.get((*_LED(row), period))
        if same is not None:
            if not _equal(same["value"], row["value"]):
                expected = f"le jalon déjà signé, {same['value']} ; un avenant porte un autre numéro"
                sheet.refuse(line, "value", expected, row["value"] or "case vide")
            continue
        if period and _is_about(sheet, line, row, known):
            added = {**row, "period": period, "value": sheet.number(line, row, "value", known)}
            old[(*_LED(row), period)] = added
            sheet.found.milestones.append(added)
            told = f"aucune cible de {row['indicator']} pour {row['territory']} sous le numéro {row['amendment']}"
            expected = "le numéro d’avenant d’une cible du même indicateur, territoire et mesure"
            sheet.found.leading.append((_LED(row), sheet.refusal(line, "amendment", expected, told)))
    if sheet.found.milestones:
        sheet.tell(f"{count(len(sheet.found.milestones), 'jalon')} à ajouter")


def _is_about(sheet: _Sheet, line: Line, row: Row, known: Vocabulary) -> bool:
    allowed: tuple[tuple[str, bool, str], ...] = (
        ("contract", row["contract"] in known.contracts, "un contrat, en vigueur ou de la feuille Contrat"),
        ("indicator", row["indicator"] in known.indicators, "un code du catalogue (indicators.csv)"),
        ("territory", row["territory"] in known.territories, "un code de territories.csv"),
        ("measure", row["measure"] in ("level", "gap"), "niveau ou écart"),
    )
    for name, is_right, expected in allowed:
        if not is_right:
            sheet.refuse(line, name, expected, quoted(row[name]) if row[name] else "case vide")
    return all(is_right for _, is_right, _ in allowed)


def _key(*names: str) -> Callable[[Row], Key]:
    return lambda row: tuple(row[name] for name in names)


_LED = _key("contract", "indicator", "territory", "measure", "amendment")
"""What a milestone and the target that it leads to share."""


def _measured(known: Vocabulary, row: Row) -> Measured | None:
    """The indicator of a row. A gap lies between the farthest two values of its unit, where there are two ends."""
    one = known.indicators.get(row["indicator"])
    if one is None or row["measure"] != "gap":
        return one
    if one.minimum is None or one.maximum is None:
        return None
    widest = one.maximum - one.minimum
    return replace(one, minimum=-widest, maximum=widest)


def _decimal(text: str) -> Decimal | None:
    cell = parse(text)
    return None if cell is None else cell.value


def _equal(before: str, after: str) -> bool:
    known, given = _decimal(before), _decimal(after)
    if known is None or given is None:
        return known is given
    return abs(known - given) <= Decimal("1e-9") * max(abs(known), Decimal(1))
