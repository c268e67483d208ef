"""Every page as a reader meets it, run from dashboard.py without a browser."""

import html
import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest

from observatory import answers, config, database, frame, texts
from observatory.answers.profiles import SchoolsMedian
from observatory.selection import Selection
from observatory.series import Point
from observatory.texts import text
from observatory.ui.dress import demo_tag

if TYPE_CHECKING:
    from .conftest import Reader

PAGES = tuple(name for names in frame.SECTIONS.values() for name in names)
AXES = frame.SECTIONS["axes"]
# Pages that draw the figures of the neighbourhoods chosen in the frame.
FILTERED = ("overview", *AXES)
CONTRACT, NEIGHBOURHOODS, REFERENCE = "chennevieres", ("QP094027", "QP094027-94019"), "COM94019"
each_page = pytest.mark.parametrize("page", PAGES)
each_axis = pytest.mark.parametrize("page", AXES)


def chosen(**changes: object) -> Selection:
    """What the frame hands to a page when the reader has chosen nothing."""
    kept = {
        "contract": CONTRACT,
        "territories": NEIGHBOURHOODS,
        "reference": REFERENCE,
        "first_year": 2010,
        "last_year": 2024,
        "language": "fr",
        "dark": False,
        "show_demo": True,
        "release": database.identity(),
    }
    return Selection(**{**kept, **changes})


def title(page: str, language: str, contract: str = CONTRACT) -> str:
    """The heading that a page must bear."""
    known = answers.catalogue(database.identity())
    if page == "overview":
        return known.contracts[contract].name.in_language(language)
    if page not in AXES:
        return text(f"frame.page.{page}", language)
    return known.axes[known.contracts[contract].framework, page].name.in_language(language)


def label(code: str) -> str:
    return answers.catalogue(database.identity()).territory_label(code, "fr")


@each_page
def test_a_page_opens(page: str, reader: "Reader") -> None:
    reader.open(page)
    assert reader.errors == []
    assert title(page, "fr") in reader.titles
    assert text("frame.footer.outlines", "fr") in reader.words


@each_page
def test_a_filter_changed_twice(page: str, reader: "Reader") -> None:
    reader.open(page)
    before = reader.words
    reader.app.multiselect(key="territories").set_value(["QP094026"]).run()
    assert reader.errors == []
    assert reader.address("territories") == "QP094026"
    if page in FILTERED:
        assert label("QP094026") in reader.words
        assert reader.words != before
    reader.app.multiselect(key="territories").set_value(list(NEIGHBOURHOODS)).run()
    assert reader.errors == []
    assert reader.address("territories") == ""
    assert reader.words == before


@each_axis
def test_years_changed_twice(page: str, reader: "Reader") -> None:
    reader.open(page)
    reader.app.slider(key="years").set_value((2016, 2022)).run()
    assert reader.errors == []
    assert reader.address("years") == "2016-2022"
    first = reader.words
    reader.app.slider(key="years").set_value((2018, 2021)).run()
    assert reader.errors == []
    assert reader.address("years") == "2018-2021"
    assert reader.words != first


def test_the_chart_keeps_to_the_years_chosen(reader: "Reader") -> None:
    reader.link(indicator="DE-ABC").open("employment")
    assert "31 décembre 2016" in json.dumps(reader.figure("chart"), ensure_ascii=False)
    latest = text("charts.hover_figure", "fr", period="31 décembre 2021", value="")
    assert latest.split("<b>")[0] in json.dumps(reader.figure("chart"), ensure_ascii=False)
    reader.app.slider(key="years").set_value((2017, 2020)).run()
    view = answers.axis("employment", chosen(first_year=2017, last_year=2020))
    years = {point.period.year for point in view.series["DE-ABC", "QP094027"].points}
    assert years == {2017, 2019, 2020}


@each_page
def test_the_other_contract(page: str, reader: "Reader") -> None:
    reader.open(page)
    reader.app.selectbox(key="contract").set_value("gpsea").run()
    assert reader.errors == []
    assert reader.address("contract") == "gpsea"
    contract = answers.catalogue(database.identity()).contracts["gpsea"]
    assert reader.app.multiselect(key="territories").value == list(contract.territories)
    assert reader.app.selectbox(key="reference").value == contract.reference
    assert title(page, "fr", "gpsea") in reader.titles
    reader.app.selectbox(key="contract").set_value(CONTRACT).run()
    assert reader.errors == []
    assert reader.app.multiselect(key="territories").value == list(NEIGHBOURHOODS)


