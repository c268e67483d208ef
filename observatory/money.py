"""Sums of money as exact decimals: how they are written, shared out, and what drawings of money are made of."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import format_decimal

from observatory.formats import MINUS, with_symbol

CENT = Decimal("0.01")
NOTHING = Decimal(0)


def euros(amount: Decimal, language: str, cents: bool = True) -> str:
    """`12 345,60 €`; without `cents` rounded to the euro, half up."""
    rounded = amount.quantize(CENT if cents else Decimal(1), ROUND_HALF_UP)
    body = "#,##0.00" if cents else "#,##0"
    said = format_decimal(rounded, f"{body};{MINUS}{body}", locale=language)
    return with_symbol(said, "€", language)


def percent(part: Decimal | int, whole: Decimal | int, language: str) -> str:
    """What share of `whole` is `part`, as a whole percentage: `38 %`; `–` of nothing."""
    if not whole:
        return "–"
    share = (100 * Decimal(part) / Decimal(whole)).quantize(Decimal(1), ROUND_HALF_UP)
    return with_symbol(format_decimal(share, "#,##0", locale=language), "%", language)


@dataclass(frozen=True, slots=True)
class Flow:
    """Money from one funder to one axis, in euros. kind: specific or ordinary credits; paid: what is known, None when nothing is."""

    kind: str
    funder: str
    axis: str
    planned_eur: Decimal
    paid_eur: Decimal | None


@dataclass(frozen=True, slots=True)
class PerHead:
    """Euros per inhabitant of a neighbourhood: of actions for it alone, and of actions for several.

    year: of the programme, None for all years together. An action for several neighbourhoods counts as much per
    inhabitant in each: as if its money were shared out by population. population is None when it is not known.
    """

    territory: str
    year: int | None
    population: int | None
    population_year: int | None
    own_eur: Decimal
    shared_eur: Decimal

    @property
    def total_eur(self) -> Decimal:
        """Both together, per inhabitant."""
        return self.own_eur + self.shared_eur


@dataclass(frozen=True, slots=True)
class Outcome:
    """Planned and actual for one axis. Money in euros, people in persons; only actions whose actual side is known count.

    residents_of, women_of: persons reached by the actions whose residents, or women, are known and not secret.
    """

    axis: str
    planned_eur: Decimal
    paid_eur: Decimal
    planned_people: int
    actual_people: int
    residents: int
    residents_of: int
    women: int
    women_of: int
    is_demo: bool
