"""The sheet of a neighbourhood: its key indicators in a table."""

from collections.abc import Sequence
from dataclasses import replace

from observatory import answers, formats
from observatory.catalogue import Indicator
from observatory.committee import sentences
from observatory.committee.subjects import Subject, axes, subjects
from observatory.selection import Selection
from observatory.slides import Cell, Slide, Table
from observatory.texts import plural, text

SHEET_ROWS = 7


def neighbourhood(selection: Selection) -> Slide:
    """The sheet of the main neighbourhood: its key indicators, their gap to the reference, their status."""
    known, language = answers.catalogue(selection.release), selection.language
    code = selection.main_territory
    place = known.territories[code]
    own = [[s for s in subjects(axis.axis, selection) if s.card.bearer == code] for axis in axes(selection)]
    kept = _spread(own, SHEET_ROWS, selection)
    reference = known.territory_label(selection.reference, language)
    name = known.territory_label(code, language)
    beside = [answers.beside(s.card, selection) for some in own for s in some]
    gaps = [gap for gap in beside if gap is not None and not gap.other and gap.improves is not None]
    if gaps:
        closing = sum(gap.improves is True for gap in gaps)
        message = plural("committee.sheet.closing", closing, language, name=name, reference=reference, total=len(gaps))
        if not closing:
            message = text("committee.sheet.not_closing", language, name=name, reference=reference)
    else:
        message = text("committee.sheet.plain", language, name=name)
    inside = [
        known.territories[p].name
        for p in place.parents
        if p in known.territories and known.territories[p].level == "commune"
    ]
    identity = [" – ".join(inside)] if inside and place.level != "neighbourhood_part" else []
    if place.population:
        people = formats.number(place.population, 0, language)
        identity.append(text("committee.sheet.population", language, people=people, year=place.population_year or ""))
    headings = (
        Cell(text("committee.sheet.indicator", language)),
        Cell(text("committee.sheet.value", language), is_number=True),
        Cell(text("committee.sheet.period", language)),
        Cell(text("committee.sheet.gap", language, reference=reference), is_number=True),
        Cell(text("committee.sheet.status", language)),
    )
    slide = Slide(
        key=f"neighbourhood:{code}",
        kind="neighbourhood",
        message=sentences.fitted(message, text("committee.sheet.plain", language, name=name)),
        eyebrow=" · ".join([text("committee.sheet.eyebrow", language), *identity]),
        table=Table(
            text("committee.sheet.caption", language, name=name), headings, tuple(_row(s, selection) for s in kept)
        ),
        note=text("committee.note.sheet", language, reference=reference),
    )
    if not kept:
        why = text("committee.sheet.nothing", language, name=name)
        return replace(slide, table=None, message=sentences.fitted(why), missing=why)
    return sentences.footed(slide, kept, known, language)


def _spread(groups: Sequence[Sequence[Subject]], most: int, selection: Selection) -> list[Subject]:
    """At most `most` subjects, taken from each axis in turn, the core and judged real ones first; axes stay together."""

    def rank(s: Subject) -> tuple[bool, bool, bool, bool]:
        alone = answers.beside(s.card, selection) is None
        return (s.card.is_demo, not s.indicator.core, not s.status, alone)

    return answers.in_turn([sorted(group, key=rank) for group in groups], most)


def _row(subject: Subject, selection: Selection) -> tuple[Cell, ...]:
    language = selection.language
    found, latest = subject.indicator, subject.card.series.latest
    value = "" if latest is None or latest.value is None else sentences.amount(found, latest.value, language)
    period = "" if latest is None else formats.short_period(latest.period, found.period_kind, language)
    gap = answers.beside(subject.card, selection)
    beside, notes = "–", []
    if gap is not None:
        beside = sentences.difference(found, gap.value, language)
        if gap.other:
            other = answers.catalogue(selection.release).territory_label(gap.other, language)
            notes.append(text("sheets.gap_to", language, name=other))
        if gap.period is not None:
            notes.append(formats.short_period(gap.period, found.period_kind, language))
    status = sentences.sign(subject.status, language)
    name = found.short_name.in_language(language)
    colour = answers.axis_colour(found.axis, selection)
    return (
        Cell(name, colour=colour, is_demo=subject.card.is_demo),
        Cell(value, is_number=True),
        Cell(period),
        Cell(beside, is_number=True, note=" · ".join(notes)),
        Cell("", status, note=text("committee.demo_target", language) if subject.is_judged_by_demo else "")
        if status
        else Cell(text(f"committee.untargeted.{_context(found)}", language)),
    )


def _context(found: Indicator) -> str:
    return "context" if found.kind == "context" or found.direction == "none" else "no_target"
