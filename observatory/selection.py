"""What the reader asked for in the frame: contract, neighbourhoods, reference, years, language, ground."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Selection:
    """A reader's filters, as every page receives them.

    territories: codes of the chosen neighbourhoods, the first being the one that cards speak of; reference: code of
    the territory they are compared with; first_year, last_year: years shown, both included; show_demo: False hides
    all demonstration figures; release: identity of the database's state, part of every cache key; as_of: figures,
    targets, statuses, comments, judgements, decisions and actions as known at the end of that day (maps have no past), None
    for those in force.
    """

    contract: str
    territories: tuple[str, ...]
    reference: str
    first_year: int
    last_year: int
    language: str
    dark: bool
    show_demo: bool
    release: str
    as_of: date | None = None

    @property
    def main_territory(self) -> str:
        """The neighbourhood that cards and sentences speak of."""
        return self.territories[0]
