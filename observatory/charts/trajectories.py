"""The chart of a trajectory and its words: the same for the page and for every file."""

from collections.abc import Sequence
from datetime import date

from observatory import absences, formats
from observatory.charts import layout
from observatory.charts.breaks import break_reason
from observatory.charts.layout import Figure
from observatory.charts.remarks import remarked
from observatory.charts.sentences import target_summary, target_title
from observatory.charts.target import drawn_breaks, reference_shown, target_chart
from observatory.series import Break
from observatory.texts import text
from observatory.trajectory import Trajectory


def trajectory_figure(
    shown: Trajectory,
    language: str,
    dark: bool,
    width: int,
    height: int | None = None,
    *,
    show_demo_mark: bool = True,
    is_fixed: bool = False,
) -> Figure:
    """The target-versus-actual chart with the numbers of its comments, composed for `width` × `height` pixels (the
    figure's own height without one). show_demo_mark: whether it says itself that it holds demonstration figures; is_fixed:
    whether it is drawn at that width exactly, as in files and on slides, and need not hold on a phone.
    """
    figure = target_chart(
        shown.indicator,
        shown.drawn,
        shown.reference,
        shown.target,
        shown.breaks,
        shown.names,
        language,
        dark,
        width,
        height,
        gap_target=shown.gap_target,
        standing=shown.standing,
        gap_standing=shown.gap_standing,
        overlapped=shown.overlapped,
        show_demo_mark=show_demo_mark,
        is_fixed=is_fixed,
    )
    return remarked(figure, shown.series[0], shown.comments, dark) if shown.series else figure


def trajectory_title(shown: Trajectory, language: str) -> str:
    """The title of the chart: the indicator, the neighbourhood (or how many) and the years."""
    return target_title(shown.indicator, shown.drawn, shown.reference, shown.target, shown.names, language)


def trajectory_summary(shown: Trajectory, language: str) -> str:
    """The sentences that stand for the chart where it cannot be seen."""
    said = target_summary(
        shown.indicator,
        shown.drawn,
        shown.reference,
        shown.target,
        shown.names,
        language,
        shown.breaks,
        standing=shown.standing,
        gap_standing=shown.gap_standing,
    )
    return " ".join((said, *_missing(shown, language), *_overlapped(shown, language), *_replaced(shown, language)))


def _missing(shown: Trajectory, language: str) -> tuple[str, ...]:
    """Whose figures the signs of several lines stand for, of which years and why."""
    if len(shown.drawn) < 2:
        return ()
    found: dict[tuple[str, str], list[date]] = {}
    for one in shown.drawn:
        for point in one.points:
            if point.shown is None:
                found.setdefault((one.territory, absences.kind(point, language)), []).append(point.period)
    said = [
        text("charts.summary_absent", language, name=shown.names[place], years=formats.year_runs(days), why=why)
        for (place, why), days in found.items()
    ]
    values = text("charts.list_separator", language).join(said)
    return (text("charts.summary_without", language, values=values),) if said else ()


def _overlapped(shown: Trajectory, language: str) -> tuple[str, ...]:
    """That carried figures are drawn beside own ones, and why the two are not joined."""
    if shown.overlapped is None:
        return ()
    first, last = (shown.overlapped.points[place].period.year for place in (0, -1))
    years = str(first) if first == last else f"{first}–{last}"
    return (text("charts.summary_overlapped", language, years=years),)


def _replaced(shown: Trajectory, language: str) -> tuple[str, ...]:
    """Why the reference is not the one that the reader chose, where it is not."""
    reference = shown.reference
    if not shown.asked or reference is None or not reference_shown(shown.drawn, reference, shown.indicator):
        return ()
    name, asked = shown.names[reference.territory], shown.names[shown.asked]
    return (text("charts.summary_reference_replaced", language, name=name, asked=asked),)


def reference_note(shown: Trajectory, language: str) -> str:
    """Why the chart has no line of the reference that the reader chose, in a sentence; empty where it has one, where that of
    a target's gap stands in its place, or where the reference is a line of its own.
    """
    if not shown.chosen or shown.asked:
        return ""
    name, reference = shown.names[shown.chosen], shown.reference
    points = reference.points if reference is not None else ()
    if (reference is None or not points) and shown.indicator.is_relative:
        return text("charts.no_reference_relative", language, name=name)
    if reference is None or not points:
        return text("charts.no_reference", language, name=name)
    known = [point for point in points if layout.value_of(point) is not None]
    if not known:
        return text("charts.no_reference_hidden", language, name=name, why=absences.words(points[-1], language))
    if not reference_shown(shown.drawn, reference, shown.indicator):
        value = layout.amount(shown.indicator, layout.value_of(known[-1]) or 0.0, language)
        at = layout.at_period(known[-1].period, shown.indicator.period_kind, language)
        return text("charts.no_reference_scale", language, name=name, value=value, at=at)
    first, last = _years(shown)
    if all(not first <= point.period <= last for point in known):
        years = "–".join(dict.fromkeys(str(point.period.year) for point in (known[0], known[-1])))
        return text("charts.no_reference_years", language, name=name, years=years)
    return ""


def _years(shown: Trajectory) -> tuple[date, date]:
    """First and last day that the lines of the neighbourhoods and the ways to their targets reach."""
    goals = [goal for goal in (shown.target, shown.gap_target) if goal is not None]
    days = [point.period for one in shown.drawn for point in one.points]
    days += [day for goal in goals for day, _ in goal.path()]
    return min(days), max(days)


def trajectory_breaks(shown: Trajectory, language: str, figure: Figure | None = None) -> tuple[Break, ...]:
    """The breaks that the chart has lines for, in order; figure: the chart, where it is drawn already."""
    figure = figure or trajectory_figure(shown, language, False, 640)
    return drawn_breaks(figure, shown.drawn, shown.breaks, language)


def break_sentences(shown: Trajectory, language: str) -> tuple[str, ...]:
    """What the vertical lines of the chart are, for those who cannot point at them: one sentence each."""
    return break_words(trajectory_breaks(shown, language), language)


def break_note(shown: Trajectory, language: str, figure: Figure) -> str:
    """Every break that the chart has a line for, its day and its reason, in one sentence; empty without any. figure: the chart."""
    said = [
        text("charts.break_dated", language, day=formats.day(one.period, language), name=break_reason(one, language))
        for one in trajectory_breaks(shown, language, figure)
    ]
    return (
        text("charts.break_note", language, breaks=text("charts.list_separator", language).join(said)) if said else ""
    )


def break_words(breaks: Sequence[Break], language: str) -> tuple[str, ...]:
    """A sentence for each break."""
    return tuple(
        text(
            "charts.break_sentence",
            language,
            kind=text(f"charts.break_{one.kind}", language),
            year=one.period.year,
            why=one.text,
        )
        for one in breaks
    )
