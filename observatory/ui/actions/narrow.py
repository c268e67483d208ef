"""The charts of money as lists of bars for screens too narrow for them: names and amounts whole, a bar below each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from observatory.charts.money import KINDS, kind_colour
from observatory.money import NOTHING, Flow, euros, percent
from observatory.selection import Selection
from observatory.texts import text
from observatory.theme import palette


@dataclass(frozen=True, slots=True)
class Bar:
    """A row: its name and words, lengths of the pale bar and of the strong one before it, colour (empty for the page's own).

    spoken: the language of a name that is not in the page's.
    """

    name: str
    said: str
    pale: float
    strong: float
    colour: str = ""
    spoken: str = ""


def bars(rows: Sequence[Bar], longest: float = 0.0) -> str:
    """HTML of a list that narrow screens alone show; longest: what fills the width, by default the longest row."""
    full = longest or max((max(row.pale, row.strong) for row in rows), default=0.0) or 1.0
    return f'<ul class="cq-narrow">{"".join(_row(row, full) for row in rows)}</ul>'


def flow_bars(flows: Sequence[Flow], axes: Mapping[str, str], selection: Selection) -> str:
    """The same for money from funders to axes: who pays, kind by kind, then what for."""
    language, colours = selection.language, palette(selection.dark)
    total = sum((f.planned_eur for f in flows), NOTHING)
    parts = []
    for kind in KINDS:
        funders: dict[str, list[Flow]] = {}
        for flow in flows:
            if flow.kind == kind:
                funders.setdefault(flow.funder, []).append(flow)
        parts.append((text(f"actions.kind.{kind}", language), funders, kind_colour(kind, colours)))
    by_axis = {name: [f for f in flows if f.axis == axis] for axis, name in axes.items()}
    parts.append((text("actions.column.axis", language), {name: some for name, some in by_axis.items() if some}, ""))
    sums = [
        (heading, [(name, sum((f.planned_eur for f in some), NOTHING)) for name, some in groups.items()], colour)
        for heading, groups, colour in parts
        if groups
    ]
    longest = max((float(amount) for _, rows, _ in sums for _, amount in rows), default=0.0)
    said = ""
    for heading, rows, colour in sums:
        share = percent(sum((amount for _, amount in rows), NOTHING), total, language)
        said += f'<p class="cq-narrow"><b>{escape(heading)}</b> <span class="cq-muted">{share}</span></p>'
        spoken = "fr" if colour else ""
        shown = [Bar(n, euros(amount, language, cents=False), 0.0, float(amount), colour, spoken) for n, amount in rows]
        said += bars(shown, longest)
    return said


def _row(row: Bar, full: float) -> str:
    pale, strong = (f"{100 * length / full:.1f}%" for length in (row.pale, row.strong))
    colour = f"--bar:{row.colour};" if row.colour else ""
    spoken = f' lang="{row.spoken}"' if row.spoken else ""
    return (
        f'<li><span{spoken}>{escape(row.name)}</span> <span class="cq-num">{escape(row.said)}</span>'
        f'<i aria-hidden="true" style="{colour}--pale:{pale};--strong:{strong}"></i></li>'
    )
