"""What a chart says, in words: its title, and the sentence that stands for it where it cannot be seen."""

from collections.abc import Mapping, Sequence
from datetime import date

from observatory import absences, formats, texts
from observatory.catalogue import Indicator
from observatory.charts import layout
from observatory.charts.lines import amendment, target_amount
from observatory.charts.target import reference_shown
from observatory.charts.uncertainty import chances
from observatory.progress import Standing, is_lead
from observatory.series import Break, Point, Series, Target
from observatory.trajectory import gap_series, landing_condition, landing_note


def target_title(
    indicator: Indicator,
    series: Sequence[Series],
    reference: Series | None,
    target: Target | None,
    names: Mapping[str, str],
    language: str,
) -> str:
    """The title of the chart: the indicator, the neighbourhood (or how many) and the years."""
    years = [p.period.year for s in series for p in s.points if layout.value_of(p) is not None]
    span = "" if not years else str(min(years)) if min(years) == max(years) else f"{min(years)}–{max(years)}"
    name = indicator.name.in_language(language)
    if len(series) == 1:
        where = names.get(series[0].territory, series[0].territory)
    else:
        where = texts.plural("charts.neighbourhoods", len(series), language)
    return ", ".join(part for part in (name, where, span) if part)


def target_summary(
    indicator: Indicator,
    series: Sequence[Series],
    reference: Series | None,
    target: Target | None,
    names: Mapping[str, str],
    language: str,
    breaks: Sequence[Break] = (),
    *,
    standing: Standing | None = None,
    gap_standing: Standing | None = None,
) -> str:
    """About three sentences: latest value and change since the first comparable one, reference; target and where the
    present pace leads; how the gap moves. Then what is missing, and what is not real.

    A change is never computed across a break of method or geography, nor between vintages too close to be compared.
    standing, gap_standing: where the first neighbourhood stands, on the level and on a gap; without the former (series
    drawn freely) the change is taken from the first comparable figure.
    """
    if not series:
        return texts.text("charts.nothing", language)
    main = series[0]
    breaks = layout.with_turns(main, breaks, language)
    name = names.get(main.territory, main.territory)
    latest = next((p for p in reversed(main.points) if layout.value_of(p) is not None), None)
    if latest is None:
        said = texts.text("charts.summary_none", language, name=name)
        why = absences.words(main.points[-1], language) if main.points else ""
        return f"{said} {why[:1].upper()}{why[1:]}." if why else said
    if standing is not None and standing.territory != main.territory:
        standing = None
    if gap_standing is not None and gap_standing.territory != main.territory:
        gap_standing = None
    head = _latest(indicator, main, latest, name, language)
    since = _since(indicator, main, latest, breaks, standing, language)
    if since and standing is not None and standing.significant is False and standing.current_period == latest.period:
        since += texts.text("charts.summary_insignificant", language)
    of_gap = _gap(indicator, gap_standing, names, language)
    # The sentence on the gap says it all, so the first one need not.
    said_below = of_gap and gap_standing is not None and gap_standing.current_period == latest.period
    against, beside = "", ""
    if indicator.is_relative and reference is not None and reference_shown([main], reference, indicator):
        beside = _beside(indicator, latest, reference, names, language)
    elif not said_below and reference is not None and reference_shown([main], reference, indicator):
        against = _against(indicator, latest, reference, names, language, alone=not since)
    sentences = [f"{head}{since}{against}.", *([beside] if beside else [])]
    if main.points[-1].period > latest.period:
        last = main.points[-1]
        why = absences.words(last, language)
        period = formats.period(last.period, indicator.period_kind, language)
        sentences.append(texts.text("charts.summary_missing", language, period=period, why=why))
    if len(series) > 1:
        sentences += _others(indicator, series[1:], latest, names, language)
    if target is not None and not (target.measure == "gap" and of_gap):
        sentences.append(_towards(indicator, main, latest, reference, target, names, language))
    if standing is not None and standing.deadline is not None:
        if standing.landing_value is not None:
            is_aim_last = target is not None and target.measure == "level" and target.deadline == standing.deadline
            sentences.append(_landing(indicator, standing, sentences.pop() if is_aim_last else "", language))
        elif why := landing_note(standing, language):
            sentences.append(why)
    if target is not None and target.earlier:
        sentences += _amended(indicator, target, language)
    if of_gap:
        sentences.append(of_gap)
    aimed = gap_standing is not None and bool(of_gap) and gap_standing.target_value is not None
    is_demo_aim = aimed and gap_standing is not None and gap_standing.is_demo
    sentences += _origin(main, target, is_demo_aim, language)
    return " ".join(sentences)


def _latest(indicator: Indicator, main: Series, latest: Point, name: str, language: str) -> str:
    value = layout.amount(indicator, layout.value_of(latest) or 0.0, language)
    at = layout.at_period(latest.period, indicator.period_kind, language)
    return texts.text("charts.summary_latest", language, name=name, value=value, at=at)


