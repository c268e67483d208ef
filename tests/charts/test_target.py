"""The target-versus-actual chart: what is drawn, what is not joined, what never appears."""

import json
from datetime import date

import pytest

from observatory import charts, progress
from observatory.charts import labels, layout
from observatory.charts import target as target_module
from observatory.formats import NARROW_NO_BREAK_SPACE
from observatory.series import Break, Point, Series
from observatory.theme import palette

METHOD = Break(date(2019, 1, 1), "method", "La méthode change.")
NOISE = Break(date(2020, 3, 17), "noise", "Année inhabituelle.")


def draw(indicator, series, names, reference=None, target=None, breaks=(), language="fr", dark=False, **options):
    return charts.target_chart(indicator, series, reference, target, breaks, names, language, dark, **options)


def trace(figure, name):
    return next(t for t in figure["data"] if t["name"] == name)


def texts_of(figure):
    return [note["text"] for note in figure["layout"]["annotations"]]


def pairs(found):
    """Consecutive years that the line of a trace joins."""
    years = [None if y is None else int(x[:4]) for x, y in zip(found["x"], found["y"], strict=True)]
    return {(a, b) for a, b in zip(years, years[1:], strict=False) if a and b}


def test_a_census_that_skips_a_vintage_that_compares_leaves_a_gap(indicator, series, names):
    census = indicator("percent", period_kind="census", min_vintage_gap=5)
    far = draw(census, [series({2010: 20, 2016: 21, 2017: 21, 2018: 22})], names)
    assert pairs(trace(far, "Le Bois L’Abbé")) == set()
    kept = draw(census, [series({2008: 20, 2013: 21, 2018: 22})], names)
    assert pairs(trace(kept, "Le Bois L’Abbé")) == {(2008, 2013), (2013, 2018)}
    rare = draw(census, [series({2010: 20, 2016: 21, 2022: 22})], names)
    assert pairs(trace(rare, "Le Bois L’Abbé")) == {(2010, 2016), (2016, 2022)}


def test_a_missing_value_leaves_a_gap(indicator, series, names):
    figure = draw(indicator(), [series({2016: 1438, 2017: 1483, 2018: "secret", 2019: 1363, 2020: 1454})], names)
    line = trace(figure, "Le Bois L’Abbé")
    assert pairs(line) == {(2016, 2017), (2019, 2020)}
    assert line["connectgaps"] is False


def test_a_vintage_that_no_row_speaks_of_is_a_gap_too(indicator, series, names):
    figure = draw(indicator(), [series({2015: 3, 2016: 4, 2017: 5, 2019: 6, 2020: 7})], names)
    assert pairs(trace(figure, "Le Bois L’Abbé")) == {(2015, 2016), (2016, 2017), (2019, 2020)}


def test_a_series_that_keeps_to_a_longer_step_than_promised_is_joined(indicator, series, names):
    figure = draw(indicator(frequency="half_yearly"), [series({2015: 3, 2016: 4, 2017: 5})], names)
    assert pairs(trace(figure, "Le Bois L’Abbé")) == {(2015, 2016), (2016, 2017)}


def test_no_line_crosses_a_break_of_method_and_noise_does_not_cut(indicator, series, names):
    figure = draw(indicator(), [series({y: 1400 - y % 7 for y in range(2016, 2022)})], names, breaks=(METHOD, NOISE))
    joined = pairs(trace(figure, "Le Bois L’Abbé"))
    assert (2018, 2019) not in joined
    assert {(2017, 2018), (2019, 2020)} <= joined
    assert [shape["x0"] for shape in figure["layout"]["shapes"]] == ["2019-07-01", "2020-03-17"]
    marks = trace(figure, "Ruptures de série")
    assert "La méthode change." in marks["hovertext"][0]
    assert "rupture de méthode" in texts_of(figure)


def test_the_line_of_a_break_stands_between_the_figures_it_parts(indicator, series, names):
    figure = draw(indicator(), [series({2017: 5, 2018: 6, 2019: 7, 2020: 8})], names, breaks=(METHOD,))
    place = figure["layout"]["shapes"][0]["x0"]
    assert "2018-12-31" < place < "2019-12-31"


