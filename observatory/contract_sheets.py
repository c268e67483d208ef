"""The sheets of the contract's workbook: which table each is, its columns, and what a cell may hold.

The workbook is written from this, and read back by this. All is named in French here; the English workbook has the twin that
`locale/workbook.po` gives to each sheet, heading and word.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from babel.messages.pofile import read_po

from observatory.texts import FOLDER

CATALOGUE = FOLDER / "workbook.po"
READ_ME, LISTS = "Lisez-moi", "Listes"
"""Sheets of the workbook with nothing to publish: what it says to its reader, and the hidden one of what cells may hold."""
TO_REMOVE = "à retirer"
"""Heading of the column in which « oui » takes a row away."""
YES_NO: Mapping[str, str] = {"oui": "true", "non": "false"}
LEVELS: Mapping[str, str] = {
    "quartier": "neighbourhood",
    "partie de quartier": "neighbourhood_part",
    "commune": "commune",
    "intercommunalité": "ept",
    "département": "department",
    "région": "region",
    "ensemble de quartiers": "neighbourhood_set",
    "pays": "country",
}
MEASURES: Mapping[str, str] = {"niveau": "level", "écart": "gap"}
FUNDERS = (
    "État (programme 147)", "Communes", "Grand Paris Sud Est Avenir", "CAF du Val-de-Marne", "Département du Val-de-Marne",
    "Région Île-de-France", "Agence régionale de santé Île-de-France", "Bailleurs sociaux", "Union européenne (FSE+)",
)  # fmt: skip
"""Usual funders, proposed beside those of the fundings in force so that each keeps one spelling."""
WORDS: Mapping[str, Mapping[str, str]] = {
    "niveaux": LEVELS,
    "mesures": MEASURES,
    "générations": {"QPV 2015": "qpv2015", "QPV 2024": "qpv2024"},
    "confiances": {"haute": "high", "moyenne": "medium", "faible": "low"},
    "natures d’indicateur": {"contexte": "context", "réalisation": "output", "résultat": "result"},
    "sens": {"hausse": "up", "baisse": "down", "aucun": "none"},
    "fréquences": {
        "annuelle": "annual",
        "semestrielle": "half_yearly",
        "trimestrielle": "quarterly",
        "tous les deux ans": "biennial",
        "irrégulière": "irregular",
    },
    "périodes": {"année": "year", "date": "date", "recensement": "census", "année scolaire": "school_year"},
    "niveaux fins": {
        "partie de quartier": "neighbourhood_part",
        "quartier": "neighbourhood",
        "commune": "commune",
        "département": "department",
        "établissement scolaire": "school",
    },
    "états": {"prévue": "planned", "en cours": "running", "terminée": "done", "annulée": "cancelled"},
    "natures": {"crédits spécifiques": "specific", "droit commun": "ordinary"},
    "origines": {"local": "local", "démonstration": "demo"},
    "oui ou non": YES_NO,
}
"""Words of a cell and the codes of data/contract that they stand for, by the name of the list."""

SAID_WORDS: Mapping[str, Mapping[str, str]] = {
    "niveaux d’avis": {
        "sécurisé": "secured", "atteignable": "reachable", "appuis nécessaires": "support", "compromis": "compromised",
    },
    "états de décision": {"à faire": "open", "faite": "done", "abandonnée": "dropped"},
    "genres de texte": {"quartier": "neighbourhood", "indicateur": "indicator"},
}  # fmt: skip
"""The same of tables that no sheet shows."""


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a sheet.

    column: of the table; empty for one that only tells a name. kind: text, new (a code that this sheet gives), code or
    codes (of `refers`), link (codes of `refers`, kept in a table of their own), date, period, integer, number, money, colour,
    words (of the list `refers`) or told; a text may have a list of proposed values, `refers`. default: what an empty cell of a new row means. help: what the reader is told to
    write, in French. language: of the title and of the words.
    """

    title: str
    column: str = ""
    kind: str = "text"
    refers: str = ""
    needed: bool = False
    default: str = ""
    help: str = ""
    language: str = "fr"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet and the table that it is. constants: columns that the sheet does not show, for a new row.

    language: of its title, its headings and the words of its cells; about is in French.
    """

    title: str
    table: str
    about: str
    fields: tuple[Field, ...]
    constants: Mapping[str, str] = field(default_factory=dict)
    removable: bool = True
    language: str = "fr"


def _text(title: str, column: str, needed: bool = False, help: str = "") -> Field:
    return Field(title, column, "text", needed=needed, help=help)


def _code(title: str, column: str, refers: str, needed: bool = True, default: str = "", help: str = "") -> Field:
    return Field(title, column, "code", refers, needed, default, help)


def _words(title: str, column: str, refers: str, needed: bool = False, default: str = "") -> Field:
    return Field(title, column, "words", refers, needed, default)


_CONTRACT = _code(
    "contrat",
    "contract",
    "contracts",
    default="@contract",
    help="celui de la feuille Contrat, qu’une case vide reprend",
)
_FRAMEWORK = _code(
    "cadre",
    "framework",
    "frameworks",
    default="@framework",
    help="celui de la feuille Contrat, qu’une case vide reprend",
)
_ORIGIN = _words("origine", "origin", "origines", default="local")

SHEETS: tuple[Sheet, ...] = (
    Sheet(
        "Contrat",
        "contracts",
        "Le contrat : son nom, sa période, qui signe, à quoi ses quartiers sont comparés.",
        (
            Field("contrat", "contract", "new", needed=True, help="un code court, comme « creteil »"),
            _text("nom", "name_fr", needed=True),
            _text("nom anglais", "name_en"),
            Field(
                "cadre",
                "framework",
                "new",
                needed=True,
                help="le code de l’ensemble d’axes et d’objectifs ; un nouveau code pour avoir les siens",
            ),
            _code("signataire", "signatory", "territories", help="la commune ou l’intercommunalité qui signe"),
            Field("début", "starts_on", "date", needed=True),
            Field("fin", "ends_on", "date", needed=True),
            _code("territoire de référence", "reference", "territories"),
        ),
        {"origin": "local"},
        removable=False,
    ),
    Sheet(
        "Quartiers",
        "contract_territories",
        "Les quartiers du contrat, dans l’ordre où ils sont cités.",
        (
            _CONTRACT,
            _code("territoire", "territory", "territories"),
            Field("nom du territoire", kind="told"),
            Field("rang", "position", "integer", needed=True, help="1 pour le quartier cité en premier"),
        ),
    ),
    Sheet(
        "Axes",
        "axes",
        "Les axes du cadre : chacun garde sa page ; son nom, sa question et son rang sont ceux du contrat.",
        (
            _FRAMEWORK,
            _code("axe", "axis", "axes", help="le code de la page : les six doivent y être"),
            Field("rang", "position", "integer", needed=True, help="0 pour la situation d’ensemble, puis 1, 2 …"),
            _text("nom", "name_fr", needed=True),
            _text("nom anglais", "name_en"),
            _text("nom court", "short_name_fr", needed=True, help="un ou deux mots, pour les menus"),
            _text("nom court anglais", "short_name_en"),
            _text("question", "question_fr", needed=True, help="la question à laquelle répond la page de l’axe"),
            _text("question anglaise", "question_en"),
            _text("termes du contrat", "wording_fr"),
            Field("icône", "icon", default="category", help="nom d’un symbole Material"),
            Field(
                "couleur",
                "colour",
                "colour",
                help="#RRVVBB, assez sombre pour un texte sur fond blanc ; vide : celle de la page",
            ),
        ),
        removable=False,
    ),
    Sheet(
        "Territoires",
        "territories",
        "Les territoires : quartiers, communes, et tout ce à quoi on les compare.",
        (
            Field("territoire", "territory", "new", needed=True, help="QP094027, COM94019 …"),
            _text("nom", "name", needed=True),
            _words("niveau", "level", "niveaux", needed=True),
            _words("génération", "generation", "générations"),
            Field("population", "population", "integer"),
            Field("année de la population", "population_year", "integer"),
            Field("longitude", "longitude", "number", help="degrés décimaux WGS84, comme 2,532"),
            Field("latitude", "latitude", "number"),
            _words("confiance du point", "point_confidence", "confiances"),
            Field(
                "contenu dans", "parents", "link", "territories", help="les codes des territoires qui le contiennent"
            ),
        ),
    ),
    Sheet(
        "Objectifs",
        "objectives",
        "Les objectifs du cadre. Chacun doit avoir au moins un indicateur (feuille Indicateurs).",
        (
            _FRAMEWORK,
            Field("objectif", "objective", "new", needed=True, help="un code court, comme E1"),
            _code("axe", "axis", "axes"),
            Field("rang", "position", "integer", needed=True),
            _text("libellé", "label_fr", needed=True),
            _text("libellé anglais", "label_en"),
            _text("termes du contrat", "wording_fr"),
        ),
    ),
    Sheet(
        "Indicateurs",
        "indicators",
        "Le catalogue. Une ligne de plus, avec son objectif, et l’indicateur est sur la page de son axe.",
        (
            Field("indicateur", "indicator", "new", needed=True, help="un code de 8 signes au plus, comme EMP-40"),
            _text("nom", "name_fr", needed=True),
            _text("nom anglais", "name_en"),
            _text("nom court", "short_name_fr", help="38 signes au plus ; vide : le nom, s’il est assez court"),
            _text("nom court anglais", "short_name_en"),
            _code("axe", "axis", "axes"),
            _words("nature", "kind", "natures d’indicateur", needed=True),
            _code("unité", "unit", "units"),
            Field("décimales", "decimals", "integer", default="0"),
            _words("sens", "direction", "sens", needed=True),
            _text("définition", "definition_fr", needed=True),
            _text("définition anglaise", "definition_en"),
            _words("fréquence", "frequency", "fréquences", default="annual"),
            _words("période", "period_kind", "périodes", default="year"),
            _words("niveau le plus fin", "finest_level", "niveaux fins", default="neighbourhood"),
            _code("règle de secret", "secrecy_rule", "rules", help="B pour des personnes suivies, - pour aucune"),
            _words("additionnable", "summable", "oui ou non", default="false"),
            Field("écart entre millésimes", "min_vintage_gap", "integer", default="1"),
            _code("source", "source", "sources", needed=False, default="local"),
            _words("noyau", "core", "oui ou non", default="true"),
            _code("partie de", "parent", "indicators", needed=False),
            _text("ventilation", "breakdown"),
            _text("catégorie", "category_fr"),
            _text("catégorie anglaise", "category_en"),
            _text("précaution", "caution_fr"),
            _text("précaution anglaise", "caution_en"),
            Field("objectifs", "objective_indicators", "link", "objectives", help="les objectifs du cadre qu’il suit"),
        ),
    ),
    Sheet(
        "Actions",
        "actions",
        "Ce qui est fait, par qui, pour qui, et si c’est évalué.",
        (
            Field("action", "action", "new", needed=True, help="un code unique, comme CHV-2024-01"),
            _CONTRACT,
            Field("objectifs", "objectives", "codes", "objectives", needed=True, help="le principal d’abord"),
            _text("titre", "title_fr", needed=True),
            _text("titre anglais", "title_en"),
            _text("opérateur", "operator", needed=True),
            Field("année", "year", "integer", needed=True),
            Field("territoires", "territories", "codes", "territories", needed=True),
            _words("état", "state", "états", needed=True),
            Field("bénéficiaires prévus", "planned_beneficiaries", "integer"),
            Field("bénéficiaires réels", "actual_beneficiaries", "integer"),
            Field("dont habitants des quartiers", "resident_beneficiaries", "integer"),
            Field("dont femmes", "women_beneficiaries", "integer"),
            Field("évaluée le", "evaluated_on", "date"),
            _text("évaluée par", "evaluated_by"),
            _text("résultat", "result_fr"),
            _ORIGIN,
        ),
    ),
    Sheet(
        "Financements",
        "fundings",
        "Qui paie combien pour une action, au centime près.",
        (
            _code("action", "action", "actions"),
            Field("financeur", "funder", "text", "funders", needed=True),
            _words("nature", "kind", "natures", needed=True),
            Field("montant prévu (€)", "planned_eur", "money", needed=True),
            Field("montant versé (€)", "paid_eur", "money"),
        ),
    ),
    Sheet(
        "Commentaires",
        "comments",
        "Ce qu’une personne dit d’un indicateur, ou de l’un de ses points.",
        (
            _CONTRACT,
            _code("indicateur", "indicator", "indicators"),
            _code("territoire", "territory", "territories"),
            Field("période", "period", "period", help="vide : toute la série"),
            Field("date", "commented_on", "date", needed=True),
            _text("auteur", "author", needed=True),
            _text("commentaire", "comment_fr", needed=True),
            _ORIGIN,
        ),
    ),
)
"""Sheets of tables that rows are added to or changed in, in the order of their references. Cibles, Jalons and Observations
have rules of their own."""
SAID: Mapping[str, tuple[Field, ...]] = {
    "judgements": (
        Field("contrat", "contract"), Field("objectif", "objective"), Field("territoire", "territory"),
        _words("niveau d’avis", "level", "niveaux d’avis"), Field("date", "judged_on"), Field("auteur", "author"),
        Field("commentaire", "comment_fr"), _ORIGIN,
    ),
    "decisions": (
        Field("contrat", "contract"), Field("décision", "decision"), Field("décidée le", "decided_on"),
        Field("comité", "committee"), Field("texte", "text_fr"), Field("porteur", "owner"), Field("échéance", "due_on"),
        _words("état", "state", "états de décision"), Field("close le", "closed_on"), _ORIGIN,
    ),
    "texts": (
        _words("genre", "subject_kind", "genres de texte"), Field("sujet", "subject"), Field("auteur", "author"),
        Field("date", "written_on"), Field("texte", "text_fr"), Field("texte anglais", "text_en"), _ORIGIN,
    ),
}  # fmt: skip
"""Columns of tables that no sheet shows, as what changes in them is told."""
ORDER = (
    READ_ME, "Contrat", "Quartiers", "Axes", "Territoires", "Objectifs", "Indicateurs", "Cibles", "Jalons",
    "Observations", "Actions", "Financements", "Commentaires",
)  # fmt: skip
"""All visible sheets of the workbook."""


@cache
def _twins() -> Mapping[str, str]:
    with CATALOGUE.open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file, locale="en") if message.id}


def named(french: str, language: str) -> str:
    """A sheet, a heading or a word as the workbook of a language names it. KeyError when it has no twin."""
    return french if language == "fr" else _twins()[french]


@cache
def sheets(language: str) -> tuple[Sheet, ...]:
    """SHEETS with the names of a language."""
    return tuple(
        replace(
            sheet,
            title=named(sheet.title, language),
            fields=tuple(replace(one, title=named(one.title, language), language=language) for one in sheet.fields),
            language=language,
        )
        for sheet in SHEETS
    )


def known_funders(fundings: Iterable[Mapping[str, str]]) -> list[str]:
    """The usual funders and those of the rows of fundings, each once."""
    return list(dict.fromkeys((*FUNDERS, *(row["funder"] for row in fundings))))


def words(list_name: str, language: str) -> Mapping[str, str]:
    """The words of a list in a language, and their codes."""
    return {named(said, language): code for said, code in {**WORDS, **SAID_WORDS}[list_name].items()}


def word(list_name: str, code: str, language: str = "fr") -> str:
    """The word that stands for a code, or the code itself when the list has none."""
    return next((said for said, meant in words(list_name, language).items() if meant == code), code)
