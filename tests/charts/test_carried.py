"""Figures carried from earlier perimeters: never joined with the territory's own, and said in words."""

from dataclasses import replace
from datetime import date

import pytest

from observatory import absences, carrying, charts
from observatory.charts import layout
from observatory.series import Break, Point, Series
from observatory.trajectory import Trajectory

CARRIED = "passage=QP094027:0.6,QP094026:1.0"


def mixed(values: dict[int, float], own_from: int, reason: str = CARRIED) -> Series:
    """Figures at 31 December, carried before `own_from` and the territory's own from then on."""
    points = tuple(
        Point(date(year, 12, 31), value, "estimated", reason, None, "official")
        if year < own_from
        else Point(date(year, 12, 31), value, "published", "", None, "official")
        for year, value in values.items()
    )
    return Series("DE-ABC", "QN09424I", points)


VALUES = {2021: 100.0, 2022: 90.0, 2023: 80.0, 2024: 70.0, 2025: 60.0}


def test_a_line_lifts_its_pen_where_own_figures_begin(indicator) -> None:
    points = layout.segments(indicator(), mixed(VALUES, 2024).points, [])
    assert [point.value if point else None for point in points] == [100, 90, 80, None, 70, 60]


def test_a_line_of_one_kind_is_whole(indicator) -> None:
    for own_from in (2021, 2026):
        assert None not in layout.segments(indicator(), mixed(VALUES, own_from).points, [])


def test_the_small_line_has_two_strokes(indicator) -> None:
    for own_from, strokes in ((2024, 2), (2026, 1)):
        drawn = charts.sparkline(indicator(), mixed(VALUES, own_from).points, (), None, False)
        assert drawn.count("<polyline") == strokes


def test_a_chart_shows_a_break_where_own_figures_begin_and_none_is_declared() -> None:
    series = mixed(VALUES, 2024)
    (found,) = layout.with_turns(series, (), "fr")
    assert (found.period, found.kind) == (date(2024, 12, 31), "geography")
    declared = (Break(date(2024, 1, 1), "geography", "Nouveaux périmètres"),)
    assert layout.with_turns(series, declared, "fr") == declared
    noise = (Break(date(2024, 1, 1), "noise", "Crise"),)
    assert len(layout.with_turns(series, noise, "fr")) == 2
    assert layout.with_turns(mixed(VALUES, 2026), (), "fr") == ()


def test_the_chart_draws_two_segments_of_which_the_carried_one_is_hollow(indicator) -> None:
    figure = charts.target_chart(indicator(), [mixed(VALUES, 2024)], None, None, (), {"QN09424I": "Ici"}, "fr", False)
    line = next(trace for trace in figure["data"] if trace["name"] == "Ici")
    assert line["y"] == [100, 90, 80, None, 70, 60]
    fills = line["marker"]["color"]
    assert len(set(fills[:3])) == 1 and len(set(fills[4:])) == 1 and fills[0] != fills[4]
    assert "reporté de QP094027, poids 60\u00a0%, QP094026, poids 100\u00a0%" in line["hovertext"][0]
    assert "reporté" not in line["hovertext"][5]


OVERLAP = Series(
    "DE-ABC",
    "QN09424I",
    tuple(
        Point(date(year, 12, 31), value, "estimated", CARRIED, None, "official")
        for year, value in ((2024, 95.0), (2025, 93.0))
    ),
)


@pytest.mark.parametrize(("declared", "strokes"), [(False, [80, 95, 93]), (True, [80, None, 95, 93])])
def test_generations_that_overlap_are_two_strokes_that_no_line_joins(indicator, declared: bool, strokes: list) -> None:
    """A break where own figures begin does not cut what is carried on beside them; one that is declared does."""
    breaks = (Break(date(2024, 1, 1), "method", "x"),) if declared else ()
    figure = charts.target_chart(
        indicator(), [mixed(VALUES, 2024)], None, None, breaks, {"QN09424I": "Ici"}, "fr", False, overlapped=OVERLAP
    )
    own = next(trace for trace in figure["data"] if trace["name"] == "Ici")
    assert own["y"] == [100, 90, 80, None, 70, 60]
    beside = next(trace for trace in figure["data"] if trace["name"] == "reporté des anciens périmètres")
    assert beside["y"] == strokes
    assert beside["connectgaps"] is False
    assert "reporté de QP094027, poids 60\u00a0%" in beside["hovertext"][-1]
    low, high = figure["layout"]["yaxis"]["range"]
    assert low <= 60
    assert high >= 100
    words = [note["text"] for note in figure["layout"]["annotations"]]
    assert any("reporté" in word for word in words)


