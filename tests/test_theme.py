"""Contrast, computed as WCAG 2.1 does: 4.5:1 for text, 3:1 for graphics, on the grounds that each palette puts behind them."""

import re
import tomllib
from itertools import combinations, pairwise
from pathlib import Path

import pytest

from observatory import theme
from observatory.theme import AXIS_COLOURS, DARK, LIGHT, STATUS_SIGNS, Palette, contrast

ROOT = Path(__file__).resolve().parents[1]
TEXT, GRAPHICS = 4.5, 3.0
both = pytest.mark.parametrize("palette", [LIGHT, DARK], ids=lambda palette: palette.name)


def test_the_measure_itself() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#E69F00", "#FFFFFF") == pytest.approx(2.25, abs=0.01)
    assert contrast("#0072B2", "#FFFFFF") == pytest.approx(5.19, abs=0.01)


@both
def test_every_colour_is_written_in_full(palette: Palette) -> None:
    for name in (
        "ground",
        "second_ground",
        "ink",
        "muted",
        "hairline",
        "accent",
        "selected",
        "other",
        "warning",
        "land",
    ):
        assert re.fullmatch("#[0-9A-F]{6}", getattr(palette, name)), name
    for name in ("sequential", "diverging", "series"):
        assert all(re.fullmatch("#[0-9A-F]{6}", colour) for colour in getattr(palette, name)), name


@both
@pytest.mark.parametrize("name", ["ink", "muted", "accent", "warning", "selected"])
def test_text_reads_on_both_grounds(palette: Palette, name: str) -> None:
    for ground in (palette.ground, palette.second_ground):
        assert contrast(getattr(palette, name), ground) >= TEXT


@both
def test_marks_of_what_is_made_up_read_and_have_no_frame(palette: Palette) -> None:
    sheet = (ROOT / "observatory" / "ui" / "styles.css").read_text(encoding="utf-8")
    colours = re.findall(r"--cq-demo: (#[0-9A-F]{6})", sheet)
    colour = colours[palette is DARK]
    assert all(contrast(colour, ground) >= TEXT for ground in (palette.ground, palette.second_ground))
    rule = re.search(r"^\.cq-tag-demo \{(.*?)\}", sheet, re.MULTILINE)
    assert rule and "border: 0" in rule[1] and "background" not in rule[1]


@both
def test_lines_and_their_direct_labels_read(palette: Palette) -> None:
    """A line's name is written in the line's colour, so it is text."""
    for colour in palette.series:
        assert contrast(colour, palette.ground) >= TEXT


@both
def test_marks_stand_out(palette: Palette) -> None:
    assert contrast(palette.other, palette.ground) >= GRAPHICS
    assert contrast(palette.muted, palette.land) >= GRAPHICS


@both
def test_lines_differ_from_one_another(palette: Palette) -> None:
    assert len(set(palette.series)) == len(palette.series) == 6


@both
def test_a_map_class_is_seen_by_its_edge_or_its_fill(palette: Palette) -> None:
    """Pale classes lie on pale land: circles carry an edge in `muted`, which must be seen around every class of the land."""
    assert contrast(palette.muted, palette.land) >= GRAPHICS
    assert contrast(palette.ink, palette.land) >= GRAPHICS


@both
def test_the_sequential_scale_grows_away_from_the_ground(palette: Palette) -> None:
    steps = [contrast(colour, palette.ground) for colour in palette.sequential]
    assert steps == sorted(steps)
    assert all(after / before >= 1.2 for before, after in pairwise(steps))
    assert contrast(palette.sequential[0], palette.sequential[-1]) >= GRAPHICS


@both
def test_the_diverging_scale_has_two_sides(palette: Palette) -> None:
    low, below, middle, above, high = palette.diverging
    for inner, outer in ((below, low), (above, high)):
        assert contrast(middle, outer) > contrast(middle, inner)
    for one, other in ((low, high), (below, above)):
        reds = [int(colour[1:3], 16) - int(colour[5:7], 16) for colour in (one, other)]
        assert reds[0] < 0 < reds[1], "blue below, orange above: told apart whatever one's colour vision"
    assert contrast(middle, low) >= GRAPHICS and contrast(middle, high) >= GRAPHICS


@both
@pytest.mark.parametrize("status", STATUS_SIGNS)
def test_a_status_reads(palette: Palette, status: str) -> None:
    """The sign and its word on the ground of the page; the sign alone on the second ground."""
    sign = STATUS_SIGNS[status]
    colour = sign.light if palette is LIGHT else sign.dark
    assert contrast(colour, palette.ground) >= TEXT
    assert contrast(colour, palette.second_ground) >= GRAPHICS


def test_a_status_is_never_told_by_colour_alone() -> None:
    shapes = [sign.shape for sign in STATUS_SIGNS.values()]
    assert len(set(shapes)) == len(shapes) == 6
    hues = {sign.light for name, sign in STATUS_SIGNS.items() if name in {"met", "degradation"}}
    assert len(hues) == 2


def test_no_status_is_green() -> None:
    for sign in STATUS_SIGNS.values():
        for colour in (sign.light, sign.dark):
            red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
            assert not (green > red + 20 and green > blue + 20)


def test_each_axis_has_its_colour_on_white() -> None:
    assert set(AXIS_COLOURS) == {"transversal", "employment", "housing", "education", "prevention", "health"}
    assert all(contrast(colour, LIGHT.ground) >= TEXT for colour in AXIS_COLOURS.values())
    assert all(one != other for one, other in combinations(AXIS_COLOURS.values(), 2))


@both
def test_streamlit_is_given_the_same_palette(palette: Palette) -> None:
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"][palette.name]
    assert settings["backgroundColor"].upper() == palette.ground
    assert settings["secondaryBackgroundColor"].upper() == palette.second_ground
    assert settings["textColor"].upper() == palette.ink
    assert settings["primaryColor"].upper() == palette.accent
    assert contrast(settings["linkColor"], settings["backgroundColor"]) >= TEXT


def test_the_palette_follows_the_room() -> None:
    assert theme.palette(dark=True) is DARK
    assert theme.palette(dark=False) is LIGHT


def test_letters_are_large_enough() -> None:
    sizes = (theme.SIZE_NOTE, theme.SIZE_BODY, theme.SIZE_LEAD, theme.SIZE_SECTION, theme.SIZE_TITLE, theme.SIZE_KEY)
    assert list(sizes) == sorted(sizes)
    assert theme.SIZE_NOTE >= 14


@both
def test_axes_are_told_apart_from_both_grounds(palette: Palette) -> None:
    colours = [theme.on_dark(one) if palette is DARK else one for one in AXIS_COLOURS.values()]
    assert all(contrast(one, palette.ground) >= GRAPHICS for one in colours)
    assert theme.on_dark("#000000") == "#7F7F7F"
    assert theme.on_dark("#8A5A00") == "#C4AC7F"