@each_page
@pytest.mark.parametrize("contract", [CONTRACT, "gpsea"])
def test_english(page: str, contract: str, reader: "Reader") -> None:
    reader.link(lang="en", contract=contract).open(page)
    assert reader.errors == []
    assert title(page, "en", contract) in reader.titles
    assert reader.app.multiselect(key="territories").label == text("filters.territories", "en")
    assert text("frame.footer.outlines", "en") in reader.words


@each_page
def test_english_chosen_in_the_frame(page: str, reader: "Reader") -> None:
    reader.open(page)
    reader.app.button_group(key="lang").set_value("en").run()
    assert reader.errors == []
    assert reader.address("lang") == "en"
    assert title(page, "en") in reader.titles


@each_page
def test_all_neighbourhoods_of_the_departement(page: str, reader: "Reader") -> None:
    reader.open(page)
    reader.app.toggle(key="everywhere").set_value(True).run()
    assert reader.errors == []
    assert reader.address("everywhere") == "1"


@each_axis
def test_many_neighbourhoods_are_counted_not_drawn(page: str, reader: "Reader") -> None:
    # The first card of education is of the communes' schools, that of the others of neighbourhoods.
    reader.link(everywhere="1", **({"indicator": "EDU-11"} if page == "education" else {})).open(page)
    drawn = [trace for trace in reader.figure("chart")["data"] if trace.get("mode", "").startswith("lines")]
    assert len(drawn) <= 2 * answers.MAX_LINES + 6
    assert re.search(rf"\b{answers.MAX_LINES} quartiers tracés sur \d+", reader.words)


# Demonstration figures


@each_axis
def test_each_demonstration_card_says_so_and_no_other(page: str, reader: "Reader") -> None:
    reader.open(page)
    cards = dict(re.findall(r'<button[^>]*data-card="([^"]+)"[^>]*>(.*?)</button>', reader.markup, re.DOTALL))
    view = answers.axis(page, chosen())
    assert set(cards) == {card.indicator.indicator for card in view.cards}
    mark = html.escape(text("frame.demo", "fr"))
    for card in view.cards:
        if card.known:
            assert (mark in cards[card.indicator.indicator]) == card.is_demo, card.indicator.indicator


def test_a_chart_of_demonstration_figures_says_so(reader: "Reader") -> None:
    reader.link(indicator="EMP-04").open("employment")
    assert text("charts.demo_figure", "fr") in json.dumps(reader.figure("chart"), ensure_ascii=False)
    assert text("charts.summary_demo", "fr") in reader.words


