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


def test_a_name_of_a_column_moves_off_a_line_that_passes_behind_it() -> None:
    """Three lines end together: where there is room, a name is moved off the target's path; else the ground hides the path."""
    column = [labels.Label(f"quartier {n}", 300, 60 + 80 * n, 13, "#000000") for n in range(3)]
    free = labels.place(column, [], [], (40, 20, 300))
    path = (300.0, 146.0, 500.0, 146.0)
    moved = labels.place(column, [path], [], (40, 20, 300))
    assert [p.dy for p in moved][::2] == [p.dy for p in free][::2]
    assert moved[1].dy < free[1].dy
    assert not any(p.crossed for p in moved)
    assert "bgcolor" not in labels.annotations(moved[1], 2023, 16.2, palette(False))[0]


@pytest.mark.parametrize("dark", [False, True])
def test_a_line_that_a_name_cannot_leave_is_hidden_behind_it(dark: bool) -> None:
    upright = (320.0, 0.0, 320.0, 400.0)
    column = [labels.Label(f"quartier {n}", 300, 60 + 80 * n, 13, "#000000") for n in range(3)]
    free = labels.place(column, [], [], (40, 20, 300))
    placed = labels.place(column, [upright], [], (40, 20, 300))
    assert [p.dy for p in placed] == [p.dy for p in free], "moving up or down leaves no upright line"
    assert all(p.crossed for p in placed)
    found = labels.annotations(placed[0], 2023, 16.2, palette(dark))[0]
    assert found["bgcolor"] == layout.tinted(palette(dark).ground, 0.72)
