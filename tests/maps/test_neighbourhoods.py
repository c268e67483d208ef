"""The map: codes under the circles, classes, missing figures with their reason, nothing hidden, nothing fetched."""

import json
import re
from dataclasses import replace
from datetime import date

import pytest

from observatory import geography, maps
from observatory.series import Reading
from observatory.theme import DARK, LIGHT

PERIOD = date(2019, 12, 31)


def draw(indicator, readings, outlines, territories, selected=(), around=None, language="fr", dark=False, **options):
    values = [r.value for r in readings if r.value is not None and r.status == "published"]
    classes = maps.classify(values, 1, around) if values else None
    text = "Val-de-Marne" if around is not None else None
    return maps.neighbourhood_map(
        indicator, readings, PERIOD, outlines, territories, selected, classes, language, dark, text, **options
    )


def circles(figure):
    return next(t for t in figure["data"] if t["mode"] == "markers")


def test_every_neighbourhood_with_a_point_can_be_clicked(indicator, readings, outlines, territories):
    figure = draw(indicator, readings(10.0, 20.0, 30.0, "secret", 40.0), outlines, territories)
    marks = circles(figure)
    assert sorted(marks["customdata"]) == ["QP094001", "QP094002", "QP094003", "QP094004", "QP094027"]
    assert figure["layout"]["clickmode"] == "event+select"
    assert marks["unselected"]["marker"]["opacity"] == 1
    assert {len(marks[key]) for key in ("x", "y", "customdata", "hovertext")} == {5}


def test_the_area_of_a_circle_follows_the_population(indicator, readings, outlines, territories):
    marks = circles(draw(indicator, readings(10.0, 20.0, 30.0, 35.0, 40.0), outlines, territories))
    size = dict(zip(marks["customdata"], marks["marker"]["size"], strict=True))
    assert size["QP094027"] == pytest.approx(2 * size["QP094002"], rel=0.01)
    assert size["QP094003"] == min(size.values()) > 0


def test_one_trace_a_class_and_parts_drawn_for_the_whole(indicator, readings, outlines, territories):
    figure = draw(indicator, readings(10.0, 20.0, 30.0, 35.0, 40.0), outlines, territories)
    filled = [t for t in figure["data"] if t.get("fill") == "toself"]
    colours = [t["fillcolor"] for t in filled]
    assert colours[0] == LIGHT.land
    assert len(set(colours)) == len(colours)
    last = filled[-1]
    assert last["fillcolor"] == LIGHT.sequential[-1]
    assert last["x"].count(None) == 1
    assert figure["layout"]["yaxis"]["scaleanchor"] == "x"
    assert figure["layout"]["yaxis"]["scaleratio"] == pytest.approx(1.52, abs=0.02)


def test_a_missing_figure_is_hatched_and_says_why(indicator, readings, outlines, territories):
    found = readings("secret", 20.0, "not_available", 35.0, 40.0)
    figure = draw(indicator, found, outlines, territories)
    hatched = next(t for t in figure["data"] if "fillpattern" in t)
    assert hatched["x"][0] == outlines["QP094001"].x[0]
    marks = circles(figure)
    hover = dict(zip(marks["customdata"], marks["hovertext"], strict=True))
    assert "couvert par le secret statistique (note 5 du producteur)" in hover["QP094001"]
    assert "non disponible" in hover["QP094003"]
    assert "périmètre approché" in hover["QP094001"]
    assert "périmètre approché" not in hover["QP094004"]


def test_a_hidden_value_appears_nowhere(indicator, readings, outlines, territories):
    leaky = [replace(r, value=98765.4) if r.value is None else r for r in readings("secret", 20.0, 25.0, 35.0, 40.0)]
    figure = draw(indicator, leaky, outlines, territories)
    classes = maps.classify([20.0, 25.0, 35.0, 40.0], 1)
    legend = maps.legend(indicator, classes, leaky, "fr", False)
    summary = maps.map_summary(indicator, leaky, PERIOD, territories, ["QP094001"], "fr")
    assert "98765" not in json.dumps(figure) + legend + summary
    assert "98" not in summary


def test_the_chosen_are_ringed_above_all_and_named(indicator, readings, outlines, territories):
    figure = draw(indicator, readings(10.0, 20.0, 30.0, 35.0, 40.0), outlines, territories, ["QP094027"])
    marks = circles(figure)
    at = marks["customdata"].index("QP094027")
    *rings, circle = figure["layout"]["shapes"]
    assert {shape["layer"] for shape in figure["layout"]["shapes"]} == {"above"}
    assert (circle["xanchor"], circle["yanchor"]) == (marks["x"][at], marks["y"][at])
    assert circle["fillcolor"] == marks["marker"]["color"][at] and circle["x1"] > marks["marker"]["size"][at] / 2
    drawn = geography.drawings(outlines, ["QP094027"])["QP094027"]
    assert len(rings) == len(drawn) > 0
    for ring, one in zip(rings, drawn, strict=True):
        places = re.findall(r"([\d.]+),([\d.]+)", ring["path"])
        assert [(float(x), float(y)) for x, y in places] == [
            p for p in zip(one.x, one.y, strict=True) if p[0] is not None
        ]
    assert any("Le Bois L’Abbé" in note["text"] for note in figure["layout"]["annotations"])


