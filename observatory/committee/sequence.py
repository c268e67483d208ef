"""The order of the slides: the automatic sequence, what may be added to it, and the deck that a sequence makes.

A slide has a key that lasts from one publication to the next: `title`, `synthesis`, `highlights`, `axis:housing`,
`indicator:DE-ABC:QP094027`, `neighbourhood:QP094027`, `actions`, `gate`, `followed`, `decisions`.
"""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import replace
from datetime import date
from functools import lru_cache

from observatory import answers, formats
from observatory.committee import slides
from observatory.committee.subjects import Subject, all_subjects, axes, shared_subjects, to_discuss
from observatory.selection import Selection
from observatory.slides import Deck, SavedSequence, SavedSlide, Slide
from observatory.texts import text

# Beside the arguments, which tell one deck from another.
_told: ContextVar[Callable[[int, int], None] | None] = ContextVar("told", default=None)


def plan(selection: Selection) -> tuple[str, ...]:
    """Keys of the automatic sequence, in order."""
    keys = ["title", "synthesis", "highlights"]
    for axis in axes(selection):
        discussed = to_discuss(shared_subjects(axis.axis, selection))
        if axis.axis != "transversal" or discussed:
            keys.append(f"axis:{axis.axis}")
        keys += map(_indicator, discussed)
    keys += [f"neighbourhood:{code}" for code in selection.territories]
    if any(a.state != "cancelled" for a in answers.actions(selection)):
        keys += ["actions", "gate"] if answers.gate(selection) else ["actions"]
    if answers.decisions(selection):
        keys.append("followed")
    return (*keys, "decisions")


def offered(selection: Selection) -> tuple[str, ...]:
    """Keys of all slides that a sequence may hold: the automatic ones, then every other indicator with a figure in each
    neighbourhood.
    """
    found = [s for some in all_subjects(selection).values() for s in some]
    ranks = {code: rank for rank, code in enumerate(selection.territories)}
    others = map(_indicator, sorted(found, key=lambda s: ranks.get(s.place, len(ranks))))
    return tuple(dict.fromkeys([*plan(selection), *others]))


def _indicator(subject: Subject) -> str:
    return f"indicator:{subject.indicator.indicator}:{subject.place}"


def signed(selection: Selection) -> Selection:
    """The selection narrowed to neighbourhoods of the contract: a committee is of its contract, and those chosen beside
    them are there to compare. As it is when none of the contract's is chosen.
    """
    known = answers.catalogue(selection.release)
    own = known.contracts[selection.contract].territories
    kept = tuple(code for code in selection.territories if code in own)
    return replace(selection, territories=kept or selection.territories[: answers.MAX_LINES])


def label(key: str, selection: Selection) -> str:
    """What a slide is, in a few words, for a menu; the key itself when its subject no longer exists."""
    known, language = answers.catalogue(selection.release), selection.language
    kind, code, place = _parts(key)
    if kind in slides.PLAIN:
        return text(f"committee.slide.{kind}", language)
    name = ""
    if kind == "axis":
        name = next((a.name.in_language(language) for a in axes(selection) if a.axis == code), "")
    elif kind == "indicator" and code in known.indicators:
        name = known.indicators[code].short_name.in_language(language)
        if place and len(selection.territories) > 1:
            name = f"{name}, {known.territory_label(place, language)}"
    elif kind == "neighbourhood" and code in known.territories:
        name = known.territory_label(code, language)
    return text(f"committee.slide.{kind}", language, name=name) if name else key


def automatic(selection: Selection) -> SavedSequence:
    """The automatic sequence, ready to be changed and saved under a name."""
    selection = signed(selection)
    return SavedSequence(
        "",
        selection.contract,
        text("committee.automatic", selection.language),
        selection.as_of or answers.last_published(selection.release),
        selection.territories,
        selection.reference,
        tuple(SavedSlide(key) for key in plan(selection)),
    )


def placed(selection: Selection, sequence: SavedSequence) -> Selection:
    """The selection that a sequence is made from: its neighbourhoods, its reference, and what was known on its day."""
    # From the day of the last publication on, what is known is what is in force.
    past = sequence.as_of < answers.last_published(selection.release)
    return replace(
        selection,
        territories=sequence.territories,
        reference=sequence.reference,
        as_of=sequence.as_of if past else None,
    )


def deck(
    selection: Selection, sequence: SavedSequence | None = None, told: Callable[[int, int], None] | None = None
) -> Deck:
    """The deck of a sequence, or the automatic one; neighbourhoods, reference and day are those of the sequence.

    told: hears after each slide how many are made, and of how many; nothing where the deck is there already.
    """
    token = _told.set(told)
    try:
        return _deck(selection, sequence, date.today())
    finally:
        _told.reset(token)


@lru_cache(maxsize=32)
def _deck(selection: Selection, sequence: SavedSequence | None, _today: date) -> Deck:
    chosen = sequence or automatic(selection)
    selection = placed(selection, chosen)
    known, language = answers.catalogue(selection.release), selection.language
    contract = known.contracts[selection.contract]
    as_of, told = chosen.as_of, _told.get()
    made: list[Slide] = []
    for saved in chosen.slides:
        one = slide(saved.slide, selection, as_of)
        made.append(replace(one, message=saved.message or one.message, note=saved.note or one.note))
        if told is not None:
            told(len(made), len(chosen.slides))
    # The title has no figure of its own: it announces the marks of those that follow.
    demo, secret = any(one.is_demo for one in made), any(one.has_secret for one in made)
    made = [replace(one, is_demo=demo, has_secret=secret) if one.kind == "title" else one for one in made]
    return Deck(
        name=chosen.name,
        title=chosen.name if chosen.sequence else text("committee.title", language),
        place=contract.name.in_language(language),
        contract=contract.contract,
        as_of=as_of,
        language=language,
        slides=tuple(made),
        words={
            "as_of": text("committee.as_of", language, day=formats.day(as_of, language)),
            "demo": text("committee.demo", language),
            "secret": text("committee.secret", language),
        },
    )


def slide(key: str, selection: Selection, as_of: date) -> Slide:
    """The slide of a key; one whose subject no longer exists says so instead of being dropped in silence."""
    known = answers.catalogue(selection.release)
    kind, code, place = _parts(key)
    territory = place or selection.main_territory
    if key in slides.PLAIN:
        return slides.PLAIN[key](selection, as_of)
    if kind == "axis" and any(axis.axis == code for axis in axes(selection)):
        return slides.axis(code, selection)
    if kind == "indicator" and code in known.indicators and territory in known.territories:
        return slides.indicator(code, turned(selection, territory))
    if kind == "neighbourhood" and code in known.territories:
        return slides.neighbourhood(turned(selection, code))
    why = text("committee.missing", selection.language, slide=key)
    return Slide(key=key, kind="synthesis", message=why, missing=why)


def _parts(key: str) -> tuple[str, str, str]:
    kind, _, rest = key.partition(":")
    code, _, place = rest.partition(":")
    return kind, code, place


def turned(selection: Selection, territory: str) -> Selection:
    """The selection with another neighbourhood as the main one."""
    rest = tuple(code for code in selection.territories if code != territory)
    return replace(selection, territories=(territory, *rest))
