"""Answers on the built database: who carries a figure, what needs attention, where a map comes from."""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date, timedelta

import pytest

from observatory import absences, answers, database, maps, tables
from observatory.answers import AxisView, Card
from observatory.catalogue import Catalogue
from observatory.progress import TO_DISCUSS, Standing
from observatory.selection import Selection
from observatory.series import Point, Series, Target
from observatory.texts import plural

AXES = ("transversal", "employment", "housing", "education", "prevention", "health")
WHOLE, PART = "QP094027", "QP094027-94019"


@pytest.fixture(scope="module")
def selection(built: object) -> Selection:
    return Selection("chennevieres", (WHOLE, PART), "COM94019", 2010, 2024, "fr", False, True, database.identity())


@pytest.fixture(scope="module")
def known(selection: Selection) -> Catalogue:
    return answers.catalogue(selection.release)


# Who carries a figure


def test_a_figure_of_the_neighbourhood_is_its_own(selection: Selection) -> None:
    card = answers.axis("employment", selection).card("DE-ABC")
    assert card is not None and card.series.latest is not None
    assert (card.bearer, card.series.latest.value) == (WHOLE, 1332)


def test_a_part_shows_the_whole_neighbourhood_where_it_has_no_figure(selection: Selection) -> None:
    card = answers.axis("employment", replace(selection, territories=(PART,))).card("DE-ABC")
    assert card is not None and card.series.latest is not None
    assert (card.bearer, card.series.latest.value) == (WHOLE, 1332)


def test_a_part_shows_its_own_figure_where_it_has_one(selection: Selection) -> None:
    view = answers.axis("employment", replace(selection, territories=(PART,)))
    assert any(card.bearer == PART and card.known for card in view.cards)


def test_the_departement_carries_recorded_offences(selection: Selection) -> None:
    card = answers.axis("prevention", selection).card("PRE-07")
    assert card is not None
    assert card.bearer == "DEP94"
    assert all(point.origin == "official" for point in card.series.points)


def test_the_signatory_carries_a_communal_figure(selection: Selection, known: Catalogue) -> None:
    """Le Bois L'Abbé lies mostly in Champigny (94017), but Chennevières (94019) signs this contract."""
    communes = [code for code in known.territories[WHOLE].parents if known.territories[code].level == "commune"]
    assert communes == ["COM94017", "COM94019"]
    communal = [c for c in answers.axis("health", selection).cards if c.indicator.finest_level == "commune" and c.known]
    assert communal
    assert {card.bearer for card in communal} == {"COM94019"}


def test_an_intercommunal_signatory_prefers_its_own_commune(selection: Selection, known: Catalogue) -> None:
    """Champigny holds most of Le Bois L'Abbé and lies outside the intercommunality that signs this contract."""
    signatory = known.contracts["gpsea"].signatory
    assert signatory in known.territories["COM94019"].parents and signatory not in known.territories["COM94017"].parents
    view = answers.axis("health", replace(selection, contract="gpsea", territories=(WHOLE,)))
    communal = [c for c in view.cards if c.indicator.finest_level == "commune" and c.known]
    assert {card.bearer for card in communal} == {"COM94019"}
    own = {c.indicator.indicator: c.series.latest for c in answers.axis("health", selection).cards}
    assert all(card.series.latest == own[card.indicator.indicator] for card in communal)


@pytest.mark.parametrize("axis", AXES)
@pytest.mark.parametrize("place", [WHOLE, PART, "QP094026", "QP094003"])
def test_a_card_never_shows_a_territory_that_does_not_contain_the_one_asked(
    axis: str, place: str, selection: Selection, known: Catalogue
) -> None:
    view = answers.axis(axis, replace(selection, territories=(place,)))
    for card in view.cards:
        assert card.bearer in {place, *known.ancestors(place)}
        assert card.series.territory == card.bearer
        assert card.target is None or (card.target.territory, card.target.indicator) == (
            card.bearer,
            card.indicator.indicator,
        )


