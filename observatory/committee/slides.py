"""The slides one by one: from the figures of a selection to a message and what supports it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from observatory import answers, formats
from observatory.answers import Action, Decision, Gate
from observatory.catalogue import Catalogue, Indicator
from observatory.committee import sentences
from observatory.committee.subjects import (
    Subject,
    all_subjects,
    axes,
    places,
    progressing,
    shared_subjects,
    subjects,
    to_discuss,
)
from observatory.exports.pages import page_chart
from observatory.money import NOTHING, euros, percent
from observatory.progress import STATUSES, Standing
from observatory.selection import Selection
from observatory.slides import WRITTEN_IN, Bar, Bars, Cell, Item, KeyFigure, Listing, Slide, Table
from observatory.texts import plural, text
from observatory.theme import STATUS_SIGNS

SHEET_ROWS, GATE_ROWS, FOLLOWED_ROWS, FUNDERS, DECISIONS, HIGHLIGHTS = 7, 7, 5, 8, 3, 4
RULED = 6
"""Empty lines of the last slide, on which decisions are written."""


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


def whose(selection: Selection) -> str:
    """Of which neighbourhoods a slide speaks: the name of the only one, else how many of those of the contract."""
    known, language = answers.catalogue(selection.release), selection.language
    shown = places(selection)
    if len(shown) == 1:
        return known.territory_label(shown[0], language)
    signed = places(replace(selection, territories=known.contracts[selection.contract].territories))
    if set(signed) <= set(shown):
        return plural("committee.whose.all", len(shown), language)
    return plural("committee.whose.some", len(shown), language, total=len({*signed, *shown}))


def _of(heading: str, selection: Selection) -> str:
    return f"{heading} · {whose(selection)}"


def _once_each(selection: Selection) -> str:
    """How an indicator that several neighbourhoods have is counted; empty for one neighbourhood."""
    return text("committee.once_each", selection.language) if len(places(selection)) > 1 else ""


def synthesis(selection: Selection) -> Slide:
    """Counts of statuses in all the neighbourhoods of the deck, axis by axis."""
    known, language = answers.catalogue(selection.release), selection.language
    found = all_subjects(selection)
    headings = [Cell(text("committee.axis_heading", language))]
    headings += [Cell("", sentences.sign(status, language), is_number=True) for status in STATUS_SIGNS]
    rows = []
    for axis in axes(selection):
        tally = answers.shared_tally("axis", axis.axis, selection)
        if tally.indicators:
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
        eyebrow=_of(text("committee.synthesis", language), selection),
        subtitle=_once_each(selection),
        table=Table(text("committee.synthesis_table", language), tuple(headings), tuple(rows)),
        note=text(
            "committee.note.synthesis",
            language,
            name=whose(selection),
            count=overall.targets,
            total=overall.indicators,
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
        eyebrow=_of(text("committee.highlights_eyebrow", language), selection),
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
        eyebrow=_of(view.name.in_language(language), selection),
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
    return Item(
        indicator.short_name.in_language(language),
        text("committee.list_separator", language).join(part for part in parts if part),
        sentences.sign(subject.status, language),
        answers.axis_colour(indicator.axis, selection) if with_axis else "",
        subject.card.is_demo,
    )


def named(subject: Subject, selection: Selection) -> str:
    """Whose figure it is, where a deck is about several neighbourhoods; else empty."""
    if len(places(selection)) < 2:
        return ""
    return answers.catalogue(selection.release).territory_label(subject.card.bearer, selection.language)


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


def neighbourhood(selection: Selection) -> Slide:
    """The sheet of the main neighbourhood: its key indicators, their gap to the reference, their status."""
    known, language = answers.catalogue(selection.release), selection.language
    code = selection.main_territory
    place = known.territories[code]
    own = [[s for s in subjects(axis.axis, selection) if s.card.bearer == code] for axis in axes(selection)]
    kept = _spread(own, SHEET_ROWS, selection)
    reference = known.territory_label(selection.reference, language)
    name = place.name
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
        Cell("", status) if status else Cell(text(f"committee.untargeted.{_context(found)}", language)),
    )


def _context(found: Indicator) -> str:
    return "context" if found.kind == "context" or found.direction == "none" else "no_target"


def _day(selection: Selection, as_of: date) -> date:
    """The day that a sequence stands for: its own, or today for one that shows what is in force."""
    in_force = selection.as_of is None and as_of == answers.last_published(selection.release)
    return max(as_of, date.today()) if in_force else as_of


def _gate(selection: Selection, as_of: date) -> Gate | None:
    return answers.gate(selection, _day(selection, as_of))


def _programme(selection: Selection, as_of: date) -> tuple[int, tuple[Action, ...]]:
    """The year of the gate, or in the contract's first year that one, and its financed actions."""
    found, day = _gate(selection, as_of), _day(selection, as_of)
    year = found.year if found else day.year
    return year, tuple(a for a in answers.actions(selection) if a.is_financed and a.year == year)


