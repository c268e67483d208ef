"""What stands above and below what is shown: its title and unit, and what must be said of figures, targets and indices."""

from collections.abc import Collection, Iterable, Sequence
from html import escape

from observatory import answers
from observatory.catalogue import Indicator
from observatory.charts.layout import at_period
from observatory.charts.lines import amendment, target_amount
from observatory.explore import NO_INDEX, is_of_all_indicators, names
from observatory.formats import QUALITY_SIGNS, day, short_period
from observatory.series import Point, Series, Target
from observatory.tables import signs_said
from observatory.texts import plural, text
from observatory.ui.axis import credit
from observatory.ui.dress import demo_tag, origin_tags
from observatory.ui.explored.question import Question
from observatory.ui.panel import block
from observatory.ui.passages import carried_notes


def write_head(title: str, subtitle: str, given: Collection[str], language: str, goal: Target | None = None) -> None:
    """Draw the heading of what is shown, marked where it holds figures of partners or demonstration ones, or a demonstration
    target only; given: the origins of the figures.
    """
    tag = origin_tags(given, language)
    if "demo" not in given and goal is not None and goal.origin == "demo":
        tag += demo_tag(language, "figure.demo_target")
    block(f'<div class="cq-block"><h2>{escape(title)}{tag}</h2><p class="cq-sub">{escape(subtitle)}</p></div>')


def title_of(asked: Question, indicator: Indicator) -> str:
    """The indicator's name, with the measure where it is not the level."""
    name = indicator.name.in_language(asked.language)
    if asked.state.measure == "level":
        return name
    measure = text(f"explore.unit.{asked.state.measure}", asked.language)
    return text("explore.measure_of", asked.language, name=name, measure=measure)


def unit_of(indicator: Indicator, measure: str, language: str) -> str:
    """The unit of figures in a measure."""
    if measure in {"index", "ratio"}:
        return text(f"explore.unit.{measure}", language)
    return indicator.unit.symbol.in_language(language) or text("unit.count", language)


def has_demo(lines: Sequence[Series]) -> bool:
    """Whether a line holds a demonstration figure."""
    return any(p.origin == "demo" for s in lines for p in s.points)


def target_notes(asked: Question, indicator: Indicator, territory: str) -> list[str]:
    """What amendments made since the day of an as-of view of the targets that it shows, or does not show yet."""
    language, day_of = asked.language, asked.state.as_of
    if day_of is None:
        return []
    notes = []
    for measure in ("level", "gap"):
        then, now = (asked.goals(measure, today).get(territory) for today in (False, True))
        if now is None or now == then:
            continue
        said = {
            "day": day(day_of, language),
            "value": target_amount(indicator, now, now.value, language),
            "at": at_period(now.deadline, indicator.period_kind, language),
        }
        if then is None:
            notes.append(text(f"explore.target_unset_{measure}", language, **said))
        elif (then.value, then.deadline) == (now.value, now.deadline):
            said["amendment"] = amendment(now, language)
            notes.append(text("explore.target_path_later", language, day=said["day"], amendment=said["amendment"]))
        else:
            notes.append(text(f"explore.target_later_{measure}", language, **said, amendment=amendment(now, language)))
    return notes


def index_notes(asked: Question, indicator: Indicator, lines: Sequence[Series]) -> list[str]:
    """Where the index is 100, and the periods of `lines` that have no index, by reason."""
    language = asked.language
    if asked.state.measure != "index":
        return []
    base = asked.base(indicator.indicator)
    at = at_period(base, indicator.period_kind, language) if base else ""
    notes = [text("explore.base", language, at=at) if base else text("explore.base_own", language)]
    for reason in NO_INDEX:
        without = sorted({p.period for s in lines for p in s.points if p.reason == reason})
        if without:
            periods = ", ".join(short_period(p, indicator.period_kind, language) for p in without)
            why = text(f"explore.why_not.{reason}", language)
            notes.append(text("explore.no_index", language, periods=periods, why=why))
    return notes


def each_base(asked: Question) -> list[str]:
    """Where the index is 100, in a view of many indicators."""
    return [text("explore.base_each", asked.language)] if asked.state.measure == "index" else []


def source_of(asked: Question, indicator: Indicator) -> str:
    """Who gave the figures of an indicator in the view."""
    given = asked.found.series.origins(indicator.indicator)
    return credit(indicator, given, asked.known, asked.language)


def _sources(asked: Question, indicators: Iterable[Indicator]) -> list[str]:
    """Who gave the figures of these indicators in the view, each said once, in one sentence."""
    named = list(dict.fromkeys(source_of(asked, one) for one in indicators))
    key = "figure.source" if len(named) == 1 else "explore.sources"
    joined = text("figure.source_and", asked.language).join(named)
    return [text(key, asked.language, source=joined)] if named else []


def quality_notes(asked: Question, points: Iterable[tuple[str, Point]]) -> list[str]:
    """What the signs of figures shown one by one (territory, figure) mean, and where carried ones come from."""
    signed = [(code, p) for code, p in points if p.value is not None and p.status in QUALITY_SIGNS]
    lines = [Series("", code, (p,)) for code, p in signed if p.is_carried]
    said = [signs_said((QUALITY_SIGNS[p.status] for _, p in signed), asked.language)]
    return said + _carried(asked, lines)


def twice_notes(asked: Question, twice: Collection[str]) -> list[str]:
    """That territories are left out because the same figure stands there for another perimeter."""
    return [plural("explore.counted_twice", len(twice), asked.language)] if twice else []


def without_notes(asked: Question, codes: Sequence[str], year: int | None = None) -> list[str]:
    """Which of the territories asked for (codes) have no figure in what is shown, or how many; year: the one shown, if one is."""
    language, level = asked.language, asked.state.level
    if not codes:
        return []
    many = level and len(codes) > answers.MAX_LINES
    said = plural(f"explore.count.{level}", len(codes), language) if many else names(codes, asked.known, language)
    if year is None:
        return [text("explore.without", language, names=said)]
    return [text("explore.without_year", language, names=said, year=year)]


def _carried(asked: Question, lines: Sequence[Series]) -> list[str]:
    """Where the carried figures of lines come from, one by one where the territories are few, else how many have some."""
    some = [one for one in lines if any(p.is_carried for p in one.points)]
    count = len({one.territory for one in some})
    if count > answers.MAX_LINES:
        return [plural("explore.carried", count, asked.language)]
    return list(dict.fromkeys(carried_notes(some, asked.selection)))


def write_notes(
    asked: Question, notes: Sequence[str], indicators: Sequence[Indicator], lines: Sequence[Series] = ()
) -> list[str]:
    """Write what must be said below, and return it.

    indicators: those shown, of which the sources are named, and the cautions where they are all that the view is about; lines:
    those shown, of which the carried figures are told.
    """
    language = asked.language
    said = [note for note in notes if note]
    if not is_of_all_indicators(asked.state):
        said += [c for i in indicators if (c := i.caution.in_language(language))]
    said += _carried(asked, lines)
    said += _sources(asked, indicators)
    block("".join(f'<p class="cq-note">{escape(note)}</p>' for note in said))
    return said