@pytest.mark.parametrize("axis", AXES)
def test_every_indicator_of_an_axis_has_one_card(axis: str, selection: Selection, known: Catalogue) -> None:
    codes = [card.indicator.indicator for card in answers.axis(axis, selection).cards]
    assert sorted(codes) == sorted(i.indicator for i in known.axis_indicators(axis))


@pytest.mark.parametrize("axis", AXES)
def test_the_first_card_is_a_known_one(axis: str, selection: Selection) -> None:
    card = answers.axis(axis, selection).first_card
    assert card is not None and card.known


def test_series_keep_to_the_years(selection: Selection) -> None:
    found = answers.series(["DE-ABC"], [WHOLE], replace(selection, first_year=2017, last_year=2020))
    assert [p.period.year for p in found["DE-ABC", WHOLE].points] == [2017, 2019, 2020]


def test_pairs_without_any_row_are_absent(selection: Selection) -> None:
    assert answers.series(["DE-ABC"], ["FRM"], selection) == {}
    assert answers.series([], [WHOLE], selection) == {}


# Demonstration


@pytest.mark.parametrize("axis", AXES)
def test_no_demonstration_figure_or_target_when_hidden(axis: str, selection: Selection) -> None:
    view = answers.axis(axis, replace(selection, show_demo=False))
    points = [point for one in view.series.values() for point in one.points]
    points += [point for card in view.cards for point in card.series.points]
    assert [point for point in points if point.origin == "demo"] == []
    assert [goal for goal in view.targets.values() if goal.origin == "demo"] == []
    assert any(
        point.origin == "demo" for one in answers.axis(axis, selection).series.values() for point in one.points
    ) or (axis == "transversal")


def test_no_demonstration_map_when_hidden(selection: Selection, known: Catalogue) -> None:
    hidden = replace(selection, show_demo=False)
    for code in known.indicators:
        view = answers.map_view(code, None, hidden)
        if view is not None:
            assert [reading for reading in view.readings if reading.origin == "demo"] == [], code
            assert view.readings, code


# Attention


@pytest.fixture
def card(known: Catalogue) -> Callable[..., Card]:
    """A function that makes a card whose figure went from `first` to `last`; with a status, it has a target too."""

    def make(
        code: str,
        first: float = 10,
        last: float = 11,
        *,
        improves: bool | None = False,
        kind: str = "result",
        origin: str = "official",
        status: str = "",
        pace: float | None = None,
    ) -> Card:
        indicator = replace(known.indicators["DE-ABC"], indicator=code, kind=kind)
        dates = date(2016, 12, 31), date(2021, 12, 31), date(2024, 12, 31)
        points = tuple(
            Point(when, value, "published", "", None, origin) for when, value in zip(dates, (first, last), strict=False)
        )
        target = Target(code, WHOLE, "level", "", dates[0], first, dates[2], 0.0, (), 0, "local") if status else None
        nothing = dict.fromkeys((one.name for one in fields(Standing)), None)
        moved = {"baseline_period": dates[0], "baseline_value": first, "change": last - first, "improves": improves}
        standing = Standing(**{**nothing, **moved, "status": status or "not_assessable", "pace": pace})
        return Card(indicator, WHOLE, Series(code, WHOLE, points), target, None, standing, None)

    return make


@pytest.fixture
def first_of(known: Catalogue) -> Callable[..., str | None]:
    """A function that gives the code of the card to look at first among some."""

    def first(*cards: Card) -> str | None:
        found = answers.attention(AxisView(known.axes["cucs", "employment"], ((None, cards),), {}, {}, (WHOLE,)))
        return found.indicator.indicator if found else None

    return first


FirstOf = Callable[..., str | None]
MakeCard = Callable[..., Card]


