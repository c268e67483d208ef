"""The annual report that the decree of 3 September 2015 asks for, assembled from the same answers as the pages.

Five parts: orientations of the contract, evolution of the neighbourhoods against the objectives, actions of the year,
prospects with results and means, opinions. What only people can write (opinions) is left as lines to write on.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from observatory import answers, formats
from observatory.answers import Action, Funder, Gate
from observatory.catalogue import Indicator
from observatory.committee import sentences, slides
from observatory.committee.sequence import signed, turned
from observatory.committee.subjects import Subject, all_subjects, axes, places, progressing, to_discuss
from observatory.exports.about import about
from observatory.exports.report import Block, Illustration, KeyFigures, Lines, Paragraph, Report, Section
from observatory.money import NOTHING, euros
from observatory.selection import Selection
from observatory.slides import Bar, Bars, Cell, Item, KeyFigure, Listing, Slide, Table
from observatory.texts import plural, text

DISCUSSED, PROGRESSING = 2, 1
"""Charts of an axis: of what needs discussion, and of what progresses."""
OPINION_LINES = 7
_OPINIONS = ("citizens", "councils", "partners")


def years(selection: Selection) -> tuple[int, ...]:
    """Years that a report may be about, the latest first: those that have financed actions, on a past day those over by then."""
    found = {a.year for a in answers.actions(selection) if a.state != "cancelled"}
    return tuple(sorted((year for year in found if not answers.under_way(year, selection)), reverse=True))


def annual(selection: Selection, year: int | None = None) -> Report:
    """The report about one year (by default that of the gate, else the last that has actions), with figures as known on the
    selection's day, else at the last publication.
    """
    selection = signed(selection)
    language = selection.language
    known = answers.catalogue(selection.release)
    contract = known.contracts[selection.contract]
    as_of = selection.as_of or answers.last_published(selection.release)
    offered = years(selection)
    gate = answers.gate(selection)
    chosen = year or (gate.year if gate else offered[0] if offered else as_of.year)
    found = all_subjects(selection)
    everything = [s for some in found.values() for s in some]
    done = tuple(a for a in answers.actions(selection) if a.year == chosen and a.state != "cancelled")
    paid = tuple(f for f in answers.funders(selection) if f.year == chosen)
    title = text("exports.report.title", language, year=chosen)
    is_demo = any(s.card.is_demo for s in everything) or any(a.origin == "demo" for a in done)
    has_secret = any(p.status == "secret" for s in everything for p in s.card.series.points)
    told = about(
        title,
        [s.indicator for s in everything],
        selection,
        known,
        as_of,
        is_demo=is_demo,
        has_secret=has_secret,
    )
    named = text("exports.list_separator", language).join(
        known.territory_label(code, language) for code in selection.territories
    )
    sections = (
        _orientations(selection),
        _evolution(selection, found),
        _year(selection, chosen, done),
        _prospects(selection, chosen, gate, paid, everything),
        _opinions(language),
    )
    return Report(
        title=title,
        subtitle=text("exports.report.subtitle", language),
        place=contract.name.in_language(language),
        year=chosen,
        as_of=as_of,
        language=language,
        cover=(text("exports.report.places", language, places=named),),
        sections=sections,
        about=told,
        words={key: text(f"exports.report.words.{key}", language) for key in _WORDS},
    )


_WORDS = (
    "contents", "demo", "definitions", "definitions_caption", "indicator", "definition", "source", "signs_caption", "sign",
    "meaning",
)  # fmt: skip


def _orientations(selection: Selection) -> Section:
    language, known = selection.language, answers.catalogue(selection.release)
    contract = known.contracts[selection.contract]
    names = text("exports.list_separator", language).join(
        known.territory_label(code, language) for code in contract.territories
    )
    said = text(
        "exports.report.contract",
        language,
        name=contract.name.in_language(language),
        signatory=known.territory_label(contract.signatory, language),
        first=formats.day(contract.starts_on, language),
        last=formats.day(contract.ends_on, language),
        places=names,
    )
    inner = []
    for axis in axes(selection):
        objectives = sorted(
            (o for (f, _), o in known.objectives.items() if f == axis.framework and o.axis == axis.axis),
            key=lambda o: o.position,
        )
        if objectives:
            items = tuple(
                Item(f"{o.objective} · {o.label.in_language(language)}", _quoted(o.wording, language))
                for o in objectives
            )
            question = axis.question.in_language(language)
            blocks: list[Block] = [Paragraph(question, "lead")] if question else []
            blocks.append(
                Listing("", tuple(replace(i, colour=answers.axis_colour(axis.axis, selection)) for i in items))
            )
            inner.append(
                Section(
                    axis.name.in_language(language), tuple(blocks), colour=answers.axis_colour(axis.axis, selection)
                )
            )
    heading = text("exports.report.orientations", language)
    return Section(heading, (Paragraph(said),), tuple(inner))


def _quoted(wording: str, language: str) -> str:
    """The contract's own words, in quotation marks: they are in French in every language."""
    return text("exports.report.quoted", language, wording=wording) if wording else ""


