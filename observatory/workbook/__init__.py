"""The contract's workbook: nine sheets filled in with what is known, with lists to choose from and input checks.

Observations is read back by `observatory.publication`, as any table of figures; rows added to Cibles and
Jalons are an amendment to the contract. The other sheets are there to be read, sorted and completed by the partners.
"""

import io
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter
from xlsxwriter.workbook import Workbook

from observatory import config, database
from observatory.errors import DashboardError
from observatory.workbook.files import Files, day, number
from observatory.workbook.sheet import Column, Filler

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


def workbook(contract: str) -> bytes:
    """The workbook of a contract as XLSX. Raises DashboardError when the contract or the data folder cannot be read."""
    files = Files(config.settings().data)
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


class _Writer:
    def __init__(self, book: Workbook, files: Files, contract: str) -> None:
        self.book, self.files, self.contract = book, files, contract
        self.signed = next(row for row in files("contract/contracts") if row["contract"] == contract)
        self.territories = {row["territory"]: row for row in files("territories/territories")}
        self.indicators = {row["indicator"]: row for row in files("contract/indicators")}

    def write(self) -> None:
        """All sheets; that of lists is hidden and comes last."""
        names = (
            "Territoires", "Objectifs", "Indicateurs", "Cibles", "Jalons", "Observations", "Actions", "Financements",
            "Commentaires",
        )  # fmt: skip
        sheets = {name: self.book.add_worksheet(name) for name in names}
        fill = Filler(self.book, self._lists()).fill
        places = self._places()
        objectives = [o for o in self.files("contract/objectives") if o["framework"] == self.signed["framework"]]
        # From the database and not from its files: a baseline that repeats a secret figure is not there.
        targets = database.ask(
            "targets_known", contracts=[self.contract], indicators=None, territories=None, as_of=None, show_demo=True
        )
        milestones = database.ask("milestones", contract=self.contract)
        actions = [a for a in self.files("contract/actions") if a["contract"] == self.contract]
        codes = {action["action"] for action in actions}
        fill(
            sheets["Territoires"],
            (
                Column("territoire"),
                Column("nom"),
                Column("niveau"),
                Column("génération"),
                Column("population", "positive"),
            ),
            [
                (c, t["name"], t["level"], t["generation"], number(t["population"]))
                for c in places
                if (t := self.territories[c])
            ],
        )
        fill(
            sheets["Objectifs"],
            (Column("objectif"), Column("axe"), Column("libellé")),
            [(o["objective"], o["axis"], o["label_fr"]) for o in objectives],
        )
        fill(
            sheets["Indicateurs"],
            (
                Column("indicateur"),
                Column("nom"),
                Column("axe"),
                Column("unité"),
                Column("sens"),
                Column("fréquence"),
                Column("règle de secret"),
                Column("définition"),
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
        fill(
            sheets["Cibles"],
            (
                Column("contrat"),
                Column("indicateur", "indicateurs"),
                Column("territoire", "territoires"),
                Column("mesure", "mesures"),
                Column("référence", "territoires"),
                Column("période initiale", "date"),
                Column("valeur initiale", "number"),
                Column("échéance", "date"),
                Column("cible", "number"),
                Column("avenant", "positive"),
                Column("date de l’avenant", "date"),
                Column("note"),
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
        fill(
            sheets["Jalons"],
            (
                Column("contrat"),
                Column("indicateur", "indicateurs"),
                Column("territoire", "territoires"),
                Column("mesure", "mesures"),
                Column("avenant", "positive"),
                Column("période", "date"),
                Column("jalon", "number"),
            ),  # fmt: skip
            [(self.contract, m.indicator, m.territory, m.measure, m.amendment, m.period, m.value) for m in milestones],
        )
        fill(sheets["Observations"], self._observation_columns(), self._observations(places))
        fill(
            sheets["Actions"],
            (
                Column("action"),
                Column("objectifs"),
                Column("titre"),
                Column("opérateur"),
                Column("année", "positive"),
                Column("territoires"),
                Column("état", "états"),
                Column("bénéficiaires prévus", "positive"),
                Column("bénéficiaires réels", "positive"),
                Column("évaluée le", "date"),
                Column("évaluée par"),
                Column("résultat"),
            ),  # fmt: skip
            [
                (
                    a["action"],
                    a["objectives"],
                    a["title_fr"],
                    a["operator"],
                    number(a["year"]),
                    a["territories"],
                    a["state"],
                    number(a["planned_beneficiaries"]),
                    number(a["actual_beneficiaries"]),
                    day(a["evaluated_on"]),
                    a["evaluated_by"],
                    a["result_fr"],
                )  # fmt: skip
                for a in actions
            ],
        )
        fill(
            sheets["Financements"],
            (
                Column("action"),
                Column("financeur"),
                Column("nature", "natures"),
                Column("montant prévu (€)", "positive"),
                Column("montant versé (€)", "positive"),
            ),  # fmt: skip
            [
                (f["action"], f["funder"], f["kind"], number(f["planned_eur"]), number(f["paid_eur"]))
                for f in self.files("contract/fundings")
                if f["action"] in codes
            ],
        )
        fill(
            sheets["Commentaires"],
            (
                Column("indicateur", "indicateurs"),
                Column("territoire", "territoires"),
                Column("date", "date"),
                Column("auteur"),
                Column("commentaire"),
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

    def _lists(self) -> dict[str, str]:
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
        ranges = {}
        for column, (name, values) in enumerate(lists.items()):
            sheet.write_column(0, column, values)
            letter = chr(ord("A") + column)
            ranges[name] = f"={LISTS}!${letter}$1:${letter}${len(values)}"
        return ranges

    def _observation_columns(self) -> tuple[Column, ...]:
        return (
            Column("indicateur", "indicateurs"), Column("nom de l’indicateur"), Column("territoire", "territoires"),
            Column("nom du territoire"), Column("période", "date"), Column("valeur", "number"), Column("unité"),
            Column("statut", "statuts"), Column("numérateur", "positive"), Column("dénominateur", "positive"),
            Column("origine", "origines"), Column("commentaire"),
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
