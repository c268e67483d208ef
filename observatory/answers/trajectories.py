"""What a chart shows of an indicator, gathered once for the page, its table and every file."""

from collections.abc import Mapping

from observatory.answers.axis_view import Card, stands
from observatory.answers.figures import overlapped, series, targets
from observatory.answers.judgements import comments
from observatory.answers.known import breaks, catalogue
from observatory.selection import Selection
from observatory.series import Series
from observatory.trajectory import Aim, Trajectory


def trajectory(
    card: Card, selection: Selection, known: Mapping[tuple[str, str], Series] | None = None, alone: bool = False
) -> Trajectory:
    """A card's indicator in its bearer, then in the other chosen neighbourhoods that have figures (all of them), beside the
    reference: that of the gap's own target when there is one, else the reader's.

    known: series read already, by (indicator, territory); alone: without the other neighbourhoods.
    """
    names = catalogue(selection.release)
    code, read = card.indicator.indicator, known or {}
    others = [] if alone else [t for t in selection.territories if t not in {selection.main_territory, card.bearer}]
    references = [card.gap_target.reference] if card.gap_target else []
    references = [r for r in (*references, selection.reference) if r != card.bearer and r not in others]
    missing = [t for t in dict.fromkeys([*others, *references[:1]]) if (code, t) not in read]
    found = {**read, **(series([code], missing, selection) if missing else {})}
    lines = (card.series, *(found[code, t] for t in others if (code, t) in found))
    reference = next((found[code, r] for r in references if (code, r) in found), None)
    goals = targets([code], others, selection)
    aims = {}
    for territory in others:
        level, gap = goals.get((code, territory, "level")), goals.get((code, territory, "gap"))
        if level is not None or gap is not None:
            aims[territory] = Aim(level, gap, *stands(code, territory, gap, selection))
    shown = [s.territory for s in (*lines, *([reference] if reference else []))]
    aimed = card.gap_target.reference if card.gap_target is not None else ""
    takes_over = reference is not None and reference.territory == aimed and selection.reference not in shown
    asked = selection.reference if takes_over else ""
    chosen = selection.reference if selection.reference in references else ""
    return Trajectory(
        indicator=card.indicator,
        series=lines,
        reference=reference,
        target=card.target,
        breaks=tuple(breaks(selection.release, selection.language).get(code, ())),
        names={t: names.territory_label(t, selection.language) for t in (*shown, chosen) if t},
        gap_target=card.gap_target,
        standing=card.standing if card.known else None,
        gap_standing=card.gap_standing,
        others=aims,
        comments=comments(code, card.bearer, selection),
        asked=asked,
        chosen=chosen,
        overlapped=overlapped(code, card.bearer, selection),
    )


def map_aims(indicator: str, territories: tuple[str, ...], selection: Selection) -> Mapping[str, Aim]:
    """What those of `territories` that belong to the contract and are judged on the indicator head for, by code.

    Indicators of context have none: their targets accuse nobody.
    """
    names = catalogue(selection.release)
    if names.indicators[indicator].kind == "context":
        return {}
    own = names.contracts[selection.contract].territories
    places = [t for t in territories if t in own]
    goals = targets([indicator], places, selection)
    found = {}
    for territory in places:
        level, gap = goals.get((indicator, territory, "level")), goals.get((indicator, territory, "gap"))
        aim = Aim(level, gap, *stands(indicator, territory, gap, selection)) if level or gap else Aim()
        if aim.judged is not None:
            found[territory] = aim
    return found
