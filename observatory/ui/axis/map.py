"""The map beside the chart, with its legend, its year and its colours to choose."""

from functools import lru_cache
from html import escape
from urllib.parse import urlsplit

import streamlit as st

from observatory import answers, charts, config, geography, maps
from observatory.answers import AxisView, Card, MapView
from observatory.catalogue import Indicator
from observatory.formats import period
from observatory.selection import Selection
from observatory.texts import text
from observatory.ui.absence import out_of_years
from observatory.ui.address import write_address
from observatory.ui.axis.marks import origin_marks
from observatory.ui.axis.shown import linked_year, shown_map, year_key
from observatory.ui.dress import (
    outline_credits,
)
from observatory.ui.missed import missed, quoted
from observatory.ui.panel import Ground, block, choice, ground, nothing, plot, steps

MAP_WIDTH, MAP_HEIGHT = 390, 290


AROUND = ("", "reference", "target")
"""What the link may have the colours of the map turn on."""


CHOSEN_LEVELS = {"neighbourhood", "neighbourhood_part"}
"""Levels of the territories that the reader may choose, on the map too."""


def _select_on_map(code: str) -> None:
    kept = [t for t in st.session_state.territories if t != code]
    st.session_state.territories = [code, *kept][: answers.MAX_LINES]


@lru_cache(maxsize=config.CONTRACTS_KEPT)
def _map_ground(
    view: MapView, classes: maps.Classes, around: str | None, language: str, dark: bool, release: str
) -> tuple[Ground, charts.Figure]:
    """The map without what is chosen on it, for the browser, and the part of it that a choice is drawn from."""
    figure = maps.map_ground(
        view.indicator, view.readings, view.period, answers.outlines(release), answers.catalogue(release).territories,
        classes, language, dark, around, width_hint=MAP_WIDTH, height=MAP_HEIGHT,
    )  # fmt: skip
    figure = maps.with_tiles(figure, config.settings().tiles)
    return ground(figure), maps.map_part(figure)


def axis_map(axis: AxisView, chosen: Card, selection: Selection) -> None:
    """Draw the map of a card's indicator with its legend, its year and the choice of its colours, or why there is none."""
    indicator = chosen.indicator
    language = selection.language
    known = answers.catalogue(selection.release)
    key = year_key(indicator)
    is_first = "map-first" not in st.session_state
    st.session_state.setdefault("map-first", indicator.indicator)
    asked = linked_year(indicator)
    years = sorted({one.year for one in answers.map_periods(indicator.indicator, selection)})
    if st.session_state.get(key) not in years:
        st.session_state.pop(key, None)
    shown = shown_map(axis, chosen, selection)
    if shown is None:
        block(f'<div class="cq-block"><h2>{escape(text("map.title", language))}</h2></div>')
        nothing(_why_no_map(indicator, selection))
        return
    view = shown.view
    if is_first and asked and asked != str(view.period.year):
        missed("map_year", text("map.missed_year", language, value=quoted(asked), year=view.period.year))
    shapes = answers.outlines(selection.release)
    when = period(view.period, indicator.period_kind, language)
    drawings = geography.drawings(shapes, [reading.territory for reading in view.readings])
    drawn = [one for some in drawings.values() for one in some]
    subtitle = text("map.subtitle" if geography.is_approximate(drawn) else "map.subtitle_official", language)
    levels = {known.territories[reading.territory].level for reading in view.readings}
    mark = origin_marks(shown.origins, shown.has_demo_target, language)
    chosen_by_click = bool(levels & CHOSEN_LEVELS)
    if not chosen_by_click:
        said = text("cards.borne_by", language, level=text(f"level.of.{min(levels)}", language))
        subtitle = said[0].upper() + said[1:] + "."
    below, part = _map_ground(view, shown.classes, shown.around, language, selection.dark, selection.release)
    marks = maps.map_choice(
        part, view.readings, shapes, known.territories, selection.territories[: answers.MAX_LINES], language, selection.dark,
        MAP_WIDTH,
    )  # fmt: skip
    figure = {"data": [], "layout": {"height": MAP_HEIGHT, **marks}}
    summary = maps.map_summary(
        indicator, view.readings, view.period, known.territories, selection.territories, language
    )
    credits = " ".join(filter(None, (outline_credits(drawn, selection), _tiles_credit(language))))
    on_point = _select_on_map if chosen_by_click else None
    block(
        f'<div class="cq-block"><h2>{escape(text("map.title_when", language, when=when))}{mark}</h2>'
        f'<p class="cq-sub">{escape(subtitle)}</p></div>'
    )
    plot(figure, "map", summary, on_point, on_ground=below)
    block(
        maps.legend(indicator, shown.classes, view.readings, language, selection.dark, shown.around)
        + maps.status_legend(shown.statuses, language, selection.dark)
        + (f'<p class="cq-note">{escape(credits)}</p>' if credits else "")
    )
    if len(years) > 1:
        steps(text("map.year", language), years, view.period.year, key)
    write_address({"map_year": "" if view.period.year == years[-1] else str(view.period.year)})
    linked = st.query_params.get("around", "")
    if linked not in AROUND:
        missed("around", text("map.missed_around", language, value=quoted(linked)))
    elif linked and linked not in shown.centres and is_first:
        # Once the reader is on the page, colours wait for an indicator that has them.
        said, name = text(f"map.around.{linked}", language), indicator.name.in_language(language)
        missed("around", text("map.missed_around_here", language, value=said, name=name, when=when))
    if shown.centres:
        words = {name: text(f"map.around.{name or 'none'}", language) for name in ("", *shown.centres)}
        turned = choice(text("map.around", language), words, shown.turned, "map-around")
        write_address({"around": turned})


def _why_no_map(indicator: Indicator, selection: Selection) -> str:
    language = selection.language
    if outside := answers.map_periods(indicator.indicator, answers.whole(selection)):
        return f"{out_of_years(outside[-1], indicator.period_kind, selection)}."
    known = answers.catalogue(selection.release)
    level = known.territories[known.bearers(indicator, selection.main_territory)[-1]].level
    return text("map.nothing", language, level=text(f"level.of.{level}", language))


def _tiles_credit(language: str) -> str:
    """Where the background of the map comes from, for installations that have one."""
    host = urlsplit(config.settings().tiles).hostname
    return text("map.tiles", language, host=host) if host else ""
