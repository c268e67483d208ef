"""The slides one by one: from the figures of a selection to a message and what supports it."""

from collections.abc import Callable
from datetime import date

from observatory.committee.slides.meeting import decisions, followed
from observatory.committee.slides.neighbourhoods import named
from observatory.committee.slides.overview import axis, highlights, synthesis, title
from observatory.committee.slides.programme import actions, gate
from observatory.committee.slides.sheet import neighbourhood
from observatory.committee.slides.trajectory import indicator
from observatory.selection import Selection
from observatory.slides import Slide

__all__ = ["PLAIN", "axis", "indicator", "named", "neighbourhood", "synthesis"]

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
