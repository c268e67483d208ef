"""What a reading shows on a map: its value unless secrecy or absence hides it, else why not; and the names of its territory."""

from collections.abc import Mapping, Sequence

from observatory import absences
from observatory.catalogue import Territory
from observatory.series import Reading


def signed_absence(reading: Reading, language: str) -> str:
    """The sign that stands for a missing value in tables, with its words."""
    return f"{absences.sign(reading)} — {absences.words(reading, language, carried=False)}"


def kind_of(readings: Sequence[Reading]) -> str:
    """The kind of territory that readings are about, as the catalogue of texts counts it."""
    prefixes = {reading.territory[:2] for reading in readings}
    if prefixes <= {"QP", "QN"}:
        return "neighbourhood"
    return "commune" if prefixes == {"CO"} else "territory"


def name_of(territories: Mapping[str, Territory], code: str, language: str) -> str:
    """A territory's name in `language`, or its code where it is not known."""
    found = territories.get(code)
    return found.name_in(language) if found else code


def level_of(territories: Mapping[str, Territory], code: str) -> str:
    """A territory's level, empty where it is not known."""
    found = territories.get(code)
    return found.level if found else ""
