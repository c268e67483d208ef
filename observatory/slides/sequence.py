"""A saved sequence of slides: which slides, in which order, with what the analyst wrote in place of the made sentences."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class SavedSlide:
    """A slide of a sequence. slide: key of the slide; message, note: the analyst's own, or empty for the made ones."""

    slide: str
    message: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class SavedSequence:
    """A sequence under its name and day. saved_at: UTC, None while it was never saved; saved_by: may be empty; origin: local,
    or demo for an example.
    """

    sequence: str
    contract: str
    name: str
    as_of: date
    territories: tuple[str, ...]
    reference: str
    slides: tuple[SavedSlide, ...]
    saved_at: datetime | None = None
    saved_by: str = ""
    origin: str = "local"
