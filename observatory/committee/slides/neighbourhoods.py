"""Of which neighbourhoods a slide speaks, and of which one a figure is."""

from dataclasses import replace

from observatory import answers
from observatory.committee.subjects import Subject, places
from observatory.selection import Selection
from observatory.texts import plural, text


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


def headed(heading: str, selection: Selection) -> str:
    """What stands above a slide's message: a heading, then of which neighbourhoods it speaks."""
    return f"{heading} · {whose(selection)}"


def once_each(selection: Selection) -> str:
    """How an indicator that several neighbourhoods have is counted; empty for one neighbourhood."""
    return text("committee.once_each", selection.language) if len(places(selection)) > 1 else ""


def named(subject: Subject, selection: Selection) -> str:
    """Whose figure it is, where a deck is about several neighbourhoods; else empty."""
    if len(places(selection)) < 2:
        return ""
    return answers.catalogue(selection.release).territory_label(subject.card.bearer, selection.language)
