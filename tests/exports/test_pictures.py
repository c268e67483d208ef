"""Rankings and distributions as pictures: what the page says, in its colours, and nothing that is hidden."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from lxml import etree

from observatory.charts import Figure, ranking
from observatory.charts.ranking import Mark
from observatory.exports.about import About
from observatory.exports.pages import Picture, picture
from observatory.exports.picture import png_bytes
from observatory.series import Point, Reading, Series
from observatory.slides.model import Chart
from observatory.theme import palette

HIDDEN = 987654.0
NAMES = {"A": "Le Bois L’Abbé", "B": "Mont Mesly & Co", "C": "Les Mordacs"}
READINGS = [
    Reading("A", 49.2, "published", "", "official"),
    Reading("B", 40.5, "estimated", "", "demo"),
    Reading("C", HIDDEN, "secret", "", "official"),
]


def words(svg: str) -> set[str]:
    """The texts that a reader sees."""
    return {"".join(one.itertext()) for one in etree.fromstring(svg.encode()).iter("{*}text")}


def leaving(figure: Figure, about: About, dark: bool = False) -> Picture:
    return picture(
        figure, "Titre", "Tous les quartiers · 2021 · %", "Une phrase.", ["Source : Insee."], about, dark=dark, width=960,
        is_marked=True,
    )  # fmt: skip


@pytest.mark.parametrize("dark", [False, True])
def test_a_ranking_leaves_as_it_is_drawn(chart: Callable[..., Chart], about: Callable[..., About], dark: bool) -> None:
    mark = Mark("Chennevières", 44.0, True)
    figure = ranking.ranking(chart().indicator, READINGS, mark, ["A"], NAMES, "fr", dark, 920)
    svg = leaving(figure, about(), dark).svg()
    told = about()
    assert {
        "Titre", "Tous les quartiers · 2021 · %", told.filters, "Source : Insee.", told.as_of_sentence, *told.marks,
        "Démonstration", *NAMES.values(), "Chennevières 44,0\u00a0%", "49,2\u00a0%", "40,5\u00a0%", "s",
    } <= words(svg)  # fmt: skip
    colours = palette(dark)
    assert svg.count("<circle") == 2 and f'fill="{colours.accent}"' in svg
    assert "987654" not in re.sub(r"\D", "", svg) and "<script" not in svg and "href" not in svg
    assert png_bytes(svg).startswith(b"\x89PNG")


def test_a_distribution_has_its_boxes_and_no_hidden_point(
    chart: Callable[..., Chart], about: Callable[..., About]
) -> None:
    def series(place: str, *values: float) -> Series:
        points = [Point(date(2018 + n, 12, 31), v, "published", "", None, "official") for n, v in enumerate(values)]
        return Series("EMP-03", place, (*points, Point(date(2021, 12, 31), HIDDEN, "secret", "", None, "official")))

    everywhere = [series(str(n), 40.0 + n, 41.0 + n, 42.0 + n) for n in range(6)]
    figure = ranking.distribution(chart().indicator, everywhere, everywhere[0], {}, "fr", False)
    svg = leaving(figure, about()).svg()
    drawn = re.sub(r"^.*?</desc><rect [^>]*>", "", svg)
    # The frame of the mark, then a box a year.
    assert drawn.count("<rect") == 1 + 3 and drawn.count("<circle") == 18 + 3
    assert {"2018", "2019", "2020"} <= words(svg) and "2021" not in words(svg)
    assert 'opacity="0.55"' in svg and "987654" not in re.sub(r"\D", "", svg)


def test_a_text_turns_bold_and_to_another_colour_on_its_way(
    chart: Callable[..., Chart], about: Callable[..., About]
) -> None:
    figure = ranking.ranking(chart().indicator, READINGS[:1], None, [], NAMES, "fr", False)
    figure["layout"]["yaxis"]["ticktext"] = ['<span style="color:#123456">1</span>  <b>Deux &amp; trois</b>']
    root = etree.fromstring(leaving(figure, about()).svg().encode())
    (line,) = [one for one in root.iter("{*}text") if "Deux" in "".join(one.itertext())]
    looks = [(run.text, run.get("fill"), "700" in run.get("style", "")) for run in line]
    assert looks[0] == ("1", "#123456", False) and looks[-1][0] == "Deux & trois" and looks[-1][2]
