"""All indicators of an axis as small charts, and their latest figures as a table."""

from collections.abc import Sequence
from html import escape

from observatory import answers, charts
from observatory.answers import AxisView, Card
from observatory.formats import ABSENCE_SIGNS, QUALITY_SIGNS, amount, period
from observatory.selection import Selection
from observatory.texts import plural, text
from observatory.ui.cards import demo_mark
from observatory.ui.dress import signs_note, status_sign, wide
from observatory.ui.panel import block, nothing, plot
from observatory.ui.passages import quality_sign


def multiples(view: AxisView, selection: Selection) -> None:
    """Draw the small charts of the indicators that have figures, their table folded away, and name the others."""
    language = selection.language
    known = answers.catalogue(selection.release)
    cuts = answers.breaks(selection.release, language)
    names = {s.territory: known.territory_label(s.territory, language) for s in view.series.values()}
    cards = [card for card in view.cards if card.known]
    items = [
        charts.MultipleItem(
            card.indicator,
            card.series,
            view.series.get((card.indicator.indicator, selection.reference)),
            view.targets.get((card.indicator.indicator, card.bearer, "level")),
            cuts.get(card.indicator.indicator, ()),
            names,
            card.standing if card.has_status else None,
        )
        for card in cards
    ]
    if not items:
        nothing(text("axis.no_change", language))
        return
    name = known.territory_label(selection.main_territory, language)
    reference = known.territory_label(selection.reference, language)
    block(f'<p class="cq-note">{escape(text("axis.multiples_note", language, name=name, reference=reference))}</p>')
    figure = charts.multiples(items, language, selection.dark)
    plot(figure, "multiples-chart", text("axis.multiples_alt", language, count=len(items), name=name))
    hidden = [ABSENCE_SIGNS[p.status] for card in cards for p in card.series.points if p.status in ABSENCE_SIGNS]
    quality = [QUALITY_SIGNS.get(card.series.latest.status, "") for card in cards if card.series.latest is not None]
    if note := signs_note([*hidden, *quality], language):
        block(note)
    block(_table(cards, text("axis.multiples_latest", language, name=name), selection))
    without = [card.indicator.short_name.in_language(language) for card in view.cards if not card.known]
    if without:
        said = plural("axis.multiples_without", len(without), language, names=", ".join(without), name=name)
        block(f'<p class="cq-note">{escape(said)}</p>')


def _table(cards: Sequence[Card], title: str, selection: Selection) -> str:
    """The table twin of the small charts, folded away: one row a chart, its latest figure, its target, its status."""
    language = selection.language
    columns = (("indicator", ""), ("value", "cq-right"), ("period", ""), ("short.target", "cq-right"), ("status", ""))
    heads = "".join(
        f'<th scope="col" class="{css}">{escape(text(f"table.{name}", language))}</th>' for name, css in columns
    )
    rows = "".join(_row(card, selection) for card in cards)
    said = escape(title)
    table = f'<table class="cq-table" aria-label="{said}"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'
    signs = [QUALITY_SIGNS.get(card.series.latest.status, "") for card in cards if card.series.latest is not None]
    return (
        f'<details class="cq-twin"><summary>{said}</summary>{wide(table, said)}{signs_note(signs, language)}</details>'
    )


def _row(card: Card, selection: Selection) -> str:
    language = selection.language
    one = card.indicator

    def figure(value: float) -> str:
        return escape(amount(value, one.decimals, one.unit.symbol.in_language(language), language))

    latest = card.series.latest
    value, when = "", ""
    if latest is not None and latest.value is not None:
        value, when = (
            figure(latest.value) + quality_sign(latest, selection),
            escape(period(latest.period, one.period_kind, language)),
        )
    goal = figure(card.target.value) if card.target is not None else ""
    status = status_sign(card.status, selection) if card.has_status else ""
    return (
        f'<tr><th scope="row">{escape(one.short_name.in_language(language))} {demo_mark(card, language)}</th>'
        f'<td class="cq-right cq-num">{value}</td><td class="cq-num">{when}</td>'
        f'<td class="cq-right cq-num">{goal}</td><td>{status}</td></tr>'
    )