def _since(
    indicator: Indicator,
    main: Series,
    latest: Point,
    breaks: Sequence[Break],
    standing: Standing | None,
    language: str,
) -> str:
    """How the value moved: as its standing has it, else since the first comparable figure."""
    if standing is not None:
        if standing.change is None or standing.baseline_period is None or standing.current_period != latest.period:
            return ""
        change, since = standing.change, standing.baseline_period
    else:
        first = _first_comparable(indicator, main, latest, breaks)
        if first is None:
            return ""
        change, since = (layout.value_of(latest) or 0.0) - (layout.value_of(first) or 0.0), first.period
    period = formats.period(since, indicator.period_kind, language)
    kind = indicator.period_kind if indicator.period_kind in {"year", "school_year"} else "date"
    return texts.text(
        _compared(indicator, change, "charts.summary_since"),
        language,
        difference=_plain(indicator, change, language),
        than=texts.text(f"charts.than_{kind}", language, period=period),
        at=layout.at_period(since, indicator.period_kind, language),
    )


def _first_comparable(indicator: Indicator, main: Series, latest: Point, breaks: Sequence[Break]) -> Point | None:
    cuts = [cut for cut in layout.comparable_breaks(breaks) if cut <= latest.period]
    since = cuts[-1] if cuts else None
    for point in main.points:
        if layout.value_of(point) is None or point.period >= latest.period or (since and point.period < since):
            continue
        years = (latest.period - point.period).days / 365.25
        return point if indicator.min_vintage_gap <= 1 or years >= indicator.min_vintage_gap - 0.1 else None
    return None


def _against(
    indicator: Indicator,
    latest: Point,
    reference: Series,
    names: Mapping[str, str],
    language: str,
    alone: bool,
) -> str:
    """The comparison with the reference; `alone` when no change over time comes before it in the sentence."""
    same = next((p for p in reference.points if p.period == latest.period), None)
    base = layout.value_of(same) if same else None
    if base is None:
        return ""
    gap = (layout.value_of(latest) or 0.0) - base
    return texts.text(
        _compared(indicator, gap, "charts.summary_alone" if alone else "charts.summary_reference"),
        language,
        difference=_plain(indicator, gap, language),
        name=names.get(reference.territory, reference.territory),
        value=layout.amount(indicator, base, language),
    )


def _beside(indicator: Indicator, latest: Point, reference: Series, names: Mapping[str, str], language: str) -> str:
    """The reference's own gap to the département, of an indicator that is such a gap: the two are not compared in their turn."""
    base = next((layout.value_of(p) for p in reference.points if p.period == latest.period), None)
    if base is None:
        return ""
    name = names.get(reference.territory, reference.territory)
    return texts.text("charts.summary_relative", language, name=name, value=layout.amount(indicator, base, language))


def _others(
    indicator: Indicator, others: Sequence[Series], latest: Point, names: Mapping[str, str], language: str
) -> list[str]:
    parts = []
    for one in others:
        same = next((p for p in one.points if p.period == latest.period), None)
        value = layout.value_of(same) if same else None
        if value is not None:
            name = names.get(one.territory, one.territory)
            figure = layout.amount(indicator, value, language)
            parts.append(texts.text("charts.summary_pair", language, name=name, value=figure))
    if not parts:
        return []
    return [
        texts.text(
            "charts.summary_others",
            language,
            values=texts.text("charts.list_separator", language).join(parts),
        )
    ]


def _towards(
    indicator: Indicator,
    main: Series,
    latest: Point,
    reference: Series | None,
    target: Target,
    names: Mapping[str, str],
    language: str,
) -> str:
    at = layout.at_period(target.deadline, indicator.period_kind, language)
    if target.measure == "gap":
        figure = layout.gap_amount(indicator, target.value, language)
        name = names.get(target.reference, target.reference)
        gaps = (
            gap_series(main, reference) if reference is not None and reference.territory == target.reference else None
        )
        now = next((p.value for p in gaps.points if p.period == latest.period), None) if gaps else None
        if now is None:
            return texts.text("charts.summary_gap_target", language, name=name, value=figure, at=at)
        current = layout.gap_amount(indicator, now, language)
        now_at = layout.at_period(latest.period, indicator.period_kind, language)
        return texts.text(
            "charts.summary_gap_target_now", language, name=name, value=figure, at=at, now=current, now_at=now_at
        )
    figure = layout.amount(indicator, target.value, language)
    value = layout.value_of(latest) or 0.0
    start = target.baseline_value
    rising = indicator.direction == "up" if start is None or start == target.value else target.value > start
    left = round(target.value - value, indicator.decimals)
    if left == 0 or (left < 0) == rising:
        return texts.text("charts.summary_target_reached", language, value=figure, at=at)
    difference = _plain(indicator, left, language)
    return texts.text("charts.summary_target", language, value=figure, at=at, difference=difference)


def _amended(indicator: Indicator, target: Target, language: str) -> list[str]:
    """Which amendment set the target, and what it was before; nothing where only its milestones changed."""
    before = target.earlier[-1]
    if (before.value, before.deadline) == (target.value, target.deadline):
        return []
    at = layout.at_period(before.deadline, indicator.period_kind, language)
    value = target_amount(indicator, before, before.value, language)
    said = amendment(target, language)
    return [texts.text("charts.summary_amended", language, amendment=said, value=value, at=at)]


