"""What pages say of a neighbourhood whose figures were carried from an earlier perimeter, and of a part that has none."""

import re
from typing import TYPE_CHECKING

import pytest

from observatory import answers, database, filters
from observatory.selection import Selection
from observatory.texts import text

if TYPE_CHECKING:
    from .conftest import Reader

HEIR, GIVER, PART = "QN09424I", "QP094027", "QP094027-94019"


def card(reader: "Reader", code: str) -> str:
    """The HTML of one card."""
    found = re.search(rf'<button[^>]*data-card="{code}".*?</button>', reader.markup, re.DOTALL)
    assert found is not None
    return found[0]


def test_a_carried_count_is_an_estimate_on_its_card_chart_and_table(reader: "Reader") -> None:
    reader.link(territories=HEIR, indicator="DE-ABC").open("employment")
    assert reader.errors == []
    shown = card(reader, "DE-ABC")
    assert re.search(r">1\u202f332 <abbr class=\"cq-sign\" title=\"[^\"]*\">e</abbr>", shown)
    assert "Reporté de Le Bois L’Abbé (QP094027), poids 100\u00a0%." in shown
    told = reader.words
    assert "reportés de Le Bois L’Abbé (QP094027), poids 100\u00a0%\u00a0; périmètre inchangé, comparable." in told
    line = next(trace for trace in reader.figure("chart")["data"] if trace["name"] == "Le Bois L’Abbé (QPV\u00a02024)")
    assert [value for value in line["y"] if value is not None] == [1438, 1483, 1363, 1454, 1332]
    assert all("estimation, reporté de QP094027" in said for said in line["hovertext"] if said)


def test_what_does_not_add_up_says_so_in_place_of_a_number(reader: "Reader") -> None:
    reader.link(territories=HEIR, indicator="EMP-17").open("employment")
    assert reader.errors == []
    shown = card(reader, "EMP-17")
    assert "n.d." in shown
    assert text("passage.short_not_summable", "fr") in shown
    assert "Cet indicateur ne s’additionne pas, il n’est donc pas reporté de Le Bois L’Abbé (QP094027)." in reader.words


@pytest.mark.parametrize("page", ["employment", "neighbourhood", "indicator", "overview", "housing"])
def test_pages_open_on_a_neighbourhood_of_2024_in_english_too(page: str, reader: "Reader") -> None:
    reader.link(territories=HEIR, lang="en").open(page)
    assert reader.errors == []
    assert "Le Bois L’Abbé (QPV\u00a02024)" in reader.words


@pytest.mark.parametrize(
    ("territory", "said"),
    [
        (HEIR, "reprend Le Bois L’Abbé (QP094027)\u00a0: périmètre inchangé, comparable"),
        (GIVER, "devient Le Bois L’Abbé (QN09424I)\u00a0: périmètre inchangé, comparable"),
        (PART, "devient Le Bois L’Abbé (QN09424I)\u00a0: périmètre inchangé, comparable"),
        ("QP094003", text("passage.unknown", "fr")),
    ],
)
def test_the_sheet_says_whether_perimeters_compare(territory: str, said: str, reader: "Reader") -> None:
    reader.link(territories=territory).open("neighbourhood")
    assert reader.errors == []
    assert said in reader.words


def test_figures_that_exist_only_for_the_whole_say_so_on_card_chart_and_table(reader: "Reader") -> None:
    reader.link(territories=PART, indicator="DE-ABC").open("employment")
    assert reader.errors == []
    shown = card(reader, "DE-ABC")
    assert "1\u202f332" in shown
    assert "Le Bois L’Abbé" in shown
    assert "Valeur du quartier entier\u00a0: Le Bois L’Abbé." in reader.words
    line = next(trace for trace in reader.figure("chart")["data"] if trace["name"] == "Le Bois L’Abbé")
    assert line["y"][-1] == 1332
    reader.app.session_state["table"] = True
    reader.app.run()
    rows = reader.app.dataframe[0].value
    assert "Le Bois L’Abbé" in set(rows[text("table.territory", "fr")])
    assert reader.words.count("Valeur du quartier entier\u00a0: Le Bois L’Abbé.") == 3


def test_everywhere_means_one_generation(built) -> None:
    offered = filters.choices(database.identity(), "chennevieres")
    assert HEIR in offered.neighbourhoods and HEIR in offered.heirs
    generations = {
        answers.catalogue(database.identity()).territories[code].generation
        for code in offered.neighbourhoods
        if code not in offered.heirs
    }
    assert generations == {"qpv2015"}


def test_no_map_draws_two_generations(built) -> None:
    chosen = Selection(
        contract="chennevieres", territories=(HEIR,), reference="COM94019", first_year=2010, last_year=2024, language="fr",
        dark=False, show_demo=True, release=database.identity(),
    )  # fmt: skip
    view = answers.map_view("DE-ABC", 2021, chosen)
    assert view is not None
    assert all(reading.territory.startswith("QP") for reading in view.readings)
