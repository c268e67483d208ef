"""An axis page from top to bottom: sentence, cards, target-versus-actual chart beside the map, then what is on request."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from urllib.parse import urlsplit

import pandas as pd
import streamlit as st

from observatory import answers, charts, config, exports, geography, maps, tables
from observatory.answers import AxisView, Card, MapView
from observatory.catalogue import Catalogue, Indicator
from observatory.exports.about import about
from observatory.exports.pages import Picture, page_chart, picture
from observatory.exports.svg import inside
from observatory.exports.xlsx import Sheet
from observatory.formats import amount, period, short_period
from observatory.progress import STATUSES
from observatory.selection import Selection
from observatory.series import Series, origins
from observatory.texts import plural, text
from observatory.trajectory import Aim, Trajectory
from observatory.ui.absence import out_of_years
from observatory.ui.address import write_address
from observatory.ui.cards import strip
from observatory.ui.downloads import PICTURE_WIDTH, downloads, picture_buttons
from observatory.ui.dress import (
    demo_share,
    demo_tag,
    origin_tags,
    outline_credits,
    sign_columns,
    signs_note,
    status_sign,
)
from observatory.ui.judgements import remarks
from observatory.ui.missed import missed, quoted
from observatory.ui.multiples import multiples
from observatory.ui.objectives import objectives
from observatory.ui.panel import Ground, block, choice, columns, fold, ground, nothing, panel, plot, steps
from observatory.ui.passages import carried_notes, reason_words
from observatory.ui.why import why


def sentence(view: AxisView, selection: Selection) -> str:
    """What is going well and what is not, in one sentence: by status where there are targets, else by what improves; then
    what to look at first.
    """
    return " ".join(filter(None, (_summary(view, selection), _look(answers.attention(view), selection))))


def _look(attention: Card | None, selection: Selection) -> str:
    if attention is None:
        return ""
    name = attention.indicator.short_name.in_language(selection.language)
    return text("axis.attention", selection.language, name=name)


def _summary(view: AxisView, selection: Selection) -> str:
    language = selection.language
    counts = answers.shown_tally(view).counts
    judged = [status for status in STATUSES[:-1] if counts[status]]
    if judged:
        # What is counted is named once, where it is not said by the status itself.
        noun = next((status for status in judged if status != "met"), "")
        noun = "" if noun == "on_track" else noun
        said = ", ".join(
            plural(f"axis.status_{'first' if status == noun else 'count'}.{status}", counts[status], language)
            for status in judged
        )
        return f"{said[0].upper()}{said[1:]}."
    changes = _changes(view)
    if not changes:
        return text("axis.no_change", language)
    better = sum(c.change is not None and c.change.improves is True for c in changes)
    worse = sum(c.change is not None and c.change.improves is False for c in changes)
    said = plural("axis.improving", better, language, total=len(changes))
    if worse:
        said += " " + plural("axis.worsening", worse, language)
    return said


def _changes(view: AxisView) -> list[Card]:
    """The cards whose changes are counted where nothing has a status."""
    return [c for c in view.cards if c.change is not None and c.indicator.direction != "none"]


def _mark(view: AxisView, selection: Selection) -> str:
    """The mark of a sentence whose counts, or the indicator that it names, rest on demonstration data."""
    language = selection.language
    attention = answers.attention(view)
    tally = answers.shown_tally(view)
    demo, known, share = tally.demo, tally.known, "frame.demo_share"
    if not known:
        changes = _changes(view)
        demo, known, share = sum(card.is_made_up for card in changes), len(changes), "frame.demo_changes"
    named = ""
    if attention is not None and attention.is_made_up:
        named = attention.indicator.short_name.in_language(language)
    return demo_share(demo, known, language, named, share=share)


def _head(view: AxisView, selection: Selection) -> None:
    language = selection.language
    known = answers.catalogue(selection.release)
    axis = view.axis
    filled = sum(card.known for card in view.cards)
    counted = answers.shown_tally(view)
    # The indicators of all axes stand below the overview, which has a title of its own.
    rank = "h2" if axis.axis == "transversal" else "h1"
    # Beside the sentence, on a line of its own at worst, the mark would push the cards down.
    mark = _mark(view, selection)
    wording = f' title="{escape(axis.wording)}"' if axis.wording and language == "fr" else ""
    block(
        f'<div class="cq-head" style="--axis:{answers.axis_colour(axis.axis, selection)}">'
        f"<{rank}{wording}>{escape(axis.name.in_language(language))}</{rank}>"
        f'<span class="cq-muted">{escape(known.territory_label(selection.main_territory, language))}</span>'
        f'<span class="cq-head-side">{mark}{" · " if mark else ""}{escape(plural("overview.complete_short", counted.pairs, language, known=counted.known))} · '
        f'{escape(text("axis.filled", language, filled=filled, total=len(view.cards)))}</span></div><p class="cq-lead">{escape(sentence(view, selection))}</p>'
    )


def axis_page(view: AxisView, selection: Selection) -> None:
    """Draw the sentence, the cards, and the chart and map of the chosen card."""
    with panel("axis-head"):
        _head(view, selection)
        chosen = strip(view, selection)
    if chosen is None:
        nothing(text("axis.nothing", selection.language, axis=view.axis.name.in_language(selection.language)))
        return
    with panel("figures"):
        left, right = columns([3, 2])
        with left:
            indicator_chart(view, chosen, selection)
        with right:
            _map(view, chosen, selection)


def _status(chosen: Card, selection: Selection) -> str:
    """The status of the chart's indicator, where it has one, and that of its gap where both have a target."""
    if not chosen.has_status:
        return ""
    said = f"{status_sign(chosen.status, selection)} · "
    if chosen.gap_judged is not None:
        named = escape(text("axis.gap_status", selection.language))
        said += f"{named} {status_sign(chosen.gap_judged.status, selection)} · "
    return said