def test_vintages_too_close_to_compare_are_points_without_a_line(indicator, series, names):
    figure = draw(indicator(min_vintage_gap=2), [series({2018: 900, 2019: 950, 2021: 1010})], names)
    assert pairs(trace(figure, "Le Bois L’Abbé")) == {(2019, 2021)}
    figure = draw(indicator(min_vintage_gap=2), [series({2018: 900, 2019: 950, 2020: 1010})], names)
    assert pairs(trace(figure, "Le Bois L’Abbé")) == set()


def test_one_point_alone_is_a_mark(indicator, series, names):
    figure = draw(indicator(), [series({2021: 1332})], names)
    line = trace(figure, "Le Bois L’Abbé")
    assert line["y"] == [1332.0]
    assert "markers" in line["mode"]


def test_a_hidden_value_appears_nowhere(indicator, names):
    hidden = Point(date(2018, 12, 31), 987654.0, "secret", "small_number", None, "official")
    shown = [Point(date(y, 12, 31), 10.0 + y - 2016, "published", "", None, "official") for y in (2016, 2017, 2019)]
    leaky = Series("DE-ABC", "QP094027", (*shown[:2], hidden, shown[2]))
    figure = draw(indicator(), [leaky], names, reference=Series("DE-ABC", "COM94019", (hidden, *shown)))
    assert "987" not in json.dumps(figure)
    assert max(figure["layout"]["yaxis"]["range"]) < 100
    sign = trace(figure, "Valeurs manquantes")
    assert sign["text"] == ["<b>s</b>"]
    assert sign["x"] == ["2018-12-31"]
    assert "secret statistique (effectif trop faible)" in sign["hovertext"][0]


def test_six_neighbourhoods_at_most_each_named_at_its_end(indicator, series, names):
    many = [series({2019: 10 + n, 2020: 11 + n}, f"QP09400{n}") for n in range(1, 9)]
    figure = draw(indicator(), many, names)
    assert len([t for t in figure["data"] if t["name"].startswith("Quartier")]) == 6
    assert len([text for text in texts_of(figure) if "Quartier" in text]) == 6
    assert figure["layout"]["showlegend"] is False


def test_names_at_the_end_do_not_cover_each_other(indicator, series, names):
    many = [series({2019: 1000 + n, 2020: 1000 + n}, f"QP09400{n}") for n in range(1, 7)]
    figure = draw(indicator(), many, names)
    low, high = figure["layout"]["yaxis"]["range"]
    heights = sorted(
        (1 - (note["y"] - low) / (high - low)) * 338 + (note["ay"] if note["showarrow"] else -note["yshift"])
        for note in figure["layout"]["annotations"]
        if "Quartier" in note["text"]
    )
    assert all(b - a > 13 for a, b in zip(heights, heights[1:], strict=False))


def test_the_path_goes_through_the_milestones_to_an_open_diamond(indicator, series, names, target):
    figure = draw(indicator(), [series({2016: 1438, 2021: 1332})], names, target=target())
    path = trace(figure, "Trajectoire vers la cible")
    assert list(zip(path["x"], path["y"], strict=True)) == [
        ("2016-12-31", 1438.0),
        ("2020-12-31", 1330.0),
        ("2024-12-31", 1200.0),
    ]
    assert path["marker"]["symbol"] == ["square-open", "line-ns-open", "diamond-open"]
    assert path["line"]["dash"] not in ("", "solid")
    said = " ".join(texts_of(figure))
    assert f"cible 1{NARROW_NO_BREAK_SPACE}200" in said
    assert f"<b>1{NARROW_NO_BREAK_SPACE}438</b>" in path["hovertext"][0]


def test_the_baseline_is_written_where_there_is_room(indicator, series, names, target):
    far = series({2016: 10, 2017: 9, 2018: 9})
    figure = draw(indicator(), [far], names, target=target(baseline_value=100.0, value=60.0, milestones=()))
    assert "valeur initiale 100" in texts_of(figure)