def test_attention_goes_to_the_most_pressing_status(card: MakeCard, first_of: FirstOf) -> None:
    cards = [card(status.upper(), status=status, pace=0.5) for status in ("met", "on_track", *reversed(TO_DISCUSS))]
    assert first_of(*cards) == "DEGRADATION"
    assert first_of(*cards[:-1]) == "LIMITED"
    assert first_of(*cards[:-2]) == "ACCELERATION"


def test_attention_goes_to_real_figures_then_results_then_the_slowest_pace(card: MakeCard, first_of: FirstOf) -> None:
    demo = card("DEMO", status="limited", pace=0.1, origin="demo")
    output = card("OUTPUT", status="limited", pace=0.2, kind="output")
    slow, slower = card("SLOW", status="limited", pace=0.5), card("SLOWER", status="limited", pace=0.3)
    assert first_of(demo, output, slow, slower) == "SLOWER"
    assert first_of(demo, output, slow) == "SLOW"
    assert first_of(demo, output) == "OUTPUT"
    assert first_of(demo) == "DEMO"


def test_attention_never_accuses_a_context_indicator(card: MakeCard, first_of: FirstOf) -> None:
    assert first_of(card("CONTEXT", status="degradation", pace=-2, kind="context")) is None


def test_what_goes_well_needs_no_attention(card: MakeCard, first_of: FirstOf) -> None:
    better, still = card("BETTER", 10, 5, improves=True), card("STILL", 10, 10, improves=None)
    assert first_of(better, still, card("MET", improves=True, status="met")) is None
    assert first_of() is None


def test_without_any_target_attention_goes_to_the_largest_worsening(card: MakeCard, first_of: FirstOf) -> None:
    """Relative to where each started: 10 to 15 is more than 1,000 to 1,050."""
    assert first_of(card("A", 100, 110), card("B", 10, 15), card("C", 1000, 1050)) == "B"
    assert first_of(card("DEMO", 10, 100, origin="demo"), card("REAL", 10, 11)) == "REAL"


def test_a_series_that_starts_at_zero_does_not_break_attention(card: MakeCard, first_of: FirstOf) -> None:
    assert first_of(card("ZERO", 0, 3)) == "ZERO"
    assert first_of(card("ZERO", 0, 3), card("A", 10, 11)) == "A"


# Maps


def test_neighbourhoods_are_mapped_when_they_have_figures(selection: Selection) -> None:
    view = answers.map_view("DE-ABC", None, selection)
    assert view is not None
    assert (view.level, view.period) == ("neighbourhood", date(2021, 12, 31))
    assert {reading.territory[:2] for reading in view.readings} == {"QP"}


def test_communes_are_mapped_when_only_they_have_figures(selection: Selection) -> None:
    view = answers.map_view("SAN-30", None, selection)
    assert view is not None
    assert view.level == "commune"
    assert {reading.territory for reading in view.given} == {"COM94017", "COM94019"}
    assert {reading.territory[:3] for reading in view.readings} == {"COM"}


@pytest.mark.parametrize(("code", "given", "every"), [("EDU-02", 6, 47), ("PRE-05", 7, 42)])
def test_places_without_any_figure_are_on_the_map(
    code: str, given: int, every: int, selection: Selection, known: Catalogue
) -> None:
    view = answers.map_view(code, None, selection)
    assert view is not None
    assert (len(view.given), len(view.readings)) == (given, every)
    rest = [reading for reading in view.readings if reading not in view.given]
    assert {(r.value, r.status, r.reason, r.origin) for r in rest} == {(None, "not_available", "no_row", "")}
    words = {absences.words(reading, "fr") for reading in rest}
    # Why there is no figure is not known: it may be that demonstration figures are hidden.
    assert words == {"non disponible (aucun chiffre à cette date)"}
    counts = [one.count for one in maps.swatches(known.indicators[code], None, rest, "fr", False) if one.is_missing]
    assert counts == [plural(f"maps.count_{view.level}", every - given, "fr")]
    assert len(answers.indicator_sheet(code, selection).everywhere) == given


