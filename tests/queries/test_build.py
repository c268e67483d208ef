"""The build: every column explained, nothing that a shared catalogue refuses, and each check refusing what it names.

The checks run on a small copy of the data folder in which one thing is spoiled; the database already there must stay
as it was, byte for byte.
"""

import csv
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from observatory import __main__ as command
from observatory import publish
from observatory.errors import DashboardError

ROOT = Path(__file__).resolve().parents[2]
BUILD = sorted((ROOT / "queries" / "build").glob("*.sql"))
FORBIDDEN = (
    "PRIMARY KEY",
    "FOREIGN KEY",
    "UNIQUE",
    r"CHECK\s*\(",
    "ENUM",
    r"CREATE\s+SEQUENCE",
    r"CREATE\s+INDEX",
    "GENERATED",
)

Spoil = Callable[[Path], None]


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=";", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture(scope="session")
def small_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The contract and the territories of the repository with a few observations, official and demonstration ones."""
    data = tmp_path_factory.mktemp("small") / "data"
    for folder in ("contract", "territories"):
        shutil.copytree(ROOT / "data" / folder, data / folder)
    shutil.copy(ROOT / "data" / "sources.toml", data)
    for name in ("insee-filosofi", "insee-job-seekers", "rpls", "demo-2023"):
        source = ROOT / "data" / "observations" / f"{name}.csv"
        kept = [row for row in rows_of(source) if row["territory"] in {"QP094027", "DEP94"}][:40]
        (data / "observations").mkdir(exist_ok=True)
        write(data / "observations" / f"{name}.csv", kept)
    releases = rows_of(ROOT / "data" / "releases.csv")
    write(data / "releases.csv", releases)
    return data


@pytest.fixture
def data(small_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the small data folder that a test may spoil, and the settings that point to it."""
    copy = tmp_path / "data"
    shutil.copytree(small_data, copy)
    monkeypatch.setenv("CAP_QUARTIERS_DATA", str(copy))
    monkeypatch.setenv("CAP_QUARTIERS_DATABASE", str(tmp_path / "observatory.duckdb"))
    return copy


def set_cell(name: str, column: str, value: str, **where: str) -> Spoil:
    """Put `value` in the column of the first row of data/<name> whose cells are as given."""

    def spoil(data: Path) -> None:
        rows = rows_of(data / name)
        row = next(row for row in rows if all(row[key] == wanted for key, wanted in where.items()))
        row[column] = value
        write(data / name, rows)

    return spoil


def add_row(name: str, copied_from: dict[str, str], **cells: str) -> Spoil:
    """Add a row to data/<name>: a copy of the first row whose cells are as `copied_from`, with other `cells`."""

    def spoil(data: Path) -> None:
        rows = rows_of(data / name)
        row = next(row for row in rows if all(row[key] == wanted for key, wanted in copied_from.items()))
        write(data / name, [*rows, {**row, **cells}])

    return spoil


def drop_rows(name: str, **where: str) -> Spoil:
    """Take out of data/<name> the rows whose cells are as given."""

    def spoil(data: Path) -> None:
        rows = rows_of(data / name)
        write(data / name, [row for row in rows if any(row[key] != wanted for key, wanted in where.items())])

    return spoil


def set_outline(name: str, value: str | None) -> Spoil:
    """Give a property of the first outline another value."""

    def spoil(data: Path) -> None:
        path = data / "territories" / "outlines.geojson"
        outlines = json.loads(path.read_text(encoding="utf-8"))
        outlines["features"][0]["properties"][name] = value
        path.write_text(json.dumps(outlines), encoding="utf-8")

    return spoil


def forget_file(data: Path) -> None:
    rows = rows_of(data / "releases.csv")
    for row in rows:
        row["files"] = " ".join(name for name in row["files"].split() if name != "rpls.csv")
    write(data / "releases.csv", rows)


FILOSOFI = "observations/insee-filosofi.csv"
INDICATORS, CONTRACTS, ACTIONS = (f"contract/{name}.csv" for name in ("indicators", "contracts", "actions"))
PLACES, PARENTS = "territories/territories.csv", "territories/parents.csv"
MEDIAN_2019 = {"indicator": "TRA-10", "territory": "QP094027", "period": "2019-12-31"}
JOB_SEEKERS = "observations/insee-job-seekers.csv"
POVERTY_2019 = {"indicator": "TRA-01", "territory": "QP094027", "period": "2019-12-31"}
PASSAGES = "territories/passages.csv"
HANDED_ON = {"from_territory": "QP094027", "kind": "generation"}
TARGETS, MILESTONES = "contract/targets.csv", "contract/milestones.csv"
BREAKS = "contract/breaks.csv"
LEVEL = {"indicator": "TRA-01", "territory": "QP094027", "measure": "level"}
GAP = {"indicator": "TRA-01", "territory": "QP094027", "measure": "gap"}
JUDGEMENTS, COMMENTS, DECISIONS, TEXTS = (
    f"contract/{name}.csv" for name in ("judgements", "comments", "decisions", "texts")
)
COMMITTEES, SLIDES = "contract/committees.csv", "contract/committee_slides.csv"
SEQUENCE = "chennevieres-2026-06-12-copil-du-12-juin-2026-exemple"

