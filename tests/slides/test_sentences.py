"""What a slide's title says of the gap beside the level."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from observatory import answers, database
from observatory.committee.sentences import gap_clause
from observatory.committee.subjects import Subject
from observatory.selection import Selection


@pytest.mark.parametrize(
    ("direction", "then", "now", "is_better", "said"),
    [
        ("down", 5.0, 7.0, False, "mais l’écart avec {} se creuse"),
        ("down", 7.0, 5.0, True, "mais l’écart avec {} se réduit"),
        ("down", -5.0, -8.0, True, "mais l’avantage sur {} s’accroît"),
        ("down", -8.0, -5.0, False, "mais l’avantage sur {} se réduit"),
        ("up", -8.0, -5.0, True, "mais l’écart avec {} se réduit"),
        ("up", 8.0, 5.0, False, "mais l’avantage sur {} se réduit"),
        ("down", -1.0, 2.0, False, "mais l’écart avec {} s’est inversé"),
        ("down", 5.0, 7.0, None, ""),
    ],
)
def test_the_gap_is_told_where_it_goes_against_the_level(
    built: Path,
    selection_of: Callable[..., Selection],
    direction: str,
    then: float,
    now: float,
    is_better: bool | None,
    said: str,
) -> None:
    known = answers.catalogue(database.identity())
    card = next(c for c in answers.axis("employment", selection_of()).cards if c.standing and c.gap_standing)
    assert card.standing is not None and card.gap_standing is not None
    card = replace(card, indicator=replace(card.indicator, direction=direction))
    gap = replace(card.gap_standing, baseline_value=then, current_value=now, improves=is_better)
    level = replace(card.standing, improves=not is_better)
    subject = Subject(card, level, gap, "QP094027")
    name = known.territory_label(gap.reference, "fr")
    assert gap_clause(subject, known, "fr") == said.format(name)
