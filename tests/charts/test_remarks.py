"""Comments on a chart: a number at each point that somebody spoke of, nowhere else, with words that cannot be markup."""

from datetime import date

import pytest

from observatory import charts
from observatory.series import Point, Series

SERIES = Series(
    "A", "T",
    (
        Point(date(2020, 12, 31), 10.0, "published", "", None, "local"),
        Point(date(2021, 12, 31), 30.0, "published", "", None, "local"),
        Point(date(2022, 12, 31), 3.0, "secret", "", None, "local"),
    ),
)  # fmt: skip
FIGURE = {"data": [], "layout": {"annotations": [{"text": "cible"}], "yaxis": {"range": [0, 40]}}}


def test_a_number_stands_at_each_commented_point() -> None:
    remarks = [
        (2, date(2020, 12, 31), "Fermeture"),
        (3, date(2021, 12, 31), "Réouverture"),
        (4, date(2021, 12, 31), "Suite"),
    ]
    drawn = charts.remarked(FIGURE, SERIES, remarks, dark=False)["layout"]["annotations"]
    assert drawn[0] == {"text": "cible"} and FIGURE["layout"]["annotations"] == [{"text": "cible"}]  # type: ignore[index]
    assert [(one["x"], one["y"], one["text"]) for one in drawn[1:]] == [
        ("2020-12-31", 10.0, "2"),
        ("2021-12-31", 30.0, "3, 4"),
    ]
    assert "4. Suite" in drawn[2]["hovertext"]
    # A low point has its number above it, a high one below.
    assert drawn[1]["ay"] < 0 < drawn[2]["ay"]


@pytest.mark.parametrize("period", [date(2022, 12, 31), date(2019, 12, 31)])
def test_a_hidden_or_missing_figure_is_not_pointed_at(period: date) -> None:
    assert charts.remarked(FIGURE, SERIES, [(1, period, "Mot")], dark=True) == FIGURE


def test_words_are_never_markup() -> None:
    drawn = charts.remarked(FIGURE, SERIES, [(1, date(2020, 12, 31), "<b>mot</b> & suite")], dark=False)
    assert drawn["layout"]["annotations"][1]["hovertext"] == "1. &lt;b&gt;mot&lt;/b&gt; &amp; suite"
