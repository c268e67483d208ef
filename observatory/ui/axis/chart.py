"""The target-versus-actual chart of a card, with its words and its proof on request."""

from html import escape

from observatory import answers, charts
from observatory.answers import AxisView, Card
from observatory.catalogue import Catalogue, Indicator
from observatory.formats import amount, period, short_period
from observatory.selection import Selection
from observatory.texts import text
from observatory.trajectory import Trajectory
from observatory.ui.axis.marks import line_origins, origin_marks, source_codes, source_line
from observatory.ui.dress import (
    status_sign,
)
from observatory.ui.judgements import remarks
from observatory.ui.panel import block, fold, kept, nothing, panel, plot
from observatory.ui.passages import carried_notes, reason_words
from observatory.ui.why import why

CHART_WIDTH, CHART_HEIGHT = 600, 320


def _status(chosen: Card, selection: Selection) -> str:
    """The status of the chart's indicator, where it has one, and that of its gap where both have a target."""
    if not chosen.has_status:
        return ""
    said = f"{status_sign(chosen.status, selection)} · "
    if chosen.gap_judged is not None:
        named = escape(text("axis.gap_status", selection.language))
        said += f"{named} {status_sign(chosen.gap_judged.status, selection)} · "
    return said


def _subtitle(shown: Trajectory, known: Catalogue, language: str) -> str:
    """Territory, years, unit and source of the chart."""
    points = [p for s in shown.drawn for p in s.published()]
    unit = shown.indicator.unit.symbol.in_language(language) or text("unit.count", language)
    span = ""
    if points:
        first, last = min(p.period.year for p in points), max(p.period.year for p in points)
        span = str(first) if first == last else f"{first}–{last}"
    parts = (shown.names[shown.series[0].territory], span, unit, _publishers(shown, known, language))
    return " · ".join(part for part in parts if part)


def _publishers(shown: Trajectory, known: Catalogue, language: str) -> str:
    """Who gave what is drawn, in few words; the full credit stands below the chart, the mark of demonstration beside its title."""
    names = []
    for code in source_codes(shown.indicator, line_origins(shown.drawn)):
        source = known.sources.get(code)
        if source is not None and code != "demo":
            names.append(source.credit.in_language(language) if code == "local" else source.publisher)
    return text("figure.source_and", language).join(names)


def _chart_marks(shown: Trajectory, language: str) -> str:
    """The marks of a chart."""
    given = line_origins(shown.drawn)
    lines = (*shown.listed, *([shown.overlapped] if shown.overlapped is not None else []))
    if any(point.origin == "demo" for line in lines for point in line.points):
        given |= {"demo"}
    goals = (shown.target, shown.gap_target)
    return origin_marks(given, any(goal is not None and goal.origin == "demo" for goal in goals), language)


def indicator_chart(view: AxisView, chosen: Card, selection: Selection) -> None:
    """Draw the target-versus-actual chart of a card of a view with its title, its words, its source and its proof on request."""
    with panel("chart"):
        if _drawn(view, chosen, selection):
            _proof(chosen, selection)


def axis_chart(axis: str, chosen: Card, selection: Selection) -> None:
    """The same of a card of an axis, which all readers share; axis: its code."""
    with panel("chart"):
        if kept(_drawn_of_axis, axis, chosen.indicator.indicator, selection):
            _proof(chosen, selection)


def _drawn_of_axis(axis: str, indicator: str, selection: Selection) -> bool:
    view = answers.axis(axis, selection)
    chosen = view.card(indicator)
    return chosen is not None and _drawn(view, chosen, selection)


def _proof(chosen: Card, selection: Selection) -> None:
    with fold(text("why.open", selection.language), "why", "help") as is_open:
        if is_open:
            why(chosen, selection)


