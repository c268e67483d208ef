"""Comments on a chart: a number at each point that somebody spoke of, nowhere else, with words that cannot be markup."""

from datetime import date

import pytest

from observatory import charts
from observatory.series import Comment, Point, Series

SERIES = Series(
    "A", "T",
    (
        Point(date(2020, 12, 31), 10.0, "published", "", None, "local"),
        Point(date(2021, 12, 31), 30.0, "published", "", None, "local"),
        Point(date(2022, 12, 31), 3.0, "secret", "", None, "local"),
    ),
)  # fmt: skip
FIGURE = {"data": [], "layout": {"annotations": [{"text": "cible"}], "yaxis": {"range": [0, 40]}}}


def comment(period: date | None, said: str, origin: str = "local") -> Comment:
    return Comment(period, date(2024, 3, 1), "Cheffe de projet", said, origin)


def test_a_number_stands_at_each_commented_point() -> None:
    comments = [
        comment(None, "Prudence"),
        comment(date(2020, 12, 31), "Fermeture"),
        comment(date(2021, 12, 31), "Réouverture"),
        comment(date(2021, 12, 31), "Suite"),
    ]
    drawn = charts.remarked(FIGURE, SERIES, comments, dark=False)["layout"]["annotations"]
    assert drawn[0] == {"text": "cible"} and FIGURE["layout"]["annotations"] == [{"text": "cible"}]  # type: ignore[index]
    assert [(one["x"], one["y"], one["text"]) for one in drawn[1:]] == [
        ("2020-12-31", 10.0, "2"),
        ("2021-12-31", 30.0, "3, 4"),
    ]
    assert "4. Suite" in drawn[2]["hovertext"]
    # A low point has its number above it, a high one below.
    assert drawn[1]["ay"] < 0 < drawn[2]["ay"]


@pytest.mark.parametrize(("anchor", "above"), [("top", True), ("bottom", False), ("middle", False)])
def test_a_number_keeps_off_the_name_of_its_point(anchor: str, above: bool) -> None:
    name = {"text": "Quartier", "x": "2021-12-31", "y": 30.0, "yref": "y", "yanchor": anchor}
    figure = {"data": [], "layout": {"annotations": [name], "yaxis": {"range": [0, 40]}}}
    drawn = charts.remarked(figure, SERIES, [comment(date(2021, 12, 31), "Mot")], dark=False)["layout"]["annotations"]
    assert (drawn[1]["ay"] < 0) is above


@pytest.mark.parametrize("period", [date(2022, 12, 31), date(2019, 12, 31)])
def test_a_hidden_or_missing_figure_is_not_pointed_at(period: date) -> None:
    assert charts.remarked(FIGURE, SERIES, [comment(period, "Mot")], dark=True) == FIGURE


def test_words_are_never_markup() -> None:
    drawn = charts.remarked(FIGURE, SERIES, [comment(date(2020, 12, 31), "<b>mot</b> & suite")], dark=False)
    assert drawn["layout"]["annotations"][1]["hovertext"] == "1. &lt;b&gt;mot&lt;/b&gt; &amp; suite"


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "fr",
            (
                "1. Toute la série\u00a0: Prudence — Cheffe de projet, 1er mars 2024",
                "2. 31 décembre 2020\u00a0: Fermeture — Cheffe de projet, 1er mars 2024 (Démonstration)",
            ),
        ),
        (
            "en",
            (
                "1. Whole series: Prudence — Cheffe de projet, 1 March 2024",
                "2. 31 December 2020: Fermeture — Cheffe de projet, 1 March 2024 (Demonstration)",
            ),
        ),
    ],
)
def test_the_list_says_what_about_by_whom_and_when(language: str, lines: tuple[str, ...]) -> None:
    comments = [comment(None, "Prudence"), comment(date(2020, 12, 31), "Fermeture", "demo")]
    assert tuple(one.sentence(language) for one in charts.remarks(comments, "date", language)) == lines
