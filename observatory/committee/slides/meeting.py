"""What became of earlier decisions, and what to decide now."""

from dataclasses import replace
from datetime import date

from observatory import answers, formats
from observatory.answers import Decision
from observatory.committee import sentences
from observatory.committee.slides.neighbourhoods import named
from observatory.committee.slides.programme import day_of, gate_of
from observatory.committee.subjects import all_subjects, to_discuss
from observatory.selection import Selection
from observatory.slides import WRITTEN_IN, Cell, Item, Listing, Slide, Table
from observatory.texts import plural, text

FOLLOWED_ROWS, DECISIONS = 5, 3
RULED = 6
"""Empty lines of the last slide, on which decisions are written."""


def followed(selection: Selection, as_of: date) -> Slide:
    """What became of the decisions of earlier committees: who, by when, and which are late on the day of the sequence."""
    language, day = selection.language, day_of(selection, as_of)
    contract = answers.catalogue(selection.release).contracts[selection.contract]
    some = answers.followed(selection, day)
    still = sum(d.state == "open" for d in some)
    late = sum(d.is_late(day) for d in some)
    slide = Slide(
        key="followed",
        kind="decisions",
        message=text("committee.followed.none", language),
        eyebrow=text("committee.followed.eyebrow", language),
        note=text("committee.note.followed", language),
        source=text("committee.followed.source", language, name=contract.name.in_language(language)),
        data_date=text("committee.data", language, when=formats.day(day, language)),
        is_demo=any(d.origin == "demo" for d in some),
    )
    if not some:
        return replace(slide, lists=(Listing("", (Item(text("committee.followed.nothing", language)),)),))
    message = text("committee.followed.all", language)
    if still:
        message = plural("committee.followed.message", still, language)
    if late:
        message += plural("committee.followed.late", late, language)
    rows = [
        (
            Cell(d.text, language=WRITTEN_IN),
            Cell(d.owner, language=WRITTEN_IN),
            Cell(formats.day(d.due_on, language) if d.due_on else "–"),
            Cell(_state(d, day, language)),
        )
        for d in some[:FOLLOWED_ROWS]
    ]
    headings = tuple(
        Cell(text(f"judgements.column.{name}", language)) for name in ("decision", "owner", "due", "state")
    )
    more = len(some) - FOLLOWED_ROWS
    return replace(
        slide,
        message=message,
        subtitle=plural("committee.followed.more", more, language) if more > 0 else "",
        table=Table(text("committee.followed.eyebrow", language), headings, tuple(rows)),
    )


def _state(decision: Decision, day: date, language: str) -> str:
    if decision.is_late(day):
        return text("committee.followed.is_late", language)
    said = text(f"judgements.state.{decision.state}", language)
    return said if decision.closed_on is None else f"{said}, {formats.day(decision.closed_on, language)}"


def decisions(selection: Selection, as_of: date) -> Slide:
    """What to decide, and room to write what was."""
    known, language = answers.catalogue(selection.release), selection.language
    behind = to_discuss([s for some in all_subjects(selection).values() for s in some], DECISIONS)
    items = [
        Item(
            text("committee.decide.indicator", language, name=s.indicator.short_name.in_language(language)),
            text("committee.list_separator", language).join(
                part
                for part in (
                    named(s, selection),
                    sentences.move(s, language),
                    text("committee.demo_target", language) if s.is_judged_by_demo else "",
                )
                if part
            ),
            sentences.sign(s.status, language),
            is_demo=s.card.is_demo,
        )
        for s in behind
    ]
    found = gate_of(selection, as_of)
    if found and found.unevaluated:
        items.append(
            Item(
                plural("committee.decide.gate", len(found.unevaluated), language, year=found.year),
                text("committee.decide.gate_detail", language),
                is_demo=found.is_demo,
            )
        )
    due = len(items)
    earlier = [d for d in answers.followed(selection, day_of(selection, as_of)) if d.state == "open"]
    if earlier:
        late = sum(d.is_late(day_of(selection, as_of)) for d in earlier)
        items.append(
            Item(
                plural("committee.decide.followed", len(earlier), language),
                plural("committee.decide.followed_late", late, language) if late else "",
                is_demo=any(d.origin == "demo" for d in earlier),
            )
        )
    slide = Slide(
        key="decisions",
        kind="decisions",
        message=plural("committee.decide.message", due, language) if due else text("committee.decide.none", language),
        eyebrow=text("committee.decide.eyebrow", language),
        lists=(
            *((Listing(text("committee.decide.pending", language), tuple(items)),) if items else ()),
            Listing(text("committee.decide.taken", language), (), RULED),
        ),
        note=text("committee.note.decisions", language),
    )
    slide = sentences.footed(slide, behind, known, language)
    return replace(slide, is_demo=slide.is_demo or any(item.is_demo for item in items))