def test_the_reference_is_always_muted_and_dashed(indicator, series, names):
    for dark in (False, True):
        figure = draw(
            indicator("percent"),
            [series({2016: 40, 2017: 41})],
            names,
            reference=series({2016: 20, 2017: 21}, "DEP94"),
            dark=dark,
        )
        line = trace(figure, "Val-de-Marne")["line"]
        assert (line["dash"], line["width"]) == ("dashdot", 2)
        assert "Val-de-Marne" in texts_of(figure)


def test_a_count_of_a_much_larger_territory_is_not_drawn(indicator, series, names):
    own, large = series({2016: 1438, 2017: 1400}), series({2016: 80000, 2017: 81000}, "DEP94")
    assert not charts.reference_shown([own], large, indicator())
    assert charts.reference_shown([own], series({2016: 2500}, "COM94019"), indicator())
    assert not charts.reference_shown([own], own, indicator())
    assert "Val-de-Marne" not in json.dumps(draw(indicator(), [own], names, reference=large), ensure_ascii=False)


def test_a_target_on_the_gap_has_its_own_panel(indicator, series, names, target):
    own = series({2015: 40.1, 2016: 38.4, 2017: 37.5})
    reference = series({2015: 16, 2016: 16.2, 2017: 16.4}, "DEP94")
    goal = target(measure="gap", reference="DEP94", baseline_value=24.1, value=15.0, milestones=())
    figure = draw(indicator("percent"), [own], names, reference=reference, target=goal)
    gaps = [t for t in figure["data"] if t.get("yaxis") == "y2"]
    assert [round(y, 1) for t in gaps for y in t["y"]] == [24.1, 15.0, 24.1, 22.2, 21.1]
    assert "Écart avec Val-de-Marne" in texts_of(figure)
    assert any("cible +15,0" in text for text in texts_of(figure))
    other = draw(indicator("percent"), [own], names, reference=series({2015: 20}, "COM94019"), target=goal)
    assert "yaxis2" not in other["layout"]
    assert "La cible porte sur l’écart avec Val-de-Marne" in texts_of(other)


def test_demonstration_is_marked_on_the_chart(indicator, series, names, target):
    real = series({2016: 1438, 2017: 1400})
    assert "Démonstration" not in texts_of(draw(indicator(), [real], names, target=target()))
    assert "Démonstration" in texts_of(draw(indicator(), [real], names, target=target(origin="demo")))
    assert "Démonstration" in texts_of(draw(indicator(), [series({2016: 1}, origin="demo")], names))
    assert "Demonstration" in texts_of(draw(indicator(), [series({2016: 1}, origin="demo")], names, language="en"))


@pytest.mark.parametrize(("language", "separators", "tick"), [("fr", ",\u202f", "1\u202f400"), ("en", ".,", "1,400")])
def test_figures_are_written_in_the_reader_s_language(indicator, series, names, language, separators, tick):
    figure = draw(indicator(), [series({2016: 1438, 2017: 1350, 2018: 1301})], names, language=language)
    assert figure["layout"]["separators"] == separators
    assert tick in figure["layout"]["yaxis"]["ticktext"]


def test_an_axis_that_does_not_start_at_zero_says_so(indicator, series, names):
    for unit in ("count", "percent"):
        cut = draw(indicator(unit), [series({2016: 1.5, 2017: 1.2, 2018: 1.3})], names)
        assert (cut["layout"]["yaxis"]["range"][0] > 0) == ("l’axe ne part pas de zéro" in texts_of(cut))
    assert cut["layout"]["yaxis"]["range"][0] > 0
    assert "l’axe ne part pas de zéro" in texts_of(draw(indicator(), [series({2016: 1438, 2017: 1400})], names))
    figure = draw(indicator(), [series({2016: 100, 2017: 12})], names)
    assert figure["layout"]["yaxis"]["range"][0] == 0
    assert "l’axe ne part pas de zéro" not in texts_of(figure)


def test_a_long_unit_is_written_once(indicator, series, names):
    figure = draw(indicator("per_1000"), [series({2016: 4.2, 2017: 4.5})], names)
    assert "pour 1 000 hab." in texts_of(figure)
    assert not any("hab." in text for text in figure["layout"]["yaxis"]["ticktext"])


