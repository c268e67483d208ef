"""The method page: how figures are read, where they come from, what the words mean."""

from html import escape

import streamlit as st

from observatory import answers, tables
from observatory.formats import ABSENCE_SIGNS, QUALITY_SIGNS, day
from observatory.progress import STATUSES
from observatory.selection import Selection
from observatory.texts import text
from observatory.ui.accessibility import accessibility
from observatory.ui.cards import demo_mark
from observatory.ui.dress import source_title, status_sign, wide
from observatory.ui.formulae import formulae
from observatory.ui.panel import block
from observatory.ui.why import worked

CONTENTS = (
    "reading",
    "progress",
    "formulae",
    "growth",
    "secrecy",
    "passage",
    "signs",
    "sources",
    "licences",
    "releases",
    "definitions",
    "glossary",
    "accessibility",
)
"""Parts of the page in their order; a part's heading has the anchor `method-<name>`."""
LICENCE_URL = "https://eur-lex.europa.eu/eli/dec_impl/2017/863/oj"
"""The decision of the European Commission that contains the text of the EUPL 1.2 in every language of the Union."""


def method(selection: Selection) -> None:
    """Draw how to read the dashboard: signs, comparisons, breaks, demonstration figures."""
    language = selection.language
    signs = "".join(
        f'<tr><th scope="row" class="cq-num">{sign}</th><td>{escape(text(f"figure.absence.{status}", language))}</td></tr>'
        for status, sign in {**ABSENCE_SIGNS, **QUALITY_SIGNS}.items()
    )
    block(
        f'<div class="cq-head"><h1>{escape(text("frame.page.method", language))}</h1></div>'
        f'<p class="cq-lead">{escape(text("method.lead", language))}</p>{_contents(language)}'
    )
    known = answers.catalogue(selection.release)
    said = [text(f"method.point.{n}", language) for n in range(1, 7)]
    if selection.show_demo:
        said.append(text("method.point.7", language))
        said += [
            text("method.demonstration_only", language, name=known.territory_label(code, language))
            for code in answers.demonstration_only(selection.release)
        ]
    points = "".join(f"<li>{escape(point)}</li>" for point in said)
    block(
        f'<div class="cq-block"><h2 id="method-reading">{escape(text("method.reading", language))}</h2></div><ul class="cq-list">{points}</ul>'
    )
    _judgement(selection)
    _generations(language)
    block(
        f'<div class="cq-block"><h2 id="method-signs">{escape(text("method.signs", language))}</h2></div>'
        f'<table class="cq-table"><tbody>{signs}</tbody></table>'
    )


def _contents(language: str) -> str:
    """The table of contents: a link to each heading."""
    keys = {"accessibility": "accessibility.statement"}
    items = "".join(
        f'<li><a href="#method-{name}">{escape(text(keys.get(name, f"method.{name}"), language))}</a></li>'
        for name in CONTENTS
    )
    title = escape(text("method.contents", language))
    return f'<nav class="cq-contents" aria-label="{title}"><ul>{items}</ul></nav>'


def _judgement(selection: Selection) -> None:
    """The method of progress: steps, thresholds, worked examples on figures in force, why no growth rates, secrecy."""
    language = selection.language
    steps = "".join(f"<li>{escape(text(f'method.step.{n}', language))}</li>" for n in range(1, 10))
    ranges = "".join(
        f'<tr><th scope="row">{status_sign(status, selection)}</th><td>{escape(text(f"method.range.{status}", language))}</td></tr>'
        for status in STATUSES
    )
    block(
        f'<div class="cq-block"><h2 id="method-progress">{escape(text("method.progress", language))}</h2></div><ol class="cq-list">{steps}</ol>'
        f'<table class="cq-table"><tbody>{ranges}</tbody></table>'
        f'<p class="cq-note">{escape(text("method.progress_sources", language))}</p>'
    )
    example = answers.worked_example(selection)
    if example is not None:
        name = example.indicator.name.in_language(language)
        place = answers.catalogue(selection.release).territory_label(example.bearer, language)
        title = text("method.example", language, name=name, place=place)
        block(f'<div class="cq-block"><h2>{escape(title)}{demo_mark(example, language)}</h2></div>')
        if example.has_demo_target:
            block(f'<p class="cq-note">{escape(text("method.example_demo", language))}</p>')
        worked(example, selection)
    else:
        block(
            f'<div class="cq-block"><h2>{escape(text("method.example_title", language))}</h2></div>'
            f'<p class="cq-prose">{escape(text("method.example_none", language))}</p>'
        )
    formulae(selection)
    cases = "".join(f"<li>{escape(text(f'method.growth_case.{n}', language))}</li>" for n in (1, 2))
    rules = "".join(
        f'<tr><th scope="row">{escape(rule.rule)}</th><td>{escape(rule.text_fr if language == "fr" else rule.text_en)}</td></tr>'
        for rule in answers.secrecy_rules(selection.release)
    )
    block(
        f'<div class="cq-block"><h2 id="method-growth">{escape(text("method.growth", language))}</h2></div>'
        f'<p class="cq-prose">{escape(text("method.growth_why", language))}</p><ul class="cq-list">{cases}</ul>'
    )
    kept = "".join(f"<li>{escape(text(f'method.secrecy_kept.{n}', language))}</li>" for n in range(1, 5))
    left_open = "".join(f"<li>{escape(text(f'method.secrecy_open.{n}', language))}</li>" for n in range(1, 9))
    block(
        f'<div class="cq-block"><h2 id="method-secrecy">{escape(text("method.secrecy", language))}</h2></div>'
        f'<p class="cq-prose">{escape(text("method.secrecy_why", language))}</p>'
        f'<table class="cq-table"><tbody>{rules}</tbody></table>'
        f'<p class="cq-prose">{escape(text("method.secrecy_how", language))}</p>'
        f'<p class="cq-note">{escape(text("method.secrecy_sources", language))}</p>'
        f'<h3 class="cq-minor">{escape(text("method.secrecy_kept", language))}</h3><ul class="cq-list">{kept}</ul>'
        f'<h3 class="cq-minor">{escape(text("method.secrecy_open", language))}</h3><ul class="cq-list">{left_open}</ul>'
    )


