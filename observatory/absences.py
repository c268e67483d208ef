"""Why a figure is not shown, in words and by the sign that stands for it in charts, maps and tables."""

from observatory import carrying, formats, texts
from observatory.explore import NO_INDEX
from observatory.series import HIDDEN_STATUSES, Point, Reading

_SAID = frozenset({"small_number", "no_row", "not_delivered", "few_respondents", "survey_postponed"})


def _status(figure: Point | Reading) -> str:
    return figure.status if figure.status in HIDDEN_STATUSES else "not_available"


def sign(figure: Point | Reading) -> str:
    """The sign that stands for a missing value: `s`, `n.d.` …"""
    return formats.ABSENCE_SIGNS[_status(figure)]


def kind(figure: Point | Reading, language: str) -> str:
    """What kind of absence a figure's is, without its reasons."""
    return texts.text(f"charts.absence_{_status(figure)}", language)


def words(figure: Point | Reading, language: str, carried: bool = True) -> str:
    """Why a figure has no value.

    carried: name the territories that it could not be carried from; they are of one neighbourhood, and a legend counts those
    that lack a figure for the same reason.
    """
    details = filter(None, (_detail(reason, language, carried) for reason in figure.reason.split()))
    why, said = kind(figure, language), ", ".join(details)
    return f"{why} ({said})" if said else why


def _detail(reason: str, language: str, carried: bool) -> str:
    if reason in _SAID:
        return texts.text(f"charts.reason_{reason}", language)
    if reason in NO_INDEX:
        return texts.text(f"explore.why_not.{reason}", language)
    if reason.startswith(carrying.PREFIX):
        return carrying.words(reason, language) if carried else ""
    _, found, note = reason.partition("=")
    return texts.text("charts.reason_note", language, note=note) if found else ""
