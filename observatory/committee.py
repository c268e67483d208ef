"""What a committee is shown: the deck that the contract and its figures make by themselves, or a saved sequence of it.

A slide has a key that lasts from one publication to the next: `title`, `synthesis`, `highlights`, `axis:housing`,
`indicator:DE-ABC:QP094027`, `neighbourhood:QP094027`, `actions`, `gate`, `decisions`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from observatory import answers, charts, formats, tables
from observatory.answers import Action, Card, Standing
from observatory.catalogue import Axis, Catalogue, Indicator
from observatory.selection import Selection
from observatory.series import Series
from observatory.slides import (
    LONGEST_MESSAGE,
    Bar,
    Bars,
    Cell,
    Chart,
    Deck,
    Item,
    KeyFigure,
    Listing,
    SavedSequence,
    SavedSlide,
    Sign,
    Slide,
    Table,
)
from observatory.texts import plural, text
from observatory.theme import AXIS_COLOURS, STATUS_SIGNS

DISCUSSED = 3
"""Indicators of an axis that the automatic sequence shows, the most urgent first."""
SHEET_ROWS, GATE_ROWS, FUNDERS = 8, 7, 8
DISCUSSION_ORDER = {"degradation": 0, "limited": 1, "acceleration": 2}
GOOD = ("met", "on_track")


@dataclass(frozen=True, slots=True)
class Subject:
    """An indicator as the committee discusses it: its card, where it stands on its level and on its gap to the reference."""

    card: Card
    level: Standing | None
    gap: Standing | None

    @property
    def indicator(self) -> Indicator:
        """The indicator."""
        return self.card.indicator

    @property
    def judged(self) -> Standing | None:
        """The judgement to show: on the level when it has a target, else on the gap when that has one."""
        for one in (self.level, self.gap):
            if one is not None and one.has_target:
                return one
        return None

    @property
    def status(self) -> str:
        """Status of progress, or empty for an indicator that has no target to be judged by."""
        return self.judged.status if self.judged is not None else ""

    @property
    def improves(self) -> bool | None:
        """Whether the level moved in the good direction since its baseline; None when it cannot be said."""
        return self.level.improves if self.level is not None else None

    @property
    def urgency(self) -> tuple[int, bool, bool, bool, float]:
        """Sort key of what needs discussion: status, real figures first, results before outputs, the slowest first."""
        rank = DISCUSSION_ORDER.get(self.status, 3)
        pace = self.judged.pace if self.judged is not None and self.judged.pace is not None else 0.0
        return (rank, self.card.is_demo, self.indicator.kind != "result", not self.indicator.core, pace)

    @property
    def success(self) -> tuple[bool, bool, bool, float]:
        """Sort key of what progresses: judged first, real figures first, results before outputs, the fastest first."""
        pace = self.judged.pace if self.judged is not None and self.judged.pace is not None else 0.0
        return (self.status not in GOOD, self.card.is_demo, self.indicator.kind != "result", -pace)


def subjects(axis: str, selection: Selection) -> tuple[Subject, ...]:
    """The indicators of an axis that have a figure, in the order of the axis page."""
    found = answers.standings(selection)
    rows = []
    for card in answers.axis(axis, selection).cards:
        if card.known:
            code = card.indicator.indicator
            level = found.get((code, card.bearer, "level", ""))
            gaps = [s for (i, t, m, _), s in found.items() if (i, t, m) == (code, card.bearer, "gap")]
            targeted = sorted(gaps, key=lambda s: (not s.has_target, s.reference != selection.reference))
            rows.append(Subject(card, level, targeted[0] if targeted else None))
    return tuple(rows)


def to_discuss(found: Iterable[Subject], most: int = DISCUSSED) -> tuple[Subject, ...]:
    """What needs discussion most: behind its target, or, without a target, worse than at its baseline."""
    behind = [s for s in found if s.status in DISCUSSION_ORDER]
    worse = [s for s in found if not s.status and s.improves is False and s.indicator.kind != "context"]
    return tuple(sorted([*behind, *worse], key=lambda s: s.urgency)[:most])


def progressing(found: Iterable[Subject], most: int = DISCUSSED) -> tuple[Subject, ...]:
    """What progresses most: on its way to the target or there, or, without a target, better than at its baseline."""
    better = [s for s in found if s.status in GOOD or (not s.status and s.improves and s.indicator.kind != "context")]
    return tuple(sorted(better, key=lambda s: s.success)[:most])


def _axes(selection: Selection) -> tuple[Axis, ...]:
    known = answers.catalogue(selection.release)
    framework = known.contracts[selection.contract].framework
    return tuple(axis for (f, _), axis in known.axes.items() if f == framework)


def _all_subjects(selection: Selection) -> dict[str, tuple[Subject, ...]]:
    return {axis.axis: subjects(axis.axis, selection) for axis in _axes(selection)}


# The automatic sequence


def plan(selection: Selection) -> tuple[str, ...]:
    """Keys of the automatic sequence, in order."""
    keys = ["title", "synthesis", "highlights"]
    place = selection.main_territory
    for axis in _axes(selection):
        found = subjects(axis.axis, selection)
        discussed = to_discuss(found)
        if axis.axis != "transversal" or discussed:
            keys.append(f"axis:{axis.axis}")
        keys += [f"indicator:{s.indicator.indicator}:{place}" for s in discussed]
    keys += [f"neighbourhood:{code}" for code in selection.territories[: answers.MAX_LINES]]
    if any(a.state != "cancelled" for a in answers.actions(selection)):
        keys += ["actions", "gate"]
    return (*keys, "decisions")


def offered(selection: Selection) -> tuple[str, ...]:
    """Keys of all slides that a sequence may hold: the automatic ones, then every other indicator with a figure."""
    automatic = plan(selection)
    place = selection.main_territory
    others = [
        f"indicator:{s.indicator.indicator}:{place}" for found in _all_subjects(selection).values() for s in found
    ]
    return (*automatic, *(key for key in dict.fromkeys(others) if key not in automatic))


def label(key: str, selection: Selection) -> str:
    """What a slide is, in a few words, for a menu."""
    known, language = answers.catalogue(selection.release), selection.language
    kind, _, rest = key.partition(":")
    code, _, place = rest.partition(":")
    if kind == "axis":
        name = next((a.name.in_language(language) for a in _axes(selection) if a.axis == code), code)
    elif kind == "indicator":
        found = known.indicators.get(code)
        name = found.short_name.in_language(language) if found else code
        if place and place != selection.main_territory:
            name = f"{name}, {known.territory_label(place, language)}"
    elif kind == "neighbourhood":
        name = known.territory_label(code, language)
    else:
        return text(f"committee.slide.{kind}", language) if kind in PLAIN else key
    return text(f"committee.slide.{kind}", language, name=name)


PLAIN = ("title", "synthesis", "highlights", "actions", "gate", "decisions")


def _as_of(selection: Selection) -> date:
    return answers.last_published(selection.release)


def automatic(selection: Selection) -> SavedSequence:
    """The automatic sequence, ready to be changed and saved under a name."""
    return SavedSequence(
        "",
        selection.contract,
        text("committee.automatic", selection.language),
        _as_of(selection),
        selection.territories[: answers.MAX_LINES],
        selection.reference,
        tuple(SavedSlide(key) for key in plan(selection)),
    )


@lru_cache(maxsize=64)
def deck(selection: Selection, sequence: SavedSequence | None = None) -> Deck:
    """The deck of a sequence, or the automatic one; the neighbourhoods and the reference are those of the sequence."""
    chosen = sequence or automatic(selection)
    selection = replace(selection, territories=chosen.territories, reference=chosen.reference)
    known, language = answers.catalogue(selection.release), selection.language
    contract = known.contracts[selection.contract]
    made = []
    for saved in chosen.slides:
        one = slide(saved.slide, selection, chosen.as_of)
        made.append(replace(one, message=saved.message or one.message, note=saved.note or one.note))
    return Deck(
        name=chosen.name,
        title=chosen.name if sequence else text("committee.title", language),
        place=contract.name.in_language(language),
        contract=contract.contract,
        as_of=chosen.as_of,
        language=language,
        slides=tuple(made),
        words={
            "as_of": text("committee.as_of", language, day=formats.day(chosen.as_of, language)),
            "demo": text("committee.demo", language),
            "secret": text("committee.secret", language),
        },
    )


def slide(key: str, selection: Selection, as_of: date) -> Slide:
    """The slide of a key; one whose subject no longer exists says so instead of being dropped in silence."""
    known, language = answers.catalogue(selection.release), selection.language
    kind, _, rest = key.partition(":")
    code, _, place = rest.partition(":")
    if kind == "title":
        return _title(selection, as_of)
    if kind == "synthesis":
        return _synthesis(selection)
    if kind == "highlights":
        return _highlights(selection)
    if kind == "axis" and any(axis.axis == code for axis in _axes(selection)):
        return _axis(code, selection)
    if kind == "indicator" and code in known.indicators and (place or selection.main_territory) in known.territories:
        return _indicator(code, _turned(selection, place or selection.main_territory))
    if kind == "neighbourhood" and code in known.territories:
        return _neighbourhood(_turned(selection, code))
    if kind == "actions":
        return _actions(selection, as_of)
    if kind == "gate":
        return _gate(selection, as_of)
    if kind == "decisions":
        return _decisions(selection, as_of)
    why = text("committee.missing", language, key=key)
    return Slide(key=key, kind="synthesis", message=why, missing=why)


def _turned(selection: Selection, territory: str) -> Selection:
    """The selection with another neighbourhood as the main one."""
    rest = tuple(code for code in selection.territories if code != territory)
    return replace(selection, territories=(territory, *rest))


# Words


def sign(status: str, language: str) -> Sign | None:
    """A status as shape and word; None without one."""
    return Sign(status, text(f"committee.status.{status}", language)) if status else None


def fitted(*choices: str) -> str:
    """The first of the sentences that a slide's title can hold; the last one cut short when none does."""
    for one in choices:
        if len(one) <= LONGEST_MESSAGE:
            return one
    return choices[-1][: LONGEST_MESSAGE - 1].rstrip(" ,;") + "…"