def test_years_are_written_under_their_points(indicator, series, names):
    axis = draw(indicator(), [series({2016: 5, 2017: 6})], names)["layout"]["xaxis"]
    assert dict(zip(axis["tickvals"], axis["ticktext"], strict=True))["2016-12-31"] == "2016"


@pytest.mark.parametrize(
    ("language", "words"), [("fr", ["janv. 2024", "janv. 2025"]), ("en", ["Jan 2024", "Jan 2025"])]
)
def test_a_tick_of_new_year_s_day_says_so(indicator, names, language, words):
    """Beside a bare 2025, a deadline of 31 December 2024 would seem a year late."""
    points = tuple(Point(date(year, 1, 1), 5.0, "published", "", None, "official") for year in (2024, 2025))
    one = Series("IND-1", "QP094027", points)
    axis = draw(indicator(), [one], names, language=language)["layout"]["xaxis"]
    assert [word for word in axis["ticktext"] if word] == words


def test_a_share_never_has_ticks_above_a_hundred(indicator, series, names, target):
    goal = target(baseline_value=60.0, value=100.0, milestones=())
    axis = draw(indicator("percent"), [series({2016: 60, 2017: 93})], names, target=goal)["layout"]["yaxis"]
    assert max(axis["tickvals"]) == 100
    assert axis["range"][1] > 100


def test_without_any_value_the_figure_says_so(indicator, series, names):
    for empty in ([], [series({2016: "secret"})]):
        figure = draw(indicator(), empty, names)
        assert figure["data"] == []
        assert texts_of(figure) == ["Aucune valeur publiée"]


def test_names_cannot_carry_markup(indicator, series):
    figure = draw(indicator(), [series({2016: 5, 2017: 6})], {"QP094027": "<b>x</b> & y"})
    assert "&lt;b&gt;" in json.dumps(figure["layout"])


def test_the_figure_is_plain_and_fetches_nothing(indicator, series, names, target):
    figure = draw(indicator(), [series({2016: 1438, 2017: 1400})], names, target=target(), breaks=(METHOD,))
    assert "http" not in json.dumps(figure)
    assert charts.CONFIG["displayModeBar"] is False


def test_an_old_call_has_no_landing_nor_note(indicator, series, names, target):
    figure = draw(indicator(), [series({2016: 1438, 2021: 1332})], names, target=target(), width_hint=600, height=320)
    assert {t["mode"] for t in figure["data"]} == {"lines+markers"}
    assert "yaxis2" not in figure["layout"]
    assert figure["layout"]["height"] == 320


def landed(standing, **changes):
    values = {
        "current_period": date(2021, 12, 31),
        "current_value": 1332.0,
        "deadline": date(2024, 12, 31),
        "landing_value": 1309.1,
        "landing_low": 1150.0,
        "landing_high": 1468.0,
        "landing_probability": 0.17,
    }
    return standing(**(values | changes))


def test_the_landing_is_a_fan_from_the_latest_point_to_the_deadline(indicator, series, names, target, standing):
    own = series({2019: 1363, 2020: 1454, 2021: 1332})
    figure = draw(indicator(), [own], names, target=target(), standing=landed(standing))
    fan, line = (t for t in figure["data"] if t["name"] == "Au rythme actuel")
    assert (fan["mode"], fan["fill"]) == ("none", "toself")
    assert list(zip(fan["x"], fan["y"], strict=True)) == [
        ("2021-12-31", 1332.0),
        ("2024-12-31", 1468.0),
        ("2024-12-31", 1150.0),
    ]
    assert (line["x"], line["y"]) == (["2021-12-31", "2024-12-31"], [1332.0, 1309.1])
    assert line["line"]["dash"] != "solid"
    assert f"à ce rythme\u00a0:<br>1{NARROW_NO_BREAK_SPACE}309" in texts_of(figure)
    assert "17" in line["hovertext"][-1] and "8 chances sur 10" in line["hovertext"][-1]


