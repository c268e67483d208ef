"""Whose figures the parts of an axis page show, what their signs are, and what is said where there is none."""

import html
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from observatory import answers, database, tables
from observatory.selection import Selection
from observatory.texts import text
from observatory.ui.axis import head

if TYPE_CHECKING:
    from .conftest import Reader


def plain(markup: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", markup)))


def card(reader: "Reader", code: str) -> str:
    found = re.search(rf'<button[^>]*data-card="{code}".*?</button>', reader.markup)
    assert found, code
    return plain(found[0])


@pytest.mark.parametrize("page", ["employment", "housing"])
def test_a_breakdown_names_the_territory_whose_figures_it_shows(page: str, reader: "Reader") -> None:
    markup = reader.link(territories="QP094027-94019").open(page).markup
    part = markup[re.search(r"<h2>[^<]*répartition", html.unescape(markup)).start() :]
    block = re.search(r'<p class="cq-sub">(.*?)</p>', html.unescape(part))
    assert block and "partie" not in block[1] and "Le Bois L" in block[1]
    said = text("figure.borne_by", "fr", level=text("level.of.neighbourhood", "fr"), name=block[1])
    assert said in html.unescape(part)


def test_carried_figures_of_a_breakdown_have_their_sign_and_their_note(reader: "Reader") -> None:
    markup = reader.link(territories="QN09424I").open("employment").markup
    bars = "".join(re.findall(r'<table class="cq-bars".*?</table>', markup, re.DOTALL))
    assert re.search(r"\b204 e\b", plain(bars))
    part = plain(markup[markup.index('<table class="cq-bars"') :])
    assert "(QP094027)" in part and tables.signs_said(["e"], "fr") in part


def test_a_hidden_figure_is_told_apart_from_one_that_does_not_exist(reader: "Reader") -> None:
    secret = card(reader.link(territories="QP094027-94019", indicator="EMP-24").open("employment"), "EMP-24")
    assert text("charts.absence_secret", "fr") in secret and text("cards.nothing", "fr") not in secret


def test_a_figure_that_the_producer_does_not_give_has_its_note(reader: "Reader") -> None:
    page = reader.link(territories="QP094026", years="2016-2016").open("employment")
    said = card(page, "DE-ABC")
    assert "note 5 du producteur" in said and "Pas de donnée" not in said


def test_facilities_and_schools_of_seven_neighbourhoods_leave_no_commune_out(reader: "Reader") -> None:
    words = plain(reader.link(contract="gpsea").open("health").markup)
    assert "Aucun chiffre pour" not in words
    assert "Sans chiffre : " in words.replace("\u00a0", " ")
    schools = plain(reader.open("education").markup)
    assert "Champigny-sur-Marne" in schools and "Chennevières-sur-Marne" in schools


def test_where_no_commune_has_facilities_they_are_named_and_those_that_have_some(reader: "Reader") -> None:
    reader.link(contract="gpsea", territories="QP094005").open("health")
    (said,) = [one for one in reader.nothing if one.startswith("Aucun chiffre pour")]
    assert "Créteil" in said and "Champigny-sur-Marne" in said
    assert [box.value for box in reader.app.info] == []


def test_small_charts_mark_a_made_up_target_as_cards_do_and_keep_signs(reader: "Reader") -> None:
    reader.link(multiples="1").open("employment")
    notes = [note["text"] for note in reader.figure("multiples-chart")["layout"]["annotations"]]
    title = next(i for i, said in enumerate(notes) if "Demandeurs d’emploi A" in said)
    row = " ".join(notes[title : title + 4])
    assert "1\u202f332" in row and text("figure.demo_target", "fr") in row
    assert text("charts.demo", "fr") not in row
    assert any("<b>4\u00a0p</b>" in said for said in notes)


def test_the_head_counts_the_statuses_that_the_cards_show(reader: "Reader") -> None:
    words = plain(reader.link(territories="QN09424I").open("employment").markup).replace("\u00a0", " ")
    assert re.search(r"[1-9]\d* statuts? sur [1-9]", words)


def test_changes_that_rest_on_demonstration_are_not_called_judged(built: object) -> None:
    selection = Selection("chennevieres", ("QP094027",), "COM94019", 2010, 2024, "fr", False, True, database.identity())
    view = answers.axis("health", selection)
    untargeted = tuple(replace(card, target=None, gap_target=None) for card in view.cards)
    lead = head.mark(replace(view, groups=((None, untargeted),)), selection)
    assert "jugé" not in lead and re.search(r"Dont \d+ évolutions? sur", lead)


def test_the_chart_s_breaks_are_told_below_it(reader: "Reader") -> None:
    words = plain(reader.open("health").markup)
    assert "17 mars 2020, crise sanitaire 2020-2021 ; 1er janvier 2024, nouveau périmètre." in words


def test_whose_figures_are_missing_is_told_below_a_chart_of_several_lines(reader: "Reader") -> None:
    words = plain(reader.link(contract="gpsea", indicator="HAB-05").open("housing").markup)
    assert re.search(r"Sans chiffre : [^.]*Fabien[^.]*couvert par le secret statistique", words)