REFUSED: dict[str, tuple[Spoil, str]] = {
    "indicator of an observation": (
        set_cell(FILOSOFI, "indicator", "TRA-99", **MEDIAN_2019),
        r"L’indicateur « TRA-99 » \(data_filo19_qp_revdis\.csv\) n’est pas au catalogue \(indicators\.csv\)\.",
    ),
    "territory of an observation": (
        set_cell(FILOSOFI, "territory", "QP999999", **MEDIAN_2019),
        r"Le territoire « QP999999 » \(data_filo19_qp_revdis\.csv\) n’est pas dans territories\.csv\.",
    ),
    "source of an observation": (
        set_cell(FILOSOFI, "source", "inse", **MEDIAN_2019),
        r"La source « inse » \(data_filo19_qp_revdis\.csv\) n’est pas dans sources\.toml\.",
    ),
    "file of no release": (forget_file, r"Le fichier « .+ » n’appartient à aucune publication \(releases\.csv\)\."),
    "unit of an indicator": (
        set_cell("contract/indicators.csv", "unit", "percents", indicator="TRA-01"),
        r"L’indicateur « TRA-01 » porte l’unité inconnue « percents »\.",
    ),
    "axis of an indicator": (
        set_cell("contract/indicators.csv", "axis", "sport", indicator="TRA-01"),
        r"L’indicateur « TRA-01 » est rangé dans l’axe inconnu « sport »\.",
    ),
    "source of an indicator": (
        set_cell("contract/indicators.csv", "source", "inse", indicator="TRA-01"),
        r"L’indicateur « TRA-01 » cite la source inconnue « inse »\.",
    ),
    "parent of an indicator": (
        set_cell("contract/indicators.csv", "parent", "DE-XYZ", indicator="DE-ABC-F"),
        r"L’indicateur « DE-ABC-F » est une partie de « DE-XYZ », inconnu\.",
    ),
    "axis of an objective": (
        set_cell("contract/objectives.csv", "axis", "sport", objective="E1"),
        r"L’objectif « E1 » est rangé dans l’axe inconnu « sport »\.",
    ),
    "indicator of an objective": (
        add_row("contract/objective_indicators.csv", {"objective": "G2"}, indicator="TRA-99"),
        r"L’objectif « G2 » cite l’indicateur inconnu « TRA-99 »\.",
    ),
    "objective of an indicator": (
        add_row("contract/objective_indicators.csv", {"objective": "G2"}, objective="Z9"),
        r"L’indicateur « .+ » est rattaché à l’objectif inconnu « Z9 »\.",
    ),
    "neighbourhood of a contract": (
        add_row("contract/contract_territories.csv", {"contract": "gpsea"}, territory="QP999999"),
        r"Le contrat « gpsea » cite le quartier inconnu « QP999999 »\.",
    ),
    "reference of a contract": (
        set_cell("contract/contracts.csv", "reference", "COM99999", contract="gpsea"),
        r"Le contrat « gpsea » cite la référence inconnue « COM99999 »\.",
    ),
    "signatory of a contract": (
        set_cell("contract/contracts.csv", "signatory", "COM99999", contract="gpsea"),
        r"Le contrat « gpsea » est signé par le territoire inconnu « COM99999 »\.",
    ),
    "contract without a neighbourhood": (
        drop_rows("contract/contract_territories.csv", contract="gpsea"),
        r"Le contrat « gpsea » n’a aucun quartier\.",
    ),
    "neighbourhoods of no contract": (
        add_row("contract/contract_territories.csv", {"contract": "gpsea"}, contract="ailleurs"),
        r"Les quartiers du contrat « ailleurs » ne sont à aucun contrat connu\.",
    ),
    "framework without an axis": (
        set_cell("contract/axes.csv", "framework", "autre", axis="health"),
        r"Le cadre « cucs » du contrat « gpsea » ne nomme pas l’axe « health »\.",
    ),
    "contract of an action": (
        set_cell("contract/actions.csv", "contract", "ailleurs", action="CHV-2020-01"),
        r"L’action « CHV-2020-01 » est d’un contrat inconnu, « ailleurs »\.",
    ),
    "contract of a target": (
        set_cell(TARGETS, "contract", "ailleurs", **LEVEL),
        r"La cible de TRA-01 pour QP094027 est d’un contrat inconnu, « ailleurs »\.",
    ),
    "territory of a target": (
        set_cell(TARGETS, "territory", "QP999999", **LEVEL),
        r"La cible de « TRA-01 » porte sur le territoire inconnu « QP999999 »\.",
    ),
    "indicator of a target": (
        set_cell(TARGETS, "indicator", "TRA-99", **LEVEL),
        r"La cible sur QP094027 cite l’indicateur inconnu « TRA-99 »\.",
    ),
    "territory of an outline": (
        set_outline("territory", "QP999999"),
        r"Le contour de « QP999999 » ne correspond à aucun territoire\.",
    ),
    "parent of a territory": (
        set_cell("territories/parents.csv", "parent", "COM99999", territory="QP094027"),
        r"Le territoire « QP094027 » est placé dans le territoire inconnu « COM99999 »\.",
    ),
    "action of a funding": (
        set_cell("contract/fundings.csv", "action", "CHV-1999-01", action="CHV-2020-01"),
        r"Le financement de l’action « CHV-1999-01 » ne correspond à aucune action\.",
    ),
    "reference of a gap": (
        set_cell(TARGETS, "reference", "COM99999", **GAP),
        r"La cible d’écart de TRA-01 pour QP094027 se compare au territoire inconnu « COM99999 »\.",
    ),
    "objective of an action": (
        set_cell("contract/actions.csv", "objectives", "E1 Z9", action="CHV-2020-01"),
        r"L’action « CHV-2020-01 » sert l’objectif inconnu « Z9 »\.",
    ),
    "territory of an action": (
        set_cell("contract/actions.csv", "territories", "QP094027 QP999999", action="CHV-2020-01"),
        r"L’action « CHV-2020-01 » concerne le territoire inconnu « QP999999 »\.",
    ),
    "indicator of a break": (
        set_cell(BREAKS, "subject", "NOPE", subject="TRA-01"),
        r"La rupture du 2021-01-01 porte sur « NOPE », qui n’est ni au catalogue ni parmi les sources\.",
    ),
    "source of a break": (
        set_cell(BREAKS, "subject", "inse", subject="rpls"),
        r"La rupture du 2024-01-01 porte sur « inse », qui n’est ni au catalogue ni parmi les sources\.",
    ),
    "term of a computed indicator": (
        set_cell("contract/derivations.csv", "denominator", "TRA-99", indicator="TRA-11"),
        r"Le calcul de « TRA-11 » cite l’indicateur inconnu « TRA-99 »\.",
    ),
    "direction of an indicator": (
        set_cell("contract/indicators.csv", "direction", "upward", indicator="TRA-01"),
        r"Sens de l’indicateur TRA-01 : « upward » n’est pas un mot connu \(up, down, none\)\.",
    ),
    "kind of an indicator": (
        set_cell("contract/indicators.csv", "kind", "outcome", indicator="TRA-01"),
        r"Nature de l’indicateur TRA-01 : « outcome » n’est pas un mot connu",
    ),
    "state of an action": (
        set_cell("contract/actions.csv", "state", "finished", action="CHV-2020-01"),
        r"État de l’action CHV-2020-01 : « finished » n’est pas un mot connu",
    ),
    "origin of an action": (
        set_cell("contract/actions.csv", "origin", "", action="CHV-2020-01"),
        r"Origine de l’action CHV-2020-01 : «  » n’est pas un mot connu",
    ),
    "credits of an action": (
        set_cell("contract/fundings.csv", "kind", "other", action="CHV-2020-01"),
        r"Crédits de l’action CHV-2020-01 : « other » n’est pas un mot connu",
    ),
    "measure of a target": (
        set_cell(TARGETS, "measure", "trend", **LEVEL),
        r"Mesure de la cible de TRA-01 pour QP094027 : « trend » n’est pas un mot connu",
    ),
    "origin of a target": (
        set_cell(TARGETS, "origin", "hearsay", **LEVEL),
        r"Origine de la cible de TRA-01 pour QP094027 : « hearsay » n’est pas un mot connu",
    ),
    "subject of a break": (
        set_cell(BREAKS, "subject_kind", "axis", subject="TRA-01"),
        r"Sujet de la rupture du 2021-01-01 : « axis » n’est pas un mot connu",
    ),
    "kind of a break": (
        set_cell(BREAKS, "kind", "quake", subject="TRA-01"),
        r"Nature de la rupture du 2021-01-01 : « quake » n’est pas un mot connu",
    ),
    "baseline outside its unit": (
        set_cell(TARGETS, "baseline_value", "400", **LEVEL),
        r"La valeur initiale 400\.0 de TRA-01 pour QP094027 sort de l’intervalle de son unité\.",
    ),
    "milestone outside its unit": (
        set_cell(MILESTONES, "value", "250", **LEVEL),
        r"Le jalon 250\.0 de TRA-01 pour QP094027 sort de l’intervalle de son unité\.",
    ),
    "gap wider than its unit": (
        set_cell(TARGETS, "value", "-101", **GAP),
        r"La cible -101\.0 de TRA-01 pour QP094027 \(écart\) sort de l’intervalle de son unité\.",
    ),
    "milestone of a gap wider than its unit": (
        set_cell(MILESTONES, "value", "101", **GAP),
        r"Le jalon 101\.0 de TRA-01 pour QP094027 \(écart\) sort de l’intervalle de son unité\.",
    ),
    "target without bound": (
        set_cell(TARGETS, "value", "inf", **LEVEL),
        r"La cible inf de TRA-01 pour QP094027 sort de l’intervalle de son unité\.",
    ),
    "fewer than no beneficiary": (
        set_cell("contract/actions.csv", "women_beneficiaries", "-1", action="CHV-2020-01"),
        r"L’action « CHV-2020-01 » compte un nombre négatif de bénéficiaires\.",
    ),
    "negative funding": (
        set_cell("contract/fundings.csv", "planned_eur", "-10", action="CHV-2020-01"),
        r"Le financement de l’action « CHV-2020-01 » par « .+ » est négatif\.",
    ),
    "value above its unit": (
        set_cell(FILOSOFI, "value", "134,7", **POVERTY_2019),
        r"La valeur 134\.7 de TRA-01 pour QP094027 \(2019-12-31\) sort de l’intervalle de son unité "
        r"\(data_filo19_qp_revdis\.csv, ligne \d+\)\.",
    ),
    "value below its unit": (
        set_cell(FILOSOFI, "value", "-1", **POVERTY_2019),
        r"La valeur -1\.0 de TRA-01 pour QP094027 \(2019-12-31\) sort de l’intervalle de son unité",
    ),
    "value without bound": (
        set_cell(FILOSOFI, "value", "inf", **MEDIAN_2019),
        r"La valeur inf de TRA-10 pour QP094027 \(2019-12-31\) sort de l’intervalle de son unité",
    ),
    "target outside its unit": (
        set_cell(TARGETS, "value", "133", **LEVEL),
        r"La cible 133\.0 de TRA-01 pour QP094027 sort de l’intervalle de son unité\.",
    ),
    "two values for one key": (
        add_row(FILOSOFI, POVERTY_2019, value="35", row="9999"),
        r"Deux valeurs de TRA-01 pour QP094027 au 2019-12-31 dans la publication 1 : "
        r".*ligne \d+ et .*ligne \d+\.",
    ),
    "indicator twice": (
        add_row("contract/indicators.csv", {"indicator": "TRA-06"}),
        r"L’indicateur « TRA-06 » figure deux fois au catalogue\.",
    ),
    "territory twice": (
        add_row("territories/territories.csv", {"territory": "QP094026"}),
        r"Le territoire « QP094026 » figure deux fois\.",
    ),
    "two targets for one key": (
        add_row(TARGETS, LEVEL, value="32"),
        r"Deux cibles de TRA-01 pour QP094027 \(level\) dans l’avenant 0 du contrat chennevieres\.",
    ),
    "target without baseline": (
        set_cell(TARGETS, "baseline_value", "", **LEVEL),
        r"La cible de TRA-01 pour QP094027 n’a pas de valeur initiale\.",
    ),
    "target without baseline period": (
        set_cell(TARGETS, "baseline_period", "", **LEVEL),
        r"La cible de TRA-01 pour QP094027 n’a pas de valeur initiale\.",
    ),
    "deadline before the baseline": (
        set_cell(TARGETS, "deadline", "2014-12-31", **LEVEL),
        r"La cible de TRA-01 pour QP094027 a une échéance qui ne suit pas sa valeur initiale\.",
    ),
    "gap without reference": (
        set_cell(TARGETS, "reference", "", **GAP),
        r"La cible d’écart de TRA-01 pour QP094027 ne dit pas à quel territoire on se compare\.",
    ),
    "milestone without target": (
        set_cell("contract/milestones.csv", "amendment", "7", indicator="TRA-01", territory="QP094027"),
        r"Un jalon de TRA-01 pour QP094027 ne mène à aucune cible\.",
    ),
    "two milestones for one period": (
        add_row(
            "contract/milestones.csv", {"indicator": "TRA-01", "territory": "QP094027", "measure": "level"}, value="1"
        ),
        r"Deux jalons de TRA-01 pour QP094027 \(level\) au \d{4}-12-31 dans l’avenant \d+\.",
    ),
    "secret with a value": (
        set_cell(FILOSOFI, "status", "secret", **POVERTY_2019),
        r"La valeur de TRA-01 pour QP094027 au 2019-12-31 porte le statut « secret » et doit être vide "
        r"\(data_filo19_qp_revdis\.csv, ligne \d+\)\.",
    ),
    "empty without a reason": (
        set_cell(FILOSOFI, "value", "", **POVERTY_2019),
        r"La valeur de TRA-01 pour QP094027 au 2019-12-31 est vide sans dire pourquoi",
    ),
    "unknown status": (
        set_cell(FILOSOFI, "status", "rumoured", **POVERTY_2019),
        r"Le statut « rumoured » de TRA-01 pour QP094027 est inconnu",
    ),
    "unknown origin": (
        set_cell(FILOSOFI, "origin", "hearsay", **POVERTY_2019),
        r"L’origine « hearsay » de TRA-01 pour QP094027 est inconnue",
    ),
    "passage weights": (
        set_cell(PASSAGES, "weight", "0,5", from_territory="QP094003"),
        r"Les poids de passage de « QP094003 » font 0\.\d+ et non 1\.",
    ),
    "passage share out of range": (
        set_cell(PASSAGES, "covered", "1,2", from_territory="QP094003"),
        r"Le passage de « QP094003 » vers « QP094003-94004 » a un poids ou une part couverte hors de 0 à 1\.",
    ),
    "passage kind": (
        set_cell(PASSAGES, "kind", "heritage", **HANDED_ON),
        r"Le passage de « QP094027 » vers « QN09424I » est de nature « heritage », inconnue\.",
    ),
    "passage to nowhere": (
        set_cell(PASSAGES, "to_territory", "QN99999I", **HANDED_ON),
        r"Le passage de « QP094027 » vers « QN99999I » cite un territoire inconnu\.",
    ),
    "passage given twice": (
        add_row(PASSAGES, HANDED_ON, weight="0"),
        r"Le passage de « QP094027 » vers « QN09424I » figure deux fois\.",
    ),
    "more than a new perimeter": (
        add_row(PASSAGES, {"to_territory": "QN09423I"}, from_territory="QP094001"),
        r"Les anciens périmètres couvrent « QN09423I » à 2\.0 fois sa surface ou sa population\.",
    ),
    "contract of a judgement": (
        set_cell(JUDGEMENTS, "contract", "ailleurs", objective="E1"),
        r"L’avis du 2022-06-14 sur « E1 » est d’un contrat inconnu, « ailleurs »\.",
    ),
    "objective of a judgement": (
        set_cell(JUDGEMENTS, "objective", "Z9", objective="E1"),
        r"L’avis du 2022-06-14 porte sur l’objectif inconnu « Z9 »\.",
    ),
    "territory of a judgement": (
        set_cell(JUDGEMENTS, "territory", "QP999999", objective="E1"),
        r"L’avis du 2022-06-14 sur « E1 » porte sur le territoire inconnu « QP999999 »\.",
    ),
    "level of a judgement": (
        set_cell(JUDGEMENTS, "level", "sunny", objective="E1"),
        r"Le niveau « sunny » de l’avis du 2022-06-14 sur « E1 » est inconnu\.",
    ),
    "two judgements of one day": (
        add_row(JUDGEMENTS, {"objective": "E1"}, level="secured"),
        r"Deux avis sur « E1 » pour QP094027 le 2022-06-14 dans le contrat chennevieres\.",
    ),
    "contract of a comment": (
        set_cell(COMMENTS, "contract", "ailleurs", indicator="DE-ABC"),
        r"Le commentaire du 2021-04-12 sur DE-ABC est d’un contrat inconnu, « ailleurs »\.",
    ),
    "indicator of a comment": (
        set_cell(COMMENTS, "indicator", "TRA-99", indicator="DE-ABC"),
        r"Le commentaire du 2021-04-12 porte sur l’indicateur inconnu « TRA-99 »\.",
    ),
    "territory of a comment": (
        set_cell(COMMENTS, "territory", "", indicator="DE-ABC"),
        r"Le commentaire du 2021-04-12 sur DE-ABC porte sur le territoire inconnu «  »\.",
    ),
    "comment twice": (
        add_row(COMMENTS, {"indicator": "DE-ABC"}),
        r"Deux commentaires de Cheffe de projet \(fictive\) sur DE-ABC pour QP094027 le 2021-04-12\.",
    ),
    "contract of a decision": (
        set_cell(DECISIONS, "contract", "ailleurs", decision="D-2022-01"),
        r"La décision « D-2022-01 » est d’un contrat inconnu, « ailleurs »\.",
    ),
    "state of a decision": (
        set_cell(DECISIONS, "state", "forgotten", decision="D-2022-01"),
        r"L’état « forgotten » de la décision « D-2022-01 » est inconnu\.",
    ),
    "decision twice": (
        add_row(DECISIONS, {"decision": "D-2022-01"}),
        r"La décision « D-2022-01 » figure deux fois dans le contrat chennevieres\.",
    ),
    "kind of a text": (
        set_cell(TEXTS, "subject_kind", "axis", subject="QP094027"),
        r"Le texte du 2024-06-14 est d’un genre inconnu, « axis »\.",
    ),
    "territory of a text": (
        set_cell(TEXTS, "subject", "QP999999", subject="QP094027"),
        r"Le texte du 2024-06-14 porte sur le territoire inconnu « QP999999 »\.",
    ),
    "indicator of a text": (
        add_row(TEXTS, {"subject": "QP094027"}, subject_kind="indicator", subject="TRA-99"),
        r"Le texte du 2024-06-14 porte sur l’indicateur inconnu « TRA-99 »\.",
    ),
    "text twice": (
        add_row(TEXTS, {"subject": "QP094027"}),
        r"Deux textes de Chef de projet du contrat sur « QP094027 » le 2024-06-14\.",
    ),
    "contract of a sequence": (
        set_cell(COMMITTEES, "contract", "ailleurs", sequence=SEQUENCE),
        rf"La séquence « {SEQUENCE} » est d’un contrat inconnu, « ailleurs »\.",
    ),
    "territory of a sequence": (
        set_cell(COMMITTEES, "territories", "QP094027 QP999999", sequence=SEQUENCE),
        rf"La séquence « {SEQUENCE} » cite le territoire inconnu « QP999999 »\.",
    ),
    "reference of a sequence": (
        set_cell(COMMITTEES, "reference", "COM99999", sequence=SEQUENCE),
        rf"La séquence « {SEQUENCE} » cite le territoire inconnu « COM99999 »\.",
    ),
    "origin of a sequence": (
        set_cell(COMMITTEES, "origin", "hearsay", sequence=SEQUENCE),
        rf"Origine de la séquence {SEQUENCE} : « hearsay » n’est pas un mot connu",
    ),
    "sequence twice": (
        add_row(COMMITTEES, {"sequence": SEQUENCE}),
        rf"La séquence « {SEQUENCE} » figure deux fois\.",
    ),
    "sequence of a slide": (
        add_row(SLIDES, {"slide": "title"}, sequence="autre"),
        r"L’écran 1 est d’une séquence inconnue, « autre »\.",
    ),
    "kind of a slide": (
        set_cell(SLIDES, "slide", "weather", slide="synthesis"),
        rf"L’écran 2 de la séquence « {SEQUENCE} » est inconnu : « weather »\.",
    ),
    "axis of a slide": (
        set_cell(SLIDES, "slide", "axis:sport", slide="axis:housing"),
        rf"L’écran 6 de la séquence « {SEQUENCE} » est inconnu : « axis:sport »\.",
    ),
    "indicator of a slide": (
        set_cell(SLIDES, "slide", "indicator:TRA-99:QP094027", slide="indicator:TRA-01:QP094027"),
        r"L’écran 4 de la séquence « chennevieres-2026-12-10-comite-de-pilotage-exemple » cite l’indicateur inconnu « TRA-99 »\.",
    ),
    "territory of a slide": (
        set_cell(SLIDES, "slide", "neighbourhood:QP999999", slide="neighbourhood:QP094027"),
        rf"L’écran 9 de la séquence « {SEQUENCE} » cite le territoire inconnu « QP999999 »\.",
    ),
    "two slides in one place": (
        add_row(SLIDES, {"slide": "title"}, slide="gate"),
        rf"Deux écrans n° 1 dans la séquence « {SEQUENCE} »\.",
    ),
    "objective without indicator": (
        drop_rows("contract/objective_indicators.csv", objective="E1"),
        r"L’objectif « E1 » n’a aucun indicateur\.",
    ),
    "period of an observation": (
        set_cell(FILOSOFI, "period", "", **MEDIAN_2019),
        r"Une valeur de TRA-10 pour QP094027 n’a pas de période \(data_filo19_qp_revdis\.csv\)\.",
    ),
    "secrecy rule of an indicator": (
        set_cell(INDICATORS, "secrecy_rule", "b", indicator="DE-ABC"),
        r"L’indicateur « DE-ABC » suit la règle de secret inconnue « b »\.",
    ),
    "frequency of an indicator": (
        set_cell(INDICATORS, "frequency", "yearly", indicator="TRA-01"),
        r"Fréquence de l’indicateur TRA-01 : « yearly » n’est pas un mot connu",
    ),
    "periods of an indicator": (
        set_cell(INDICATORS, "period_kind", "month", indicator="TRA-01"),
        r"Période de l’indicateur TRA-01 : « month » n’est pas un mot connu",
    ),
    "finest level of an indicator": (
        set_cell(INDICATORS, "finest_level", "street", indicator="TRA-01"),
        r"Niveau le plus fin de l’indicateur TRA-01 : « street » n’est pas un mot connu",
    ),
    "way to compute an indicator": (
        set_cell("contract/derivations.csv", "kind", "sum", indicator="TRA-11"),
        r"Mode de calcul de l’indicateur TRA-11 : « sum » n’est pas un mot connu",
    ),
    "level of a territory": (
        set_cell(PLACES, "level", "quarter", territory="QP094027"),
        r"Niveau du territoire QP094027 : « quarter » n’est pas un mot connu",
    ),
    "generation of a territory": (
        set_cell(PLACES, "generation", "zus1996", territory="QP094027"),
        r"Génération du territoire QP094027 : « zus1996 » n’est pas un mot connu",
    ),
    "precision of an outline": (
        set_outline("precision", "rough"),
        r"Précision du contour de .+ : « rough » n’est pas un mot connu",
    ),
    "origin of a contract": (
        set_cell(CONTRACTS, "origin", "hearsay", contract="gpsea"),
        r"Origine du contrat gpsea : « hearsay » n’est pas un mot connu",
    ),
    "territory of a parent": (
        add_row(PARENTS, {"territory": "QP094027"}, territory="QP999999"),
        r"Le territoire inconnu « QP999999 » est placé dans « .+ »\.",
    ),
    "computed value outside its unit": (
        set_cell(JOB_SEEKERS, "value", "9999", indicator="DE-ABC-F", territory="QP094027", period="2020-12-31"),
        r"La valeur calculée 687\.\d+ de EMP-31 pour QP094027 \(2020-12-31\) sort de l’intervalle de son unité\.",
    ),
    "no code of an action": (
        add_row(ACTIONS, {"action": "CHV-2020-01"}, action=""),
        r"Une ligne de actions\.csv n’a pas de code\.",
    ),
    "no code of an indicator": (
        add_row(INDICATORS, {"indicator": "SAN-01"}, indicator=""),
        r"Une ligne de indicators\.csv n’a pas de code\.",
    ),
    "no code of a territory": (
        add_row(PLACES, {"territory": "QP094027"}, territory=""),
        r"Une ligne de territories\.csv n’a pas de code\.",
    ),
    "no code of a school": (
        add_row("territories/schools.csv", {"kind": "collège"}, territory=""),
        r"Une ligne de schools\.csv n’a pas de code\.",
    ),
    "no code of a contract": (
        add_row(CONTRACTS, {"contract": "gpsea"}, contract=""),
        r"Une ligne de contracts\.csv n’a pas de code\.",
    ),
    "no code of an axis": (
        add_row("contract/axes.csv", {"axis": "health"}, axis=""),
        r"Une ligne de axes\.csv n’a pas de code\.",
    ),
    "no code of an objective": (
        add_row("contract/objectives.csv", {"objective": "E1"}, objective=""),
        r"Une ligne de objectives\.csv n’a pas de code\.",
    ),
    "no code of a unit": (
        add_row("contract/units.csv", {"unit": "months"}, unit=""),
        r"Une ligne de units\.csv n’a pas de code\.",
    ),
    "no code of a rule": (
        add_row("contract/secrecy_rules.csv", {"rule": "F"}, rule=""),
        r"Une ligne de secrecy_rules\.csv n’a pas de code\.",
    ),
    "no indicator of an observation": (
        set_cell(FILOSOFI, "indicator", "", **MEDIAN_2019),
        r"L’indicateur «  » \(data_filo19_qp_revdis\.csv\) n’est pas au catalogue",
    ),
    "no territory of an observation": (
        set_cell(FILOSOFI, "territory", "", **MEDIAN_2019),
        r"Le territoire «  » \(data_filo19_qp_revdis\.csv\) n’est pas dans territories\.csv\.",
    ),
    "no source of an observation": (
        set_cell(FILOSOFI, "source", "", **MEDIAN_2019),
        r"La source «  » \(data_filo19_qp_revdis\.csv\) n’est pas dans sources\.toml\.",
    ),
    "no status of an observation": (
        set_cell(FILOSOFI, "status", "", **MEDIAN_2019),
        r"Le statut «  » de TRA-10 pour QP094027 est inconnu \(data_filo19_qp_revdis\.csv, ligne \d+\)\.",
    ),
    "no origin of an observation": (
        set_cell(FILOSOFI, "origin", "", **MEDIAN_2019),
        r"L’origine «  » de TRA-10 pour QP094027 est inconnue \(data_filo19_qp_revdis\.csv, ligne \d+\)\.",
    ),
    "no file of a value above its unit": (
        set_cell("observations/demo-2023.csv", "value", "134,7", indicator="EMP-07", territory="QP094027"),
        r"La valeur 134\.7 de EMP-07 pour QP094027 \(.+\) sort de l’intervalle de son unité \(demo, ligne —\)\.",
    ),
    "no secrecy rule of an indicator": (
        set_cell(INDICATORS, "secrecy_rule", "", indicator="DE-ABC"),
        r"L’indicateur « DE-ABC » suit la règle de secret inconnue «  »\.",
    ),
    "no unit of an indicator": (
        set_cell(INDICATORS, "unit", "", indicator="TRA-01"),
        r"L’indicateur « TRA-01 » porte l’unité inconnue «  »\.",
    ),
    "no axis of an indicator": (
        set_cell(INDICATORS, "axis", "", indicator="TRA-01"),
        r"L’indicateur « TRA-01 » est rangé dans l’axe inconnu «  »\.",
    ),
    "no axis of an objective": (
        set_cell("contract/objectives.csv", "axis", "", objective="E1"),
        r"L’objectif « E1 » est rangé dans l’axe inconnu «  »\.",
    ),
    "no indicator of an objective": (
        add_row("contract/objective_indicators.csv", {"objective": "G2"}, indicator=""),
        r"L’objectif « G2 » cite l’indicateur inconnu «  »\.",
    ),
    "no objective of an indicator": (
        add_row("contract/objective_indicators.csv", {"objective": "G2"}, objective=""),
        r"L’indicateur « .+ » est rattaché à l’objectif inconnu «  »\.",
    ),
    "no framework of a contract": (
        set_cell(CONTRACTS, "framework", "", contract="gpsea"),
        r"Le cadre «  » du contrat « gpsea » ne nomme pas l’axe « health »\.",
    ),
    "no reference of a contract": (
        set_cell(CONTRACTS, "reference", "", contract="gpsea"),
        r"Le contrat « gpsea » cite la référence inconnue «  »\.",
    ),
    "no signatory of a contract": (
        set_cell(CONTRACTS, "signatory", "", contract="gpsea"),
        r"Le contrat « gpsea » est signé par le territoire inconnu «  »\.",
    ),
    "no neighbourhood of a contract": (
        add_row("contract/contract_territories.csv", {"contract": "gpsea"}, territory=""),
        r"Le contrat « gpsea » cite le quartier inconnu «  »\.",
    ),
    "no contract of neighbourhoods": (
        add_row("contract/contract_territories.csv", {"contract": "gpsea"}, contract=""),
        r"Les quartiers du contrat «  » ne sont à aucun contrat connu\.",
    ),
    "no contract of an action": (
        set_cell(ACTIONS, "contract", "", action="CHV-2020-01"),
        r"L’action « CHV-2020-01 » est d’un contrat inconnu, «  »\.",
    ),
    "no objective of an action": (
        set_cell(ACTIONS, "objectives", "", action="CHV-2020-01"),
        r"L’action « CHV-2020-01 » sert l’objectif inconnu «  »\.",
    ),
    "no territory of an action": (
        set_cell(ACTIONS, "territories", "", action="CHV-2020-01"),
        r"L’action « CHV-2020-01 » concerne le territoire inconnu «  »\.",
    ),
    "no action of a funding": (
        set_cell("contract/fundings.csv", "action", "", action="CHV-2020-01"),
        r"Le financement de l’action «  » ne correspond à aucune action\.",
    ),
    "no contract of a target": (
        set_cell(TARGETS, "contract", "", **LEVEL),
        r"La cible de TRA-01 pour QP094027 est d’un contrat inconnu, «  »\.",
    ),
    "no territory of a target": (
        set_cell(TARGETS, "territory", "", **LEVEL),
        r"La cible de « TRA-01 » porte sur le territoire inconnu «  »\.",
    ),
    "no indicator of a target": (
        set_cell(TARGETS, "indicator", "", **LEVEL),
        r"La cible sur QP094027 cite l’indicateur inconnu «  »\.",
    ),
    "no territory of an outline": (
        set_outline("territory", None),
        r"Le contour de «  » ne correspond à aucun territoire\.",
    ),
    "no parent of a territory": (
        set_cell(PARENTS, "parent", "", territory="QP094027"),
        r"Le territoire « QP094027 » est placé dans le territoire inconnu «  »\.",
    ),
    "no territory of a parent": (
        add_row(PARENTS, {"territory": "QP094027"}, territory=""),
        r"Le territoire inconnu «  » est placé dans « .+ »\.",
    ),
    "no territory of a passage": (
        set_cell(PASSAGES, "from_territory", "", **HANDED_ON),
        r"Le passage de « — » vers « .+ » cite un territoire inconnu\.",
    ),
    "no term of a computed indicator": (
        set_cell("contract/derivations.csv", "denominator", "", indicator="TRA-11"),
        r"Le calcul de « TRA-11 » cite l’indicateur inconnu «  »\.",
    ),
}


