"""Every page as a reader meets it, run from dashboard.py without a browser."""

import html
import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from observatory import answers, committee, config, database, frame, texts
from observatory.answers.profiles import SchoolsMedian
from observatory.selection import Selection
from observatory.series import Point
from observatory.texts import text

if TYPE_CHECKING:
    from .conftest import Reader

PAGES = tuple(name for names in frame.SECTIONS.values() for name in names)
AXES = frame.SECTIONS["axes"]
# Pages that draw the figures of the neighbourhoods chosen in the frame.
FILTERED = ("overview", *AXES)
CONTRACT, NEIGHBOURHOODS, REFERENCE = "chennevieres", ("QP094027", "QP094027-94019"), "COM94019"
each_page = pytest.mark.parametrize("page", PAGES)
each_axis = pytest.mark.parametrize("page", AXES)


@each_page
def test_a_page_opens(page: str, reader: "Reader", title: Callable[..., str]) -> None:
    reader.open(page)
    assert reader.errors == []
    assert title(page, "fr") in reader.titles
    assert text("frame.footer.outlines", "fr") in reader.words


@each_page
def test_a_filter_changed_twice(page: str, reader: "Reader", label: Callable[[str], str]) -> None:
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


def test_the_chart_keeps_to_the_years_chosen(reader: "Reader", chosen: Callable[..., Selection]) -> None:
    reader.link(indicator="DE-ABC").open("employment")
    assert "31 décembre 2016" in json.dumps(reader.figure("chart"), ensure_ascii=False)
    latest = text("charts.hover_figure", "fr", period="31 décembre 2021", value="")
    assert latest.split("<b>")[0] in json.dumps(reader.figure("chart"), ensure_ascii=False)
    reader.app.slider(key="years").set_value((2017, 2020)).run()
    view = answers.axis("employment", chosen(first_year=2017, last_year=2020))
    years = {point.period.year for point in view.series["DE-ABC", "QP094027"].points}
    assert years == {2017, 2019, 2020}


@each_page
def test_the_other_contract(page: str, reader: "Reader", title: Callable[..., str]) -> None:
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
def test_english(page: str, contract: str, reader: "Reader", title: Callable[..., str]) -> None:
    reader.link(lang="en", contract=contract).open(page)
    assert reader.errors == []
    assert title(page, "en", contract) in reader.titles
    assert reader.app.multiselect(key="territories").label == text("filters.territories", "en")
    assert text("frame.footer.outlines", "en") in reader.words


@each_page
def test_parts_and_sets_of_neighbourhoods_are_named_in_english(page: str, reader: "Reader") -> None:
    reader.link(lang="en", reference="QPV-ALL").open(page)
    assert reader.errors == []
    said = html.unescape(f"{reader.words} {reader.markup}")
    assert not re.search(", partie |Ensemble des quartiers", said)
    assert "part in Chennevières" in said or page not in AXES


def test_the_deck_names_a_part_in_english(chosen: Callable[..., Selection]) -> None:
    deck = committee.deck(chosen(language="en", territories=("QP094027-94019",), reference="QPV-ALL"))
    said = str(deck.slides)
    assert "part in Chennevières" in said and not re.search(", partie |Ensemble des quartiers", said)


@each_page
def test_english_chosen_in_the_frame(page: str, reader: "Reader", title: Callable[..., str]) -> None:
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


@each_axis
def test_unfolded_cards_stand_under_the_objectives(
    page: str, reader: "Reader", chosen: Callable[..., Selection]
) -> None:
    markup = reader.open(page).markup
    view = answers.axis(page, chosen())
    heads = re.findall(r'<div class="cq-cards-head" role="heading" aria-level="2">(.*?)</div>', markup)
    wanted = [f"{o.objective} · {o.label.fr}" if o else text("cards.no_objective", "fr") for o, _ in view.groups]
    assert [html.unescape(head) for head in heads] == wanted
    for objective, cards in view.groups:
        for card in cards:
            top = re.search(rf'data-card="{card.indicator.indicator}".*?cq-card-top"><span[^>]*>(.*?)</span>', markup)
            assert objective is None or objective.label.fr in html.unescape(top[1])


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
def test_every_indicator_can_be_chosen(page: str, another: Callable[[], "Reader"]) -> None:
    """For a whole neighbourhood and for a part of one: chart, map, table and small multiples, no error."""
    for indicator in answers.catalogue(database.identity()).axis_indicators(page):
        one = another().link(indicator=indicator.indicator).open(page)
        assert one.errors == [], indicator.indicator
        assert indicator.name.fr in one.words


@each_axis
def test_small_multiples_and_table_on_request(page: str, reader: "Reader", chosen: Callable[..., Selection]) -> None:
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


def test_the_settings_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert config.settings().hide_demo is False
    for word, hidden in (("1", True), ("oui", True), ("TRUE", True), ("0", False), ("", False), ("non", False)):
        monkeypatch.setenv("CAP_QUARTIERS_HIDE_DEMO", word)
        assert config.settings().hide_demo is hidden
    monkeypatch.setenv("CAP_QUARTIERS_DATA", str(tmp_path))
    assert config.settings().database == tmp_path / "observatory.duckdb"


def test_periods_are_worded_as_the_indicator_wants(reader: "Reader", chosen: Callable[..., Selection]) -> None:
    reader.link(indicator="TRA-12").open("overview")
    view = answers.axis("transversal", chosen())
    card = view.card("TRA-12")
    assert card is not None and card.series.latest is not None
    assert card.series.latest.period == date(2018, 1, 1)
    assert "1er janvier 2018" in reader.words


def test_schools_are_said_to_be_of_the_place_and_the_year_in_hand(
    reader: "Reader", monkeypatch: pytest.MonkeyPatch, label: Callable[[str], str]
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
def test_recorded_offences_say_what_they_are_out_of_and_whose_change_it_is(
    reader: "Reader", language: str, chosen: Callable[..., Selection], label: Callable[[str], str]
) -> None:
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


def test_small_multiples_name_what_they_cannot_show(reader: "Reader", chosen: Callable[..., Selection]) -> None:
    words = html.unescape(reader.link(multiples="1").open("employment").words)
    view = answers.axis("employment", chosen())
    without = [card.indicator.short_name.fr for card in view.cards if not card.known]
    assert len(without) > 1
    assert f"{len(without)} indicateurs n’ont aucun chiffre à montrer" in words
    assert all(name in words.split("n’ont aucun chiffre à montrer")[1][:400] for name in without)
