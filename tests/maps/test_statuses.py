"""The overview's small map: where circles and names go, and what has no figure."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from observatory import maps
from observatory.catalogue import Territory
from observatory.geography import Outline
from observatory.maps.statuses import LARGEST, SMALLEST, WIDTH, status_map
from observatory.series import Reading
from observatory.theme import LIGHT


def test_circles_are_sized_by_people_and_coloured_by_class(
    readings: Callable[..., list[Reading]], outlines: Mapping[str, Outline], territories: Mapping[str, Territory]
) -> None:
    shown = readings(0.0, 20.0, 40.0, 60.0, 80.0)
    classes = maps.classify([r.value for r in shown if r.value is not None], 0)
    drawn = status_map(shown, classes, outlines, territories, "fr", False)
    assert drawn is not None
    spots = {spot.territory: spot for spot in drawn.spots}
    assert set(spots) == {r.territory for r in shown}
    assert spots["QP094027"].size == LARGEST and spots["QP094003"].size == SMALLEST
    assert [spot.size for spot in drawn.spots] == sorted((spot.size for spot in drawn.spots), reverse=True)
    assert spots["QP094001"].colour == LIGHT.sequential[0] and spots["QP094027"].colour == LIGHT.sequential[-1]
    assert all(0 < spot.x < 100 and 0 < spot.y < 100 for spot in drawn.spots)
    assert spots["QP094001"].x < spots["QP094002"].x and spots["QP094027"].y < spots["QP094001"].y


def test_without_a_figure_a_neighbourhood_has_no_colour(
    readings: Callable[..., list[Reading]], outlines: Mapping[str, Outline], territories: Mapping[str, Territory]
) -> None:
    drawn = status_map(readings("not_available", "secret"), None, outlines, territories, "fr", False)
    assert drawn is not None
    assert [spot.colour for spot in drawn.spots] == ["", ""]


def test_nothing_to_place_is_no_map(territories: Mapping[str, Territory]) -> None:
    nowhere = {code: replace(t, longitude=None, latitude=None) for code, t in territories.items()}
    assert status_map([Reading("QP094003", 1.0, "published", "", "official")], None, {}, nowhere, "fr", False) is None


def test_names_neither_cover_another_nor_leave_the_picture(
    readings: Callable[..., list[Reading]], outlines: Mapping[str, Outline], territories: Mapping[str, Territory]
) -> None:
    """Five at nearly one place: some are left out rather than written over one another."""
    heap = {code: replace(t, longitude=2.53, latitude=48.80) for code, t in territories.items()}
    drawn = status_map(
        readings(1.0, 2.0, 3.0, 4.0, 5.0), maps.classify([1.0, 2.0, 3.0, 4.0, 5.0], 0), outlines, heap, "fr", False
    )
    assert drawn is not None
    assert 0 < len(drawn.labels) < 5
    assert len({(label.x, label.y) for label in drawn.labels}) == len(drawn.labels)
    spread = status_map(readings(1.0, 2.0, 3.0, 4.0, 5.0), None, outlines, territories, "fr", False)
    assert spread is not None
    assert "Le Bois L’Abbé" in {label.name for label in spread.labels}
    assert not re.search(r"<text", spread.svg), "names are words of the page, in its own typeface"


def test_the_picture_is_one_of_the_asked_size(
    readings: Callable[..., list[Reading]], outlines: Mapping[str, Outline], territories: Mapping[str, Territory]
) -> None:
    drawn = status_map(readings(1.0), None, outlines, territories, "fr", True, height=100)
    assert drawn is not None
    assert f'width="{WIDTH}" height="100"' in drawn.svg
    assert drawn.svg.count("<path") >= 2


def test_long_official_names_are_cut_at_their_first_name() -> None:
    assert maps.short("Mont Mesly - La Habette - Coteaux Du Sud") == "Mont Mesly"
    assert maps.short("Le Bois L’Abbé") == "Le Bois L’Abbé"