def test_the_small_data_is_accepted(data: Path, tmp_path: Path) -> None:
    """Else every refusal below would prove nothing."""
    path = publish.build()
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"ATTACH '{path}' AS built (READ_ONLY)")
        assert connection.execute("SELECT count(*) FROM built.figure").fetchone()[0] > 100


@pytest.mark.parametrize("what", REFUSED)
def test_refused_with_its_sentence_and_nothing_changed(what: str, data: Path, tmp_path: Path) -> None:
    spoil, sentence = REFUSED[what]
    spoil(data)
    before = b"the database of yesterday"
    (tmp_path / "observatory.duckdb").write_bytes(before)
    with pytest.raises(DashboardError) as refusal:
        publish.build()
    assert refusal.value.title == "Les données sont refusées"
    assert re.search(sentence, refusal.value.message), refusal.value.message
    assert (tmp_path / "observatory.duckdb").read_bytes() == before


def test_each_check_is_spoiled_once() -> None:
    """A check added to 90_checks.sql needs a case above: as many sentences there as are tried here."""
    sentences = re.findall(r"\bformat\(", (ROOT / "queries" / "build" / "90_checks.sql").read_text(encoding="utf-8"))
    tried_twice = {
        "value below its unit",
        "value without bound",
        "target without baseline period",
        "reference of a sequence",
        "axis of a slide",
        "source of a break",
        "baseline outside its unit",
        "milestone outside its unit",
        "gap wider than its unit",
        "milestone of a gap wider than its unit",
        "target without bound",
        *(what for what in REFUSED if what.startswith("no ") and what != "no code of an action"),
    }
    elsewhere = {"published and computed at once", "one word out of a few"}
    assert len(sentences) == len(REFUSED) - len(tried_twice) + len(elsewhere)