@pytest.mark.parametrize("towards", [(0, 1), (0, -1), (1, 0), (-1, 0)])
def test_the_name_of_the_chosen_hides_no_circle_beside_it(indicator, readings, outlines, territories, towards):
    """Wherever the neighbours lie, the name goes to the other side."""
    east, north = towards
    for code, far in (("QP094002", 0.006), ("QP094004", 0.009)):
        place = replace(territories[code], longitude=2.53 + east * far * 1.5, latitude=48.815 + north * far)
        territories[code] = place
    figure = draw(
        indicator, readings(10.0, 20.0, 30.0, 35.0, 40.0), outlines, territories, ["QP094027"],
        bbox=(2.50, 48.80, 2.56, 48.83),
    )  # fmt: skip
    layout, marks = figure["layout"], circles(figure)
    note = next(one for one in layout["annotations"] if "Le Bois" in one["text"])
    (west, far_east), (south, far_north) = layout["xaxis"]["range"], layout["yaxis"]["range"]

    def pixels(x: float, y: float) -> tuple[float, float]:
        return (x - west) / (far_east - west) * 390, (far_north - y) / (far_north - south) * layout["height"]

    x, y = pixels(note["x"], note["y"])
    x, y = x + note["xshift"], y - note["yshift"]
    for code, *point, size in zip(marks["customdata"], marks["x"], marks["y"], marks["marker"]["size"], strict=True):
        across, down = pixels(*point)
        clear = abs(across - x) >= 50 + size / 2 or abs(down - y) >= 11 + size / 2
        assert clear, code


def test_a_name_that_must_cover_a_circle_has_no_veil(indicator, readings, outlines, territories):
    for code in ("QP094001", "QP094002", "QP094003", "QP094004"):
        territories[code] = replace(territories[code], longitude=2.53, latitude=48.815, population=16000)
    figure = draw(indicator, readings(10.0, 20.0, 30.0, 35.0, 40.0), outlines, territories, ["QP094027"])
    note = next(one for one in figure["layout"]["annotations"] if "Le Bois" in one["text"])
    assert "bgcolor" in note
    for code, (east, north) in zip(
        ("QP094001", "QP094002", "QP094003", "QP094004"), ((0, 1), (0, -1), (1, 0), (-1, 0)), strict=True
    ):
        territories[code] = replace(
            territories[code], longitude=2.53 + 0.004 * east, latitude=48.815 + 0.003 * north, population=90000
        )
    figure = draw(indicator, readings(10.0, 20.0, 30.0, 35.0, 40.0), outlines, territories, ["QP094027"])
    note = next(one for one in figure["layout"]["annotations"] if "Le Bois" in one["text"])
    assert "bgcolor" not in note


def test_a_chosen_place_without_a_figure_keeps_its_cross(indicator, readings, outlines, territories):
    figure = draw(indicator, readings("secret", 20.0, 30.0, 35.0, 40.0), outlines, territories, ["QP094001"])
    assert figure["layout"]["shapes"][-1]["fillcolor"] == "rgba(0,0,0,0)"


def test_the_ground_is_the_same_whatever_is_chosen(indicator, readings, outlines, territories):
    """The browser keeps the ground: what depends on the choice is in the other part, small and without outlines of others."""
    found = readings(10.0, 20.0, 30.0, "secret", 40.0)
    classes = maps.classify([10.0, 20.0, 30.0, 40.0], 1)
    ground = maps.map_ground(indicator, found, PERIOD, outlines, territories, classes, "fr", False)
    for selected in ([], ["QP094027"], ["QP094001", "QP094002"]):
        whole = draw(indicator, found, outlines, territories, selected)
        choice = maps.map_choice(maps.map_part(ground), found, outlines, territories, selected, "fr", False)
        assert whole["data"] == ground["data"]
        assert whole["layout"] == ground["layout"] | choice
        assert sum(shape["type"] == "circle" for shape in choice["shapes"]) == len(selected)


@pytest.mark.parametrize(("language", "said"), [("fr", "partie Champigny"), ("en", "part in Champigny")])
def test_a_part_is_named_in_the_language_on_the_map_and_on_hover(
    indicator, readings, outlines, territories, language, said
):
    part = replace(territories["QP094027"], level="neighbourhood_part", name="Le Bois, partie Champigny")
    known = territories | {"QP094027": part}
    figure = draw(indicator, readings(10.0, 20.0, 30.0, 35.0, 40.0), outlines, known, ["QP094027"], language=language)
    assert any(f"Le Bois, {said}" in text for text in circles(figure)["hovertext"])
    assert any(f"Le Bois, {said}" in note["text"] for note in figure["layout"]["annotations"])