def test_a_whole_does_not_cover_its_parts_on_a_map(known: Catalogue, selection: Selection) -> None:
    for code in known.indicators:
        view = answers.map_view(code, None, selection)
        drawn = {reading.territory for reading in view.given} if view is not None else set()
        absent = {reading.territory for reading in view.readings} - drawn if view is not None else set()
        assert not absent & {above for one in drawn for above in known.ancestors(one)}, code


def test_no_map_of_what_exists_for_the_departement_only(selection: Selection) -> None:
    assert answers.map_view("PRE-07", None, selection) is None


@pytest.mark.parametrize(
    ("year", "expected"), [(None, 2021), (2021, 2021), (2030, 2021), (2018, 2017), (2016, 2016), (1999, 2016)]
)
def test_a_map_takes_the_last_period_up_to_the_year(year: int | None, expected: int, selection: Selection) -> None:
    view = answers.map_view("DE-ABC", year, selection)
    assert view is not None
    assert view.period.year == expected
    assert view.period in answers.map_periods("DE-ABC", selection)


def test_a_hidden_value_is_on_the_map_with_its_reason(selection: Selection) -> None:
    view = answers.map_view("DE-ABC", 2016, selection)
    assert view is not None
    reading = next(reading for reading in view.readings if reading.territory == "QP094026")
    assert reading.value is None
    assert "NOTE_PE=5" in reading.reason


def test_classes_of_a_map_hold_all_its_values(selection: Selection) -> None:
    view = answers.map_view("TRA-10", None, selection)
    assert view is not None
    classes = answers.map_classes(view)
    values = [reading.value for reading in view.readings if reading.value is not None]
    assert classes.lowest == min(values)
    assert classes.bounds[-1] == max(values)


# Profiles


def test_categories_of_a_breakdown(selection: Selection) -> None:
    found = {one.indicator: series.latest for one, series in answers.categories("DE-ABC", "sex", selection)}
    assert {code: point.value for code, point in found.items() if point} == {"DE-ABC-F": 625, "DE-ABC-H": 707}


def test_offences_compare_the_departement_with_the_region(selection: Selection) -> None:
    rows, places = answers.offences(selection)
    assert places == ("DEP94", "REG11")
    assert len(rows) >= 13
    assert all(set(row.series) <= set(places) for row in rows)


def test_schools_by_commune_and_name_never_by_result(selection: Selection, known: Catalogue) -> None:
    found = answers.schools(selection)
    assert {school.commune for school in found} == {"COM94017", "COM94019"}
    order = [(school.commune != "COM94019", known.territories[school.territory].name) for school in found]
    assert order == sorted(order)
    boileau = next(school for school in found if school.territory == "UAI0940787V")
    assert [one.value for one in (boileau.ips, boileau.spread, boileau.pupils) if one] == [81.9, 26.3, 356]
    assert boileau.period == date(2022, 9, 1)
    median = answers.schools_median(selection)
    assert median is not None
    assert (median.period, median.territories) == (date(2022, 9, 1), ("DEP94",))


def test_facilities_of_the_communes(selection: Selection) -> None:
    found = answers.facilities("health", selection)
    assert found.territories == ("COM94019", "COM94017")
    doctors = next(row for row in found.rows if row.indicator.indicator == "SAN-30")
    assert doctors.series["COM94019"].latest is not None
    assert doctors.series["COM94019"].latest.value == 6


def _of_gpsea(selection: Selection, known: Catalogue) -> Selection:
    contract = known.contracts["gpsea"]
    return replace(selection, contract="gpsea", territories=contract.territories, reference=contract.reference)


def test_facilities_of_many_neighbourhoods_are_those_of_the_communes_that_have_some(
    selection: Selection, known: Catalogue
) -> None:
    everywhere = _of_gpsea(selection, known)
    assert len(everywhere.territories) > answers.MAX_LINES
    found = answers.facilities("health", everywhere)
    assert set(found.territories) == {"COM94017", "COM94019"} and not found.left_out
    assert all(row.series.keys() == {"COM94017", "COM94019"} for row in found.rows)
    assert found.without and not set(found.without) & set(found.territories)
    lone = next(t for t in everywhere.territories if not {"COM94017", "COM94019"} & set(known.ancestors(t)))
    none = answers.facilities("health", replace(everywhere, territories=(lone,)))
    assert not none.territories and set(none.elsewhere) == {"COM94017", "COM94019"}