def _evolution(selection: Selection, found: dict[str, tuple[Subject, ...]]) -> Section:
    language, known = selection.language, answers.catalogue(selection.release)
    overall = slides.synthesis(selection)
    blocks: list[Block] = [Paragraph(_sentence(overall.message), "lead")]
    if overall.table is not None and overall.table.rows:
        blocks.append(overall.table)
    blocks.append(Paragraph(text("exports.report.method", language), "note"))
    inner = []
    for code in selection.territories:
        sheet = slides.neighbourhood(turned(selection, code))
        rows: list[Block] = [Paragraph(_sentence(sheet.message), "lead")]
        if sheet.table is not None:
            rows += [sheet.table, Paragraph(_footer(sheet), "note")]
        inner.append(Section(known.territory_label(code, language), tuple(rows)))
    for axis in axes(selection):
        some = found[axis.axis]
        if some:
            colour = answers.axis_colour(axis.axis, selection)
            name = axis.name.in_language(language)
            inner.append(Section(name, tuple(_axis(selection, axis.axis, name, some)), colour=colour))
    return Section(text("exports.report.evolution", language), tuple(blocks), tuple(inner))


def _axis(selection: Selection, axis: str, name: str, found: Sequence[Subject]) -> Iterable[Block]:
    language = selection.language
    tally = answers.shared_tally("axis", axis, selection)
    yield Paragraph(_sentence(sentences.axis_message(tally.counts, language)), "lead")
    resting = [plural("frame.demo_share", tally.demo, language, total=tally.known)] if tally.demo else []
    yield Paragraph(" ".join([sentences.complete(tally, language), *resting]), "note")
    yield _subjects_table(selection, name, found)
    if len(_compared(found, selection)) < len(found):
        yield Paragraph(text("exports.report.axis_some", language), "note")
    shown = dict.fromkeys([*to_discuss(found, DISCUSSED), *progressing(found, PROGRESSING)])
    for subject in shown:
        slide = slides.indicator(subject.indicator.indicator, turned(selection, subject.place))
        if slide.chart is not None:
            yield Illustration(slide.chart, slide.message, _footer(slide), sentences.sign(subject.status, language))


def _subjects_table(selection: Selection, name: str, found: Sequence[Subject]) -> Table:
    """Baseline, latest figure, target and status of the indicators of an axis that have a figure."""
    language = selection.language
    order = list(dict.fromkeys(s.indicator.indicator for s in found))
    found = sorted(_compared(found, selection), key=lambda s: order.index(s.indicator.indicator))
    names = ("indicator", "baseline", "latest", "target", "status")
    numeric = ("baseline", "latest", "target")
    headings = tuple(Cell(text(f"exports.report.column.{n}", language), is_number=n in numeric) for n in names)
    rows = []
    for s in found:
        level, goal = s.level, s.judged
        latest = s.card.series.latest
        start = _dated(s.indicator, level.baseline_value, level.baseline_period, language) if level else ""
        now = _dated(s.indicator, latest.value, latest.period, language) if latest else ""
        target = ""
        if goal is not None and goal.target_value is not None and goal.deadline is not None:
            value = sentences.valued(s.indicator, goal, goal.target_value, language)
            target = text(f"exports.report.target_{goal.measure}", language, value=value, year=goal.deadline.year)
        sign = sentences.sign(s.status, language)
        rows.append(
            (
                Cell(
                    s.indicator.short_name.in_language(language),
                    is_demo=s.card.is_demo,
                    note=slides.named(s, selection),
                ),
                Cell(start or "–", is_number=True),
                Cell(now or "–", is_number=True),
                Cell(target or "–", is_number=True, is_demo=bool(target) and s.card.has_demo_target),
                Cell("", sign) if sign else Cell(text("exports.report.untargeted", language)),
            )
        )
    return Table(text("exports.report.axis_caption", language, axis=name), headings, tuple(rows))