def _amount(indicator: Indicator, value: float, language: str) -> str:
    return formats.amount(value, indicator.decimals, indicator.unit.symbol.in_language(language), language)


def _difference(indicator: Indicator, value: float, language: str) -> str:
    return formats.difference(value, indicator.decimals, indicator.unit.difference.in_language(language), language)


def _move(subject: Subject, language: str) -> str:
    """`en baisse de 4,7 points depuis 2015`; empty when nothing comparable is known."""
    level = subject.level
    if level is None or level.change is None or level.baseline_period is None:
        return ""
    shown = _difference(subject.indicator, abs(level.change), language).lstrip("+")
    year = level.baseline_period.year
    if round(level.change, subject.indicator.decimals) == 0:
        return text("committee.move.stable", language, year=year)
    if level.significant is False:
        return text("committee.move.not_significant", language, year=year)
    return text(f"committee.move.{'up' if level.change > 0 else 'down'}", language, change=shown, year=year)


def _verdict(subject: Subject, language: str) -> str:
    """What the status means for the target: `la cible de 33 % est encore loin`; empty without a status."""
    judged = subject.judged
    if judged is None or judged.status == "not_assessable" or judged.target_value is None or judged.deadline is None:
        return ""
    show = _difference if judged.measure == "gap" else _amount
    value = show(subject.indicator, judged.target_value, language)
    key = f"committee.verdict.{judged.measure}.{judged.status}"
    return text(key, language, value=value, year=judged.deadline.year)


