"""Slides of a committee: the deck as plain values, and the page that projects it."""

from observatory.slides import typeface
from observatory.slides.deck import Addresses, page
from observatory.slides.model import (
    KINDS,
    LONGEST_MESSAGE,
    WRITTEN_IN,
    Bar,
    Bars,
    Cell,
    Chart,
    Deck,
    Item,
    KeyFigure,
    Listing,
    Sign,
    Slide,
    Table,
)
from observatory.slides.sequence import SavedSequence, SavedSlide

__all__ = [
    "WRITTEN_IN",
    "Addresses",
    "KINDS",
    "LONGEST_MESSAGE",
    "Bar",
    "Bars",
    "Cell",
    "Chart",
    "Deck",
    "Item",
    "KeyFigure",
    "Listing",
    "SavedSequence",
    "SavedSlide",
    "Sign",
    "Slide",
    "Table",
    "page",
    "typeface",
]