def _compared(found: Sequence[Subject], selection: Selection) -> Sequence[Subject]:
    """All indicators of one neighbourhood; of several, those with a target in any, else the core ones."""
    if len(places(selection)) < 2:
        return found
    aimed = {s.indicator.indicator for s in found if s.status}
    return [s for s in found if (s.indicator.indicator in aimed if aimed else s.indicator.core)]


def _dated(indicator: Indicator, value: float | None, period: date | None, language: str) -> str:
    if value is None or period is None:
        return ""
    return f"{sentences.amount(indicator, value, language)}\u00a0({period.year})"


def _year(selection: Selection, year: int, done: Sequence[Action]) -> Section:
    language, known = selection.language, answers.catalogue(selection.release)
    heading = text("exports.report.actions", language, year=year)
    if not done:
        return Section(heading, (Paragraph(text("exports.report.no_action", language, year=year)),))
    total = sum((a.planned_eur for a in done), NOTHING)
    spent = [a.paid_eur for a in done if a.paid_eur is not None]
    evaluated = sum(a.evaluated_on is not None for a in done)
    figures = [
        KeyFigure(formats.number(len(done), 0, language), plural("exports.report.actions_count", len(done), language)),
        KeyFigure(euros(total, language, cents=False), text("exports.report.planned", language)),
    ]
    if spent:
        label = text("exports.report.paid", language)
        if unpaid := sum(a.unpaid for a in done):
            label += f" ({plural('actions.step.unpaid', unpaid, language)})"
        figures.append(KeyFigure(euros(sum(spent, NOTHING), language, cents=False), label))
    figures.append(
        KeyFigure(f"{evaluated} / {len(done)}", plural("exports.report.evaluated_count", evaluated, language))
    )
    inner = []
    framework = known.contracts[selection.contract].framework
    by_axis: dict[str, list[Action]] = {}
    for action in done:
        objective = known.objectives.get((framework, action.objectives[0])) if action.objectives else None
        by_axis.setdefault(objective.axis if objective else "transversal", []).append(action)
    for axis in axes(selection):
        some = by_axis.get(axis.axis)
        if some:
            name = axis.name.in_language(language)
            inner.append(
                Section(
                    name,
                    (_actions_table(some, name, year, language),),
                    colour=answers.axis_colour(axis.axis, selection),
                )
            )
    blocks: list[Block] = [KeyFigures(tuple(figures))]
    if answers.under_way(year, selection) and selection.as_of is not None:
        when = formats.day(selection.as_of, language)
        blocks.append(Paragraph(text("actions.under_way", language, day=when, year=year), "note"))
    return Section(heading, tuple(blocks), tuple(inner))


def _actions_table(done: Sequence[Action], axis: str, year: int, language: str) -> Table:
    names = ("action", "operator", "objectives", "planned", "paid", "evaluation")
    numeric = ("planned", "paid")
    headings = tuple(Cell(text(f"exports.report.column.{n}", language), is_number=n in numeric) for n in names)
    rows = tuple(
        (
            Cell(a.title.in_language(language), is_demo=a.origin == "demo"),
            Cell(a.operator),
            Cell(" ".join(a.objectives)),
            Cell(euros(a.planned_eur, language, cents=False), is_number=True),
            Cell("–" if a.paid_eur is None else euros(a.paid_eur, language, cents=False), is_number=True),
            Cell(
                formats.short_period(a.evaluated_on, "date", language)
                if a.evaluated_on
                else text("exports.report.not_evaluated", language)
            ),
        )
        for a in sorted(done, key=lambda a: -a.planned_eur)
    )
    return Table(text("exports.report.actions_caption", language, axis=axis, year=year), headings, rows)


