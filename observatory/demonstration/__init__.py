"""Demonstration figures: plausible, invented, the same bytes at every run, marked `demo` wherever they go.

`write(data_folder)` makes the series of the contract's partners (mission locale, réussite éducative,
bailleurs …), those of core indicators whose official file is awaited, the targets with their milestones and amendments,
and a programme of actions with its funders.
Levels, targets and titles are tables; everything else is drawn from generators seeded by what they draw, so
that a new row moves no other row.
"""

import math
from dataclasses import replace
from pathlib import Path
from random import Random

from observatory.demonstration.awaited import awaited_figures, awaited_indicators
from observatory.demonstration.folder import (
    PART,
    SEED,
    Folder,
    Row,
    number,
    period_of,
    read_folder,
    write_rows,
)
from observatory.demonstration.programme import programme, programme_figures
from observatory.demonstration.series import Figure, hidden, partner_figures
from observatory.demonstration.targets import targets_and_milestones

LAST_YEAR_OF_FIRST_RELEASE = 2022


def write(data_folder: Path) -> None:
    """Write the demonstration files of `data_folder`: observations, targets, actions.

    Reads its indicators, territories, derivations and official observations: targets start from real values.
    Raises KeyError when a target's baseline has no observation, FileNotFoundError when a table is missing.
    """
    folder = read_folder(data_folder)
    actions, fundings = programme()
    figures = [*partner_figures(folder), *awaited_figures(folder), *programme_figures(actions, fundings)]
    final = {(f.indicator, f.territory, period_of(folder, f.indicator, f.year)): f for f in figures}
    targets, milestones = targets_and_milestones(
        folder, {key: f.value for key, f in final.items() if f.value is not None}
    )
    first, second = _releases(folder, figures)
    write_rows(data_folder / "observations/demo-2023.csv", first)
    write_rows(data_folder / "observations/demo-2024.csv", second)
    write_rows(data_folder / "contract/targets.csv", targets)
    write_rows(data_folder / "contract/milestones.csv", milestones)
    write_rows(data_folder / "contract/actions.csv", actions)
    write_rows(data_folder / "contract/fundings.csv", fundings)


def _releases(folder: Folder, figures: list[Figure]) -> tuple[list[Row], list[Row]]:
    """Rows known in June 2023, then those of June 2024: the last year, and the final value of drafts."""
    first: list[Row] = []
    second: list[Row] = []
    always_final = {"PRE-11", "PRE-11F", *awaited_indicators()}
    for figure in figures:
        rng = Random(f"{SEED}:release:{figure.indicator}:{figure.territory}")
        tied = figure.indicator in always_final or figure.territory == PART
        late = rng.random() < 0.3 and not tied
        last, published = figure.year > LAST_YEAR_OF_FIRST_RELEASE, figure.status == "published"
        if last:
            second.append(_observation(folder, replace(figure, status="provisional") if published and late else figure))
        elif figure.year == LAST_YEAR_OF_FIRST_RELEASE and late and published and figure.value:
            first.append(_observation(folder, hidden(_draft(figure), folder.indicators[figure.indicator])))
            second.append(_observation(folder, figure))
        else:
            first.append(_observation(folder, figure))
    return first, second


def _draft(figure: Figure) -> Figure:
    """What was known of a figure before its last reports came in: a few persons fewer, provisional."""
    assert figure.value is not None
    if figure.numerator is None or figure.denominator is None:
        return replace(figure, value=float(math.floor(figure.value * 0.96)), status="provisional")
    numerator = math.floor(figure.numerator * 0.97)
    scale = round(figure.value * figure.denominator / figure.numerator)
    return replace(figure, value=scale * numerator / figure.denominator, numerator=numerator, status="provisional")


def _observation(folder: Folder, figure: Figure) -> Row:
    return {
        "indicator": figure.indicator,
        "territory": figure.territory,
        "period": period_of(folder, figure.indicator, figure.year),
        "value": number(figure.value),
        "status": figure.status,
        "reason": figure.reason,
        "numerator": number(figure.numerator),
        "denominator": number(figure.denominator),
        "origin": "demo",
        "source": "demo",
        "file": "",
        "row": "",
    }
