"""What a committee is shown: the deck that the contract and its figures make by themselves, or a saved sequence of it."""

from observatory.committee.sentences import axis_message, short_move
from observatory.committee.sequence import automatic, deck, label, offered, placed, plan, signed
from observatory.committee.subjects import Subject, progressing, subjects, to_discuss

__all__ = [
    "Subject",
    "automatic",
    "axis_message",
    "deck",
    "label",
    "offered",
    "placed",
    "plan",
    "progressing",
    "short_move",
    "signed",
    "subjects",
    "to_discuss",
]
