"""Territories within territories, and who may carry a figure for whom."""

from dataclasses import replace
from datetime import date

import pytest

from observatory.catalogue import LEVELS, Bilingual, Catalogue, Contract, Indicator, Territory, Unit

NOTHING = Bilingual("", "")


def territory(code: str, level: str, *parents: str) -> Territory:
    return Territory(code, level, f"Nom de {code}", "", None, None, None, None, parents)


def indicator(code: str, finest_level: str = "neighbourhood", axis: str = "employment", parent: str = "") -> Indicator:
    return Indicator(
        indicator=code,
        name=NOTHING,
        short_name=NOTHING,
        axis=axis,
        kind="result",
        unit=Unit("count", NOTHING, NOTHING, 0, None),
        decimals=0,
        direction="down",
        definition=NOTHING,
        frequency="annual",
        period_kind="date",
        finest_level=finest_level,
        secrecy_rule="B",
        summable=True,
        min_vintage_gap=1,
        source="insee-job-seekers",
        core=True,
        parent=parent,
        breakdown="sex" if parent else "",
        category=NOTHING,
        caution=NOTHING,
        objectives=(),
    )


TERRITORIES = (
    territory("QP1", "neighbourhood", "COM-B", "COM-A", "EPT"),
    territory("QP1-A", "neighbourhood_part", "QP1", "COM-A"),
    territory("QP2", "neighbourhood", "COM-B"),
    territory("COM-A", "commune", "EPT", "DEP"),
    territory("COM-B", "commune", "EPT", "DEP"),
    territory("EPT", "ept", "DEP"),
    territory("DEP", "department", "REG"),
    territory("REG", "region", "FRM"),
    territory("FRM", "country"),
    territory("LOST", "neighbourhood"),
)

KNOWN = Catalogue(
    contracts={
        "c": Contract("c", NOTHING, "cucs", "COM-A", date(2015, 1, 1), date(2024, 12, 31), "COM-A", ("QP1",), "local")
    },
    axes={},
    objectives={},
    indicators={
        i.indicator: i
        for i in (
            indicator("DE"),
            indicator("DE-F", parent="DE"),
            indicator("DE-H", parent="DE"),
            indicator("HAB", axis="housing"),
        )
    },
    territories={t.territory: t for t in TERRITORIES},
    sources={},
)


def test_ancestors_nearest_first() -> None:
    assert KNOWN.ancestors("QP1") == ("COM-B", "COM-A", "EPT", "DEP", "REG", "FRM")
    assert KNOWN.ancestors("QP1-A")[0] == "QP1"
    assert KNOWN.ancestors("FRM") == ()


def test_ancestors_of_a_territory_that_nobody_knows() -> None:
    assert KNOWN.ancestors("QP999999") == ()


def test_children() -> None:
    assert KNOWN.children["COM-A"] == ("QP1", "QP1-A")
    assert KNOWN.children["QP1"] == ("QP1-A",)
    assert "QP2" not in KNOWN.children


def test_an_axis_lists_indicators_and_not_their_categories() -> None:
    assert [i.indicator for i in KNOWN.axis_indicators("employment")] == ["DE"]
    assert [i.indicator for i in KNOWN.categories("DE")] == ["DE-F", "DE-H"]
    assert KNOWN.categories("HAB") == ()


@pytest.mark.parametrize(
    ("finest_level", "place", "expected"),
    [
        ("neighbourhood", "QP1", ("QP1",)),
        ("neighbourhood_part", "QP1", ("QP1",)),
        ("neighbourhood_part", "QP1-A", ("QP1-A", "QP1")),
        ("neighbourhood", "QP1-A", ("QP1-A", "QP1")),
        ("commune", "QP1", ("QP1", "COM-B", "COM-A")),
        ("commune", "QP1-A", ("QP1-A", "COM-A", "COM-B")),
        ("school", "QP1", ("QP1", "COM-B", "COM-A")),
        ("department", "QP2", ("QP2", "DEP")),
        ("region", "COM-A", ("COM-A", "REG")),
        ("commune", "DEP", ("DEP",)),
        ("department", "LOST", ("LOST",)),
    ],
)
def test_bearers_itself_first_then_who_contains_it(finest_level: str, place: str, expected: tuple[str, ...]) -> None:
    found = KNOWN.bearers(indicator("X", finest_level), place)
    assert found[0] == expected[0]
    assert set(found) == set(expected)


