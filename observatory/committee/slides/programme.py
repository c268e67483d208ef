"""The actions of a year and who pays for them, and the gate: those that nobody evaluated yet."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from observatory import answers, formats
from observatory.answers import Action, Gate
from observatory.committee import sentences
from observatory.money import NOTHING, euros, percent
from observatory.selection import Selection
from observatory.slides import Bar, Bars, Cell, Item, KeyFigure, Listing, Slide, Table
from observatory.texts import plural, text

GATE_ROWS, FUNDERS = 7, 8


def day_of(selection: Selection, as_of: date) -> date:
    """The day that a sequence stands for: its own, or today for one that shows what is in force."""
    in_force = selection.as_of is None and as_of == answers.last_published(selection.release)
    return max(as_of, date.today()) if in_force else as_of


def gate_of(selection: Selection, as_of: date) -> Gate | None:
    """The gate as it stood on the day of a sequence; None where no programme with financed actions had ended."""
    return answers.gate(selection, day_of(selection, as_of))


def _programme(selection: Selection, as_of: date) -> tuple[int, tuple[Action, ...]]:
    """The year of the gate, or in the contract's first year that one, and its financed actions."""
    found, day = gate_of(selection, as_of), day_of(selection, as_of)
    year = found.year if found else day.year
    return year, tuple(a for a in answers.actions(selection) if a.is_financed and a.year == year)


def actions(selection: Selection, as_of: date) -> Slide:
    """The actions of the last year and who pays for them."""
    known, language = answers.catalogue(selection.release), selection.language
    year, done = _programme(selection, as_of)
    found = gate_of(selection, as_of)
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
    found = gate_of(selection, as_of)
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