def _subtitle(shown: Trajectory, known: Catalogue, language: str) -> str:
    """Territory, years, unit and source of the chart."""
    points = [p for s in shown.drawn for p in s.published()]
    unit = shown.indicator.unit.symbol.in_language(language) or text("unit.count", language)
    span = ""
    if points:
        first, last = min(p.period.year for p in points), max(p.period.year for p in points)
        span = str(first) if first == last else f"{first}–{last}"
    parts = (shown.names[shown.series[0].territory], span, unit, _publishers(shown, known, language))
    return " · ".join(part for part in parts if part)


def source_line(indicator: Indicator, given: Collection[str], known: Catalogue, language: str) -> str:
    """`Source : …` for what is shown: the usual source of the indicator, and who else gave figures; given: their origins."""
    codes = _source_codes(indicator, given)
    credits = [known.sources[code].credit.in_language(language) if code in known.sources else code for code in codes]
    return text("figure.source", language, source=text("figure.source_and", language).join(credits))


def _source_codes(indicator: Indicator, given: Collection[str]) -> list[str]:
    """Codes of the sources of what is shown: the indicator's usual one where a published file gave a figure, then others."""
    usual = [indicator.source] if "official" in given or not given else []
    return list(dict.fromkeys([*usual, *(origin for origin in ("local", "demo") if origin in given)]))


def _origins(lines: Iterable[Series]) -> frozenset[str]:
    return origins(point for line in lines for point in line.points)


def _publishers(shown: Trajectory, known: Catalogue, language: str) -> str:
    """Who gave what is drawn, in few words; the full credit stands below the chart, the mark of demonstration beside its title."""
    names = []
    for code in _source_codes(shown.indicator, _origins(shown.drawn)):
        source = known.sources.get(code)
        if source is not None and code != "demo":
            names.append(source.credit.in_language(language) if code == "local" else source.publisher)
    return text("figure.source_and", language).join(names)


