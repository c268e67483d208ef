"""Small multiples, sparklines and breakdowns."""

import json
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import pytest

from observatory import charts
from observatory.catalogue import Bilingual
from observatory.series import Break, Point, Series


def trace(figure, name):
    return next((t for t in figure["data"] if t["name"] == name), None)


def texts_of(figure):
    return [note["text"] for note in figure["layout"]["annotations"]]


@pytest.fixture
def item(indicator, series, names):
    def build(values, **changes):
        return charts.MultipleItem(indicator(), series(values), names=names, **changes)

    return build


def test_multiples_are_one_pair_of_axes_whatever_their_number(item, target, series):
    items = [
        item({2016: 5, 2017: 6, 2018: 7}, target=target(), reference=series({2016: 4, 2017: 4}, "COM94019"))
        for _ in range(40)
    ]
    figure = charts.multiples(items, "fr", False)
    assert len([key for key in figure["layout"] if key.startswith("xaxis")]) == 1
    assert len(figure["data"]) <= 8
    assert len([text for text in texts_of(figure) if "<b>Demandeurs d’emploi</b>" in text]) == 30
    assert any("Le Bois L’Abbé" in text and "Chennevières-sur-Marne" in text for text in texts_of(figure))
    assert "http" not in json.dumps(figure)


def test_multiples_lift_the_pen_at_gaps_and_breaks(item):
    cut = Break(date(2018, 1, 1), "method", "Méthode.")
    figure = charts.multiples(
        [item({2015: 1, 2016: 2, 2017: 3, 2018: 4, 2019: "secret", 2020: 5}, breaks=(cut,))], "fr", False
    )
    line = trace(figure, "Quartier choisi")
    runs = [len(run) for run in _runs(line["y"])]
    assert runs == [3, 1, 1]
    assert trace(figure, "Valeur manquante")["text"] == ["s"]
    assert "secret statistique" in trace(figure, "Valeur manquante")["hovertext"][0]


def test_a_break_stands_between_the_figures_it_parts(item):
    cut = Break(date(2018, 1, 1), "method", "Méthode.")
    figure = charts.multiples([item({2016: 2, 2017: 3, 2018: 4}, breaks=(cut,))], "fr", False)
    line, rift = trace(figure, "Quartier choisi"), trace(figure, "Rupture de série")
    assert line["x"][1] < rift["x"][0] < line["x"][3]


@pytest.mark.parametrize(("dark", "colour"), [(False, "#B35C00"), (True, "#F2A65A")])
def test_a_frame_says_its_status_in_shape_word_and_colour(item, standing, dark, colour):
    figure = charts.multiples([item({2016: 2, 2017: 3}, standing=standing())], "fr", dark)
    (note,) = [n for n in figure["layout"]["annotations"] if n["text"] == "◆ accélération nécessaire"]
    assert note["font"]["color"] == colour
    for reason in ("context", "no_target", "no_direction"):
        silent = standing(status="not_assessable", reason=reason)
        assert "◌" not in " ".join(texts_of(charts.multiples([item({2016: 2}, standing=silent)], "fr", dark)))


def test_a_frame_without_figures_says_why(item):
    figure = charts.multiples([item({2016: "secret"}), item({2016: 5})], "fr", False)
    assert any("secret" in text for text in texts_of(figure))


def test_no_items_is_an_empty_figure():
    assert charts.multiples([], "fr", False)["data"] == []


def test_sparkline_is_hidden_from_screen_readers_and_keeps_gaps(series, target):
    drawn = charts.sparkline(series({2016: 5, 2017: 6, 2018: "secret", 2019: 7, 2020: 4}).points, target(), False)
    root = ElementTree.fromstring(drawn)
    assert root.attrib["aria-hidden"] == "true"
    assert len(root.findall("polyline")) == 2
    assert len(root.findall("path")) == 1
    assert charts.sparkline(series({2016: "secret"}).points, None, True) == ""
    assert charts.sparkline((), None, True) == ""


def test_a_sparkline_s_scale_knows_nothing_of_hidden_values(series):
    points = series({2016: 5, 2017: 6, 2019: 7}).points
    hidden = Point(date(2018, 12, 31), 1e6, "secret", "", None, "official")
    with_leak = (*points[:2], hidden, points[2])
    without = (*points[:2], replace(hidden, value=None), points[2])
    assert charts.sparkline(with_leak, None, False) == charts.sparkline(without, None, False)


def test_bars_show_the_latest_common_period_sorted_with_the_change(indicator, series):
    pairs = [
        (_category(indicator, "Sans diplôme", "qualification"), series({2016: 350, 2021: 300})),
        (_category(indicator, "CAP-BEP", "qualification"), series({2016: 380, 2021: 420})),
        (_category(indicator, "Supérieur", "qualification"), series({2016: 120, 2021: "secret"})),
    ]
    figure = charts.breakdown(indicator(), pairs, "fr", False)
    bars = trace(figure, "31 décembre 2021")
    assert figure["layout"]["yaxis"]["ticktext"] == ["CAP-BEP", "Sans diplôme", "Supérieur"]
    assert bars["x"] == [420.0, 300.0, 0.0]
    assert figure["layout"]["xaxis"]["range"][0] == 0
    said = texts_of(figure)
    assert {"<b>420</b>", "<b>300</b>", "<b>s</b>", "+40", "−50"} <= set(said)
    assert any(text.startswith("31 décembre 2021, et évolution depuis le 31 décembre 2016") for text in said)
    assert "secret statistique" in bars["hovertext"][2]


def test_categories_with_an_order_of_their_own_keep_it(indicator, series):
    pairs = [
        (_category(indicator, name, "age"), series({2021: value}))
        for name, value in (("Moins de 25 ans", 196), ("25 à 49 ans", 820), ("50 ans et plus", 316))
    ]
    figure = charts.breakdown(indicator(), pairs, "fr", False)
    assert figure["layout"]["yaxis"]["ticktext"] == ["Moins de 25 ans", "25 à 49 ans", "50 ans et plus"]


def test_two_categories_over_time_are_named_lines(indicator, series):
    pairs = [
        (_category(indicator, "Femmes", "sex", "F"), series({2016: 690, 2017: 700})),
        (_category(indicator, "Hommes", "sex", "H"), series({2016: 748, 2017: 783})),
    ]
    figure = charts.breakdown(indicator(), pairs, "fr", False)
    assert trace(figure, "Femmes")["y"] == [690.0, 700.0]
    assert any("Hommes" in text for text in texts_of(figure))


def test_a_breakdown_without_values_is_an_empty_figure(indicator, series):
    assert charts.breakdown(indicator(), [(indicator(), series({2016: "secret"}))], "fr", False)["data"] == []


def test_gaps_are_hidden_as_soon_as_one_of_the_two_is(series):
    gaps = charts.gap_series(series({2016: 10, 2017: 11, 2018: 12}), series({2016: 4, 2017: "secret"}, "DEP94"))
    assert [(p.value, p.status) for p in gaps.points] == [
        (6.0, "published"),
        (None, "secret"),
        (None, "not_available"),
    ]
    assert isinstance(gaps, Series)


def _category(indicator, name, breakdown, code="DE-ABC-X"):
    return indicator(indicator=code, category=Bilingual(name, ""), breakdown=breakdown, parent="DE-ABC")


def _runs(values):
    runs = [[]]
    for value in values:
        if value is None:
            runs.append([])
        else:
            runs[-1].append(value)
    return [run for run in runs if run]