def _landing(indicator: Indicator, standing: Standing, aim: str, language: str) -> str:
    """The value expected at the deadline, after the sentence on the target when there is one; how sure that is, and what it supposes."""
    value = layout.amount(indicator, standing.landing_value or 0.0, language)
    doubt = _doubt(indicator, standing, bool(aim), language)
    if aim:
        said = texts.text(
            "charts.summary_target_landing", language, target=aim.removesuffix("."), value=value, doubt=doubt
        )
    else:
        at = layout.at_period(standing.deadline or date.max, indicator.period_kind, language)
        said = texts.text("charts.summary_landing", language, value=value, at=at, doubt=doubt)
    return conditional(said, standing, language)


def _doubt(indicator: Indicator, standing: Standing, is_aim_said: bool, language: str) -> str:
    """The interval of the landing and the chances of meeting the target; nothing where figures on one line leave no interval."""
    if standing.landing_low is None or standing.landing_high is None:
        return ""
    low, high = (layout.amount(indicator, value, language) for value in (standing.landing_low, standing.landing_high))
    if low == high:
        return ""
    if standing.landing_probability is None or standing.target_value is None:
        return texts.text("charts.landing_interval", language, low=low, high=high)
    chance = chances(standing.landing_probability, language)
    if is_aim_said:
        return texts.text("charts.landing_chances", language, low=low, high=high, chance=chance)
    goal = layout.amount(indicator, standing.target_value, language)
    return texts.text("charts.landing_chances_of", language, low=low, high=high, chance=chance, target=goal)


def conditional(said: str, standing: Standing, language: str) -> str:
    """A sentence on the landing, with what it supposes of perimeters that change before the deadline."""
    condition = landing_condition(standing.landing_condition, standing.landing_break_on, language)
    if not condition:
        return said
    return texts.text("progress.conditional", language, said=said.removesuffix("."), condition=condition)


def _gap(indicator: Indicator, standing: Standing | None, names: Mapping[str, str], language: str) -> str:
    """How the gap moves since its baseline, its target and its status; nothing for a reference that has no name here, for counts and for gaps."""
    if standing is None or indicator.summable or indicator.is_relative or standing.reference not in names:
        return ""
    now, then = standing.current_value, standing.baseline_value
    if now is None or standing.current_period is None:
        return ""

    def said(value: float, period: date) -> tuple[str, str]:
        figure = layout.gap_amount(indicator, value, language)
        return figure, layout.at_period(period, indicator.period_kind, language)

    name = names[standing.reference]
    now_said, now_at = said(now, standing.current_period)
    if then is None or standing.baseline_period is None or standing.change is None:
        found = texts.text("charts.summary_gap_now", language, name=name, now=now_said, now_at=now_at)
    else:
        then_said, then_at = said(then, standing.baseline_period)
        words = {"name": name, "now": now_said, "now_at": now_at, "then": then_said, "then_at": then_at}
        moved = "unsure" if standing.significant is False else _moved(indicator, now, then)
        found = texts.text(f"charts.summary_gap_{moved}", language, **words)
    if standing.target_value is not None and standing.deadline is not None:
        value, at = said(standing.target_value, standing.deadline)
        found = texts.text("charts.summary_gap_aim", language, gap=found, value=value, at=at)
        if indicator.kind != "context" and standing.reason not in {"context", "no_direction"}:
            found += texts.text("charts.summary_gap_status", language, status=_status(standing, language))
    return found + "."


def _status(standing: Standing, language: str) -> str:
    """A status in words, with the reason why none can be given."""
    said = texts.text(f"status.{standing.status}", language)
    if standing.status != "not_assessable":
        return said
    why = texts.text(f"reason.{standing.reason}", language)
    return texts.text("charts.status_because", language, status=said, why=why)


def _moved(indicator: Indicator, now: float, then: float) -> str:
    """How a gap moved: wider, narrower, turned or same; with `_lead` where it is in the place's favour, before and after."""
    now, then = round(now, indicator.decimals), round(then, indicator.decimals)
    if now == then:
        return "same"
    if now * then < 0:
        return "turned"
    if is_lead(indicator, now):
        return "wider_lead" if abs(now) > abs(then) else "narrower_lead"
    return "wider" if abs(now) > abs(then) else "narrower"


def _origin(main: Series, target: Target | None, is_demo_aim: bool, language: str) -> list[str]:
    if any(p.origin == "demo" for p in main.points):
        return [texts.text("charts.summary_demo", language)]
    if is_demo_aim or (target is not None and target.origin == "demo"):
        return [texts.text("charts.summary_demo_target", language)]
    return []


def _compared(indicator: Indicator, difference: float, key: str) -> str:
    rounded = round(difference, indicator.decimals)
    return f"{key}_same" if rounded == 0 else f"{key}_more" if rounded > 0 else f"{key}_less"


def _plain(indicator: Indicator, difference: float, language: str) -> str:
    """The size of a difference, without its sign."""
    return layout.gap_amount(indicator, abs(difference), language).lstrip("+")