@each_page
@pytest.mark.parametrize("language", ["fr", "en"])
def test_demonstration_hidden(page: str, language: str, reader: "Reader", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAP_QUARTIERS_HIDE_DEMO", "1")
    reader.link(lang=language, multiples="1").open(page)
    assert reader.errors == []
    assert title(page, language) in reader.titles
    assert text("frame.footer.demo_hidden", language) in reader.words
    if page in FILTERED:
        assert not re.search("d[ée]monstration", reader.words, re.IGNORECASE)


def test_the_overview_says_why_its_blocks_are_empty(reader: "Reader", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAP_QUARTIERS_HIDE_DEMO", "1")
    words = html.unescape(reader.open("overview").words)
    for key in ("demo_hidden", "map_title", "map_nothing", "gate", "gate_none"):
        assert text(f"overview.{key}", "fr") in words
    for key in ("nothing_pressing", "decide.none"):
        assert text(f"overview.{key}", "fr") not in words
    # Nothing stands before the place where there is no status.
    assert '<p class="cq-note cq-cut"> <span class="cq-muted">·' not in reader.markup


@each_axis
def test_unfolded_cards_stand_under_the_objectives(page: str, reader: "Reader") -> None:
    markup = reader.open(page).markup
    view = answers.axis(page, chosen())
    heads = re.findall(r'<div class="cq-cards-head" role="heading" aria-level="2">(.*?)</div>', markup)
    wanted = [f"{o.objective} · {o.label.fr}" if o else text("cards.no_objective", "fr") for o, _ in view.groups]
    assert [html.unescape(head) for head in heads] == wanted
    for objective, cards in view.groups:
        for card in cards:
            top = re.search(rf'data-card="{card.indicator.indicator}".*?cq-card-top"><span[^>]*>(.*?)</span>', markup)
            assert objective is None or objective.label.fr in html.unescape(top[1])


# Core indicators whose official producer's file is not at hand, with that producer.
AWAITED = {
    "EMP-01": "Dares", "EMP-08": "recensement", "EMP-13": "Cnaf", "EMP-21": "Sirene", "HAB-06": "GTFS", "EDU-07": "DEPP",
    "SAN-01": "DREES",
}  # fmt: skip
PAGE_OF = {"EMP": "employment", "HAB": "housing", "EDU": "education", "SAN": "health"}


@pytest.mark.parametrize("code", AWAITED)
def test_made_up_figures_stand_in_for_an_awaited_file_and_say_so(code: str, reader: "Reader") -> None:
    markup = reader.link(indicator=code).open(PAGE_OF[code[:3]]).markup
    card = re.search(rf'class="cq-card" data-card="{code}".*?</button>', markup)
    assert card and demo_tag("fr", "frame.demo_short") in card[0]
    assert text("cards.awaited", "fr") not in card[0]
    of_commune = text("figure.borne_by", "fr", level=text("level.of.commune", "fr"), name="Chennevières-sur-Marne")
    assert (of_commune in html.unescape(markup)) == (code in {"EMP-13", "EDU-07", "SAN-01"})


@pytest.mark.parametrize("code", AWAITED)
def test_an_indicator_without_any_figure_names_what_is_awaited(
    code: str, reader: "Reader", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAP_QUARTIERS_HIDE_DEMO", "1")
    markup = reader.link(indicator=code).open(PAGE_OF[code[:3]]).markup
    card = re.search(rf'class="cq-card cq-card-empty" data-card="{code}".*?</button>', markup)
    assert card and text("cards.awaited", "fr") in card[0]
    said = " ".join(reader.nothing)
    assert "le fichier de son producteur" in said and AWAITED[code] in said


def test_the_gap_of_colleges_is_an_official_figure_of_the_commune(
    reader: "Reader", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAP_QUARTIERS_HIDE_DEMO", "1")
    markup = reader.link(indicator="EDU-08").open("education").markup
    card = re.search(r'class="cq-card" data-card="EDU-08".*?</button>', markup)
    assert card and "\u221211,2" in html.unescape(card[0])
    assert "Source\u00a0: DEPP" in html.unescape(markup)


def test_a_map_of_communes_does_not_ask_for_a_click(reader: "Reader") -> None:
    words = reader.link(indicator="PRE-03").open("prevention").words
    assert "Valeur communale." in words
    assert "Cliquez sur un quartier" not in words


def test_the_map_of_communes_says_of_which_year_their_inhabitants_are(reader: "Reader") -> None:
    words = reader.link(indicator="PRE-03").open("prevention").words
    assert "18\u202f710 habitants (2023)" in words.replace("habitants\u00a0(", "habitants (")


def test_a_reference_without_a_line_is_explained_under_the_chart(reader: "Reader") -> None:
    note = text("charts.no_reference", "fr", name="Chennevières-sur-Marne")
    assert note in reader.link(indicator="DE-ABC").open("employment").words
    assert (
        text("charts.no_reference", "fr", name="")[:28] not in reader.link(indicator="EMP-18").open("employment").words
    )


@each_axis
def test_demonstration_hidden_by_link_to_such_an_indicator(
    page: str, reader: "Reader", monkeypatch: pytest.MonkeyPatch
) -> None:
    demo = next(card.indicator for card in answers.axis(page, chosen()).cards if card.is_demo)
    monkeypatch.setenv("CAP_QUARTIERS_HIDE_DEMO", "1")
    reader.link(indicator=demo.indicator).open(page)
    assert reader.errors == []
    assert not re.search("démonstration", reader.words, re.IGNORECASE)
    assert demo.name.fr in " ".join(reader.nothing)


# Links and empty choices


@each_page
def test_empty_selection_shows_the_contract(page: str, reader: "Reader") -> None:
    reader.open(page)
    before = reader.words
    reader.app.multiselect(key="territories").set_value([]).run()
    assert reader.errors == []
    assert reader.words == before
    assert reader.address("territories") == ""


def test_where_nothing_is_left_the_page_says_why(reader: "Reader") -> None:
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


def test_unknown_reference_in_the_link(reader: "Reader") -> None:
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
def test_a_broken_link_still_opens(link: dict[str, str], reader: "Reader") -> None:
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


@each_axis
def test_every_indicator_can_be_chosen(page: str, another: Callable[[], "Reader"]) -> None:
    """For a whole neighbourhood and for a part of one: chart, map, table and small multiples, no error."""
    for indicator in answers.catalogue(database.identity()).axis_indicators(page):
        one = another().link(indicator=indicator.indicator).open(page)
        assert one.errors == [], indicator.indicator
        assert indicator.name.fr in one.words


@each_axis
def test_small_multiples_and_table_on_request(page: str, reader: "Reader") -> None:
    reader.open(page)
    assert "multiples-chart" not in [chart.key for chart in reader.app.get("plotly_chart")]
    assert len(reader.app.dataframe) == 0
    reader.app.toggle(key="multiples").set_value(True).run()
    assert reader.errors == []
    known = [card for card in answers.axis(page, chosen()).cards if card.known]
    words = json.dumps(reader.figure("multiples-chart"), ensure_ascii=False)
    assert all(json.dumps(card.indicator.short_name.fr[:12], ensure_ascii=False)[1:-1] in words for card in known)
    reader.app.session_state["table"] = True
    reader.app.run()
    assert reader.errors == []
    first = reader.app.dataframe[0].value
    assert text("table.territory", "fr") in first.columns
    assert len(first) > 0


def test_the_table_holds_the_figures_of_the_chart(reader: "Reader") -> None:
    reader.link(indicator="DE-ABC", territories="QP094027").open("employment")
    reader.app.session_state["table"] = True
    reader.app.run()
    table = reader.app.dataframe[0].value
    values = dict(zip(table[text("table.period", "fr")], table[text("table.value", "fr")], strict=True))
    assert values["31 décembre 2016"] == 1438
    assert values["31 décembre 2021"] == 1332


# When something is wrong


def alone(reader: "Reader") -> str:
    """The one error box of the page, which has no trace of a stack."""
    assert len(reader.app.exception) == 0
    assert len(reader.app.error) == 1
    said = reader.app.error[0].value
    assert not re.search(r"Traceback|File \"|duckdb\.|Error\b|line \d", said)
    return said


@each_page
def test_a_missing_database(page: str, reader: "Reader", elsewhere: Path) -> None:
    said = alone(reader.open(page))
    assert "La base de données est absente" in said
    assert "make data" in said


@pytest.mark.parametrize("page", ["overview", "employment"])
@pytest.mark.parametrize("damage", ["other file", "empty", "truncated", "overwritten"])
def test_a_damaged_database(page: str, damage: str, reader: "Reader", elsewhere: Path, built: Path) -> None:
    whole = built.read_bytes()
    content = {
        "other file": b"%PDF-1.7 not a database\n" * 400,
        "empty": b"",
        "truncated": whole[: len(whole) // 3],
        "overwritten": b"\x00" * 12288 + whole[12288:],
    }[damage]
    elsewhere.write_bytes(content)
    said = alone(reader.open(page))
    assert re.search("La base de données est illisible|Les chiffres n’ont pas pu être lus", said)
    assert "make data" in said


def test_a_database_without_tables(reader: "Reader", elsewhere: Path) -> None:
    duckdb.connect(str(elsewhere)).close()
    assert "Les chiffres n’ont pas pu être lus" in alone(reader.open("employment"))


def test_a_repaired_database_is_seen_at_the_next_run(reader: "Reader", elsewhere: Path, built: Path) -> None:
    elsewhere.write_bytes(b"nothing of use")
    alone(reader.open("employment"))
    fresh = elsewhere.with_suffix(".new")
    fresh.write_bytes(built.read_bytes())
    fresh.replace(elsewhere)
    reader.app.run()
    assert reader.errors == []
    assert title("employment", "fr") in reader.titles


def test_a_fault_of_our_own_is_one_sentence(reader: "Reader", monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("a secret detail")

    monkeypatch.setattr(answers, "axis", fail)
    said = alone(reader.open("employment"))
    assert text("frame.error.title", "fr") in said
    assert "secret detail" not in reader.words


def test_the_settings_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert config.settings().hide_demo is False
    for word, hidden in (("1", True), ("oui", True), ("TRUE", True), ("0", False), ("", False), ("non", False)):
        monkeypatch.setenv("CAP_QUARTIERS_HIDE_DEMO", word)
        assert config.settings().hide_demo is hidden
    monkeypatch.setenv("CAP_QUARTIERS_DATA", str(tmp_path))
    assert config.settings().database == tmp_path / "observatory.duckdb"


def test_periods_are_worded_as_the_indicator_wants(reader: "Reader") -> None:
    reader.link(indicator="TRA-12").open("overview")
    view = answers.axis("transversal", chosen())
    card = view.card("TRA-12")
    assert card is not None and card.series.latest is not None
    assert card.series.latest.period == date(2018, 1, 1)
    assert "1er janvier 2018" in reader.words


def test_schools_are_said_to_be_of_the_place_and_the_year_in_hand(
    reader: "Reader", monkeypatch: pytest.MonkeyPatch
) -> None:
    when = date(2031, 9, 1)
    index = Point(when, 81.9, "published", "", None, "official")
    hidden = Point(when, None, "secret", "", None, "official")
    school = answers.School("UAI0940787V", "COM94017", when, index, None, hidden)
    median = SchoolsMedian(99.5, date(2030, 9, 1), ("DEP75",))
    monkeypatch.setattr(answers, "schools", lambda selection: (school,))
    monkeypatch.setattr(answers, "schools_median", lambda selection: median)
    reader.open("education")
    assert reader.errors == []
    words = html.unescape(reader.words)
    assert "(IPS), rentrée 2031, par ordre alphabétique" in words
    assert f"Médiane des collèges, {label('DEP75')}, rentrée 2030" in words
    said = words.split("Indice de position sociale (IPS)")[1].split("Médiane")[0]
    assert "rentrée 2022" not in said
    for sign, status in (("n.d.", "not_available"), ("s", "secret")):
        assert f'title="{text(f"figure.absence.{status}", "fr")}">{sign}</td>' in html.unescape(reader.markup)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_recorded_offences_say_what_they_are_out_of_and_whose_change_it_is(reader: "Reader", language: str) -> None:
    reader.link(lang=language).open("prevention")
    words = html.unescape(reader.words)
    assert text("profile.change", language, territory=label("DEP94")) in words
    burglaries = answers.catalogue(chosen().release).indicators["PRE-07"].name.in_language(language)
    assert burglaries in words, "burglaries are counted per 1,000 dwellings"


NOT_OF_ONE_CONTRACT = {"Val-de-Marne", "Chennevières", "Bois L’Abbé", "Grand Paris", "Créteil", "Champigny"}


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_no_sentence_of_the_interface_is_about_one_contract(language: str) -> None:
    """A contract is data: another one must not read the names of this one's places."""
    found = {
        key
        for key, said in texts._catalogue(language)[0].items()
        for form in ((said,) if isinstance(said, str) else said)
        if any(name in form for name in NOT_OF_ONE_CONTRACT)
    }
    assert found == set()


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


def test_small_multiples_name_what_they_cannot_show(reader: "Reader") -> None:
    words = html.unescape(reader.link(multiples="1").open("employment").words)
    view = answers.axis("employment", chosen())
    without = [card.indicator.short_name.fr for card in view.cards if not card.known]
    assert len(without) > 1
    assert f"{len(without)} indicateurs n’ont aucun chiffre à montrer" in words
    assert all(name in words.split("n’ont aucun chiffre à montrer")[1][:400] for name in without)
