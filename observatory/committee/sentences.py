"""The sentences of a deck, made from the figures: what moved, what it means for the target, where it comes from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from observatory import formats
from observatory.answers import Tally
from observatory.catalogue import Catalogue, Indicator
from observatory.committee.subjects import DISCUSSION_ORDER, GOOD, Subject
from observatory.progress import Standing, is_lead
from observatory.slides import LONGEST_MESSAGE, Sign, Slide
from observatory.texts import plural, text

MOST_SOURCES = 2
LONGEST_SYMBOL = 3
"""Characters of a unit that may follow a very large figure; longer ones are written beside its name."""


def sign(status: str, language: str) -> Sign | None:
    """A status as shape and word; None without one."""
    return Sign(status, text(f"committee.status.{status}", language)) if status else None


def fitted(*choices: str) -> str:
    """The first of the sentences that a slide's title can hold; the last one cut short when none does."""
    for one in choices:
        if len(one) <= LONGEST_MESSAGE:
            return one
    return choices[-1][: LONGEST_MESSAGE - 1].rstrip(" ,;") + "…"


def amount(indicator: Indicator, value: float, language: str) -> str:
    """A value with its unit."""
    return formats.amount(value, indicator.decimals, indicator.unit.symbol.in_language(language), language)


def large(indicator: Indicator, value: float, language: str) -> tuple[str, str]:
    """A value for a key figure, and the unit that must be written beside its name (empty when the value has it)."""
    symbol = indicator.unit.symbol.in_language(language)
    if len(symbol) <= LONGEST_SYMBOL:
        return formats.amount(value, indicator.decimals, symbol, language), ""
    return formats.number(value, indicator.decimals, language), symbol


def difference(indicator: Indicator, value: float, language: str) -> str:
    """A signed difference with its unit."""
    return formats.difference(value, indicator.decimals, indicator.unit.difference.in_language(language), language)


def valued(indicator: Indicator, standing: Standing, value: float, language: str) -> str:
    """A value of what is judged: a level with its unit, or a gap with its sign."""
    return (difference if standing.measure == "gap" else amount)(indicator, value, language)


def move(subject: Subject, language: str) -> str:
    """`en baisse de 4,7 points depuis 2015`; empty when nothing comparable is known."""
    level = subject.level
    if level is None or level.change is None or level.baseline_period is None:
        return ""
    year = level.baseline_period.year
    if level.significant is False:
        return text("committee.move.not_significant", language, year=year)
    if round(level.change, subject.indicator.decimals) == 0:
        return text("committee.move.stable", language, year=year)
    shown = difference(subject.indicator, abs(level.change), language).lstrip("+")
    return text(f"committee.move.{'up' if level.change > 0 else 'down'}", language, change=shown, year=year)


def short_move(subject: Subject, language: str) -> str:
    """The same in little room: `+8,5 points depuis 2016`."""
    level = subject.level
    if level is None or level.change is None or level.baseline_period is None:
        return ""
    if level.significant is False:
        return text("committee.short_move.not_significant", language)
    shown = difference(subject.indicator, level.change, language)
    return text("committee.short_move.since", language, change=shown, year=level.baseline_period.year)


def verdict(subject: Subject, language: str) -> str:
    """What the status means for the target: `la cible de 33 % est encore loin`; empty without a status."""
    judged = subject.judged
    if judged is None or judged.status == "not_assessable" or judged.target_value is None or judged.deadline is None:
        return ""
    value = valued(subject.indicator, judged, judged.target_value, language)
    kind: str = judged.measure
    if kind == "level" and judged.significant is False and judged.status in DISCUSSION_ORDER:
        kind = "unmoved"
    return text(f"committee.verdict.{kind}.{judged.status}", language, value=value, year=judged.deadline.year)


def gap_clause(subject: Subject, known: Catalogue, language: str) -> str:
    """`mais l’écart avec la ville se creuse`, when the level and the gap move in opposite ways."""
    gap = subject.gap
    if gap is None or gap.improves is None or subject.improves is None or gap.improves == subject.improves:
        return ""
    now, then = gap.current_value or 0.0, gap.baseline_value or 0.0
    if now * then < 0:
        key = "turned"
    elif is_lead(subject.indicator, now):
        key = "lead_grows" if gap.improves else "lead_shrinks"
    else:
        key = "narrows" if gap.improves else "widens"
    return text(f"committee.gap.{key}", language, name=known.territory_label(gap.reference, language))


