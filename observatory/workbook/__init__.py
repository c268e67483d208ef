"""The contract's workbook: every table of the contract and the figures of its partners, with lists and input checks.

All its sheets are read back by `observatory.publication`: what is written here and given back as it is changes nothing.
`start` is the same workbook without the contract's own rows, to begin another contract. Either is in French or in English, and
for Excel (XLSX) or for LibreOffice (ODS): the same sheets, lists and checks.
"""

import io
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter
from xlsxwriter.workbook import Workbook

from observatory import config, contract_tables, database, ledger
from observatory.contract_sheets import (
    LISTS,
    ORDER,
    READ_ME,
    TO_REMOVE,
    WORDS,
    Sheet,
    known_funders,
    named,
    sheets,
    word,
    words,
)
from observatory.contract_tables import KINDS, Row
from observatory.errors import DashboardError
from observatory.secrecy import people
from observatory.workbook import ods
from observatory.workbook.files import Files, cell_of
from observatory.workbook.reading import lines
from observatory.workbook.sheet import Column, Filler

STATUS_WORDS = {
    "published": "publié",
    "provisional": "provisoire",
    "estimated": "estimé",
    "secret": "secret",
    "not_available": "non disponible",
    "not_applicable": "sans objet",
    "not_significant": "non significatif",
}
SHOWN_KINDS = {"integer": "positive", "number": "number", "money": "positive", "date": "date", "period": "date"}
"""Checks of the sheets by kind of field."""


def workbook(contract: str, language: str = "fr", form: str = "xlsx") -> bytes:
    """The workbook of a contract; form: xlsx or ods. Raises DashboardError when the contract or the data folder cannot be read."""
    return _made(contract, language, form, starts=False)


def start(contract: str, language: str = "fr", form: str = "xlsx") -> bytes:
    """A workbook to begin another contract: axes, objectives and catalogue of `contract`, all territories, nothing else.

    Codes of contract and framework are left empty: they mean what its sheet Contrat will say. Raises as `workbook`.
    """
    return _made(contract, language, form, starts=True)


def _made(contract: str, language: str, form: str, starts: bool) -> bytes:
    data = config.settings().data
    entries = ledger.entries(data)
    tables = {name: contract_tables.rows(data, entries, name) for name in KINDS}
    if contract not in {row["contract"] for row in tables["contracts"]}:
        raise DashboardError("Contrat inconnu", f"Il n’y a pas de contrat « {contract} » dans contracts.csv.")
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book: Workbook | ods.Book = ods.Book(target) if form == "ods" else xlsxwriter.Workbook(target, options)
    try:
        _Writer(book, Files(data), tables, contract, language, starts).write()
    except KeyError as error:
        raise DashboardError(
            "Le classeur n’a pas pu être préparé", f"Une colonne manque dans data/contract : {error}."
        ) from error
    book.close()
    return target.getvalue()


