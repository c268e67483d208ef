"""Small multiples, sparklines and breakdowns."""

import json
import re
from dataclasses import replace
from datetime import date
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest

from observatory import answers, charts, database
from observatory.catalogue import Bilingual
from observatory.charts import layout
from observatory.selection import Selection
from observatory.series import Break, Point, Series
from observatory.trajectory import gap_series
from observatory.ui import cards, neighbourhood


def trace(figure, name):
    return next((t for t in figure["data"] if t["name"] == name), None)


def texts_of(figure):
    return [note["text"] for note in figure["layout"]["annotations"]]


@pytest.fixture
def item(indicator, series, names):
    def build(values, **changes):
        return charts.MultipleItem(indicator(), series(values), names=names, **changes)

    return build


@pytest.mark.parametrize(("wide", "said"), [(1152, "Jardins &amp; Parisiens - Stade (QPV 2024)"), (480, "…")])
def test_a_title_of_a_frame_goes_as_far_as_its_line(item, indicator, wide, said):
    name = "Jardins & Parisiens - Stade (QPV 2024)"
    named = replace(item({2016: 2, 2017: 3}), indicator=indicator(short_name=Bilingual(name, name)))
    title = texts_of(charts.multiples([named] * 4, "fr", False, 4, wide))[1]
    assert title.startswith("<b>Jardins") and title.endswith(f"{said}</b>")


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
    assert f'<span style="color:{colour}">◆ accélération nécessaire</span>' in texts_of(figure)
    for reason in ("context", "no_target", "no_direction"):
        silent = standing(status="not_assessable", reason=reason)
        assert "◌" not in " ".join(texts_of(charts.multiples([item({2016: 2}, standing=silent)], "fr", dark)))


def test_the_mark_of_demonstration_stands_beside_the_status_where_there_is_one(item, standing, target, series):
    goal = target(origin="demo")
    rows = texts_of(charts.multiples([item({2016: 2, 2017: 3}, target=goal, standing=standing())], "fr", False))
    assert any(row.endswith("◆ accélération</span>  ·  Cible fictive") for row in rows)
    assert sum("Cible fictive" in row for row in rows) == 1
    (headline,) = [
        r for r in texts_of(charts.multiples([item({2016: 2}, target=goal)], "fr", False)) if "2016" in r and "<b>" in r
    ]
    assert headline.endswith("Cible fictive")
    made_up = replace(item({2016: 2}, target=goal), series=series({2016: 2}, origin="demo"))
    assert any(row.endswith("Démonstration") for row in texts_of(charts.multiples([made_up], "fr", False)))


def test_a_frame_without_figures_says_why(item):
    figure = charts.multiples([item({2016: "secret"}), item({2016: 5})], "fr", False)
    assert any("secret" in text for text in texts_of(figure))


def test_no_items_is_an_empty_figure():
    assert charts.multiples([], "fr", False)["data"] == []


def strokes(drawn):
    """How many points each line of a small drawing joins, and how many stand alone."""
    root = ElementTree.fromstring(drawn)
    lines = [len(line.attrib["points"].split()) for line in root.findall("polyline")]
    return lines, len([dot for dot in root.findall("circle") if dot.attrib["r"] == "1.5"])


def test_sparkline_is_hidden_from_screen_readers_and_keeps_gaps(indicator, series, target):
    points = series({2016: 5, 2017: 6, 2018: "secret", 2019: 7, 2020: 4}).points
    drawn = charts.sparkline(indicator(), points, (), target(), False)
    root = ElementTree.fromstring(drawn)
    assert root.attrib["aria-hidden"] == "true"
    assert strokes(drawn) == ([2, 2], 0)
    assert len(root.findall("path")) == 1
    assert charts.sparkline(indicator(), series({2016: "secret"}).points, (), None, True) == ""
    assert charts.sparkline(indicator(), (), (), None, True) == ""