def test_a_figure_published_and_computed_is_refused(data: Path) -> None:
    """Two ways to compute one indicator give one key two values."""
    rows = rows_of(data / "contract" / "derivations.csv")
    gap = next(row for row in rows if row["kind"] == "relative_gap")
    write(data / "contract" / "derivations.csv", [*rows, gap])
    with pytest.raises(
        DashboardError, match=r"La valeur de TRA-02 pour QP094027 au .* est à la fois publiée et calculée"
    ):
        publish.build()


def test_many_problems_are_counted(data: Path) -> None:
    rows = rows_of(data / FILOSOFI)
    write(data / FILOSOFI, [{**row, "indicator": f"X-{n}"} for n, row in enumerate(rows)])
    with pytest.raises(DashboardError) as refusal:
        publish.build()
    assert refusal.value.message.endswith(f"… et {len(rows) - publish.SHOWN_PROBLEMS} autres.")


@pytest.mark.parametrize(
    "content",
    [
        b"indicator;territory;period;value;status;reason;numerator;denominator;origin;source;file;row\nTRA-0",
        b"indicator,territory,period,value\nTRA-01,QP094027,2019-12-31,34.7\n",
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(200),
    ],
    ids=("truncated", "wrong separator", "another kind of file"),
)
def test_an_unreadable_file_stops_the_build_with_a_sentence(content: bytes, data: Path, tmp_path: Path) -> None:
    (data / "observations" / "rpls.csv").write_bytes(content)
    before = b"the database of yesterday"
    (tmp_path / "observatory.duckdb").write_bytes(before)
    with pytest.raises(DashboardError) as refusal:
        publish.build()
    assert refusal.value.title == "La base de données n’a pas pu être construite"
    assert "30_observation" in refusal.value.message
    assert "La base précédente reste en place" in refusal.value.message
    assert (tmp_path / "observatory.duckdb").read_bytes() == before


