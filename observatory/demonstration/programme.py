"""The invented programme of actions of both contracts, its funders, and the shares that it gives itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from observatory.demonstration.folder import EPT, OTHER_NEIGHBOURHOODS, PART, SEED, WHOLE, Row, cents, lines
from observatory.demonstration.series import YEARS, Figure, share_figure

ACTIONS = """
# contract years | objectives | operator | planned beneficiaries | cost in euros | ordinary funders
#   title_fr
#   title_en | unit of the result
CHV 2020-2023 | E1 E2 | Mission locale | 180 | 42000 | C R
  Permanence emploi au pied des immeubles
  Employment desk at the foot of the buildings | entrées en parcours
CHV 2020-2023 | E2 E6 G1 | Association Passerelles vers l'emploi | 60 | 28500 | D
  Parrainage de demandeurs d'emploi par des entreprises
  Sponsorship of job seekers by firms | entrées en emploi
CHV 2020-2021 | E3 | Mission locale | 45 | 19800 | R
  Découverte des métiers de la transition écologique
  Discovering jobs of the green transition | stages en entreprise
CHV 2021-2023 | E5 E7 H5 | Régie de quartier Les Deux Communes | 24 | 61000 | D C
  Chantier d'insertion second œuvre et espaces verts
  Integration work site, finishing and green spaces | sorties positives
CHV 2020-2023 | E8c R7 | Association Les Mots en partage | 90 | 33400 | R
  Ateliers de savoirs de base et français à visée professionnelle
  Basic skills and vocational French workshops | paliers validés
CHV 2022-2023 | E10 | Coopérative Entreprendre ici | 35 | 21500 | R
  Accompagnement des créatrices et créateurs d'activité
  Support for people starting a business | créations
CHV 2020-2023 | H5 H6 | Ville, service du cadre de vie | 400 | 18000 | C B
  Diagnostics en marchant et suivi des réclamations
  Walking audits and follow-up of complaints | réclamations closes
CHV 2020-2023 | H7 | Centre social Le Trait d'union | 250 | 24000 | A
  Fonds de participation des habitants
  Residents' participation fund | projets d'habitants
CHV 2021-2022 | H9 | Association Bien chez soi | 40 | 16200 | D
  Prévention des impayés de loyer
  Prevention of rent arrears | plans d'apurement
CHV 2020-2023 | R1 R3 | Caisse des écoles | 130 | 145000 | C
  Parcours individualisés de réussite éducative
  Individual educational-success pathways | parcours clos avec objectifs atteints
CHV 2020-2023 | R7 R2 | Centre social Le Trait d'union | 160 | 38700 | A C
  Accompagnement à la scolarité et cafés des parents
  Homework support and parents' cafés | élèves assidus
CHV 2022-2023 | R5 | Association Cap vers le supérieur | 50 | 14900 | R
  Tutorat de lycéens par des étudiants
  Tutoring of pupils by students | poursuites d'études
CHV 2020-2023 | R4 P8 | Ville, service jeunesse | 220 | 47500 | C A
  Séjours et sorties hors du quartier
  Trips outside the neighbourhood | jeunes partis
CHV 2020-2023 | P8 | Club de prévention Horizon | 120 | 26300 | D
  Ville-Vie-Vacances, mixité filles et garçons
  Ville-Vie-Vacances, girls and boys together | jeunes participants
CHV 2020-2023 | P5 P2 | Association Droits et écoute | 300 | 35600 | D C
  Permanences d'accès au droit et d'aide aux victimes
  Legal access and victim support sessions | dossiers ouverts
CHV 2021-2022 | P1 R2 | Maison des familles | 85 | 12400 | A
  Ateliers d'aide à la parentalité
  Parenting support workshops | familles suivies
CHV 2020-2023 | S2 S3 P3 | Atelier santé ville | 350 | 29900 | S C
  Prévention des conduites à risque au collège
  Prevention of risk behaviour at collège | élèves sensibilisés
CHV 2021-2023 | S1 S4 | Association Santé au plus près | 140 | 31200 | S
  Bus santé et aide à l'ouverture des droits
  Health bus and help with opening rights | droits ouverts
EPT 2021-2023 | E1 E8a G1 | Plan local pour l'insertion et l'emploi | 260 | 88000 | R E
  Rencontres emploi dans les zones d'activités
  Job meetings in the business parks | recrutements
EPT 2020-2023 | E5 | Facilitateur de clauses du territoire | 110 | 54000 | E
  Clauses d'insertion dans les marchés du territoire
  Integration clauses in the territory's contracts | contrats signés
EPT 2021-2023 | E10 | Coopérative Entreprendre ici | 70 | 46500 | R
  Couveuse d'activités des quartiers
  Neighbourhood business incubator | créations