def _origin_marks(shown: Trajectory, language: str) -> str:
    """The marks of a chart."""
    given = _origins(shown.drawn)
    lines = (*shown.listed, *([shown.overlapped] if shown.overlapped is not None else []))
    if any(point.origin == "demo" for line in lines for point in line.points):
        given |= {"demo"}
    goals = (shown.target, shown.gap_target)
    return _marks(given, any(goal is not None and goal.origin == "demo" for goal in goals), language)


def _marks(given: Collection[str], has_demo_target: bool, language: str) -> str:
    """The marks of what is not taken from published files: figures of partners, demonstration figures, or targets only."""
    marks = origin_tags(given, language)
    if has_demo_target and "demo" not in given:
        marks += demo_tag(language, "figure.demo_target")
    return marks


def indicator_chart(view: AxisView, chosen: Card, selection: Selection) -> None:
    """Draw the target-versus-actual chart of a card with its title, its words, its source and its proof on request."""
    language = selection.language
    known = answers.catalogue(selection.release)
    indicator = chosen.indicator
    shown = answers.trajectory(chosen, selection, view.series)
    if not any(s.published() for s in shown.series):
        block(f'<div class="cq-block"><h2>{escape(indicator.name.in_language(language))}</h2></div>')
        nothing(_why_nothing(chosen, selection))
        return
    with panel("chart"):
        summary = charts.trajectory_summary(shown, language)
        block(
            f'<div class="cq-block"><h2>{escape(indicator.name.in_language(language))}{_origin_marks(shown, language)}</h2>'
            f'<p class="cq-sub">{_status(chosen, selection)}{escape(_subtitle(shown, known, language))}</p></div>'
        )
        figure = charts.trajectory_figure(
            shown, language, selection.dark, CHART_WIDTH, CHART_HEIGHT, show_demo_mark=False
        )
        plot(figure, "chart", summary)
        notes = [
            summary,
            *carried_notes(shown.drawn, selection),
            source_line(indicator, _origins(shown.series), known, language),
        ]
        if indicator.caution.in_language(language):
            notes.insert(1, indicator.caution.in_language(language))
        if cuts := charts.break_sentences(shown, language, figure):
            notes.insert(1, " ".join(cuts))
        notes[:0] = borne_by(chosen.bearer, selection)
        if missing := charts.reference_note(shown, language):
            notes.insert(-1, missing)
        if len(selection.territories) > 1:
            notes += _together(indicator, selection)
        if len(shown.series) > len(shown.drawn):
            notes.append(text("axis.too_many", language, drawn=len(shown.drawn), total=len(shown.series)))
        told = {selection.main_territory, *(line.territory for line in shown.listed)}
        if absent := [known.territory_label(t, language) for t in selection.territories if t not in told]:
            notes.append(text("axis.without_line", language, names=", ".join(absent)))
        block("".join(f'<p class="cq-note">{escape(note)}</p>' for note in notes))
        remarks(shown.comments, indicator.period_kind, language)
        with fold(text("why.open", language), "why", "help") as is_open:
            if is_open:
                why(chosen, selection)


def borne_by(bearer: str, selection: Selection) -> list[str]:
    """Whose figures are shown, in a sentence, when they are not the chosen neighbourhood's; bearer: code of their territory."""
    if bearer == selection.main_territory:
        return []
    known, language = answers.catalogue(selection.release), selection.language
    level = text(f"level.of.{known.territories[bearer].level}", language)
    return [text("figure.borne_by", language, level=level, name=known.territory_label(bearer, language))]


def _together(indicator: Indicator, selection: Selection) -> list[str]:
    """The chosen neighbourhoods taken together, or why their figures cannot be."""
    language = selection.language
    known = answers.catalogue(selection.release)
    found = answers.together(indicator.indicator, selection)
    if found is None or found.reason == "overlap":
        return []
    if found.value is None:
        names = ", ".join(known.territory_label(t, language) for t in found.missing)
        return [text(f"together.{found.reason}", language, names=names)]
    value = amount(found.value, indicator.decimals, indicator.unit.symbol.in_language(language), language)
    when = period(found.period, indicator.period_kind, language)
    return [text("together.value", language, count=len(selection.territories), value=value, when=when)]


