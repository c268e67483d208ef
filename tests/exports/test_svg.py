"""The chart as SVG and PNG: the same words as the browser's figure, an alternative text, nothing hidden."""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from lxml import etree
from PIL import Image

from observatory import charts
from observatory.charts.layout import base_layout
from observatory.exports.about import About
from observatory.exports.pages import picture_words
from observatory.exports.picture import png_bytes
from observatory.exports.svg import Wording, chart_figure, chart_svg, figure_svg, picture_svg
from observatory.slides.model import Chart
from observatory.theme import palette

WORDING = Wording("Titre & co", "Une <phrase>.", ("Source : Insee.",))


def _drawn(chart: Chart, **options: Any) -> str:
    return chart_svg(chart, "fr", WORDING, **options)


@pytest.mark.parametrize("measure", ["level", "gap"])
@pytest.mark.parametrize("dark", [False, True])
def test_every_word_of_the_figure_is_drawn(chart: Callable[..., Chart], measure: str, dark: bool) -> None:
    one = chart(measure)
    figure = chart_figure(one, "fr", dark, 640)
    root = etree.fromstring(_drawn(one, dark=dark).encode())
    drawn = {"".join(element.itertext()) for element in root.iter("{*}text")}
    layout = figure["layout"]
    wanted = [*layout["xaxis"]["ticktext"], *layout["yaxis"]["ticktext"]]
    wanted += [line for note in layout["annotations"] for line in re.sub("</?b>", "", note["text"]).split("<br>")]
    assert set(wanted) - {""} <= drawn
    assert root.get("width") == "640" and root.get("height") == str(layout["height"])


def test_it_is_told_to_those_who_do_not_see_it(chart: Callable[..., Chart]) -> None:
    root = etree.fromstring(_drawn(chart(), alone=True).encode())
    assert root.get("role") == "img" and root.findtext("{*}title") == "Titre & co"
    assert root.findtext("{*}desc") == "Une <phrase>."
    assert "Source : Insee." in {"".join(e.itertext()) for e in root.iter("{*}text")}


def test_gaps_lift_the_pen_and_nothing_hidden_is_there(chart: Callable[..., Chart]) -> None:
    drawn = _drawn(chart())
    assert "987654" not in drawn and "987" not in re.sub(r"[\d.]+", "", drawn)
    paths = re.findall(r'<path d="([^"]+)"', drawn)
    assert any(path.count("M") >= 2 for path in paths)


def test_a_chart_without_figures_says_so(chart: Callable[..., Chart]) -> None:
    empty = charts.target_chart(chart().indicator, (), None, None, (), {}, "fr", False, 640, None)
    assert "Aucune valeur publiée" in figure_svg(empty, 640, WORDING, "fr")


def test_a_line_of_a_title_never_begins_with_a_dash() -> None:
    figure = base_layout(palette(False), "fr", 200) | {"xaxis": {"visible": False}, "yaxis": {"visible": False}}
    for title in ("Polognes-Centre Ville - Le Plateau - Saint-Martin", "Emploi – Le Bois L’Abbé – Chennevières"):
        for width in range(150, 500, 10):
            drawn = picture_svg({"data": [], "layout": figure}, width, Wording(title, ""), "fr")
            lines = re.findall(r"<text[^>]*>([^<]*)</text>", drawn)
            assert " ".join(lines) == title and not any(line.startswith(("-", "–")) for line in lines)


def test_bars_are_drawn_as_long_as_their_values() -> None:
    figure = base_layout(palette(False), "fr", 200)
    figure |= {"xaxis": {"range": [0, 40], "visible": False}, "yaxis": {"range": [1.5, -0.5], "visible": False}}
    bars = {
        "type": "bar",
        "orientation": "h",
        "y": [0, 1],
        "x": [20.0, 40.0],
        "width": 0.7,
        "marker": {"color": "#123456"},
    }
    drawn = figure_svg({"data": [bars], "layout": figure}, 500, WORDING, "fr")
    widths = [float(w) for w in re.findall(r'<rect[^>]*?width="([\d.]+)"[^>]*#123456', drawn)]
    assert len(widths) == 2 and widths[1] == pytest.approx(2 * widths[0], rel=0.02)


def test_the_picture_has_ink_and_twice_the_size(chart: Callable[..., Chart]) -> None:
    picture = Image.open(BytesIO(png_bytes(_drawn(chart(), width=500)))).convert("L")
    assert picture.width == 1000
    low, high = picture.getextrema()
    assert low < 80 and high == 255


