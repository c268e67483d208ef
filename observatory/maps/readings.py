"""What a reading shows on a map: its value unless secrecy or absence hides it, else why not; and the names of its territory."""

from collections.abc import Mapping, Sequence

from observatory import carrying, formats, texts
from observatory.catalogue import Indicator, Territory
from observatory.series import HIDDEN_STATUSES, Reading

_ABSENCE_REASONS = frozenset({"small_number", "not_delivered", "few_respondents", "survey_postponed"})


def value_shown(reading: Reading) -> float | None:
    """The value that may be shown: None as soon as the status hides it."""
    return None if reading.status in HIDDEN_STATUSES else reading.value


def absence(reading: Reading, language: str) -> str:
    """Why a reading has no value, in the words of the charts."""
    status = reading.status if reading.status in HIDDEN_STATUSES else "not_available"
    why = texts.text(f"charts.absence_{status}", language)
    details = []
    for reason in reading.reason.split():
        _, found, note = reason.partition("=")
        if reason in _ABSENCE_REASONS:
            details.append(texts.text(f"charts.reason_{reason}", language))
        # Where a figure was carried from is of one neighbourhood, and a legend counts those that lack one for the same reason.
        elif found and not reason.startswith(carrying.PREFIX):
            details.append(texts.text("charts.reason_note", language, note=note))
    return f"{why} ({', '.join(details)})" if details else why


def signed_absence(reading: Reading, language: str) -> str:
    """The sign that stands for a missing value in tables, with its words."""
    status = reading.status if reading.status in HIDDEN_STATUSES else "not_available"
    return f"{formats.ABSENCE_SIGNS[status]} — {absence(reading, language)}"


def kind_of(readings: Sequence[Reading]) -> str:
    """The kind of territory that readings are about, as the catalogue of texts counts it."""
    prefixes = {reading.territory[:2] for reading in readings}
    if prefixes <= {"QP", "QN"}:
        return "neighbourhood"
    return "commune" if prefixes == {"CO"} else "territory"


def symbol_of(indicator: Indicator, language: str) -> str:
    """The symbol of an indicator's unit."""
    return indicator.unit.symbol.in_language(language)


def name_of(territories: Mapping[str, Territory], code: str) -> str:
    """A territory's name, or its code where it is not known."""
    found = territories.get(code)
    return found.name if found else code


def level_of(territories: Mapping[str, Territory], code: str) -> str:
    """A territory's level, empty where it is not known."""
    found = territories.get(code)
    return found.level if found else ""