def test_the_landing_never_crosses_a_break(indicator, series, names, target, standing):
    own = series({2019: 1363, 2020: 1454, 2021: 1332})
    cut = Break(date(2024, 1, 1), "geography", "Les périmètres changent.")
    conditional = landed(standing, landing_condition="own_perimeter", landing_break_on=cut.period)
    figure = draw(indicator(), [own], names, target=target(), standing=conditional, breaks=(cut, NOISE))
    fan, line = (t for t in figure["data"] if t["name"] == "Au rythme actuel")
    place = figure["layout"]["shapes"][-1]["x0"]
    assert "2023-12-31" < place < "2024-12-31"
    assert max(fan["x"]) == place
    assert line["x"][1:] == [place, place, "2024-12-31"]
    assert line["y"][2] is None
    hover = line["hovertext"][-1].replace("\u00a0", " ").replace("<br>", " ")
    assert hover.endswith("à périmètre inchangé : le quartier change de périmètre le 1er janvier 2024")
    assert min(fan["y"]) > 1150.0 and max(fan["y"]) < 1468.0


@pytest.mark.parametrize(
    "changes",
    [
        {"landing_low": None},
        {"landing_value": None},
        {"territory": "QP094001"},
        {"current_period": date(2020, 12, 31)},
        {"deadline": date(2021, 12, 31)},
    ],
)
def test_no_landing_without_its_figures_or_its_start(indicator, series, names, target, standing, changes):
    own = series({2019: 1363, 2020: "secret", 2021: 1332})
    figure = draw(indicator(), [own], names, target=target(), standing=landed(standing, **changes))
    assert not [t for t in figure["data"] if t["name"] == "Au rythme actuel"]


def test_a_wide_interval_of_the_landing_does_not_crush_the_figures(indicator, series, names, target, standing):
    own = series({2019: 1363, 2020: 1454, 2021: 1332})
    figure = draw(
        indicator(), [own], names, target=target(), standing=landed(standing, landing_low=0.0, landing_high=9000.0)
    )
    low, high = figure["layout"]["yaxis"]["range"]
    assert low > 600 and high < 2200


def of(people, values):
    """A series of shares among `people`."""
    points = [Point(date(y, 12, 31), v, "published", "", people, "official") for y, v in values.items()]
    return Series("DE-ABC", "QP094027", tuple(points))


def test_shares_of_known_numbers_have_a_band_that_lifts_with_the_pen(indicator, names):
    own = of(90.0, {2015: 40.0, 2016: 42.0, 2017: 44.0, 2019: 50.0, 2020: 52.0})
    figure = draw(indicator("percent"), [own], names)
    band = trace(figure, "Intervalle à 95\u00a0%")
    assert (band["mode"], band["hoverinfo"]) == ("none", "skip")
    assert band["x"].count(None) == 1
    assert band["x"][:6] == [f"{y}-12-31" for y in (2015, 2016, 2017, 2017, 2016, 2015)]
    line = trace(figure, "Le Bois L’Abbé")
    low, high = progress.wilson(0.4, 90)
    assert (band["y"][0], band["y"][5]) == (pytest.approx(100 * high), pytest.approx(100 * low))
    assert "intervalle à 95 % : de 30,5 % à 50,3 %" in line["hovertext"][0].replace("\u00a0", " ")
    assert "error_y" not in line
    assert figure["layout"]["yaxis"]["range"][1] > max(y for y in band["y"] if y)


def test_few_shares_have_whiskers(indicator, names):
    figure = draw(indicator("percent"), [of(90.0, {2019: 50.0, 2020: 52.0})], names)
    assert not [t for t in figure["data"] if t["name"] == "Intervalle à 95\u00a0%"]
    bars = trace(figure, "Le Bois L’Abbé")["error_y"]
    low, high = progress.wilson(0.5, 90)
    assert bars["array"][0] == pytest.approx(100 * high - 50)
    assert bars["arrayminus"][0] == pytest.approx(50 - 100 * low)


@pytest.mark.parametrize(("unit", "people"), [("count", 90.0), ("percent", None), ("percent", 0.0)])
def test_what_has_no_interval_has_none(indicator, names, unit, people):
    figure = draw(indicator(unit), [of(people, {2018: 48.0, 2019: 50.0, 2020: 52.0})], names)
    assert "Intervalle" not in json.dumps(figure)
    assert "error_y" not in trace(figure, "Le Bois L’Abbé")