def test_a_diverging_map_tells_the_difference(indicator, readings, outlines, territories):
    figure = draw(indicator, readings(10.0, 20.0, 30.0, 35.0, 40.0), outlines, territories, around=25.0)
    marks = circles(figure)
    hover = dict(zip(marks["customdata"], marks["hovertext"], strict=True))
    assert "+15,0\u00a0points" in hover["QP094027"]
    assert marks["marker"]["color"][marks["customdata"].index("QP094001")] == LIGHT.diverging[0]
    assert marks["marker"]["color"][marks["customdata"].index("QP094027")] == LIGHT.diverging[4]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("dark", [False, True])
def test_the_legend_counts_every_reading_once(indicator, readings, language, dark):
    found = readings("secret", 20.0, "not_available", 35.0, 40.0)
    classes = maps.classify([20.0, 35.0, 40.0], 1)
    legend = maps.legend(indicator, classes, found, language, dark)
    word = "quartier" if language == "fr" else "neighbourhood"
    assert sum(int(n) for n in re.findall(rf">(\d+) {word}", legend)) == len(found)
    assert (DARK if dark else LIGHT).sequential[0] in legend
    assert ("20,0\u00a0%" if language == "fr" else "20.0%") in legend
    assert ("secret statistique" if language == "fr" else "statistical secrecy") in legend


def test_the_legend_of_municipalities_counts_municipalities(indicator):
    found = [Reading("COM94017", 20.0, "published", "", "official")]
    legend = maps.legend(indicator, maps.classify([20.0], 1), found, "fr", False)
    assert "1 commune<" in legend
    assert "cercle" not in legend


def test_without_any_value_the_map_still_shows_where_and_why(indicator, readings, outlines, territories):
    found = readings(*["secret"] * 5)
    figure = draw(indicator, found, outlines, territories)
    assert len(circles(figure)["customdata"]) == 5
    assert "5 quartiers" in maps.legend(indicator, None, found, "fr", False)
    assert "5 quartiers" in maps.legend(indicator, maps.classify([], 1), found, "fr", False)
    assert maps.map_summary(indicator, found, PERIOD, territories, [], "fr").endswith("aucune valeur publiée.")


def test_the_summary_ranks_without_judging(indicator, readings, territories):
    found = readings(10.0, 20.0, 30.0, "secret", 40.0)
    french = maps.map_summary(indicator, found, PERIOD, territories, ["QP094027"], "fr").replace("\u00a0", " ")
    assert french == (
        "2019, 4 quartiers sur 5 avec une valeur : de 10,0 % (Un <b>) à 40,0 % (Le Bois L’Abbé), médiane 25,0 %. "
        "Le Bois L’Abbé : 40,0 %, au-dessus de la médiane (rang 1 sur 4)."
    )
    english = maps.map_summary(indicator, found, PERIOD, territories, ["QP094027"], "en")
    assert "4 neighbourhoods of 5 with a value" in english
    schools = maps.map_summary(replace(indicator, finest_level="school"), found, PERIOD, territories, [], "fr")
    assert "Bois" not in schools


def test_demonstration_is_marked(indicator, readings, outlines, territories):
    figure = draw(indicator, readings(10.0, 20.0, origin="demo"), outlines, territories)
    assert any(note["text"] == "Démonstration" for note in figure["layout"]["annotations"])
    figure = draw(indicator, readings(10.0, 20.0), outlines, territories)
    assert not any(note["text"] == "Démonstration" for note in figure["layout"]["annotations"])


def test_a_box_is_respected_and_names_are_safe(indicator, readings, outlines, territories):
    box = (2.50, 48.79, 2.52, 48.80)
    figure = draw(indicator, readings(10.0, 20.0, 30.0, 35.0, 40.0), outlines, territories, ["QP094001"], bbox=box)
    low, high = figure["layout"]["xaxis"]["range"]
    assert low <= 2.50 < 2.52 <= high < 2.54
    assert any("Un &lt;b&gt;" in note["text"] for note in figure["layout"]["annotations"])
    assert "http" not in json.dumps(figure)


def test_sixteen_hundred_outlines_take_no_more_traces_than_forty(indicator, outlines, territories):
    shape = outlines["QP094001"]
    many, places, readings = dict(outlines), dict(territories), []
    for n in range(1600):
        code = f"QP{n:06}"
        many[code] = replace(shape, territory=code)
        places[code] = replace(territories["QP094001"], territory=code)
        readings.append(Reading(code, float(n % 90), "published", "", "official"))
    figure = draw(indicator, readings, many, places)
    few = draw(indicator, readings[:40], many, places)
    assert len(figure["data"]) <= len(few["data"]) + 1


def test_outlines_are_those_of_the_readings_only(indicator, readings, outlines, territories):
    figure = draw(indicator, readings(10.0), outlines, territories)
    drawn = [t for t in figure["data"] if t.get("fill") == "toself"]
    assert len(drawn) == 2
    assert drawn[1]["x"] == list(outlines["QP094001"].x)
    assert geography.is_approximate(outlines.values())
