"""One indicator over time: its chart against the target and the reference, its key figures, the effort that is left."""

from dataclasses import replace

from observatory import answers, formats
from observatory.catalogue import Catalogue, Indicator
from observatory.committee import sentences
from observatory.committee.slides.neighbourhoods import named
from observatory.committee.subjects import Subject, axes, subjects
from observatory.exports.pages import page_chart
from observatory.progress import Standing
from observatory.selection import Selection
from observatory.slides import KeyFigure, Slide
from observatory.texts import text


def indicator(code: str, selection: Selection) -> Slide:
    """One indicator over time, against its target and the reference."""
    known, language = answers.catalogue(selection.release), selection.language
    found = known.indicators[code]
    territory = selection.main_territory
    subject = next((s for s in subjects(found.axis, selection) if s.indicator.indicator == code), None)
    view = next(a for a in axes(selection) if a.axis == found.axis)
    place = known.territory_label(territory, language)
    empty = Slide(
        key=f"indicator:{code}:{territory}",
        kind="indicator",
        message="",
        eyebrow=f"{view.short_name.in_language(language)} · {place}",
        colour=answers.axis_colour(found.axis, selection),
    )
    if subject is None:
        why = text("committee.no_figure", language, name=found.short_name.in_language(language), place=place)
        return replace(empty, message=sentences.fitted(why), missing=why)
    drawn = page_chart(answers.trajectory(subject.card, selection, alone=True), known, language)
    if subject.card.bearer != territory:
        level = text(f"level.of.{known.territories[subject.card.bearer].level}", language)
        bearer = known.territory_label(subject.card.bearer, language)
        empty = replace(
            empty,
            eyebrow=f"{view.short_name.in_language(language)} · {text('committee.borne_by', language, level=level, name=bearer)}",
        )
    notes = [drawn.summary, found.definition.in_language(language), found.caution.in_language(language)]
    slide = replace(
        empty,
        message=sentences.indicator_message(subject, known, language, named(subject, selection)),
        chart=drawn,
        key_figures=_key_figures(subject, known, language),
        note="\n\n".join(note for note in notes if note),
    )
    slide = sentences.footed(slide, [subject], known, language)
    return replace(slide, is_demo=slide.is_demo or drawn.is_demo, has_secret=drawn.has_secret)


def _key_figures(subject: Subject, known: Catalogue, language: str) -> tuple[KeyFigure, ...]:
    found, latest = subject.indicator, subject.card.series.latest
    if latest is None or latest.value is None:
        return ()
    value, unit = sentences.large(found, latest.value, language)
    name = found.short_name.in_language(language)
    figures = [
        KeyFigure(
            value,
            f"{name} ({unit})" if unit else name,
            formats.period(latest.period, found.period_kind, language),
            sign=sentences.sign(subject.status, language),
            is_demo=subject.card.is_demo,
        )
    ]
    if (gap := subject.gap) is not None and gap.current_value is not None and gap.current_period is not None:
        note, latest_of_gap = "", ""
        if gap.current_period != latest.period:
            latest_of_gap = formats.short_period(gap.current_period, found.period_kind, language)
        if gap.baseline_value is not None and gap.baseline_period is not None and gap.change is not None:
            before = sentences.difference(found, gap.baseline_value, language)
            note = text("committee.gap_before", language, value=before, year=gap.baseline_period.year)
        label = text("committee.gap_to", language, name=known.territory_label(gap.reference, language))
        figures.append(
            KeyFigure(
                sentences.difference(found, gap.current_value, language),
                label,
                note=" · ".join(s for s in (latest_of_gap, note) if s),
            )
        )
    judged = subject.judged
    if judged is not None and judged.target_value is not None and judged.deadline is not None:
        value = sentences.valued(found, judged, judged.target_value, language)
        figures.append(
            KeyFigure(
                value,
                text(f"committee.target.{judged.measure}", language, year=judged.deadline.year),
                note=_effort(found, judged, language),
                is_demo=subject.card.has_demo_target and not subject.card.is_demo,
            )
        )
    return tuple(figures)


def _effort(found: Indicator, judged: Standing, language: str) -> str:
    """`il faudrait −1,2 point par an, le rythme est de −0,4`; empty once the target is met or due."""
    if judged.needed_per_year is None or judged.recent_per_year is None or judged.status in {"met", "not_assessable"}:
        return ""
    digits = replace(found, decimals=max(found.decimals, 1)) if abs(judged.needed_per_year) < 10 else found
    return text(
        "committee.effort",
        language,
        needed=sentences.difference(digits, judged.needed_per_year, language),
        recent=sentences.difference(digits, judged.recent_per_year, language),
    )