def test_a_change_that_is_not_significant_says_so_beside_the_latest_figure(indicator, series, names, standing):
    own = series({2016: 40, 2021: 41})
    doubt = standing(significant=False, current_period=date(2021, 12, 31))
    assert "évolution<br>non significative" in texts_of(draw(indicator("percent"), [own], names, standing=doubt))
    for other in (
        standing(significant=None, current_period=date(2021, 12, 31)),
        standing(significant=False, current_period=date(2020, 12, 31)),
        standing(significant=False, current_period=date(2021, 12, 31), territory="QP094001"),
    ):
        assert "significative" not in json.dumps(draw(indicator("percent"), [own], names, standing=other))


SHARES = {2015: 40.1, 2016: 38.4, 2017: 37.5}
BESIDE = {2015: 16, 2016: 16.2, 2017: 16.4}


def test_the_gap_has_a_panel_whenever_it_says_something(indicator, series, names):
    own, reference = series(SHARES), series(BESIDE, "DEP94")
    figure = draw(indicator("percent"), [own], names, reference=reference, width_hint=600, height=320)
    panel = figure["layout"]["yaxis2"]
    assert panel["range"][0] == 0
    assert 0.25 < panel["domain"][1] - panel["domain"][0] < 0.36
    (gap,) = [t for t in figure["data"] if t.get("yaxis") == "y2"]
    assert [round(y, 1) for y in gap["y"]] == [24.1, 22.2, 21.1]
    assert any(text.startswith("Écart avec Val-de-Marne") for text in texts_of(figure))
    assert any("+21,1" in text for text in texts_of(figure))
    assert "comme Val-de-Marne" in texts_of(figure)


def test_no_panel_of_gaps_where_it_would_say_nothing(indicator, series, names, target):
    own, reference = series(SHARES), series(BESIDE, "DEP94")
    share = indicator("percent")
    assert "yaxis2" not in draw(indicator(), [own], names, reference=reference)["layout"]
    assert "yaxis2" not in draw(share, [own], names, reference=reference, height=280)["layout"]
    still = series(dict.fromkeys(SHARES, 20.0), "DEP94")
    assert "yaxis2" not in draw(share, [own], names, reference=still)["layout"]
    many = [own, *(series(SHARES, f"QP09400{n}") for n in range(1, 4))]
    assert "yaxis2" not in draw(share, many, names, reference=reference)["layout"]
    goal = target(measure="gap", reference="DEP94", baseline_value=24.1, value=15.0, milestones=())
    assert "yaxis2" in draw(share, [own], names, reference=reference, height=280, gap_target=goal)["layout"]


def test_level_and_gap_have_their_own_targets_and_landings(indicator, series, names, target, standing):
    own, reference = series(SHARES), series(BESIDE, "DEP94")
    level = target(baseline_period=date(2015, 12, 31), baseline_value=40.1, value=33.0, milestones=())
    goal = target(measure="gap", reference="DEP94", baseline_value=24.1, value=15.0, milestones=())
    common = {"current_period": date(2017, 12, 31), "landing_probability": None}
    figure = draw(
        indicator("percent"),
        [own],
        names,
        reference=reference,
        target=level,
        gap_target=goal,
        standing=landed(standing, **common, landing_value=34.0, landing_low=33.0, landing_high=35.0),
        gap_standing=landed(
            standing,
            **common,
            measure="gap",
            reference="DEP94",
            landing_value=18.0,
            landing_low=17.0,
            landing_high=19.0,
        ),
    )
    paths = [t["yaxis"] for t in figure["data"] if t["name"] == "Trajectoire vers la cible"]
    assert paths == ["y", "y2"]
    assert [t["yaxis"] for t in figure["data"] if t["name"] == "Au rythme actuel"] == ["y", "y", "y2", "y2"]
    said = " ".join(texts_of(figure))
    assert "cible 33,0" in said and "cible +15,0" in said
    assert "à ce rythme\u00a0:<br>34,0" in said and "à ce rythme\u00a0:<br>+18,0" in said
    other = draw(
        indicator("percent"),
        [own],
        names,
        reference=reference,
        target=level,
        gap_standing=landed(standing, **common, measure="gap", reference="COM94019"),
    )
    assert not [t for t in other["data"] if t["name"] == "Au rythme actuel"]