def test_a_sparkline_never_crosses_a_break(indicator, series):
    points = series({2015: 1, 2016: 2, 2017: 3, 2018: 4}).points
    for kind, expected in (("method", ([2, 2], 0)), ("geography", ([2, 2], 0)), ("noise", ([4], 0))):
        cut = Break(date(2017, 1, 1), kind, "")
        assert strokes(charts.sparkline(indicator(), points, (cut,), None, False)) == expected


def test_a_sparkline_does_not_join_vintages_that_must_not_be_compared(indicator, series):
    censuses = indicator(min_vintage_gap=5, period_kind="census")
    points = series({2011: 1, 2016: 2, 2017: 3, 2018: 4}).points
    assert strokes(charts.sparkline(censuses, points, (), None, False)) == ([2], 2)


@pytest.mark.parametrize(
    ("code", "expected"), [("EMP-02", ([], 4)), ("EMP-34", ([], 4)), ("SAN-20", ([], 4)), ("TRA-10", None)]
)
def test_a_card_and_a_sheet_draw_what_the_charts_join(built, code, expected):
    """The small line of the neighbourhood's own figures has the strokes of its chart."""
    selection = Selection("chennevieres", ("QP094027",), "COM94019", 2010, 2024, "fr", False, True, database.identity())
    known = answers.catalogue(selection.release).indicators[code]
    (card,) = [c for c in answers.axis(known.axis, selection).cards if c.indicator.indicator == code]
    cuts = answers.breaks(selection.release, "fr").get(code, ())
    joined = layout.segments(known, card.series.points, layout.comparable_breaks(cuts))
    runs = [len(run) for run in _runs([p and p.value for p in joined])]
    charted = ([n for n in runs if n > 1], runs.count(1))
    assert expected in (None, charted)
    for drawn in (cards._sparkline(card, selection), neighbourhood._core_row(card, False, selection)):
        svg = re.search(r"<svg.*?</svg>", unquote(drawn).replace(' xmlns="http://www.w3.org/2000/svg"', ""))
        assert svg is not None and strokes(svg.group()) == charted


def test_a_sparkline_s_scale_knows_nothing_of_hidden_values(indicator, series):
    points = series({2016: 5, 2017: 6, 2019: 7}).points
    hidden = Point(date(2018, 12, 31), 1e6, "secret", "", None, "official")
    with_leak = (*points[:2], hidden, points[2])
    without = (*points[:2], replace(hidden, value=None), points[2])
    drawn = [charts.sparkline(indicator(), found, (), None, False) for found in (with_leak, without)]
    assert drawn[0] == drawn[1]


def test_bars_show_the_latest_common_period_sorted_with_the_change(indicator, series):
    pairs = [
        (_category(indicator, "Sans diplôme", "qualification"), series({2016: 350, 2021: 300})),
        (_category(indicator, "CAP-BEP", "qualification"), series({2016: 380, 2021: 420})),
        (_category(indicator, "Supérieur", "qualification"), series({2016: 120, 2021: "secret"})),
    ]
    drawn = charts.breakdown_bars(indicator(), pairs, {}, "fr", False)
    assert [(bar.name, bar.value, bar.change) for bar in drawn.bars] == [
        ("CAP-BEP", "420", "+40"), ("Sans diplôme", "300", "−50"), ("Supérieur", "s", ""),
    ]  # fmt: skip
    assert [bar.start for bar in drawn.bars] == [0, 0, 0]
    assert [bar.end for bar in drawn.bars] == pytest.approx([1, 300 / 420, 0])
    assert [bar.earlier for bar in drawn.bars] == pytest.approx([380 / 420, 350 / 420, 120 / 420])
    assert drawn.key.startswith("31 décembre 2021, et évolution depuis le 31 décembre 2016")
    assert "secret statistique" in drawn.bars[2].note and "2021" in drawn.bars[0].note
    assert not drawn.is_demo


