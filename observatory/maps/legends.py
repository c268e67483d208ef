"""Legends of a map: its classes, what is missing and why, what circles say, the statuses of progress."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from observatory import formats, texts, theme
from observatory.catalogue import Indicator
from observatory.maps.classes import Classes
from observatory.maps.colours import scale_of, shade
from observatory.maps.readings import kind_of, signed_absence
from observatory.series import Reading
from observatory.theme import palette

MISSING_SIGN = "⊗"
"""How a circle without a value looks, said in the legend."""


@dataclass(frozen=True, slots=True)
class Swatch:
    """One row of the legend: a colour, what it stands for and for how many places; a missing one is hatched."""

    colour: str
    words: str
    count: str
    is_missing: bool = False


def swatches(
    indicator: Indicator,
    classes: Classes | None,
    readings: Sequence[Reading],
    language: str,
    dark: bool,
    compact: bool = False,
) -> tuple[Swatch, ...]:
    """The bounds and number of neighbourhoods of each class, then the missing ones by reason.

    compact: bare numbers in brackets.
    """
    colours, kind = palette(dark), kind_of(readings)

    def counted(count: int) -> str:
        return f"({count})" if compact else texts.plural(f"maps.count_{kind}", count, language)

    rows = []
    if classes is not None:
        scale = scale_of(classes, colours)
        figures = [figure for reading in readings if (figure := reading.shown) is not None]
        counts = Counter(classes.index(figure) for figure in figures)
        rows = [
            Swatch(shade(scale, step), _bounds(indicator, classes, index, language), counted(counts[index]))
            for index, step in enumerate(classes.steps)
        ]
    missing = Counter(signed_absence(reading, language) for reading in readings if reading.shown is None)
    rows += [Swatch(colours.missing, why, counted(count), True) for why, count in sorted(missing.items())]
    return tuple(rows)


def _bounds(indicator: Indicator, classes: Classes, index: int, language: str) -> str:
    low, high = classes.range(index)
    symbol = indicator.unit.symbol.in_language(language)
    top = formats.amount(high, indicator.decimals, symbol, language)
    if low >= high:
        return top
    return texts.text("maps.range", language, low=formats.number(low, indicator.decimals, language), high=top)


def legend_head(indicator: Indicator, classes: Classes | None, language: str, around_text: str | None) -> str:
    """What a diverging scale turns on, in words; empty for any other."""
    if classes is None or classes.around is None or not around_text:
        return ""
    value = formats.amount(classes.around, indicator.decimals, indicator.unit.symbol.in_language(language), language)
    said = texts.text("maps.legend_around", language, text=around_text, value=value)
    return said[0].upper() + said[1:]


def circles_note(readings: Sequence[Reading], language: str) -> str:
    """What the size of a circle says; empty where it says nothing."""
    return texts.text("maps.legend_circles", language) if kind_of(readings) == "neighbourhood" else ""


def legend(
    indicator: Indicator,
    classes: Classes | None,
    readings: Sequence[Reading],
    language: str,
    dark: bool,
    around_text: str | None = None,
    compact: str | None = None,
) -> str:
    """An HTML list: swatch, bounds and number of neighbourhoods of each class, then the missing ones by reason.

    compact: in little room, what stands below the list; numbers are then bare, in brackets.
    """
    colours = palette(dark)
    hatch = f"repeating-linear-gradient(135deg,{colours.missing} 0 2px,{colours.other} 2px 3px)"
    items = "".join(
        '<li style="display:flex;align-items:center;gap:8px;margin:0;padding:1px 0">'
        f'<span aria-hidden="true" style="flex:none;width:20px;height:14px;border:1px solid {colours.other};'
        f'border-radius:2px;background:{hatch if one.is_missing else one.colour}"></span>'
        f'<span style="flex:{1 if compact is None else "none"}">{MISSING_SIGN + " " if one.is_missing else ""}'
        f'{escape(one.words)}</span><span style="color:{colours.muted}">{escape(one.count)}</span></li>'
        for one in swatches(indicator, classes, readings, language, dark, compact is not None)
    )
    head = legend_head(indicator, classes, language, around_text)
    if head:
        head = f'<p style="margin:0 0 2px">{escape(head)}</p>'
    foot = circles_note(readings, language) if compact is None else compact
    if foot:
        foot = f'<p style="margin:4px 0 0;color:{colours.muted}">{escape(foot)}</p>'
    return (
        f'<div class="map-legend" style="font-size:14px;line-height:20px;font-variant-numeric:tabular-nums;color:{colours.ink}">'
        f'{head}<ul aria-label="{escape(texts.text("maps.legend_title", language))}" '
        f'style="list-style:none;margin:0;padding:0">{items}</ul>'
        f"{foot}</div>"
    )


def status_legend(statuses: Sequence[str], language: str, dark: bool) -> str:
    """One line below the legend: the statuses of progress of the contract's neighbourhoods, shape, word, colour and how many.

    statuses: one a neighbourhood that is judged; empty for none, and the line with it.
    """
    found = []
    for status, sign in theme.STATUS_SIGNS.items():
        if count := statuses.count(status):
            colour = sign.dark if dark else sign.light
            word = escape(texts.text(f"status.{status}", language))
            found.append(
                f'<span style="color:{colour};white-space:nowrap"><span aria-hidden="true">{sign.shape}</span> {word}</span> '
                f"({count})"
            )
    if not found:
        return ""
    title = escape(texts.text("maps.legend_statuses", language))
    return (
        '<p class="map-statuses" style="margin:0;font-size:14px;line-height:20px;'
        f'font-variant-numeric:tabular-nums;color:{palette(dark).ink}">{title} {" · ".join(found)}</p>'
    )


def status_words(statuses: Sequence[str], language: str) -> str:
    """The same line in plain words, for a picture; empty where nothing is judged."""
    found = [
        f"{sign.shape} {texts.text(f'status.{status}', language)} ({count})"
        for status, sign in theme.STATUS_SIGNS.items()
        if (count := statuses.count(status))
    ]
    return f"{texts.text('maps.legend_statuses', language)} {' · '.join(found)}" if found else ""