class _Writer:
    def __init__(
        self,
        book: Workbook | ods.Book,
        files: Files,
        tables: Mapping[str, Sequence[Row]],
        contract: str,
        language: str,
        starts: bool,
    ) -> None:
        self.book, self.files, self.tables, self.contract, self.starts = book, files, tables, contract, starts
        self.language = language
        self.people_rule = people.rule(config.settings().data)
        self.signed = next(row for row in tables["contracts"] if row["contract"] == contract)
        self.territories = {row["territory"]: row for row in tables["territories"]}
        self.indicators = {row["indicator"]: row for row in tables["indicators"]}
        self.links = self._links()

    def write(self) -> None:
        """All sheets; that of lists is hidden and comes last."""
        made = {name: self.book.add_worksheet(named(name, self.language)) for name in ORDER}
        filler = Filler(self.book, self._lists(), self.language)
        name = self.signed[f"name_{self.language}"] or self.signed["name_fr"]
        filler.read_me(made[READ_ME], lines(name, self.starts, self.language))
        for french, sheet in zip(sheets("fr"), sheets(self.language), strict=True):
            filler.fill(made[french.title], self._columns(french), [self._line(sheet, r) for r in self._rows(sheet)])
        places = self._places()
        # From the database and not from its files: a baseline that repeats a secret figure is not there.
        mine = [] if self.starts else [self.contract]
        targets = database.ask(
            "targets_known", contracts=mine, indicators=None, territories=None, as_of=None, show_demo=True
        )
        milestones = [] if self.starts else database.ask("milestones", contract=self.contract)
        filler.fill(
            made["Cibles"],
            TARGET_COLUMNS,
            [
                (
                    self.contract,
                    t.indicator,
                    t.territory,
                    word("mesures", t.measure, self.language),
                    t.reference,
                    t.baseline_period,
                    t.baseline_value,
                    t.deadline,
                    t.value,
                    t.amendment,
                    t.amended_on,
                    "",
                )
                for t in targets
            ],
        )
        filler.fill(
            made["Jalons"],
            MILESTONE_COLUMNS,
            [
                (
                    self.contract,
                    m.indicator,
                    m.territory,
                    word("mesures", m.measure, self.language),
                    m.amendment,
                    m.period,
                    m.value,
                    m.reference,
                )
                for m in milestones
            ],
        )
        filler.fill(made["Observations"], OBSERVATION_COLUMNS, [] if self.starts else self._observations(places))
        made[READ_ME].activate()

    def _columns(self, sheet: Sheet) -> tuple[Column, ...]:
        def kind(one: Any) -> str:
            if one.kind in ("code", "words") or (one.kind == "text" and one.refers):
                return str(one.refers)
            return SHOWN_KINDS.get(one.kind, "text")

        shown = tuple(Column(one.title, kind(one), one.help, one.needed) for one in sheet.fields)
        return (*shown, *((Column(TO_REMOVE, "oui", "« oui » retire la ligne"),) if sheet.removable else ()))

    def _rows(self, sheet: Sheet) -> list[Row]:
        """The rows of the table that are this contract's, or that any contract may use."""
        rows = list(self.tables[sheet.table])
        if sheet.table == "territories":
            places = self._places()
            return [r for r in rows if self.starts or r["territory"] in places]
        if sheet.table == "indicators":
            return rows
        if sheet.table in ("axes", "objectives"):
            return [r for r in rows if r["framework"] == self.signed["framework"]]
        if self.starts:
            return []
        if sheet.table == "actions":
            return [people.masked(r, self.people_rule) for r in rows if r["contract"] == self.contract]
        if sheet.table == "fundings":
            mine = {r["action"] for r in self.tables["actions"] if r["contract"] == self.contract}
            return [r for r in rows if r["action"] in mine]
        return [r for r in rows if r["contract"] == self.contract]

    def _line(self, sheet: Sheet, row: Row) -> tuple[Any, ...]:
        cells: list[Any] = []
        for one in sheet.fields:
            if one.kind == "told":
                cells.append(self.territories.get(row["territory"], {}).get("name", ""))
            elif one.kind == "link":
                cells.append(" ".join(self.links[one.column].get(row[sheet.fields[0].column], ())))
            elif self.starts and one.column in ("contract", "framework"):
                cells.append("")
            elif one.kind == "words":
                cells.append(word(one.refers, row[one.column], self.language) if row[one.column] else "")
            else:
                said = row[one.column] or ""
                cells.append(said if said == people.SIGN else cell_of(one.kind, said))
        return tuple(cells)

    def _links(self) -> dict[str, dict[str, list[str]]]:
        """Codes kept in a table of their own: what contains each territory, what each indicator follows."""
        parents: dict[str, list[str]] = {}
        for row in self.tables["parents"]:
            parents.setdefault(row["territory"], []).append(row["parent"])
        objectives: dict[str, list[str]] = {}
        for row in self.tables["objective_indicators"]:
            if row["framework"] == self.signed["framework"]:
                objectives.setdefault(row["indicator"], []).append(row["objective"])
        return {"parents": parents, "objective_indicators": objectives}

    def _places(self) -> list[str]:
        return contract_tables.places(self.tables, self.contract)

    def _lists(self) -> dict[str, str]:
        """What cells may be chosen from: in a hidden sheet, since a list written in a cell is limited to 255 signs."""
        title = named(LISTS, self.language)
        sheet = self.book.add_worksheet(title)
        sheet.hide()
        lists: Mapping[str, Sequence[str]] = {
            "indicators": list(self.indicators),
            "territories": list(self.territories),
            "contracts": [row["contract"] for row in self.tables["contracts"]],
            "frameworks": list(dict.fromkeys(row["framework"] for row in self.tables["axes"])),
            "axes": list(dict.fromkeys(row["axis"] for row in self.tables["axes"])),
            "actions": [row["action"] for row in self.tables["actions"] if row["contract"] == self.contract],
            "funders": known_funders(self.tables["fundings"]),
            "units": [row["unit"] for row in self.files("contract/units")],
            "rules": [row["rule"] for row in self.files("contract/secrecy_rules")],
            "sources": self.files.sources(),
            "statuts": [named(said, self.language) for said in STATUS_WORDS.values()],
            "oui": [named("oui", self.language)],
            **{name: list(words(name, self.language)) for name in WORDS},
        }
        ranges = {}
        for column, (name, values) in enumerate(lists.items()):
            sheet.write_column(0, column, values or [""])
            ranges[name] = f"={title}!{xlsxwriter.utility.xl_range_abs(0, column, max(len(values), 1) - 1, column)}"
        return ranges

    def _observations(self, places: Sequence[str]) -> list[tuple[Any, ...]]:
        """Figures of partners in force for the contract's territories; those of official producers come from their files."""
        return [
            (
                row.indicator,
                self.indicators[row.indicator][f"name_{self.language}"] or self.indicators[row.indicator]["name_fr"],
                row.territory,
                self.territories[row.territory]["name"],
                row.period,
                row.value,
                self.indicators[row.indicator]["unit"],
                named(STATUS_WORDS[row.status], self.language),
                row.numerator,
                row.denominator,
                word("origines", row.origin, self.language),
                "",
            )
            for row in database.ask("figures_delivered")
            if row.origin != "official" and row.territory in places
        ]


TARGET_COLUMNS = (
    Column("contrat", "contracts"), Column("indicateur", "indicators"), Column("territoire", "territories"),
    Column("mesure", "mesures"), Column("référence", "territories", "pour un écart : à quel territoire"),
    Column("période initiale", "date"), Column("valeur initiale", "number"), Column("échéance", "date"),
    Column("cible", "number"), Column("avenant", "positive", "0 pour le contrat signé, puis 1, 2 …"),
    Column("date de l’avenant", "date"), Column("note"),
)  # fmt: skip
MILESTONE_COLUMNS = (
    Column("contrat", "contracts"), Column("indicateur", "indicators"), Column("territoire", "territories"),
    Column("mesure", "mesures"), Column("avenant", "positive"), Column("période", "date"), Column("jalon", "number"),
    Column("référence", "territories"),
)  # fmt: skip
OBSERVATION_COLUMNS = (
    Column("indicateur", "indicators"), Column("nom de l’indicateur"), Column("territoire", "territories"),
    Column("nom du territoire"), Column("période", "date"), Column("valeur", "number"), Column("unité"),
    Column("statut", "statuts"), Column("numérateur", "positive"), Column("dénominateur", "positive"),
    Column("origine", "origines"), Column("commentaire"),
)  # fmt: skip
