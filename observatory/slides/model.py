"""A committee's deck as plain values, the same for the projected page, the HTML file, PowerPoint and PDF.

Nothing here knows how a slide looks. Texts are finished sentences in the deck's language; figures are already words
where they are read (`KeyFigure.value`), and exact numbers where they are drawn (`Chart.series`, `Bar.amount`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias

from observatory.charts import Remark, break_sentences, remarks
from observatory.trajectory import Trajectory

Kind: TypeAlias = Literal["title", "synthesis", "axis", "indicator", "neighbourhood", "actions", "decisions"]
KINDS: tuple[Kind, ...] = ("title", "synthesis", "axis", "indicator", "neighbourhood", "actions", "decisions")

LONGEST_MESSAGE = 110
"""Characters of a message: two lines of a slide read from the back of the room."""


WRITTEN_IN = "fr"
"""Language of what people write on the pages, comments and decisions, whatever the deck's."""

MOST_REMARKS, REMARK_ROWS = 3, 2
"""Comments that a slide has room for under its chart, and lines of each; the speaker's note has them all in full."""


@dataclass(frozen=True, slots=True)
class Sign:
    """A status of progress: its code (key of theme.STATUS_SIGNS, which has the shape and the colour) and its word."""

    status: str
    word: str


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One large figure: the value with its unit as it is read, what it is, of when, and what goes with it."""

    value: str
    label: str
    period: str = ""
    note: str = ""
    sign: Sign | None = None
    is_demo: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a list: a sentence, what supports it, its status, the colour of its axis (#RRGGBB, or empty)."""

    text: str
    detail: str = ""
    sign: Sign | None = None
    colour: str = ""
    is_demo: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """Items under a heading; `ruled` asks for empty lines to write on (decisions)."""

    heading: str
    items: tuple[Item, ...]
    ruled: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: its text, a status shown before it as a shape, what qualifies it, small, below, and the language
    of the text where it is not the deck's (as somebody wrote it)."""

    text: str
    sign: Sign | None = None
    is_number: bool = False
    is_demo: bool = False
    colour: str = ""
    note: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: caption, headings (one a column) and rows of as many cells; the first column names the row."""

    caption: str
    headings: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart(Trajectory):
    """One indicator over time, as the figures themselves: every format draws its own native chart from them.

    title and summary say in words what is drawn (the summary is the alternative text); table: the twin, figure by figure.
    """

    title: str
    summary: str
    table: Table

    def remarks(self, language: str) -> tuple[Remark, ...]:
        """Its comments as they are read."""
        return remarks(self.comments, self.indicator.period_kind, language)

    def spoken(self, language: str) -> str:
        """Its comments and what its vertical lines are, as what formats add to the speaker's note; empty without any."""
        return "\n".join(
            (*(one.sentence(language) for one in self.remarks(language)), *break_sentences(self, language))
        )


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it is, its amount in the unit of the chart, and the amount as it is read."""

    label: str
    amount: float
    shown: str


@dataclass(frozen=True, slots=True)
class Bars:
    """Amounts side by side, the largest first. unit: symbol of the amounts; summary: the alternative text."""

    title: str
    unit: str
    bars: tuple[Bar, ...]
    summary: str


@dataclass(frozen=True, slots=True)
class Slide:
    """One slide: one message, at most one of chart, bars and table, then key figures and lists.

    key: what the slide is, lasting from one publication to the next (`axis:housing`, `indicator:DE-ABC:QP094027`), so that
    a saved sequence finds it again. eyebrow: the small line above the message; colour: of its axis (#RRGGBB, or empty).
    message: one sentence, the slide's title. source, data_date: footer, finished sentences (empty where no figure is shown).
    note: the speaker's note. is_demo, has_secret: marks of the footer. missing: why the slide could not be made, or empty.
    """

    key: str
    kind: Kind
    message: str
    eyebrow: str = ""
    colour: str = ""
    subtitle: str = ""
    chart: Chart | None = None
    bars: Bars | None = None
    table: Table | None = None
    key_figures: tuple[KeyFigure, ...] = ()
    lists: tuple[Listing, ...] = ()
    source: str = ""
    data_date: str = ""
    note: str = ""
    is_demo: bool = False
    has_secret: bool = False
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Deck:
    """A sequence of slides. as_of: the day that the sequence stands for (« arrêté au … »); contract: code.

    name: of the saved sequence, or of the automatic one; place: who speaks (name of the contract); words: the deck's
    own small texts by key (`as_of`, `demo`, `secret`, `source` …), so that no format looks for its own.
    """

    name: str
    title: str
    place: str
    contract: str
    as_of: date
    language: str
    slides: tuple[Slide, ...]
    words: Mapping[str, str] = field(default_factory=dict)

    def footer(self, slide: Slide) -> tuple[str, ...]:
        """The parts of a slide's footer, in order: source, date of the data, as-of date, then the marks it carries."""
        parts = [slide.source, slide.data_date, self.words.get("as_of", "")]
        if slide.is_demo:
            parts.append(self.words.get("demo", ""))
        if slide.has_secret:
            parts.append(self.words.get("secret", ""))
        return tuple(part for part in parts if part)
