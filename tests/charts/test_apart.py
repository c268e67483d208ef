"""No two names at the ends of lines touch: latest figures, targets and landings, whatever the values."""

from datetime import date
from itertools import combinations, product

import pytest

from observatory import charts
from observatory.charts import labels
from observatory.series import Break

NEW_PERIMETER = Break(date(2024, 1, 1), "geography", "")
ENDS = (9.0, 11.0, 12.5, 14.0, 14.7, 15.5, 18.0)
BASELINE = 12.0


def apart(one: labels.Box, other: labels.Box) -> bool:
    """Whether a reader sees two texts: some pixels of ground between the boxes, beside or above."""
    aside, above = labels.APART
    beside = one[2] + aside <= other[0] + 1e-6 or other[2] + aside <= one[0] + 1e-6
    return beside or one[3] + above <= other[1] + 1e-6 or other[3] + above <= one[1] + 1e-6


@pytest.mark.parametrize("last", [2019, 2022, 2023])
@pytest.mark.parametrize(("height", "width"), [(280, 600), (400, 560), (400, 340)])
def test_latest_figures_targets_and_landings_stand_apart(
    indicator, series, names, target, standing, monkeypatch, last, height, width
):
    found = {}
    real = labels.place

    def place(*asked):
        # Margins are tried until names fit: the last one of each panel is drawn.
        found[asked[3][1]] = real(*asked)
        return found[asked[3][1]]

    monkeypatch.setattr(labels, "place", place)
    touching = []
    for end, goal, landing in product(ENDS, repeat=3):
        found.clear()
        own = series({2015: BASELINE, 2016: 12.4, 2018: 12.8, last: end})
        reference = series({2015: 8.0, 2018: 8.8, last: 10.4}, "COM94019")
        judged = standing(
            current_period=date(last, 12, 31), current_value=end, deadline=date(2024, 12, 31), landing_value=landing,
            landing_low=landing - 1, landing_high=landing + 1, landing_condition="perimeter",
        )  # fmt: skip
        charts.target_chart(
            indicator("percent"), [own], reference, target(value=goal, baseline_value=BASELINE, milestones=()),
            (NEW_PERIMETER,), names, "fr", False, standing=judged, width_hint=width, height=height,
        )  # fmt: skip
        assert max(map(len, found.values())) >= 3
        for one, other in (pair for placed in found.values() for pair in combinations(placed, 2)):
            boxes = [(one.box, other.box), *([(one.narrow_box, other.narrow_box)] if one.narrow_box else [])]
            if not all(apart(*pair) for pair in boxes):
                touching.append((end, goal, landing, one.label.text, other.label.text))
    assert touching == []
