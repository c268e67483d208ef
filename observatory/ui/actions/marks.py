"""Marks of what is shown: demonstration figures, and what statistical secrecy hides."""

from collections.abc import Sequence

from observatory.answers import Action, Means
from observatory.texts import plural
from observatory.ui.dress import demo_tag


def demo_mark(found: Means, language: str) -> str:
    """The mark of demonstration figures, as HTML after a space; empty where there is none."""
    return f" {demo_tag(language)}" if found.is_demo else ""


def secret_note(some: Sequence[Action], language: str) -> str:
    """Of how many actions secrecy hides numbers, after a space; empty for none."""
    hidden = sum(bool(a.secret) for a in some)
    return f" {plural('actions.people_secret', hidden, language)}" if hidden else ""
