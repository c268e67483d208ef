"""Who meets, then where the contract and each of its axes stand: counts of statuses, what progresses, what to discuss."""

from collections.abc import Sequence
from datetime import date

from observatory import answers, formats
from observatory.committee import sentences
from observatory.committee.slides.neighbourhoods import headed, named, once_each, whose
from observatory.committee.subjects import Subject, all_subjects, axes, progressing, shared_subjects, to_discuss
from observatory.progress import STATUSES
from observatory.selection import Selection
from observatory.slides import Cell, Item, KeyFigure, Listing, Slide, Table
from observatory.texts import text
from observatory.theme import STATUS_SIGNS

HIGHLIGHTS = 4


def title(selection: Selection, as_of: date) -> Slide:
    """Who meets, about what, with figures as known on which day."""
    known, language = answers.catalogue(selection.release), selection.language
    contract = known.contracts[selection.contract]
    said = " · ".join(known.territory_label(code, language) for code in selection.territories)
    return Slide(
        key="title",
        kind="title",
        message=text("committee.title", language),
        eyebrow=f"{contract.name.in_language(language)}, {contract.starts_on.year}–{contract.ends_on.year}",
        subtitle=said,
        key_figures=(KeyFigure(formats.day(as_of, language), text("committee.known_on", language)),),
        note=text("committee.note.title", language),
    )


def synthesis(selection: Selection) -> Slide:
    """Counts of statuses in all the neighbourhoods of the deck, axis by axis."""
    known, language = answers.catalogue(selection.release), selection.language
    found = all_subjects(selection)
    headings = [Cell(text("committee.axis_heading", language))]
    headings += [Cell("", sentences.sign(status, language), is_number=True) for status in STATUS_SIGNS]
    rows = []
    for axis in axes(selection):
        tally = answers.shared_tally("axis", axis.axis, selection)
        if tally.pairs:
            cells = [Cell(str(tally.counts[status]), is_number=True) for status in STATUS_SIGNS]
            name = axis.short_name.in_language(language)
            rows.append((Cell(name, colour=answers.axis_colour(axis.axis, selection)), *cells))
    everything = [s for some in found.values() for s in some]
    targeted = [s for s in everything if s.status]
    overall = answers.shared_tally("contract", selection.contract, selection)
    slide = Slide(
        key="synthesis",
        kind="synthesis",
        message=sentences.axis_message(overall.counts, language),
        eyebrow=headed(text("committee.synthesis", language), selection),
        subtitle=once_each(selection),
        table=Table(text("committee.synthesis_table", language), tuple(headings), tuple(rows)),
        note=text(
            "committee.note.synthesis",
            language,
            name=whose(selection),
            count=overall.targets,
            total=overall.pairs,
            known=overall.known,
        ),
    )
    return sentences.footed(slide, targeted, known, language)


def highlights(selection: Selection) -> Slide:
    """What progresses most and what must be discussed first, all axes together."""
    known, language = answers.catalogue(selection.release), selection.language
    everything = [s for some in all_subjects(selection).values() for s in some]
    better, behind = progressing(everything, HIGHLIGHTS), to_discuss(everything, HIGHLIGHTS)
    first = [some[0] for some in (better, behind) if some]
    short = [s.indicator.short_name.in_language(language) for s in first]
    full = [
        f"{name} ({whose})" if (whose := named(s, selection)) else name for s, name in zip(first, short, strict=True)
    ]
    if better and behind:
        said = [text("committee.highlights", language, better=names[0], behind=names[1]) for names in (full, short)]
    else:
        key = "better_only" if better else "behind_only" if behind else "no_highlights"
        said = [text(f"committee.{key}", language, name=names[0] if names else "") for names in (full, short)]
    message = sentences.fitted(*said)
    slide = Slide(
        key="highlights",
        kind="synthesis",
        message=message,
        eyebrow=headed(text("committee.highlights_eyebrow", language), selection),
        lists=_two_lists(better, behind, selection, with_axis=True),
        note=text("committee.note.highlights", language),
    )
    return sentences.footed(slide, [*better, *behind], known, language)


def axis(name: str, selection: Selection) -> Slide:
    """Where an axis stands: its counts, what progresses, what needs discussion."""
    known, language = answers.catalogue(selection.release), selection.language
    found = shared_subjects(name, selection)
    tally = answers.shared_tally("axis", name, selection)
    better, behind = progressing(found), to_discuss(found)
    view = next(a for a in axes(selection) if a.axis == name)
    figures = [
        KeyFigure(str(tally.counts[status]), "", sign=sentences.sign(status, language))
        for status in STATUSES[:-1]
        if tally.counts[status]
    ]
    shown = [*better, *behind]
    slide = Slide(
        key=f"axis:{name}",
        kind="axis",
        message=sentences.axis_message(tally.counts, language),
        eyebrow=headed(view.name.in_language(language), selection),
        colour=answers.axis_colour(name, selection),
        key_figures=tuple(figures),
        lists=_two_lists(better, behind, selection),
        note=f"{view.question.in_language(language)} {sentences.complete(tally, language)}".strip(),
    )
    return sentences.footed(slide, shown or found, known, language)


def _two_lists(
    better: Sequence[Subject], behind: Sequence[Subject], selection: Selection, with_axis: bool = False
) -> tuple[Listing, ...]:
    language = selection.language
    lists = []
    for key, some in (("progresses", better), ("to_discuss", behind)):
        if some:
            items = tuple(_item(subject, selection, with_axis) for subject in some)
            lists.append(Listing(text(f"committee.{key}", language), items))
    if not lists:
        lists.append(Listing("", (Item(text("committee.nothing_yet", language)),)))
    return tuple(lists)


def _item(subject: Subject, selection: Selection, with_axis: bool) -> Item:
    language = selection.language
    indicator, latest = subject.indicator, subject.card.series.latest
    parts = [named(subject, selection)]
    if latest is not None and latest.value is not None:
        period = formats.short_period(latest.period, indicator.period_kind, language)
        parts.append(f"{sentences.amount(indicator, latest.value, language)} ({period})")
    parts.append(sentences.short_move(subject, language))
    if subject.is_judged_by_demo:
        parts.append(text("committee.demo_target", language))
    return Item(
        indicator.short_name.in_language(language),
        text("committee.list_separator", language).join(part for part in parts if part),
        sentences.sign(subject.status, language),
        answers.axis_colour(indicator.axis, selection) if with_axis else "",
        subject.card.is_demo,
    )