def _drawn(view: AxisView, chosen: Card, selection: Selection) -> bool:
    """Draw the chart and its words, or why there is none; whether there is one."""
    language = selection.language
    known = answers.catalogue(selection.release)
    indicator = chosen.indicator
    shown = answers.trajectory(chosen, selection, view.series)
    if not any(s.published() for s in shown.series):
        block(f'<div class="cq-block"><h2>{escape(indicator.name.in_language(language))}</h2></div>')
        nothing(_why_nothing(chosen, selection))
        return False
    summary = charts.trajectory_summary(shown, language)
    block(
        f'<div class="cq-block"><h2>{escape(indicator.name.in_language(language))}{_chart_marks(shown, language)}</h2>'
        f'<p class="cq-sub">{_status(chosen, selection)}{escape(_subtitle(shown, known, language))}</p></div>'
    )
    figure = charts.trajectory_figure(shown, language, selection.dark, CHART_WIDTH, CHART_HEIGHT, show_demo_mark=False)
    plot(figure, "chart", summary)
    notes = [
        summary,
        *carried_notes(shown.drawn, selection),
        source_line(indicator, line_origins(shown.series), known, language),
    ]
    if indicator.caution.in_language(language):
        notes.insert(1, indicator.caution.in_language(language))
    if cuts := charts.break_note(shown, language, figure):
        notes.insert(1, cuts)
    notes[:0] = borne_by(chosen.bearer, selection)
    if missing := charts.reference_note(shown, language):
        notes.insert(-1, missing)
    if len(selection.territories) > 1:
        notes += _together(indicator, selection)
    if len(shown.series) > len(shown.drawn):
        notes.append(text("axis.too_many", language, drawn=len(shown.drawn), total=len(shown.series)))
    told = {selection.main_territory, *(line.territory for line in shown.listed)}
    if absent := [known.territory_label(t, language) for t in selection.territories if t not in told]:
        notes.append(text("axis.without_line", language, names=", ".join(absent)))
    block("".join(f'<p class="cq-note">{escape(note)}</p>' for note in notes))
    remarks(shown.comments, indicator.period_kind, language)
    return True


def borne_by(bearer: str, selection: Selection) -> list[str]:
    """Whose figures are shown, in a sentence, when they are not the chosen neighbourhood's; bearer: code of their territory."""
    if bearer == selection.main_territory:
        return []
    known, language = answers.catalogue(selection.release), selection.language
    level = text(f"level.of.{known.territories[bearer].level}", language)
    return [text("figure.borne_by", language, level=level, name=known.territory_label(bearer, language))]


def _together(indicator: Indicator, selection: Selection) -> list[str]:
    """The chosen neighbourhoods taken together, or why their figures cannot be."""
    language = selection.language
    known = answers.catalogue(selection.release)
    found = answers.together(indicator.indicator, selection)
    if found is None or found.reason == "overlap":
        return []
    if found.value is None:
        names = ", ".join(known.territory_label(t, language) for t in found.missing)
        return [text(f"together.{found.reason}", language, names=names)]
    value = amount(found.value, indicator.decimals, indicator.unit.symbol.in_language(language), language)
    when = period(found.period, indicator.period_kind, language)
    return [text("together.value", language, count=len(selection.territories), value=value, when=when)]


def _why_nothing(chosen: Card, selection: Selection) -> str:
    language = selection.language
    known = answers.catalogue(selection.release)
    place = known.territory_label(selection.main_territory, language)
    if chosen.series.points:
        last = chosen.series.points[-1]
        why = f"{text(f'figure.absence.{last.status}', language)} {reason_words(last.reason, selection)}".rstrip()
    elif chosen.indicator.indicator in {key[0] for key in answers.periods(selection.release, selection.show_demo)}:
        why = text("axis.none_for_selection", language)
        if outside := answers.last_outside([chosen.indicator], selection):
            when = short_period(outside, chosen.indicator.period_kind, language)
            why = f"{why} {text('axis.last_known', language, latest=when)}"
    elif answers.awaits_file(chosen.indicator, selection.release, selection.show_demo):
        why = text("axis.awaited", language, definition=chosen.indicator.definition.in_language(language))
    else:
        why = text("axis.never_imported", language)
    return text(
        "axis.no_figure",
        language,
        name=chosen.indicator.name.in_language(language),
        place=place,
        years=f"{selection.first_year}–{selection.last_year}",
        why=why,
    )
