"""The formulae of the method page, each with its source and the numbers of an indicator in force."""

from datetime import date
from html import escape

from observatory import answers
from observatory import formulae as worked
from observatory.answers import Card
from observatory.formats import amount, difference, number, period
from observatory.selection import Selection
from observatory.texts import text
from observatory.ui.cards import demo_mark
from observatory.ui.dress import demo_tag
from observatory.ui.panel import block
from observatory.ui.why import operand, percentage
from observatory.workings import decimals_of

NAMES = ("wilson", "significance", "newcombe", "landing", "chance", "needed")
PART_DECIMALS = 4
"""Most decimals of a count."""


def formulae(selection: Selection) -> None:
    """Draw the formulae, in the order in which a judgement uses them."""
    language = selection.language
    found = answers.formula_examples(selection)
    said: dict[str, tuple[Card, str] | None] = dict.fromkeys(NAMES)
    if found.share is not None:
        said["wilson"] = found.share[0], _wilson(*found.share, language)
        said["significance"] = _significance(found.share[0], language)
    if found.gap is not None:
        said["newcombe"] = found.gap[0], _newcombe(*found.gap, selection)
    if found.landing is not None:
        said["landing"] = found.landing[0], _landing(*found.landing, language)
        said["chance"] = found.landing[0], _chance(*found.landing, language)
    if found.distance is not None:
        said["needed"] = found.distance[0], _needed(*found.distance, language)
    block(
        f'<div class="cq-block"><h2 id="method-formulae">{escape(text("method.formulae", language))}</h2></div>'
        f'<p class="cq-prose">{escape(text("method.formulae_lead", language))}</p>'
    )
    for name in NAMES:
        _formula(name, said[name], selection)


def _formula(name: str, example: tuple[Card, str] | None, selection: Selection) -> None:
    language = selection.language
    values = {f"t{freedom}": number(t, 6, language) for freedom, t in worked.STUDENT_90.items()}
    where = text(f"method.formula.{name}.where", language, z=number(worked.Z_95, 6, language), **values)
    shown = f'<span class="cq-muted">{escape(text("method.formula.none", language))}</span>'
    if example is not None:
        card, said = example
        shown = f"{escape(_of(card, name, said, selection))} {_mark(card, name, language)}"
    rows = {
        "rule": f'<span class="cq-formula">{escape(text(f"method.formula.{name}.rule", language))}</span>',
        "where": escape(where),
        "example": shown,
        "source": escape(text(f"method.formula.{name}.source", language)),
    }
    body = "".join(
        f'<tr><th scope="row">{escape(text(f"method.formula.{row}", language))}</th><td>{cell}</td></tr>'
        for row, cell in rows.items()
    )
    title = escape(text(f"method.formula.{name}.title", language))
    block(f'<h3 class="cq-minor">{title}</h3><table class="cq-table cq-formulae"><tbody>{body}</tbody></table>')


def _mark(card: Card, name: str, language: str) -> str:
    """The demonstration mark of an example: an interval of a share rests on figures alone, not on a target."""
    if name == "wilson":
        return demo_tag(language) if card.is_demo else ""
    if name == "newcombe" and card.gap_target is None:
        return demo_tag(language) if card.gap_standing is not None and card.gap_standing.is_demo else ""
    return demo_mark(card, language)


def _of(card: Card, name: str, said: str, selection: Selection) -> str:
    """The worked numbers after what they are about."""
    language, standing = selection.language, card.gap_standing if name == "newcombe" else card.standing
    place = answers.catalogue(selection.release).territory_label(card.bearer, language)
    now = standing.current_period if standing is not None and standing.current_period is not None else date.min
    when = period(now, card.indicator.period_kind, language)
    return text(
        "method.formula.of", language, name=card.indicator.name.in_language(language), place=place, when=when, said=said
    )


def _amount(card: Card, value: float, decimals: int, language: str, fewest: int | None = None) -> str:
    """A figure in the unit of the card; fewest: decimals below which no trailing zero is left out."""
    kept = decimals if fewest is None else decimals_of(value, fewest, decimals)
    return amount(value, kept, card.indicator.unit.symbol.in_language(language), language)


def _difference(card: Card, value: float, decimals: int, language: str) -> str:
    return difference(value, decimals, card.indicator.unit.difference.in_language(language), language)


def _plain(value: float, most: int, language: str) -> str:
    return number(value, decimals_of(value, 0, most), language)


