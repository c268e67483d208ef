"""The accessibility statement: what is measured, what remains and because of whom, whom to write to."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from html import escape
from pathlib import Path

from observatory.formats import day
from observatory.selection import Selection
from observatory.texts import plural, text
from observatory.ui.dress import wide
from observatory.ui.panel import block

FILE = Path(__file__).with_suffix(".json")
"""What axe-core found, written by tests/accessibility/test_axe.py and held to what it finds."""
WAYS = ("opened", "unfolded", "phone", "several", "multiples", "table", "deck")
"""Ways to look at pages, in the order of the table."""
CHECKED = ("keyboard", "charts", "contrast", "languages")
REMAINS = ("tables", "map", "words", "rules")
EXPLAINED = ("focus-order-semantics",)
"""Rules that Streamlit breaks and whose consequence for a reader is told."""


@dataclass(frozen=True, slots=True)
class Part:
    """What was found in one way to look at pages, in a language and a theme: views, and elements at fault by rule."""

    way: str
    language: str
    theme: str
    views: int
    ours: Mapping[str, int]
    streamlit: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Measure:
    """What axe-core found, of which version, on which day."""

    day: date
    version: str
    parts: tuple[Part, ...]

    def rules(self, whose: str) -> Counter[str]:
        """Elements at fault by rule. whose: `ours` or `streamlit`."""
        found: Counter[str] = Counter()
        for part in self.parts:
            found.update(getattr(part, whose))
        return found


@cache
def measure() -> Measure:
    """What the file beside this module says."""
    said = json.loads(FILE.read_text(encoding="utf-8"))
    return Measure(date.fromisoformat(said["day"]), said["axe"], tuple(Part(**part) for part in said["parts"]))


def accessibility(selection: Selection) -> None:
    """Draw the statement, with the state that the tests measure."""
    language = selection.language

    def said(key: str) -> str:
        return escape(text(key, language))

    def listed(kind: str, names: Sequence[str]) -> str:
        items = "".join(f"<li>{said(f'accessibility.{kind}.{name}')}</li>" for name in names)
        return f'<h3>{said(f"accessibility.{kind}")}</h3><ul class="cq-list">{items}</ul>'

    found = measure()
    met = [rule for rule in EXPLAINED if rule in found.rules("streamlit")]
    block(
        f'<div class="cq-block"><h2 id="method-accessibility">{said("accessibility.statement")}</h2></div>'
        f'<p class="cq-prose">{said("accessibility.state")}</p>'
        f"<h3>{said('accessibility.axe')}</h3>{_sentences(found, language)}{_table(found, language)}"
        f"{listed('checked', CHECKED)}{listed('remains', (*met, *REMAINS))}"
        f"<h3>{said('accessibility.contact')}</h3>"
        f'<p class="cq-prose">{said("accessibility.contact.who")} {said("accessibility.contact.appeal")}</p>'
    )


def _sentences(found: Measure, language: str) -> str:
    """When, how many views, and whose faults: by rule where there are any."""
    views = sum(part.views for part in found.parts)
    told = [escape(plural("accessibility.views", views, language, day=day(found.day, language), version=found.version))]
    for whose in ("ours", "streamlit"):
        rules = found.rules(whose)
        if not rules:
            told.append(escape(text(f"accessibility.no_fault.{whose}", language)))
            continue
        # The names of rules are axe's own, in English.
        named = ", ".join(
            f'<span lang="en">{escape(rule)}</span>\u00a0({count})' for rule, count in rules.most_common()
        )
        told.append(escape(plural(f"accessibility.faults.{whose}", rules.total(), language, rules="{}")).format(named))
    return f'<p class="cq-prose">{" ".join(told)}</p>'


def _table(found: Measure, language: str) -> str:
    """One row a way to look at pages: how many pages, languages, themes, views, and faults of whom."""
    columns = ("way", "languages", "themes", "pages", "views", "ours", "streamlit")
    heads = "".join(
        f'<th scope="col"{_right(name)}>{escape(text(f"accessibility.column.{name}", language))}</th>'
        for name in columns
    )
    body = ""
    for way in WAYS:
        parts = [part for part in found.parts if part.way == way]
        cells = {
            "languages": _words("language", (part.language for part in parts), language),
            "themes": _words("theme", (part.theme for part in parts), language),
            "pages": str(max((part.views for part in parts), default=0)),
            "views": str(sum(part.views for part in parts)),
            "ours": str(sum(sum(part.ours.values()) for part in parts)),
            "streamlit": str(sum(sum(part.streamlit.values()) for part in parts)),
        }
        body += f'<tr><th scope="row">{escape(text(f"accessibility.way.{way}", language))}</th>' + "".join(
            f"<td{_right(name)}>{escape(cell)}</td>" for name, cell in cells.items()
        )
        body += "</tr>"
    title = escape(text("accessibility.axe", language))
    return wide(
        f'<table class="cq-table" aria-label="{title}"><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>',
        title,
    )


def _right(column: str) -> str:
    return "" if column in {"way", "languages", "themes"} else ' class="cq-right cq-num"'


def _words(kind: str, values: Iterable[str], language: str) -> str:
    return ", ".join(text(f"accessibility.{kind}.{one}", language) for one in dict.fromkeys(values))
