"""The contract's workbook: nine sheets filled in with what is known, with lists to choose from and input checks.

Observations is read back by `observatory.publication`, as any table of figures; rows added to Cibles and
Jalons are an amendment to the contract. The other sheets are there to be read, sorted and completed by the partners.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from observatory import config, database
from observatory.errors import DashboardError

FREE_ROWS = 500
"""Empty rows under the filled ones that have lists and checks too."""
LISTS = "Listes"
STATUS_WORDS = {
    "published": "publié",
    "provisional": "provisoire",
    "estimated": "estimé",
    "secret": "secret",
    "not_available": "non disponible",
    "not_applicable": "sans objet",
    "not_significant": "non significatif",
}
_WIDTHS = {"nom": 44, "libellé": 44, "titre": 44, "définition": 60, "note": 40, "commentaire": 40, "résultat": 40}


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of a sheet. kind: text, date, number, positive or a list (name of a column of the sheet of lists)."""

    title: str
    kind: str = "text"


def workbook(contract: str) -> bytes:
    """The workbook of a contract as XLSX. Raises DashboardError when the contract or the data folder cannot be read."""
    files = _Files(config.settings().data)
    if contract not in {row["contract"] for row in files("contract/contracts")}:
        raise DashboardError("Contrat inconnu", f"Il n’y a pas de contrat « {contract} » dans contracts.csv.")
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(target, options)
    try:
        _Writer(book, files, contract).write()
    except KeyError as error:
        raise DashboardError(
            "Le classeur n’a pas pu être préparé", f"Une colonne manque dans data/contract : {error}."
        ) from error
    book.close()
    return target.getvalue()


class _Files:
    def __init__(self, data: Path) -> None:
        self.data = data

    def __call__(self, name: str) -> list[dict[str, str]]:
        path = self.data / f"{name}.csv"
        if not path.is_file():
            return []
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                return list(csv.DictReader(file, delimiter=";"))
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise DashboardError(
                "Le classeur n’a pas pu être préparé", f"{path.name} ne se lit pas : {error}."
            ) from error