def test_bars_below_zero_end_at_the_same_place(indicator, series):
    pairs = [
        (_category(indicator, "Solde naturel", "flow"), series({2021: 30})),
        (_category(indicator, "Solde migratoire", "flow"), series({2021: -10})),
    ]
    up, down = charts.breakdown_bars(indicator(), pairs, {}, "fr", False).bars
    assert (up.start, up.end) == pytest.approx((0.25, 1))
    assert (down.start, down.end) == pytest.approx((0, 0.25))
    assert up.earlier is None and not up.change


def test_categories_with_an_order_of_their_own_keep_it(indicator, series):
    pairs = [
        (_category(indicator, name, "age"), series({2021: value}))
        for name, value in (("Moins de 25 ans", 196), ("25 à 49 ans", 820), ("50 ans et plus", 316))
    ]
    drawn = charts.breakdown_bars(indicator(), pairs, {}, "fr", False)
    assert [bar.name for bar in drawn.bars] == ["Moins de 25 ans", "25 à 49 ans", "50 ans et plus"]
    assert not any(bar.trend or bar.change for bar in drawn.bars)


def test_a_breakdown_is_said_in_a_sentence_and_in_a_table(indicator, series):
    pairs = [
        (_category(indicator, "Sans diplôme", "qualification"), series({2016: 350, 2021: 300})),
        (_category(indicator, "CAP-BEP", "qualification"), series({2016: 380, 2021: 420})),
        (_category(indicator, "Supérieur", "qualification"), series({2016: 120, 2021: "secret"})),
    ]
    said = charts.breakdown_summary(indicator(), pairs, "Par diplôme", "fr")
    assert said == "Par diplôme, 31 décembre 2021\u00a0: CAP-BEP 420, Sans diplôme 300, Supérieur s."
    table = charts.breakdown_table(pairs, "fr")
    assert table.periods == ("déc. 2016", "déc. 2021")
    assert table.rows == (("CAP-BEP", ("380", "420")), ("Sans diplôme", ("350", "300")), ("Supérieur", ("120", "s")))
    nothing = [(child, series({2021: "secret"})) for child, _ in pairs]
    assert charts.breakdown_summary(indicator(), nothing, "Par diplôme", "fr").endswith("aucune valeur publiée.")


def test_each_category_has_its_small_line_where_nothing_joins_across_a_break(indicator, series):
    pairs = [
        (_category(indicator, "Femmes", "sex", "F"), series({2016: 690, 2017: 700, 2018: 650, 2019: 640})),
        (_category(indicator, "Hommes", "sex", "H"), series({2016: 748, 2017: 783, 2018: 760, 2019: 770})),
    ]
    cut = {"F": (Break(date(2018, 1, 1), "method", ""),)}
    men, women = charts.breakdown_bars(indicator(), pairs, cut, "fr", False).bars
    assert (men.name, women.name) == ("Hommes", "Femmes")
    assert (men.trend.count("<polyline"), women.trend.count("<polyline")) == (1, 2)
    # One of the two cannot be compared with 2016 or 2017: neither is, so that one year stands in the key.
    assert (men.change, women.change) == ("+10", "−10")


def test_no_change_from_a_carried_figure_to_an_own_one(indicator, series):
    children = [_category(indicator, name, "sex", name) for name in ("Femmes", "Hommes")]
    own = series({2016: 690, 2024: 640, 2025: 650})
    carried = replace(own.points[0], status="estimated", reason="passage=QP094027:1")
    pairs = [(child, replace(own, points=(carried, *own.points[1:]))) for child in children]
    drawn = charts.breakdown_bars(indicator(), pairs, {}, "fr", False)
    assert "2024" in drawn.key and [bar.change for bar in drawn.bars] == ["+10", "+10"]


def test_a_breakdown_without_values_has_nothing_to_draw(indicator, series):
    assert charts.breakdown_bars(indicator(), [(indicator(), series({2016: "secret"}))], {}, "fr", False) is None


def test_gaps_are_hidden_as_soon_as_one_of_the_two_is(series):
    gaps = gap_series(series({2016: 10, 2017: 11, 2018: 12}), series({2016: 4, 2017: "secret"}, "DEP94"))
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