def _wilson(card: Card, found: worked.Share, language: str) -> str:
    decimals = card.indicator.decimals
    at = worked.share_decimals(found, decimals)
    return text(
        "method.formula.wilson.example",
        language,
        value=_amount(card, found.value, at + worked.WAY_DECIMALS, language, decimals),
        count=_plain(found.count, PART_DECIMALS, language),
        centre=_amount(card, found.centre, at, language),
        half=_difference(card, found.half, at, language).removeprefix("+"),
        low=_amount(card, found.low, decimals, language),
        high=_amount(card, found.high, decimals, language),
    )


def _significance(card: Card, language: str) -> tuple[Card, str] | None:
    s, decimals = card.standing, card.indicator.decimals
    if s is None or s.significant is None or s.baseline_low is None or s.baseline_high is None:
        return None
    if s.current_low is None or s.current_high is None:
        return None
    said = text(
        f"method.formula.significance.example.{'yes' if s.significant else 'no'}",
        language,
        low_then=_amount(card, s.baseline_low, decimals, language),
        high_then=_amount(card, s.baseline_high, decimals, language),
        low_now=_amount(card, s.current_low, decimals, language),
        high_now=_amount(card, s.current_high, decimals, language),
    )
    return card, said


def _newcombe(card: Card, found: worked.Gap, selection: Selection) -> str:
    language, decimals = selection.language, card.indicator.decimals
    at = worked.gap_decimals(found, decimals)
    reference = card.gap_standing.reference if card.gap_standing is not None else ""
    parts = {}
    for side, one in (("here", found.here), ("there", found.there)):
        parts[side] = _amount(card, one.value, at, language)
        parts[f"{side}_low"] = _amount(card, one.low, at, language)
        parts[f"{side}_high"] = _amount(card, one.high, at, language)
        parts[f"{side}_count"] = _plain(one.count, PART_DECIMALS, language)
    return text(
        "method.formula.newcombe.example",
        language,
        reference=answers.catalogue(selection.release).territory_label(reference, language),
        gap=_difference(card, found.value, decimals, language),
        low=_difference(card, found.low, decimals, language),
        high=_difference(card, found.high, decimals, language),
        **parts,
    )


def _landing_decimals(card: Card, found: worked.Landing) -> int:
    target = card.standing.target_value if card.standing is not None else None
    return worked.landing_decimals(found, target or 0.0, card.indicator.decimals)


def _landing(card: Card, found: worked.Landing, language: str) -> str:
    decimals = card.indicator.decimals
    at = _landing_decimals(card, found)
    way = at + worked.WAY_DECIMALS
    figures = text("charts.list_separator", language).join(
        text(
            "method.formula.landing.figure",
            language,
            value=_amount(card, value, way, language, decimals),
            period=period(of, card.indicator.period_kind, language),
        )
        for of, value in zip(found.periods, found.values, strict=True)
    )
    return text(
        "method.formula.landing.example",
        language,
        figures=figures,
        level=_amount(card, found.level, way, language),
        slope=_difference(card, found.slope, way, language),
        left=_plain(found.left, way, language),
        mean=_plain(found.mean, way, language),
        spread=_plain(found.spread, way, language),
        deviation=number(found.deviation, way, language),
        value=_amount(card, found.value, at, language),
        error=number(found.error, at, language),
        t=number(worked.STUDENT_90[found.freedom], 6, language),
        low=_amount(card, found.low, decimals, language),
        high=_amount(card, found.high, decimals, language),
    )


def _chance(card: Card, found: worked.Landing, language: str) -> str:
    at = _landing_decimals(card, found)
    target = card.standing.target_value if card.standing is not None else None
    return text(
        f"method.formula.chance.example.{card.indicator.direction}",
        language,
        value=operand(_amount(card, found.value, at, language)),
        target=operand(_amount(card, target or 0.0, at, language, card.indicator.decimals)),
        error=number(found.error, at, language),
        distance=number(found.distance, at, language),
        freedom=found.freedom,
        probability=percentage(found.probability, language),
    )


def _needed(card: Card, found: worked.Distance, language: str) -> str:
    decimals = card.indicator.decimals
    at = worked.distance_decimals(found, decimals)
    values = {
        "target": _amount(card, found.target, at, language, decimals),
        "current": operand(_amount(card, found.current, at, language, decimals)),
        "months": _plain(found.months_left, PART_DECIMALS, language),
        "needed": _difference(card, found.needed, decimals + 1, language),
    }
    if found.recent is None:
        return text("method.formula.needed.example", language, **values)
    recent = _difference(card, found.recent, decimals + 1, language)
    return text("method.formula.needed.example_recent", language, recent=recent, **values)
