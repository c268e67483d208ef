"""What a link asks for that does not exist: one sentence each at the top of the page, gone when the reader does something."""

import re
from typing import TYPE_CHECKING

import pytest

from observatory import answers, database
from observatory.texts import text

if TYPE_CHECKING:
    from .conftest import Reader

CONTRACT = "Contrat de Chennevières-sur-Marne"


@pytest.mark.parametrize("years", ["1900-1950", "2022-2016", "soon"])
def test_years_that_there_are_not(years: str, reader: "Reader") -> None:
    reader.link(years=years).open("employment")
    first, last = answers.years(database.identity(), "chennevieres", True)
    assert reader.missed == [text("filters.missed_years", "fr", value=years, first=first, last=last)]
    assert reader.address("years") == ""


def test_each_word_of_a_link_has_its_sentence(reader: "Reader") -> None:
    reader.link(contract="zzz", territories="ZZZ", indicator="ZZZ", status="zzz", map_year="soon").open("employment")
    assert reader.errors == []
    assert reader.missed == [
        text("filters.missed_contract", "fr", value="zzz", name=CONTRACT),
        text("filters.unknown_territory", "fr", codes="ZZZ"),
        text("axis.missed_indicator", "fr", code="ZZZ"),
        text("axis.missed_status", "fr", value="zzz"),
        text("map.missed_year", "fr", value="soon", year=2021),
    ]
    # They stand above the page, not in the side bar.
    blocks = [one for _, one in sorted(reader.app.main.children.items()) if hasattr(one, "children")]
    assert "cq-missed" in "".join(one.proto.json for one in blocks[0].get("bidi_component"))
    assert reader.app.sidebar.get("bidi_component") == []
    assert {name: reader.address(name) for name in ("contract", "territories", "indicator", "status")} == dict.fromkeys(
        ("contract", "territories", "indicator", "status"), ""
    )


def test_the_sentences_go_when_the_reader_changes_something(reader: "Reader") -> None:
    reader.link(contract="zzz", indicator="ZZZ").open("employment")
    assert len(reader.missed) == 2
    reader.app.toggle(key="multiples").set_value(True).run()
    assert reader.missed == []


def test_a_link_whose_words_all_exist_is_not_commented(reader: "Reader") -> None:
    reader.link(
        contract="gpsea",
        indicator="TRA-10",
        status="not_assessable",
        years="2014-2022",
        lang="en",
        reference="COM94019",
    ).open("overview")
    assert reader.missed == []
    assert reader.address("status") == "not_assessable"


def test_an_indicator_of_another_axis_is_said_to_be_there(reader: "Reader") -> None:
    reader.link(indicator="HAB-20").open("employment")
    name = answers.catalogue(database.identity()).indicators["HAB-20"].name.fr
    assert len(reader.missed) == 1
    assert reader.missed[0].startswith(text("axis.missed_elsewhere", "fr", code="HAB-20", name=name))
    assert 'data-page="housing" href="housing?indicator=HAB-20"' in reader.markup


def test_a_category_of_an_indicator_is_said_to_have_a_sheet(reader: "Reader") -> None:
    category = next(one for one in answers.catalogue(database.identity()).indicators.values() if one.parent == "DE-ABC")
    reader.link(indicator=category.indicator).open("employment")
    assert f'data-page="indicator" href="indicator?indicator={category.indicator}"' in reader.markup


def test_a_year_without_a_map_is_said_to_be_another(reader: "Reader") -> None:
    reader.link(indicator="DE-ABC", map_year="1900").open("employment")
    assert reader.missed == [text("map.missed_year", "fr", value="1900", year=2016)]
    assert text("map.title_when", "fr", when="31 décembre 2016") in reader.words


def test_unknown_colours_of_the_map(reader: "Reader") -> None:
    reader.link(indicator="DE-ABC", around="moon").open("employment")
    assert reader.missed == [text("map.missed_around", "fr", value="moon")]


def test_colours_that_the_indicator_does_not_have(reader: "Reader") -> None:
    reader.link(contract="gpsea", indicator="SAN-03", reference="QPV-ALL", around="reference").open("health")
    assert len(reader.missed) == 1
    assert text("map.around.reference", "fr") in reader.missed[0] and "couleurs par classes" in reader.missed[0]
    assert reader.address("around") == ""


def test_colours_wait_for_an_indicator_that_has_them(reader: "Reader") -> None:
    """A reader who goes from one indicator to another followed no link."""
    reader.link(indicator="DE-ABC", around="target").open("employment")
    assert reader.missed == []
    reader.app.query_params["indicator"] = "EMP-33"
    assert reader.open("employment").missed == []


def test_an_unknown_language(reader: "Reader") -> None:
    reader.link(lang="xx").open("method")
    assert reader.missed == [text("filters.missed_language", "fr", value="xx")]


def test_a_status_that_no_card_has(reader: "Reader") -> None:
    """All cards are shown: the strip would be empty and no button there to fill it again."""
    reader.link(status="met").open("employment")
    assert 'data-filter="met"' not in reader.markup
    status = text("status.met", "fr")
    assert reader.missed == [text("axis.missed_status_none", "fr", status=status)]


def test_a_long_or_hostile_word_is_cut_and_escaped(reader: "Reader") -> None:
    reader.link(contract="<b>" + "x" * 500).open("employment")
    assert len(reader.missed) == 1
    assert len(reader.missed[0]) < 200
    assert "<b>x" not in reader.markup


def test_no_neighbourhood_chosen_is_said_beside_the_box(reader: "Reader") -> None:
    reader.open("employment")
    said = text("filters.empty", "fr")
    assert said not in [one.value for one in reader.app.sidebar.caption]
    reader.app.multiselect(key="territories").set_value([]).run()
    assert said in [one.value for one in reader.app.sidebar.caption]
    assert re.search("Le Bois L’Abbé", reader.words)