def indicator_message(subject: Subject, known: Catalogue, language: str, place: str = "") -> str:
    """The sentence of an indicator's slide, as full as its title can hold.

    place: whose figure it is, said first; empty where the whole deck is about one neighbourhood.
    """
    both = (subject.indicator.name.in_language(language), subject.indicator.short_name.in_language(language))
    names = tuple(f"{place} · {name}" if place else name for name in both)
    moved, meant, beside = move(subject, language), verdict(subject, language), gap_clause(subject, known, language)
    if not moved and not meant:
        latest = subject.card.series.latest
        if latest is not None and latest.value is not None:
            period = formats.period(latest.period, subject.indicator.period_kind, language)
            moved = text(
                "committee.move.only", language, value=amount(subject.indicator, latest.value, language), period=period
            )
    bodies = (
        ([moved, beside], [moved, meant], [meant], [moved]) if beside and moved else ([moved, meant], [meant], [moved])
    )
    separator, colon = text("committee.list_separator", language), text("committee.colon", language)
    sentences = []
    for body in bodies:
        said = separator.join(clause for clause in body if clause)
        sentences += [f"{name}{colon}{said}" for name in names if said]
    return fitted(*sentences, names[1])


def axis_message(tally: Mapping[str, int], language: str) -> str:
    """`3 indicateurs sur 7 en bonne voie, 2 se dégradent`, from the counts of statuses."""
    assessed = sum(n for status, n in tally.items() if status != "not_assessable")
    if not assessed:
        return text("committee.axis.none", language)
    good, bad = sum(tally.get(s, 0) for s in GOOD), tally.get("degradation", 0)
    slow = tally.get("limited", 0) + tally.get("acceleration", 0)
    said = plural("committee.axis.good", good, language, total=assessed) if good else ""
    if not good:
        said = plural("committee.axis.no_good", assessed, language)
    if assessed == 1 and not good:
        return said
    if bad:
        said += text("committee.list_separator", language) + plural("committee.axis.bad", bad, language)
    elif slow:
        said += text("committee.list_separator", language) + plural("committee.axis.slow", slow, language)
    return said


def source_line(indicators: Iterable[Indicator], known: Catalogue, language: str) -> str:
    """`Source : …`, the producers each once; the first ones when there are many."""
    credits = []
    for one in indicators:
        found = known.sources.get(one.source)
        credits.append(found.credit.in_language(language) if found else one.source)
    names = list(dict.fromkeys(credit for credit in credits if credit))
    if not names:
        return ""
    said = text("committee.source_separator", language).join(names[:MOST_SOURCES])
    if len(names) > MOST_SOURCES:
        said += plural("committee.more_sources", len(names) - MOST_SOURCES, language)
    return text("committee.source", language, names=said)


_ARTICLES = {
    "l’": ("État", "Agence", "Éducation", "Europe"),
    "la ": ("Ville", "Région", "CAF", "Caisse", "Commune", "Communauté", "Métropole", "Préfecture"),
    "le ": ("Département", "Conseil", "Centre"),
    "les ": ("Bailleurs", "Communes"),
}


def with_article(name: str, language: str) -> str:
    """A funder after « par »: `l’État (programme 147)`; as it is when its first word is not a common one, or in English."""
    first = name.split(" ")[0]
    article = next((said for said, words in _ARTICLES.items() if first in words), "")
    return f"{article}{name}" if language == "fr" else name


def data_date(found: Sequence[Subject], language: str) -> str:
    """The date of the data: one date in full, or the years that the latest figures span."""
    known = [(point.period, s.indicator.period_kind) for s in found if (point := s.card.series.latest) is not None]
    if not known:
        return ""
    if len({period for period, _ in known}) == 1:
        return text("committee.data", language, when=formats.period(*known[0], language))
    years = sorted(period.year for period, _ in known)
    if years[0] == years[-1]:
        return text("committee.data", language, when=years[0])
    return text("committee.data_span", language, first=years[0], last=years[-1])


def footed(slide: Slide, found: Sequence[Subject], known: Catalogue, language: str) -> Slide:
    """The slide with the footer of the indicators that it shows: sources, dates, demonstration and secrecy marks."""
    judged = [s.judged for s in found if s.judged is not None]
    return replace(
        slide,
        source=source_line([s.indicator for s in found], known, language),
        data_date=data_date(found, language),
        is_demo=any(s.card.is_demo for s in found) or any(j.is_demo for j in judged),
        has_secret=any(p.status == "secret" for s in found for p in s.card.series.points[-1:]),
    )


def complete(tally: Tally, language: str) -> str:
    """`Statut connu pour 17 indicateurs sur 29.`: what the counts leave out."""
    return text("committee.complete", language, known=tally.known, total=tally.pairs)
