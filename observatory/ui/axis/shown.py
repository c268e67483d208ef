"""Which map the reader asks for: its year, its colours, and what is judged in it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from observatory import answers, maps
from observatory.answers import AxisView, Card, MapView
from observatory.catalogue import Indicator
from observatory.selection import Selection
from observatory.series import origins
from observatory.texts import text
from observatory.trajectory import Aim

YEAR = re.compile(r"[0-9]{4}")


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


def year_key(indicator: Indicator) -> str:
    """Where the session keeps the year chosen for the map of an indicator."""
    return f"map-year-{indicator.indicator}"


def linked_year(indicator: Indicator) -> str:
    """The year that the link asks for: that of the first map that the session shows."""
    is_linked = st.session_state.get("map-first", indicator.indicator) == indicator.indicator
    return st.query_params.get("map_year", "") if is_linked else ""


def shown_map(axis: AxisView, chosen: Card, selection: Selection) -> ShownMap | None:
    """The map of a card's indicator, its year and colours as the session or else the link has them; None without figures.

    A file is made later, where there is neither: it takes what was found here.
    """
    indicator = chosen.indicator
    year, linked = st.session_state.get(year_key(indicator)), linked_year(indicator)
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


def _map_aims(view: MapView, selection: Selection) -> dict[str, Aim]:
    """Aims of the contract's neighbourhoods whose figure on the map is the one that was judged, by code."""
    places = tuple(reading.territory for reading in view.readings)
    found = answers.map_aims(view.indicator.indicator, places, selection)
    return {t: aim for t, aim in found.items() if aim.judged and aim.judged.current_period in {None, view.period}}