def test_own_figures_from_the_start_leave_the_overlap_a_stroke_of_its_own(indicator) -> None:
    figure = charts.target_chart(
        indicator(), [mixed(VALUES, 2021)], None, None, (), {"QN09424I": "Ici"}, "en", False, overlapped=OVERLAP
    )
    beside = next(trace for trace in figure["data"] if trace["name"] == "carried from earlier perimeters")
    assert beside["y"] == [95, 93]


def test_the_sentence_says_why_they_are_apart(indicator) -> None:
    shown = Trajectory(
        indicator=indicator(), series=(mixed(VALUES, 2024),), reference=None, target=None, breaks=(),
        names={"QN09424I": "Ici"}, overlapped=OVERLAP,
    )  # fmt: skip
    told = charts.trajectory_summary(shown, "fr")
    assert "Pour 2024–2025, les chiffres reportés des anciens périmètres sont tracés à part" in told
    one = replace(OVERLAP, points=OVERLAP.points[:1])
    assert "For 2024, the figures" in charts.trajectory_summary(replace(shown, overlapped=one), "en")
    assert "tracés à part" not in charts.trajectory_summary(replace(shown, overlapped=None), "fr")
    made_up = replace(OVERLAP, points=tuple(replace(point, origin="demo") for point in OVERLAP.points))
    assert replace(shown, overlapped=made_up).is_demo
    assert not shown.is_demo


def test_no_change_is_told_from_a_carried_figure_to_an_own_one(indicator) -> None:
    names = {"QN09424I": "Ici"}
    told = charts.target_summary(indicator(), [mixed(VALUES, 2025)], None, None, names, "fr")
    assert "60 au 31 décembre 2025." in told
    assert "2021" not in told
    told = charts.target_summary(indicator(), [mixed(VALUES, 2024)], None, None, names, "fr")
    assert "10 de moins" in told


@pytest.mark.parametrize(
    ("reason", "status", "said"),
    [
        ("passage_not_summable=QP094027:1.0", "not_available", "cet indicateur ne s’additionne pas, il n’est donc pas"),
        ("passage_hidden=QP094027:1.0", "secret", "le chiffre de QP094027 est couvert par le secret"),
        ("passage_small=QP094027:1.0", "secret", "l’effectif serait trop faible"),
        (
            "passage_incomplete=QP094027:1.0",
            "not_available",
            "pas de chiffre pour tous les anciens périmètres (QP094027)",
        ),
        ("passage_uncovered=QP094027:1.0", "not_available", "n’était pas dans QP094027"),
        ("passage_beside_secret=QP094027:1.0", "not_available", "à côté d’un chiffre couvert par le secret"),
    ],
)
def test_a_refusal_says_why(reason: str, status: str, said: str) -> None:
    point = Point(date(2023, 12, 31), None, status, reason, None, "official")
    assert said in absences.words(point, "fr")
    assert "QP094027" in absences.words(point, "en")
    assert "{" not in absences.words(point, "en")


def test_a_summary_without_a_value_says_why(indicator) -> None:
    points = (Point(date(2023, 12, 31), None, "not_available", "passage_not_summable=QP1:1.0", None, "official"),)
    told = charts.target_summary(indicator(), [Series("DE-ABC", "QN1", points)], None, None, {"QN1": "Ici"}, "fr")
    assert told == (
        "Ici\u00a0: aucune valeur publiée. Non disponible (cet indicateur ne s’additionne pas, il n’est donc pas reporté de QP1)."
    )


def test_reasons_are_read_back() -> None:
    assert carrying.givers(CARRIED) == (carrying.Giver("QP094027", 0.6), carrying.Giver("QP094026", 1.0))
    assert carrying.givers("note=3") == ()
    assert carrying.words("secondary", "fr") == ""
    assert (
        carrying.words("passage=QP1:0.405", "fr", {"QP1": "Le Plateau"}) == "reporté de Le Plateau, poids 40,5\u00a0%"
    )