def actions(selection: Selection, as_of: date) -> Slide:
    """The actions of the last year and who pays for them."""
    known, language = answers.catalogue(selection.release), selection.language
    year, done = _programme(selection, as_of)
    found = _gate(selection, as_of)
    payers: dict[str, Decimal] = {}
    for one in answers.funders(selection):
        if one.year == year:
            payers[one.funder] = payers.get(one.funder, NOTHING) + one.planned_eur
    ranked = sorted(payers.items(), key=lambda pair: -pair[1])
    shown = [
        *ranked[: FUNDERS - 1],
        (text("committee.actions.others", language), sum((v for _, v in ranked[FUNDERS - 1 :]), NOTHING)),
    ]
    if len(ranked) <= FUNDERS:
        shown = ranked
    total = sum(payers.values(), NOTHING)
    slide = Slide(
        key="actions", kind="actions", message="", eyebrow=text("committee.actions.eyebrow", language, year=year)
    )
    if not done:
        why = text("committee.actions.nothing", language)
        return replace(slide, message=why, missing=why)
    said = euros(total, language, cents=False)
    summary = ", ".join(f"{name} {euros(value, language, cents=False)}" for name, value in shown)
    return replace(
        slide,
        message=sentences.fitted(
            plural("committee.actions.message", len(done), language, year=year, total=said)
            + _first_payer(ranked, language),
            plural("committee.actions.message", len(done), language, year=year, total=said),
        ),
        bars=Bars(
            text("committee.actions.by_funder", language, year=year),
            "€",
            tuple(Bar(name, float(value), euros(value, language, cents=False)) for name, value in shown),
            summary,
        ),
        key_figures=(
            KeyFigure(
                formats.number(len(done), 0, language),
                plural("committee.actions.count", len(done), language),
                str(year),
            ),
            KeyFigure(said, text("committee.actions.total", language)),
            KeyFigure(
                formats.number(len(found.unevaluated) if found else 0, 0, language),
                text("committee.actions.to_evaluate", language),
            ),
        ),
        source=text(
            "committee.actions.source", language, name=known.contracts[selection.contract].name.in_language(language)
        ),
        data_date=text("committee.data", language, when=year),
        is_demo=any(a.origin == "demo" for a in done),
        note=text("committee.note.actions", language),
    )


def _first_payer(ranked: Sequence[tuple[str, Decimal]], language: str) -> str:
    total = sum((value for _, value in ranked), NOTHING)
    if not total:
        return ""
    name, value = ranked[0]
    share = percent(value, total, language)
    return text("committee.actions.first_payer", language, share=share, name=sentences.with_article(name, language))


def gate(selection: Selection, as_of: date) -> Slide:
    """The financed actions of the last year that nobody evaluated yet."""
    known, language = answers.catalogue(selection.release), selection.language
    found = _gate(selection, as_of)
    if found is None:
        why = text("committee.gate.nothing", language)
        return Slide("gate", "actions", why, missing=why)
    year, waiting = found.year, found.unevaluated
    source = text(
        "committee.actions.source", language, name=known.contracts[selection.contract].name.in_language(language)
    )
    slide = Slide(
        key="gate",
        kind="actions",
        message=text("committee.gate.none", language, year=year),
        eyebrow=text("committee.gate.eyebrow", language, year=year),
        source=source,
        data_date=text("committee.data", language, when=year),
        is_demo=found.is_demo,
        note=text("committee.note.gate", language),
    )
    older = plural("committee.gate.older", found.older, language) if found.older else ""
    if not waiting:
        slide = replace(slide, subtitle=older)
        return replace(slide, lists=(Listing("", (Item(text("committee.gate.all", language)),)),))
    framework = known.contracts[selection.contract].framework
    rows = []
    for one in waiting[:GATE_ROWS]:
        objective = known.objectives.get((framework, one.objectives[0])) if one.objectives else None
        rows.append(
            (
                Cell(
                    one.title.in_language(language),
                    colour=answers.axis_colour(objective.axis, selection) if objective else "",
                ),
                Cell(one.operator),
                Cell(euros(one.planned_eur, language, cents=False), is_number=True),
            )
        )
    headings = (
        Cell(text("committee.gate.action", language)),
        Cell(text("committee.gate.operator", language)),
        Cell(text("committee.gate.amount", language), is_number=True),
    )
    more = plural("committee.gate.more", len(waiting) - GATE_ROWS, language) if len(waiting) > GATE_ROWS else ""
    return replace(
        slide,
        subtitle=" · ".join(said for said in (more, older) if said),
        message=plural("committee.gate.message", len(waiting), language, year=year, total=found.financed),
        table=Table(text("committee.gate.eyebrow", language, year=year), headings, tuple(rows)),
    )


def followed(selection: Selection, as_of: date) -> Slide:
    """What became of the decisions of earlier committees: who, by when, and which are late on the day of the sequence."""
    language, day = selection.language, _day(selection, as_of)
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
                part for part in (named(s, selection), sentences.move(s, language)) if part
            ),
            sentences.sign(s.status, language),
            is_demo=s.card.is_demo,
        )
        for s in behind
    ]
    found = _gate(selection, as_of)
    if found and found.unevaluated:
        items.append(
            Item(
                plural("committee.decide.gate", len(found.unevaluated), language, year=found.year),
                text("committee.decide.gate_detail", language),
                is_demo=found.is_demo,
            )
        )
    due = len(items)
    earlier = [d for d in answers.followed(selection, _day(selection, as_of)) if d.state == "open"]
    if earlier:
        late = sum(d.is_late(_day(selection, as_of)) for d in earlier)
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


PLAIN: dict[str, Callable[[Selection, date], Slide]] = {
    "title": title,
    "synthesis": lambda selection, _: synthesis(selection),
    "highlights": lambda selection, _: highlights(selection),
    "actions": actions,
    "gate": gate,
    "followed": followed,
    "decisions": decisions,
}
"""Makers of the slides that there is one of."""