def test_words_of_the_picture_need_no_font_of_the_machine(chart: Callable[..., Chart]) -> None:
    words = _drawn(chart())
    without = re.sub(r"<text.*?</text>", "", words)
    assert png_bytes(words) != png_bytes(without)


def test_intervals_and_the_fan_are_drawn() -> None:
    """What plotly draws as filled shapes and error bars, in a figure made by hand."""
    area = {"type": "scatter", "mode": "none", "fill": "toself", "fillcolor": "rgba(11,79,138,0.11)", "name": "i"}
    area |= {"x": ["2016-12-31", "2017-12-31", "2017-12-31"], "y": [1.0, 3.0, 2.0]}
    line = {"type": "scatter", "mode": "lines", "x": ["2016-12-31", "2017-12-31"], "y": [1.0, 2.0], "name": "l"}
    line |= {"line": {"color": "#0B4F8A", "width": 2}}
    line["error_y"] = {"array": [0.5, 0.0], "arrayminus": [0.5, 0.0], "color": "#000000", "thickness": 1, "width": 4}
    ticks = {"tickvals": [], "ticktext": [], "tickfont": {"size": 13, "color": "#000000"}, "gridcolor": "#D8DCE3"}
    across = ticks | {
        "range": ["2016-01-01", "2018-01-01"],
        "ticklen": 5,
        "linecolor": "#000000",
        "tickcolor": "#000000",
    }
    margin = {"l": 10, "r": 10, "t": 10, "b": 10}
    layout = {
        "height": 200,
        "margin": margin,
        "paper_bgcolor": "#FFFFFF",
        "xaxis": across,
        "yaxis": ticks | {"range": [0, 4]},
    }
    drawn = figure_svg({"data": [area, line], "layout": layout}, 300, WORDING, "fr")
    assert "<polygon points=" in drawn and 'fill="#0B4F8A" fill-opacity="0.11"' in drawn
    assert drawn.count("<line") == 1 + 3, "the axis of dates, and a whisker with its two ends"


@pytest.mark.parametrize("measure", ["level", "gap"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_comments_are_numbered_on_the_chart_and_listed_below(
    commented: Callable[..., Chart], about: Callable[..., About], measure: str, language: str
) -> None:
    one = commented(measure)
    svg = chart_svg(one, language, picture_words(one, about(language), "Source"), width=960, alone=True)
    root = etree.fromstring(svg.encode())
    words = [("".join(element.itertext()), float(element.get("y"))) for element in root.iter("{*}text")]
    numbers = [(said, y) for said, y in words if said in {"1", "2", "3", "4"}]
    # Two points of the chart have their numbers, not the hidden year; the list has all four, further down.
    assert [said for said, _ in numbers] == ["3", "4", "1", "2", "3", "4"]
    listed = [y for _, y in numbers[2:]]
    assert listed == sorted(listed) and root.get("height") and listed[-1] < float(root.get("height", 0))
    lines = " ".join(said for said, _ in words)
    title, whole = ("Commentaires", "Toute la série") if language == "fr" else ("Comments", "Whole series")
    assert title in lines and f"{whole} À lire avec prudence. — Cheffe de projet" in lines
    assert "=Crise & <suite>" in lines and one.comments[3].comment in lines
    spoken = {"".join(e.itertext()): e.get("{http://www.w3.org/XML/1998/namespace}lang") for e in root.iter("{*}tspan")}
    assert (
        spoken["=Crise & <suite>"] == "fr" and spoken["Démonstration" if language == "fr" else "Demonstration"] is None
    )
    assert "4. " in root.findtext("{*}desc", "") and one.comments[3].comment in root.findtext("{*}desc", "")
    assert "987654" not in svg


def test_comments_leave_the_picture_as_it_was_without_them(
    chart: Callable[..., Chart], commented: Callable[..., Chart], about: Callable[..., About]
) -> None:
    bare, said = (
        chart_svg(one, "fr", picture_words(one, about(), "Source"), width=960, alone=True)
        for one in (chart(), commented())
    )
    assert "Commentaires" not in bare and _height(said) > _height(bare)
    # The list has ink in the picture too, where no typeface of the machine is read, and no word of it is lost.
    assert png_bytes(said) != png_bytes(re.sub(r"<tspan[^>]*>[^<]*</tspan>", "", said))


def _height(svg: str) -> float:
    return float(etree.fromstring(svg.encode()).get("height", 0))
