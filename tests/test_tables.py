"""The table twins of maps."""

from dataclasses import replace
from datetime import date

import pytest

from observatory import answers, database, tables
from observatory.catalogue import Catalogue
from observatory.series import Reading


@pytest.fixture(scope="module")
def known() -> Catalogue:
    """The bundle's own catalogue."""
    return answers.catalogue(database.identity())


WHEN = date(2019, 12, 31)
READINGS = [Reading(code, 1.0, "published", "", "official") for code in ("QP094005", "QP094027")]


def test_the_populations_beside_a_map_say_their_year(known: Catalogue) -> None:
    listed = tables.readings_table(known.indicators["TRA-10"], WHEN, READINGS, known, "fr")
    assert list(listed.columns)[2] == "Population 2018"
    assert listed["Population 2018"].tolist() == [known.territories[one.territory].population for one in READINGS]


def test_populations_of_several_years_say_it_in_each_row(known: Catalogue) -> None:
    places = dict(known.territories)
    places["QP094005"] = replace(places["QP094005"], population_year=2013)
    listed = tables.readings_table(known.indicators["TRA-10"], WHEN, READINGS, replace(known, territories=places), "fr")
    assert list(listed.columns)[2:4] == ["Population", "Année de la population"]
    assert listed["Année de la population"].tolist() == ["2013", "2018"]


def test_the_figures_of_a_map_say_their_period(known: Catalogue) -> None:
    listed = tables.readings_table(known.indicators["DE-ABC"], WHEN, READINGS, known, "fr")
    assert listed["Période"].tolist() == ["31 décembre 2019"] * 2
