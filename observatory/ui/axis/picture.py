"""The map as a picture that leaves the page."""

from observatory import answers, geography, maps
from observatory.answers import Card
from observatory.exports.about import about
from observatory.exports.pages import Picture, picture
from observatory.exports.svg import inside
from observatory.formats import period
from observatory.selection import Selection
from observatory.series import origins
from observatory.texts import text
from observatory.ui.axis.marks import source_line
from observatory.ui.axis.shown import ShownMap
from observatory.ui.downloads import PICTURE_WIDTH
from observatory.ui.dress import (
    outline_credits,
)

MAP_PICTURE_HEIGHT = 600


def map_picture(chosen: Card, shown: ShownMap, selection: Selection) -> Picture:
    """The map as it leaves alone: larger, with its legend below and nothing fetched."""
    indicator, language, view = chosen.indicator, selection.language, shown.view
    known, shapes = answers.catalogue(selection.release), answers.outlines(selection.release)
    when = period(view.period, indicator.period_kind, language)
    figure = maps.neighbourhood_map(
        indicator, view.readings, view.period, shapes, known.territories, selection.territories[: answers.MAX_LINES],
        shown.classes, language, selection.dark, shown.around, width_hint=inside(PICTURE_WIDTH), height=MAP_PICTURE_HEIGHT,
        show_demo_mark=False,
    )  # fmt: skip
    summary = maps.map_summary(
        indicator, view.readings, view.period, known.territories, selection.territories, language
    )
    drawings = geography.drawings(shapes, [reading.territory for reading in view.readings])
    drawn = [one for some in drawings.values() for one in some]
    approximate = text("maps.approximate", language) if geography.is_approximate(drawn) else ""
    unit = indicator.unit.symbol.in_language(language) or text("unit.count", language)
    title = text("map.title_when", language, when=when)
    place = known.territory_label(selection.main_territory, language)
    notes = (
        maps.legend_head(indicator, shown.classes, language, shown.around),
        maps.circles_note(view.readings, language),
        maps.status_words(shown.statuses, language),
        outline_credits(drawn, selection),
        source_line(indicator, origins(view.readings), known, language),
    )
    told = about(
        indicator.name.in_language(language), [indicator], selection, known, answers.last_published(selection.release),
        is_demo="demo" in shown.origins or shown.has_demo_target,
        has_secret=any(r.status == "secret" for r in view.readings),
    )  # fmt: skip
    return picture(
        figure, told.title, " · ".join(filter(None, (title, place, unit, approximate))), summary, notes, told,
        dark=selection.dark, width=PICTURE_WIDTH, is_marked=True,
        key=maps.swatches(indicator, shown.classes, view.readings, language, selection.dark),
    )  # fmt: skip