def test_the_signatory_is_preferred_among_communes() -> None:
    """A neighbourhood cut by a boundary: the contract's own commune carries the figure, the other only after it."""
    assert KNOWN.bearers(indicator("X", "commune"), "QP1", prefer="COM-A") == ("QP1", "COM-A", "COM-B")
    assert KNOWN.bearers(indicator("X", "commune"), "QP1", prefer="COM-B") == ("QP1", "COM-B", "COM-A")


def test_a_preference_at_another_level_changes_nothing() -> None:
    assert KNOWN.bearers(indicator("X", "commune"), "QP1", prefer="EPT") == ("QP1", "COM-B", "COM-A")


def test_a_commune_within_the_signatory_comes_before_one_outside_then_the_one_with_most_of_the_neighbourhood() -> None:
    outside, there = (
        territory("COM-OUT", "commune", "DEP"),
        territory("QP3", "neighbourhood", "COM-OUT", "COM-A", "COM-B"),
    )
    known = replace(KNOWN, territories={**KNOWN.territories, outside.territory: outside, there.territory: there})
    assert known.bearers(indicator("X", "commune"), "QP3", prefer="EPT") == ("QP3", "COM-A", "COM-B", "COM-OUT")
    assert known.bearers(indicator("X", "commune"), "QP3") == ("QP3", "COM-OUT", "COM-A", "COM-B")


def test_a_name_or_else_the_code() -> None:
    assert KNOWN.territory_label("QP1", "fr") == "Nom de QP1"
    assert KNOWN.territory_label("QP999999", "fr") == "QP999999"


def test_english_falls_back_on_french() -> None:
    assert Bilingual("Emploi", "").in_language("en") == "Emploi"
    assert Bilingual("Emploi", "Employment").in_language("en") == "Employment"
    assert Bilingual("Emploi", "Employment").in_language("fr") == "Emploi"


def test_levels_go_from_finest_to_widest() -> None:
    wide = ["neighbourhood_part", "neighbourhood", "commune", "ept", "department", "region", "country"]
    assert [LEVELS[level] for level in wide] == sorted(LEVELS[level] for level in wide)


def test_a_neighbourhood_with_the_name_of_an_earlier_one_says_its_generation() -> None:
    named = [
        ("QP1", "Le Bois L’Abbé", "qpv2015"),
        ("QN1", "Le Bois l'abbé", "qpv2024"),
        ("QN2", "La Plaine", "qpv2024"),
        ("QN3", "La Plaine", "qpv2024"),
    ]
    places = {
        code: Territory(code, "neighbourhood", name, generation, None, None, None, None, ())
        for code, name, generation in named
    }
    known = Catalogue({}, {}, {}, {}, places, {})
    labels = [known.territory_label(code, "fr") for code in places]
    assert labels == ["Le Bois L’Abbé", "Le Bois l'abbé (QPV\u00a02024)", "La Plaine", "La Plaine"]


@pytest.mark.parametrize(
    ("level", "name", "said"),
    [
        ("neighbourhood_part", "Le Bois L’Abbé, partie Chennevières-sur-Marne", "Le Bois L’Abbé, part in Chennevières-sur-Marne"),
        ("neighbourhood_part", "Bois l'Abbé sud", "Bois l'Abbé sud"),
        ("neighbourhood_set", "Ensemble des quartiers prioritaires", "All priority neighbourhoods"),
        ("country", "France métropolitaine", "Metropolitan France"),
        ("neighbourhood", "La Plaine, partie haute", "La Plaine, partie haute"),
        ("commune", "Chennevières-sur-Marne", "Chennevières-sur-Marne"),
    ],
)  # fmt: skip
def test_what_a_name_says_of_a_part_or_a_whole_is_translated_and_proper_names_are_not(
    level: str, name: str, said: str
) -> None:
    place = Territory("X", level, name, "", None, None, None, None, ())
    known = Catalogue({}, {}, {}, {}, {"X": place}, {})
    assert known.territory_label("X", "en") == said
    assert known.territory_label("X", "fr") == name