CHART_WIDTH, CHART_HEIGHT = 600, 320
MAP_WIDTH, MAP_HEIGHT = 390, 290
MAP_PICTURE_HEIGHT = 600
AROUND = ("", "reference", "target")
"""What the link may have the colours of the map turn on."""
YEAR = re.compile(r"[0-9]{4}")
CHOSEN_LEVELS = {"neighbourhood", "neighbourhood_part"}
"""Levels of the territories that the reader may choose, on the map too."""


def _why_nothing(chosen: Card, selection: Selection) -> str:
    language = selection.language
    known = answers.catalogue(selection.release)
    place = known.territory_label(selection.main_territory, language)
    if chosen.series.points:
        last = chosen.series.points[-1]
        why = f"{text(f'figure.absence.{last.status}', language)} {reason_words(last.reason, selection)}".rstrip()
    elif chosen.indicator.indicator in {key[0] for key in answers.periods(selection.release, selection.show_demo)}:
        why = text("axis.none_for_selection", language)
        if outside := answers.last_outside([chosen.indicator], selection):
            when = short_period(outside, chosen.indicator.period_kind, language)
            why = f"{why} {text('axis.last_known', language, latest=when)}"
    elif answers.awaits_file(chosen.indicator, selection.release, selection.show_demo):
        why = text("axis.awaited", language, definition=chosen.indicator.definition.in_language(language))
    else:
        why = text("axis.never_imported", language)
    return text(
        "axis.no_figure",
        language,
        name=chosen.indicator.name.in_language(language),
        place=place,
        years=f"{selection.first_year}–{selection.last_year}",
        why=why,
    )


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


@dataclass(frozen=True, slots=True)
class ShownMap:
    """A map as the reader asks for it, one for the screen, the table and the files.

    centres: values that the colours may turn on, with the origin of each; turned: which of them they turn on, empty for none;
    around: that one in words; aims: of the contract's neighbourhoods whose figure on the map is the one that was judged.
    """

    view: MapView
    classes: maps.Classes
    centres: Mapping[str, tuple[float, str]]
    turned: str
    around: str | None
    aims: Mapping[str, Aim]

    @property
    def statuses(self) -> list[str]:
        """The statuses of progress that the legend counts."""
        return [aim.judged.status for aim in self.aims.values() if aim.judged is not None]

    @property
    def origins(self) -> frozenset[str]:
        """Where the figures come from: those of the map, of the reference that its colours turn on, and of the statuses."""
        found = origins(self.view.readings)
        if self.turned == "reference":
            found |= {self.centres[self.turned][1]}
        if any(self._is_made_up(aim) for aim in self.aims.values()):
            found |= {"demo"}
        return found

    @staticmethod
    def _is_made_up(aim: Aim) -> bool:
        """Whether a status rests on demonstration figures; one whose target is made up has that mark."""
        goal = aim.judged_target
        return aim.judged is not None and aim.judged.is_demo and goal is not None and goal.origin != "demo"

    @property
    def has_demo_target(self) -> bool:
        """Whether a status or the colours rest on a demonstration target."""
        goals = [aim.judged_target.origin for aim in self.aims.values() if aim.judged_target is not None]
        return "demo" in goals or (self.turned == "target" and self.centres[self.turned][1] == "demo")


def _year_key(indicator: Indicator) -> str:
    return f"map-year-{indicator.indicator}"


def _linked_year(indicator: Indicator) -> str:
    """The year that the link asks for: that of the first map that the session shows."""
    is_linked = st.session_state.get("map-first", indicator.indicator) == indicator.indicator
    return st.query_params.get("map_year", "") if is_linked else ""


