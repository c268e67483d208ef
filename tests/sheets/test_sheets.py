"""The sheet of a neighbourhood and the sheet of an indicator: what they answer, draw and say."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from urllib.parse import unquote

import pytest

from observatory import answers, database, formats
from observatory.answers.sheets import CORE_ROWS, LEAST_PEERS
from observatory.charts import ranking
from observatory.maps.locator import locator
from observatory.selection import Selection
from observatory.series import Reading
from observatory.ui import indicator as indicator_ui
from observatory.ui import neighbourhood as ui


@pytest.fixture
def selection(built: Path) -> Selection:
    everything = ("QP094027", "QP094027-94019")
    return Selection("chennevieres", everything, "COM94019", 2010, 2024, "fr", False, True, database.identity())


# The neighbourhood


def test_identity_tells_communes_and_the_quality_of_the_outline(selection: Selection) -> None:
    sheet = answers.neighbourhood_sheet(selection)
    assert [(s.territory, s.population) for s in sheet.communes] == [("COM94017", 7115), ("COM94019", 4799)]
    assert sum(s.population or 0 for s in sheet.parts) == sheet.territory.population == 11914
    assert sheet.precision == "approximate"
    assert sheet.others == ("QP094027-94019",)


def test_a_part_speaks_through_its_whole(selection: Selection) -> None:
    sheet = answers.neighbourhood_sheet(replace(selection, territories=("QP094027-94019",)))
    assert sheet.whole.territory == "QP094027"
    whole = answers.neighbourhood_sheet(selection)
    assert [p.indicator for p in sheet.peers] == [p.indicator for p in whole.peers]
    assert {w.action for w in sheet.actions} == {w.action for w in whole.actions}
    assert sheet.notes == whole.notes != ()


def test_a_past_day_knows_no_later_action_nor_evaluation(selection: Selection) -> None:
    day = date(2022, 6, 30)
    now, then = (answers.neighbourhood_sheet(one) for one in (selection, replace(selection, as_of=day)))
    assert {w.year for w in now.actions} > {w.year for w in then.actions} and max(w.year for w in then.actions) == 2022
    assert any(w.evaluated_on and w.evaluated_on > day for w in now.actions)
    assert not any(w.evaluated_on and w.evaluated_on > day for w in then.actions)


@pytest.mark.parametrize("show_demo", [True, False])
def test_core_indicators_are_known_and_keep_their_axes_together(selection: Selection, show_demo: bool) -> None:
    sheet = answers.neighbourhood_sheet(replace(selection, show_demo=show_demo))
    assert 5 <= len(sheet.core) <= CORE_ROWS
    assert all(card.known for card in sheet.core)
    axes = [card.indicator.axis for card in sheet.core]
    assert axes == sorted(axes, key=list(dict.fromkeys(axes)).index)
    assert show_demo or not any(card.is_demo for card in sheet.core)


def test_a_rank_is_that_of_the_figures_as_published(selection: Selection) -> None:
    peer = next(p for p in answers.neighbourhood_sheet(selection).peers if p.indicator.indicator == "TRA-10")
    assert (peer.period, peer.value, peer.count) == (date(2019, 12, 31), 15550, 42)
    assert peer.place == 1 + sum(v > 15550 for v in peer.values)
    assert list(peer.values) == sorted(peer.values)
    assert ui.rank_words(peer, "fr") == f"{peer.place}e valeur sur 42 quartiers"


def test_peers_are_official_comparable_and_many(selection: Selection) -> None:
    for peer in answers.neighbourhood_sheet(selection).peers:
        assert not peer.indicator.summable
        assert peer.count >= LEAST_PEERS
        assert peer.values[0] <= peer.median <= peer.values[-1]


def test_money_is_exact(selection: Selection) -> None:
    works = answers.neighbourhood_sheet(selection).actions
    first = next(w for w in works if w.action == "CHV-2020-01")
    assert isinstance(first.planned_eur, Decimal)
    assert ui.euros(Decimal("17917.89"), "fr") == "17\u202f917,89\u00a0€"
    assert all(w.planned_eur == w.planned_eur.quantize(Decimal("0.01")) for w in works)


def test_too_few_beneficiaries_are_a_sign(selection: Selection) -> None:
    hidden = ("actual_beneficiaries", "planned_beneficiaries")
    work = replace(
        answers.neighbourhood_sheet(selection).actions[0],
        actual_beneficiaries=None,
        secret=hidden,
        planned_beneficiaries=12,
    )
    assert ">s<" in ui.people(work, "fr")
    assert "12" not in ui.people(work, "fr")


def test_demonstration_hidden_leaves_no_example(selection: Selection) -> None:
    sheet = answers.neighbourhood_sheet(replace(selection, show_demo=False))
    assert sheet.notes == ()
    assert all(w.origin != "demo" for w in sheet.actions)


# The indicator


def test_every_indicator_of_the_catalogue_has_a_sheet(selection: Selection) -> None:
    for code in answers.catalogue(selection.release).indicators:
        sheet = answers.indicator_sheet(code, selection)
        assert sheet.indicator.indicator == code
        assert not (sheet.is_of_schools and sheet.ranked)


def test_the_reference_is_drawn_only_where_it_compares(selection: Selection) -> None:
    assert answers.indicator_sheet("TRA-10", selection).reference == 22730
    assert answers.indicator_sheet("DE-ABC", selection).reference is None


def test_a_category_serves_the_objectives_of_its_whole(selection: Selection) -> None:
    parts, whole = (answers.indicator_sheet(code, selection).serves for code in ("DE-ABC-F", "DE-ABC"))
    assert parts == whole != ()


def test_an_objective_without_result_is_known(selection: Selection) -> None:
    serves = answers.indicator_sheet("EDU-20", selection).serves
    assert [(objective.objective, has_result) for objective, has_result in serves] == [("R4", False)]


@pytest.mark.parametrize(
    ("frequency", "last", "expected"),
    [
        ("annual", date(2019, 12, 31), date(2020, 12, 31)),
        ("annual", date(2022, 1, 1), date(2023, 1, 1)),
        ("half_yearly", date(2023, 12, 31), date(2024, 6, 30)),
        ("quarterly", date(2023, 9, 30), date(2023, 12, 31)),
        ("quarterly", date(2023, 11, 30), date(2024, 2, 29)),
        ("biennial", date(2020, 9, 1), date(2022, 9, 1)),
        ("irregular", date(2020, 9, 1), None),
    ],
)
def test_next_period(selection: Selection, frequency: str, last: date, expected: date | None) -> None:
    sheet = answers.indicator_sheet("TRA-10", selection)
    asked = replace(
        sheet, indicator=replace(sheet.indicator, frequency=frequency), available={"neighbourhood": (last,)}
    )
    assert answers.next_period(asked) == expected


def test_what_comes_next_is_said_with_its_article_and_in_its_time(selection: Selection) -> None:
    def said(code: str, today: date) -> str:
        return indicator_ui.next_words(answers.indicator_sheet(code, selection), "fr", today)

    # Job seekers are counted on 31 December, the last time in 2021.
    assert said("DE-ABC", date(2022, 6, 1)).startswith("attendu pour le 31 décembre 2022 ")
    assert said("DE-ABC", date(2026, 11, 24)).startswith("le chiffre suivant (31 décembre 2022) n’est pas publié ")
    assert said("TRA-01", date(2020, 12, 31)).startswith("attendu pour 2020 ")
    assert said("TRA-01", date(2021, 1, 1)).startswith("le chiffre suivant (2020) n’est pas publié ")


def test_years_are_read_as_runs() -> None:
    years = [date(y, 12, 31) for y in (2016, 2017, 2019, 2020, 2021, 2024)]
    assert formats.year_runs(years) == "2016, 2017, 2019–2021, 2024"


# Drawings

SECRET = Reading("C", 3.0, "secret", "", "official")
READINGS = (
    Reading("A", 10.0, "published", "", "official"),
    Reading("B", 20.0, "published", "", "official"),
    SECRET,
)


def test_ranking_puts_the_highest_first_and_hides_what_is_secret(selection: Selection) -> None:
    indicator = answers.catalogue(selection.release).indicators["TRA-01"]
    drawn = ranking.ranking(
        indicator, READINGS, ranking.Mark("Ville", 15, True), ["A"], {"A": "Un", "B": "Deux", "C": "Trois"}, "fr", False
    )
    dots, _, missing = drawn["data"]
    assert list(dots["x"]) == [20.0, 10.0]
    assert list(missing["text"]) == ["s"]
    assert [name.strip("</b>") for name in drawn["layout"]["yaxis"]["ticktext"]] == ["Deux", "Un", "Trois"]
    assert 3.0 not in [value for trace in drawn["data"] for value in trace["x"]]
    summary = ranking.ranking_summary(indicator, READINGS, None, "A", "2020", {"A": "Un"}, "fr")
    assert "2e valeur sur 2" in summary
    assert "1 territoire sans chiffre" in summary


def test_ordinals() -> None:
    assert [ranking.ordinal(n, "fr") for n in (1, 2, 12)] == ["1re", "2e", "12e"]
    assert [ranking.ordinal(n, "en") for n in (1, 2, 3, 11, 12, 21, 112)] == [
        "1st", "2nd", "3rd", "11th", "12th", "21st", "112th",
    ]  # fmt: skip


def test_a_spread_without_names_names_nobody(selection: Selection) -> None:
    sheet = answers.indicator_sheet("EDU-20", selection)
    drawn = ranking.distribution(sheet.indicator, sheet.everywhere, None, {}, "fr", False)
    names = {answers.catalogue(selection.release).territories[s.territory].name for s in sheet.everywhere}
    assert not any(name in text for text in drawn["data"][0]["hovertext"] for name in names)


def test_strip_marks_the_own_value() -> None:
    drawn = ranking.strip([1.0, 2.0, 3.0], 3.0, False)
    assert drawn.count('v8"') == 3
    assert "<circle" in drawn
    assert ranking.strip([], 1.0, False) == ""


def test_locator_names_the_communes_of_the_neighbourhood(selection: Selection) -> None:
    known = answers.catalogue(selection.release)
    found = locator("QP094027", ["QP094026"], answers.outlines(selection.release), known.territories, False)
    assert found is not None
    assert {"Champigny-sur-Marne", "Chennevières-sur-Marne"} <= {one.name for one in found.names}
    assert all(0 < one.x < 100 and 0 < one.y < 100 for one in found.names)


def test_locator_without_place_is_nothing(selection: Selection) -> None:
    known = answers.catalogue(selection.release)
    nowhere = replace(known.territories["QP094027"], longitude=None, latitude=None)
    assert locator("QP094027", [], {}, {**known.territories, "QP094027": nowhere}, False) is None


def test_a_picture_keeps_its_alternative_text() -> None:
    drawn = ui.picture('<svg width="1"></svg>', "a < b", 1, 1)
    assert 'alt="a &lt; b"' in drawn
    assert 'xmlns="http://www.w3.org/2000/svg"' in unquote(drawn)


# Pages


def test_schools_are_never_ranked_by_name(reader_of: Callable[..., str], selection: Selection) -> None:
    words = reader_of("indicator", indicator="EDU-20")
    schools = {t.name for t in answers.catalogue(selection.release).territories.values() if t.level == "school"}
    assert not [name for name in schools if name in words]


def test_an_unknown_indicator_in_the_link_is_named(reader_of: Callable[..., str]) -> None:
    assert "NOPE" in reader_of("indicator", indicator="NOPE")


def test_an_objective_without_result_says_so(reader_of: Callable[..., str]) -> None:
    assert "pas d’effet mesurable à l’échelle du quartier" in reader_of("indicator", indicator="EDU-20")


def test_the_neighbourhood_page_speaks_of_the_first_chosen(reader_of: Callable[..., str]) -> None:
    words = reader_of("neighbourhood", territories="QP094026")
    assert "Les Mordacs" in words
    assert "Aucun texte d’analyse" in words


@pytest.mark.parametrize("code", ["TRA-10", "PRE-31", "SAN-30", "EMP-05", "DE-ABC-F"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_indicator_page_opens(code: str, language: str, reader_of: Callable[..., str]) -> None:
    assert reader_of("indicator", indicator=code, lang=language)
