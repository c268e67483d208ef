"""The map as a picture: cut at its frame, with its colours explained below, nothing hidden, nothing fetched."""

import re
from dataclasses import replace
from datetime import date

import pytest
from lxml import etree

from observatory import maps
from observatory.exports.about import About
from observatory.exports.pages import picture
from observatory.exports.picture import png_bytes
from observatory.theme import palette

HIDDEN = 987654.0
ABOUT = About("Taux", "fr", "Contrat ; quartiers : Un.", date(2026, 6, 12), (), True, True)


def leaving(indicator, readings, outlines, territories, dark=False, bbox=None):
    values = [r.value for r in readings if r.value is not None and r.status == "published"]
    classes = maps.classify(values, 1)
    figure = maps.neighbourhood_map(
        indicator, readings, date(2019, 12, 31), outlines, territories, ("QP094001",), classes, "fr", dark,
        bbox=bbox, width_hint=920, height=600, show_demo_mark=False,
    )  # fmt: skip
    key = maps.swatches(indicator, classes, readings, "fr", dark)
    notes = [maps.circles_note(readings, "fr"), maps.status_words(["on_track"], "fr"), "Source : Insee."]
    return picture(
        figure, "Taux de pauvreté", "Carte, 2019 · %", "Une phrase.", notes, ABOUT, dark=dark, width=960,
        is_marked=True, key=key,
    ), key  # fmt: skip


@pytest.mark.parametrize("dark", [False, True])
def test_the_picture_says_what_its_colours_are(indicator, readings, outlines, territories, dark):
    given = readings(40.0, 25.0, "secret", 12.0, 33.0, origin="demo")
    given[2] = replace(given[2], value=HIDDEN)
    drawn, key = leaving(indicator, given, outlines, territories, dark)
    svg = drawn.svg()
    root = etree.fromstring(svg.encode())
    words = {" ".join("".join(one.itertext()).split()) for one in root.iter("{*}text")}
    assert {"Taux de pauvreté", "Carte, 2019 · %", "Démonstration", "Source : Insee.", ABOUT.filters} <= words
    assert {ABOUT.as_of_sentence, *ABOUT.marks} <= words
    assert any(word.startswith("Quartiers du contrat") and "▲ en bonne voie (1)" in word for word in words)
    for swatch in key:
        assert f'fill="{swatch.colour}"' in svg
        assert any(" ".join(swatch.words.split()) in word and swatch.count.split()[0] in word for word in words)
    assert [one.is_missing for one in key].count(True) == 1 and any(word.startswith("s — ") for word in words)
    # A neighbourhood without a figure is crossed, on the map and in the key.
    assert svg.count('stroke-dasharray="2 2"') == 1
    assert "987654" not in re.sub(r"\D", "", svg) and "href" not in svg and "<image" not in svg
    assert f'fill="{palette(dark).land}"' in svg and png_bytes(svg).startswith(b"\x89PNG")


def test_a_map_ends_at_its_frame(indicator, readings, outlines, territories):
    whole, _ = leaving(indicator, readings(40.0, 25.0, 9.0, 12.0, 33.0), outlines, territories)
    near, _ = leaving(
        indicator, readings(40.0, 25.0, 9.0, 12.0, 33.0), outlines, territories, bbox=(2.501, 48.791, 2.512, 48.801)
    )
    assert 'clip-path="url(#frame)"' in near.svg() and '<clipPath id="frame">' in near.svg()
    assert near.svg().count("<polygon") < whole.svg().count("<polygon")


def test_the_legend_of_the_page_and_the_key_say_the_same(indicator, readings):
    given = readings(40.0, 25.0, "secret", 12.0, 33.0)
    classes = maps.classify([40.0, 25.0, 12.0, 33.0], 1)
    html = maps.legend(indicator, classes, given, "fr", False)
    for swatch in maps.swatches(indicator, classes, given, "fr", False):
        assert swatch.words in html and swatch.count in html
        assert swatch.is_missing or f"background:{swatch.colour}" in html
    assert maps.circles_note(given, "fr") in html
