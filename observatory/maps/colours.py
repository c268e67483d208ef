"""Colours of a map's classes: a scale of five, and the shades between two of them."""

from collections.abc import Sequence

from observatory.maps.classes import Classes
from observatory.theme import Palette

CLEAR = "rgba(0,0,0,0)"


def scale_of(classes: Classes | None, colours: Palette) -> Sequence[str]:
    """The five colours of a map: from one end to the other where its classes turn about a value, else from pale to strong."""
    return colours.diverging if classes is not None and classes.around is not None else colours.sequential


def shade(scale: Sequence[str], step: float) -> str:
    """The colour at a place of a scale of five, mixed from its two neighbours when between them."""
    low = int(step)
    if low == step:
        return scale[low]
    share = step - low
    mixed = (
        round(int(scale[low][at : at + 2], 16) * (1 - share) + int(scale[low + 1][at : at + 2], 16) * share)
        for at in (1, 3, 5)
    )
    return "#" + "".join(f"{part:02X}" for part in mixed)