def test_the_mark_of_demonstration_can_be_left_to_the_page(indicator, series, names):
    figure = draw(indicator(), [series({2016: 1}, origin="demo")], names, show_demo_mark=False)
    assert "Démonstration" not in texts_of(figure)


def test_the_note_on_the_axis_stands_under_the_years(indicator, series, names):
    figure = draw(indicator(), [series({2016: 1438, 2017: 1400})], names)
    (note,) = [n for n in figure["layout"]["annotations"] if n["text"] == "l’axe ne part pas de zéro"]
    assert (note["y"], note["yanchor"]) == (0, "top")
    assert figure["layout"]["margin"]["b"] >= 45


@pytest.mark.parametrize("real", [340, 600])
def test_names_fit_a_phone_and_a_page_alike(indicator, series, names, target, standing, real):
    own = series({2016: 1438, 2019: 1363, 2020: 1454, 2021: 1332})
    figure = draw(
        indicator(),
        [own],
        names,
        target=target(),
        standing=landed(standing),
        breaks=(Break(date(2019, 1, 1), "method", ""), Break(date(2020, 3, 17), "noise", "")),
        width_hint=600,
        height=320,
        reference=series({2016: 2000, 2021: 2100}, "COM94019"),
    )
    across, margin = figure["layout"]["xaxis"], figure["layout"]["margin"]
    first, last = (date.fromisoformat(day) for day in across["range"])
    plot = real - margin["l"] - margin["r"]
    assert plot > 120
    for note in figure["layout"]["annotations"]:
        if note["xref"] == "x":
            share = (date.fromisoformat(note["x"]) - first).days / (last - first).days
            shift = note.get("xshift", note.get("ax", 0))
            wide = layout.text_width(note["text"].replace("<b>", "").replace("</b>", ""), note["font"]["size"])
            start = margin["l"] + share * plot + shift - {"left": 0, "center": wide / 2, "right": wide}[note["xanchor"]]
            assert start + wide <= real, note["text"]
    written = [day for day, word in zip(across["tickvals"], across["ticktext"], strict=True) if word]
    steps = [(date.fromisoformat(b) - date.fromisoformat(a)).days for a, b in zip(written, written[1:], strict=False)]
    assert min(steps) / (last - first).days * plot >= 30


def test_a_confidential_baseline_leaves_the_path_without_its_start(indicator, series, target, names):
    hidden = target(baseline_value=None)
    assert hidden.path() == ((date(2020, 12, 31), 1330.0), (date(2024, 12, 31), 1200.0))
    own = series({2016: "secret", 2019: 1400, 2022: 1300})
    path = trace(draw(indicator(), [own], names, target=hidden), "Trajectoire vers la cible")
    assert len(path["x"]) == len(path["hovertext"]) == len(path["marker"]["symbol"]) == len(path["marker"]["size"]) == 2
    said = charts.target_summary(indicator(), [own], None, hidden, names, "fr", ())
    assert f"Cible de 1{NARROW_NO_BREAK_SPACE}200" in said


