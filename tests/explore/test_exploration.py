"""An exploration is a link and a sentence, and its measures are right."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observatory import answers, database, explore
from observatory.answers import past
from observatory.catalogue import Bilingual, Catalogue, Indicator, Unit
from observatory.charts import layout
from observatory.explore import Exploration, from_query, to_query
from observatory.progress import apart
from observatory.selection import Selection
from observatory.series import Point, Series
from observatory.texts import keys
from observatory.trajectory import gap_series
from observatory.ui.explored.question import Question, moment, moments

NONE = Bilingual("", "")
PLAIN = Indicator(
    "X", NONE, NONE, "employment", "result", Unit("count", NONE, NONE, 0, None), 0, "down", NONE, "annual", "date",
    "neighbourhood", "B", True, 1, "insee", True, "", "", NONE, NONE, (),
)  # fmt: skip


def points(*values: float | None, territory: str = "A", first: int = 2015) -> Series:
    made = [
        Point(date(first + n, 12, 31), v, "published" if v is not None else "secret", "", None, "official")
        for n, v in enumerate(values)
    ]
    return Series("X", territory, tuple(made))


explorations = st.builds(
    Exploration,
    view=st.sampled_from(explore.VIEWS),
    indicator=st.sampled_from(["", "TRA-01", "DE-ABC"]),
    against=st.sampled_from(["", "TRA-10"]),
    axis=st.sampled_from(["", "employment", "housing"]),
    objective=st.sampled_from(["", "E1", "H3"]),
    kind=st.sampled_from(["", *explore.KINDS]),
    status=st.sampled_from(["", *explore.STATUSES]),
    level=st.sampled_from(["", *explore.LEVELS]),
    generation=st.sampled_from(["", *explore.GENERATIONS]),
    within=st.sampled_from(["", "DEP94", "COM94017"]),
    places=st.lists(st.sampled_from(["QP094026", "COM94019", "QPV-ALL"]), unique=True).map(tuple),
    origin=st.sampled_from(["", *explore.ORIGINS]),
    release=st.one_of(st.none(), st.integers(1, 999)),
    as_of=st.one_of(st.none(), st.dates(date(2000, 1, 1), date(2100, 1, 1))),
    measure=st.sampled_from(explore.MEASURES),
    year=st.one_of(st.none(), st.integers(1990, 2100)),
    rows=st.sampled_from(["territory", "indicator"]),
    columns=st.sampled_from(["period"]),
)


@settings(max_examples=200, deadline=None)
@given(state=explorations)
def test_a_link_gives_back_what_was_asked(state: Exploration, known: Catalogue) -> None:
    assert from_query(to_query(state), known) == (state, ())


@settings(max_examples=100, deadline=None)
@given(state=explorations, language=st.sampled_from(["fr", "en"]))
def test_every_exploration_has_a_sentence(
    state: Exploration, language: str, known: Catalogue, selection: Selection
) -> None:
    said = explore.sentence(answers.complete(state, selection), replace(selection, language=language), known)
    assert said.endswith(".") and "{" not in said


@settings(max_examples=150, deadline=None)
@given(query=st.dictionaries(st.sampled_from(explore.PARAMETERS), st.text(max_size=20)))
def test_any_link_is_read(query: dict[str, str], known: Catalogue) -> None:
    state, _ = from_query(query, known)
    assert state.rows != state.columns


def test_unknown_codes_are_named_and_dropped(known: Catalogue) -> None:
    state, unknown = from_query(
        {"indicator": "TRA-01", "within": "DEP00", "places": "COM94019,COM00000", "as_of": "hier", "view": "rank"},
        known,
    )
    assert state == Exploration(view="rank", indicator="TRA-01", places=("COM94019",))
    assert unknown == ("DEP00", "COM00000", "hier")


def test_sentence_names_everything(known: Catalogue, selection: Selection) -> None:
    state = Exploration(
        view="rank", indicator="TRA-10", level="neighbourhood", generation="qpv2015", within="DEP94", measure="gap",
        year=2018, origin="official", release=1, as_of=date(2024, 6, 12),
    )  # fmt: skip
    said = explore.sentence(state, selection, known)
    for part in (
        "Revenu disponible médian",
        "quartiers du zonage 2015",
        "dans Val-de-Marne",
        "en écart avec",
        "en 2018",
        "d’origine officielle",
        "publication n°\u00a01",
        "tels que connus le 12 juin 2024",
    ):
        assert part in said


def test_index_starts_at_a_hundred_on_the_first_shared_date() -> None:
    one, other = points(50, 55, None, 60), points(20, 30, territory="B", first=2016)
    base = explore.base_period([one, other])
    assert base == date(2016, 12, 31)
    found = explore.measured(one, "index", None, base, PLAIN, [])
    assert [p.value for p in found.points] == pytest.approx([5000 / 55, 100, None, 6000 / 55])
    assert found.points[2].status == "secret"


def told(series: Series) -> list[tuple[int, float | None, str]]:
    return [(p.period.year, p.value, p.reason) for p in series.points]


def test_an_index_does_not_cross_a_break() -> None:
    found = explore.measured(points(50, 55, 60, 65), "index", None, date(2015, 12, 31), PLAIN, [date(2017, 1, 1)])
    assert told(found) == [
        (2015, 100, ""), (2016, pytest.approx(110), ""), (2017, None, "index_break"), (2018, None, "index_break"),
    ]  # fmt: skip
    after = explore.measured(points(50, 55, 60, 66), "index", None, date(2017, 12, 31), PLAIN, [date(2017, 1, 1)])
    assert [p.value for p in after.points] == [None, None, 100, pytest.approx(110)]


def test_an_index_compares_no_vintages_that_are_too_close() -> None:
    censuses = replace(PLAIN, min_vintage_gap=2)
    found = explore.measured(points(50, 55, 60), "index", None, date(2015, 12, 31), censuses, [])
    assert told(found) == [(2015, 100, ""), (2016, None, "index_vintage"), (2017, 120, "")]


def test_an_index_compares_no_carried_figure_with_an_own_one() -> None:
    own = points(50, 55, 60)
    carried = replace(own.points[0], reason="passage=QP1:1.0")
    found = explore.measured(replace(own, points=(carried, *own.points[1:])), "index", None, None, PLAIN, [])
    assert told(found)[1:] == [(2016, None, "index_carried"), (2017, None, "index_carried")]


def test_an_index_has_one_base_for_all_and_says_where_there_is_none() -> None:
    late = explore.measured(points(50, 55, first=2016), "index", None, date(2015, 12, 31), PLAIN, [])
    assert told(late) == [(2016, None, "index_base"), (2017, None, "index_base")]
    zero = explore.measured(points(0, 55), "index", None, date(2015, 12, 31), PLAIN, [])
    assert [p.reason for p in zero.points] == ["index_zero", "index_zero"]
    assert all(p.status == "not_applicable" for p in (*late.points, *zero.points))


@settings(max_examples=300, deadline=None)
@given(
    years=st.lists(st.integers(2000, 2025), min_size=2, max_size=2, unique=True),
    cuts=st.lists(st.dates(date(1999, 1, 1), date(2026, 1, 1)), max_size=3),
    gap=st.integers(1, 6),
)
def test_an_index_compares_what_a_chart_may_join(years: list[int], cuts: list[date], gap: int) -> None:
    indicator = replace(PLAIN, min_vintage_gap=gap)
    before, after = (Point(date(year, 12, 31), 1.0, "published", "", None, "official") for year in sorted(years))
    split = layout.is_split(indicator, before.period, after.period, cuts, 0.0)
    assert bool(apart(indicator, before, after, cuts)) == bool(apart(indicator, after, before, cuts)) == split


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("SAN-20", {2016: 100, 2017: "index_vintage", 2018: 100 * 2163 / 1548, 2021: "index_break"}),
        ("EMP-02", {2010: 100, 2016: 100 * 50.4 / 52.4, 2017: 100 * 50.9 / 52.4, 2018: 100 * 51.5 / 52.4}),
        ("EMP-34", {2010: 100, 2016: 100 * 18.1 / 17.1, 2017: "index_break", 2018: "index_break"}),
    ],
)
def test_published_figures_are_indexed_within_their_stretch(
    selection: Selection, known: Catalogue, code: str, expected: dict[int, float | str]
) -> None:
    state = Exploration(indicator=code, measure="index")
    asked = Question(state, answers.explored(state, selection), selection, known)
    (line,) = [s for s in asked.lines(code) if s.territory == "QP094027"]
    found = {p.period.year: p.reason if p.value is None else p.value for p in line.points}
    assert found == {y: v if isinstance(v, str) else pytest.approx(v) for y, v in expected.items()}


def test_a_ranking_of_indices_is_not_a_hundred_everywhere(selection: Selection, known: Catalogue) -> None:
    state = Exploration("rank", "DE-ABC", level="neighbourhood", generation="qpv2015", measure="index", within="DEP94")
    asked = Question(state, answers.explored(state, selection), selection, known)
    at = {s.territory: moment(s, asked.found.year) for s in asked.lines("DE-ABC")}
    base = asked.base("DE-ABC")
    assert base is not None and base.year < (asked.found.year or 0)
    level = asked.found.series["DE-ABC", "QP094027"]
    values = {p.period: p.value for p in level.points}
    latest = at["QP094027"]
    assert latest is not None and values[base] and values[latest.period]
    assert latest.value == pytest.approx(100 * (values[latest.period] or 0) / (values[base] or 1))
    assert len({p.value for p in at.values() if p is not None}) > 10


def test_gap_and_ratio_are_to_the_reference_at_the_same_date() -> None:
    own, reference = points(50, 55, 60), points(40, 50, territory="R", first=2016)
    gap = explore.measured(own, "gap", reference, None, PLAIN, [])
    assert [(p.period.year, p.value) for p in gap.points] == [(2016, 15.0), (2017, 10.0)]
    ratio = explore.measured(own, "ratio", reference, None, PLAIN, [])
    assert [p.value for p in ratio.points] == [1.375, 1.2]
    assert explore.measured(own, "gap", None, None, PLAIN, []).points == ()


@pytest.mark.parametrize(
    ("mine", "theirs", "of_both"),
    [("official", "local", "local"), ("local", "official", "local"), ("local", "demo", "demo")],
)
def test_a_gap_is_no_more_official_than_either_of_its_figures(mine: str, theirs: str, of_both: str) -> None:
    own, reference = (
        replace(one, points=(replace(one.points[0], origin=origin),))
        for one, origin in ((points(50), mine), (points(40, territory="R"), theirs))
    )
    made = [explore.measured(own, measure, reference, None, PLAIN, []) for measure in ("gap", "ratio")]
    assert {one.points[0].origin for one in (*made, gap_series(own, reference))} == {of_both}


def test_a_gap_is_as_sure_as_the_less_sure_of_its_figures() -> None:
    own, reference = points(50, 55), points(40, None, territory="R")
    estimated = replace(reference.points[0], status="estimated")
    beside = replace(reference, points=(estimated, reference.points[1]))
    for measure in ("gap", "ratio"):
        found = explore.measured(own, measure, beside, None, PLAIN, [])
        assert [p.status for p in found.points] == ["estimated", "secret"]
        assert found.points[0].value is not None and found.points[1].value is None


def test_a_hidden_value_stays_hidden_in_every_measure() -> None:
    own, reference = points(50, None), points(40, 45, territory="R")
    for measure in explore.MEASURES:
        found = explore.measured(own, measure, reference, date(2015, 12, 31), PLAIN, [])
        assert found.points[1].value is None and found.points[1].status == "secret"


def test_a_ratio_to_nothing_is_left_out() -> None:
    assert explore.measured(points(5), "ratio", points(0, territory="R"), None, PLAIN, []).points == ()


def test_search_finds_names_without_accents_and_codes(selection: Selection, known: Catalogue) -> None:
    assert any("Créteil" in known.territories[c].name for c in answers.found_territories("creteil", 5, selection))
    assert answers.found_territories("qp094026", 5, selection)[0] == "QP094026"
    assert answers.found_territories("   ", 5, selection) == ()
    part = "QP094027-94019"
    assert part in answers.found_territories("abbe part in chennevieres", 5, selection)
    assert part in answers.found_territories("abbe partie chennevieres", 5, selection)
    assert answers.found_territories("zzzz", 5, selection) == ()
    assert len(answers.found_territories("a", 5, selection)) == 5


def test_both_languages_have_the_same_sentences() -> None:
    for area in ("explore.", "api."):
        french, english = ({k for k in keys(language) if k.startswith(area)} for language in ("fr", "en"))
        assert french == english


def test_level_and_named_territories_give_the_same_figures(selection: Selection) -> None:
    whole = answers.explored(Exploration("rank", "TRA-10", level="neighbourhood", year=2018), selection)
    few = answers.explored(Exploration("rank", "TRA-10", places=whole.territories[:40], year=2018), selection)
    for key, one in few.series.items():
        if key in whole.series:
            assert [(p.period, p.value) for p in one.points] == [(p.period, p.value) for p in whole.series[key].points]


@pytest.mark.parametrize(
    ("level", "generation", "within"),
    [("neighbourhood", "", ""), ("neighbourhood", "qpv2015", "DEP94"), ("commune", "", "DEP94"), ("commune", "", "")],
)
def test_figures_of_a_level_are_those_of_its_territories_alone(
    selection: Selection, known: Catalogue, level: str, generation: str, within: str
) -> None:
    state = Exploration("pivot", "TRA-10", level=level, generation=generation, within=within)
    found = answers.explored(state, selection)
    assert found.territories and set(found.territories) == {
        code
        for code, place in known.territories.items()
        if place.level == level
        and place.generation in {generation, place.generation if not generation else ""}
        and (not within or within in known.ancestors(code))
    }
    asked = database.ask(
        "explore_few", indicators=["TRA-10"], territories=list(found.territories), first_year=selection.first_year,
        last_year=selection.last_year, origin=None, release=None, show_demo=True,
    )  # fmt: skip
    told = {
        ("TRA-10", one.territory, p.period, p.value, p.status, p.reason, p.origin)
        for one in found.series.values()
        for p in one.points
    }
    assert told and told == {(*r[:5], r.reason or "", r.origin) for r in asked}


def test_the_reference_is_read_apart_and_narrowed_by_no_origin(selection: Selection, known: Catalogue) -> None:
    state = Exploration("rank", "TRA-10", level="neighbourhood", origin="local")
    found = answers.explored(state, selection)
    assert {territory for _, territory in found.series} <= set(found.territories)
    asked = Question(state, found, selection, known)
    reference = asked.reference("TRA-10")
    assert reference is not None and reference.territory == selection.reference
    assert {p.origin for p in reference.points} == {"official"} and len(reference.points) > 1
    # A reference that is of the view itself is what the view shows of it.
    inside = replace(state, level="commune", origin="")
    asked = Question(inside, answers.explored(inside, selection), selection, known)
    assert asked.reference("TRA-10") is asked.found.series["TRA-10", selection.reference]


def test_as_of_shows_what_was_known_and_what_is_new(selection: Selection) -> None:
    state = Exploration(indicator="EMP-04", as_of=date(2023, 6, 12))
    found = answers.explored(state, selection)
    main = found.series["EMP-04", selection.main_territory]
    assert main.latest is not None and main.latest.period.year == 2022
    assert {d.verdict for d in found.differences or ()} <= {"new", "changed", "withdrawn"}
    assert any(d.verdict == "new" and d.period.year == 2023 for d in found.differences or ())
    before = answers.explored(replace(state, as_of=date(2023, 6, 11)), selection)
    assert ("EMP-04", selection.main_territory) not in before.series


def test_days_between_two_publications_know_the_same(selection: Selection) -> None:
    moments = [past.moment(date(*day), selection.release) for day in ((2023, 6, 12), (2024, 6, 11), (2024, 6, 12))]
    assert moments[0] == moments[1] == datetime(2023, 6, 12, 9) and moments[2] == datetime(2024, 6, 12, 9)
    assert past.moment(date(2001, 1, 1), selection.release) == date(2001, 1, 1)
    days = [Exploration("rank", indicator="EMP-04", as_of=date(*day)) for day in ((2023, 6, 12), (2024, 6, 11))]
    assert answers.explored(days[0], selection) is answers.explored(days[1], selection)


def test_a_ranking_on_a_past_day_is_of_a_year_known_then(selection: Selection) -> None:
    state = Exploration("rank", indicator="EMP-04", as_of=date(2023, 7, 1))
    found = answers.explored(state, selection)
    assert (found.year, max(found.years)) == (2022, 2022)
    assert {p.period.year for series in found.series.values() for p in series.points} == {2022}
    # What is new since is told of all years, not of the one ranked.
    assert {d.period.year for d in found.differences or ()} >= {2023}


def test_years_to_choose_from_are_those_of_the_origin_asked_for(selection: Selection) -> None:
    official = answers.explored(Exploration("rank", indicator="EMP-04", origin="official"), selection)
    demo = answers.explored(Exploration("rank", indicator="EMP-04", origin="demo"), selection)
    assert official.years == () and not official.series
    assert demo.year == max(demo.years) == 2023


def test_filters_narrow_the_indicators(selection: Selection) -> None:
    health = answers.explorable(Exploration(axis="health"), selection)
    assert health and all(i.axis == "health" for i in health)
    status = answers.explored(Exploration("multiples", status="degradation", rows="indicator"), selection)
    with_status = {i for i, t in status.series if t == selection.main_territory}
    for indicator in with_status:
        found = answers.standings(selection.main_territory, selection)[indicator]
        assert any(s.status == "degradation" for s in found)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2023, 7, 1), {"EDU-11", "HAB-09", "PRE-13", "SAN-02", "SAN-07"}),
        (None, {"EDU-11", "EMP-03", "EMP-33", "PRE-13", "SAN-02"}),
    ],
)
def test_statuses_are_those_known_on_the_day(selection: Selection, day: date | None, expected: set[str]) -> None:
    """The filter of an as-of view keeps what progress in SQL says of that day, in the neighbourhood and around it."""
    places = answers.judged._contract_places(selection.release, selection.contract)
    rows = database.ask(
        "progress", contract=selection.contract, territories=list(places), indicators=None, as_of=day,
        first_period=date(selection.first_year, 1, 1), last_period=None, reference=selection.reference, show_demo=True,
    )  # fmt: skip
    judged = {(r.indicator, r.territory) for r in rows if r.status == "degradation"}
    assert {indicator for indicator, territory in judged if territory == "QP094027"} == expected
    state = Exploration("multiples", status="degradation", as_of=day, rows="indicator")
    assert {i.indicator for i in answers.explorable(state, selection)} == {indicator for indicator, _ in judged}
    found = answers.explored(state, selection)
    drawn = {indicator for indicator, territory in found.series if territory == selection.main_territory}
    assert drawn == expected


@pytest.mark.parametrize("view", ["rank", "scatter"])
def test_a_view_of_one_moment_takes_the_last_point_of_its_year(
    selection: Selection, known: Catalogue, view: str
) -> None:
    state = Exploration(view, "TRA-10", "TRA-15", level="neighbourhood", generation="qpv2015")
    asked = Question(state, answers.explored(state, selection), selection, known)
    assert asked.found.year is not None
    at = moments(asked, "TRA-10")
    lines = {s.territory: moment(s, asked.found.year) for s in asked.lines("TRA-10")}
    assert len(at) > 20 and at == {t: p for t, p in lines.items() if p is not None}
    assert asked.found.series.of_year("TRA-10", ["QP094027"], 1900) == {}


def test_names_that_hold_a_comma_are_listed_with_semicolons(known: Catalogue) -> None:
    whole, part, other = "QP094027", "QP094027-94019", "QP094026"
    names = [known.territory_label(code, "fr") for code in (whole, part, other)]
    assert explore.names((whole, other, whole), known, "fr") == f"{names[0]}, {names[2]} et {names[0]}"
    assert explore.names((whole, part, other), known, "fr") == f"{names[0]}\u00a0; {names[1]} et {names[2]}"
    assert explore.names((whole, part, other), known, "en").startswith(f"{names[0]}; {names[0]}, part in ")