EPT 2021-2023 | H5 H6 | Bailleurs du territoire | 800 | 73000 | B E
  Gestion urbaine de proximité et conseils citoyens
  Neighbourhood management and citizens' councils | réclamations closes
EPT 2021-2023 | R5 R4 | Association Cap vers le supérieur | 140 | 39800 | R
  Cordées de la réussite et découverte des campus
  Pathways to higher education and campus visits | jeunes accompagnés
EPT 2021-2023 | R3 | Caisse des écoles | 170 | 126000 | C
  Réussite éducative dans les quartiers de Créteil
  Educational success in the neighbourhoods of Créteil | parcours clos avec objectifs atteints
EPT 2020-2023 | P5 | Association Droits et écoute | 520 | 41700 | D E
  Accès au droit itinérant
  Travelling legal access | dossiers ouverts
EPT 2021-2023 | P2 P5 S4 | Association Elles et droits | 95 | 37300 | D
  Accueil de jour pour femmes victimes de violences
  Day centre for women victims of violence | personnes accompagnées
EPT 2021-2023 | S1 S3 | Atelier santé ville | 610 | 52600 | S
  Dépistages et ateliers nutrition dans les quartiers
  Screening and nutrition workshops in the neighbourhoods | dépistages
"""

FUNDERS = {
    "A": "CAF du Val-de-Marne",
    "B": "Bailleurs sociaux",
    "C": "Communes",
    "D": "Département du Val-de-Marne",
    "E": "Grand Paris Sud Est Avenir",
    "R": "Région Île-de-France",
    "S": "Agence régionale de santé Île-de-France",
}
CONTRACTS = {"CHV": "chennevieres", "EPT": "gpsea"}
EPT_ACTION_PLACES = {
    "Réussite éducative": ("QP094005", "QP094006", "QP094007"),
    "Couveuse": ("QP094005", "QP094003", "QP094027"),
    "Accueil de jour": ("QP094004", "QP094005"),
}
NOT_EVALUATED = 8


def programme() -> tuple[list[Row], list[Row]]:
    """The actions of both contracts and their fundings, as rows of actions.csv and fundings.csv."""
    actions: list[Row] = []
    fundings: list[Row] = []
    counters: dict[tuple[str, int], int] = {}
    plans = list(_plans())
    for year in range(2020, 2024):
        for plan in plans:
            if year in plan.years:
                counters[plan.prefix, year] = counters.get((plan.prefix, year), 0) + 1
                code = f"{plan.prefix}-{year}-{counters[plan.prefix, year]:02d}"
                action, money = _action(code, plan, year)
                actions.append(action)
                fundings += money
    _leave_unevaluated(actions)
    return sorted(actions, key=lambda row: row["action"]), sorted(fundings, key=lambda row: row["action"])


@dataclass(frozen=True)
class Plan:
    """An action as it comes back from year to year."""

    prefix: str
    years: range
    objectives: str
    operator: str
    beneficiaries: int
    cost: int
    funders: str
    title_fr: str
    title_en: str
    outcome: str


def _plans() -> Iterable[Plan]:
    for line in lines(ACTIONS):
        head, objectives, operator, people, cost, funders, title_fr, title_en, outcome = line.split(" | ")
        prefix, years = head.split()
        first, last = years.split("-")
        yield Plan(
            prefix,
            range(int(first), int(last) + 1),
            objectives,
            operator,
            int(people),
            int(cost),
            funders,
            title_fr,
            title_en,
            outcome,
        )


def _action(code: str, plan: Plan, year: int) -> tuple[Row, list[Row]]:
    rng = Random(f"{SEED}:{code}")
    planned = max(5, round(plan.beneficiaries * rng.uniform(0.9, 1.1)))
    cancelled = year == 2020 and rng.random() < 0.12
    reached = rng.uniform(0.45, 0.75) if year == 2020 else rng.uniform(0.7, 1.15)
    actual = 0 if cancelled else round(planned * reached)
    residents = round(actual * rng.uniform(0.62, 0.9))
    women = actual if "Elles et droits" in plan.operator else round(actual * rng.uniform(0.42, 0.66))
    done = min(actual, round(actual * rng.uniform(0.25, 0.6)))
    evaluated = date(year + 1, 2, 1) + timedelta(days=rng.randrange(110)) if not cancelled else None
    places = " ".join(next((p for key, p in EPT_ACTION_PLACES.items() if plan.title_fr.startswith(key)), ()))
    if not places:
        everywhere = (*OTHER_NEIGHBOURHOODS, WHOLE)
        places = " ".join(everywhere) if plan.prefix == "EPT" else rng.choice((WHOLE, WHOLE, f"{PART} {WHOLE}"))
    action = {
        "action": code,
        "contract": CONTRACTS[plan.prefix],
        "objectives": plan.objectives,
        "title_fr": plan.title_fr,
        "title_en": plan.title_en,
        "operator": plan.operator,
        "year": str(year),
        "territories": places,
        "state": "cancelled" if cancelled else "done",
        "planned_beneficiaries": str(planned),
        "actual_beneficiaries": str(actual),
        "resident_beneficiaries": str(residents),
        "women_beneficiaries": str(women),
        "evaluated_on": evaluated.isoformat() if evaluated else "",
        "evaluated_by": rng.choice(("Chef de projet du contrat", "Déléguée du préfet", "Référente évaluation"))
        if evaluated
        else "",
        "result_fr": "Action annulée en raison de la crise sanitaire."
        if cancelled
        else f"{actual} bénéficiaires sur {planned} prévus, {done} {plan.outcome}.",
        "origin": "demo",
    }
    return action, _fundings(code, plan, cancelled, rng)


def _fundings(code: str, plan: Plan, cancelled: bool, rng: Random) -> list[Row]:
    cost = round(plan.cost * 100 * rng.uniform(0.94, 1.06))
    sources = [("État (programme 147)", "specific", rng.uniform(0.3, 0.45))]
    ordinary = [key for key in plan.funders.split() if rng.random() < 0.6]
    left = 1 - sources[0][2]
    home = "Ville de Chennevières-sur-Marne" if plan.prefix == "CHV" else "Grand Paris Sud Est Avenir"
    for key in ordinary:
        name = home if key in ("C", "E") and plan.prefix == "CHV" else FUNDERS[key]
        sources.append((name, "ordinary", left * rng.uniform(0.38, 0.48)))
    sources.append((f"{home} (crédits du contrat)", "specific", 1 - sum(part for _, _, part in sources)))
    spent = 0.0 if cancelled else min(1.0, rng.uniform(0.86, 1.04))
    rows = []
    for funder, kind, part in sources:
        planned = round(cost * part)
        paid = planned if spent == 1.0 else round(planned * spent)
        rows.append(
            {
                "action": code,
                "funder": funder,
                "kind": kind,
                "planned_eur": cents(planned),
                "paid_eur": cents(paid),
            }
        )
    return rows


def _leave_unevaluated(actions: list[Row]) -> None:
    """Take the evaluation off some actions of the last year: they are what holds the next amendment back."""
    rng = Random(f"{SEED}:gate")
    for contract, number in (("chennevieres", NOT_EVALUATED), ("gpsea", 3)):
        last = [a for a in actions if a["contract"] == contract and a["year"] == "2023" and a["state"] == "done"]
        for rank, action in enumerate(rng.sample(last, number)):
            action.update(evaluated_on="", evaluated_by="", result_fr="")
            if rank < 3:
                action.update(state="running")


def programme_figures(actions: list[Row], fundings: list[Row]) -> list[Figure]:
    """Shares that the programme itself gives (TRA-03, TRA-04, TRA-05), with plausible earlier years."""
    ordinary = {row["action"] for row in fundings if row["kind"] == "ordinary"}
    figures: list[Figure] = []
    earlier = {"TRA-03": (38, 58), "TRA-04": (20, 34), "TRA-05": (55, 84)}
    for contract, place in (("chennevieres", WHOLE), ("gpsea", EPT), *(("gpsea", own) for own in OTHER_NEIGHBOURHOODS)):
        concerned = [
            a
            for a in actions
            if a["contract"] == contract
            and a["state"] != "cancelled"
            and place in (EPT, WHOLE, *a["territories"].split())
        ]
        for indicator, (start, end) in earlier.items():
            rng = Random(f"{SEED}:{indicator}:{place}")
            for year in YEARS:
                rows = [a for a in concerned if a["year"] == str(year - 1 if indicator == "TRA-05" else year)]
                if indicator == "TRA-03":
                    kept = [a for a in rows if a["action"] in ordinary]
                elif indicator == "TRA-04":
                    kept = [a for a in rows if len({code[0] for code in a["objectives"].split()}) > 1]
                else:
                    kept = [a for a in rows if a["evaluated_on"] and a["evaluated_on"] <= f"{year}-04-30"]
                numerator, denominator = len(kept), len(rows)
                if not rows and year < 2021 and place == EPT:
                    continue
                if not rows:
                    denominator = rng.randint(12, 16) if place in (EPT, WHOLE) else rng.randint(6, 9)
                    goal = start + (end - start) * (year - YEARS[0]) / 7 + rng.gauss(0, 4)
                    numerator = min(denominator, round(denominator * goal / 100))
                figures.append(share_figure(indicator, place, year, numerator, denominator, 100))
    return figures