def test_an_amended_target_shows_what_it_was(indicator, series, target, names):
    before = target(value=1300.0, deadline=date(2022, 12, 31))
    after = target(amendment=2, amended_on=date(2023, 6, 12), earlier=(before,))
    own = series({2016: 1438, 2019: 1400, 2022: 1350})
    figure = draw(indicator(), [own], names, target=after)
    faint = trace(figure, "Cible d’avant l’avenant")
    assert (faint["x"][-1], faint["y"][-1]) == ("2022-12-31", 1300.0)
    assert "avant l’avenant n°\u00a02 du 12 juin 2023" in faint["hovertext"][-1]
    assert f"1{NARROW_NO_BREAK_SPACE}300" in faint["hovertext"][-1]
    hover = trace(figure, "Trajectoire vers la cible")["hovertext"]
    assert hover[-1].endswith("avenant n°\u00a02 du 12 juin 2023") and "avenant" not in hover[0]

    def said(language, goal):
        return charts.target_summary(indicator(), [own], None, goal, names, language, ())

    assert "Cible fixée par l’avenant n°\u00a02 du 12 juin 2023\u00a0; elle était auparavant de" in said("fr", after)
    assert "Target set by amendment no. 2 of 12 June 2023" in said("en", after)
    # The same target with other milestones is no other target, though its path is.
    same = target(amendment=3, milestones=(), earlier=(target(),))
    assert "Cible fixée" not in said("fr", same)
    assert trace(draw(indicator(), [own], names, target=same), "Cible d’avant l’avenant")["y"][1] == 1330.0


def test_a_name_pushed_above_the_plot_is_not_written_over_by_that_of_a_break(
    indicator, series, names, target, standing, monkeypatch
):
    """Names crowd at the top right; what a break is called keeps to what they leave free of the row above the plot."""
    rooms, boxes = [], []
    real_names, real_place = target_module.rifts.break_names, labels.place

    def break_names(placed, to_pixels, room, *rest):
        rooms.append(room[1][0])
        return real_names(placed, to_pixels, room, *rest)

    def place(*asked):
        found = real_place(*asked)
        boxes[:] = [(name.box, asked[3][1] + 8) for name in found]
        return found

    monkeypatch.setattr(target_module.rifts, "break_names", break_names)
    monkeypatch.setattr(labels, "place", place)
    # Nowhere to go but above: places further down are for charts with more names than this one.
    monkeypatch.setattr(labels, "_LEVELS", (0, -1, 1, -2, 2, -3, 3, -4, 4, -5, 5, -6, 6))
    own = series({2016: 300, 2018: 360, 2019: 400, 2021: 440, 2023: 443})
    goal = target(value=446.0, baseline_value=300.0, milestones=())
    here = landed(
        standing, current_period=date(2023, 12, 31), current_value=443.0, landing_value=445.0, landing_low=440.0,
        landing_high=450.0,
    )  # fmt: skip
    draw(indicator(), [own], names, target=goal, standing=here, breaks=(NOISE,), height=200)
    above = [box for box, top in boxes if box[1] < top - 6]
    assert above, "no name is pushed above the plot: the case is not the one meant"
    assert rooms[-1] <= min(box[0] for box in above)


def test_the_sign_of_a_missing_figure_has_the_colour_of_its_line(indicator, series, names):
    own = series({2016: 1438, 2017: "secret", 2018: 1400})
    other = series({2016: "not_available", 2017: "secret", 2018: 900}, "QP094001")
    figure = draw(indicator(), [own, other], names)
    signs = trace(figure, "Valeurs manquantes")
    colours = palette(False)
    line = trace(figure, names["QP094001"])["line"]["color"]
    assert signs["textfont"]["color"] == [line, colours.muted]
    assert line not in {colours.muted, colours.accent}


def test_an_unusual_year_is_named_by_what_made_it_so(indicator, series, names):
    crisis = Break(date(2020, 3, 17), "noise", "Crise sanitaire 2020-2021 : activité perturbée.")
    figure = draw(indicator(), [series(dict.fromkeys(range(2012, 2024), 100))], names, breaks=[crisis])
    assert "crise sanitaire 2020-2021" in texts_of(figure)


def test_a_chart_drawn_at_one_width_names_breaks_that_a_phone_has_no_room_for(indicator, series, names):
    own = series({2015: 90, 2016: 94, 2018: 92, 2021: 99, 2023: 97})
    breaks = (Break(date(2020, 3, 17), "noise", ""), Break(date(2021, 6, 1), "method", ""))

    def named(is_fixed):
        figure = draw(indicator(), [own], names, breaks=breaks, width_hint=740, is_fixed=is_fixed)
        return sum(n.get("yshift") == 6 and n["yref"] == "paper" for n in figure["layout"]["annotations"])

    assert named(is_fixed=False) == 1
    assert named(is_fixed=True) == 2