def _gap_clause(subject: Subject, known: Catalogue, language: str) -> str:
    """`mais l’écart avec la ville se creuse`, when level and gap move in opposite ways."""
    gap = subject.gap
    if gap is None or gap.improves is None or subject.improves is None or gap.improves == subject.improves:
        return ""
    key = "narrows" if gap.improves else "widens"
    return text(f"committee.gap.{key}", language, name=known.territory_label(gap.reference, language))


def indicator_message(subject: Subject, known: Catalogue, language: str) -> str:
    """The sentence of an indicator's slide, as full as its title can hold."""
    name = subject.indicator.name.in_language(language)
    short = subject.indicator.short_name.in_language(language)
    move, verdict, gap = _move(subject, language), _verdict(subject, language), _gap_clause(subject, known, language)

    def said(*clauses: str) -> str:
        return text("committee.list_separator", language).join(clause for clause in clauses if clause)

    if not (move or verdict):
        latest = subject.card.series.latest
        value = _amount(subject.indicator, latest.value, language) if latest and latest.value is not None else ""
        move = value
    bodies = [said(move, verdict, gap), said(move, gap), said(move, verdict), verdict or move]
    colon = text("committee.colon", language)
    if gap and not verdict:
        bodies = [said(move, gap), move]
    elif gap:
        bodies = [said(move, gap), said(move, verdict), verdict]
    return fitted(*(f"{n}{colon}{body}" for body in bodies if body for n in (name, short)))


def _source(indicators: Iterable[Indicator], known: Catalogue, language: str) -> str:
    credits = []
    for one in indicators:
        found = known.sources.get(one.source)
        credits.append(found.credit.in_language(language) if found else one.source)
    names = list(dict.fromkeys(credit for credit in credits if credit))
    if not names:
        return ""
    said = " ; ".join(names[:3]) + (" …" if len(names) > 3 else "")
    return text("committee.source", language, names=said)


def _data_date(found: Sequence[Subject], language: str) -> str:
    """The date of the data: one date in full, or the years they span."""
    latest = [(s.card.series.latest, s.indicator.period_kind) for s in found]
    known = [(point.period, kind) for point, kind in latest if point is not None]
    if not known:
        return ""
    if len({period for period, _ in known}) == 1:
        return text("committee.data", language, when=formats.period(*known[0], language))
    years = sorted(period.year for period, _ in known)
    if years[0] == years[-1]:
        return text("committee.data", language, when=years[0])
    return text("committee.data_span", language, first=years[0], last=years[-1])


def _footer(found: Sequence[Subject], known: Catalogue, language: str) -> dict[str, object]:
    judged = [s.judged for s in found if s.judged is not None]
    return {
        "source": _source([s.indicator for s in found], known, language),
        "data_date": _data_date(found, language),
        "is_demo": any(s.card.is_demo for s in found) or any(j.is_demo for j in judged),
        "has_secret": any(p.status == "secret" for s in found for p in s.card.series.points[-1:]),
    }


def _made(slide: Slide, found: Sequence[Subject], known: Catalogue, language: str) -> Slide:
    judged = [s.judged for s in found if s.judged is not None]
    return replace(
        slide,
        source=_source([s.indicator for s in found], known, language),
        data_date=_data_date(found, language),
        is_demo=any(s.card.is_demo for s in found) or any(j.is_demo for j in judged),
        has_secret=any(p.status == "secret" for s in found for p in s.card.series.points[-1:]),
    )
