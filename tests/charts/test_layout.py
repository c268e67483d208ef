"""Round axes, wrapped names, and where labels go."""

import pytest

from observatory.charts import labels, layout
from observatory.theme import palette


@pytest.mark.parametrize(
    ("values", "decimals", "minimum", "maximum"),
    [
        ([1332, 1483, 1200], 0, 0, None),
        ([37.4, 40.1], 1, 0, 100),
        ([0.0, 0.0], 1, 0, 100),
        ([5.0], 0, 0, None),
        ([-40.1, -29.1], 1, None, None),
        ([-3.0, 4.0], 1, None, None),
        ([99.0, 100.0], 1, 0, 100),
        ([0.001, 0.004], 3, 0, None),
        ([13739, 22730], 0, 0, None),
    ],
)
def test_an_axis_holds_its_values_between_round_ticks(values, decimals, minimum, maximum):
    low, high, ticks = layout.value_axis(values, decimals, minimum, maximum)
    assert low <= min(values) <= max(values) <= high
    assert 2 <= len(ticks) <= 9
    assert all(low - 1e-9 <= tick <= high + 1e-9 for tick in ticks)
    assert all(abs(round(tick, decimals) - tick) < 1e-9 for tick in ticks)
    steps = {round(b - a, 9) for a, b in zip(ticks, ticks[1:], strict=False)}
    assert len(steps) == 1
    if minimum is not None:
        assert low >= minimum


def test_values_near_zero_bring_zero_in():
    assert layout.value_axis([10, 100], 0, 0, None)[0] == 0
    assert layout.value_axis([90, 100], 0, 0, None, zero=True)[0] == 0


def test_long_names_are_cut_at_spaces_and_hyphens():
    assert layout.wrapped("Chennevières-sur-Marne", 16) == "Chennevières-<br>sur-Marne"
    assert layout.wrapped("Le Bois L’Abbé", 16) == "Le Bois L’Abbé"
    cut = layout.wrapped("Irlandais - Paul Vaillant Couturier - Cherchefeuille", 20, 2)
    assert cut.count("<br>") == 1
    assert cut.endswith("…")


def test_labels_of_close_lines_are_spread_in_their_order():
    close = [labels.Label(f"nom {n}", 300, 100 + n, 13, "#000000", bold=n == 2) for n in range(5)]
    placed = labels.place(close, [], [], (0, 0, 400))
    boxes = [p.box for p in placed]
    assert all(a[3] <= b[1] + 1e-6 for a, b in zip(boxes, boxes[1:], strict=False))
    assert [p.label for p in placed] == close


def test_a_label_moves_off_a_line():
    label = labels.Label("cible 1 200", 100, 100, 14, "#000000", ("right", "below", "above"))
    free = labels.place([label], [], [], (0, 0, 400))[0]
    moved = labels.place([label], [(100, 100, 300, 100)], [], (0, 0, 400))[0]
    assert free.dy == 0
    assert moved.dy != 0


@pytest.mark.parametrize(
    ("text", "width", "rows", "expected"),
    [
        ("Le Bois L’Abbé", 28, 2, "Le Bois L’Abbé"),
        ("Ensemble des quartiers prioritaires", 28, 2, "Ensemble des quartiers<br>prioritaires"),
        ("Ensemble des quartiers prioritaires", 12, 2, "Ensemble des quartiers<br>prioritaires"),
        ("Anticonstitutionnellement", 8, 1, "Anticonstitutionnellement"),
        ("Mont Mesly - La Habette - Coteaux Du Sud", 18, 1, "Mont Mesly - La Habette - Coteaux Du Sud"),
    ],
)
def test_a_name_is_folded_and_never_cut(text: str, width: int, rows: int, expected: str) -> None:
    assert layout.unfolded(text, width, rows) == expected


def test_a_name_clears_a_tall_one_with_its_note() -> None:
    """Two lines that end together: the second name stands above or below the first, note included."""
    tall = labels.Label(
        "Petit Pré -<br>Sablières<br>16,2 %", 300, 150, 14, "#000000", bold=True, note="évolution<br>non significative"
    )
    other = labels.Label("Les Bleuets", 300, 152, 13, "#000000")
    first, second = labels.place([tall, other], [], [(300, 150)], (40, 20, 300))
    (_, top, _, bottom), (_, above, _, below) = first.box, second.box
    assert below <= top or above >= bottom
    _, note = labels.annotations(first, 2023, 16.2, palette(False))
    assert note["bgcolor"], "a line that passes behind the note does not run through its words"
