"""The small line of a card: inline SVG, without words, because the card says the figures beside it."""

from collections.abc import Sequence
from datetime import date

from observatory.catalogue import Indicator
from observatory.charts.layout import comparable_breaks, segments
from observatory.series import Break, Point, Target
from observatory.theme import palette

_EDGE = 4.0


def sparkline(
    indicator: Indicator,
    points: Sequence[Point],
    breaks: Sequence[Break],
    target: Target | None,
    dark: bool,
    width: int = 120,
    height: int = 32,
) -> str:
    """An SVG of the points, a dot on the last one and a short tick at the target's level.

    Lines join what the charts join: no gap, no break, no two vintages that must not be compared. Empty text when no point has
    a value that may be shown.
    """
    colours = palette(dark)
    values = [(p.period, v) for p in points if (v := p.shown) is not None]
    if not values:
        return ""
    goal = target.value if target is not None and target.measure == "level" else None
    right = width - _EDGE - (8.0 if goal is not None else 0.0)
    levels = [v for _, v in values] + ([goal] if goal is not None else [])
    low, high = min(levels), max(levels)
    first, last = points[0].period.toordinal(), values[-1][0].toordinal()
    # Both axes as a start and a step, since each point asks for its place.
    start_x, step_x = (_EDGE, (right - _EDGE) / (last - first)) if last > first else (right, 0.0)
    start_y, step_y = (height - _EDGE, (height - 2 * _EDGE) / (high - low)) if high > low else (height / 2, 0.0)

    def x(period: date) -> float:
        return start_x + (period.toordinal() - first) * step_x

    def y(value: float) -> float:
        return start_y - (value - low) * step_y

    runs: list[list[tuple[float, float]]] = [[]]
    for joined in segments(indicator, points, comparable_breaks(breaks)):
        if joined is None or joined.shown is None:
            runs.append([])
        else:
            runs[-1].append((x(joined.period), y(joined.shown)))
    drawn = []
    for run in runs:
        if len(run) > 1:
            path = " ".join(f"{a:.1f},{b:.1f}" for a, b in run)
            drawn.append(
                f'<polyline points="{path}" fill="none" stroke="{colours.other}" stroke-width="1.75" '
                'stroke-linejoin="round" stroke-linecap="round"/>'
            )
        elif run:
            drawn.append(f'<circle cx="{run[0][0]:.1f}" cy="{run[0][1]:.1f}" r="1.5" fill="{colours.other}"/>')
    if goal is not None:
        level = y(goal)
        drawn.append(f'<path d="M{width - 9:.1f},{level:.1f}h8" stroke="{colours.ink}" stroke-width="2" fill="none"/>')
    end_x, end_y = x(values[-1][0]), y(values[-1][1])
    drawn.append(f'<circle cx="{end_x:.1f}" cy="{end_y:.1f}" r="3.2" fill="{colours.accent}"/>')
    return (
        f'<svg aria-hidden="true" focusable="false" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}">{"".join(drawn)}</svg>'
    )
