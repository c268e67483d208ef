"""Why there is no figure, where the years chosen are the reason."""

from datetime import date

from observatory.formats import short_period
from observatory.selection import Selection
from observatory.texts import text


def out_of_years(latest: date | None, kind: str, selection: Selection) -> str:
    """That the years chosen hold nothing, and the last period known, without a full stop; empty where no year holds anything.

    latest: that period; kind: the period kind of its indicator.
    """
    if latest is None:
        return ""
    first, last, language = selection.first_year, selection.last_year, selection.language
    key = "figure.none_in" if first == last else "figure.none_between"
    return text(key, language, first=first, last=last, latest=short_period(latest, kind, language))