@pytest.mark.parametrize("name", ["refused", "rule of secrecy", "unreadable"])
def test_nothing_half_written_is_left(name: str, data: Path, tmp_path: Path) -> None:
    if name == "refused":
        set_cell(FILOSOFI, "value", "134,7", **POVERTY_2019)(data)
    elif name == "rule of secrecy":
        # Secrecy is decided before the checks: what an unknown rule left in the clear must go with the refusal.
        set_cell(INDICATORS, "secrecy_rule", "b", indicator="DE-ABC")(data)
    else:
        (data / "observations" / "rpls.csv").write_bytes(b"not a table")
    # The error is kept, and with it the frames that hold the connection: files must go without waiting for both.
    with pytest.raises(DashboardError) as refusal:
        publish.build()
    assert {path.name for path in tmp_path.iterdir()} == {"data", "observatory.lock"}
    assert refusal.value.message


def test_an_unreadable_list_of_sources_stops_the_build_with_a_sentence(data: Path, tmp_path: Path) -> None:
    (data / "sources.toml").write_text("[source.bpe\n", encoding="utf-8")
    with pytest.raises(DashboardError) as refusal:
        publish.build()
    assert refusal.value.title == "La liste des sources est illisible"
    assert not (tmp_path / "observatory.duckdb").exists()


