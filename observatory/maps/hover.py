"""What is said of a place that is pointed at."""

from collections.abc import Mapping
from html import escape

from observatory import formats, geography, texts
from observatory.catalogue import Indicator, Territory
from observatory.maps.classes import Classes
from observatory.maps.places import Place
from observatory.maps.readings import signed_absence


def hover(
    indicator: Indicator,
    place: Place,
    words: str,
    classes: Classes | None,
    around_text: str | None,
    territories: Mapping[str, Territory],
    language: str,
) -> str:
    """Lines of HTML about one place: name, figure, mark, distance to what a scale turns about, population.

    words: the period in words; around_text: as of `neighbourhood_map`.
    """
    lines = [f"<b>{escape(place.name, quote=False)}</b>"]
    value = place.reading.shown
    if value is None:
        lines.append(
            texts.text("maps.hover_missing", language, period=words, why=signed_absence(place.reading, language))
        )
    else:
        shown = formats.amount(value, indicator.decimals, indicator.unit.symbol.in_language(language), language)
        lines.append(texts.text("maps.hover_value", language, period=words, value=shown))
        if place.reading.status in formats.QUALITY_SIGNS:
            sign = formats.QUALITY_SIGNS[place.reading.status]
            lines.append(f"{sign} — {texts.text(f'charts.status_{place.reading.status}', language)}")
        if classes is not None and classes.around is not None and around_text:
            symbol = indicator.unit.difference.in_language(language)
            gap = formats.difference(value - classes.around, indicator.decimals, symbol, language)
            lines.append(
                texts.text("maps.hover_around", language, text=escape(around_text, quote=False), difference=gap)
            )
        if place.reading.origin == "demo":
            lines.append(texts.text("maps.demo_figure", language))
    known = territories.get(place.reading.territory)
    if known is not None and known.population and known.population_year:
        people = formats.number(known.population, 0, language)
        lines.append(
            texts.plural("maps.population", known.population, language, population=people, year=known.population_year)
        )
    if geography.is_approximate(place.outlines):
        lines.append(texts.text("maps.approximate", language))
    return "<br>".join(lines)
