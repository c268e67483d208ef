"""The bundled contract, territory and demonstration tables: format, references, wording, making."""

import csv
import json
import math
import re
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from observatory import demonstration

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
SHARED = ROOT.parent / "shared"

OWNED = sorted(
    [*DATA.glob("contract/*.csv"), *DATA.glob("territories/*.csv"), *DATA.glob("observations/demo-*.csv")]
) + [DATA / "releases.csv"]
GENERATED = (
    "observations/demo-2023.csv",
    "observations/demo-2024.csv",
    "contract/targets.csv",
    "contract/milestones.csv",
    "contract/actions.csv",
    "contract/fundings.csv",
)
AXES = {"transversal", "employment", "housing", "education", "prevention", "health"}
OBJECTIVES = [
    *("G1", "G2", "G3", "E1", "E2", "E3", "E4", "E5", "E6", "E7", "E8a", "E8b", "E8c", "E8d", "E9", "E10"),
    *("H1", "H2", "H3", "H4", "H5", "H6", "H7", "H8", "H9", "R1", "R2", "R3", "R4", "R5", "R6", "R7"),
    *("P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "S1", "S2", "S3", "S4"),
]
VOCABULARY = {
    "axis": AXES,
    "kind": {"context", "output", "result"},
    "direction": {"up", "down", "none"},
    "frequency": {"annual", "half_yearly", "quarterly", "biennial", "irregular"},
    "period_kind": {"year", "date", "school_year", "census"},
    "secrecy_rule": {"A", "B", "C", "D", "E", "F", "N5", "N100", "-"},
    "finest_level": {"school", "neighbourhood_part", "neighbourhood", "commune", "department"},
    "summable": {"true", "false"},
    "core": {"true", "false"},
}
HIDDEN = {"secret", "not_available", "not_applicable", "not_significant"}
ENGLISH = re.compile(
    r"\b(?:the|of|and|with|rate|share|number|people|neighbou?rhoods?|job|jobs|over|from|which|per|housing|health)\b",
    re.IGNORECASE,
)
APOSTROPHE, NO_BREAK, NARROW = "\u2019", "\u00a0", "\u202f"

Row = dict[str, str]


def table(name: str) -> list[Row]:
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def codes(name: str, column: str) -> set[str]:
    return {row[column] for row in table(name)}


def number(text: str) -> float:
    return float(text.replace(",", "."))


def french_texts() -> Iterator[tuple[str, str]]:
    """(where, text) of every French text of the tables, the contract's own words left as they are."""
    for path in OWNED:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for line, row in enumerate(csv.DictReader(file, delimiter=";"), start=2):
                for column, text in row.items():
                    if text and column.endswith("_fr") and column != "wording_fr":
                        yield f"{path.name}:{line} {column}", text


@pytest.mark.parametrize("path", OWNED, ids=lambda path: path.name)
def test_tables_are_semicolon_utf8_with_bom_and_whole(path: Path) -> None:
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.endswith(b"\n")
    assert b"\r" not in raw
    rows = list(csv.reader(raw.decode("utf-8-sig").splitlines(), delimiter=";"))
    assert all(re.fullmatch(r"[a-z][a-z_]*", name) for name in rows[0])
    assert {len(row) for row in rows} == {len(rows[0])}
    assert len(rows) > 1


def test_codes_are_unique() -> None:
    for name, keys in {
        "contract/units.csv": ["unit"],
        "contract/contracts.csv": ["contract"],
        "contract/axes.csv": ["framework", "axis"],
        "contract/objectives.csv": ["framework", "objective"],
        "contract/indicators.csv": ["indicator"],
        "contract/objective_indicators.csv": ["framework", "objective", "indicator"],
        "contract/derivations.csv": ["indicator"],
        "contract/glossary.csv": ["term_fr"],
        "contract/breaks.csv": ["subject_kind", "subject", "date", "kind"],
        "contract/targets.csv": ["contract", "indicator", "territory", "measure", "amendment"],
        "contract/milestones.csv": ["contract", "indicator", "territory", "measure", "amendment", "period"],
        "contract/actions.csv": ["action"],
        "contract/fundings.csv": ["action", "funder"],
        "territories/territories.csv": ["territory"],
        "territories/parents.csv": ["territory", "parent"],
        "territories/passages.csv": ["from_territory", "to_territory", "kind"],
        "observations/demo-2023.csv": ["indicator", "territory", "period"],
        "observations/demo-2024.csv": ["indicator", "territory", "period"],
        "releases.csv": ["release"],
    }.items():
        found = [tuple(row[key] for key in keys) for row in table(name)]
        assert len(found) == len(set(found)), name


def test_contract_tables_refer_to_what_exists() -> None:
    indicators, units = table("contract/indicators.csv"), codes("contract/units.csv", "unit")
    known, territories = (
        codes("contract/indicators.csv", "indicator"),
        codes("territories/territories.csv", "territory"),
    )
    contracts, objectives = (
        codes("contract/contracts.csv", "contract"),
        codes("contract/objectives.csv", "objective"),
    )
    frameworks = codes("contract/axes.csv", "framework")
    actions = codes("contract/actions.csv", "action")
    references: list[tuple[str, str, set[str]]] = [
        ("contract/contracts.csv", "framework", frameworks),
        ("contract/contracts.csv", "reference", territories),
        ("contract/contracts.csv", "signatory", territories),
        ("contract/contract_territories.csv", "contract", contracts),
        ("contract/contract_territories.csv", "territory", territories),
        ("contract/objectives.csv", "axis", AXES),
        ("contract/indicators.csv", "unit", units),
        ("contract/indicators.csv", "parent", known),
        ("contract/objective_indicators.csv", "objective", objectives),
        ("contract/objective_indicators.csv", "indicator", known),
        ("contract/derivations.csv", "indicator", known),
        ("contract/derivations.csv", "numerator", known),
        ("contract/derivations.csv", "denominator", known),
        ("contract/targets.csv", "contract", contracts),
        ("contract/targets.csv", "indicator", known),
        ("contract/targets.csv", "territory", territories),
        ("contract/targets.csv", "reference", territories),
        ("contract/actions.csv", "contract", contracts),
        ("contract/fundings.csv", "action", actions),
        ("territories/parents.csv", "territory", territories),
        ("territories/parents.csv", "parent", territories),
        ("territories/passages.csv", "from_territory", territories),
        ("territories/passages.csv", "to_territory", territories),
    ]
    for name, column, allowed in references:
        assert {row[column] for row in table(name) if row[column]} <= allowed, (name, column)
    for row in table("contract/actions.csv"):
        assert set(row["objectives"].split()) <= objectives
        assert set(row["territories"].split()) <= territories
    for column, allowed in VOCABULARY.items():
        assert {row[column] for row in indicators} <= allowed, column
    assert codes("contract/axes.csv", "axis") == AXES


def test_sources_named_by_the_catalogue_are_declared() -> None:
    declared = set(tomllib.loads((DATA / "sources.toml").read_text(encoding="utf-8"))["source"])
    named = {row["source"] for row in table("contract/indicators.csv") if row["source"]}
    named |= {row["subject"] for row in table("contract/breaks.csv") if row["subject_kind"] == "source"}
    assert named <= declared
    subjects = {row["subject"] for row in table("contract/breaks.csv") if row["subject_kind"] == "indicator"}
    assert subjects <= codes("contract/indicators.csv", "indicator")


def test_every_objective_has_an_indicator_and_every_indicator_a_place() -> None:
    rows = table("contract/objective_indicators.csv")
    assert [row["objective"] for row in table("contract/objectives.csv")] == OBJECTIVES
    assert {row["objective"] for row in rows} == set(OBJECTIVES)
    linked = {row["indicator"] for row in rows}
    alone = {row["indicator"] for row in table("contract/indicators.csv") if not row["parent"]}
    assert alone <= linked


def test_identifiers_and_short_names_fit() -> None:
    for row in table("contract/indicators.csv"):
        assert len(row["indicator"]) <= 8
        for column in ("short_name_fr", "short_name_en"):
            assert 0 < len(row[column]) <= 38, row["indicator"]
        for column in ("name_fr", "name_en", "definition_fr", "definition_en"):
            assert row[column], (row["indicator"], column)
        assert bool(row["caution_fr"]) == bool(row["caution_en"]), row["indicator"]
        assert bool(row["parent"]) == bool(row["breakdown"]) == bool(row["category_fr"]), row["indicator"]
        assert int(row["min_vintage_gap"]) >= 1
        assert 0 <= int(row["decimals"]) <= 3


def test_french_texts_follow_french_typography() -> None:
    wrong = []
    for where, text in french_texts():
        if "'" in text or '"' in text:
            wrong.append(f"{where}: straight quote in {text!r}")
        for sign in ":;?!%»":
            for found in re.finditer(re.escape(sign), text):
                before = text[found.start() - 1 : found.start()]
                if before not in (NO_BREAK, NARROW) and text.strip() != sign:
                    wrong.append(f"{where}: no no-break space before {sign} in {text!r}")
        if any(text[m.end() : m.end() + 1] not in (NO_BREAK, NARROW) for m in re.finditer("«", text)):
            wrong.append(f"{where}: no no-break space after « in {text!r}")
        if re.search(r"\d \d{3}\b", text):
            wrong.append(f"{where}: plain space in a number in {text!r}")
    assert wrong == []


def test_french_texts_hold_no_english_word() -> None:
    assert [(where, text) for where, text in french_texts() if ENGLISH.search(text)] == []


def test_wording_is_the_contract_s_own() -> None:
    path = SHARED / "contract" / "article-3.txt"
    if not path.exists():
        pytest.skip("the text of the contract (../shared/contract/article-3.txt) is not here")
    text = path.read_text(encoding="utf-8")
    for row in table("contract/objectives.csv"):
        assert row["wording_fr"], row["objective"]
        assert row["wording_fr"] in text, row["objective"]


def test_axes_quote_the_contract() -> None:
    path = SHARED / "contract" / "article-3.txt"
    if not path.exists():
        pytest.skip("the text of the contract (../shared/contract/article-3.txt) is not here")
    text = path.read_text(encoding="utf-8")
    for row in table("contract/axes.csv"):
        assert bool(row["wording_fr"]) == (row["axis"] != "transversal"), row["axis"]
        assert row["wording_fr"] in text, row["axis"]


def test_the_whole_catalogue_is_taken_over() -> None:
    path = SHARED / "contract" / "indicator-catalogue.csv"
    if not path.exists():
        pytest.skip("the catalogue (../shared/contract/indicator-catalogue.csv) is not here")
    with path.open(encoding="utf-8-sig", newline="") as file:
        catalogue = list(csv.DictReader(file, delimiter=";"))
    ours = {row["indicator"]: row for row in table("contract/indicators.csv")}
    links = {(row["objective"], row["indicator"]) for row in table("contract/objective_indicators.csv")}
    directions = {"↑": "up", "↓": "down", "○": "none"}
    for row in catalogue:
        mine = ours[row["id"]]
        assert (mine["axis"], mine["kind"]) == (row["axis"], row["kind"])
        assert mine["direction"] == directions[row["direction"][0]]
        assert mine["core"] == ("true" if row["core"] == "1" else "false")
        assert {(objective, row["id"]) for objective in row["objectives"].split()} <= links


def test_territories_of_the_departement_are_all_there() -> None:
    rows = table("territories/territories.csv")
    by_level: dict[tuple[str, str], int] = {}
    for row in rows:
        key = (row["level"], row["generation"])
        by_level[key] = by_level.get(key, 0) + 1
    assert by_level["neighbourhood", "qpv2015"] == 42
    assert by_level["commune", ""] == 47
    assert by_level["neighbourhood", "qpv2024"] > 30
    parents = table("territories/parents.csv")
    members = {row["territory"] for row in parents if row["parent"] == "EPT200058006" and row["territory"][:3] == "COM"}
    assert len(members) == 16
    first_commune = next(r["parent"] for r in parents if r["territory"] == "QP094027" and r["parent"][:3] == "COM")
    assert first_commune == "COM94019"
    populations = {row["territory"]: row["population"] for row in rows}
    assert populations["QP094027"] == "11914"
    assert populations["QP094027-94019"] == "4799"


def test_weights_of_passages_share_everything_out() -> None:
    weights: dict[tuple[str, str], float] = {}
    for row in table("territories/passages.csv"):
        key = row["from_territory"], row["kind"]
        weights[key] = weights.get(key, 0) + number(row["weight"])
        assert row["kind"] in {"generation", "part"}
        assert row["weight_kind"] in {"population", "area", "identical"}
        assert row["carries"] in {"true", "false"}
        assert row["note_fr"] and row["note_en"]
    assert all(math.isclose(total, 1, abs_tol=1e-12) for total in weights.values())


def test_parts_make_the_whole() -> None:
    passages = [row for row in table("territories/passages.csv") if row["kind"] == "part"]
    populations = {row["territory"]: int(row["population"] or 0) for row in table("territories/territories.csv")}
    assert len(passages) == 13
    for whole in {row["from_territory"] for row in passages}:
        parts = [row["to_territory"] for row in passages if row["from_territory"] == whole]
        assert sum(populations[part] for part in parts) == populations[whole]


def test_only_unchanged_perimeters_are_handed_on() -> None:
    """Official codes of 2024 end in I where the perimeter did not change: only these are known without outlines."""
    places = {row["territory"]: row for row in table("territories/territories.csv")}
    communes: dict[str, set[str]] = {}
    for row in table("territories/parents.csv"):
        if row["parent"].startswith("COM"):
            communes.setdefault(row["territory"], set()).add(row["parent"])

    def plain(name: str) -> str:
        return re.sub(r"[^a-z]", "", name.replace("è", "e").lower())

    found = [row for row in table("territories/passages.csv") if row["kind"] == "generation"]
    assert len(found) == 12
    for row in found:
        old, new = row["from_territory"], row["to_territory"]
        assert new.endswith("I") and row["weight"] == "1" and row["weight_kind"] == "identical"
        assert (places[old]["generation"], places[new]["generation"]) == ("qpv2015", "qpv2024")
        assert plain(places[old]["name"]) == plain(places[new]["name"])
        assert communes[old] == communes[new]


def test_outlines_are_small_and_known() -> None:
    path = DATA / "territories" / "outlines.geojson"
    assert path.stat().st_size < 90_000
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    found = {feature["properties"]["territory"] for feature in features}
    assert found <= codes("territories/territories.csv", "territory")
    assert {"QP094027", "QP094027-94017", "QP094027-94019"} <= found
    assert sum(code.startswith("COM") for code in found) == 47
    assert sum(re.fullmatch(r"QP094\d{3}", code) is not None for code in found) == 42
    for feature in features:
        assert feature["properties"]["precision"] in {"generalised", "approximate", "circle", "official"}
        assert feature["properties"]["credit_fr"]
        numbers = re.findall(r"-?\d+\.(\d+)", json.dumps(feature["geometry"]["coordinates"]))
        assert all(len(decimals) <= 4 for decimals in numbers)


def test_glossary_keeps_the_names_of_2007_readable() -> None:
    rows = table("contract/glossary.csv")
    assert len(rows) >= 40
    former = " ".join(row["former_terms_fr"] for row in rows)
    for name in ("ANPE", "ASSEDIC", "CMU-C", "RMI", "ZUS", "service civil volontaire"):
        assert name in former


def test_demonstration_observations_are_sound() -> None:
    indicators = {row["indicator"]: row for row in table("contract/indicators.csv")}
    territories = codes("territories/territories.csv", "territory")
    units = {row["unit"]: row for row in table("contract/units.csv")}
    statuses = set()
    for row in [*table("observations/demo-2023.csv"), *table("observations/demo-2024.csv")]:
        indicator = indicators[row["indicator"]]
        assert row["territory"] in territories
        assert (row["origin"], row["source"]) == ("demo", "demo")
        assert indicator["source"] == "demo"
        assert (row["value"] == "") == (row["status"] in HIDDEN)
        assert (row["reason"] != "") == (row["status"] in HIDDEN)
        days = {"school_year": "09-01", "census": "01-01"}
        assert row["period"][5:] == days.get(indicator["period_kind"], "12-31")
        statuses.add(row["status"])
        if not row["value"]:
            assert row["numerator"] == row["denominator"] == ""
            continue
        value, unit = number(row["value"]), units[indicator["unit"]]
        assert not unit["minimum"] or value >= number(unit["minimum"])
        assert not unit["maximum"] or value <= number(unit["maximum"])
        if row["denominator"]:
            scale = {"percent": 100, "per_100": 100, "per_mille": 1000, "per_1000": 1000, "out_of_10": 1}[indicator["unit"]]
            assert value == scale * number(row["numerator"]) / number(row["denominator"])
        elif indicator["unit"] == "consultations":
            assert value == round(value, int(indicator["decimals"]))
        else:
            assert value == int(value)
        if indicator["secrecy_rule"] == "A":
            assert number(row["numerator"]) >= 11
        if indicator["secrecy_rule"] in ("B", "E"):
            cell = number(row["numerator"]) if row["denominator"] else value
            assert not 1 <= cell <= 4
            assert not row["denominator"] or number(row["denominator"]) >= 20
    assert statuses == {"published", "provisional", "secret", "not_available", "not_significant"}


AWAITED = {
    "EMP-01": "neighbourhood", "EMP-08": "neighbourhood", "EMP-13": "commune", "EMP-21": "neighbourhood",
    "HAB-06": "neighbourhood", "EDU-07": "commune", "SAN-01": "commune",
}  # fmt: skip


def _demonstration() -> dict[tuple[str, str, int], dict[str, str]]:
    rows = [*table("observations/demo-2023.csv"), *table("observations/demo-2024.csv")]
    return {(row["indicator"], row["territory"], int(row["period"][:4])): row for row in rows}


def test_every_core_indicator_has_a_figure() -> None:
    core = {row["indicator"] for row in table("contract/indicators.csv") if row["core"] == "true"}
    official = {row["indicator"] for path in sorted((DATA / "observations").glob("*.csv")) for row in table(f"observations/{path.name}")}
    computed = {row["indicator"] for row in table("contract/derivations.csv")}
    assert core <= official | computed


def test_core_indicators_read_by_neighbourhood_have_figures_in_every_neighbourhood_of_the_contracts() -> None:
    indicators = table("contract/indicators.csv")
    core = {row["indicator"] for row in indicators if row["core"] == "true" and row["finest_level"] == "neighbourhood"}
    computed = {row["indicator"] for row in table("contract/derivations.csv")}
    found: dict[str, set[str]] = {}
    for path in sorted((DATA / "observations").glob("*.csv")):
        for row in table(f"observations/{path.name}"):
            found.setdefault(row["indicator"], set()).add(row["territory"])
    levels = {row["territory"]: row["level"] for row in table("territories/territories.csv")}
    # Figures of parts are published for few indicators.
    whole = {row["territory"] for row in table("contract/contract_territories.csv") if levels[row["territory"]] == "neighbourhood"}
    assert {code: lacking for code in core - computed if (lacking := whole - found.get(code, set()))} == {}


def test_awaited_files_have_a_whole_series_where_their_figures_may_exist() -> None:
    levels = {row["territory"]: row["level"] for row in table("territories/territories.csv")}
    found = _demonstration()
    for indicator, level in AWAITED.items():
        places = {place for one, place, _ in found if one == indicator}
        assert {levels[place] for place in places} == {level, "commune"}
        # The neighbourhoods of both contracts where it exists for them, with the commune as reference.
        assert len(places) == (8 if level == "neighbourhood" else 6)
        for place in places:
            figures = [found[indicator, place, year] for year in range(2013, 2024)]
            assert {row["status"] for row in figures} == {"published"}


def test_the_made_up_rate_of_job_seekers_counts_the_official_ones() -> None:
    official = {(r["territory"], int(r["period"][:4])): r for r in table("observations/insee-job-seekers.csv") if r["indicator"] == "DE-A" and r["value"]}
    found = {(place, year): row for (one, place, year), row in _demonstration().items() if one == "EMP-01"}
    both = official.keys() & found.keys()
    assert len(both) >= 30
    inhabitants = {row["territory"]: number(row["population"]) for row in table("territories/territories.csv") if row["population"]}
    for place, year in both:
        row = found[place, year]
        assert row["numerator"] == official[place, year]["value"]
        # Between 15 and 64 are somewhat more than six inhabitants of ten.
        assert 0.55 < number(row["denominator"]) / inhabitants[place] < 0.7
    for year in range(2013, 2024):
        within = number(found["QP094027", year]["numerator"]) * 4799 / 11914
        assert within < number(found["COM94019", year]["numerator"])


def test_the_second_demonstration_release_adds_a_year_and_settles_provisional_figures() -> None:
    first = {(r["indicator"], r["territory"], r["period"]): r for r in table("observations/demo-2023.csv")}
    second = {(r["indicator"], r["territory"], r["period"]): r for r in table("observations/demo-2024.csv")}
    assert max(period for _, _, period in first) == "2022-12-31"
    revised = first.keys() & second.keys()
    assert len(revised) > 50
    assert {second[key]["status"] for key in revised} == {"published"}
    assert sum(first[key]["value"] != second[key]["value"] for key in revised) > 50


def test_a_part_never_exceeds_its_whole() -> None:
    figures = {
        (r["indicator"], r["territory"], r["period"]): r
        for name in ("demo-2023", "demo-2024")
        for r in table(f"observations/{name}.csv")
    }
    compared = 0
    for (indicator, territory, period), part in figures.items():
        whole = figures.get((indicator, "QP094027", period))
        if territory != "QP094027-94019" or whole is None or not part["value"] or not whole["value"]:
            continue
        column = "numerator" if part["denominator"] else "value"
        assert number(part[column]) <= number(whole[column]), (indicator, period)
        compared += 1
    assert compared > 200


def test_targets_start_from_an_observation() -> None:
    values: dict[tuple[str, str, str], float] = {}
    for path in sorted((DATA / "observations").glob("*.csv")):
        for row in table(f"observations/{path.name}"):
            if row["value"]:
                values[row["indicator"], row["territory"], row["period"]] = number(row["value"])
    rules = {row["indicator"]: row for row in table("contract/derivations.csv")}

    def observed(indicator: str, territory: str, period: str) -> float:
        if (indicator, territory, period) in values:
            return values[indicator, territory, period]
        rule = rules[indicator]
        factor = {"share": 100, "ratio": 1}[rule["kind"]]
        above, below = (values[rule[side], territory, period] for side in ("numerator", "denominator"))
        return factor * above / below

    targets = table("contract/targets.csv")
    for row in targets:
        baseline = observed(row["indicator"], row["territory"], row["baseline_period"])
        if row["measure"] == "gap":
            baseline -= observed(row["indicator"], row["reference"], row["baseline_period"])
        assert number(row["baseline_value"]) == pytest.approx(baseline, abs=1e-8), row
        assert row["baseline_period"] < row["deadline"]
        assert bool(row["reference"]) == (row["measure"] == "gap")
        assert bool(row["amended_on"]) == (row["amendment"] != "0")
        assert row["origin"] == "demo"
    mine = [row for row in targets if row["contract"] == "chennevieres"]
    assert len({row["indicator"] for row in mine if row["territory"] == "QP094027"}) >= 40
    assert sum(row["measure"] == "gap" for row in mine) >= 6
    assert sum(row["amendment"] == "1" for row in mine) >= 3
    assert len([row for row in targets if row["contract"] == "gpsea"]) >= 25


def test_milestones_lie_on_the_way_to_a_target() -> None:
    keys = ("contract", "indicator", "territory", "measure", "amendment")
    targets = {tuple(row[key] for key in keys): row for row in table("contract/targets.csv")}
    for row in table("contract/milestones.csv"):
        target = targets[tuple(row[key] for key in keys)]
        assert target["baseline_period"] < row["period"] < target["deadline"]
        low, high = sorted((number(target["baseline_value"]), number(target["value"])))
        assert low - 0.5 <= number(row["value"]) <= high + 0.5, row


def test_actions_and_fundings_hold_together() -> None:
    actions = table("contract/actions.csv")
    paid: dict[str, float] = {}
    for row in table("contract/fundings.csv"):
        assert re.fullmatch(r"\d+,\d{2}", row["planned_eur"])
        assert re.fullmatch(r"\d+,\d{2}", row["paid_eur"])
        assert row["kind"] in ("specific", "ordinary")
        assert number(row["paid_eur"]) <= number(row["planned_eur"])
        paid[row["action"]] = paid.get(row["action"], 0) + number(row["paid_eur"])
    for row in actions:
        assert int(row["resident_beneficiaries"]) <= int(row["actual_beneficiaries"])
        assert int(row["women_beneficiaries"]) <= int(row["actual_beneficiaries"])
        assert row["state"] in ("planned", "running", "done", "cancelled")
        assert (paid[row["action"]] > 0) == (row["state"] != "cancelled")
        assert bool(row["evaluated_on"]) == bool(row["evaluated_by"])
        assert row["origin"] == "demo"
    mine = [row for row in actions if row["contract"] == "chennevieres"]
    assert 55 <= len(mine) <= 65
    assert {row["year"] for row in mine} == {"2020", "2021", "2022", "2023"}
    gate = [r for r in mine if r["year"] == "2023" and not r["evaluated_on"] and r["state"] != "cancelled"]
    assert len(gate) == 8


def test_every_observation_file_belongs_to_one_release() -> None:
    carried = [name for row in table("releases.csv") for name in row["files"].split()]
    assert sorted(carried) == sorted(path.name for path in (DATA / "observations").glob("*.csv"))


def test_generator_reproduces_the_committed_files(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    for name in ("contract", "territories", "observations"):
        shutil.copytree(DATA / name, folder / name)
    for name in GENERATED:
        (folder / name).unlink()
    demonstration.write(folder)
    for name in GENERATED:
        assert (folder / name).read_bytes() == (DATA / name).read_bytes(), name


def test_every_population_has_its_year() -> None:
    rows = [row for row in table("territories/territories.csv") if row["population"]]
    assert len(rows) > 100
    assert all(row["population_year"] for row in rows)
    # The department's figure is of 2021: communes that were of that year would add up to it.
    communes = [row for row in rows if row["level"] == "commune"]
    assert {row["population_year"] for row in communes} == {"2023"}
    for grouping in (row for row in rows if row["level"] == "ept"):
        members = {r["territory"] for r in table("territories/parents.csv") if r["parent"] == grouping["territory"]}
        inhabitants = sum(number(row["population"]) for row in communes if row["territory"] in members)
        assert (number(grouping["population"]), grouping["population_year"]) == (inhabitants, "2023")