def _prospects(
    selection: Selection, year: int, gate: Gate | None, paid: Sequence[Funder], found: Sequence[Subject]
) -> Section:
    language = selection.language
    inner = []
    behind = to_discuss([s for s in found if s.status], 12)
    if behind:
        table = _effort_table(behind, selection)
        lead = Paragraph(plural("exports.report.behind", len(behind), language), "lead")
        inner.append(Section(text("exports.report.results", language), (lead, table)))
    if paid:
        inner.append(Section(text("exports.report.means", language), tuple(_means(paid, year, language))))
    if gate:
        waiting = gate.unevaluated
        said = text("exports.report.gate_open", language, year=gate.year)
        if waiting:
            said = plural("exports.report.gate", len(waiting), language, year=gate.year)
        if gate.older:
            said += " " + plural("exports.report.gate_older", gate.older, language)
        blocks: list[Block] = [Paragraph(said, "lead")]
        if waiting:
            items = tuple(
                Item(
                    a.title.in_language(language),
                    f"{a.operator}, {euros(a.planned_eur, language, cents=False)}",
                    is_demo=a.origin == "demo",
                )
                for a in waiting
            )
            blocks.append(Listing("", items))
        inner.append(Section(text("exports.report.gate_heading", language), tuple(blocks)))
    inner.append(
        Section(
            text("exports.report.improvements", language),
            (Lines(text("exports.report.improvements_lines", language), OPINION_LINES),),
        )
    )
    return Section(text("exports.report.prospects", language), (), tuple(inner))


def _effort_table(behind: Sequence[Subject], selection: Selection) -> Table:
    language = selection.language
    names = ("indicator", "status", "needed", "recent")
    headings = tuple(
        Cell(text(f"exports.report.column.{n}", language), is_number=n in ("needed", "recent")) for n in names
    )
    rows = []
    for s in behind:
        judged = s.judged
        needed = judged.needed_per_year if judged else None
        recent = judged.recent_per_year if judged else None
        finer = replace(s.indicator, decimals=max(s.indicator.decimals, 1))
        rows.append(
            (
                Cell(
                    s.indicator.short_name.in_language(language),
                    is_demo=s.card.is_demo,
                    colour=answers.axis_colour(s.indicator.axis, selection),
                    note=slides.named(s, selection),
                ),
                Cell("", sentences.sign(s.status, language)),
                Cell("–" if needed is None else sentences.difference(finer, needed, language), is_number=True),
                Cell("–" if recent is None else sentences.difference(finer, recent, language), is_number=True),
            )
        )
    return Table(text("exports.report.effort_caption", language), headings, tuple(rows))


def _means(paid: Sequence[Funder], year: int, language: str) -> Iterable[Block]:
    total = sum((f.planned_eur for f in paid), NOTHING)
    special = sum((f.planned_eur for f in paid if f.kind == "specific"), NOTHING)
    yield Paragraph(
        text(
            "exports.report.money",
            language,
            total=euros(total, language, cents=False),
            year=year,
            special=euros(special, language, cents=False),
            ordinary=euros(total - special, language, cents=False),
        ),
        "lead",
    )
    payers: dict[str, Decimal] = {}
    for one in paid:
        payers[one.funder] = payers.get(one.funder, NOTHING) + one.planned_eur
    bars = tuple(
        Bar(name, float(value), euros(value, language, cents=False))
        for name, value in sorted(payers.items(), key=lambda pair: -pair[1])
    )
    summary = "; ".join(f"{bar.label} {bar.shown}" for bar in bars)
    yield Bars(text("exports.report.by_funder", language, year=year), "€", bars, summary)


def _opinions(language: str) -> Section:
    blocks: list[Block] = [Paragraph(text("exports.report.opinions_note", language))]
    blocks += [Lines(text(f"exports.report.opinion.{who}", language), OPINION_LINES) for who in _OPINIONS]
    return Section(text("exports.report.opinions", language), tuple(blocks))


def _sentence(message: str) -> str:
    """A slide's message as a sentence of a text."""
    return message if message.endswith((".", "?", "!", "…")) else f"{message}."


def _footer(slide: Slide) -> str:
    return ". ".join(part.rstrip(".") for part in (slide.source, slide.data_date) if part) + "."