def shown_map(axis: AxisView, chosen: Card, selection: Selection) -> ShownMap | None:
    """The map of a card's indicator, its year and colours as the session or else the link has them; None without figures.

    A file is made later, where there is neither: it takes what was found here.
    """
    indicator = chosen.indicator
    year, linked = st.session_state.get(_year_key(indicator)), _linked_year(indicator)
    if year is None and YEAR.fullmatch(linked):
        year = int(linked)
    view = answers.map_view(indicator.indicator, year, selection)
    if view is None:
        return None
    centres = _centres(axis, chosen, view, selection)
    turned = st.session_state.get("map-around", st.query_params.get("around", ""))
    aims = _map_aims(view, selection)
    if turned not in centres:
        return ShownMap(view, answers.map_classes(view), centres, "", None, aims)
    values = [reading.value for reading in view.readings if reading.value is not None]
    classes = maps.classify(values, indicator.decimals, around=centres[turned][0])
    name = answers.catalogue(selection.release).territory_label(selection.reference, selection.language)
    said = text(f"map.around_text.{turned}", selection.language, name=name)
    return ShownMap(view, classes, centres, turned, said, aims)


def _map(axis: AxisView, chosen: Card, selection: Selection) -> None:
    indicator = chosen.indicator
    language = selection.language
    known = answers.catalogue(selection.release)
    key = _year_key(indicator)
    is_first = "map-first" not in st.session_state
    st.session_state.setdefault("map-first", indicator.indicator)
    asked = _linked_year(indicator)
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
    mark = _marks(shown.origins, shown.has_demo_target, language)
    chosen_by_click = bool(levels & CHOSEN_LEVELS)
    if not chosen_by_click:
        said = text("cards.borne_by", language, level=text(f"level.of.{min(levels)}", language))
        subtitle = said[0].upper() + said[1:] + "."
    below, part = _map_ground(view, shown.classes, shown.around, language, selection.dark, selection.release)
    marks = maps.map_choice(
        part, view.readings, shapes, known.territories, selection.territories[: answers.MAX_LINES], selection.dark, MAP_WIDTH
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


def _map_picture(chosen: Card, shown: ShownMap, selection: Selection) -> Picture:
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


def _centres(axis: AxisView, chosen: Card, view: MapView, selection: Selection) -> dict[str, tuple[float, str]]:
    """Values that the colours of the map may turn on, with their origins: the reference territory's of that period, and the
    target.
    """
    found = {}
    beside = axis.series.get((chosen.indicator.indicator, selection.reference))
    at = next((p for p in beside.points if p.period == view.period), None) if beside else None
    if at is not None and at.value is not None and not chosen.indicator.summable:
        found["reference"] = at.value, at.origin
    if chosen.target is not None:
        found["target"] = chosen.target.value, chosen.target.origin
    return found


def axis_more(view: AxisView, selection: Selection) -> None:
    """Draw what is on request: small multiples of all indicators, and the table twin with its files."""
    language = selection.language
    asked = st.toggle(text("axis.multiples", language), key="multiples", value=st.query_params.get("multiples") == "1")
    write_address({"multiples": "1" if asked else ""})
    if asked:
        with panel("small-charts"):
            multiples(view, selection)
    chosen = view.card(st.query_params.get("indicator", "")) or view.first_card
    if chosen is None:
        return
    box = st.expander(text("objective.open", language), key="objectives", on_change="rerun", icon=":material/flag:")
    if box.open:
        with box:
            if view.axis.wording:
                block(f'<p class="cq-prose" lang="fr"><b>{escape(view.axis.wording)}</b></p>')
            objectives(answers.objective_tallies(view.axis.axis, selection), selection)
    # As the link had it all along: with another default the box would be another one, and open again when it is closed.
    linked = st.session_state.setdefault("_table_linked", st.query_params.get("table") == "1")
    box = st.expander(
        text("table.open", language), key="table", on_change="rerun", icon=":material/table:", expanded=linked
    )
    write_address({"table": "1" if box.open else ""})
    if box.open:
        with box:
            indicator_table(view, chosen, selection)


def indicator_table(view: AxisView, chosen: Card, selection: Selection, others: Sequence[Sheet] = ()) -> None:
    """Draw the table twins of a card's chart and map, and what can be downloaded of them; others: tables that the page
    shows elsewhere, for its files.
    """
    language = selection.language
    known = answers.catalogue(selection.release)
    indicator = chosen.indicator
    code = indicator.indicator
    shown = answers.trajectory(chosen, selection, view.series)
    twin = tables.trajectory_table(shown, known, language)
    shown_table(twin, indicator, text("table.chart", language), f"{code}-series", selection)
    if said := [*borne_by(chosen.bearer, selection), *carried_notes(shown.series, selection)]:
        block("".join(f'<p class="cq-note">{escape(note)}</p>' for note in said))
    sheets = [Sheet(text("table.chart", language), twin, indicator.decimals)]
    mapped = shown_map(view, chosen, selection)
    if mapped is not None:
        when = mapped.view.period
        listed = tables.readings_table(indicator, when, mapped.view.readings, known, language, mapped.aims)
        seen = mapped
        shown_table(
            listed, indicator, text("table.map", language), f"{code}-{when.isoformat()}", selection, "map",
            lambda: _map_picture(chosen, seen, selection),
        )  # fmt: skip
        sheets.append(Sheet(text("table.map", language), listed, indicator.decimals))
    if cuts := charts.trajectory_breaks(shown, language):
        sheets.append(Sheet(text("charts.breaks", language), tables.breaks_table(cuts, language)))
    if shown.comments:
        listed = tables.comments_table(shown.comments, indicator.period_kind, language)
        sheets.append(Sheet(text("charts.remarks", language), listed))
    sheets += others
    downloads(
        f"cap-quartiers-{code.lower()}",
        sheets,
        about(
            indicator.name.in_language(language),
            [indicator],
            selection,
            known,
            answers.last_published(selection.release),
            is_demo=shown.is_demo,
            has_secret=shown.has_secret,
        ),
        key="axis",
        chart=page_chart(shown, known, language),
        source=source_line(indicator, _origins(shown.series), known, language),
        place=shown.names[shown.series[0].territory],
        contract=known.contracts[selection.contract].name.in_language(language),
        dark=selection.dark,
    )


def _map_aims(view: MapView, selection: Selection) -> dict[str, Aim]:
    """Aims of the contract's neighbourhoods whose figure on the map is the one that was judged, by code."""
    places = tuple(reading.territory for reading in view.readings)
    found = answers.map_aims(view.indicator.indicator, places, selection)
    return {t: aim for t, aim in found.items() if aim.judged and aim.judged.current_period in {None, view.period}}


def shown_table(
    table: pd.DataFrame,
    indicator: Indicator,
    title: str,
    name: str,
    selection: Selection,
    what: str = "",
    draw: Callable[[], Picture] | None = None,
) -> None:
    """Draw a table twin under its heading, with its CSV and the picture of what it is the twin of, if `draw` makes one.

    name: of the files, without its beginning, and unique on the page; what: as of `picture_buttons`.
    """
    language = selection.language
    heading = f"{title} — {indicator.name.in_language(language)}"
    block(f'<div class="cq-block"><h2>{escape(heading)}</h2></div>')
    st.dataframe(
        tables.display(table, indicator.decimals, language, selection.dark),
        hide_index=True,
        width="stretch",
        key=f"table-{name}",
        alt=heading,
        placeholder="",
        column_config=sign_columns(language, map(str, table.columns)),
    )
    if note := signs_note(tables.signs_in(table, language), language):
        block(note)
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            text("table.csv", language),
            exports.csv_bytes(table, language, indicator.decimals),
            file_name=f"cap-quartiers-{name.lower()}.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
            key=f"csv-{name}",
        )
        if draw is not None:
            picture_buttons(f"cap-quartiers-{name.lower()}", what, draw, language)