class _Writer:
    def __init__(self, book: Workbook, files: _Files, contract: str) -> None:
        self.book, self.files, self.contract = book, files, contract
        self.signed = next(row for row in files("contract/contracts") if row["contract"] == contract)
        self.territories = {row["territory"]: row for row in files("territories/territories")}
        self.indicators = {row["indicator"]: row for row in files("contract/indicators")}
        self.bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.day = book.add_format({"num_format": "dd/mm/yyyy", "align": "left"})
        self.lists: dict[str, str] = {}

    def write(self) -> None:
        """All sheets; the sheet of lists is made first, hidden and last in the order."""
        names = (
            "Territoires", "Objectifs", "Indicateurs", "Cibles", "Jalons", "Observations", "Actions", "Financements",
            "Commentaires",
        )  # fmt: skip
        sheets = {name: self.book.add_worksheet(name) for name in names}
        self._lists()
        places = self._places()
        objectives = [o for o in self.files("contract/objectives") if o["framework"] == self.signed["framework"]]
        # From the database and not from its files: a baseline that repeats a secret figure is not there.
        targets = database.ask(
            "targets_known", contracts=[self.contract], indicators=None, territories=None, as_of=None, show_demo=True
        )
        milestones = database.ask("milestones", contract=self.contract)
        actions = [a for a in self.files("contract/actions") if a["contract"] == self.contract]
        codes = {action["action"] for action in actions}
        self._sheet(
            sheets["Territoires"],
            (
                _Column("territoire"),
                _Column("nom"),
                _Column("niveau"),
                _Column("génération"),
                _Column("population", "positive"),
            ),
            [
                (c, t["name"], t["level"], t["generation"], _number(t["population"]))
                for c in places
                if (t := self.territories[c])
            ],
        )
        self._sheet(
            sheets["Objectifs"],
            (_Column("objectif"), _Column("axe"), _Column("libellé")),
            [(o["objective"], o["axis"], o["label_fr"]) for o in objectives],
        )
        self._sheet(
            sheets["Indicateurs"],
            (
                _Column("indicateur"),
                _Column("nom"),
                _Column("axe"),
                _Column("unité"),
                _Column("sens"),
                _Column("fréquence"),
                _Column("règle de secret"),
                _Column("définition"),
            ),  # fmt: skip
            [
                (
                    code,
                    i["name_fr"],
                    i["axis"],
                    i["unit"],
                    i["direction"],
                    i["frequency"],
                    i["secrecy_rule"],
                    i["definition_fr"],
                )  # fmt: skip
                for code, i in self.indicators.items()
            ],
        )
        self._sheet(
            sheets["Cibles"],
            (
                _Column("contrat"),
                _Column("indicateur", "indicateurs"),
                _Column("territoire", "territoires"),
                _Column("mesure", "mesures"),
                _Column("référence", "territoires"),
                _Column("période initiale", "date"),
                _Column("valeur initiale", "number"),
                _Column("échéance", "date"),
                _Column("cible", "number"),
                _Column("avenant", "positive"),
                _Column("date de l’avenant", "date"),
                _Column("note"),
            ),  # fmt: skip
            [
                (
                    self.contract,
                    t.indicator,
                    t.territory,
                    t.measure,
                    t.reference,
                    t.baseline_period,
                    t.baseline_value,
                    t.deadline,
                    t.value,
                    t.amendment,
                    t.amended_on,
                    "",
                )  # fmt: skip
                for t in targets
            ],
        )
        self._sheet(
            sheets["Jalons"],
            (
                _Column("contrat"),
                _Column("indicateur", "indicateurs"),
                _Column("territoire", "territoires"),
                _Column("mesure", "mesures"),
                _Column("avenant", "positive"),
                _Column("période", "date"),
                _Column("jalon", "number"),
            ),  # fmt: skip
            [(self.contract, m.indicator, m.territory, m.measure, m.amendment, m.period, m.value) for m in milestones],
        )
        self._sheet(sheets["Observations"], self._observation_columns(), self._observations(places))
        self._sheet(
            sheets["Actions"],
            (
                _Column("action"),
                _Column("objectifs"),
                _Column("titre"),
                _Column("opérateur"),
                _Column("année", "positive"),
                _Column("territoires"),
                _Column("état", "états"),
                _Column("bénéficiaires prévus", "positive"),
                _Column("bénéficiaires réels", "positive"),
                _Column("évaluée le", "date"),
                _Column("évaluée par"),
                _Column("résultat"),
            ),  # fmt: skip
            [
                (
                    a["action"],
                    a["objectives"],
                    a["title_fr"],
                    a["operator"],
                    _number(a["year"]),
                    a["territories"],
                    a["state"],
                    _number(a["planned_beneficiaries"]),
                    _number(a["actual_beneficiaries"]),
                    _date(a["evaluated_on"]),
                    a["evaluated_by"],
                    a["result_fr"],
                )  # fmt: skip
                for a in actions
            ],
        )
        self._sheet(
            sheets["Financements"],
            (
                _Column("action"),
                _Column("financeur"),
                _Column("nature", "natures"),
                _Column("montant prévu (€)", "positive"),
                _Column("montant versé (€)", "positive"),
            ),  # fmt: skip
            [
                (f["action"], f["funder"], f["kind"], _number(f["planned_eur"]), _number(f["paid_eur"]))
                for f in self.files("contract/fundings")
                if f["action"] in codes
            ],
        )
        self._sheet(
            sheets["Commentaires"],
            (
                _Column("indicateur", "indicateurs"),
                _Column("territoire", "territoires"),
                _Column("date", "date"),
                _Column("auteur"),
                _Column("commentaire"),
            ),  # fmt: skip
            [],
        )
        sheets["Observations"].activate()

    def _places(self) -> list[str]:
        own = [
            row["territory"] for row in self.files("contract/contract_territories") if row["contract"] == self.contract
        ]
        parents = [row["parent"] for row in self.files("territories/parents") if row["territory"] in own]
        return [c for c in dict.fromkeys((*own, *parents, self.signed["reference"])) if c in self.territories]

    def _lists(self) -> None:
        """Codes that cells may be chosen from: in a hidden sheet, since a list written in a cell is limited to 255 signs."""
        sheet = self.book.add_worksheet(LISTS)
        sheet.hide()
        lists: Mapping[str, Sequence[str]] = {
            "indicateurs": list(self.indicators),
            "territoires": list(self.territories),
            "statuts": list(STATUS_WORDS.values()),
            "origines": ["local", "demo"],
            "mesures": ["level", "gap"],
            "états": ["planned", "running", "done", "cancelled"],
            "natures": ["specific", "ordinary"],
        }
        for column, (name, values) in enumerate(lists.items()):
            sheet.write_column(0, column, values)
            letter = chr(ord("A") + column)
            self.lists[name] = f"={LISTS}!${letter}$1:${letter}${len(values)}"

    def _observation_columns(self) -> tuple[_Column, ...]:
        return (
            _Column("indicateur", "indicateurs"), _Column("nom de l’indicateur"), _Column("territoire", "territoires"),
            _Column("nom du territoire"), _Column("période", "date"), _Column("valeur", "number"), _Column("unité"),
            _Column("statut", "statuts"), _Column("numérateur", "positive"), _Column("dénominateur", "positive"),
            _Column("origine", "origines"), _Column("commentaire"),
        )  # fmt: skip

    def _observations(self, places: Sequence[str]) -> list[tuple[Any, ...]]:
        """Figures of partners in force for the contract's territories; those of official producers come from their files."""
        return [
            (
                row.indicator,
                self.indicators[row.indicator]["name_fr"],
                row.territory,
                self.territories[row.territory]["name"],
                row.period,
                row.value,
                self.indicators[row.indicator]["unit"],
                STATUS_WORDS[row.status],
                row.numerator,
                row.denominator,
                row.origin,
                "",
            )  # fmt: skip
            for row in database.ask("figures_delivered")
            if row.origin != "official" and row.territory in places
        ]

    def _sheet(self, sheet: Worksheet, columns: Sequence[_Column], rows: Sequence[Sequence[Any]]) -> None:
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

    def _check(self, sheet: Worksheet, place: int, last: int, column: _Column) -> None:
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


def _number(text: str) -> float | None:
    return float(text.replace(",", ".")) if text else None


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
