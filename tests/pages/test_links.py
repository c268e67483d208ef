"""What a link asks of a page: kept, repaired or refused in a sentence, and written back as the reader changes the view."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from observatory import answers, database, frame
from observatory.texts import text

if TYPE_CHECKING:
    from .conftest import Reader

PAGES = tuple(name for names in frame.SECTIONS.values() for name in names)
CONTRACT, NEIGHBOURHOODS, REFERENCE = "chennevieres", ("QP094027", "QP094027-94019"), "COM94019"
each_page = pytest.mark.parametrize("page", PAGES)


@each_page
def test_empty_selection_shows_the_contract(page: str, reader: "Reader") -> None:
    reader.open(page)
    before = reader.words
    reader.app.multiselect(key="territories").set_value([]).run()
    assert reader.errors == []
    assert reader.words == before
    assert reader.address("territories") == ""


def test_where_nothing_is_left_the_page_says_why(reader: "Reader", label: Callable[[str], str]) -> None:
    reader.link(indicator="DE-ABC", years="2010-2011").open("employment")
    assert reader.errors == []
    said = reader.nothing
    name = answers.catalogue(database.identity()).indicators["DE-ABC"].name.fr
    why = text("axis.none_for_selection", "fr")
    assert any(name in one and label("QP094027") in one and "2010–2011" in one and why in one for one in said)


@each_page
def test_unknown_territory_in_the_link(page: str, reader: "Reader") -> None:
    reader.link(territories="QP999999").open(page)
    assert reader.errors == []
    sentence = text("filters.unknown_territory", "fr", codes="QP999999")
    assert reader.missed == [sentence]
    assert reader.address("territories") == ""
    assert reader.app.multiselect(key="territories").value == list(NEIGHBOURHOODS)


def test_unknown_territory_in_an_english_link(reader: "Reader") -> None:
    reader.link(territories="QP999999", lang="en").open("employment")
    assert reader.missed == [text("filters.unknown_territory", "en", codes="QP999999")]


def test_unknown_reference_in_the_link(reader: "Reader", label: Callable[[str], str]) -> None:
    reader.link(reference="COM99999").open("employment")
    assert reader.missed == [text("filters.missed_reference", "fr", value="COM99999", name=label(REFERENCE))]
    assert reader.app.selectbox(key="reference").value == REFERENCE


def test_known_territories_of_a_partly_unknown_link_are_kept(reader: "Reader") -> None:
    reader.link(territories="QP094026,QP999999").open("employment")
    assert reader.errors == []
    assert reader.app.multiselect(key="territories").value == ["QP094026"]
    assert reader.missed == [text("filters.missed_territories", "fr", codes="QP999999")]


@pytest.mark.parametrize(
    "link",
    [
        {"years": "abc"},
        {"years": "2022-2016"},
        {"years": "1900-2300"},
        {"years": "2016"},
        {"years": "²-³"},
        {"lang": "xx"},
        {"contract": "nope"},
        {"contract": ""},
        {"indicator": "NOPE-1"},
        {"indicator": "<b>"},
        {"everywhere": "yes"},
        {"territories": ","},
        {"territories": "COM94019"},
        {"territories": "<script>alert(1)</script>"},
        {"territories": "QP094027,QP094027"},
        {"reference": ""},
        {"multiples": "maybe"},
    ],
    ids=lambda link: "&".join(f"{name}={value}" for name, value in link.items()),
)
def test_a_broken_link_still_opens(link: dict[str, str], reader: "Reader", title: Callable[..., str]) -> None:
    reader.link(**link).open("employment")
    assert reader.errors == []
    assert title("employment", "fr") in reader.titles


def test_a_link_keeps_everything(reader: "Reader", another: Callable[[], "Reader"]) -> None:
    link = {
        "contract": "gpsea",
        "territories": "QP094023,QP094003",
        "reference": "REG11",
        "years": "2015-2021",
        "lang": "en",
        "indicator": "DE-ABC",
    }
    reader.link(**link).open("employment")
    assert {name: reader.address(name) for name in link} == link
    copied = another().link(**{name: reader.address(name) for name in link}).open("employment")
    assert copied.words == reader.words
    assert copied.figure("chart") == reader.figure("chart")


def test_what_is_shown_on_an_axis_page_is_in_its_address_and_read_from_it(reader: "Reader") -> None:
    reader.link(indicator="SAN-02").open("health")
    names = ("multiples", "table", "map_year", "around")
    assert {name: reader.address(name) for name in names} == dict.fromkeys(names, "")
    reader.app.toggle(key="multiples").set_value(True).run()
    reader.app.session_state["table"] = True
    reader.app.select_slider(key="map-year-SAN-02").set_value(2016).run()
    reader.app.button_group(key="map-around").set_value("target").run()
    assert reader.errors == []
    wanted = {"multiples": "1", "table": "1", "map_year": "2016", "around": "target"}
    assert {name: reader.address(name) for name in names} == wanted


def test_a_link_opens_what_it_names(reader: "Reader") -> None:
    wanted = {"multiples": "1", "table": "1", "map_year": "2016", "around": "target"}
    reader.link(indicator="SAN-02", **wanted).open("health")
    assert reader.errors == []
    assert "multiples-chart" in [chart.key for chart in reader.app.get("plotly_chart")]
    assert len(reader.app.dataframe) > 0
    assert reader.app.select_slider(key="map-year-SAN-02").value == 2016
    assert text("map.title_when", "fr", when="2016") in reader.words
    assert {name: reader.address(name) for name in wanted} == wanted


@pytest.mark.parametrize("wrong", [{"map_year": "soon"}, {"map_year": "1066"}, {"around": "moon"}, {"table": "yes"}])
def test_a_link_that_names_nothing_shows_the_usual_view(wrong: dict[str, str], reader: "Reader") -> None:
    reader.link(indicator="SAN-02", **wrong).open("health")
    assert reader.errors == []
    assert text("map.title", "fr").split()[0] in reader.words