def test_schools_of_many_neighbourhoods_leave_none_of_their_communes_out(
    selection: Selection, known: Catalogue
) -> None:
    everywhere = _of_gpsea(selection, known)
    communes = {one.commune for one in answers.schools(everywhere)}
    assert communes == {
        one.commune for t in everywhere.territories for one in answers.schools(replace(everywhere, territories=(t,)))
    }
    assert {"COM94017", "COM94019"} < communes == set(answers.school_communes(everywhere)[1])


def test_the_counts_of_a_page_are_those_of_the_cards_it_shows(selection: Selection, known: Catalogue) -> None:
    for axis in AXES:
        for place in (WHOLE, PART):
            alone = replace(selection, territories=(place,))
            view = answers.axis(axis, alone)
            assert answers.shown_tally(view) == answers.tally("axis", axis, alone, place)
    elsewhere = answers.axis("employment", replace(selection, territories=("QN09424I",)))
    shown = [card for card in elsewhere.cards if card.has_status and card.status != "not_assessable"]
    assert shown and answers.shown_tally(elsewhere).known == len(shown)
    assert answers.tally("axis", "employment", selection, "QN09424I").known == 0


def test_axes_are_the_five_of_the_contract_in_its_order(selection: Selection) -> None:
    assert [view.axis.axis for view in answers.axes(selection)] == list(AXES[1:])


def test_breaks_are_worded_in_the_language(selection: Selection) -> None:
    french, english = (answers.breaks(selection.release, language)["TRA-01"] for language in ("fr", "en"))
    assert len(french) == len(english) > 0
    assert all(one.text != other.text for one, other in zip(french, english, strict=True))


def test_a_target_tells_those_that_amendments_replaced(selection: Selection, known: Catalogue) -> None:
    now = selection
    (goal,) = [t for key, t in answers.targets(["DE-ABC"], [WHOLE], now).items() if key[2] == "level"]
    assert goal.amendment == 1 and goal.amended_on is not None
    (before,) = goal.earlier
    assert before.amendment == 0 and before.value != goal.value
    # On the day before it was signed, the earlier one was in force and nothing else was known.
    then = replace(now, as_of=goal.amended_on - timedelta(days=1))
    (signed,) = [t for key, t in answers.targets(["DE-ABC"], [WHOLE], then).items() if key[2] == "level"]
    assert (signed.value, signed.amendment, signed.earlier) == (before.value, 0, ())
    everything = answers.goals(now.contract, True, now.release)
    assert len({(g.indicator, g.territory, g.measure, g.reference) for g in everything}) == len(everything) > 50
    assert answers.last_amendment(now.contract, True, now.release) == max(g.amendment for g in everything)
    table = tables.series_table(known.indicators["DE-ABC"], [], {WHOLE: goal}, known, "fr")
    assert "Cible avant l’avenant" not in table.columns
    own = answers.series(["DE-ABC"], [WHOLE], now)["DE-ABC", WHOLE]
    table = tables.series_table(known.indicators["DE-ABC"], [own], {WHOLE: goal}, known, "fr")
    assert table["Cible avant l’avenant"].dropna().iloc[-1] == before.value


@pytest.mark.parametrize(
    ("most", "taken"),
    [(5, "abdgh"), (2, "ad"), (3, "adg"), (0, ""), (99, "abcdgh")],
    ids=("5", "2", "3", "none", "all"),
)
def test_groups_give_one_in_turn_and_stay_together(most: int, taken: str) -> None:
    assert answers.in_turn(["abc", "d", "", "gh"], most) == list(taken)