def test_the_command_says_the_sentence_and_fails(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    set_cell(FILOSOFI, "value", "134,7", **POVERTY_2019)(data)
    assert command.main(["build"]) == 1
    said = capsys.readouterr().err
    assert "La valeur 134.7 de TRA-01 pour QP094027" in said
    assert "Traceback" not in said


def test_the_command_builds_only_when_needed(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "observatory.duckdb"
    assert command.main(["build", "--if-needed"]) == 0
    first = path.stat()
    assert command.main(["build", "--if-needed"]) == 0
    assert path.stat().st_ino == first.st_ino
    touched = data / "releases.csv"
    touched.touch()
    assert publish.is_stale()
    assert command.main(["build", "--if-needed"]) == 0
    assert path.stat().st_ino != first.st_ino or path.stat().st_mtime_ns != first.st_mtime_ns


def test_two_writers_are_kept_apart(data: Path, tmp_path: Path) -> None:
    with (
        publish._sole_writer(tmp_path / "observatory.duckdb"),
        pytest.raises(DashboardError, match="Une publication est déjà en cours"),
    ):
        publish.build()
    assert not (tmp_path / "observatory.duckdb").exists()


def test_every_table_and_column_is_explained(built: Path) -> None:
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"ATTACH '{built}' AS observatory (READ_ONLY)")
        tables = connection.execute(
            "SELECT table_name, comment FROM duckdb_tables() WHERE database_name = 'observatory'"
        ).fetchall()
        columns = connection.execute(
            "SELECT table_name || '.' || column_name, comment FROM duckdb_columns() WHERE database_name = 'observatory'"
        ).fetchall()
    assert len(tables) >= 18
    assert [name for name, comment in [*tables, *columns] if not (comment or "").strip().endswith((".", "…"))] == []


@pytest.mark.parametrize("path", BUILD, ids=lambda path: path.stem)
def test_nothing_that_a_shared_catalogue_refuses(path: Path) -> None:
    """DuckLake 1.5.5 refuses these; the same SQL must run there."""
    statement = re.sub(r"--.*|'[^']*'", "", path.read_text(encoding="utf-8"))
    assert [word for word in FORBIDDEN if re.search(rf"\b{word}", statement, re.IGNORECASE)] == []


def test_steps_run_in_the_order_of_their_numbers() -> None:
    assert all(re.fullmatch(r"\d\d_[a-z_]+", path.stem) for path in BUILD)
    assert BUILD[-1].stem == "90_checks"
