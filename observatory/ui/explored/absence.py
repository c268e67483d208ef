"""Why there is nothing to show."""

from dataclasses import replace
from html import escape

from observatory import answers
from observatory.explore import is_of_one_moment
from observatory.formats import day
from observatory.series import Series
from observatory.texts import text
from observatory.ui.explored.question import Question, moment
from observatory.ui.explored.sentences import index_notes
from observatory.ui.panel import block, nothing


def say_nothing(asked: Question) -> None:
    """Draw what was asked and why there is nothing."""
    language = asked.language
    block(f'<div class="cq-block"><h2>{escape(text("explore.nothing", language))}</h2></div>')
    nothing(text("explore.why.asked", language, sentence=asked.sentence) + "\n\n" + _why(asked))


def _why(asked: Question) -> str:
    """The first reason that explains why nothing is left."""
    language, state, found, selection = asked.language, asked.state, asked.found, asked.selection
    if not found.shown:
        return text("explore.why.no_indicator", language)
    if not found.territories:
        return text("explore.why.no_territory", language)
    indicator = found.shown[0]
    name = indicator.name.in_language(language)
    levels = answers.explored_levels(indicator.indicator, selection)
    if not levels:
        hidden = not selection.show_demo and answers.explored_levels(
            indicator.indicator, replace(selection, show_demo=True)
        )
        return text("explore.why.hidden_demo" if hidden else "explore.why.never", language, name=name)
    wanted = {asked.known.territories[t].level for t in found.territories}
    if not wanted & set(levels):
        said = ", ".join(text(f"explore.levels.{level}", language) for level in levels)
        only = text("explore.why.level_only", language, levels=said)
        return text("explore.why.level", language, name=name, levels=only)
    own = [s for (i, _), s in found.series.items() if i == indicator.indicator]
    if own and not any(s.published() for s in own):
        status = own[0].points[-1].status
        return text("explore.why.secret", language, why=text(f"figure.absence.{status}", language))
    if own and state.view == "scatter":
        return text("explore.why.common_year", language)
    if own and state.measure == "index":
        lines = asked.lines(indicator.indicator)
        if is_of_one_moment(state):
            lines = [
                Series(s.indicator, s.territory, (p,))
                for s in lines
                if (p := moment(s, found.year_of(s.indicator))) is not None
            ]
        if reasons := index_notes(asked, indicator, lines)[1:]:
            return " ".join(reasons)
    if own and state.measure in {"gap", "ratio"} and asked.reference(indicator.indicator) is None:
        said = ", ".join(text(f"explore.levels.{level}", language) for level in levels)
        return text("explore.why.reference", language, place=asked.name(selection.reference), name=name, levels=said)
    if own and state.measure in {"gap", "ratio"}:
        return text("explore.why.measure", language, name=asked.name(selection.reference))
    if state.as_of is not None:
        return text("explore.why.as_of", language, day=day(state.as_of, language))
    if state.release is not None:
        return text("explore.why.release", language, number=state.release)
    if state.status:
        return text("explore.why.status", language, status=text(f"explore.status.{state.status}", language))
    if state.origin:
        return text("explore.why.origin", language, origin=text(f"origin.{state.origin}", language))
    dates = answers.periods(selection.release, selection.show_demo)
    years = sorted({p.year for level in wanted for p in dates.get((indicator.indicator, level), ())})
    if state.level and state.generation and years:
        generation = text(f"explore.generation.{state.generation}", language)
        return text("explore.why.generation", language, name=name, generation=generation)
    if years and not any(selection.first_year <= y <= selection.last_year for y in years):
        return text("explore.why.years", language, name=name, first=years[0], last=years[-1])
    if state.view == "scatter":
        return text("explore.why.common_year", language)
    return text("explore.why.other", language)
