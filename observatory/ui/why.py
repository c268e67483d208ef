"""The proof of one figure: value and parts, source with file and line, the steps of the method with the numbers filled in."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from html import escape
from math import isclose

from observatory import answers, charts
from observatory.answers import Card, Proof
from observatory.catalogue import Catalogue, Indicator
from observatory.formats import MINUS, amount, day, difference, number, period, with_symbol
from observatory.progress import Standing
from observatory.selection import Selection
from observatory.series import Target
from observatory.texts import text
from observatory.trajectory import no_landing
from observatory.ui.dress import origin_tags, status_sign
from observatory.ui.panel import block
from observatory.ui.passages import reason_words
from observatory.workings import decimals_of, months, parts_decimals, precision

RATIO_DECIMALS = 2
PART_DECIMALS = 4
GAP_DECIMALS = 4
"""Beyond those of the indicator, as the steps print them."""


def why(card: Card, selection: Selection) -> None:
    """Draw, for the latest figure of a card, all that a prefect needs to check it by hand."""
    known = answers.catalogue(selection.release)
    latest = card.series.latest
    if latest is None:
        return
    proof = answers.proof(card.indicator.indicator, card.bearer, latest.period)
    rows = [] if proof is None else list(_origin(card.indicator, card.bearer, latest.period, proof, known, selection))
    rows += _beside(card, known, selection)
    for standing, target in ((card.standing, card.target), (card.gap_standing, card.gap_target)):
        if standing is not None:
            rows += steps(card.indicator, standing, target, known, selection)
    _table(rows)


def worked(card: Card, selection: Selection) -> None:
    """Draw the steps of the method for the level of one indicator, the numbers filled in."""
    if card.standing is not None:
        known = answers.catalogue(selection.release)
        _table(steps(card.indicator, card.standing, card.target, known, selection))


def _table(rows: Iterable[tuple[str, str]]) -> None:
    body = "".join(f'<tr><th scope="row">{escape(name)}</th><td>{said}</td></tr>' for name, said in rows)
    block(f'<table class="cq-table cq-why"><tbody>{body}</tbody></table>')


def _origin(
    indicator: Indicator,
    territory: str,
    of_period: date,
    proof: Proof,
    known: Catalogue,
    selection: Selection,
    suffix: str = "",
) -> Iterator[tuple[str, str]]:
    """Where one figure comes from. suffix: what tells a figure of the gap from the first of the panel, which says source and release."""
    language = selection.language

    def row(name: str, said: str) -> tuple[str, str]:
        return text(f"why.{name}", language) + suffix, said

    if proof.value is None:
        return
    value = amount(proof.value, indicator.decimals, indicator.unit.symbol.in_language(language), language)
    when = period(of_period, indicator.period_kind, language)
    place = known.territory_label(territory, language)
    said = escape(text("why.value_said", language, value=value, when=when, place=place))
    tags = origin_tags({proof.origin}, language)
    yield row("value", said + (f" {tags}" if tags else ""))
    if proof.numerator is not None and proof.denominator is not None:
        parts = {"numerator": _plain(proof.numerator, language), "denominator": _plain(proof.denominator, language)}
        key = "relative_said" if indicator.is_relative else "quotient_said"
        yield row("quotient", escape(text(f"why.{key}", language, **parts)))
    elif proof.denominator is not None:
        yield row(
            "quotient", escape(text("why.denominator_said", language, denominator=_plain(proof.denominator, language)))
        )
    if carried := reason_words(proof.reason, selection):
        yield row("carried", escape(carried))
    credits = [known.sources[code].credit.in_language(language) for code in proof.sources if code in known.sources]
    if credits and not suffix:
        yield row("source", escape(text("figure.source_and", language).join(credits)))
    if proof.file:
        yield row("file", _line(proof.file, proof.row, language))
    if proof.below_file:
        yield row("below_file", _line(proof.below_file, proof.below_row, language))
    if not suffix:
        told = text("why.known_said", language, day=day(proof.published_at.date(), language), release=proof.release)
        yield row("known", escape(told))


def _line(file: str, row: int | None, language: str) -> str:
    return escape(text("why.file_said", language, file=file, row="—" if row is None else row))


def _beside(card: Card, known: Catalogue, selection: Selection) -> Iterator[tuple[str, str]]:
    """The two figures that a gap is made of: the reference's, and the place's own where its latest one is of another period."""
    indicator, language, standing = card.indicator, selection.language, card.gap_standing
    if standing is None or standing.current_period is None or standing.current_value is None:
        return
    when = standing.current_period
    here = answers.proof(indicator.indicator, card.bearer, when)
    there = answers.proof(indicator.indicator, standing.reference, when)
    if here is None or there is None or here.value is None or there.value is None:
        return
    # On a past day the gap was between other figures than those in force, whose proof this would be.
    if not isclose(here.value - there.value, standing.current_value, rel_tol=1e-9, abs_tol=1e-9):
        return
    if card.series.latest is not None and card.series.latest.period != when:
        suffix = " · " + period(when, indicator.period_kind, language)
        yield from _origin(indicator, card.bearer, when, here, known, selection, suffix)
    suffix = " · " + known.territory_label(standing.reference, language)
    yield from _origin(indicator, standing.reference, when, there, known, selection, suffix)

    gap_decimals = decimals_of(standing.current_value, indicator.decimals, indicator.decimals + GAP_DECIMALS)
    most = parts_decimals(here.value, there.value, gap_decimals)

    def exact(value: float) -> str:
        decimals = decimals_of(value, indicator.decimals, most)
        return amount(value, decimals, indicator.unit.symbol.in_language(language), language)

    gap = difference(standing.current_value, gap_decimals, indicator.unit.difference.in_language(language), language)
    said = text("why.gap_said", language, here=exact(here.value), there=operand(exact(there.value)), gap=gap)
    name = text("why.value", language) + _suffix(standing, known, language)
    yield name, escape(said)


def _plain(value: float, language: str) -> str:
    return number(value, decimals_of(value, 0, PART_DECIMALS), language)


def steps(
    indicator: Indicator, standing: Standing, target: Target | None, known: Catalogue, selection: Selection
) -> Iterator[tuple[str, str]]:
    """The steps of the method for one measure, from interval to status, as names and HTML: the printed numbers give the printed
    results. target: the one judged by, for its milestones.
    """
    language = selection.language
    suffix = _suffix(standing, known, language)

    def written(value: float, decimals: int) -> str:
        if standing.measure == "gap":
            return difference(value, decimals, indicator.unit.difference.in_language(language), language)
        return amount(value, decimals, indicator.unit.symbol.in_language(language), language)

    def said(value: float | None) -> str:
        return "—" if value is None else written(value, indicator.decimals)

    def row(name: str, key: str, **values: object) -> tuple[str, str]:
        return text(f"why.{name}", language) + suffix, escape(text(f"why.{key}", language, **values))

    if standing.current_low is not None and standing.current_high is not None:
        key = "interval_newcombe" if standing.measure == "gap" else "interval_said"
        yield row("interval", key, low=said(standing.current_low), high=said(standing.current_high))
    if standing.significant is not None:
        yield row("significance", "significant" if standing.significant else "insignificant")
    if standing.target_value is None:
        return
    amended = standing.amendment or 0
    yield row("amendment", "amendment_said" if amended else "signed", number=amended)
    # Of what is only a situation, or has no good direction, a pace would read as a judgement.
    may_be_judged = standing.reason not in {"context", "no_direction"}
    judgement = standing if may_be_judged else replace(standing, pace=None)
    yield from _judgement(indicator, judgement, target, row, written, language)
    yield from _ahead(indicator, standing, suffix, said, language)
    name = text("why.status", language) + suffix
    if not may_be_judged:
        yield name, escape(text(f"reason.{standing.reason}", language))
    else:
        yield name, f"{status_sign(standing.status, selection)} · {escape(_grounds(standing, language))}"
    if standing.growth_pace is not None and may_be_judged:
        yield row("growth", "growth_said", pace=number(standing.growth_pace, RATIO_DECIMALS, language))


def _grounds(standing: Standing, language: str) -> str:
    """What the status rests on: a reason, a target kept or lost, or the thresholds of the pace."""
    if standing.status == "not_assessable":
        return text(f"reason.{standing.reason}", language)
    if standing.status == "met":
        return text("method.range.met", language)
    return text("why.lost" if standing.starts_at_target else "why.thresholds", language)


def _suffix(standing: Standing, known: Catalogue, language: str) -> str:
    if standing.measure != "gap":
        return ""
    return " · " + text("why.gap", language, name=known.territory_label(standing.reference, language))


def _judgement(
    indicator: Indicator,
    standing: Standing,
    target: Target | None,
    row: Callable[..., tuple[str, str]],
    written: Callable[[float, int], str],
    language: str,
) -> Iterator[tuple[str, str]]:
    """TA, e and R, as precisely as it takes to find them again by hand."""
    at = precision(standing, indicator.decimals)

    def exact(value: float | None) -> str:
        return "—" if value is None else written(value, decimals_of(value, indicator.decimals, at.value))

    def share(ratio: float) -> str:
        return percentage(ratio, language, decimals_of(100 * ratio, 1, at.share))

    def lasting(count: float) -> str:
        return number(count, decimals_of(count, 0, at.months), language)

    values = {
        "current": exact(standing.current_value),
        "baseline": operand(exact(standing.baseline_value)),
        "target": exact(standing.target_value),
    }
    advancement = "" if standing.advancement_ratio is None else share(standing.advancement_ratio)
    elapsed = "" if standing.elapsed_ratio is None else share(standing.elapsed_ratio)
    if advancement and standing.starts_at_target:
        values["baseline"] = exact(standing.baseline_value)
        yield row("advancement", "edge_said", **values)
    elif advancement:
        yield row("advancement", "advancement_said", ratio=advancement, **values)
    if elapsed and standing.baseline_period and standing.current_period and standing.deadline:
        yield row(
            "elapsed",
            "elapsed_said",
            start=day(standing.baseline_period, language),
            now=day(standing.current_period, language),
            end=day(standing.deadline, language),
            past=lasting(months(standing.baseline_period, standing.current_period)),
            whole=lasting(months(standing.baseline_period, standing.deadline)),
            ratio=elapsed,
        )
    if standing.pace is None:
        return
    pace = number(standing.pace, at.pace, language)
    if standing.current_period is not None and target is not None:
        stated = dict(target.milestones).get(standing.current_period)
        if stated is not None:
            key = "milestone_ignored" if standing.milestone_value is None else "milestone_used"
            yield row("milestone", key, milestone=exact(stated), day=day(standing.current_period, language))
    if standing.milestone_value is not None:
        yield row("pace", "pace_milestone", pace=pace, milestone=exact(standing.milestone_value), **values)
    else:
        key = "pace_late" if (standing.elapsed_ratio or 0) > 1 else "pace_linear"
        yield row("pace", key, pace=pace, advancement=advancement, elapsed=elapsed)


def operand(said: str) -> str:
    """A number as it stands after an operator: one that has a sign of its own is put in brackets."""
    return f"({said})" if said.startswith(("+", MINUS)) else said


def _ahead(
    indicator: Indicator, standing: Standing, suffix: str, said: Callable[[float | None], str], language: str
) -> Iterator[tuple[str, str]]:
    """What each year left must bring, beside what the last ones brought; and where that leads at the deadline."""
    unit = indicator.unit.difference.in_language(language)
    decimals = indicator.decimals + 1

    def a_year(value: float) -> str:
        return difference(value, decimals, unit, language)

    if standing.needed_per_year is not None:
        key, values = "progress.needed_only", {"needed": a_year(standing.needed_per_year)}
        if standing.recent_per_year is not None:
            key, values = "progress.needed", {**values, "recent": a_year(standing.recent_per_year)}
        yield text("why.needed", language) + suffix, escape(text(key, language, **values))
    if standing.landing_value is not None and standing.landing_probability is not None and standing.deadline:
        told = text(
            "progress.landing",
            language,
            value=said(standing.landing_value),
            low=said(standing.landing_low),
            high=said(standing.landing_high),
            year=standing.deadline.year,
            probability=percentage(standing.landing_probability, language),
        )
        yield text("why.landing", language) + suffix, escape(charts.conditional(told, standing, language))
    elif standing.landing_reason:
        yield text("why.landing", language) + suffix, escape(no_landing(standing, language))


def percentage(ratio: float, language: str, decimals: int = 1) -> str:
    """A ratio where 1 is the whole, as a percentage."""
    return with_symbol(number(100 * ratio, decimals, language), "%", language)
