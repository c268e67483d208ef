"""What a map says, in sentences."""

from collections.abc import Mapping, Sequence
from datetime import date
from statistics import median

from observatory import absences, formats, texts
from observatory.catalogue import Indicator, Territory
from observatory.maps.readings import kind_of, name_of
from observatory.series import Reading


def map_summary(
    indicator: Indicator,
    readings: Sequence[Reading],
    period: date,
    territories: Mapping[str, Territory],
    selected: Sequence[str],
    language: str,
) -> str:
    """What the map says: how many figures, lowest, highest, median, and where the first chosen neighbourhood stands.

    Schools are never named as highest or lowest.
    """
    words = formats.period(period, indicator.period_kind, language)
    known = sorted(((value, r) for r in readings if (value := r.shown) is not None), key=lambda pair: pair[0])
    if not known:
        return texts.text("maps.summary_none", language, period=words)
    symbol = indicator.unit.symbol.in_language(language)

    def said(value: float) -> str:
        return formats.amount(value, indicator.decimals, symbol, language)

    count = texts.plural(f"maps.count_{kind_of(readings)}", len(known), language)
    head = texts.text("maps.summary_known", language, count=count, all=len(readings), period=words)
    middle = median(value for value, _ in known)
    if len(known) == 1:
        name = name_of(territories, known[0][1].territory, language)
        head += texts.text("maps.summary_one", language, value=said(known[0][0]), name=name)
    else:
        key = "maps.summary_range_unnamed" if indicator.finest_level == "school" else "maps.summary_range"
        head += texts.text(
            key,
            language,
            low=said(known[0][0]),
            high=said(known[-1][0]),
            low_name=name_of(territories, known[0][1].territory, language),
            high_name=name_of(territories, known[-1][1].territory, language),
            median=said(middle),
        )
    sentences = [head]
    own = next((r for r in readings if selected and r.territory == selected[0]), None)
    if own is not None and len(known) > 1:
        sentences.append(_standing(indicator, own, known, middle, territories, language))
    if any(r.origin == "demo" for _, r in known):
        sentences.append(texts.text("maps.summary_demo", language))
    return " ".join(sentences)


def _standing(
    indicator: Indicator,
    own: Reading,
    known: Sequence[tuple[float, Reading]],
    middle: float,
    territories: Mapping[str, Territory],
    language: str,
) -> str:
    name = name_of(territories, own.territory, language)
    value = own.shown
    if value is None:
        return texts.text("maps.summary_missing", language, name=name, why=absences.words(own, language, carried=False))
    figure = round(value, indicator.decimals)
    centre = round(middle, indicator.decimals)
    key = "above" if figure > centre else "below" if figure < centre else "median"
    rank = 1 + sum(round(other, indicator.decimals) > figure for other, _ in known)
    shown = formats.amount(value, indicator.decimals, indicator.unit.symbol.in_language(language), language)
    return texts.text(f"maps.summary_{key}", language, name=name, value=shown, rank=rank, all=len(known))