def _generations(language: str) -> None:
    """How figures are carried from earlier perimeters, and what is not."""
    points = "".join(f"<li>{escape(text(f'method.passage.{n}', language))}</li>" for n in range(1, 7))
    block(
        f'<div class="cq-block"><h2 id="method-passage">{escape(text("method.passage", language))}</h2></div><ul class="cq-list">{points}</ul>'
    )


def sources(selection: Selection) -> None:
    """Draw the list of sources with publisher, licence and address, the product's own licence, and the publications so far."""
    language = selection.language
    known = answers.catalogue(selection.release)
    heads = "".join(
        f'<th scope="col">{escape(text(f"table.{k}", language))}</th>' for k in ("source", "publisher", "licence")
    )
    rows = []
    for source in known.sources.values():
        if source.source == "demo" and not selection.show_demo:
            continue
        title = source_title(source, language)
        rows.append(
            f'<tr><th scope="row" style="font-weight:400">{title}</th><td lang="fr">{escape(source.publisher)}</td>'
            f'<td lang="fr">{escape(source.licence)}</td></tr>'
        )
    block(
        f'<div class="cq-block"><h2 id="method-sources">{escape(text("method.sources", language))}</h2></div>'
        f'<table class="cq-table"><thead><tr>{heads}</tr></thead><tbody>{"".join(rows)}</tbody></table>'
    )
    licence = (
        f'<a href="{LICENCE_URL}" target="_blank" rel="noopener">{escape(text("method.licence_name", language))}</a>'
    )
    block(
        f'<div class="cq-block"><h2 id="method-licences">{escape(text("method.licences", language))}</h2></div><p class="cq-prose">'
        f"{escape(text('method.licence_said', language, licence='{}')).replace('{}', licence)}</p>"
    )
    lines = "".join(
        f"<li><b>{escape(day(r.published_at.date(), language))}</b> — {escape(r.note_fr if language == 'fr' else r.note_en)} "
        f'<span class="cq-muted">({escape(r.author)})</span></li>'
        for r in answers.releases(selection.release, selection.show_demo)
    )
    block(
        f'<div class="cq-block"><h2 id="method-releases">{escape(text("method.releases", language))}</h2></div><ul class="cq-list">{lines}</ul>'
    )


def definitions(selection: Selection) -> None:
    """Draw the definition of every indicator in the catalogue."""
    language = selection.language
    known = answers.catalogue(selection.release)
    block(
        f'<div class="cq-block"><h2 id="method-definitions">{escape(text("method.definitions", language))}</h2></div>'
    )
    st.dataframe(
        tables.definitions_table(known, language),
        hide_index=True,
        width="stretch",
        placeholder="",
        key="definitions",
        alt=text("method.definitions", language),
    )


def glossary(selection: Selection) -> None:
    """Draw the glossary, old names included, and the accessibility statement."""
    language = selection.language
    block(f'<div class="cq-block"><h2 id="method-glossary">{escape(text("method.glossary", language))}</h2></div>')
    rows = "".join(
        f'<tr><th scope="row">{escape(r.term_fr if language == "fr" else r.term_en)}</th>'
        f"<td>{escape(r.definition_fr if language == 'fr' else r.definition_en)}</td>"
        f'<td class="cq-muted" lang="fr">{escape(r.former_terms_fr or "")}</td></tr>'
        for r in answers.glossary(selection.release)
    )
    heads = "".join(
        f'<th scope="col">{escape(text(f"table.{k}", language))}</th>' for k in ("term", "definition", "former")
    )
    table = f'<table class="cq-table"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'
    block(wide(table, escape(text("method.glossary", language))))
    accessibility(selection)
